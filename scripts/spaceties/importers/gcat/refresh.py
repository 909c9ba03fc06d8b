"""Which rows the tables get from GCAT: satellites that belong, and all that they refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from spaceties.datapackage import edtf
from spaceties.dataset import scope
from spaceties.importers.base import Draft, Notes, Progress, Row
from spaceties.importers.gcat import codes, corrections
from spaceties.importers.gcat.countries import Countries
from spaceties.importers.gcat.organizations import Organizations
from spaceties.importers.gcat.reading import Catalogue, Edition
from spaceties.importers.gcat.rows import RowBuilder, by_launch
from spaceties.importers.gcat.sources import SOURCES, source
from spaceties.matching.normalize import fold

# Columns of countries that other sources fill.
NUMBERS = ("cow_number", "gw_number", "numbers_source_id")


def fill(catalogue: Catalogue, draft: Draft, progress: Progress) -> dict[str, int]:
    """Put GCAT's rows into the draft; how many of its payloads were left out, by reason."""
    progress("finding out who takes part in each payload")
    job = _Job(catalogue, draft)
    job.hold_what_gcat_no_longer_has()
    progress("choosing the payloads that belong")
    skipped = job.choose()
    progress("making the rows")
    job.make_flights()
    job.make_organizations()
    job.make_countries_and_sources()
    job.right.tell_unmet(draft.notes)
    return skipped


