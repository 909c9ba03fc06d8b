"""Rows of a table on their way from its file to validation, whatever the form of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import booleans, indices, strings, valid
from ..model import Resource
from ..natives import text_of
from ..report.codes import Code
from .layout import Layout, StructuralError

if TYPE_CHECKING:
    import numpy.typing as npt

ARROW_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
}
FEW = 16  # cells that are faster taken one by one


@dataclass
class Cells:
    """A column of values as JSON, a workbook or Python gives them; None is a missing cell."""

    values: list[Any]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def null_count(self) -> int:
        """Number of missing cells."""
        return sum(value is None for value in self.values)

    def valid(self) -> npt.NDArray[np.bool_]:
        """Mask of the cells that are there."""
        return np.array([value is not None for value in self.values], dtype=bool)

    def slice(self, start: int, length: int) -> Cells:
        """Some cells in a row, as many as there are up to `length`."""
        return Cells(self.values[start : start + length])

    def filter(self, keep: npt.NDArray[np.bool_]) -> Cells:
        """The cells of the rows that are kept."""
        return Cells([value for value, kept in zip(self.values, keep, strict=True) if kept])


Column: TypeAlias = "pa.ChunkedArray | Cells"


@dataclass
class Block:
    """Some rows of a table, in order.

    file: path as the descriptor writes it, "" for inline data.

    columns: a ChunkedArray of text (what is read by the lexical forms of the types), one of another
    Arrow type, or `Cells`; nulls are missing cells. lines: for each row its place in the file, in
    the unit of the form: physical line, row of a sheet or of a Parquet file, item of inline data.
    invalid: {column index: rows} of cells that do not exist or cannot be decoded, null here and
    already reported. read: bytes of the files that are read after it. height: physical lines of
    the block.

    exact: gives rows as they are written, by their lines, where the columns are less exact, so that
    they can only prove rows good. doubtful: lines of rows that they cannot prove good.
    """

    file: str
    columns: list[Any]
    lines: npt.NDArray[np.int64]
    errors: list[StructuralError] = field(default_factory=list)
    invalid: dict[int, list[int]] = field(default_factory=dict)
    read: int = 0
    height: int = 0
    exact: Callable[[npt.NDArray[np.int64]], Block] | None = None
    doubtful: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.lines)


class Reader(Protocol):
    """Reads one table."""

    @property
    def layout(self) -> Layout | None:
        """Which column is which field; known once the first block, or the end, is reached."""
        ...

    def blocks(self) -> Iterator[Block]:
        """The rows in order, at least one block a file."""
        ...

    def place(self, file: str | None, line: int | None, column: int | None, /) -> str | None:
        """A place in words, "Data!C5", where a file and a line say too little; else None."""
        ...


def cells_of(column: Column, rows: npt.NDArray[np.int64] | None = None) -> list[Any]:
    """The cells of some rows, of all without `rows`, as values of Python."""
    if isinstance(column, Cells):
        return column.values if rows is None else [column.values[row] for row in rows.tolist()]
    if rows is None:
        return list(column.to_pylist())
    if len(rows) < FEW:
        return [column[row].as_py() for row in rows.tolist()]
    return list(column.take(indices(rows)).to_pylist())


def texts(column: Column, rows: npt.NDArray[np.int64] | None = None) -> list[str | None]:
    """The cells of some rows, of all without `rows`, as text for reports and keys."""
    return [text_of(value) for value in cells_of(column, rows)]


def as_column(array: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of Arrow as validation takes it: no dictionaries, one type of text."""
    column = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    if isinstance(column.type, pa.BaseExtensionType):
        stored = [chunk.storage for chunk in column.chunks]
        column = pa.chunked_array(stored, column.type.storage_type)
    if pa.types.is_run_end_encoded(column.type):
        column = pc.run_end_decode(column)
    if pa.types.is_dictionary(column.type):
        parts = [as_column(c.dictionary).combine_chunks().take(c.indices) for c in column.chunks]
        column = pa.chunked_array(parts) if parts else pa.chunked_array([], column.type.value_type)
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    return column


