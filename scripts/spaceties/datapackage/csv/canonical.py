"""How a CSV file differs from its canonical form, in words: by row, key and kind of difference.

The canonical form (see `writer`) never changes a cell, so there are only so many kinds: marks,
line ends, the order of columns and rows, and quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Resource
from ..report import Problem
from ..report.codes import Code
from ..sequences import longest_increasing_subsequence
from .dialect import Dialect, written_dialect
from .header import labels_of
from .records import BOM, read_records
from .writer import csv_line, sort_key


@dataclass(frozen=True)
class Line:
    """A record as it stands in the file. number: physical line of its first character; text:
    without its line end; end: that ("" if there is none); cells: by column name."""

    number: int
    text: str
    end: str
    cells: dict[str, str]


def differences(raw: bytes, resource: Resource, file: str) -> list[Problem]:
    """What is not canonical in a file, [] if its bytes are those of the canonical form.

    raw: the bytes of a file whose rows `text.read_rows` can read; file: its name in problems.
    Every problem has the code F380 and says in its hint what the canonical form has.
    """
    problems: list[Problem] = []

    def key_of(row: Line) -> str:
        return ",".join(row.cells[name] for name in resource.primary_key)

    def tell(message: str, hint: str, line: int = 1, row: Line | None = None) -> None:
        problems.append(
            Problem(
                code=Code.NOT_CANONICAL,
                table=resource.name,
                file=file,
                line=line,
                key=key_of(row) if row else None,
                value=row.text if row else None,
                message=message,
                hint=hint,
            )
        )

    dialect, names = written_dialect(resource), resource.field_names
    header, rows = _lines(raw.removeprefix(BOM), dialect, names)
    labels = list(header.cells) if header else names
    if raw.startswith(BOM):
        tell("the file begins with a byte order mark", "no mark")
    lines = [header, *rows] if header else rows
    for end, called in (("\r\n", "CRLF"), ("\r", "CR")):
        numbers = [line.number for line in lines if line.end == end]
        if numbers:
            tell(f"{called} line ends", "LF", numbers[0])
    if lines and not lines[-1].end:
        tell("the last line has no line end", "a line end after every line", lines[-1].number)
    if labels != names:
        order = f"the columns are in another order: {', '.join(labels)}"
        tell(order, ", ".join(names))
    elif header and header.text != csv_line(names, dialect):
        tell("the header is quoted in another way", csv_line(names, dialect))
    for row in rows if labels == names else ():
        alone = csv_line([row.cells[name] for name in names], dialect)
        if row.text != alone:
            tell("the row is quoted in another way", alone, row.number, row)
    for row, before in _moved(rows, resource):
        hint = f"after line {before.number} [{key_of(before)}]" if before else "before all others"
        tell("the row is out of order", hint, row.number, row)
    return sorted(problems, key=lambda problem: problem.line or 0)


def _lines(data: bytes, dialect: Dialect, names: Sequence[str]) -> tuple[Line | None, list[Line]]:
    """The header (its cells are the names), None where the file has none, and the rows."""
    lines: list[Line] = []
    labels = list(names)
    for number, record in read_records(data, dialect):
        raw = data[record.start : record.end].decode("utf-8")
        text = raw.removesuffix("\n").removesuffix("\r")
        if dialect.header is not False and not lines:
            labels = labels_of(record)
        cells = dict(zip(labels, record.cells, strict=True))
        lines.append(Line(number, text, raw[len(text) :], cells))
    return (None, lines) if dialect.header is False else (lines[0], lines[1:])


def _moved(rows: Sequence[Line], resource: Resource) -> Iterator[tuple[Line, Line | None]]:
    """The fewest rows that must move for all to be sorted, each with the row that it belongs
    behind (None: it belongs first)."""
    key = sort_key(resource)
    order = sorted(range(len(rows)), key=lambda at: key(rows[at].cells))
    rank = {at: position for position, at in enumerate(order)}
    stays = set(longest_increasing_subsequence([rank[at] for at in range(len(rows))]))
    for at, row in enumerate(rows):
        if at not in stays:
            yield row, rows[order[rank[at] - 1]] if rank[at] else None
