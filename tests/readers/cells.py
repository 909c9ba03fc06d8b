"""What readers that did not write a release make of its cells: each reader here, none of ours.

Needs no more than Python, so that it runs in an environment that has one reader and nothing else:
`python tests/readers/cells.py RELEASE` prints, as JSON, what those say that are installed.
"""

from __future__ import annotations

import asyncio
import contextlib
import csv
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CELLS = {
    "day": ("launches", 0, "launched_on"),
    "whole number": ("satellites", 1, "norad_id"),
    "missing one": ("satellites", 0, "norad_id"),
    "missing day": ("satellites", 2, "ended_on_latest"),
    "number": ("satellites", 1, "apogee_km"),
    "truth": ("sources", 0, "is_copy"),
    "vague day": ("agreements", 0, "signed_on"),
    "code NA": ("launches", 0, "pad"),
    "time": ("launches", 0, "launch_time_utc"),
}
TABLES = sorted({table for table, _, _ in CELLS.values()})
Records = list[dict[str, Any]]


class Fails(Exception):
    """A reader that cannot read a table at all; the message says what it said."""


def said(cell: object) -> str:
    """A text as it is, else the type of a cell, or that there is none (as NaN, NaT and NA do)."""
    if isinstance(cell, str):
        return f'"{cell}"'
    if cell is None:
        return "missing"
    name = type(cell).__name__
    if name in ("NAType", "NaTType"):  # those of pandas, which are not equal to themselves either
        return name.removesuffix("Type")
    return name if cell == cell else "NaN"


def by_rows(read: Callable[[Path, str], Records]) -> Callable[[Path], list[str]]:
    """What is said of each cell, by a reader of whole tables as records."""

    def measured(folder: Path) -> list[str]:
        records: dict[str, Records | str] = {}
        for table in TABLES:
            try:
                records[table] = read(folder, table)
            except Fails as failure:
                records[table] = f"fails: {failure}"
        return [
            rows if isinstance(rows := records[table], str) else said(rows[row][name])
            for table, row, name in CELLS.values()
        ]

    return measured


def pandas_parquet(engine: str, folder: Path, table: str) -> Records:
    import pandas

    path = folder / "parquet" / f"{table}.parquet"
    return pandas.read_parquet(path, engine=engine).to_dict("records")


def pandas_csv(folder: Path, table: str) -> Records:
    import pandas

    path = folder / "csv" / f"{table}.csv"
    return pandas.read_csv(path, keep_default_na=False, na_values=[""]).to_dict("records")


def fastparquet(folder: Path, table: str) -> Records:
    import fastparquet

    path = folder / "parquet" / f"{table}.parquet"
    return fastparquet.ParquetFile(str(path)).to_pandas().to_dict("records")


def polars(folder: Path, table: str) -> Records:
    import polars

    return polars.read_parquet(folder / "parquet" / f"{table}.parquet").to_dicts()


def duckdb(folder: Path, table: str) -> Records:
    import duckdb

    with duckdb.connect() as database:
        found = database.execute(f"SELECT * FROM '{folder}/parquet/{table}.parquet'")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def openpyxl(folder: Path, table: str) -> Records:
    import openpyxl

    opened = openpyxl.load_workbook(folder / "spaceties.xlsx", read_only=True)
    with contextlib.closing(opened) as book:
        names, *rows = book[table].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def calamine(folder: Path, table: str) -> Records:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(folder / "spaceties.xlsx"))
    names, *rows = book.get_sheet_by_name(table).to_python()
    return [dict(zip(names, row, strict=True)) for row in rows]


def standard_sqlite(folder: Path, table: str) -> Records:
    with contextlib.closing(sqlite3.connect(folder / "spaceties.sqlite")) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f"SELECT * FROM {table}")]


def datasette(folder: Path, table: str) -> Records:
    """What its address of a table answers, without a port."""
    from datasette.app import Datasette

    served = Datasette([str(folder / "spaceties.sqlite")])
    answer = asyncio.run(served.client.get(f"/spaceties/{table}.json?_shape=array&_size=max"))
    return answer.json()


def croissant(folder: Path, table: str) -> Records:
    import mlcroissant

    records = mlcroissant.Dataset(jsonld=str(folder / "croissant.json")).records(table)
    return [{n.partition("/")[2]: cell for n, cell in row.items()} for row in records]


def datasets(folder: Path, table: str) -> Records:
    return load_dataset(folder, table).to_list()


