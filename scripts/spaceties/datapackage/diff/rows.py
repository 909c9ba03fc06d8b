"""Rows of two versions of a table compared: added, removed, changed, and under another key.

Rows are paired by the primary key; a table without a usable one is a multiset of whole rows, which
can be added and removed but not changed. Cells compare by value: 1.0 and 1.00 are one number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ..arrow import indices
from ..cells import Unsupported, canonical, reader
from ..model import Field, Resource
from ..validation.keys import family
from . import align
from .align import NONE, Aligned, at, cells_at, differing, records

Key = tuple[str | None, ...]
Row = dict[str, str | None]
CellChanges = dict[str, tuple[str | None, str | None]]
FieldPairs = Mapping[str, tuple[Field, Field]]


@dataclass(frozen=True)
class RowLists:
    """Rows of a table by what happened to them, as text by field name; None is a missing cell.

    changed: the (new) key and {field: (before, after)}; renamed: the key before and after.
    """

    added: list[tuple[Key, Row]]
    removed: list[tuple[Key, Row]]
    changed: list[tuple[Key, CellChanges]]
    renamed: list[tuple[Key, Key]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are listed of each kind."""
        return {kind: len(rows) for kind, rows in vars(self).items()}


@dataclass
class RowChanges:
    """What happened to the rows of a table.

    old, new: all rows as text, fields under their new names. key: the fields that rows are paired
    by, () if by whole rows. shared: fields of both. added: rows of new; removed: rows of old;
    renamed: (old row, new row) whose key changed. before, after: the pairs of rows that belong
    together and differ outside the key; cells: {field: mask over these}.
    """

    old: pa.Table
    new: pa.Table
    key: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    added: np.ndarray = field(default_factory=NONE.copy)
    removed: np.ndarray = field(default_factory=NONE.copy)
    renamed: list[tuple[int, int]] = field(default_factory=list)
    before: np.ndarray = field(default_factory=NONE.copy)
    after: np.ndarray = field(default_factory=NONE.copy)
    cells: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each kind."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.before),
            "renamed": len(self.renamed),
        }

    def __bool__(self) -> bool:
        return any(self.counts.values())

    def lists(self, limit: int | None = None) -> RowLists:
        """The rows of every kind, or the first few of each: added, changed and renamed ones in the
        order of the new file, removed ones in that of the old."""
        return RowLists(
            list(self._rows(self.new, self.added[:limit])),
            list(self._rows(self.old, self.removed[:limit])),
            list(self._changed(limit)),
            list(self.renamed_keys(limit)),
        )

    def _changed(self, limit: int | None) -> Iterator[tuple[Key, CellChanges]]:
        after = self.after[:limit]
        keys = records(self.new, after, self.key)
        changes: list[CellChanges] = [{} for _ in keys]
        for name, mask in self.cells.items():
            rows = np.flatnonzero(mask[:limit])
            olds = cells_at(self.old[name], self.before[rows])
            news = cells_at(self.new[name], after[rows])
            for row, old, new in zip(rows.tolist(), olds, news, strict=True):
                changes[row][name] = (old, new)
        return zip(keys, changes, strict=True)

    def note_changed(self, corrected: Mapping[tuple[int, int], str]) -> None:
        """Add {(old row, new row): field that differs} to the rows that belong together."""
        if not corrected:
            return
        pairs = np.array(list(corrected), np.int64)
        self.before = np.concatenate([self.before, pairs[:, 0]])
        after = np.concatenate([self.after, pairs[:, 1]])
        names = np.array([""] * len(self.after) + list(corrected.values()))
        order = np.argsort(after, kind="stable")
        self.before, self.after = self.before[order], after[order]
        for name in dict.fromkeys([*self.cells, *corrected.values()]):
            mask = names == name
            if name in self.cells:
                mask[: len(self.cells[name])] = self.cells[name]
            self.cells[name] = mask[order]

    def renamed_keys(self, limit: int | None = None) -> Iterator[tuple[Key, Key]]:
        """(old key, new key) of the rows whose key changed."""
        pairs = np.array(self.renamed[:limit], np.int64).reshape(-1, 2)
        olds = records(self.old, pairs[:, 0], self.key)
        return zip(olds, records(self.new, pairs[:, 1], self.key), strict=True)

    def _rows(self, table: pa.Table, rows: np.ndarray) -> Iterator[tuple[Key, Row]]:
        for row in table.take(indices(rows)).to_pylist():
            yield tuple(row[name] for name in self.key), row


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
    shared = tuple(name for name in new.column_names if name in old.column_names)
    changes = RowChanges(old, new, shared=shared)
    fields = {} if raw else _field_pairs(before, after, renamed_fields)
    renamed_key = tuple(renamed_fields.get(name, name) for name in before.primary_key)
    aligned = _aligned_by_key(changes, [after.primary_key, renamed_key], fields)
    if aligned is None and not shared:
        changes.removed, changes.added = np.arange(old.num_rows), np.arange(new.num_rows)
        return changes
    if aligned is None:
        aligned = align.by_row(*_comparable(changes, shared, fields))
    changes.removed, changes.added = aligned.removed, aligned.added
    if changes.key:
        _find_changed(changes, aligned, fields)
    return changes


def _field_pairs(before: Resource, after: Resource, renamed: Mapping[str, str]) -> FieldPairs:
    """The old and the new declaration of each field of both, by its new name."""
    olds = {renamed.get(field.name, field.name): field for field in before.fields}
    return {field.name: (olds[field.name], field) for field in after.fields if field.name in olds}


def _aligned_by_key(
    changes: RowChanges, candidates: Sequence[tuple[str, ...]], fields: FieldPairs
) -> Aligned | None:
    """The rows paired by the first of some keys that tells them apart on both sides, which is
    noted; None if none does."""
    for key in dict.fromkeys(candidates):
        if key and set(key) <= set(changes.shared):
            olds, news = _comparable(changes, key, fields)
            if align.is_key(olds) and align.is_key(news):
                changes.key = key
                return align.by_key(olds, news)
    return None


def _comparable(
    changes: RowChanges, names: Sequence[str], fields: FieldPairs
) -> tuple[list[pa.ChunkedArray], list[pa.ChunkedArray]]:
    """Columns of both sides in a form in which equal values are equal."""
    pairs = [_by_value(changes.old[n], changes.new[n], fields.get(n)) for n in names]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


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


def _find_changed(changes: RowChanges, aligned: Aligned, fields: FieldPairs) -> None:
    """Fill in the pairs of rows whose cells differ outside the key."""
    masks = {}
    for name in changes.shared:
        if name in changes.key:
            continue
        old, new = at(changes.old[name], aligned.before), at(changes.new[name], aligned.after)
        mask = differing(old, new)
        equal = _same_value(*fields[name]) if name in fields and mask.any() else None
        if equal:
            rows = np.flatnonzero(mask)
            pairs = zip(cells_at(old, rows), cells_at(new, rows), strict=True)
            mask[rows] = [a is None or b is None or not equal(a, b) for a, b in pairs]
        if mask.any():
            masks[name] = mask
    if masks:
        rows = np.flatnonzero(np.logical_or.reduce(list(masks.values())))
        changes.before, changes.after = aligned.before[rows], aligned.after[rows]
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
