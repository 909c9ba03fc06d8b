"""The rows of two versions of one table: which were added, removed, changed, or got another key.

Rows are paired by the primary key; a table without a usable one is a multiset of whole rows, which
can be added and removed but not changed. Cells compare by value: 1.0 and 1.00 are one number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ..cells import Unsupported, canonical, reader
from ..model import Field, Resource
from ..validation.keys import family
from . import align
from .align import NONE, at, differing, records, texts

Key = tuple[str | None, ...]
Cells = dict[str, tuple[str | None, str | None]]


@dataclass
class RowChanges:
    """What happened to the rows of a table.

    old, new: all rows as text, fields under their new names. key: the fields that rows are paired
    by, () if by whole rows. shared: fields of both. added: rows of new; removed: rows of old;
    renamed: (old row, new row) whose key alone changed. paired: all other rows that belong
    together, those of old and those of new. before, after: the pairs among them that differ;
    cells: {field: mask over these}.
    """

    old: pa.Table
    new: pa.Table
    key: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    paired: tuple[np.ndarray, np.ndarray] = (NONE, NONE)
    added: np.ndarray = field(default_factory=NONE.copy)
    removed: np.ndarray = field(default_factory=NONE.copy)
    renamed: list[tuple[int, int]] = field(default_factory=list)
    before: np.ndarray = field(default_factory=NONE.copy)
    after: np.ndarray = field(default_factory=NONE.copy)
    cells: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.before),
            "renamed": len(self.renamed),
        }

    def __bool__(self) -> bool:
        return any(self.counts.values())

    def added_rows(self, limit: int | None = None) -> Iterator[tuple[Key, dict]]:
        """(key, {field: text}) of the added rows, in the order of the new file."""
        return self._rows(self.new, self.added[:limit])

    def removed_rows(self, limit: int | None = None) -> Iterator[tuple[Key, dict]]:
        """(key, {field: text}) of the removed rows, in the order of the old file."""
        return self._rows(self.old, self.removed[:limit])

    def changed_rows(self, limit: int | None = None) -> Iterator[tuple[Key, Cells]]:
        """(key, {field: (old text, new text)}) of the changed rows."""
        after = self.after[:limit]
        keys = records(self.new, after, self.key)
        changes: list[Cells] = [{} for _ in keys]
        for name, mask in self.cells.items():
            rows = np.flatnonzero(mask[:limit])
            olds = texts(self.old[name], self.before[rows])
            news = texts(self.new[name], after[rows])
            for row, old, new in zip(rows.tolist(), olds, news, strict=True):
                changes[row][name] = (old, new)
        return zip(keys, changes, strict=True)

    def renamed_keys(self, limit: int | None = None) -> Iterator[tuple[Key, Key]]:
        """(old key, new key) of the rows whose key alone changed."""
        pairs = np.array(self.renamed[:limit], np.int64).reshape(-1, 2)
        olds = records(self.old, pairs[:, 0], self.key)
        return zip(olds, records(self.new, pairs[:, 1], self.key), strict=True)

    def _rows(self, table: pa.Table, rows: np.ndarray) -> Iterator[tuple[Key, dict]]:
        names = table.column_names
        places = [names.index(name) for name in self.key]
        for cells in records(table, rows, names):
            key = tuple(cells[place] for place in places)
            yield key, dict(zip(names, cells, strict=True))


def compare_rows(
    old: pa.Table,
    new: pa.Table,
    before: Resource,
    after: Resource,
    renamed_fields: Mapping[str, str],
    raw: bool = False,
) -> RowChanges:
    """Pair the rows of two versions and find what differs in the fields of both.

    before, after: the declarations. renamed_fields: {old name: new name}. raw: cells compare as
    text, so that every difference of spelling counts.
    """
    old = old.rename_columns([renamed_fields.get(name, name) for name in old.column_names])
    back = {new_name: old_name for old_name, new_name in renamed_fields.items()}
    shared = tuple(name for name in new.column_names if name in old.column_names)

    def fields_of(name: str) -> tuple[Field, Field] | None:
        if name not in after.field_names:
            return None
        return before.field(back.get(name, name)), after.field(name)

    def comparable(names: Sequence[str]) -> tuple[list, list]:
        pairs = [_by_value(old[n], new[n], None if raw else fields_of(n)) for n in names]
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs]

    changes = RowChanges(old, new, shared=shared)
    candidates = [after.primary_key, tuple(renamed_fields.get(n, n) for n in before.primary_key)]
    for key in dict.fromkeys(candidates):
        if key and set(key) <= set(shared):
            olds, news = comparable(key)
            if align.is_key(olds) and align.is_key(news):
                changes.key = key
                found = align.by_key(olds, news)
                break
    else:
        if not shared:
            changes.removed, changes.added = np.arange(old.num_rows), np.arange(new.num_rows)
            return changes
        found = align.by_row(*comparable(shared))
    before_rows, after_rows, changes.removed, changes.added = found
    changes.paired = before_rows, after_rows
    if changes.key:
        same = None if raw else (lambda name: _same_value(*fields_of(name)))
        _find_changed(changes, before_rows, after_rows, same)
    return changes


def _find_changed(
    changes: RowChanges,
    before: np.ndarray,
    after: np.ndarray,
    same: Callable[[str], Callable[[str, str], bool] | None] | None,
) -> None:
    """Fill in the pairs of rows whose cells differ outside the key."""
    masks = {}
    for name in changes.shared:
        if name in changes.key:
            continue
        old, new = at(changes.old[name], before), at(changes.new[name], after)
        mask = differing(old, new)
        equal = same(name) if same and mask.any() else None
        if equal:
            rows = np.flatnonzero(mask)
            pairs = zip(texts(old, rows), texts(new, rows), strict=True)
            mask[rows] = [a is None or b is None or not equal(a, b) for a, b in pairs]
        if mask.any():
            masks[name] = mask
    if masks:
        rows = np.flatnonzero(np.logical_or.reduce(list(masks.values())))
        changes.before, changes.after = before[rows], after[rows]
        changes.cells = {name: mask[rows] for name, mask in masks.items()}


def _same_value(before: Field, after: Field) -> Callable[[str, str], bool] | None:
    """Whether two texts are the same value; None where only equal texts are."""
    if before.type != after.type or family(after) == "text":
        return None
    try:
        read_old, read_new = reader(before), reader(after)
    except Unsupported:
        return None

    def equal(old: str, new: str) -> bool:
        a, b = read_old(old), read_new(new)
        return a is not None and b is not None and canonical(a) == canonical(b)

    return equal


def _by_value(
    old: pa.ChunkedArray, new: pa.ChunkedArray, fields: tuple[Field, Field] | None
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Two columns in a form in which equal numbers are equal; others, and numbers that Arrow does
    not read, stay text."""
    kinds = {"integer": pa.int64(), "year": pa.int64(), "number": pa.float64()}
    if fields is None or fields[0].type != fields[1].type or old.equals(new):
        return old, new
    kind = kinds.get(fields[1].type)
    try:
        return (old.cast(kind), new.cast(kind)) if kind else (old, new)
    except pa.ArrowInvalid:
        return old, new
