"""All faults of a descriptor at once: what `properties` asks of each part, and rules on several.

Source: Data Package 1 and 2, Table Schema; an error is what frictionless refuses as well, or what
a check of the data cannot be made by.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..cells import (
    FORMATS,
    MOST_BITS,
    MOST_DIGITS,
    OPTIONS_OF,
    Unreadable,
    Unsupported,
    declared_value,
    reader,
)
from ..descriptor import RepeatedKeys
from ..model import Fault, Field, Package, Resource
from ..report import ERROR, WARNING
from ..report.words import plural, quoted, shortened
from ..resource import CONTROLS
from . import properties
from .json_schema import JsonSchema
from .patterns import Pattern
from .properties import BOUNDS, CONSTRAINTS_OF, MOST_SHOWN, Checks, meant, misspelt

Place = tuple[str | int, ...]

MOST_HINTS = 200  # columns that keys name and schemas lack, of which is said what was meant
DEEPEST = 100  # objects and lists in each other
SURROGATE = re.compile("[\ud800-\udfff]")


def find_faults(package: Package) -> list[Fault]:
    """All faults of the descriptor; the errors among them are what frictionless refuses too."""
    faults = [*package.faults, *_anywhere((), None, package.descriptor)]
    for place, file, raw, checks, more in _parts(package):
        for name, check in checks.items():
            if name in raw and not check.good(raw[name]):
                severity = WARNING if check.harmless(raw[name]) else ERROR
                hint = meant(raw[name], check)
                at = (*place, name)
                said = f"must be {check.what}"
                faults.append(Fault(at, said, _shown(raw[name]), hint, severity, file))
        for fault in more:
            at = (*place, *fault.place)
            faults.append(replace(fault, place=at, file=file))
    return faults


def _parts(
    package: Package,
) -> Iterator[tuple[Place, str | None, Mapping[str, Any], Checks, Iterator[Fault]]]:
    """The parts of a package: place, file, raw properties, their checks, and further faults."""
    v1 = package.standard == "v1"
    name = {"name": properties.V1_NAME} if v1 else {}
    missing = {"missingValues": properties.TEXTS if v1 else properties.MISSING}
    yield (), None, package.descriptor, {**properties.PACKAGE, **name}, _of_package(package)
    counts, tries = Counter(package.names), iter(range(MOST_HINTS))
    for number, resource in enumerate(package.resources):
        place: Place = ("resources", number)
        raw = resource.descriptor
        twice = counts[resource.name] > 1
        yield place, None, raw, {**properties.RESOURCE, **name}, _of_resource(resource, twice, v1)
        dialect = raw["dialect"] if _mapping(raw, "dialect") else resource.dialect
        yield (*place, "dialect"), _file(raw, "dialect"), dialect, properties.DIALECT, iter(())
        for form in CONTROLS:
            nested = _mapping(dialect, form)
            yield (*place, "dialect", form), None, nested, properties.DIALECT, iter(())
        schema = resource.schema
        if schema is None:
            continue
        file, place = _file(raw, "schema"), (*place, "schema")
        for fault in _anywhere(place, file, schema) if file else ():
            yield (), file, {}, {}, iter([fault])
        checks = {**properties.SCHEMA, **missing}
        yield place, file, schema, checks, _of_schema(resource, schema, v1, tries)
        for at, field in enumerate(resource.fields):
            here, own = (*place, "fields", at), schema["fields"][at]
            known = OPTIONS_OF.get(field.type, ())
            options = {n: check for n, check in properties.OPTIONS.items() if n in known}
            checks = {**properties.FIELD, **missing, **options}
            yield here, file, own, checks, _of_field(field, own, options)
            more = _of_constraints(field, v1)
            yield (*here, "constraints"), file, field.constraints, properties.CONSTRAINTS, more


def _of_package(package: Package) -> Iterator[Fault]:
    yield from _unknown(package.descriptor, {**properties.PACKAGE, "resources": properties.OBJECTS})
    if package.descriptor.get("profile") == "tabular-data-package":
        for number, resource in enumerate(package.resources):
            if resource.descriptor.get("profile") != "tabular-data-resource":
                said = "tabular-data-package asks for the profile tabular-data-resource"
                yield Fault(("resources", number), said)
    if not package.resources:
        yield Fault(("resources",), "the package has no resources")
    for name in ("missingValues", "fields"):
        if name in package.descriptor:
            yield Fault((name,), f"{name} belongs into the schema of a resource")


def _of_resource(resource: Resource, twice: bool, v1: bool) -> Iterator[Fault]:
    raw = resource.descriptor
    yield from _unknown(raw, properties.RESOURCE)
    if "name" not in raw or (raw["name"] == "" and not v1):
        yield Fault((), "the resource has no name")
    elif twice:
        yield Fault(("name",), "another resource has the same name", _shown(raw["name"]))
    if raw.get("path") is None and raw.get("data") is None and not raw.get("url"):
        yield Fault((), "the resource has neither path nor data")
    if raw.get("path") is not None and raw.get("data") is not None:
        yield Fault(("data",), "the resource has both path and data")
    if raw.get("profile") == "tabular-data-resource" and not raw.get("schema"):
        yield Fault(("profile",), "tabular-data-resource asks for a schema")
    if "missingValues" in raw:
        yield Fault(("missingValues",), "missingValues belongs into the schema")


def _of_schema(
    resource: Resource, raw: Mapping[str, Any], v1: bool, tries: Iterator[int]
) -> Iterator[Fault]:
    names = resource.field_names
    yield from _unknown(raw, properties.SCHEMA)
    if "type" in raw:
        yield Fault(("type",), "the schema of a table has no type")
    if raw.get("fields", []) == []:  # the standard's profile asks for at least one
        yield Fault(("fields",) if "fields" in raw else (), "the schema has no fields")
    seen: set[str] = set()
    for number, name in enumerate(names):
        here = ("fields", number)
        given = _mapping_at(raw["fields"], number)
        if "name" not in given:
            yield Fault(here, "the field has no name")
        elif not name and given["name"] == "":
            yield Fault((*here, "name"), "the name is empty", severity=WARNING)
        elif name in seen:
            severity = WARNING if v1 else ERROR  # version 1 has its readers take it
            said = "an earlier field has the same name"
            yield Fault((*here, "name"), said, _shown(name), severity=severity)
        seen.add(name)
    primary = raw.get("primaryKey")
    yield from _of_key(("primaryKey",), primary, resource.primary_key, resource, tries, None, [])
    for number, key in enumerate(resource.unique_keys):
        yield from _of_key(("uniqueKeys", number), raw["uniqueKeys"][number], key, resource, tries)
    for number, foreign in enumerate(resource.foreign_keys):
        here = ("foreignKeys", number)
        own = _mapping_at(raw["foreignKeys"], number)
        yield from _of_key((*here, "fields"), own.get("fields"), foreign.fields, resource, tries)
        count = len(foreign.reference_fields)
        if foreign.fields and count != len(foreign.fields):
            said = f"the key has {plural(len(foreign.fields), 'column')}, its reference {count}"
            yield Fault(here, said)


def _of_key(
    place: Place,
    raw: Any,
    names: tuple[str, ...],
    resource: Resource,
    tries: Iterator[int],
    *absent: Any,
) -> Iterator[Fault]:
    """Faults of a list of columns. names: what is read of it; tries: how often more what was meant
    is sought; absent: what stands for no key."""
    unknown = [name for name in names if not resource.has(name)]
    if (not names and raw not in absent) or (isinstance(raw, list) and len(raw) != len(names)):
        yield Fault(place if raw is not None else place[:-1], "the key does not name columns")
    for name in unknown:
        tried = next(tries, None) is not None
        near = misspelt(name, resource.field_names) if tried else None
        hint = f"did you mean {quoted(near)}?" if near else None
        yield Fault(place, "the schema has no such column", _shown(name), hint)


def _of_field(field: Field, raw: Mapping[str, Any], options: Checks) -> Iterator[Fault]:
    yield from _unknown(raw, {**properties.FIELD, **options})
    for name in (*properties.CONSTRAINTS, *BOUNDS):
        if name in raw:
            severity = ERROR if name == "required" else WARNING
            yield Fault((name,), f"{name} belongs into constraints", severity=severity)
    if field.type in CONSTRAINTS_OF and not all(_is_value(field, c) for c in field.categories):
        yield Fault(("categories",), f"must be values of type {field.type}")
    if not _has_example(field):
        said = f"the example is no value of type {field.type}"
        yield Fault(("example",), said, _shown(field.example))
    formats = FORMATS.get(field.type, (field.format,))
    if field.type == "string":
        formats = (*formats, "wkt")  # which frictionless knows
    if raw.get("format") == "" and field.type in ("string", *FORMATS):
        formats = ()
    if field.format not in formats or not _is_format_of_time(field):
        near = misspelt(field.format, set(formats) - {field.format})
        hint = f"did you mean {quoted(near)}?" if near else None
        if field.type == "string" and "%" in field.format:
            hint = "the types date, datetime and time have such formats"
        said = f"is no format of type {field.type}"
        yield Fault(("format",), said, _shown(raw["format"]), hint)


def _of_constraints(field: Field, v1: bool) -> Iterator[Fault]:
    known = CONSTRAINTS_OF.get(field.type)
    if known is None:
        return  # the type is at fault
    for name, kind, make in (("pattern", str, Pattern), ("jsonSchema", Mapping, JsonSchema)):
        if isinstance(field.constraints.get(name), kind):
            try:
                make(field.constraints[name])
            except Unreadable as reason:
                yield Fault((name,), str(reason))
            except Unsupported:
                pass  # noted of the column
    allowed = {*known, "required", "unique", "enum"}
    for name, limit in field.constraints.items():
        if name not in allowed:
            near = misspelt(name, allowed) if name not in properties.ALL_CONSTRAINTS else None
            hint = f"did you mean {quoted(near)}?" if near else None
            yield Fault((name,), f"is no constraint of type {field.type}", None, hint)
        elif name in BOUNDS and not _is_value(field, limit):
            yield Fault((name,), f"must be a value of type {field.type}", _shown(limit))
        elif v1 and name.startswith("exclusive"):
            yield Fault((name,), "is a constraint of version 2 of the standard alone")


def _is_value(field: Field, raw: Any) -> bool:
    """Whether a bound or a category is a value of its field; NaN is none that could be met."""
    try:
        value = declared_value(field, raw)
        return value is not None and bool(value == value)
    except Unsupported:
        return True  # what is at fault is told of the field
    except (ValueError, ArithmeticError):  # more digits than Python converts
        return False


def _is_format_of_time(field: Field) -> bool:
    """Whether strptime can read by the format of a date or time."""
    if field.type not in ("date", "datetime", "time") or field.format in ("default", "any"):
        return True
    try:
        datetime.strptime("", field.format)
    except re.error:  # the same part twice
        return False
    except ValueError as error:
        return not re.search("bad directive|stray %", str(error))
    return True


def _has_example(field: Field) -> bool:
    """frictionless reads examples by type and format alone, a boolean's values apart."""
    example, kind = field.example, field.type
    if not example or kind not in CONSTRAINTS_OF:
        return True
    options = field.options if kind in ("boolean", "integer", "list") else {}
    try:
        if isinstance(example, str):
            return reader(Field("", kind, field.format, options=options))(example) is not None
        return declared_value(replace(field, options=options), example) is not None
    except (Unsupported, ValueError, ArithmeticError, TypeError, re.error):
        return not isinstance(example, str)  # the type or format is at fault


