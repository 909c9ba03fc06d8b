"""Values that occur twice in a column, without hashing all of it where it is nearly in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import booleans, indices, rows_false, scalar, taken, to_numpy, valid

GLANCE = 2000  # rows that must be nearly in order before all are compared
FEW = 1000  # rows out of order that are looked at one by one
PASSES = 3
HUGE, PARTS = 1_000_000, 8  # keys that are hashed in parts, and in how many

Order = Callable[[pa.ChunkedArray, pa.ChunkedArray], pa.ChunkedArray]


def repeated_values(key: pa.ChunkedArray) -> pa.Array:
    """A few values among which are all that occur twice.

    Most tables are sorted by their key. There only the rows that break the order can hold values
    of other rows, which saves hashing every key.
    """
    for order in (pc.less, _shorter):
        loose = _out_of_order(key, order)
        if loose is not None:
            return taken(key, loose).unique()
        if not pa.types.is_string(key.type):
            break
    return pa.concat_arrays(
        [_often(part) for part in (_parts(key) if len(key) > HUGE else [key])]
    ).cast(key.type)


def _often(key: pa.ChunkedArray) -> pa.Array:
    """The values that occur twice or more."""
    counts = key.value_counts()
    distinct, often = counts.field("values"), to_numpy(counts.field("counts"))
    return distinct.filter(booleans((often > 1) & valid(distinct)))


def _parts(key: pa.ChunkedArray) -> Iterator[pa.ChunkedArray]:
    """The values in parts of which none shares a value with another: hashing a part at a time
    takes that much less memory."""
    if pa.types.is_string(key.type):
        last = pc.binary_slice(key.cast(pa.binary()), -1, None)
    else:
        last = pc.bit_wise_and(key, scalar(PARTS - 1, key.type))
    endings = last.unique().drop_null()
    for number in range(PARTS):
        some = endings.take(indices(np.arange(number, len(endings), PARTS)))
        yield key.filter(pc.is_in(last, value_set=some))


def _out_of_order(key: pa.ChunkedArray, rising: Order) -> np.ndarray | None:
    """Rows without which the others rise strictly, None if those are more than a few."""
    falls = None if key.null_count else _falls(key, rising)
    if falls is None or not len(falls):
        return falls
    keep = np.ones(len(key), dtype=bool)
    keep[falls] = keep[falls - 1] = False
    for _ in range(PASSES):
        loose = np.flatnonzero(~keep)
        # where rows were taken out others have become neighbours; only those are new
        ends = np.diff(loose) > 1
        before = loose[np.append(True, ends)] - 1
        after = loose[np.append(ends, True)] + 1
        within = (before >= 0) & (after < len(key))
        before, after = before[within], after[within]
        falls = rows_false(rising(taken(key, before), taken(key, after)))
        if not len(falls):
            return loose
        keep[before[falls]] = keep[after[falls]] = False
    return None


def _falls(key: pa.ChunkedArray, rising: Order) -> np.ndarray | None:
    """Rows that are not above the row before, None if they are more than a few."""
    falls = np.empty(0, np.int64)
    for part in (key.slice(0, GLANCE), key):
        if len(part) > 1:
            rises = rising(part.slice(0, len(part) - 1), part.slice(1))
            falls = rows_false(rises) + 1
        if len(falls) > FEW:
            return None
    return falls


def _shorter(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether the first text is shorter, or as long and less: the order of S999999, S1000000."""
    one, other = pc.binary_length(first), pc.binary_length(second)
    same = pc.and_(pc.equal(one, other), pc.less(first, second))
    return pc.or_(pc.less(one, other), same)
