"""A table's files as blocks of text columns with the physical line of every row.

Arrow parses whatever `scanning` proves to be plain; the other records, and those that turn out to
have too few or too many cells or bytes that are not UTF-8, are cut exactly and put back in their
places. Missing values are nulls in the columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from ..arrow import strings
from ..model import Resource
from ..report.codes import Code
from .blocks import TEXT, Block, Missing, drop_blank, find_nul, insert_odd
from .header import Layout, StructuralError, read_layout
from .records import BOM, read_record
from .scanner import Piece, rescan, scan
from .stream import PIECE, Feed, SourceError

HEAD = 1024 * 1024  # bytes in which the header and the dialect are looked for first
CHUNK = 2 * 1024 * 1024  # bytes that one thread of the parser takes at a time


class TableReader:
    """Reads one table; `layout` is known once the first block, or the end, has been reached."""

    def __init__(self, resource: Resource, base: Path, piece: int = PIECE) -> None:
        self.resource = resource
        self.base = base
        self.piece = piece
        self.layout: Layout | None = None
        self._missing: Missing = []

    def blocks(self) -> Iterator[Block]:
        """The rows of all files in order. Broken compression ends the stream with an error."""
        done = 0
        for number, path in enumerate(self.resource.paths):
            try:
                for block in self._file(path, first=number == 0):
                    block.read += done
                    yield block
            except SourceError as error:
                broken = StructuralError(Code.COMPRESSION, hint=str(error))
                yield Block(path, self._no_columns(), np.empty(0, np.int64), [broken])
            if self.layout is not None and not self.layout.usable:
                return
            done += (self.base / path).stat().st_size

    def _file(self, path: str, first: bool) -> Iterator[Block]:
        feed = Feed(self.base / path, self.resource, self.piece)
        errors: list[StructuralError] = []
        while (start := self._begin(feed, first, errors)) < 0:
            feed.grow()
        if not self.layout.usable:
            yield Block(path, [], np.empty(0, np.int64), errors)
            return
        line = len(feed.data[:start].splitlines()) + 1
        feed.begin = start
        while True:
            found = scan(feed.data, feed.begin, feed.end, *self._marks, feed.final)
            block = None if found is None else self._block(path, found, line, feed)
            if block is None:
                feed.grow()
                continue
            block.errors[:0], errors = errors, []
            line += block.height
            final, end = feed.final and block.end == feed.end, block.end
            if not final:
                feed.advance(end)
            yield block
            if final:
                return

    def _begin(self, feed: Feed, first: bool, errors: list[StructuralError]) -> int:
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
            errors.extend(self.layout.errors)
            return skip + self.layout.start
        layout = self.layout
        if not layout.labels or feed.end == skip:
            return skip
        record = read_record(data, skip, *self._marks, final, feed.end)
        if record is None:
            return -1
        labels = [cell.strip() for cell in record.cells]
        if labels == layout.labels:
            return record.end
        if set(labels) & set(layout.labels):  # a header, but another one
            value = layout.dialect.delimiter.decode().join(record.cells)
            errors.append(StructuralError(Code.PART_HEADER, 1, value=value))
            return record.end
        return skip  # a part without a header, as the standard's plain concatenation has it

    def _no_columns(self) -> list[pa.ChunkedArray]:
        width = self.layout.width if self.layout else 0
        return [pa.chunked_array([], TEXT) for _ in range(width)]

    def _block(self, path: str, piece: Piece, first_line: int, feed: Feed) -> Block | None:
        """The rows of a piece, None if its first record turns out to need more data."""
        if not self._missing:
            fields, missing_of = self.layout.fields, self.resource.missing_of
            self._missing = [frozenset(missing_of(f) if f else ("",)) for f in fields]
        if not all("" in missing for missing in self._missing):
            # to Arrow a blank line is a row of empty texts, which here are not all missing
            piece = piece if piece.proved else self._rescanned(piece, feed)
            if piece is None:
                return None
            piece.take_out(piece.blank_lines(), *self._marks)
        ascii = piece.is_ascii
        refused: list[bytes] | None = [] if ascii else None
        table = self._arrow(piece.clean(), refused, ascii)
        rows = -1 if table is None else table.num_rows + len(refused or ())
        if not piece.proved and rows != piece.count:
            piece = self._rescanned(piece, feed)
            if piece is None:
                return None
            table = self._arrow(piece.clean())
            refused = None
        if table is None:
            refused = self._only_text(piece)
            table = self._arrow(piece.clean(), refused)
        if refused or table is None:
            table = self._settled(piece, table, set(refused))
        columns = [self._nulled(table, n) for n in range(self.layout.width)]
        plain = piece.plain_lines() if piece.odd else np.arange(table.num_rows)
        height = len(piece.starts) if piece.odd else table.num_rows
        block = Block(path, columns, plain + first_line, height=height, end=piece.end)
        block.read = feed.read
        if piece.odd:
            insert_odd(block, piece, first_line, self.layout, self._missing)
        find_nul(block, piece, self.layout)
        drop_blank(block)
        return block

    @property
    def _marks(self) -> tuple[bytes, bytes]:
        return self.layout.dialect.delimiter, self.layout.dialect.quote

    def _rescanned(self, piece: Piece, feed: Feed) -> Piece | None:
        return rescan(piece, feed.end, *self._marks, feed.final)

    def _only_text(self, piece: Piece) -> list[bytes]:
        """Makes the lines that are not UTF-8 odd records; an empty list for `_arrow` to fill."""
        piece.take_out(piece.undecodable_lines(), *self._marks)
        return []

    def _settled(self, piece: Piece, table: pa.Table | None, refused: set[bytes]) -> pa.Table:
        """The plain rows without the refused lines, which become odd records."""
        lines = [] if table is None else piece.lines_equal_to(refused)
        plain = len(piece.plain_lines()) - len(lines)
        piece.take_out(lines, *self._marks)
        if table is None or table.num_rows != plain:  # not all lines were found: read all exactly
            piece.take_out(piece.plain_lines().tolist(), *self._marks)
            return self._empty()
        return table

    def _empty(self) -> pa.Table:
        return pa.table({str(n): pa.nulls(0, TEXT) for n in range(self.layout.width)})

    def _arrow(
        self, data, refused: list[bytes] | None = None, ascii: bool = False
    ) -> pa.Table | None:
        """Arrow's reading of plain lines, None if it refuses.

        With `refused`, rows with too few or too many cells are left out and their texts put
        there. All of data must then be UTF-8, lest pyarrow complains on the terminal.
        ascii: whether data is known to be ASCII, so that nobody need look whether it is UTF-8.
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
                    column_types=dict.fromkeys(names, TEXT),
                    null_values=sorted(common),
                    strings_can_be_null=bool(common),
                    check_utf8=not ascii,
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
