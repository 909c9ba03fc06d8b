"""Rows of the tables from rows of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from spaceties.datapackage import edtf
from spaceties.importers.base import Notes, Row
from spaceties.importers.gcat import codes, dates
from spaceties.importers.gcat.countries import Countries
from spaceties.importers.gcat.organizations import Organizations
from spaceties.importers.gcat.reading import Catalogue, Edition

BASE = "https://planet4589.org/space/gcat"

# Parts of GCAT as sources: what they hold, and where the file is.
SOURCES = {
    "launchlog": ("gcat-launchlog", "launch log", f"{BASE}/tsv/derived/launchlog.tsv"),
    "psatcat": ("gcat-psatcat", "payload catalog", f"{BASE}/tsv/cat/psatcat.tsv"),
    "orgs": ("gcat-orgs", "organizations", f"{BASE}/tsv/tables/orgs.tsv"),
    "sites": ("gcat-sites", "launch sites", f"{BASE}/tsv/tables/sites.tsv"),
    "lv": ("gcat-lv", "launch vehicles", f"{BASE}/tsv/tables/lv.tsv"),
    "objects": ("gcat-satcat", "object catalogs", f"{BASE}/tsv/cat/satcat.tsv"),
}

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
    notes: Notes

    def launch(self, entry: Row) -> Row:
        """A row of `launches` from any payload of the launch."""
        launch_id = codes.launch_id(entry["Launch_Tag"])
        launched = dates.from_vague(entry["Launch_Date"])
        if launched.time_uncertain:
            self.notes.add("uncertain launch times, left out", launch_id)
        if edtf.parse(launched.edtf).uncertain:
            self.notes.add("launches whose date is uncertain, kept as a date", launch_id)
        providers = self._bodies("launch providers", entry["Agency"], launch_id)
        if len(providers) > 2:
            self.notes.add("launches with more than two providers, two kept", launch_id)
        return {
            "launch_id": launch_id,
            "launched_on": launched.edtf[:10],
            "launch_time_utc": "" if launched.time_uncertain else launched.time,
            "vehicle_id": codes.slug(entry["LV_Type"]),
            "flight": codes.text(entry["Flight_ID"]),
            "site_id": self._bare("launch sites", entry["Launch_Site"], launch_id),
            "pad": codes.text(entry["Launch_Pad"]),
            "provider_id": providers[0],
            "second_provider_id": providers[1] if len(providers) > 1 else "",
            "country_id": self._country("launches", entry["LVState"], launch_id),
            "outcome": codes.outcome(entry["Launch_Code"]),
            "source_id": "gcat-launchlog",
        }

    def satellite(self, entry: Row) -> Row:
        """A row of `satellites`, with the details of the payload catalogue where it has the
        object; `source_id` tells whether it does."""
        jcat = entry["JCAT"]
        details = self.catalogue.psatcat.get(jcat, {})
        name = codes.text(entry["Name"] or entry["PLName"]) or jcat
        status, ended_on = self._status(jcat, details)
        row = {
            "satellite_id": jcat,
            "cospar_id": codes.cospar_id(entry["Piece"], jcat),
            "norad_id": codes.norad_id(jcat),
            "name": name,
            "other_names": _other_names(name, entry["PLName"], details.get("Name", "")),
            "launch_id": codes.launch_id(entry["Launch_Tag"]),
            "country_id": self._country("satellites", entry["SatState"], jcat),
            "status": status,
            "ended_on": ended_on,
            "source_id": "gcat-psatcat" if details else "gcat-launchlog",
        }
        return row | self._details(jcat, details) if details else row

    def participants(self, entry: Row) -> list[Row]:
        """Rows of `satellite_participants`: owners, and makers where the object file names them."""
        jcat = entry["JCAT"]
        makers = self.catalogue.objects.get(jcat, {}).get("gcat_manufacturer", "")
        rows = []
        for text, role, source in (
            (entry["SatOwner"], "owner", "gcat-launchlog"),
            (makers, "manufacturer", "gcat-satcat"),
        ):
            for body in self._bodies(f"{role}s", text, jcat) if text else ():
                row = {"satellite_id": jcat, "organization_id": body, "role": role}
                rows.append(row | {"source_id": source})
        return rows

    def site(self, site_id: str) -> Row:
        """A row of `launch_sites`; a site that the list lacks has only its code."""
        site = self.catalogue.sites.get(site_id)
        if site is None:
            self.notes.add("launch sites that GCAT's list lacks", site_id)
            return {"site_id": site_id, "name": site_id, "source_id": "gcat-launchlog"}
        return {
            "site_id": site_id,
            "name": codes.text(site["EName"] or site["Name"] or site_id),
            "country_id": self._country("launch sites", site["StateCode"], site_id),
            "latitude": site["Latitude"],
            "longitude": site["Longitude"],
            "source_id": "gcat-sites",
        }

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
        return row

    def _status(self, jcat: str, details: Row) -> tuple[str, str]:
        """status and ended_on, from the object catalogue where a file gives it, else from TOp and
        TDate of the payload catalogue.

        GCAT's rows show TOp to be the end of operations and TDate that of all activity (last
        signal, landing or reentry), `*` that it has not come; neither says whether the object is
        still in orbit, and the flag TF is of the way it ended. So `inactive` may be in orbit or
        not; `decayed` (reentered, deorbited or landed) is said only where the object's own end is
        given.
        """
        left = dates.from_vague(self.catalogue.objects.get(jcat, {}).get("ddate", "")).edtf
        if jcat.startswith("F"):
            return "launch_failure", left
        if left:
            return "decayed", left
        if not details:
            return "", ""
        operated = dates.from_vague(details["TOp"]).edtf
        if details["TDate"] == "*":
            return ("operations_ended", operated) if operated else ("active", "")
        ended = dates.from_vague(details["TDate"]).edtf
        return ("inactive", ended) if ended else ("", "")

    def _details(self, jcat: str, details: Row) -> Row:
        """The columns that come from the payload catalogue."""
        # A code may bear ? (uncertain) or * (secret orbit); each letter of a class is one.
        categories = [code.rstrip("?*") for code in codes.split(details["Category"])]
        orbit = {
            "perigee_km": details["UNPerigee"],
            "apogee_km": details["UNApogee"],
            "inclination_deg": details["UNInc"],
            "period_min": details["UNPeriod"],
        }
        perigee, apogee = float(orbit["perigee_km"] or 0), float(orbit["apogee_km"] or "inf")
        if not float(orbit["period_min"] or 1):
            self.notes.add("registered orbits without a period, left out", jcat)
            orbit = dict.fromkeys(orbit, "")
        elif perigee < 0 or perigee > apogee:
            self.notes.add("registered perigees below ground or above the apogee, left out", jcat)
            orbit |= {"perigee_km": "", "apogee_km": ""}
        # In brackets stands the state that would be expected to register; a star marks one that
        # registered although it is not the owner's, or the like. Only without brackets is there
        # a registration, and GCAT then names its document.
        state = details["UNState"].rstrip("*")
        registered = self.countries.country_of(state) if not state.startswith("[") else ""
        return orbit | {
            "purpose": self._words("categories", categories, codes.PURPOSES, jcat),
            "class": self._words("classes", details["Class"], codes.CLASSES, jcat),
            "un_country_id": registered if details["UNReg"] else "",
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


def source(part: str, edition: Edition) -> Row:
    """The row of `sources` for a part of GCAT."""
    source_id, what, url = SOURCES[part]
    return {
        "source_id": source_id,
        "title": f"General Catalog of Artificial Space Objects: {what}",
        "authors": "McDowell, Jonathan C.",
        "publisher": "Jonathan McDowell",
        "published_on": edition.updated,
        "url": url,
        "language": "en",
        "kind": "dataset",
        "licence": "CC-BY-4.0",
        "edition": edition.updated or "; ".join(edition.files),
        "is_copy": "false",
        "sha256": edition.sha256 if part != "objects" else "",
    }


def _other_names(name: str, *others: str) -> str:
    """Further names, without those in brackets, by which the registers call it nothing."""
    names: dict[str, str] = {}
    for other in others:
        plain = codes.text(other).replace(";", ",")
        if plain and not plain.startswith("[") and plain.casefold() != name.casefold():
            names.setdefault(plain.casefold(), plain)
    return "; ".join(names.values())
