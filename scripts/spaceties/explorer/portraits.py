"""What there is of a state and of a pair of states: the rows of each list.

These facts are found here and nowhere else, told by :mod:`sentences` and laid out as `pages.json`
says: by the scripts of `index.html`, which holds them, and by :mod:`written`, which see, for pages
that need no script.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from spaceties.explorer.disputes import disputed
from spaceties.explorer.rows import Tables
from spaceties.matching.normalize import squeeze

FEW = 10  # parties of an agreement up to which it is told apart from conventions
# The table of each list.
TABLES = {
    "satellites": "satellites",
    "launched": "satellites",
    "launched_back": "satellites",
    "built": "satellites",
    "built_back": "satellites",
    "joint": "satellites",
    "maker_known": "satellites",
    "payloads": "payloads",
    "agreements": "agreements",
    "conventions": "agreements",
    "listed": "agreements",
    "vague": "agreements",
    "money": "spending",
    "vague_money": "spending",
    "counted": "indicators",
    "bodies": "organizations",
    "disputed": "claims",
}
# By the kind of a tie: the list of the first state with regard to the second, and the reverse.
OF_KIND = {
    "launch": ("launched", "launched_back"),
    "manufacture": ("built", "built_back"),
    "ownership": ("joint", "joint"),
    "payload": ("payloads", "payloads"),
}
# Which column says when a row was; the newest come first.
DAYS = {"agreements": "signed_on", "spending": "period", "indicators": "as_of"}
UNSURE = re.compile("[?~%]")


@dataclass
class Portrait:
    """A state or a pair: `states`, one id or two in alphabetical order, and `lists`, numbers of
    rows in the tables of TABLES, the newest first.

    Of a state: `satellites` are its own, `launched` and `built` are for others, `launched_back`
    and `built_back` by others for it, `partners` and `others` are :attr:`Portraits.pairs` by
    number: those with most in common first, and those whom conventions alone tie to it. Of a
    pair: `launched` and `built` by the first for the second, `…_back` the reverse, `joint` are
    owned together, `satellites` are all of these. `agreements` are those of two states, or of up
    to ten parties with a complete list; `conventions` the others.
    """

    states: tuple[str, ...]
    lists: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    years: tuple[str, str] | None = None  # of the first and last satellite, payload or agreement

    @property
    def key(self) -> str:
        return "-".join(self.states)

    def count(self, *names: str) -> int:
        """How many rows lists have together."""
        return sum(len(self.lists.get(name, ())) for name in names)

    @property
    def together(self) -> int:
        """Of a pair: satellites, payloads and agreements of few parties."""
        return self.count("satellites", "payloads", "agreements")


@dataclass(frozen=True)
class Portraits:
    """`states` by country id, and `pairs` with a tie by both ids (`BLR-CHN`), both in alphabetical
    order."""

    states: dict[str, Portrait]
    pairs: dict[str, Portrait]


def find(tables: Tables) -> Portraits:
    """The portraits of all states, and of all pairs with a tie."""
    near = _near(tables)
    pairs: dict[tuple[str, ...], Portrait] = {}
    states = {id_: Portrait((id_,)) for id_ in tables.column("countries", "country_id")}
    _tied(tables, states, pairs, near)
    _own(tables, states, near)
    _money_between(tables, pairs)
    found = Portraits(states, {pairs[both].key: pairs[both] for both in sorted(pairs)})
    everybody = [*states.values(), *found.pairs.values()]
    _ordered(tables, everybody)
    _doubted(tables, everybody)
    _partners(found)
    return found


def _near(tables: Tables) -> set[str]:
    """Agreements of two states, or of few parties, all of whom are known."""
    country = tables.states
    parties: dict[str, list[str | None]] = defaultdict(list)
    for agreement, body in tables.columns("agreement_parties", "agreement_id", "organization_id"):
        parties[agreement].append(country[body])
    return {
        agreement
        for agreement, whole in tables.columns("agreements", "agreement_id", "party_list")
        if whole == "complete"
        and (
            len(parties[agreement]) <= FEW
            or (None not in parties[agreement] and len(set(parties[agreement])) == 2)
        )
    }


def _tied(
    tables: Tables,
    states: dict[str, Portrait],
    pairs: dict[tuple[str, ...], Portrait],
    near: set[str],
) -> None:
    """What ties tell of both states, and of the pair."""
    names = ("from_country_id", "to_country_id", "kind", "table", "row_id")
    for giver, taker, kind, table, key in tables.columns("ties", *names):
        row = tables.find(table, key)
        assert row is not None  # ties are computed from these rows
        both = (giver, taker) if giver < taker else (taker, giver)
        pair = pairs.get(both) or pairs.setdefault(both, Portrait(both))
        if kind == "agreement":
            pair.lists["agreements" if key in near else "conventions"].append(row)
            continue
        forth, back = OF_KIND[kind]
        pair.lists[forth if giver < taker else back].append(row)
        if table == "satellites":
            pair.lists["satellites"].append(row)
        states[giver].lists[forth].append(row)
        states[taker].lists[back].append(row)


def _own(tables: Tables, states: dict[str, Portrait], near: set[str]) -> None:
    """What a state and its bodies own, agreed to, pay and count."""
    country = tables.states

    def add(state: str | None, name: str, row: int | None) -> None:
        if state is not None and row is not None:
            states[state].lists[name].append(row)

    for row, state in enumerate(tables.column("satellites", "country_id")):
        add(state, "satellites", row)
    shares = ("satellite_id", "organization_id", "role")
    for satellite, body, role in tables.columns("satellite_participants", *shares):
        if role == "owner":
            add(country[body], "satellites", tables.find("satellites", satellite))
    for agreement, state, standing in tables.columns(
        "memberships", "agreement_id", "country_id", "standing"
    ):
        name = "agreements" if agreement in near else "conventions"
        add(state, "listed" if standing == "listed" else name, tables.find("agreements", agreement))
    for name, table in (("money", "spending"), ("counted", "indicators")):
        for row, body in enumerate(tables.column(table, "organization_id")):
            add(country[body], name, row)
    for row, (state, kind) in enumerate(tables.columns("organizations", "country_id", "kind")):
        add(state if kind != "state" else None, "bodies", row)


def _money_between(tables: Tables, pairs: dict[tuple[str, ...], Portrait]) -> None:
    """Figures of the one whose subject or note names the other, and those about a satellite of
    both."""
    named = dict(tables.columns("countries", "name", "country_id"))
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(named, key=len)[::-1]))})\b")
    country = tables.states
    about: dict[str, list[int]] = defaultdict(list)
    cells = tables.columns("spending", "organization_id", "subject", "note")
    for row, (body, subject, note) in enumerate(cells):
        if subject:
            about[squeeze(subject)].append(row)
        for name in set(names.findall(f"{subject or ''} {note or ''}")):
            pair = pairs.get(tuple(sorted({named[name], country[body] or ""})))
            if pair:
                pair.lists["money"].append(row)
    called = {
        row: about[folded]
        for row, name in enumerate(tables.column("satellites", "name"))
        if (folded := squeeze(name)) in about
    }
    for pair in pairs.values():
        for row in called.keys() & pair.lists.get("satellites", ()):
            pair.lists["money"] += called[row]


def _ordered(tables: Tables, found: Iterable[Portrait]) -> None:
    """Each row once, the newest first; bodies by name."""
    launched = dict(tables.columns("launches", "launch_id", "launched_on"))
    days = {"satellites": [launched[id_] for id_ in tables.column("satellites", "launch_id")]}
    days["payloads"] = [
        days["satellites"][tables.index("satellites", "")[id_][0]]
        for id_ in tables.column("payloads", "satellite_id")
    ]
    for table, day in DAYS.items():
        bounds = tables.columns(table, f"{day}_latest", f"{day}_earliest")
        days[table] = [latest or earliest or "" for latest, earliest in bounds]
    names = [name.casefold() for name in tables.column("organizations", "name")]
    for portrait in found:
        for name, rows in portrait.lists.items():
            rows = sorted(set(rows))
            if name == "bodies":
                rows.sort(key=names.__getitem__)
            else:
                rows.sort(key=days[TABLES[name]].__getitem__, reverse=True)
            portrait.lists[name] = rows
        years = [
            days[TABLES[name]][row][:4]
            for name in ("satellites", "launched", "built", "payloads", "agreements")
            for row in portrait.lists.get(name, ())
        ]
        if known := [*filter(None, years)]:
            portrait.years = min(known), max(known)


def _doubted(tables: Tables, found: Iterable[Portrait]) -> None:
    """What is vague, what documents dispute, and for which satellites the maker is known."""
    agreements = tables.columns(
        "agreements", "signed_on", "signed_on_earliest", "signed_on_latest", "confidence"
    )
    vague = {
        row
        for row, (day, earliest, latest, confidence) in enumerate(agreements)
        if confidence == "low" or not day or earliest != latest or UNSURE.search(day)
    }
    figures = tables.columns("spending", "period", "relation", "confidence")
    about = {
        row
        for row, (period, relation, confidence) in enumerate(figures)
        if confidence == "low" or relation != "exact" or UNSURE.search(period or "")
    }
    made = {
        tables.find("satellites", id_)
        for id_, role in tables.columns("satellite_participants", "satellite_id", "role")
        if role == "manufacturer"
    }
    disputes = disputed(tables, TABLES.values())
    sieves = (
        ("vague", "agreements", vague), ("vague_money", "money", about),
        ("maker_known", "satellites", made),
    )  # fmt: skip
    for portrait in found:
        for name, of, kept in sieves:
            if rows := [row for row in portrait.lists.get(of, ()) if row in kept]:
                portrait.lists[name] = rows
        if claims := {
            claim
            for name, rows in portrait.lists.items()
            for row in disputes[TABLES[name]].keys() & rows
            for claim, state in disputes[TABLES[name]][row]
            # What is disputed of a convention is so for all its parties.
            if (state is None and name != "conventions") or state in portrait.states
        }:
            portrait.lists["disputed"] = sorted(claims)


def _partners(found: Portraits) -> None:
    """To each state its pairs."""
    pairs = list(found.pairs.values())
    order = [(-pair.together, -pair.count("conventions")) for pair in pairs]
    for place, pair in enumerate(pairs):
        for state in pair.states:
            found.states[state].lists["partners" if pair.together else "others"].append(place)
    for portrait in found.states.values():
        for name in ("partners", "others"):
            rows = portrait.lists.get(name, [])
            rows.sort(
                key=order.__getitem__
            )  # as they are sorted by number, those of one place stay
