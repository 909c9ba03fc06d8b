"""The real tables: they hold what the project says it holds, and nothing is wrong with them."""

import frictionless
import pycountry
import pytest

import spaceties
from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.validation import validate
from tests import mini


@pytest.fixture(scope="module")
def tables():
    return spaceties.load_all()


@pytest.fixture(scope="module")
def result():
    return validate(descriptor.load(mini.ROOT))


def test_no_error_and_no_warning(result):
    assert result.report.problems == []


def test_frictionless_finds_the_package_valid():
    assert frictionless.validate(str(mini.ROOT / "datapackage.json")).valid


def test_tables_are_in_canonical_form():
    assert main(["format", str(mini.ROOT), "--check"]) == 0


@pytest.mark.parametrize(
    ("table", "least"),
    {
        "satellites": 4000, "launches": 1100, "agreements": 550, "agreement_parties": 1450,
        "spending": 780, "indicators": 460, "sources": 1200, "payloads": 50,
    }.items(),
)  # fmt: skip
def test_tables_are_as_full_as_promised(tables, table, least):
    assert len(tables[table]) >= least


def test_countries_are_those_of_iso_3166(tables):
    """Every one of today, under its codes, and former states under those of part 3."""
    table = tables["countries"]
    held = dict(zip(table["country_id"], table["iso_alpha2"].fillna(""), strict=True))
    today = {one.alpha_3: one.alpha_2 for one in pycountry.countries}
    assert {code: two for code, two in held.items() if two} == today
    former = {one.alpha_3 for one in pycountry.historic_countries}
    assert {code for code, two in held.items() if not two} <= former


def test_the_newest_launch_is_of_september_2026(tables):
    assert str(tables["launches"]["launched_on"].max())[:7] == "2026-09"


def test_every_seed_claim_is_there_and_many_are_compared_by_machine(tables):
    claims = tables["claims"]
    spans = claims[claims["start_char"].notna()]
    assert len(spans) == 196
    pointed = spans[spans["table"].notna()]
    held = [
        tables[table].astype(str).set_index(_key(table))[field].notna().get(key)
        for table, key, field in zip(
            pointed["table"], pointed["row_key"], pointed["field"], strict=True
        )
        if "|" not in key
    ]
    assert sum(bool(cell) for cell in held) >= 90


def _key(table):
    (key,) = descriptor.load(mini.ROOT).resource(table).primary_key
    return key


@pytest.mark.parametrize(
    ("satellite", "launch", "day", "owner", "site", "vehicle"),
    [
        ("S41238", "2016-001", "2016-01-15", "BLR", "XSC", "chang-zheng-3b"),
        ("S43666", "2018-083", "2018-10-29", "BLR", "JQ", "chang-zheng-2c"),
        ("F01317", "2006-F03", "2006-07-26", "BLR", "GIK-5", "dnepr"),
        ("S38708", "2012-039", "2012-07-22", "BLR", "GIK-5", "soyuz-fg"),
        ("S57175", "2023-091", "2023-06-27", "BLR", "VOST", "soyuz-2-1b"),
        ("S59627", "2024-083", "2024-05-03", "CHN", "WEN", "chang-zheng-5"),
        ("S41731", "2016-051", "2016-08-15", "CHN", "JQ", "chang-zheng-2d"),
        ("S45935", "2020-049", "2020-07-23", "CHN", "WEN", "chang-zheng-5"),
        ("S44112", "2019-020", "2019-04-04", "LUX", "CSG", "soyuz-st-b"),
        ("S08030", "1975-065", "1975-07-15", "SUN", "NIIP-5", "soyuz-u"),
        ("S31395", "2007-018", "2007-05-13", "NGA", "XSC", "chang-zheng-3b"),
        ("S54033", "2022-131", "2022-10-12", "AGO", "GIK-5", "proton-m-dm-3"),
    ],
)
def test_known_spacecraft_are_as_the_catalogues_say(
    tables, satellite, launch, day, owner, site, vehicle
):
    row = tables["satellites"].set_index("satellite_id").loc[satellite]
    flown = tables["launches"].set_index("launch_id").loc[launch]
    assert (row["launch_id"], row["country_id"]) == (launch, owner)
    assert str(flown["launched_on"])[:10] == day
    assert (flown["site_id"], flown["vehicle_id"]) == (site, vehicle)


def test_belarus_has_seven_payloads(tables):
    satellites = tables["satellites"]
    belarus = satellites[satellites["country_id"] == "BLR"]
    assert len(belarus) == 7
    newest = tables["launches"].set_index("launch_id").loc[belarus["launch_id"].max()]
    assert str(newest["launched_on"])[:10] == "2025-12-28"


def test_change_6_carried_four_contributed_payloads(tables):
    payloads = tables["payloads"]
    aboard = payloads[payloads["payload_id"].str.startswith("change-6-")]
    bodies = tables["organizations"].set_index("organization_id")["country_id"]
    assert sorted(aboard["contributor_id"].map(bodies).fillna("")) == ["", "FRA", "ITA", "PAK"]


def test_four_o3b_satellites_flew_on_2019_04_04(tables):
    satellites = tables["satellites"]
    assert satellites["launch_id"].eq("2019-020").sum() == 4


