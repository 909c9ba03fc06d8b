"""Which records of a piece of CSV a fast parser must not see.

Arrow's parser is fast but forgiving: a quote in the wrong place passes silently. `scan` proves,
with a few passes of numpy, that every line of a piece is a record of its own with its quotes in
the right places, and cuts every other record out exactly (`records`).
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..arrow import union
from .records import Record, read_record

NEWLINE, RETURN = 10, 13
PROBES = 8  # bytes of a line that are compared at once before the whole line is


@dataclass
class Piece:
    """Whole records of a file: data[begin:end]; odd are those that stand apart, in order.

    proved: False if the parser must still confirm `count` rows, see `_well_quoted`.
    """

    data: bytes
    begin: int
    end: int
    odd: list[Record] = field(default_factory=list)
    proved: bool = True

    @property
    def count(self) -> int:
        """Number of lines of data[begin:end] if \\n ends them all."""
        codes = np.frombuffer(self.data, np.uint8, self.end - self.begin, self.begin)
        return int(np.count_nonzero(codes == NEWLINE)) + int(codes[-1] != NEWLINE)

    @cached_property
    def starts(self) -> np.ndarray:
        """Offsets of the physical lines of data[begin:end]; \\n, \\r\\n and \\r end a line."""
        return line_starts(self.data, self.begin, self.end)

    def line_of(self, offset: int) -> int:
        """Number of the physical line that an offset is on, 0 for the first of the piece."""
        return int(np.searchsorted(self.starts, offset, side="right")) - 1

    def clean(self) -> bytes | memoryview:
        """The data without the odd records."""
        if not self.odd:
            return memoryview(self.data)[self.begin : self.end]
        parts, at = [], self.begin
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
            keep[self.line_of(record.start) : self.line_of(record.end - 1) + 1] = False
        return np.flatnonzero(keep)

    def take_out(self, lines: list[int], delimiter: bytes, quote: bytes) -> None:
        """Makes whole lines odd that turned out not to be plain."""
        for line in lines:
            start = int(self.starts[line])
            found = read_record(self.data, start, delimiter, quote, True, self.end)
            self.odd.append(found)
        self.odd.sort(key=lambda record: record.start)

    def lines_equal_to(self, texts: set[bytes]) -> list[int]:
        """Numbers of the plain lines whose text is one of the texts."""
        codes = np.frombuffer(self.data, dtype=np.uint8)
        plain = self.plain_lines()
        starts = self.starts[plain]
        room = np.append(self.starts[1:], self.end)[plain] - starts  # with the line break
        found: list[int] = []
        for text in texts:
            near = np.flatnonzero((room >= len(text)) & (room <= len(text) + 2))
            for place in np.linspace(0, len(text) - 1, PROBES, dtype=int) if text else ():
                near = near[codes[starts[near] + place] == text[place]]
            for line in near.tolist():
                start = int(starts[line])
                whole = self.data[start : start + int(room[line])].rstrip(b"\r\n")
                if whole == text:
                    found.append(int(plain[line]))
        return sorted(found)

    def blank_lines(self) -> list[int]:
        """Numbers of the plain lines that hold nothing but their line break."""
        codes = np.frombuffer(self.data, dtype=np.uint8)
        plain = self.plain_lines()
        first = codes[self.starts[plain]]
        return plain[(first == NEWLINE) | (first == RETURN)].tolist()

    @property
    def is_ascii(self) -> bool:
        """Whether data[begin:end] holds nothing but ASCII, and so is UTF-8."""
        codes = np.frombuffer(self.data, np.uint8, self.end - self.begin, self.begin)
        return not len(codes) or int(codes.max()) < 128

    def undecodable_lines(self) -> list[int]:
        """Numbers of the plain lines that are not UTF-8."""
        view, at, found = memoryview(self.data), self.begin, []
        while at < self.end:
            try:
                codecs.utf_8_decode(view[at : self.end], "strict", True)
                break
            except UnicodeDecodeError as error:
                line = self.line_of(at + error.start)
                found.append(line)
                at = int(self.starts[line + 1]) if line + 1 < len(self.starts) else self.end
        return sorted(set(found) & set(self.plain_lines().tolist())) if found else []


def scan(
    data: bytes, begin: int, limit: int, delimiter: bytes, quote: bytes, final: bool
) -> Piece | None:
    """The whole records of data[begin:limit]; None if there is none and more is needed.

    final: the data ends there. What follows `Piece.end` belongs to the next piece.
    """
    end = limit if final else _last_break(data, begin, limit)
    if end == begin:
        return Piece(data, begin, end) if final else None
    piece = Piece(data, begin, end)
    if data.find(quote, begin, end) < 0:
        return piece
    if data.find(b"\r", begin, end) < 0 and _well_quoted(piece, delimiter, quote):
        piece.proved = False
        return piece
    return rescan(piece, limit, delimiter, quote, final)


def rescan(piece: Piece, limit: int, delimiter: bytes, quote: bytes, final: bool) -> Piece | None:
    """The same without short cuts: every record that is not plain is cut out exactly."""
    data, begin, end = piece.data, piece.begin, piece.end
    piece = Piece(data, begin, end)
    for line in _suspect_lines(piece, delimiter[0], quote[0]):
        start = int(piece.starts[line])
        if piece.odd and start < piece.odd[-1].end:
            continue
        record = read_record(data, start, delimiter, quote, final, limit)
        if record is None:
            kept = [r for r in piece.odd if r.end <= start]
            return Piece(data, begin, start, kept) if start > begin else None
        piece.odd.append(record)
        if record.end > end:
            return Piece(data, begin, record.end, piece.odd)
    return piece


def line_starts(data: bytes, begin: int, end: int) -> np.ndarray:
    """Offsets of the physical lines of data[begin:end]."""
    codes = np.frombuffer(data, dtype=np.uint8, count=end - begin, offset=begin)
    breaks = np.flatnonzero(codes == NEWLINE)
    if data.find(b"\r", begin, end) >= 0:
        returns = np.flatnonzero(codes == RETURN)
        followed = codes[np.minimum(returns + 1, len(codes) - 1)] == NEWLINE
        if not followed.all():
            breaks = union(breaks, returns[~followed])
    starts = np.empty(len(breaks) + 1, dtype=np.int64)
    starts[0] = begin
    np.add(breaks, begin + 1, out=starts[1:])
    return starts[:-1] if starts[-1] >= end else starts


def _last_break(data: bytes, begin: int, limit: int) -> int:
    """Offset after the last line break that is certainly complete, begin if there is none."""
    end = data.rfind(b"\n", begin, limit) + 1
    return end or data.rfind(b"\r", begin, max(limit - 1, begin)) + 1 or begin


def _well_quoted(piece: Piece, delimiter: bytes, quote: bytes) -> bool:
    """Whether all quotes open before and close after a cell, in turn.

    It remains to be shown that no quoted cell holds a line break: then the parser must find as
    many rows as there are lines.
    """
    codes = np.frombuffer(piece.data, np.uint8, piece.end - piece.begin, piece.begin)
    places = np.flatnonzero(codes == quote[0])
    if len(places) % 2:
        return False
    opens, closes = places[::2], places[1::2]
    beside = np.zeros(len(opens) + 1, dtype=bool)
    beside[1:-1] = opens[1:] == closes[:-1] + 1
    before = codes[opens - 1]
    before[opens == 0] = NEWLINE
    after = codes[np.minimum(closes + 1, len(codes) - 1)]
    after[closes == len(codes) - 1] = NEWLINE
    starts_cell = (before == delimiter[0]) | (before == NEWLINE) | beside[:-1]
    ends_cell = (after == delimiter[0]) | (after == NEWLINE) | beside[1:]
    return bool(starts_cell.all() and ends_cell.all())


def _suspect_lines(piece: Piece, delimiter: int, quote: int) -> np.ndarray:
    """Lines on which the quotes do not open before and close after a cell, in turn.

    A record over several lines starts with such a line, for its quotes are not even.
    """
    codes = np.frombuffer(piece.data, dtype=np.uint8, count=piece.end)
    places = np.flatnonzero(codes[piece.begin :] == quote) + piece.begin
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
    return union(lines[wrong | (last & opens)])
