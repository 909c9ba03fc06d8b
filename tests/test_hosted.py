"""The explorer as a folder that is hosted: pages of states and pairs without scripts."""

from __future__ import annotations

import json
import re
import shutil
import threading
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from posixpath import normpath
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from spaceties.commands import main
from spaceties.explorer import hosted, pictures
from tests import explorer, mini

HOME = "https://example.org/ties"
DOI = "https://doi.org/10.5281/zenodo.0"
EVIL = "</script><script>window.hacked = 1</script>"


class Links(HTMLParser):
    """Where the links of a page lead, and its data for search engines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.data: list[str] = []
        self.scripts: list[str | None] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a":
            self.found.append(given["href"])
        if tag == "script":
            self.scripts.append(given.get("type"))
        self._inside = given.get("type") == "application/ld+json"

    def handle_data(self, text):
        if self._inside:
            self.data.append(text)
            self._inside = False


def made(folder, **said):
    descriptor = folder / "datapackage.json"
    described = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(json.dumps(described | said, ensure_ascii=False), encoding="utf-8")
    release = explorer.release_of(folder)
    return release, dict(hosted.pages(release))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return made(mini.write(tmp_path_factory.mktemp("tiny")).parent, homepage=HOME, id=DOI)


def test_every_link_leads_somewhere(tiny):
    release, pages = tiny
    keys = {t.name: {str(row[0]) for row in t.rows()} for t in release.tables}
    for path, html in pages.items():
        if not path.endswith(".html"):
            continue
        links = Links(html)
        assert links.scripts == ["application/ld+json"]
        for href in links.found:
            if href.startswith("https://"):
                continue
            file, _, place = href.partition("#")
            target = normpath(f"{path}/../{file}")
            assert target == "index.html" or target in pages, href
            kind, _, key = place.partition("/")
            if place and kind not in ("state", "pair"):
                assert unquote(key) in keys[kind], href


def test_a_pair_has_a_page_with_its_sentence_tables_and_data(tiny):
    _, pages = tiny
    html = pages["pair/AAA-BBB.html"]
    assert "<h1>Aland and Beland</h1>" in html and "Alsat 1" in html
    (data,) = Links(html).data
    told = json.loads(data)
    assert [one["identifier"] for one in told["about"]] == ["AAA", "BBB"]
    assert told["url"] == f"{HOME}/pair/AAA-BBB.html" and told["description"] in html
    whole = told["isPartOf"]
    assert (whole["@type"], whole["url"], whole["identifier"]) == ("Dataset", HOME, DOI)
    assert f'<link rel="canonical" href="{told["url"]}">' in html


def test_the_page_of_versions_lies_beside_their_deltas(tmp_path, capsys):
    package = mini.write(tmp_path / "p")
    page = "releases/index.html"
    assert page not in made(package.parent)[1], "without releases there is none"
    (tmp_path / "p/releases").mkdir()
    for name in ("0.1.0.json", "0.2.0.json", "0.2.0.changes.jsonl"):
        shutil.copy(mini.ROOT / "releases" / name, tmp_path / "p/releases" / name)
    out = tmp_path / "out"
    assert main(["site", str(package), "--out", str(out)]) == 0
    html = (out / page).read_text(encoding="utf-8")
    assert [href for href in Links(html).found if "changes" in href] == ["0.2.0.changes.jsonl"]
    assert '<th scope="row">0.1.0</th>' in html and "sources: 90 added, 17 removed" in html
    assert (out / "releases/0.2.0.changes.jsonl").stat().st_size > 200_000
    for path, up in (("states.html", ""), ("pair/AAA-BBB.html", "../")):
        links = Links((out / path).read_text(encoding="utf-8")).found
        assert f"{up}{page}" in links
    pages = made(package.parent, homepage=HOME)[1]
    assert f"<loc>{HOME}/{page}</loc>" in pages["sitemap.xml"]


def test_the_map_of_the_site_names_every_page(tiny):
    _, pages = tiny
    tree = ElementTree.fromstring(pages["sitemap.xml"])
    named = {loc.text for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert named == {f"{HOME}/{path}" for path in pages if path != "sitemap.xml"} | {f"{HOME}/"}


def test_the_list_of_states_is_sorted_by_letters_and_counts_one_as_one(tmp_path):
    _, pages = made(mini.broken(tmp_path, [("countries", 1, "name", "Ålund")]).parent)
    listed = re.findall(r"<li>.*?>([^<]+)</a> <span>(.*?)</span>", pages["states.html"])
    assert [name for name, _ in listed][:2] == ["Aland", "Ålund"]
    counted = re.findall(r"([0-9]+) ([a-z]+)", " ".join(told for _, told in listed))
    assert {one[-1] != "s" for number, one in counted if number == "1"} == {True}, listed


def test_markup_in_cells_stays_text(tmp_path):
    edits = [("satellites", 1, "name", EVIL), ("countries", 0, "name", EVIL)]
    _, pages = made(mini.broken(tmp_path, edits).parent)
    assert "sitemap.xml" not in pages, "no address is made up"
    for html in pages.values():
        assert EVIL not in html and Links(html).scripts == ["application/ld+json"]


def test_pages_of_another_time_are_taken_away_and_no_other_file(tmp_path, capsys):
    package = mini.write(tmp_path / "p")
    for path in ("pair/AAA-ZZZ.html", "pair/notes.html", "other/x.html"):
        (tmp_path / "out" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / path).write_text("x")
    assert main(["site", str(package), "--out", str(tmp_path / "out")]) == 0
    assert re.search(r"wrote \d+ pages of states and pairs", capsys.readouterr().out)
    assert not (tmp_path / "out/pair/AAA-ZZZ.html").exists()
    assert (tmp_path / "out/pair/notes.html").exists() and (tmp_path / "out/other/x.html").exists()
    assert (tmp_path / "out/pair/AAA-BBB.html").is_file()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        """Nothing."""


@pytest.mark.skipif(pictures.browser() is None, reason="no Chromium is installed")
def test_from_a_server_a_reader_comes_from_the_list_to_the_explorer(tmp_path):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    package = mini.write(tmp_path / "p")
    assert main(["site", str(package), "--out", str(tmp_path / "out")]) == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "out"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=pictures.browser())
        page = browser.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{server.server_port}/states.html")
        page.get_by_role("link", name="Aland", exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text() == "Aland"
        page.get_by_role("link", name="Beland", exact=True).first.click()
        assert page.url.endswith(("/pair/AAA-BBB.html", "/state/BBB.html"))
        page.goto(f"http://127.0.0.1:{server.server_port}/pair/AAA-BBB.html")
        assert Axe().run(page).response["violations"] == []
        page.get_by_role("link", name="in the explorer").first.click()
        page.wait_for_selector('html[data-shown="pair/AAA-BBB"]')
        assert page.locator("main h1").inner_text() == "Aland and Beland"
        assert said == []
        browser.close()
    server.shutdown()
