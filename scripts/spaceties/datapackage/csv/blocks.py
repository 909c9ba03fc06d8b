"""Blocks of rows, and what is done to them once the plain rows are read.

Records that Arrow must not see are put back into their places, and every structural error is noted
with its line.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import booleans, indices, rows_true, strings, valid
from ..report.codes import Code
from .header import Layout, StructuralError
from .records import Record
from .scanner import Piece

MANY = 200  # more odd rows than this are put into place by index rather than by slices
TEXT = pa.string()

Missing = list[frozenset[str]]  # for each column the texts that mean a missing cell


@dataclass
class Block:
    """Some rows of a table, in order; every column is text with nulls.

    void: {column: rows} of cells that do not exist or cannot be decoded, null here and already
    reported. height: physical lines of the block. read: bytes of the files that are read after it.
    end: offset of its end in the window that it was read from.
    """

    file: str
    columns: list[pa.ChunkedArray]
    lines: np.ndarray
    errors: list[StructuralError] = field(default_factory=list)
    void: dict[int, list[int]] = field(default_factory=dict)
    read: int = 0
    height: int = 0
    end: int = 0

    @property
    def rows(self) -> int:
        return len(self.lines)


def insert_odd(
    block: Block, piece: Piece, first_line: int, layout: Layout, missing: Missing
) -> None:
    """Puts the odd records of a piece into their places, and notes what is wrong with them."""
    rows, odd_lines = [], []
    for record in piece.odd:
        line = first_line + piece.line_of(record.start)
        if _is_blank(record, layout, missing):
            block.errors.append(StructuralError(Code.BLANK_ROW, line))
        else:
            block.errors += _structural_errors(record, line, layout)
            rows.append(record)
            odd_lines.append(line)
    if not rows:
        return
    odd = [
        strings(_cell(record, place, missing) for record in rows)
        for place, column in enumerate(block.columns)
    ]
    places = np.searchsorted(block.lines, odd_lines)
    if len(rows) > MANY:
        order = indices(np.argsort(np.concatenate([block.lines, odd_lines]), kind="stable"))
        block.columns = [
            pa.chunked_array([*column.chunks, cells], column.type).take(order)
            for column, cells in zip(block.columns, odd, strict=True)
        ]
    else:
        block.columns = [
            _interleaved(column, cells, places)
            for column, cells in zip(block.columns, odd, strict=True)
        ]
    block.lines = np.insert(block.lines, places, odd_lines)
    for row, record in zip(np.searchsorted(block.lines, odd_lines).tolist(), rows, strict=True):
        for place in {*range(len(record.cells), layout.width), *record.undecodable}:
            if place < layout.width:
                block.void.setdefault(place, []).append(row)


def find_nul(block: Block, piece: Piece, layout: Layout) -> None:
    """Notes every cell with a NUL character."""
    if piece.data.find(b"\0", piece.begin, piece.end) < 0:
        return
    for place, column in enumerate(block.columns):
        for row in rows_true(pc.match_substring(column, "\0")).tolist():
            cells = tuple(other[row].as_py() or "" for other in block.columns)
            line = int(block.lines[row])
            block.errors.append(
                StructuralError(Code.NUL, line, layout.name(place), cells[place], cells)
            )


def drop_blank(block: Block) -> None:
    """Takes out the rows whose cells are all missing, and notes them."""
    if not block.rows or any(not column.null_count for column in block.columns):
        return
    blank = np.ones(block.rows, dtype=bool)
    for place, column in enumerate(block.columns):
        blank &= ~valid(column)
        blank[block.void.get(place, [])] = False
    if not blank.any():
        return
    block.errors += [StructuralError(Code.BLANK_ROW, int(line)) for line in block.lines[blank]]
    keep = booleans(~blank)
    block.columns = [column.filter(keep) for column in block.columns]
    block.lines = block.lines[~blank]
    moved = np.cumsum(~blank) - 1
    block.void = {n: [int(moved[row]) for row in rows] for n, rows in block.void.items()}


def _cell(record: Record, place: int, missing: Missing) -> str | None:
    if place >= len(record.cells) or place in record.undecodable:
        return None
    text = record.cells[place]
    return None if text in missing[place] else text


def _is_blank(record: Record, layout: Layout, missing: Missing) -> bool:
    if record.undecodable or record.unclosed is not None:
        return False
    return all(_cell(record, place, missing) is None for place in range(layout.width))


def _structural_errors(record: Record, line: int, layout: Layout) -> list[StructuralError]:
    """What is wrong with the form of a record."""
    cells = tuple(record.cells)
    kinds = (
        (Code.STRAY_QUOTE, record.stray),
        (Code.ENCODING, record.undecodable),
        (Code.UNCLOSED_QUOTE, [] if record.unclosed is None else [record.unclosed]),
        (Code.EXTRA_CELL, range(layout.width, len(cells))),
    )
    return [
        *(
            StructuralError(code, line, layout.name(n) or None, cells[n], cells)
            for code, places in kinds
            for n in places
        ),
        *(
            StructuralError(Code.MISSING_CELL, line, layout.name(n), None, cells)
            for n in range(len(cells), layout.width)
        ),
    ]


def _interleaved(column: pa.ChunkedArray, odd: pa.Array, places: np.ndarray) -> pa.ChunkedArray:
    """The column with element n of odd before its row places[n], without copying it."""
    parts: list[pa.Array] = []
    at = 0
    for number, place in enumerate(places.tolist()):
        parts += column.slice(at, place - at).chunks
        parts.append(odd.slice(number, 1))
        at = place
    parts += column.slice(at).chunks
    return pa.chunked_array(parts, column.type)
