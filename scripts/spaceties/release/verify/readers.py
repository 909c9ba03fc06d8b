"""Reads the tables of a release back, each format with a library that did not write it.

A reader takes a file and the table's schema and gives rows of text, int, float, bool or None, as
JSON has them.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from spaceties.datapackage.model import Field, Resource
from spaceties.dataset.model import plain_number

WITH = {
    "csv": "the standard library",
    "json": "the standard library",
    "parquet": "DuckDB",
    "sqlite": "the standard library",
    "xlsx": "openpyxl",
}
STRINGS = "xl/sharedStrings.xml"
SPREADSHEET_DIGITS = 15  # what a spreadsheet keeps of a number


def need_readers() -> None:
    """Raises ModuleNotFoundError that tells how to install what is missing."""
    for module in ("duckdb", "openpyxl"):
        try:
            importlib.import_module(module)
        except ModuleNotFoundError:
            raise ModuleNotFoundError(
                f"verifying needs {module}: pip install 'spaceties[verify]'"
            ) from None


def file_of(folder: Path, form: str, table: str) -> str:
    """Path of the file that holds a table in one format, relative to the release."""
    if form in ("sqlite", "xlsx"):
        found = sorted(folder.glob(f"*.{form}"))
        return found[0].name if found else f"spaceties.{form}"
    return f"{form}/{table}.{form}"


def digits(form: str) -> int | None:
    """Significant digits that a format keeps of a number, None for all."""
    return SPREADSHEET_DIGITS if form == "xlsx" else None


def read_csv(path: Path, table: Resource) -> Iterator[tuple]:
    """Rows of a CSV file by the standard library.

    Not by `datapackage.csv`: what the release's own writer and reader agree on, another reader
    must find as well.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        _same_header(next(rows), table)
        for row in rows:
            yield tuple(
                _of_text(cell, field) for cell, field in zip(row, table.fields, strict=True)
            )


def read_json(path: Path, table: Resource) -> Iterator[tuple]:
    """Rows of the array of records."""
    for record in json.loads(path.read_text(encoding="utf-8")):
        _same_header(list(record), table)
        yield tuple(record.values())


def read_parquet(path: Path, table: Resource) -> Iterator[tuple]:
    """Rows of a Parquet file by DuckDB; dates must be dates there."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        _same_header([column[0] for column in found.description], table)
        while rows := found.fetchmany(10_000):
            for row in rows:
                yield tuple(map(_of_python, row))


def read_sqlite(path: Path, table: Resource) -> Iterator[tuple]:
    """Rows of a table or view, in the order of its primary key."""
    with _database(path) as database:
        names = ", ".join(f'"{name}"' for name in table.primary_key)
        found = database.execute(f'SELECT * FROM "{table.name}" ORDER BY {names}')
        _same_header([column[0] for column in found.description], table)
        truths = [field.type == "boolean" for field in table.fields]
        for row in found:
            yield tuple(
                bool(value) if truth and value is not None else plain_number(value)
                for value, truth in zip(row, truths, strict=True)
            )


def read_xlsx(path: Path, table: Resource) -> Iterator[tuple]:
    """Rows of a sheet by openpyxl. Raises ValueError for a live formula.

    openpyxl leaves the escapes of ECMA-376 part 1, 22.9.2.19, as they are: _x000D_ is a CR.
    """
    from openpyxl.utils.escape import unescape

    sheet = _workbook(path, path.stat().st_mtime_ns)[table.name]
    rows = sheet.iter_rows()
    _same_header([cell.value for cell in next(rows)], table)
    for row in rows:
        for cell in row:
            if cell.data_type == "f":
                raise ValueError(f"{table.name}!{cell.coordinate} is a formula")
        values = (unescape(c.value) if isinstance(c.value, str) else c.value for c in row)
        yield tuple(_of_cell(v, f) for v, f in zip(values, table.fields, strict=True))


@contextlib.contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing")
    with contextlib.closing(
        sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
    ) as connection:
        yield connection


@lru_cache(1)
def _workbook(path: Path, changed: int):
    """The workbook, opened once for all of its sheets; `changed` tells one state from another."""
    import openpyxl

    with zipfile.ZipFile(path) as book:
        if STRINGS not in book.namelist() or b"x005F_" not in book.read(STRINGS):
            return openpyxl.load_workbook(path, read_only=True)
        # openpyxl takes x005F_ out of every text, after which _x000D_ is a text or a CR. Of
        # x005Fx005F__ it leaves what was there.
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as doubled:
            for name in book.namelist():
                data = book.read(name)
                data = data.replace(b"x005F_", b"x005Fx005F__") if name == STRINGS else data
                doubled.writestr(name, data)
    return openpyxl.load_workbook(copy, read_only=True)


def _same_header(found: list, table: Resource) -> None:
    if list(found) != table.field_names:
        raise ValueError(f"{table.name} has other columns than the schema")


def _of_text(cell: str, field: Field) -> object:
    if cell == "":
        return None
    if field.type == "integer":
        return int(cell)
    if field.type == "number":
        return plain_number(float(cell))
    if field.type == "boolean":
        return {"true": True, "false": False}[cell]
    return cell


def _of_python(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else plain_number(value)


def _of_cell(value: object, field: Field) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat() if field.type == "date" else value.isoformat()
    if field.type in ("integer", "number") and isinstance(value, str):
        return _of_text(value, field)  # more digits than a spreadsheet keeps
    return plain_number(value)


READERS = {
    "csv": read_csv,
    "json": read_json,
    "parquet": read_parquet,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
}
