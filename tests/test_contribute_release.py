"""A release's own workbook or CSV files sent back: only the cells that were changed are told."""

import csv
import io
import json
import shutil
import subprocess

import openpyxl
import pytest

from spaceties.commands import main
from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage import descriptor
from spaceties.dataset import store
from spaceties.dataset.assemble import assemble
from spaceties.release.formats import csv as csv_format
from spaceties.release.formats import xlsx
from tests import mini

PACKAGE = descriptor.load(mini.ROOT)
VIEWS = [view.name for view in store.derived(PACKAGE)]
# A cell of each kind of table: with vague dates, without, of several keys.
CHANGES = [
    ("organizations", 4, "short_name", "AlSA"),
    ("countries", 2, "region", "Asia"),
    ("spending", 2, "note", "as the budget says"),
    ("sources", 2, "title", "Another title"),
]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    mini.write(folder)
    assert main(["format", str(folder)]) == 0
    return descriptor.load(folder)


@pytest.fixture(scope="module")
def released(package, tmp_path_factory):
    """The folder of a release of the tiny package, as workbook and CSV."""
    folder = tmp_path_factory.mktemp("release")
    tables = {name: store.read(package, name) for name in package.names}
    release = assemble(package, tables)
    xlsx.write(release, folder)
    csv_format.FORMAT.write(release, folder)
    return folder


@pytest.fixture
def check(package, capsys):
    def run(*files, verb="check", options=()):
        capsys.readouterr()
        form = ["--format", "json"] if verb == "check" else []
        code = main([verb, "--package", str(package.basepath), *form, *options, *map(str, files)])
        said, wrong = capsys.readouterr()
        assert not wrong
        return (json.loads(said) if form else said), code

    return run


def is_quiet(report):
    return not report["problems"] and {row["verdict"] for row in report["rows"]} == {"identical"}


def test_a_workbook_that_was_not_changed_says_nothing_new(check, released):
    report, code = check(released / "spaceties.xlsx")
    assert code == 0 and is_quiet(report)
    notes = " ".join(report["notes"])
    assert "founded_on_earliest" in notes
    assert all(f"the sheet {view} was not read: {view} is computed" in notes for view in VIEWS)
    assert "about" not in notes and "dictionary" not in notes


