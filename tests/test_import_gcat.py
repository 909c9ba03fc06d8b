"""The GCAT importer on a small made-up catalogue: what belongs, what is kept, what is refused."""

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from spaceties.commands import import_ as command
from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.csv.writer import format_rows
from spaceties.datapackage.model import Package
from spaceties.dataset import scope
from spaceties.importers import base, gcat
from spaceties.importers.gcat import codes, corrections, dates, endings, join, reading
from spaceties.importers.gcat.organizations import organization_kind

ROOT = Path(__file__).parent.parent
PACKAGE = descriptor.load(ROOT / "datapackage.json")

LAUNCHLOG = [
    "Launch_Tag",
    "Launch_Date",
    "Piece",
    "Type",
    "Name",
    "PLName",
    "JCAT",
    "SatOwner",
    "SatState",
    "LV_Type",
    "Flight_ID",
    "Platform",
    "Launch_Site",
    "Launch_Pad",
    "Ascent_Site",
    "Ascent_Pad",
    "Agency",
    "LVState",
    "Launch_Code",
    "LTCite",
]
SATCAT = [
    "JCAT",
    "Piece",
    "Name",
    "PLName",
    "LDate",
    "DDate",
    "Status",
    "Manufacturer",
    "Bus",
    "Mass",
]
PSATCAT = [
    "JCAT",
    "Piece",
    "Name",
    "LDate",
    "TLast",
    "TOp",
    "TDate",
    "TF",
    "Class",
    "Category",
    "UNState",
    "UNReg",
    "UNPeriod",
    "UNPerigee",
    "UNApogee",
    "UNInc",
    "DispEpoch",
    "DispPeri",
    "DispApo",
]
ORGS = [
    "Code",
    "UCode",
    "StateCode",
    "Type",
    "Class",
    "TStart",
    "TStop",
    "ShortName",
    "Name",
    "Location",
    "Parent",
    "ShortEName",
    "EName",
    "UName",
]
SITES = [
    "Site",
    "Code",
    "StateCode",
    "ShortName",
    "Name",
    "Longitude",
    "Latitude",
    "EName",
    "UName",
]
LV = ["LV_Name", "LV_Family", "LV_Manufacturer", "LV_Variant"]
STATES = [
    "gcat_code",
    "gcat_ucode",
    "gcat_state",
    "type",
    "tstart",
    "tstop",
    "iso2",
    "iso3",
    "iso_name",
    "match",
]

ORG_ROWS = [
    dict(Code="RED", StateCode="AA", Class="C", Name="Crvena agencija", EName="Red Space Agency",
         UName="Црвена агенција", TStart="1990 Jun", Parent="AA", ShortName="CA"),
    dict(Code="REDLV", StateCode="AA", Class="B", Name="Red Rockets", Parent="RED"),
    dict(Code="BLUE", StateCode="BB", Class="A", Name="University of Blue", TStart="1900s"),
    dict(Code="BLUEB", StateCode="BB", Class="B", Name="Blue Sats Inc.", TStop="*"),
    dict(Code="IGOB", StateCode="I-IGO", Class="C", Name="Joint Office"),
    dict(Code="I-IGO", StateCode="I-IGO", Type="IGO", Class="C", Name="Joint Organization"),
    dict(Code="OLD", StateCode="SU", Class="D", Name="Old Forces", TStart="1950?"),
    dict(Code="NEW", StateCode="RU", Class="D", Name="New Forces"),
    dict(Code="AAA", StateCode="BB", Class="B", Name="Triple A Co."),
    *[dict(Code=c, StateCode=c, Type="CY", Class="C", Name=c) for c in ("AA", "BB", "SU", "RU")],
]  # fmt: skip
STATE_ROWS = [
    dict(gcat_code="AA", iso2="AA", iso3="AAA", iso_name="Alphaland", tstop="-"),
    dict(gcat_code="BB", iso2="BB", iso3="BBB", iso_name="Betaland", tstop="*"),
    dict(gcat_code="SU", iso_name="ISO 3166-3 SUHH", tstart="1922 Dec 30", tstop="1991 Dec 26"),
    dict(gcat_code="RU", iso2="RU", iso3="RUS", iso_name="Russian Federation", tstop="-"),
    dict(gcat_code="BBX", gcat_state="BB", iso_name="", tstop="-"),
]
LAUNCH = dict(
    Launch_Tag="2016-001", Launch_Date="2016 Jan 15 1657", Piece="2016-001A", Type="P",
    Name="Sat", JCAT="S00001", SatOwner="RED", SatState="AA", LV_Type="Big Rocket 2+",
    Flight_ID="Y1", Launch_Site="BASE", Launch_Pad="LC3", Agency="REDLV", LVState="AA",
    Launch_Code="OS", LTCite="X",
)  # fmt: skip


def tsv(columns, rows, remark="# Updated 2026 Mar 26 0126:23") -> str:
    lines = ["#" + "\t".join(columns), *([remark] if remark else [])]
    lines += ["\t".join(str(row.get(c, "-")).ljust(6) for c in columns) for row in rows]
    return "\n".join(lines) + "\n"


class Here:
    """A folder of GCAT files beside a folder of tables."""

    def __init__(self, folder: Path):
        self.gcat, self.tables = folder / "gcat", folder / "tables"
        for part in (self.gcat, self.tables, folder / "seeds"):
            part.mkdir()
        self.seeds = folder / "seeds"
        self.write("launchlog_1.tsv", tsv(LAUNCHLOG, [], ""))
        self.write("psatcat_1.tsv", tsv(PSATCAT, []))
        self.write("orgs_1.tsv", tsv(ORGS, ORG_ROWS))
        self.write("sites_1.tsv", tsv(SITES, [
            dict(Site="BASE", StateCode="AA", Name="Base", EName="Main Base",
                 Longitude="  10.5000 ", Latitude="-20.2500")]))  # fmt: skip
        self.write("lv_1.tsv", tsv(LV, [
            dict(LV_Name="Big Rocket 2+", LV_Family="Big", LV_Manufacturer="REDLV"),
            dict(LV_Name="Big Rocket 2+", LV_Family="Big", LV_Variant="2")]))  # fmt: skip
        with (self.gcat / "state_to_iso.csv").open("w", newline="") as out:
            writer = csv.DictWriter(out, STATES)
            writer.writeheader()
            writer.writerows(STATE_ROWS)

    def write(self, name: str, text: str) -> None:
        (self.gcat / name).write_text(text, "utf-8")

    def launches(self, *rows, name="launchlog_1.tsv") -> None:
        self.write(name, tsv(LAUNCHLOG, [LAUNCH | row for row in rows], ""))

    def details(self, *rows) -> None:
        self.write("psatcat_1.tsv", tsv(PSATCAT, rows))

    def table(self, name: str, *rows) -> None:
        """Write rows of other sources."""
        path = self.seeds / "conflicts.csv" if name == "claims" else self.tables / f"{name}.csv"
        text = format_rows(rows, PACKAGE.resource(name))
        path.write_text(text, encoding="utf-8", newline="")

    def rows(self, name: str) -> dict[str, dict[str, str]]:
        resource = PACKAGE.resource(name)
        alone = Package(self.tables), replace(resource, paths=(f"{name}.csv",))
        rows = [row.cells for row in read_rows(*alone)]
        return {"|".join(row[k] for k in resource.primary_key): row for row in rows}

    def run(self, **options) -> base.Refresh:
        return base.refresh(gcat.importer(), self.gcat, PACKAGE, self.tables, **options)

    def command(self, *options) -> int:
        """The exit code of the command."""
        words = ["import", "gcat", str(self.gcat), "--tables", str(self.tables)]
        return main([*words, *options])

    def satellites(self) -> set[str]:
        self.run()
        path = self.tables / "satellites.csv"
        return set(self.rows("satellites")) if path.exists() else set()

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.tables.iterdir())}


