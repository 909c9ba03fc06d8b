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

from ..model import Field, Resource
from .dialect import Dialect, declared_dialect
from .stream import codec_of

Row = Mapping[str, str | None]
Key = list[tuple[int, int, str]]
COMMA = Dialect()
MARK = "\ufeff"


def format_rows(rows: Iterable[Row], resource: Resource) -> str:
    """The canonical text of rows of text cells, in the declared dialect; what a row lacks is empty.

    Raises ValueError for a column that the schema does not have, Unsupported for a dialect that
    cannot be written.
    """
    names = resource.field_names
    known = set(names)
    cells = []
    for row in rows:
        if not known.issuperset(row):
            unknown = ", ".join(sorted(set(row) - known))
            raise ValueError(f"table {resource.name} has no column {unknown}")
        cells.append([row.get(name) or "" for name in names])
    return format_cells(cells, resource)


def format_cells(rows: Iterable[Sequence[str]], resource: Resource) -> str:
    """The canonical text of rows that have a cell for every field of the schema, in its order.

    Raises Unsupported as :func:`format_rows` does.
    """
    dialect = declared_dialect(resource)
    names = resource.field_names
    places = [names.index(field.name) for field in _key_fields(resource)]
    key = _sort_key(resource)
    ordered = sorted(rows, key=lambda row: key([row[place] for place in places]))
    return csv_text(ordered if dialect.header is False else [names, *ordered], dialect)


def csv_text(rows: Iterable[Sequence[str]], dialect: Dialect = COMMA) -> str:
    """Rows of cells as CSV, each with LF at its end."""
    return "".join(f"{csv_line(cells, dialect)}\n" for cells in rows)


def csv_line(cells: Sequence[str], dialect: Dialect = COMMA) -> str:
    """One row as CSV, without a line end."""
    delimiter, quote, special = _marks(dialect)
    line = delimiter.join(cells)
    if line.count(delimiter) != len(cells) - 1 or special.search(line):
        line = delimiter.join(
            f"{quote}{cell.replace(quote, quote * 2)}{quote}"
            if delimiter in cell or special.search(cell)
            else cell
            for cell in cells
        )
    if cells and (not line or line.startswith(MARK)):
        return f"{quote}{cells[0]}{quote}{line[len(cells[0]) :]}"
    return line


def sorted_rows(rows: Iterable[Row], resource: Resource) -> list[Row]:
    """The same rows in the order of the primary key."""
    names, key = [field.name for field in _key_fields(resource)], _sort_key(resource)
    return sorted(rows, key=lambda row: key([row.get(name) or "" for name in names]))


def why_unwritable(resource: Resource) -> str | None:
    """Why the files of a table cannot be written as plain text again, None if they can."""
    if resource.compression:
        return f"it is compressed ({resource.compression})"
    if codec_of(resource) not in ("utf-8", "utf-8-sig", "ascii"):
        return f"its encoding is {resource.encoding}"
    return None


@lru_cache
def _marks(dialect: Dialect) -> tuple[str, str, re.Pattern[str]]:
    """Delimiter, quote, and what makes quotes necessary besides the delimiter."""
    delimiter, quote = dialect.delimiter.decode(), dialect.quote.decode()
    return delimiter, quote, re.compile(rf"[{re.escape(quote)}\r\n]")


def _key_fields(resource: Resource) -> list[Field]:
    """The fields of the primary key; a name that is none of a field sorts nothing."""
    return [resource.field(n) for n in resource.primary_key if n in resource.field_names]


def _sort_key(resource: Resource) -> Callable[[Sequence[str]], Key]:
    """What rows sort by, from the cells of their primary key."""
    integers = [field.type == "integer" for field in _key_fields(resource)]

    def key(cells: Sequence[str]) -> Key:
        # Cells that are no integers sort after those that are, so that any table can be formatted;
        # the text tells 1 from 01, so that the order of the rows before makes no difference.
        return [
            (0, int(cell), cell) if integer and cell.removeprefix("-").isdecimal() else (1, 0, cell)
            for integer, cell in zip(integers, cells, strict=True)
        ]

    return key
