"""Chunks of CSV as blocks of columns: Arrow parses what `scanner` proves to be plain.

The other records, and those that turn out to have too few or too many cells or bytes that are not
UTF-8, are cut exactly and put back in their places. Missing values are nulls in the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from ..arrow import one_core, source_of, strings, to_numpy
from ..model import Resource
from ..tabular.block import Block, drop_blank
from .blocks import TEXT, find_nul, insert_irregular
from .header import CsvLayout
from .records import BOM
from .scanner import Chunk

BLOCK_SIZE = 2 * 1024 * 1024  # bytes that one thread of Arrow's parser takes at a time


class ChunkParser:
    """Makes blocks of the chunks of a file, in turn."""

    def __init__(self, layout: CsvLayout, resource: Resource) -> None:
        self.layout = layout
        self.records = layout.records  # that stand before the next chunk
        missing = [resource.missing_of(f) if f else ("",) for f in layout.fields]
        self.missing = [frozenset(texts) for texts in missing]
        alike = len(set(self.missing)) == 1 and not layout.dialect.skip_space
        self._shared = self.missing[0] if alike else None

    def parse(self, chunk: Chunk, file: str, first_line: int) -> Block:
        """The rows of a chunk. first_line: physical line of its begin in the file."""
        if not all("" in missing for missing in self.missing):
            # to Arrow a blank line is a row of empty texts, which here are not all missing
            chunk.take_out(chunk.blank_lines())
        if self.layout.dialect.rows.comment_rows:
            self._omit_comments(chunk)
        table = self._regular_rows(chunk)
        columns = [self._with_nulls(table, index) for index in range(self.layout.width)]
        odd = bool(chunk.irregular)
        if odd:
            lines = chunk.regular_lines() + first_line
        else:
            lines = np.arange(first_line, first_line + table.num_rows)
        height = chunk.height if odd else table.num_rows
        block = Block(file, columns, lines, height=height)
        if odd:
            insert_irregular(block, chunk, first_line, self.layout, self.missing)
        find_nul(block, chunk, self.layout)
        drop_blank(block)
        return block

    def _omit_comments(self, chunk: Chunk) -> None:
        """Marks the records of a chunk that the dialect says are comments, by their number."""
        regular = chunk.starts[chunk.regular_lines()]
        starts = np.sort(np.append(regular, [record.start for record in chunk.irregular]))
        numbers = self.layout.dialect.rows.comment_rows
        first, self.records = self.records + 1, self.records + len(starts)
        comments = {int(starts[n - first]) for n in numbers if first <= n <= self.records}
        chunk.take_out(chunk.line_of(start) for start in comments if start in regular)
        for record in chunk.irregular:
            record.comment |= record.start in comments

    def _regular_rows(self, chunk: Chunk) -> pa.Table:
        """The regular lines as Arrow reads them; those that it refuses become irregular."""
        refused: list[Any] = []
        ascii = chunk.is_ascii
        table = self._parse(chunk.regular(), refused if ascii else None, ascii)
        if table is None and not ascii:
            chunk.take_out(chunk.undecodable_lines())
            table = self._parse(chunk.regular(), refused)
        if table is not None and not refused:
            return table
        lines = chunk.regular_lines()
        unread = lines if table is None else _unread(chunk, lines, refused)
        if table is None or table.num_rows + len(unread) != len(lines):
            unread, table = lines, self._no_rows()  # no line is known to be right: read all exactly
        chunk.take_out(unread.tolist())
        return table

    def _no_rows(self) -> pa.Table:
        return pa.table({str(n): pa.nulls(0, TEXT) for n in range(self.layout.width)})

    def _parse(
        self, data: bytes | memoryview, refused: list[Any] | None = None, ascii: bool = False
    ) -> pa.Table | None:
        """Arrow's reading of regular lines, None if it refuses.

        With `refused`, rows with too few or too many cells are left out and put there. All of
        data must then be UTF-8, lest pyarrow complains on the terminal.
        ascii: whether data is known to be ASCII, so that nobody need look whether it is UTF-8.
        """
        if not len(data):
            return self._no_rows()
        if data[: len(BOM)] == BOM:  # a cell that begins so; Arrow takes one mark off
            data = b"".join((BOM, data))

        def refuse(row: Any) -> str:
            if refused is not None:
                refused.append(row)
            return "skip"

        names = [str(n) for n in range(self.layout.width)]
        dialect = self.layout.dialect
        try:
            return pa_csv.read_csv(
                source_of(data),
                read_options=pa_csv.ReadOptions(
                    column_names=names, block_size=BLOCK_SIZE, use_threads=not one_core()
                ),
                parse_options=pa_csv.ParseOptions(
                    delimiter=dialect.delimiter.decode(),
                    quote_char=dialect.quote.decode() or False,
                    double_quote=dialect.doubled,
                    ignore_empty_lines=False,
                    invalid_row_handler=None if refused is None else refuse,
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, TEXT),
                    null_values=sorted(self._shared or ()),
                    strings_can_be_null=bool(self._shared),
                    check_utf8=not ascii,
                ),
            )
        except pa.ArrowInvalid:
            return None

    def _with_nulls(self, table: pa.Table, index: int) -> pa.ChunkedArray:
        """A column with its missing values as nulls, where the columns do not share them."""
        column = table.column(index)
        if self._shared is not None:
            return column
        if self.layout.dialect.skip_space:
            column = pc.utf8_ltrim(column, " ")
        known = strings(sorted(self.missing[index]))
        return pc.if_else(pc.is_in(column, value_set=known), pa.nulls(1, TEXT)[0], column)


def _unread(chunk: Chunk, lines: np.ndarray, refused: Sequence[Any]) -> np.ndarray:
    """Those of the regular lines that Arrow refused. Reading without threads it numbers them."""
    numbers = [row.number or len(lines) + 1 for row in refused]
    if max(numbers) <= len(lines):
        unread: np.ndarray = lines[np.array(numbers) - 1]
        starts = chunk.starts[unread].tolist()
        texts = [row.text.encode() for row in refused]
        if all(map(chunk.data.startswith, texts, starts)):
            return unread
    equal: np.ndarray = lines[_equal_lines(chunk, (row.text for row in refused))[lines]]
    return equal


def _equal_lines(chunk: Chunk, texts: Iterable[str]) -> np.ndarray:
    """Whether the text of each line of a chunk is one of the texts."""
    ends = np.append(chunk.starts, chunk.end)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(chunk.data)]
    lines = pa.Array.from_buffers(pa.large_string(), len(chunk.starts), buffers)
    wanted = strings(text + end for text in texts for end in ("", "\n", "\r\n", "\r"))
    return to_numpy(pc.is_in(lines, value_set=wanted.cast(lines.type)))
