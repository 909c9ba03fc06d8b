"""What changed in the declarations of two versions of a package: tables, fields, keys, texts.

Every change has a kind; `semver.LEVELS` says what each kind means for the version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import Field, ForeignKey, Package, Resource
from .constraints import LOOSER, TIGHTER, compare_constraints

# What is computed from the files, or says where they are, is no change of the data.
PLACE = {"path", "url", "hash", "bytes", "extrapaths"}
FORM = {"format", "mediatype", "encoding", "dialect", "compression", "innerpath", "profile"}
# The version is what a change needs; the date goes with it.
VERSION = {"version", "created", "$schema"}
MATCHING = {"exact": 0, "equal": 1, "subset": 2, "superset": 2, "partial": 3}  # by strictness


@dataclass(frozen=True)
class DeclarationChange:
    """One change of a declaration; before and after are values of the descriptor, None if absent.

    what: the property, constraint or key that changed, "" for a table or field as a whole.
    """

    kind: str
    table: str | None = None
    field: str | None = None
    what: str = ""
    before: Any = None
    after: Any = None


def package_changes(old: Package, new: Package) -> Iterator[DeclarationChange]:
    """Changes of the package's own properties."""
    if old.name != new.name:
        yield DeclarationChange("package-renamed", before=old.name, after=new.name)
    ignored = {"name", "resources", *VERSION}
    yield from _texts(old.descriptor, new.descriptor, ignored)


def table_changes(
    old: Resource, new: Resource, renamed: Mapping[str, str]
) -> Iterator[DeclarationChange]:
    """Changes of one table's declaration. renamed: {old name: new name} of its fields."""
    name = new.name
    if old.name != new.name:
        yield DeclarationChange("table-renamed", name, before=old.name, after=new.name)
    yield from _field_list(old, new, renamed)
    before = {renamed.get(f.name, f.name): f for f in old.fields}
    for field in new.fields:
        if field.name in before:
            yield from _field_changes(name, before[field.name], field, old, new)
    yield from _key_changes(old, new, renamed)
    ignored = {"name", "data", "schema", *PLACE, *FORM}
    yield from _texts(old.descriptor, new.descriptor, ignored, name)
    keys = {"fields", "primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "fieldsMatch"}
    yield from _texts(old.schema or {}, new.schema or {}, keys, name)
    for what in sorted(FORM):
        here, there = old.descriptor.get(what), new.descriptor.get(what)
        if here != there:
            yield DeclarationChange("form-changed", name, None, what, here, there)


def _field_list(
    old: Resource, new: Resource, renamed: Mapping[str, str]
) -> Iterator[DeclarationChange]:
    for field, after in renamed.items():
        yield DeclarationChange("field-renamed", new.name, after, before=field, after=after)
    before = [renamed.get(name, name) for name in old.field_names]
    now = new.field_names
    for name in before:
        if name not in now:
            yield DeclarationChange("field-removed", new.name, name, before=old.field(name).type)
    for name in now:
        if name not in before:
            yield DeclarationChange("field-added", new.name, name, after=new.field(name).type)
    stayed = [name for name in before if name in now]
    ordered = [name for name in now if name in before]
    if stayed != ordered:
        yield DeclarationChange("fields-reordered", new.name, before=stayed, after=ordered)


def _field_changes(
    table: str, old: Field, new: Field, before: Resource, after: Resource
) -> Iterator[DeclarationChange]:
    name = new.name
    for what, here, there in (
        ("type", old.type, new.type),
        ("format", old.format, new.format),
        ("missingValues", list(before.missing_of(old)), list(after.missing_of(new))),
        *((w, old.options.get(w), new.options.get(w)) for w in {**old.options, **new.options}),
    ):
        if here != there:
            yield DeclarationChange("field-retyped", table, name, what, here, there)
    if old.unit != new.unit:
        yield DeclarationChange(
            "unit-changed", table, name, "unit", old.unit or None, new.unit or None
        )
    limits = dict(old.constraints), dict(new.constraints)
    for limit, field in zip(limits, (old, new), strict=True):
        if field.categories:
            limit["categories"] = list(field.categories)
    for direction, what, here, there in compare_constraints(*limits, new.type):
        yield DeclarationChange(f"constraint-{direction}", table, name, what, here, there)
    for what, here, there in (
        ("title", old.title, new.title),
        ("description", old.description, new.description),
        ("example", old.example, new.example),
        ("rdfType", old.rdf_type, new.rdf_type),
    ):
        if here != there:
            yield DeclarationChange("text-changed", table, name, what, here or None, there or None)
    yield from _texts(old.custom, new.custom, set(), table, name)


def _key_changes(
    old: Resource, new: Resource, renamed: Mapping[str, str]
) -> Iterator[DeclarationChange]:
    table = new.name

    def now(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(renamed.get(name, name) for name in names)

    here, there = now(old.primary_key), new.primary_key
    if set(here) != set(there):
        looser = here and (not there or set(there) > set(here))
        kind = f"key-{LOOSER if looser else TIGHTER}"
        yield DeclarationChange(kind, table, None, "primaryKey", list(here), list(there))
    olds = {frozenset(now(key)): list(now(key)) for key in old.unique_keys}
    news = {frozenset(key): list(key) for key in new.unique_keys}
    for key in [*news, *olds]:
        if key not in olds or key not in news:
            kind = f"key-{LOOSER if key in olds else TIGHTER}"
            yield DeclarationChange(kind, table, None, "uniqueKeys", olds.get(key), news.get(key))
    yield from _references(
        [ForeignKey(now(k.fields), k.table, k.reference_fields) for k in old.foreign_keys],
        list(new.foreign_keys),
        table,
    )
    modes = old.fields_match, new.fields_match
    if modes[0] != modes[1]:
        looser = MATCHING.get(modes[1], 0) > MATCHING.get(modes[0], 0)
        kind = f"key-{LOOSER if looser else TIGHTER}"
        yield DeclarationChange(kind, table, None, "fieldsMatch", *modes)


def _references(
    old: list[ForeignKey], new: list[ForeignKey], table: str
) -> Iterator[DeclarationChange]:
    gone = [key for key in old if key not in new]
    for key in (key for key in new if key not in old):
        before = next((other for other in gone if other.fields == key.fields), None)
        if before:
            gone.remove(before)
            yield DeclarationChange(
                "reference-updated", table, None, "foreignKeys", _said(before), _said(key)
            )
        else:
            yield DeclarationChange(f"key-{TIGHTER}", table, None, "foreignKeys", None, _said(key))
    for key in gone:
        yield DeclarationChange(f"key-{LOOSER}", table, None, "foreignKeys", _said(key), None)


def _said(key: ForeignKey) -> str:
    target = f"{key.table or 'itself'}({', '.join(key.reference_fields)})"
    return f"{', '.join(key.fields)} to {target}"


def _texts(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    ignored: set[str],
    table: str | None = None,
    field: str | None = None,
) -> Iterator[DeclarationChange]:
    """Properties that describe and bind nobody: titles, descriptions, licences, custom ones."""
    for what in dict.fromkeys([*old, *new]):
        if what not in ignored and old.get(what) != new.get(what):
            yield DeclarationChange(
                "text-changed", table, field, what, old.get(what), new.get(what)
            )