def load_dataset(folder: Path, table: str) -> Any:
    """A table by the head of README.md, without the network and leaving nothing behind."""
    with tempfile.TemporaryDirectory() as home:
        # Read when it is imported.
        os.environ |= {"HF_HOME": home, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
        import datasets

        datasets.disable_progress_bars()
        return datasets.load_dataset(
            str(folder), table, split="train", cache_dir=home, keep_in_memory=True
        )


def frictionless(kind: str, folder: Path, table: str) -> Records:
    from frictionless import FrictionlessException, Package

    try:
        package = Package(str(folder / kind / "datapackage.json"))
        return [row.to_dict() for row in package.get_resource(table).read_rows()]
    except (FrictionlessException, TypeError, ValueError) as error:
        raise Fails(type(error).__name__) from None


def frictionless_by_pandas(folder: Path, table: str) -> Records:
    """By the recipe of docs/use-a-release.md."""
    page = (ROOT / "docs" / "use-a-release.md").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"```python\n([^`]*import frictionless\n.*?)```", page, re.DOTALL)
    scope: dict[str, Any] = {}
    with contextlib.chdir(folder):
        exec(recipe.replace('"agreements"', repr(table)), scope)
    return [row.to_dict() for row in scope["rows"]]


def office_csv(books: list[Path], out: Path) -> None:
    """Every sheet of workbooks as LibreOffice sees it: `out`/BOOK-SHEET.csv, where a text is in
    quotes and all else is not. What LibreOffice told of it is in told.txt."""
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
    with tempfile.TemporaryDirectory() as profile:
        run = subprocess.run(
            ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless",
             "--convert-to", options, "--outdir", out, *books],
            capture_output=True, text=True, timeout=240, check=True,
        )  # fmt: skip
    (out / "told.txt").write_text(run.stderr, encoding="utf-8")


def libreoffice(folder: Path) -> list[str]:
    """Takes what is converted beside the release, or converts it."""
    out = folder.parent / "office"
    if not out.is_dir():
        office_csv([folder / "spaceties.xlsx"], out)

    def told(table: str, row: int, name: str) -> str:
        (path,) = out.glob(f"*-{table}.csv")
        lines = path.read_text(encoding="utf-8").splitlines()
        at = next(csv.reader(lines)).index(name)
        # A reader that leaves quotes where they are tells texts from other cells.
        cell = re.findall(r'("(?:[^"]|"")*"|[^,]*)(?:,|$)', lines[row + 1])[at]
        if cell.startswith('"'):
            return cell
        kinds = {"": "missing", "TRUE": "boolean", "FALSE": "boolean"}
        is_day = re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
        return kinds.get(cell) or ("date" if is_day else type(float(cell)).__name__)

    return [told(*place) for place in CELLS.values()]


def in_node(library: str, script: str, folder: Path) -> list[str]:
    """What a script says of each cell, which gives `cell(table, row, name)`."""
    where = folder.parent / "node_modules" / library
    where.parent.mkdir(exist_ok=True)
    where.exists() or where.symlink_to(ROOT / "node_modules" / library)
    script += f"""
        const said = async (place) => {{
          const found = await cell(...place);
          if (typeof found === "string") return JSON.stringify(found);
          return found === null ? "missing" : found.constructor.name;
        }};
        const all = await Promise.all({json.dumps(list(CELLS.values()))}.map(said));
        console.log(JSON.stringify(all));
    """
    command = ["node", "--input-type=module", "-e", script]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


HYPARQUET = """
    import { readSpaceties } from "./load.mjs";
    const cell = async (table, row, name) => (await readSpaceties(table))[row][name];
"""
SHEETJS = """
    import XLSX from "xlsx";
    const book = XLSX.readFile("spaceties.xlsx", { cellDates: true });
    const cell = (table, row, name) =>
      XLSX.utils.sheet_to_json(book.Sheets[table], { defval: null })[row][name];
"""


def r(folder: Path) -> list[str]:
    asked = "; ".join(
        f'said(read_spaceties("{t}")[{row + 1}, "{name}"])' for t, row, name in CELLS.values()
    )
    script = f"""source("load.R"); said <- function(x) writeLines(
        if (is.na(x)) "missing" else
        if (is.character(x)) dQuote(x, FALSE) else class(x)); {asked}"""
    command = ["Rscript", "-e", script]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def module(name: str, distribution: str | None = None) -> Callable[[], str]:
    """The version of a module of Python, empty if it is not installed."""

    def version() -> str:
        there = importlib.util.find_spec(name) is not None
        return metadata.version(distribution or name) if there else ""

    return version


def node(library: str) -> Callable[[], str]:
    def version() -> str:
        about = ROOT / "node_modules" / library / "package.json"
        there = shutil.which("node") and about.is_file()
        return json.loads(about.read_text(encoding="utf-8"))["version"] if there else ""

    return version


def told(*command: str) -> Callable[[], str]:
    """The version that a program tells of itself."""

    def version() -> str:
        if not shutil.which(command[0]):
            return ""
        run = subprocess.run(command, capture_output=True, text=True)
        found = re.search(r"\d+(\.\d+)+", run.stdout)
        return found[0] if found and not run.returncode else ""

    return version


@dataclass(frozen=True)
class Reader:
    """read: what it says of each cell of a release; version: empty where it is not installed."""

    read: Callable[[Path], list[str]]
    version: Callable[[], str]


