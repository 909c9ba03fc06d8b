"""A Data Package as plain dataclasses: Package, Resource, Field, keys.

`descriptor.load` makes them from a descriptor of version 1 or 2. Unknown properties are kept in
`custom`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Field:
    """One column: type, format, constraints, and how its missing values are written.

    missing_values is None where the schema's apply. options holds the properties that change
    how text is read (decimalChar, groupChar, bareNumber, trueValues, …); categories are values
    without their labels. label: of the column in the file, "" where that is the name.
    """

    name: str
    type: str = "string"
    format: str = "default"
    title: str = ""
    description: str = ""
    unit: str = ""
    example: Any = None
    rdf_type: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    missing_values: tuple[str, ...] | None = None
    categories: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    custom: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""

    @property
    def required(self) -> bool:
        """Whether a cell may not be missing."""
        return bool(self.constraints.get("required"))

    @property
    def enum(self) -> tuple[Any, ...]:
        """The allowed values as the descriptor writes them, () if any value is allowed."""
        return tuple(self.constraints.get("enum") or ())

    @property
    def descriptor(self) -> dict[str, Any]:
        """The field as a descriptor writes it; what says nothing is left out."""
        missing = self.missing_values
        known = {
            "name": self.name,
            "type": self.type,
            "format": self.format,
            "title": self.title or None,
            "description": self.description or None,
            "unit": self.unit or None,
            "example": self.example,
            "rdfType": self.rdf_type or None,
            "constraints": dict(self.constraints) or None,
            "missingValues": None if missing is None else [*missing],
            "categories": [*self.categories] or None,
        }
        said = {name: value for name, value in known.items() if value is not None}
        return {**said, **self.options, **self.custom}


@dataclass(frozen=True)
class ForeignKey:
    """fields of this table refer to reference_fields of the table `table` ("" is this one).

    package: the address of the package that has the table, "" if it is this one.
    """

    fields: tuple[str, ...]
    table: str
    reference_fields: tuple[str, ...]
    package: str = ""


@dataclass(frozen=True)
class Resource:
    """One resource; a table if it has fields. paths are as written, relative to the package.

    schema and descriptor are the raw objects that the other attributes were read from.
    """

    name: str
    paths: tuple[str, ...] = ()
    data: Any = None
    type: str = ""
    format: str = ""
    encoding: str | None = None
    compression: str = ""
    innerpath: str = ""
    hash: str = ""
    bytes: int | None = None
    title: str = ""
    description: str = ""
    dialect: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] | None = None
    fields: tuple[Field, ...] = ()
    fields_match: str = "exact"
    missing_values: tuple[str, ...] = ("",)
    missing_labels: Mapping[str, str] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def field_names(self) -> list[str]:
        """The columns of the table in the order of the schema."""
        return [f.name for f in self.fields]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}

    def has(self, name: str) -> bool:
        """Whether there is a field of that name."""
        return name in self._by_name

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return self._by_name[name]

    def missing_of(self, field_: Field) -> tuple[str, ...]:
        """The texts that mean a missing cell in that column."""
        own = field_.missing_values
        texts = self.missing_values if own is None else own
        null = self.dialect.get("nullSequence") if self.format in ("csv", "tsv") else None
        return (*texts, null) if isinstance(null, str) and null not in texts else texts

    @property
    def file(self) -> str | None:
        """The first path as the descriptor writes it, None for inline data."""
        return self.paths[0] if self.paths else None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a descriptor, and where.

    place: names and numbers that lead there; those of what a file holds count from the property
    that names the file. value: the property as written, shortened; severity: "error" or "warning".
    """

    place: tuple[str | int, ...]
    message: str
    value: str | None = None
    hint: str | None = None
    severity: str = "error"
    file: str | None = None


@dataclass(frozen=True)
class Package:
    """A descriptor read; standard is "v1", "v2" or "unknown" (a profile of somebody's own).

    faults: files of schemas and dialects that could not be read.
    """

    basepath: Path
    name: str = ""
    title: str = ""
    version: str = ""
    standard: str = "v1"
    resources: tuple[Resource, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    descriptor: Mapping[str, Any] = field(default_factory=dict, repr=False)
    faults: tuple[Fault, ...] = ()

    @cached_property
    def names(self) -> list[str]:
        """The resources in the order of the descriptor."""
        return [r.name for r in self.resources]

    def has(self, name: str) -> bool:
        """Whether there is a resource of that name."""
        return name in self._by_name

    @cached_property
    def _by_name(self) -> dict[str, Resource]:
        return {r.name: r for r in self.resources}

    def resource(self, name: str) -> Resource:
        """The resource of that name; KeyError if there is none."""
        return self._by_name[name]
