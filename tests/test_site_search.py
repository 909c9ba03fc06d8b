"""The search of the explorer: names in any script and spelling lead to what they name."""

from __future__ import annotations

import random
from urllib.parse import unquote

import pytest

import spaceties
from spaceties.explorer import pictures, search
from spaceties.matching.normalize import squeeze
from tests import explorer
from tests.test_site_browser import Tab, chromium, real  # noqa: F401  (fixtures)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")

# Types each text and gives the kinds that are found, each with the labels and addresses shown.
TYPED = """(box, texts) => texts.map((text) => {
    box.value = text;
    box.dispatchEvent(new Event('input'));
    return Object.fromEntries([...box.parentElement.querySelectorAll('[role=group]')].map(
        (group) => [
            group.querySelector('.kind').firstChild.textContent,
            [...group.querySelectorAll('[role=option]')].map(
                (one) => [one.querySelector('bdi').textContent, one.getAttribute('href')]),
        ]));
})"""
# What is typed, the kind that comes first, and the first of it.
FIRST = [
    ("Belarus", "States", "Belarus"), ("China Belarus", "Two states", "Belarus and China"),
    ("belarus ", "States", "Belarus"),
    ("Белоруссия", "States", "Belarus"), ("Weißrussland", "States", "Belarus"),
    ("白俄罗斯", "States", "Belarus"), ("turkey", "States", "Türkiye"),
    ("TÜRKIYE", "States", "Türkiye"), ("中国", "States", "China"),
    ("Great Wall", "Organizations", "China Great Wall Industry Corporation"),
    ("wall great", "Organizations", "China Great Wall Industry Corporation"),
    ("Роскосмос", "Organizations", "Roscosmos"), ("ILRS", "Organizations",
     "International Lunar Research Station"), ("BSUSat", "Satellites", "CubeBel-1"),
    ("belintersat1", "Satellites", "BelinterSat-1"), ("41238", "Satellites", "BelinterSat-1"),
    ("Chang'e-4", "Satellites", "Chang'e-4"), ("Chang’e 4", "Satellites", "Chang'e-4"),
    ("change4", "Satellites", "Chang'e-4"), ("2016-001", "Launches", "2016-001, Chang Zheng 3B"),
    ("Chang Zheng 3B", "Launch vehicles", "Chang Zheng 3B"),
    ("baikonur", "Launch sites", None), ("Artemis Accords", "Organizations", "Artemis Accords"),
]  # fmt: skip
NAMED = {  # the columns whose cells name a row of a kind
    "Organizations": ("organizations", ["name", "native_name", "short_name"]),
    "Satellites": ("satellites", ["name", "cospar_id"]),
    "Agreements": ("agreements", ["title"]),
    "Sources": ("sources", ["title"]),
    "Launch sites": ("launch_sites", ["name"]),
    "Hosted payloads": ("payloads", ["name"]),
}


@pytest.fixture(scope="module")
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 1280, "height": 900})
    yield made
    made.close_quietly()


def box_of(page):
    return page.locator("header").get_by_role("combobox")


def test_what_is_typed_leads_to_what_is_meant(tab):
    found = box_of(tab.open("claims")).evaluate(TYPED, [text for text, _, _ in FIRST])
    for (text, kind, label), groups in zip(FIRST, found, strict=True):
        if label is None:
            assert kind in groups, text
        else:
            first = next(iter(groups), None)
            assert (first, groups.get(first, [[None]])[0][0]) == (kind, label), text


def test_every_name_is_found_in_its_own_spelling_and_without_marks(tab):
    """A hundred names drawn from the tables, those in other scripts first."""
    drawn = random.Random(7)
    asked = []
    for kind, (table, columns) in NAMED.items():
        frame = spaceties.load(table)
        for column in columns:
            names = frame[column].dropna()
            own = names.map(squeeze)
            names = names[~own.duplicated(keep=False) & (own.str.len() > 3)]
            if table == "organizations":
                names = names[frame.kind[names.index] != "state"]
            foreign = [name for name in names if not name.isascii()]
            some = drawn.sample(foreign, min(6, len(foreign))) + drawn.sample(list(names), 6)
            asked += [(kind, name) for name in some]
    texts = [name for _, name in asked]
    box = box_of(tab.open("claims"))
    for typed in (texts, [squeeze(name) for name in texts]):
        for (kind, name), groups in zip(asked, box.evaluate(TYPED, typed), strict=True):
            assert groups.get(kind), name
            if kind in ("Agreements", "Sources", "Launch sites"):  # called by what was drawn
                assert name in [label for label, _ in groups[kind]]


def test_the_keyboard_leads_through_the_search(tab):
    from axe_playwright_python.sync_playwright import Axe

    page = tab.open("money")
    page.locator("h1").click()
    page.keyboard.press("/")
    box = box_of(page)
    assert box.evaluate("one => one === document.activeElement")
    page.keyboard.type("belintersat-1")
    listed = page.get_by_role("listbox", name="Found")
    assert box.get_attribute("aria-expanded") == "true" and listed.is_visible()
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert "BelinterSat-1" in active.inner_text()
    page.keyboard.press("ArrowUp")
    assert listed.get_by_role("option").last.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert listed.is_hidden() and box.input_value() == "belintersat-1"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('BelinterSat-1')")
    assert listed.is_hidden() and page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    page.keyboard.type("zzzzzz")
    assert "Nothing is called" in page.locator("header .nothing").inner_text()
    assert page.locator("#said").inner_text().startswith("Nothing")


def test_all_that_is_found_stands_on_a_page_of_its_own(tab):
    page = tab.open("claims")
    box = box_of(page)
    box.fill("lunar research station")
    page.get_by_role("option", name="All ").click()
    page.wait_for_selector("html[data-shown='search/lunar research station']")
    titles = spaceties.load("agreements").title
    count = titles.map(squeeze).str.contains("lunarresearchstation").sum()
    heading = page.locator("h2", has_text="Agreements")
    assert int(heading.locator(".count").inner_text()) >= count > 10
    assert page.locator("section", has=heading).locator("li").count() >= count
    assert "lunar research station" in page.title() and "search/" in unquote(page.url)


def test_the_search_fits_a_phone(chromium, real):  # noqa: F811
    made = Tab(chromium, real, viewport={"width": 390, "height": 844}, has_touch=True)
    page = made.open("claims")
    box_of(page).tap()
    page.keyboard.type("great wall")
    option = page.get_by_role("option").first
    place = option.bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= 390 and place["height"] >= 24
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    option.tap()
    page.wait_for_selector("h1:has-text('Great Wall')")
    made.close_quietly()


def test_states_are_known_in_many_languages():
    held = search.search(explorer.real_release())
    assert {"belarus", "belorussiya", "baieluosi"} <= set(held["states"]["BLR"].split("|"))
    assert all(letter and one.isascii() for one in held["letters"].values() for letter in one)
    assert held["letters"]["Б"] == "B"
