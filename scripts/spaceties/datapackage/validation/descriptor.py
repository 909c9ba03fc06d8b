"""Whether a descriptor is certainly sound, without importing frictionless.

frictionless checks descriptors against profiles of its own. `needs_frictionless` accepts only what
certainly passes there; anything else is named, and then frictionless itself is asked. So the common
case is fast and the verdict is always that of frictionless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..cells import OPTIONS_OF, STRING_FORMATS, Unsupported, reader
from ..descriptor import is_remote
from ..model import Field, Package, Resource
from .constraints import Constraints

NAME = re.compile(r"[-a-z0-9._/]+")  # version 1's pattern of names
EMAIL = re.compile(
    r"[a-z0-9]+([._-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}", re.IGNORECASE
)
TEXTS = (
    "title",
    "description",
    "homepage",
    "image",
    "version",
    "created",
    "format",
    "mediatype",
    "encoding",
    "compression",
    "innerpath",
    "hash",
    "rdfType",
)
PROFILES = (None, "data-package", "tabular-data-package", "data-resource", "tabular-data-resource")
LEGACY = {
    "stats",
    "rows",
    "hashing",
    "layout",
    "url",
    "profiles",
    "extrapaths",
    "scheme",
    "missingValues",
    "fields",
    "control",
}
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
SUPPORTED = {
    "string": {"minLength", "maxLength", "pattern"},
    "any": set(),
    "boolean": set(),
    **dict.fromkeys(("integer", "number", "date", "datetime", "time", "year", "yearmonth"), BOUNDS),
}


def needs_frictionless(package: Package) -> str | None:
    """What only frictionless can validate of the descriptor, the first of it; None if nothing."""
    return next(_unsure(package), None)


def _unsure(package: Package) -> Iterator[str]:
    raw, standard = package.descriptor, package.standard
    yield from _named(raw, "the package", standard)
    yield from _people(raw)
    if "created" in raw and reader(Field("created", "datetime"))(str(raw["created"])) is None:
        yield "created"
    if raw.get("profile") not in PROFILES and not is_remote(str(raw.get("profile"))):
        yield "profile"
    if len(set(package.names)) != len(package.names):
        yield "names of the resources"
    keywords = raw.get("keywords", [])
    if not isinstance(keywords, list) or not all(isinstance(k, str) for k in keywords):
        yield "keywords"
    if {"missingValues", "fields"} & set(raw):
        yield "missingValues or fields of the package"
    tabular = raw.get("profile") == "tabular-data-package"
    for resource in package.resources:
        if tabular and resource.descriptor.get("profile") != "tabular-data-resource":
            yield "profile tabular-data-package"
        for found in _of_resource(resource, standard):
            yield f"{found} of resource {resource.name}"


def _of_resource(resource: Resource, standard: str) -> Iterator[str]:
    raw = resource.descriptor
    yield from _named(raw, "the resource", standard)
    yield from _people(raw)
    yield from (f'"{name}"' for name in LEGACY & set(raw))
    if "name" not in raw or (raw.get("path") is None) == (raw.get("data") is None):
        yield "name, path and data"
    if "data" in raw and not isinstance(raw["data"], (list, dict)):
        yield "data"
    if raw.get("profile") not in PROFILES and not is_remote(str(raw.get("profile"))):
        yield "profile"
    if raw.get("profile") == "tabular-data-resource" and not raw.get("schema"):
        yield "schema"
    if raw.get("type") not in (None, "table"):
        yield "type"
    if "bytes" in raw and (not isinstance(raw["bytes"], int) or isinstance(raw["bytes"], bool)):
        yield "bytes"
    for part in ("schema", "dialect"):
        if part in raw and not isinstance(raw[part], (Mapping, str)):
            yield part
    yield from _of_dialect(resource.dialect)
    if raw.get("schema") is not None:
        yield from _of_schema(resource, standard)


def _of_dialect(raw: Mapping[str, Any]) -> Iterator[str]:
    kinds = {
        "header": bool,
        "doubleQuote": bool,
        "skipInitialSpace": bool,
        "delimiter": str,
        "quoteChar": str,
        "lineTerminator": str,
    }
    for name, value in raw.items():
        if name in kinds and not isinstance(value, kinds[name]):
            yield f"dialect.{name}"
        if name not in kinds and name not in ("caseSensitiveHeader", "csvddfVersion", "$schema"):
            yield f"dialect.{name}"


def _of_schema(resource: Resource, standard: str) -> Iterator[str]:
    raw = resource.schema
    if raw is None or not isinstance(raw.get("fields"), list) or not resource.fields:
        yield "schema"
        return
    yield from _named(raw, "the schema", "v1")
    if "type" in raw:
        yield "schema.type"
    if raw.get("fieldsMatch", "exact") not in ("exact", "equal", "subset", "superset", "partial"):
        yield "fieldsMatch"
    names = resource.field_names
    if len(set(names)) != len(names) or not all(names):
        yield "names of the fields"
    yield from _missing(raw, standard)
    key = raw.get("primaryKey", [])
    parts = [key] if isinstance(key, str) else key
    if not isinstance(parts, list) or len(parts) != len(resource.primary_key):
        yield "primaryKey"
    if not set(resource.primary_key) <= set(names):
        yield "primaryKey"
    keys = raw.get("foreignKeys", [])
    if not isinstance(keys, list) or len(keys) != len(resource.foreign_keys):
        yield "foreignKeys"
    for key in resource.foreign_keys:
        same = len(key.fields) == len(key.reference_fields) > 0
        if not same or not set(key.fields) <= set(names):
            yield "foreignKeys"
    if not all(key and set(key) <= set(names) for key in resource.unique_keys):
        yield "uniqueKeys"
    for field, found in zip(resource.fields, raw["fields"], strict=True):
        yield from (f"{what} of field {field.name}" for what in _of_field(field, found, standard))


def _of_field(field: Field, raw: Mapping[str, Any], standard: str) -> Iterator[str]:
    yield from _named({k: v for k, v in raw.items() if k != "name"}, "the field", standard)
    if field.type not in SUPPORTED or raw.get("type", field.type) != field.type:
        yield "type"
        return
    if field.type == "string" and field.format not in STRING_FORMATS:
        yield "format"
    if "required" in raw or not isinstance(raw.get("constraints", {}), Mapping):
        yield "required or constraints"
        return
    yield from _missing(raw, standard)
    limits = field.constraints
    if set(limits) - SUPPORTED[field.type] - {"required", "unique", "enum"}:
        yield "constraints"
    if standard == "v1" and {"exclusiveMinimum", "exclusiveMaximum"} & set(limits):
        yield "exclusive bounds"
    for name, kind in (("required", bool), ("unique", bool), ("pattern", str), ("enum", list)):
        if name in limits and not isinstance(limits[name], kind):
            yield name
    for name in ("minLength", "maxLength"):
        if name in limits and (not isinstance(limits[name], int) or limits[name] is True):
            yield name
    for name, value in field.options.items():
        listed = name in ("trueValues", "falseValues")
        kind = list if listed else bool if name in ("bareNumber", "floatNumber") else str
        wrong = name not in OPTIONS_OF.get(field.type, ()) or not isinstance(value, kind)
        if wrong or (listed and not all(isinstance(v, str) for v in value)):
            yield name
    try:
        Constraints(field)
        if field.example and not _good_example(field):
            yield "example"
    except Unsupported as reason:
        yield str(reason)


def _good_example(field: Field) -> bool:
    """frictionless reads examples by type and format alone, a boolean's values apart."""
    options = field.options if field.type == "boolean" else {}
    example = field.example
    if isinstance(example, bool):
        return field.type in ("boolean", "any")
    if isinstance(example, int):
        return field.type in ("integer", "number", "any") or (
            field.type == "year" and 0 <= example <= 9999
        )
    if isinstance(example, float):
        return field.type in ("number", "any")
    plain = Field(field.name, field.type, field.format, options=options)
    return isinstance(example, str) and reader(plain)(example) is not None


