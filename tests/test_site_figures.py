"""The explorer's pictures: what each shows is computed anew from the tables, by pandas alone."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import spaceties
from spaceties.explorer import pictures
from tests.test_site_browser import DRAWN, Tab, chromium, real  # noqa: F401  (fixtures)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")

# What the marks of a figure stand for: the rows of data that they were drawn from.
DATA = """figure => [...figure.querySelectorAll('.role-mark path, .role-mark line')]
    .map(({ __data__: item }) => item?.datum && JSON.stringify(item.datum))
    .filter(Boolean).map(JSON.parse)"""
BLOCS = {"ILRS": "chn-rus-ilrs-mou-2021", "Artemis": "artemis-accords-2020"}


@pytest.fixture(scope="module")
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 1280, "height": 900})
    yield made
    made.close_quietly()


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return spaceties.load_all()


def drawn(page, title: str) -> pd.DataFrame:
    """The data of the marks of the figure with this title."""
    page.wait_for_selector(DRAWN)
    figure = page.locator("main figure", has=page.locator("figcaption", has_text=title))
    return pd.DataFrame(figure.first.evaluate(DATA))


def members(tables, framework: str) -> pd.DataFrame:
    """States and the last day by which each became a member, as the README counts them."""
    ties = tables["ties"]
    ties = ties[(ties.framework_id == framework) & (ties.level == "state")]
    ties = ties[(ties.standing == "party") & (ties.confidence != "low")]
    sides = [ties[[side, "date_latest"]].set_axis(["id", "day"], axis=1)
             for side in ("from_country_id", "to_country_id")]  # fmt: skip
    return pd.concat(sides).groupby("id").day.min()


def test_who_joined_when_counts_members_alone(tab, tables):
    page = tab.open("blocs")
    headings = "\n".join(page.locator("figure .role-title text").all_text_contents())
    marks = drawn(page, "Who joined when")
    apart = marks[marks.known == "apart"]
    names = tables["countries"].set_index("country_id").name
    counted = {short: members(tables, framework) for short, framework in BLOCS.items()}
    for states in counted.values():
        assert f": {len(states)} states" in headings
    listed = marks[marks.known != "apart"].name.str.removesuffix(" ◆")
    expected = pd.concat([states.index.to_series().map(names) for states in counted.values()])
    assert sorted(listed) == sorted(expected)
    # Who only announced or applied is drawn, as what it is.
    parties = tables["memberships"]
    parties = parties[parties.framework_id.isin(list(BLOCS.values()))]
    applied = set(parties[parties.standing == "announced"].country_id.dropna())
    applied -= set().union(*(counted["ILRS"].index, counted["Artemis"].index))
    assert set(names[list(applied)]) <= set(apart.name)
    in_both = sorted(names[list(set(counted["ILRS"].index) & set(counted["Artemis"].index))])
    assert sorted(page.locator("ul.cards strong").all_inner_texts()) == in_both
    assert "Türkiye" not in in_both and "Türkiye" in page.locator("p.apart").inner_text()


def test_the_number_of_members_grows_as_the_ties_say(tab, tables):
    page = tab.open("blocs")
    marks = drawn(page, "Number of members")
    marks = marks[marks.get("day").notna()].drop_duplicates(["bloc", "day"])
    assert len(marks) > 40
    for short, framework in BLOCS.items():
        days = members(tables, framework)
        for one in marks[marks.bloc == short].itertuples():
            assert one.certain == (days <= one.day).sum(), one
    last = marks.sort_values("day").groupby("bloc").certain.last()
    shown = re.findall(r"\d+(?=–| )", page.locator(".answer").inner_text())
    assert [int(number) for number in shown[:2]] == [last["ILRS"], last["Artemis"]]
