"""A release's own workbook or CSV files sent back: only the cells that were changed are told."""

import csv
import io
import json

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
    file.write_text(f"agreement_id,{label}\nlands-accord,1999-01-01\n")
    report, code = check(file)
    assert code == 0 and is_quiet(report)
    assert any(label in note for note in report["notes"])


def test_some_columns_of_a_table_are_no_view(check, package, tmp_path):
    """The columns of a view that a table has too are those of the table."""
    file = tmp_path / "rows.csv"
    file.write_text("satellite_id,name,norad_id,status\nS20001,Alsat 1,20001,\n")
    report, code = check(file)
    assert code == 0 and {row["table"] for row in report["rows"]} == {"satellites"}
