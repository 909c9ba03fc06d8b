"""What contributed cells can be meant as: one meaning is a fix, several are a hint, and the copy
differs from the file in the fixed cells only."""

from __future__ import annotations

import csv
import io
import zipfile

import openpyxl
import pytest

from spaceties.contribute import fixes
from spaceties.contribute.read import rows as reading
from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage import descriptor
from spaceties.datapackage.report.readings import readings, tidy
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.matching import names
from tests import mini
from tests.contributions import read_one


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


@pytest.fixture(scope="module")
def lookups(package):
    rows = {name: mini.rows(name) for name in mini.TABLES}
    namesake = {"organization_id": "RKT2", "name": "Beland Rockets", "short_name": "NEWCO"}
    rows["organizations"].append({**namesake, "other_names": "Rockets of Beland; BR-2"})
    return names.lookups(rows, package)


DAY, VAGUE = ("launches", "launched_on"), ("agreements", "signed_on")
NUMBER, WHOLE = ("satellites", "perigee_km"), ("spending", "amount")
DEGREES, TRUTH = ("launch_sites", "latitude"), ("sources", "is_copy")
STATUS, CURRENCY = ("agreements", "status"), ("spending", "currency")
CERTAIN = [
    (DAY, "15/01/2016", "2016-01-15"),
    (DAY, "01/15/2016", "2016-01-15"),
    (DAY, "15.01.2016", "2016-01-15"),
    (DAY, "05/05/2019", "2019-05-05"),
    (DAY, "2016/1/5", "2016-01-05"),
    (DAY, "20160115", "2016-01-15"),
    (DAY, "15 Jan 2016", "2016-01-15"),
    (DAY, "15-Jan-2016", "2016-01-15"),
    (DAY, "January 15, 2016", "2016-01-15"),
    (DAY, "2016 Jan 15", "2016-01-15"),
    (DAY, "2016-01-15 00:00:00", "2016-01-15"),
    (VAGUE, "15/01/2016?", "2016-01-15?"),
    (VAGUE, "Jan 2016", "2016-01"),
    (VAGUE, "1/2016", "2016-01"),
    (VAGUE, "2016-1", "2016-01"),
    (VAGUE, "1990s", "199X"),
    (VAGUE, "c. 1990", "1990~"),
    (NUMBER, "710,5", "710.5"),
    (NUMBER, "1.234,5", "1234.5"),
    (NUMBER, "1,234.5", "1234.5"),
    (NUMBER, "12,345,678", "12345678"),
    (NUMBER, "1 234,5", "1234.5"),
    (NUMBER, "710 km", "710"),
    (DEGREES, "1,234", "1.234"),
    (DEGREES, "\u221212.5", "-12.5"),
    (WHOLE, "1,000", "1000"),
    (WHOLE, "1 000 000", "1000000"),
    (WHOLE, "1.000.000", "1000000"),
    (WHOLE, "5.0", "5"),
    (TRUTH, "TRUE", "true"),
    (TRUTH, "No", "false"),
    (STATUS, "In force", "in_force"),
    (CURRENCY, "usd", "USD"),
]
DOUBTFUL = [
    (DAY, "03/04/2019", {"2019-04-03", "2019-03-04"}),
    (DAY, "3-4-2019", {"2019-04-03", "2019-03-04"}),
    (VAGUE, "03.04.2019", {"2019-04-03", "2019-03-04"}),
    (NUMBER, "1,234", {"1234", "1.234"}),
    (WHOLE, "1.234", {"1234"}),
    (WHOLE, "1.5E+06", {"1500000"}),
    (DAY, "42384", {"2016-01-15"}),
]
OPAQUE = [
    (DAY, "2016-01-15"), (DAY, "2016-01-15 16:57"), (DAY, "31/02/2016"),
    (DAY, "15/01/16"), (DAY, "Jan 2016"),
    (DAY, "soon"), (VAGUE, "2012-23"),
    (VAGUE, "2012/2014"), (VAGUE, "2016/12"), (NUMBER, "1.234"), (NUMBER, "7e2"),
    (NUMBER, "700-710"), (NUMBER, "-5,5"), (WHOLE, "5,5"), (WHOLE, "1.5E+09"),
    (TRUTH, "perhaps"), (STATUS, "in_force"), (STATUS, "forced"), (CURRENCY, "dollars"),
]  # fmt: skip


def column_of(package, table, column):
    field = package.resource(table).field(column)
    return ColumnValidator(field, package.resource(table).missing_of(field))


