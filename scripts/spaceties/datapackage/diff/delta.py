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

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..report.words import json_text, quoted
from .rows import CellChanges, RowLists

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
    return "".join(json_text(asdict(line)) + "\n" for line in delta)


def from_lines(text: str) -> list[Operation]:
    """The operations of a delta; DeltaError with the line for what is none."""
    names = [field.name for field in fields(Operation)]
    delta = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
            delta.append(Operation(*(cells[name] for name in names)))
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
                rows.changed.append((key, _cells(line)))
            case "rename":
                fields = keys[line.table]
                new = {**dict(zip(fields, key, strict=True)), **line.after}
                renamed = tuple(new[name] for name in fields)
                rows.renamed.append((key, renamed))
                cells = {n: pair for n, pair in _cells(line).items() if n not in fields}
                if cells:  # corrected as well
                    rows.changed.append((renamed, cells))
    return lists


def _cells(line: Operation) -> CellChanges:
    """The cells of a change, {field: (before, after)}."""
    names = {**line.before, **line.after}
    return {n: (line.before.get(n) or None, line.after.get(n) or None) for n in names}
