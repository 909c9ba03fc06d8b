"""Workbooks of OpenDocument, and whatever LibreOffice makes of a workbook or a table."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaceties.contribute.check import check, write_copies
from spaceties.contribute.read.grid import ContributionError
from spaceties.contribute.read.rows import read_all
from spaceties.contribute.respelt import is_respelt
from spaceties.datapackage import descriptor
from spaceties.datapackage.model import Field
from tests import mini
from tests.contributions import good, lines, read_one, workbook

OFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style",
        "number": "datastyle", "draw": "drawing",
    }.items()
)  # fmt: skip
STYLES = """
<number:percentage-style style:name="P"><number:number number:decimal-places="1"/>
  <number:text>%</number:text></number:percentage-style>
<number:number-style style:name="M"><number:number number:decimal-places="0"/>
  <number:text> million</number:text></number:number-style>
<number:currency-style style:name="C"><number:currency-symbol/><number:number/>
</number:currency-style>
<number:date-style style:name="Y"><number:month number:textual="true"/><number:text> </number:text>
  <number:year number:style="long"/></number:date-style>
<number:time-style style:name="T"><number:hours number:style="long"/><number:text>:</number:text>
  <number:minutes number:style="long"/></number:time-style>
<number:time-style style:name="S"><number:hours number:style="long"/><number:text>:</number:text>
  <number:minutes number:style="long"/><number:text>:</number:text>
  <number:seconds number:style="long"/></number:time-style>
<style:style style:name="hide" style:family="table">
  <style:table-properties table:display="false"/></style:style>
