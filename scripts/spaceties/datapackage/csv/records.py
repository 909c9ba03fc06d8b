"""Records of CSV text, cut exactly: for the header and for every record that is not plain.

Cells come out as Python's csv module (and so frictionless) reads them; besides, each record says
what is wrong with its quotes. Works on bytes, so that a byte outside the encoding spoils one cell
and not the file. Source of the grammar: RFC 4180.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

BOM = b"\xef\xbb\xbf"


@dataclass
class Record:
    """One record. start and end are offsets into the data, end after its line break.

    cells: the text of each cell, undecodable bytes as \\xNN. stray, undecodable: places of cells
    with a quote in the wrong place, with bytes that are not UTF-8. unclosed: place of the cell
    whose quote is never closed; that cell then ends with its line.
    """

    start: int
    end: int
    cells: list[str] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    undecodable: list[int] = field(default_factory=list)
    unclosed: int | None = None


def read_record(
    data: bytes, start: int, delimiter: bytes, quote: bytes, final: bool, end: int | None = None
) -> Record | None:
    """The record that starts at an offset; None if the data ends before the record does.

    final: whether the data (to the offset end) is the end of the file, where a record needs no
    line break.
    """
    end = len(data) if end is None else end
    pattern = _cell_pattern(delimiter, quote)
    record = Record(start, start)
    at = start
    while True:
        found = pattern.match(data, at, end)
        at = found.end()
        inner, closed, tail, plain = found.groups()
        if plain is not None:
            raw = plain
            if quote in raw:
                record.stray.append(len(record.cells))
        else:
            if not closed:
                return _unclosed(data, record, found.start(), inner, quote) if final else None
            raw = inner.replace(quote * 2, quote) + tail
            if tail:
                record.stray.append(len(record.cells))
        _append(record, raw)
        if at < end and data[at : at + 1] == delimiter:
            at += 1
            continue
        at = _after_break(data, at, end)
        if at == end and not final and data[at - 1 : at] != b"\n":
            return None
        record.end = at
        if data[start : start + 1] in (b"\r", b"\n"):
            record.cells = []  # a blank line has no cells
        return record


def _unclosed(data: bytes, record: Record, cell: int, inner: bytes, quote: bytes) -> Record:
    """The record ended with the line of its unclosed quote, so that later rows are still judged."""
    broken = re.search(rb"\r\n?|\n", inner)
    record.unclosed = len(record.cells)
    _append(record, inner[: broken.start()] if broken else inner)
    record.end = cell + len(quote) + (broken.end() if broken else len(inner))
    return record


def _append(record: Record, raw: bytes) -> None:
    try:
        record.cells.append(raw.decode("utf-8"))
    except UnicodeDecodeError:
        record.undecodable.append(len(record.cells))
        record.cells.append(raw.decode("utf-8", "backslashreplace"))


def _after_break(data: bytes, at: int, end: int) -> int:
    if data[at : at + 2] == b"\r\n":
        return min(at + 2, end)
    return min(at + 1, end)


@lru_cache
def _cell_pattern(delimiter: bytes, quote: bytes) -> re.Pattern[bytes]:
    """A cell at a place: (inside of quotes, closing quote, rest after it) or (plain text)."""
    d = re.escape(delimiter)
    q = re.escape(quote)
    inside = rb"[^%s]*(?:%s%s[^%s]*)*" % (q, q, q, q)
    return re.compile(rb"%s(%s)(%s?)([^%s\r\n]*)|([^%s\r\n]*)" % (q, inside, q, d, d))
