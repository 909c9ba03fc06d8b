"""spaceties format: what is not canonical is told by kind and row, and mended without a loss."""

import csv
import io
import json
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.datapackage.csv import canonical as form
from spaceties.datapackage.csv import writer
from spaceties.datapackage.model import Field, Resource
from spaceties.datapackage.sequences import longest_increasing_subsequence
from tests import mini

PEOPLE = Resource(
    "people", ("people.csv",), fields=(Field("id", "integer"), Field("name")), primary_key=("id",)
)
GOOD = 'id,name\n1,Ann\n2,"Bo, Jr"\n3,Cy\n10,Di\n'


def found(text):
    """(line, key, message, hint) of every difference."""
    raw = text.encode() if isinstance(text, str) else text
    problems = form.differences(raw, PEOPLE, "people.csv")
    assert all((p.code, p.table, p.file) == ("F380", "people", "people.csv") for p in problems)
    return [(p.line, p.key, p.message, p.hint) for p in problems]


def test_the_projects_own_tables_and_seeds_are_canonical(capsys):
    assert main(["format", str(mini.ROOT), "--check"]) == 0
    said = capsys.readouterr().out
    tables = json.loads((mini.ROOT / "datapackage.json").read_text())["resources"]
    assert said.startswith(f"valid, {len(tables)} tables")


def test_canonical_text_has_no_difference():
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeff" + GOOD, (1, None, "the file begins with a byte order mark", "no mark")),
        (GOOD.replace("\n", "\r\n"), (1, None, "CRLF line ends", "LF")),
        (GOOD.replace("\n", "\r"), (1, None, "CR line ends", "LF")),
        (GOOD.replace("Ann\n", "Ann\r\n"), (2, None, "CRLF line ends", "LF")),
        (
            GOOD.removesuffix("\n"),
            (5, None, "the last line has no line end", "a line end after every line"),
        ),
        (
            GOOD.replace("Cy", '"Cy"'),
            (4, "3", "the row is quoted in another way", "3,Cy"),
        ),
        (
            GOOD.replace("name", '"name"', 1),
            (1, None, "the header is quoted in another way", "id,name"),
        ),
        (
            'id,name\n1,Ann\n3,Cy\n10,Di\n2,"Bo, Jr"\n',
            (5, "2", "the row is out of order", "after line 2 [1]"),
        ),
        (
            'id,name\n2,"Bo, Jr"\n3,Cy\n10,Di\n1,Ann\n',
            (5, "1", "the row is out of order", "before all others"),
        ),
        (
            'name,id\nAnn,1\n"Bo, Jr",2\nCy,3\nDi,10\n',
            (1, None, "the columns are in another order: name, id", "id, name"),
        ),
    ],
)
def test_each_kind_of_difference_is_told_alone(text, expected):
    assert found(text) == [expected]


def test_line_breaks_inside_cells_are_no_difference_but_lines_count_on():
    held = 'id,name\n1,"An\r\nn"\n2,Bo\n'
    assert found(held) == []
    assert found(held + '3,"Cy"\n')[0][:2] == (5, "3")


def test_several_kinds_are_told_in_the_order_of_the_lines():
    text = "\ufeff" + 'id,name\r\n2,"Bo"\r\n1,Ann'
    assert [(line, message) for line, _key, message, _hint in found(text)] == [
        (1, "the file begins with a byte order mark"),
        (1, "CRLF line ends"),
        (2, "the row is quoted in another way"),
        (2, "the row is out of order"),
        (3, "the last line has no line end"),
    ]


@pytest.mark.parametrize("shuffled", range(5))
def test_integers_sort_by_value_before_texts_whatever_the_order_before(shuffled):
    ids = ["-10", "-2", "-1", "0", "01", "1", "9", "10", "-", "-x", "1.5", "x"]
    rows = [{"id": text, "name": ""} for text in ids]
    random.Random(shuffled).shuffle(rows)
    lines = writer.format_rows(rows, PEOPLE).splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ids


