"""The part of a workbook of OpenDocument that holds all sheets, read with expat in one pass.

Format: OpenDocument 1.3 part 3, chapters 9 and 19.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from spaceties.contribute.read.ods_formats import CURRENCY, Formats, short
from spaceties.contribute.read.sheet import SheetCell
from spaceties.contribute.read.sheet_layout import Area, SheetLayout
from spaceties.datapackage.formats.workbook import UNCOMPUTED
from spaceties.datapackage.formats.xlsx_parts import (
    LAST_COLUMN,
    LAST_ROW,
    RAISED,
    feed,
    longer,
    too_many,
)
from spaceties.datapackage.natives import CellError
from spaceties.datapackage.tabular.layout import UnreadableFile

SPAN = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
CELLS = ("table-cell", "covered-table-cell")
ASIDE = ("annotation", "frame", "ruby-text", "custom-shape", "shapes")  # texts that are no value
BLANKS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
MOST_BLANKS = 1000
LINK = "http://www.w3.org/1999/xlink href"


@dataclass
class Page:
    """A sheet as it is read. columns: their default styles, (first, last, name). spans: by row and
    place where the element of a cell begins and where its end tag does, of those that stand for no
    other cell and hold a value alone."""

    name: str
    layout: SheetLayout = field(default_factory=SheetLayout)
    cells: list[SheetCell] = field(default_factory=list)
    columns: list[tuple[range, str]] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    row: int = 0
    place: int = 0


class Reader:
    """Reads the part that holds all sheets."""

    def __init__(self, most: int, formats: Formats) -> None:
        self._most, self._formats = most, formats
        self._seen = 0
        self._pages: list[Page] = []
        self._open = False  # whether a sheet is
        self._aside = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._cell: dict[str, str] | None = None
        self._row: dict[str, str] = {}
        self._held: list[tuple[int, Any, str, bool]] = []  # cells of the row
        self._texts: list[str] = []
        self._began: int | None = None  # where the element of the cell does, None if it holds more
        self._spans: list[str] = []  # "superscript" and the like of the open parts of the text

    def pages(self, content: Iterator[bytes]) -> list[Page]:
        """The sheets of the part. Raises UnreadableFile for too many cells."""
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        for _ in feed(parser, content):
            pass
        return self._pages

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = short(name)
        local = tag.rpartition(":")[2]
        if local in ASIDE or self._aside:
            self._aside += 1
            self._began = None
            if local == "annotation" and self._cell is not None:
                page = self._pages[-1]
                page.layout.behind[page.row + 1, page.place] = ""
            return
        said = {short(name): text for name, text in attributes.items()}
        if self._cell is not None:
            if tag == "text:p":
                self._texts.append("")
            elif tag == "text:span":
                self._span(said.get("text:style-name", ""))
            elif tag == "text:a" and LINK in attributes:
                page = self._pages[-1]
                page.layout.behind[page.row + 1, page.place] = attributes[LINK]
            elif self._texts and tag in BLANKS:
                self._texts[-1] += BLANKS[tag] * min(_count(said, "text:c"), MOST_BLANKS)
        elif self._formats.start(tag, said) or not tag.startswith("table:"):
            return
        elif local == "table" and not self._open:
            page = Page(said.get("table:name", ""))
            page.layout.hidden = self._formats.hides(said.get("table:style-name", ""))
            self._pages.append(page)
            self._open = True
        elif self._open and local == "table-column":
            self._column(self._pages[-1], said)
        elif self._open and local == "table-row":
            self._row, self._held, self._pages[-1].place = said, [], 0
        elif self._open and local in CELLS:
            self._cell, self._texts, self._spans = said, [], []
            self._began = self._parser.CurrentByteIndex

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        tag = short(name)
        if self._cell is not None:
            if tag == "text:span" and self._spans:
                self._spans.pop()
            elif tag.rpartition(":")[2] in CELLS:
                self._take(self._pages[-1], self._cell)
                self._cell = None
        elif not self._formats.end(tag) and self._open:
            if tag == "table:table-row":
                self._close_row(self._pages[-1])
            self._open = tag != "table:table"

    def _span(self, style: str) -> None:
        """The start of a part of a text that has a style of its own."""
        raised, crossed = self._formats.letters(style)
        self._spans.append(raised)
        if crossed:
            page = self._pages[-1]
            page.layout.crossed.add((page.row + 1, page.place))

    def _characters(self, more: str) -> None:
        if self._aside:
            return
        if self._cell is not None:
            raised = self._spans[-1] if self._spans else ""
            more = more.translate(RAISED[raised]) if raised else more
            if self._texts:
                self._texts[-1] = longer(self._texts[-1], re.sub("[\t\r\n ]+", " ", more))
        else:
            self._formats.characters(more)

    def _column(self, page: Page, said: dict[str, str]) -> None:
        first = page.columns[-1][0].stop if page.columns else 0
        count = min(_count(said, "table:number-columns-repeated"), LAST_COLUMN)
        span = range(first, first + count)
        page.columns.append((span, said.get("table:default-cell-style-name", "")))
        if said.get("table:visibility", "visible") != "visible":
            page.layout.hidden_columns.append(span)

    def _take(self, page: Page, said: dict[str, str]) -> None:
        """One cell of the row, or several that are the same."""
        count = _count(said, "table:number-columns-repeated")
        right = _count(said, "table:number-columns-spanned")
        down = _count(said, "table:number-rows-spanned")
        if right > 1 or down > 1:
            top, left = page.row + 1, page.place
            page.layout.merged.append(Area(top, left, top + down - 1, left + right - 1))
        value = _value(said, self._texts)
        alone = count == 1 == _count(self._row, "table:number-rows-repeated")
        if value is not None and alone and self._began is not None:
            page.spans[page.row + 1, page.place] = self._began, self._parser.CurrentByteIndex
        if value is not None:
            computed = "table:formula" in said
            for place in range(page.place, min(page.place + count, LAST_COLUMN)):
                self._count_cells(1)
                style = said.get("table:style-name") or self._style(page, place)
                form = self._formats.form(style)
                if CURRENCY in form:
                    form = form.replace(CURRENCY, said.get("office:currency", CURRENCY))
                self._held.append((place, value, form, computed))
                if self._formats.letters(style)[1]:
                    page.layout.crossed.add((page.row + 1, place))
        page.place += count

    def _style(self, page: Page, place: int) -> str:
        own = self._row.get("table:default-cell-style-name")
        return own or next((style for span, style in page.columns if place in span), "")

    def _close_row(self, page: Page) -> None:
        count = _count(self._row, "table:number-rows-repeated")
        hidden = self._row.get("table:visibility", "visible") != "visible"
        for _ in range(count if self._held else 0):
            page.row += 1
            if page.row > LAST_ROW:
                raise ValueError("no sheet has such a row")
            self._count_cells(len(self._held))
            page.cells += [SheetCell(page.row, *cell) for cell in self._held]
            if hidden:
                page.layout.hidden_rows.add(page.row)
        page.row += 0 if self._held else count

    def _count_cells(self, more: int) -> None:
        self._seen += more
        if self._seen > self._most:
            raise UnreadableFile(too_many(self._most))


def _count(said: Mapping[str, str], name: str) -> int:
    return max(int(said.get(name, "1")), 1)


def _value(said: dict[str, str], texts: list[str]) -> Any:
    """What a cell holds; None if nothing."""
    kind = said.get("office:value-type")
    text = "\n".join(texts)
    if kind is None:
        return UNCOMPUTED if "table:formula" in said and not text else text or None
    if kind in ("float", "percentage", "currency"):
        return _number(said.get("office:value", ""))
    if kind == "boolean":
        return said.get("office:boolean-value") == "true"
    if kind == "date":
        return _moment(said.get("office:date-value", ""))
    if kind == "time":
        return _span(said.get("office:time-value", ""))
    return said.get("office:string-value", text) or None


def _number(text: str) -> int | float | CellError:
    try:
        number = float(text)
    except ValueError:
        return CellError(text)
    if number in (float("inf"), float("-inf")) or number != number:
        return CellError(text)
    return int(number) if number.is_integer() and abs(number) < 10**15 else number


def _moment(text: str) -> datetime.date | CellError:
    try:
        return (
            datetime.datetime.fromisoformat(text)
            if "T" in text
            else datetime.date.fromisoformat(text)
        )
    except ValueError:
        return CellError(text)


def _span(text: str) -> datetime.timedelta | CellError:
    match = SPAN.fullmatch(text)
    if not match:
        return CellError(text)
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    try:
        span = datetime.timedelta(days, seconds, hours=hours, minutes=minutes)
    except OverflowError:
        return CellError(text)
    return -span if match[1] else span
