"""What a reader of a sheet sees: read as it is shown, or told with the place."""

from __future__ import annotations

import csv
import datetime
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from spaceties.contribute.check import check
from spaceties.contribute.read.grid import is_error
from spaceties.contribute.read.number_formats import doubt, show
from spaceties.datapackage import descriptor
from tests import mini
from tests.contributions import good, read_one

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


@dataclass
class Page:
    """A sheet in the making: rows of a table, and what is done to it before it is saved."""

    table: str = "spending"
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self):
        years = ("2003", "2004", "2005")
        self.rows = self.rows or [
            good("spending", spending_id=f"aga-{y}", fiscal_year=y, period=y, note="Plan")
            for y in years
        ]
        self.book = openpyxl.Workbook()
        self.sheet = self.book.active
        self.columns = list(dict.fromkeys(name for row in self.rows for name in row))
        for line in ([*self.columns], *([row.get(n) for n in self.columns] for row in self.rows)):
            self.sheet.append(line)

    def at(self, column: str, line: int) -> str:
        """The reference of a cell."""
        return openpyxl.utils.get_column_letter(1 + self.columns.index(column)) + str(line)

    def letter(self, column: str) -> str:
        return self.at(column, 1)[:-1]

    def merge(self, column: str, first: int, last: int, until: str | None = None) -> str:
        area = f"{self.at(column, first)}:{self.at(until or column, last)}"
        self.sheet.merge_cells(area)
        return area

    def saved(self, folder) -> str:
        path = str(folder / "rows.xlsx")
        self.book.save(path)
        return path


