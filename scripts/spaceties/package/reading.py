"""A table's files as blocks of text columns with the physical line of every row.

Arrow parses whatever `scanning` proves to be plain; the other records, and those that turn out to
have too few or too many cells or bytes that are not UTF-8, are cut exactly and put back in their
places. Missing values are nulls in the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from . import codes
from .arrays import booleans, indices, strings, true, valid
from .header import Fault, Layout, read_layout
from .records import BOM, Record, read_record
from .scanning import Piece, rescan, scan
from .schema import Resource
from .sources import PIECE, Feed, SourceError

HEAD = 1024 * 1024  # bytes in which the header and the dialect are looked for first
CHUNK = 1024 * 1024  # bytes that one thread of the parser takes at a time
SAMPLE_ROWS, DISTINCT = 2000, 100  # a column is held as codes if a sample has few distinct values
MANY = 200  # more odd rows than this are put into place by index rather than by slices
TEXT = pa.string()
CODED = pa.dictionary(pa.int32(), TEXT)


@dataclass
class Block:
    """Some rows of a table, in order; every column is text (perhaps as codes) with nulls.

    void: {column: rows} of cells that do not exist or cannot be decoded, null here and already
    reported. height: physical lines of the block. read: bytes of the files that are read after it.
    end: offset of its end in the window that it was read from.
    """

    file: str
    columns: list[pa.ChunkedArray]
    lines: np.ndarray
    faults: list[Fault] = field(default_factory=list)
    void: dict[int, list[int]] = field(default_factory=dict)
    read: int = 0
    height: int = 0
    end: int = 0

    @property
    def rows(self) -> int:
        return len(self.lines)


class TableReader:
    """Reads one table; `layout` is known once the first block, or the end, has been reached.

    coded: names of fields worth holding as codes where their values repeat.
    """

    def __init__(
        self, resource: Resource, base: Path, coded: set[str] = frozenset(), piece: int = PIECE
    ) -> None:
        self.resource = resource
        self.base = base
        self.coded = coded
        self.piece = piece
        self.layout: Layout | None = None
        self._types: list[pa.DataType] | None = None
        self._missing: list[frozenset[str]] = []

    def blocks(self) -> Iterator[Block]:
        """The rows of all files in order. Broken compression ends the stream with a fault."""
        done = 0
        for number, path in enumerate(self.resource.paths):
            try:
                for block in self._file(path, first=number == 0):
                    block.read += done
                    yield block
            except SourceError as error:
                fault = Fault(codes.COMPRESSION, hint=str(error))
                yield Block(path, self._no_columns(), np.empty(0, np.int64), [fault])
            if self.layout is not None and not self.layout.usable:
                return
            done += (self.base / path).stat().st_size

    def _file(self, path: str, first: bool) -> Iterator[Block]:
        feed = Feed(self.base / path, self.resource, self.piece)
        faults: list[Fault] = []
        while (start := self._begin(feed, first, faults)) < 0:
            feed.grow()
        if not self.layout.usable:
            yield Block(path, [], np.empty(0, np.int64), faults)
            return
        line = len(feed.data[:start].splitlines()) + 1
        feed.begin = start
        dialect = self.layout.dialect
        while True:
            found = scan(
                feed.data, feed.begin, feed.end, dialect.delimiter, dialect.quote, feed.final
            )
            block = None if found is None else self._block(path, found, line, feed)
            if block is None:
                feed.grow()
                continue
            block.faults[:0], faults = faults, []
            line += block.height
            final, end = feed.final and block.end == feed.end, block.end
            if not final:
                feed.advance(end)
            yield block
            if final:
                return

    def _begin(self, feed: Feed, first: bool, faults: list[Fault]) -> int:
        """Offset of the first row of a file, -1 if more data is needed."""
        data, final = feed.data, feed.final
        skip = len(BOM) if data[: len(BOM)] == BOM else 0
        if first:
            for size in (HEAD, feed.end):
                whole = final and feed.end <= skip + size
                self.layout = read_layout(data[skip : skip + size], self.resource, whole)
                if self.layout is not None:
                    break
            else:
                return -1
            faults.extend(self.layout.faults)
            return skip + self.layout.start
        layout = self.layout
        if not layout.labels or feed.end == skip:
            return skip
        dialect = layout.dialect
        record = read_record(data, skip, dialect.delimiter, dialect.quote, final, feed.end)
        if record is None:
            return -1
        labels = [cell.strip() for cell in record.cells]
        if labels == layout.labels:
            return record.end
        if set(labels) & set(layout.labels):  # a header, but another one
            value = dialect.delimiter.decode().join(record.cells)
            faults.append(Fault(codes.PART_HEADER, 1, value=value))
            return record.end
        return skip  # a part without a header, as the standard's plain concatenation has it

    def _no_columns(self) -> list[pa.ChunkedArray]:
        width = self.layout.width if self.layout else 0
        return [pa.chunked_array([], TEXT) for _ in range(width)]

    def _block(self, path: str, piece: Piece, first_line: int, feed: Feed) -> Block | None:
        """The rows of a piece, None if its first record turns out to need more data."""
        if self._types is None:
            self._prepare(piece)
        table = None
        if not piece.proved:
            table = self._arrow(piece.clean())
            if table is None or table.num_rows != piece.count:
                dialect = self.layout.dialect
                piece = rescan(piece, feed.end, dialect.delimiter, dialect.quote, feed.final)
                table = None
                if piece is None:
                    return None
        table = table or self._arrow(piece.clean()) or self._settled(piece)
        columns = [self._nulled(table, n) for n in range(self.layout.width)]
        plain = piece.plain_lines() if piece.odd else np.arange(table.num_rows)
        height = len(piece.starts) if piece.odd else table.num_rows
        block = Block(path, columns, plain + first_line, height=height, end=piece.end)
        block.read = feed.read
        if piece.odd:
            block = self._with_odd(block, piece, first_line)
        self._find_nul(block, piece)
        self._drop_blank(block)
        return block

    def _settled(self, piece: Piece) -> pa.Table:
        """The plain rows of a piece that Arrow refuses; the lines to blame become odd records."""
        dialect = self.layout.dialect
        piece.take_out(piece.undecodable_lines(), dialect.delimiter, dialect.quote)
        refused: list[bytes] = []
        table = self._arrow(piece.clean(), refused)
        lines = piece.lines_equal_to(set(refused)) if table else piece.plain_lines().tolist()
        plain = len(piece.plain_lines()) - len(lines)
        piece.take_out(lines, dialect.delimiter, dialect.quote)
        if table is None or table.num_rows != plain:  # not all lines were found: read all exactly
            rest = piece.plain_lines().tolist()
            piece.take_out(rest, dialect.delimiter, dialect.quote)
            return self._empty()
        return table

    def _empty(self) -> pa.Table:
        return pa.table({str(n): pa.nulls(0, kind) for n, kind in enumerate(self._types)})

    def _arrow(self, data, refused: list[bytes] | None = None) -> pa.Table | None:
        """Arrow's reading of plain lines, None if it refuses.

        With `refused`, rows with too few or too many cells are left out and their texts put
        there. All of data must then be UTF-8, lest pyarrow complains on the terminal.
        """
        if not len(data):
            return self._empty()

        def refuse(row) -> str:
            refused.append(row.text.encode())
            return "skip"

        names = [str(n) for n in range(self.layout.width)]
        dialect = self.layout.dialect
        common = self._missing[0] if len(set(self._missing)) == 1 else frozenset()
        try:
            return pa_csv.read_csv(
                pa.BufferReader(pa.py_buffer(data)),
                read_options=pa_csv.ReadOptions(column_names=names, block_size=CHUNK),
                parse_options=pa_csv.ParseOptions(
                    delimiter=dialect.delimiter.decode(),
                    quote_char=dialect.quote.decode(),
                    ignore_empty_lines=False,
                    invalid_row_handler=None if refused is None else refuse,
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict(zip(names, self._types, strict=True)),
                    null_values=sorted(common),
                    strings_can_be_null=bool(common),
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _nulled(self, table: pa.Table, place: int) -> pa.ChunkedArray:
        """A column with its missing values as nulls, where the columns do not share them."""
        column = table.column(place)
        missing = self._missing[place]
        if len(set(self._missing)) == 1 or not missing:
            return column
        known = strings(sorted(missing))
        return pc.if_else(pc.is_in(column, value_set=known), pa.nulls(1, TEXT)[0], column)

    def _prepare(self, piece: Piece) -> None:
        """Decides by a sample of the first piece which columns are held as codes."""
        layout, resource = self.layout, self.resource
        self._missing = [
            frozenset(resource.missing_of(f) if f else ("",)) for f in layout.fields
        ]
        self._types = [TEXT] * layout.width
        wanted = [n for n, f in enumerate(layout.fields) if f and f.name in self.coded]
        sample = bytes(piece.data[piece.begin : piece.begin + (1 << 18)])
        sample = sample[: sample.rfind(b"\n") + 1]
        if not wanted or len(set(self._missing)) > 1 or sample.count(b"\n") < SAMPLE_ROWS // 4:
            return
        table = self._arrow(sample)
        if table is None:
            return
        table = table.slice(0, SAMPLE_ROWS)
        for place in wanted:
            if len(table.column(place).unique()) <= min(DISTINCT, table.num_rows // 10):
                self._types[place] = CODED

    def _with_odd(self, block: Block, piece: Piece, first_line: int) -> Block:
        """The block with the odd records in their places, and with what is wrong with them."""
        rows, odd_lines = [], []
        for record in piece.odd:
            line = first_line + piece.line_of(record.start)
            blank = self._judge(record, line, block.faults)
            if not blank:
                rows.append(record)
                odd_lines.append(line)
        if not rows:
            return block
        places = np.searchsorted(block.lines, odd_lines)
        width = self.layout.width
        cells = [[self._cell(r, n) for r in rows] for n in range(width)]
        odd = [
            strings(column).cast(kind)
            for column, kind in zip(cells, self._types, strict=True)
        ]
        merged = np.insert(block.lines, places, odd_lines)
        at = np.searchsorted(merged, odd_lines)
        if len(rows) > MANY:
            order = np.argsort(np.concatenate([block.lines, odd_lines]), kind="stable")
            block.columns = [
                pa.chunked_array([*c.chunks, o], o.type).take(indices(order))
                for c, o in zip(block.columns, odd, strict=True)
            ]
        else:
            block.columns = [
                _interleaved(c, o, places) for c, o in zip(block.columns, odd, strict=True)
            ]
        block.lines = merged
        for row, record in zip(at.tolist(), rows, strict=True):
            absent = set(range(len(record.cells), width)) | set(record.undecodable)
            for place in absent:
                if place < width:
                    block.void.setdefault(place, []).append(row)
        return block

    def _cell(self, record: Record, place: int) -> str | None:
        if place >= len(record.cells) or place in record.undecodable:
            return None
        text = record.cells[place]
        return None if text in self._missing[place] else text

    def _judge(self, record: Record, line: int, faults: list[Fault]) -> bool:
        """Adds the faults of an odd record's form; True if it is blank and thus no row."""
        layout = self.layout
        cells = tuple(record.cells)
        if not record.undecodable and record.unclosed is None:
            if all(self._cell(record, n) is None for n in range(layout.width)):
                faults.append(Fault(codes.BLANK_ROW, line))
                return True
        for code, places in (
            (codes.STRAY_QUOTE, record.stray),
            (codes.ENCODING, record.undecodable),
            (codes.UNCLOSED_QUOTE, [] if record.unclosed is None else [record.unclosed]),
            (codes.EXTRA_CELL, range(layout.width, len(cells))),
        ):
            for n in places:
                faults.append(Fault(code, line, layout.name(n) or None, cells[n], cells))
        for n in range(len(cells), layout.width):
            faults.append(Fault(codes.MISSING_CELL, line, layout.name(n), None, cells))
        return False

    def _find_nul(self, block: Block, piece: Piece) -> None:
        if piece.data.find(b"\0", piece.begin, piece.end) < 0:
            return
        for place, column in enumerate(block.columns):
            for row in np.flatnonzero(true(pc.match_substring(column.cast(TEXT), "\0"))):
                cells = tuple(c[row].as_py() or "" for c in block.columns)
                fault = Fault(
                    codes.NUL, int(block.lines[row]), self.layout.name(place), cells[place], cells
                )
                block.faults.append(fault)

    def _drop_blank(self, block: Block) -> None:
        """Takes out the rows whose cells are all missing, and reports them."""
        if not block.rows or any(not c.null_count for c in block.columns):
            return
        blank = np.ones(block.rows, dtype=bool)
        for place, column in enumerate(block.columns):
            blank &= ~valid(column)
            blank[block.void.get(place, [])] &= False
            if not blank.any():
                return
        block.faults += [Fault(codes.BLANK_ROW, int(line)) for line in block.lines[blank]]
        keep = booleans(~blank)
        block.columns = [column.filter(keep) for column in block.columns]
        block.lines = block.lines[~blank]
        moved = np.cumsum(~blank) - 1
        block.void = {n: [int(moved[r]) for r in rows] for n, rows in block.void.items()}


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
