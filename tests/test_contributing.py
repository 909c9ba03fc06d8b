"""The worked example of CONTRIBUTING.md, carried out as it stands on the tiny package."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from spaceties.dataset import store
from spaceties.dataset.assemble import assemble
from spaceties.release.formats import xlsx
from tests import mini

PAGE = (mini.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WAYS = {
    name: re.split(r"^\d\. ", PAGE.partition(f"## {head}")[2].partition("\n## ")[0], flags=re.M)
    for name, head in {
        "rows": "A worked example",
        "cell": "A second one",
        "source": "A third one",
    }.items()
}
STEPS = WAYS["rows"]
FILE = re.compile(r"in a file `([^`]+)`:\n\n *```csv\n(.*?)^ *```", re.M | re.S)
WORKFLOW = (mini.ROOT / ".github/workflows/pull-request.yml").read_text(encoding="utf-8")
PLACE = re.compile(r"`([^`]+)` into cell ([A-Z]+\d+)(?: of the sheet `(\w+)` of `([^`]+)`)?")


def blocks(step):
    """The fenced blocks of a step as (language, text), without their indent."""
    fenced = re.findall(r"^ *```(\w+)\n(.*?)^ *```", step, flags=re.M | re.S)
    return [(language, re.sub(r"^ {3}", "", text, flags=re.M)) for language, text in fenced]


def shown(text, said):
    """Whether a command said what the page shows; a line of … stands for any lines."""
    parts = (re.escape(part) for part in re.split(r"^…\n", text, flags=re.M))
    return re.fullmatch("(?s:.*)".join(parts), said) is not None


def forms(step):
    """The forms filled in, as {sheet: {line: {column: cell}}}."""
    sheets = {}
    for table in re.findall(r"(?:^ *\|.*\|\n)+", step, flags=re.M):
        head, _, *rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in table.splitlines()
        ]
        name = re.fullmatch(r"sheet `(\w+)`", head[0])[1]
        for place, label in enumerate(head[1:], 1):
            number = int(label.removeprefix("line "))
            cells = {row[0]: row[place] for row in rows}
            sheets.setdefault(name, {})[number] = cells
    return sheets


def fill(path, sheets):
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        columns = [cell.value for cell in book[name][1]]
        for number, cells in rows.items():
            for column, text in cells.items():
                assert column in columns
                book[name].cell(number, columns.index(column) + 1).value = text
    book.save(path)


def mend(step):
    """Writes the cells that the step tells to write."""
    sheet = path = None
    for text, cell, *where in PLACE.findall(" ".join(step.split())):
        sheet, path = where if where[0] else (sheet, path)
        book = openpyxl.load_workbook(path)
        book[sheet][cell].value = text
        book.save(path)


def git(*words):
    done = subprocess.run(["git", *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path, monkeypatch, capsys):
    """A clone of the tiny package, with its README and the workbook of a release beside it."""
    package = mini.write(tmp_path)
    (tmp_path / "README.md").write_text((mini.ROOT / "README.md").read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    assert main(["format"]) == 0 and main(["docs"]) == 0
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "As it was")
    described = descriptor.load(package)
    tables = {name: store.read(described, name) for name in described.names}
    xlsx.write(assemble(described, tables), tmp_path)
    capsys.readouterr()
    return described


def walk(way, capsys):
    """Does what a way says; the exit codes by verb and its first words."""
    codes = {}
    for step in WAYS[way][1:]:
        said = ""
        for name, text in FILE.findall(step):
            Path(name).write_text(re.sub(r"^ {3}", "", text, flags=re.M), encoding="utf-8")
        if way == "cell":
            mend(step)
        for language, text in blocks(step):
            if language == "text":
                assert shown(text, said), said
                continue
            for call in map(shlex.split, text.splitlines() if language == "sh" else ()):
                if call[0] == "spaceties":
                    codes[" ".join(call[1:3])] = main(call[1:])
                else:
                    subprocess.run(call, check=True, capture_output=True)
            said = capsys.readouterr().out
        if sheets := forms(step):
            fill("rows.xlsx", sheets)
        if way != "cell":
            mend(step)
    return codes


def checks_of_a_pull_request(base):
    """The exit codes of all commands by which a pull request is judged."""
    jobs = WORKFLOW.partition("\n  tables:")[2].partition("\n  tests:")[0]
    calls = re.findall(r"run: \.venv/bin/spaceties (.+)", jobs)
    return {call: main(shlex.split(call.replace("$BASE", base))) for call in calls}


def rows_of(package, name):
    return [row.cells for row in read_rows(package, package.resource(name))]


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_the_page_leads_from_an_empty_spreadsheet_to_merged_rows(clone, capsys):
    assert walk("rows", capsys) == {
        "template sources": 0,
        "check rows.xlsx": 1,
        "add rows.fixed.xlsx": 0,
        "docs": 0,
        "format --check": 0,
    }
    new = [
        row
        for row in rows_of(clone, "agreement_parties")
        if row["agreement_id"] == "aaa-bbb-science-mou-2026"
    ]
    assert [row["organization_id"] for row in new] == ["AAA", "BBB", "COMB"]
    assert {row["joined_on"] for row in new} == {"2026-05-04"}
    assert "tables/agreements.csv" in git("show", "--stat")
    assert main(["validate"]) == 0


@needs_git
def test_the_page_leads_from_a_wrong_cell_to_a_right_one(clone, capsys):
    codes = walk("cell", capsys)
    assert codes.pop("check correction.csv") == 0 and set(codes.values()) == {0}
    (row,) = (r for r in rows_of(clone, "organizations") if r["organization_id"] == "COMB")
    assert row["short_name"] == "BR"
    assert git("show", "--format=", "--numstat") == "1\t1\ttables/organizations.csv"
    said = git("show", "--format=")
    git("reset", "--hard", "--quiet", "HEAD~1")
    assert main(["add", "--update", "spaceties.xlsx"]) == 0
    assert git("diff") == said


@needs_git
def test_the_page_leads_from_old_rows_to_a_better_source(clone, capsys):
    assert set(walk("source", capsys).values()) == {0}
    assert [row["source_id"] for row in rows_of(clone, "launch_sites")] == ["beland-sites-2026"]


@needs_git
@pytest.mark.parametrize("way", WAYS)
def test_each_way_ends_in_a_pull_request_that_is_right(way, clone, capsys):
    base = git("rev-parse", "HEAD")
    walk(way, capsys)
    assert git("rev-parse", "HEAD") != base
    assert not git("diff", "--name-only", "HEAD"), "something is left out of the commit"
    codes = checks_of_a_pull_request(base)
    assert len(codes) == 3 and set(codes.values()) == {0}, codes


@pytest.mark.parametrize(
    ("text", "said", "fits"),
    [
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("…\nb\n", "a\nb\n", True),
        ("a\n…\nc\n", "a\nb\nb\nc\n", True),
        ("a\n…\nc\n", "a\nb\n", False),
    ],
)
def test_only_what_the_page_leaves_out_may_differ(text, said, fits):
    assert shown(text, said) is fits


def test_the_page_has_every_kind_of_step():
    """The test above would pass an empty page."""
    kinds = [language for step in STEPS for language, _ in blocks(step)]
    assert kinds.count("sh") >= 5 and kinds.count("text") >= 2
    assert {"sources", "agreements", "agreement_parties"} == set().union(*map(forms, STEPS))
    assert sum(len(PLACE.findall(" ".join(step.split()))) for step in STEPS) == 2