def test_csv_files_that_were_not_changed_say_nothing_new(check, released):
    report, code = check(*sorted((released / "csv").glob("*.csv")))
    assert code == 0 and is_quiet(report)
    assert sum(note.startswith("not read: ") for note in report["notes"]) == len(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_alone_is_told_with_the_tables_that_it_is_made_of(view, released, package, capsys):
    file = str(released / "csv" / f"{view}.csv")
    assert main(["check", "--package", str(package.basepath), file]) == 2
    told = capsys.readouterr().err
    assert f"{view} is computed at every release" in told and told.count("\n") == 1


@pytest.mark.parametrize(("table", "line", "column", "text"), CHANGES)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_one_changed_cell_is_all_that_is_told(
    form, table, line, column, text, check, released, tmp_path
):
    sent = tmp_path / f"sent.{form}"
    if form == "xlsx":
        book = openpyxl.load_workbook(released / "spaceties.xlsx")
        labels = [cell.value for cell in book[table][1]]
        book[table].cell(line, labels.index(column) + 1).value = text
        book.save(sent)
    else:
        rows = list(csv.reader(io.StringIO((released / "csv" / f"{table}.csv").read_text())))
        rows[line - 1][rows[0].index(column)] = text
        with sent.open("w", newline="") as out:
            csv.writer(out).writerows(rows)
    report, code = check(sent)
    assert code == 0
    (changed,) = [row for row in report["rows"] if row["verdict"] != "identical"]
    assert (changed["table"], changed["line"], changed["verdict"]) == (table, line, "change")
    assert [(c["column"], c["to"]) for c in changed["changes"]] == [(column, text)]
    assert [(p["line"], p["code"]) for p in report["problems"]] == [
        (line, ContributionCode.WOULD_CHANGE)
    ]
    said, code = check(sent, verb="add", options=("--update", "--dry-run"))
    assert code == 0 and text in said


def test_a_wrong_cell_is_told_and_no_other(check, released, tmp_path):
    book = openpyxl.load_workbook(released / "spaceties.xlsx")
    labels = [cell.value for cell in book["agreements"][1]]
    book["agreements"].cell(2, labels.index("topic") + 1).value = "weather"
    book.save(tmp_path / "sent.xlsx")
    report, code = check(tmp_path / "sent.xlsx")
    assert code == 1
    assert {(p["table"], p["line"], p["column"]) for p in report["problems"]} <= {
        ("agreements", 2, "topic"),
        ("agreements", 2, None),
    }


@pytest.mark.parametrize("label", ["signed_on_earliest", "Signed on earliest"])
def test_a_column_of_a_release_is_never_taken_for_another(label, check, package, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(f"agreement_id,{label}\nlands-accord,1999-10-13\n")
    report, code = check(file)
    assert code == 0 and is_quiet(report)
    assert any(label in note for note in report["notes"])


def test_some_columns_of_a_table_are_no_view(check, package, tmp_path):
    """The columns of a view that a table has too are those of the table."""
    file = tmp_path / "rows.csv"
    file.write_text("satellite_id,name,norad_id,status\nS20001,Alsat 1,20001,\n")
    report, code = check(file)
    assert code == 0 and {row["table"] for row in report["rows"]} == {"satellites"}


@pytest.fixture
def table(check, released, tmp_path):
    """A CSV file of the release in which some texts are others, checked."""

    def run(name, *changes, end="\n"):
        text_ = (released / "csv" / f"{name}.csv").read_text()
        for old, new in changes:
            assert old in text_
            text_ = text_.replace(old, new)
        sent = tmp_path / f"{name}.csv"
        sent.write_text(text_, newline=end)
        return check(sent)[0]

    return run


def test_a_changed_cell_that_a_release_computes_is_told_with_what_it_comes_of(
    check, released, tmp_path
):
    book = openpyxl.load_workbook(released / "spaceties.xlsx")
    labels = [cell.value for cell in book["agreements"][1]]
    book["agreements"].cell(2, labels.index("signed_on_latest") + 1).value = "2031-05-04"
    book.save(tmp_path / "sent.xlsx")
    report, code = check(tmp_path / "sent.xlsx")
    (one,) = report["problems"]
    assert code == 0 and {row["verdict"] for row in report["rows"]} == {"identical"}
    where = one["code"], one["severity"], one["line"], one["column"], one["value"]
    assert where == ("F348", "warning", 2, "signed_on_latest", "2031-05-04")
    assert one["message"].startswith("is computed from signed_on at every release")
    assert one["hint"].startswith("correct signed_on instead")


def test_a_computed_cell_may_be_that_of_the_date_of_before_or_now(table):
    accord = ("1999-10-13,1999-10-13,1999-10-13,signature", "2000,1999-10-13,1999-10-13,signature")
    assert {p["code"] for p in table("agreements", accord)["problems"]} <= {"K207", "R211", "R204"}
    now = (accord[0], "2000,2000-01-01,2000-12-31,signature")
    assert "F348" not in {p["code"] for p in table("agreements", now)["problems"]}
    german = (accord[0], "1999-10-13,13.10.1999,13.10.1999,signature")
    assert "F348" not in {p["code"] for p in table("agreements", german)["problems"]}


@pytest.fixture(scope="module")
def later(package, released, tmp_path_factory):
    """A clone in which the tables have changed since the release."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(package.basepath, folder, dirs_exist_ok=True)
    git = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "1"], ["tag", f"v{VERSION}"]):
        subprocess.run([*git, *command], check=True)
    change(folder / "datapackage.json", (f'"{VERSION}"', '"99.0.0"'))
    change(folder / "tables/organizations.csv", ("Aland Space Agency", "Space Agency of Aland"))
    change(folder / "tables/spending.csv", (",1100,EUR", ",1101,EUR"))
    return folder


VERSION = "0.1.0"  # of the tiny package


def change(path, *pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def changed_workbook(released, path, table, line, column, text):
    book = openpyxl.load_workbook(released / "spaceties.xlsx")
    labels = [cell.value for cell in book[table][1]]
    book[table].cell(line, labels.index(column) + 1).value = text
    book.save(path)
    return path


def looked_at(folder, file, capsys):
    capsys.readouterr()
    code = main(["check", "--package", str(folder), "--format", "json", str(file)])
    said, wrong = capsys.readouterr()
    assert not wrong
    report = json.loads(said)
    return report, [row for row in report["rows"] if row["verdict"] != "identical"], code


def test_rows_of_an_older_release_take_nothing_back(later, released, tmp_path, capsys):
    sent = changed_workbook(released, tmp_path / "s.xlsx", "countries", 2, "region", "Asia")
    report, (row,), code = looked_at(later, sent, capsys)
    assert code == 0 and row["table"] == "countries"
    assert [p["code"] for p in report["problems"]] == ["K207"]
    (note,) = [note for note in report["notes"] if "is of release" in note]
    assert note == f"{sent} is of release {VERSION}; 2 cells " + note.partition("2 cells ")[2]


def test_what_both_have_changed_is_told(later, released, tmp_path, capsys):
    text = (released / "csv/organizations.csv").read_text()
    (tmp_path / "datapackage.json").write_bytes((released / "csv/datapackage.json").read_bytes())
    sent = tmp_path / "organizations.csv"
    sent.write_text(text.replace("Aland Space Agency", "Alander Agency"))
    report, _, _ = looked_at(later, sent, capsys)
    (one,) = [p for p in report["problems"] if p["code"] == "F349"]
    assert one["column"] == "name" and one["severity"] == "warning"
    assert '"Space Agency of Aland" for the "Aland Space Agency" of then' in one["message"]


def test_an_older_release_that_cannot_be_compared_is_refused(later, released, tmp_path, capsys):
    shutil.copytree(later, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
    sent = changed_workbook(released, tmp_path / "s.xlsx", "countries", 2, "region", "Asia")
    report, rows, code = looked_at(tmp_path / "copy", sent, capsys)
    touched = {row["table"] for row in rows}
    assert code == 1 and touched == {"countries", "organizations", "spending"}
    older = [p for p in report["problems"] if p["code"] == "F349"]
    assert {(p["severity"], p["table"]) for p in older} == {("error", name) for name in touched}
    assert f"is of release {VERSION}" in older[0]["message"]
    assert older[0]["hint"].startswith("send the keys and the changed columns")