def _unknown(raw: Mapping[str, Any], known: Checks) -> Iterator[Fault]:
    """Properties that are surely misspelt: nearly the name of one that is not there, with a value
    that it could have. The standard lets anybody add properties, so it is a warning."""
    absent = {name: check for name, check in known.items() if name not in raw}
    for name, value in raw.items():
        if name in known or not isinstance(name, str):
            continue
        near = misspelt(name, absent.keys() - properties.DESCRIPTIVE.keys())
        if near and absent[near].good(value):
            hint = f"did you mean {quoted(near)}?"
            yield Fault((name,), "is no property of the standard", None, hint, WARNING)


def _anywhere(root: Place, file: str | None, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Texts that hold half of a character of UTF-16, which UTF-8 cannot write, numbers with more
    digits than Python does, what is nested more deeply than it reads, and keys that repeat."""
    left: list[tuple[Place, Any]] = [(root, content)]
    while left:
        place, value = left.pop()
        if isinstance(value, RepeatedKeys):
            for name in value.keys_again:
                said = "the key stands twice in its object; the last one counts"
                yield Fault((*place, name), said, severity=WARNING, file=file)
        if len(place) > DEEPEST:
            yield Fault(place[:DEEPEST], "is nested too deeply")
        elif isinstance(value, (Mapping, list)):
            parts = value.items() if isinstance(value, Mapping) else enumerate(value)
            deep = len(place) == DEEPEST
            left += [((*place, at), part) for at, part in parts if deep or not _is_plain(part)]
        elif isinstance(value, str) and not value.isascii() and SURROGATE.search(value):
            yield Fault(place, "holds half of a surrogate pair, which is no character")
        elif isinstance(value, int) and value.bit_length() > MOST_BITS:
            yield Fault(place, f"is a number of more than {MOST_DIGITS:,} digits")


def _is_plain(value: Any) -> bool:
    return value is None or (value.isascii() if isinstance(value, str) else isinstance(value, bool))


def _shown(value: Any) -> str:
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (ValueError, TypeError, RecursionError):
        text = type(value).__name__
    return shortened(text, MOST_SHOWN)


def _file(raw: Mapping[str, Any], name: str) -> str | None:
    return raw[name] if isinstance(raw.get(name), str) else None


def _mapping(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    return value if isinstance(value, Mapping) else {}


def _mapping_at(items: Any, number: int) -> Mapping[str, Any]:
    return items[number] if isinstance(items[number], Mapping) else {}