@pytest.fixture
def here(tmp_path) -> Here:
    return Here(tmp_path)


JOINT = dict(JCAT="S00002", SatOwner="BLUE/RED", SatState="BB", Name="Joint", Piece="2016-001B")


def test_what_belongs(here):
    here.launches(
        dict(JCAT="S00001"),
        JOINT,
        dict(JCAT="S00003", SatOwner="RED/REDLV"),
        dict(JCAT="S00004", SatOwner="BLUE", SatState="BB"),
        dict(JCAT="S00005", SatOwner="IGOB", SatState="I-IGO"),
        dict(JCAT="S00006", SatOwner="BLUE", SatState="BB", Type="C"),
        dict(JCAT="S00007", Launch_Tag="2016-002", Agency="IGOB", LVState="I-IGO"),
        dict(JCAT="S00008", SatOwner="BBXO", SatState="BBX"),
    )
    result = here.run()
    assert set(here.rows("satellites")) == {"S00002", "S00004", "S00005", "S00007", "S00008"}
    assert result.skipped == {"not a payload": 1, "one state only": 2}
    assert here.rows("launches")["2016-002"]["country_id"] == ""
    assert here.rows("satellites")["S00005"]["country_id"] == ""
    assert set(here.rows("satellite_participants")) >= {"S00002|BLUE|owner", "S00002|RED|owner"}


def test_one_lineage_is_one_state(here):
    old = dict(SatOwner="OLD", SatState="SU", LVState="RU", Agency="NEW")
    here.launches(
        dict(JCAT="S00001") | old,
        dict(JCAT="S00002", SatOwner="OLD/NEW", SatState="SU", LVState="SU", Agency="OLD"),
        dict(JCAT="S00003", SatOwner="BLUE", SatState="BB", LVState="SU", Agency="OLD"),
    )
    assert here.satellites() == {"S00003"}
    here.launches(dict(JCAT="S00003", SatOwner="SU/BLUE", SatState="SU", Agency="NEW"))
    here.run()
    assert here.rows("organizations")["SUN"]["other_names"].endswith("; USSR")
    assert here.rows("organizations")["SUN"]["successor_id"] == ""
    soviet = here.rows("countries")["SUN"]
    assert (soviet["name"], soviet["successor_id"]) == ("Soviet Union", "RUS")
    assert (soviet["started_on"], soviet["ended_on"]) == ("1922-12-30", "1991-12-26")
    assert "RUS" in here.rows("countries")


def test_every_column_of_a_satellite_and_its_launch(here):
    here.launches(JOINT | dict(PLName="J-1", Launch_Date="2016 Jan 15 0043:14"))
    here.details(dict(
        JCAT="S00002", Name="Joint Register Name", TOp="*", TDate="*", Class="AC",
        Category="IMG*/COM?*", UNState="BB*", UNReg="ST/SG/SER.E/790", UNPeriod="  94.5",
        UNPerigee=" 471", UNApogee="534", UNInc="97.60"))  # fmt: skip
    result = here.run()
    said = result.notes["uncertain purposes, kept without the question mark"]
    assert said == ["COM (S00002)"]
    assert here.rows("satellites")["S00002"] == dict(
        satellite_id="S00002", cospar_id="2016-001B", norad_id="2", name="Joint",
        other_names="J-1; Joint Register Name", identity_uncertain="", launch_id="2016-001",
        country_id="BBB",
        purpose="imaging; communications", perigee_km="471", apogee_km="534",
        inclination_deg="97.60", period_min="94.5", bus="", mass_kg="", status="active",
        ended_on="", came_down_on="",
        un_country_id="BBB", un_document="ST/SG/SER.E/790", source_id="gcat-psatcat",
        **{"class": "academic_or_amateur; civil"})  # fmt: skip
    assert here.rows("launches")["2016-001"] == dict(
        launch_id="2016-001", launched_on="2016-01-15", launch_time_utc="00:43:14",
        vehicle_id="big-rocket-2-plus", flight="Y1", site_id="BASE", pad="LC3",
        provider_id="REDLV", second_provider_id="", country_id="AAA", outcome="success",
        source_id="gcat-launchlog")  # fmt: skip
    assert here.rows("launch_vehicles")["big-rocket-2-plus"] == dict(
        vehicle_id="big-rocket-2-plus", name="Big Rocket 2+", family="Big", country_id="AAA",
        manufacturer_id="REDLV", source_id="gcat-lv")  # fmt: skip
    assert here.rows("launch_sites")["BASE"] == dict(
        site_id="BASE", name="Main Base", country_id="AAA", latitude="-20.2500",
        longitude="10.5000", source_id="gcat-sites")  # fmt: skip
    red = here.rows("organizations")["RED"]
    assert red["name"] == "Red Space Agency" and red["native_name"] == "Црвена агенција"
    assert (red["short_name"], red["kind"], red["founded_on"]) == ("CA", "space_agency", "1990-06")
    assert red["parent_id"] == ""
    assert here.rows("organizations")["REDLV"]["parent_id"] == "RED"
    assert here.rows("organizations")["BLUE"]["founded_on"] == "190X"
    edition = here.rows("sources")["gcat-orgs"]
    assert edition["edition"] == "2026-03-26" and len(edition["sha256"]) == 64
    assert here.rows("sources")["gcat-launchlog"]["edition"] == "launchlog_1.tsv"


def test_a_name_that_waits_for_its_number_is_none(here):
    waiting = ("Joint-00xxx", "Joint FM11x", "Joint-?", "Joint (TBD)", "Joint FM1?")
    here.launches(*(JOINT | dict(JCAT=f"S0000{n}", PLName=name)
                    for n, name in enumerate(waiting, 2)))  # fmt: skip
    here.run()
    told = [row["other_names"] for _, row in sorted(here.rows("satellites").items())]
    assert told == ["", "", "", "", "Joint FM1?"]


def test_business_that_armed_forces_alone_own_is_defence(here):
    here.write("orgs_1.tsv", tsv(ORGS, [*ORG_ROWS, dict(
        Code="BLUED", StateCode="BB", Class="D", Name="Blue Forces")]))  # fmt: skip
    owners = ("NEW/BLUED", "NEW/BLUEB", "NEW/BLUED")
    here.launches(*(JOINT | dict(JCAT=f"S0000{n}", SatOwner=owner, SatState="RU")
                    for n, owner in enumerate(owners, 2)))  # fmt: skip
    here.details(*(dict(JCAT=f"S0000{n}", Name="Joint", Class=code)
                   for n, code in enumerate("BBC", 2)))  # fmt: skip
    notes = here.run().notes
    told = {key: row["class"] for key, row in here.rows("satellites").items()}
    assert told == {"S00002": "defence", "S00003": "business", "S00004": "civil"}
    assert notes["satellites classed as business that armed forces alone own"] == ["S00002"]


def test_a_spacecraft_that_may_be_another_object_of_its_launch_is_marked(here):
    here.launches(JOINT | dict(Type="P       ?"), JOINT | dict(JCAT="S00003", Type="P      O? "),
                  JOINT | dict(JCAT="S00004", Type="P ---D-"))  # fmt: skip
    here.run()
    marked = {key: row["identity_uncertain"] for key, row in here.rows("satellites").items()}
    assert marked == {"S00002": "true", "S00003": "true", "S00004": ""}