def change(path, part, pattern, text):
    """Changes the XML of a part of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    parts[part], count = re.subn(pattern, lambda _: text, parts[part])
    assert count
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def told(page, folder, package):
    """(code, line, column, message) of what a check says of a sheet."""
    report = check(package, [page.saved(folder)]).report
    return [(p.code, p.line, p.column, p.message) for p in report.problems]


def brief(found):
    return [(code, line, column) for code, line, column, _ in found]


# Merged cells


def test_merged_cells_are_told_once_with_their_area(tmp_path, package):
    page = Page()
    notes, amounts = page.merge("note", 2, 4), page.merge("amount", 3, 4)
    found = told(page, tmp_path, package)
    assert brief(found) == [("F330", 2, "note"), ("F330", 3, "amount")]
    assert notes in found[0][3] and amounts in found[1][3]


def test_cells_merged_sideways_are_told(tmp_path, package):
    page = Page()
    area = page.merge("fiscal_year", 3, 3, until="period")
    (one,) = told(page, tmp_path, package)
    assert one[:3] == ("F330", 3, "fiscal_year") and area in one[3]


def test_what_stands_behind_a_merged_cell_is_told(tmp_path, package):
    page = Page()
    page.sheet.merged_cells.add(f"{page.at('note', 2)}:{page.at('note', 3)}")
    (one,) = told(page, tmp_path, package)
    assert f"{page.at('note', 3)} holds others that nobody sees" in one[3]


def test_a_title_among_the_rows_is_one_problem(tmp_path, package):
    page = Page()
    page.sheet.insert_rows(3)
    page.sheet["A3"] = "Later years"
    page.merge(page.columns[0], 3, 3, until=page.columns[-1])
    found = told(page, tmp_path, package)
    assert brief(found) == [("F350", 3, None)]  # that it is no row says all


@pytest.mark.parametrize("area", ["A9:C12", "Z1:Z4", "A1:A1"])
def test_merged_cells_without_a_value_are_nothing(tmp_path, package, area):
    page = Page()
    page.sheet.merged_cells.add(area)
    assert told(page, tmp_path, package) == []


def test_labels_that_are_merged_downwards_are_read(tmp_path, package):
    page = Page()
    page.sheet.insert_rows(1)
    for column in page.columns:
        below = page.sheet[page.at(column, 2)]
        if column not in ("amount", "currency"):
            page.sheet[page.at(column, 1)], below.value = below.value, None
            page.merge(column, 1, 2)
    page.sheet[page.at("amount", 1)] = "Money"
    contribution = read_one(page.saved(tmp_path), package)
    assert contribution.problems == []
    assert [dict(row.cells) for row in contribution.rows] == page.rows


# What is hidden


def test_hidden_rows_and_columns_are_told(tmp_path, package):
    page = Page()
    for row in (2, 3):
        page.sheet.row_dimensions[row].hidden = True
    page.sheet.column_dimensions[page.letter("note")].hidden = True
    found = told(page, tmp_path, package)
    assert brief(found) == [("F332", 1, "note"), ("F332", 2, None)]
    assert "rows 2-3 are hidden" in found[1][3]
    assert f"column {page.letter('note')} is hidden" in found[0][3]


def test_a_hidden_sheet_is_told(tmp_path, package):
    page = Page()
    page.book.create_sheet("notes")
    page.sheet.sheet_state = "veryHidden"
    assert brief(told(page, tmp_path, package)) == [("F332", 1, None)]


def test_hidden_columns_that_hold_nothing_are_nothing(tmp_path, package):
    page = Page()
    page.sheet.column_dimensions["Z"].hidden = True
    page.sheet.row_dimensions[9].hidden = True
    assert told(page, tmp_path, package) == []


# Number formats: value, format, what else is said, what is shown if it must be told.
FORMATS = [
    (0.125, "0.0%", "", "12.5%"),
    (0.125, "0%", "percent", "13%"),
    (18, '#,##0" million"', "", "18 million"),
    (18, '0" млн"', "", "18 млн"),
    (18, '0"亿"', "", "18亿"),
    (18, 'General" Mio."', "", "18 Mio."),
    (1200, "[$$-409]#,##0", "eur", "$1,200"),
    (1200, '#,##0.00\\ "€"', "usd", "1,200.00 €"),
    (1200, "#,##0 [$UAH]", "usd", "1,200 UAH"),
    (1200, '"$"#,##0_);\\("$"#,##0\\)', "", "$1,200"),
    (1200, '#,##0" ₽"', "eur", "1,200 ₽"),
    (1200, '"CHF "0', "", "CHF 1200"),
    (72e6, "#,##0,", "", "72,000"),
    (72e6, '0.0,"M"', "", "72000.0M"),
    (700, '0" mi"', "km", "700 mi"),
    (5, '"ca. "0', "", "ca. 5"),
    (5, '">"0', "", ">5"),
    (2018, '0"?"', "", "2018?"),
    (5, "0*", "", None),
    (5, '0"*"', "", "5*"),
    (5, ";;;", "", ""),
    (-5, "0;0", "", "5"),
    (1, '"yes";"no"', "", "yes"),
    (0, '0;-0;"none"', "", "none"),
    ("Plan", '@" (est.)"', "", "Plan (est.)"),
    ("Plan", ";;;", "", ""),
    ("Plan", "0.0%", "", None),
    ("Plan", "@", "", None),
    (1200, "[$$-409]#,##0", "usd", None),
    (1200, "[$$-409]#,##0", "aud", None),
    (1200, '#,##0.00\\ "€"', "eur", None),
    (1200, "#,##0 [$UAH]", "uah", None),
    (72e6, '0.0,,"M"', "", None),
    (72e6, '#,##0.0,," млн"', "", None),
    (72e6, '0\\.0,"万"', "", None),
    (72e9, '0.0,,,"bn"', "", None),
    (700, '0" km"', "km", None),
    (700.5, '0.0"°"', "deg", None),
    (12.5, '0.0"%"', "percent", None),
    (-5, "#,##0;(#,##0)", "", None),
    (-5, "#,##0;[Red]-#,##0", "", None),
    (5, "+0;-0", "", None),
    (1250, "# ##0", "", None),
    (1250, "#,##0.00", "", None),
    (1250, "0.00E+00", "", None),
    (12.5, "# ?/?", "", None),
    (41238, "00000000", "", None),
    (5, "General", "", None),
    (0, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)', "", None),
    (42374, "yyyy-mm-dd", "", None),
]


@pytest.mark.parametrize(("value", "form", "said", "shown"), FORMATS)
def test_a_format_that_says_something_else_is_told(value, form, said, shown):
    assert doubt(value, form, {said}) == shown


SHOWN = [form for _, form, *_ in FORMATS if not set(form) & set("y@E/*")]
VALUES = [0, 1, 5, 12.5, 0.125, 18, 1200, 1234567, 72000000, -5, -1234.5, 2006003]


def converted(path, kind: str, folder) -> None:
    """LibreOffice's own copy of a file in another format."""
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", kind, "--outdir", folder, path]
    assert subprocess.run(command, capture_output=True, timeout=300).returncode == 0


