"""Sheets of workbooks (XLSX) as blocks of native cells.

A row has as many cells as the header: what the sheet does not hold is missing, what stands beyond
is one cell too many. Rows that hold nothing are blank if others follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from ..cells import UnknownForm
from ..csv.header import SAMPLE_RECORDS
from ..model import Resource
from ..natives import CellError, text_of
from ..paths import open_file
from ..report.codes import Code
from ..tabular.block import Block, Cells, compact, drop_blank, with_missing
from ..tabular.dialect import row_dialect
from ..tabular.files import FilesReader
from ..tabular.layout import Layout, StructuralError, UnreadableFile, layout_of
from ..unpacking import most_unpacked
from .workbook import UNCOMPUTED, Limits, Workbook, open_workbook
from .xlsx_parts import letters_of, too_many

SLOTS = 200_000  # cells of a block: bounds the memory
MOST_UNPACKED = 2 * 1024**3  # bytes of all parts of a workbook
USUAL = 64 * 1024**2  # to which any workbook may unpack
MOST_TOLD = 100  # blank rows in a gap that are told one by one
UNSAVED = (
    "the cell is a formula and the workbook does not hold its value: open and save it in a "
    "spreadsheet program"
)
AREA = re.compile("[A-Z]{1,3}([0-9]{1,7}):")  # of merged cells: "A2:B3"

Row = tuple[int, list[Any]]  # number in the sheet, from 1, and cells


class XlsxReader(FilesReader):
    """Reads one sheet of each file of a resource; lines are rows of the sheet."""

    def __init__(self, resource: Resource, base: Path) -> None:
        import openpyxl  # noqa: F401

        if resource.compression:
            raise UnknownForm("compressed workbooks are not read")
        super().__init__(resource, base)
        self._dialect = row_dialect(resource)
        self._sheet = _sheet(resource.dialect)
        self._names: dict[str, str] = {}  # of the sheets that were read

    def place(self, file: str | None, line: int | None, column: int | None) -> str | None:
        """ "Data!C5", or "Data, row 5" for a whole row."""
        name = self._names.get(file or "")
        if name is None or line is None:
            return name
        return f"{name}, row {line}" if column is None else f"{name}!{letters_of(column)}{line}"

    def _file(self, path: str) -> Iterator[Block]:
        size = self._size(path)
        limits = Limits(min(MOST_UNPACKED, most_unpacked(size, USUAL)))
        with open_workbook(open_file(self.base, path), limits) as book:
            yield from self._sheet_of(book, path, limits.cells, size)

    def _sheet_of(self, book: Workbook, path: str, most: int, read: int) -> Iterator[Block]:
        name = self._names[path] = book.sheet(self._sheet)
        merged: list[str] = []
        rows = self._counted(self._rows(book.rows(name, merged)), most)
        layout, rows = self._header(rows)
        self.layout = layout
        errors = layout.errors
        if not layout.usable:
            yield Block(path, [], np.empty(0, np.int64), errors)
            return
        last = layout.line
        size = max(SLOTS // max(layout.width, 1), 1)
        while batch := list(islice(rows, size)):
            block = self._block(path, layout, batch, last)
            last = batch[-1][0]
            block.errors[:0], errors = errors, []
            drop_blank(block)
            yield block
        errors += _merged(merged, layout.line, last)
        columns = [Cells([]) for _ in range(layout.width)]
        yield Block(path, columns, np.empty(0, np.int64), errors, read=read)

    def _rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Comments as rows without cells, so that they are told from rows that are not there."""
        for number, cells in rows:
            yield number, [] if self._dialect.is_comment(number, cells[0]) else cells

    def _counted(self, rows: Iterable[Row], most: int) -> Iterator[Row]:
        """The rows as long as they do not come to too many cells, empty ones counted."""
        slots = 0
        for number, cells in rows:
            slots += max(len(cells), self.layout.width if self.layout else 0)
            if slots > most:
                raise UnreadableFile(too_many(most))
            yield number, cells

    def _header(self, rows: Iterator[Row]) -> tuple[Layout, Iterator[Row]]:
        """The layout and the rows below the header. A header that does not fit where none is
        declared is looked for further down, as in CSV."""
        dialect, resource = self._dialect, self.resource
        if dialect.header is False:
            return Layout([], resource.fields, line=0), rows
        numbers = dialect.header_rows
        first = list(islice(rows, numbers[-1] + SAMPLE_RECORDS))
        if not first:
            return Layout([], resource.fields, 1, [StructuralError(Code.EMPTY)], False), rows
        if numbers == (1,) and not first[0][1]:  # comments above the header
            numbers = tuple(number for number, cells in first if cells)[:1]
        header = [_labels(cells) for number, cells in first if number in numbers]
        layout = layout_of(_trimmed(dialect.labels(header)), resource, max(numbers, default=1))
        if layout.errors and dialect.plain:
            for number, cells in first[1:]:
                guess = layout_of(_trimmed(_labels(cells)), resource, number)
                if not guess.errors:
                    hint = f"row {number} is the header; declare headerRows"
                    guess.errors.append(StructuralError(Code.DIALECT, number, hint=hint))
                    layout = guess
                    break
        return layout, chain((row for row in first if row[0] > layout.line), rows)

    def _block(self, path: str, layout: Layout, batch: list[Row], last: int) -> Block:
        """last: number of the row before."""
        width = layout.width
        errors: list[StructuralError] = []
        invalid: dict[int, list[int]] = {}
        rows: list[list[Any]] = []
        lines: list[int] = []
        for number, cells in batch:
            errors += _gap(last, number)
            last = number
            if not cells:
                continue
            if len(cells) > width:
                errors += _extra(number, cells, width)
            rows.append([*cells[:width], *[None] * (width - len(cells))])
            lines.append(number)
        columns: list[Any] = []
        for index, field in enumerate(layout.fields):
            missing = self.resource.missing_of(field) if field else ("",)
            values = [row[index] for row in rows]
            if CellError in set(map(type, values)):
                for at, value in enumerate(values):
                    if value is UNCOMPUTED:
                        name = layout.name(index)
                        errors.append(
                            StructuralError(Code.UNREADABLE, lines[at], name, hint=UNSAVED)
                        )
                        invalid.setdefault(index, []).append(at)
                    if value is UNCOMPUTED or (type(value) is CellError and value.text in missing):
                        values[at] = None
            if field and field.type in ("date", "yearmonth"):  # in a workbook they are instants
                values = [_part(v, field.type) if type(v) is datetime else v for v in values]
            columns.append(with_missing(compact(values), missing))
        return Block(path, columns, np.array(lines, np.int64), errors, invalid)


