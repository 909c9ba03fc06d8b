"""The columns of tables that have no schema: as many as the header names, all of any text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ..cells import Unsupported
from ..csv.dialect import Dialect, declared_dialect, sniff_dialect
from ..csv.header import SAMPLE, SAMPLE_RECORDS, header_among, labels_of, read_header
from ..csv.records import BOM, Record, read_records
from ..csv.stream import utf8_pieces
from ..model import Field, Package, Resource
from ..paths import path_fault
from ..tabular.layout import UnreadableFile
from . import reader_of

TABULAR = ("csv", "tsv", "jsonl", "ndjson", "parquet", "pq", "xlsx", "xls", "ods")


def is_table(resource: Resource) -> bool:
    """Whether a resource is a table: it has a schema, says so, or is of a form of tables."""
    if resource.fields or resource.type == "table" or resource.descriptor.get("schema"):
        return True
    if not resource.paths:
        data = resource.data
        if isinstance(data, str):
            return resource.format in ("csv", "tsv")
        kinds = {type(item) for item in data} if isinstance(data, list) else set()
        return kinds in ({dict}, {list})
    return resource.type == "" and resource.format in TABULAR


def with_columns(package: Package) -> tuple[Package, set[str]]:
    """The package with fields for its tables without a schema, and the names of those tables.

    Tables whose form is not known, or whose header cannot be read, are left as they are. Of fields
    that share a name, which version 1 takes, all but the first get one of their own.
    """
    resources, given = [], set()
    for resource in package.resources:
        if not resource.fields and is_table(resource):
            labels = _labels(resource, package.basepath)
            if labels:
                given.add(resource.name)
                # objects may have other names further on: none of them is wrong
                named = not resource.paths or resource.format in ("json", "jsonl", "ndjson")
                match = "subset" if named else "exact"
                resource = replace(resource, fields=_fields(labels, resource), fields_match=match)
        elif len(set(resource.field_names)) < len(resource.fields):
            resource = replace(resource, fields=_named_apart(resource.fields))
        resources.append(resource)
    return replace(package, resources=tuple(resources)), given


def _named_apart(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Fields of which those with the name of an earlier one say their place in their names."""
    apart: dict[str, Field] = {}
    for number, own in enumerate(fields, 1):
        name = f"{own.name} (column {number})" if own.name in apart else own.name
        apart[name] = own if name == own.name else replace(own, name=name, label=own.name)
    return tuple(apart.values())


def _fields(labels: Sequence[str], resource: Resource) -> tuple[Field, ...]:
    """A field per label; one without a label, or whose label stands there before, gets a name."""
    kind = "string" if resource.format in ("csv", "tsv") else "any"
    fields: dict[str, Field] = {}
    for number, label in enumerate(labels, 1):
        name = label or f"field{number}"
        while name in fields:
            name = f"{name}_{number}"
        fields[name] = Field(name, kind)
    return tuple(fields.values())


def _labels(resource: Resource, base: Path) -> Sequence[str]:
    if any(path_fault(base, path) for path in resource.paths):
        return ()
    try:
        if resource.paths and resource.format in ("csv", "tsv"):
            return _labels_of_text(resource, base)
        reader = reader_of(resource, base)
        next(iter(reader.blocks()), None)
    except (Unsupported, UnreadableFile, OSError):
        return ()
    return _widest(reader.layout.labels, resource) if reader.layout else ()


def _widest(labels: Sequence[str], resource: Resource) -> Sequence[str]:
    """Labels, or numbered names where inline arrays have no header."""
    first = resource.data[0] if isinstance(resource.data, list) and resource.data else None
    if isinstance(resource.data, list) and all(isinstance(i, dict) for i in resource.data):
        return list(dict.fromkeys(name for item in resource.data for name in item))
    return labels or [""] * (len(first) if isinstance(first, list) else 0)


def _labels_of_text(resource: Resource, base: Path) -> Sequence[str]:
    """Labels of the first record, or of the first below title lines. Another delimiter than the
    comma is guessed, as with a schema, where the header would have one column."""
    dialect = declared_dialect(resource)
    sample = b""
    for piece in utf8_pieces(base, resource.paths[0], resource, SAMPLE):
        sample = (sample + piece)[:SAMPLE]
        if len(sample) == SAMPLE:
            break
    sample = sample.removeprefix(BOM)
    records = _first_records(sample, dialect)
    guess = sniff_dialect(sample, resource)
    if guess and records and len(records[0].cells) == 1:
        others = _first_records(sample, guess)
        if others and len(others[0].cells) > 1:
            records = others
    if not records:
        return [""]  # the reader says that the file is empty
    if dialect.header is False:
        return [""] * len(records[0].cells)
    if not dialect.rows.plain or dialect.rows.comment_rows:
        header = read_header(sample, dialect, final=True)
        return (header.labels(dialect) if header else []) or [""]
    return labels_of(records[_below_titles(records) if dialect.header is None else 0])


def _first_records(sample: bytes, dialect: Dialect) -> list[Record]:
    records = (record for _, record in read_records(sample, dialect))
    return list(islice((r for r in records if not r.comment), SAMPLE_RECORDS))


def _below_titles(records: list[Record]) -> int:
    """The record that the validator would take for the header if it has its labels: the first
    about as wide as the average, where all that stand above it are titles of one cell."""
    at = header_among([len(record.cells) for record in records])
    return at if all(len(record.cells) == 1 for record in records[:at]) else 0
