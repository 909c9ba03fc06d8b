"""What an import changes, in words: rows that come and go, and what cells say instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from spaceties.datapackage.report.words import plural
from spaceties.importers.base import CellChange, Key, TableChange

SHOWN = 3  # examples of a kind
KINDS = 4  # of what cells of a column become; more kinds are told by examples alone
LONGEST = 60  # characters of a cell that are told


def changes_of(table: str, change: TableChange) -> Iterator[str]:
    """Lines on one table: its rows, then its columns in the order of the schema; none if nothing
    changes."""
    rows = [
        f"{len(keys):,} {word}{_such(_named(key, change) for key in keys)}"
        for word, keys in (("new", change.added), ("removed", change.removed))
        if keys
    ]
    rows += [f"{plural(len(change.changed), 'row')} changed"] if change.changed else []
    if rows:
        yield f"{table}: {'; '.join(rows)}"
    columns: dict[str, list[CellChange]] = {}
    for cell in change.cells:
        columns.setdefault(cell.column, []).append(cell)
    for column, cells in columns.items():
        yield f"  {column}: {_column(cells, change)}"


def _column(cells: list[CellChange], change: TableChange) -> str:
    """What becomes of the cells of a column: by kind where there are few, with examples."""
    kinds = Counter((cell.before, cell.after) for cell in cells)
    if len(kinds) <= KINDS and len(kinds) < len(cells):
        first = {(cell.before, cell.after): cell.key for cell in reversed(cells)}
        return "; ".join(
            f"{count:,} from {_text(before)} to {_text(after)} "
            f"(such as {_named(first[before, after], change)})"
            for (before, after), count in kinds.most_common()
        )
    ways = {
        "filled": [cell for cell in cells if not cell.before],
        "emptied": [cell for cell in cells if not cell.after],
        "changed": [cell for cell in cells if cell.before and cell.after],
    }
    return "; ".join(
        f"{len(some):,} {way}{_such(_told(cell, change) for cell in some)}"
        for way, some in ways.items()
        if some
    )


def _told(cell: CellChange, change: TableChange) -> str:
    parts = [f"from {_text(cell.before)}"] if cell.before else []
    parts += [f"to {_text(cell.after)}"] if cell.after else []
    return f"{_named(cell.key, change)} {' '.join(parts)}"


def _such(items: Iterable[str]) -> str:
    """The first of some items in brackets."""
    told = list(items)
    return f" ({'; '.join(told[:SHOWN])}{'; …' if len(told) > SHOWN else ''})"


def _named(key: Key, change: TableChange) -> str:
    name = change.names.get(key)
    return "|".join(key) + (f" {name}" if name and name != key[0] else "")


def _text(cell: str) -> str:
    if not cell:
        return "nothing"
    return f'"{cell[:LONGEST]}…"' if len(cell) > LONGEST else f'"{cell}"'
