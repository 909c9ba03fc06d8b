"""The row operations of a delta; `delta` says what they look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from ..csv import text as textual
from ..model import Package, Resource
from ..sequences import longest_increasing_subsequence
from .align import texts
from .patching import new_rows, rendered
from .renames import find_renamed_rows, renamed_fields
from .rows import RowChanges, compare_rows

Op = dict[str, Any]


def row_ops(old: Package, was: Resource, new: Package, table: Resource) -> list[Op] | None:
    """The operations that give the new files of a table, None if rows cannot give their bytes."""
    if textual.why_unreadable(old, was) or textual.why_unreadable(new, table):
        return None
    files = len(was.paths) > 1 or len(table.paths) > 1
    if textual.FILE in (*was.field_names, *table.field_names):
        return None
    try:
        here = textual.read_text(old, was, raw=True, files=files)
        there = textual.read_text(new, table, raw=True, files=files)
    except ValueError:
        return None
    renamed = renamed_fields(here, there, was, table)
    real = {path: (new.basepath / path).read_bytes() for path in table.paths}
    # By key where the files are sorted by it, else by the places of the rows.
    for pair in ((was, table), (replace(was, primary_key=()), replace(table, primary_key=()))):
        changes = compare_rows(here, there, *pair, renamed, raw=True)
        if changes.key:
            find_renamed_rows(changes)
            ops = _by_key(changes)
        elif set(changes.old.column_names) == set(changes.new.column_names):
            ops = _by_position(changes)
        else:
            continue
        for found in ops:
            found["table"] = table.name
        head = {
            "op": "table",
            "table": table.name,
            "key": list(changes.key),
            "before": {"name": was.name, "fields": was.field_names},
            "after": {"name": table.name, "fields": table.field_names, "renamed": renamed},
        }
        if rendered(new_rows(changes.old.to_pylist(), head, ops), table, head) == real:
            return [head, *ops]
    return None


def _by_key(changes: RowChanges) -> list[Op]:
    table = changes.new.column_names
    ops = [_op("remove", changes, key, row, None) for key, row in changes.removed_rows()]
    edits = _edits(changes)
    keys = _keys(changes, list(edits))
    for key, (before, after) in zip(keys, edits.values(), strict=True):
        kind = "rename" if set(before) & set(changes.key) else "change"
        ops.append(_op(kind, changes, key, before, after))
    for key, row in changes.added_rows():
        ops.append(_op("add", changes, key, None, {name: row[name] for name in table}))
    return ops


def _edits(changes: RowChanges) -> dict[int, tuple[dict, dict]]:
    """{old row: (cells before, cells after)} of the rows that stay and differ, new fields among
    the cells after."""
    edits: dict[int, tuple[dict, dict]] = {}

    def note(name: str, before: np.ndarray, after: np.ndarray) -> None:
        olds = texts(changes.old[name], before) if name in changes.shared else None
        for n, (row, new) in enumerate(
            zip(before.tolist(), texts(changes.new[name], after), strict=True)
        ):
            found = edits.setdefault(row, ({}, {}))
            if olds is not None:
                found[0][name] = olds[n]
            found[1][name] = new

    for name, mask in changes.cells.items():
        note(name, changes.before[mask], changes.after[mask])
    pairs = np.array(changes.renamed, np.int64).reshape(-1, 2)
    for name in changes.key:
        note(name, pairs[:, 0], pairs[:, 1])
    for name in changes.new.column_names:
        if name not in changes.shared:
            for before, after in (changes.paired, (pairs[:, 0], pairs[:, 1])):
                filled = np.array([bool(text) for text in texts(changes.new[name], after)], bool)
                note(name, before[filled], after[filled])
    return dict(sorted(edits.items()))


def _keys(changes: RowChanges, rows: Sequence[int]) -> list[tuple]:
    found = [texts(changes.old[name], np.array(rows, np.int64)) for name in changes.key]
    return list(zip(*found, strict=True))


def _by_position(changes: RowChanges) -> list[Op]:
    """Rows that are in both in the same order stay; the others are removed and added."""
    before, after = changes.paired
    order = np.argsort(after, kind="stable")
    before, after = before[order], after[order]
    stay = longest_increasing_subsequence(before.tolist())
    gone = np.setdiff1d(np.arange(changes.old.num_rows), before[stay])
    came = np.setdiff1d(np.arange(changes.new.num_rows), after[stay])
    removed, added = _records(changes.old, gone), _records(changes.new, came)
    return [
        *(_op("remove", changes, [n], row, None) for n, row in removed),
        *(_op("add", changes, [n], None, row) for n, row in added),
    ]


def _records(table: pa.Table, rows: np.ndarray) -> list[tuple[int, dict]]:
    names = table.column_names
    cells = zip(*(texts(table[name], rows) for name in names), strict=True)
    return [
        (n, dict(zip(names, c, strict=True))) for n, c in zip(rows.tolist(), cells, strict=True)
    ]


def _op(kind: str, changes: RowChanges, key, before, after) -> Op:
    return {"op": kind, "table": None, "key": list(key), "before": before, "after": after}
