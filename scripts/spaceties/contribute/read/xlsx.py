"""Contributed workbooks (XLSX): typed cells as the text that the tables would write.

A workbook is a zip of XML; its sizes are checked before anything is unpacked. openpyxl reads the
names, styles and shared texts, `xlsx_sheet` the cells: openpyxl leaves out the rows beyond a
stale dimension, and does not tell where in the bytes a cell stands. A copy with changed cells is
the same zip in which only those cells of the sheet's XML are others: nothing else of what the
contributor made (formats, formulas, lists, other sheets) is touched.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from spaceties.contribute.read import grid, xlsx_sheet
from spaceties.contribute.read.bytes import check_workbook
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ContributionError, Fault, Grid, Line
from spaceties.contribute.read.xlsx_sheet import XmlCell
from spaceties.datapackage import edtf
from spaceties.datapackage.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.datapackage.model import Field
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.words import did_you_mean

SERIALS = range(10_000, 60_000)  # days from 1927 to 2064; years have four digits


@dataclass(frozen=True)
class Value:
    """A cell that is not text. value is None for a formula whose value the workbook does not
    hold. format: the number format under which it is shown. error: its text is #REF! or so."""

    value: Any
    format: str = "General"
    error: bool = False

    def __str__(self) -> str:
        return "=" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Sheet:
    """A sheet: the bytes of its workbook and the part of the zip that it is."""

    data: bytes
    part: str
    epoch: datetime.datetime
    computed: frozenset[tuple[int, int]] = frozenset()
    serials: dict[tuple[int, int], float] = field(default_factory=dict)

    def text(self, line: Line, place: int, field: Field | None) -> tuple[str, Fault | None]:
        """The text of a cell as the tables would write it for a field."""
        cell = line.cells[place] if place < len(line.cells) else None
        if cell is None:
            return "", None
        if isinstance(cell, str):
            return cell, grid.cell_fault(cell, line.number, place)
        if cell.value is None:
            message = "the cell is a formula and the workbook does not hold its value"
            hint = "open and save the workbook in a spreadsheet program, or paste the value"
            return "", Fault(ContributionCode.FORMULA, line.number, place, None, message, hint)
        if cell.error:
            return str(cell.value), grid.cell_fault(str(cell.value), line.number, place)
        if isinstance(cell.value, (datetime.date, datetime.time, datetime.timedelta)):
            return self._dated(cell, field, line.number, place)
        if isinstance(cell.value, bool):
            return _truth(cell.value, field), None
        if field and _is_date(field) and cell.value in SERIALS:
            self.serials[line.number, place] = cell.value
        return number_text(cell.value), None

    def serial(self, line: int, place: int) -> str | None:
        """The day that a plain number in a column of dates means to the spreadsheet."""
        from openpyxl.utils.datetime import from_excel

        number = self.serials.get((line, place))
        return None if number is None else from_excel(number, self.epoch).date().isoformat()

    def locked(self, line: int, place: int) -> bool:
        """Whether the cell is computed: other cells may share its formula."""
        return (line, place) in self.computed

    def edited(self, changes: Mapping[tuple[int, int], str], data: bytes | None = None) -> bytes:
        """A copy whose cells at (line, place) are texts; all other bytes stay."""
        out = io.BytesIO()
        try:
            with (
                zipfile.ZipFile(io.BytesIO(data or self.data)) as old,
                zipfile.ZipFile(out, "w") as new,
            ):
                for info in old.infolist():
                    content = old.read(info)
                    if info.filename == self.part:
                        content = xlsx_sheet.with_texts(content, changes)
                    new.writestr(info, content, compress_type=info.compress_type)
        except Exception as error:  # parts that reading did not need may be broken in any way
            kind = type(error).__name__
            raise ContributionError(f"the workbook is damaged ({kind}); save it again") from None
        return out.getvalue()

    def _dated(
        self, cell: Value, field: Field | None, line: int, place: int
    ) -> tuple[str, Fault | None]:
        text = _date_text(cell, field)
        if field is None or _is_date(field) or not isinstance(cell.value, datetime.date):
            return text, None
        message = f"the cell is a date, the column {field.name} is text"
        hint = "if it was a code, look it up in the source; format the column as text"
        return text, Fault(
            ContributionCode.DATE_CELL, line, place, text, message, hint, severity=WARNING
        )