def test_foreign_keys_resolve(here):
    here.launches(JOINT, dict(JCAT="S00005", SatOwner="BB/NOBODY?", SatState="BB", Agency="NEW",
                              LVState="RU", Launch_Tag="2016-003", Launch_Site="SEA?",
                              LV_Type="Other"))  # fmt: skip
    result = here.run()
    for resource in PACKAGE.resources:
        for key in resource.foreign_keys:
            target = key.table or resource.name
            if resource.name in result.tables and target in result.tables:
                known = {row[key.reference_fields[0]] for row in result.tables[target]}
                used = {row.get(key.fields[0], "") for row in result.tables[resource.name]} - {""}
                assert used <= known, (resource.name, key)
    assert result.notes["bodies that GCAT's list lacks, kept as unknown"] == ["NOBODY"]
    assert result.notes["launch sites that GCAT's list lacks"] == ["SEA"]
    assert result.notes["launch vehicles that GCAT's list lacks"] == ["Other"]
    said = result.notes["uncertain owners, kept without the question mark"]
    assert said == ["NOBODY (S00005)"]
    assert here.rows("launch_sites")["SEA"]["source_id"] == "gcat-launchlog"


def test_states_and_unknown_bodies_as_owners(here):
    here.launches(
        dict(JCAT="S00001", SatOwner="BB", SatState="BB"),
        dict(JCAT="S00002", SatOwner="SOLE", SatState="BB"),
        dict(JCAT="S00003", SatOwner="SHARED/RED", SatState="BB"),
        dict(JCAT="S00004", SatOwner="AAA", SatState="BB"),
    )
    here.run()
    bodies = here.rows("organizations")
    assert (bodies["BBB"]["kind"], bodies["BBB"]["country_id"]) == ("state", "BBB")
    assert (bodies["SOLE"]["kind"], bodies["SOLE"]["country_id"]) == ("unknown", "BBB")
    assert bodies["SHARED"]["country_id"] == ""
    assert bodies["SHARED"]["source_id"] == "gcat-launchlog"
    # A company whose code equals a state's id must not be taken for the state.
    assert bodies["GCAT-AAA"]["name"] == "Triple A Co."
    assert bodies["GCAT-AAA"]["gcat_code"] == "AAA"
    assert "S00004|GCAT-AAA|owner" in here.rows("satellite_participants")


def test_bodies_under_one_name_are_told_apart(here):
    again = [dict(Code=f"CO{n}", StateCode="BB", Class="B", Name="Co.", TStart=start, TStop=stop)
             for n, start, stop in ((1, "1990", "2001"), (2, "2001", "-"))]  # fmt: skip
    here.write("orgs_1.tsv", tsv(ORGS, [*ORG_ROWS, *again]))
    here.launches(dict(JCAT="S00001", SatOwner="CO1/CO2", SatState="BB"))
    here.run()
    names = {row["name"] for row in here.rows("organizations").values()}
    assert {"Co. (1990–2001)", "Co. (from 2001)"} <= names


def test_an_object_released_from_a_station_keeps_its_own_launch(here):
    here.launches(dict(JCAT="S40001", Launch_Tag="2014-005", Piece="1998-067ET", SatOwner="BLUE",
                       SatState="BB", Launch_Date="2014 Feb  5 1623"))  # fmt: skip
    here.run()
    row = here.rows("satellites")["S40001"]
    assert (row["cospar_id"], row["launch_id"]) == ("1998-067ET", "2014-005")
    assert set(here.rows("launches")) == {"2014-005"}


def test_later_files_override_and_add(here):
    here.launches(JOINT | dict(Name="Old name"), dict(JCAT="S00001"))
    here.launches(
        JOINT | dict(Name="New name", Launch_Pad="LC9"),
        dict(JCAT="S00009", SatOwner="BLUE", SatState="BB", Launch_Pad="LC9"),
        name="launchlog_2.tsv",
    )
    told = here.run().notes["launches that the rows of their payloads tell differently"]
    assert told == ["2016-001"]
    assert set(here.rows("satellites")) == {"S00002", "S00009"}
    assert here.rows("satellites")["S00002"]["name"] == "New name"
    assert here.rows("launches")["2016-001"]["pad"] == "LC9"
    edition = here.rows("sources")["gcat-launchlog"]
    assert edition["edition"] == "launchlog_1.tsv; launchlog_2.tsv"
    assert edition["sha256"] == ""
    updated = "# Updated 2026 Sep 28 2218:34 (some rows only)"
    ended = dict(JCAT="S00002", TOp="2019", TDate="2020?")
    here.write("psatcat_2.tsv", tsv(PSATCAT, [ended], updated))
    here.run()
    details = here.rows("sources")["gcat-psatcat"]
    assert details["published_on"] == "2026-09-28"
    assert details["edition"] == "psatcat_1.tsv; psatcat_2.tsv"
    row = here.rows("satellites")["S00002"]
    assert (row["status"], row["ended_on"]) == ("inactive", "2019")


@pytest.mark.parametrize(
    ("details", "left", "jcat", "expected"),
    [
        (dict(TOp="*", TDate="*"), "", "S00002", ("active", "")),
        (dict(TOp="2015", TDate="*"), "", "S00002", ("operations_ended", "2015")),
        (dict(TOp="2015", TDate="2024 Feb?"), "", "S00002", ("inactive", "2015")),
        (dict(TOp="-", TDate="2024 Feb?"), "", "S00002", ("inactive", "")),
        (dict(TOp="2024 Feb?", TDate="*"), "", "S00002", ("operations_ended", "")),
        (dict(TOp="2024 Feb?", TDate="2024"), "2024 Mar 15", "S00002", ("decayed", "")),
        (dict(TOp="2015", TDate="2024 Feb?"), "2024 Mar 15", "S00002", ("decayed", "2015")),
        (dict(TOp="*", TDate="*"), "2024 Mar 15", "S00002", ("decayed", "2024-03-15")),
        (dict(TOp="-", TDate="-"), "", "S00002", ("", "")),
        (None, "", "S00002", ("", "")),
        (None, "2006 Jul 26 1944", "F00002", ("launch_failure", "2006-07-26")),
        (None, "", "F00002", ("launch_failure", "2016-01-15")),
    ],
)
def test_status(here, details, left, jcat, expected):
    here.launches(JOINT | dict(JCAT=jcat))
    if details is not None:
        here.details(dict(JCAT=jcat, UNState="[BB]", Class="B", Category="COM") | details)
    here.write("spot_check.csv", f"jcat,ddate,gcat_manufacturer\n{jcat},{left},REDLV/BLUEB\n")
    here.run()
    row = here.rows("satellites")[jcat]
    assert (row["status"], row["ended_on"]) == expected
    down = dates.from_vague(left).edtf if expected[0] == "decayed" else ""
    assert row["came_down_on"] == down
    assert row["un_country_id"] == row["un_document"] == ""
    made = [r for r in here.rows("satellite_participants").values() if r["role"] != "owner"]
    assert [r["organization_id"] for r in made] == ["BLUEB", "REDLV"]
    assert {r["source_id"] for r in made} == {"gcat-satcat"}


def entry(jcat, name, piece="2016-001A", day="2016 Jan 15", **cells):
    return dict(JCAT=jcat, Name=name, PLName=cells.pop("PLName", ""), Piece=piece,
                Launch_Tag=piece[:8], Launch_Date=day, LDate=day) | cells  # fmt: skip


def joined(log, other, **options):
    logs, others = ({row["JCAT"]: row for row in rows} for rows in (log, other))
    found = join.join(logs, others, **options)
    return {key: row.get("Class", "") for key, row in found.rows.items()}, found


