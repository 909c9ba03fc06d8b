"""A sheet of a workbook of any format: typed cells as the text that the tables would write."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spaceties.contribute.read import grid
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ContributionError, Fault, Form, Grid, Line
from spaceties.contribute.read.number_formats import (
    GENERAL,
    Time,
    as_text,
    date_text,
    doubt,
    hides_year,
    number_text,
)
from spaceties.contribute.read.sheet_layout import SheetLayout
from spaceties.datapackage import edtf
from spaceties.datapackage.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.datapackage.formats.workbook import UNCOMPUTED
from spaceties.datapackage.model import Field
from spaceties.datapackage.natives import CellError
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.words import plural, quoted

TIMES = (datetime.date, datetime.time, datetime.timedelta)
SERIALS = range(10_000, 60_000)  # days from 1927 to 2064; years have four digits
EXACT = 10**15  # a spreadsheet keeps the first fifteen digits of a number
DOUBTED = 60  # characters of what a sheet shows


class SheetCell(NamedTuple):
    """A cell of a sheet: row from 1, place from 0, what it holds, the number format under which
    that is shown (as in XLSX), and whether a formula computes it."""

    row: int
    place: int
    value: Any
    form: str
    computed: bool


@dataclass(frozen=True)
class Sheet(Form):
    """A sheet: the bytes of its workbook, its name, its layout.

    By (line, index): cells that are computed; number formats but the general ones; numbers that
    may be days. stale: whether the values of its formulas may be none.
    """

    data: bytes
    name: str
    epoch: datetime.datetime
    layout: SheetLayout = field(default_factory=SheetLayout)
    stale: bool = False
    computed: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    serials: dict[tuple[int, int], float] = field(default_factory=dict)

    def text(self, line: Line, index: int, field: Field | None) -> tuple[str, Fault | None]:
        cell, place = line.cell(index), (line.number, index)
        if cell is None:
            return "", None
        if cell is UNCOMPUTED or (self.stale and place in self.computed and cell == 0):
            message = "the cell is a formula and the workbook does not hold its value"
            hint = "open and save the workbook in a spreadsheet program, or paste the value"
            return "", Fault(ContributionCode.FORMULA, *place, None, message, hint)
        text = cell.text if isinstance(cell, CellError) else cell
        if isinstance(text, str):
            return text, grid.cell_fault(text, *place)
        if isinstance(cell, TIMES):
            return self._dated(cell, field, place)
        if isinstance(cell, bool):
            return _truth(cell, field), None
        if field and _is_date(field) and cell in SERIALS:
            self.serials[place] = cell
        plain = number_text(cell)
        if field and field.type == "string" and not _is_date(field):
            plain = as_text(cell, self.formats.get(place, GENERAL), plain)
        return plain, _rounded(cell, plain, place) if field else None

    def texts(self, line: Line) -> list[str]:
        """The texts of all cells; labels that are merged downwards stand in each row."""
        texts = super().texts(line)
        labels = self.layout.labels_above(line.number)
        texts += [""] * (1 + max(labels, default=-1) - len(texts))
        return [text or labels.get(index, "") for index, text in enumerate(texts)]

    def serial(self, line: int, index: int) -> str | None:
        """The day that a plain number in a column of dates means to the spreadsheet."""
        from openpyxl.utils.datetime import from_excel

        number = self.serials.get((line, index))
        return None if number is None else from_excel(number, self.epoch).date().isoformat()

    def locked(self, line: int, index: int) -> bool:
        """Whether the cell is computed: other cells may share its formula."""
        return (line, index) in self.computed

    def seen(
        self,
        head: int,
        body: Sequence[Line],
        rows: Mapping[int, Mapping[str, str]],
        columns: Mapping[int, Field],
    ) -> Iterator[Fault]:
        yield from self.layout.faults(head, body, rows, list(columns))
        told: dict[tuple[int, str], list[tuple[Line, str]]] = {}
        for line in body:
            for index, field_ in columns.items() if line.number in rows else ():
                form = self.formats.get((line.number, index))
                shown = form and self._doubt(line.cell(index), form, rows[line.number], field_)
                if form and shown is not None:
                    told.setdefault((index, form), []).append((line, shown or ""))
        for (index, _), cells in told.items():
            yield _doubted(index, cells)

    def unread(self, body: Sequence[Line], rows: Collection[int]) -> str | None:
        """What is said of comments and links."""
        return self.layout.note(body, rows)

    def _doubt(self, value: Any, form: str, row: Mapping[str, str], field: Field) -> str | None:
        """What the sheet shows, where it says something else than the cell holds."""
        if isinstance(value, TIMES):
            return "a day without its year" if hides_year(value, form) else None
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return None
        names = [*field.name.split("_"), field.unit or "", *(field.unit or "").split()]
        others = (text for name, text in row.items() if name != field.name)
        return doubt(value, form, {word.casefold() for word in (*names, *others)})

    def _dated(
        self, value: Time, field: Field | None, place: tuple[int, int]
    ) -> tuple[str, Fault | None]:
        vague = field is not None and field.rdf_type == edtf.RDF_TYPE
        text = date_text(value, self.formats.get(place, ""), field.type if field else "", vague)
        if field is None or _is_date(field) or not isinstance(value, datetime.date) or ":" in text:
            return text, None
        message = f"the cell is a date, the column {field.name} is text"
        hint = "if it was a code, look it up in the source; format the column as text"
        code = ContributionCode.DATE_CELL
        return text, Fault(code, *place, text, message, hint, severity=WARNING)


def fill(sheet: Sheet, cells: Iterable[SheetCell]) -> Grid:
    """The grid of a sheet. Raises ContributionError for more rows than the limit."""
    rows: dict[int, list[Any]] = {}
    notes = []
    for number, place, value, form, computed in cells:
        if place >= grid.MAX_COLUMNS:
            notes = [f"{sheet.name}: cells beyond column {grid.MAX_COLUMNS} were not read"]
            continue
        row = rows.setdefault(number, [])
        row += [None] * (place + 1 - len(row))
        row[place] = value
        if computed:
            sheet.computed.add((number, place))
        if form not in (GENERAL, "@"):
            sheet.formats[number, place] = form
    lines = [Line(n, rows[n]) for n in sorted(rows) if not grid.is_blank(rows[n])]
    if len(lines) > grid.MAX_ROWS:
        raise ContributionError(f"more than {grid.MAX_ROWS:,} rows; send them in parts")
    return Grid(sheet, lines, sheet.name, notes=notes)


def _doubted(index: int, cells: list[tuple[Line, str]]) -> Fault:
    """One fault of all cells of a column that a format shows otherwise."""
    (line, shown), more = cells[0], len(cells) - 1
    value = line.cell(index)
    held = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if isinstance(value, TIMES):
        shown, hint = f"shows {shown}", "a spreadsheet takes the year in which a day was typed"
    elif not shown:
        shown, hint = "shows nothing here", "take the value out, or show it"
    else:
        shown = f"shows {quoted(shown, DOUBTED)}"
        hint = "write out what is meant, in cells without such a number format"
    message = f"the sheet {shown}, the cell holds {quoted(held, DOUBTED)}"
    if more:
        message += f"; so it is with {plural(more, 'more cell')} of the column"
        message += f", to line {cells[-1][0].number}"
    return Fault(ContributionCode.SHOWN, line.number, index, held, message, hint, severity=WARNING)


def _rounded(value: float, text: str, place: tuple[int, int]) -> Fault | None:
    """What is wrong with a number of more digits than a spreadsheet keeps."""
    if abs(value) <= EXACT or value % 10:
        return None
    message = "a spreadsheet keeps 15 digits of a number, and this one has more"
    hint = "look the last digits up in the source, and write them into a cell of text"
    return Fault(ContributionCode.SHOWN, *place, text, message, hint, severity=WARNING)


def _is_date(field: Field) -> bool:
    return field.type in ("date", "datetime") or field.rdf_type == edtf.RDF_TYPE


def _truth(value: bool, field: Field | None) -> str:
    options = field.options if field else {}
    names = ("trueValues", TRUE_VALUES) if value else ("falseValues", FALSE_VALUES)
    return str((options.get(names[0]) or names[1])[0])
