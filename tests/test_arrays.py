"""Sets of row numbers: as numpy's own functions, without the modules that those import."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from spaceties.datapackage.arrow import FEW, array_of, taken, union, without

ROWS = st.lists(st.integers(-5, 20), max_size=12)


@given(ROWS, ROWS)
def test_union_and_difference_are_those_of_numpy(first, second):
    assert union(first, second).tolist() == np.union1d(first, second).astype(int).tolist()
    assert without(first, second).tolist() == np.setdiff1d(first, second).astype(int).tolist()


@given(st.lists(st.none() | st.integers(-9, 9), min_size=1, max_size=30), st.data())
def test_few_rows_and_many_are_taken_alike(values, data):
    parts = [array_of(part, pa.int64()) for part in (values[:7], values[7:])]
    column = pa.chunked_array(parts, pa.int64())
    for most in (FEW, 3 * FEW):
        rows = data.draw(
            st.lists(st.integers(0, len(values) - 1), min_size=most - 9, max_size=most)
        )
        assert taken(column, np.array(rows)).to_pylist() == [values[row] for row in rows]