@pytest.mark.parametrize(
    ("log", "other", "expected"),
    [
        # The id and a name agree; case, hyphens and a second name in brackets do not count.
        ([("S1", "NetSat 1")], [("S1", "NETSAT-1", "a")], {"S1": "a"}),
        ([("S1", "Govsat")], [("S1", "SES-16 (GovSat)", "a")], {"S1": "a"}),
        # The numbers were moved: launch and name.
        ([("S1", "Net 4"), ("S2", "Net 1")], [("S1", "Net 1", "a"), ("S2", "Net 4", "b")],
         {"S1": "b", "S2": "a"}),
        ([("S1", "Joint")], [("S7", "JOINT", "a"), ("S1", "Other", "b")], {"S1": "a"}),
        # Another's name, and nobody has this one: nothing.
        ([("S1", "Joint"), ("S2", "Other")], [("S1", "Other", "a")], {"S2": "a"}),
        ([("S1", "Firefly 5"), ("S3", "Owl")], [("S1", "Firefly 6", "a")], {}),
        # Added words tell it apart, but not from one that has them as well.
        ([("S1", "Palapa B2"), ("S2", "Owl")], [("S1", "[Palapa]", "a"), ("S2", "Hibou", "b")],
         {"S1": "a", "S2": "b"}),
        ([("S1", "Lemur 1"), ("S2", "Lemur 2"), ("S3", "Owl")], [("S1", "Lemur", "a")], {}),
        ([("S1", "Spacenet F2"), ("S2", "Owl")], [("S1", "[Spacenet 2]", "a")], {"S1": "a"}),
        # Names of a launch that cannot be told apart: what all share.
        ([("S1", "OneWeb 1"), ("S2", "OneWeb 2")], [("S1", "OWLID 7", "a"), ("S2", "OWLID 8", "a")],
         {"S1": "a", "S2": "a"}),
        ([("S1", "OneWeb 1"), ("S2", "OneWeb 2")], [("S1", "OWLID 7", "a"), ("S2", "OWLID 8", "b")],
         {"S1": "", "S2": ""}),
        ([("S1", "OneWeb 1"), ("S2", "OneWeb 2")], [("S1", "OWLID 7", "a")], {}),
    ],
)  # fmt: skip
def test_joins_of_editions(log, other, expected):
    logs = [entry(jcat, name) for jcat, name in log]
    others = [entry(jcat, name, Class=what) for jcat, name, what in other]
    assert joined(logs, others, whole=True)[0] == expected


def test_joins_of_one_edition_and_of_launches():
    log = [entry("S1", "Alpha"), entry("S2", "Beta")]
    other = [entry("S1", "Gamma", Class="a"), entry("S2", "Delta", Class="b")]
    assert joined(log, other, same=frozenset({"S1"}))[0] == {"S1": "a"}
    assert joined(log, other)[1].apart == {"S1", "S2"}
    elsewhere = [entry("S7", "Alpha", "2016-002A", Class="a")]
    assert joined(log, elsewhere)[0] == {}
    other_day = [entry("S7", "Alpha", day="2016 Feb 15", Class="a")]
    assert joined(log, other_day)[0] == {}


@pytest.mark.parametrize(
    ("log", "payloads", "status"),
    [("launchlog_2026-09.tsv", "psatcat_2026-09-28.tsv", "active"),
     ("launchlog_2026-08.tsv", "psatcat_2026-09-28.tsv", ""),
     ("launchlog.tsv", "psatcat.tsv", "active"),
     ("launchlog_2025-01-01.tsv", "psatcat.tsv", "")],
)  # fmt: skip
def test_files_of_one_day_share_their_numbers(here, log, payloads, status):
    """Here names tell nothing: of two that are left, one alone has details."""
    for name in ("launchlog_1.tsv", "psatcat_1.tsv"):
        (here.gcat / name).unlink()
    rows = [LAUNCH | JOINT, LAUNCH | JOINT | dict(JCAT="S00003", Name="Owl")]
    here.write(log, tsv(LAUNCHLOG, rows, "# Updated 2026 Sep 28 2218:34"))
    details = dict(JCAT="S00002", Name="Stranger", Piece="2016-001B", LDate="2016 Jan 15")
    details |= dict(TOp="*", TDate="*")
    here.write(payloads, tsv(PSATCAT, [details], "# Updated 2026 Sep 28 2218:34"))
    here.run()
    assert here.rows("satellites")["S00002"]["status"] == status


def test_provisional_numbers_are_used_again_and_are_no_ids(here):
    """T00003 is one spacecraft in the older log and another in the newer one."""
    here.launches(JOINT | dict(JCAT="T00003", Name="Settled Sat", Piece="2016-001"),
                  JOINT | dict(JCAT="T00004", Name="Lost Sat", Piece="2016-001"))  # fmt: skip
    here.launches(JOINT | dict(JCAT="T00003", Name="Other Sat", Launch_Tag="2016-002",
                               Launch_Date="2016 Feb 11", Piece="2016-002"),
                  name="launchlog_2.tsv")  # fmt: skip
    here.details(dict(JCAT="S00009", Name="Settled Sat", Piece="2016-001K", LDate="2016 Jan 15",
                      Category="COM", TOp="*", TDate="*"))  # fmt: skip
    here.run()
    rows = here.rows("satellites")
    assert set(rows) == {"S00009", "X2016-lost-sat", "X2016-other-sat"}
    assert rows["S00009"]["purpose"] == "communications"
    assert rows["S00009"]["cospar_id"] == "2016-001K"
    assert rows["X2016-other-sat"]["launch_id"] == "2016-002"
    assert rows["X2016-other-sat"]["purpose"] == rows["X2016-lost-sat"]["norad_id"] == ""


def test_what_could_not_be_joined_is_told(here):
    here.launches(JOINT, JOINT | dict(JCAT="S00003", Name="Second"))
    detail = dict(Piece="2016-001", LDate="2016 Jan 15", TOp="*", TDate="*")
    here.details(detail | dict(JCAT="S00002", Name="Stranger"),
                 detail | dict(JCAT="S00007", Name="Second"))  # fmt: skip
    here.write("psatcat_1.tsv", tsv(PSATCAT, [
        detail | dict(JCAT="S00002", Name="Stranger"), detail | dict(JCAT="S00007", Name="Second"),
        detail | dict(JCAT="S00008", Name="Third")]))  # fmt: skip
    notes = here.run().notes
    assert notes["found under another number in the payload catalog"] == ["S00003"]
    assert notes["under another name in the payload catalog, nothing taken"] == ["S00002"]
    assert "in no edition of the payload catalog" not in notes
    here.launches(JOINT | dict(JCAT="S00009", Launch_Tag="2016-002", Piece="2016-002B"))
    assert here.run(dry_run=True).notes["in no edition of the payload catalog"] == ["S00009"]
    row = here.rows("satellites")["S00002"]
    assert row["status"] == row["other_names"] == "" and row["source_id"] == "gcat-launchlog"


