"""What a release is made of, before any format: tables as released and what is said about them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any

import pyarrow as pa

from spaceties.datapackage.arrow import array_of, arrow_schema
from spaceties.datapackage.files import sha256
from spaceties.datapackage.model import Package, Resource

Cell = str | int | float | bool | None
# How cells that are text in JSON are read, by kind of Arrow type.
TEMPORAL = (
    (pa.types.is_date, date.fromisoformat),
    (pa.types.is_timestamp, datetime.fromisoformat),
    (pa.types.is_time, time.fromisoformat),
)


@dataclass(frozen=True)
class ReleaseTable:
    """One table of a release.

    descriptor: its resource with the schema as released, without file properties; schema: the
    same, parsed; data: typed rows; derived: whether it is computed from the other tables.
    """

    descriptor: Mapping[str, Any]
    schema: Resource
    data: pa.Table
    derived: bool = False

    @property
    def name(self) -> str:
        return self.schema.name

    @cached_property
    def columns(self) -> list[list[Cell]]:
        """Cells by column as JSON holds them: text, int, float, bool or None."""
        return [plain(column) for column in self.data.columns]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Cells by row, as in :attr:`columns`."""
        return zip(*self.columns, strict=True)

    @cached_property
    def lines(self) -> list[str]:
        """The rows as JSON objects, one text a row, keys in schema order."""
        # As json.dumps writes records, but by column, which is three times as fast.
        names = map(json.dumps, self.data.column_names)
        cells = [each(_encoded, column) for column in self.columns]
        parts = [
            [f"{name}: {cell}" for cell in column]
            for name, column in zip(names, cells, strict=True)
        ]
        return [f"{{{', '.join(row)}}}" for row in zip(*parts, strict=True)]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the table as JSON Lines: it depends on the cells alone, on no library."""
        text = "".join(f"{line}\n" for line in self.lines)
        return f"sha256:{sha256(text.encode())}"


@dataclass(frozen=True)
class Release:
    """All tables of one version, and the package they come from."""

    package: Package
    tables: tuple[ReleaseTable, ...]

    @property
    def name(self) -> str:
        """Package and version, which name the folder of the release."""
        return f"{self.package.name}-{self.package.version}"

    @property
    def about(self) -> dict[str, str]:
        """Package, version and licence, as metadata of files."""
        licences = ", ".join(licence["name"] for licence in self.package.descriptor["licenses"])
        return {
            "package": self.package.name,
            "version": self.package.version,
            "license": licences,
        }

    @property
    def created(self) -> str:
        """The date that the descriptor states, ISO: the release has no clock of its own."""
        return str(self.package.custom["created"])[:10]

    @property
    def creators(self) -> list[str]:
        """Titles of those who made the package, for citations."""
        return [
            person["title"]
            for person in self.package.custom.get("contributors", [])
            if "creator" in person.get("roles", [])
        ]

    @property
    def home(self) -> str:
        """The address at which the page of the release is hosted: the `homepage` of the
        descriptor, "" if it states none that a browser opens."""
        stated = str(self.package.custom.get("homepage", ""))
        return stated if stated.startswith(("https://", "http://")) else ""

    @property
    def citation(self) -> str:
        """How to cite this release, in one sentence."""
        about = self.about
        return (
            f"{', '.join(self.creators)} ({self.created[:4]}): {self.package.title}. "
            f"Version {about['version']}. {about['license']}."
        )


def each(make: Callable[[Cell], str], column: Sequence[Cell]) -> list[str]:
    """What is made of each cell of a column, of each different one once."""
    # Cells of a column are of one type, where those that are equal are written alike.
    made = {cell: make(cell) for cell in set(column)}
    return list(map(made.__getitem__, column))


def plain(column: pa.ChunkedArray) -> list[Cell]:
    """Cells as JSON can hold them: dates as ISO text, whole floats as integers, missing None."""
    if pa.types.is_temporal(column.type):
        return [value and value.isoformat() for value in column.to_pylist()]
    if pa.types.is_floating(column.type):
        values = column.to_pylist()
        return [int(v) if v is not None and v.is_integer() else v for v in values]
    cells: list[Cell] = column.to_pylist()
    return cells


def typed(columns: Iterable[Sequence[Cell]], table: Resource) -> pa.Table:
    """Cells by column as `plain` gives them, with the Arrow types of a schema."""
    schema = arrow_schema(table)
    arrays = [_typed(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _typed(cells: Sequence[Cell], kind: pa.DataType) -> pa.Array:
    read = next((read for is_kind, read in TEMPORAL if is_kind(kind)), None)
    if read is None:
        return array_of(cells, kind)
    return array_of([None if cell is None else read(str(cell)) for cell in cells], kind)


def _encoded(value: Cell) -> str:
    """One value as json.dumps writes it without ensure_ascii."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if math.isfinite(value) else json.dumps(value)