def compact(values: list[Any]) -> Column:
    """A column of values as Arrow has them where all are of one kind, which is faster to validate;
    as `Cells` where they are not."""
    kinds = set(map(type, values)) - {type(None)}
    kind = ARROW_TYPES.get(kinds.pop()) if len(kinds) == 1 else None
    if kind is not None:
        with suppress(pa.ArrowException, OverflowError, UnicodeError):  # what Arrow cannot hold
            return pa.chunked_array([pa.array(values, kind)])
    return Cells(values)


def with_missing(column: Column, missing: Collection[str]) -> Column:
    """The column with its texts that mean a missing cell as nulls; other values mean themselves."""
    if isinstance(column, Cells):
        return Cells([None if v in missing and isinstance(v, str) else v for v in column.values])
    if not missing or not pa.types.is_string(column.type):
        return column
    known = strings(sorted(missing))
    return pc.if_else(pc.is_in(column, value_set=known), pa.nulls(1, pa.string())[0], column)


def native_block(
    file: str,
    columns: Iterable[pa.Array | Column],
    row: int,
    resource: Resource,
    layout: Layout,
    errors: list[StructuralError],
) -> Block:
    """A block of columns that have types of their own. row: the first one's number in its file."""
    missing = [resource.missing_of(field) if field else () for field in layout.fields]
    cells = [
        with_missing(column if isinstance(column, Cells) else as_column(column), texts)
        for column, texts in zip(columns, missing, strict=False)
    ]
    height = len(cells[0]) if cells else 0
    block = Block(file, cells, np.arange(row, row + height, dtype=np.int64), errors)
    _find_undecodable(block, layout)
    drop_blank(block)
    return block


def _find_undecodable(block: Block, layout: Layout) -> None:
    """Takes out the cells with bytes that are not UTF-8, which Arrow lets pass, and notes them."""
    for index, column in enumerate(block.columns):
        rows = _undecodable(column)
        if not rows:
            continue
        kept = np.ones(block.rows, dtype=bool)
        kept[rows] = False
        places = pc.if_else(booleans(kept), indices(np.arange(block.rows)), pa.nulls(1)[0])
        block.columns[index] = column.take(places)  # lest their bytes stand under the nulls
        block.invalid[index] = rows
        is_text = pa.types.is_string(column.type)
        for row in rows:
            raw = column[row].as_buffer().to_pybytes() if is_text else b""
            value = raw.decode("utf-8", "backslashreplace") or None
            line, name = int(block.lines[row]), layout.name(index) or None
            block.errors.append(StructuralError(Code.ENCODING, line, name, value))


def _undecodable(column: Column) -> list[int]:
    """Rows of cells of which Python can make no text."""
    kinds = (pa.types.is_string, pa.types.is_nested)
    if isinstance(column, Cells) or not any(is_kind(column.type) for is_kind in kinds):
        return []
    with suppress(pa.ArrowInvalid):
        column.validate(full=True)
        return []
    rows = []
    for row, cell in enumerate(column):
        try:
            cell.as_py()
        except UnicodeDecodeError:
            rows.append(row)
    return rows


def drop_blank(block: Block) -> None:
    """Takes out the rows whose cells are all missing, and notes them."""
    if not block.rows or any(not column.null_count for column in block.columns):
        return
    blank = np.ones(block.rows, dtype=bool)
    for index, column in enumerate(block.columns):
        blank &= ~(column.valid() if isinstance(column, Cells) else valid(column))
        blank[block.invalid.get(index, [])] = False
    if not blank.any():
        return
    block.errors += [StructuralError(Code.BLANK_ROW, int(line)) for line in block.lines[blank]]
    keep = booleans(~blank)
    block.columns = [
        column.filter(~blank) if isinstance(column, Cells) else column.filter(keep)
        for column in block.columns
    ]
    block.lines = block.lines[~blank]
    moved = np.cumsum(~blank) - 1
    block.invalid = {n: [int(moved[row]) for row in rows] for n, rows in block.invalid.items()}
