"""Which column of a file is which field, whatever the form of the file.

Labels and fields pair by place (`fieldsMatch` "exact") or by name (the other four modes), and
differ as frictionless reports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..model import Field, Resource
from ..report.codes import Code


@dataclass(frozen=True)
class StructuralError:
    """What is wrong with the form of a header or a record, whatever its cells mean.

    cells: the record's cells, from which the row's key is taken.
    """

    code: Code
    line: int | None = None
    column: str | None = None
    value: str | None = None
    cells: tuple[str, ...] = ()
    hint: str | None = None


class UnreadableFile(Exception):
    """A file that cannot be read, or read on; the message says why in one line.

    line: where, counted as the form of the file counts; code: of the problem.
    """

    def __init__(self, message: str, line: int | None = None, code: Code = Code.UNREADABLE) -> None:
        super().__init__(message)
        self.line = line
        self.code = code


@dataclass
class Layout:
    """The columns of a file, in its order: the field of each, None if the schema has none.

    line: where the header stands, 0 if there is none. usable: whether rows can be read under it.
    """

    labels: list[str]
    fields: Sequence[Field | None]
    line: int = 1
    errors: list[StructuralError] = field(default_factory=list)
    usable: bool = True

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.fields)

    def name(self, index: int) -> str:
        """Name of a column for a report, "" if it has none."""
        known = self.fields[index] if index < self.width else None
        label = self.labels[index] if index < len(self.labels) else ""
        return known.name if known else label

    @cached_property
    def indices(self) -> dict[str, int]:
        """{field name: column index} of the columns that the schema has."""
        return {known.name: index for index, known in enumerate(self.fields) if known}


def layout_of(labels: list[str], resource: Resource, line: int = 1, named: bool = False) -> Layout:
    """The layout of a file with these labels, and how they differ from the schema's fields.

    line: where the header stands, 0 if there is none. named: True for forms whose cells have names
    and no order (JSON records): there `exact` asks for the same names in any order, as `equal`.
    """
    if not labels and not named:
        hint = "the first line is blank" if line else None
        errors = [StructuralError(Code.EMPTY, line or None, hint=hint)]
        return Layout([], resource.fields, line, errors, usable=False)
    if resource.dialect.get("headerCase") is False:
        known_as = {name.casefold(): name for name in resource.field_names}
        labels = [known_as.get(label.casefold(), label) for label in labels]
    exact = resource.fields_match == "exact" and not named
    errors = _by_place(labels, resource) if exact else _by_name(labels, resource)
    usable = exact or len(set(labels)) == len(labels)
    fields: list[Field | None]
    if exact:
        padding = [None] * (len(labels) - len(resource.fields))
        fields = [*resource.fields[: len(labels)], *padding]
    else:
        known = {f.name: f for f in resource.fields}
        fields = [known.get(label) for label in labels]
    errors = [replace(error, line=line or None) for error in errors]
    return Layout(labels, fields, line, errors, usable)


def _by_place(labels: list[str], resource: Resource) -> list[StructuralError]:
    names = resource.field_names
    errors = [
        StructuralError(Code.EXTRA_LABEL, column=label or None) for label in labels[len(names) :]
    ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in names[len(labels) :]]
    seen: set[str] = set()
    for label, known in zip(labels, resource.fields, strict=False):
        name = known.name
        if not label:
            errors.append(StructuralError(Code.BLANK_LABEL, column=name))
        elif label in seen and not known.label:
            errors.append(StructuralError(Code.DUPLICATE_LABEL, column=name, value=label))
        elif label != (known.label or name):
            errors.append(StructuralError(Code.INCORRECT_LABEL, column=name, value=label))
        seen.add(label)
    return errors


def _by_name(labels: list[str], resource: Resource) -> list[StructuralError]:
    """Mismatches that the mode does not tolerate; a label that stands twice makes all moot."""
    twice = {label for label, count in Counter(labels).items() if count > 1}
    if twice:
        return [
            StructuralError(Code.DUPLICATE_LABEL, column=label, value=label)
            for label in sorted(twice)
        ]
    names, mode = dict.fromkeys(resource.field_names), resource.fields_match
    there = set(labels)
    errors = []
    if mode in ("exact", "equal", "superset"):
        errors += [
            StructuralError(Code.EXTRA_LABEL, column=label or None)
            for label in labels
            if label not in names
        ]
    missing = [name for name in names if name not in there]
    if mode in ("superset", "partial"):
        missing = [
            name
            for name in missing
            if resource.field(name).required or name in resource.primary_key
        ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in missing]
    if mode == "partial" and names and there.isdisjoint(names):
        errors.append(StructuralError(Code.UNMATCHED_HEADER))
    return errors
