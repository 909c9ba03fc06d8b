"""What the views show that is computed from several tables: members of blocs, second sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spaceties.dataset.model import Release, ReleaseTable

Row = dict[str, Any]

# The instrument that founded each bloc; members joined by it or by agreements under it.
BLOCS = {
    "chn-rus-ilrs-mou-2021": "International Lunar Research Station",
    "artemis-accords-2020": "Artemis Accords",
}
SHORT = {"chn-rus-ilrs-mou-2021": "ILRS", "artemis-accords-2020": "Artemis"}
CONFIRMS = frozenset({"agrees", "less_precise"})


def blocs(release: Release) -> list[Row]:
    """The members of each bloc, in the order in which they joined; those without a date last.

    A member is a state with a tie of level state within the bloc's framework, from the day of its
    first such tie (as in the README). Each has `country_id`, `country`, `date` (EDTF), `earliest`
    and `latest` (ISO days, None if no source dates it), and `row_id` of the agreement.
    """
    tables = {table.name: table for table in release.tables}
    names = {row["country_id"]: row["name"] for row in _rows(tables["countries"])}
    ties = [row for row in _rows(tables["ties"]) if row["level"] == "state"]
    return [
        {
            "framework_id": framework,
            "name": name,
            "short": SHORT[framework],
            "members": _members([row for row in ties if row["framework_id"] == framework], names),
        }
        for framework, name in BLOCS.items()
    ]


def support(release: Release) -> list[Row]:
    """How well each stored table is supported: name, `rows`, those that two documents or more
    confirm (`two`), and those about which a document says otherwise (`disputed`).

    A document confirms a row if the row names it as a source, or a claim of or against that
    document agrees with it.
    """
    tables = {table.name: table for table in release.tables}
    confirming: dict[tuple[str, str], set[str]] = {}
    disputed: dict[str, set[str]] = {}
    for claim in _rows(tables["claims"]):
        table, key = claim["table"], claim["row_key"]
        if claim["verdict"] in CONFIRMS and key:
            documents = {claim["source_id"], claim["checked_source_id"]} - {None}
            confirming.setdefault((table, key), set()).update(documents)
        elif claim["verdict"] == "differs" and key:
            disputed.setdefault(table, set()).add(key)
    return [
        {
            "table": table.name,
            "rows": table.data.num_rows,
            "two": sum(
                len(documents | confirming.get((table.name, key), set())) > 1
                for key, documents in _documents(table)
            ),
            "disputed": len(disputed.get(table.name, ())),
        }
        for table in release.tables
        if not table.derived and table.name not in ("sources", "claims")
    ]


def _members(ties: list[Row], names: dict[str, str]) -> list[Row]:
    joined: dict[str, Row] = {}
    for tie in ties:
        for side in ("from_country_id", "to_country_id"):
            state = tie[side]
            if state not in joined or _order(tie) < _order(joined[state]):
                joined[state] = tie
    members = [
        {
            "country_id": state,
            "country": names[state],
            "date": tie["date"],
            "earliest": tie["date_earliest"],
            "latest": tie["date_latest"],
            "row_id": tie["row_id"],
        }
        for state, tie in joined.items()
    ]
    return sorted(members, key=lambda m: (_order(m, ""), m["country"]))


def _order(row: Row, prefix: str = "date_") -> tuple[str, str]:
    """By the last possible day, then the first; without a date after all others."""
    return row[f"{prefix}latest"] or "9999", row[f"{prefix}earliest"] or "9999"


def _documents(table: ReleaseTable) -> Iterator[tuple[str, set[str]]]:
    """Key and named documents of each row."""
    columns = dict(zip(table.data.column_names, table.columns, strict=True))
    nothing = [None] * table.data.num_rows
    keys = zip(*(columns[name] for name in table.schema.primary_key), strict=True)
    sources = zip(columns["source_id"], columns.get("second_source_id", nothing), strict=True)
    for key, named in zip(keys, sources, strict=True):
        yield "|".join(map(str, key)), set(named) - {None}


def _rows(table: ReleaseTable) -> Iterator[Row]:
    for row in table.rows():
        yield dict(zip(table.data.column_names, row, strict=True))
