"""The workbook: real dates and numbers, everything else text, no formulas, links for URLs only."""

import csv
import datetime
import re
import zipfile
from functools import cache

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from spaceties.datapackage import descriptor
from spaceties.dataset import assemble, store
from spaceties.release.formats import xlsx, xlsx_rows
from spaceties.release.formats.xlsx_rows import Sheet
from tests import mini, office, real


@cache
def book():
    return openpyxl.load_workbook(real.released() / "spaceties.xlsx")


def column(sheet, name):
    at = [cell.value for cell in sheet[1]].index(name) + 1
    return [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]


def test_there_is_a_cover_a_dictionary_and_a_sheet_per_table():
    package = descriptor.load(mini.ROOT)
    derived = [table.name for table in store.derived(package)]
    first = ["satellites_flat", "ties"]
    others = [name for name in [*package.names, *derived] if name not in first]
    assert book().sheetnames == [*first, "about", "dictionary", *others]
    assert book().active.title == "about"
    cover = " ".join(str(cell.value) for row in book()["about"].iter_rows() for cell in row)
    assert "CC-BY-4.0" in cover and "Cite as" in cover and package.version in cover


def test_headers_are_frozen_and_filtered_and_columns_have_widths():
    for sheet in (sheet for sheet in book().worksheets if sheet.title != "about"):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert 5 < sheet.column_dimensions["A"].width < 62


def test_ids_and_vague_dates_are_text_and_dates_and_numbers_are_real():
    satellites, launches = book()["satellites"], book()["launches"]
    for cell in column(satellites, "ended_on"):
        assert cell.value is None or (cell.data_type == "s" and cell.number_format == "@")
    for cell in column(launches, "launch_id"):
        assert cell.data_type == "s" and cell.number_format == "@"
    for cell in column(launches, "launched_on"):
        assert isinstance(cell.value, datetime.datetime) and cell.number_format == "yyyy-mm-dd"
    assert {c.data_type for c in column(satellites, "perigee_km") if c.value is not None} == {"n"}


def test_a_column_has_one_type():
    """Else readers that tell a column's type by its cells have a column of text."""
    for table in descriptor.load(real.released() / "json").resources:
        sheet = book()[table.name]
        for field, cells in zip(table.fields, sheet.iter_cols(min_row=2), strict=True):
            kinds = {cell.data_type for cell in cells if cell.value is not None}
            assert len(kinds) <= 1, (table.name, field.name, kinds)


def test_a_sheet_prints_at_its_width_and_warns_of_nothing():
    sheet = book()["ties"]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in (1, None)  # which is 1 as well
    assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows == "$1:$1"
    with zipfile.ZipFile(real.released() / "spaceties.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet2.xml")
    assert b'numberStoredAsText="1"' in page


def test_links_are_where_a_field_is_a_url_only():
    for sheet in (sheet for sheet in book().worksheets if sheet.title != "about"):
        linked = {cell.column for row in sheet.iter_rows() for cell in row if cell.hyperlink}
        names = {sheet.cell(1, place).value for place in linked}
        assert names == ({"url"} if sheet.title == "sources" else set()), sheet.title


def test_the_cover_leads_to_each_sheet():
    cells = [cell for (cell,) in book()["about"].iter_rows(max_col=1) if cell.hyperlink]
    tables = {name for name in book().sheetnames if name not in ("about", "dictionary")}
    assert {cell.value for cell in cells} == tables
    assert all(cell.hyperlink.location == f"'{cell.value}'!A1" for cell in cells)
    assert not any(cell.hyperlink.target for cell in cells)


def test_nothing_becomes_a_formula_a_link_or_a_number(tmp_path):
    """Text that a spreadsheet would take for something else stays the text it is."""
    texts = ["=1+1", "+1", "@SUM(A1)", "http://example.org/x", "1e3", "2001-03", "_x0041_", " a "]
    rows = mini.rows("payloads")
    more = [{**rows[0], "payload_id": f"p{n}", "name": text} for n, text in enumerate(texts)]
    package = descriptor.load(mini.write(tmp_path, {"payloads": more}))
    tables = {name: store.read(package, name) for name in package.names}
    xlsx.write(assemble.assemble(package, tables), tmp_path)
    cells = column(openpyxl.load_workbook(tmp_path / "spaceties.xlsx")["payloads"], "name")
    assert [(c.value, c.data_type, c.hyperlink) for c in cells] == [(t, "s", None) for t in texts]


