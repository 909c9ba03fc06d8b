"""The faults of a descriptor, all at once, and what can be validated in spite of them.

Each fault has the place where it stands in the descriptor, as a JSON pointer (RFC 6901) without
its first slash, or in the file that holds the schema. A fault in one field spoils that column,
one in a key that key, one in how a table is read that table; all else is validated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..model import Fault, Field, ForeignKey, Package, Resource
from ..report import ERROR, Problem
from ..report.codes import Code
from ..report.words import printable
from . import properties

Place = tuple[str | int, ...]

PLAIN = ("format", "string")  # without which a text is a text
UNREAD_OF_FIELD = {*properties.DESCRIPTIVE, "example", "required"}  # spoil no column


def descriptor_problems(faults: list[Fault], package: Package) -> Iterator[Problem]:
    """Faults as problems of their tables and columns."""
    for fault in faults:
        table = column = None
        resource = _resource_at(package, fault.place)
        if resource is not None:
            table = resource.name
            if fault.place[2:4] == ("schema", "fields") and fault.place[4:] and resource.fields:
                column = resource.fields[int(fault.place[4])].name or None
        yield Problem(
            code=Code.DESCRIPTOR,
            severity=fault.severity,
            table=table,
            column=column,
            value=fault.value,
            message=f"{pointer(fault)}: {fault.message}",
            hint=fault.hint,
        )


def pointer(fault: Fault) -> str:
    """The place of a fault as text: `resources/0/schema/fields/3/type`, `schema.json#/fields/3`."""
    parts = [printable(str(part)).replace("~", "~0").replace("/", "~1") for part in fault.place]
    if fault.file:
        return "/".join([f"{fault.file}#", *parts[3:]])
    return "/".join(parts) or "the descriptor"


def dialect_notes(package: Package) -> Iterator[str]:
    """Options of dialects that are not known here, and change nothing."""
    for resource in package.resources:
        for name, value in resource.dialect.items():
            if value and name not in properties.DIALECT:
                yield f'{resource.name}: the option "{name}" of its dialect was not looked at'


def sound_part(package: Package, faults: list[Fault]) -> tuple[Package, list[str]]:
    """The package without what the faults spoil, and the names of the tables that they do.

    A column whose field is at fault takes any text; constraints and keys that are at fault, and
    keys that refer to what is, are left out.
    """
    tables = {r.name for r in package.resources if not r.paths and r.data is None}
    columns: dict[tuple[str, str], set[str]] = {}  # parts, or "" for all of a field
    keys: set[Place] = set()
    counts = Counter(package.names)
    for fault in faults:
        resource = _resource_at(package, fault.place)
        if resource is None or fault.severity != ERROR:
            continue
        match fault.place[2:]:
            case ("schema", "fields", int(number), name, *rest) if resource.fields:
                column = (resource.name, resource.fields[number].name)
                if name == "name":
                    tables.add(resource.name)
                elif name not in UNREAD_OF_FIELD:
                    part = str(rest[0]) if name == "constraints" and rest else ""
                    if name == "categories" or (name, resource.field(column[1]).type) == PLAIN:
                        part = str(name)
                    columns.setdefault(column, set()).add(part)
            case ("schema", ("foreignKeys" | "uniqueKeys"), int(), *_):
                keys.add(fault.place[1:5])
            case ("schema", "primaryKey", *_):
                keys.add(fault.place[1:4])
            case ("schema", name, *_) if name not in properties.READING_SCHEMA:
                pass
            case (name, *_) if name in properties.READING:
                tables.add(resource.name)
            case ("name",) if counts[resource.name] > 1:
                tables.add(resource.name)

    def sound(own: Resource, key: ForeignKey) -> bool:
        target = key.table or own.name
        ends = [(own.name, n) for n in key.fields] + [(target, n) for n in key.reference_fields]
        return target not in tables and not any("" in columns.get(end, ()) for end in ends)

    def without(number: int, resource: Resource) -> Resource:
        def left(name: str, items: tuple[Any, ...]) -> tuple[Any, ...]:
            places = enumerate(items)
            return tuple(i for at, i in places if (number, "schema", name, at) not in keys)

        references = left("foreignKeys", resource.foreign_keys)
        return replace(
            resource,
            fields=tuple(_sound(f, columns.get((resource.name, f.name))) for f in resource.fields),
            primary_key=() if (number, "schema", "primaryKey") in keys else resource.primary_key,
            unique_keys=left("uniqueKeys", resource.unique_keys),
            foreign_keys=tuple(key for key in references if sound(resource, key)),
        )

    resources = tuple(without(number, r) for number, r in enumerate(package.resources))
    return replace(package, resources=resources), [n for n in package.names if n in tables]


def _sound(field: Field, faulty: set[str] | None) -> Field:
    """The field without its parts that are at fault; of any text if it is itself."""
    if not faulty:
        return field
    if "" in faulty:
        return Field(field.name, "any")
    kept = {name: limit for name, limit in field.constraints.items() if name not in faulty}
    text = "default" if "format" in faulty else field.format
    categories = () if "categories" in faulty else field.categories
    return replace(field, constraints=kept, format=text, categories=categories)


def _resource_at(package: Package, place: Place) -> Resource | None:
    return package.resources[int(place[1])] if place[:1] == ("resources",) and place[1:] else None
