"""The CSV writer: cells as text that every reader cuts into the same cells again.

A cell is quoted only where it must be (RFC 4180, 2.6): if it holds the delimiter, a quote or a line
end of any kind. So is the first of a row if it begins with a byte order mark, which readers take
off a file, or if it is empty and alone, lest it be a blank line. Python's csv module, by
comparison, leaves a lone CR bare that is no part of its own line end.

The canonical form of a table, besides: LF, the columns in the order of the schema, the rows sorted
by primary key (texts by code point, integers by value), so that a diff shows what has changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from ..model import Resource
from .dialect import Dialect, written_dialect
from .stream import codec_of

Row = Mapping[str, str | None]
Key = list[tuple[int, int, str]]
COMMA = Dialect()
MARK = "\ufeff"


def format_rows(rows: Iterable[Row], resource: Resource) -> str:
    """The canonical text of rows of text cells, in the declared dialect; what a row lacks is empty.

    Raises ValueError for a column that the schema does not have, and for a dialect that
    is not written here.
    """
    dialect, names = written_dialect(resource), resource.field_names
    known = set(names)
    lines = [] if dialect.header is False else [names]
    for row in sorted(rows, key=sort_key(resource)):
        if not known.issuperset(row):
            unknown = ", ".join(sorted(set(row) - known))
            raise ValueError(f"table {resource.name} has no column {unknown}")
        lines.append([row.get(name) or "" for name in names])
    return csv_text(lines, dialect)


def csv_text(rows: Iterable[Sequence[str]], dialect: Dialect = COMMA) -> str:
    """Rows of cells as CSV, each with LF at its end."""
    return "".join(f"{csv_line(cells, dialect)}\n" for cells in rows)


def csv_line(cells: Sequence[str], dialect: Dialect = COMMA) -> str:
    """One row as CSV, without a line end."""
    delimiter, _, special = _marks(dialect)
    line = delimiter.join(cells)
    if line.count(delimiter) != len(cells) - 1 or special.search(line):
        line = delimiter.join(map(csv_cell(dialect), cells))
    return begun(line, dialect) if cells else line


@lru_cache
def csv_cell(dialect: Dialect = COMMA) -> Callable[[str], str]:
    """What writes a cell as CSV, whichever of its row it is: what the first may need, `begun` sees
    to."""
    delimiter, quote, special = _marks(dialect)

    def written(cell: str) -> str:
        if delimiter in cell or special.search(cell):
            return f"{quote}{cell.replace(quote, quote * 2)}{quote}"
        return cell

    return written


def begun(line: str, dialect: Dialect = COMMA) -> str:
    """A row of cells of `csv_cell`, which begins as a row has to."""
    if line and not line.startswith(MARK):
        return line
    delimiter, quote, _ = _marks(dialect)
    first, *others = line.split(delimiter, 1)
    return delimiter.join([f"{quote}{first}{quote}", *others])


def sort_key(resource: Resource) -> Callable[[Row], Key]:
    """What the rows of a table sort by: its primary key."""
    # A name that is none of a field sorts nothing.
    fields = [resource.field(name) for name in resource.primary_key if name in resource.field_names]

    def key(row: Row) -> Key:
        # Cells that are no integers sort after those that are, so that any table can be formatted;
        # the text tells 1 from 01, so that the order of the rows before makes no difference.
        cells = [(field.type, row.get(field.name) or "") for field in fields]
        return [
            (0, int(cell), cell)
            if kind == "integer" and cell.removeprefix("-").isdecimal()
            else (1, 0, cell)
            for kind, cell in cells
        ]

    return key


def why_unwritable(resource: Resource) -> str | None:
    """Why the files of a table cannot be written as plain text again, None if they can."""
    if resource.compression:
        return f"it is compressed ({resource.compression})"
    if codec_of(resource) not in ("utf-8", "utf-8-sig", "ascii"):
        return f"its encoding is {resource.encoding}"
    try:
        written_dialect(resource)
    except ValueError as error:
        return str(error)
    return None


@lru_cache
def _marks(dialect: Dialect) -> tuple[str, str, re.Pattern[str]]:
    """Delimiter, quote, and what makes quotes necessary besides the delimiter."""
    delimiter, quote = dialect.delimiter.decode(), dialect.quote.decode()
    return delimiter, quote, re.compile(rf"[{re.escape(quote)}\r\n]")