@pytest.mark.parametrize(
    ("status", "came", "details", "expected"),
    [
        ("O", "-", None, ("in_orbit", "", "")),
        ("O", "-", dict(TOp="*", TDate="*"), ("active", "", "")),
        ("R", "2020-05-06", None, ("decayed", "2020-05-06", "2020-05-06")),
        ("R", "2020-05-06", dict(TOp="2018", TDate="2019"), ("decayed", "2018", "2020-05-06")),
        ("AR", "2020 May", dict(TOp="*", TDate="*"), ("decayed", "2020-05", "2020-05")),
        ("AR IN", "2020-05-06", None, ("decayed", "2020-05-06", "2020-05-06")),
        ("-", "-", None, ("", "", "")),
        ("D", "2020-05-06", None, ("decayed", "2020-05-06", "2020-05-06")),
        ("L?", "2020-05-06", None, ("landed", "2020-05-06", "2020-05-06")),
        ("AO", "-", None, ("attached", "", "")),
        ("ATT", "2020-05-06", dict(TOp="*", TDate="*"), ("active", "", "")),
        ("DSO", "2020-05-06", dict(TOp="*", TDate="*"), ("active", "", "")),
        ("DSA", "2020-05-06", None, ("departed", "", "")),
        ("N", "2020-05-06", dict(TOp="*", TDate="*"), ("active", "", "")),
    ],
)
def test_the_object_catalogue_tells_what_came_down(here, status, came, details, expected):
    here.launches(JOINT)
    if details:
        here.details(dict(JCAT="S00002", Name="Joint") | details)
    here.write("satcat_1.tsv", tsv(SATCAT, [dict(
        JCAT="S00002", Name="Joint", Piece="2016-001B", LDate="2016-01-15", DDate=came,
        Status=status, Manufacturer="REDLV/BLUEB", Bus="Cubesat", Mass="4.5")]))  # fmt: skip
    here.run()
    row = here.rows("satellites")["S00002"]
    assert (row["status"], row["ended_on"], row["came_down_on"]) == expected
    assert (row["bus"], row["mass_kg"]) == ("Cubesat", "4.5")
    assert {f"S00002|{b}|manufacturer" for b in ("REDLV", "BLUEB")} <= set(
        here.rows("satellite_participants")
    )


@pytest.mark.parametrize(
    ("perigee", "end", "expected"),
    [("500", "2020-05-06", "decayed"), ("700", "2020-05-06", "active"),
     ("500", "2016-02-06", "active"), ("-", "2020-05-06", "active")],
)  # fmt: skip
def test_flights_that_ended_low_and_late_came_down(here, perigee, end, expected):
    here.launches(JOINT)
    here.details(dict(JCAT="S00002", Name="Joint", TOp="*", TDate="*", UNPerigee=perigee))
    here.write("ended_1.csv", f"jcat,name,launch_date,end_date\nS00002,Joint,2016-01-15,{end}\n")
    here.run()
    row = here.rows("satellites")["S00002"]
    assert row["status"] == expected
    assert row["came_down_on"] == (end if expected == "decayed" else "")


@pytest.mark.parametrize(
    ("status", "came", "day"), [("O", "-", "2026-07-18"), ("R", "2026-07-19", "2026-07-19")]
)
def test_a_later_list_tells_what_came_down_until_gcat_does(here, monkeypatch, status, came, day):
    monkeypatch.setattr(endings, "came_down", lambda: {"S00002": "2026-07-18"})
    here.launches(JOINT)
    here.details(dict(JCAT="S00002", Name="Joint", TOp="*", TDate="*"))
    here.write("satcat_1.tsv", tsv(SATCAT, [dict(
        JCAT="S00002", Name="Joint", Piece="2016-001B", LDate="2016-01-15", DDate=came,
        Status=status, Mass="1")]))  # fmt: skip
    notes = here.run().notes
    row = here.rows("satellites")["S00002"]
    assert (row["status"], row["ended_on"], row["came_down_on"]) == ("decayed", day, day)
    assert notes[endings.KNOWN if status == "R" else endings.LATER] == ["S00002"]


def test_every_line_of_the_later_list_is_taken_or_known():
    held = {row["satellite_id"]: row for row in _committed("satellites")}
    assert all(held[jcat]["came_down_on"] for jcat in endings.came_down())


@pytest.mark.parametrize(
    ("bus", "seen", "flown", "kept"),
    [("Cubesat 3U", "2016 Feb  1", "470", False), ("Cubesat 3U", "2016 Feb  1", "540", True),
     ("Cubesat 3U", "2017 Feb  1", "470", True), ("Cubesat 3U", "-", "470", True),
     ("A2100", "2016 Feb  1", "470", True), ("Cubesat 3U", "2016 Feb  1", "0", True),
     ("Cubesat 3U?", "2016 Feb  1", "540", True)],
)  # fmt: skip
def test_a_cubesat_that_flew_elsewhere_has_no_registered_orbit(here, bus, seen, flown, kept):
    here.launches(JOINT)
    here.details(dict(
        JCAT="S00002", Name="Joint", LDate="2016 Jan 15", TOp="*", TDate="*", UNPeriod="96.2",
        UNPerigee="590", UNApogee="600", UNInc="97.6", DispEpoch=seen, DispPeri=flown,
        DispApo=str(int(flown) + 10)))  # fmt: skip
    here.write("satcat_1.tsv", tsv(SATCAT, [dict(
        JCAT="S00002", Name="Joint", Piece="2016-001B", LDate="2016-01-15", DDate="-",
        Status="O", Bus=bus, Mass="1")]))  # fmt: skip
    here.run()
    row = here.rows("satellites")["S00002"]
    orbit = [row[c] for c in ("perigee_km", "apogee_km", "inclination_deg", "period_min")]
    assert orbit == (["590", "600", "97.6", "96.2"] if kept else [""] * 4)
    assert row["bus"] == ("" if bus.endswith("?") else bus)


def test_the_state_of_a_satellite_is_an_owners_and_makers_are_no_owners(here):
    here.launches(dict(JCAT="S00001", SatOwner="BLUE", SatState="AA", Name="Wrong state"),
                  dict(JCAT="S00002", SatOwner="RED/BLUEB", SatState="AA", Name="Made elsewhere"),
                  dict(JCAT="S00003", SatOwner="NEW/BLUE", SatState="SU", Name="Once"))  # fmt: skip
    here.write("satcat_1.tsv", tsv(SATCAT, [dict(
        JCAT="S00002", Name="Made elsewhere", Piece="2016-001A", LDate="2016 Jan 15",
        Manufacturer="BLUEB", Status="O")]))  # fmt: skip
    notes = here.run().notes
    rows, parts = here.rows("satellites"), here.rows("satellite_participants")
    assert [rows[f"S0000{n}"]["country_id"] for n in (1, 2, 3)] == ["BBB", "AAA", "SUN"]
    assert {key for key in parts if key.startswith("S00002")} == {
        "S00002|RED|owner", "S00002|BLUEB|manufacturer"}  # fmt: skip
    assert notes["owners that are makers from another state, kept as makers"] == ["BLUEB (S00002)"]
    assert notes["states of satellites that are no owner's, the owner's instead"] == [
        "AAA -> BBB (S00001)"
    ]


