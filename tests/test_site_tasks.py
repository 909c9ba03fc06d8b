"""What people come to the explorer for, by clicks and keys from its first screen, counted."""

from __future__ import annotations

import pandas as pd
import pytest

from spaceties.explorer import pictures
from tests import explorer
from tests.test_site_browser import DRAWN, Tab, chromium, real  # noqa: F401  (fixtures)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 1280, "height": 900})
    yield made
    made.close_quietly()


class Steps:
    """Clicks and keys, counted."""

    def __init__(self, tab):
        self.page, self.count = tab.open("overview"), 0

    def find(self, words: str, leads_to: str):
        """Type into the search of the first screen and press Enter: two steps."""
        box = self.page.get_by_role("combobox").locator("visible=true").first
        box.fill(words)
        box.press("Enter")
        self.count += 2
        return self.reach(leads_to)

    def click(self, locator, leads_to: str):
        locator.click()
        self.count += 1
        return self.reach(leads_to)

    def reach(self, leads_to: str):
        self.page.wait_for_selector(f'html[data-shown="{leads_to}"]')
        self.page.wait_for_selector(DRAWN)
        return self.page


def test_a_student_asks_with_whom_a_state_works(tab):
    steps = Steps(tab)
    page = steps.find("kenya", "state/KEN")
    section = page.locator("section", has=page.locator("#part-partners"))
    ties = explorer.frames()["ties"]
    few = (ties.party_list == "complete") & (ties.parties <= 10)
    near = ties[(ties.kind != "agreement") | (few | ties.bilateral.eq(True)).fillna(False)]
    sides = ["from_country_id", "to_country_id"]
    partners = {
        state for pair in near[sides].itertuples(index=False) if "KEN" in pair for state in pair
    }
    names = explorer.frames()["countries"].set_index("country_id").name
    told = section.inner_text()
    assert len(partners) > 3 and f"Partners {len(partners) - 1}" in told.replace("\n", " ")
    assert all(names[state] in told for state in partners - {"KEN"}) or len(partners) > 11
    assert steps.count <= 2


def test_a_student_asks_how_many_had_signed_by_a_day(tab):
    steps = Steps(tab)
    page = steps.click(page_link(steps, "Blocs"), "blocs")
    page.locator("input[type=date]").fill("2020-12-31")
    page.locator("input[type=date]").press("Enter")
    steps.count += 1
    ties = explorer.frames()["ties"]
    own = ties[(ties.framework_id == "artemis-accords-2020") & (ties.level == "state")]
    own = own[(own.standing == "party") & (own.confidence != "low")]
    first = pd.concat([own.groupby(side).date_latest.min() for side in
                       ("from_country_id", "to_country_id")])  # fmt: skip
    count = (first.groupby(level=0).min() <= pd.Timestamp("2020-12-31")).sum()
    assert f"{count} Artemis Accords" in page.locator(".answer").inner_text()
    assert steps.count <= 3


def test_a_student_asks_who_is_bound_by_a_treaty(tab):
    steps = Steps(tab)
    page = steps.find("moon agreement", "agreements/un-moon-agreement-1979")
    parties = page.locator("section", has=page.locator("#part-agreement_parties"))
    memberships = explorer.frames()["memberships"]
    own = memberships[memberships.agreement_id == "un-moon-agreement-1979"]
    assert f"{len(own)}" in parties.locator("h2").inner_text()
    assert "party" in parties.locator("tbody").inner_text()
    assert steps.count <= 2


def test_a_student_asks_what_an_agency_was_given(tab):
    steps = Steps(tab)
    page = steps.find("NASA", "organizations/NASA")
    money = page.locator("section", has=page.locator("#part-spending"))
    spending = explorer.frames()["spending"]
    own = spending[spending.organization_id == "NASA"]
    assert f"{len(own)}" in money.locator("h2").inner_text()
    newest = own[own.period.str[:4] == own.period.str[:4].max()].amount
    assert any(f"{amount:,}" in money.inner_text() for amount in newest)
    assert steps.count <= 2


def test_an_engineer_follows_a_cell_to_its_source(tab):
    steps = Steps(tab)
    page = steps.find("S41238", "satellites/S41238")
    frames = explorer.frames()
    source = frames["satellites"].set_index("satellite_id").source_id["S41238"]
    known = frames["sources"].set_index("source_id")
    page.locator("details.raw summary").click()
    steps.count += 1
    link = page.locator(f"details.raw a[href='#sources/{source}']").first
    page = steps.click(link, f"sources/{source}")
    assert page.locator(f"main a[href='{known.url[source]}']").count() >= 1
    assert steps.count <= 4


def page_link(steps: Steps, name: str):
    return steps.page.locator("#views").get_by_role("link", name=name, exact=True)
