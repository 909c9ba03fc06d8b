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
        return [
            list(map(values.__getitem__, places.to_pylist())) for values, places in self.distinct
        ]

    @cached_property
    def distinct(self) -> list[tuple[list[Cell], pa.Array]]:
        """Of each column the different cells, as in :attr:`columns`, in the order in which they
        come, and the place of each cell among them."""
        coded = (
            column.combine_chunks().dictionary_encode(null_encoding="encode")
            for column in self.data.columns
        )
        return [(plain(column.dictionary), column.indices) for column in coded]

    def spelt(self, make: Callable[[Cell], str]) -> list[pa.Array]:
        """The columns as texts, which are made of each different cell once."""
        return [
            pa.array(map(make, values), pa.large_string()).take(places)
            for values, places in self.distinct
        ]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Cells by row, as in :attr:`columns`."""
        return zip(*self.columns, strict=True)

    @cached_property
    def json_lines(self) -> bytes:
        """The rows as JSON objects, one a line, keys in schema order; in UTF-8."""
        # As json.dumps writes records, but by column, which is many times as fast.
        parts: list[pa.Array | str] = []
        for name, cells in zip(self.data.column_names, self.spelt(_encoded), strict=True):
            parts += [f"{', ' if parts else '{'}{json.dumps(name)}: ", cells]
        return b"".join(joined([*parts, "}\n"]).cast(pa.large_binary()).to_pylist())

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the table as JSON Lines: it depends on the cells alone, on no library."""
        return f"sha256:{sha256(self.json_lines)}"


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


def joined(parts: Sequence[pa.Array | str], missing: str = "replace") -> pa.Array:
    """Columns of texts, and texts that stand in every row, as one text a row. missing: "replace" to
    leave out what is missing, "emit_null" for no text at all then."""
    import pyarrow.compute as pc

    kind = pa.large_string()
    texts = (pa.scalar(part, kind) if isinstance(part, str) else part for part in (*parts, ""))
    return pc.binary_join_element_wise(*texts, null_handling=missing)


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
