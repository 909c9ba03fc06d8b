"""The same table in every form gives the same problems, but for where they stand."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import spaceties.datapackage as dp
from spaceties.datapackage import load
from spaceties.datapackage.natives import text_of
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.render import to_text
from spaceties.datapackage.validation.package import validate
from tests.datapackages import field, write

FIELDS = [
    field("id", "integer"),
    field("name", "string", minLength=2),
    field("up", "integer"),
    field("kind", "string", enum=["civil", "military"]),
    field("mass", "number", minimum=0),
    field("day", "date", minimum="1957-10-04"),
    field("on", "boolean"),
    field("year", "year"),
]
NAMES = [one["name"] for one in FIELDS]
TABLE = {
    "primaryKey": ["id"],
    "uniqueKeys": [["name", "day"]],
    "foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}],
    "fields": FIELDS,
}

Row = list[Any]
Form = Callable[[list[Row], Path], dict[str, Any]]


def as_csv(rows: list[Row], folder: Path) -> dict[str, Any]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [NAMES, *([text_of(v) for v in r] for r in rows)]
    )
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8")
    return {"path": "t.csv"}


def as_parquet(rows: list[Row], folder: Path) -> dict[str, Any]:
    """Typed columns where all values are of one kind, text where they are mixed."""
    arrays = []
    for index in range(len(NAMES)):
        values = [row[index] for row in rows]
        kinds = {type(value) for value in values if value is not None}
        mixed = len(kinds) > 1 or kinds <= {str}
        arrays.append(pa.array([text_of(v) for v in values] if mixed else values))
    parquet.write_table(pa.table(arrays, NAMES), folder / "t.parquet", row_group_size=3)
    return {"path": "t.parquet", "format": "parquet"}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def records(rows: list[Row]) -> list[dict[str, Any]]:
    return [dict(zip(NAMES, map(plain, row), strict=True)) for row in rows]


def arrays(rows: list[Row]) -> list[Row]:
    return [NAMES, *([plain(value) for value in row] for row in rows)]


def as_json(rows: list[Row], folder: Path) -> dict[str, Any]:
    (folder / "t.json").write_text(json.dumps(records(rows), indent=1), encoding="utf-8")
    return {"path": "t.json"}


def as_json_arrays(rows: list[Row], folder: Path) -> dict[str, Any]:
    (folder / "t.json").write_text(json.dumps(arrays(rows)), encoding="utf-8")
    return {"path": "t.json"}


def as_json_lines(rows: list[Row], folder: Path) -> dict[str, Any]:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records(rows)]
    (folder / "t.jsonl").write_text("".join(lines), encoding="utf-8")
    return {"path": "t.jsonl", "format": "jsonl"}


def as_gzip(rows: list[Row], folder: Path) -> dict[str, Any]:
    as_csv(rows, folder)
    (folder / "t.csv.gz").write_bytes(gzip.compress((folder / "t.csv").read_bytes(), mtime=0))
    return {"path": "t.csv.gz", "format": "csv", "compression": "gz"}


def as_zip(rows: list[Row], folder: Path) -> dict[str, Any]:
    as_json_lines(rows, folder)
    with zipfile.ZipFile(folder / "t.jsonl.zip", "w") as archive:
        archive.write(folder / "t.jsonl", "t.jsonl")
    return {"path": "t.jsonl.zip", "format": "jsonl", "compression": "zip"}


def as_xlsx(rows: list[Row], folder: Path) -> dict[str, Any]:
    book = openpyxl.Workbook()
    for row in [NAMES, *rows]:
        book.active.append(row)
    book.save(folder / "t.xlsx")
    return {"path": "t.xlsx"}


def inline(rows: list[Row], folder: Path) -> dict[str, Any]:
    return {"data": records(rows)}


def inline_arrays(rows: list[Row], folder: Path) -> dict[str, Any]:
    return {"data": arrays(rows)}


def inline_text(rows: list[Row], folder: Path) -> dict[str, Any]:
    as_csv(rows, folder)
    return {"data": (folder / "t.csv").read_text(encoding="utf-8"), "format": "csv"}


FORMS: dict[str, Form] = {
    "csv": as_csv,
    "parquet": as_parquet,
    "json": as_json,
    "json arrays": as_json_arrays,
    "json lines": as_json_lines,
    "gzip": as_gzip,
    "zip": as_zip,
    "xlsx": as_xlsx,
    "inline": inline,
    "inline arrays": inline_arrays,
    "inline text": inline_text,
}


def problems(rows: list[Row], folder: Path, form: str) -> list[Problem]:
    resource = {"name": "t", "type": "table", "schema": TABLE, **FORMS[form](rows, folder)}
    report = validate(load(write(folder, [resource], {}))).report
    assert report.tables["t"] == sum(any(v is not None for v in row) for row in rows)
    assert not any("frictionless" in note for note in report.notes), report.notes
    return report.problems


def told(found: list[Problem]) -> list[tuple[Any, ...]]:
    return sorted((p.code, p.column or "", p.key or "", p.value or "") for p in found)


GOOD = [
    [1, "Alpha", None, "civil", 1.5, date(2016, 1, 5), True, 2016],
    [2, "Beta", 1, "military", 2.0, date(2017, 1, 5), False, 2017],
    [3, "Gamma", 2, "civil", None, None, None, None],
]
BAD = [
    [1, "Alpha", None, "civil", 1.5, date(2016, 1, 5), True, 2016],
    [1, "B", 7, "other", -1.0, date(1950, 1, 1), False, 2017],
    [None, "Alpha", 1, None, 3.25, date(2016, 1, 5), None, None],
    [None] * 8,
    [4, "Delta", 1, "civil", 0.0, None, None, 2020],
]


@pytest.mark.parametrize("form", FORMS)
def test_a_good_table_is_valid(tmp_path, form):
    assert problems(GOOD, tmp_path, form) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_bad_table_is_told_as_in_csv(tmp_path, form):
    (tmp_path / "csv").mkdir()
    expected = told(problems(BAD, tmp_path / "csv", "csv"))
    assert told(problems(BAD, tmp_path, form)) == expected
    codes = {code for code, *_ in expected}
    assert codes == {"F310", "K201", "K202", "K204", "K205", "S103", "S106", "S108"}


VALUES = st.fixed_dictionaries(
    {
        "id": st.none() | st.integers(0, 4),
        "name": st.none() | st.sampled_from(["Alpha", "Beta", "x", "é日", "NA", 'a"b', " "]),
        "up": st.none() | st.integers(0, 5),
        "kind": st.none() | st.sampled_from(["civil", "military", "other"]),
        "mass": st.none() | st.sampled_from([0.0, 1.5, -0.25, 1e300]),
        "day": st.none() | st.dates(date(1950, 1, 1), date(2026, 1, 1)),
        "on": st.none() | st.booleans(),
        "year": st.none() | st.integers(1000, 9999),
    }
)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "csv"])
def test_any_table_is_told_as_in_csv(tmp_path, form):
    (tmp_path / "csv").mkdir()

    @settings(
        max_examples=60,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(VALUES, min_size=1, max_size=12))
    def same(records: list[dict[str, Any]]) -> None:
        rows = [[record[name] for name in NAMES] for record in records]
        while form == "xlsx" and rows and not any(value is not None for value in rows[-1]):
            rows.pop()  # a sheet ends with the last cell that holds something
        assert told(problems(rows, tmp_path, form)) == told(problems(rows, tmp_path / "csv", "csv"))

    same()


FRAMES: dict[str, Callable[[pa.Table], Any]] = {
    "arrow": lambda table: table,
    "record batches": lambda table: table.to_reader(max_chunksize=2),
    "pandas": lambda table: table.to_pandas(),
    "pandas with Arrow's types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.from_arrow,
    "to_arrow": lambda table: SimpleNamespace(to_arrow=lambda: table),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_any_frame_is_told_as_a_parquet_file(tmp_path, kind):
    @settings(
        max_examples=40,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @example([dict(zip(NAMES, row, strict=True)) for row in BAD])
    @given(st.lists(VALUES, min_size=1, max_size=12))
    def same(records: list[dict[str, Any]]) -> None:
        rows = [[record[name] for name in NAMES] for record in records]
        expected = told(problems(rows, tmp_path, "parquet"))
        table = FRAMES[kind](parquet.read_table(tmp_path / "t.parquet"))
        report = dp.validate_table(table, TABLE, name="t")
        assert told(report.problems) == expected and not report.notes

    same()


TEXTS = {
    "csv": "v,w\n1,a\nx,b\n",
    "tsv": "v\tw\n1\ta\nx\tb\n",
    "json": '[{"v": 1, "w": "a"},\n\n{"v": "x", "w": "b"}]',
    "jsonl": '{"v": 1, "w": "a"}\n\n{"v": "x", "w": "b"}\n',
}
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda data: zipped({"folder/": b"", "folder/t": data}),
}


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("kind", PACKED)
def test_every_text_may_be_compressed(tmp_path, form, kind):
    data = PACKED[kind](TEXTS[form].encode())
    schema = {"fields": [field("v", "integer"), field("w")]}
    resource = {"name": "t", "path": f"t.{form}.{kind}", "schema": schema}
    report = validate(load(write(tmp_path, [resource], {f"t.{form}.{kind}": data}))).report
    assert [(p.code, p.line, p.column) for p in report.problems] == [("S101", 3, "v")]
    broken = {f"t.{form}.{kind}": data[: len(data) // 2]}
    report = validate(load(write(tmp_path, [resource], broken))).report
    assert "F320" in {p.code for p in report.problems}


@pytest.mark.parametrize(
    ("innerpath", "code"), [("b.csv", "S101"), ("a.csv", None), ("", None), ("c.csv", "F320")]
)
def test_a_member_of_a_zip_may_be_named(tmp_path, innerpath, code):
    data = zipped({"a.csv": b"v\n1\n", "b.csv": b"v\nx\n"})
    resource = {"name": "t", "path": "t.zip", "format": "csv", "compression": "zip"}
    resource |= {"schema": {"fields": [field("v", "integer")]}, "innerpath": innerpath}
    report = validate(load(write(tmp_path, [resource], {"t.zip": data}))).report
    assert [p.code for p in report.problems] == ([code] if code else [])


def test_places_in_parquet_are_rows_of_row_groups(tmp_path):
    found = problems(BAD, tmp_path, "parquet")
    blank = next(p for p in found if p.code == "F310")
    assert (blank.file, blank.line, blank.place) == ("t.parquet", 4, "row 1 of row group 2")
    report = validate(load(tmp_path)).report
    assert "row 2 of row group 1 [1] kind" in to_text(report)


def test_a_file_that_is_no_parquet_is_told(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nothing PAR1")
    resource = {"name": "t", "path": "t.parquet", "schema": TABLE, "type": "table"}
    report = validate(load(write(tmp_path, [resource], {}))).report
    assert [p.code for p in report.problems] == ["F323"]


@pytest.mark.parametrize("rows", [6, 40])
def test_bytes_that_are_no_text_are_told_as_in_csv(tmp_path, rows):
    """Arrow has columns of text with any bytes in them; whatever a cell breaks, it is this."""
    cells = [b"ab%d" % n for n in range(rows)]
    cells[2], cells[4], cells[5] = b"a\xff\xe9", b"ab3", b"\xfe"
    buffers = pa.array(cells, pa.binary()).buffers()
    texts = pa.Array.from_buffers(pa.string(), rows, buffers)
    lists = pa.ListArray.from_arrays(pa.array(range(rows + 1), pa.int32()), texts)
    frame = pa.table({"id": texts, "n": texts, "l": lists})
    parquet.write_table(frame, tmp_path / "t.parquet")
    lines = [b"id,n,l", *(b",".join([cell] * 3) for cell in cells)]
    names = [field("id"), field("n", pattern="[a-z]+[0-9]+", required=True), field("l", "list")]
    schema = {"fields": names, "primaryKey": ["id"]}
    told = []
    for path, data in (("t.parquet", None), ("t.csv", b"\n".join(lines))):
        resource = {"name": "t", "path": path, "schema": schema, "type": "table"}
        write(tmp_path, [resource], {path: data} if data else {})
        result = validate(load(tmp_path))
        first = 1 if data is None else 2
        told.append({(p.code, p.line - first, p.column) for p in result.report.problems})
        assert result.tables["t"]["n"].to_pylist()[4:6] == ["ab3", None]
    problems = dp.validate_table(frame, schema).problems
    told.append({(p.code, p.line - 1, p.column) for p in problems})
    expected = {("F306", row, one["name"]) for row in (2, 5) for one in names}
    assert told == [expected | {("K201", 4, "id")}] * 3
    assert {p.value for p in problems} == {r"a\xff\xe9", r"\xfe", "ab3", None}


def test_bytes_under_a_null_are_no_cell():
    """Arrow has them where a part of a text column was taken out without moving the rest."""
    texts = pa.array([b"a", b" ", b"\xff"], pa.binary()).buffers()
    holes = pa.array([True, True, None]).buffers()[0]
    n = pa.Array.from_buffers(pa.string(), 3, [holes, *texts[1:]])
    frame = pa.table({"id": ["1", "2", "3"], "n": n})
    schema = {"fields": [field("id"), field("n", required=True)]}
    problems = dp.validate_table(frame, schema).problems
    assert [(p.code, p.line) for p in problems] == [("S102", 2), ("S102", 3)]


@pytest.mark.parametrize(
    ("kind", "declared", "codes"),
    [
        (pa.array([1, 2]), "string", {"S101"}),
        (pa.array([1.0, 2.0]), "integer", set()),
        (pa.array(["1", "x"]), "integer", {"S101"}),
        (pa.array(["a", "b"], pa.large_string()), "string", set()),
        (pa.array(["a", "b"]).dictionary_encode(), "string", set()),
        (pa.array([[1], [2]]), "string", {"S101"}),
        (pa.array([b"a", b"b"]), "string", {"S101"}),
    ],
)
def test_types_are_compared_as_they_are(tmp_path, kind, declared, codes):
    parquet.write_table(pa.table({"v": kind}), tmp_path / "t.parquet")
    schema = {"fields": [field("v", declared)]}
    resource = {"name": "t", "path": "t.parquet", "schema": schema, "type": "table"}
    report = validate(load(write(tmp_path, [resource], {}))).report
    assert {p.code for p in report.problems} == codes and report.tables == {"t": 2}


@pytest.mark.parametrize(
    ("form", "line", "place"),
    [("json", 22, None), ("json arrays", 4, "item 4"), ("json lines", 3, None),
     ("inline", 3, "item 3"), ("inline arrays", 4, "item 4"),
     ("inline text", 4, "line 4 of the data"),
     ("xlsx", 4, "Sheet!D4"), ("zip", 3, None), ("gzip", 4, None)],
)  # fmt: skip
def test_records_have_the_line_or_the_number_of_theirs(tmp_path, form, line, place):
    rows = [[*row] for row in GOOD]
    rows[2][3] = "other"
    (problem,) = problems(rows, tmp_path, form)
    assert (problem.line, problem.place, problem.value) == (line, place, "other")


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ('[{"id": 1},\n {"id": 2}', 2, "a comma or the end of the array is missing"),
        ('[{"id": 1},\n {"id": }]', 2, "Expecting value"),
        ('{"id": 1}', 1, "the file holds no array of records"),
        ('[{"id": 1},\n[2]]', 2, "the item is an array, not an object as the first item is"),
        ("[1, 2]", 1, "the item is an integer, not an object or an array"),
        ('[{"id": NaN}]', 1, "NaN is no value of JSON"),
        ('[{"id": 1}, {"id": 2}, {"id": }]', 3, "Expecting value"),
        ("[" * 100_000, 1, "the values are nested too deep"),
        ('[{"id": 1},\n{"id": "\xff"}]', 2, "byte 21 is not UTF-8"),
    ],
)
def test_what_is_no_json_is_told_with_its_line(tmp_path, text, line, hint):
    (tmp_path / "t.json").write_bytes(text.encode("latin-1"))
    schema = {"fields": [field("id", "integer")]}
    resource = {"name": "t", "path": "t.json", "schema": schema, "type": "table"}
    report = validate(load(write(tmp_path, [resource], {}))).report
    (problem,) = [p for p in report.problems if p.code == "F323"]
    assert (problem.line, problem.hint) == (line, hint)


@pytest.mark.parametrize("good", range(5))
@pytest.mark.parametrize("end", [" {", ' {"id": }]', " x", "\xff"])
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_stands_before_a_broken_record_is_validated(tmp_path, good, end, form):
    gap = ",\n" if form == "json" else "\n"
    text = "[" * (form == "json") + "".join(f'{{"id": "x{n}"}}{gap}' for n in range(good)) + end
    (tmp_path / f"t.{form}").write_bytes(text.encode("latin-1"))
    schema = {"fields": [field("id", "integer")]}
    resource = {"name": "t", "path": f"t.{form}", "schema": schema, "type": "table"}
    report = validate(load(write(tmp_path, [resource], {}))).report
    before = [("S101", n + 1) for n in range(good)] if form != "json" or end != "\xff" else []
    assert [(p.code, p.line) for p in report.problems] == [*before, ("F323", good + 1)]


def test_names_of_objects_may_be_left_out_where_a_cell_is_missing(tmp_path):
    text = '{"a": 1}\n\n{"b": "x", "a": 2}\n{"a": 3, "c": 4}\n'
    schema = {"fields": [field("a", "integer"), field("b"), field("d", required=True)]}
    resource = {
        "name": "t",
        "path": "t.jsonl",
        "format": "jsonl",
        "schema": schema,
        "type": "table",
    }
    report = validate(load(write(tmp_path, [resource], {"t.jsonl": text}))).report
    told = {(p.code, p.line, p.column) for p in report.problems}
    missing = {("S102", line, "d") for line in (1, 3, 4)}
    assert told == {("F314", 1, "c"), ("F313", 1, "d"), *missing} and report.tables == {"t": 3}


def test_the_records_of_a_member_of_the_file(tmp_path):
    schema = {"fields": [field("a", "integer")]}
    resource = {"name": "t", "path": "t.json", "schema": schema, "type": "table"}
    resource["dialect"] = {"property": "rows"}
    text = '{"n": [1, {"rows": 2}],\n "rows": [{"a": 1},\n {"a": "x"}]}'
    report = validate(load(write(tmp_path, [resource], {"t.json": text}))).report
    assert [(p.code, p.line) for p in report.problems] == [("S101", 3)], report
