"""Whatever a text cell may hold comes out the same in every format of a release.

The rules forbid most control characters, blanks at the ends and begins of formulas; all else is
tried here in every place of a cell.
"""

from __future__ import annotations

import csv
import itertools
import json
import re
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.report import ERROR
from spaceties.validation import validate
from tests import mini

TABLE, KEY, COLUMNS = "payloads", "payload_id", ("name", "purpose")  # text that nothing limits
CONTROLS = [chr(code) for code in (*range(32), 127)]
ALLOWED = ["\t", "\n", "\r"]
SPECIAL = ['"', '""', ",", ";", "|", "'", "\\", "#", "_x000D_", "_x005F_", "é", "€", "😀"]
PLACES = ("{}b", "a{}b", "a{}", "{}", "a{}b{}c")
CELLS = [
    *(f"a{c}b{d}c" for c, d in itertools.product(ALLOWED, ALLOWED)),
    *(place.replace("{}", text) for text in SPECIAL for place in PLACES),
    *(f'"{c}"' for c in ALLOWED), 'a",\r"b', "a\r,b", 'a\n"b', '"a\t,"', "NA", "null", "TRUE",
    "1e5", "0010", "2016-02-30", "a\u2028b", "_x000d_ and _x000D_", "a_x000D_",
    "x" * 3000 + "\r" + '"' * 3000,
]  # fmt: skip


def row_of(number: int, cells: list[str]) -> dict[str, str]:
    """A row of the table with cells in the columns of free text."""
    like = mini.rows(TABLE)[0]
    return {**like, KEY: f"p-{number:03}", **dict(zip(COLUMNS, cells, strict=True))}


def rows_of(cells: list[str]) -> list[dict[str, str]]:
    """Every cell in every column of a row, and beside other such cells."""
    size = len(COLUMNS)
    return [
        row_of(number, [cells[(number + place) % len(cells)] for place in range(size)])
        for number in range(len(cells))
    ]


def write(folder: Path, rows: list[dict[str, str]]) -> Path:
    return mini.write(folder, {TABLE: [*mini.rows(TABLE), *rows]})


def errors(folder: Path, cell: str) -> set[str]:
    """The codes of the errors that one cell causes."""
    package = descriptor.load(write(folder, [row_of(0, [cell, "b"])]))
    problems = validate(package).report.problems
    return {str(problem.code) for problem in problems if problem.severity == ERROR}


@pytest.mark.parametrize("control", CONTROLS, ids=ascii)
def test_which_control_characters_the_rules_allow(tmp_path, control):
    forbidden = {"F307" if control == "\0" else "X602"}
    assert errors(tmp_path, f"a{control}b") == (set() if control in ALLOWED else forbidden)


@pytest.mark.parametrize("cell", ["\ta", "\ra", "\na", " =a", "\t=a", "\r@a"])
def test_no_cell_begins_with_what_a_spreadsheet_takes_for_a_formula(tmp_path, cell):
    assert errors(tmp_path, cell) == {"X601", "X604"}


@pytest.mark.parametrize("cell", ["a\r", "a\n", "a\r\nb", "a\n\nb", " a", "a\t\tb"])
def test_no_cell_ends_with_a_line_break_or_holds_two_blanks_in_a_row(tmp_path, cell):
    assert errors(tmp_path, cell) == {"X604"}


def by_sheet(path: Path) -> list[tuple]:
    """The texts of the sheet by the letter of ECMA-376, for openpyxl loses escapes."""
    names = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{names}sheet")
        number = [sheet.get("name") for sheet in sheets].index(TABLE) + 1
        strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    texts = ["".join(part.itertext()) for part in strings.iter(f"{names}si")]
    texts = [re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), text) for text in texts]
    rows = list(sheet.iter(f"{names}row"))[1:]
    return [tuple(texts[int(cell[0].text)] for cell in row if len(cell)) for row in rows]


def by_module(path: Path) -> list[tuple]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(cell or None for cell in row) for row in csv.reader(file, strict=True)][1:]


def by_sqlite(path: Path) -> list[tuple]:
    return sqlite3.connect(path).execute(f"SELECT * FROM {TABLE} ORDER BY {KEY}").fetchall()


READERS = {
    f"csv/{TABLE}.csv": by_module,
    f"json/{TABLE}.json": lambda p: [tuple(r.values()) for r in json.loads(p.read_text("utf-8"))],
    f"json/{TABLE}.jsonl": lambda p: [
        tuple(json.loads(line).values()) for line in p.read_bytes().decode().split("\n")[:-1]
    ],
    f"parquet/{TABLE}.parquet": lambda p: [
        tuple(row.values()) for row in pq.read_table(p).to_pylist()
    ],
    "spaceties.sqlite": by_sqlite,
    "spaceties.xlsx": by_sheet,
}


def test_every_cell_comes_out_the_same_in_every_format(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)  # out of the clone, whose releases are others
    rows = rows_of(CELLS)
    package = write(tmp_path, rows)
    assert main(["format", str(package)]) == 0
    assert main(["format", str(package), "--check"]) == 0
    assert main(["validate", str(package)]) == 0, capsys.readouterr().out
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 0
    (folder,) = (tmp_path / "dist").iterdir()
    capsys.readouterr()
    assert main(["verify", str(folder)]) == 0, capsys.readouterr().out
    names = descriptor.load(package).resource(TABLE).field_names
    written = {row[KEY]: [row[name] for name in COLUMNS] for row in rows}
    for file, read in READERS.items():
        seen = {}
        for row in read(folder / file):
            named = dict(zip(names, row, strict=True))
            seen[named[KEY]] = [named[name] for name in COLUMNS]
        assert {key: seen[key] for key in written} == written, file
