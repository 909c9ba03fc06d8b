"""CSV in canonical form: UTF-8, LF, minimal quoting, missing cells empty."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.csv.writer import begun, csv_cell, csv_line
from spaceties.datapackage.files import put
from spaceties.datapackage.model import Resource
from spaceties.dataset import store
from spaceties.release.formats import folder
from spaceties.release.formats.format import ReadBack, Row, same_header, value_of

if TYPE_CHECKING:
    from spaceties.dataset.model import ReleaseTable


def write_table(table: ReleaseTable, path: Path, _about: Mapping[str, str]) -> None:
    """Write one table."""
    from spaceties.dataset.model import joined

    # As `csv_text` writes rows, but by column, which is many times as fast.
    quoted = csv_cell()
    columns = table.spelt(lambda value: quoted(text(value)))
    parts = [part for cells in columns for part in (",", cells)]
    lines = [csv_line(table.data.column_names), *map(begun, joined(parts[1:]).to_pylist())]
    put(path, "".join(f"{line}\n" for line in lines))


def text(value: str | float | int | bool | None) -> str:
    """One cell as CSV holds it: booleans true and false, missing cells empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows of a table, not by `datapackage.csv`: what the project's own writer and reader
    agree on, another reader must find as well."""
    with path.open(encoding="utf-8", newline="") as file:
        records = csv.reader(file)
        same_header(next(records), table)
        for record in records:
            cells = zip(record, table.fields, strict=True)
            yield tuple(value_of(cell, field) for cell, field in cells)


FORMAT = folder.format_of(
    "csv",
    "CSV, zipped, with types and keys (Data Package)",
    {".csv": "text/csv"},
    write_table,
    ReadBack("the standard library", rows),
    store.read_csv,
    states_bytes=True,
)
