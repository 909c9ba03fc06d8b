"""Templates for contributors: columns, lists, formats and an example that is never read."""

import csv
import io
import time

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from spaceties.commands import main
from spaceties.contribute import template
from spaceties.contribute.check import check
from spaceties.contribute.read import example
from spaceties.datapackage import descriptor
from tests import mini, office
from tests.contributions import read_one


@pytest.fixture
def package(tmp_path):
    return descriptor.load(mini.write(tmp_path / "package"))


def book(package, *tables):
    content = template.to_xlsx(package, [package.resource(name) for name in tables])
    return openpyxl.load_workbook(io.BytesIO(content))


def column(sheet, name):
    return [cell.value for cell in sheet[1]].index(name) + 1


def rule(sheet, name):
    """The data validation of a column, None if it has none."""
    place = column(sheet, name)
    for found in sheet.data_validations.dataValidation:
        (cells,) = found.sqref.ranges
        if cells.min_col == place:
            return found
    return None


def offered(made, sheet, name):
    """What the drop-down list of a column offers."""
    page, _, cells = rule(made[sheet], name).formula1.partition("!")
    left, top, right, bottom = range_boundaries(cells)
    assert left == right
    return [made[page].cell(row, left).value for row in range(top, bottom + 1)]


def test_the_first_sheet_is_the_table_with_its_columns_frozen(package):
    made = book(package, "agreements")
    assert made.sheetnames == ["agreements", "help", "dictionary", "lists"]
    sheet = made["agreements"]
    assert [cell.value for cell in sheet[1]] == package.resource("agreements").field_names
    assert sheet.freeze_panes == "B2"
    assert sheet.max_row == 2


def test_every_column_says_what_it_means(package):
    made = book(package, "spending")
    for cell, field in zip(made["spending"][1], package.resource("spending").fields, strict=True):
        assert field.description in cell.comment.text
        assert ("needed" in cell.comment.text) == field.required
    assert "Unit: currency unit" in made["spending"].cell(1, 8).comment.text
    described = [row[1].value for row in made["dictionary"].iter_rows(min_row=2)]
    assert described == package.resource("spending").field_names


def test_controlled_values_have_a_list_that_refuses_others(package):
    made = book(package, "agreements")
    for name in ("kind", "status", "topic", "dated_by", "party_list", "confidence"):
        assert offered(made, "agreements", name) == list(
            package.resource("agreements").field(name).enum
        )
        assert rule(made["agreements"], name).errorStyle in (None, "stop")
    assert rule(made["agreements"], "title") is None
    truths = book(package, "sources")
    assert offered(truths, "sources", "is_copy") == ["true", "false"]


def test_ids_have_a_list_that_warns_of_others_and_says_whose_they_are(package):
    made = book(package, "agreement_parties")
    bodies = {row["organization_id"]: row["name"] for row in mini.rows("organizations")}
    assert offered(made, "agreement_parties", "organization_id") == list(bodies)
    found = rule(made["agreement_parties"], "organization_id")
    assert found.errorStyle == "warning" and "organizations" in found.error
    headings = [cell.value for cell in made["lists"][1]]
    names = headings.index("names in organizations") + 1
    listed = [made["lists"].cell(row, names).value for row in range(2, 2 + len(bodies))]
    assert listed == list(bodies.values())


def test_a_list_is_there_once_and_long_tables_have_none(package, monkeypatch):
    made = book(package, "agreements", "agreement_parties")
    headings = [cell.value for cell in made["lists"][1]]
    assert len(set(headings)) == len(headings)
    assert headings.count("ids of sources") == 1
    monkeypatch.setattr(template, "LONGEST", 3)
    short = book(package, "agreement_parties")
    assert rule(short["agreement_parties"], "organization_id") is None
    assert offered(short, "agreement_parties", "source_id") == ["list", "news"]


def test_ids_and_vague_dates_are_text_and_dates_and_numbers_are_not(package):
    made = book(package, "launches", "satellites", "sources")
    formats = {
        ("launches", "launch_id"): "@",
        ("launches", "launch_time_utc"): "@",
        ("launches", "launched_on"): "yyyy-mm-dd",
        ("satellites", "ended_on"): "@",
        ("satellites", "norad_id"): "0",
        ("satellites", "perigee_km"): "General",
        ("sources", "is_copy"): "@",
    }
    for (sheet, name), expected in formats.items():
        at = column(made[sheet], name)
        columns = made[sheet].column_dimensions.values()
        (empty,) = (c.number_format for c in columns if c.min <= at <= c.max)
        assert empty == expected, name
        assert made[sheet].cell(2, at).number_format == expected, name


def test_the_example_is_the_row_that_the_schema_shows(package, tmp_path):
    shown = {f.name: f.example for f in package.resource("agreements").fields}
    row = example.example(package, package.resource("agreements"))
    assert row == {**shown, "agreement_id": f"example: {shown['agreement_id']}"}
    renamed = {**mini.rows("agreements")[0], "agreement_id": shown["agreement_id"]}
    held = descriptor.load(mini.write(tmp_path / "held", {"agreements": [renamed]}))
    row = example.example(held, held.resource("agreements"))
    assert row == {**renamed, "agreement_id": f"example: {shown['agreement_id']}"}


