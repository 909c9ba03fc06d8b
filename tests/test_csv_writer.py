"""The CSV writer: every reader gets back the cells that it was given."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute.read import csv as contributed
from spaceties.contribute.read.grid import Grid
from spaceties.datapackage.csv.dialect import Dialect
from spaceties.datapackage.csv.lines import TEXT_BREAK
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.csv.writer import csv_line, csv_text, format_rows
from spaceties.datapackage.descriptor import from_descriptor, load
from spaceties.datapackage.model import Field, Package, Resource

from .datapackages import table, write

NAMES = ["a", "b", "c"]
CONTROLS = [chr(n) for n in (*range(1, 32), 127, 0x85, 0x2028)]
ODD = [
    "", '"', '""', 'say "a"', '"quoted"', ",", "a,b", ";", "\t", "|", " ", "  a  ", "\ufeff",
    "\ufeffa", "a\ufeff", '\ufeff"', "\n", "\r", "\r\n", "\n\r", "a\rb", "a\nb", "a\r\nb", "\ra",
    "a\r", '\r"', ',\r"', "'", "\\", 'a\\"b', "#a", "NA", "null", "=1", "é", "€", "😀", "001",
    *CONTROLS, *[f"a{c}b" for c in CONTROLS],
]  # fmt: skip
CELLS = st.text(st.sampled_from("ab,;\"\n\r\t \ufeff\x85é#\\'"), max_size=5) | st.sampled_from(ODD)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5)
EVERY_PLACE = [
    [cell if n == place else "x" for n in range(3)] for cell in ODD for place in range(3)
]
EVERY_PLACE += [[cell] * 3 for cell in ODD]
MANY = settings(max_examples=400, derandomize=True, deadline=None, database=None)


def by_module(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def by_pandas(text: str) -> list[list[str]]:
    frame = pandas.read_csv(
        io.BytesIO(text.encode()), header=None, dtype=str, keep_default_na=False,
        skip_blank_lines=False,
    )  # fmt: skip
    return frame.to_numpy().tolist()


def by_arrow(text: str) -> list[list[str]]:
    width = len(by_module(text)[0])
    read = pa_csv.read_csv(
        pa.BufferReader(text.encode()),
        pa_csv.ReadOptions(column_names=[str(n) for n in range(width)]),
        pa_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        pa_csv.ConvertOptions(column_types={str(n): pa.string() for n in range(width)}),
    )
    return [list(row.values()) for row in read.to_pylist()]


READERS = {"the csv module": by_module, "pandas": by_pandas, "Arrow": by_arrow}


@pytest.mark.parametrize("reader", READERS)
def test_every_odd_cell_in_every_place(reader):
    assert READERS[reader](csv_text(EVERY_PLACE)) == EVERY_PLACE
    for row in EVERY_PLACE:
        assert READERS[reader](csv_text([row, ["x"] * 3])) == [row, ["x"] * 3], row


@pytest.mark.parametrize("reader", READERS)
def test_a_column_of_one_cell_rows_has_no_blank_line(reader):
    rows = [[cell] for cell in [*ODD, "", ""]]
    assert READERS[reader](csv_text(rows)) == rows


@MANY
@given(ROWS)
def test_any_rows_come_back(rows):
    text = csv_text(rows)
    for read in READERS.values():
        assert not rows or read(text) == rows


@MANY
@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from("\"'"))
def test_any_rows_come_back_in_any_dialect(rows, delimiter, quote):
    text = csv_text(rows, Dialect(delimiter.encode(), quote.encode()))
    module = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    assert list(module) == rows


def test_nothing_is_quoted_without_need():
    assert csv_line([" a ", "b c", "", "'", "\ta", "#", "é"]) == " a ,b c,,',\ta,#,é"
    assert csv_text([["a;b", 'c"']], Dialect(b";")) == '"a;b";"c"""\n'
    assert csv_line(["a,\ufeffb", "\ufeff"]) == '"a,\ufeffb",\ufeff'
    assert csv_line(["\ufeff", "\ufeffa", 'b"']) == '"\ufeff",\ufeffa,"b"""'
    assert csv_line(["\ufeffa"]) == '"\ufeffa"' and csv_line(["", "\ufeff"]) == ",\ufeff"
    assert csv_text([[""], ["", ""], []]) == '""\n,\n\n'


def package_of(folder: Path, rows: list[list[str]], **rest: object) -> Package:
    """A package whose table t holds the rows in canonical form, under a numbered key."""
    described = table("t", ["id", *NAMES], missingValues=[], primaryKey="id", **rest)
    resource = from_descriptor({"resources": [described]}).resources[0]
    numbered = [
        {"id": f"{n:06}", **dict(zip(NAMES, row, strict=True))} for n, row in enumerate(rows)
    ]
    return load(write(folder, [described], {"t.csv": format_rows(numbered, resource)}))


