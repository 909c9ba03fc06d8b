"""Reads what a descriptor says of a resource into the dataclasses of `model`.

Whatever is at fault is left out here and told by `validation.faults`.
Source: datapackage.org/standard and specs.frictionlessdata.io (version 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from pathlib import PurePosixPath
from typing import Any

from .model import Field, ForeignKey, Resource

COMPRESSIONS = ("gz", "bz2", "xz", "zip")
SPELLINGS = {"gzip": "gz", "bzip2": "bz2", "no": ""}  # of compressions; "no" is frictionless' word
# By mediatype; what the ending of a path says comes first, for many call TSV text/csv
FORMATS = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    **dict.fromkeys(("application/x-ndjson", "application/ndjson", "application/jsonl"), "jsonl"),
    **dict.fromkeys(("application/vnd.apache.parquet", "application/x-parquet"), "parquet"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
CONTROLS = ("csv", "json", "excel")  # where frictionless 5 has the options of these forms
OPTIONS = (  # of fields
    "decimalChar", "groupChar", "bareNumber", "floatNumber", "trueValues", "falseValues",
    "delimiter", "itemType", "arrayItem",
)  # fmt: skip


def resource_of(
    raw: Mapping[str, Any],
    number: int,
    schema: Mapping[str, Any] | None,
    dialect: Mapping[str, Any],
) -> Resource:
    """The resource that a descriptor has at a place, whatever is at fault in it.

    schema, dialect: its own, read from their files if the descriptor names those.
    """
    name = text_at(raw, "name")
    if isinstance(raw.get("layout"), Mapping):  # the name of frictionless 4 for a part of it
        dialect = {**dialect, **raw["layout"]}
    for form in CONTROLS:
        if isinstance(dialect.get(form), Mapping):
            dialect = {**{n: v for n, v in dialect.items() if n != form}, **dialect[form]}
    dialect = {name: value for name, value in dialect.items() if value is not None}
    paths = _paths(raw)
    file_format, compression = _format_of(raw, paths[0] if paths else "")
    known = {f.name for f in dataclass_fields(Resource)} | {"path", "url", "schema", "extrapaths"}
    size = raw.get("bytes")
    return Resource(
        name=name or f"resource{number + 1}",
        paths=paths,
        data=raw.get("data"),
        type="table" if raw.get("profile") == "tabular-data-resource" else text_at(raw, "type"),
        format=file_format,
        encoding=raw.get("encoding") if isinstance(raw.get("encoding"), str) else None,
        compression=compression,
        innerpath=text_at(raw, "innerpath"),
        hash=text_at(raw, "hash"),
        bytes=size if isinstance(size, int) and not isinstance(size, bool) else None,
        title=text_at(raw, "title"),
        description=text_at(raw, "description"),
        dialect=dialect,
        schema=schema,
        **_of_schema(schema or {}, name),
        custom={k: v for k, v in raw.items() if k not in known},
        descriptor=raw,
    )


def _paths(raw: Mapping[str, Any]) -> tuple[str, ...]:
    paths = raw.get("path", raw.get("url", ()))
    paths = [paths] if isinstance(paths, str) else paths
    sound = isinstance(paths, (list, tuple)) and all(isinstance(path, str) for path in paths)
    extra = (path for path in _listed(raw, "extrapaths") if isinstance(path, str))
    return (*(paths if sound else ()), *extra)


def _of_schema(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the schema of a table says, as attributes of its Resource."""
    missing, labels = _missing(schema.get("missingValues"))
    fields = _listed(schema, "fields")
    sound = all(isinstance(field, Mapping) for field in fields)
    return {
        "fields": tuple(map(_field, fields)) if sound else (),
        "fields_match": text_at(schema, "fieldsMatch") or "exact",
        "missing_values": ("",) if missing is None else missing,
        "missing_labels": labels,
        "primary_key": _names(schema.get("primaryKey")),
        "unique_keys": tuple(_names(key) for key in _listed(schema, "uniqueKeys")),
        "foreign_keys": _foreign_keys(schema, name),
    }


