"""The delta between two versions of a package; `delta` says what it looks like."""

from __future__ import annotations

import base64
import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from ..csv.text import FILE, read_text
from ..files import hashes
from ..model import Package, Resource
from ..paths import read_bytes
from .delta import Operation
from .patch import canonical_files, complete, lines_of
from .renames import find_renamed_rows, renamed_fields
from .rows import CellChanges, RowLists, compare_rows


def make_delta(old: Package, new: Package) -> Iterator[Operation]:
    """The operations that turn the files of one package into those of the other.

    Raises ValueError for a package with a file that is not there.
    """
    before, after = hashes(old), hashes(new)
    yield Operation(
        "package",
        before={"name": old.name, "version": old.version, "files": before},
        after={"name": new.name, "version": new.version, "files": after},
    )
    changed = [path for path, value in after.items() if before.get(path) != value]
    in_tables = {path for table in new.resources for path in table.paths}
    for path in (path for path in changed if path not in in_tables):
        yield from _changed_lines(old, new, path) if path in before else [_whole(new, path)]
    for table in new.resources:
        if paths := [path for path in changed if path in table.paths]:
            yield from _row_changes(old, new, table) or [_whole(new, p, table.name) for p in paths]


def _row_changes(old: Package, new: Package, table: Resource) -> list[Operation] | None:
    """How the rows of a table changed, None if that does not give its files."""
    was = _former(old, new, table)
    if was is None or FILE in (*was.field_names, *table.field_names):
        return None
    files = len(was.paths) > 1 or len(table.paths) > 1
    try:
        here = read_text(old, was, raw=True, files=files)
        there = read_text(new, table, raw=True, files=files)
    except ValueError:
        return None
    renamed = renamed_fields(here, there, was, table)
    here = here.rename_columns([renamed.get(name, name) for name in here.column_names])
    here, there = complete(here, there.column_names), complete(there)
    changes = compare_rows(here, there, was, table, {}, raw=True)
    if not changes.key or changes.key != table.primary_key:
        return None
    for path, data in canonical_files(there.to_pylist(), table).items():
        if read_bytes(new.basepath, path) != data:
            return None
    find_renamed_rows(changes)
    head = Operation(
        "table",
        table.name,
        list(changes.key),
        {"name": was.name, "fields": was.field_names},
        {"name": table.name, "fields": table.field_names, "renamed": renamed},
    )
    return [head, *_of_rows(changes.lists(), changes.key, table.name)]


def _of_rows(rows: RowLists, fields: Sequence[str], table: str) -> Iterator[Operation]:
    for key, row in rows.removed:
        yield Operation("remove", table, list(key), row)
    changed = dict(rows.changed)
    renamed = {new for _, new in rows.renamed}
    for key, cells in rows.changed:
        if key not in renamed:
            yield Operation("change", table, list(key), *_sides(cells))
    for old, new in rows.renamed:
        parts = zip(fields, old, new, strict=True)
        cells = {name: (a, b) for name, a, b in parts if a != b} | changed.get(new, {})
        yield Operation("rename", table, list(old), *_sides(cells))
    for key, row in rows.added:
        yield Operation("add", table, list(key), None, row)


def _sides(cells: CellChanges) -> tuple[dict[str, str | None], dict[str, str | None]]:
    return {name: a for name, (a, _) in cells.items()}, {name: b for name, (_, b) in cells.items()}


def _former(old: Package, new: Package, table: Resource) -> Resource | None:
    """The old table that a new one comes from, None if it is new."""
    if table.name in old.names:
        return old.resource(table.name)
    gone = [was for was in old.resources if was.name not in new.names]
    return next((was for was in gone if was.field_names == table.field_names), None)


def _changed_lines(old: Package, new: Package, path: str) -> Iterator[Operation]:
    data = read_bytes(old.basepath, path), read_bytes(new.basepath, path)
    try:
        before, after = (lines_of(part.decode("utf-8")) for part in data)
    except UnicodeDecodeError:
        yield _whole(new, path)
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            yield Operation("lines", None, [path, a + 1], before[a:b], after[c:d])


def _whole(package: Package, path: str, table: str | None = None) -> Operation:
    data = read_bytes(package.basepath, path)
    try:
        content: Any = data.decode("utf-8")
    except UnicodeDecodeError:
        content = {"base64": base64.b64encode(data).decode()}
    return Operation("file", table, [path], None, content)