""" + "".join(
    f'<style:style style:name="{n.lower()}" style:data-style-name="{n}"/>' for n in "PMCYTS"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


def document(rows: str, attributes: str = "", columns: str = "", **parts: bytes) -> bytes:
    """A document with one sheet, given as XML."""
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="rows" {attributes}>{columns}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", content)
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def text(value: str, attributes: str = "") -> str:
    paragraphs = "".join(f"<text:p>{part}</text:p>" for part in value.split("\n"))
    kind = 'office:value-type="string"' if value else ""
    return f"<table:table-cell {kind} {attributes}>{paragraphs}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def spending(cell: str, column: str = "amount") -> bytes:
    """A row of spending with one cell as XML."""
    told = good("spending")
    told.setdefault(column, "")
    cells = [cell if name == column else text(value) for name, value in told.items()]
    return document(row(*map(text, told)) + row(*cells))


def send(folder, data: bytes) -> str:
    (folder / "rows.ods").write_bytes(data)
    return str(folder / "rows.ods")


def brief(folder, package, data):
    report = check(package, [send(folder, data)]).report
    return [(p.code, p.line, p.column) for p in report.problems]


NUMBERS = [
    ("float", "1250", "", []),
    ("float", "1250", "m", ["F331"]),
    ("percentage", "1250", "p", ["F331"]),
    ("currency", "1250", "c", []),
]


@pytest.mark.parametrize(("kind", "value", "style", "codes"), NUMBERS)
def test_numbers_are_read_and_their_formats_told(tmp_path, package, kind, value, style, codes):
    cell = (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" '
        f'office:currency="EUR" office:value="{value}"><text:p>?</text:p></table:table-cell>'
    )
    assert [code for code, *_ in brief(tmp_path, package, spending(cell))] == codes


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (text("one\ntwo"), "one\ntwo"),
        ("<table:table-cell><text:p>a<text:s text:c='2'/>b<text:tab/>c</text:p></table:table-cell>",
         "a  b\tc"),
        ("<table:table-cell><text:p>a<text:line-break/>b <text:span>bold</text:span></text:p>"
         "</table:table-cell>", "a\nb bold"),
        ("<table:table-cell office:value-type='string'><office:annotation><text:p>hush</text:p>"
         "</office:annotation><text:p>said</text:p></table:table-cell>", "said"),
        ("<table:table-cell office:value-type='boolean' office:boolean-value='true'/>", "true"),
        ("<table:table-cell office:value-type='float' office:value='7'/>", "7"),
    ],
)  # fmt: skip
def test_texts_are_read_as_they_stand(tmp_path, package, cell, value):
    contribution = read_one(send(tmp_path, spending(cell, "note")), package)
    assert contribution.rows[0].cells["note"] == value


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ("table:formula='of:=1+1'", "F326"),
        ("office:value-type='string' office:string-value='#REF!'", "F325"),
        ("office:value-type='string' office:string-value='Err:508'", "F325"),
    ],
)
def test_formulas_without_value_and_errors_are_told(tmp_path, package, attributes, code):
    found = brief(tmp_path, package, spending(f"<table:table-cell {attributes}/>"))
    assert found == [(code, 2, "amount")]


@pytest.mark.parametrize(
    ("style", "value", "text_"),
    [("t", "PT07H08M00S", "07:08"), ("s", "PT07H08M00S", "07:08:00"), ("t", "PT25H08M", "25:08")],
)
def test_times_have_the_precision_that_is_shown(tmp_path, package, style, value, text_):
    told = good("launches")
    cell = (
        f"<table:table-cell table:style-name='{style}' office:value-type='time' "
        f"office:time-value='{value}'/>"
    )
    cells = [cell if n == "launch_time_utc" else text(v) for n, v in told.items()]
    data = document(row(*map(text, told)) + row(*cells))
    assert read_one(send(tmp_path, data), package).rows[0].cells["launch_time_utc"] == text_


def test_a_month_under_the_style_of_its_column(tmp_path, package):
    told = good("agreement_parties")
    at = list(told).index("joined_on")
    columns = (
        f"<table:table-column table:number-columns-repeated='{at}'/>"
        "<table:table-column table:default-cell-style-name='y'/>"
    )
    cell = "<table:table-cell office:value-type='date' office:date-value='2005-02-01'/>"
    cells = [cell if n == "joined_on" else text(v) for n, v in told.items()]
    data = document(row(*map(text, told)) + row(*cells), columns=columns)
    assert read_one(send(tmp_path, data), package).rows[0].cells == told


def test_repeated_cells_and_rows_are_many(tmp_path, package):
    told = good("spending", fiscal_year="2003", period="2003")
    names = list(told)
    assert names.index("period") == names.index("fiscal_year") + 1
    cells = [
        text(value, "table:number-columns-repeated='2'" if name == "fiscal_year" else "")
        for name, value in told.items()
        if name != "period"
    ]
    blank = row(text("", "table:number-columns-repeated='1024'"),
                attributes="table:number-rows-repeated='1000000'")  # fmt: skip
    twice = row(*cells, attributes="table:number-rows-repeated='2'")
    data = document(row(*map(text, told)) + row(text("")) + twice + blank)
    contribution = read_one(send(tmp_path, data), package)
    assert [(r.line, r.cells) for r in contribution.rows] == [(3, told), (4, told)]


def mended(tmp_path, package, data):
    """The content before and after --fix, what was fixed, and what is told of the copy."""
    path, copy = send(tmp_path, data), tmp_path / "copy.ods"
    checked = check(package, [path], fix=True)
    write_copies(checked, copy)
    contents = []
    for file in (path, copy):
        with zipfile.ZipFile(file) as archive:
            assert archive.namelist()[0] == "mimetype"
            contents.append(archive.read("content.xml").decode())
    return contents, checked.fixes, check(package, [str(copy)])


VALUED = '<table:table-cell table:style-name="m" office:value-type="{}" office:{}="{}" {}/>'


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        (text("1\u00a0250"), "1250"),
        (text("1 250", 'table:style-name="p" table:content-validation-name="v&amp;w"'), "1250"),
        (text("n/a"), ""),
        (VALUED.format("string", "string-value", "1 250", ""), "1250"),
        (VALUED.format("string", "string-value", "1 250", 'x="a>b"'), "1250"),
    ],
)
def test_a_copy_differs_in_the_fixed_cell_alone(tmp_path, package, cell, after):
    column = "amount" if after else "note"
    (before, now), fixes, again = mended(tmp_path, package, spending(cell, column))
    assert [(fix.column, fix.after) for fix in fixes] == [(column, after)]
    assert again.fixes == [] and again.report.problems == []
    start, end = before.index(cell), before.index(cell) + len(cell)
    assert now.startswith(before[:start]) and now.endswith(before[end:])
    written = now[start : len(now) - len(before[end:])]
    assert all(
        kept in written for kept in re.findall(r'table:(?:style|content)-[\w-]+="[^"]*"', cell)
    )
    assert (f"<text:p>{after}</text:p>" in written) == bool(after)


COMMENT = "<office:annotation><text:p>x</text:p></office:annotation>"


@pytest.mark.parametrize(
    "cell",
    [
        text("1 250", 'table:formula="of:=A1"'),
        text("1 250").replace("<text:p>", f"{COMMENT}<text:p>"),
    ],
)
def test_a_cell_that_holds_more_is_mended_by_hand(tmp_path, package, cell):
    checked = check(package, [send(tmp_path, spending(cell))], fix=True)
    hints = [p.hint for p in checked.report.problems if p.code == "S101"]
    assert hints[0].endswith("; mend it by hand") and checked.fixes == []


def test_cells_that_stand_for_several_are_mended_by_hand(tmp_path, package):
    told = good("spending", amount="1 250")
    data = document(row(*map(text, told)) + row(*map(text, told.values()), attributes=TWICE))
    checked = check(package, [send(tmp_path, data)], fix=True)
    hints = [p.hint for p in checked.report.problems if p.code == "S101"]
    assert checked.fixes == [] and all(hint.endswith("; mend it by hand") for hint in hints)


TWICE = 'table:number-rows-repeated="2"'


def test_two_sheets_of_one_document_are_mended(tmp_path, package):
    told, rest = good("spending", amount="1 250"), good("indicators", value="7,5")
    first, second = (row(*map(text, r)) + row(*map(text, r.values())) for r in (told, rest))
    data = document(f'{first}</table:table><table:table table:name="more">{second}')
    _, fixes, again = mended(tmp_path, package, data)
    assert [fix.after for fix in fixes] == ["1250", "7.5"] and again.fixes == []


def test_what_is_merged_or_hidden_is_told(tmp_path, package):
    first, second = (good("spending", spending_id=f"aga-{y}", fiscal_year=y, period=y, note="")
                     for y in ("2003", "2004"))  # fmt: skip
    names = list(first)
    covered = "<table:covered-table-cell/>"
    data = document(
        row(*map(text, names))
        + row(*(text("Both", "table:number-rows-spanned='2'") if n == "note" else text(v)
                for n, v in first.items()))
        + row(*(covered if n == "note" else text(v) for n, v in second.items()),
              attributes="table:visibility='filter'"),
        attributes='table:style-name="hide"',
        columns="<table:table-column table:visibility='collapse'/>",
    )  # fmt: skip
    assert brief(tmp_path, package, data) == [
        ("F332", 1, None), ("F332", 1, "spending_id"), ("F330", 2, "note"), ("F332", 3, None),
    ]  # fmt: skip


MANIFEST = b"<manifest><encryption-data/></manifest>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (document("", **{"META-INF__manifest": MANIFEST}), "has a password"),
        (document("<table:table-row>" * 2), "damaged (ExpatError)"),
        (document(row(text("x", "table:number-columns-repeated='-9'"))), "no table has"),
        (document(row(text("x"), attributes="table:number-rows-repeated='9999999'")), "damaged"),
        (document(row(text("x", "table:number-columns-repeated='a'"))), "damaged"),
        (document(""), "no line holds anything"),
        (document("")[:-30], "damaged or cut short"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(tmp_path, package, data, said):
    with pytest.raises(ContributionError) as error:
        read_all([send(tmp_path, data)], package)
    assert said in str(error.value) and "\n" not in str(error.value)


GOOD = spending(text("1250"))
CONTENT = zipfile.ZipFile(io.BytesIO(GOOD)).read("content.xml")


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(at=st.integers(0, len(CONTENT)), content=st.binary(max_size=6))
def test_a_damaged_part_is_told_and_never_a_crash(tmp_path, package, at, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", CONTENT[:at] + content + CONTENT[at + len(content) :])
    try:
        read_all([send(tmp_path, out.getvalue())], package)
    except ContributionError as error:
        assert "\n" not in str(error)


# What LibreOffice makes of files


def saved(path, kind: str, folder, *options: str):
    """LibreOffice's copy of files in another format."""
    command = [OFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    paths = path if isinstance(path, list) else [path]
    command += [*options, "--convert-to", kind, "--outdir", folder / "copies", *paths]
    assert subprocess.run(command, capture_output=True, timeout=600).returncode == 0
    return folder / "copies"


def traps(folder):
    """A workbook with much that a reader sees and its cells do not say."""
    years = [("2003", "0.0%"), ("2004", '0" million"'), ("2005", "[$$-409]#,##0"), ("2006", "0,")]
    rows = [good("spending", spending_id=f"aga-{y}", fiscal_year=y, period=y, amount=1250)
            for y, _ in years]  # fmt: skip
    launches = [good("launches", launch_id=f"2006-01{n}", launch_time_utc=datetime.time(7, 8))
                for n in range(3)]  # fmt: skip
    day = good("agreement_parties", joined_on=datetime.date(2005, 2, 1))
    sheets = {"money": lines([*rows]), "up": lines(launches), "days": lines([day])}
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    columns = list(rows[0])
    letter = openpyxl.utils.get_column_letter
    for line, (_, form) in enumerate(years, 2):
        book["money"].cell(line, 1 + columns.index("amount")).number_format = form
    at = letter(1 + columns.index("basis"))
    book["money"].merge_cells(f"{at}2:{at}4")
    book["money"].row_dimensions[3].hidden = True
    book["up"].column_dimensions[letter(1 + list(launches[0]).index("pad"))].hidden = True
    for line, form in ((2, "hh:mm"), (3, "hh:mm:ss"), (4, "h:mm AM/PM")):
        book["up"].cell(line, 1 + list(launches[0]).index("launch_time_utc")).number_format = form
    book["days"].cell(2, 1 + list(day).index("joined_on")).number_format = "mmm yyyy"
    book["days"].sheet_state = "hidden"
    book["days"]["E2"].font = openpyxl.styles.Font(strike=True)
    book["up"]["A4"].hyperlink = "https://example.org/"
    book["up"]["B4"].comment = openpyxl.comments.Comment("surely?", "me")
    book.save(folder / "traps.xlsx")
    return folder / "traps.xlsx"


@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xlsx:Calc Office Open XML"])
def test_libreoffice_copies_tell_the_same(tmp_path, package, kind):
    path = traps(tmp_path)
    copy = saved(path, kind, tmp_path) / f"traps.{kind.partition(':')[0]}"

    def seen(file):
        found = read_all([str(file)], package)
        problems = [
            (p.code, p.table, p.line, p.column, p.message) for c in found for p in c.problems
        ]
        return (
            problems,
            [c.notes for c in found],
            [[dict(row.cells) for row in c.rows] for c in found],
        )

    assert seen(copy) == seen(path)
    assert {code for code, *_ in seen(path)[0]} == {"F330", "F331", "F332"}


CSV = "44,34,76,1,,0,false,false"  # UTF-8, and no days sought in texts, as its dialog proposes


@needs_office
@pytest.mark.parametrize(
    ("kind", "options"),
    [("xlsx", CSV), ("ods", CSV), ("csv", CSV), ("xlsx", "44,34,76,1,,0,false,true")],
    ids=["xlsx", "ods", "csv", "xlsx-days-sought"],
)
def test_what_libreoffice_saves_of_the_tables_changes_nothing(tmp_path, kind, options):
    package = descriptor.load(mini.ROOT)
    tables = sorted((package.basepath / "tables").glob("*.csv"))
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true"
    asked = form if kind == "csv" else kind
    copies = saved(tables, asked, tmp_path, f"--infilter=CSV:{options}")
    files = [str(copies / f"{table.stem}.{kind}") for table in tables]
    result = check(package, files)
    assert result.report.problems == []
    assert {one.status for one in result.statuses} == {"identical"}
    assert {one.stem for one in tables} == set(result.report.tables)


RESPELT = [
    ("7", "007"), ("0", "00"), ("1.1", "1.10"), ("1000", "1E3"), ("06:05:00", "06:05"),
    ("06:05", "06:05:00"), ("6:05", "06:05"), ("1975-01-01", "75-1-1"),
    ("1975-04-19", "Apr 19 1975"),
]  # fmt: skip
OTHER = [
    ("7", "008"), ("7", "7a"), ("07", "007"), ("06:05:30", "06:05"), ("06:06", "06:05"),
    ("1975-01-02", "75-1-1"), ("1975-04-19", "Spirit"), ("", "007"), ("1.1", "1.11"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "stored"), RESPELT)
def test_what_a_spreadsheet_makes_of_a_text(sent, stored):
    assert is_respelt(Field("flight", "string"), sent, stored)
    assert not is_respelt(Field("flight", "integer"), sent, stored)


@pytest.mark.parametrize(("sent", "stored"), OTHER)
def test_what_says_something_else(sent, stored):
    assert not is_respelt(Field("flight", "string"), sent, stored)
