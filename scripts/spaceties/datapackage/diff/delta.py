"""A delta: JSON Lines that, applied to one version of a package, give the next byte for byte.

Every line has op, table, key, before and after. In this order:

package   first; before and after are {name, version, files: {path: SHA-256}}. A file that is the
          same in both is told nowhere else.
lines     lines of a file that holds no table, above all of the descriptor: key is [path, number
          of the first old line], before and after are lists of lines.
file      a whole file: key is [path], after its text or {"base64": text}.
table     rows of this table follow: key are the fields that they are paired by, before and after
          {name, fields}, after also {renamed: {old field: new field}}.
remove    key are the row's old key cells, before is the row as {field: text}.
change    key is the same, before and after have the fields that differ; rename: those of the key.
add       key are the new key cells, after is the row.

Cells are the text of the file. The row of a table in several files has its file as `@file`.

Rows are enough where the new files are in canonical form (`csv.writer`) and the primary key tells
the rows of both versions apart: it says where each row stands. Of any other table the delta has
the whole files.
"""

from __future__ import annotations

import base64
import difflib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..csv.text import FILE, read_text
from ..csv.writer import format_cells
from ..descriptor import load
from ..files import DESCRIPTOR, hashes, write_bytes
from ..model import Package, Resource
from ..report.words import quoted
from .renames import find_renamed_rows, renamed_fields
from .rows import RowChanges, RowLists, compare_rows

Row = dict[str, str]
ROW_OPERATIONS = ("table", "remove", "change", "rename", "add")


class DeltaError(ValueError):
    """The delta is none, or was not made for this package."""


@dataclass(frozen=True)
class Operation:
    """One line of a delta; what key, before and after hold depends on op (see the module)."""

    op: str
    table: str | None = None
    key: Any = None
    before: Any = None
    after: Any = None


def to_lines(delta: Iterable[Operation]) -> str:
    """The delta as text, one operation a line."""
    return "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in delta)


def from_lines(text: str) -> list[Operation]:
    """The operations of a delta; DeltaError with the line for what is none."""
    delta = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
            delta.append(Operation(*(cells[name] for name in asdict(Operation("")))))
        except (ValueError, TypeError, KeyError):
            said = f"line {number} is no operation of a delta: {quoted(line, 60)}"
            raise DeltaError(said) from None
    if (
        not delta
        or delta[0].op != "package"
        or not all(
            isinstance(side, dict) and isinstance(side.get("files"), dict)
            for side in (delta[0].before, delta[0].after)
        )
    ):
        raise DeltaError('the first line does not say which package this changes ("package")')
    return delta


def listed_rows(delta: Iterable[Operation]) -> dict[str, RowLists]:
    """The rows that a delta tells, by table."""
    lists: dict[str, RowLists] = {}
    keys: dict[str, list[str]] = {}
    for line in delta:
        if line.table is None or line.op not in ROW_OPERATIONS:
            continue
        if line.op == "table":
            keys[line.table] = line.key
            lists[line.table] = RowLists([], [], [], [])
            continue
        rows, key = lists[line.table], tuple(line.key)
        match line.op:
            case "add":
                rows.added.append((key, line.after))
            case "remove":
                rows.removed.append((key, line.before))
            case "change":
                names = {**line.before, **line.after}
                rows.changed.append(
                    (
                        key,
                        {n: (line.before.get(n) or None, line.after.get(n) or None) for n in names},
                    )
                )
            case "rename":
                new = {**dict(zip(keys[line.table], key, strict=True)), **line.after}
                rows.renamed.append((key, tuple(new.values())))
    return lists


def make(old: Package, new: Package) -> Iterator[Operation]:
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


def patch(old: Package, delta: list[Operation], out: Path) -> Package:
    """Write the new version below `out`, an empty folder, and return it.

    Raises DeltaError if the delta was made for another package than `old`, and if what comes out
    is not what the delta promises.
    """
    try:
        return _patch(old, delta, out)
    except DeltaError:
        raise
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise DeltaError(f"the delta cannot be applied: {error}") from None


def _patch(old: Package, delta: list[Operation], out: Path) -> Package:
    before, after = delta[0].before["files"], delta[0].after["files"]
    if wrong := _differing(before, hashes(old)):
        name = f"{delta[0].before['name']} {delta[0].before['version']}"
        raise DeltaError(f"the delta was made for another {name}: {wrong} differ")
    for path, value in after.items():
        if before.get(path) == value:
            write_bytes(out, path, (old.basepath / path).read_bytes())
    hunks: dict[str, list[Operation]] = defaultdict(list)
    tables: list[tuple[Operation, list[Operation]]] = []
    for line in delta[1:]:
        match line.op:
            case "file":
                write_bytes(out, line.key[0], _content(line.after))
            case "lines":
                hunks[line.key[0]].append(line)
            case "table":
                tables.append((line, []))
            case "remove" | "change" | "rename" | "add":
                tables[-1][1].append(line)
            case other:
                raise DeltaError(f"{quoted(str(other))} is no operation that is known here")
    for path, lines in hunks.items():
        if path not in before:
            raise DeltaError(f"{path} is no file of the old version")
        write_bytes(out, path, _patched((old.basepath / path).read_bytes(), lines))
    if not (out / DESCRIPTOR).exists():
        raise DeltaError(f"the delta gives no {DESCRIPTOR}")
    new = load(out)
    for head, lines in tables:
        for path, data in _patched_table(old, new, head, lines).items():
            write_bytes(out, path, data)
    if wrong := _differing(after, hashes(new)):
        raise DeltaError(f"the delta did not give what it promises: {wrong}")
    return new


