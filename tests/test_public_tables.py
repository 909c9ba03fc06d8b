"""Tables in memory and reports, as somebody uses them in a script or a notebook."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import spaceties
import spaceties.datapackage as dp

from .datapackages import field, in_a_process, table, write
from .mini import ROOT

FIELDS = [field("id", "integer", required=True), field("name", minLength=2), field("on", "date")]
RECORD = [
    *("code", "severity", "table", "file", "line", "column", "key", "value", "message", "hint"),
]
SCHEMA = {"fields": FIELDS, "primaryKey": "id"}
ROWS = {"id": [1, 2, 2], "name": ["Al", "B", None], "on": [date(2020, 1, 1), None, None]}


def places(report: dp.Report) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(p.code, p.line, p.column, p.place) for p in report]


def test_a_schema_may_be_a_mapping_a_file_or_fields(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA))
    fields = dp.from_descriptor({"resources": [table("t", FIELDS)]}).resource("t").fields
    short = ("S106", 2, "name", "row 2")
    for schema in (SCHEMA, path, str(path)):
        report = dp.validate_table(pa.table(ROWS), schema)
        assert places(report) == [short, ("K201", 3, "id", "row 3")]
        assert report.problems[1].hint == "the first is row 2" and report.tables == {"table": 3}
    assert places(dp.validate_table(pa.table(ROWS), fields)) == [short]
    with pytest.raises(dp.DescriptorError, match="does not exist"):
        dp.validate_table(pa.table(ROWS), tmp_path / "no.json")
    report = dp.validate_table(pa.table(ROWS), [dp.Field("id", "intger")])
    assert [(p.code, p.column) for p in report if p.code != "F314"] == [("S150", "id")]


def test_fields_are_written_as_a_descriptor_has_them():
    full = field("a", "number", format="default", title="A", unit="kg", example=1, rdfType="x:y",
                 minimum=1, missingValues=[], decimalChar=",", mine=1)  # fmt: skip
    for raw in (full, {"name": "b", "type": "string", "format": "uri", "categories": ["x"]}):
        resource = dp.from_descriptor({"resources": [table("t", [raw])]}).resource("t")
        assert resource.fields[0].descriptor == raw


def test_an_index_counts_where_it_is_named_as_a_field_is():
    frame = pd.DataFrame(ROWS)
    expected = places(dp.validate_table(frame, SCHEMA))
    assert places(dp.validate_table(frame.set_index("id"), SCHEMA)) == expected
    numbered = frame.iloc[[0, 1]].drop(columns="id").rename_axis("id")
    assert [p.code for p in dp.validate_table(numbered, SCHEMA)] == ["S106"]
    for index in (["x", "y", "z"], pd.MultiIndex.from_product([["a"], range(3)]), [5, 5, 5]):
        assert places(dp.validate_table(frame.set_axis(index), SCHEMA)) == expected


@pytest.mark.parametrize(
    ("values", "declared", "bad"),
    [
        (pd.Series([1, None, 3]), "integer", []),  # pandas has made floats of them
        (pd.Series([1, None, 3], dtype="Int64"), "integer", []),
        (pd.Series([1.5, np.nan, 3]), "integer", [1]),
        (pd.Series(["1", 2, None, 2.5, np.int64(3), np.float64(4)], dtype=object), "integer", [4]),
        (pd.Series([date(2020, 1, 1), datetime(2020, 1, 1, 5), pd.Timestamp("2020-01-01")],
                   dtype=object), "date", [2]),
        (pd.Series([datetime(2020, 1, 1), None, datetime(2020, 1, 1, 5)]), "date", [3]),
        (pd.Series(["a", "b", "a"], dtype="category"), "string", []),
        (pd.Series([1, 2], dtype="category"), "string", [1, 2]),
        (pd.Series([True, None, 1], dtype=object), "boolean", [3]),
        (pd.Series([{"a": 1}, {"b": 2}, [1], None]), "object", [3]),
        (pd.Series([[1], [1, 2], "x"]), "array", [3]),
        (pd.Series([Decimal("1.5"), float("inf"), "x"], dtype=object), "number", [3]),
        (pd.Series([pd.Timedelta("1D"), None]), "duration", []),
        (pd.Series(pd.period_range("2020", periods=2, freq="M")), "string", [1, 2]),
        (pd.Series([2**70, None], dtype=object), "integer", []),
        (pd.Series(["", "x", None]), "string", []),
        (pl.Series([1.0, 2.5]), "integer", [2]),
        (pl.Series(["a", "b"], dtype=pl.Categorical), "string", []),
        (pl.Series([datetime(2020, 1, 1), datetime(2020, 1, 1, 5)]), "date", [2]),
    ],
)  # fmt: skip
def test_columns_hold_what_their_library_means(values, declared, bad):
    frame = (pl.DataFrame if isinstance(values, pl.Series) else pd.DataFrame)({"v": values})
    report = dp.validate_table(frame, [dp.Field("v", declared), dp.Field("w")][:1])
    assert [(p.code, p.line) for p in report if p.code != "F310"] == [("S101", n) for n in bad]


@pytest.mark.parametrize(
    "values",
    [
        pa.array([Decimal("1.50"), None], pa.decimal32(5, 2)),
        pa.DictionaryArray.from_arrays([0, None], pa.array(["a"], pa.string_view())),
        pa.RunEndEncodedArray.from_arrays([1, 2], ["a", None]),
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"a" * 16, None], pa.binary(16))),
        pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int8())),
        pa.array([(1, 2, 3), None], pa.month_day_nano_interval()),
        pa.array([b"a", None], pa.binary_view()),
        pa.array([[1], None], pa.list_view(pa.int8())),
        pa.array([1.5, None], pa.float16()),
    ],
    ids=lambda values: str(values.type),
)
def test_no_type_of_arrow_is_unheard_of(values):
    numbers = {"decimal32(5, 2)", "halffloat"}
    for declared in ("string", "integer", "number", "date", "array", "any"):
        for constraints in ({"required": True}, {"unique": True}):
            only = dp.Field("v", declared, constraints=constraints)
            report = dp.validate_table(pa.table({"v": values, "w": [1, 2]}), [only, dp.Field("w")])
            assert not report.notes and report.tables == {"table": 2}
            wrong = ("S101", 1) in {(p.code, p.line) for p in report if p.column == "v"}
            if declared in ("any", "number"):
                assert wrong == (declared == "number" and str(values.type) not in numbers)


def test_headers_are_held_against_the_fields_as_everywhere():
    frame = pd.DataFrame({"name": ["Al"], "id": [1], "on": [None]})
    assert {(p.code, p.line, p.place) for p in dp.validate_table(frame, SCHEMA)} == {
        ("F315", None, None), ("S101", 1, "row 1"),
    }  # fmt: skip
    assert dp.validate_table(frame, {**SCHEMA, "fieldsMatch": "equal"}).valid
    numbered = dp.validate_table(pd.DataFrame([[1]]), [dp.Field("0", "integer")])
    assert numbered.valid
    twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert {"F314"} == {p.code for p in dp.validate_table(twice, [dp.Field("a", "integer")])}
    assert [p.code for p in dp.validate_table(pa.table({}), SCHEMA)] == ["F305"]
    assert dp.validate_table(pa.table(ROWS).slice(0, 0), SCHEMA).valid


@pytest.mark.parametrize("engine", ["columnar", "frictionless"])
def test_keys_to_other_tables_are_noted(engine):
    keys = [{"fields": "id", "reference": {"resource": to, "fields": "id"}} for to in ("b", "")]
    report = dp.validate_table(pa.table(ROWS), {**SCHEMA, "foreignKeys": keys}, engine=engine)
    assert sorted(places(report)) == [("K201", 3, "id", "row 3"), ("S106", 2, "name", "row 2")]
    assert report.notes == [
        "table: the foreign key id refers to another table (b) and was not checked"
    ]


@pytest.mark.parametrize("what", [3, [1], pd.Series([1]), pl.Series([1]), pl.LazyFrame(ROWS)])
def test_what_is_no_table_is_said_to_be_none(what):
    with pytest.raises(TypeError, match=f"^{type(what).__name__} is no table: "):
        dp.validate_table(what, SCHEMA)


def test_a_field_that_contradicts_itself_costs_no_other_check():
    schema = [dp.Field("v", "integer", categories=("none", 1), constraints={"minimum": 1})]
    for values in (pd.DataFrame({"v": [1, 0, "1"]}), pa.table({"v": [1, 0]})):
        report = dp.validate_table(values, schema)
        assert [p.code for p in report] == ["S150", "S108"] and not report.notes


def test_frictionless_can_be_asked_of_a_table():
    schema = [dp.Field("v", "integer", constraints={"minimum": 1})]
    for values in (pd.DataFrame({"v": [1, 0, 2]}), pa.table({"v": [1, 0]})):
        reports = [
            dp.validate_table(values, schema, engine=engine)
            for engine in ("columnar", "frictionless")
        ]
        assert [[(p.code, p.column, p.value) for p in one] for one in reports] == [
            [("S108", "v", "0")]
        ] * 2


def test_a_descriptor_in_memory(tmp_path):
    write(tmp_path, [table("t", FIELDS)], {"t.csv": "id,name,on\n1,B,\n"})
    descriptor = json.loads((tmp_path / "datapackage.json").read_text())
    assert places(dp.validate(descriptor, basepath=tmp_path)) == [("S106", 2, "name", None)]
    assert [p.code for p in dp.validate(descriptor)] == ["F301"]
    inline = {"resources": [{"name": "t", "data": [{"a": 1}], "schema": {"fields": ["a"]}}]}
    inline["resources"][0]["schema"] = {"fields": [field("a")]}
    (problem,) = dp.validate(inline)
    assert (problem.place, problem.message) == ("item 1", "is an integer, not text")


def test_a_report_is_read_at_a_glance():
    hostile = '<b>\x1b[2J & "'
    frame = pd.DataFrame({"id": range(100), "name": [hostile[:1]] * 100, "on": [None] * 100})
    report = dp.validate_table(frame, SCHEMA, name=hostile)
    lines = repr(report).splitlines()
    assert lines[0] == "<Report: 100 errors, 0 warnings in 1 table (100 rows)>" and len(lines) == 7
    assert lines[-1] == "  … and 95 more: see .problems or .to_frame()"
    assert "row 1 [0] name" in lines[1] and "\x1b" not in repr(report)
    html = report._repr_html_()
    assert html.count("<tr>") == 51 and "… and 50 more" in html
    assert "<b>" not in html and "\x1b" not in html and "&lt;b&gt;" in html and '"' not in html
    assert len(html) < 20_000
    empty = dp.validate_table(frame[:0], SCHEMA)
    assert repr(empty) == "<Report: valid, 1 table (0 rows)>" and "<td>" not in empty._repr_html_()
    assert repr(dp.Problem(code="S150", message="is wrong")) == "<S150 error: package is wrong>"


def test_a_report_as_a_frame():
    for rows in (ROWS, {name: values[:1] for name, values in ROWS.items()}):
        report = dp.validate_table(pa.table(rows), SCHEMA)
        frame = report.to_frame()
        assert list(frame.columns) == RECORD
        kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
        assert kinds == {name: "Int64" if name == "line" else "str" for name in frame.columns}
        assert frame["code"].tolist() == [p.code for p in report] == [str(p.code) for p in report]
    assert isinstance(frame["line"].tolist(), list) and frame.empty


def test_our_own_tables_by_one_call(tmp_path):
    with pytest.raises(FileNotFoundError):
        spaceties.validate(tmp_path / "none")
    write(tmp_path, [table("t", FIELDS)], {"t.csv": "id,name,on\n1,B,\n"})
    assert [p.code for p in spaceties.validate(tmp_path)] == ["S106"]


def test_the_example_of_the_page_runs(tmp_path, monkeypatch, capsys):
    write(tmp_path / "csv", [table("t", FIELDS)], {"csv.csv": "", "t.csv": "id,name,on\n1,Al,\n"})
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "check-your-own-package.md").read_text(encoding="utf-8")
    (example,) = re.findall(
        r"```python\n(import pandas as pd\nimport spaceties\.datap.*?)```", text, re.S
    )
    assert len(example.splitlines()) <= 10
    exec(example, names := {})
    assert capsys.readouterr().out.splitlines() == [
        "S108 2 mass_kg is below the minimum 0",
        "S102 3 mass_kg is required",
    ]
    assert names["report"].problems[0].place == "row 2"


def test_frames_of_polars_and_arrow_need_no_pandas():
    in_a_process(
        "import sys, pyarrow, spaceties.datapackage as dp\n"
        "table = pyarrow.table([pyarrow.nulls(2, pyarrow.int64())], ['a'])\n"
        "assert len(dp.validate_table(table, [dp.Field('a', 'integer')]).problems) == 2\n"
        "assert 'pandas' not in sys.modules\n"
    )