DIALECTS = [{}, {"delimiter": ";"}, {"delimiter": "\t", "quoteChar": "'"}, {"header": False}]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_projects_own_reader(tmp_path, dialect):
    """Also: each row is told at the physical line on which it begins, whatever its cells hold."""
    package = package_of(tmp_path, EVERY_PLACE, dialect=dialect)
    rows = list(read_rows(package, package.resources[0]))
    assert [[row.cells[name] for name in NAMES] for row in rows] == EVERY_PLACE
    lines = (tmp_path / "t.csv").read_bytes().decode()
    starts = io.StringIO(lines, newline="").readlines()
    assert all(starts[row.line - 1].startswith(row.cells["id"]) for row in rows)
    text = format_rows([row.cells for row in rows], package.resources[0])
    assert text == lines


def test_frictionless(tmp_path):
    from frictionless import Package as Opened

    rows = [row for row in EVERY_PLACE if any(row)]
    package_of(tmp_path, rows, dialect={"delimiter": ","})
    opened = Opened(str(tmp_path / "datapackage.json"))
    assert opened.validate().valid
    assert [[row[name] for name in NAMES] for row in opened.get_resource("t").read_rows()] == rows


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_mended_copy_of_a_contributed_file(delimiter, end):
    """In the dialect of the file: a cell of every row is changed, the others are as they were."""
    binary = set(CONTROLS) - set("\t\n\r")
    rows = [row for row in EVERY_PLACE if row[0].strip() and not binary & set("".join(row))]
    text = end.join(csv_line(row, Dialect(delimiter.encode())) for row in [NAMES, *rows])

    def cut(data: bytes) -> Grid:
        return contributed.read_grid(data, lambda labels: len(set(labels) & set(NAMES)))

    grid = cut(text.encode())
    mended = grid.form.edited({(line.number, 1): "new" for line in grid.lines[1:]})
    assert [line.cells for line in cut(mended).lines] == [
        NAMES, *([one, "new", three] for one, _, three in rows)
    ]  # fmt: skip
    assert mended.startswith(delimiter.join(NAMES).encode() + end.encode())


SHOW = """
rows <- read.csv(commandArgs(TRUE)[1], header = FALSE, colClasses = "character",
                 na.strings = character(), encoding = "UTF-8")
hex <- function(cell) paste(charToRaw(cell), collapse = "")
for (n in seq_len(nrow(rows))) cat(vapply(rows[n, ], hex, ""), sep = ",", fill = FALSE, "\\n")
"""


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r(tmp_path):
    """R's read.csv takes every line break in a cell for LF; all else comes back."""
    (tmp_path / "t.csv").write_text(csv_text(EVERY_PLACE), encoding="utf-8", newline="")
    (tmp_path / "show.R").write_text(SHOW)
    call = ["Rscript", "--vanilla", str(tmp_path / "show.R"), str(tmp_path / "t.csv")]
    run = subprocess.run(call, capture_output=True, text=True, check=True)
    rows = [line.removesuffix(",").split(",")[:3] for line in run.stdout.splitlines()]
    read = [[bytes.fromhex(cell).decode() for cell in row] for row in rows]
    assert read == [[TEXT_BREAK.sub("\n", cell) for cell in row] for row in EVERY_PLACE]


RESOURCE = Resource(
    "t",
    ("t.csv",),
    fields=(Field("n", "integer"), Field("name"), Field("note")),
    primary_key=("n", "name"),
)


def test_rows_are_sorted_by_key_integers_by_value():
    rows = [{"n": n, "name": name} for n in ("10", "9", "-1", "x", "-10", "") for name in "ba"]
    told = [line.split(",")[:2] for line in format_rows(rows, RESOURCE).splitlines()[1:]]
    order = ["-10", "-1", "9", "10", "", "x"]
    assert told == [[n, name] for n in order for name in "ab"]
    texts = replace(RESOURCE, fields=(Field("n"), Field("name"), Field("note")))
    assert format_rows(rows, texts).splitlines()[1] == ",a,"


def test_columns_are_those_of_the_schema_and_what_a_row_lacks_is_empty():
    rows = [{"note": "c", "n": "1"}, {"name": None, "n": "2"}]
    assert format_rows(rows, RESOURCE) == "n,name,note\n1,,c\n2,,\n"
    with pytest.raises(ValueError, match="table t has no column colour"):
        format_rows([{"n": "1", "colour": "red"}], RESOURCE)
