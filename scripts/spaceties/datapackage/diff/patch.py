"""A delta applied to the version that it was made for; `delta` says what it looks like."""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..csv.text import FILE, read_text
from ..csv.writer import format_rows
from ..descriptor import load
from ..files import DESCRIPTOR, hashes, write_bytes
from ..model import Package, Resource
from ..paths import read_bytes
from ..report.words import quoted
from .delta import DeltaError, Operation

Row = dict[str, str]


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
            write_bytes(out, path, read_bytes(old.basepath, path))
    hunks: dict[str, list[Operation]] = defaultdict(list)
    tables: list[tuple[Operation, list[Operation]]] = []
    for line in delta[1:]:
        if line.op in ("file", "lines") and line.key[0] not in after:
            raise DeltaError(f"{quoted(line.key[0])} is no file of the new version")
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
        write_bytes(out, path, _patched(read_bytes(old.basepath, path), lines))
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
    there = complete(there, table.field_names)
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
    return canonical_files([*rows.values(), *added], table)


def canonical_files(rows: Iterable[Row], table: Resource) -> dict[str, bytes]:
    """The files of a table in canonical form, {path: bytes}."""
    names, alone = table.field_names, len(table.paths) == 1
    parts: dict[str, list[Row]] = {path: [] for path in table.paths}
    for row in rows:
        path = table.paths[0] if alone else row[FILE]
        parts[path].append({name: row.get(name, "") for name in names})
    return {path: format_rows(part, table).encode() for path, part in parts.items()}


def complete(rows: pa.Table, names: Iterable[str] = ()) -> pa.Table:
    """The rows with empty cells where cells, or whole columns of these names, are lacking."""
    columns = {name: rows[name].fill_null("") for name in rows.column_names}
    empty = pa.chunked_array([pa.repeat("", rows.num_rows)])
    return pa.table(columns | {name: empty for name in names if name not in columns})


def _patched(data: bytes, hunks: list[Operation]) -> bytes:
    lines = lines_of(data.decode("utf-8"))
    for hunk in sorted(hunks, key=lambda hunk: -hunk.key[1]):
        start = hunk.key[1] - 1
        end = start + len(hunk.before)
        if lines[start:end] != hunk.before:
            raise DeltaError(f"line {start + 1} of {hunk.key[0]} is not what the delta expects")
        lines[start:end] = hunk.after
    return "".join(lines).encode()


def lines_of(text: str) -> list[str]:
    """Lines with their ends; only LF ends a line, so that joining them gives the text again."""
    return io.StringIO(text, newline="\n").readlines()


def _content(content: Any) -> bytes:
    return content.encode() if isinstance(content, str) else base64.b64decode(content["base64"])
