"""The derived tables: links between states, and satellites with all that is joined to them."""

import json
from itertools import combinations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spaceties
from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.arrow import arrow_schema
from spaceties.dataset import derived, scope, store
from spaceties.dataset.model import plain, typed
from tests import mini


@pytest.fixture
def tables(tmp_path):
    return spaceties.load_all(mini.write(tmp_path))


@pytest.fixture
def ties(tables):
    return tables["ties"]


def test_links_have_direction_date_and_origin(ties):
    rows = ties.set_index(["kind", "row_id"])
    launch = rows.loc[("launch", "S20001")]
    assert (launch["from_country_id"], launch["to_country_id"]) == ("BBB", "AAA")
    assert (launch["date"], launch["year"], launch["table"]) == ("2001-03-04", 2001, "satellites")
    payload = rows.loc[("payload", "besat-1-camera")]
    assert (payload["from_country_id"], payload["to_country_id"]) == ("AAA", "BBB")
    contract = rows.loc[("agreement", "alsat-launch-contract")]
    assert (contract["from_country_id"], contract["to_country_id"]) == ("BBB", "AAA")
    assert contract["level"] == "body"


def test_the_names_of_both_ends_stand_beside_their_codes(tables, ties):
    names = tables["countries"].set_index("country_id")["name"]
    for end in ("from_country", "to_country"):
        assert list(ties[end]) == list(ties[f"{end}_id"].map(names))
    for end in ("country_a", "country_b"):
        panel = tables["ties_yearly"]
        assert list(panel[end]) == list(panel[f"{end}_id"].map(names))


def test_an_agreement_is_dated_by_the_later_party(ties):
    accord = ties.set_index("row_id").loc["lands-accord"]
    assert accord["date"] == "2003"
    assert accord["date_earliest"] == pd.Timestamp("2003-01-01")
    assert accord["date_latest"] == pd.Timestamp("2003-12-31")
    assert accord["level"] == "state"


def test_an_agreement_counts_under_its_topmost_framework(ties):
    roots = ties.set_index("row_id")["framework_id"]
    assert roots["alsat-launch-contract"] == "lands-accord"
    assert roots["lands-accord"] == "lands-accord"


def test_a_state_has_no_tie_with_itself_or_its_own_lineage(ties):
    assert not ((ties["from_country_id"] == ties["to_country_id"]).any())
    pairs = set(zip(ties["from_country_id"], ties["to_country_id"], strict=True))
    assert ("BBB", "OLD") not in pairs and ("OLD", "BBB") not in pairs


@pytest.mark.parametrize(
    "name", ["ties", "ties_yearly", "memberships", "satellites_flat", "spending_usd"]
)
def test_types_are_those_that_the_descriptor_declares(tables, name):
    declared = {table.name: table for table in store.derived(descriptor.load(mini.ROOT))}[name]
    computed = tables[name]
    assert list(computed.columns) == declared.field_names
    assert not computed.duplicated(list(declared.primary_key)).any()
    for field in declared.fields:
        dtype = str(computed[field.name].dtype)
        expected = {
            "integer": "Int64", "number": "Float64", "date": "datetime64[s]", "boolean": "boolean",
        }  # fmt: skip
        assert dtype == expected.get(field.type, "str"), field.name


def test_a_flat_satellite_has_its_launch_and_bodies(tables):
    rows = tables["satellites_flat"].set_index("satellite_id")
    alsat = rows.loc["S20001"]
    assert alsat["launched_on"] == pd.Timestamp("2001-03-04")
    assert (alsat["country"], alsat["vehicle"], alsat["site"]) == (
        "Aland",
        "Rocket B",
        "Beland Site",
    )
    assert (alsat["owner_ids"], alsat["owners"]) == ("AGA", "Aland Space Agency")
    assert alsat["state_ids"] == "AAA; BBB"
    assert alsat["agreement_ids"] == "alsat-launch-contract"
    assert alsat["ended_on_latest"] == pd.Timestamp("2010-12-31")
    assert pd.isna(rows.loc["S20002", "agreement_ids"])
    assert list(rows.index) == list(tables["satellites"]["satellite_id"])