def _missing(raw: Mapping[str, Any], standard: str) -> Iterator[str]:
    found = raw.get("missingValues", [])
    if isinstance(found, list) and all(isinstance(m, str) for m in found):
        return
    good = (
        standard != "v1"
        and isinstance(found, list)
        and all(
            isinstance(m, Mapping)
            and isinstance(m.get("value"), str)
            and isinstance(m.get("label", ""), str)
            for m in found
        )
    )
    if good:
        texts = [m["value"] for m in found]
        labels = [m["label"] for m in found if "label" in m]
        good = len(set(texts)) == len(texts) and len(set(labels)) == len(labels)
    if not good:
        yield "missingValues"


def _named(raw: Mapping[str, Any], what: str, standard: str) -> Iterator[str]:
    name = raw.get("name")
    if name is not None and not isinstance(name, str):
        yield f"name of {what}"
    if isinstance(name, str) and standard == "v1" and not NAME.fullmatch(name):
        yield f"name of {what}"
    for text in TEXTS:
        if text in raw and not isinstance(raw[text], str):
            yield f"{text} of {what}"


def _people(raw: Mapping[str, Any]) -> Iterator[str]:
    for group in ("licenses", "sources", "contributors"):
        found = raw.get(group, [])
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            yield group
            continue
        known = ("name", "title", "path", "email", "organisation", "role", "version")
        for item in found:
            if not all(isinstance(item[k], str) for k in known if k in item):
                yield group
            if item.get("email") and not EMAIL.fullmatch(str(item["email"])):
                yield group
            if group == "licenses" and not (item.get("name") or item.get("path")):
                yield group
