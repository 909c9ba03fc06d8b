"""Which records of a chunk of CSV a fast parser must not see.

Arrow's parser is fast but forgiving: a quote in the wrong place passes silently, and where it cuts
the text into blocks of its own a line break in quotes ends a row. `scan` proves, with a few passes
of numpy, that every line of a chunk is a record of its own with its quotes in the right places,
and cuts every other record out exactly (`records`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import indices, union
from .dialect import Dialect
from .lines import NEWLINE, RETURN, line_starts, offsets_of
from .records import Record, read_record

if TYPE_CHECKING:
    import numpy.typing as npt

    Offsets = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

FEW = 8  # one in so many bytes


@dataclass
class Chunk:
    """Whole records of a file: data[begin:end]. irregular: those that stand apart, in order; every
    other line is a record of its own."""

    data: bytes
    begin: int
    end: int
    dialect: Dialect
    irregular: list[Record] = field(default_factory=list)

    @cached_property
    def starts(self) -> Offsets:
        """Offsets of the physical lines of data[begin:end]."""
        return line_starts(self.data, self.begin, self.end)

    @cached_property
    def codes(self) -> npt.NDArray[np.uint8]:
        """The bytes of data[:end]."""
        return np.frombuffer(self.data, np.uint8, self.end)

    @property
    def height(self) -> int:
        """How many line ends data[begin:end] has."""
        open_ended = self.end > self.begin and self.data[self.end - 1] not in (NEWLINE, RETURN)
        return len(self.starts) - open_ended

    def line_of(self, offset: int) -> int:
        """Number of the physical line that an offset is on, 0 for the first of the chunk."""
        return int(np.searchsorted(self.starts, offset, side="right")) - 1

    def regular(self) -> bytes | memoryview:
        """The data without the irregular records."""
        if not self.irregular:
            return memoryview(self.data)[self.begin : self.end]
        parts, at = [], self.begin
        for record in self.irregular:
            parts.append(self.data[at : record.start])
            if parts[-1].endswith(b"\r"):
                parts.append(b"\n")  # lest a \n that now follows be taken for its other half
            at = record.end
        parts.append(self.data[at : self.end])
        return b"".join(parts)

    def regular_lines(self) -> Offsets:
        """Numbers of the lines that `regular` holds."""
        keep = np.ones(len(self.starts), dtype=bool)
        for record in self.irregular:
            keep[self.line_of(record.start) : self.line_of(record.end - 1) + 1] = False
        return np.flatnonzero(keep)

    def take_out(self, lines: Iterable[int]) -> None:
        """Makes regular lines irregular that the parser must not see after all."""
        for line in lines:
            start = int(self.starts[line])
            self.irregular.append(read_record(self.data, start, self.dialect, self.end))
        self.irregular.sort(key=lambda record: record.start)

    def blank_lines(self) -> list[int]:
        """Numbers of the regular lines that hold nothing but their line break."""
        regular = self.regular_lines()
        first = self.codes[self.starts[regular]]
        return [int(line) for line in regular[(first == NEWLINE) | (first == RETURN)]]

    @cached_property
    def extent(self) -> tuple[int, int]:
        """The least and the greatest byte of data[begin:end], 0 if there is none."""
        size, buffers = self.end - self.begin, [None, pa.py_buffer(self.data)]
        ends = pc.min_max(pa.Array.from_buffers(pa.uint8(), size, buffers, 0, self.begin))
        return ends["min"].as_py() or 0, ends["max"].as_py() or 0

    @property
    def is_ascii(self) -> bool:
        """Whether data[begin:end] holds nothing but ASCII, and so is UTF-8."""
        return self.extent[1] < 128

    def undecodable_lines(self) -> list[int]:
        """Numbers of the regular lines that are not UTF-8."""
        view, at, lines = memoryview(self.data), self.begin, set()
        while at < self.end:
            try:
                codecs.utf_8_decode(view[at : self.end], "strict", True)
                break
            except UnicodeDecodeError as error:
                line = self.line_of(at + error.start)
                lines.add(line)
                at = int(self.starts[line + 1]) if line + 1 < len(self.starts) else self.end
        return sorted(lines & set(self.regular_lines().tolist())) if lines else []


def scan(data: bytes, begin: int, dialect: Dialect, final: bool) -> Chunk | None:
    """The whole records of data[begin:]; None if there is none and more is needed.

    final: the data is the end of the file. What follows `Chunk.end` belongs to the next chunk.
    """
    if dialect.exact_only:
        return _all_cut(data, begin, dialect, final)
    end = len(data) if final else _last_break(data, begin)
    if end == begin and not final:
        return None
    chunk = Chunk(data, begin, end, dialect)
    suspects = _odd_lines(chunk)
    return _cut_out(chunk, suspects, final) if len(suspects) else chunk


def without_long(chunk: Chunk, most: int) -> Chunk | None:
    """The records before the first one of more than `most` bytes; None if it is the first. One
    whose quote is never closed reaches to the end of the data."""
    lines = chunk.regular_lines()
    begins = chunk.starts[lines]
    long = begins[np.append(chunk.starts[1:], chunk.end)[lines] - begins > most].tolist()
    for record in chunk.irregular:
        end = record.end if record.unclosed is None else len(chunk.data)
        long += [record.start] if end - record.start > most else []
    if not long:
        return chunk
    end, records = min(long), chunk.irregular
    before = [record for record in records if record.start < end]
    return Chunk(chunk.data, chunk.begin, end, chunk.dialect, before) if end > chunk.begin else None


def _all_cut(data: bytes, begin: int, dialect: Dialect, final: bool) -> Chunk | None:
    """The whole records of data[begin:], every one of them cut exactly."""
    records, at, end = [], begin, len(data)
    if (
        final and dialect.terminator.rstrip(b"\r\n") == dialect.terminator != b""
    ):  # an editor's line break at the end of the file is no row
        end = max(len(data.rstrip(b"\r\n")), begin)
    while at < end:
        record = read_record(data, at, dialect, end)
        if not final and not record.is_complete(end):
            break
        records.append(record)
        at = record.end
    if final:
        at = len(data)
        if not records:
            return Chunk(data, at, at, dialect)
        records[-1].end = at
    return Chunk(data, begin, at, dialect, records) if records else None


def _odd_lines(chunk: Chunk) -> Offsets:
    """Lines on which a record may begin that the fast parser must not see, or a comment."""
    data, dialect = chunk.data, chunk.dialect
    lines = []
    if dialect.quote and data.find(dialect.quote, chunk.begin, chunk.end) >= 0:
        if not _is_regular(chunk):
            lines.append(_suspect_lines(chunk))
        if dialect.skip_space:  # spaces in quotes are part of the cell
            lines.append(_lines_with(chunk, dialect.quote + b" "))
    if dialect.escape:
        lines.append(_lines_with(chunk, dialect.escape))
    if comment := dialect.comment:
        starts = np.flatnonzero(chunk.codes[chunk.starts] == comment[0])
        at = chunk.starts[starts].tolist()
        lines.append(starts[[data.startswith(comment, start) for start in at]])
    return union(np.concatenate(lines)) if lines else np.empty(0, np.int64)


def _lines_with(chunk: Chunk, mark: bytes) -> Offsets:
    """Lines that hold a mark of one or two bytes."""
    codes = chunk.codes[chunk.begin :]
    there = codes[: len(codes) - len(mark) + 1] == mark[0]
    for place, code in enumerate(mark[1:], 1):
        there &= codes[place : place + len(there)] == code
    offsets = np.flatnonzero(there) + chunk.begin
    return np.searchsorted(chunk.starts, offsets, side="right") - 1


def _cut_out(chunk: Chunk, suspects: Offsets, final: bool) -> Chunk | None:
    """The chunk with every record that is not plain cut out exactly, up to one that is complete.

    suspects: the lines on which such records may begin.
    """
    data, begin, irregular = chunk.data, chunk.begin, chunk.irregular
    for line in suspects.tolist():
        start = int(chunk.starts[line])
        if irregular and start < irregular[-1].end:
            continue
        record = read_record(data, start, chunk.dialect)
        if not final and not record.is_complete(len(data)):
            return Chunk(data, begin, start, chunk.dialect, irregular) if start > begin else None
        irregular.append(record)
        if record.end > chunk.end:
            return Chunk(data, begin, record.end, chunk.dialect, irregular)
    return chunk


def _last_break(data: bytes, begin: int) -> int:
    """Offset after the last line break that is certainly complete, begin if there is none."""
    end = data.rfind(b"\n", begin) + 1
    return end or data.rfind(b"\r", begin, max(len(data) - 1, begin)) + 1 or begin


def _is_regular(chunk: Chunk) -> bool:
    """Whether all quotes open before and close after a cell, in turn, and none holds a line end.

    Says what `_suspect_lines` says, in half the time, of a chunk that has no such line.
    """
    quotes = _quotes(chunk)
    opens, closes = quotes[::2], quotes[1::2]
    if len(quotes) % 2 or _has_break(chunk, quotes):
        return False
    doubled = (opens[1:] == closes[:-1] + 1) & chunk.dialect.doubled
    starts_cell = _ends_before(chunk, opens)
    starts_cell[1:] |= doubled
    ends_cell = _ends_after(chunk, closes)
    ends_cell[:-1] |= doubled
    return bool(starts_cell.all() and ends_cell.all())


def _has_break(chunk: Chunk, quotes: Offsets) -> bool:
    """Whether a line ends between an opening quote and the one that closes it."""
    opens, closes = quotes[::2], quotes[1::2]
    if (closes - opens).sum() > (chunk.end - chunk.begin) // FEW:
        # then looking for all line ends is faster
        return bool(
            (np.searchsorted(opens, chunk.starts) > np.searchsorted(closes, chunk.starts)).any()
        )
    buffers = [None, pa.py_buffer(np.append(quotes, chunk.end)), pa.py_buffer(chunk.data)]
    between = pa.Array.from_buffers(pa.large_binary(), len(quotes), buffers)
    inside = between.take(indices(np.arange(0, len(between), 2))).buffers()[2].to_pybytes()
    return b"\n" in inside or b"\r" in inside


def _suspect_lines(chunk: Chunk) -> Offsets:
    """Lines on which the quotes do not open before and close after a cell, in turn.

    A record over several lines starts with such a line, for its quotes are not even.
    """
    quotes = _quotes(chunk)
    lines = np.searchsorted(chunk.starts, quotes, side="right") - 1
    first = np.searchsorted(lines, lines, side="left")
    opens = (np.arange(len(quotes)) - first) % 2 == 0
    doubled = (np.diff(quotes) == 1) & chunk.dialect.doubled
    starts_cell = _ends_before(chunk, quotes)
    starts_cell[1:] |= doubled
    ends_cell = _ends_after(chunk, quotes)
    ends_cell[:-1] |= doubled
    wrong = np.where(opens, ~starts_cell, ~ends_cell)
    last = np.append(np.diff(lines) != 0, True)
    return union(lines[wrong | (last & opens)])


def _quotes(chunk: Chunk) -> Offsets:
    """Offsets of all quotes."""
    return offsets_of(chunk.dialect.quote[0], chunk.codes[chunk.begin :], chunk.begin)


def _ends_before(chunk: Chunk, offsets: Offsets) -> Mask:
    """Whether a cell or a line ends right before each of some offsets."""
    ends: Mask = _is_end(chunk, chunk.codes[offsets - 1]) | (offsets == chunk.begin)
    return ends


def _ends_after(chunk: Chunk, offsets: Offsets) -> Mask:
    """Whether a cell or a line ends right after each of some offsets."""
    last = chunk.end - 1
    after = chunk.codes[np.minimum(offsets + 1, last)]
    ends: Mask = _is_end(chunk, after) | (offsets == last)
    return ends


def _is_end(chunk: Chunk, codes: npt.NDArray[np.uint8]) -> Mask:
    ends: Mask = (codes == chunk.dialect.delimiter[0]) | (codes == NEWLINE) | (codes == RETURN)
    return ends
