"""The derived tables: links between states, and satellites with all that is joined to them."""

import pandas as pd
import pytest

from spaceties.datapackage import descriptor
from spaceties.dataset import satellites_flat, store
from spaceties.dataset import ties as derive
from tests import mini


@pytest.fixture
def tables(tmp_path):
    package = descriptor.load(mini.write(tmp_path))
    return {name: store.frame(store.read(package, name)) for name in package.names}


@pytest.fixture
def ties(tables):
    return derive.ties(tables)


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


@pytest.mark.parametrize("name", ["ties", "satellites_flat"])
def test_types_are_those_that_the_descriptor_declares(tables, name):
    declared = {table.name: table for table in store.derived(descriptor.load(mini.ROOT))}[name]
    computed = store.derive_all(tables)[name]
    assert list(computed.columns) == declared.field_names
    assert not computed.duplicated(list(declared.primary_key)).any()
    for field in declared.fields:
        dtype = str(computed[field.name].dtype)
        expected = {"integer": "Int64", "number": "Float64", "date": "datetime64[s]"}
        assert dtype == expected.get(field.type, "str"), field.name


def test_a_flat_satellite_has_its_launch_and_bodies(tables):
    rows = satellites_flat.satellites_flat(tables).set_index("satellite_id")
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