@needs_office
def test_numbers_are_shown_as_libreoffice_shows_them(tmp_path):
    book = openpyxl.Workbook()
    for line, form in enumerate(SHOWN, 1):
        for column, value in enumerate(VALUES, 1):
            book.active.cell(line, column, value).number_format = form
    book.save(tmp_path / "numbers.xlsx")
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
    converted(tmp_path / "numbers.xlsx", options, tmp_path)
    seen = csv.reader(io.StringIO((tmp_path / "numbers.csv").read_text("utf-8")))
    for form, row in zip(SHOWN, seen, strict=True):
        ours = [(show(value, form) or show(value, "General")).text for value in VALUES]
        theirs = [text.replace("- ", "-").strip() for text in row]
        assert ours == theirs, form


def test_one_format_of_a_column_is_one_problem(tmp_path, package):
    page = Page()
    for line, value in ((2, 12), (3, 13), (4, 14)):
        cell = page.sheet[page.at("amount", line)]
        cell.value, cell.number_format = value, '0" million"'
    (one,) = told(page, tmp_path, package)
    assert one[:3] == ("F331", 2, "amount")
    assert 'shows "12 million", the cell holds "12"' in one[3] and "2 more cells" in one[3]


@pytest.mark.parametrize(("form", "count"), [("[$€-407]#,##0", 0), ("[$$-409]#,##0", 1)])
def test_a_sign_of_the_currency_of_the_row_is_nothing_new(tmp_path, package, form, count):
    page = Page()
    cell = page.sheet[page.at("amount", 2)]
    cell.value, cell.number_format = 1250, form
    assert [code for code, *_ in told(page, tmp_path, package)] == ["F331"] * count


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (7, "000", "007"),
        (2006003, "0000-000", "2006-003"),
        (7, "0.00", "7"),
        (1250, "#,##0", "1250"),
    ],
)
def test_a_code_is_read_as_it_is_shown(tmp_path, package, value, form, text):
    page = Page("launches", [good("launches", flight=value)])
    page.sheet[page.at("flight", 2)].number_format = form
    (row,) = read_one(page.saved(tmp_path), package).rows
    assert row.cells["flight"] == text


# Days and times

TIMES = [
    (datetime.time(7, 8), "h:mm", "07:08"),
    (datetime.time(7, 8), "h:mm:ss", "07:08:00"),
    (datetime.time(7, 8, 30), "h:mm:ss", "07:08:30"),
    (datetime.time(7, 8, 30), "h:mm", "07:08:30"),
    (datetime.time(19, 8), "h:mm AM/PM", "19:08"),
    (datetime.time(19, 8), "[$-F400]h:mm:ss AM/PM", "19:08:00"),
    (datetime.datetime(2006, 2, 3, 7, 8), "hh:mm", "07:08"),
    (datetime.datetime(2006, 2, 3, 7, 8), "hh:mm:ss", "07:08:00"),
    (datetime.datetime(2006, 2, 3), "hh:mm", "00:00"),
    (datetime.timedelta(hours=7, minutes=8), "[h]:mm", "07:08"),
    (datetime.timedelta(hours=25, minutes=8), "[h]:mm", "25:08"),
    (datetime.timedelta(hours=7, minutes=8), "[hh]:mm:ss", "07:08:00"),
]


@pytest.mark.parametrize(("value", "form", "text"), TIMES)
def test_times_have_the_precision_that_is_shown(tmp_path, package, value, form, text):
    page = Page("launches", [good("launches", launch_time_utc=value)])
    page.sheet[page.at("launch_time_utc", 2)].number_format = form
    contribution = read_one(page.saved(tmp_path), package)
    assert contribution.rows[0].cells["launch_time_utc"] == text
    assert contribution.problems == []


