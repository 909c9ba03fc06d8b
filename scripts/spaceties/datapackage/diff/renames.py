"""Fields and rows that got another name: what was removed and what was added agree in all else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import strings, to_numpy
from ..model import ForeignKey, Resource
from .align import Aligned, at, by_key, cells_at, differing, is_key, records
from .rows import Key, RowChanges

MOST = 200_000  # removed or added rows above which a table was replaced rather than renamed
MOST_NEAR = 2_000  # removed or added rows above which none with a corrected cell is looked for
CORRECTED = 0.1  # share of a renamed field's cells that may have been corrected as well
TELLING = 3  # different values that must agree before a renamed field may hold corrections


def renamed_fields(
    old: pa.Table, new: pa.Table, before: Resource, after: Resource
) -> dict[str, str]:
    """{old name: new name} of the fields that were renamed.

    A removed and an added field of one type are one if all their cells agree, row by row, or all
    but a few that were corrected, and no other added field could be meant. A column without any
    value proves nothing.
    """
    gone = [f for f in before.fields if f.name not in after.field_names]
    came = [f for f in after.fields if f.name not in before.field_names]
    if not gone or not came:
        return {}
    pairs = _paired(old, new, before, after)
    renamed: dict[str, str] = {}
    for agree in (_agree, _nearly_agree):
        for field in gone:
            like = [
                f.name
                for f in came
                if f.type == field.type
                and not (field.name in renamed or f.name in renamed.values())
                and agree(old[field.name], new[f.name], pairs)
            ]
            if len(like) == 1:
                renamed[field.name] = like[0]
    return renamed


def _paired(old: pa.Table, new: pa.Table, before: Resource, after: Resource) -> Aligned | None:
    """Rows of both sides that have the same key, None if the key is not in both."""
    key = after.primary_key
    both = set(old.column_names) & set(new.column_names)
    if not key or key != before.primary_key or not set(key) <= both:
        return None
    olds, news = [old[n] for n in key], [new[n] for n in key]
    return by_key(olds, news) if is_key(olds) and is_key(news) else None


def _agree(old: pa.ChunkedArray, new: pa.ChunkedArray, pairs: Aligned | None) -> bool:
    if pairs is not None:
        old, new = at(old, pairs.before), at(new, pairs.after)
    if len(old) != len(new) or old.null_count == len(old):
        return False
    return not differing(old, new).any()


def _nearly_agree(old: pa.ChunkedArray, new: pa.ChunkedArray, pairs: Aligned | None) -> bool:
    """Whether all cells but a few agree, and enough different values do to be no accident."""
    if pairs is not None:
        old, new = at(old, pairs.before), at(new, pairs.after)
    if len(old) != len(new):
        return False
    other = differing(old, new)
    if other.sum() > CORRECTED * (len(old) - old.null_count):
        return False
    return int(pc.count_distinct(at(old, np.flatnonzero(~other))).as_py()) >= TELLING


def find_renamed_rows(changes: RowChanges) -> None:
    """Move removed and added rows that differ in their key alone, or in it and one cell that was
    corrected, from these lists to `renamed`; the latter are among the changed rows too.

    One part of the key may have changed, or all of it. What is left must tell the row from every
    other row of both versions, else nothing says that it is the same row.
    """
    if not changes.key:
        return
    parts = [(name,) for name in changes.key]
    for changed in dict.fromkeys([*parts, changes.key]):
        if not len(changes.removed) or not len(changes.added):
            return
        if max(len(changes.removed), len(changes.added)) > MOST:
            return
        rest = [name for name in changes.shared if name not in changed]
        note_renamed(changes, _pairs_by(changes, rest, 1))
    if max(len(changes.removed), len(changes.added)) <= MOST_NEAR:
        _find_corrected(changes)


def _find_corrected(changes: RowChanges) -> None:
    """Rows under another key one cell of which was corrected, where no other row could be meant."""
    found: dict[tuple[int, int], str] = {}
    rest = [name for name in changes.shared if name not in changes.key]
    for corrected in rest:
        left = [name for name in rest if name != corrected]
        for pair in _pairs_by(changes, left, 2):
            found.setdefault(pair, corrected)
    olds, news = (Counter(pair[side] for pair in found) for side in (0, 1))
    sure = {pair: name for pair, name in found.items() if olds[pair[0]] == news[pair[1]] == 1}
    note_renamed(changes, list(sure))
    changes.note_changed(sure)


def _pairs_by(changes: RowChanges, rest: Sequence[str], telling: int) -> list[tuple[int, int]]:
    """Removed and added rows that agree in some columns, as no other row of both versions does.
    telling: how many of these cells must hold a value."""
    if not rest or not len(changes.removed) or not len(changes.added):
        return []
    gone = records(changes.old, changes.removed, rest)
    came = records(changes.new, changes.added, rest)
    often = Counter(gone), Counter(came)
    rows = {cells: int(row) for cells, row in zip(came, changes.added, strict=True)}
    pairs = {
        cells: (int(row), rows[cells])
        for cells, row in zip(gone, changes.removed, strict=True)
        if often[0][cells] == often[1][cells] == 1
        and sum(cell is not None for cell in cells) >= telling
    }
    for table in (changes.old, changes.new):
        alone = _standing_once(table, rest, list(pairs))
        pairs = {cells: pair for cells, pair in pairs.items() if cells in alone}
    return list(pairs.values())


def note_renamed(changes: RowChanges, pairs: list[tuple[int, int]]) -> None:
    """Move pairs of a removed and an added row from these lists to the renamed rows."""
    if pairs:
        changes.renamed = sorted([*changes.renamed, *pairs], key=lambda pair: pair[1])
        changes.removed = changes.removed[~np.isin(changes.removed, [old for old, _ in pairs])]
        changes.added = changes.added[~np.isin(changes.added, [new for _, new in pairs])]


def _standing_once(table: pa.Table, names: Sequence[str], wanted: list[Key]) -> set[Key]:
    """Which of some combinations of cells stand in exactly one row of a table."""
    rows = np.arange(table.num_rows)
    for place, name in enumerate(names):
        known = strings(dict.fromkeys(cells[place] for cells in wanted))
        rows = rows[to_numpy(pc.is_in(at(table[name], rows), value_set=known))]
    count = Counter(records(table, rows, names))
    return {cells for cells in wanted if count[cells] == 1}


def follow_references(
    changes: RowChanges, keys: Sequence[ForeignKey], renamed: Mapping[str, Mapping[Key, Key]]
) -> bool:
    """Recognise rows whose key changed because it refers to a row that was renamed.

    renamed: {table: {old key: new key}}, in the order of the reference's fields. Returns whether
    any was found.
    """
    if not changes.key or not len(changes.removed) or not len(changes.added):
        return False
    names = changes.shared
    came = dict(zip(records(changes.new, changes.added, names), changes.added, strict=True))
    pairs = []
    for cells, row in zip(
        records(changes.old, changes.removed, names), changes.removed, strict=True
    ):
        record = dict(zip(names, cells, strict=True))
        for key in keys:
            if set(key.fields) <= set(names):
                own = tuple(record[name] for name in key.fields)
                to = renamed.get(key.table, {}).get(own)
                record.update(zip(key.fields, to, strict=True) if to else ())
        new_row = came.pop(tuple(record.values()), None)
        if new_row is not None:
            pairs.append((int(row), int(new_row)))
    note_renamed(changes, pairs)
    return bool(pairs)


def count_referred(
    changes: RowChanges,
    rows: np.ndarray,
    table: pa.Table,
    fields: Sequence[str],
    targets: Sequence[str],
    leave_out: np.ndarray | None = None,
) -> int:
    """How many of some old rows the rows of another table refer to, before the change.

    table: the other table as it was; fields: its columns; targets: the columns referred to, by
    their new names; leave_out: rows of the other table that do not count.
    """
    if not len(rows) or not set(targets) <= set(changes.old.column_names):
        return 0
    wanted = records(changes.old, rows, targets)
    known = strings(dict.fromkeys(cells[0] for cells in wanted))
    near = np.flatnonzero(to_numpy(pc.is_in(table[fields[0]], value_set=known)))
    if leave_out is not None:
        near = near[~np.isin(near, leave_out)]
    there = set(zip(*(cells_at(table[name], near) for name in fields), strict=True))
    return sum(cells in there for cells in wanted)
