"""Columns that are no text: the same verdicts as for their text, without making text of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from spaceties.datapackage.model import Field
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.tabular.block import Cells
from spaceties.datapackage.validation.column import ColumnValidator

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
