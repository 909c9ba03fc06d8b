"""Rows in memory, validated in place of those in the files of their table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from ..arrow import strings
from ..model import Package, Resource
from ..tabular.block import Block, Cells, Reader, drop_blank
from ..tabular.layout import Layout
from .frames import Frame, FrameReader

FIRST_LINE = 2  # of the rows, as in a file where the header and every row take one line each

Columns = Mapping[str, Sequence[str]]  # the texts of all rows by field name


def reader_of_rows(resource: Resource, rows: Columns | Frame) -> Reader:
    """The reader of rows in memory."""
    return FrameReader(resource, rows) if isinstance(rows, Frame) else RowsReader(resource, rows)


class RowsReader:
    """Rows in memory as the validator of a table reads them, in place of a `CsvReader`."""

    def __init__(self, resource: Resource, columns: Columns) -> None:
        fields = [resource.field(name) for name in columns]
        self.layout: Layout | None = Layout([field.name for field in fields], [*fields])
        self._file = resource.file or resource.name
        self._columns = columns
        self._missing = [frozenset(resource.missing_of(field)) for field in fields]

    def blocks(self) -> Iterator[Block]:
        """All rows as one block."""
        columns = [
            pa.chunked_array([strings(None if text in missing else text for text in texts)])
            for texts, missing in zip(self._columns.values(), self._missing, strict=True)
        ]
        count = len(columns[0]) if columns else 0
        lines = np.arange(FIRST_LINE, count + FIRST_LINE)
        block = Block(self._file, columns, lines, height=count)
        drop_blank(block)
        yield block

    def place(self, file: str | None, line: int | None, column: int | None) -> None:
        """The lines are those of a file."""


def with_inline_data(package: Package, rows: Mapping[str, Columns | Frame]) -> Package:
    """The package with rows as inline data of their tables, as frictionless takes them."""
    resources = []
    for raw in package.descriptor["resources"]:
        if raw.get("name") in rows:
            columns = rows[raw["name"]]
            kept = {key: raw[key] for key in ("name", "type", "profile", "schema") if key in raw}
            if not isinstance(columns, Frame):
                columns = Frame([*columns], [Cells([*cells]) for cells in columns.values()])
            resources.append(kept | {"data": columns.rows()})
        else:
            resources.append(raw)
    return replace(package, descriptor={**package.descriptor, "resources": resources})