def test_cbers_has_two_owners(tables):
    parts = tables["satellite_participants"]
    bodies = tables["organizations"].set_index("organization_id")["country_id"]
    owners = parts[(parts["satellite_id"] == "S25940") & (parts["role"] == "owner")]
    assert set(owners["organization_id"].map(bodies)) == {"BRA", "CHN"}


def test_members_can_be_counted_at_a_date(tables):
    ties = tables["ties"]

    def members(framework, day):
        rows = ties[(ties["framework_id"] == framework) & (ties["level"] == "state")]
        rows = rows[(rows["standing"] == "party") & (rows["date_latest"] <= day)]
        return set(rows["from_country_id"]) | set(rows["to_country_id"])

    station = members("chn-rus-ilrs-mou-2021", "2023-12-31")
    assert {"CHN", "RUS", "VEN", "ZAF", "AZE", "PAK", "BLR", "EGY"} == station
    assert len(members("artemis-accords-2020", "2023-10-23")) == 30  # Iceland told later
    assert members("artemis-accords-2020", "2020-10-13") == {
        "AUS", "CAN", "ITA", "JPN", "LUX", "ARE", "GBR", "USA",
    }  # fmt: skip


def test_who_is_bound_is_told_apart_from_who_only_signed_announced_or_left(tables):
    memberships = tables["memberships"]

    def standing(agreement, *standings):
        rows = memberships[memberships["agreement_id"] == agreement]
        return set(rows["country_id"][rows["standing"].isin(standings)])

    moon = "un-moon-agreement-1979"
    assert standing(moon, "signatory") == {"FRA", "GTM", "IND", "ROU"}
    assert standing(moon, "left") == {"SAU"} and len(standing(moon, "party")) == 17
    assert standing("iss-iga-1998", "signatory") == {"GBR"}  # which never ratified
    assert len(standing("iss-iga-1998", "party")) == 14
    assert len(standing("esa-convention-1975", "party")) == 23
    assert {"CHN", "MNG", "BGD", "PAK", "PER"} <= standing("apsco-convention-2005", "party")
    assert "IDN" in standing("apsco-convention-2005", "signatory")
    assert standing("chn-tur-ilrs-accession", "party") == set()
    assert len(standing("artemis-accords-2020", "party")) >= 66


def test_a_party_is_bound_since_the_act_that_binds_it(tables):
    rows = tables["memberships"].set_index(["agreement_id", "organization_id"])
    for agreement, party, act, since, left in [
        ("un-moon-agreement-1979", "AUT", "ratified", "1984-06-11", None),
        ("un-moon-agreement-1979", "SAU", "acceded", "2012-07-18", "2024-01-05"),
        ("esa-convention-1975", "FRA", "ratified", "1980-10-30", None),
        ("iss-iga-1998", "JPN", "ratified", "1998-11-17", None),
        ("un-outer-space-treaty-1967", "DEU", "ratified", "1971-02-10", None),
        ("un-registration-convention-1975", "EUMET", "accepted", "1997-07-10", None),
        ("artemis-accords-2020", "JPN", "signed", "2020-10-13", None),
    ]:
        row = rows.loc[(agreement, party)]
        assert (row["act"], row["since"]) == (act, since), (agreement, party)
        assert row["left_on"] == left or (left is None and row.isna()["left_on"])


def test_an_application_makes_no_member_of_a_bloc(tables):
    ties = tables["ties"]
    station = ties[ties["framework_id"] == "chn-rus-ilrs-mou-2021"]
    assert set(station["standing"][station.eq("TUR").any(axis=1)]) == {"announced"}


@pytest.mark.parametrize(
    ("satellite", "purpose", "class_"),
    [
        # Their numbers were a neighbour's in an earlier edition of the payload catalogue.
        ("S41991", "communications; radio_occultation", "business"),
        ("S61776", "imaging", "civil"),
        ("S64545", "technology", "business"),
        ("S39072", "communications", "business"),
        ("S60510", "communications", "business"),
    ],
)
def test_satellites_have_their_own_attributes(tables, satellite, purpose, class_):
    row = tables["satellites"].set_index("satellite_id").loc[satellite]
    assert (row["purpose"], row["class"]) == (purpose, class_)


def test_what_came_down_can_be_asked(tables):
    rows = tables["satellites"].set_index("satellite_id")
    down = rows.index[rows["status"].isin(["decayed", "landed"])]
    assert {"S46276", "S25616", "S44878", "A05598", "S04128"} <= set(down)
    # In deep space, or docked, and at work.
    assert not {"S45167", "S56176", "S57209", "S46113", "S20580"} & set(down)
    assert rows.loc["S25616", "ended_on"] == "2004-06-17"
    assert rows.loc["S25616", "came_down_on"] == "2023-05-22"


@pytest.mark.parametrize(
    ("one", "other", "row"),
    [("CHN", "USA", "S64556"), ("USA", "CHN", "S64556"), ("CHN", "USA", "S43713"),
     ("USA", "IND", "S55181"), ("RUS", "JPN", "S62298"), ("RUS", "TWN", "S62299"),
     ("RUS", "JPN", "S62299"), ("FRA", "USA", "A06090"), ("USA", "SUN", "S27005"),
     ("SUN", "USA", "S27005")],
)  # fmt: skip
def test_ties_that_never_were_are_none(tables, one, other, row):
    ties = tables["ties"]
    found = ties[ties["row_id"] == row]
    assert not ((found["from_country_id"] == one) & (found["to_country_id"] == other)).any()
