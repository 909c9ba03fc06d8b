"""Two versions of a Data Package compared: declarations, then rows by primary key.

Only content counts. Quotes, line ends, the order of rows and columns in a file, its name and its
place are no change. A table whose rows one side does not hold (a declaration alone) is compared by
its declaration.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pyarrow as pa

from ..formats.as_text import read_as_text, why_unreadable
from ..model import Package, Resource
from ..paths import file_at, is_remote, path_fault
from .model import Diff, TableDiff
from .reasons import reasons
from .renames import count_referred, find_renamed_rows, follow_references, renamed_fields
from .rows import compare_rows
from .schema import package_changes, table_changes


class _Side:
    """The tables of one version, each read once."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._read: dict[str, pa.Table] = {}

    def table(self, name: str) -> pa.Table:
        if name not in self._read:
            self._read[name] = read_as_text(self.package, self.package.resource(name))
        return self._read[name]

    def why_not(self, name: str) -> str | None:
        return why_unreadable(self.package, self.package.resource(name))

    def need_files(self) -> None:
        """Raises ValueError for a file that is not there: what it held is not known."""
        for table in self.package.resources:
            for path in table.paths:
                fault = path_fault(self.package.basepath, path)
                if fault and fault[0] != "remote":
                    which = " ".join(filter(None, (self.package.name, self.package.version)))
                    raise ValueError(f"table {table.name} of {which or 'a package'}: {fault[1]}")


def compare(old: Package, new: Package) -> Diff:
    """What changed from one package to another.

    Raises ValueError, with the file, where a table cannot be read.
    """
    diff = Diff(old, new, list(package_changes(old, new)))
    before, after = _Side(old), _Side(new)
    before.need_files()
    after.need_files()
    tables = {name: _table(was, name, before, after) for was, name in _pairs(before, after)}
    _follow(tables, new)
    _count_referenced(tables, before)
    for table in tables.values():
        if table.status == "same" and (table.changes or table.rows or table.content):
            table.status = "changed"
    stayed = [t.name for t in tables.values() if t.status not in ("added", "removed")]
    diff.reordered = stayed != [name for name in new.names if name in stayed]
    diff.tables = {name: table for name, table in tables.items() if table.status != "same"}
    diff.reasons = reasons(diff)
    return diff


def _pairs(before: _Side, after: _Side) -> Iterator[tuple[str | None, str]]:
    """(old name, new name) of every table: None and the name of one that was added, twice the name
    of one that was removed."""
    old, new = before.package, after.package
    came = [name for name in new.names if name not in old.names]
    for name in old.names:
        same = (other for other in came if _same_table(name, other, before, after))
        like = name if name in new.names else next(same, name)
        if like in came:
            came.remove(like)
        yield name, like
    for name in came:
        yield None, name


def _same_table(was: str, name: str, before: _Side, after: _Side) -> bool:
    """Whether a removed and an added table are one under two names: the same fields, and the same
    files or the same rows."""
    old, new = before.package.resource(was), after.package.resource(name)
    if [(f.name, f.type) for f in old.fields] != [(f.name, f.type) for f in new.fields]:
        return False
    if before.why_not(was) or after.why_not(name):
        return bool(old.fields) and not old.paths and not new.paths
    if old.paths and old.paths == new.paths:
        return True
    here, there = before.table(was), after.table(name)
    return here.num_rows > 0 and not compare_rows(here, there, old, new, {})


