"""Rows of two versions of a table put side by side, by key or as whole rows.

Works on row numbers and whole columns, so that a large table costs little more than its reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import indices, to_numpy, valid

Columns = Sequence[pa.ChunkedArray]
NONE = np.empty(0, np.int64)


class Aligned(NamedTuple):
    """Row numbers: before and after belong together in pairs; removed stand in the old table
    alone, added in the new one."""

    before: np.ndarray
    after: np.ndarray
    removed: np.ndarray
    added: np.ndarray


def codes(old: Columns, new: Columns) -> tuple[np.ndarray, np.ndarray]:
    """One number for each row of both sides; equal numbers mean equal cells in all columns.

    A null equals a null.
    """
    count_old, count_new = len(old[0]), len(new[0])
    numbers = np.zeros(count_old + count_new, np.int64)
    most = 1  # how many different numbers there can be
    for before, after in zip(old, new, strict=True):
        both = pa.chunked_array([*before.chunks, *after.chunks], before.type)
        values = pc.unique(both)
        number = to_numpy(pc.index_in(both, value_set=values)).astype(np.int64)
        if most * max(len(values), 1) >= 2**62:
            _, numbers = np.unique(numbers, return_inverse=True)
            most = int(numbers.max(initial=0)) + 1
        numbers = numbers * max(len(values), 1) + number
        most *= max(len(values), 1)
    return numbers[:count_old], numbers[count_old:]


def is_key(columns: Columns) -> bool:
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


def by_key(old: Columns, new: Columns) -> Aligned:
    """Rows that have the same key belong together.

    Both sides must be keys (:func:`is_key`). Pairs come in the order of the new rows.
    """
    if all(before.equals(after) for before, after in zip(old, new, strict=True)):
        every = np.arange(len(new[0]))
        return Aligned(every, every, NONE, NONE)
    if len(old) > 1:
        place = _places(*codes(old, new))
    else:
        index = pc.index_in(new[0], value_set=old[0])
        place = np.where(valid(index), to_numpy(index), -1).astype(np.int64)
    return _aligned(place, len(old[0]))


def by_row(old: Columns, new: Columns) -> Aligned:
    """As :func:`by_key` for tables without a key: equal whole rows pair off.

    A row that stands three times before and twice after is one removed row.
    """
    return _aligned(_places(*_numbered(*codes(old, new))), len(old[0]))


def differing(old: pa.ChunkedArray, new: pa.ChunkedArray) -> np.ndarray:
    """Mask of the rows in which two columns of the same length differ; a null equals a null."""
    if old.equals(new):
        return np.zeros(len(new), bool)
    here, there = valid(old), valid(new)
    unequal: np.ndarray = to_numpy(pc.not_equal(old, new)) & here & there
    unequal |= here ^ there
    return unequal


def at(column: pa.ChunkedArray, rows: np.ndarray) -> pa.ChunkedArray:
    """Some rows of a column; the column itself if they are all of them in order."""
    whole = len(rows) == len(column) and bool((rows == np.arange(len(rows))).all())
    return column if whole else column.take(indices(rows))


def cells_at(column: pa.ChunkedArray, rows: np.ndarray) -> list[str | None]:
    """Cells of some rows."""
    return column.take(indices(rows)).to_pylist() if len(rows) else []


def records(
    table: pa.Table, rows: np.ndarray, names: Sequence[str]
) -> list[tuple[str | None, ...]]:
    """Some rows as tuples of the named columns' cells."""
    return list(zip(*(cells_at(table[name], rows) for name in names), strict=True))


def _aligned(place: np.ndarray, count: int) -> Aligned:
    """The rows as aligned by the old row, of so many, that each new one belongs to; -1 for none."""
    matched = place >= 0
    removed = np.delete(np.arange(count), place[matched])
    return Aligned(place[matched], np.flatnonzero(matched), removed, np.flatnonzero(~matched))


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
    counts = np.empty(len(numbers), np.int64)
    counts[order] = np.arange(len(ordered)) - np.searchsorted(ordered, ordered)
    return counts
