"""The page that judges contributed files, in a real Chromium, against `check` itself.

What the page tells, `check` tells at the same cell; what it hints, `check` hints; what it mends,
`check --fix` mends; and it tells nothing of files that are good.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spaceties.contribute import check
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage import descriptor
from spaceties.explorer import page as pages
from spaceties.explorer import pictures
from spaceties.release.formats import csv, xlsx
from tests import explorer, mini
from tests.contributions import lines, text, workbook
from tests.test_contributions_corpus import (
    BAD,
    FINE,
    FORMS,
    KNOWN,
    UNREADABLE,
    filled_template,
    launch_files,
    send,
    sent_rows,
    sheets,
)

PROGRAM = pictures.browser()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed")
READ_ROWS = """() => [...document.querySelectorAll('#results tr[data-code]')].map(
    row => ({...row.dataset}))"""


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=PROGRAM)
        yield browser
        browser.close()


class Checker:
    """The page, to which files are given; it must stay quiet and ask for nothing."""

    def __init__(self, browser, path: Path):
        self.context = browser.new_context(accept_downloads=True)
        self.page = self.context.new_page()
        self.errors, self.requests = [], []
        self.page.on("console", lambda m: self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]")

    def give(self, *names: str) -> list[dict[str, str]]:
        """What is told of files: code, file, table, line, column, hint, fix."""
        self.page.evaluate("delete document.documentElement.dataset.given")
        self.page.set_input_files("#files", list(names))
        assert self.errors == []
        self.page.wait_for_selector("html[data-given]")
        return self.page.evaluate(READ_ROWS)

    def unread(self) -> list[str]:
        return self.page.locator("[data-unread]").all_inner_texts()

    def copy(self, folder: Path) -> Path | None:
        """The mended copy that is offered."""
        button = self.page.locator("[data-copy]")
        if not button.count():
            return None
        with self.page.expect_download() as waiting:
            button.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path


@pytest.fixture(scope="module")
def checker(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    release = explorer.release_of(mini.write(folder / "package"))
    path = folder / "check.html"
    path.write_text(pages.build_check(release), encoding="utf-8")
    made = Checker(chromium, path)
    yield made
    assert made.errors == []
    assert [url for url in made.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    made.context.close()


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The tiny package; files are named from its folder."""
    monkeypatch.chdir(tmp_path)
    return descriptor.load(mini.write(tmp_path))


def place(file, table, line, column):
    return file, table, int(line), column or None


def wrong_of(checker, package, names) -> tuple[list, list]:
    """What the page tells and `check` does not, as places; and hints and fixes that differ."""
    told = checker.give(*names)
    try:
        checked = check.check(package, names)
    except ContributionError:
        return told, []
    hints = {}
    for problem in [*checked.report.problems, *checked.repeats]:
        where = place(problem.file, problem.table, problem.line or 0, problem.column)
        hints.setdefault(where, []).append(problem.hint or "")
    fixes = {(fix.file, fix.line, fix.column): fix.after for fix in checked.fixes}
    alarms, others = [], []
    for one in told:
        where = place(one["file"], one["table"], one["line"], one.get("column"))
        if where not in hints:
            alarms.append((one["code"], *where))
        meant = re.findall("“(.*?)”", one.get("hint", ""))
        said = " ".join(hints.get(where, []))
        others += [
            (where, word, said)
            for word in meant
            if json.dumps(word, ensure_ascii=False) not in said
        ]
        if (
            "fix" in one
            and fixes.get((one["file"], int(one["line"]), one.get("column"))) != one["fix"]
        ):
            others.append((where, "fix", one["fix"]))
    return alarms, others