def read_grids(data: bytes, sheet: str | None = None) -> list[Grid]:
    """The cells of all sheets, or of the one that is named.

    Raises ContributionError for a file that is damaged, of another format or too large, and for
    a sheet that there is not.
    """
    check_workbook(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that do not matter here
            book = _open(data)
        return [_read_grid(book, name) for name in _names(list(book.parts), sheet)]
    except ContributionError:
        raise
    except Exception as error:  # whatever openpyxl meets in a file that is no true workbook
        kind = type(error).__name__
        raise ContributionError(f"the workbook is damaged ({kind}); save it again") from None


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: 15 digits, no exponent, integers without a point."""
    if isinstance(value, int):
        return str(value)
    short = Decimal(f"{value:.15g}")
    if short == short.to_integral_value():
        short = short.to_integral_value()
    return f"{short:f}"


@dataclass(frozen=True)
class _Book:
    """A workbook: the part of the zip of each sheet, and what the sheets share. formats: the
    number format of each style."""

    data: bytes
    parts: Mapping[str, str]
    strings: Sequence[str]
    formats: Sequence[str]
    epoch: datetime.datetime


def _open(data: bytes) -> _Book:
    from openpyxl import load_workbook
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = book.worksheets
    # Parts, texts and formats have no public names in openpyxl.
    formats = [
        BUILTIN_FORMATS.get(style.numFmtId, "General")
        if style.numFmtId < BUILTIN_FORMATS_MAX_SIZE
        else book._number_formats[style.numFmtId - BUILTIN_FORMATS_MAX_SIZE]
        for style in book._cell_styles
    ]
    parts = {sheet.title: sheet._worksheet_path for sheet in sheets}
    strings = sheets[0]._shared_strings if sheets else ()
    return _Book(data, parts, strings, formats, book.epoch)


def _names(names: list[str], sheet: str | None) -> list[str]:
    if sheet is None:
        return names
    named = [name for name in names if name == sheet] or [
        name for name in names if name.casefold() == sheet.strip().casefold()
    ]
    if not named:
        meant = did_you_mean(sheet, names) or f"; there are {', '.join(names)}"
        raise ContributionError(f'there is no sheet "{sheet}"{meant}')
    return named[:1]


def _read_grid(book: _Book, name: str) -> Grid:
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        xml = parts.read(book.parts[name])
    rows: dict[int, list[str | Value | None]] = {}
    computed, notes = set(), []
    for cell in xlsx_sheet.read_cells(xml):
        if cell.place >= grid.MAX_COLUMNS:
            notes = [f"{name}: cells beyond column {grid.MAX_COLUMNS} were not read"]
            continue
        row = rows.setdefault(cell.row, [])
        row += [None] * (cell.place + 1 - len(row))
        row[cell.place] = _raw(cell, book)
        if cell.computed:
            computed.add((cell.row, cell.place))
    lines = [Line(n, rows[n]) for n in sorted(rows) if not grid.is_blank(rows[n])]
    if len(lines) > grid.MAX_ROWS:
        raise ContributionError(f"more than {grid.MAX_ROWS:,} rows; send them in parts")
    form = Sheet(book.data, book.parts[name], book.epoch, frozenset(computed))
    return Grid(form, lines, name, notes=notes)


def _raw(cell: XmlCell, book: _Book) -> str | Value:
    """What a cell holds: text, or a value with its format."""
    text = cell.text
    if text is None or (not text and cell.computed and cell.kind != "str"):
        return Value(None)
    if cell.kind == "s":
        return book.strings[int(text)]
    if cell.kind in ("str", "inlineStr"):
        return text
    if cell.kind == "e":
        return Value(text, error=True)
    if cell.kind == "b":
        return Value(text.strip() == "1")
    form = book.formats[cell.style] if cell.style < len(book.formats) else "General"
    if cell.kind == "d":
        from openpyxl.utils.datetime import from_ISO8601

        return Value(from_ISO8601(text), form)
    return _number(text.strip(), form, book.epoch)


def _number(text: str, form: str, epoch: datetime.datetime) -> str | Value:
    """A number, or the day or time that it stands for under a format of dates."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import from_excel

    if not text:
        return ""
    number = int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else float(text)
    if not math.isfinite(number):
        return Value(text, error=True)
    if is_date_format(form):
        try:
            return Value(from_excel(number, epoch, is_timedelta_format(form)), form)
        except (OverflowError, ValueError):
            return Value(number, form)  # a spreadsheet shows #### for days that no calendar has
    return Value(number, form)


def _is_date(field: Field) -> bool:
    return field.type in ("date", "datetime") or field.rdf_type == edtf.RDF_TYPE


def _truth(value: bool, field: Field | None) -> str:
    options = field.options if field else {}
    names = ("trueValues", TRUE_VALUES) if value else ("falseValues", FALSE_VALUES)
    return str((options.get(names[0]) or names[1])[0])


def _date_text(cell: Value, field: Field | None) -> str:
    """ISO text with the precision that the sheet shows: a spreadsheet keeps "2016-01" as the
    first of January under a format without days."""
    value = cell.value
    shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", cell.format).lower()
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