def test_corrections_are_applied_told_and_retired(here, tmp_path, monkeypatch, capsys):
    lines = [
        ("satellites", "S00002", "name", "Joint", "Jointly"),
        ("satellites", "S00002", "cospar_id", "2016-001X", "2016-001Y"),
        ("launches", "2016-001", "pad", "LC9", "LC3"),
        ("launches", "2016-009", "pad", "LC9", "LC3"),
        ("launch_sites", "BASE", "latitude", "-20.2500", "-21.2500"),
        ("launch_vehicles", "big-rocket-2-plus", "family", "Big", "Bigger"),
        ("organizations", "RED", "country_id", "AAA", "RUS"),
        ("organizations", "REDLV", "parent_id", "RED", ""),
        ("organizations", "SUN", "founded_on", "1922-12-30", "1922-12-31"),
        ("countries", "SUN", "started_on", "1922-12-30", "1922-12-31"),
        ("satellite_participants", "S00002|BLUE|owner", "role", "owner", "customer"),
        ("satellite_participants", "S00002|NEW|operator", "role", "", "operator"),
        ("satellite_participants", "S00002|RED|owner", "role", "owner", ""),
    ]
    path = tmp_path / "corrections.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows(
            [corrections.Correction._fields, *((*line, "why", "a-paper") for line in lines)]
        )
    monkeypatch.setattr(corrections, "FILE", path)
    here.launches(JOINT, dict(SatOwner="BLUE/RED", JCAT="S00003"),
                  dict(SatOwner="SU/BLUE", SatState="SU", JCAT="S00004"))  # fmt: skip
    notes = here.run().notes
    assert here.rows("organizations")["SUN"]["founded_on"] == "1922-12-31"
    assert here.rows("countries")["SUN"]["started_on"] == "1922-12-31"
    row = here.rows("satellites")["S00002"]
    assert (row["name"], row["cospar_id"]) == ("Jointly", "2016-001B")
    red = here.rows("organizations")["RED"]
    assert (red["country_id"], red["second_source_id"]) == ("RUS", "a-paper")
    assert here.rows("organizations")["REDLV"]["parent_id"] == ""
    assert here.rows("launch_sites")["BASE"]["latitude"] == "-21.2500"
    assert here.rows("launch_vehicles")["big-rocket-2-plus"]["family"] == "Bigger"
    assert {key for key in here.rows("satellite_participants") if "S00002" in key} == {
        "S00002|BLUE|customer", "S00002|NEW|operator"}  # fmt: skip
    assert len(notes[corrections.APPLIED]) == 10
    assert all("(why; a-paper)" in line for line in notes[corrections.APPLIED])
    assert notes[corrections.UNMET] == ["launches 2016-009 pad: LC9 -> LC3"]
    assert sorted(notes[corrections.RETIRED]) == [
        "launches 2016-001 pad: LC9 -> LC3: GCAT has it too",
        "satellites S00002 cospar_id: 2016-001X -> 2016-001Y: GCAT has 2016-001B",
    ]
    before = here.bytes()
    assert here.command() == 0
    assert here.bytes() == before
    told = capsys.readouterr().out
    assert f"{corrections.APPLIED} (10):\n  " in told
    assert "  satellites S00002 name: Joint -> Jointly (why; a-paper)\n" in told


def test_every_correction_has_a_table_a_column_a_reason_and_a_source():
    sources = {row["source_id"] for row in _committed("sources")}
    with corrections.FILE.open(encoding="utf-8", newline="") as lines:
        found = [corrections.Correction(**line) for line in csv.DictReader(lines)]
    assert len({line[:3] for line in found}) == len(found)
    for line in found:
        resource = PACKAGE.resource(line.table)
        assert line.column in resource.field_names and line.expect != line.value
        assert line.key.count("|") == len(resource.primary_key) - 1
        assert line.reason and line.source_id in sources
        if line.column in ("founded_on", "ended_on", "came_down_on") and "?" in line.value:
            # What a list only guesses is left out: no line brings it back.
            assert not line.source_id.startswith(("gcat-", "celestrak-")), line.told()


def _committed(name):
    resource = PACKAGE.resource(name)
    return [row.cells for row in read_rows(Package(PACKAGE.basepath), resource)]


def test_orbits_and_times_that_cannot_be_are_left_out_and_told(here):
    here.launches(JOINT, JOINT | dict(JCAT="S00003", Launch_Tag="2016-002", Piece="2016-002A",
                                      Launch_Date="2016 Feb 11 1800?"),
                  JOINT | dict(JCAT="S00004", Launch_Tag="2016-003", Piece="2016-003A",
                               Launch_Date="2016 Mar 17 2338:00?"))  # fmt: skip
    orbit = dict(UNPeriod="94.5", UNPerigee="585", UNApogee="566", UNInc="97.6", Category="ODD",
                 Class="Z", TOp="*", TDate="*")  # fmt: skip
    here.details(orbit | dict(JCAT="S00002"), orbit | dict(JCAT="S00003", UNPeriod="0.0"))
    result = here.run()
    swapped, empty = (here.rows("satellites")[j] for j in ("S00002", "S00003"))
    assert (swapped["perigee_km"], swapped["apogee_km"], swapped["period_min"]) == ("", "", "94.5")
    assert not any(empty[c] for c in ("perigee_km", "apogee_km", "inclination_deg", "period_min"))
    assert swapped["purpose"] == swapped["class"] == ""
    assert here.rows("launches")["2016-002"]["launch_time_utc"] == ""
    assert here.rows("launches")["2016-003"]["launch_time_utc"] == "23:38"
    subjects = " ".join(result.notes)
    for word in ("perigees", "without a period", "categories", "classes", "uncertain launch times"):
        assert word in subjects


def test_a_second_run_changes_nothing(here):
    here.launches(JOINT, dict(JCAT="S00005", SatOwner="IGOB", SatState="I-IGO"))
    first = here.run()
    assert all(c.added for name, c in first.changes.items())
    before = here.bytes()
    times = {path: path.stat().st_mtime_ns for path in here.tables.iterdir()}
    second = here.run()
    assert here.bytes() == before
    assert times == {path: path.stat().st_mtime_ns for path in here.tables.iterdir()}
    for change in second.changes.values():
        assert not (change.added or change.changed or change.removed)
        assert change.unchanged


def test_dry_run_writes_nothing(here):
    here.launches(JOINT)
    assert here.run(dry_run=True).changes["satellites"].added == [("S00002",)]
    assert here.bytes() == {}


def test_rows_of_other_sources_stay(here):
    curated = dict(organization_id="bbb-blue-university", name="Blue University",
                   kind="university", country_id="BBB", gcat_code="BLUE",
                   source_id="a-paper", second_source_id="gcat-orgs")  # fmt: skip
    mine = dict(satellite_id="S00002", name="Curated", launch_id="2016-001", source_id="a-paper")
    here.table("organizations", curated)
    here.table("satellites", mine)
    here.launches(JOINT, dict(JCAT="S00003", SatOwner="BLUE", SatState="BB", Name="Second"))
    result = here.run()
    stayed = here.rows("organizations")["bbb-blue-university"]
    assert stayed == {name: curated.get(name, "") for name in stayed}
    assert "BLUE" not in here.rows("organizations")
    assert here.rows("satellites")["S00002"]["name"] == "Curated"
    assert here.rows("satellites")["S00003"]["name"] == "Second"
    assert "S00003|bbb-blue-university|owner" in here.rows("satellite_participants")
    assert result.changes["satellites"].left_alone == [("S00002",)]
    assert result.changes["organizations"].left_alone == [("bbb-blue-university",)]
    before = here.bytes()
    here.run()
    assert here.bytes() == before


def test_numbers_of_states_stay(here):
    """They come from another list, and the catalogue has no word on them."""
    here.launches(JOINT)
    here.run()
    path = here.tables / "countries.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= {"cow_number": "365", "gw_number": "365", "numbers_source_id": "list"}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    before = path.read_bytes()
    assert not here.run().changes["countries"].changed and path.read_bytes() == before


def test_rows_are_changed_and_removed(here):
    here.launches(JOINT, dict(JCAT="S00003", SatOwner="AAA", SatState="BB", Agency="REDLV"))
    here.run()
    here.launches(JOINT | dict(Name="Renamed"))
    result = here.run()
    assert result.changes["satellites"].changed == [("S00002",)]
    assert result.changes["satellites"].removed == [("S00003",)]
    assert result.changes["organizations"].removed == [("GCAT-AAA",)]
    assert result.changes["satellite_participants"].removed == [("S00003", "GCAT-AAA", "owner")]
    here.launches()
    result = here.run()
    assert all(c.removed and not c.unchanged for c in result.changes.values())
    assert not here.rows("satellites") and not here.rows("sources")


