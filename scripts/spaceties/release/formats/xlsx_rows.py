"""The rows of sheets, several times as fast as XlsxWriter writes them.

XlsxWriter writes the first cell of each text and of each format, and all that is no row. Its parts
then tell how it numbers texts and formats, and all rows are put into them as it would have written
them (ECMA-376 part 1, 18.3.1.73), but for the columns that a row spans, which may be left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from spaceties.dataset.model import Cell

STRINGS = "xl/sharedStrings.xml"
CELL = re.compile(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"(?: t="(\w)")?><v>([^<]*)</v></c>')
ROWS = re.compile(r"(<sheetData><row [^>]*>.*?</row>).*?</sheetData>", re.DOTALL)
AREA = re.compile(r'<dimension ref="[^"]*"/>')
COUNT = re.compile(r' count="[0-9]+"')


class Shape(NamedTuple):
    """How a value stands in a cell: as a text, a link too, or else as a number or a truth (kind
    "b")."""

    form: Format
    text: str | None = None
    number: float = 0
    kind: str = ""
    is_link: bool = False


@dataclass
class Sheet:
    """A sheet with a header, and its columns: the cells, and the shape of each different one."""

    sheet: Worksheet
    rows: int
    columns: list[tuple[Sequence[Cell], dict[Cell, Shape]]] = field(default_factory=list)


@dataclass
class Rows:
    """The sheets of a book, and where XlsxWriter has written each text and format: sheet, cell."""

    sheets: list[Sheet] = field(default_factory=list)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    forms: dict[int, tuple[str, str]] = field(default_factory=dict)

    def begin(self, sheet: Worksheet, rows: int) -> Sheet:
        """A sheet, whose header is written, for so many rows."""
        self.sheets.append(Sheet(sheet, rows))
        return self.sheets[-1]

    def add(self, sheet: Sheet, cells: Sequence[Cell], shapes: dict[Cell, Shape]) -> None:
        """The next column of a sheet. shapes: of each different cell but the missing ones."""
        place = len(sheet.columns)
        sheet.columns.append((cells, shapes))
        shown = set()
        for row, value in enumerate(cells, 1):
            if value is None:
                continue
            if value not in shown or shapes[value].is_link:
                shown.add(value)
                self._show(sheet.sheet, row, place, shapes[value])

    def _show(self, sheet: Worksheet, row: int, place: int, shape: Shape) -> None:
        """Has XlsxWriter write a cell if it is a link, or its text or format a new one."""
        text = shape.text
        if text is None:
            if id(shape.form) in self.forms:
                return
            sheet.write_number(row, place, shape.number, shape.form)
        elif shape.is_link:
            sheet.write_url(row, place, text, shape.form, string=text)
        elif text not in self.texts or id(shape.form) not in self.forms:
            sheet.write_string(row, place, text, shape.form)
        else:
            return
        at = (sheet.name, f"{_letters(place)}{row + 1}")
        self.forms.setdefault(id(shape.form), at)
        if text is not None:
            self.texts.setdefault(text, at)

    def put_into(self, content: bytes, names: Sequence[str]) -> bytes:
        """The workbook with all rows. names: of its sheets in their order."""
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(out, "w") as whole:
            paths = {f"xl/worksheets/sheet{n}.xml": name for n, name in enumerate(names, 1)}
            parts = {name: book.read(path).decode() for path, name in paths.items()}
            known = {name: {c: rest for c, *rest in CELL.findall(p)} for name, p in parts.items()}
            forms = {form: known[name][cell][0] for form, (name, cell) in self.forms.items()}
            texts = {text: known[name][cell][2] for text, (name, cell) in self.texts.items()}
            for sheet in self.sheets:
                name = sheet.sheet.name
                parts[name] = _filled(parts[name], sheet, forms, texts)
            count = sum(part.count(' t="s"') for part in parts.values())
            for info in book.infolist():
                data = book.read(info)
                if info.filename in paths:
                    data = parts[paths[info.filename]].encode()
                elif info.filename == STRINGS:
                    data = COUNT.sub(f' count="{count}"', data.decode(), count=1).encode()
                whole.writestr(info, data, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def _letters(place: int) -> str:
    """The letters of a column, by what loads pyarrow: nobody needs that who writes no workbook."""
    from spaceties.datapackage.formats.xlsx_parts import letters_of

    return letters_of(place)


def _filled(part: str, sheet: Sheet, forms: dict[int, str], texts: dict[str, str]) -> str:
    """The XML of a sheet with all of its rows."""
    area = f'<dimension ref="A1:{_letters(len(sheet.columns) - 1)}{sheet.rows + 1}"/>'
    rows = "".join(_rows(sheet, forms, texts))
    part = ROWS.sub(lambda found: f"{found[1]}{rows}</sheetData>", part, count=1)
    return AREA.sub(area, part, count=1)


def _rows(sheet: Sheet, forms: dict[int, str], texts: dict[str, str]) -> Iterator[str]:
    columns = []
    for place, (cells, shapes) in enumerate(sheet.columns):
        letters = _letters(place)
        ends: dict[Cell, str] = {}
        for value, shape in shapes.items():
            kind = "s" if shape.text is not None else shape.kind
            held = f"{shape.number:.16G}" if shape.text is None else texts[shape.text]
            kind = f' t="{kind}"' if kind else ""
            ends[value] = f'" s="{forms[id(shape.form)]}"{kind}><v>{held}</v></c>'
        columns.append(
            ["" if v is None else f'<c r="{letters}{n}{ends[v]}' for n, v in enumerate(cells, 2)]
        )
    for number, row in enumerate(zip(*columns, strict=True), 2):
        yield f'<row r="{number}">{"".join(row)}</row>'
