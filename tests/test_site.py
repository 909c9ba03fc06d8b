"""The explorer as a file: what it holds, that it is safe, small, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spaceties
from spaceties.commands import main
from spaceties.explorer import blocs as views
from spaceties.explorer import hosted, page, payload, pictures
from spaceties.release.formats.explorer import FORMAT
from spaceties.release.formats.format import File
from tests import explorer, mini

SITE = Path(page.__file__).parent
MOST_BYTES = 8_000_000


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, dict, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, text):
        if self.found and self.found[-1][0] in ("script", "style", "title"):
            self.texts.append((*self.found[-1], text))


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return explorer.release_of(mini.write(tmp_path_factory.mktemp("mini")))


@pytest.fixture(scope="module")
def html(release):
    return page.build(release)


@pytest.fixture(scope="module")
def check_html(release):
    return page.build_check(release)


@pytest.fixture(params=["html", "check_html"])
def each(request):
    """Both pages."""
    return request.getfixturevalue(request.param)


def directives(html: str) -> dict[str, list[str]]:
    metas = [a for tag, a in Elements(html).found if tag == "meta"]
    text = next(a["content"] for a in metas if a.get("http-equiv") == "Content-Security-Policy")
    return {part.split()[0]: part.split()[1:] for part in text.split(";")}


def test_the_page_of_the_real_tables_is_small():
    assert len(explorer.real_page().encode()) < MOST_BYTES


def test_the_same_tables_give_the_same_page(html, tmp_path):
    assert page.build(explorer.release_of(mini.write(tmp_path))) == html


def test_every_cell_of_the_tables_is_in_the_page():
    release = explorer.real_release()
    held = explorer.unpacked(explorer.real_page())["tables"]
    assert [table["name"] for table in held] == [table.name for table in release.tables]
    for kept, table in zip(held, release.tables, strict=True):
        assert [field["name"] for field in kept["fields"]] == table.data.column_names
        rows = [json.loads(line) for line in table.json_lines.splitlines()]
        names = table.data.column_names
        cells = zip(*payload.columns(kept), strict=True)
        assert [dict(zip(names, row, strict=True)) for row in cells] == rows


def test_a_name_beside_its_code_has_its_places_once():
    held = {table["name"]: table for table in explorer.unpacked(explorer.real_page())["tables"]}
    ties = held["ties"]
    names = [field["name"] for field in ties["fields"]]
    code, name = (ties["columns"][names.index(n)] for n in ("from_country_id", "from_country"))
    assert name["as"] == names.index("from_country_id") and "at" not in name
    assert len(name["values"]) == len(code["values"])


@given(st.lists(st.sampled_from(["a", "b", "", None]), max_size=40))
def test_a_column_is_read_as_it_was_written(column):
    assert payload.cells(json.loads(json.dumps(payload._shared(column)))) == column


def test_the_policy_forbids_the_network(each):
    allowed = directives(each)
    assert allowed["default-src"] == ["'none'"]
    assert allowed["connect-src"] == ["'none'"]
    assert allowed["base-uri"] == allowed["form-action"] == ["'none'"]
    assert set(allowed) == {
        "default-src", "script-src", "style-src", "img-src", "connect-src", "base-uri",
        "form-action",
    }  # fmt: skip
    assert allowed["img-src"] == ["data:"]
    for kind in ("script-src", "style-src"):
        assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", one) for one in allowed[kind])


def test_the_policy_names_exactly_the_scripts_and_styles_of_the_page(each):
    allowed = directives(each)
    # The text as a browser sees it, data blocks left out.
    scripts = re.findall(r"<script>(.*?)</script>", each, re.S)
    styles = re.findall(r"<style>(.*?)</style>", each, re.S)
    for kind, texts in (("script-src", scripts), ("style-src", styles)):
        digests = [base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in texts]
        assert [f"'sha256-{digest}'" for digest in digests] == allowed[kind]


def test_the_page_names_no_other_address(each):
    for tag, attributes in Elements(each).found:
        assert "src" not in attributes, tag
        if tag == "link":
            assert attributes["href"] == "data:,"
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def metas(html: str) -> dict[str, str]:
    found = [a for tag, a in Elements(html).found if tag == "meta"]
    return {a.get("name") or a.get("property", ""): a["content"] for a in found if "content" in a}


def test_a_link_to_the_page_is_shown_with_title_and_text(html, release, tmp_path):
    said = metas(html)
    assert said["og:title"] == release.package.title
    assert said["og:description"] == said["description"]
    assert "og:url" not in said and "og:image" not in said, "an address that nobody stated"
    path = mini.write(tmp_path)
    described = json.loads(path.read_text()) | {"homepage": "https://example.org/ties/"}
    path.write_text(json.dumps(described))
    hosted = page.build(explorer.release_of(path))
    assert metas(hosted)["og:url"] == "https://example.org/ties/"
    links = [a["href"] for tag, a in Elements(hosted).found if tag == "link"]
    assert links == ["data:,", "https://example.org/ties/"]


def test_markup_in_the_title_stays_text(tmp_path):
    path = mini.write(tmp_path)
    described = json.loads(path.read_text())
    described["title"] = "</title><script>alert(1)</script>"
    described["description"] = '"><img src=x onerror=alert(1)>'
    path.write_text(json.dumps(described))
    elements = Elements(page.build(explorer.release_of(path)))
    assert ("img", {"src": "x", "onerror": "alert(1)"}) not in elements.found
    assert not [text for tag, _, text in elements.texts if tag == "script" and text == "alert(1)"]


def test_a_cell_cannot_end_the_data(tmp_path):
    hostile = "</script><script>alert(1)</script>"
    path = mini.broken(tmp_path, [("satellites", 1, "name", hostile)])
    html = page.build(explorer.release_of(path))
    assert hostile not in html
    table = next(t for t in explorer.unpacked(html)["tables"] if t["name"] == "satellites")
    assert hostile in table["columns"][[f["name"] for f in table["fields"]].index("name")]


def test_fields_carry_the_help_of_the_dictionary(html):
    tables = {table["name"]: table for table in explorer.unpacked(html)["tables"]}
    fields = {field["name"]: field for field in tables["satellites"]["fields"]}
    assert fields["country_id"]["refers_to"] == "countries"
    assert fields["perigee_km"]["unit"] == "km"
    assert "active" in fields["status"]["values"]
    assert fields["ended_on"]["type"] == "vague date"
    assert fields["ended_on_earliest"]["bound"]
    assert {f["name"]: f for f in tables["sources"]["fields"]}["url"]["link"]


def test_members_of_the_blocs_are_counted_as_in_the_readme():
    ties = spaceties.load("ties")

    def members(framework, day):
        joined = ties[(ties.framework_id == framework) & (ties.level == "state")]
        joined = joined[(joined.standing == "party") & (joined.confidence != "low")]
        joined = joined[joined.date_latest <= day]
        return sorted(set(joined.from_country_id) | set(joined.to_country_id))

    blocs = views.blocs(explorer.real_release())
    assert [bloc["framework_id"] for bloc in blocs] == list(views.BLOCS)
    for bloc in blocs:
        for day in ("2021-12-31", "2024-12-31", "2026-11-21"):
            counted = {
                m["country_id"] for m in bloc["members"] if m["latest"] and m["latest"] <= day
            }
            assert sorted(counted) == members(bloc["framework_id"], day)
        latest = [member["latest"] or "9999" for member in bloc["members"]]
        assert latest == sorted(latest) and len(latest) > 10


def test_rows_with_two_documents_are_counted(release):
    found = {one["table"]: one for one in views.support(release)}
    # One agreement names a second source; one launch has a claim that agrees with the list.
    assert found["agreements"] == {"table": "agreements", "rows": 4, "two": 1, "disputed": 0}
    assert found["launches"] == {"table": "launches", "rows": 2, "two": 1, "disputed": 0}
    assert found["indicators"] == {"table": "indicators", "rows": 2, "two": 0, "disputed": 1}
    assert "ties" not in found and "sources" not in found


def test_rates_of_drawn_rows_are_in_the_page(html):
    (of_sites, of_vehicles) = explorer.unpacked(html)["rates"]
    assert (of_sites["table"], of_vehicles["table"]) == ("launch_sites", "launch_vehicles")
    assert (of_sites["rows"], of_sites["wrong"], of_sites["coarse"]) == (1, 0, 1)
    low, high = of_vehicles["interval"]
    assert of_vehicles["version"] == "0.1.0" and low < 0.5 < high


def test_the_libraries_are_as_they_were_fetched():
    for library in json.loads((SITE / "vendor" / "libraries.json").read_text()):
        script = (SITE / "vendor" / library["file"]).read_bytes()
        assert hashlib.sha256(script).hexdigest() == library["sha256"]
        assert (SITE / "vendor" / f"{library['name']}.LICENSE.txt").stat().st_size > 500


def test_the_pages_bear_the_licences_of_the_libraries(html, check_html):
    described = json.loads((SITE / "vendor" / "libraries.json").read_text())
    assert {one["name"] for one in described} == {*page.LIBRARIES, *page.CHECK_LIBRARIES}
    for library in described:
        bearer = html if library["name"] in page.LIBRARIES else check_html
        terms = (SITE / "vendor" / f"{library['name']}.LICENSE.txt").read_text()
        assert f"{library['name']} {library['version']}" in bearer and terms.strip() in bearer


def test_no_script_or_style_is_left_out():
    static = {p.relative_to(SITE / "static").as_posix() for p in (SITE / "static").rglob("*.*")}
    used = {*page.SCRIPTS, *page.STYLES, *page.CHECK_SCRIPTS, *page.CHECK_STYLES}
    assert static == {*used, "page.html", "check/check.html", hosted.STYLE.name}


def test_values_never_become_markup_in_the_scripts():
    for name in (*page.SCRIPTS, *page.CHECK_SCRIPTS):
        script = (SITE / "static" / name).read_text()
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script
        )


def test_the_release_links_to_the_files_beside_the_page(release, tmp_path):
    (tmp_path / "spaceties.xlsx").write_bytes(b"x" * 10)
    files = [File("spaceties.xlsx", label="Workbook"), File("metadata.json")]
    FORMAT.write_index(release, tmp_path, files)
    html = (tmp_path / "index.html").read_text()
    assert explorer.unpacked(html)["about"]["downloads"] == [
        {"path": "spaceties.xlsx", "label": "Workbook", "bytes": 10}
    ]


def test_the_command_writes_the_pages(tmp_path, capsys, html, check_html):
    package = mini.write(tmp_path / "package")
    assert main(["site", str(package), "--out", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").read_text() == html
    assert (tmp_path / "site" / "check.html").read_text() == check_html
    said = capsys.readouterr().out
    assert "index.html" in said and "check.html" in said


def test_the_command_writes_nothing_from_tables_with_errors(tmp_path, capsys):
    package = mini.broken(tmp_path / "package", [("satellites", 1, "country_id", "XXX")])
    assert main(["site", str(package), "--out", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()
    assert "XXX" in capsys.readouterr().out


def test_the_pictures_of_the_readme_show_these_tables():
    for name, digest in pictures.digests(explorer.real_release()).items():
        svg = (mini.ROOT / "docs" / name).read_text(encoding="utf-8")
        assert f"<!-- data sha256:{digest} -->" in svg, "run: spaceties site --pictures docs"
        assert svg.startswith("<svg") and len(svg) < 400_000