def test_a_derived_table_of_somebody_else_is_refused_with_its_name():
    for name in ("no-such", "../ties", "views"):
        with pytest.raises(ValueError, match=name):
            derived.query(name)


def test_one_derived_table_reads_no_more_than_it_is_computed_from():
    package = descriptor.load(mini.ROOT)
    read = {
        table.name: derived.sources(table.name, package.names) for table in store.derived(package)
    }
    assert "payloads" in read["ties"] and "payloads" not in read["satellites_flat"]
    assert {"agreement_acts"} <= set(read["ties"]) & set(read["memberships"])
    assert read.pop("spending_usd") == ["spending", "exchange_rates"]
    for names in read.values():
        assert not {"claims", "sources", "spending", "indicators"} & set(names)


DOLLARS = ["year", "dollars", "per_usd", "amount_usd", "amount_usd_constant", "prices_of"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, (2002, "converted", 2, 550, 550, 2002)),
        ({"amount_usd": "700"}, (2002, "stated", None, 700, 700, 2002)),
        ({"currency": "USD", "amount_usd": ""}, (2002, "stated", None, 1100, 1100, 2002)),
        ({"period": "2001-10/2002-09"}, (2002, "converted", 2, 550, 550, 2002)),
        ({"period": "2001-04/2002-03", "amount_usd": "80"}, (2001, "stated", None, 80, 100, 2002)),
        ({"period": "2000", "amount_usd": "80"}, (2000, "stated", None, 80, None, None)),
        # No whole year, no nominal prices, no rate.
        *(
            (cells, None)
            for cells in (
                {"period": "2002-07/2002-09"},
                {"period": "2002/2003"},
                {"period": "../2002"},
                {"price_basis": "constant_2000"},
                {"currency": "RUB"},
            )
        ),
    ],
)
def test_amounts_of_years_are_compared_in_dollars(tmp_path, cells, expected):
    package = mini.broken(tmp_path, [("spending", 1, {"fiscal_year": ""} | cells)])
    rows = spaceties.load("spending_usd", package).set_index("spending_id")
    assert ("aga-2002" in rows.index) == (expected is not None)
    if expected:
        row = rows.loc["aga-2002", DOLLARS]
        assert tuple(None if pd.isna(cell) else cell for cell in row) == expected


def test_a_tie_tells_how_large_and_how_sure_its_agreement_is(ties):
    rows = ties.set_index(["kind", "row_id"])
    columns = ["standing", "parties", "bilateral", "party_list", "confidence"]
    contract = rows.loc[("agreement", "alsat-launch-contract"), columns]
    assert contract.tolist() == ["party", 2, True, "complete", "high"]
    accord = rows.loc[("agreement", "lands-accord"), columns]
    assert accord.tolist() == ["party", 2, False, "partial", "medium"]
    assert rows.loc[("launch", "S20001"), columns].isna().all()


def test_the_panel_counts_what_stands_in_the_ties():
    """The real tables, counted by pandas from ties alone."""
    ties, panel = spaceties.load("ties"), spaceties.load("ties_yearly")
    states = ties[["from_country_id", "to_country_id"]]
    ties["pair"] = [tuple(sorted(pair)) for pair in states.itertuples(index=False)]
    known = ties[ties["year"].notna() & ~ties["standing"].isin(["announced", "left", "listed"])]
    rows = known.drop_duplicates(["pair", "year", "kind", "row_id"])
    two = rows["bilateral"].fillna(False)
    column = {"launch": "launched", "ownership": "co_owned", "manufacture": "built"}
    names = rows["kind"].map(column | {"payload": "hosted"})
    names[two] = "agreements_bilateral"
    names = names.fillna("agreements_multilateral")
    counted = rows.groupby(["pair", "year", names]).size().unstack(fill_value=0)
    told = panel.set_index([panel[["country_a_id", "country_b_id"]].apply(tuple, axis=1), "year"])
    assert len(told) == len(counted) > 1000 and told.index.is_unique
    for name in counted:
        assert (told[name] == counted[name].reindex(told.index)).all(), name
    numbers = spaceties.load("countries").set_index("country_id")
    (row,) = panel.query("country_a_id == 'BLR' and country_b_id == 'CHN' and year == 2016").iloc
    assert (row["country_b"], row["cow_b"], row["gw_a"]) == (
        "China", numbers.loc["CHN", "cow_number"], numbers.loc["BLR", "gw_number"],
    )  # fmt: skip