def _sheet(dialect: Mapping[str, Any]) -> str | int:
    """Name or number, from 1, of the sheet: `sheetName`, `sheetNumber` (version 2 of the standard)
    or frictionless' `sheet`."""
    given = (dialect.get("sheetName"), dialect.get("sheetNumber"), dialect.get("sheet"))
    sheet: str | int = next((one for one in given if one is not None), 1)
    return sheet


def _part(value: datetime, kind: str) -> datetime | date | str:
    """The day or month that an instant stands for, which begins with it; else the instant."""
    if value.time() != time() or (kind == "yearmonth" and value.day > 1):
        return value
    return value.date() if kind == "date" else f"{value:%Y-%m}"


def _labels(cells: list[Any]) -> list[str]:
    return [(text_of(cell) or "").strip() for cell in cells]


def _trimmed(labels: list[str]) -> list[str]:
    """The labels up to the last that is there."""
    return labels[: max((n for n, label in enumerate(labels, 1) if label), default=0)]


def _gap(last: int, number: int) -> Iterator[StructuralError]:
    """The rows between two that hold something; of very many only the first and how many."""
    blank = range(last + 1, number)
    for line in blank[:MOST_TOLD]:
        hint = None
        if line == blank[0] and len(blank) > MOST_TOLD:
            hint = f"and so are all to row {blank[-1]:,}"
        yield StructuralError(Code.BLANK_ROW, line, hint=hint)
        if hint:
            return


def _extra(number: int, cells: list[Any], width: int) -> Iterator[StructuralError]:
    texts = tuple(text_of(cell) or "" for cell in cells)
    for text in texts[width:]:
        if text:
            yield StructuralError(Code.EXTRA_CELL, number, None, text, texts)


def _merged(areas: list[str], header: int, last: int) -> Iterator[StructuralError]:
    """A warning if cells below the header are merged: only the first of them has the value."""
    rows = [(int(match[1]), area) for area in areas if (match := AREA.match(area))]
    below = [(row, area) for row, area in rows if header < row <= last]
    if below:
        row, area = below[0]
        more = f" and {len(below) - 1:,} more" if len(below) > 1 else ""
        hint = f"merged cells ({area}{more}) have a value in the first of them alone"
        yield StructuralError(Code.DIALECT, row, hint=hint)
