"""Contributed workbooks (XLSX): typed cells as the text that the tables would write.

A workbook is a zip of XML; its sizes are checked before anything is unpacked. A copy with changed
cells is the same zip in which only those cells of the sheet's XML are others: nothing else of
what the contributor made (formats, formulas, lists, other sheets) is touched.
Format: ECMA-376 part 1, 18.3.1.4 (`c`).
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from spaceties.dictionary import EDTF
from spaceties.package import codes
from spaceties.package.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.package.hints import nearest
from spaceties.package.report import WARNING
from spaceties.package.schema import Field

from . import grid
from .grid import ContributionError, Fault, Grid, Line

if TYPE_CHECKING:
    from openpyxl import Workbook

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
SERIALS = range(10_000, 60_000)  # days from 1927 to 2064; years have four digits


@dataclass(frozen=True)
class Value:
    """A cell that is not text. format: the number format under which it is shown. computed: by
    a formula; its value is None where the workbook does not hold it."""

    value: Any
    format: str = "General"
    computed: bool = False
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
            return "", Fault(codes.FORMULA, line.number, place, None, message, hint)
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

    def write(self, changes: Mapping[tuple[int, int], str], target: Path) -> None:
        """Write a copy whose cells at (line, place) are texts; all other bytes stay."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.data)) as old, zipfile.ZipFile(out, "w") as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename == self.part:
                    content = _changed(content, changes)
                new.writestr(info, content, compress_type=info.compress_type)
        target.write_bytes(out.getvalue())

    def _dated(
        self, cell: Value, field: Field | None, line: int, place: int
    ) -> tuple[str, Fault | None]:
        text = _date_text(cell, field)
        if field is None or _is_date(field) or not isinstance(cell.value, datetime.date):
            return text, None
        message = f"the cell is a date, the column {field.name} is text"
        hint = "if it was a code, look it up in the source; format the column as text"
        return text, Fault(codes.DATE_CELL, line, place, text, message, hint, severity=WARNING)


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook of any kind, and not text."""
    return data.startswith(OLE) or (data.startswith(ZIP) and data[2:4] in (b"\3\4", b"\5\6"))


def cut(data: bytes, sheet: str | None = None) -> list[Grid]:
    """The cells of all sheets, or of the one that is named.

    Raises ContributionError for a file that is damaged, of another format or too large, and for
    a sheet that there is not.
    """
    _check_zip(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that do not matter here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return [_cut_sheet(book[name], data, book) for name in _names(book, sheet)]
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


def _names(book: Workbook, sheet: str | None) -> list[str]:
    names = [one.title for one in book.worksheets]
    if sheet is None:
        return names
    found = [name for name in names if name == sheet] or [
        name for name in names if name.casefold() == sheet.strip().casefold()
    ]
    if not found:
        like = nearest(sheet, names)
        meant = f'perhaps "{like}"' if like else f"there are {', '.join(names)}"
        raise ContributionError(f'there is no sheet "{sheet}"; {meant}')
    return found[:1]


def _cut_sheet(sheet, data: bytes, book: Workbook) -> Grid:
    part = sheet._worksheet_path  # the public interface does not tell the part of the zip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(part)
    spans = _spans(xml) if FORMULA.search(xml) else {}
    computed = {place for place, span in spans.items() if span.computed}
    sheet.reset_dimensions()  # what the file states may be wrong, or huge
    lines = []
    for number, row in enumerate(sheet.iter_rows(max_col=grid.MAX_COLUMNS), 1):
        cells = [_raw(cell, (number, n) in computed) for n, cell in enumerate(row)]
        while cells and cells[-1] is None:
            cells.pop()
        if grid.is_blank(cells):
            continue
        if len(lines) > grid.MAX_ROWS:
            raise ContributionError(f"more than {grid.MAX_ROWS:,} rows; send them in parts")
        lines.append(Line(number, cells))
    form = Sheet(data, part, book.epoch, frozenset(computed))
    return Grid(form, lines, sheet.title)


def _raw(cell, computed: bool) -> str | Value | None:
    """What a cell holds: text, or a value with its format."""
    value = cell.value
    if value is None:
        return Value(None, computed=True) if computed else None
    if cell.data_type == "e":
        return Value(value, computed=computed, error=True)
    if isinstance(value, str):
        return value
    return Value(value, cell.number_format or "General", computed)


def _is_date(field: Field) -> bool:
    return field.type in ("date", "datetime") or field.rdf_type == EDTF


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
    vague = field is not None and field.rdf_type == EDTF
    if "d" in shown or "y" not in shown or not (vague or day.day == 1):
        return day.isoformat()
    return day.isoformat()[:7] if "m" in shown else day.isoformat()[:4]


def _check_zip(data: bytes) -> None:
    if data.startswith(OLE):
        raise ContributionError(
            "an old workbook (.xls) or one with a password; save it as .xlsx without password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise ContributionError("the workbook is damaged or cut short; send it again") from None
    names = {part.filename for part in parts}
    size = sum(part.file_size for part in parts)
    if len(parts) > grid.MAX_PARTS or size > grid.MAX_UNPACKED:
        raise ContributionError(
            f"the workbook unpacks to {size / 1024**2:,.0f} MB in {len(parts):,} parts; at most "
            f"{grid.MAX_UNPACKED // 1024**2} MB are read. Copy the rows into a new workbook"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise ContributionError("the workbook has a password; save it without")
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise ContributionError("a workbook of another format; save it as .xlsx or CSV")
    if "[Content_Types].xml" not in names:
        raise ContributionError("a zip archive, not a workbook; send CSV or .xlsx")


@dataclass
class _Span:
    """Where a cell stands in the XML of its sheet, the bytes from start to end."""

    start: int
    end: int = 0
    computed: bool = False


def _spans(xml: bytes) -> dict[tuple[int, int], _Span]:
    """The places of all cells of a sheet by (row number, column from 0)."""
    from xml.parsers import expat

    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

    found: dict[tuple[int, int], _Span] = {}
    at = [0, 0]  # row, column of the last cell; a cell without `r` follows it
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            at[:] = [int(attributes.get("r", at[0] + 1)), 0]
        elif kind == "c":
            if "r" in attributes:
                letters, at[0] = coordinate_from_string(attributes["r"])
                at[1] = column_index_from_string(letters)
            else:
                at[1] += 1
            found[at[0], at[1] - 1] = _Span(parser.CurrentByteIndex)
        elif kind == "f" and (at[0], at[1] - 1) in found:
            found[at[0], at[1] - 1].computed = True

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "c":
            index = parser.CurrentByteIndex
            found[at[0], at[1] - 1].end = xml.index(b">", index) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(xml, True)
    return found


def _changed(xml: bytes, changes: Mapping[tuple[int, int], str]) -> bytes:
    """The XML of a sheet in which some cells hold texts; they keep their style."""
    spans = _spans(xml)
    parts, at = [], 0
    for place in sorted(changes, key=lambda place: spans[place].start):
        span = spans[place]
        parts += [xml[at : span.start], _text_cell(xml[span.start : span.end], changes[place])]
        at = span.end
    return b"".join([*parts, xml[at:]])


def _text_cell(old: bytes, text: str) -> bytes:
    """A cell with text in it. An inline text is never taken for a formula."""
    prefix = re.match(rb"<(\w+:)?c", old)[1] or b""
    attributes = re.match(rb"<(?:\w+:)?c((?:\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)", old)[1]
    kept = re.sub(rb"\s+t\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", attributes)
    inner = escape(ILLEGAL.sub("", text)).encode()
    tags = {b"p": prefix, b"a": kept, b"i": inner}
    return (
        b'<%(p)sc%(a)s t="inlineStr"><%(p)sis><%(p)st xml:space="preserve">%(i)s</%(p)st>'
        b"</%(p)sis></%(p)sc>" % tags
    )