SPANS = r' spans="[0-9:]+"'


class Plainly(Worksheet):
    """Every cell by XlsxWriter itself."""

    place = -1

    def add(self, shapes, places):
        self.place += 1
        for row, at in enumerate(places.to_pylist(), 1):
            if (shape := shapes[at]) is None:
                continue
            if shape.is_link:
                self.write_url(row, self.place, shape.text, shape.form, string=shape.text)
            elif shape.text is not None:
                self.write_string(row, self.place, shape.text, shape.form)
            elif shape.kind == "b":
                self.write_boolean(row, self.place, shape.number, shape.form)
            else:
                self.write_number(row, self.place, shape.number, shape.form)


def test_rows_are_written_as_xlsxwriter_writes_them(tmp_path, monkeypatch):
    rows = {name: mini.rows(name) for name in ("payloads", "sources", "organizations")}
    texts = ["=1", "<&>\"'", "_x0041_", " a ", "a\nb\tc", "\x01", "\U0001f680", "Alsat 1"]
    rows["payloads"] *= len(texts)
    rows["payloads"] = [
        {**row, "payload_id": f"p{n}", "name": text}
        for n, (row, text) in enumerate(zip(rows["payloads"], texts, strict=False))
    ]
    rows["organizations"][3]["founded_on"] = "1725"
    package = descriptor.load(mini.write(tmp_path, rows))
    release = assemble.assemble(
        package, {name: store.read(package, name) for name in package.names}
    )
    written = []
    for way in (Sheet, Plainly):
        monkeypatch.setattr(xlsx_rows, "Sheet", way)
        xlsx.write(release, tmp_path)
        with zipfile.ZipFile(tmp_path / "spaceties.xlsx") as book:
            written.append({name: book.read(name).decode() for name in book.namelist()})
    ours, plain = written
    assert list(ours) == list(plain)
    for name, part in plain.items():  # but for the columns that a row spans, which are optional
        assert re.sub(SPANS, "", ours[name]) == re.sub(SPANS, "", part), name


def test_old_days_and_long_numbers_are_text(tmp_path):
    rows = mini.rows("organizations")
    rows[3]["founded_on"] = "1725"
    money = mini.rows("spending")
    money[0]["amount"] = "1234567890123456789"
    package = descriptor.load(mini.write(tmp_path, {"organizations": rows, "spending": money}))
    tables = {name: store.read(package, name) for name in package.names}
    xlsx.write(assemble.assemble(package, tables), tmp_path)
    made = openpyxl.load_workbook(tmp_path / "spaceties.xlsx")
    founded = column(made["organizations"], "founded_on_earliest")
    amounts = column(made["spending"], "amount")
    assert "1725-01-01" in [c.value for c in founded]
    assert "1234567890123456789" in [c.value for c in amounts]
    assert {c.data_type for c in founded if c.value is not None} == {"s"}  # as readers want it


def test_a_cell_that_no_sheet_can_hold_is_refused(tmp_path):
    rows = mini.rows("payloads")
    rows[0]["purpose"] = "x" * 40_000
    package = descriptor.load(mini.write(tmp_path, {"payloads": rows}))
    tables = {name: store.read(package, name) for name in package.names}
    with pytest.raises(ValueError, match="purpose, row 1"):
        xlsx.write(assemble.assemble(package, tables), tmp_path)


@office.needs_office
def test_libreoffice_opens_it_clean():
    """LibreOffice converts the workbook without a word of warning and sees the same cells."""
    told = (office.shown() / "told.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if line and "javaldx" not in line] == []
    truths = {"TRUE": "true", "FALSE": "false"}
    for path in (real.released() / "csv").glob("*.csv"):
        seen = [[truths.get(c, c) for c in row] for row in office.rows(f"spaceties-{path.stem}")]
        with path.open(encoding="utf-8", newline="") as file:
            assert seen == list(csv.reader(file)), path.name
