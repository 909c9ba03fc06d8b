"""What other readers make of a release's cells: docs/readers.md says what is measured here.

`python -m tests.test_readers` writes the rows of the readers that are installed anew.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from spaceties.commands import main
from tests import mini

PAGE = mini.ROOT / "docs" / "readers.md"
CELLS = {
    "day": ("launches", 0, "launched_on"),
    "whole number": ("satellites", 1, "norad_id"),
    "missing one": ("satellites", 0, "norad_id"),
    "number": ("satellites", 1, "apogee_km"),
    "truth": ("sources", 0, "is_copy"),
    "vague day": ("agreements", 0, "signed_on"),
    "code NA": ("launches", 0, "pad"),
    "time": ("launches", 0, "launch_time_utc"),
}
TABLES = sorted({table for table, _, _ in CELLS.values()})


def said(cell: object) -> str:
    """A text as it is, else the type of a cell, or that there is none (NaN is of no type)."""
    if isinstance(cell, str):
        return f'"{cell}"'
    if cell is None:
        return "missing"
    return type(cell).__name__ if cell == cell else "NaN"


def by_rows(read):
    """What is said of each cell, by a reader of whole tables as records."""

    def measured(folder):
        records = {table: read(folder, table) for table in TABLES}
        return [said(records[table][row][name]) for table, row, name in CELLS.values()]

    return measured


def pandas_parquet(folder, table):
    import pandas

    return pandas.read_parquet(folder / "parquet" / f"{table}.parquet").to_dict("records")


def pandas_csv(folder, table):
    import pandas

    path = folder / "csv" / f"{table}.csv"
    return pandas.read_csv(path, keep_default_na=False, na_values=[""]).to_dict("records")


def fastparquet(folder, table):
    import fastparquet

    path = folder / "parquet" / f"{table}.parquet"
    return fastparquet.ParquetFile(str(path)).to_pandas().to_dict("records")


def polars(folder, table):
    import polars

    return polars.read_parquet(folder / "parquet" / f"{table}.parquet").to_dicts()


def duckdb(folder, table):
    import duckdb

    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{folder}/parquet/{table}.parquet'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def openpyxl(folder, table):
    import openpyxl

    with closing(openpyxl.load_workbook(folder / "spaceties.xlsx", read_only=True)) as book:
        names, *rows = book[table].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def calamine(folder, table):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(folder / "spaceties.xlsx"))
    names, *rows = book.get_sheet_by_name(table).to_python()
    return [dict(zip(names, row, strict=True)) for row in rows]


def standard_sqlite(folder, table):
    with closing(sqlite3.connect(folder / "spaceties.sqlite")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


def croissant(folder, table):
    import mlcroissant

    records = mlcroissant.Dataset(jsonld=str(folder / "croissant.json")).records(table)
    return [{n.partition("/")[2]: cell for n, cell in row.items()} for row in records]


def hyparquet(folder):
    where = folder.parent / "node_modules" / "hyparquet"
    where.parent.mkdir(exist_ok=True)
    where.exists() or where.symlink_to(mini.ROOT / "node_modules" / "hyparquet")
    script = f"""
        import {{ readSpaceties }} from "./load.mjs";
        const said = async ([table, row, name]) => {{
          const cell = (await readSpaceties(table))[row][name];
          if (typeof cell === "string") return JSON.stringify(cell);
          return cell === null ? "missing" : cell.constructor.name;
        }};
        const all = await Promise.all({json.dumps(list(CELLS.values()))}.map(said));
        console.log(JSON.stringify(all));
    """
    command = ["node", "--input-type=module", "-e", script]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def r(folder):
    asked = "; ".join(
        f'said(read_spaceties("{t}")[{row + 1}, "{name}"])' for t, row, name in CELLS.values()
    )
    script = f"""source("load.R"); said <- function(x) writeLines(
        if (is.na(x)) "missing" else
        if (is.character(x)) dQuote(x, FALSE) else class(x)); {asked}"""
    command = ["Rscript", "-e", script]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def has_jsonlite() -> bool:
    asked = ["Rscript", "-e", "library(jsonlite)"]
    return (
        bool(shutil.which("Rscript")) and not subprocess.run(asked, capture_output=True).returncode
    )


def module(name):
    return lambda: importlib.util.find_spec(name) is not None


# The name of each reader on the page, how it reads, and whether it is installed.
READERS = {
    "pandas, Parquet": (by_rows(pandas_parquet), module("pandas")),
    "pandas, CSV": (by_rows(pandas_csv), module("pandas")),
    "Polars, Parquet": (by_rows(polars), module("polars")),
    "DuckDB, Parquet": (by_rows(duckdb), module("duckdb")),
    "fastparquet, Parquet": (by_rows(fastparquet), module("fastparquet")),
    "openpyxl, XLSX": (by_rows(openpyxl), module("openpyxl")),
    "calamine, XLSX": (by_rows(calamine), module("python_calamine")),
    "Python, SQLite": (by_rows(standard_sqlite), lambda: True),
    "mlcroissant, Croissant": (by_rows(croissant), module("mlcroissant")),
    "hyparquet (`load.mjs`), Parquet": (
        hyparquet,
        lambda: bool(shutil.which("node")) and (mini.ROOT / "node_modules" / "hyparquet").is_dir(),
    ),
    "R (`load.R`), CSV": (r, has_jsonlite),
}


def released(root: Path) -> Path:
    package = mini.broken(root / "package", [("launches", 0, {"pad": "NA"})])
    assert main(["release", str(package), "--out", str(root / "dist")]) == 0
    return root / "dist" / "spaceties-0.1.0"


def line(reader: str, cells: list[str]) -> str:
    return f"| {' | '.join([reader, *cells])} |"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return released(tmp_path_factory.mktemp("readers"))


@pytest.mark.parametrize("reader", READERS)
def test_the_page_says_what_a_reader_makes_of_the_cells(folder, reader):
    read, installed = READERS[reader]
    if not installed():
        pytest.skip(f"{reader} is not installed")
    assert line(reader, read(folder)) in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_page_has_a_row_for_each_reader_and_a_column_for_each_cell():
    page = PAGE.read_text(encoding="utf-8")
    assert f"| {' | '.join(['reader, format', *CELLS])} |" in page
    for reader in READERS:
        assert f"| {reader} | " in page


def renew() -> None:
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        folder = released(Path(scratch))
        for reader, (read, installed) in READERS.items():
            if installed():
                row = line(reader, read(folder))
                page = re.sub(
                    rf"^\| {re.escape(reader)} \|.*$", lambda _, row=row: row, page, flags=re.M
                )
                print(row, file=sys.stderr)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    renew()