def bad_files(bad, form):
    rows = sent_rows(bad)
    if form == "csv":
        return [send(text(lines(rows[table])), f"{table}.csv") for table in rows]
    return [send(sheets(**rows), "rows.xlsx")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_what_the_page_tells_of_a_bad_row_check_tells_too(bad, form, checker, package):
    assert wrong_of(checker, package, bad_files(bad, form)) == ([], [])
    # What the schema declares (types, constraints, references) is told, and not left to `check`.
    if form == "csv" and {code[0] for code, *_ in bad.problems} <= set("SK"):
        assert checker.page.evaluate(READ_ROWS)


@pytest.mark.parametrize("name", FORMS)
def test_what_the_page_tells_of_form_check_tells_too(name, checker, package):
    assert wrong_of(checker, package, [send(FORMS[name][0], name)]) == ([], [])


@pytest.mark.parametrize("name", FINE)
def test_of_a_good_file_the_page_tells_nothing(name, checker, package):
    content, rows = FINE[name]
    if name.startswith("template"):
        content = filled_template(package, name, *rows)
    assert checker.give(send(content, name)) == []


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_contribution_is_told_as_not_judged(name, checker, package):
    assert checker.give(send(UNREADABLE[name][0], name)) == []
    assert len(checker.unread()) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_copy_holds_what_can_be_meant_one_way(form, checker, package, tmp_path):
    row = {**KNOWN["agreement_parties"], "role": "Founding Member", "joined_on": " 1999/10/13"}
    row |= {"agreement_id": "old-treaty"}
    other = row | {"agreement_id": "law-of-lands", "joined_on": "13 October 1999", "role": "member"}
    cells = lines([row, other])
    content = text(cells, delimiter=";") if form == "csv" else workbook({"Sheet1": cells})
    checker.give(send(content, f"parties.{form}"))
    copy = checker.copy(tmp_path)
    assert copy.name == f"parties.fixed.{form}"
    told = checker.give(str(copy))
    assert [one for one in told if "fix" in one] == []
    checked = check.check(package, [str(copy)])
    rows = [dict(one.cells) for one in checked.files[0][1][0].rows]
    right = {"role": "founding_member", "joined_on": "1999-10-13"}
    assert rows == [row | right, other | {"joined_on": "1999-10-13"}]
    assert not {"S", "F"} & {problem.code[0] for problem in checked.report.problems}


def test_files_that_need_each_other_may_be_given_together(checker, package):
    names = [send(text(cells), f"{table}.csv") for table, cells in launch_files().items()]
    assert checker.give(*names) == []
    assert "K205" in {one["code"] for one in checker.give(*names[2:])}
    # What could not be read may hold the rows that are referred to.
    assert checker.give(send("colour,taste\nred,sweet\n", "other.csv"), *names[2:]) == []


def test_what_is_not_sure_is_not_told(checker, package):
    """Merged cells, and texts that a number format shows otherwise: `check` judges them."""
    import io

    import openpyxl

    for change in (
        lambda sheet: sheet.merge_cells("A2:A3"),
        lambda sheet: setattr(sheet["A2"], "number_format", "00000"),
    ):
        book = openpyxl.load_workbook(
            io.BytesIO(workbook({"Sheet1": [["source_id", "title"], [7, "x"]]}))
        )
        change(book.active)
        out = io.BytesIO()
        book.save(out)
        told = checker.give(send(out.getvalue(), "odd.xlsx"))
        assert [one for one in told if one.get("column") == "source_id"] == []


HOSTILE = "<img src=x onerror='window.hacked = 1'>\u202e"


def test_values_are_text_and_the_page_is_for_everybody(checker, package):
    from axe_playwright_python.sync_playwright import Axe

    row = {**KNOWN["organizations"], "organization_id": HOSTILE, "kind": HOSTILE}
    told = checker.give(send(text(lines([row])), f"{'a' * 60}.csv"))
    assert told and checker.page.evaluate("window.hacked") is None
    assert checker.page.locator("#results bdi").first.inner_text()
    for scheme in ("light", "dark"):
        checker.page.evaluate("name => { document.documentElement.dataset.theme = name }", scheme)
        found = Axe().run(checker.page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    checker.page.set_viewport_size({"width": 390, "height": 800})
    assert checker.page.evaluate("document.documentElement.scrollWidth") <= 390
    checker.page.set_viewport_size({"width": 1280, "height": 900})


def test_the_files_of_a_release_raise_no_alarm(checker, package, tmp_path):
    release = explorer.release_of(tmp_path)
    (tmp_path / "release").mkdir()
    for form in (xlsx.FORMAT, csv.FORMAT):
        form.write(release, tmp_path / "release")
    files = sorted(p for p in (tmp_path / "release").rglob("*") if p.suffix in (".xlsx", ".csv"))
    assert len(files) > len(package.names)
    for path in files:
        assert checker.give(str(path)) == [], path
        assert checker.page.locator("#results details").count() == 0


def test_the_real_tables_raise_no_alarm(chromium, tmp_path):
    """Every table as it lies in the clone, and a workbook of the release: nothing is told."""
    path = tmp_path / "check.html"
    path.write_text(pages.build_check(explorer.real_release()), encoding="utf-8")
    real = Checker(chromium, path)
    package = descriptor.load(mini.ROOT)
    names = [str(mini.ROOT / name) for table in package.resources for name in table.paths]
    assert real.give(*names) == []
    assert real.unread() == []
    assert real.page.locator("#results details").count() == 0
    assert real.errors == []
    real.context.close()
