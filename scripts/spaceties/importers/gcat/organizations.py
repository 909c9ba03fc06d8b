"""GCAT's codes for organizations and the rows of `organizations` that they become."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spaceties.dataset import scope
from spaceties.importers.base import Notes, Row
from spaceties.importers.gcat import codes, dates
from spaceties.importers.gcat.corrections import Corrections
from spaceties.importers.gcat.countries import FORMER, Countries, FormerState
from spaceties.importers.gcat.reading import Catalogue

BY_CLASS = {"B": "company", "C": "government_body", "D": "military"}

# Agencies whose English name in GCAT does not say that they are the space agency of their state.
SPACE_AGENCIES = frozenset(
    {"CNES", "CONAE", "DARA", "DLR2", "FKA", "ISRO", "NASDA", "NSPO", "RAKA", "RKA", "ROSK"}
)
_SPACE_AGENCY = re.compile(
    r"\bspace (?:agency|administration)\b|\bagency for space activities\b"
    r"|\baerospace (?:exploration agency|administration)\b",
    re.IGNORECASE,
)
_ACADEMY = re.compile(r"\bacademy of sciences$", re.IGNORECASE)

# Class A of GCAT holds universities and schools, amateur societies and institutes alike: the
# first kind whose words the name has.
_ACADEMIC = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("association", r"foundation$"),
        (
            "university",
            r"univ|unvers|uniwers|\buni\b|\bu\b|college|\bcoll\.|school|polit[eé]c|polyt|daigaku"
            r"|daxue|escola|[eé]cole|teknikum|technion|inst\S* .*t(?:ech|[eé]cn)",
        ),
        (
            "association",
            r"amateur|amsat|societ|assoc|federation|forum|\bclub\b|league|\bunion\b|initiative"
            r"|consortium|students for|teachers in|\boscar\b",
        ),
        ("academy", _ACADEMY.pattern),
        ("research_institute", r"observat|research|\binst|\blab|cent(?:re|er)\b"),
    )
)


class Organizations:
    """Ids and rows for GCAT's organization codes.

    `curated` are rows of `organizations` from other sources: a code that one of them bears as
    gcat_code has that row's id.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        countries: Countries,
        curated: Iterable[Row],
        corrections: Corrections,
        notes: Notes,
    ):
        self._corrections = corrections
        self._notes = notes
        self._orgs = catalogue.orgs
        self._countries = countries
        curated = list(curated)
        self._known = {row["organization_id"]: row for row in curated}
        self._curated = {
            row["gcat_code"]: row["organization_id"] for row in curated if row["gcat_code"]
        }
        # Ids of other bodies that look like codes: states that GCAT has no code for (STP, PAN).
        self._taken = {row["organization_id"] for row in curated} - set(self._curated.values())
        self._members: dict[str, list[str]] = {}
        for code, org in self._orgs.items():
            if org["Type"] != "IGO":
                self._members.setdefault(org["StateCode"], []).append(code)
        self._lacking = _lacking(catalogue)
        self._by_id: dict[str, str] = {}
        for code in self._orgs:
            self._by_id.setdefault(self.id_of(code), code)

    def is_known(self, code: str) -> bool:
        """Whether GCAT's list of organizations has the code."""
        return code in self._orgs

    def id_of(self, code: str) -> str:
        """The organization_id for a code without question mark."""
        if code in self._curated:
            return self._curated[code]
        if country := self._countries.own_country(code):
            return country
        if self._countries.is_intergovernmental(code):
            body = self._body_of(code)
            if body != code:
                return self.id_of(body)
        if self._countries.is_country(code) or code in self._taken:
            return f"GCAT-{code}"
        return code

    def row_of(self, organization_id: str) -> Row | None:
        """The row for an id, without parent, but with a successor, which need not have a row; None
        if GCAT cannot tell what the id is."""
        if self._countries.is_country(organization_id):
            row = self._state_row(organization_id)
            return self._corrections.row("organizations", organization_id, row, self._notes)
        code = self._by_id.get(organization_id)
        if code is not None:
            row = self._body_row(organization_id, code)
            return self._corrections.row("organizations", organization_id, row, self._notes)
        code = organization_id.removeprefix("GCAT-")
        if code not in self._lacking:
            return None
        row = {
            "organization_id": organization_id,
            "name": code,
            "kind": "unknown",
            "country_id": self._countries.country_of(self._lacking[code]),
            "gcat_code": code,
            "source_id": "gcat-launchlog",
        }
        return self._corrections.row("organizations", organization_id, row, self._notes)

    def country_of(self, organization_id: str) -> str:
        """The state that a body belongs to, or ""."""
        return self._row(organization_id).get("country_id", "")

    def kind_of(self, organization_id: str) -> str:
        """The kind of a body, "" if nothing tells."""
        return self._row(organization_id).get("kind", "")

    def is_stateless(self, organization_id: str) -> bool:
        """Whether nothing tells to which state a body belongs that is not of several states."""
        row = self._row(organization_id)
        return not row.get("country_id") and row.get("kind") != scope.INTERGOVERNMENTAL

    def _row(self, organization_id: str) -> Row:
        if organization_id not in self._known:
            self._known[organization_id] = self.row_of(organization_id) or {}
        return self._known[organization_id]

    def parent_of(self, organization_id: str) -> str:
        """The id of the body that a body belongs to, or ""; it need not have a row."""
        org = self._orgs.get(self._by_id.get(organization_id, ""))
        if not org or not org["Parent"] or self._countries.is_country(organization_id):
            return ""
        parent = self.id_of(codes.bare(org["Parent"]))
        return "" if parent == organization_id else parent

    def _body_of(self, code: str) -> str:
        """The body behind a state-like code: ESA for I-ESA; the code itself if there is none."""
        members = self._members.get(code, [])
        if code.removeprefix("I-") in members:
            return code.removeprefix("I-")
        return members[0] if len(members) == 1 else code

    def _state_row(self, country_id: str) -> Row:
        codes_ = self._countries.codes_of(country_id)
        country = self._countries.row_of(country_id) or {}
        org = self._orgs.get(codes_[0], {})
        started, ended = self._countries.span(country_id)
        name = country["name"]
        native = codes.text(org.get("UName", ""))
        former = FORMER.get(codes_[0], FormerState(country_id, name))
        return {
            "organization_id": country_id,
            "name": name,
            "native_name": native if native != name else "",
            "other_names": former.other_names,
            "successor_id": former.successor_id,
            "kind": "state",
            "country_id": country_id,
            "founded_on": started,
            "ended_on": ended,
            "gcat_code": codes_[0],
            "source_id": "gcat-orgs",
        }

    def _body_row(self, organization_id: str, code: str) -> Row:
        org = self._orgs[code]
        name = codes.text(org["EName"] or org["Name"] or org["ShortName"] or code)
        short = codes.text(org["ShortEName"] or org["ShortName"])
        native = codes.text(org["UName"])
        state = org["StateCode"]
        intergovernmental = self._countries.is_intergovernmental(state)
        return {
            "organization_id": organization_id,
            "name": name,
            "native_name": native if native != name else "",
            "short_name": short if short != name else "",
            "kind": scope.INTERGOVERNMENTAL
            if intergovernmental
            else organization_kind(code, org, name),
            "country_id": self._countries.country_of(state),
            "founded_on": self._stated(org["TStart"], code),
            "ended_on": self._stated(org["TStop"], code),
            "gcat_code": code,
            "source_id": "gcat-orgs",
        }

    def _stated(self, vague: str, code: str) -> str:
        """The EDTF date of the start or end of a body, unless the catalogue guesses it: of 35
        guesses that were looked up none was right."""
        on = dates.from_vague(vague).edtf
        if "?" not in on:
            return on
        self._notes.add("guessed starts and ends of bodies, left out", code)
        return ""