def _field(raw: Mapping[str, Any]) -> Field:
    categories = raw.get("categories") or ()
    if not isinstance(categories, (list, tuple)):
        categories = ()
    constraints = raw.get("constraints")
    file_format = text_at(raw, "format") or "default"
    known = {"name", "type", "format", "title", "description", "unit", "example", "rdfType"}
    known |= {"constraints", "missingValues", "categories", *OPTIONS}
    return Field(
        name=text_at(raw, "name"),
        type=text_at(raw, "type") or "string",
        format=file_format.replace("fmt:", "") if file_format.startswith("fmt:") else file_format,
        title=text_at(raw, "title"),
        description=text_at(raw, "description"),
        unit=text_at(raw, "unit"),
        example=raw.get("example"),
        rdf_type=text_at(raw, "rdfType"),
        constraints=dict(constraints) if isinstance(constraints, Mapping) else {},
        missing_values=_missing(raw.get("missingValues"))[0],
        categories=tuple(c.get("value") if isinstance(c, Mapping) else c for c in categories),
        options={name: raw[name] for name in OPTIONS if name in raw},
        custom={k: v for k, v in raw.items() if k not in known},
    )


def _foreign_keys(schema: Mapping[str, Any], table: str) -> tuple[ForeignKey, ...]:
    keys = []
    for raw in _listed(schema, "foreignKeys"):
        reference = raw.get("reference") if isinstance(raw, Mapping) else None
        reference = reference if isinstance(reference, Mapping) else {}
        target = text_at(reference, "resource")
        fields_ = _names(raw.get("fields")) if isinstance(raw, Mapping) else ()
        package = text_at(reference, "package")
        own = "" if target == table and not package else target
        keys.append(ForeignKey(fields_, own, _names(reference.get("fields")), package))
    return tuple(keys)


def _format_of(raw: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Format and compression, as declared (csv.gz, or each by its own property) or else by the
    endings of the path, or of the path inside a zip."""
    endings = _endings(path.split("?")[0])
    packed = endings.pop() if endings and endings[-1] in COMPRESSIONS else ""
    kind, _, ending = text_at(raw, "format").lower().rpartition(".")
    kind, packed = (kind, ending) if kind and ending in COMPRESSIONS else (ending, packed)
    declared = text_at(raw, "compression").lower()
    compression = SPELLINGS.get(declared, declared) if declared else packed
    if compression == "zip" and text_at(raw, "innerpath"):
        endings = _endings(text_at(raw, "innerpath"))
    ending = endings[-1] if endings else ""
    media = FORMATS.get(text_at(raw, "mediatype").partition(";")[0].strip().lower(), ending)
    known = {*FORMATS.values(), "ndjson", "pq", "xlsm"}
    return kind or (ending if ending in known else media), compression


def _endings(path: str) -> list[str]:
    return [ending[1:].lower() for ending in PurePosixPath(path).suffixes]


def _missing(raw: Any) -> tuple[tuple[str, ...] | None, dict[str, str]]:
    """missingValues as texts and their labels (version 2 allows {value, label} objects)."""
    if not isinstance(raw, (list, tuple)):
        return None, {}
    values = tuple(m.get("value") if isinstance(m, Mapping) else m for m in raw)
    labels = {
        m["value"]: m["label"]
        for m in raw
        if isinstance(m, Mapping) and "value" in m and m.get("label") is not None
    }
    return tuple(v for v in values if isinstance(v, str)), labels


def _names(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,) if raw else ()
    return tuple(n for n in raw or () if isinstance(n, str)) if isinstance(raw, list) else ()


def _listed(raw: Mapping[str, Any], name: str) -> list[Any]:
    value = raw.get(name)
    return value if isinstance(value, list) else []


def text_at(raw: Mapping[str, Any], name: str) -> str:
    """The text of a property, "" if it has none."""
    value = raw.get(name)
    return value if isinstance(value, str) else ""