def test_what_others_need_is_kept_or_fetched(here):
    here.launches(JOINT, dict(JCAT="S00003", SatOwner="BLUEB", SatState="BB"))
    here.run()
    here.table("agreement_satellites",
               dict(agreement_id="x", satellite_id="S00003", source_id="a-paper"))  # fmt: skip
    here.table("agreement_parties",
               dict(agreement_id="x", organization_id="NEW", role="host", source_id="a-paper"),
               dict(agreement_id="x", organization_id="RUS", role="host", source_id="a-paper"),
               dict(agreement_id="x", organization_id="lost", role="host", source_id="a-paper"),
               )  # fmt: skip
    here.launches(JOINT)
    result = here.run()
    # GCAT no longer has S00003, but an agreement names it: the row and what it needs stay.
    assert "S00003" in here.rows("satellites")
    assert "S00003|BLUEB|owner" in here.rows("satellite_participants")
    assert "BLUEB" in here.rows("organizations")
    assert result.notes["rows of satellites that the catalogue no longer has, kept for others"] == [
        "S00003"
    ]
    assert here.rows("organizations")["NEW"]["kind"] == "military"
    assert here.rows("organizations")["RUS"]["kind"] == "state"
    lost = result.notes["organizations that are referred to and nowhere to be found"]
    assert lost == ["lost"]


def test_satellites_and_launches_that_are_named_belong(here):
    here.launches(
        *(dict(JCAT=f"S0000{n}", Launch_Tag=f"2016-00{n}", Piece=f"2016-00{n}A")
          for n in range(1, 7))
    )  # fmt: skip
    here.table("agreement_satellites",
               dict(agreement_id="x", satellite_id="S00001", source_id="a-paper"))  # fmt: skip
    here.table("payloads", dict(payload_id="p", satellite_id="S00002", name="p",
                                contributor_id="BLUE", source_id="a-paper"))  # fmt: skip
    claim = dict(source_id="a-paper", field="name", value="x", relation="exact")
    here.table("claims",
               claim | dict(claim_id="c1", table="satellites", row_key="S00003"),
               claim | dict(claim_id="c2", table="satellite_participants",
                            row_key="S00004|RED|owner"),
               claim | dict(claim_id="c3", table="launches", row_key="2016-005"))  # fmt: skip
    assert here.satellites() == {"S00001", "S00002", "S00003", "S00004", "S00005"}
    assert "2016-005" in here.rows("launches") and "2016-006" not in here.rows("launches")
    assert "BLUE" in here.rows("organizations")


MALFORMED = [
    ("launchlog_1.tsv", "too\tfew\n", 2, "20 cells separated by tabs, found 2"),
    ("launchlog_1.tsv", dict(Launch_Date="15 Jan 2016"), 2, "a date in Launch_Date"),
    ("launchlog_1.tsv", dict(Launch_Date="2016 Jan"), 2, "known to the day"),
    ("launchlog_1.tsv", dict(Launch_Date="2016 Feb 30"), 2, "no day of the calendar"),
    ("launchlog_1.tsv", dict(JCAT="X1"), 2, "a JCAT"),
    ("launchlog_1.tsv", dict(Launch_Tag="2016/1"), 2, "a launch tag"),
    ("launchlog_1.tsv", dict(Launch_Code="good"), 2, "a launch code"),
    ("launchlog_1.tsv", dict(SatOwner="-"), 2, "codes such as CAST/INPE in SatOwner"),
    ("launchlog_1.tsv", dict(Launch_Site="-"), 2, "something in Launch_Site"),
    ("psatcat_1.tsv", dict(JCAT="S1"), 3, "a JCAT"),
    ("psatcat_1.tsv", dict(JCAT="S00001", UNPerigee="low"), 3, "a number in UNPerigee"),
    ("psatcat_1.tsv", dict(JCAT="S00001", DispPeri="low"), 3, "a number in DispPeri"),
    ("psatcat_1.tsv", dict(JCAT="S00001", TDate="soon"), 3, "a date in TDate"),
    ("satcat_1.tsv", dict(JCAT="S00001", Status="gone"), 3, "a status such as O, R or AR IN"),
    ("satcat_1.tsv", dict(JCAT="S00001", DDate="2016-02-30"), 3, "a date in DDate"),
    ("orgs_1.tsv", dict(Code="X", TStart="1990-06"), 3, "a date in TStart"),
    ("sites_1.tsv", dict(Site="X", Latitude="north"), 3, "a number in Latitude"),
    ("state_to_iso.csv", "gcat_code,iso3\nAA,AAA\n", 1, "the column gcat_state"),
    ("state_to_iso.csv", ",".join(STATES) + "\nAA,BB\n", 2, "10 cells, found 2"),
    ("state_to_iso.csv", ",".join([*STATES, "iso3"]) + "\n", 1, "once, found iso3 again"),
    ("state_to_iso.csv", "", 1, "the column gcat_code"),
    ("state_to_iso.csv", ",".join(STATES) + '\nAA,AA,"AA\n', 2, "CSV"),
    ("orgs_1.tsv", "Code\tName\nA\tB\n", 1, "a header line that starts with #"),
    ("orgs_1.tsv", "#Code\tName\nA\tB\n", 1, "the column StateCode"),
    ("orgs_1.tsv", "", 1, "a header line"),
    ("launchlog_1.tsv", tsv(LAUNCHLOG, [LAUNCH, LAUNCH], ""), 3, "each JCAT once"),
]


@pytest.mark.parametrize(("name", "content", "line", "expected"), MALFORMED)
def test_malformed_lines_are_told_and_nothing_is_written(here, name, content, line, expected):
    columns = dict(la=LAUNCHLOG, ps=PSATCAT, or_=ORGS, si=SITES, sa=SATCAT).get(name[:2], ORGS)
    if isinstance(content, dict):
        row = LAUNCH | content if name[0] == "l" else content
        content = tsv(columns, [row], "" if name[0] == "l" else "# Updated")
    elif content == "too\tfew\n":
        content = "#" + "\t".join(columns) + "\n" + content
    here.write(name, content)
    with pytest.raises(base.MalformedInput) as error:
        here.run()
    (first, *_) = error.value.lines
    assert (first.file, first.line) == (name, line)
    assert expected in first.expected
    assert here.bytes() == {}


def test_all_malformed_lines_are_listed_and_the_exit_code_is_2(here, capsys):
    here.launches(*(dict(JCAT=f"S{n}", Name="é") for n in range(30)))
    broken = (here.gcat / "launchlog_1.tsv").read_bytes() + b"\xff\xfe\n"
    (here.gcat / "launchlog_1.tsv").write_bytes(broken)
    assert here.command() == 2
    said = capsys.readouterr().err
    assert "launchlog_1.tsv, line 2: expected a JCAT" in said
    assert "... and 12 more" in said and "32 malformed lines" in said
    assert len(said.splitlines()) == command.SHOWN + 2


def test_without_codes_of_states_those_of_the_project_count(here):
    here.launches(JOINT)
    (here.gcat / "state_to_iso.csv").unlink()
    states = reading.read(here.gcat).states
    assert (states["RU"]["iso3"], states["CN"]["iso3"]) == ("RUS", "CHN")


def test_missing_parts_and_folders(here, capsys, tmp_path):
    (here.gcat / "lv_1.tsv").unlink()
    assert here.command() == 2
    assert "no lv*.tsv" in capsys.readouterr().err
    here.tables = tmp_path / "none"
    assert here.command() == 2
    assert "is no folder" in capsys.readouterr().err


def test_a_broken_table_is_told(here):
    here.launches(JOINT)
    (here.tables / "organizations.csv").write_text("id,name\n1,x\n")
    with pytest.raises(ValueError, match=r"organizations\.csv, line 1: expected the columns"):
        here.run()


