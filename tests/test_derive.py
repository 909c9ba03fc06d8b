"""The derived table of links between states."""

import pandas as pd
import pytest
from spaceties import derive, store
from spaceties.package import descriptor

from tests import mini


@pytest.fixture
def ties(tmp_path):
    package = descriptor.load(mini.write(tmp_path))
    tables = {name: store.frame(store.read(package, name)) for name in package.names}
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


def test_types_are_those_that_the_descriptor_declares(ties):
    (declared,) = store.derived(descriptor.load(mini.ROOT))
    assert list(ties.columns) == declared.field_names
    assert not ties.duplicated(list(declared.primary_key)).any()
    assert str(ties["year"].dtype) == "Int64"
