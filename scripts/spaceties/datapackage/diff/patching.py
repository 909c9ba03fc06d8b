"""The row operations of a delta applied to the rows of one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..csv import text, writer
from ..model import Package, Resource

Op = dict[str, Any]
Row = dict[str, str | None]


def table_files(old: Package, new: Package, head: Op, ops: list[Op]) -> dict[str, bytes]:
    """The new files of the table that `head` names. Raises ValueError and KeyError where the
    operations do not fit the old rows."""
    was, table = old.resource(head["before"]["name"]), new.resource(head["table"])
    files = len(was.paths) > 1 or len(table.paths) > 1
    rows = text.read_text(old, was, raw=True, files=files)
    renamed = head["after"]["renamed"]
    rows = rows.rename_columns([renamed.get(name, name) for name in rows.column_names])
    return rendered(new_rows(rows.to_pylist(), head, ops), table, head)


def new_rows(rows: list[Row], head: Op, ops: Iterable[Op]) -> list[Row]:
    """The rows after the operations, with the fields of the new table.

    rows: the old ones under the new names of their fields.
    """
    names = [*head["after"]["fields"], text.FILE]
    by_place = not head["key"]
    at = {n: n for n in range(len(rows))} if by_place else _places(rows, head["key"])
    added: list[tuple[Any, Row]] = []
    for found in ops:
        if found["op"] == "add":
            added.append((found["key"][0], found["after"]))
            continue
        row = at[found["key"][0] if by_place else tuple(found["key"])]
        before = rows[row]
        if any(before.get(name) != cell for name, cell in found["before"].items()):
            raise ValueError(f"the row {found['key']} is not what the delta expects")
        rows[row] = {} if found["op"] == "remove" else {**before, **found["after"]}
    kept = [{name: row[name] for name in names if name in row} for row in rows if row]
    if not by_place:
        return kept + [row for _, row in added]
    places, rest = dict(added), iter(kept)
    return [places[n] if n in places else next(rest) for n in range(len(kept) + len(places))]


def rendered(rows: list[Row], table: Resource, head: Op) -> dict[str, bytes]:
    """The files of a table in canonical form, {path: bytes}; rows that are told by their places
    stay in their order."""
    if not head["key"]:
        table = replace(table, primary_key=())
    parts: dict[str, list[Row]] = {path: [] for path in table.paths}
    for row in rows:
        path = row[text.FILE] if len(parts) > 1 else table.paths[0]
        cells = {name: cell or "" for name, cell in row.items() if name != text.FILE}
        parts[path].append(cells)
    return {path: writer.format_rows(found, table).encode() for path, found in parts.items()}


def _places(rows: list[Row], key: list[str]) -> dict[tuple, int]:
    return {tuple(row[name] for name in key): n for n, row in enumerate(rows)}
