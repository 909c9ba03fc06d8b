"""The dialect of a file and its header: which column of the file is which field.

Labels and fields pair by place (`fieldsMatch` "exact") or by name (the other four modes), and
differ as frictionless reports it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..cells import Unsupported
from ..model import Field, Resource
from ..report.codes import Code
from .records import Record, read_record

SAMPLE = 100  # lines (for the dialect) and records (for the header) that frictionless looks at

HARMLESS = {
    "lineTerminator",
    "caseSensitiveHeader",
    "csvddfVersion",
    "$schema",
    "name",
    "title",
    "description",
    "profile",
}
PLAIN = {
    "doubleQuote": True,
    "skipInitialSpace": False,
    "escapeChar": None,
    "nullSequence": None,
    "commentChar": None,
    "commentRows": [],
    "headerRows": [1],
    "headerCase": True,
    "skipBlankRows": False,
}


@dataclass(frozen=True)
class Dialect:
    """What cuts the text into cells. header: whether there is one, None if not declared."""

    delimiter: bytes = b","
    quote: bytes = b'"'
    header: bool | None = None


@dataclass(frozen=True)
class StructuralError:
    """Something wrong with a header or a record, before any column is judged.

    cells: the record's cells, from which the row's key is taken.
    """

    code: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    cells: tuple[str, ...] = ()
    hint: str | None = None


@dataclass
class Layout:
    """The columns of a file, in its order: the field of each, None if the schema has none."""

    labels: list[str]
    fields: list[Field | None]
    dialect: Dialect = field(default_factory=Dialect)
    line: int = 1
    start: int = 0
    errors: list[StructuralError] = field(default_factory=list)
    usable: bool = True

    @property
    def width(self) -> int:
        return len(self.fields)

    def name(self, place: int) -> str:
        """Name of a column for a report."""
        found = self.fields[place] if place < self.width else None
        label = self.labels[place] if place < len(self.labels) else ""
        return found.name if found else label


def declared_dialect(resource: Resource) -> Dialect:
    """The dialect as the descriptor declares it; `Unsupported` for options that change cells."""
    found: dict[str, Any] = {}
    for name, value in resource.dialect.items():
        if name == "csv" and isinstance(value, Mapping):
            found.update(value)
        else:
            found[name] = value
    for name, value in found.items():
        known = name in HARMLESS or name in ("delimiter", "quoteChar", "header")
        if not known and (name not in PLAIN or value != PLAIN[name]):
            raise Unsupported(f'dialect option "{name}"')
    delimiter = found.get("delimiter", "\t" if resource.format == "tsv" else ",")
    quote = found.get("quoteChar", '"')
    header = found.get("header")
    for text in (delimiter, quote):
        if not isinstance(text, str) or len(text) != 1 or not text.isascii():
            raise Unsupported(f"dialect with delimiter {delimiter!r} and quote {quote!r}")
    if delimiter in "\r\n" or delimiter == quote or not isinstance(header, (bool, type(None))):
        raise Unsupported(f"dialect with delimiter {delimiter!r} and quote {quote!r}")
    return Dialect(delimiter.encode(), quote.encode(), header)


def read_layout(data: bytes, resource: Resource, final: bool) -> Layout | None:
    """The layout of a file that starts with data (BOM taken off); None if more data is needed.

    Where the header under the declared dialect does not fit, the guesses of frictionless are
    tried: another delimiter, or a header further down. If one fits it is taken, with a warning.
    """
    dialect = declared_dialect(resource)
    if dialect.header is False:
        return Layout([], list(resource.fields), dialect, line=0)
    first = read_record(data, 0, dialect.delimiter, dialect.quote, final) if data else None
    if first is None:
        if not final:
            return None
        errors = [StructuralError(Code.EMPTY)]
        return Layout([], list(resource.fields), dialect, errors=errors)
    layout = _layout(_labels(first.cells), resource, dialect, 1, first.end)
    misformed = _misformed(first, layout)
    if misformed:
        layout.errors[:0] = misformed
        layout.usable = first.unclosed is None
    elif layout.errors:
        guess = _sniffed(data, dialect, resource)
        layout = (guess and _fitting(data, guess, resource, final)) or (
            _fitting(data, dialect, resource, final) or layout
        )
    return layout


def _misformed(record: Record, layout: Layout) -> list[StructuralError]:
    """What is wrong with the quotes and bytes of the header."""
    unclosed = [] if record.unclosed is None else [record.unclosed]
    places = [
        (Code.ENCODING, record.undecodable),
        (Code.STRAY_QUOTE, record.stray),
        (Code.UNCLOSED_QUOTE, unclosed),
    ]
    return [
        StructuralError(code, 1, layout.name(n) or None, record.cells[n])
        for code, found in places
        for n in found
    ]


def _labels(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _fitting(data: bytes, dialect: Dialect, resource: Resource, final: bool) -> Layout | None:
    """The layout of the record that frictionless takes for the header, if it fits the schema."""
    records = []
    at = 0
    while at < len(data) and len(records) < SAMPLE:
        record = read_record(data, at, dialect.delimiter, dialect.quote, final)
        if record is None:
            break
        records.append(record)
        at = record.end
    place = (
        _header_place([len(record.cells) for record in records]) if dialect.header is None else 0
    )
    if place >= len(records):
        return None
    record = records[place]
    line = 1 + len(data[: record.start].splitlines())
    layout = _layout(_labels(record.cells), resource, dialect, line, record.end)
    if layout.errors:
        return None
    declared = declared_dialect(resource)
    hint = (
        f"line {line} is the header; declare headerRows"
        if dialect == declared
        else f"the delimiter is {dialect.delimiter.decode()!r}; declare it in the dialect"
    )
    layout.errors.append(StructuralError(Code.DIALECT, line, hint=hint))
    return layout


def _header_place(widths: list[int]) -> int:
    """The first record about as wide as the average one: how frictionless skips a preamble."""
    if not widths:
        return 0
    mean = round(sum(widths) / len(widths))
    drift = max(round(mean * 0.1), 1)
    return next((n for n, width in enumerate(widths) if abs(width - mean) <= drift), 0)


def _sniffed(data: bytes, declared: Dialect, resource: Resource) -> Dialect | None:
    """The delimiter that the csv module guesses, if none is declared and the guess is another."""
    given = {**resource.dialect, **(resource.dialect.get("csv") or {})}
    if "delimiter" in given or resource.format == "tsv":
        return None
    sample = b"".join(data[: 1 << 20].splitlines(keepends=True)[:SAMPLE])
    try:
        found = csv.Sniffer().sniff(sample.decode("utf-8", "replace"), ",\t;|").delimiter
    except csv.Error:
        return None
    guess = replace(declared, delimiter=found.encode())
    return guess if guess != declared and len(guess.delimiter) == 1 else None


def _layout(
    labels: list[str], resource: Resource, dialect: Dialect, line: int, start: int
) -> Layout:
    if not labels:
        errors = [StructuralError(Code.EMPTY, line, hint="the first line is blank")]
        return Layout([], list(resource.fields), dialect, line, start, errors, usable=False)
    exact = resource.fields_match == "exact"
    errors = _by_place(labels, resource) if exact else _by_name(labels, resource)
    usable = exact or len(set(labels)) == len(labels)
    if exact:
        padding = [None] * (len(labels) - len(resource.fields))
        fields = [*resource.fields[: len(labels)], *padding]
    else:
        known = {f.name: f for f in resource.fields}
        fields = [known.get(label) for label in labels]
    errors = [replace(error, line=line) for error in errors]
    return Layout(labels, fields, dialect, line, start, errors, usable)


def _by_place(labels: list[str], resource: Resource) -> list[StructuralError]:
    names = resource.field_names
    errors = [
        StructuralError(Code.EXTRA_LABEL, column=label or None) for label in labels[len(names) :]
    ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in names[len(labels) :]]
    for place, (label, name) in enumerate(zip(labels, names, strict=False)):
        if not label:
            errors.append(StructuralError(Code.BLANK_LABEL, column=name))
        elif label in labels[:place]:
            errors.append(StructuralError(Code.DUPLICATE_LABEL, column=name, value=label))
        elif label != name:
            errors.append(StructuralError(Code.INCORRECT_LABEL, column=name, value=label))
    return errors


def _by_name(labels: list[str], resource: Resource) -> list[StructuralError]:
    """Mismatches that the mode does not tolerate; a label that stands twice makes all moot."""
    twice = {label for place, label in enumerate(labels) if label in labels[:place]}
    if twice:
        return [
            StructuralError(Code.DUPLICATE_LABEL, column=label, value=label)
            for label in sorted(twice)
        ]
    names, mode = resource.field_names, resource.fields_match
    errors = []
    if mode in ("equal", "superset"):
        errors += [
            StructuralError(Code.EXTRA_LABEL, column=label or None)
            for label in labels
            if label not in names
        ]
    missing = [name for name in names if name not in labels]
    if mode in ("superset", "partial"):
        missing = [
            name
            for name in missing
            if resource.field(name).required or name in resource.primary_key
        ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in missing]
    if mode == "partial" and names and not set(names) & set(labels):
        errors.append(StructuralError(Code.UNMATCHED_HEADER))
    return errors
