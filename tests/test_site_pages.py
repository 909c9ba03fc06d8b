"""Pages of states, pairs and rows in the browser: they say what Python writes, and lead on."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from spaceties.explorer import pictures, sentences, written
from tests import explorer, mini
from tests.test_site_browser import DRAWN, Tab, chromium, real  # noqa: F401  (fixtures)
from tests.test_site_figures import drawn
from tests.test_site_portraits import book, keys

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")

# What a page says: texts, and of each section the heading, the titles and the cells on show.
SAID = """main => ({
    heading: main.querySelector('h1').textContent,
    lead: main.querySelector('.lead').textContent,
    facts: [...main.querySelectorAll(':scope > .fields > div')]
        .map((one) => [...one.children].map((part) => part.textContent)),
    sections: [...main.querySelectorAll('section:has(> h2[id]):has(table)')].map((one) => ({
        title: one.querySelector('h2').textContent,
        titles: [...one.querySelectorAll('thead th')].map((cell) => cell.textContent),
        rows: [...one.querySelectorAll('tbody tr')]
            .map((row) => [...row.cells].map((cell) => cell.textContent)),
    })),
})"""
CONTRACT = "blr-chn-belintersat1-contract-2012"


@pytest.fixture(scope="module")
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 1280, "height": 900})
    yield made
    made.close_quietly()


def text(cell: list[written.Part]) -> str:
    return "".join(part.text for part in cell)


@pytest.mark.parametrize(
    "where",
    ["state/BLR", "pair/CHE-NLD", f"agreements/{CONTRACT}", "satellites/S41238",
     "organizations/CNSA", "launches/2016-001", "spending/belintersat-1-debt-2019"],
)  # fmt: skip
def test_a_page_says_what_is_written_without_scripts(tab, where):
    page = book().page(*where.split("/"))
    said = tab.open(where).locator("main").evaluate(SAID)
    assert said["heading"] == page.heading
    assert said["lead"] == text(page.said)
    assert said["facts"] == [[title, text(cell)] for title, cell in page.facts]
    if page.lacks:
        assert page.lacks in tab.page.locator("main").inner_text()
    shown = [section for section in page.sections if not section.folded]
    assert len(said["sections"]) == len(shown)
    for found, section in zip(said["sections"], shown, strict=True):
        assert found["title"] == f"{section.title} {len(section.rows):,}"
        assert found["titles"] == section.titles
        assert found["rows"] == [[text(cell) for cell in row] for row in section.rows[:10]]


def test_names_of_states_stand_in_sentences_with_their_articles():
    text = "{a} and {b}. {b} of {a}."
    for mark, name in (("{a}", "United States"), ("{b}", "Belarus")):
        text = sentences.put_in(text, mark, name)
    assert text == "The United States and Belarus. Belarus of the United States."
    assert sentences.put_in("It. {a} is", "{a}", "Cook Islands") == "It. The Cook Islands is"
    script = (mini.ROOT / "scripts/spaceties/explorer/static/portraits.js").read_text("utf-8")
    assert f"/{sentences.ARTICLE}/" in script


def test_a_journalist_has_rows_sources_and_a_citation_in_five_steps(tab):
    """Belarus and China, from the first screen: satellites, agreements, sources, CSV, citation."""
    page = tab.open("overview")
    box = page.get_by_role("combobox").locator("visible=true").first
    box.fill("belarus")  # 1
    box.press("Enter")  # 2
    page.wait_for_selector('html[data-shown="state/BLR"]')
    page.locator("section", has=page.locator("#part-partners")).get_by_text("China").click()  # 3
    page.wait_for_selector('html[data-shown="pair/BLR-CHN"]')
    page.wait_for_selector(DRAWN)
    assert page.title().startswith("Belarus and China")
    pair = book().portraits.pairs["BLR-CHN"]
    names = explorer.frames()["satellites"].set_index("satellite_id").name
    satellites = page.locator("section", has=page.locator("#part-satellites"))
    assert satellites.locator("tbody td:nth-child(2)").all_inner_texts() == list(
        names[keys(pair, "satellites")]
    )
    titles = explorer.frames()["agreements"].set_index("agreement_id").title
    agreements = page.locator("section", has=page.locator("#part-agreements"))
    assert agreements.locator("tbody td:nth-child(2)").all_inner_texts() == list(
        titles[keys(pair, "agreements")]
    )
    for section, listed in ((satellites, "satellites"), (agreements, "agreements")):
        with page.expect_download() as waiting:
            section.get_by_role("button", name="Save as CSV").click()  # 4
        saved = pd.read_csv(waiting.value.path())
        assert list(saved[f"{listed[:-1]}_id"]) == keys(pair, listed)
        assert saved.source_url.str.startswith("http").all()
    page.get_by_role("button", name="Cite this page").click()  # 5
    assert "Belarus and China" in page.get_by_role("dialog").inner_text()
    page.get_by_role("button", name="Close").click()


def test_a_reader_goes_from_a_pair_by_an_agreement_to_a_source(tab):
    titles = explorer.frames()["agreements"].set_index("agreement_id").title
    page = tab.open("pair/BLR-CHN")
    agreements = page.locator("section", has=page.locator("#part-agreements"))
    agreements.get_by_text(titles[CONTRACT]).first.click()
    page.wait_for_selector(f'html[data-shown="agreements/{CONTRACT}"]')
    parties = page.locator("section", has=page.locator("#part-agreement_parties"))
    assert "autumn 2012" in parties.locator("tbody tr").first.inner_text()
    assert page.locator("ul.cards a[href^='http']").count() >= 1
    assert page.locator("details.raw").get_attribute("open") is None


def test_other_addresses_lead_to_the_page(tab):
    for where, led in (
        ("pair/CHN-BLR", "pair/BLR-CHN"), ("countries/BLR", "state/BLR"),
        ("organizations/BLR", "state/BLR"),
    ):  # fmt: skip
        tab.page.evaluate("where => { location.hash = where }", where)
        tab.page.wait_for_selector(f'html[data-shown="{led}"]')
    assert "Nothing in common" in tab.open("pair/AND-TUV").locator("main").inner_text()
    assert "No such pair" in tab.open("pair/AND-XXX").locator("main").inner_text()
    assert "No such state" in tab.open("state/XXX").locator("main").inner_text()


def test_rows_of_a_pair_are_copied_with_names_and_addresses(chromium, real):  # noqa: F811
    made = Tab(chromium, real, permissions=["clipboard-read", "clipboard-write"])
    page = made.open("pair/BLR-CHN")
    agreements = page.locator("section", has=page.locator("#part-agreements"))
    agreements.get_by_role("button", name="Copy as JSON").click()
    agreements.locator(".done").wait_for()
    records = page.evaluate("navigator.clipboard.readText().then(JSON.parse)")
    expected = explorer.frames()["agreements"].set_index("agreement_id")
    expected = expected.loc[keys(book().portraits.pairs["BLR-CHN"], "agreements")]
    for name, column in (
        ("agreement_id", expected.index), ("signed_on", expected.signed_on),
        ("agreement", expected.title), ("source_id", expected.source_id),
    ):  # fmt: skip
        assert [record[name] for record in records] == list(column), name
    assert all(record["source_url"].startswith("http") for record in records)
    made.close_quietly()


def test_the_timeline_counts_by_year(tab):
    page = tab.open("pair/BLR-CHN")
    marks = drawn(page, "Over time").drop_duplicates("said")
    tables = explorer.frames()
    ties = tables["ties"]
    ties = ties[(ties.from_country_id == "CHN") & (ties.to_country_id == "BLR")]
    for kind, lane in (("launch", "launched by China"), ("manufacture", "built by China")):
        counts = ties[ties.kind == kind].groupby("year").size()
        shown = marks[marks.lane == lane]
        assert dict(zip(shown["from"], shown["count"], strict=True)) == counts.to_dict()
    money = tables["spending"].set_index("spending_id")
    money = money.loc[keys(book().portraits.pairs["BLR-CHN"], "money")].period.vague
    spans = pd.DataFrame({"from": money.earliest.dt.year, "to": money.latest.dt.year})
    shown = marks[marks.lane == "money"].set_index(["from", "to"])["count"]
    assert shown.to_dict() == spans.groupby(["from", "to"]).size().to_dict()
    page.locator(".role-mark path[aria-label^='launched by China, 2016']").dispatch_event("click")
    panel = page.locator("figure section.panel")
    panel.wait_for()
    assert "BelinterSat-1" in panel.inner_text()
    # Nothing of several years: no empty layer, which would be a picture without words.
    assert tab.open("pair/BHS-BLR").locator("g.role-mark:empty").count() == 0


def test_states_are_links_in_other_views(tab):
    page = tab.open("ties?kinds=launch&cell=CHN BLR")
    hrefs = page.locator("#cell h3 a").evaluate_all("all => all.map((one) => one.hash)")
    assert hrefs == ["#state/CHN", "#state/BLR"]
    page.locator("#cell").get_by_text("All that ties the two").click()
    page.wait_for_selector('html[data-shown="pair/BLR-CHN"]')
    assert re.search(r"#pair/BLR-CHN$", page.url)
