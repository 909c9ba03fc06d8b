"""GCAT's codes for states and the countries that they stand for."""

from __future__ import annotations

from typing import NamedTuple

from spaceties.importers.base import Row
from spaceties.importers.gcat import dates
from spaceties.importers.gcat.reading import Catalogue


class FormerState(NamedTuple):
    """A state that ended: its alpha-3 code (ISO 3166-3), names, and the state that continues it."""

    country_id: str
    name: str
    other_names: str = ""
    successor_id: str = ""


CZECHOSLOVAKIA = FormerState("CSK", "Czechoslovakia")

# By GCAT code; state_to_iso.csv gives these no code, since ISO 3166-1 has none.
FORMER = {
    "SU": FormerState("SUN", "Soviet Union", "Union of Soviet Socialist Republics; USSR", "RUS"),
    "CSSR": CZECHOSLOVAKIA,
    "CSFR": CZECHOSLOVAKIA,
    "DD": FormerState("DDR", "German Democratic Republic", "East Germany; GDR", "DEU"),
}

# Northern Ireland, which state_to_iso.csv takes for Nicaragua because the codes look alike.
MISMATCHED = frozenset({"NI"})


class Countries:
    """What the state codes of a catalogue mean."""

    def __init__(self, catalogue: Catalogue):
        self._states = catalogue.states
        self._intergovernmental = {
            code for code, org in catalogue.orgs.items() if org["Type"] == "IGO"
        }
        self._codes: dict[str, list[str]] = {}
        for code in self._states:
            if country := self.own_country(code):
                self._codes.setdefault(country, []).append(code)

    def own_country(self, code: str) -> str:
        """The country id of a code that is itself a state or territory with an ISO code, or ""."""
        if code in FORMER:
            return FORMER[code].country_id
        if code in MISMATCHED or code not in self._states:
            return ""
        return self._states[code]["iso3"]

    def country_of(self, code: str) -> str:
        """The country id for a state code; a region without an ISO code counts as its state.

        "" for intergovernmental bodies and for codes that stand for no state.
        """
        own = self.own_country(code)
        if own or code not in self._states:
            return own
        above = self._states[code].get("gcat_state", "")
        return self.own_country(above)

    def is_intergovernmental(self, code: str) -> bool:
        """Whether the code is one that GCAT gives to a body of several states, such as I-ESA."""
        return code in self._intergovernmental

    def is_known(self, code: str) -> bool:
        """Whether the code stands for a state or a body of several states."""
        return bool(self.country_of(code)) or self.is_intergovernmental(code)

    def is_country(self, country_id: str) -> bool:
        """Whether GCAT has a code for the country."""
        return country_id in self._codes

    def former(self) -> list[Row]:
        """The rows of `countries` for the former states that GCAT has."""
        ids = sorted({state.country_id for state in FORMER.values()})
        return [row for country_id in ids if (row := self.row_of(country_id))]

    def codes_of(self, country_id: str) -> list[str]:
        """The codes of a country, the one of the existing state first."""
        codes = self._codes.get(country_id, [])
        return sorted(codes, key=lambda code: self._states[code]["tstop"] not in ("", "*"))

    def row_of(self, country_id: str) -> Row | None:
        """A row of `countries`; only a former state has dates. None for an unknown country."""
        codes = self.codes_of(country_id)
        if not codes:
            return None
        entry = self._states[codes[0]]
        row = {
            "country_id": country_id,
            "name": entry["iso_name"],
            "iso_alpha2": entry["iso2"],
            "gcat_code": codes[0],
            "successor_id": "",
            "source_id": "gcat-orgs",
        }
        above = self.own_country(entry.get("gcat_state", ""))
        if above != country_id and codes[0] not in FORMER:
            row["sovereign_id"] = above
            # A territory with an earlier entry of its own changed hands when this one began.
            row["sovereign_since"] = (
                dates.from_vague(entry["tstart"]).edtf if len(codes) > 1 else ""
            )
        if codes[0] in FORMER:
            state, (started, ended) = FORMER[codes[0]], self.span(country_id)
            row |= {"name": state.name, "successor_id": state.successor_id}
            row |= {"started_on": started, "ended_on": ended}
        return row

    def span(self, country_id: str) -> tuple[str, str]:
        """EDTF of the beginning and end of a former state, "" for existing ones.

        GCAT's entries are constitutions rather than states, so of a state with several entries
        only the end of the last one is taken.
        """
        entries = [self._states[code] for code in self._codes.get(country_id, [])]
        starts = [dates.from_vague(entry["tstart"]).edtf for entry in entries]
        ends = [dates.from_vague(entry["tstop"]).edtf for entry in entries]
        if not ends or not all(ends):
            return "", ""
        return starts[0] if len(starts) == 1 else "", max(ends)
