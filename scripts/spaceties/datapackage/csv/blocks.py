"""Blocks of rows, and what is done to them once the regular rows are parsed.

Records that Arrow must not see are put back into their places, and every error of form is noted
with its line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import indices, rows_true, strings
from ..report.codes import Code
from ..tabular.block import Block
from ..tabular.layout import Layout, StructuralError
from .records import Record, is_conflict_mark, misformed
from .scanner import Chunk

if TYPE_CHECKING:
    import numpy.typing as npt

MANY = 200  # more irregular rows are put into place by index rather than by slices
TEXT = pa.string()

Missing = Sequence[frozenset[str]]  # for each column the texts that mean a missing cell


def insert_irregular(
    block: Block, chunk: Chunk, first_line: int, layout: Layout, missing: Missing
) -> None:
    """Puts the irregular records of a chunk into their places; notes what is wrong with them."""
    records, lines = [], []
    for record in chunk.irregular:
        if record.comment:
            continue
        line = first_line + chunk.line_of(record.start)
        if _is_blank(record, layout, missing):
            block.errors.append(StructuralError(Code.BLANK_ROW, line))
        elif len(record.cells) < layout.width and is_conflict_mark(record.cells[0]):
            hint = (
                "keep the rows of one side, and take the lines of <<<<<<<, ======= and >>>>>>> out"
            )
            block.errors.append(StructuralError(Code.CONFLICT, line, hint=hint))
        else:
            block.errors += _errors(record, line, layout)
            records.append(record)
            lines.append(line)
    if not records:
        return
    cells = [
        strings(_cell(record, index, missing) for record in records)
        for index in range(layout.width)
    ]
    places = np.searchsorted(block.lines, lines)
    if len(records) > MANY:
        order = indices(np.argsort(np.concatenate([block.lines, lines]), kind="stable"))
        block.columns = [
            pa.chunked_array([*column.chunks, new], column.type).take(order)
            for column, new in zip(block.columns, cells, strict=True)
        ]
    else:
        block.columns = [
            _interleaved(column, new, places)
            for column, new in zip(block.columns, cells, strict=True)
        ]
    block.lines = np.insert(block.lines, places, lines)
    rows = places + np.arange(len(places))
    for row, record in zip(rows.tolist(), records, strict=True):
        for index in {*range(len(record.cells), layout.width), *record.undecodable}:
            if index < layout.width:
                block.invalid.setdefault(index, []).append(row)


def find_nul(block: Block, chunk: Chunk, layout: Layout) -> None:
    """Notes every cell with a NUL character."""
    if chunk.extent[0]:
        return
    rows: dict[int, tuple[str, ...]] = {}
    for index, column in enumerate(block.columns):
        for row in rows_true(pc.match_substring(column, "\0")).tolist():
            if row not in rows:
                rows[row] = tuple(other[row].as_py() or "" for other in block.columns)
            cells = rows[row]
            line, name = int(block.lines[row]), layout.name(index)
            block.errors.append(StructuralError(Code.NUL, line, name, cells[index], cells))


def _cell(record: Record, index: int, missing: Missing) -> str | None:
    if index >= len(record.cells) or index in record.undecodable:
        return None
    text = record.cells[index]
    return None if text in missing[index] else text


def _is_blank(record: Record, layout: Layout, missing: Missing) -> bool:
    if record.undecodable or record.unclosed is not None:
        return False
    return all(_cell(record, index, missing) is None for index in range(layout.width))


def _errors(record: Record, line: int, layout: Layout) -> list[StructuralError]:
    """What is wrong with the form of a record."""
    cells = tuple(record.cells)
    extra = [
        StructuralError(Code.EXTRA_CELL, line, layout.name(index) or None, cells[index], cells)
        for index in range(layout.width, len(cells))
    ]
    lacking = [
        StructuralError(Code.MISSING_CELL, line, layout.name(index), None, cells)
        for index in range(len(cells), layout.width)
    ]
    return [*misformed(record, line, layout, cells), *extra, *lacking]


def _interleaved(
    column: pa.ChunkedArray, new: pa.Array, places: npt.NDArray[np.int64]
) -> pa.ChunkedArray:
    """The column with element n of new before its row places[n], without copying it."""
    parts: list[pa.Array] = []
    at = 0
    for number, place in enumerate(places.tolist()):
        parts += column.slice(at, place - at).chunks
        parts.append(new.slice(number, 1))
        at = place
    parts += column.slice(at).chunks
    return pa.chunked_array(parts, column.type)