def _differing(expected: dict[str, str], there: dict[str, str]) -> str:
    """The first few files that are not as expected, "" if all are."""
    paths = [path for path in {**expected, **there} if expected.get(path) != there.get(path)]
    return ", ".join(paths[:3])


# --- the rows of a table


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
    here, there = _complete(here, there.column_names), _complete(there)
    changes = compare_rows(here, there, was, table, {}, raw=True)
    if not changes.key or changes.key != table.primary_key:
        return None
    for path, data in _files(there.to_pylist(), table).items():
        if (new.basepath / path).read_bytes() != data:
            return None
    find_renamed_rows(changes)
    head = Operation(
        "table",
        table.name,
        list(changes.key),
        {"name": was.name, "fields": was.field_names},
        {"name": table.name, "fields": table.field_names, "renamed": renamed},
    )
    return [head, *_of_rows(changes, table.name)]


def _of_rows(changes: RowChanges, table: str) -> Iterator[Operation]:
    for key, row in changes.removed_rows():
        yield Operation("remove", table, list(key), row)
    for key, cells in changes.changed_rows():
        before = {name: pair[0] for name, pair in cells.items()}
        after = {name: pair[1] for name, pair in cells.items()}
        yield Operation("change", table, list(key), before, after)
    for old, new in changes.renamed_keys():
        parts = [part for part in zip(changes.key, old, new, strict=True) if part[1] != part[2]]
        before, after = {name: a for name, a, _ in parts}, {name: b for name, _, b in parts}
        yield Operation("rename", table, list(old), before, after)
    for key, row in changes.added_rows():
        yield Operation("add", table, list(key), None, row)


def _patched_table(
    old: Package, new: Package, head: Operation, changes: list[Operation]
) -> dict[str, bytes]:
    """The new files of the table that `head` names. Raises ValueError and KeyError where the
    operations do not fit the old rows."""
    was, table = old.resource(head.before["name"]), new.resource(head.after["name"])
    if not head.key or tuple(head.key) != table.primary_key:
        raise ValueError(f"the rows of {table.name} are not told by its primary key")
    files = len(was.paths) > 1 or len(table.paths) > 1
    there = read_text(old, was, raw=True, files=files)
    renamed = head.after["renamed"]
    there = there.rename_columns([renamed.get(name, name) for name in there.column_names])
    there = _complete(there, table.field_names)
    rows = {tuple(row[name] for name in head.key): row for row in there.to_pylist()}
    added = []
    for change in changes:
        if change.op == "add":
            added.append(change.after)
            continue
        row = rows[tuple(change.key)]
        if any(row.get(name, "") != (cell or "") for name, cell in change.before.items()):
            raise ValueError(f"the row {change.key} is not what the delta expects")
        if change.op == "remove":
            del rows[tuple(change.key)]
        else:
            row.update(change.after)
    return _files([*rows.values(), *added], table)


def _files(rows: Iterable[Row], table: Resource) -> dict[str, bytes]:
    """The files of a table in canonical form, {path: bytes}."""
    names, alone = table.field_names, len(table.paths) == 1
    parts: dict[str, list[list[str]]] = {path: [] for path in table.paths}
    for row in rows:
        path = table.paths[0] if alone else row[FILE]
        parts[path].append([row.get(name) or "" for name in names])
    return {path: format_cells(part, table).encode() for path, part in parts.items()}


def _complete(rows: pa.Table, names: Iterable[str] = ()) -> pa.Table:
    """The rows with empty cells where cells, or whole columns of these names, are lacking."""
    columns = {name: rows[name].fill_null("") for name in rows.column_names}
    empty = pa.chunked_array([pa.repeat("", rows.num_rows)])
    return pa.table(columns | {name: empty for name in names if name not in columns})


def _former(old: Package, new: Package, table: Resource) -> Resource | None:
    """The old table that a new one comes from, None if it is new."""
    if table.name in old.names:
        return old.resource(table.name)
    gone = [was for was in old.resources if was.name not in new.names]
    return next((was for was in gone if was.field_names == table.field_names), None)


# --- other files


def _changed_lines(old: Package, new: Package, path: str) -> Iterator[Operation]:
    data = (old.basepath / path).read_bytes(), (new.basepath / path).read_bytes()
    try:
        before, after = (_lines(part.decode("utf-8")) for part in data)
    except UnicodeDecodeError:
        yield _whole(new, path)
        return
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if kind != "equal":
            yield Operation("lines", None, [path, a + 1], before[a:b], after[c:d])


def _patched(data: bytes, hunks: list[Operation]) -> bytes:
    lines = _lines(data.decode("utf-8"))
    for hunk in sorted(hunks, key=lambda hunk: -hunk.key[1]):
        start = hunk.key[1] - 1
        end = start + len(hunk.before)
        if lines[start:end] != hunk.before:
            raise DeltaError(f"line {start + 1} of {hunk.key[0]} is not what the delta expects")
        lines[start:end] = hunk.after
    return "".join(lines).encode()


def _lines(text: str) -> list[str]:
    """Lines with their ends; only LF ends a line, so that joining them gives the text again."""
    return io.StringIO(text, newline="\n").readlines()


def _whole(package: Package, path: str, table: str | None = None) -> Operation:
    data = (package.basepath / path).read_bytes()
    try:
        content: Any = data.decode("utf-8")
    except UnicodeDecodeError:
        content = {"base64": base64.b64encode(data).decode()}
    return Operation("file", table, [path], None, content)


def _content(content: Any) -> bytes:
    return content.encode() if isinstance(content, str) else base64.b64decode(content["base64"])
