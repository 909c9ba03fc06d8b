"""Which satellites belong in the package: those between states, and those that are spoken of.

A satellite belongs if at least two states take part in it (its owner's, those of its
participants, the launching one) or if an agreement, a contributed payload or a claim names it or
its launch.
Successor states of one lineage (SUN and RUS) are one state, and so are a state and its territories
(CHN and, since 1997, HKG). An intergovernmental body stands for
several states, so one that takes part or carries out the launch is enough.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

Row = Mapping[str, str]
INTERGOVERNMENTAL = "intergovernmental_organization"
# Kinds of bodies that make spacecraft for others: companies, and design bureaus of a state.
MAKERS = frozenset({"company", "government_body"})

# The columns that the rule looks at, by table.
COLUMNS = {
    "countries": ("country_id", "successor_id", "sovereign_id", "sovereign_since"),
    "organizations": ("organization_id", "country_id", "kind"),
    "launches": ("launch_id", "launched_on", "country_id", "provider_id", "second_provider_id"),
    "satellites": ("satellite_id", "country_id", "launch_id"),
    "satellite_participants": ("satellite_id", "organization_id"),
    "payloads": ("satellite_id",),
    "agreement_satellites": ("satellite_id",),
    "claims": ("table", "row_key"),
}


def between_states(
    states: Iterable[str], lineage: Mapping[str, str], intergovernmental: bool = False
) -> bool:
    """Whether these states (country ids, "" for none), with an intergovernmental body or without,
    make a satellite one between states. lineage maps a state to the one it counts as."""
    return intergovernmental or len({lineage.get(s, s) for s in states if s}) > 1


class Lineages:
    """What each country counts as when partners are counted, on a given day."""

    def __init__(self, countries: Iterable[Row]):
        self._countries = list(countries)
        self._turns = sorted({_day(row) for row in self._countries})
        self._since: dict[str, dict[str, str]] = {}  # a turn, with what held from then on

    def on(self, day: str) -> dict[str, str]:
        """Each country id with the state it counts as on an ISO day ("" for today): the last in
        its line of successors, or the one that a territory belonged to by then."""
        past = bisect(self._turns, day) if day else len(self._turns)
        turn = self._turns[past - 1] if past else ""
        if turn not in self._since:
            following = {
                row["country_id"]: row.get("successor_id")
                or (row.get("sovereign_id") if _day(row) <= turn else None)
                or ""
                for row in self._countries
            }
            self._since[turn] = {country: _last(country, following) for country in following}
        return self._since[turn]


def _last(country: str, following: Mapping[str, str]) -> str:
    """The end of a line of countries, which may be a ring."""
    seen = {country}
    while (after := following.get(country)) and after not in seen:
        country = after
        seen.add(country)
    return country


def _day(country: Row) -> str:
    return str(country.get("sovereign_since") or "")[:10]


def named(tables: Mapping[str, Iterable[Row]]) -> set[str]:
    """Satellites that an agreement, a contributed payload or a claim names."""
    satellites = {row["satellite_id"] for row in tables["agreement_satellites"]}
    satellites |= {row["satellite_id"] for row in tables["payloads"]}
    for claim in tables["claims"]:
        if claim["table"] in ("satellites", "satellite_participants"):
            satellites.add(claim["row_key"].split("|")[0])
    return satellites


def of_rows(tables: Mapping[str, Sequence[Row]]) -> set[str]:
    """Ids of the satellites that belong, from rows of text cells ("" is missing)."""
    lineage = Lineages(tables["countries"])
    bodies = {row["organization_id"]: row for row in tables["organizations"]}
    launches = {row["launch_id"]: row for row in tables["launches"]}
    parts: dict[str, list[str]] = {}
    for row in tables["satellite_participants"]:
        parts.setdefault(row["satellite_id"], []).append(row["organization_id"])
    belonging = named(tables)
    claimed = {claim["row_key"] for claim in tables["claims"] if claim["table"] == "launches"}
    for satellite in tables["satellites"]:
        if satellite["launch_id"] in claimed:
            belonging.add(satellite["satellite_id"])
        launch = launches.get(satellite["launch_id"], {})
        participants = parts.get(satellite["satellite_id"], [])
        providers = [launch.get("provider_id"), launch.get("second_provider_id")]
        states = [satellite["country_id"], launch.get("country_id", "")]
        states += [bodies[body]["country_id"] for body in participants if body in bodies]
        intergovernmental = any(
            bodies[body]["kind"] == INTERGOVERNMENTAL
            for body in (*participants, *providers)
            if body in bodies
        )
        on_the_day = lineage.on(str(launch.get("launched_on") or "")[:10])
        if between_states(states, on_the_day, intergovernmental):
            belonging.add(satellite["satellite_id"])
    return belonging & {row["satellite_id"] for row in tables["satellites"]}


def of_tables(tables: Mapping[str, pandas.DataFrame]) -> set[str]:
    """Ids of the satellites that belong, from typed tables; an absent table counts as empty."""
    return of_rows({name: rows(tables, name) for name in COLUMNS})


def rows(tables: Mapping[str, pandas.DataFrame], name: str) -> list[Row]:
    """The rows of a typed table with the columns that the rule looks at, "" for missing cells."""
    if name not in tables:
        return []
    import pyarrow as pa

    frame, columns = tables[name], COLUMNS[name]
    cells = [pa.array(frame[column]).to_pylist() for column in columns]
    filled = [["" if cell is None else cell for cell in column] for column in cells]
    return [dict(zip(columns, row, strict=True)) for row in zip(*filled, strict=True)]
