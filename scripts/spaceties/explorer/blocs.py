"""What the views show that is computed: members of blocs, second sources, error rates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from spaceties.dataset import rates
from spaceties.dataset.model import Release, ReleaseTable

Row = dict[str, Any]

# The instrument that founded each bloc; members joined by it or by agreements under it.
BLOCS = {
    "chn-rus-ilrs-mou-2021": ("International Lunar Research Station", "ILRS"),
    "artemis-accords-2020": ("Artemis Accords", "Artemis"),
}
SIDES = ("from_country_id", "to_country_id")
DATES = ("date", "date_earliest", "date_latest")
OF_TIES = (*SIDES, *DATES, "level", "framework_id", "standing", "confidence", "row_id")
OF_DOCUMENTS = ("source_id", "second_source_id")
CONFIRMS = frozenset({"agrees", "less_precise"})


def blocs(release: Release) -> list[Row]:
    """The members of each bloc, in the order in which they joined; those without a date last.

    A member is a state with a tie of level state and standing party, of more than low confidence,
    within the bloc's framework, from the day of its first such tie (as in the README). Each has
    `country_id`, `country`, `date` (EDTF), `earliest` and `latest` (ISO days, None if no source
    dates it), `row_id` of the agreement, and `standing`. States that are no members but announced
    or applied, left, or are members by a source of low confidence alone, stand `apart`.
    """
    tables = {table.name: table for table in release.tables}
    names = {row["country_id"]: row["name"] for row in _rows(tables["countries"])}
    ties: dict[str, list[Row]] = {framework: [] for framework in BLOCS}
    for row in _rows(tables["ties"], *OF_TIES):
        if row["level"] == "state" and row["framework_id"] in ties:
            ties[row["framework_id"]].append(row)
    return [
        {
            "framework_id": framework,
            "name": name,
            "short": short,
            "members": _states(
                [tie for tie in ties[framework] if makes_members(tie)], names, set()
            ),
            "apart": _states(
                [tie for tie in ties[framework] if not makes_members(tie)],
                names,
                {tie[side] for tie in ties[framework] if makes_members(tie) for side in SIDES},
            ),
        }
        for framework, (name, short) in BLOCS.items()
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
                len(_documents(row) | confirming.get((table.name, _key(row, table)), set())) > 1
                for row in _rows(table, *table.schema.primary_key, *OF_DOCUMENTS)
            ),
            "disputed": len(disputed.get(table.name, ())),
        }
        for table in release.tables
        if not table.derived and table.name not in ("sources", "claims", "audits")
    ]


def rates_of(release: Release) -> list[rates.Rate]:
    """The error rates that audits of drawn rows measured, of each version and table."""
    tables = {table.name: table for table in release.tables}
    return rates.rates(_rows(tables["audits"]), tables)


def makes_members(tie: Row) -> bool:
    """Whether a tie makes members of its two states."""
    return bool(tie["standing"] == "party" and tie["confidence"] != "low")


def _states(ties: list[Row], names: dict[str, str], members: set[str]) -> list[Row]:
    """The states of ties by the first of each, without those that are members."""
    joined: dict[str, Row] = {}
    for tie in sorted(ties, key=_order):
        for side in SIDES:
            if tie[side] not in members:
                joined.setdefault(tie[side], tie)
    return [
        {
            "country_id": state,
            "country": names[state],
            "date": tie["date"],
            "earliest": tie["date_earliest"],
            "latest": tie["date_latest"],
            "row_id": tie["row_id"],
            "standing": "unconfirmed"
            if tie["standing"] == "party" and not makes_members(tie)
            else tie["standing"],
        }
        for state, tie in sorted(
            joined.items(), key=lambda member: (_order(member[1]), names[member[0]])
        )
    ]


def _order(tie: Row) -> tuple[str, str]:
    """By the last possible day, then the first; without a date after all others."""
    return tie["date_latest"] or "9999", tie["date_earliest"] or "9999"


def _documents(row: Row) -> set[str]:
    """The documents that a row names."""
    return {row[name] for name in OF_DOCUMENTS if row.get(name)}


def _key(row: Row, table: ReleaseTable) -> str:
    return "|".join(str(row[name]) for name in table.schema.primary_key)


def _rows(table: ReleaseTable, *fields: str) -> Iterator[Row]:
    """The rows of a table: those of these fields that it has, or all."""
    columns = dict(zip(table.data.column_names, table.columns, strict=True))
    kept = {name: columns[name] for name in dict.fromkeys(fields or columns) if name in columns}
    for row in zip(*kept.values(), strict=True):
        yield dict(zip(kept, row, strict=True))
