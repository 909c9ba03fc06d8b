"""Whether a descriptor is certainly sound, without importing frictionless.

frictionless checks descriptors against profiles of its own. `needs_frictionless` accepts only what
certainly passes there; anything else is named, and then frictionless itself is asked. So the common
case is fast and the verdict is always that of frictionless.

Tables say what passes: for each part of a descriptor the checks of its properties, one by one, and
the rules that look at several. A rule may rely on all that stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..cells import ITEM_TYPES, OPTIONS_OF, Unsupported, reader
from ..descriptor import is_remote
from ..model import Field, ForeignKey, Package, Resource
from .constraints import Constraints
from .declared import is_stated_soundly

Checks = Mapping[str, Callable[[Any], bool]]

NAME = r"[-a-z0-9._/]+"  # version 1's pattern of names
EMAIL = r"(?i)[a-z0-9]+([._-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}"
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
CONSTRAINTS_OF: dict[str, set[str]] = {
    "string": {"minLength", "maxLength", "pattern"},
    "any": set(),
    "boolean": set(),
    **dict.fromkeys(("integer", "number", "date", "datetime", "time", "year", "yearmonth"), BOUNDS),
    "object": {"minLength", "maxLength", "jsonSchema"},
    "array": {"minLength", "maxLength", "jsonSchema"},
    "list": {"minLength", "maxLength"},
    "duration": BOUNDS,
    "geopoint": set(),
    "geojson": set(),
}


def needs_frictionless(package: Package) -> str | None:
    """What only frictionless can validate of the descriptor, the first of it; None if nothing."""
    for part, raw, checks, rules in _parts(package):
        of = part.name or "the package"
        for name, good in checks.items():
            if name in raw and not good(raw[name]):
                return f"{name} of {of}"
        for name, holds in rules.items():
            if not holds(part):
                return f"{name} of {of}"
    return None


def _parts(
    package: Package,
) -> Iterator[tuple[Package | Resource | Field, Mapping[str, Any], Checks, Checks]]:
    """The parts of a package, each with its raw properties, their checks, and rules on it."""
    v1 = package.standard == "v1"
    name = {"name": _is_v1_name} if v1 else {}
    missing = {"missingValues": _are_texts if v1 else _are_missing_values}
    yield package, package.descriptor, PACKAGE | name, PACKAGE_RULES
    for resource in package.resources:
        yield resource, resource.descriptor, RESOURCE | name, RESOURCE_RULES
        yield resource, resource.dialect, DIALECT, DIALECT_RULES
        if resource.descriptor.get("schema") is None:
            continue
        schema = resource.schema or {}
        yield resource, schema, SCHEMA | missing, SCHEMA_RULES
        for field, raw in zip(resource.fields, schema["fields"], strict=True):
            yield field, raw, FIELD | missing, V1_FIELD_RULES if v1 else {}
            yield field, field.options, OPTIONS, OPTION_RULES
            yield field, field.constraints, CONSTRAINTS, CONSTRAINT_RULES


def _a(*kinds: type) -> Callable[[Any], bool]:
    """A check that a value is of one of some types; true and false are no numbers."""
    return lambda value: isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))


def _never(_value: Any) -> bool:
    """For properties that frictionless refuses, or reads in a way of its own."""
    return False


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_row_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item > 0 for item in value)


def _is_v1_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(NAME, value) is not None


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and reader(Field("", "datetime"))(value) is not None


def _is_profile(of: str) -> Callable[[Any], bool]:
    """Remote profiles are not looked at, which the report says."""
    return lambda value: value in (of, f"tabular-{of}") or is_remote(str(value))


def _are_missing_values(value: Any) -> bool:
    """Version 2 allows objects with a text and a label; each must be the only one of its kind."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return _are_texts(value)
    texts = [item.get("value") for item in value]
    labels = [item["label"] for item in value if "label" in item]
    return all(_are_texts(part) and len(set(part)) == len(part) for part in (texts, labels))


def _are_people(value: Any) -> bool:
    known = ("name", "title", "path", "email", "organisation", "role", "version")
    return isinstance(value, list) and all(
        isinstance(item, Mapping)
        and all(isinstance(item[key], str) for key in known if key in item)
        and (not item.get("email") or re.fullmatch(EMAIL, item["email"]) is not None)
        for item in value
    )


def _are_licenses(value: Any) -> bool:
    return _are_people(value) and all(item.get("name") or item.get("path") for item in value)


def _is_tabular(package: Package) -> bool:
    """The profile tabular-data-package asks for tabular-data-resource of every resource."""
    profiles = [resource.descriptor.get("profile") for resource in package.resources]
    needed = package.descriptor.get("profile") == "tabular-data-package"
    return not needed or all(profile == "tabular-data-resource" for profile in profiles)


def _has_primary_key(resource: Resource) -> bool:
    raw = (resource.schema or {}).get("primaryKey", [])
    count = 1 if isinstance(raw, str) else len(raw)
    return count == len(resource.primary_key) and _are_fields(resource, resource.primary_key)


def _has_foreign_keys(resource: Resource) -> bool:
    def sound(key: ForeignKey) -> bool:
        pairs = len(key.fields) == len(key.reference_fields) > 0
        return pairs and _are_fields(resource, key.fields)

    count = len((resource.schema or {}).get("foreignKeys", []))
    return count == len(resource.foreign_keys) and all(map(sound, resource.foreign_keys))


def _are_fields(resource: Resource, names: tuple[str, ...]) -> bool:
    return set(names) <= set(resource.field_names)


def _are_different(names: list[str]) -> bool:
    return all(names) and len(set(names)) == len(names)