def test_only_the_rows_that_must_move_are_told():
    rows = [{"id": str(n), "name": "x"} for n in range(200)]
    lines = writer.format_rows(rows, PEOPLE).splitlines(keepends=True)
    moved = lines.pop(150)
    lines.insert(20, moved)
    assert [(line, key) for line, key, *_ in found("".join(lines))] == [(21, "149")]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(-20, 20), st.text(st.sampled_from('ab,"\n\r é'), max_size=4)),
        max_size=6,
    ),
    st.sampled_from(("\n", "\r\n")),
    st.booleans(),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_a_difference_is_told_exactly_where_the_bytes_differ(rows, end, mark, last, shuffled):
    """Any mixture: something is told if and only if the bytes are not canonical."""
    lines = [writer.csv_line([str(number), name]) for number, name in rows]
    random.Random(shuffled.random()).shuffle(lines)
    messy = ("\ufeff" if mark else "") + end.join(["id,name", *lines]) + (end if last else "")
    raw = messy.encode()
    _, *parsed = csv.reader(io.StringIO(messy.removeprefix("\ufeff"), newline=""))
    again = writer.format_rows([dict(zip(("id", "name"), c, strict=True)) for c in parsed], PEOPLE)
    assert bool(found(raw)) == (raw != again.encode())


@settings(max_examples=200, derandomize=True)
@given(st.lists(st.integers(0, 9), max_size=8))
def test_the_rows_that_stay_are_a_longest_increasing_subsequence(numbers):
    kept = longest_increasing_subsequence(numbers)
    increasing = [numbers[index] for index in kept]
    assert kept == sorted(kept) and increasing == sorted(set(increasing))
    assert not any(list(some) == sorted(set(some)) for some in combinations(numbers, len(kept) + 1))


@pytest.fixture
def messy(tmp_path):
    """A package whose countries have CRLF line ends, needless quotes and a row out of order."""
    package = mini.write(tmp_path)
    assert main(["format", str(package)]) == 0
    table = tmp_path / "tables" / "countries.csv"
    header, *rows = table.read_text("utf-8").splitlines()
    text = "\r\n".join([header, rows[2], rows[0].replace("Aland", '"Aland"'), rows[1]]) + "\r\n"
    table.write_text(text, encoding="utf-8", newline="")
    return package, table


def test_check_tells_and_writes_nothing(messy, capsys):
    package, table = messy
    capsys.readouterr()
    before = table.read_bytes()
    assert main(["format", str(package), "--check"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("tables/countries.csv\n  F380 error (3)\n")
    assert "CRLF line ends" in said and "[AAA]" in said and "OLD,Old Beland" in said
    assert table.read_bytes() == before


def test_format_mends_the_form_and_keeps_every_cell(messy, capsys):
    package, table = messy
    capsys.readouterr()
    assert main(["format", str(package)]) == 0
    assert capsys.readouterr().out == "formatted tables/countries.csv\n"
    assert main(["format", str(package), "--check"]) == 0
    lines = table.read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["AAA", "BBB", "OLD"]
    assert b"\r" not in table.read_bytes() and b'"' not in table.read_bytes()
    capsys.readouterr()
    assert main(["format", str(package)]) == 0
    assert capsys.readouterr().out == ""


def test_the_check_also_speaks_to_programs(messy, capsys, monkeypatch):
    package, _ = messy
    (package.parent / ".git").mkdir()  # annotations name files as a clone does
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    capsys.readouterr()
    assert main(["format", str(package), "--check", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {p["code"] for p in report["problems"]} == {"F380"}
    assert main(["format", str(package), "--check", "--format", "github"]) == 1
    assert "::error file=tables/countries.csv,line=2," in capsys.readouterr().out


def test_a_table_that_cannot_be_read_is_told_with_its_line(tmp_path, capsys):
    package = mini.write(tmp_path)
    table = tmp_path / "tables" / "countries.csv"
    table.write_text(table.read_text() + "CCC,Celand\n")
    assert main(["format", str(package)]) == 2
    assert "countries.csv, line 5: expected 14 cells, found 2" in capsys.readouterr().err