# What the acts of a party make of it: those of agreement_parties (act, day), those of
# agreement_acts, and then standing, act, since and left_on.
STANDINGS = [
    (("ratified", "2003"), {"signed": "2001"}, ("party", "ratified", "2003", None)),
    (("acceded", ""), {}, ("party", "acceded", None, None)),
    (("signed", "2001"), {}, ("party", "signed", "2001", None)),
    (("", ""), {}, ("party", "signed", "1999-10-13", None)),
    (("listed", ""), {}, ("listed", "listed", None, None)),
    (("applied", "2004"), {"announced": "2003"}, ("announced", "applied", "2004", None)),
    (("joined", "2001"), {"withdrew": "2005"}, ("left", "joined", "2001", "2005")),
    (("joined", "2001"), {"succeeded": "2000"}, ("party", "succeeded", "2000", None)),
]


@pytest.mark.parametrize(("party", "further", "expected"), STANDINGS)
def test_acts_make_the_standing_of_a_party(tmp_path, party, further, expected):
    cells = dict(zip(("act", "joined_on"), party, strict=True))
    acts = [
        {"agreement_id": "lands-accord", "organization_id": "BBB", "act": act, "acted_on": day,
         "source_id": "news"}
        for act, day in further.items()
    ]  # fmt: skip
    edits = [("agreement_parties", 3, cells), ("agreement_acts", 0)]
    package = mini.broken(tmp_path, [*edits, *(("agreement_acts", act) for act in acts)])
    rows = spaceties.load("memberships", package).set_index(["agreement_id", "organization_id"])
    found = rows.loc[("lands-accord", "BBB"), ["standing", "act", "since", "left_on"]]
    assert tuple(None if pd.isna(cell) else cell for cell in found) == expected


def test_a_signature_binds_only_where_nobody_had_to_ratify(tmp_path):
    package = mini.broken(tmp_path, [("agreement_parties", 3, {"act": "ratified"})])
    tables = spaceties.load_all(package)
    accord = tables["memberships"].query("agreement_id == 'lands-accord'")
    assert dict(zip(accord["organization_id"], accord["standing"], strict=True)) == {
        "AAA": "signatory", "BBB": "party",
    }  # fmt: skip
    assert tables["ties"].set_index("row_id").loc["lands-accord", "standing"] == "signatory"


def test_an_agreement_in_force_between_two_binds_both(tmp_path):
    edits = [("agreement_parties", 3, {"act": "ratified"})]
    package = mini.broken(tmp_path, [*edits, ("agreements", 1, {"party_list": "complete"})])
    memberships = spaceties.load("memberships", package)
    accord = memberships[memberships["agreement_id"] == "lands-accord"]
    assert set(accord["standing"]) == {"party"}


def test_who_is_only_listed_has_no_ties(tmp_path):
    package = mini.broken(tmp_path, [("agreement_parties", 3, {"act": "listed"})])
    assert "lands-accord" not in set(spaceties.load("ties", package)["row_id"])


def test_what_was_only_announced_makes_no_party(tmp_path):
    announced = {"status": "announced", "dated_by": "announcement"}
    parties = [("agreement_parties", row, {"act": ""}) for row in (2, 3)]
    package = mini.broken(tmp_path, [("agreements", 1, announced), *parties])
    tie = spaceties.load("ties", package).set_index("row_id").loc["lands-accord"]
    assert tie["standing"] == "announced"