def _has_constraints(field: Field) -> bool:
    """Bounds and allowed values can be read as values of the field."""
    try:
        limits = {n: v for n, v in field.constraints.items() if n not in ("pattern", "jsonSchema")}
        Constraints(replace(field, constraints=limits))
    except Unsupported:
        return False
    return True


def _has_example(field: Field) -> bool:
    """frictionless reads examples by type and format alone, a boolean's values apart."""
    example, kind = field.example, field.type
    if not example or kind not in CONSTRAINTS_OF:
        return True
    if isinstance(example, str):
        options = field.options if kind in ("boolean", "integer", "list") else {}
        return reader(Field("", kind, field.format, options=options))(example) is not None
    if isinstance(example, bool):
        return kind in ("boolean", "any")
    if isinstance(example, int) and kind == "year":
        return 0 <= example <= 9999
    return (isinstance(example, int) and kind == "integer") or (
        isinstance(example, (int, float)) and kind in ("number", "any")
    )


TEXTS: Checks = {
    **dict.fromkeys(("$schema", "name", "title", "description", "homepage", "image"), _a(str)),
    **dict.fromkeys(("version", "created", "format", "mediatype", "encoding", "hash"), _a(str)),
    **dict.fromkeys(("compression", "innerpath", "rdfType"), _a(str)),
}
CREDITS = {"licenses": _are_licenses, "sources": _are_people, "contributors": _are_people}
PACKAGE = {
    **TEXTS,
    **CREDITS,
    "created": _is_instant,
    "profile": _is_profile("data-package"),
    "keywords": _are_texts,
    **dict.fromkeys(("missingValues", "fields"), _never),
}
PACKAGE_RULES: Checks = {
    "names of the resources": lambda package: _are_different(package.names),
    "profile tabular-data-package": _is_tabular,
}
RESOURCE = {
    **TEXTS,
    **CREDITS,
    "path": lambda value: value != [],
    "data": _a(list, dict, str),
    "profile": _is_profile("data-resource"),
    "type": lambda value: value in (None, "table"),
    "bytes": _a(int),
    "schema": _a(Mapping, str),
    "dialect": _a(Mapping, str),
    "stats": is_stated_soundly,
    "hashing": _a(str),
    "layout": _a(Mapping),
    **dict.fromkeys(("rows", "fields"), _a(int)),
    **dict.fromkeys(("url", "profiles", "extrapaths", "scheme"), _never),
    **dict.fromkeys(("missingValues", "control"), _never),
}
RESOURCE_RULES: Checks = {
    "name": lambda resource: "name" in resource.descriptor,
    "path and data": lambda resource: (
        (resource.descriptor.get("path") is None) != (resource.descriptor.get("data") is None)
    ),
    "profile tabular-data-resource": lambda resource: (
        resource.descriptor.get("profile") != "tabular-data-resource"
        or bool(resource.descriptor.get("schema"))
    ),
}
DIALECT = {
    **dict.fromkeys(("header", "doubleQuote", "skipInitialSpace", "caseSensitiveHeader"), _a(bool)),
    **dict.fromkeys(("delimiter", "quoteChar", "lineTerminator", "$schema"), _a(str)),
    **dict.fromkeys(("headerJoin", "commentChar", "escapeChar", "nullSequence"), _a(str)),
    **dict.fromkeys(("headerRows", "commentRows"), _are_row_numbers),
    **dict.fromkeys(("headerCase", "skipBlankRows"), _a(bool)),
    "csvddfVersion": _a(str, int, float),
}
DIALECT_RULES: Checks = {"dialect": lambda resource: set(resource.dialect) <= set(DIALECT)}
SCHEMA = {
    **TEXTS,
    "name": _is_v1_name,
    "type": _never,
    "fields": _a(list),
    "fieldsMatch": lambda value: value in ("exact", "equal", "subset", "superset", "partial"),
    "primaryKey": _a(str, list),
    "foreignKeys": _a(list),
}
SCHEMA_RULES: Checks = {
    "fields": lambda resource: bool(resource.fields) and _are_different(resource.field_names),
    "primaryKey": _has_primary_key,
    "foreignKeys": _has_foreign_keys,
    "uniqueKeys": lambda resource: all(
        key and _are_fields(resource, key) for key in resource.unique_keys
    ),
}
FIELD = {
    **TEXTS,
    "type": lambda value: isinstance(value, str) and value != "",
    "format": lambda value: isinstance(value, str) and value != "",
    "required": _never,
    "constraints": _a(Mapping),
}
V1_FIELD_RULES: Checks = {
    "exclusive bounds": lambda field: (
        not {"exclusiveMinimum", "exclusiveMaximum"} & set(field.constraints)
    ),
}
OPTIONS = {
    **dict.fromkeys(("trueValues", "falseValues"), _are_texts),
    **dict.fromkeys(("bareNumber", "floatNumber"), _a(bool)),
    **dict.fromkeys(("decimalChar", "groupChar"), _a(str)),
    "delimiter": lambda value: isinstance(value, str) and value != "",
    "itemType": lambda value: value in ITEM_TYPES,
}
OPTION_RULES: Checks = {
    "options": lambda field: set(field.options) <= set(OPTIONS_OF.get(field.type, ())),
}
CONSTRAINTS = {
    **dict.fromkeys(("required", "unique"), _a(bool)),
    **dict.fromkeys(("minLength", "maxLength"), _a(int)),
    "pattern": _a(str),
    "enum": _a(list),
    "jsonSchema": _a(Mapping),
}
CONSTRAINT_RULES: Checks = {
    "constraints": lambda field: (
        field.type not in CONSTRAINTS_OF  # a problem of the column
        or (
            set(field.constraints) <= CONSTRAINTS_OF[field.type] | {"required", "unique", "enum"}
            and _has_constraints(field)
        )
    ),
    "example": _has_example,
}
