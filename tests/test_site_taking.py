"""What is taken along from the explorer: rows as CSV and XLSX, charts as pictures, citations, code
to embed. Of a small page whose cells are not to be trusted."""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from datetime import date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine
from axe_playwright_python.sync_playwright import Axe
from openpyxl.utils.escape import unescape

from spaceties.explorer import page as pages
from spaceties.explorer import pictures
from tests import explorer, mini
from tests.test_site_browser import DRAWN, Tab, chromium  # noqa: F401  (a fixture)

pytestmark = pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")
FORMULA, ESCAPE = "=1+1", '_x0041_ < & "é" \t.'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    edits = [
        ("agreements", 1, "title", FORMULA),
        ("satellites", 2, "name", ESCAPE),
        ("sources", 1, "title", "Things, “happened” {50 %}"),
    ]
    return explorer.release_of(mini.broken(tmp_path_factory.mktemp("mini"), edits))


@pytest.fixture(scope="module")
def tab(chromium, release, tmp_path_factory):  # noqa: F811
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(pages.build(release), encoding="utf-8")
    made = Tab(
        chromium, path.as_uri(), color_scheme="dark", viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    yield made
    made.close_quietly()


def saved(page, button) -> tuple[str, bytes]:
    """Name and content of the file that a button saves."""
    with page.expect_download() as waiting:
        button.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def rows_of(release, name: str) -> list[dict]:
    table = next(table for table in release.tables if table.name == name)
    return [dict(zip(table.data.column_names, row, strict=True)) for row in table.rows()]


def test_rows_are_saved_as_csv_with_names_beside_ids(tab, release):
    page = tab.open("tables/agreements")
    button = page.get_by_role("button", name="Save as CSV")
    name, content = saved(page, button)
    assert name == f"spaceties-{release.about['version']}-agreements.csv"
    assert button.inner_text() == "Saved"
    assert page.locator("#said").text_content() == f"4 rows saved as {name}"
    assert content.startswith(b"\xef\xbb\xbf"), "without the mark Excel breaks every accent"
    read = {
        row["agreement_id"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    }
    sources = {row["source_id"]: row for row in rows_of(release, "sources")}
    titles = {row["agreement_id"]: row["title"] for row in rows_of(release, "agreements")}
    for row in rows_of(release, "agreements"):
        held = read[row["agreement_id"]]
        assert held["title"] == row["title"].replace(FORMULA, f"'{FORMULA}")
        framework = titles.get(row["framework_id"], "")
        assert held["framework"] == framework.replace(FORMULA, f"'{FORMULA}")
        assert held["source_title"] == sources[row["source_id"]]["title"]
        assert held["source_url"] == sources[row["source_id"]]["url"]
    # What is filtered and hidden stays out.
    page.get_by_label("Filter title").fill("Old Treaty")
    page.locator(".dt-info", has_text="of 1").wait_for()
    kept = saved(page, button)[1].decode("utf-8-sig").splitlines()
    assert len(kept) == 2 and "signed_on_earliest" not in kept[0]
    page.locator(
        ".take button:not(.done)", has_text="CSV"
    ).first.wait_for()  # says again what it does


def workbook(page, tmp_path) -> tuple[dict, dict]:
    """The first sheet of the workbook that a page saves, as columns, by two readers."""
    _, content = saved(page, page.get_by_role("button", name="Save as XLSX").first)
    path = tmp_path / "saved.xlsx"
    path.write_bytes(content)
    book = openpyxl.load_workbook(path)
    lines = [[cell.value for cell in line] for line in book.worksheets[0].iter_rows()]
    assert not [c for s in book for line in s.iter_rows() for c in line if c.data_type == "f"]
    assert book.worksheets[0].freeze_panes == "A2" and book.sheetnames[1] == "about"
    assert any("Cite as" in str(line) for line in book["about"].iter_rows(values_only=True))
    other = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    return columns(lines), columns(other)


def columns(lines) -> dict[str, list]:
    return dict(zip(lines[0], map(list, zip(*lines[1:], strict=True)), strict=True))


def test_a_workbook_has_one_type_for_each_column(tab, release, tmp_path):
    page = tab.open("tables/satellites")
    first, other = workbook(page, tmp_path)
    rows = {row["satellite_id"]: row for row in rows_of(release, "satellites")}
    order = [rows[key] for key in first["satellite_id"]]
    assert len(order) == 3
    for field in ("norad_id", "perigee_km", "period_min"):
        assert first[field] == [row[field] for row in order]
        assert [cell or None for cell in other[field]] == first[field]
    # Vague in one row, and so text in all.
    assert first["ended_on"] == [row["ended_on"] for row in order]
    assert [unescape(name) for name in first["name"]] == [row["name"] for row in order]
    assert other["name"] == [row["name"] for row in order] and ESCAPE in other["name"]
    assert first["country"] == ["Aland" if r["country_id"] == "AAA" else "Beland" for r in order]
    assert set(first["source_url"]) == {"https://example.org/list"}
    first, other = workbook(tab.open("tables/launches"), tmp_path)
    assert sorted(first["launched_on"]) == [datetime(2001, 3, 4), datetime(2005, 6, 7)]
    assert sorted(other["launched_on"]) == [date(2001, 3, 4), date(2005, 6, 7)]
    assert set(first["vehicle"]) == {"Rocket B"} and set(first["flight"]) == {"1", "2"}


def test_ties_of_a_cell_name_their_sources(tab):
    page = tab.open("ties?kinds=agreement,launch&cell=BBB%20AAA&between=all")
    _, content = saved(page, page.locator("#cell").get_by_role("button", name="Save as CSV"))
    (*lines,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert {line["row"] for line in lines} >= {"Alsat 1", "Launch of Alsat 1", f"'{FORMULA}"}
    assert all(line["from"] and line["to"] and line["row_id"] for line in lines)
    assert {line["source_url"] for line in lines} == {
        "https://example.org/list", "https://example.org/news",
    }  # fmt: skip


def test_a_chart_is_saved_as_it_should_be_read(tab, release):
    page = tab.open("ties")
    for figure in page.locator("figure").all()[:2]:
        title = figure.locator("h2, h3").first.inner_text()
        name, content = saved(page, figure.get_by_role("button", name="Save the chart as SVG"))
        assert name.startswith(f"spaceties-{release.about['version']}-") and name.endswith(".svg")
        tree = ElementTree.fromstring(content)
        said = " ".join(text.text or "" for text in tree.findall(f"./{SVG}text"))
        assert (
            f"{page.locator('h1').inner_text()} {title}" in said
            and title == tree.find(f"{SVG}title").text
        )
        caption = figure.locator("figcaption p").evaluate("p => p.firstChild.textContent")
        assert caption in said, "the caveat"
        assert figure.locator(".hint").inner_text() not in said
        assert f"Version {release.about['version']}" in said and "index.html#ties" in said
        assert all(source["title"] in said for source in release.package.custom["sources"])
        assert "file:" not in content.decode() and "var(" not in content.decode()
        assert tree.find(f"{SVG}rect").get("fill") == "#ffffff", "light, whatever the page wears"
        _, png = saved(page, figure.get_by_role("button", name="Save the chart as PNG"))
        assert png.startswith(b"\x89PNG")
        width = int.from_bytes(png[16:20])
        assert width == 2 * int(tree.get("width"))
        pixels = zlib.decompressobj().decompress(png[png.index(b"IDAT") + 4 :], 5)
        assert pixels[1:4] == b"\xff\xff\xff"


def test_pages_and_rows_are_cited(tab, release):
    page = tab.open("satellites/S20001")
    page.get_by_role("button", name="Cite this row").click()
    dialog = page.get_by_role("dialog")
    text, bibtex = dialog.locator("pre").all_inner_texts()
    for scheme in ("dark", "light"):
        page.evaluate("name => { document.documentElement.dataset.theme = name }", scheme)
        assert Axe().run(page, context="dialog").response["violations"] == []
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert text.startswith(release.citation) and "Alsat 1 (satellites, S20001)" in text
    assert "index.html#satellites/S20001" in text and "A. Author, List of everything" in text
    assert "file:" not in text + bibtex
    fields = dict(re.findall(r"^  (\w+) = \{?(.*?)\}?,$", bibtex, re.M))
    assert bibtex.startswith("@misc{spaceties-") and bibtex.rstrip().endswith("}")
    assert fields["author"] == "{" + release.creators[0] + "}"
    assert fields["year"] == release.created[:4] and fields["version"] == release.about["version"]
    assert fields["howpublished"] == r"index.html\#satellites/S20001"
    copy = dialog.get_by_role("button", name="Copy: BibTeX")
    copy.click()
    dialog.get_by_text("Copied").wait_for()
    assert (
        page.evaluate("navigator.clipboard.readText()") == dialog.locator("pre").last.inner_text()
    )
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page = tab.open("agreements/law-of-lands")
    page.get_by_role("button", name="Cite this row").click()
    assert r"Things, “happened” \{50 \%\}" in dialog.locator("pre").last.inner_text()
    dialog.get_by_role("button", name="Close").click()


def test_a_chart_is_embedded_by_itself_or_by_where_the_page_is(tab, chromium, tmp_path):  # noqa: F811
    page = tab.open("ties")
    page.get_by_role("button", name="Embed the chart").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Copy: HTML").click()
    dialog.get_by_text("Copied").wait_for()
    html = page.evaluate("navigator.clipboard.readText()")
    assert html.startswith("<figure") and html.count("http") == 0
    assert re.search(r'<img src="data:image/svg\+xml;base64,[\w+/=]+" width="\d+"', html)
    assert "no address on the web" in dialog.inner_text()
    page.keyboard.press("Escape")
    path = mini.write(tmp_path)
    described = json.loads(path.read_text()) | {"homepage": "https://example.org/ties/"}
    path.write_text(json.dumps(described))
    hosted = tmp_path / "index.html"
    hosted.write_text(pages.build(explorer.release_of(path)), encoding="utf-8")
    page = Tab(chromium, hosted.as_uri()).open("ties?order=region")
    page.get_by_role("button", name="Embed the chart").first.click()
    frame = page.get_by_role("dialog").locator("pre").inner_text()
    assert re.match(r'<iframe src="https://example\.org/ties/#ties\?[^"]*order=region', frame)
    page.context.close()


def test_other_colours_and_another_width_lose_nothing(tab):
    page = tab.open("ties?kinds=launch&cell=BBB%20AAA")
    figure = page.locator("figure").nth(1)
    figure.locator("summary").click()
    head = figure.locator("thead th").nth(1)
    head.click()
    page.wait_for_selector("figure th.dt-ordering-asc")
    page.get_by_role("checkbox", name="agreements").check()
    page.wait_for_selector(DRAWN)
    drawing = figure.locator(".drawing").element_handle()
    page.get_by_role("button", name=re.compile("Use .* colours")).click()
    assert drawing.evaluate("node => node.isConnected"), "colours need no drawing"
    wide = figure.locator(".drawing svg").bounding_box()["width"]
    page.set_viewport_size({"width": 700, "height": 500})
    page.wait_for_function("node => !node.isConnected", arg=drawing)
    assert figure.locator(".drawing svg").bounding_box()["width"] < wide - 300
    assert figure.locator("details[open]").count() == 1
    assert "dt-ordering-asc" in head.get_attribute("class")
    assert page.locator("#cell h3").is_visible()
    assert page.get_by_role("checkbox", name="agreements").is_checked()
    page.set_viewport_size({"width": 1280, "height": 900})
