"""Rows in memory get the problems that they would have in a file."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceties.datapackage import descriptor
from spaceties.datapackage.validation.package import validate

FIELDS = [
    {"name": "k", "type": "string", "constraints": {"required": True}},
    {"name": "n", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "u", "type": "string", "constraints": {"unique": True, "maxLength": 3}},
    {"name": "d", "type": "date", "missingValues": ["", "-"]},
    {"name": "r", "type": "string"},
]
NAMES = [field["name"] for field in FIELDS]
OTHERS = {"a", "b"}
CELLS = [
    st.sampled_from(["a", "b", "c", "é", "", "two\nlines", "-"]),
    st.sampled_from(["1", "0", "-1", "x", "", "1.0", "9" * 30]),
    st.sampled_from(["u", "v", "", "long one", 'q"', "-"]),
    st.sampled_from(["2001-02-03", "2001-02-30", "-", "", "soon"]),
    st.sampled_from(["a", "b", "c", ""]),
]
# a row whose cells are all missing is a blank row, which is told and left out
ROWS = st.lists(st.one_of(st.tuples(*CELLS), st.just(("", "", "", "-", ""))), max_size=8)


def package(folder, geo=False):
    """A table t with references to a table o; geo: with a column for frictionless alone."""
    fields = [*FIELDS, *([{"name": "g", "type": "geopoint"}] if geo else [])]
    schema = {
        "fields": fields,
        "primaryKey": ["k"],
        "foreignKeys": [{"fields": ["r"], "reference": {"resource": "o", "fields": ["k"]}}],
    }
    other = {"fields": [{"name": "k", "type": "string"}], "primaryKey": ["k"]}
    described = {
        "name": "x",
        "resources": [
            {"name": "t", "path": "t.csv", "type": "table", "schema": schema},
            {"name": "o", "path": "o.csv", "type": "table", "schema": other},
        ],
    }
    (folder / "t.csv").write_text(",".join(f["name"] for f in fields) + "\n", newline="")
    (folder / "o.csv").write_text("k\n" + "".join(f"{key}\n" for key in sorted(OTHERS)))
    return descriptor.from_descriptor(described, folder)


def write(folder, names, rows):
    """The rows as a file; the record on which each line stands."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([names, *rows])
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    places, line = {1: 1, None: None}, 2
    for number, row in enumerate(rows, 2):
        places[line] = number
        line += 1 + "".join(row).count("\n")
    return places


def told(result, places=None):
    """Every problem without the hint that names another line."""
    return sorted(
        str((p.code, p.table, places[p.line] if places else p.line, p.column, p.key, p.value))
        for p in result.report.problems
    )


@given(ROWS)
def test_rows_in_memory_have_the_problems_of_the_same_rows_in_a_file(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("rows")
    described = package(folder)
    columns = {name: [row[n] for row in rows] for n, name in enumerate(NAMES)}
    held = validate(described, rows={"t": columns})
    places = write(folder, NAMES, rows)
    stored = validate(described)
    assert told(held) == told(stored, places)
    assert held.report.tables == stored.report.tables
    for name in ("t", "o"):
        assert held.tables[name].equals(stored.tables[name])
    lines = [places[line] for line in stored.lines["t"].tolist()]
    assert held.lines["t"].tolist() == lines


@pytest.mark.parametrize("engine", ["columnar", "frictionless"])
def test_what_only_frictionless_can_validate_is_validated_in_memory_too(tmp_path, engine):
    described = package(tmp_path, geo=True)
    columns = {"k": ["a", "b", "a"], "n": ["1", "x", "2"], "u": ["", "", ""], "d": [""] * 3,
               "r": ["a", "c", ""], "g": ["1,2", "", "north"]}  # fmt: skip
    result = validate(described, engine=engine, rows={"t": columns})
    assert {(p.code, p.line, p.column) for p in result.report.problems} == {
        ("S101", 3, "n"), ("K205", 3, "r"), ("K201", 4, "k"), ("S101", 4, "g"),
    }  # fmt: skip
    assert result.report.tables["t"] == 3


def test_what_a_file_is_declared_to_be_says_nothing_of_rows_in_memory(tmp_path):
    described = package(tmp_path)
    declared = {"bytes": 5, "hash": "md5:0", "encoding": "cp1252"}
    raw = described.descriptor["resources"][0] | declared
    whole = {**described.descriptor, "resources": [raw, described.descriptor["resources"][1]]}
    described = descriptor.from_descriptor(whole, tmp_path)
    columns = {name: ["é" if name == "k" else ""] for name in NAMES}
    assert validate(described, rows={"t": columns}).report.problems == []