class _Job:
    """One import: what GCAT's codes mean beside the rows of other sources, and rows so far."""

    def __init__(self, catalogue: Catalogue, draft: Draft):
        self.catalogue = catalogue
        self.draft = draft
        self.new, self.notes = draft.new, draft.notes
        self.countries = Countries(catalogue)
        self.right = right = corrections.read()
        self.organizations = Organizations(
            catalogue, self.countries, draft.other["organizations"], right, draft.notes
        )
        self.builder = RowBuilder(catalogue, self.countries, self.organizations, right, draft.notes)
        self.launches = by_launch(catalogue.launchlog.values(), self.notes)
        self.vehicles = {
            codes.slug(name): name
            for name in [*catalogue.lv, *(e["LV_Type"] for e in catalogue.launchlog.values())]
        }

    def hold_what_gcat_no_longer_has(self) -> None:
        """Rows from an earlier import that other rows need and GCAT cannot give again stay."""
        held = self.draft.hold("satellites", self.catalogue.launchlog.__contains__)
        self.draft.hold_rows("satellite_participants", "satellite_id", held)
        self.draft.hold("launches", self.launches.__contains__)
        self.draft.hold("launch_vehicles", self.vehicles.__contains__)
        self.draft.hold("launch_sites", self.catalogue.sites.__contains__)
        self.draft.hold("organizations", lambda key: self.organizations.row_of(key) is not None)
        self.draft.hold("countries", self.countries.is_country)
        parts = {SOURCES[part][0] for part in self.catalogue.editions}
        self.draft.hold("sources", parts.__contains__)

    def choose(self) -> dict[str, int]:
        """Make the satellites that belong, with their participants; how many payloads were left
        out, by reason."""
        payloads = {j: e for j, e in self.catalogue.launchlog.items() if e["Type"][:1] == "P"}
        wanted = self._between_states(payloads)
        named = scope.named(self.draft.other) | self.draft.needed("satellites")
        chosen = [
            entry for jcat, entry in self.catalogue.launchlog.items()
            if jcat in wanted or jcat in named
        ]  # fmt: skip
        for entry in chosen:
            self.new["satellites"].append(self.builder.satellite(entry))
            self.new["satellite_participants"] += self.builder.participants(entry)
        others = len(self.catalogue.launchlog) - len(payloads)
        return {
            "not a payload": others - len({e["JCAT"] for e in chosen} - payloads.keys()),
            "one state only": len(payloads) - len({e["JCAT"] for e in chosen} & payloads.keys()),
        }

    def _between_states(self, payloads: Mapping[str, Row]) -> set[str]:
        """The payloads that belong by the finished tables' own rule."""
        draft = replace(self.builder, notes=Notes())  # of rows that may not be made
        satellites = [
            draft.corrections.row("satellites", jcat, {
                "satellite_id": jcat,
                "country_id": draft.country(entry),
                "launch_id": codes.launch_id(entry["Launch_Tag"]),
            }, draft.notes)
            for jcat, entry in payloads.items()
        ]  # fmt: skip
        participants = [row for entry in payloads.values() for row in draft.participants(entry)]
        launches = [draft.launch(entry) for entry in self.launches.values()]
        involved = {row["organization_id"] for row in participants}
        for launch in launches:
            involved |= {launch["provider_id"], launch["second_provider_id"]}
        rows = [self.organizations.row_of(key) for key in sorted(involved) if key]
        made = {
            "countries": self.countries.former(),
            "organizations": [row for row in rows if row],
            "launches": launches,
            "satellites": satellites,
        }
        other = self.draft.other
        return scope.of_rows(
            {name: self.draft.with_others(name, rows) for name, rows in made.items()}
            | {"satellite_participants": [*participants, *other["satellite_participants"]]}
            | {name: other[name] for name in ("agreement_satellites", "payloads", "claims")}
        )

    def make_flights(self) -> None:
        """Launches of the satellites and those referred to, with their vehicles and sites."""
        flown = {row["launch_id"] for row in self.new["satellites"]}
        flown |= self.draft.needed("launches")
        self.new["launches"] = [
            self.builder.launch(entry) for key, entry in self.launches.items() if key in flown
        ]
        vehicles = {row["vehicle_id"] for row in self.new["launches"]}
        vehicles |= self.draft.needed("launch_vehicles")
        for vehicle_id in sorted(vehicles & self.vehicles.keys()):
            self.new["launch_vehicles"].append(self.builder.vehicle(self.vehicles[vehicle_id]))
        sites = {row["site_id"] for row in self.new["launches"]}
        sites |= self.draft.needed("launch_sites") & self.catalogue.sites.keys()
        self.new["launch_sites"] = [self.builder.site(site) for site in sorted(sites)]

    def make_organizations(self) -> None:
        """Organizations that any row refers to, with parents and successors among themselves, and
        the vehicles' countries, which are their makers'."""
        made = self.new["organizations"]
        for key in sorted(self._used("organizations")):
            if row := self.organizations.row_of(key):
                made.append(row)
        self._drop_late_foundings()
        _tell_apart(made)
        rows = self.draft.with_others("organizations", made)
        country_of = {row["organization_id"]: row["country_id"] for row in rows}
        for at, row in enumerate(made):
            parent = self.organizations.parent_of(row["organization_id"])
            row["parent_id"] = parent if parent in country_of else ""
            if row.get("successor_id") not in country_of:
                row["successor_id"] = ""
            made[at] = self.right.row(
                "organizations", row["organization_id"], row, self.notes, later=True
            )
        for vehicle in self.new["launch_vehicles"]:
            vehicle["country_id"] = country_of.get(vehicle.get("manufacturer_id", ""), "")

    def _drop_late_foundings(self) -> None:
        """Leave out the founding of a body that launched or owned before it: the catalogue dates a
        later reorganisation, or the code stands for a predecessor as well."""
        first: dict[str, str] = {}
        day = {}
        for launch in self.new["launches"]:
            day[launch["launch_id"]] = launch["launched_on"]
            for body in (launch["provider_id"], launch["second_provider_id"]):
                first[body] = min(launch["launched_on"], first.get(body, launch["launched_on"]))
        flown = {row["satellite_id"]: day[row["launch_id"]] for row in self.new["satellites"]}
        for row in self.new["satellite_participants"]:
            body, on = row["organization_id"], flown[row["satellite_id"]]
            if row["role"] == "owner":
                first[body] = min(on, first.get(body, on))
        for row in self.new["organizations"]:
            body, founded = row["organization_id"], row.get("founded_on")
            if not founded or body not in first:
                continue
            earliest, _ = edtf.bounds(founded)
            if earliest and earliest > date.fromisoformat(first[body]):
                row["founded_on"] = ""
                self.notes.add("foundings later than a launch by or for the body, left out", body)

    def make_countries_and_sources(self) -> None:
        """Countries and parts of GCAT that any row refers to."""
        used = self._used("countries")
        used |= {
            row["successor_id"] for row in self.countries.former() if row["country_id"] in used
        }
        rows = [self.countries.row_of(country_id) for country_id in sorted(used)]
        former = {row["country_id"]: row for row in self.draft.before["countries"]}
        for row in filter(None, rows):
            # Numbers in lists of states come from elsewhere.
            had = former.get(row["country_id"], {})
            right = self.right.row("countries", row["country_id"], row, self.notes)
            self.new["countries"].append(right | {name: had.get(name, "") for name in NUMBERS})
        used = self._used("sources")
        editions: dict[str, tuple[str, Edition]] = {}
        for part, edition in self.catalogue.editions.items():
            source_id = SOURCES[part][0]
            first, before = editions.get(source_id, (part, Edition((), "", "")))
            both = edition._replace(
                files=before.files + edition.files, updated=before.updated or edition.updated
            )
            editions[source_id] = first, both
        self.new["sources"] = [
            source(part, edition) for key, (part, edition) in editions.items() if key in used
        ]

    def _used(self, table: str) -> set[str]:
        """Ids of a table that rows of other sources, claims or rows made so far refer to."""
        return self.draft.needed(table) | self.draft.referred(table, self.new)


def _tell_apart(organizations: list[Row]) -> None:
    """Add years to the names of bodies that follow each other under one name in one country."""
    alike: dict[tuple[str, str], list[Row]] = {}
    for row in organizations:
        alike.setdefault((fold(row["name"]), row["country_id"]), []).append(row)
    for group in alike.values():
        if len(group) > 1:
            for row in group:
                row["name"] += f" ({_years(row) or row['organization_id']})"


def _years(row: Row) -> str:
    first, last = row.get("founded_on", "")[:4], row.get("ended_on", "")[:4]
    if first and last:
        return f"{first}\u2013{last}"
    return f"from {first}" if first else f"to {last}" if last else ""
