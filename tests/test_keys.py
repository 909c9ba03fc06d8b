"""Repeated keys: found whatever the order of the rows, and in parts where there are many."""

from decimal import Decimal
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.cells import canonical
from spaceties.datapackage.model import Field
from spaceties.datapackage.validation import keys, repeats

from .datapackages import field, table, validate_folder, write

TEXTS = st.lists(st.text("S019é", max_size=4) | st.none(), max_size=30)
PAIRS = st.lists(st.tuples(*[st.sampled_from(["1", "01", "2", "x", None])] * 2), max_size=8)
NUMBERS = st.lists(st.integers(-9, 99).map(str) | st.none(), max_size=30)
LIMITS = [{"FEW": 1000}, {"FEW": 1}, {"FEW": -1}, {"FEW": -1, "HUGE": 3}]


def naive(cells: list[str | None]) -> tuple[list[int], list[int]]:
    first, rows, firsts = {}, [], []
    for row, cell in enumerate(cells):
        if cell is not None and first.setdefault(cell, row) != row:
            rows.append(row)
            firsts.append(first[cell])
    return rows, firsts


def repeated(cells: list[str | None], kind: str) -> tuple[list[int], list[int]]:
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
    with patch.multiple(repeats, **limits):
        assert repeated(cells, "string") == naive(cells)


@pytest.mark.parametrize("limits", LIMITS)
@settings(max_examples=60)
@given(NUMBERS)
def test_repeated_numbers(limits, cells):
    with patch.multiple(repeats, **limits):
        assert repeated(cells, "integer") == naive(cells)


def test_numbers_that_outgrow_their_digits_are_no_disorder():
    cells = [f"S{number}" for number in range(9_000, 12_000)] + ["S9500"]
    column = pa.chunked_array([pa.array(cells)])
    assert repeats._out_of_order(column, repeats._shorter).tolist() == [2_999, 3_000]
    assert repeated(cells, "string") == ([3_000], [500])


def column(kind: str, *cells: str | None, bad: tuple[int, ...] = ()) -> keys.KeyColumn:
    unreadable = [np.array(bad, np.int64)]
    return keys.KeyColumn(Field("key", kind), [pa.array(cells, pa.string())], unreadable)


def test_nan_is_there_and_has_no_match():
    mine = column("number", "1.0", "NaN", None, "x", "nan", bad=(3,))
    theirs = column("number", "1", "NaN", None)
    assert keys.unmatched([mine], [theirs]).tolist() == [1, 4]
    assert keys.unmatched([mine], [column("integer", "1")]).tolist() == [1, 4]


def test_nan_in_a_key_of_several_columns_is_no_missing_part():
    mine = [column("number", "NaN", None, "NaN", "1"), column("string", "a", "a", None, "a")]
    theirs = [column("number", None, "NaN", "1"), column("string", "a", "a", "a")]
    assert keys.unmatched(mine, theirs).tolist() == [0]


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


def columns(rows: list[tuple[str | None, ...]]) -> list[keys.KeyColumn]:
    """Two columns of whole numbers, whose rows that cannot be read are known."""
    return [
        keys.KeyColumn(
            Field("key", "integer"),
            [pa.array(cells, pa.string())],
            [np.array([n for n, cell in enumerate(cells) if cell == "x"], np.int64)],
        )
        for cells in ([row[part] for row in rows] for part in (0, 1))
    ]


def value(row: tuple[str | None, ...]) -> tuple[int | None, ...]:
    return tuple(None if cell in (None, "x") else int(cell) for cell in row)


@settings(max_examples=200)
@given(PAIRS)
def test_keys_with_a_missing_or_unreadable_part_repeat_nothing(rows):
    first: dict[tuple, int] = {}
    expected = [
        (n, first[value(row)])
        for n, row in enumerate(rows)
        if None not in value(row) and first.setdefault(value(row), n) != n
    ]
    again, firsts = keys.duplicates(columns(rows))
    assert list(zip(again.tolist(), firsts.tolist(), strict=True)) == expected


@settings(max_examples=200)
@given(PAIRS, PAIRS)
def test_references_are_exempt_if_a_part_is_missing_or_unreadable(rows, others):
    known = {value(row) for row in others}
    expected = [
        n for n, row in enumerate(rows) if None not in value(row) and value(row) not in known
    ]
    assert keys.unmatched(columns(rows), columns(others)).tolist() == expected


NUMERALS = st.from_regex(r"-?[0-9]{1,35}(\.[0-9]{0,35})?(e[+-]?[0-9]{1,3})?", fullmatch=True)


@settings(max_examples=300, derandomize=True)
@given(NUMERALS, NUMERALS, st.integers(0, 40))
def test_numbers_are_equal_if_and_only_if_their_canonical_texts_are(one, other, zeros):
    first, second = Decimal(one), Decimal(other)
    assert (canonical(first) == canonical(second)) == (first == second)
    mantissa, *power = one.split("e")
    padded = f"{mantissa}{'' if '.' in mantissa else '.'}{'0' * zeros}"
    assert canonical(Decimal("e".join([padded, *power]))) == canonical(first)
    if first == first.to_integral_value() and first.adjusted() < 4000:
        assert canonical(first) == canonical(int(first))


@pytest.mark.parametrize(
    "cells",
    [["1e999999999", "10e999999998"], ["1e-999999999999999999", "1.0e-999999999999999999"]],
)
def test_numbers_of_many_digits_are_compared_without_writing_them(cells):
    assert repeated([*cells, "1e99999999999", "1"], "number") == ([1], [0])


def test_numbers_that_differ_in_the_last_of_many_digits_are_two():
    cells = [f"1.{'0' * 40}{n}" for n in (1, 2, 1)]
    assert repeated(cells, "number") == ([2], [0])