@pytest.mark.parametrize(("column", "text", "meant"), CERTAIN)
def test_what_can_be_meant_one_way_is_known(package, column, text, meant):
    found = readings(text, column_of(package, *column))
    assert [(one.text, one.certain) for one in found] == [(meant, True)]


@pytest.mark.parametrize(("column", "text", "meant"), DOUBTFUL)
def test_what_can_be_meant_two_ways_has_both(package, column, text, meant):
    found = readings(text, column_of(package, *column))
    assert {one.text for one in found} == meant
    assert len({one.why for one in found}) == len(meant)
    assert len(meant) > 1 or not found[0].certain


@pytest.mark.parametrize(("column", "text"), OPAQUE)
def test_what_is_right_or_unknown_is_left(package, column, text):
    assert readings(text, column_of(package, *column)) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  a  b\u00a0c ", "a b c"),
        ("\ufeffAlsat\u200b 1\u00ad", "Alsat 1"),
        ("\u200e Alsat \u200f", "Alsat"),
        ("e\u0301", "é"),
        ("a\nb\n", "a\nb"),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_text_is_tidied(text, plain):
    assert tidy(text) == plain
    assert tidy(plain) == plain


@pytest.mark.parametrize(
    ("table", "text", "ids"),
    [
        ("countries", "Aland", {"AAA"}),
        ("countries", "bb", {"BBB"}),
        ("countries", "BL", {"BBB"}),
        ("countries", "aaa", {"AAA"}),
        ("countries", "AAA", set()),
        ("countries", "Nowhere", set()),
        ("organizations", "aland space-agency", {"AGA"}),
        ("organizations", "NewCo", {"RKT2"}),
        ("organizations", "rockets of béland", {"RKT2"}),
        ("organizations", "BR 2", {"RKT2"}),
        ("organizations", "Beland Rockets", {"COMB", "RKT2"}),
        ("launch_vehicles", "Rocket B", {"rocket-b"}),
        ("sources", "LIST", {"list"}),
    ],
)
def test_names_codes_and_aliases_mean_ids(lookups, table, text, ids):
    assert {one.text for one in lookups.readings(text, table)} == ids


