"""Every type with every constraint, key and kind of missing value gives the same problems whatever
form holds it, as a value of its own kind or as text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from spaceties.datapackage import load
from spaceties.datapackage.cells import CONSTRAINTS
from spaceties.datapackage.validation.package import validate
from spaceties.datapackage.validation.properties import CONSTRAINTS_OF
from tests.datapackages import field, write

Cell = tuple[Any, str]  # a value, and its text as the type has it
Column = tuple[dict[str, Any], list[Cell], list[Cell]]  # field, good cells, others


def same(*texts: str) -> list[Cell]:
    """Cells that no form has another kind of value for."""
    return [(text, text) for text in texts]


def in_json(*values: Any) -> list[Cell]:
    return [(value, json.dumps(value)) for value in values]


def of_texts(kind: Callable[[str], Any], *texts: str) -> list[Cell]:
    return [(kind(text), text) for text in texts]


POINT = {"type": "Point", "coordinates": [1.5, 2]}
UTC = datetime.fromisoformat("2016-01-05T10:00:00+00:00")
COLUMNS: list[Column] = [
    (field("", "integer", minimum=2, maximum="4", unique=True),
     [(2.0, "2"), *of_texts(int, "2", "3", "4")],
     [*of_texts(int, "1", "5"), (1.5, "1.5"), (True, "true"), *same("x", "03", "1e1")]),
    (field("", "integer", enum=[1, "2000"], groupChar=","), [(1, "1"), (2000, "2,000")],
     [(3, "3"), *same("2,0x", "2000")]),
    (field("", "integer", categories=[1, 2]), of_texts(int, "1", "2"), of_texts(int, "3")),
    (field("", "integer", exclusiveMinimum=1, exclusiveMaximum=9, missingValues=["", "-"]),
     of_texts(int, "2", "8"), [*of_texts(int, "1"), *same("-", "NA")]),
    (field("", "number", minimum=0.1, exclusiveMaximum=1.5, unique=True),
     of_texts(float, "0.1", "0.5", "1"),
     [*of_texts(float, "0.09", "1.5"), *same("0.50", "INF"), (True, "true")]),
    (field("", "number", enum=[0.1, 2], decimalChar=",", unique=True), [(0.1, "0,1"), (2, "2")],
     [(0.2, "0,2"), *same("0.1", "2,0")]),
    (field("", "boolean", trueValues=["yes"], falseValues=["no"], enum=["yes"], unique=True),
     [(True, "yes")], [(False, "no"), *same("true", "1")]),
    (field("", "string", pattern="[a-zé]+", minLength=2, maxLength=3, unique=True),
     same("ab", "éé", "abc"), same("a", "abcd", "AB", " ", 'a"b', "日本")),
    (field("", "string", format="email", required=True), same("a@b.org"), same("a@", "", " ")),
    (field("", "string", categories=[{"value": "a", "label": "A"}, {"value": "b"}], unique=True),
     same("a", "b"), same("c", "NA")),
    (field("", "date", minimum="2016-01-05", maximum="2016-12-31", unique=True),
     of_texts(date.fromisoformat, "2016-01-05", "2016-12-31"),
     [*of_texts(date.fromisoformat, "2016-01-04", "2017-01-01"), *same("2016-1-5", "2016-02-30"),
      (datetime(2016, 1, 5, 7), "2016-01-05T07:00:00")]),
    (field("", "date", format="%d/%m/%Y", enum=["05/01/2016"], unique=True),
     [(date(2016, 1, 5), "05/01/2016")], [(date(2016, 1, 6), "06/01/2016"), *same("2016-01-05")]),
    (field("", "datetime", exclusiveMinimum="2016-01-05T10:00:00", unique=True),
     of_texts(datetime.fromisoformat, "2016-01-05T10:00:01", "2017-01-05T10:00:00"),
     [*of_texts(datetime.fromisoformat, "2016-01-05T10:00:00"), *same("2016-01-05", "soon")]),
    (field("", "datetime", minimum="2016-01-05T10:00:00Z"), [(UTC, "2016-01-05T10:00:00Z")],
     [(UTC - timedelta(1), "2016-01-04T10:00:00Z")]),
    (field("", "time", maximum="12:00:00", unique=True),
     of_texts(time.fromisoformat, "10:00:00", "12:00:00"),
     [*of_texts(time.fromisoformat, "12:00:01"), *same("24:00:01", "10:00")]),
    (field("", "year", minimum=2000, exclusiveMaximum="2020", unique=True),
     of_texts(int, "2000", "2019"), [*of_texts(int, "1999", "2020"), *same("99")]),
    (field("", "yearmonth", minimum="2016-02", enum=["2016-02", "2016-01"], unique=True),
     same("2016-02"), same("2016-01", "2016-03", "2016-13")),
    (field("", "duration", minimum="P1D", exclusiveMaximum="P1M", unique=True),
     [(timedelta(1), "P1D"), (timedelta(hours=36), "P1DT12H")],
     [(timedelta(hours=23), "PT23H"), (timedelta(29), "P29D"), *same("P1Y", "1 day", "PT24H")]),
    (field("", "list", itemType="number", minLength=2, maxLength=2, unique=True),
     [([1.5, 2.0], "1.5,2"), ([1.0, 2.0], "1.00,2")], [([1.0], "1"), *same("1,2,3", "a,b")]),
    (field("", "list", delimiter=";", enum=[["a", "b"]]), [(["a", "b"], "a;b")], same("b;a")),
    (field("", "array", minLength=1, maxLength=2, unique=True), in_json([1, 2], [3]),
     [*in_json([], [1, 2, 3], {"a": 1}), *same("[1", "1,2", "[1,  2]")]),
    (field("", "array", constraints={"jsonSchema": {"items": {"type": "integer"}}}),
     in_json([1], [2, 3]), in_json(["a"], [1.5])),
    (field("", "object", minLength=1, maxLength=2, unique=True),
     in_json({"a": 1}, {"a": 1, "b": 2}),
     [*in_json({"a": 1, "b": 2, "c": 3}, [1]), *same("{", '{"b":  2, "a": 1}')]),
    (field("", "object", enum=[{"a": 1}], constraints={"jsonSchema": {"required": ["a"]}}),
     in_json({"a": 1}), in_json({"a": 2}, {"b": 1})),
    (field("", "geopoint", unique=True), same("1,2", "1.0, 2"), same("181,0", "1;2", "[1,2]")),
    (field("", "geopoint", format="array", enum=[[1, 2]]), in_json([1, 2], [1.0, 2.0]),
     in_json([1, 91], [1, 3])),
    (field("", "geojson"), in_json(POINT), in_json({**POINT, "coordinates": [1]}, {"a": 1})),
    (field("", "any", enum=["a", "b"], unique=True), same("a", "b"), same("c")),
]  # fmt: skip
NAMES = [f"{number}-{own['type']}" for number, (own, *_) in enumerate(COLUMNS)]
FIELDS = [{**own, "name": name} for name, (own, *_) in zip(NAMES, COLUMNS, strict=True)]
# Texts of good values, of which the tables' own cells have others too
OTHERS = [
    {"name": f"u{number}", "data": [["v"], [good[0][1]]],
     "schema": {"fields": [{**own, "name": "v", "constraints": {}, "categories": []}]}}
    for number, (own, good, _) in enumerate(COLUMNS)
]  # fmt: skip
KEYS = [
    {"fields": name, "reference": {"resource": f"u{number}", "fields": "v"}}
    for number, name in enumerate(NAMES)
]
SCHEMA = {
    "fields": [field("id", "integer"), *FIELDS],
    "primaryKey": "id",
    "foreignKeys": KEYS,
    "missingValues": ["", "NA"],
}
Rows = list[list[Cell | None]]
SCALARS = (bool, int, float, str)


def test_every_type_and_every_constraint_takes_part():
    assert {own["type"] for own in FIELDS} == set(CONSTRAINTS_OF)
    for kind, known in CONSTRAINTS_OF.items():
        own = [one for one in FIELDS if one["type"] == kind]
        asked = {name for one in own for name in one.get("constraints", {})}
        bounds = {name for name in known if "imum" in name}
        assert asked & bounds or not bounds, kind
        assert known - bounds <= asked, kind
    assert {name for one in FIELDS for name in one.get("constraints", {})} == CONSTRAINTS


def held(cell: Cell | None, kinds: tuple[type, ...]) -> Any:
    """What a form has that holds these kinds of values."""
    if cell is None:
        return None
    value, text = cell
    return value if type(value) in kinds and getattr(value, "tzinfo", None) is None else text


def as_csv(rows: Rows, folder: Path) -> dict[str, Any]:
    out = io.StringIO()
    lines = [[str(n), *(cell[1] if cell else "" for cell in row)] for n, row in enumerate(rows)]
    csv.writer(out, lineterminator="\n").writerows([["id", *NAMES], *lines])
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8")
    return {"path": "t.csv"}


def as_parquet(rows: Rows, folder: Path) -> dict[str, Any]:
    arrays = [pa.array(range(len(rows)))]
    for cells in zip(*rows, strict=True):
        values = [cell and cell[0] for cell in cells]
        one_kind = len({type(value) for value in values if value is not None}) == 1
        try:
            arrays.append(pa.array(values if one_kind else [cell and cell[1] for cell in cells]))
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            arrays.append(pa.array([cell and cell[1] for cell in cells]))
        if pa.types.is_struct(arrays[-1].type):  # has all members in every row
            arrays[-1] = pa.array([cell and cell[1] for cell in cells])
    table = pa.table(arrays, ["id", *NAMES])
    parquet.write_table(table, folder / "t.parquet", row_group_size=3)
    return {"path": "t.parquet"}


def arrays_of(rows: Rows) -> list[list[Any]]:
    kinds = (*SCALARS, list, dict)
    return [[n, *(held(cell, kinds) for cell in row)] for n, row in enumerate(rows)]


def records_of(rows: Rows) -> list[dict[str, Any]]:
    return [dict(zip(["id", *NAMES], row, strict=True)) for row in arrays_of(rows)]


def as_json(rows: Rows, folder: Path) -> dict[str, Any]:
    (folder / "t.json").write_text(json.dumps(records_of(rows)), encoding="utf-8")
    return {"path": "t.json"}


def as_json_lines(rows: Rows, folder: Path) -> dict[str, Any]:
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, records_of(rows))))
    return {"path": "t.jsonl"}


def as_inline(rows: Rows, folder: Path) -> dict[str, Any]:
    return {"data": [["id", *NAMES], *arrays_of(rows)]}


def as_xlsx(rows: Rows, folder: Path) -> dict[str, Any]:
    book = openpyxl.Workbook()
    book.active.append(["id", *NAMES])
    kinds = (*SCALARS, date, datetime, time, timedelta)
    for n, row in enumerate(rows):
        book.active.append([n, *(held(cell, kinds) for cell in row)])
    book.save(folder / "t.xlsx")
    return {"path": "t.xlsx"}


FORMS = {
    "parquet": as_parquet,
    "json": as_json,
    "json lines": as_json_lines,
    "inline": as_inline,
    "xlsx": as_xlsx,
}


def told(rows: Rows, folder: Path, form: Callable[[Rows, Path], dict[str, Any]]) -> set[Any]:
    resource = {"name": "t", "schema": SCHEMA, **form(rows, folder)}
    report = validate(load(write(folder, [resource, *OTHERS], {})), ["t"]).report
    assert not report.notes and not any(p.code == "S150" for p in report.problems)
    return {(p.code, p.key, p.column) for p in report.problems}


def cells(column: Column, dirty: bool) -> st.SearchStrategy[Cell | None]:
    _, good, others = column
    return st.none() | st.sampled_from([*good, *others] if dirty else good)


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    size = draw(st.integers(1, 6))
    dirty = [draw(st.booleans()) for _ in COLUMNS]
    columns = [
        draw(st.lists(cells(column, other), min_size=size, max_size=size))
        for column, other in zip(COLUMNS, dirty, strict=True)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("form", FORMS)
def test_any_value_is_told_as_its_text_in_csv(form, tmp_path):
    (tmp_path / "csv").mkdir()

    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(tables())
    def as_in_csv(rows: Rows) -> None:
        assert told(rows, tmp_path, FORMS[form]) == told(rows, tmp_path / "csv", as_csv)

    as_in_csv()


def test_each_cell_that_is_not_good_is_told(tmp_path):
    """So that the comparison above compares something."""
    most = max(len(others) for _, _, others in COLUMNS)
    rows = [
        [others[n % len(others)] if others else good[0] for _, good, others in COLUMNS]
        for n in range(most)
    ]
    wrong = {(key, column) for code, key, column in told(rows, tmp_path, as_csv)}
    silent = {name for name in NAMES if not any(column == name for _, column in wrong)}
    assert not silent
