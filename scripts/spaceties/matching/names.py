"""Names, codes and aliases by which rows of other tables are known, and the ids that they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report.absent import is_absent
from spaceties.datapackage.report.readings import Reading, tidied, tidy
from spaceties.matching.likeness import SHORTEST
from spaceties.matching.normalize import fold, names_in, sounds

# The columns that name a row, and what such a name is called. A name of two rows means neither.
NAMES = {
    "countries": {
        "name": "name of a country",
        "iso_alpha2": "two-letter code of a country",
        "gcat_code": "GCAT code of a country",
    },
    "organizations": {
        "name": "name of an organization",
        "native_name": "native name of an organization",
        "short_name": "short name of an organization",
        "other_names": "other name of an organization",
        "gcat_code": "GCAT code of an organization",
    },
    "launch_sites": {"name": "name of a launch site"},
    "launch_vehicles": {"name": "name of a launch vehicle"},
}


MARKS = "[\u00aa\u00b2\u00b3\u00b9\u2070-\u2079\u1d43-\u1dbf\u2020\u2021]+$"  # of footnotes
NO_NAME = r"\d|^[a-z]+-[a-z-]+$"  # what ids have and names of states have not
OF_ID = "upper and lower case of an id"
STATES = {"countries", "organizations"}  # tables that have states, under the same ids


Made = TypeVar("Made")
Names = dict[str, dict[str, str]]  # {folded name: {id: what the name is}}


class Late(Mapping[str, Made]):
    """What is made of each of some names when it is first asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Made]):
        self._names = dict.fromkeys(names)
        self._make = make
        self._made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        if name in self._names and name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Lookups:
    """keys: the ids of each table; names: {table: {folded name: {id: what the name is}}}."""

    keys: Mapping[str, frozenset[str]]
    names: Mapping[str, Names]
    _sounds: dict[str, Names] = field(default_factory=dict, compare=False)

    def readings(self, text: str, table: str, own: str | None = None) -> list[Reading]:
        """The ids that a text may mean in a column that refers to a table; none if it is one.
        own: the id of the row itself if it is of that table; it does not refer to itself, and
        what else it may mean is a guess."""
        plain = tidy(text)
        if plain in self.keys.get(table, ()):
            return tidied(text)
        bare = re.sub(MARKS, "", plain)
        if bare != plain:  # the mark of a footnote is no part of a name, nor a digit of one
            why = "without the mark of a footnote"
            return [Reading(one.text, why, False) for one in self.readings(bare, table, own)] or (
                [Reading(bare, why, False)] if bare in self.keys.get(table, ()) else []
            )
        ids = self.names.get(table, {}).get(fold(plain), {})
        states = self._states(plain, table, own, bool(ids)) if table in STATES else []
        if states := [one for one in states if one.text not in ids]:  # NG: NGIS, Nigeria
            return [*(Reading(key, why, False) for key, why in ids.items() if key != own), *states]
        if not ids:
            return self._spelt_alike(plain, table, own)
        if own in ids:
            return [Reading(key, why, False) for key, why in ids.items() if key != own]
        if is_absent(plain):  # NA is Namibia's code, and mostly no code at all
            doubt = ", unless it stands for a missing value"
            return [Reading(key, why + doubt, False) for key, why in ids.items()]
        return [Reading(key, why) for key, why in ids.items()]

    def others(self, key: str, table: str) -> list[Reading]:
        """The other rows of a table that the id of a row may mean."""
        ids = self.names.get(table, {}).get(fold(key), {})
        return [Reading(other, why, False) for other, why in ids.items() if other != key]

    def _spelt_alike(self, text: str, table: str, own: str | None) -> list[Reading]:
        """The one row whose name is the text but for how another language spells it: a guess."""
        if is_absent(text) or len(sound := sounds(fold(text))) < SHORTEST:
            return []
        if table not in self._sounds:
            known: Names = {}
            for name, ids in self.names.get(table, {}).items():
                named = {key: why for key, why in ids.items() if why != OF_ID}
                known.setdefault(sounds(name), {}).update(named)
            self._sounds[table] = known
        found = self._sounds[table].get(sound, {})
        return [
            Reading(key, f"spelt like the {why}", False)
            for key, why in found.items()
            if len(found) == 1 and key != own
        ]

    def _states(self, text: str, table: str, own: str | None, codes: bool) -> list[Reading]:
        """The states that a text names by a code of ISO 3166 or in another language: guesses, as
        other lists have such codes too, and towns and bodies such names. codes: whether only codes
        count, and names that several states go by."""
        from spaceties.matching.states import named, several

        found = dict(self.names.get("countries", {}).get(fold(text), {}))
        if not re.search(NO_NAME, text):
            states = several(text) or ([] if codes else named(text))
            found |= dict.fromkeys(states, "name of a state")
        doubt = ", unless it stands for a missing value" if is_absent(text) else ""
        known = self.keys.get(table, frozenset())
        return [
            Reading(key, why + doubt, False)
            for key, why in found.items()
            if key in known and key != own
        ]


def lookups(
    rows_by_table: Mapping[str, Iterable[Mapping[str, str | None]]], package: Package
) -> Lookups:
    """The names in rows of text cells, those of the package's tables and contributed ones.

    A state is an organization too, under the same id, so that its other names there name the
    country as well. The rows of a table are looked at, more than once, when it is asked for.
    """
    single = [name for name in rows_by_table if len(package.resource(name).primary_key) == 1]

    def keys_of(table: str) -> frozenset[str]:
        (key,) = package.resource(table).primary_key
        return frozenset(row.get(key) or "" for row in rows_by_table[table]) - {""}

    def names_of(table: str) -> Names:
        found = _names(rows_by_table[table], package.resource(table))
        if table == "countries":
            for name, ids in names.get("organizations", {}).items():
                for key in keys[table] & ids.keys():
                    found.setdefault(name, {}).setdefault(key, "name of a country")
        return found

    keys = Late(single, keys_of)
    names = Late(single, names_of)
    return Lookups(keys, names)


def tables_for(tables: Iterable[str], package: Package) -> list[str]:
    """The tables by whose names and ids the cells of some tables can be read: those that they
    refer to. States have further names among the organizations."""
    names = set(tables)
    for table in tables:
        names |= {key.table or table for key in package.resource(table).foreign_keys}
    if names & STATES:
        names |= STATES & set(package.names)
    return [name for name in package.names if name in names]


def columns_for(table: Resource) -> list[str]:
    """The columns of a table that `lookups` reads."""
    named = [*table.primary_key, *NAMES.get(table.name, {})]
    return [name for name in table.field_names if name in named]


def _names(rows: Iterable[Mapping[str, str | None]], resource: Resource) -> Names:
    key = resource.primary_key[0]
    names: Names = {}
    for row in rows:
        own = row.get(key)
        if not own:
            continue
        for column, what in NAMES.get(resource.name, {}).items():
            for name in names_in(column, row.get(column) or ""):
                names.setdefault(name, {}).setdefault(own, what)
        for name in names_in(key, own):
            names.setdefault(name, {}).setdefault(own, OF_ID)
    return names
