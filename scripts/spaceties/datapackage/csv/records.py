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
    whose quote is never closed; that cell then ends with its line. comment: whether it is none of
    the table's rows.
    """

    start: int
    end: int
    cells: list[str] = field(default_factory=list)
    stray: list[int] = field(default_factory=list)
    undecodable: list[int] = field(default_factory=list)
    unclosed: int | None = None
    comment: bool = False

    def is_complete(self, end: int) -> bool:
        """Whether the record stays as it is, whatever comes after the offset at which its data
        ends: a quote may be closed there, and a \\r, or a quote at the end, be half of a pair."""
        return self.unclosed is None and self.end < end


def read_record(data: bytes, start: int, dialect: Dialect, end: int | None = None) -> Record:
    """The record that starts at an offset of data[:end]; the last one needs no line break."""
    end = len(data) if end is None else end
    breaks, cut = _patterns(
        dialect.delimiter,
        dialect.quote,
        dialect.doubled,
        dialect.escape,
        dialect.skip_space,
        dialect.terminator,
    )
    record = Record(start, start)
    if dialect.rows.comment_char and data.startswith(dialect.comment, start, end):
        line_end = breaks.search(data, start, end)
        return Record(start, line_end.end() if line_end else end, comment=True)
    at = start
    while cell := cut.match(data, at, end):
        at = cell.end()
        inner, closed, tail, plain = cell.groups()
        if plain is None and not closed:
            return _unclosed(record, cell.start(1), inner, breaks)
        if plain is None:
            stray, raw = bool(tail), _bare(inner, dialect, True) + _bare(tail, dialect)
        else:
            stray, raw = _is_stray(plain, dialect), _bare(plain, dialect)
        if stray:
            record.stray.append(len(record.cells))
        _append(record, raw)
        if at == end or not data.startswith(dialect.delimiter, at):
            break
        at += len(dialect.delimiter)
    line_end = breaks.match(data, at, end)
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


def is_conflict_mark(text: str) -> bool:
    """Whether the first cell of a line begins as the lines that git leaves of a merge."""
    return re.fullmatch(r"(?:<{7}|={7}|>{7}|\|{7})(?: .*)?", text.strip()) is not None


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


def _unclosed(record: Record, begin: int, inner: bytes, breaks: re.Pattern[bytes]) -> Record:
    """The record ended with the line of its unclosed quote: later rows are still validated.

    begin: offset of what stands after the quote, inner.
    """
    line_end = breaks.search(inner)
    record.unclosed = len(record.cells)
    _append(record, inner[: line_end.start()] if line_end else inner)
    record.end = begin + (line_end.end() if line_end else len(inner))
    return record


def _bare(raw: bytes, dialect: Dialect, quoted: bool = False) -> bytes:
    """What a cell says, without the escapes and the doubled quotes in it."""
    quote, escape = dialect.quote, dialect.escape
    doubled = quoted and dialect.doubled
    if not escape or escape not in raw:
        return raw.replace(quote * 2, quote) if doubled else raw
    pairs = re.escape(escape) + b"(.?)" + (b"|" + re.escape(quote * 2) if doubled else b"")
    return re.sub(pairs, lambda m: quote if m[1] is None else m[1], raw, flags=re.DOTALL)


def _is_stray(plain: bytes, dialect: Dialect) -> bool:
    """Whether an unquoted cell holds a quote that is not escaped."""
    quote, escape = dialect.quote, dialect.escape
    if not quote or quote not in plain:
        return False
    return not escape or quote in re.sub(re.escape(escape) + b".?", b"", plain, flags=re.DOTALL)


def _append(record: Record, raw: bytes) -> None:
    try:
        record.cells.append(raw.decode("utf-8"))
    except UnicodeDecodeError:
        record.undecodable.append(len(record.cells))
        record.cells.append(raw.decode("utf-8", "backslashreplace"))


@lru_cache
def _patterns(
    delimiter: bytes, quote: bytes, doubled: bool, escape: bytes, skip_space: bool, end: bytes
) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What ends a row, and a cell at an offset: (inside of quotes, closing quote, rest after it)
    or (plain text)."""
    escapes = [escape] if escape else []
    pairs = [re.escape(escape) + b".?"] if escape else []
    plain = _run([delimiter, *([end] if end else [b"\r", b"\n"]), *escapes], pairs)
    if quote:
        twice = [re.escape(quote * 2)] if doubled else []
        inside, q = _run([quote, *escapes], twice + pairs), re.escape(quote)
        cell = b"(?:%s(%s)((?:%s)?)(%s)|(%s))" % (q, inside, q, plain, plain)
    else:
        cell = b"(?:(?!)()()()|(%s))" % plain
    spaces = b" *" if skip_space else b""
    return re.compile(re.escape(end)) if end else BREAK, re.compile(spaces + cell, re.DOTALL)


def _run(stops: list[bytes], but: list[bytes]) -> bytes:
    """A pattern of text up to the first of some marks, save where one of `but` matches."""
    firsts = b"[^%s]*" % b"".join(re.escape(stop[:1]) for stop in stops)
    more = [*but]
    if any(len(stop) > 1 for stop in stops):
        more.append(b"(?!%s)." % b"|".join(map(re.escape, stops)))
    return b"%s(?:(?:%s)%s)*" % (firsts, b"|".join(more), firsts) if more else firsts
