"""The address of the explorer holds all that a reader chose: a link shows it to somebody else, and
going back leads to where the reader was."""

from __future__ import annotations

import re

import pytest

from spaceties.explorer import pictures
from tests.test_site_browser import DRAWN, Tab, chromium, real  # noqa: F401  (fixtures)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")
# Waits until the page is scrolled to a height.
SCROLLED = """height => new Promise((done) => {
    const end = Date.now() + 3000;
    const look = () =>
        Math.abs(scrollY - height) < 2 || Date.now() > end
            ? done(scrollY)
            : requestAnimationFrame(look);
    look();
})"""
OPTIONS = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


@pytest.fixture
def tab(chromium, real):  # noqa: F811
    made = Tab(chromium, real, **OPTIONS)
    yield made
    made.close_quietly()


def pixels(page) -> bytes:
    """The whole page without the focus and the mouse, which are of one reader alone."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.mouse.move(0, 0)
    page.wait_for_selector(DRAWN)
    return page.screenshot(full_page=True, animations="disabled", caret="hide")


def opened_anew(chromium, address: str):  # noqa: F811
    """A tab of another reader at an address."""
    where = address.partition("#")
    other = Tab(chromium, where[0], **OPTIONS)
    other.page.goto(address)
    other.page.wait_for_selector("main h1")
    other.page.wait_for_selector(DRAWN)
    return other


def same_elsewhere(chromium, page) -> None:  # noqa: F811
    other = opened_anew(chromium, page.url)
    assert pixels(other.page) == pixels(page)
    assert other.page.url == page.url and other.page.title() == page.title()
    other.close_quietly()


def test_ticks_choices_and_colours_of_a_view_are_in_the_address(tab, chromium):  # noqa: F811
    page = tab.open("ties")
    page.get_by_role("checkbox", name="hosted payloads").uncheck()
    page.get_by_role("checkbox", name="agreements").check()
    page.get_by_role("checkbox", name="big constellations").uncheck()
    page.get_by_label("Order").select_option("region")
    page.get_by_label("Agreements of").first.select_option("two")
    page.get_by_label("From", exact=True).fill("2001")
    page.get_by_label("From", exact=True).press("Tab")
    page.get_by_role("button", name="China", exact=True).click()
    page.locator("select", has_text="launches").select_option("launches")
    page.locator("#matrix path[role='button']").first.dispatch_event("click")
    page.locator("#cell th", has_text="kind").click()
    page.locator("details.behind summary").last.click()
    page.locator("details.behind tbody tr").first.wait_for()
    page.locator("figure", has_text="Partners of China").locator(
        ".role-mark path[aria-label]"
    ).last.dispatch_event("click")
    page.get_by_role("button", name="Use dark colours").click()
    page.wait_for_selector(DRAWN)
    page.wait_for_url(re.compile("cell.sort=kind"))  # tables are sorted a little later
    for part in ("theme=dark", "cell.sort=kind", "partners.mark=", "launched.behind=open"):
        assert part in page.url
    same_elsewhere(chromium, page)


def test_words_order_page_and_columns_of_a_table_are_in_the_address(tab, chromium):  # noqa: F811
    page = tab.open("tables/satellites")
    page.locator("details.help summary").click()
    page.get_by_label("purpose", exact=True).uncheck()
    page.get_by_role("searchbox", name="Search").fill("china")
    page.get_by_label("Filter status").select_option("=active")
    page.locator("thead th", has_text="name").first.click()
    page.locator(".dt-length select").select_option("10")
    page.locator(".dt-paging-button", has_text="3").click()
    assert "search=china" in page.url and "page=3" in page.url and "rows=10" in page.url
    same_elsewhere(chromium, page)
    page.locator("details.help summary").click()
    page.get_by_role("searchbox", name="Search").fill("")
    page.get_by_label("Filter status").select_option("")
    assert "page=" not in page.url and "status=" not in page.url


def test_going_back_leads_to_where_the_reader_was(tab):
    page = tab.open("ties")
    page.evaluate("window.scrollTo(0, 1500)")
    page.evaluate("location.hash = 'money'")
    page.wait_for_selector("html[data-shown='money']")
    assert page.evaluate("window.scrollY") == 0
    page.go_back()
    page.wait_for_selector("html[data-shown='ties']")
    page.wait_for_selector(DRAWN)
    assert abs(page.evaluate(SCROLLED, 1500) - 1500) < 2
    # Draws everything again; a click by the mouse would scroll.
    page.get_by_role("button", name="Use dark colours").dispatch_event("click")
    page.wait_for_selector(DRAWN)
    assert abs(page.evaluate(SCROLLED, 1500) - 1500) < 2
    page.wait_for_timeout(400)  # the step in the history notes the place once the page rests
    page.reload()
    assert abs(page.evaluate(SCROLLED, 1500) - 1500) < 2
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_page_of_a_state_opens_as_it_was_left(tab, chromium):  # noqa: F811
    page = tab.open("state/BLR")
    page.locator("details.more summary").last.click()
    page.locator("details.more tbody tr").first.wait_for()
    page.locator("main th", has_text="satellite").first.click()
    page.wait_for_url(re.compile(r"\.sort="))  # tables are sorted a little later
    assert ".more=open" in page.url
    same_elsewhere(chromium, page)
