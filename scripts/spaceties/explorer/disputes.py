"""Which rows documents dispute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from spaceties.explorer.rows import Tables

Dispute = tuple[int, str | None]


def disputed(tables: Tables, names: Iterable[str]) -> dict[str, dict[int, list[Dispute]]]:
    """Claims that differ, by table (of `names`) and row: the number of the claim, and the state of
    the party, if it is about one party of an agreement alone."""
    found: dict[str, dict[int, list[Dispute]]] = {name: defaultdict(list) for name in names}
    for claim, (table, key, verdict) in enumerate(
        tables.columns("claims", "table", "row_key", "verdict")
    ):
        if verdict == "differs" and key:
            for name, row, state in _about(tables, table, key):
                if row is not None and name in found:
                    found[name][row].append((claim, state))
    return found


def _about(tables: Tables, table: str, key: str) -> Iterator[tuple[str, int | None, str | None]]:
    """The rows that show what is said of a row: of a launch its satellites, of a party the
    agreement."""
    if table == "launches":
        for row in tables.index("satellites", "launch_id").get(key, ()):
            yield "satellites", row, None
    elif table in ("agreement_parties", "agreement_acts"):
        agreement, body, *_ = key.split("|")
        yield "agreements", tables.find("agreements", agreement), tables.states.get(body)
    elif table in tables:
        yield table, tables.find(table, key), None
