"""Contributed files of every usual form read as the same rows, and what is told of the others."""

from __future__ import annotations

import datetime
import io
import json

import pytest

from spaceties.contribute.read import rows as reading
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.rows import ContributionError
from spaceties.datapackage import descriptor
from spaceties.datapackage.report.codes import Code
from tests import mini
from tests.contributions import read_one

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["source_id", "title", "publisher", "published_on", "kind", "is_copy"]
ROWS = [
    ["map", "Carte; générale, à «l’œil»", "Éditeur", "2020-05", "book", "false"],
    ["log", 'The "log"\nin two lines', "A|B", "", "dataset", "false"],
    ["law", "Act", "", "1999", "law", "true"],
]


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


def delimited(rows=ROWS, header=HEADER, delimiter=",", ending="\n") -> str:
    """CSV with every cell quoted that needs it in any dialect."""

    def quoted(cell: str) -> str:
        special = any(c in cell for c in ',;\t|"\r\n')
        return '"' + cell.replace('"', '""') + '"' if special else cell

    lines = [delimiter.join(quoted(cell) for cell in row) for row in [header, *rows]]
    return ending.join(lines) + ending


def read(tmp_path, content, package, name="rows.csv", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_one(str(path), package, **options)


def workbook(tmp_path, *sheets, name="rows.xlsx", formats=None):
    """A workbook of (name, rows); formats: {cell: number format} for the first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cell, form in (formats or {}).items():
        book.worksheets[0][cell].number_format = form
    path = tmp_path / name
    book.save(path)
    return str(path)


def texts(contribution):
    return [[row.cells[name] for name in contribution.columns] for row in contribution.rows]


def found(contribution):
    return [(p.code, p.line, p.column, p.value) for p in contribution.problems]


DIALECTS = {
    "comma": delimited(),
    "semicolon": delimited(delimiter=";"),
    "tab": delimited(delimiter="\t"),
    "bar": delimited(delimiter="|"),
    "crlf": delimited(ending="\r\n"),
    "cr": delimited(ending="\r"),
    "mark": b"\xef\xbb\xbf" + delimited().encode(),
    "utf-16": delimited(delimiter="\t").encode("utf-16"),
    "utf-16 big": b"\xfe\xff" + delimited().encode("utf-16-be"),
    "utf-16 unmarked": delimited(delimiter=";").encode("utf-16-le"),
    "utf-32": delimited().encode("utf-32"),
    "no last break": delimited().rstrip("\n"),
    "empty rows at the end": delimited() + ",,,,,\n\n  \n,,,,,\n",
    "empty lines between": delimited().replace("\nlaw", "\n\n,,,,,\nlaw"),
    "empty columns at the end": delimited(
        rows=[[*row, "", ""] for row in ROWS], header=[*HEADER, "", ""]
    ),
    "excel's first line": "sep=;\r\n" + delimited(delimiter=";", ending="\r\n"),
    "titles": delimited(
        header=["Source", "TITLE", "Publisher *", "Published", "kind", "Is copy"]
    ),
    "a line above": "Sources that I found\n" + delimited(),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_rows(tmp_path, package, dialect):
    contribution = read(tmp_path, DIALECTS[dialect], package)
    assert contribution.table == "sources"
    assert contribution.columns == tuple(HEADER)
    assert texts(contribution) == ROWS
    assert contribution.problems == []


def test_columns_come_in_any_order(tmp_path, package):
    order = [4, 0, 5, 1, 3, 2]
    rows = [[row[n] for n in order] for row in ROWS]
    contribution = read(tmp_path, delimited(rows, [HEADER[n] for n in order]), package)
    assert contribution.columns == tuple(HEADER[n] for n in order)
    assert texts(contribution) == rows


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_physical_after_cells_of_several_lines(tmp_path, package, ending):
    text = delimited(ending=ending).replace("\n", ending).replace("\r\r\n", "\r\n")
    contribution = read(tmp_path, text, package)
    assert [row.line for row in contribution.rows] == [2, 3, 5]


def test_windows_1252_is_read_with_a_warning(tmp_path, package):
    contribution = read(tmp_path, delimited().encode("cp1252"), package)
    assert texts(contribution) == ROWS
    (problem,) = contribution.problems
    assert (problem.code, problem.severity, problem.line) == (
        ContributionCode.CODE_PAGE,
        "warning",
        2,
    )
    assert '"générale"' in problem.hint


def test_one_bad_cell_does_not_make_a_file_windows_1252(tmp_path, package):
    content = delimited().encode().replace(b"Act", b"Act \xe9")
    contribution = read(tmp_path, content, package)
    assert contribution.rows[0].cells["publisher"] == "Éditeur"
    assert found(contribution) == [(Code.ENCODING, 5, "title", "Act \\xe9")]
    assert '"Act é"' in contribution.problems[0].hint


FORM_ERRORS = [
    ("law,Act,,1999,law", (Code.MISSING_CELL, 2, None, None), "is_copy"),
    ("law,Act, 2nd,,1999,law,true", (Code.EXTRA_CELL, 2, None, "true"), "quotes"),
    ('law,A "b" c,,1999,law,true', (Code.STRAY_QUOTE, 2, "title", 'A "b" c'), "double"),
    ("law,A\0ct,,1999,law,true", (Code.NUL, 2, "title", "A\\0ct"), None),
    ("law,#REF!,,1999,law,true", (ContributionCode.ERROR_CELL, 2, "title", "#REF!"), "empty"),
    (
        "law," + "x" * 40_000 + ",,,law,true",
        (ContributionCode.LONG_CELL, 2, "title", "x" * 80 + "…"),
        None,
    ),
]


@pytest.mark.parametrize(("row", "problem", "hint"), FORM_ERRORS)
def test_a_row_of_bad_form_is_told_with_its_line(tmp_path, package, row, problem, hint):
    contribution = read(tmp_path, ",".join(HEADER) + "\n" + row + "\n", package)
    assert found(contribution) == [problem]
    assert hint is None or hint in contribution.problems[0].hint
    assert contribution.problems[0].key == "law"


def test_an_unclosed_quote_spoils_its_line_only(tmp_path, package):
    text = ",".join(HEADER) + '\nlaw,"Act,,1999,law,true\nlog,Log,,,book,true\n'
    contribution = read(tmp_path, text, package)
    assert (Code.UNCLOSED_QUOTE, 2, "title", "Act,,1999,law,true") in found(contribution)
    assert [row.cells["source_id"] for row in contribution.rows] == ["log"]


def test_labels_that_no_table_has_are_named_with_the_nearest(tmp_path, package):
    text = "source_id,titel,Colour,kind,kind,is_copy\na,b,red,book,law,true\n"
    contribution = read(tmp_path, text, package)
    assert found(contribution) == [
        (Code.EXTRA_LABEL, 1, "titel", "titel"),
        (Code.EXTRA_LABEL, 1, "Colour", "Colour"),
        (Code.DUPLICATE_LABEL, 1, "kind", "kind"),
    ]
    assert '"title"' in contribution.problems[0].hint
    assert contribution.rows[0].cells["kind"] == "book"


def test_a_column_without_a_name_is_told_if_it_holds_something(tmp_path, package):
    contribution = read(tmp_path, "source_id,,kind\na,b,book\n", package)
    assert found(contribution) == [(Code.BLANK_LABEL, 1, None, None)]


def test_a_named_table_without_its_key_gives_no_rows(tmp_path, package):
    contribution = read(tmp_path, "title,kind\na,book\n", package, table="sources")
    assert [p.code for p in contribution.problems] == [Code.MISSING_LABEL]
    assert "source_id" in contribution.problems[0].message
    assert contribution.rows == []


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("satellite_id,organization_id,role,source_id", "satellite_participants"),
        ("agreement_id,organization_id,role", "agreement_parties"),
        ("agreement_id,satellite_id", "agreement_satellites"),
        ("Agreement,Party,Role", "agreement_parties"),
        ("organisation_id,name,kind", "organizations"),
        ("launch_id,provider_id", "launches"),
    ],
)
def test_the_header_tells_the_table(tmp_path, package, header, table):
    assert read(tmp_path, header + "\n" + "x," * header.count(",") + "x\n", package).table == table


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n  \n", "empty"),
        ("colour,taste\nred,sweet\n", "no table has such a header"),
        ("title,kind,url\na,b,c\n", "the nearest is sources, whose key source_id is missing"),
        (bytes(range(256)) * 40, "not text"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"source_id,title\na,\x81\n", "line 2"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .xlsx"),
        (b"PK\3\4" + bytes(600), "damaged"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, package, content, said):
    with pytest.raises(ContributionError) as error:
        read(tmp_path, content, package)
    assert said in str(error.value)
    assert "rows.csv: " in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_table_is_told_with_the_nearest(tmp_path, package):
    with pytest.raises(
        ContributionError, match=r'no table "satelites"; did you mean "satellites"\?'
    ):
        read(tmp_path, delimited(), package, table="satelites")


def test_standard_input_is_read(package, monkeypatch):
    class Stdin:
        buffer = io.BytesIO(delimited().encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    contribution = read_one("-", package)
    assert contribution.file == "<stdin>"
    assert texts(contribution) == ROWS


SATELLITE = ["satellite_id", "norad_id", "name", "perigee_km", "ended_on", "purpose"]
TYPED = [
    (41238, "norad_id", "General", "41238"),
    (41238.0, "norad_id", "0.00", "41238"),
    (0.1 + 0.2, "perigee_km", "General", "0.3"),
    (1e15, "perigee_km", "General", "1000000000000000"),
    (datetime.datetime(2016, 1, 15), "ended_on", "dd/mm/yyyy", "2016-01-15"),
    (datetime.date(2016, 1, 1), "ended_on", "mmm-yy", "2016-01"),
    (datetime.date(2016, 1, 1), "ended_on", "yyyy", "2016"),
    (2016, "ended_on", "General", "2016"),
    ("2016-01", "ended_on", "@", "2016-01"),
    (True, "purpose", "General", "true"),
    (7, "name", "General", "7"),
]


@pytest.mark.parametrize(("value", "column", "form", "text"), TYPED)
def test_typed_cells_become_the_text_of_the_tables(tmp_path, package, value, column, form, text):
    row = ["S1", *[value if name == column else None for name in SATELLITE[1:]]]
    place = openpyxl.utils.get_column_letter(1 + SATELLITE.index(column)) + "2"
    path = workbook(tmp_path, ("rows", [SATELLITE, row]), formats={place: form})
    contribution = read_one(path, package)
    assert contribution.rows[0].cells[column] == text
    assert contribution.problems == []


def test_times_truths_and_dates_in_a_workbook(tmp_path, package):
    head = ["launch_id", "launched_on", "launch_time_utc", "flight"]
    day = datetime.datetime(2016, 1, 15)
    path = workbook(
        tmp_path,
        ("a", [head, ["2016-001", day, datetime.time(16, 57), day]]),
        ("b", [["source_id", "kind", "is_copy"], ["x", "book", False]]),
    )
    launches, sources = reading.read_all([path], package)
    assert launches.file.endswith("rows.xlsx [a]")
    assert texts(launches) == [["2016-001", "2016-01-15", "16:57:00", "2016-01-15"]]
    assert found(launches) == [(ContributionCode.DATE_CELL, 2, "flight", "2016-01-15")]
    assert texts(sources) == [["x", "book", "false"]]


def test_formulas_and_error_values_are_told(tmp_path, package):
    path = workbook(tmp_path, ("a", [SATELLITE, ["S1", None, "=A2", "#REF!", None, None]]))
    contribution = read_one(path, package)
    assert found(contribution) == [
        (ContributionCode.FORMULA, 2, "name", None),
        (ContributionCode.ERROR_CELL, 2, "perigee_km", "#REF!"),
    ]


def test_the_value_of_a_formula_is_read_where_the_workbook_holds_it(tmp_path, package):
    import xlsxwriter

    path = str(tmp_path / "cached.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, SATELLITE)
        sheet.write_row(1, 0, ["S1", 5])
        sheet.write_formula(1, 2, '="Al"&"sat"', None, "Alsat")
        sheet.write_formula(1, 3, "=700+B2", None, 705)
    contribution = read_one(path, package)
    assert contribution.rows[0].cells["name"] == "Alsat"
    assert contribution.rows[0].cells["perigee_km"] == "705"
    assert contribution.problems == []


def test_rows_keep_the_numbers_of_the_sheet(tmp_path, package):
    blank = [None] * 6
    rows = [["List of mine"], blank, HEADER, blank, ROWS[0], blank, blank, ROWS[2]]
    contribution = read_one(workbook(tmp_path, ("a", rows)), package)
    assert (contribution.header_line, [r.line for r in contribution.rows]) == (3, [5, 8])


def test_a_sheet_is_chosen_by_name(tmp_path, package):
    path = workbook(tmp_path, ("First", [HEADER, ROWS[0]]), ("Second", [HEADER, ROWS[2]]))
    assert texts(read_one(path, package, sheet="second")) == [ROWS[2]]
    assert len(reading.read_all([path], package)) == 2
    with pytest.raises(ContributionError, match=r'no sheet "Secnd"; did you mean "Second"\?'):
        read_one(path, package, sheet="Secnd")


def test_sheets_that_are_no_tables_are_passed_over_and_told(tmp_path, package):
    path = workbook(
        tmp_path, ("notes", [["remember this"]]), ("rows", [HEADER, ROWS[0]]), ("empty", [])
    )
    contribution = read_one(path, package)
    assert contribution.file.endswith("[rows]")
    assert [note.startswith("the sheet notes was not read") for note in contribution.notes] == [
        True
    ]


def test_the_example_and_the_help_of_a_template_are_no_rows(tmp_path, package):
    from spaceties.contribute import template

    path = tmp_path / "template.xlsx"
    tables = [package.resource("sources"), package.resource("agreements")]
    path.write_bytes(template.to_xlsx(package, tables))
    book = openpyxl.load_workbook(path)
    book["sources"].append(["mine", "Mine"])
    book.save(path)
    (contribution,) = reading.read_all([str(path)], package)
    assert (contribution.table, contribution.notes, contribution.problems) == ("sources", [], [])
    assert [row.cells["source_id"] for row in contribution.rows] == ["mine"]
    empty = read(tmp_path, template.to_csv(package, tables[1]), package)
    assert (empty.table, empty.rows, empty.problems) == ("agreements", [], [])


def test_the_tables_themselves_read_as_they_are(package):
    for table in package.resources:
        contribution = read_one(str(package.basepath / table.file), package)
        assert contribution.table == table.name
        assert [dict(row.cells) for row in contribution.rows] == mini.rows(table.name)
        assert json.dumps([p.code for p in contribution.problems]) == "[]"


def test_characters_of_four_bytes_alone_are_utf_8(tmp_path, package):
    (tmp_path / "rows.csv").write_bytes("source_id,title\nmoon,🌕\n".encode())
    (contribution,) = reading.read_all([str(tmp_path / "rows.csv")], package)
    assert contribution.rows[0].cells["title"] == "🌕"
    assert contribution.problems == []
