"""validate --changed-since: only what a change has broken, against a real history of git."""

import json
import os
import shutil
import subprocess

import pytest

from spaceties import baseline
from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.report import Problem, Report
from tests import mini

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Clone:
    """A repository with the tiny package in `folder`, committed on the branch main."""

    def __init__(self, root, folder=""):
        self.root = root
        self.package = root / folder
        self.package.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")
        mini.write(self.package)
        assert main(["format", str(self.package)]) == 0
        self.commit("Start")

    def git(self, *args):
        return subprocess.run(
            ["git", *args], cwd=self.root, check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def edit(self, table, before, after):
        """Replace text in a table, which must be there."""
        file = self.package / "tables" / f"{table}.csv"
        text = file.read_text("utf-8")
        assert before in text
        file.write_text(text.replace(before, after, 1), encoding="utf-8")

    def append(self, table, line):
        with (self.package / "tables" / f"{table}.csv").open("a", encoding="utf-8") as out:
            out.write(line + "\n")

    def line(self, table, begin):
        """The line of a table that begins so."""
        lines = (self.package / "tables" / f"{table}.csv").read_text("utf-8").splitlines()
        (found,) = [n for n, line in enumerate(lines, 1) if line.startswith(begin)]
        return found


@pytest.fixture(autouse=True)
def quiet_git(monkeypatch):
    """No settings of the machine, and a name to commit under."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.org")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.fixture
def clone(tmp_path, capsys):
    made = Clone(tmp_path)
    capsys.readouterr()
    return made


@pytest.fixture
def since(capsys):
    """Runs the command and returns its exit code and report."""

    def run(clone, ref="main", form="json"):
        code = main(["validate", str(clone.package), "--changed-since", ref, "--format", form])
        said = capsys.readouterr().out
        return code, json.loads(said) if form == "json" else said

    return run


def places(report):
    return [(p["code"], p["file"], p["line"], p["column"], p["value"]) for p in report["problems"]]


def test_nothing_changed_is_valid(clone, since):
    code, said = since(clone, form="text")
    assert code == 0
    assert "note: no row changed since main (" in said


def test_a_new_row_is_judged_with_the_whole_package(clone, since):
    clone.append("agreement_parties", "lands-accord,NOBODY,member,2004,joined,news")
    code, report = since(clone)
    assert code == 1
    line = clone.line("agreement_parties", "lands-accord,NOBODY")
    expected = ("K205", "tables/agreement_parties.csv", line, "organization_id", "NOBODY")
    assert places(report) == [expected]


@pytest.mark.parametrize(
    ("table", "before", "after", "code", "hint"),
    [
        ("agreement_parties", ",2003,", ",4 May 1980,", "S105", '"1980-05-04" (date in words)'),
        ("spending", ",1000,EUR", ",20.001,EUR", "S101", '"20001" (if the point parts thousands)'),
        ("launch_sites", ",BBB,", ",Beland,", "K205", '"BBB" (name of a country)'),
    ],
)
def test_a_wrong_cell_is_told_once_with_what_it_may_mean(
    clone, since, table, before, after, code, hint
):
    clone.edit(table, before, after)
    problems = since(clone)[1]["problems"]
    assert [(p["code"], p["hint"]) for p in problems] == [(code, hint)]


def test_what_only_followed_from_a_mended_cell_is_an_old_problem(clone):
    def problem(code, column):
        return Problem(code=code, table="t", file="t.csv", line=3, column=column, message="")

    cell, rule = problem("S101", "year"), problem("R101", "day")
    package = descriptor.load(clone.package)

    def judge(one, consequences):
        if one is package:
            return Report([rule])
        return Report([cell, rule] if consequences else [cell])

    source = clone.package / "datapackage.json"
    assert baseline.validate_since(package, source, "main", judge).problems == []


def test_what_was_wrong_before_is_not_told_again(clone, since):
    clone.edit("satellites", "S20001,2001-002A,20001", "S20001,2001-002A,20009")
    clone.commit("Break a rule")
    clone.edit("launches", "2001-03-04", "2002-03-04")
    code, report = since(clone)
    assert code == 1
    assert [p["code"] for p in report["problems"]] == ["R101"]
    assert report["errors"] == 1
    _, said = since(clone, form="text")
    assert "note: not shown: 1 problem that main has too" in said
    assert "launches: 1 row changed" in said


def test_old_problems_do_not_fail_a_good_change(clone, since):
    clone.edit("satellites", "S20001,2001-002A,20001", "S20001,2001-002A,20009")
    clone.commit("Break a rule")
    assert main(["validate", str(clone.package)]) == 1
    clone.edit("agreements", "Forbids it.", "Forbids nearly all of it.")
    assert since(clone, form="text")[0] == 0


def test_old_problems_whose_lines_move_are_still_old(clone, since):
    clone.edit("satellites", "S20002,2001-002B,20002", "S20002,2001-002B,20009")
    clone.commit("Break a rule")
    # A row above it moves the broken one down.
    header = (clone.package / "tables" / "satellites.csv").read_text("utf-8").splitlines()[0]
    row = dict.fromkeys(header.split(","), "")
    row |= mini.rows("satellites")[0] | {"satellite_id": "F00000", "name": "Alsat 0"}
    clone.edit("satellites", f"{header}\n", f"{header}\n{','.join(row.values())}\n")
    clone.append("satellite_participants", "F00000,AGA,owner,list")
    code, report = since(clone)
    assert (code, report["problems"]) == (0, [])


def test_the_same_fault_once_more_is_told_once(clone, since):
    clone.append("sources", "odd,Odd,,Paper,2002-03,not a page,en,news_article,,,false,")
    clone.commit("Break a pattern")
    clone.append("sources", "more,Later things,,Post,2004-05,not a page,en,report,,,false,")
    code, report = since(clone)
    assert code == 1
    assert {p["line"] for p in report["problems"]} == {clone.line("sources", "more,")}


def test_a_problem_that_a_removed_row_leaves_elsewhere_is_told(clone, since):
    clone.edit("organizations", "\nCOMB,", "\nCOMC,")
    code, report = since(clone)
    assert code == 1
    assert "tables/launches.csv" in {p["file"] for p in report["problems"]}


def test_a_repeated_key_is_told_on_the_line_that_is_new(clone, since):
    file = clone.package / "tables" / "countries.csv"
    header, first, *rest = file.read_text("utf-8").splitlines()
    again = first.replace("Aland", "Aland again")
    file.write_text("\n".join([header, again, first, *rest]) + "\n", encoding="utf-8")
    _, report = since(clone)
    repeated = [p for p in report["problems"] if p["code"] == "K201"]
    assert [(p["line"], p["value"]) for p in repeated] == [(2, "AAA")]
    assert repeated[0]["hint"] == "another is on line 3 of tables/countries.csv"


def test_only_the_form_of_a_file_is_no_change_of_rows(clone, since):
    file = clone.package / "tables" / "countries.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    file.write_bytes("\r\n".join([header, *reversed(rows), ""]).encode())
    code, said = since(clone, form="text")
    assert code == 0 and "no row changed" in said


def test_a_pull_request_is_compared_with_where_it_began(clone, since):
    """What others have merged since is no part of the change."""
    clone.git("checkout", "--quiet", "-b", "topic")
    clone.edit("agreements", "Forbids it.", "Forbids all of it.")
    clone.commit("Say more")
    clone.git("checkout", "--quiet", "main")
    clone.edit("launches", "2001-03-04", "2002-03-04")
    clone.commit("Break a rule on main")
    clone.git("checkout", "--quiet", "topic")
    code, said = since(clone, form="text")
    assert code == 0
    assert "agreements: 1 row changed since main" in said and "launches" not in said


def test_annotations_name_files_as_the_repository_does(tmp_path, capsys, since, monkeypatch):
    clone = Clone(tmp_path, "data/ties")
    capsys.readouterr()
    clone.append("agreement_parties", "lands-accord,NOBODY,member,2004,joined,news")
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, said = since(clone, form="github")
    assert code == 1
    line = clone.line("agreement_parties", "lands-accord,NOBODY")
    file = "data/ties/tables/agreement_parties.csv"
    assert f"::error file={file},line={line},title=K205 agreement_parties::" in said
    assert said.count("::error ") == 1
    assert "agreement_parties: 1 row added since main" in summary.read_text("utf-8")


def test_a_package_that_is_all_new_is_judged_whole(tmp_path, capsys, since):
    clone = Clone(tmp_path)
    other = clone.root / "other"
    clone.package = other
    mini.broken(other, [("launches", 0, "launched_on", "2002-03-04")])
    capsys.readouterr()
    code, report = since(clone)
    assert code == 1 and [p["code"] for p in report["problems"]] == ["R101"]


def test_a_broken_file_in_the_past_does_not_hide_the_present(clone, since):
    file = clone.package / "tables" / "launches.csv"
    good = file.read_bytes()
    file.write_bytes(b'launch_id\n"never closed\n')
    clone.commit("Break a file")
    file.write_bytes(good.replace(b"2001-03-04", b"2002-03-04"))
    code, report = since(clone)
    assert code == 1 and "R101" in {p["code"] for p in report["problems"]}


def fails(capsys, package, ref):
    """The one line that says why the command could not run."""
    assert main(["validate", str(package), f"--changed-since={ref}"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    ("ref", "hint"),
    [("mian", 'did you mean "main"?'), ("--exec=ls", ""), ("", ""), ("main:tables", "")],
)
def test_an_unknown_revision_is_told(clone, capsys, ref, hint):
    said = fails(capsys, clone.package, ref)
    assert f'git knows no revision "{ref}"' in said and hint in said


def test_a_shallow_clone_says_what_to_fetch(clone, tmp_path, capsys):
    clone.append("countries", "CCC,Celand,CC,Asia,CL,1992,,,,,list")
    clone.commit("More")
    first = clone.git("rev-parse", "HEAD~1")
    shallow = tmp_path / "shallow"
    clone.git("clone", "--quiet", "--depth=1", f"file://{clone.root}", str(shallow))
    assert "git fetch --unshallow" in fails(capsys, shallow, first)


def test_no_clone_and_no_git_are_told(tmp_path, capsys, monkeypatch):
    package = mini.write(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "is in no git clone" in fails(capsys, package, "main")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in fails(capsys, package, "main")
