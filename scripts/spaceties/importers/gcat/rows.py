"""Rows of the tables from rows of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from spaceties.datapackage import edtf
from spaceties.dataset import scope
from spaceties.importers.base import Notes, Row
from spaceties.importers.gcat import codes, dates, endings, join, registered
from spaceties.importers.gcat.corrections import Corrections
from spaceties.importers.gcat.countries import FORMER, Countries
from spaceties.importers.gcat.endings import End
from spaceties.importers.gcat.organizations import Organizations
from spaceties.importers.gcat.reading import Catalogue
from spaceties.importers.gcat.sources import SOURCES

# Names that wait for a number.
WAITS = re.compile(r"(?:xxx|\dx|-\?|\(TBD\))$")

# Columns of the launch log that are the same for all payloads of a launch.
OF_LAUNCH = (
    "Launch_Date", "LV_Type", "Flight_ID", "Launch_Site", "Launch_Pad", "Agency", "LVState",
    "Launch_Code",
)  # fmt: skip


@dataclass(frozen=True)
class RowBuilder:
    """Makes rows; what is doubtful about a row goes into `notes`."""

    catalogue: Catalogue
    countries: Countries
    organizations: Organizations
    corrections: Corrections
    notes: Notes

    def launch(self, entry: Row) -> Row:
        """A row of `launches` from any payload of the launch."""
        launch_id = codes.launch_id(entry["Launch_Tag"])
        launched = dates.from_vague(entry["Launch_Date"])
        if launched.time_uncertain:
            self.notes.add("uncertain launch times, left out or to the minute", launch_id)
        if edtf.parse(launched.edtf).uncertain:
            self.notes.add("launches whose date is uncertain, kept as a date", launch_id)
        providers = self._bodies("launch providers", entry["Agency"], launch_id)
        if len(providers) > 2:
            self.notes.add("launches with more than two providers, two kept", launch_id)
        row = {
            "launch_id": launch_id,
            "launched_on": launched.edtf[:10],
            "launch_time_utc": launched.sure_time,
            "vehicle_id": codes.slug(entry["LV_Type"]),
            "flight": codes.flight(entry["Flight_ID"]),
            "site_id": self._bare("launch sites", entry["Launch_Site"], launch_id),
            "pad": codes.text(entry["Launch_Pad"]),
            "provider_id": providers[0],
            "second_provider_id": providers[1] if len(providers) > 1 else "",
            "country_id": self._country("launches", entry["LVState"], launch_id),
            "outcome": codes.outcome(entry["Launch_Code"]),
            "source_id": "gcat-launchlog",
        }
        return self.corrections.row("launches", launch_id, row, self.notes)

    def satellite(self, entry: Row) -> Row:
        """A row of `satellites`, with the details of the payload catalogue where it has the
        object; `source_id` tells whether it does."""
        jcat = entry["JCAT"]
        details = self.catalogue.psatcat.get(jcat, {})
        name = codes.text(entry["Name"] or entry["PLName"]) or jcat
        end = self._end(entry, details)
        where = self.catalogue.satcat.get(jcat, {})
        row = {
            "satellite_id": jcat,
            "cospar_id": codes.cospar_id(entry["Piece"], jcat),
            "norad_id": codes.norad_id(jcat),
            "name": name,
            "other_names": _other_names(name, entry["PLName"], details.get("Name", "")),
            "identity_uncertain": codes.is_uncertain(entry["Type"]),
            "launch_id": codes.launch_id(entry["Launch_Tag"]),
            "country_id": self.country(entry),
            "bus": "" if "?" in (bus := where.get("Bus", "")) else codes.text(bus),
            "mass_kg": where.get("Mass", "") if float(where.get("Mass") or 0) else "",
            "status": end.status,
            "ended_on": end.ended_on,
            "came_down_on": end.came_down_on,
            "source_id": "gcat-psatcat" if details else "gcat-launchlog",
        }
        self._tell_joins(jcat)
        row |= self._details(jcat, details, row["bus"]) if details else {}
        if row.get("class") == "business" and self._is_military(entry):
            self.notes.add("satellites classed as business that armed forces alone own", jcat)
            row["class"] = "defence"
        return self.corrections.row("satellites", jcat, row, self.notes)

    def _is_military(self, entry: Row) -> bool:
        """Whether armed forces, or their ministry, own the satellite without anybody else."""
        owners = [row for row in self.participants(entry) if row["role"] == "owner"]
        kinds = {self.organizations.kind_of(row["organization_id"]) for row in owners}
        return kinds == {"military"}

    def country(self, entry: Row) -> str:
        """The state of the satellite: GCAT's, which in a few rows is no owner's although the states
        of all owners are known; then theirs, if they have the same, else none."""
        jcat = entry["JCAT"]
        stated = self._country("satellites", entry["SatState"], jcat)
        owners = [row for row in self.participants(entry) if row["role"] == "owner"]
        states = {self.organizations.country_of(row["organization_id"]) for row in owners}
        before = {former.country_id for former in FORMER.values() if former.successor_id in states}
        unknown = any(self.organizations.is_stateless(row["organization_id"]) for row in owners)
        if stated in states | before or unknown:
            return stated
        instead = states.pop() if len(states) == 1 else ""
        if stated != instead:
            self.notes.add(
                "states of satellites that are no owner's, the owner's instead",
                f"{stated or 'none'} -> {instead or 'none'} ({jcat})",
            )
        return instead

    def participants(self, entry: Row) -> list[Row]:
        """Rows of `satellite_participants`: owners, and makers where an object file names them."""
        jcat = entry["JCAT"]
        makers = self.catalogue.satcat.get(jcat, {}).get("Manufacturer", "")
        makers = makers or self.catalogue.objects.get(jcat, {}).get("gcat_manufacturer", "")
        rows = []
        for text, role, source in (
            (entry["SatOwner"], "owner", "gcat-launchlog"),
            (makers, "manufacturer", "gcat-satcat"),
        ):
            for body in self._bodies(f"{role}s", text, jcat) if text else ():
                row = {"satellite_id": jcat, "organization_id": body, "role": role}
                rows.append(row | {"source_id": source})
        return self.corrections.participants(jcat, self._without_makers(entry, rows), self.notes)

    def _without_makers(self, entry: Row, rows: list[Row]) -> list[Row]:
        """Participants without owners of another state that only made the satellite."""
        made = {row["organization_id"] for row in rows if row["role"] == "manufacturer"}
        state = self.countries.country_of(codes.bare(entry["SatState"]))
        owners = [row["organization_id"] for row in rows if row["role"] == "owner"]
        only_made = {
            body for body in owners
            if body in made
            and self.organizations.kind_of(body) in scope.MAKERS
            and self.organizations.country_of(body) not in ("", state)
        }  # fmt: skip
        if not only_made or only_made.issuperset(owners):
            return rows
        for body in sorted(only_made):
            self.notes.add("owners that are makers from another state, kept as makers",
                           f"{body} ({entry['JCAT']})")  # fmt: skip
        return [r for r in rows if r["role"] != "owner" or r["organization_id"] not in only_made]

    def _end(self, entry: Row, details: Row) -> End:
        jcat = entry["JCAT"]
        own = endings.perigees_of(details)
        low = max(own) < endings.DRAG_KM if own else join.launch_of(entry) in self.catalogue.low
        where, ended = (
            part.get(jcat, {}) for part in (self.catalogue.satcat, self.catalogue.ended)
        )
        told = self.catalogue.objects.get(jcat, {}).get("ddate") or endings.lost(entry)
        left = dates.from_vague(told).edtf
        end = endings.end_of(jcat, details, where, left, ended, low)
        if later := endings.came_down().get(jcat, ""):
            self.notes.add(endings.KNOWN if end.came_down_on else endings.LATER, jcat)
            if not end.came_down_on:
                end = endings.end_of(jcat, details, where, later, ended, low)
        if "?" in end.ended_on:
            self.notes.add(endings.GUESSED, jcat)
            end = end._replace(ended_on="")
        return end

    def _tell_joins(self, jcat: str) -> None:
        """Note how the parts of other editions were joined, where it was not by id and name."""
        if (
            jcat not in self.catalogue.psatcat
            and jcat not in self.catalogue.joined["psatcat"].apart
        ):
            self.notes.add("in no edition of the payload catalog", jcat)
        for part, joined in self.catalogue.joined.items():
            where = SOURCES[part][1]
            if jcat in joined.moved:
                self.notes.add(f"found under another number in the {where}", jcat)
            elif jcat in joined.shared:
                self.notes.add(f"names of a launch that cannot be told apart in the {where}, "
                               "only what they share taken", jcat)  # fmt: skip
            elif jcat in joined.apart:
                self.notes.add(f"under another name in the {where}, nothing taken", jcat)

    def site(self, site_id: str) -> Row:
        """A row of `launch_sites`; a site that the list lacks has only its code."""
        site = self.catalogue.sites.get(site_id)
        if site is None:
            self.notes.add("launch sites that GCAT's list lacks", site_id)
            return {"site_id": site_id, "name": site_id, "source_id": "gcat-launchlog"}
        row = {
            "site_id": site_id,
            "name": codes.text(site["EName"] or site["Name"] or site_id),
            "country_id": self._country("launch sites", site["StateCode"], site_id),
            "latitude": site["Latitude"],
            "longitude": site["Longitude"],
            "source_id": "gcat-sites",
        }
        return self.corrections.row("launch_sites", site_id, row, self.notes)

    def vehicle(self, name: str) -> Row:
        """A row of `launch_vehicles` by GCAT's name, which the list may lack."""
        vehicle_id = codes.slug(name)
        vehicle = self.catalogue.lv.get(name)
        if vehicle is None:
            self.notes.add("launch vehicles that GCAT's list lacks", name)
            return {"vehicle_id": vehicle_id, "name": name, "source_id": "gcat-launchlog"}
        row = {
            "vehicle_id": vehicle_id,
            "name": name,
            "family": codes.text(vehicle["LV_Family"]),
            "source_id": "gcat-lv",
        }
        makers = codes.split(vehicle["LV_Manufacturer"])
        if len(makers) > 1:
            self.notes.add("launch vehicles of several makers, the first kept", name)
        if makers and self.organizations.is_known(codes.bare(makers[0])):
            row["manufacturer_id"] = self.organizations.id_of(codes.bare(makers[0]))
        return self.corrections.row("launch_vehicles", vehicle_id, row, self.notes)

    def _details(self, jcat: str, details: Row, bus: str) -> Row:
        """The columns that come from the payload catalogue."""
        # A code may bear ? (uncertain) or * (secret orbit); each letter of a class is one.
        plain = details["Category"].replace("*", "")
        categories = [self._bare("purposes", code, jcat) for code in codes.split(plain)]
        orbit = registered.orbit(jcat, details, bus, self.notes)
        # In brackets stands the state that would be expected to register; a star marks one that
        # registered although it is not the owner's, or the like. Only without brackets is there
        # a registration, and GCAT then names its document.
        state = details["UNState"].rstrip("*")
        registrar = self.countries.country_of(state) if not state.startswith("[") else ""
        return orbit | {
            "purpose": self._words("categories", categories, codes.PURPOSES, jcat),
            "class": self._words("classes", details["Class"], codes.CLASSES, jcat),
            "un_country_id": registrar if details["UNReg"] else "",
            "un_document": details["UNReg"].rstrip("*"),
        }

    def _words(self, what: str, found: Collection[str], words: Mapping[str, str], key: str) -> str:
        """What codes mean, each once; those that are not known are noted."""
        for code in found:
            if code not in words:
                self.notes.add(f"{what} not known", f"{code} ({key})")
        return "; ".join(dict.fromkeys(words[code] for code in found if code in words))

    def _country(self, what: str, code: str, key: str) -> str:
        code = self._bare(f"states of {what}", code, key)
        if not self.countries.is_known(code):
            self.notes.add("state codes that stand for no state", f"{code} ({key})")
        return self.countries.country_of(code)

    def _bodies(self, what: str, text: str, key: str) -> list[str]:
        """The ids of a cell with one or several codes, each once."""
        ids = []
        for code in codes.split(text):
            bare = self._bare(what, code, key)
            if not self.organizations.is_known(bare):
                self.notes.add("bodies that GCAT's list lacks, kept as unknown", bare)
            ids.append(self.organizations.id_of(bare))
        return list(dict.fromkeys(ids))

    def _bare(self, what: str, code: str, key: str) -> str:
        bare = codes.bare(code)
        if bare != code:
            self.notes.add(f"uncertain {what}, kept without the question mark", f"{bare} ({key})")
        return bare


def by_launch(entries: Iterable[Row], notes: Notes) -> dict[str, Row]:
    """The last entry of each launch, by launch_id; launches that entries tell differently are
    noted."""
    launches: dict[str, Row] = {}
    for entry in entries:
        launch_id = codes.launch_id(entry["Launch_Tag"])
        before = launches.get(launch_id, entry)
        if any(before[column] != entry[column] for column in OF_LAUNCH):
            notes.add("launches that the rows of their payloads tell differently", launch_id)
        launches[launch_id] = entry
    return launches


def _other_names(name: str, *others: str) -> str:
    """Further names, without those in brackets, by which the registers call it nothing, and without
    those that wait for a number (Kuiper-00xxx, Lemur FM11x, Platform-?)."""
    names: dict[str, str] = {}
    for other in others:
        plain = codes.text(other).replace(";", ",")
        if not plain or plain.startswith("[") or WAITS.search(plain):
            continue
        if plain.casefold() != name.casefold():
            names.setdefault(plain.casefold(), plain)
    return "; ".join(names.values())