def _table(was: str | None, name: str, before: _Side, after: _Side) -> TableDiff:
    if was is None:
        rows = None if after.why_not(name) else after.table(name).num_rows
        return TableDiff(name, "added", rows_after=rows)
    if name not in after.package.names:
        rows = None if before.why_not(name) else before.table(name).num_rows
        return TableDiff(name, "removed", rows_before=rows)
    old, new = before.package.resource(was), after.package.resource(name)
    table = TableDiff(name, "same" if was == name else "renamed", was if was != name else "")
    renamed: dict[str, str] = {}
    why = before.why_not(was) or after.why_not(name)
    if why is None:
        here, there = _both(was, name, before, after)
        table.rows_before, table.rows_after = here.num_rows, there.num_rows
        renamed = renamed_fields(here, there, old, new)
        if here is not there:
            table.rows = compare_rows(here, there, old, new, renamed)
            find_renamed_rows(table.rows)
    elif old.paths and new.paths:
        table.content = not _same_files(before.package, old, after.package, new)
        table.note = f"not compared row by row: {why}" if table.content else ""
    elif old.data is not None or new.data is not None:
        table.content = old.data != new.data
    table.changes = list(table_changes(old, new, renamed))
    return table


def _both(was: str, name: str, before: _Side, after: _Side) -> tuple[pa.Table, pa.Table]:
    """The rows of both sides; one and the same table if files and declarations are the same."""
    old, new = before.package.resource(was), after.package.resource(name)
    alike = old.schema == new.schema and old.dialect == new.dialect
    if alike and _same_files(before.package, old, after.package, new):
        return before.table(was), before.table(was)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(before.table, was)
        new_rows = after.table(name)
        return other.result(), new_rows


def _same_files(old: Package, before: Resource, new: Package, after: Resource) -> bool:
    """Whether two tables have the same bytes in as many files (of remote files, the same names), or
    the same data in the descriptor."""

    def alike(one: str, other: str) -> bool:
        if is_remote(one) or is_remote(other):
            return one == other
        files = file_at(old.basepath, one), file_at(new.basepath, other)
        return filecmp.cmp(*files, shallow=False)

    same = len(before.paths) == len(after.paths) and all(map(alike, before.paths, after.paths))
    return same and before.data == after.data


def _follow(tables: dict[str, TableDiff], new: Package) -> None:
    """Keys that changed because they refer to renamed rows, until no more are found."""
    keyed = {name: table.rows.key for name, table in tables.items() if table.rows}
    again = True
    while again:
        again = False
        renamed = {
            name: dict(table.rows.renamed_keys())
            for name, table in tables.items()
            if table.rows and table.rows.renamed
        }
        for name, table in tables.items():
            if not table.rows or name not in new.names:
                continue
            keys = [
                key
                for key in new.resource(name).foreign_keys
                if key.table in renamed and keyed[key.table] == key.reference_fields
            ]
            if keys:
                again |= follow_references(table.rows, keys, renamed)


def _count_referenced(tables: dict[str, TableDiff], before: _Side) -> None:
    """How many of the removed and renamed rows other tables referred to."""
    old = before.package
    for table in tables.values():
        was = table.was or table.name
        if not table.rows or not (len(table.rows.removed) or table.rows.renamed):
            continue
        names = dict(zip(old.resource(was).field_names, table.rows.old.column_names, strict=True))
        renamed = np.array([pair[0] for pair in table.rows.renamed], np.int64)
        for other in old.resources:
            for key in other.foreign_keys:
                if key.table != was or other.name == was or before.why_not(other.name):
                    continue
                referring = before.table(other.name)
                if not set(key.fields) <= set(referring.column_names):
                    continue
                targets = [names.get(name, name) for name in key.reference_fields]
                count = partial(
                    count_referred, table.rows, table=referring, fields=key.fields, targets=targets
                )
                elsewhere = _with_other_reference(tables, other.name, key.fields)
                removed = count(rows=table.rows.removed, leave_out=elsewhere)
                table.referenced_removed = max(table.referenced_removed, removed)
                table.referenced_renamed = max(table.referenced_renamed, count(rows=renamed))


def _with_other_reference(
    tables: Mapping[str, TableDiff], name: str, fields: Sequence[str]
) -> np.ndarray:
    """Old rows of a table that are still there and refer to another row now."""
    for table in tables.values():
        if (table.was or table.name) == name and table.rows:
            masks = [table.rows.cells[f] for f in fields if f in table.rows.cells]
            if masks:
                return table.rows.before[np.logical_or.reduce(masks)]
    return np.empty(0, np.int64)
