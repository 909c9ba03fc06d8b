"""Primary, unique and foreign keys."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from spaceties.datapackage.model import Field
from spaceties.datapackage.validation import keys, repeats

from .datapackages import field, problem_places, table, validate_folder, validate_table, write


def both(folder, resources, files) -> set:
    """The problems that both engines find; they must be the same."""
    write(folder, resources, files)
    ours = validate_folder(folder)
    assert problem_places(ours) == problem_places(validate_folder(folder, "frictionless"))
    return problem_places(ours)


def reference(fields, resource, to) -> dict:
    return {"fields": fields, "reference": {"resource": resource, "fields": to}}


def test_primary_key(tmp_path):
    t = table("t", [field("id", "integer"), "v"], primaryKey="id")
    text = "id,v\n1,a\n2,b\n01,c\n3,d\n+2,e\n1,f\n"
    expected = {("K201", 4, "id"), ("K201", 6, "id"), ("K201", 7, "id")}
    assert both(tmp_path, [t], {"t.csv": text}) == expected
    hints = [p.hint for p in validate_folder(tmp_path).report.problems]
    assert hints == ["the first is on line 2", "the first is on line 3", "the first is on line 2"]
    assert [p.key for p in validate_folder(tmp_path).report.problems] == ["01", "+2", "1"]


def test_composite_primary_key(tmp_path):
    t = table("t", [field("a", "integer"), "b", "c"], primaryKey=["a", "b"])
    text = "a,b,c\n1,x,p\n1,y,p\n2,x,p\n01,y,q\n"
    assert both(tmp_path, [t], {"t.csv": text}) == {("K201", 5, "a, b")}
    problem = validate_folder(tmp_path).report.problems[0]
    assert (problem.value, problem.key) == ("01, y", "01,y")


def test_missing_primary_key(tmp_path):
    t = table("t", ["id", "v"], primaryKey="id")
    assert both(tmp_path, [t], {"t.csv": "id,v\na,1\n,2\n,3\n"}) == {
        ("K202", 3, "id"),
        ("K202", 4, "id"),
    }


@pytest.mark.parametrize(
    "constraints, key, rows, expected",
    [
        # said once, as what it is most
        ({"required": True}, ["id"], ["1,a", ",b", ",c"], {("S102", 3, "id"), ("S102", 4, "id")}),
        ({}, ["id"], ["1,a", ",b"], {("K202", 3, "id")}),
        ({"unique": True}, ["id"], ["1,a", "01,b"], {("K201", 3, "id")}),
        ({"unique": True}, ["id", "v"], ["1,a", "1,b"], {("K203", 3, "id")}),
        # what cannot be read is equal to nothing
        ({}, ["id"], ["x,a", "x,a"], {("S101", 2, "id"), ("S101", 3, "id")}),
        ({}, ["id", "v"], ["x,a", "x,a"], {("S101", 2, "id"), ("S101", 3, "id")}),
        ({"unique": True}, ["v"], ["x,a", "x,b"], {("S101", 2, "id"), ("S101", 3, "id")}),
    ],
)
def test_a_problem_of_a_key_is_said_once(tmp_path, constraints, key, rows, expected):
    t = table("t", [field("id", "integer", **constraints), "v"], primaryKey=key)
    result = validate_folder(write(tmp_path, [t], {"t.csv": "\n".join(["id,v", *rows, ""])}))
    assert problem_places(result) == expected and len(result.report.problems) == len(expected)


@pytest.mark.parametrize("cell, code", [("x", "S101"), ("7", "K205"), ("1", None)])
def test_an_unreadable_part_of_a_reference_is_no_broken_reference(tmp_path, cell, code):
    references = [reference(["a", "b"], "u", ["x", "y"])]
    t = table("t", [field("a", "integer"), "b"], foreignKeys=references)
    u = table("u", [field("x", "integer"), "y"])
    files = {"t.csv": f"a,b\n{cell},p\n", "u.csv": "x,y\n1,p\n"}
    result = validate_folder(write(tmp_path, [t, u], files))
    assert [p.code for p in result.report.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    "kind, cells, again",
    [
        ("string", ["a", "A", "a ", "a"], [3]),
        ("integer", ["1", "01", "2"], [1]),
        ("number", ["1.0", "1", "1.5", "1.50", "1e0", "NaN", "NaN"], [1, 3, 4]),
        ("boolean", ["true", "1", "0"], [1]),
        ("date", ["2016-01-05", "2016-01-06", "2016-01-05"], [2]),
        ("time", ["10:00:00", "10:00:00.0"], [1]),
        ("yearmonth", ["2016-01", "2016-02", "2016-01"], [2]),
    ],
)
def test_unique_compares_values_and_exempts_nulls(tmp_path, kind, cells, again):
    t = table("t", ["id", field("v", kind, unique=True)])
    rows = "".join(f"{n},{cell}\n" for n, cell in enumerate([*cells, "", ""]))
    expected = {("K203", n + 2, "v") for n in again}
    assert both(tmp_path, [t], {"t.csv": "id,v\n" + rows}) == expected


def test_foreign_keys(tmp_path):
    t = table(
        "t",
        ["id", field("up", "integer"), field("self")],
        foreignKeys=[reference("up", "u", "n"), reference(["self"], "", ["id"])],
    )
    u = table("u", [field("n", "integer")])
    files = {"t.csv": "id,up,self\na,1,\nb,01,a\nc,7,z\nd,,c\n", "u.csv": "n\n1\n2\n"}
    assert both(tmp_path, [t, u], files) == {("K205", 4, "up"), ("K205", 4, "self")}
    problem = validate_folder(tmp_path).report.problems[0]
    assert problem.message in ("has no match in u", "has no match in t")


def test_composite_foreign_key_with_missing_parts(tmp_path):
    """As in SQL, a row with a missing part refers to nothing, and none refers to it."""
    t = table(
        "t", [field("a", "integer"), "b"], foreignKeys=[reference(["a", "b"], "u", ["x", "y"])]
    )
    u = table("u", [field("x", "integer"), "y", "z"])
    files = {"t.csv": "a,b\n1,p\n1,\n2,q\n2,\n,q\n", "u.csv": "x,y,z\n1,p,\n1,,\n2,p,\n"}
    assert problem_places(validate_folder(write(tmp_path, [t, u], files))) == {("K205", 4, "a, b")}


def test_parts_of_a_key_do_not_run_together(tmp_path):
    t = table("t", ["a", "b"], primaryKey=["a", "b"])
    text = "a,b\nx\x1fy,z\nx,y\x1fz\nx\x1e1y,z\n"
    assert both(tmp_path, [t], {"t.csv": text}) == set()


def test_references_between_kinds_of_numbers(tmp_path):
    t = table(
        "t",
        [field("a", "number"), field("b", "year")],
        foreignKeys=[reference("a", "u", "n"), reference("b", "u", "n")],
    )
    u = table("u", [field("n", "integer")])
    files = {"t.csv": "a,b\n1.0,2016\n1.5,2017\n2e0,\n", "u.csv": "n\n1\n2\n2016\n"}
    assert both(tmp_path, [t, u], files) == {("K205", 3, "a"), ("K205", 3, "b")}


def test_types_that_cannot_match_are_said_so(tmp_path):
    t = table("t", [field("a", "integer")], foreignKeys=[reference("a", "u", "n")])
    files = {"t.csv": "a\n1\n2\n", "u.csv": "n\n1\n2\n"}
    assert both(tmp_path, [t, table("u", ["n"])], files) == {("K205", 2, "a"), ("K205", 3, "a")}
    assert (
        "types differ (integer here, string there)"
        in validate_folder(tmp_path).report.problems[0].hint
    )


@pytest.mark.parametrize(
    ("column", "good"),
    [
        (("integer", {}), "1"),
        (("date", {}), "2016-01-05"),
        (("duration", {}), "P1D"),
        (("string", {"format": "uri"}), "https://a.org/1"),
        (("string", {"format": "email"}), "a@b.org"),
        (("string", {"format": "uuid"}), "12345678-1234-4234-8234-123456789012"),
    ],
)
@pytest.mark.parametrize("width", [1, 2])
def test_cells_that_cannot_be_read_are_no_keys(column, good, width, tmp_path):
    """Neither twice the same key, nor referring to anything, nor referred to."""
    kind, rest = column
    fields = [field("id", kind, **rest), field("up", kind, **rest), "n"]
    own, other = (["id"], ["up"]) if width == 1 else (["id", "n"], ["up", "n"])
    keys = {
        "primaryKey": own,
        "foreignKeys": [{"fields": other, "reference": {"resource": "", "fields": own}}],
    }
    text = f"id,up,n\n{good},,a\nno,{good},a\nno,no,a\n"
    found = problem_places(validate_table(tmp_path, fields, text, **keys))
    assert found == {("S101", 3, "id"), ("S101", 4, "id"), ("S101", 4, "up")}


def test_circular_references(tmp_path):
    t = table("t", ["id", "u"], foreignKeys=[reference("u", "u", "id")])
    u = table("u", ["id", "t"], foreignKeys=[reference("t", "t", "id")])
    files = {"t.csv": "id,u\na,x\nb,z\n", "u.csv": "id,t\nx,b\ny,c\n"}
    resources = [t, u]
    write(tmp_path, resources, files)
    for engine in ("columnar", "frictionless"):
        places = {(p.table, p.line) for p in validate_folder(tmp_path, engine).report.problems}
        assert places == {("t", 3), ("u", 3)}


def test_references_to_tables_that_only_frictionless_reads(tmp_path):
    t = table(
        "t",
        [field("a", "integer"), "b"],
        foreignKeys=[reference("a", "inline", "n"), reference("b", "geo", "name")],
    )
    inline = table("inline", [field("n", "integer")], data=[["n"], [1], [2]])
    geo = table("geo", ["name", field("place", "geopoint")])
    files = {"t.csv": "a,b\n1,here\n3,there\n", "geo.csv": 'name,place\nhere,"1,2"\n'}
    assert both(tmp_path, [t, inline, geo], files) == {("K205", 3, "a"), ("K205", 3, "b")}


def test_validating_one_table_reads_what_it_refers_to_and_reports_nothing_of_it(tmp_path):
    t = table("t", ["id", "up"], foreignKeys=[reference("up", "u", "id")])
    u = table("u", ["id", field("n", "integer")], primaryKey="id")
    files = {"t.csv": "id,up\na,x\nb,z\n", "u.csv": "id,n\nx,bad\nx,1\n\n"}
    write(tmp_path, [t, u], files)
    result = validate_folder(tmp_path, tables=["t"])
    assert problem_places(result) == {("K205", 3, "up")}
    assert list(result.tables) == ["t"] and result.report.tables == {"t": 2}
    with pytest.raises(KeyError):
        validate_folder(tmp_path, tables=["v"])


def test_keys_over_repeated_values(tmp_path):
    """Foreign keys held as codes, with and without broken ones."""
    names = [f"c{n}" for n in range(20)]
    t = table(
        "t",
        [field("id", "integer"), field("c", pattern="c.*")],
        primaryKey="id",
        foreignKeys=[reference("c", "u", "c")],
    )
    u = table("u", ["c"], primaryKey="c")
    rows = [f"{n},{names[n % 20]}" for n in range(3000)]
    files = {"t.csv": "id,c\n" + "\n".join(rows) + "\n", "u.csv": "c\n" + "\n".join(names) + "\n"}
    assert problem_places(validate_folder(write(tmp_path, [t, u], files))) == set()
    rows[1700] = "1700,c99"
    files["t.csv"] = "id,c\n" + "\n".join(rows) + "\n"
    assert problem_places(validate_folder(write(tmp_path, [t, u], files))) == {("K205", 1702, "c")}


def test_duplicates_in_sorted_nearly_sorted_and_unsorted_keys(monkeypatch):
    monkeypatch.setattr(repeats, "FEW", 3)
    monkeypatch.setattr(repeats, "GLANCE", 6)
    chance = random.Random(3)
    for _ in range(1500):
        size = chance.randrange(14)
        cells: list[str | None] = [str(n) for n in sorted(chance.sample(range(100, 200), size))]
        if chance.random() < 0.3:
            cells = [str(chance.randrange(100, 110)) for _ in range(size)]
        for _ in range(chance.randrange(3) if size else 0):
            cells[chance.randrange(size)] = chance.choice([*cells, None])
        seen: dict[str, int] = {}
        expected = [
            (n, seen[cell])
            for n, cell in enumerate(cells)
            if cell is not None and seen.setdefault(cell, n) != n
        ]
        cut = chance.randrange(size + 1)
        parts = [pa.array(part, pa.string()) for part in (cells[:cut], cells[cut:])]
        for kind in ("string", "integer"):
            rows, first = keys.duplicates([keys.KeyColumn(Field("v", kind), parts)])
            assert list(zip(rows.tolist(), first.tolist(), strict=True)) == expected


def test_a_key_of_unusable_tables_is_not_thought_good(tmp_path):
    t = table("t", ["up"], foreignKeys=[reference("up", "u", "id")])
    write(tmp_path, [t, table("u", ["id"])], {"t.csv": "up\na\n", "u.csv": '"id\n'})
    assert ("S199", None, "up") in problem_places(validate_folder(tmp_path))