DAYS = [
    ("yyyy-mm-dd", "2005-02-01"), ("mmm yyyy", "2005-02"), ("yyyy", "2005"),
    ('yyyy"年"m"月"', "2005-02"), ('yyyy"年"m"月"d"日"', "2005-02-01"), ("mm/yy", "2005-02"),
    ("[$-411]ge.m.d", "2005-02-01"), ("[$-404]e/m/d", "2005-02-01"),
    ("d\\.\\ mmmm\\ yyyy", "2005-02-01"),
    ("yyyy-mm-dd hh:mm:ss", "2005-02-01"), ("mmmm\\,\\ yyyy;@", "2005-02"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "text"), DAYS)
def test_days_have_the_precision_that_is_shown(tmp_path, package, form, text):
    row = good("agreement_parties", joined_on=datetime.date(2005, 2, 1))
    page = Page("agreement_parties", [row])
    page.sheet[page.at("joined_on", 2)].number_format = form
    contribution = read_one(page.saved(tmp_path), package)
    assert contribution.rows[0].cells["joined_on"] == text
    assert contribution.problems == []


@pytest.mark.parametrize("form", ["d-mmm", "dd/mm", 'm"月"d"日"'])
def test_a_day_without_its_year_is_told(tmp_path, package, form):
    page = Page(
        "agreement_parties", [good("agreement_parties", joined_on=datetime.date(2026, 2, 7))]
    )
    page.sheet[page.at("joined_on", 2)].number_format = form
    found = [(p.code, p.column) for p in read_one(page.saved(tmp_path), package).problems]
    assert found == [("F331", "joined_on")]


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57])
def test_the_dates_of_east_asian_programs_are_dates(tmp_path, package, number):
    page = Page("agreement_parties", [good("agreement_parties", joined_on=38384)])
    page.sheet[page.at("joined_on", 2)].number_format = "0.000"
    path = page.saved(tmp_path)
    change(path, "xl/styles.xml", "<numFmts.*?</numFmts>", "")
    change(path, "xl/styles.xml", 'numFmtId="164"', f'numFmtId="{number}"')
    assert read_one(path, package).rows[0].cells["joined_on"] == "2005-02-01"


# Error values and escapes


ERRORS = re.findall(
    r"\S+",
    """#REF! #N/A #VALUE! #NAME? #DIV/0! #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #BUSY!
    #BEZUG! #NV #WERT! #ZAHL! #ÜBERLAUF! #VALEUR! #NOM? #NOMBRE! #¡REF! #¿NOMBRE? #¡DIV/0!
    #RIF! #NÚM! #N/D #ADR! #ARG! #LICZBA! #DZIEL/0! #ДЕЛ/0! #Н/Д #ЗНАЧ! #ССЫЛКА! #ИМЯ? #VERW!
    #DEEL/0! #SAYI/0! #DEĞER! #YOK Err:502 Err:508 ####### #ERROR!""",
)


@pytest.mark.parametrize("text", ERRORS)
def test_error_values_of_any_language(text):
    assert is_error(text) and is_error(f" {text} ")


