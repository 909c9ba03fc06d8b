"""New rows for the tables from a GCAT download, beside what other sources gave them.

Only rows whose source is a part of GCAT (`source_id` starts with `gcat-`) are added, changed or
removed. A row of another source stays and serves as a target of references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from spaceties.datapackage import edtf
from spaceties.datapackage.model import Package
from spaceties.dataset import scope
from spaceties.importers.gcat import codes
from spaceties.importers.gcat.countries import States
from spaceties.importers.gcat.organizations import Bodies
from spaceties.importers.gcat.reading import Catalogue, Row
from spaceties.importers.gcat.rows import SOURCES, Builder, Notes, by_launch, source

MANAGED = (
    "countries", "organizations", "launch_sites", "launch_vehicles", "launches", "satellites",
    "satellite_participants", "sources",
)  # fmt: skip
OWN = "gcat-"

Tables = dict[str, list[Row]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class TableChange:
    """Keys of the rows of one table: what became of GCAT's own, and those of other sources that
    GCAT has as well."""

    added: list[Key]
    changed: list[Key]
    removed: list[Key]
    unchanged: list[Key]
    left_alone: list[Key]


@dataclass(frozen=True)
class Refresh:
    """What an import makes of the tables: all rows of the managed tables, how they differ from
    before, payloads left out by reason, and what the reader should know by subject."""

    tables: Tables
    changes: dict[str, TableChange]
    skipped: dict[str, int]
    notes: dict[str, list[str]] = field(default_factory=dict)


def refresh(
    catalogue: Catalogue,
    tables: Mapping[str, list[Row]],
    package: Package,
    progress: Callable[[str], None] = lambda stage: None,
) -> Refresh:
    """The managed tables after an import, from the catalogue and all tables as they are."""
    progress("finding out who takes part in each payload")
    job = _Job(catalogue, tables, package)
    job.hold_what_gcat_no_longer_has()
    progress("choosing the payloads that belong")
    skipped = job.choose()
    progress("making the rows")
    job.make_flights()
    job.make_bodies()
    job.make_countries_and_sources()
    return Refresh(job.result(), job.changes(), skipped, job.notes.lists())


class _Job:
    """One import: `other` are the rows that stay as they are, `new` the rows from GCAT."""

    def __init__(self, catalogue: Catalogue, tables: Mapping[str, list[Row]], package: Package):
        self.catalogue = catalogue
        self.package = package
        self.before = {name: [row for row in tables[name] if _own(row)] for name in MANAGED}
        self.other: Tables = {
            name: [row for row in rows if name not in MANAGED or not _own(row)]
            for name, rows in tables.items()
        }
        self.new: Tables = {name: [] for name in MANAGED}
        self.notes = Notes()
        self.states = States(catalogue)
        self.bodies = Bodies(catalogue, self.states, self.other["organizations"])
        self.builder = Builder(catalogue, self.states, self.bodies, self.notes)
        self.launches = by_launch(catalogue.launchlog.values(), self.notes)
        self.vehicles = {
            codes.slug(name): name
            for name in [*catalogue.lv, *(e["LV_Type"] for e in catalogue.launchlog.values())]
        }

    def hold_what_gcat_no_longer_has(self) -> None:
        """Rows from an earlier import that other rows need and GCAT cannot give again stay."""
        given = {
            "satellites": self.catalogue.launchlog.__contains__,
            "launches": self.launches.__contains__,
            "launch_vehicles": self.vehicles.__contains__,
            "launch_sites": self.catalogue.sites.__contains__,
            "organizations": lambda body: self.bodies.row_of(body) is not None,
            "countries": self.states.is_country,
            "sources": {SOURCES[part][0] for part in self.catalogue.editions}.__contains__,
        }
        for name, gives in given.items():
            needed = {i for i in self.needed(name) if not gives(i)} - self._ids(name, self.other)
            held = needed & self._ids(name, self.before)
            self._hold(name, lambda row, name=name, held=held: row[self._key(name)[0]] in held)
            for lost in sorted(held):
                self.notes.add(f"rows of {name} that GCAT no longer has, kept for others", lost)
            for lost in sorted(needed - held):
                self.notes.add(f"{name} that are referred to and nowhere to be found", lost)
            if name == "satellites":
                self._hold(
                    "satellite_participants", lambda row, held=held: row["satellite_id"] in held
                )

    def choose(self) -> dict[str, int]:
        """Put the satellites that belong, with their participants, into `new`; how many payloads
        were left out, by reason."""
        payloads = {j: e for j, e in self.catalogue.launchlog.items() if e["Type"][:1] == "P"}
        wanted = self._between_states(payloads)
        named = scope.named(self.other) | self.needed("satellites")
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
        draft = Builder(self.catalogue, self.states, self.bodies, Notes())
        satellites = [
            {
                "satellite_id": jcat,
                "country_id": self.states.country_of(codes.bare(entry["SatState"])),
                "launch_id": codes.launch_id(entry["Launch_Tag"]),
            }
            for jcat, entry in payloads.items()
        ]
        participants = [row for entry in payloads.values() for row in draft.participants(entry)]
        launches = [draft.launch(entry) for entry in self.launches.values()]
        involved = {row["organization_id"] for row in participants}
        for launch in launches:
            involved |= {launch["provider_id"], launch["second_provider_id"]}
        bodies = [row for body in sorted(involved) if body and (row := self.bodies.row_of(body))]
        return scope.of_rows(
            {
                "countries": self._with_others("countries", self.states.former()),
                "organizations": self._with_others("organizations", bodies),
                "launches": self._with_others("launches", launches),
                "satellites": self._with_others("satellites", satellites),
                "satellite_participants": [*participants, *self.other["satellite_participants"]],
                "agreement_satellites": self.other["agreement_satellites"],
                "payloads": self.other["payloads"],
                "claims": self.other["claims"],
            }
        )

    def make_flights(self) -> None:
        """Launches of the satellites and those referred to, with their vehicles and sites."""
        flown = {row["launch_id"] for row in self.new["satellites"]} | self.needed("launches")
        self.new["launches"] = [
            self.builder.launch(entry) for key, entry in self.launches.items() if key in flown
        ]
        vehicles = {row["vehicle_id"] for row in self.new["launches"]}
        vehicles |= self.needed("launch_vehicles")
        for vehicle_id in sorted(vehicles & self.vehicles.keys()):
            self.new["launch_vehicles"].append(self.builder.vehicle(self.vehicles[vehicle_id]))
        sites = {row["site_id"] for row in self.new["launches"]}
        sites |= self.needed("launch_sites") & self.catalogue.sites.keys()
        self.new["launch_sites"] = [self.builder.site(site) for site in sorted(sites)]

    def make_bodies(self) -> None:
        """Organizations that any row refers to, with parents and successors among themselves, and
        the vehicles' states, which are their makers'."""
        needed = self.needed("organizations") | self._referred("organizations", self.new)
        for body in sorted(needed):
            if row := self.bodies.row_of(body):
                self.new["organizations"].append(row)
        self._doubt_foundings()
        _tell_apart(self.new["organizations"])
        rows = self._with_others("organizations", self.new["organizations"])
        country_of = {row["organization_id"]: row["country_id"] for row in rows}
        for row in self.new["organizations"]:
            parent = self.bodies.parent_of(row["organization_id"])
            row["parent_id"] = parent if parent in country_of else ""
            if row.get("successor_id") not in country_of:
                row["successor_id"] = ""
        for vehicle in self.new["launch_vehicles"]:
            vehicle["country_id"] = country_of.get(vehicle.get("manufacturer_id", ""), "")

    def _doubt_foundings(self) -> None:
        """Leave out the founding of a body that launched before it: the catalogue then dates a
        later reorganisation, or the code stands for a predecessor as well."""
        first: dict[str, str] = {}
        for launch in self.new["launches"]:
            for body in (launch["provider_id"], launch["second_provider_id"]):
                first[body] = min(launch["launched_on"], first.get(body, launch["launched_on"]))
        for row in self.new["organizations"]:
            body, founded = row["organization_id"], row.get("founded_on")
            if not founded or body not in first:
                continue
            if edtf.parse(founded).earliest > date.fromisoformat(first[body]):
                row["founded_on"] = ""
                self.notes.add("foundings later than a launch by the body, left out", body)

    def make_countries_and_sources(self) -> None:
        """Countries and parts of GCAT that any row refers to."""
        needed = self.needed("countries") | self._referred("countries", self.new)
        needed |= {
            row["successor_id"] for row in self.states.former() if row["country_id"] in needed
        }
        self.new["countries"] = [
            row for country_id in sorted(needed) if (row := self.states.country_row(country_id))
        ]
        used = self.needed("sources") | self._referred("sources", self.new)
        self.new["sources"] = [
            source(part, edition) for part, edition in self.catalogue.editions.items()
            if SOURCES[part][0] in used
        ]  # fmt: skip

    def result(self) -> Tables:
        """All rows of the managed tables."""
        return {name: self._with_others(name, self.new[name]) for name in MANAGED}

    def changes(self) -> dict[str, TableChange]:
        """How GCAT's own rows differ from those before."""
        changes = {}
        for name in MANAGED:
            names = self.package.resource(name).field_names
            key = self._key(name)
            others = {_pick(row, key) for row in self.other[name]}
            old = {_pick(row, key): _pick(row, names) for row in self.before[name]}
            new = {_pick(row, key): _pick(row, names) for row in self.new[name]}
            mine = {k: cells for k, cells in new.items() if k not in others}
            changes[name] = TableChange(
                added=sorted(mine.keys() - old.keys()),
                changed=sorted(k for k in mine.keys() & old.keys() if mine[k] != old[k]),
                removed=sorted(old.keys() - mine.keys() - others),
                unchanged=sorted(k for k in mine.keys() & old.keys() if mine[k] == old[k]),
                left_alone=sorted(new.keys() & others),
            )
        return changes

    def needed(self, table: str) -> set[str]:
        """Ids of a table that rows of other sources and claims refer to."""
        found = self._referred(table, self.other)
        for claim in self.other["claims"]:
            if claim["table"] == table or (
                claim["table"] == "satellite_participants" and table == "satellites"
            ):
                found.add(claim["row_key"].split("|")[0])
        return found - {""}

    def _referred(self, table: str, tables: Mapping[str, Iterable[Row]]) -> set[str]:
        """Ids of a table that foreign keys of these rows hold."""
        found: set[str] = set()
        for resource in self.package.resources:
            for foreign_key in resource.foreign_keys:
                if (foreign_key.table or resource.name) == table:
                    (column,) = foreign_key.fields
                    rows = tables.get(resource.name, ())
                    found.update(row.get(column, "") for row in rows)
        return found - {""}

    def _hold(self, name: str, keep: Callable[[Row], bool]) -> None:
        self.other[name] = self.other[name] + [row for row in self.before[name] if keep(row)]
        self.before[name] = [row for row in self.before[name] if not keep(row)]

    def _with_others(self, name: str, rows: Iterable[Row]) -> list[Row]:
        """Rows of other sources, and of these the ones with other keys."""
        key = self._key(name)
        taken = {_pick(row, key) for row in self.other[name]}
        return [*self.other[name], *(row for row in rows if _pick(row, key) not in taken)]

    def _key(self, name: str) -> tuple[str, ...]:
        return self.package.resource(name).primary_key

    def _ids(self, name: str, tables: Tables) -> set[str]:
        (column,) = self._key(name)
        return {row[column] for row in tables[name]}


def _tell_apart(bodies: list[Row]) -> None:
    """Add years to the names of bodies that follow each other under one name in one country."""
    alike: dict[Key, list[Row]] = {}
    for body in bodies:
        alike.setdefault((codes.fold(body["name"]), body["country_id"]), []).append(body)
    for group in alike.values():
        if len(group) > 1:
            for body in group:
                body["name"] += f" ({_years(body) or body['organization_id']})"


def _years(body: Row) -> str:
    first, last = body.get("founded_on", "")[:4], body.get("ended_on", "")[:4]
    if first and last:
        return f"{first}\u2013{last}"
    return f"from {first}" if first else f"to {last}" if last else ""


def _own(row: Row) -> bool:
    return row["source_id"].startswith(OWN)


def _pick(row: Row, names: Iterable[str]) -> Key:
    return tuple(row.get(name, "") for name in names)