def read(tmp_path, content, package, name="rows.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_one(str(path), package)


UNTIDY = (
    "launch_id;launched_on;vehicle_id;provider_id;country_id;outcome;pad\r\n"
    '2016-001;15/01/2016;Rocket B;COMB;Aland;Success;" 1  a"\r\n'
    "2016-002;03/04/2019;rocket-b;beland rockets;bb;success;=1+1\r\n"
)


def suggest(contribution, package, lookups):
    return fixes.suggest([contribution], package, lookups)


def test_fixes_and_doubts_of_a_file(tmp_path, package, lookups):
    contribution = read(tmp_path, UNTIDY, package)
    found = suggest(contribution, package, lookups)
    assert [(f.line, f.column, f.before, f.after) for f in found.fixes] == [
        (2, "launched_on", "15/01/2016", "2016-01-15"),
        (2, "vehicle_id", "Rocket B", "rocket-b"),
        (2, "country_id", "Aland", "AAA"),
        (2, "outcome", "Success", "success"),
        (2, "pad", " 1  a", "1 a"),
        (3, "country_id", "bb", "BBB"),
    ]
    doubts = {place[1:]: hint for place, hint in found.without_fixes().hints.items()}
    assert doubts == {
        (3, "launched_on"): ('"2019-04-03" (day first) or "2019-03-04" (month first)', ""),
        (3, "provider_id"): (
            '"COMB" (name of an organization) or "RKT2" (name of an organization)',
            "",
        ),
    }
    problems = fixes.untidy([contribution], found, [])
    assert {p.code for p in problems} == {ContributionCode.UNTIDY}
    assert problems[2].hint == '"AAA" (name of a country); --fix writes it'


def test_applied_fixes_leave_nothing_to_fix(tmp_path, package, lookups):
    contribution = read(tmp_path, UNTIDY, package)
    fixed = fixes.apply(contribution, suggest(contribution, package, lookups).fixes)
    assert fixed.rows[0].cells["country_id"] == "AAA"
    assert contribution.rows[0].cells["country_id"] == "Aland"
    assert suggest(fixed, package, lookups).fixes == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_copy_differs_in_the_fixed_cells_only(tmp_path, package, lookups, encoding):
    text = UNTIDY + "2016-003;2016-01-20;rocket-b;COMB;;\"success\";'Größe, für'\r\n"
    contribution = read(tmp_path, text.encode(encoding), package)
    target = tmp_path / "copy.csv"
    target.write_bytes(fixes.copied([contribution], suggest(contribution, package, lookups).fixes))
    expected = (
        text.replace("15/01/2016", "2016-01-15")
        .replace("Rocket B", "rocket-b")
        .replace("Aland", "AAA")
        .replace("Success", "success")
        .replace('" 1  a"', "1 a")
        .replace(";bb;", ";BBB;")
    )
    written = "utf-8-sig" if encoding == "cp1252" else encoding
    assert target.read_bytes() == expected.encode(written)


def test_a_copy_quotes_what_needs_it(tmp_path, package, lookups):
    text = 'source_id,title\r"a","x,  ""y""\rz"\rb,c'
    contribution = read(tmp_path, text, package)
    target = tmp_path / "copy.csv"
    target.write_bytes(fixes.copied([contribution], suggest(contribution, package, lookups).fixes))
    with target.open(newline="") as file:
        assert file.read() == 'source_id,title\ra,"x, ""y""\rz"\rb,c'


def workbook(tmp_path):
    import datetime

    import xlsxwriter

    path = str(tmp_path / "rows.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("rows")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["launch_id", "launched_on", "country_id", "provider_id", "pad"])
        sheet.write_row(1, 0, ["2016-001", 42384, "Aland", "COMB"])
        sheet.write_string(1, 4, " a <b> & ", bold)
        sheet.write_row(2, 0, ["2016-002"])
        sheet.write_datetime(2, 1, datetime.datetime(2016, 1, 16), day)
        sheet.write_formula(2, 2, '="Al"&"and"', None, "Aland")
        sheet.write_row(2, 3, ["COMB", "=1+1 "])
        sheet.data_validation(1, 3, 9, 3, {"validate": "list", "source": ["COMB", "AGA"]})
        book.add_worksheet("more").write(0, 0, "text")
    return path


def test_a_copy_of_a_workbook_differs_in_the_fixed_cells_only(tmp_path, package, lookups):
    path = workbook(tmp_path)
    contribution = read_one(path, package)
    found = suggest(contribution, package, lookups).fixes
    assert [(f.line, f.column, f.before, f.after) for f in found] == [
        (2, "launched_on", "42384", "2016-01-15"),
        (2, "country_id", "Aland", "AAA"),
        (2, "pad", " a <b> & ", "a <b> &"),
    ]
    hints = suggest(contribution, package, lookups).hints
    assert hints[contribution.file, 3, "country_id"] == (
        '"AAA" (name of a country)',
        "; mend it by hand",
    )
    target = tmp_path / "copy.xlsx"
    target.write_bytes(fixes.copied([contribution], found))
    again = read_one(str(target), package)
    assert again.rows == fixes.apply(contribution, found).rows
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target) as new:
        assert old.namelist() == new.namelist()
        differing = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert differing == ["xl/worksheets/sheet1.xml"]
    sheet = openpyxl.load_workbook(target)["rows"]
    assert sheet["C3"].data_type == "f"
    assert (sheet["E2"].value, sheet["E2"].font.bold) == ("a <b> &", True)
    assert sheet["B3"].number_format == "dd/mm/yyyy"
    assert len(sheet.data_validations.dataValidation) == 1


def test_text_that_looks_like_a_formula_stays_text(tmp_path, package, lookups):
    book = openpyxl.Workbook()
    book.active.append(["source_id", "title"])
    book.active.append(["a", None])
    book.active["B2"].value, book.active["B2"].data_type = "  =cmd()", "s"
    path = tmp_path / "rows.xlsx"
    book.save(path)
    contribution = read_one(str(path), package)
    target = tmp_path / "copy.xlsx"
    target.write_bytes(fixes.copied([contribution], suggest(contribution, package, lookups).fixes))
    cell = openpyxl.load_workbook(target).active["B2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_the_tables_themselves_need_no_fix():
    package = descriptor.load(mini.ROOT / "datapackage.json")
    rows = {}
    for table in package.resources:
        files = [package.basepath / path for path in table.paths]
        rows[table.name] = [
            row for file in files for row in csv.DictReader(io.StringIO(file.read_text("utf-8")))
        ]
    lookups = names.lookups(rows, package)
    for table in package.resources:
        paths = [str(package.basepath / path) for path in table.paths]
        for contribution in reading.read_all(paths, package):
            found = fixes.suggest([contribution], package, lookups, kept=lambda *_: True)
            assert found == fixes.Suggestions()
