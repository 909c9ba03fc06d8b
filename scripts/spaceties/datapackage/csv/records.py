"""Records of CSV text, cut exactly: headers, and every record that is not plain.

Cells come out as Python's csv module (and so frictionless) reads them; besides, each record says
what is wrong with its quotes. Works on bytes, so that a byte outside the encoding spoils one cell
and not the file. Source of the grammar: RFC 4180.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from ..report.codes import Code
from ..tabular.layout import Layout, StructuralError
from .dialect import Dialect
from .lines import BREAK, count_breaks

BOM = b"\xef\xbb\xbf"


@dataclass
class Record:
    """One record. start and end are offsets into the data, end after its line break.

    cells: the text of each cell, undecodable bytes as \\xNN. stray, undecodable: indices of cells
    with a quote in the wrong place, with bytes that are not UTF-8. unclosed: index of the cell
    whose quote is never closed; that cell then ends with its line.
    """

    start: int
    end: int
    cells: list[str] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    undecodable: list[int] = field(default_factory=list)
    unclosed: int | None = None

    def is_complete(self, end: int) -> bool:
        """Whether the record stays as it is, whatever comes after the offset at which its data
        ends: a quote may be closed there, and a \\r, or a quote at the end, be half of a pair."""
        return self.unclosed is None and self.end < end


def read_record(data: bytes, start: int, dialect: Dialect, end: int | None = None) -> Record:
    """The record that starts at an offset of data[:end]; the last one needs no line break."""
    end = len(data) if end is None else end
    delimiter, quote = dialect.delimiter, dialect.quote
    pattern = _cell_pattern(delimiter, quote)
    record = Record(start, start)
    at = start
    while cell := pattern.match(data, at, end):
        at = cell.end()
        inner, closed, tail, plain = cell.groups()
        if plain is None and not closed:
            return _unclosed(record, cell.start(), inner, quote)
        raw = inner.replace(quote * 2, quote) + tail if plain is None else plain
        if tail or (plain is not None and quote in plain):
            record.stray.append(len(record.cells))
        _append(record, raw)
        if at == end or data[at : at + 1] != delimiter:
            break
        at += 1
    line_end = BREAK.match(data, at, end)
    record.end = line_end.end() if line_end else at
    if line_end and line_end.start() == start:
        record.cells = []  # a blank line has no cells
    return record


def read_records(data: bytes, dialect: Dialect, start: int = 0) -> Iterator[tuple[int, Record]]:
    """All records of data[start:] with the physical line of data, from 1, on which each begins."""
    line = 1 + count_breaks(data, 0, start)
    while start < len(data):
        record = read_record(data, start, dialect)
        yield line, record
        line += count_breaks(data, start, record.end)
        start = record.end


def misformed(
    record: Record, line: int, layout: Layout, cells: tuple[str, ...] = ()
) -> list[StructuralError]:
    """What is wrong with the quotes and bytes of a record. cells: its own, if it is a row."""
    unclosed = [] if record.unclosed is None else [record.unclosed]
    kinds = (
        (Code.STRAY_QUOTE, record.stray),
        (Code.ENCODING, record.undecodable),
        (Code.UNCLOSED_QUOTE, unclosed),
    )
    return [
        StructuralError(code, line, layout.name(index) or None, record.cells[index], cells)
        for code, indices in kinds
        for index in indices
    ]


def _unclosed(record: Record, cell: int, inner: bytes, quote: bytes) -> Record:
    """The record ended with the line of its unclosed quote: later rows are still validated."""
    line_end = BREAK.search(inner)
    record.unclosed = len(record.cells)
    _append(record, inner[: line_end.start()] if line_end else inner)
    record.end = cell + len(quote) + (line_end.end() if line_end else len(inner))
    return record


def _append(record: Record, raw: bytes) -> None:
    try:
        record.cells.append(raw.decode("utf-8"))
    except UnicodeDecodeError:
        record.undecodable.append(len(record.cells))
        record.cells.append(raw.decode("utf-8", "backslashreplace"))


@lru_cache
def _cell_pattern(delimiter: bytes, quote: bytes) -> re.Pattern[bytes]:
    """A cell at an offset: (inside of quotes, closing quote, rest after it) or (plain text)."""
    d = re.escape(delimiter)
    q = re.escape(quote)
    inside = rb"[^%s]*(?:%s%s[^%s]*)*" % (q, q, q, q)
    return re.compile(rb"%s(%s)(%s?)([^%s\r\n]*)|([^%s\r\n]*)" % (q, inside, q, d, d))
