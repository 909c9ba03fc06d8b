"""Sheets of workbooks as tables of packages: cells, places, dialect, and what is no workbook."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaceties.datapackage import load
from spaceties.datapackage.formats import xlsx
from spaceties.datapackage.report import Report
from spaceties.datapackage.report.render import to_text
from spaceties.datapackage.validation.package import validate
from tests.datapackages import field, write

FIELDS = [field("id", "integer"), field("name", "string")]
SHEET = "xl/worksheets/sheet1.xml"


def book(*rows: list[Any], title: str = "Data", more: dict[str, list[list[Any]]] | None = None):
    """An open workbook with rows, and further sheets."""
    opened = openpyxl.Workbook()
    opened.active.title = title
    for row in rows:
        opened.active.append(row)
    for name, others in (more or {}).items():
        sheet = opened.create_sheet(name)
        for row in others:
            sheet.append(row)
    return opened


def saved(opened: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def report_on(folder: Path, data: bytes, fields: list[Any] = FIELDS, **rest: Any) -> Report:
    resource = {"name": "t", "path": "t.xlsx", "schema": {"fields": fields}, **rest}
    report = validate(load(write(folder, [resource], {"t.xlsx": data}))).report
    assert not any("frictionless" in note for note in report.notes), report.notes
    return report


def told(report: Report) -> list[tuple[Any, ...]]:
    return [(p.code, p.line, p.column, p.place, p.value) for p in report.problems]


def changed(data: bytes, before: bytes, after: bytes, part: str = SHEET) -> bytes:
    """The workbook with other bytes in the XML of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            assert name != part or before in content
            new.writestr(name, content.replace(before, after) if name == part else content)
    return out.getvalue()


GOOD = saved(book(["id", "name"], [1, "a"], [2, None]))
PARTS = zipfile.ZipFile(io.BytesIO(GOOD)).namelist()


