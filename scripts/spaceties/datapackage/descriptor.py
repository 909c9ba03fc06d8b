"""Reads a Data Package descriptor, version 1 or 2, into the dataclasses of `model`.

Schemas and dialects may stand inline or in files of their own. Nothing is ever fetched: a remote,
unsafe or missing path becomes a problem of the report, not a download.
Source: datapackage.org/standard and specs.frictionlessdata.io (version 1).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields as dataclass_fields
from pathlib import Path, PurePosixPath
from typing import Any

from .extras import explained
from .model import Fault, Field, ForeignKey, Package, Resource
from .paths import is_remote, path_fault, read_bytes

DESCRIPTORS = ("datapackage.json", "datapackage.yaml", "datapackage.yml")
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


class DescriptorError(ValueError):
    """The descriptor cannot be used at all: not there, not JSON, or not of the right shape."""


def load(path: str | os.PathLike[str]) -> Package:
    """The package that a descriptor file, or the folder with one (`DESCRIPTORS`), describes.

    Raises `DescriptorError` if the file is not there, is not JSON (or YAML, by its name), or is
    not an object with a list of resources.
    """
    path = Path(path)
    if path.is_dir():
        path = descriptor_in(path)
    return from_descriptor(object_in(path.parent, path.name), path.parent)


def from_descriptor(
    descriptor: Mapping[str, Any], basepath: str | os.PathLike[str] = "."
) -> Package:
    """The package of a descriptor that is already a mapping; relative paths start at basepath."""
    if not isinstance(descriptor, Mapping):
        raise DescriptorError("the descriptor is not an object")
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not all(isinstance(r, Mapping) for r in resources):
        raise DescriptorError('the descriptor has no list of "resources", each an object')
    base = Path(basepath)
    faults: list[Fault] = []
    parsed = tuple(_resource(r, n, base, faults) for n, r in enumerate(resources))
    known = {"$schema", "name", "title", "version", "resources"}
    return Package(
        basepath=base,
        name=_text(descriptor, "name"),
        title=_text(descriptor, "title"),
        version=_text(descriptor, "version"),
        standard=_standard(descriptor),
        resources=parsed,
        custom={k: v for k, v in descriptor.items() if k not in known},
        descriptor=descriptor,
        faults=tuple(faults),
    )


def with_copies(package: Package, copies: Mapping[str, str | os.PathLike[str]]) -> Package:
    """The package with local files in the place of remote schemas and dialects: {address: file}.

    Raises `DescriptorError` for a file that holds no object, and for an address that no resource
    names.
    """
    objects = {address: object_at(Path(file)) for address, file in copies.items()}
    named = set()
    resources = []
    for resource in package.resources:
        raw = dict(resource.descriptor)
        for name in ("schema", "dialect"):
            if isinstance(raw.get(name), str) and raw[name] in objects:
                named.add(raw[name])
                raw[name] = objects[raw[name]]
        resources.append(raw)
    if unknown := sorted(objects.keys() - named):
        raise DescriptorError(f"no resource names {unknown[0]}")
    return from_descriptor({**package.descriptor, "resources": resources}, package.basepath)


def descriptor_in(folder: Path) -> Path:
    """The descriptor of a folder, or where it should be."""
    paths = [folder / name for name in DESCRIPTORS]
    return next((path for path in paths if path.is_file()), paths[0])


def _standard(descriptor: Mapping[str, Any]) -> str:
    """The version of the standard that `$schema` names; without it, the standard says v1."""
    profile = descriptor.get("$schema")
    if not profile:
        return "v1"
    version = re.match(r"https?://datapackage\.org/profiles/([12])\.\d+/", str(profile))
    return f"v{version[1]}" if version else "unknown"


def object_in(base: Path, path: str) -> Mapping[str, Any]:
    """The object in a JSON or YAML file of a package. Raises `DescriptorError` if there is none."""
    return _object(base / path, lambda: read_bytes(base, path))


def object_at(path: Path) -> Mapping[str, Any]:
    """The same of a file that the user names, wherever it lies."""
    return _object(path, path.read_bytes)


class RepeatedKeys(dict[str, Any]):
    """An object of JSON that has a key twice, of which the last counts. keys_again: those."""

    keys_again: tuple[str, ...] = ()


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = RepeatedKeys(pairs)
    counts = Counter(key for key, _ in pairs)
    repeated.keys_again = tuple(key for key, count in counts.items() if count > 1)
    return repeated


@explained()
def _object(path: Path, read: Callable[[], bytes]) -> Mapping[str, Any]:
    try:
        text = read().decode("utf-8-sig")
    except FileNotFoundError:
        raise DescriptorError(f"{path} does not exist") from None
    except UnicodeDecodeError as error:
        raise DescriptorError(f"{path} cannot be read: it is not UTF-8 ({error.reason})") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        said = getattr(error, "strerror", None) or error
        raise DescriptorError(f"{path} cannot be read: {said}") from None
    try:
        if path.suffix in (".yaml", ".yml"):
            from . import yaml_text

            content = yaml_text.parse(text)
        else:
            content = json.loads(text, object_pairs_hook=_object_of)
    except (ValueError, RecursionError) as error:
        form = "YAML" if path.suffix in (".yaml", ".yml") else "JSON"
        raise DescriptorError(f"{path} is not valid {form}: {error}") from None
    if not isinstance(content, Mapping):
        raise DescriptorError(f"{path} does not hold an object")
    return content


def referred_object(base: Path, path: str) -> Mapping[str, Any]:
    """The object in a file that a descriptor refers to, which errors name as the descriptor does.
    Raises `DescriptorError`."""
    if fault := path_fault(base, path):
        raise DescriptorError(fault[1])
    try:
        return object_in(base, path)
    except DescriptorError as error:  # the folder may be that of an unpacked zip
        raise DescriptorError(str(error).replace(str(base / path), path)) from None


def _resource(raw: Mapping[str, Any], number: int, base: Path, faults: list[Fault]) -> Resource:
    name = _text(raw, "name")
    schema = _dereferenced(raw, "schema", number, base, faults)
    dialect = _dereferenced(raw, "dialect", number, base, faults) or {}
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
        type="table" if raw.get("profile") == "tabular-data-resource" else _text(raw, "type"),
        format=file_format,
        encoding=raw.get("encoding") if isinstance(raw.get("encoding"), str) else None,
        compression=compression,
        innerpath=_text(raw, "innerpath"),
        hash=_text(raw, "hash"),
        bytes=size if isinstance(size, int) and not isinstance(size, bool) else None,
        title=_text(raw, "title"),
        description=_text(raw, "description"),
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
        "fields_match": _text(schema, "fieldsMatch") or "exact",
        "missing_values": ("",) if missing is None else missing,
        "missing_labels": labels,
        "primary_key": _names(schema.get("primaryKey")),
        "unique_keys": tuple(_names(key) for key in _listed(schema, "uniqueKeys")),
        "foreign_keys": _foreign_keys(schema, name),
    }


OPTIONS = (
    "decimalChar",
    "groupChar",
    "bareNumber",
    "floatNumber",
    "trueValues",
    "falseValues",
    "delimiter",
    "itemType",
    "arrayItem",
)


def _field(raw: Mapping[str, Any]) -> Field:
    categories = raw.get("categories") or ()
    if not isinstance(categories, (list, tuple)):
        categories = ()
    constraints = raw.get("constraints")
    file_format = _text(raw, "format") or "default"
    known = {"name", "type", "format", "title", "description", "unit", "example", "rdfType"}
    known |= {"constraints", "missingValues", "categories", *OPTIONS}
    return Field(
        name=_text(raw, "name"),
        type=_text(raw, "type") or "string",
        format=file_format.replace("fmt:", "") if file_format.startswith("fmt:") else file_format,
        title=_text(raw, "title"),
        description=_text(raw, "description"),
        unit=_text(raw, "unit"),
        example=raw.get("example"),
        rdf_type=_text(raw, "rdfType"),
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
        target = _text(reference, "resource")
        fields_ = _names(raw.get("fields")) if isinstance(raw, Mapping) else ()
        package = _text(reference, "package")
        own = "" if target == table and not package else target
        keys.append(ForeignKey(fields_, own, _names(reference.get("fields")), package))
    return tuple(keys)


def _dereferenced(
    raw: Mapping[str, Any], name: str, number: int, base: Path, faults: list[Fault]
) -> Mapping[str, Any] | None:
    """An object of the resource, read from its file if the descriptor names one."""
    value = raw.get(name)
    if isinstance(value, str):
        try:
            return referred_object(base, value)
        except DescriptorError as error:
            hint = f"--schema {value}=FILE takes a local copy" if is_remote(value) else None
            faults.append(Fault(("resources", number, name), str(error), value, hint))
    return value if isinstance(value, Mapping) else None


def _format_of(raw: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Format and compression, as declared (csv.gz, or each by its own property) or else by the
    endings of the path, or of the path inside a zip."""
    endings = [ending[1:].lower() for ending in PurePosixPath(path.split("?")[0]).suffixes]
    packed = endings.pop() if endings and endings[-1] in COMPRESSIONS else ""
    kind, _, ending = _text(raw, "format").lower().rpartition(".")
    kind, packed = (kind, ending) if kind and ending in COMPRESSIONS else (ending, packed)
    declared = _text(raw, "compression").lower()
    compression = SPELLINGS.get(declared, declared) if declared else packed
    if compression == "zip" and _text(raw, "innerpath"):
        endings = [ending[1:].lower() for ending in PurePosixPath(_text(raw, "innerpath")).suffixes]
    ending = endings[-1] if endings else ""
    media = FORMATS.get(_text(raw, "mediatype").partition(";")[0].strip().lower(), ending)
    known = {*FORMATS.values(), "ndjson", "pq", "xlsm"}
    return kind or (ending if ending in known else media), compression


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


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
