"""Tables in memory as blocks of typed columns: Arrow, pandas, Polars and what else speaks Arrow.

Columns are judged as those of a Parquet file are. pandas is not imported: a frame that is given
comes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from ..model import Resource
from ..tabular.block import Block, Cells, Column, as_column, native_block
from ..tabular.layout import Layout, layout_of
from .parquet import ROWS


class ArrowStream(Protocol):
    """A table by the Arrow PyCapsule interface: of pyarrow, pandas, Polars, DuckDB and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The table as a stream of Arrow's C interface."""
        ...


class ToArrow(Protocol):
    """A table that can be turned into one of pyarrow."""

    def to_arrow(self) -> Any:
        """The table as `pyarrow.Table`."""
        ...


@dataclass(frozen=True)
class Frame:
    """A table in memory, column by column. Labels may repeat."""

    labels: list[str]
    columns: list[Column]

    def rows(self) -> list[list[Any]]:
        """Labels and rows as Python values."""
        lists = [c.values if isinstance(c, Cells) else c.to_pylist() for c in self.columns]
        return [self.labels, *map(list, zip(*lists, strict=True))]


def frame_of(table: ArrowStream | ToArrow, names: Collection[str]) -> Frame:
    """A table in memory as a Frame; names: of the fields.

    The index of a pandas frame is left out, save levels that are named as a field is: those are
    columns, before all others. Raises TypeError for what is no table.
    """
    if hasattr(table, "reset_index") and hasattr(table, "columns"):
        return _of_pandas(table, names)
    kind = type(table).__name__
    if not hasattr(table, "__arrow_c_stream__"):
        if not hasattr(table, "to_arrow"):
            raise TypeError(f"{kind} is no table: it has neither __arrow_c_stream__ nor to_arrow")
        table = table.to_arrow()
    try:
        arrow = pa.RecordBatchReader.from_stream(table).read_all()
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise TypeError(f"{kind} is no table: {error}") from None
    return Frame(arrow.column_names, arrow.columns)


def _of_pandas(frame: Any, names: Collection[str]) -> Frame:
    index = [n for n in frame.index.names if n in names and n not in frame.columns]
    if index:
        frame = frame.reset_index(index)
    pairs = [(str(label), _of_series(series)) for label, series in frame.items()]
    return Frame([label for label, _ in pairs], [column for _, column in pairs])


def _of_series(series: Any) -> Column:
    """NaN, NA and NaT are missing cells. Python objects are judged one by one, as they are."""
    if series.dtype != object:
        try:
            return as_column(pa.Array.from_pandas(series))
        except (pa.ArrowException, TypeError, ValueError):
            pass  # a type of pandas that Arrow does not know
    cells = zip(series, series.isna(), strict=True)
    return Cells([None if missing else _plain(value) for value, missing in cells])


def _plain(value: Any) -> Any:
    """numpy's and pandas' own kinds of values as those of Python."""
    for convert in ("to_pydatetime", "to_pytimedelta"):
        if hasattr(value, convert):
            return getattr(value, convert)()
    return value.item() if isinstance(value, np.generic) else value


class FrameReader:
    """Reads a table in memory; lines are rows, from 1."""

    def __init__(self, resource: Resource, frame: Frame) -> None:
        self.resource = resource
        self.frame = frame
        self.layout: Layout | None = layout_of(frame.labels, resource, 0)

    def blocks(self) -> Iterator[Block]:
        """The rows in order; columns that have no Arrow type as cells."""
        layout, columns = self.layout, self.frame.columns
        assert layout is not None
        height = len(columns[0]) if columns else 0
        errors = layout.errors
        for start in range(0, max(height, 1), ROWS):
            part = [column.slice(start, ROWS) for column in columns] if layout.usable else []
            yield native_block("", part, start + 1, self.resource, layout, errors)
            errors = []

    def place(self, _file: str | None, line: int | None, _column: int | None) -> str | None:
        """ "row 5"."""
        return f"row {line:,}" if line else None
