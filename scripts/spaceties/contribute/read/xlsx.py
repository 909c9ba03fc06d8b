"""Contributed workbooks (XLSX): typed cells as the text that the tables would write.

`datapackage.formats.workbook` reads them. A copy with changed cells is the same zip in which only
those cells of the sheet's XML are others: nothing else of what the contributor made (formats,
formulas, lists, other sheets) is touched.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from spaceties.contribute.read import grid
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ContributionError, Fault, Form, Grid, Line
from spaceties.contribute.read.xlsx_edit import with_texts
from spaceties.datapackage import edtf
from spaceties.datapackage.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.datapackage.formats.workbook import (
    UNCOMPUTED,
    Limits,
    Workbook,
    open_workbook,
)
from spaceties.datapackage.model import Field
from spaceties.datapackage.natives import CellError
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.tabular.layout import UnreadableFile

Time = datetime.date | datetime.time | datetime.timedelta
TIMES = (datetime.date, datetime.time, datetime.timedelta)
SERIALS = range(10_000, 60_000)  # days from 1927 to 2064; years have four digits


@dataclass(frozen=True)
class Sheet(Form):
    """A sheet: the bytes of its workbook, and its name.

    By (line, index): cells that are computed; formats of days and times; numbers that may be days.
    """

    data: bytes
    name: str
    epoch: datetime.datetime
    computed: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    serials: dict[tuple[int, int], float] = field(default_factory=dict)

    def text(self, line: Line, index: int, field: Field | None) -> tuple[str, Fault | None]:
        cell = line.cell(index)
        if cell is None:
            return "", None
        if cell is UNCOMPUTED:
            message = "the cell is a formula and the workbook does not hold its value"
            hint = "open and save the workbook in a spreadsheet program, or paste the value"
            return "", Fault(ContributionCode.FORMULA, line.number, index, None, message, hint)
        text = cell.text if isinstance(cell, CellError) else cell
        if isinstance(text, str):
            return text, grid.cell_fault(text, line.number, index)
        if isinstance(cell, TIMES):
            return self._dated(cell, field, line.number, index)
        if isinstance(cell, bool):
            return _truth(cell, field), None
        if field and _is_date(field) and cell in SERIALS:
            self.serials[line.number, index] = cell
        return number_text(cell), None

    def serial(self, line: int, index: int) -> str | None:
        """The day that a plain number in a column of dates means to the spreadsheet."""
        from openpyxl.utils.datetime import from_excel

        number = self.serials.get((line, index))
        return None if number is None else from_excel(number, self.epoch).date().isoformat()

    def locked(self, line: int, index: int) -> bool:
        """Whether the cell is computed: other cells may share its formula."""
        return (line, index) in self.computed

    def edited(self, changes: Mapping[tuple[int, int], str], data: bytes | None = None) -> bytes:
        """A copy whose cells at (line, index) are texts; all other bytes stay."""
        out, data = io.BytesIO(), data or self.data
        try:
            with (
                open_workbook(io.BytesIO(data), _limits()) as book,
                zipfile.ZipFile(io.BytesIO(data)) as old,
                zipfile.ZipFile(out, "w") as new,
            ):
                for info in old.infolist():
                    content = old.read(info)
                    if info.filename == book.sheets[self.name]:
                        content = with_texts(content, book.cells(self.name, located=True), changes)
                    new.writestr(info, content, compress_type=info.compress_type)
        except Exception as error:  # parts that reading did not need may be broken in any way
            kind = type(error).__name__
            raise ContributionError(f"the workbook is damaged ({kind}); save it again") from None
        return out.getvalue()

    def _dated(
        self, value: Time, field: Field | None, line: int, index: int
    ) -> tuple[str, Fault | None]:
        text = _date_text(value, self.formats[line, index], field)
        if field is None or _is_date(field) or not isinstance(value, datetime.date):
            return text, None
        message = f"the cell is a date, the column {field.name} is text"
        hint = "if it was a code, look it up in the source; format the column as text"
        return text, Fault(
            ContributionCode.DATE_CELL, line, index, text, message, hint, severity=WARNING
        )


def read_grids(data: bytes, sheet: str | None = None) -> list[Grid]:
    """The cells of all sheets, or of the one that is named.

    Raises ContributionError for a file that is damaged, of another format or too large, and for
    a sheet that there is not.
    """
    try:
        with open_workbook(io.BytesIO(data), _limits()) as book:
            names = list(book.sheets) if sheet is None else [book.sheet(sheet)]
            if len(names) > grid.MAX_SHEETS:
                raise ContributionError(f"more than {grid.MAX_SHEETS} sheets; name one of them")
            return [_read_grid(book, name, data) for name in names]
    except UnreadableFile as error:
        raise ContributionError(str(error)) from None


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: 15 digits, no exponent, integers without a point."""
    return str(value) if isinstance(value, int) else f"{Decimal(f'{value:.15g}'):f}"


def _limits() -> Limits:
    return Limits(grid.MAX_UNPACKED, grid.MAX_PARTS, grid.MAX_CELLS)


def _read_grid(book: Workbook, name: str, data: bytes) -> Grid:
    rows: dict[int, list[Any]] = {}
    sheet, notes = Sheet(data, name, book.epoch), []
    for cell in book.cells(name):
        if cell.place >= grid.MAX_COLUMNS:
            notes = [f"{name}: cells beyond column {grid.MAX_COLUMNS} were not read"]
            continue
        row = rows.setdefault(cell.row, [])
        row += [None] * (cell.place + 1 - len(row))
        value, form = book.value(cell), book.format(cell)
        row[cell.place] = value
        if cell.computed:
            sheet.computed.add((cell.row, cell.place))
        if isinstance(value, TIMES):
            sheet.formats[cell.row, cell.place] = form
    lines = [Line(n, rows[n]) for n in sorted(rows) if not grid.is_blank(rows[n])]
    if len(lines) > grid.MAX_ROWS:
        raise ContributionError(f"more than {grid.MAX_ROWS:,} rows; send them in parts")
    return Grid(sheet, lines, name, notes=notes)


def _is_date(field: Field) -> bool:
    return field.type in ("date", "datetime") or field.rdf_type == edtf.RDF_TYPE


def _truth(value: bool, field: Field | None) -> str:
    options = field.options if field else {}
    names = ("trueValues", TRUE_VALUES) if value else ("falseValues", FALSE_VALUES)
    return str((options.get(names[0]) or names[1])[0])


def _date_text(value: Time, form: str, field: Field | None) -> str:
    """ISO text with the precision that the sheet shows: a spreadsheet keeps "2016-01" as the
    first of January under a format without days."""
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form).lower()
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        value = datetime.time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    day = value.date() if isinstance(value, datetime.datetime) else value
    if isinstance(value, datetime.datetime) and value.time() != datetime.time() and "h" in shown:
        return value.isoformat(timespec="seconds")
    vague = field is not None and field.rdf_type == edtf.RDF_TYPE
    if "d" in shown or "y" not in shown or not (vague or day.day == 1):
        return day.isoformat()
    return day.isoformat()[:7] if "m" in shown else day.isoformat()[:4]