@pytest.mark.parametrize("table", mini.TABLES)
def test_the_example_is_known_and_no_row_is_taken_for_it(package, table):
    resource = package.resource(table)
    assert example.is_example(example.example(package, resource), resource)
    assert not any(example.is_example(row, resource) for row in mini.rows(table))
    assert not example.is_example({}, resource)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", mini.TABLES)
def test_reading_a_template_finds_no_row_and_says_nothing(package, tmp_path, table, form):
    path = tmp_path / f"rows.{form}"
    resource = package.resource(table)
    if form == "csv":
        path.write_text(template.to_csv(package, resource), encoding="utf-8")
    else:
        path.write_bytes(template.to_xlsx(package, [resource]))
    found = read_one(str(path), package)
    assert (found.table, found.rows, found.problems, found.notes) == (table, [], [], [])


def test_a_row_that_was_written_over_the_example_is_not_lost_in_silence(package, tmp_path):
    text = template.to_csv(package, package.resource("payloads"))
    path = tmp_path / "rows.csv"
    path.write_text(text.replace("FRA", "COMB"), encoding="utf-8")
    found = read_one(str(path), package)
    (note,) = found.notes
    assert found.rows == [] and note.startswith('line 2 is not read: its id begins with "example:"')


def test_the_same_package_gives_the_same_bytes(package):
    tables = [package.resource("launches"), package.resource("satellites")]
    first = template.to_xlsx(package, tables)
    time.sleep(1.1)  # a stamp of the time would show
    assert template.to_xlsx(package, tables) == first


def test_csv_has_the_columns_and_the_example(package, tmp_path, capsys):
    out = tmp_path / "rows.csv"
    where = ["--package", str(package.basepath)]
    assert main(["template", "spending", "--out", str(out), *where]) == 0
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row == example.example(package, package.resource("spending"))


def test_a_file_that_is_there_is_never_overwritten(package, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    where = ["--package", str(package.basepath)]
    assert main(["template", "agreements", *where]) == 0
    assert openpyxl.load_workbook("agreements.xlsx").sheetnames[0] == "agreements"
    before = (tmp_path / "agreements.xlsx").read_bytes()
    assert main(["template", "agreements", *where]) == 2
    assert "agreements.xlsx is there already" in capsys.readouterr().err
    assert (tmp_path / "agreements.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["agrements"], 'did you mean "agreements"?'),
        (["agreements", "sources", "--format", "csv"], "a CSV file holds one table"),
        (["agreements", "--out", "no/such/folder/a.xlsx"], "no/such/folder"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line(
    package, tmp_path, monkeypatch, capsys, args, said
):
    monkeypatch.chdir(tmp_path)
    assert main(["template", *args, "--package", str(package.basepath)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not list(tmp_path.glob("*.xlsx")) and not list(tmp_path.glob("*.csv"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_rows_of_some_ids_are_there_to_be_corrected(package, tmp_path, form):
    out, where = tmp_path / f"rows.{form}", ["--package", str(package.basepath)]
    ids = ["AGA", "COMB"]
    assert main(["template", "organizations", "--ids", *ids, "--out", str(out), *where]) == 0
    known = {row["organization_id"]: row for row in mini.rows("organizations")}
    checked = check(package, [str(out)])
    assert [one.status for one in checked.statuses] == ["identical"] * 2
    assert checked.report.problems == []
    assert [row.cells for row in checked.merge.contributed] == [known[one] for one in ids]


def test_a_part_of_a_key_names_all_its_rows_and_other_sheets_are_empty(package, tmp_path, capsys):
    out, where = tmp_path / "rows.xlsx", ["--package", str(package.basepath)]
    tables = ["agreements", "agreement_parties", "sources"]
    ids = ["--ids", "lands-accord", "Nobody", "lands-acord"]
    assert main(["template", *tables, *ids, "--out", str(out), *where]) == 0
    told = capsys.readouterr().err
    assert 'no row has the id "Nobody"\n' in told
    assert 'no row has the id "lands-acord"; is "lands-accord" meant?' in told
    checked = check(package, [str(out)])
    parties = [r for r in mini.rows("agreement_parties") if r["agreement_id"] == "lands-accord"]
    assert len(checked.statuses) == 1 + len(parties)
    assert {one.status for one in checked.statuses} == {"identical"}


def test_ids_that_no_row_has_are_told_with_what_is_like_them(
    package, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    where = ["--package", str(package.basepath)]
    assert main(["template", "organizations", "--ids", "Beland Rockets", *where]) == 2
    assert 'is "COMB" (name of an organization) meant?' in capsys.readouterr().err
    assert not list(tmp_path.glob("*.xlsx"))


@office.needs_office
def test_libreoffice_sees_the_same_cells(package):
    names, *rows = office.rows("launches-launches")
    seen = [dict(zip(names, row, strict=True)) for row in rows]
    assert seen == [example.example(package, package.resource("launches"))]
