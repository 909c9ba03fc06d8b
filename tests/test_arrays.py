"""Sets of row numbers: as numpy's own functions, without the modules that those import."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spaceties.datapackage.arrow import union, without

ROWS = st.lists(st.integers(-5, 20), max_size=12)


@given(ROWS, ROWS)
def test_union_and_difference_are_those_of_numpy(first, second):
    assert union(first, second).tolist() == np.union1d(first, second).astype(int).tolist()
    assert without(first, second).tolist() == np.setdiff1d(first, second).astype(int).tolist()