# The rows of `ties` once more, by loops in place of joins, over random tables.

STATES = ("AAA", "BBB", "CCC", "DDD")
KINDS = ("state", "space_agency", "company", "academy")
ROLES = {
    "a0": ("contractor", "customer"),
    "a1": ("lessor", "lessee"),
    "a2": ("lender", "signatory"),
}
DATES = ("", "1990", "2000~", "1995/2000", "1990-05-04")
GIVERS = {"contractor": "customer", "lessor": "lessee", "lender": "borrower"}


@st.composite
def worlds(draw):
    """The tables that ties come from, few rows each, as text cells; no line of states is round."""
    pick = st.sampled_from
    countries = [
        {
            "country_id": state,
            "successor_id": draw(pick(["", "", *STATES[n + 1 :]])),
            "sovereign_id": draw(pick(["", *STATES[n + 1 :]])),
            "sovereign_since": draw(pick(["", "1990-05-05", "1990-05-06", "1999-05-05"])),
        }
        for n, state in enumerate(STATES)
    ]
    bodies = [
        {
            "organization_id": f"o{n}",
            "country_id": draw(pick(["", *STATES])),
            "kind": draw(pick(KINDS)),
        }
        for n in range(5)
    ]
    body = pick([row["organization_id"] for row in bodies])
    launches = [
        {"launch_id": f"l{n}", "launched_on": day, "country_id": draw(pick(STATES))}
        for n, day in enumerate(["1990-05-05", "1999-05-05"])
    ]
    satellites = [
        {
            "satellite_id": f"s{n}",
            "launch_id": draw(pick(["l0", "l1"])),
            "country_id": draw(pick(["", *STATES])),
        }
        for n in range(2)
    ]
    roles = pick(["owner", "owner", "manufacturer", "manufacturer", "operator"])
    parts = draw(st.sets(st.tuples(pick(["s0", "s1"]), body, roles), max_size=14))
    signed = draw(st.sets(st.tuples(pick(["a0", "a1", "a2"]), body), max_size=9))
    return {
        "countries": countries,
        "organizations": bodies,
        "launches": launches,
        "satellites": satellites,
        "satellite_participants": [
            dict(zip(("satellite_id", "organization_id", "role"), part, strict=True))
            for part in sorted(parts)
        ],
        "payloads": [
            {"payload_id": f"p{n}", "satellite_id": f"s{n}", "contributor_id": draw(body)}
            for n in range(2)
        ],
        "agreements": [
            {
                "agreement_id": f"a{n}",
                "signed_on": draw(pick(DATES)),
                "framework_id": draw(pick(["", *[f"a{m}" for m in range(n)]])),
            }
            for n in range(3)
        ],
        "agreement_parties": [
            {
                "agreement_id": agreement,
                "organization_id": party,
                "role": draw(pick(ROLES[agreement])),
                "joined_on": draw(pick(DATES)),
            }
            for agreement, party in sorted(signed)
        ],
    }