@pytest.mark.parametrize(
    ("type", "cell", "good"),
    [
        ("integer", 1, True), ("integer", 1.0, True), ("integer", 1.5, False),
        ("integer", "1", True), ("integer", "x", False), ("integer", True, False),
        ("integer", date(2016, 1, 5), False), ("integer", "#N/A", False),
        ("number", 1.5, True), ("number", "1.5", True), ("number", False, False),
        ("boolean", True, True), ("boolean", "true", True), ("boolean", 1, False),
        ("date", date(2016, 1, 5), True), ("date", "2016-01-05", True),
        ("date", datetime(2016, 1, 5, 7, 30), False), ("date", 42374, False),
        ("datetime", datetime(2016, 1, 5, 7, 30), True), ("datetime", date(2016, 1, 5), True),
        ("time", time(7, 30), True), ("time", datetime(2016, 1, 5, 7, 30), False),
        ("duration", timedelta(hours=30), True), ("year", 2016, True), ("year", 2016.5, False),
        ("string", "1", True), ("string", 1, False), ("string", date(2016, 1, 5), False),
        ("string", "#N/A", False), ("any", 1, True), ("any", "#N/A", False),
        ("string", "_x000D_a\u00e9\u65e5", True), ("list", "a,b", True), ("geopoint", "1,2", True),
        ("yearmonth", date(2016, 1, 1), True), ("yearmonth", date(2016, 1, 5), False),
        ("yearmonth", datetime(2016, 1, 1, 7), False), ("yearmonth", "2016-01", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kinds", ["one", "mixed"])
def test_cells_are_judged_by_what_the_workbook_holds(tmp_path, type, cell, good, kinds):
    rows = [[cell]] if kinds == "one" else [[cell], ["z"], [1], [True]]
    report = report_on(tmp_path, saved(book(["v"], *rows)), [field("v", type)])
    assert [p.place for p in report.problems if p.line == 2] == ([] if good else ["Data!A2"])


def test_days_may_count_from_1904(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as out:
        sheet = out.add_worksheet("Data")
        sheet.write(0, 0, "v")
        sheet.write_datetime(1, 0, datetime(2016, 1, 5), out.add_format({"num_format": "d/m/yy"}))
    day = [field("v", "date", enum=["2016-01-05"])]
    assert told(report_on(tmp_path, path.read_bytes(), day)) == []


def test_errors_may_be_declared_as_missing(tmp_path):
    data = saved(book(["id", "name"], ["#N/A", "a"], [2, "#N/A"], ["#REF!", "b"]))
    schema = {"fields": FIELDS, "missingValues": ["", "#N/A"]}
    report = report_on(tmp_path, data, schema=schema)
    assert told(report) == [("S101", 4, "id", "Data!A4", "#REF!")]


def test_a_formula_needs_its_value(tmp_path):
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        sheet = out.add_worksheet("Data")
        sheet.write_row(0, 0, ["id", "name"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
        sheet.write_formula(2, 0, "=1+1", None, "")
    required = [field("id", "integer", required=True), field("name")]
    report = report_on(tmp_path, path.read_bytes(), required)
    assert told(report) == [("F323", 3, "id", "Data!A3", None)]
    assert "open and save it" in (report.problems[0].hint or "")


def test_rows_that_are_long_short_or_blank(tmp_path):
    opened = book(["id", "name"], [1, "a", None, "more"], [2])
    opened.active["A7"] = 3
    opened.active["A2000"] = 4
    report = report_on(tmp_path, saved(opened))
    assert told(report)[:5] == [
        ("F312", 2, None, "Data, row 2", "more"),
        *(("F310", line, None, f"Data, row {line}", None) for line in (4, 5, 6, 8)),
    ]
    assert len(report.problems) == 5 and report.tables == {"t": 4}
    assert report.problems[-1].hint == "and so are all to row 1,999"
    assert "Data, row 2" in to_text(report)


def test_a_stale_dimension_hides_no_row(tmp_path):
    wrong = changed(GOOD, b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"')
    assert report_on(tmp_path, wrong).tables == {"t": 2}


@pytest.mark.parametrize(
    ("dialect", "problem"),
    [
        ({"sheetName": "More"}, None),
        ({"sheetName": "more "}, None),
        ({"sheetNumber": 2}, None),
        ({"sheet": "More"}, None),
        ({"sheet": 2}, None),
        ({"excel": {"sheet": "More"}}, None),
        ({"sheetName": "Mores"}, 'there is no sheet "Mores"; did you mean "More"?'),
        ({"sheetName": "Q"}, 'there is no sheet "Q"; there are "Data", "More"'),
        ({"sheetNumber": 3}, 'there is no sheet 3; there are "Data", "More"'),
        ({"sheetNumber": 0}, 'there is no sheet 0; there are "Data", "More"'),
    ],
)
def test_sheets_go_by_name_or_number(tmp_path, dialect, problem):
    data = saved(book(["x"], more={"More": [["id", "name"], ["no", "a"]]}))
    report = report_on(tmp_path, data, dialect=dialect)
    if problem:
        assert [(p.code, p.hint) for p in report.problems] == [("F323", problem)]
    else:
        assert told(report) == [("S101", 2, "id", "More!A2", "no")]


@pytest.mark.parametrize(
    ("rows", "dialect"),
    [
        ([["Title"], ["id", "name"], ["x", "a"]], {"headerRows": [2]}),
        ([["# said"], ["id", "name"], ["x", "a"]], {"commentChar": "#"}),
        ([["id", "name"], ["# said", 1, 2, 3], ["x", "a"]], {"commentChar": "#"}),
        ([["id", "name"], ["said", 1, 2, 3], ["x", "a"]], {"commentRows": [2]}),
        ([["i", "na"], ["d", "me"], ["x", "a"]], {"headerRows": [1, 2], "headerJoin": ""}),
        ([["Title"], [None], ["x", "a"]], {"headerRows": [1, 2], "header": False}),
    ],
)
def test_headers_and_comments_are_those_of_the_dialect(tmp_path, rows, dialect):
    report = report_on(tmp_path, saved(book(*rows)), dialect=dialect)
    errors = [one for one in told(report) if one[1] == 3]
    assert errors == [("S101", 3, "id", "Data!A3", "x")]
    assert len(report.problems) == 1 or dialect.get("header") is False


def test_a_text_above_several_columns_stands_for_each(tmp_path):
    rows = [[None, "of fruit", None], ["id", "name", "kind"], [1, "a", "b"]]
    fields = [field("id", "integer"), field("of fruit name"), field("of fruit kind")]
    report = report_on(tmp_path, saved(book(*rows)), fields, dialect={"headerRows": [1, 2]})
    assert told(report) == []


def test_a_header_below_titles_is_taken_with_a_warning(tmp_path):
    data = saved(book(["All things"], [None], ["id", "name"], ["x", "a"]))
    report = report_on(tmp_path, data)
    assert told(report)[0][:2] == ("F319", 3) and told(report)[1][3] == "Data!A4"
    assert [p.severity for p in report.problems] == ["warning", "error"]


def test_merged_cells_are_told(tmp_path):
    opened = book(["id", "name"], [1, "a"], [None, "b"], [3, "c"])
    opened.active.merge_cells("A2:A3")
    opened.active.merge_cells("A1:A1")
    (problem,) = report_on(tmp_path, saved(opened)).problems
    assert (problem.code, problem.severity, problem.line) == ("F319", "warning", 2)
    assert "A2:A3" in (problem.hint or "")


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"", "the workbook is damaged or cut short"),
        (GOOD[:-40], "the workbook is damaged or cut short"),
        (b"id,name\n1,a\n", "the workbook is damaged or cut short"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "with a password; save it as .xlsx"),
        (changed(GOOD, b"<row", b"<row r='x'", SHEET), "the workbook is damaged (ExpatError)"),
        (changed(GOOD, b'"A3"', b'"A1"', SHEET), "stands below row"),
        (changed(GOOD, b"<sheetData>", b"<sheetData><!--" + b"A" * 2**22 + b"-->"), "damaged"),
        (changed(GOOD, b"<sheetData>", b"<sheetData>" + b" " * 2**27), "unpacks to 128 MB"),
        (
            changed(GOOD, b"</sheetData>", b'<row r="9"><c r="A9" t="inlineStr"><is><t>'
                    + b"x" * 40_000 + b"</t></is></c></row></sheetData>"),
            "more than 32,767 signs",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_one_problem(tmp_path, data, hint):
    report = report_on(tmp_path, data)
    (problem,) = [p for p in report.problems if p.code == "F323"]
    assert hint in (problem.hint or "") and problem.file == "t.xlsx"


def test_a_small_workbook_of_huge_size_is_refused_soon(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="XFD%d"/><c r="XFD%d"><v>1</v></c></row>' % (n, n, n)
                    for n in range(4, 60_000))  # fmt: skip
    report = report_on(tmp_path, changed(GOOD, b"</sheetData>", rows + b"</sheetData>"))
    assert "empty ones counted" in next(p.hint or "" for p in report.problems if p.code == "F323")


@pytest.mark.parametrize("slots", [1, 4, 6])
def test_blocks_of_any_size_tell_the_same(tmp_path, monkeypatch, slots):
    rows = [[1, "a"], [None, None], ["x", 2], [3.0, "#N/A"], [4, None, "more"], [5, True], [6, "é"]]
    data = saved(book(["id", "name"], *rows))
    whole = report_on(tmp_path, data)
    monkeypatch.setattr(xlsx, "SLOTS", slots)
    small = report_on(tmp_path, data)
    assert (told(small), small.tables) == (told(whole), whole.tables) and len(told(whole)) == 6


@settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(part=st.sampled_from(PARTS), at=st.integers(0, 1500), content=st.binary(max_size=6))
def test_a_damaged_part_is_told_and_never_a_crash(tmp_path, part, at, content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            xml = old.read(name)
            cut = xml[: at % len(xml)] + content + xml[at % len(xml) + len(content) :]
            new.writestr(name, cut if name == part else xml)
    report = report_on(tmp_path, out.getvalue())
    assert all(p.code != "S199" for p in report.problems)
