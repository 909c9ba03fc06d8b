"""The canonical CSV form of a table: one way to write the same rows, so that diffs show changes.

UTF-8 without mark, LF, minimal quoting, the columns in the order of the schema, the rows sorted
by primary key (texts by code point, integers by value).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

from ..files import write_texts
from ..model import Resource

Row = Mapping[str, str]


def format_rows(rows: Iterable[Row], resource: Resource) -> str:
    """The CSV text of rows of text cells; columns that a row lacks are empty.

    Raises ValueError for a column that the schema does not have.
    """
    names = resource.field_names
    known = set(names)
    cells = [names]
    for row in sorted_rows(rows, resource):
        if not known.issuperset(row):
            unknown = ", ".join(sorted(set(row) - known))
            raise ValueError(f"table {resource.name} has no column {unknown}")
        cells.append([row.get(name, "") for name in names])
    return csv_text(cells)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV with minimal quoting and LF."""
    lines: list[str] = []
    # Whether a lone CR is quoted depends on the line end and the version of Python; with CRLF it
    # always is.
    csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n").writerows(rows)
    return "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def sorted_rows(rows: Iterable[Row], resource: Resource) -> list[Row]:
    """The same rows in the order of the primary key."""
    return sorted(rows, key=_sort_key(resource))


def write_table(path: str | Path, rows: Iterable[Row], resource: Resource) -> None:
    """Write rows in canonical form: beside the file first, then renamed over it."""
    write_texts({Path(path): format_rows(rows, resource)})


def read_table(path: str | Path, resource: Resource) -> list[dict[str, str]]:
    """The rows of a CSV file as text cells by column name.

    Raises ValueError, with the physical line, for a header other than the schema's (in any
    order), for a row of another length, and for bytes that are not UTF-8.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: not UTF-8 at byte {error.start}") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        names = resource.field_names
        if sorted(header) != sorted(names):
            raise ValueError(f"{path.name}, line 1: expected the columns {', '.join(names)}")
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                raise ValueError(
                    f"{path.name}, line {reader.line_num}: expected {len(header)} cells, "
                    f"found {len(cells)}"
                )
            rows.append(dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise ValueError(f"{path.name}, line {reader.line_num}: {error}") from None
    return rows


def _sort_key(resource: Resource):
    integers = {field.name for field in resource.fields if field.type == "integer"}

    def key(row: Row) -> list[tuple[int, str]]:
        # Cells that are no integers sort after those that are, so that any table can be formatted.
        parts = []
        for name in resource.primary_key:
            cell = row.get(name, "")
            number = name in integers and cell.removeprefix("-").isdecimal()
            parts.append((0, int(cell), "") if number else (1, 0, cell))
        return parts

    return key
