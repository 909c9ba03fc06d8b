"""Which records of a piece of CSV a fast parser must not see.

Arrow's parser is fast but forgiving: a quote in the wrong place passes silently. `scan` proves,
with a few passes of numpy, that every line of a piece is a record of its own with its quotes in
the right places, and cuts every other record out exactly (`records`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .records import Record, read_record

NEWLINE, RETURN = 10, 13


@dataclass
class Piece:
    """Whole records of a file: data[:end]; odd are those that stand apart, in order."""

    data: bytes
    end: int
    odd: list[Record] = field(default_factory=list)

    @cached_property
    def starts(self) -> np.ndarray:
        """Offsets of the physical lines of data[:end]; \\n, \\r\\n and \\r end a line."""
        return line_starts(self.data, self.end)

    def line_of(self, offset: int) -> int:
        """Number of the physical line that an offset is on, 0 for the first of the piece."""
        return int(np.searchsorted(self.starts, offset, side="right")) - 1

    def clean(self) -> bytes | memoryview:
        """The data without the odd records."""
        if not self.odd:
            return memoryview(self.data)[: self.end]
        parts, at = [], 0
        for record in self.odd:
            parts.append(self.data[at : record.start])
            if parts[-1].endswith(b"\r"):
                parts.append(b"\n")  # lest a \n that now follows be taken for its other half
            at = record.end
        parts.append(self.data[at : self.end])
        return b"".join(parts)

    def plain_lines(self) -> np.ndarray:
        """Numbers of the lines that `clean` holds."""
        keep = np.ones(len(self.starts), dtype=bool)
        for record in self.odd:
            keep[self.line_of(record.start) : self.line_of(max(record.end - 1, 0)) + 1] = False
        return np.flatnonzero(keep)

    def take_out(self, lines: list[int], delimiter: bytes, quote: bytes) -> None:
        """Makes whole lines odd that turned out not to be plain."""
        starts = self.starts
        data = self.data[: self.end]
        for line in lines:
            found = read_record(data, int(starts[line]), delimiter, quote, True)
            if found is not None:
                self.odd.append(found)
        self.odd.sort(key=lambda record: record.start)


def scan(data: bytes, delimiter: bytes, quote: bytes, final: bool) -> Piece | None:
    """The whole records of data; None if there is none yet and more data must be added.

    final: the data ends the file. What follows `Piece.end` belongs to the next piece.
    """
    end = len(data) if final else _last_break(data)
    if end == 0:
        return Piece(data, 0) if final else None
    if not quote or data.find(quote, 0, end) < 0:
        return Piece(data, end)
    piece = Piece(data, end)
    for line in _suspect_lines(piece, delimiter[0], quote[0]):
        start = int(piece.starts[line])
        if piece.odd and start < piece.odd[-1].end:
            continue
        record = read_record(data, start, delimiter, quote, final)
        if record is None:
            kept = [r for r in piece.odd if r.end <= start]
            return Piece(data, start, kept) if start else None
        piece.odd.append(record)
        if record.end > end:
            return Piece(data, record.end, piece.odd)
    return piece


def line_starts(data: bytes, end: int) -> np.ndarray:
    """Offsets of the physical lines of data[:end]."""
    codes = np.frombuffer(data, dtype=np.uint8, count=end)
    breaks = np.flatnonzero(codes == NEWLINE)
    if data.find(b"\r", 0, end) >= 0:
        returns = np.flatnonzero(codes == RETURN)
        followed = codes[np.minimum(returns + 1, end - 1)] == NEWLINE
        if not followed.all():
            breaks = np.union1d(breaks, returns[~followed])
    starts = np.empty(len(breaks) + 1, dtype=np.int64)
    starts[0] = 0
    starts[1:] = breaks + 1
    return starts[:-1] if starts[-1] >= end else starts


def undecodable_lines(data: bytes | memoryview) -> list[int]:
    """Numbers of the lines that are not UTF-8."""
    return [n for n, line in enumerate(bytes(data).splitlines()) if not _is_utf8(line)]


def lines_equal_to(data: bytes | memoryview, texts: set[bytes]) -> list[int]:
    """Numbers of the lines whose text is one of the texts."""
    return [n for n, line in enumerate(bytes(data).splitlines()) if line in texts]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _last_break(data: bytes) -> int:
    """Offset after the last line break that is certainly complete."""
    end = data.rfind(b"\n") + 1
    return end or data.rfind(b"\r", 0, max(len(data) - 1, 0)) + 1


def _suspect_lines(piece: Piece, delimiter: int, quote: int) -> np.ndarray:
    """Lines on which the quotes do not open before and close after a cell, in turn.

    A record over several lines starts with such a line, for its quotes are not even.
    """
    codes = np.frombuffer(piece.data, dtype=np.uint8, count=piece.end)
    places = np.flatnonzero(codes == quote)
    starts = piece.starts
    lines = np.searchsorted(starts, places, side="right") - 1
    first = np.searchsorted(lines, lines, side="left")
    opens = (np.arange(len(places)) - first) % 2 == 0
    beside = np.zeros(len(places) + 1, dtype=bool)  # beside[n]: quote n follows quote n-1 directly
    beside[1:-1] = (np.diff(places) == 1) & (np.diff(lines) == 0)
    before = codes[places - 1]
    after = codes[np.minimum(places + 1, piece.end - 1)]
    after[places == piece.end - 1] = NEWLINE
    starts_cell = (places == starts[lines]) | (before == delimiter) | beside[:-1]
    ends_cell = (after == delimiter) | (after == NEWLINE) | (after == RETURN) | beside[1:]
    wrong = np.where(opens, ~starts_cell, ~ends_cell)
    last = np.append(np.diff(lines) != 0, True)
    return np.unique(lines[wrong | (last & opens)])
