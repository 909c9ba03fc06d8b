"""Repeated keys: found whatever the order of the rows, and in parts where there are many."""

from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.model import Field
from spaceties.datapackage.validation import keys

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
