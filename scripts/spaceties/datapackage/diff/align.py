"""Rows of two versions of a table put side by side, by key or as whole rows.

Works on row numbers and whole columns, so that a large table costs little more than its reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import Column, indices, to_numpy, valid

NONE = np.empty(0, np.int64)


class Aligned(NamedTuple):
    """Row numbers: before and after belong together in pairs; removed stand in the old table
    alone, added in the new one."""

    before: np.ndarray
    after: np.ndarray
    removed: np.ndarray
    added: np.ndarray


def codes(old: Sequence[Column], new: Sequence[Column]) -> tuple[np.ndarray, np.ndarray]:
    """One number for each row of both sides; equal numbers mean equal cells in all columns.

    A null equals a null.
    """
    count_old, count_new = len(old[0]), len(new[0])
    numbers = np.zeros(count_old + count_new, np.int64)
    most = 1  # how many different numbers there can be
    for before, after in zip(old, new, strict=True):
        both = pa.chunked_array([*_chunks(before), *_chunks(after)], before.type)
        values = pc.unique(both)
        number = to_numpy(pc.index_in(both, value_set=values)).astype(np.int64)
        if most * max(len(values), 1) >= 2**62:
            _, numbers = np.unique(numbers, return_inverse=True)
            most = int(numbers.max(initial=0)) + 1
        numbers = numbers * max(len(values), 1) + number
        most *= max(len(values), 1)
    return numbers[:count_old], numbers[count_old:]


def is_key(columns: Sequence[Column]) -> bool:
    """Whether these columns tell every row from every other, with no null among them."""
    if not columns or any(column.null_count for column in columns):
        return False
    if len(columns) == 1:
        column = columns[0]
        # Most tables are sorted by their key, which is seen at once.
        if pc.all(pc.less(column.slice(0, max(len(column) - 1, 0)), column.slice(1))).as_py():
            return True
        return int(pc.count_distinct(column).as_py()) == len(column)
    numbers, _ = codes(columns, [column.slice(0, 0) for column in columns])
    return len(np.unique(numbers)) == len(numbers)


def by_key(old: Sequence[Column], new: Sequence[Column]) -> Aligned:
    """Rows that have the same key belong together.

    Both sides must be keys (:func:`is_key`). Pairs come in the order of the new rows.
    """
    if all(before.equals(after) for before, after in zip(old, new, strict=True)):
        every = np.arange(len(new[0]))
        return Aligned(every, every, NONE, NONE)
    if len(old) > 1:
        place = _places(*codes(old, new))
    else:
        index = pc.index_in(new[0], value_set=_combined(old[0]))
        place = np.where(valid(index), to_numpy(index), -1).astype(np.int64)
    matched = place >= 0
    gone = np.ones(len(old[0]), bool)
    gone[place[matched]] = False
    return Aligned(
        place[matched], np.flatnonzero(matched), np.flatnonzero(gone), np.flatnonzero(~matched)
    )


def by_row(old: Sequence[Column], new: Sequence[Column]) -> Aligned:
    """As :func:`by_key` for tables without a key: equal whole rows pair off.

    A row that stands three times before and twice after is one removed row.
    """
    mine, theirs = np.arange(len(old[0])), np.arange(len(new[0]))
    pairs = []
    # Most rows are where they were, counted from the start or from the end: cheap to pair.
    for end in (False, True):
        count = min(len(mine), len(theirs))
        here = mine[-count:] if end and count else mine[:count]
        there = theirs[-count:] if end and count else theirs[:count]
        equal = np.ones(count, bool)
        for before, after in zip(old, new, strict=True):
            equal &= ~differing(at(before, here), at(after, there))
        pairs.append((here[equal], there[equal]))
        mine, theirs = np.setdiff1d(mine, here[equal]), np.setdiff1d(theirs, there[equal])
    rest = codes([at(c, mine) for c in old], [at(c, theirs) for c in new])
    place = _places(*_numbered(*rest))
    matched = place >= 0
    pairs.append((mine[place[matched]], theirs[matched]))
    befores, afters = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return Aligned(befores, afters, np.delete(mine, place[matched]), theirs[~matched])


def differing(old: Column, new: Column) -> np.ndarray:
    """Mask of the rows in which two columns of the same length differ; a null equals a null."""
    if old.equals(new):
        return np.zeros(len(new), bool)
    here, there = valid(old), valid(new)
    unequal: np.ndarray = to_numpy(pc.not_equal(old, new)) & here & there
    unequal |= here ^ there
    return unequal


def at(column: Column, rows: np.ndarray) -> Column:
    """Some rows of a column; the column itself if they are all of them in order."""
    whole = len(rows) == len(column) and bool((rows == np.arange(len(rows))).all())
    return column if whole else column.take(indices(rows))


def cells_at(column: Column, rows: np.ndarray) -> list[str | None]:
    """Cells of some rows."""
    return column.take(indices(rows)).to_pylist() if len(rows) else []


def records(
    table: pa.Table, rows: np.ndarray, names: Sequence[str]
) -> list[tuple[str | None, ...]]:
    """Some rows as tuples of the named columns' cells."""
    return list(zip(*(cells_at(table[name], rows) for name in names), strict=True))


def _places(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """For each number of `after` where it stands in `before`, -1 if it does not."""
    if not len(before):
        return np.full(len(after), -1, np.int64)
    order = np.argsort(before, kind="stable")
    place = np.minimum(np.searchsorted(before, after, sorter=order), len(before) - 1)
    candidate = order[place]
    return np.where(before[candidate] == after, candidate, -1)


def _numbered(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers made distinct by counting how often each has stood before."""
    _, dense = np.unique(np.concatenate([before, after]), return_inverse=True)
    most = int(dense.max(initial=0)) + 1
    olds, news = dense[: len(before)], dense[len(before) :]
    return _occurrence(olds) * most + olds, _occurrence(news) * most + news


def _occurrence(numbers: np.ndarray) -> np.ndarray:
    """For each number how many equal ones come before it."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]
    starts = np.maximum.accumulate(np.where(first, np.arange(len(ordered)), 0))
    counts = np.empty(len(numbers), np.int64)
    counts[order] = np.arange(len(ordered)) - starts
    return counts


def _chunks(column: Column) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _combined(column: Column) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