@pytest.mark.parametrize(
    "text", ["#1", "#space", "#Artemis!", "No. #5?", "Error", "Err", "##", "C#", "#NASA"]
)
def test_texts_that_are_no_error_values(text):
    assert not is_error(text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("one_x000D_\ntwo", "one\r\ntwo"), ("a_x0041_b", "aAb"), ("a_x005F_x0041_b", "a_x0041_b"),
        ("_x0009_tab", "\ttab"), ("_xD83D__xDE80_", "🚀"), ("snake_x_case", "snake_x_case"),
        ("a_xZZZZ_b", "a_xZZZZ_b"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inline", [True, False])
def test_escapes_are_the_characters_that_they_stand_for(tmp_path, package, raw, text, inline):
    page = Page("spending", [good("spending", note="RAW")])
    path = page.saved(tmp_path)
    if not inline:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for line, cells in enumerate(page.sheet.values):
                sheet.write_row(line, 0, cells)
    part = "xl/worksheets/sheet1.xml" if inline else "xl/sharedStrings.xml"
    change(path, part, "RAW", raw)
    assert read_one(path, package).rows[0].cells["note"] == text


# Strict OOXML, formulas that were never computed, rich texts, links and comments

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def test_strict_workbooks_are_read(tmp_path, package):
    day = datetime.date(2006, 2, 3)
    row = good("launches", launched_on=day, launch_time_utc=datetime.time(7, 8))
    page = Page("launches", [row])
    page.sheet[page.at("launch_time_utc", 2)].number_format = "h:mm"
    page.sheet.merge_cells("P2:P3")
    path = page.saved(tmp_path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    place = page.at("launched_on", 2)
    sheet = "xl/worksheets/sheet1.xml"
    cell = rf'<c r="{place}"([^>]*?)( t="n")?><v>38751</v>'
    parts[sheet], count = re.subn(cell, rf'<c r="{place}"\1 t="d"><v>2006-02-03</v>', parts[sheet])
    assert count == 1
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            for old_name, strict in STRICT.items():
                content = content.replace(old_name, strict)
            new.writestr(name, content)
    contribution = read_one(path, package)
    assert contribution.problems == []
    assert contribution.rows[0].cells == good("launches")


@pytest.mark.parametrize(("value", "codes"), [(0, ["F326"]), (1250, [])])
def test_a_formula_that_was_never_computed_is_told(tmp_path, package, value, codes):
    path, row = str(tmp_path / "rows.xlsx"), good("spending")
    with xlsxwriter.Workbook(path) as book:  # writes 0 for what it cannot compute
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
        sheet.write_formula(1, list(row).index("amount"), "=5*250", None, value)
    assert [problem.code for problem in read_one(path, package).problems] == codes


def rich(tmp_path, column: str, *parts) -> str:
    """A workbook whose only cell of interest has parts of several formats."""
    path, row = str(tmp_path / "rows.xlsx"), good("spending")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
        told = [book.add_format(part) if isinstance(part, dict) else part for part in parts]
        sheet.write_rich_string(1, list(row).index(column), *told)
    return path


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["1250", {"font_script": 1}, "1"], "1250¹"),
        (["12 km", {"font_script": 1}, "2"], "12 km²"),
        (["CO", {"font_script": 2}, "2"], "CO₂"),
        (["1", {"font_script": 1}, "st"], "1st"),
        (["bold ", {"bold": True}, "and plain"], "bold and plain"),
    ],
)
def test_raised_and_lowered_figures_stay_so(tmp_path, package, parts, text):
    contribution = read_one(rich(tmp_path, "series", *parts), package)
    assert contribution.rows[0].cells["series"] == text


def test_a_figure_with_a_raised_mark_is_no_number(tmp_path, package):
    report = check(package, [rich(tmp_path, "amount", "1250", {"font_script": 1}, "1")]).report
    assert not report.valid


def test_what_is_crossed_out_is_told(tmp_path, package):
    parts = ["Plan ", {"font_strikeout": True}, "of 2002", " of 2003"]
    (problem,) = read_one(rich(tmp_path, "series", *parts), package).problems
    assert (problem.code, problem.line, problem.column) == ("F331", 2, "series")
    assert Page().at("series", 2) in problem.message


def test_rows_that_are_crossed_out_are_told_once(tmp_path, package):
    page = Page()
    for cell in page.sheet[3]:
        cell.font = openpyxl.styles.Font(strike=True)
    (one,) = told(page, tmp_path, package)
    assert one[:3] == ("F331", 3, page.columns[0]) and "more cells" in one[3]


def test_comments_and_links_are_told(tmp_path, package):
    page = Page()
    note, amount, source = page.at("note", 2), page.at("amount", 3), page.at("source_id", 2)
    page.sheet[note].hyperlink = "https://example.org/plan"
    page.sheet[source].hyperlink = "https://example.org/news"
    page.sheet[source].value = "news"
    page.sheet[amount].comment = openpyxl.comments.Comment("an estimate", "me")
    page.sheet["A1"].comment = openpyxl.comments.Comment("of the header", "me")
    contribution = read_one(page.saved(tmp_path), package)
    (said,) = contribution.notes
    assert f"{note} (https://example.org/plan)" in said and amount in said
    assert source in said and "A1" not in said
    assert contribution.problems == []


def test_links_to_what_the_cell_says_are_nothing(tmp_path, package):
    page = Page("sources", [good("sources")])
    page.sheet[page.at("url", 2)].hyperlink = good("sources")["url"]
    contribution = read_one(page.saved(tmp_path), package)
    assert contribution.notes == [] and contribution.rows[0].cells == page.rows[0]