READERS: Mapping[str, Reader] = {
    "pandas, Parquet": Reader(by_rows(partial(pandas_parquet, "pyarrow")), module("pandas")),
    "pandas, CSV": Reader(by_rows(pandas_csv), module("pandas")),
    "Polars, Parquet": Reader(by_rows(polars), module("polars")),
    "DuckDB, Parquet": Reader(by_rows(duckdb), module("duckdb")),
    "fastparquet, Parquet": Reader(by_rows(fastparquet), module("fastparquet")),
    "Hugging Face datasets, Parquet": Reader(by_rows(datasets), module("datasets")),
    "frictionless, CSV": Reader(by_rows(partial(frictionless, "csv")), module("frictionless")),
    "frictionless, JSON": Reader(by_rows(partial(frictionless, "json")), module("frictionless")),
    "frictionless, Parquet": Reader(
        by_rows(partial(frictionless, "parquet")), module("frictionless")
    ),
    "frictionless by pandas, Parquet": Reader(
        by_rows(frictionless_by_pandas), module("frictionless")
    ),
    "openpyxl, XLSX": Reader(by_rows(openpyxl), module("openpyxl")),
    "calamine, XLSX": Reader(by_rows(calamine), module("python_calamine", "python-calamine")),
    "SheetJS, XLSX": Reader(partial(in_node, "xlsx", SHEETJS), node("xlsx")),
    "LibreOffice, XLSX": Reader(libreoffice, told("soffice", "--version")),
    "Python, SQLite": Reader(by_rows(standard_sqlite), lambda: sqlite3.sqlite_version),
    "Datasette, SQLite": Reader(by_rows(datasette), module("datasette")),
    "mlcroissant, Croissant": Reader(by_rows(croissant), module("mlcroissant")),
    "hyparquet (`load.mjs`), Parquet": Reader(
        partial(in_node, "hyparquet", HYPARQUET), node("hyparquet")
    ),
    "R (`load.R`), CSV": Reader(
        r, told("Rscript", "-e", "library(jsonlite); cat(format(getRversion()))")
    ),
}


def every_table_by_datasets(folder: Path) -> str:
    tables = sorted(path.stem for path in (folder / "csv").glob("*.csv"))
    wrong = []
    for table in tables:
        lines = (folder / "json" / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
        if load_dataset(folder, table).num_rows != len(lines):
            wrong.append(table)
    return f"other rows in {', '.join(wrong)}" if wrong else f"all {len(tables)} tables, all rows"


def days_in_pandas(folder: Path) -> str:
    """Whether days do as days do, each asked for the one launch of 2001."""
    import pandas as pd

    launches = pd.read_parquet(folder / "parquet" / "launches.parquet")
    days = launches["launched_on"]
    by_day = launches.set_index("launched_on").sort_index()
    ends = pd.to_datetime(["2000-12-31", "2001-12-31"])
    other = pd.DataFrame({"launched_on": pd.to_datetime(["2001-03-04"])})
    asked: dict[str, Callable[[], int]] = {
        "compare": lambda: (days < "2002-01-01").sum(),
        "slice": lambda: len(by_day.loc["2001"]),
        "resample": lambda: by_day.resample("YS").size()["2001-01-01"],
        "to_period": lambda: (days.dt.to_period("M") == pd.Period("2001-03", "M")).sum(),
        "cut": lambda: pd.cut(days, ends).notna().sum(),
        "merge": lambda: len(launches.merge(other)),
    }
    found = []
    for name, ask in asked.items():
        try:
            found.append(name if (count := ask()) == 1 else f"{name} finds {count}")
        except (TypeError, ValueError, KeyError) as error:
            found.append(f"{name} fails: {type(error).__name__}")
    return ", ".join(found)


def citation_is_valid(_folder: Path) -> str:
    from cffconvert import Citation

    Citation((ROOT / "CITATION.cff").read_text(encoding="utf-8")).validate()
    return "valid"


# What is asked of a tool beside cells.
CHECKS: Mapping[str, Reader] = {
    "pandas, what days of Parquet do": Reader(days_in_pandas, module("pandas")),
    "Hugging Face datasets, `load_dataset(folder, table)` offline": Reader(
        every_table_by_datasets, module("datasets")
    ),
    "cffconvert, `CITATION.cff`": Reader(citation_is_valid, module("cffconvert")),
}


def measure(folder: Path, asked: Mapping[str, Reader] = READERS | CHECKS) -> list[dict[str, Any]]:
    """What the installed ones of these say of a release."""
    return [
        {"reader": name, "version": version, "said": reader.read(folder)}
        for name, reader in asked.items()
        if (version := reader.version())
    ]


if __name__ == "__main__":
    names = sys.argv[2:]
    every = READERS | CHECKS
    print(json.dumps(measure(Path(sys.argv[1]), {name: every[name] for name in names} or every)))
