"""How a CSV file differs from its canonical form, in words: by row, key and kind of difference.

The canonical form (see `canonical`) never changes a cell, so there are only so many kinds: marks,
line ends, the order of columns and rows, and quotes.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Resource
from ..report import Problem
from ..report.codes import Code
from . import writer

MARK = "\ufeff"


@dataclass(frozen=True)
class Record:
    """A row as it stands in the file: physical line of its first character, raw text, line end
    ("" if there is none), cells by column name."""

    line: int
    text: str
    end: str
    cells: dict[str, str]


def differences(raw: bytes, resource: Resource, file: str) -> list[Problem]:
    """What is not canonical in a file, [] if its bytes are those of the canonical form.

    raw: the bytes of a file that `canonical.read_table` can read; file: its name in problems.
    Every problem has the code F380 and says in its hint what the canonical form has.
    """
    text = raw.decode("utf-8")
    found: list[Problem] = []

    def key_of(record: Record) -> str:
        return ",".join(record.cells[name] for name in resource.primary_key)

    def tell(message: str, hint: str, line: int = 1, record: Record | None = None) -> None:
        found.append(
            Problem(
                code=Code.NOT_CANONICAL,
                table=resource.name,
                file=file,
                line=line,
                key=key_of(record) if record else None,
                value=record.text if record else None,
                message=message,
                hint=hint,
            )
        )

    head, records = _parse(text.removeprefix(MARK))
    header = list(head.cells)
    ordered = header == resource.field_names
    if text.startswith(MARK):
        tell("the file begins with a byte order mark", "no mark")
    for end, name in (("\r\n", "CRLF"), ("\r", "CR")):
        lines = [record.line for record in (head, *records) if record.end == end]
        if lines:
            tell(f"{name} line ends", "LF", lines[0])
    last = records[-1] if records else head
    if not last.end:
        tell("the last line has no line end", "a line end after every line", last.line)
    if not ordered:
        tell(
            f"the columns are in another order: {', '.join(header)}",
            ", ".join(resource.field_names),
        )
    elif head.text != ",".join(header):
        tell("the header is quoted in another way", ",".join(header))
    for record in records if ordered else ():
        alone = _line(record, resource)
        if record.text != alone:
            tell("the row is quoted in another way", alone, record.line, record)
    for record, before in _moved(records, resource):
        hint = f"after line {before.line} [{key_of(before)}]" if before else "before all others"
        tell("the row is out of order", hint, record.line, record)
    return sorted(found, key=lambda problem: problem.line)


def _parse(text: str) -> tuple[Record, list[Record]]:
    """The header (its cells are the names) and the rows of CSV text, as they stand in the file."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines, strict=True)
    records: list[Record] = []
    begin = 0
    for cells in reader:
        raw = "".join(lines[begin : reader.line_num])
        bare = raw.removesuffix("\n").removesuffix("\r")
        names = records[0].cells if records else cells
        row = dict(zip(names, cells, strict=True))
        records.append(Record(begin + 1, bare, raw[len(bare) :], row))
        begin = reader.line_num
    return records[0], records[1:]


def _line(record: Record, resource: Resource) -> str:
    """The canonical text of a row, without its line end."""
    _header, _, line = writer.format_rows([record.cells], resource).partition("\n")
    return line.removesuffix("\n")


def _moved(records: Sequence[Record], resource: Resource) -> Iterator[tuple[Record, Record | None]]:
    """The fewest rows that must move for all to be sorted, each with the row that it belongs
    behind (None: it belongs first)."""
    place = {id(record.cells): at for at, record in enumerate(records)}
    order = [place[id(row)] for row in writer.sorted_rows([r.cells for r in records], resource)]
    rank = {at: position for position, at in enumerate(order)}
    stays = _longest_rising([rank[at] for at in range(len(records))])
    for at, record in enumerate(records):
        if rank[at] not in stays:
            yield record, records[order[rank[at] - 1]] if rank[at] else None


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """A longest rising subsequence of distinct numbers (patience sorting)."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        below[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    kept: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        kept.add(last)
        last = below[last]
    return kept
