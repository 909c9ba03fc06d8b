"""The worked example of CONTRIBUTING.md, carried out as it stands on the tiny package."""

import os
import re
import shlex
import shutil
import subprocess

import openpyxl
import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from tests import mini

PAGE = (mini.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = re.split(
    r"^\d\. ", PAGE.partition("## A worked example")[2].partition("\n## ")[0], flags=re.M
)
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


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_page_leads_from_an_empty_spreadsheet_to_merged_rows(tmp_path, monkeypatch, capsys):
    mini.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    assert main(["format"]) == 0
    subprocess.run(["git", "init", "--quiet"], check=True)
    capsys.readouterr()
    codes = {}
    for step in STEPS[1:]:
        said = ""
        for language, text in blocks(step):
            if language == "text":
                assert shown(text, said), said
                continue
            for call in map(shlex.split, text.splitlines()):
                if call[0] == "spaceties":
                    codes[" ".join(call[1:3])] = main(call[1:])
                else:
                    subprocess.run(call, check=True, capture_output=True)
            said = capsys.readouterr().out
        if sheets := forms(step):
            fill("rows.xlsx", sheets)
        mend(step)
    assert codes == {
        "template sources": 0,
        "check rows.xlsx": 1,
        "add rows.fixed.xlsx": 0,
        "format --check": 0,
    }
    package = descriptor.load(tmp_path)
    table = package.resource("agreement_parties")
    rows = [row.cells for row in read_rows(package, table)]
    new = [row for row in rows if row["agreement_id"] == "aaa-bbb-science-mou-2026"]
    assert [row["organization_id"] for row in new] == ["AAA", "BBB", "COMB"]
    assert {row["joined_on"] for row in new} == {"2026-05-04"}
    committed = subprocess.run(["git", "show", "--stat"], capture_output=True, text=True).stdout
    assert "tables/agreements.csv" in committed
    assert main(["validate"]) == 0


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
