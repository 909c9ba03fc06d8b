"""The explorer in a real headless Chromium: views, tables, row pages, safety, accessibility."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote

import pytest

from spaceties.explorer import blocs, pictures
from spaceties.explorer import page as pages
from tests import explorer, mini

PROGRAM = pictures.browser()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")

VIEWS = ("overview", "ties", "map", "blocs", "money", "claims", "tables")
ADDRESSES = (
    *VIEWS, "tables/agreements", "satellites/S41238", "organizations/NASA",
    "agreements/artemis-accords-2020", "state/BLR", "pair/BLR-CHN",
)  # fmt: skip
DRAWN = "main:not(:has(.chart:not([data-drawn]), .later))"
# What can be pressed, links within sentences aside, and is smaller than a finger needs.
SMALL = """() => [...document.querySelectorAll(
        "a[href], button, input, select, summary, .dt-column-order")]
    .filter((node) => node.checkVisibility({ visibilityProperty: true }))
    .filter((node) => !node.matches(".skip, p a, blockquote a, figcaption a"))
    .map((node) => (node.type === "checkbox" ? node.closest("label") : node))
    .map((node) => [node.outerHTML.slice(0, 200), node.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([html, { width, height }]) => `${width} x ${height}: ${html}`)"""
OVERRIDE = "\u202e"
HOSTILE = {
    "markup": "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>",
    "address": "javascript:window.hacked=1",
    "override": f"abc{OVERRIDE}gpj.exe",
    "formula": '=HYPERLINK("http://example.org")',
}


def rows_of(name: str) -> list[dict]:
    """The rows of one of the real tables."""
    table = next(table for table in explorer.real_release().tables if table.name == name)
    return [dict(zip(table.data.column_names, row, strict=True)) for row in table.rows()]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=PROGRAM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    path = tmp_path_factory.mktemp("explorer") / "index.html"
    path.write_text(explorer.real_page(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    edits = [
        ("satellites", 1, "name", HOSTILE["markup"]),
        ("agreements", 1, "title", HOSTILE["override"]),
        ("agreements", 1, "summary", HOSTILE["formula"]),
        ("sources", 0, "url", HOSTILE["address"]),
        ("countries", 0, "name", HOSTILE["markup"]),
        ("claims", 1, "value", HOSTILE["markup"]),
        ("spending", 0, "subject", HOSTILE["markup"]),
    ]
    path = folder / "index.html"
    path.write_text(pages.build(explorer.release_of(mini.broken(folder, edits))), encoding="utf-8")
    return path.as_uri()


class Tab:
    """A page with what it said and asked for: errors on the console, addresses requested."""

    def __init__(self, browser, address: str, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.errors, self.requests = [], []
        self.page.on("console", lambda m: self.errors.append(m.text) if m.type != "log" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.address = address

    def open(self, where: str):
        if self.page.url == "about:blank":
            self.page.goto(f"{self.address}#{where}")
        else:
            self.page.evaluate("where => { location.hash = where }", where)
        name = unquote(where.split("?")[0])
        self.page.wait_for_selector(f'html[data-shown="{name}"]')
        self.page.wait_for_selector(DRAWN)
        return self.page

    def close_quietly(self):
        """Close after seeing that there was no error and no request besides the file itself."""
        assert self.errors == []
        assert [url for url in self.requests if not url.startswith(("file:", "data:"))] == []
        self.context.close()


@pytest.fixture
def tab(chromium, real):
    made = Tab(chromium, real)
    yield made
    made.close_quietly()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_renders_accessibly_and_quietly(chromium, real, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    made = Tab(
        chromium, real, color_scheme=scheme, viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )  # fmt: skip
    # On a phone colours and names are the same; what scrolls sideways differs.
    judged = ADDRESSES if width > 1000 else ("ties", "tables/agreements")
    for where in ADDRESSES:
        page = made.open(where)
        assert page.locator("main h1").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        assert width > 1000 or page.evaluate(SMALL) == [], where
        labels = page.locator("main [aria-label]").evaluate_all(
            "all => all.map((one) => one.getAttribute('aria-label'))"
        )
        said = "\n".join([page.locator("main").inner_text(), *labels])
        assert not re.search(r"\b(undefined|NaN|null|\[object)\b", said), where
        if where in judged:
            found = Axe().run(page).response["violations"]
            told = [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found]
            assert told == [], where
    made.close_quietly()


def test_charts_have_words_and_figures_behind_them(tab):
    page = tab.open("ties")
    for figure in page.locator("figure").all():
        assert len(figure.locator("[role='graphics-document']").get_attribute("aria-label")) > 30
        figure.locator("details.behind summary").click()
        figure.locator("details.behind tbody tr").first.wait_for()
        assert figure.locator("details.behind tbody tr").count() >= 5


def test_a_cell_of_the_matrix_opens_its_rows_by_keyboard(tab):
    page = tab.open("ties")
    first = page.locator("#matrix path[role='button'][tabindex='0']")
    first.focus()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.fullmatch(r".+ (?:to|and) .+: \d+ satellites?(, .+)?", focused)
    page.keyboard.press("Enter")
    assert page.locator("#cell h3").inner_text() == focused
    assert page.locator("#cell .dt-info").inner_text().startswith("Rows 1 to ")
    assert "cell=" in page.url


def test_a_cell_of_the_matrix_tells_and_opens_its_rows_by_mouse(tab):
    page = tab.open("ties")
    cell = page.locator("#matrix path[role='button']").nth(3)
    label = cell.get_attribute("aria-label")
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.move(middle[0] + 1, middle[1])
    page.locator("#tip", has_text=label).wait_for()
    page.mouse.click(*middle)
    page.locator("#cell h3", has_text=label).wait_for()


def test_a_finger_is_told_what_it_met_and_then_led_on(chromium, real):
    made = Tab(chromium, real, viewport={"width": 390, "height": 844}, has_touch=True)
    page = made.open("ties?state=BLR")
    cell = page.locator("#matrix path[role='button']").nth(3)
    label = cell.get_attribute("aria-label")
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.touchscreen.tap(box["x"] + 12, box["y"] + 12)
    tip = page.locator("#tip.pinned")
    assert tip.locator("bdi").inner_text() == label and not page.locator("#cell h3").count()
    below = tip.bounding_box()
    assert below["x"] >= 0 and 800 < below["y"] + below["height"] <= 844
    tip.get_by_role("button", name="Open").tap()
    assert page.locator("#cell h3").inner_text() == label and not tip.is_visible()
    # Beside a circle that is smaller than a finger.
    figure = page.locator("figure", has=page.locator("figcaption", has_text="Partners of"))
    figure.locator(".chart").scroll_into_view_if_needed()
    box = figure.locator(".role-mark path").first.bounding_box()
    page.touchscreen.tap(box["x"] - 6, box["y"] - 6)
    assert re.match(r".+, \d{4}.*: \d+ ", tip.locator("bdi").inner_text())
    tip.get_by_role("button", name="Close").tap()
    assert not tip.is_visible()
    made.close_quietly()


def test_tables_begin_with_names_on_a_phone(chromium, real):
    made = Tab(chromium, real, viewport={"width": 390, "height": 844})
    page = made.open("tables/satellites")
    head = page.locator(".grid thead th")
    assert [head.nth(place).inner_text() for place in range(2)] == ["name", "satellite_id"]
    name = page.locator(".grid tbody td").first
    at = name.bounding_box()["x"]
    page.evaluate("document.querySelector('.dt-layout-table').scrollLeft = 500")
    assert abs(name.bounding_box()["x"] - at) < 2, "names stay in sight"
    page.locator("details.help summary").click()
    page.get_by_label("cospar_id", exact=True).uncheck()
    assert "cospar_id" not in head.all_inner_texts() and "name" in head.all_inner_texts()
    made.close_quietly()


def test_two_states_are_found_taken_along_and_cited_in_five_steps(tab):
    page = tab.open("overview")
    page.keyboard.press("/")
    page.keyboard.type("Belarus China")  # one
    page.locator("[role='option']").first.wait_for()
    page.keyboard.press("Enter")  # two
    page.wait_for_selector('html[data-shown="pair/BLR-CHN"]')
    read = {}
    for part in ("Satellites", "Agreements"):  # three and four
        heading = page.locator("h2", has_text=re.compile(rf"^{part} \d"))
        section = page.locator("section", has=heading)
        with page.expect_download() as waiting:
            section.get_by_role("button", name="Save as CSV").click()
        name = waiting.value.suggested_filename
        assert name.endswith(f"-belarus-and-china-{part.lower()}.csv")
        text = waiting.value.path().read_text(encoding="utf-8-sig")
        read[part] = list(csv.DictReader(io.StringIO(text)))
    assert {"S41238", "S43666"} <= {row["satellite_id"] for row in read["Satellites"]}
    for row in read["Satellites"] + read["Agreements"]:
        assert row["source_title"] and row["source_url"].startswith("http")
    page.get_by_role("button", name="Cite this page").click()  # five
    assert "“Belarus and China”" in page.get_by_role("dialog").inner_text()


PAPER = 703  # pixels between the margins of A4, the narrower sheet
OFF_PAPER = """() => ({
    wide: [...document.querySelectorAll("main *")].filter((node) => !node.closest(".drawing g")
        && node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
        .map((node) => node.outerHTML.slice(0, 100)),
    cut: [...document.querySelectorAll(".grid td, .grid td > *")].filter((node) =>
        node.clientWidth && node.scrollWidth > node.clientWidth + 1).length,
    buttons: [...document.querySelectorAll("button")].filter((node) =>
        node.checkVisibility() && !node.closest("td")).length,
    text: getComputedStyle(document.documentElement).getPropertyValue("--text"),
})"""


def test_a_view_prints_whole_and_light(chromium, real):
    made = Tab(chromium, real, color_scheme="dark", viewport={"width": 1280, "height": 900})
    table = "tables/agreements?search=belarus&rows=10"
    for where in ("ties?cell=CHN BLR", table):
        page = made.open(where)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.set_viewport_size({"width": PAPER, "height": 900})
        seen = page.evaluate(OFF_PAPER)
        assert seen == {"wide": [], "cut": 0, "buttons": 0, "text": "#17202a"}, where
        if where.startswith("ties"):
            assert (
                page.locator(".grid thead").evaluate("node => getComputedStyle(node).display")
                == "table-header-group"
            ), "on each page"
        rows = page.locator(".grid tbody tr").count()
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".grid tbody tr").count() == 10 < rows < 100
    sheets = [page.pdf(format=name, prefer_css_page_size=False) for name in ("A4", "Letter")]
    assert all(2 <= len(re.findall(rb"/Type\s*/Page\b", sheet)) <= 4 for sheet in sheets)
    assert page.locator(".grid tbody tr").count() == 10
    made.close_quietly()


def test_a_figure_of_money_leads_to_its_row(tab):
    page = tab.open("money")
    page.locator("figure .role-mark.mark-symbol path").nth(3).click()
    page.wait_for_selector('html[data-shown^="spending/"]')
    assert "Source" in page.locator("main").inner_text()


def test_a_line_joins_one_series_only(tab):
    page = tab.open("money")
    lines = 0
    for select in page.get_by_label("Figures of").all():
        for topic in select.locator("option").all()[:6]:
            select.select_option(topic.get_attribute("value"))
            page.wait_for_selector(DRAWN)
            joined = page.locator(".mark-line.role-mark path").evaluate_all(
                "all => all.map((one) => one.__data__.mark.items.map("
                "({ datum }) => `${datum.line}, ${datum.stretch}, ${datum.months}`))"
            )
            assert all(len(set(series)) == 1 for series in joined), topic.inner_text()
            assert all(series[0].endswith(", 12") for series in joined), topic.inner_text()
            lines += len(joined)
    assert lines > 20


def test_periods_that_are_no_years_are_bars(tab):
    """Parts of a year, totals, and sums without a beginning, in every topic."""
    page = tab.open("money")
    bars = set()
    for select in page.get_by_label("Figures of").all():
        for topic in select.locator("option").all():
            select.select_option(topic.get_attribute("value"))
            page.wait_for_selector(DRAWN)
            bars.update(
                page.locator(".mark-rule.role-mark line").evaluate_all(
                    "all => all.map((one) => one.__data__.datum.months)"
                )
            )
    assert {3, 36, None} <= bars
    assert 12 not in bars


def test_kinds_and_years_filter_the_matrix(tab):
    pair = {"kind": "launch", "from_country_id": "CHN", "to_country_id": "BRA"}
    years = [tie["year"] for tie in rows_of("ties") if pair.items() <= tie.items()]
    since = sorted(years)[len(years) // 2]
    page = tab.open("ties?kinds=launch&cell=CHN BRA")
    assert page.locator("#cell h3").inner_text() == f"China to Brazil: {len(years)} satellites"
    page.get_by_label("From", exact=True).fill(str(since))
    page.get_by_label("From", exact=True).press("Tab")
    left = sum(year >= since for year in years)
    assert 1 < left < len(years)
    assert page.locator("#cell h3").inner_text() == f"China to Brazil: {left} satellites"
    page.get_by_role("checkbox", name="launches").uncheck()
    assert "No ties" in page.locator("main .empty").inner_text()


def test_partners_follow_the_chosen_state(tab):
    page = tab.open("ties")
    page.get_by_role("button", name="China", exact=True).click()
    assert page.locator("figcaption", has_text="Partners of China").count() == 1
    assert "state=CHN" in page.url


def test_blocs_are_counted_on_a_day(tab):
    day, expected = "2024-12-31", []
    for bloc in blocs.blocs(explorer.real_release()):
        members = bloc["members"]
        certain = sum(bool(m["latest"]) and m["latest"] <= day for m in members)
        possible = sum(not m["earliest"] or m["earliest"] <= day for m in members)
        expected.append(f"{certain}–{possible}" if possible > certain else str(certain))
    page = tab.open(f"blocs?day={day}")
    assert re.findall(r"\d+(?:–\d+)?", page.locator(".answer").inner_text()) == expected


def test_search_filter_and_sort_of_a_table(tab):
    page = tab.open("tables/satellites")
    info, rows = page.locator(".dt-info"), page.locator(".grid tbody tr")
    page.get_by_role("searchbox").fill("belintersat")
    info.filter(has_text="of 1").wait_for()
    assert "BelinterSat-1" in rows.first.inner_text()
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Filter country_id").fill("=BLR")
    info.filter(has_text=f"(of {len(rows_of('satellites')):,})").wait_for()
    assert all("BLR" in row for row in rows.all_inner_texts())
    assert "country_id==BLR" in page.url.replace("%3D", "=")
    page.get_by_label("Filter status").select_option("=active")
    assert 0 < rows.count() < 10
    page.get_by_label("Filter status").select_option("")
    name = page.locator("thead th", has_text=re.compile("^name$"))
    name.click()
    page.wait_for_selector("th.dt-ordering-asc")
    names = [row.split("\t")[3] for row in rows.all_inner_texts()]
    assert names == sorted(names, key=str.lower)
    name.click()
    page.wait_for_selector("th.dt-ordering-desc")
    assert [row.split("\t")[3] for row in rows.all_inner_texts()] == names[::-1]


def test_columns_can_be_shown_and_are_explained(tab):
    page = tab.open("tables/agreements")
    head = page.locator(".grid thead tr").first
    assert "signed_on_earliest" not in head.inner_text()
    page.locator("details.help summary").click()
    page.get_by_label("signed_on_earliest", exact=True).check()
    assert "signed_on_earliest" in head.inner_text()
    assert "EDTF" in page.locator("details.help").inner_text()


def test_a_link_to_a_row_opens_it_with_what_refers_to_it(tab):
    page = tab.open("satellites/S41238")
    assert page.locator("h1").inner_text() == "BelinterSat-1"
    text = page.locator("main").inner_text()
    for needed in (
        "2016-001",
        "Satellite of Belarus",
        "Agreements about it",
        "The ties that it makes",
    ):
        assert needed in text
    page.locator("dl.fields a", has_text="2016-001").first.click()
    page.wait_for_selector('html[data-shown="launches/2016-001"]')
    assert "Claims about it" in page.locator("main").inner_text()
    page.go_back()
    page.wait_for_selector('html[data-shown="satellites/S41238"]')


def test_a_row_with_a_key_of_several_parts_and_one_that_is_not_there(tab):
    page = tab.open("agreement_parties/artemis-accords-2020|JPN")
    assert "Japan" in page.locator("main").inner_text()
    page = tab.open("satellites/no-such%20row")
    assert page.locator("h1").inner_text() == "No such row"


def test_rows_are_copied_as_csv_and_json(chromium, hostile):
    made = Tab(chromium, hostile, permissions=["clipboard-read", "clipboard-write"])
    page = made.open("agreements/lands-accord")
    page.get_by_role("button", name="Copy as CSV").first.click()
    page.locator("#said", has_text="1 row copied as CSV").wait_for(state="attached")
    text = page.evaluate("navigator.clipboard.readText()")
    header, row = text.rstrip("\n").split("\n")
    assert header.startswith("agreement_id,title,kind,signed_on")
    assert '"\'=HYPERLINK(""http://example.org"")"' in row
    page.get_by_role("button", name="Copy as JSON").first.click()
    page.locator("#said", has_text="1 row copied as JSON").wait_for(state="attached")
    (record,) = page.evaluate("navigator.clipboard.readText().then(JSON.parse)")
    assert record["summary"] == HOSTILE["formula"] and record["ends_on"] is None
    made.context.close()


def test_hostile_rows_stay_text(chromium, hostile):
    made = Tab(chromium, hostile)
    addresses = (
        *VIEWS, "tables/satellites", "satellites/S20001", "state/AAA", "sources/list",
        "agreements/lands-accord", "tables/claims", "tables/sources", "claims/news-002",
        "ties?kinds=launch,agreement&cell=BBB AAA", "state/BBB", "pair/AAA-BBB",
    )  # fmt: skip
    for where in addresses:
        page = made.open(where)
        assert page.evaluate("window.hacked") is None, where
        assert page.locator("main img, main script, main iframe").count() == 0, where
        assert page.locator("a[href^='javascript' i]").count() == 0, where
    assert made.open("satellites/S20001").locator("h1").inner_text() == HOSTILE["markup"]
    assert HOSTILE["address"] in made.open("sources/list").locator("main").inner_text()
    title = made.open("agreements/lands-accord").locator("h1 bdi")
    assert title.inner_text() == HOSTILE["override"]
    assert made.errors == [] and not [
        u for u in made.requests if not u.startswith(("file:", "data:"))
    ]
    made.context.close()


def test_the_policy_stops_what_tries_to_reach_the_network(chromium, real):
    made = Tab(chromium, real)
    page = made.open("tables")
    refused = page.evaluate("fetch('https://example.org').then(() => 'reached', () => 'refused')")
    assert refused == "refused"
    assert any("Content Security Policy" in error for error in made.errors)
    made.context.close()


def test_light_and_dark_can_be_chosen(tab):
    page = tab.open("overview")
    dark = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(dark)
    page.get_by_role("button", name="Use dark colours").click()
    assert page.evaluate(dark) != before
    page.get_by_role("button", name="Use light colours").click()
    assert page.evaluate(dark) == before