def _lacking(catalogue: Catalogue) -> dict[str, str]:
    """Codes that bodies have in the catalogue's rows and GCAT's list lacks, each with its state
    code: the owner's, where the body is the only owner of some object, else ""."""
    state_of: dict[str, str] = {}
    for entry in catalogue.launchlog.values():
        owners = codes.split(entry["SatOwner"])
        for code in (*owners, *codes.split(entry["Agency"])):
            state_of.setdefault(codes.bare(code), "")
        if len(owners) == 1 and not state_of[codes.bare(owners[0])]:
            state_of[codes.bare(owners[0])] = codes.bare(entry["SatState"])
    makers = [entry["gcat_manufacturer"] for entry in catalogue.objects.values()]
    makers += [entry["Manufacturer"] for entry in catalogue.satcat.values()]
    for code in (code for text in makers for code in codes.split(text)):
        state_of.setdefault(codes.bare(code), "")
    return {code: state for code, state in state_of.items() if code not in catalogue.orgs}


def organization_kind(code: str, org: Row, name: str) -> str:
    """The kind of a body that belongs to one state, by GCAT's class and, where the class is wide,
    by the words of its name.

    Class A is academic or amateur, B business, C civil government, D defence; a body of class A
    whose name tells nothing is unknown.
    """
    if org["Class"] == "A":
        return next((kind for kind, words in _ACADEMIC if words.search(name)), "unknown")
    if org["Class"] == "C":
        if code in SPACE_AGENCIES or _SPACE_AGENCY.search(name):
            return "space_agency"
        if _ACADEMY.search(name):
            return "academy"
    return BY_CLASS.get(org["Class"], "unknown")