def test_the_command_tells_what_changed(here, capsys):
    here.launches(JOINT, dict(JCAT="S00005", SatOwner="WHO?", SatState="BB"))
    assert here.command("--dry-run") == 0
    said = capsys.readouterr().out
    assert "satellites                        2          0          0          0          0" in said
    assert "entries left out: not a payload 0, one state only 0" in said
    assert "WHO" in said and "dry run: nothing was written" in said


@pytest.mark.parametrize(
    ("tag", "launch_id"),
    [("2016-001", "2016-001"), ("2006-F03", "2006-F03"), ("1957 ALP", "1957-001"),
     ("1962 OMI", "1962-015"), ("1960 OME", "1960-024"), ("1961 A ALP", "1961-025"),
     ("1962 B ALP", "1962-049")],
)  # fmt: skip
def test_launch_designations(tag, launch_id):
    assert codes.launch_id(tag) == launch_id


@pytest.mark.parametrize(
    ("piece", "jcat", "cospar_id"),
    [("2016-001A", "S41238", "2016-001A"), ("1957 ALP 2", "S00002", "1957-001B"),
     ("1962 B ALP 1", "S00424", "1962-049A"), ("1958 ALP", "S00004", "1958-001A"),
     ("1960 ETA 9", "S00001", "1960-007J"), ("2016-001A", "A00001", ""),
     ("2006-F03", "F01317", ""), ("1963-003", "S00001", ""), ("1960 ETA 99", "S00001", "")],
)  # fmt: skip
def test_object_designations(piece, jcat, cospar_id):
    assert codes.cospar_id(piece, jcat) == cospar_id


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("OS", "success"), ("DS", "success"), ("OS85", "partial"), ("OF40", "failure"),
     ("OF50", "partial"), ("OF49", "failure"), ("OS40", "failure"),
     ("OF", "failure"), ("OU", "failure"), ("OE", "failure")],
)  # fmt: skip
def test_outcomes(code, outcome):
    assert codes.outcome(code) == outcome


@pytest.mark.parametrize(
    ("cell", "flight"),
    [("xxx/B1093.12 F622", "B1093.12 F622"), ("510-25- 802", "510-25-802"), ("Y32", "Y32"),
     ("76024 -157", "76024-157"), ("Kh15000-010/ 142-02", "Kh15000-010/142-02"), ("xxx", "xxx")],
)  # fmt: skip
def test_flights(cell, flight):
    assert codes.flight(cell) == flight


def test_text_of_cells():
    assert codes.text("Soci\\'et\\'e  Inova\\,cao f\\\"{u}r") == "Société Inovaçao für"
    assert codes.text("abc\u200e d\u0007") == "abc d"
    assert codes.slug("Soyuz-2-1A") == "soyuz-2-1a" and codes.slug("?") == "unknown"


@pytest.mark.parametrize(
    ("class_", "name", "kind"),
    [("A", "Radio Amateur Society", "association"), ("A", "Kyushu Inst. of Technology",
     "university"), ("A", "Paris Observatory", "research_institute"), ("A", "Team Six", "unknown"),
     ("B", "University Press", "company"), ("C", "National Space Agency", "space_agency"),
     ("C", "Academy of Sciences", "academy"), ("C", "Weather Office", "government_body"),
     ("D", "Navy", "military"), ("", "Thing", "unknown")],
)  # fmt: skip
def test_kinds(class_, name, kind):
    assert organization_kind("X", {"Class": class_}, name) == kind


def test_the_rule_on_finished_tables(here):
    joint_office = dict(JCAT="S00005", SatOwner="IGOB", SatState="I-IGO")
    here.launches(JOINT, dict(JCAT="S00003"), joint_office)
    tables = here.run().tables
    frames = {
        name: pd.DataFrame([{c: row.get(c) or None for c in PACKAGE.resource(name).field_names}
                            for row in rows])
        for name, rows in tables.items() if rows
    }  # fmt: skip
    assert scope.of_tables(frames) == {"S00002", "S00005"}
    frames["satellite_participants"] = frames["satellite_participants"].iloc[:0]
    assert scope.of_tables(frames) == {"S00002"}
    frames["claims"] = pd.DataFrame([dict(table="satellites", row_key="S00005")])
    assert scope.of_tables(frames) == {"S00002", "S00005"}


def test_lineages_end_and_do_not_run_in_rings():
    rows = [("A", "B"), ("B", "C"), ("C", ""), ("X", "Y"), ("Y", "X")]
    lineage = scope.Lineages(dict(country_id=a, successor_id=b) for a, b in rows).on("")
    assert lineage["A"] == lineage["B"] == lineage["C"] == "C"
    assert not scope.between_states(["A", "C", ""], lineage)
    assert scope.between_states(["A", "D"], lineage)
    assert scope.between_states(["A"], lineage, intergovernmental=True)


def test_a_founding_later_than_a_launch_of_the_body_is_left_out(here):
    orgs = [{**row, "TStart": "2018"} if row["Code"] == "REDLV" else row for row in ORG_ROWS]
    here.write("orgs_1.tsv", tsv(ORGS, orgs))
    here.launches(dict(SatOwner="BLUE", SatState="BB"))
    result = here.run()
    assert here.rows("organizations")["REDLV"]["founded_on"] == ""
    assert result.notes["foundings later than a launch by or for the body, left out"] == ["REDLV"]


def test_a_guessed_start_or_end_of_a_body_is_left_out(here):
    orgs = [{**row, "TStart": "1991?", "TStop": "2018 Jun?"} if row["Code"] == "REDLV" else row
            for row in ORG_ROWS]  # fmt: skip
    here.write("orgs_1.tsv", tsv(ORGS, orgs))
    here.launches(dict(SatOwner="BLUE", SatState="BB"))
    result = here.run()
    row = here.rows("organizations")["REDLV"]
    assert row["founded_on"] == row["ended_on"] == ""
    assert result.notes["guessed starts and ends of bodies, left out"] == ["REDLV"]


def test_a_territory_counts_with_its_state_from_the_day_it_belongs_to_it():
    countries = [
        dict(country_id="CHN"),
        dict(country_id="HKG", sovereign_id="CHN", sovereign_since="1997-07-01"),
        dict(country_id="PRI", sovereign_id="USA", sovereign_since=""),
        dict(country_id="USA"),
    ]
    lineages = scope.Lineages(countries)
    assert lineages.on("1990-04-07")["HKG"] == "HKG"
    assert lineages.on("1997-07-01")["HKG"] == "CHN"
    assert lineages.on("")["HKG"] == "CHN"
    assert lineages.on("1990-04-07")["PRI"] == "USA"


def test_a_code_that_another_state_has_as_its_id_is_told_apart(here):
    """GCAT's STP is a test program of the United States, ISO's is São Tomé and Príncipe."""
    here.table("countries", dict(country_id="STP", name="Island", source_id="a-paper"))
    here.table("organizations", dict(organization_id="STP", name="Island", kind="state",
                                     country_id="STP", source_id="a-paper"))  # fmt: skip
    program = dict(Code="STP", StateCode="AA", Class="D", Name="Test Program")
    here.write("orgs_1.tsv", tsv(ORGS, [*ORG_ROWS, program]))
    here.launches(dict(SatOwner="STP/BLUE", SatState="AA"))
    here.run()
    assert {"S00001|GCAT-STP|owner", "S00001|BLUE|owner"} <= set(
        here.rows("satellite_participants")
    )
    assert here.rows("organizations")["GCAT-STP"]["country_id"] == "AAA"
    assert here.rows("organizations")["STP"]["kind"] == "state"