def ties_by_hand(world):
    """(from, to, kind, level, date, table, row_id, framework_id) of each tie, "" for missing."""
    bodies = {row["organization_id"]: row for row in world["organizations"]}
    launches = {row["launch_id"]: row for row in world["launches"]}
    satellites = {row["satellite_id"]: row for row in world["satellites"]}
    above = {row["agreement_id"]: row["framework_id"] for row in world["agreements"]}
    signed = {row["agreement_id"]: row["signed_on"] for row in world["agreements"]}
    rows = set()

    def countries_of(satellite, role):
        taking = [p for p in world["satellite_participants"] if p["role"] == role]
        own = (p["organization_id"] for p in taking if p["satellite_id"] == satellite)
        return {bodies[body]["country_id"] for body in own} - {""}

    for name, satellite in satellites.items():
        launch = launches[satellite["launch_id"]]
        owners = countries_of(name, "owner")
        pairs = [(launch["country_id"], owner, "launch") for owner in owners]
        pairs += [(*pair, "ownership") for pair in combinations(sorted(owners), 2)]
        makers = countries_of(name, "manufacturer")
        pairs += [(maker, owner, "manufacture") for maker in makers for owner in owners]
        for one, other, kind in pairs:
            rows.add((one, other, kind, "state", launch["launched_on"], "satellites", name, ""))
    for payload in world["payloads"]:
        satellite = satellites[payload["satellite_id"]]
        giver = bodies[payload["contributor_id"]]["country_id"]
        day = launches[satellite["launch_id"]]["launched_on"]
        ends = (giver, satellite["country_id"])
        rows.add((*ends, "payload", "state", day, "payloads", payload["payload_id"], ""))
    for agreement in above:
        ends = {}
        for party in world["agreement_parties"]:
            body = bodies[party["organization_id"]]
            if party["agreement_id"] == agreement and body["country_id"]:
                official = body["kind"] != "company"
                date = party["joined_on"] or signed[agreement]
                end = (not official, party["organization_id"], party["role"], date)
                ends.setdefault(body["country_id"], []).append(end)
        root = agreement
        while above[root]:
            root = above[root]
        for one, other in combinations(sorted(ends), 2):
            (private, _, role, date), (private_, _, role_, date_) = min(ends[one]), min(ends[other])
            dated = [d for d in (date, date_) if d]
            later = max(dated, key=lambda d: edtf.bounds(d)[1], default="")
            pair = (other, one) if GIVERS.get(role_) == role else (one, other)
            level = "body" if private or private_ else "state"
            rows.add((*pair, "agreement", level, later, "agreements", agreement, root))

    lineages = scope.Lineages(world["countries"])

    def between_two(row):
        day = str(edtf.bounds(row[4])[1]) if row[4] else ""
        return lineages.on(day)[row[0]] != lineages.on(day)[row[1]]

    return sorted(row for row in rows if row[0] and row[1] and between_two(row))


@settings(max_examples=150)
@given(worlds())
def test_ties_are_those_that_loops_find(tmp_path_factory, world):
    package = mini.write(tmp_path_factory.mktemp("world"), world)
    ties = spaceties.load("ties", package)
    columns = ["from_country_id", "to_country_id", "kind", "level", "date", "table", "row_id"]
    cells = ties[[*columns, "framework_id"]].astype(object).where(lambda f: f.notna(), "")
    assert sorted(cells.itertuples(index=False, name=None)) == ties_by_hand(world)
    key = ["from_country_id", "to_country_id", "kind", "table", "row_id"]
    assert list(map(tuple, ties[key].to_numpy())) == sorted(map(tuple, ties[key].to_numpy()))
    for date, first, last, year in ties[
        ["date", "date_earliest", "date_latest", "year"]
    ].to_numpy():
        if pd.isna(date):
            assert pd.isna([first, last, year]).all()
            continue
        earliest, latest = edtf.bounds(date)
        assert (first.date(), last.date()) == (earliest, latest)
        assert year == earliest.year if earliest.year == latest.year else pd.isna(year)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "string": st.none() | st.text(),
                "integer": st.none() | st.integers(-(2**63), 2**63 - 1),
                "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
                "boolean": st.none() | st.booleans(),
                "date": st.none() | st.dates(),
                "datetime": st.none() | st.datetimes(),
                "time": st.none() | st.times(),
            }
        ),
        max_size=5,
    )
)
def test_cells_come_back_from_their_form_in_json(rows):
    kinds = ["string", "integer", "number", "boolean", "date", "datetime", "time"]
    schema = {"fields": [{"name": kind, "type": kind} for kind in kinds]}
    described = {"resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    (table,) = descriptor.from_descriptor(described).resources
    data = pa.table({kind: [row[kind] for row in rows] for kind in kinds}, arrow_schema(table))
    cells = json.loads(json.dumps([plain(column) for column in data.columns]))
    assert typed(cells, table).equals(data)
