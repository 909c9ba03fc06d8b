"""Repeated keys: found whatever the order of the rows, and in parts where there are many."""

from decimal import Decimal
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.model import Field
from spaceties.datapackage.validation import keys

from .datapackages import field, table, validate_folder, write

TEXTS = st.lists(st.text("S019é", max_size=4) | st.none(), max_size=30)
NUMBERS = st.lists(st.integers(-9, 99).map(str) | st.none(), max_size=30)
LIMITS = [{"FEW": 1000}, {"FEW": 1}, {"FEW": -1}, {"FEW": -1, "HUGE": 3}]


def naive(cells: list[str | None]) -> tuple[list[int], list[int]]:
    first, rows, firsts = {}, [], []
    for row, cell in enumerate(cells):
        if cell is not None and first.setdefault(cell, row) != row:
            rows.append(row)
            firsts.append(first[cell])
    return rows, firsts


def found(cells: list[str | None], kind: str) -> tuple[list[int], list[int]]:
    column = keys.KeyColumn(Field("key", kind), [pa.array(cells, pa.string())])
    rows, firsts = keys.duplicates([column])
    return rows.tolist(), firsts.tolist()


@pytest.mark.parametrize("limits", LIMITS)
@settings(max_examples=60)
@given(TEXTS, st.sampled_from(["as it is", "sorted", "by length"]))
def test_repeated_texts(limits, cells, order):
    if order == "sorted":
        cells = sorted(text for text in cells if text is not None)
    elif order == "by length":
        cells = sorted((text for text in cells if text is not None), key=lambda t: (len(t), t))
    with patch.multiple(keys, **limits):
        assert found(cells, "string") == naive(cells)


@pytest.mark.parametrize("limits", LIMITS)
@settings(max_examples=60)
@given(NUMBERS)
def test_repeated_numbers(limits, cells):
    with patch.multiple(keys, **limits):
        assert found(cells, "integer") == naive(cells)


def test_numbers_that_outgrow_their_digits_are_no_disorder():
    cells = [f"S{number}" for number in range(9_000, 12_000)] + ["S9500"]
    column = pa.chunked_array([pa.array(cells)])
    assert keys._out_of_order(column, keys._shorter).tolist() == [2_999, 3_000]
    assert found(cells, "string") == ([3_000], [500])


def column(kind: str, *cells: str | None, bad: tuple[int, ...] = ()) -> keys.KeyColumn:
    unreadable = [np.array(bad, np.int64)]
    return keys.KeyColumn(Field("key", kind), [pa.array(cells, pa.string())], unreadable)


def test_nan_is_there_and_has_no_match():
    mine = column("number", "1.0", "NaN", None, "x", "nan", bad=(3,))
    theirs = column("number", "1", "NaN", None)
    assert keys.unmatched([mine], [theirs]).tolist() == [1, 4]
    assert keys.unmatched_values([mine], {(Decimal(1),), (Decimal("NaN"),)}).tolist() == [1, 4]
    assert keys.unmatched([mine], [column("integer", "1")]).tolist() == [1, 4]


def test_nan_in_a_key_of_several_columns_is_no_missing_part():
    mine = [column("number", "NaN", None, "NaN", "1"), column("string", "a", "a", None, "a")]
    theirs = [column("number", None, "NaN", "1"), column("string", "a", "a", "a")]
    assert keys.unmatched(mine, theirs).tolist() == [0, 2]
    known = {(None, "a"), (Decimal("NaN"), "a"), (Decimal("1.0"), "a"), (Decimal("NaN"), None)}
    assert keys.unmatched_values(mine, known).tolist() == [0, 2]


@pytest.mark.parametrize("fields", [["a"], ["a", "b"]])
def test_both_engines_find_that_nan_has_no_match(tmp_path, fields):
    described = [field("a", "number"), "b"]
    foreign = {"fields": fields, "reference": {"resource": "u", "fields": fields}}
    resources = [
        table("t", described, foreignKeys=[foreign]),
        table("u", described),
    ]
    rows = "a,b\n1,x\nNaN,x\n"
    folder = write(tmp_path, resources, {"t.csv": rows, "u.csv": rows})
    for engine in ("columnar", "frictionless"):
        result = validate_folder(folder, engine)
        assert {(p.code, p.line) for p in result.report.problems} == {("K205", 3)}
