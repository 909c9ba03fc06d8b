"""Columns that are no text: the same verdicts as for their text, without making text of them."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from spaceties.datapackage.arrow import strings
from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.model import Field
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.tabular.block import Cells
from spaceties.datapackage.validation.column import ColumnValidator

from . import datapackages
from .datapackages import table, validate_folder, write

DAY = date(2016, 1, 5)


def told(field: Field, column) -> dict[str, list[int]]:
    result = ColumnValidator(field).validate(column, [], True)
    return {code: rows.tolist() for code, rows in result.rows.items()}


def field(kind: str, **constraints) -> Field:
    return Field("f", kind, constraints=constraints)


@pytest.mark.parametrize(
    ("kind", "values", "bad"),
    [
        ("integer", [1, 1.0, Decimal(2), True, "3", "x", 1.5, None], [3, 5, 6]),
        ("number", [1, 1.5, Decimal("2.5"), "2.5", True, [], None], [4, 5]),
        ("boolean", [True, False, "true", "no", 1, None], [3, 4]),
        ("string", ["a", 1, 1.0, True, None], [1, 2, 3]),
        ("date", [DAY, datetime(2016, 1, 5), datetime(2016, 1, 5, 1), "2016-01-05", 5], [2, 4]),
        ("year", [2016, "2016", 2016.0, "16", True], [3, 4]),
        ("any", [1, "a", [1], {"a": 1}], []),
        ("object", [{"a": 1}, '{"a": 1}', [1], "a", 1, None], [2, 3, 4]),
        ("array", [[1], "[1]", {"a": 1}, "a", 1, None], [2, 3, 4]),
        ("geopoint", [[90, 45.5], "90,45", [181, 0], [1, True], ["1", "2"], [1], {}], range(2, 7)),
        ("geojson", [{"type": "Point", "coordinates": [1, 2]}, {"type": "Point"}, []], [1, 2]),
        ("list", [["a", "b"], "a,b", ["a", 1], 1, None], [2, 3]),
        ("duration", [timedelta(1), "P1D", 1, "1 day", None], [2, 3]),
    ],
)  # fmt: skip
def test_values_of_mixed_kinds(kind, values, bad):
    assert told(field(kind), Cells(values)).get(Code.TYPE, []) == list(bad)


@pytest.mark.parametrize(
    ("kind", "column", "broken"),
    [
        (field("integer", minimum=2), pa.array([1, 2, None], pa.int16()), {Code.MINIMUM: [0]}),
        (field("integer", enum=[1]), pa.array([1, 2, None], pa.int64()), {Code.ENUM: [1]}),
        (field("integer"), pa.array([1.0, 1.5, None]), {Code.TYPE: [1]}),
        (field("integer"), pa.array([2**64 - 1], pa.uint64()), {}),
        (field("number", maximum="0.1"), pa.array([0.1, 0.2]), {Code.MAXIMUM: [1]}),
        (field("number", minimum=1), pa.array([1, 0], pa.int8()), {Code.MINIMUM: [1]}),
        (field("string"), pa.array([1, 2]), {Code.TYPE: [0, 1]}),
        (field("date"), pa.array([date(2016, 1, 5), None]), {}),
        (field("date", required=True), pa.array([None, None], pa.null()), {Code.REQUIRED: [0, 1]}),
        (field("boolean"), pa.array([True, None]), {}),
        (field("boolean"), pa.array([0, 1]), {Code.TYPE: [0, 1]}),
        (field("array", minLength=2), pa.array([[1], [1, 2], None]), {Code.MIN_LENGTH: [0]}),
        (field("object"), pa.array([{"a": 1}, None]), {}),
        (field("object"), pa.array([[1], [2]]), {Code.TYPE: [0, 1]}),
        (field("geopoint"), pa.array([[1.0, 2.0], [1.0, 91.0]]), {Code.TYPE: [1]}),
        (
            field("duration", minimum="P2D"),
            pa.array([timedelta(1), timedelta(2), None]),
            {Code.MINIMUM: [0]},
        ),
        (field("datetime"), pa.array([datetime(2016, 1, 5, 1)], pa.timestamp("ns")), {}),
    ],
)
def test_columns_of_arrow_types(kind, column, broken):
    assert told(kind, pa.chunked_array([column])) == broken
    assert told(kind, Cells(column.to_pylist())) == broken


def test_a_column_keeps_its_types():
    validator = ColumnValidator(field("integer"))
    result = validator.validate(Cells([1, "2", "x", None]), [], True)
    assert result.typed.to_pylist() == [1, 2, None, None] and result.typed.type == pa.int64()
    assert result.fits_type and not validator.validate(Cells([2**70]), [], True).fits_type


INSTANT = datetime(2016, 1, 5, 3, 4)
# A field, two values of it, and the text of the first as no program would write it of itself.
KEYS = [
    (dict(type="date", format="%d/%m/%Y"), [DAY, date(2017, 1, 1)], "05/01/2016"),
    (dict(type="datetime", format="%d/%m/%Y %H:%M"), [INSTANT, datetime(2017, 1, 1)],
     "05/01/2016 03:04"),
    (dict(type="time", format="%H.%M"), [time(1, 2), time(3)], "01.02"),
    (dict(type="boolean", trueValues=["yes"], falseValues=["no"]), [True, False], "yes"),
    (dict(type="number", decimalChar=","), [1.5, 2.0], "1,50"),
    (dict(type="number"), [1.5, 2.0], "1.50"),
    (dict(type="integer", groupChar=","), [1000, 2000], "1,000"),
    (dict(type="integer", bareNumber=False), [1000, 2000], "1000 km"),
    (dict(type="list", itemType="number"), [[1.5, 2.0], [3.0]], "1.50,2"),
    (dict(type="list", delimiter=";"), [["a", "b"], ["c"]], "a;b"),
    (dict(type="array"), [[1, 2], [3]], "[1,  2]"),
    (dict(type="object"), [{"a": 1, "b": "x"}, {"a": 2, "b": "x"}], '{"b": "x", "a": 1}'),
    (dict(type="geopoint", format="array"), [[1.5, 2.0], [3.0, 4.0]], "[1.50, 2]"),
    (dict(type="geopoint", format="object"), [{"lon": 1.5, "lat": 2.0}, {"lon": 3.0, "lat": 4.0}],
     '{"lat": 2, "lon": 1.50}'),
    (dict(type="duration"), [timedelta(1), timedelta(2)], "PT24H"),
    (dict(type="year"), [2016, 2017], "2016"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "values", "text"), KEYS)
@pytest.mark.parametrize("form", ["parquet", "json", "inline"])
def test_keys_meet_by_value_whatever_holds_it(field, values, text, form, tmp_path):
    """A value equals itself and its text, in unique and in foreign keys."""
    own = datapackages.field("v", **field)
    keys = {
        "uniqueKeys": [["v"]],
        "foreignKeys": [{"fields": "v", "reference": {"resource": "u", "fields": "v"}}],
    }
    cells = [values[0], *values]
    plain = [c if isinstance(c, (bool, int, float, list, dict)) else None for c in cells]
    if form != "parquet" and None in plain:
        pytest.skip("JSON has no such value")
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"v": pa.array(cells)}), path)
    files = {"u.csv": 'v\n"' + text.replace('"', '""') + '"\n', "t.parquet": path.read_bytes()}
    rows = [{"v": cell} for cell in plain]
    files["t.json"] = "[" + ",\n".join(map(json.dumps, rows)) + "]"
    resource = table("t", [own], f"t.{form}", **keys)
    if form == "inline":
        resource = table("t", [own], data=rows, **keys)
    result = validate_folder(write(tmp_path, [resource, table("u", [own])], files))
    told = sorted((p.code, p.line) for p in result.report.problems)
    assert told == [("K204", 2), ("K205", 3)]


HALF = (dict(type="string", constraints={"maxLength": 5}), ["\ud800"], r"\ud800")


@pytest.mark.parametrize(("described", "values", "text"), [*KEYS, HALF])
def test_texts_are_judged_alike_after_values(described, values, text):
    """A block of a column may hold values, the next one texts alone."""
    resource = table("t", [datapackages.field("v", **described)])
    (kind,) = from_descriptor({"resources": [resource]}).resources[0].fields
    validator = ColumnValidator(kind)
    texts = pa.chunked_array([strings([text, "?", None] * 300)])
    for column in (Cells([*values, "?"]), texts, texts):
        rows = validator.validate(column, [], False).rows
        assert {code: found.tolist() for code, found in rows.items()} == told(kind, column)


def test_parts_of_json_are_told_apart_by_their_kind(tmp_path):
    """Numbers of JSON are read as decimals, which are no texts in what tells values apart."""
    limits = {"jsonSchema": {"items": {"type": "number"}}, "unique": True}
    rows = ['{"v": [1.5]}', '{"v": ["1.5"]}', '{"v": [1.25]}', '{"v": [1.5]}']
    resource = table("t", [datapackages.field("v", "array", constraints=limits)], "t.jsonl")
    result = validate_folder(write(tmp_path, [resource], {"t.jsonl": "\n".join(rows)}))
    assert sorted((p.code, p.line, p.value) for p in result.report.problems) == [
        ("K203", 4, "[1.5]"), ("S112", 2, '["1.5"]'),
    ]  # fmt: skip
