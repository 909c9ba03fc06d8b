"""What the workbooks of this project share: how they open, formats, headers, the dictionary.

Nothing is written as a formula or a link unless asked for, and the same cells give the same bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from spaceties.datapackage.model import Field
from spaceties.dataset.dictionary import Entry

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Formats = dict[str, Format]

LINE = 15  # points; rows of wrapped text do not grow by themselves in every program
MONEY = ("currency unit", "USD")
COLUMNS = {
    "table": 24,
    "field": 24,
    "type": 12,
    "unit": 14,
    "required": 9,
    "title": 24,
    "meaning": 70,
    "values": 40,
    "refers to": 18,
    "example": 30,
}

FORMATS: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bg_color": "#DCE6F1", "bottom": 1},
    "title": {"bold": True, "font_size": 16},
    "bold": {"bold": True, "valign": "top"},
    "wrap": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "indent": {"text_wrap": True, "align": "left", "valign": "top", "indent": 1},
    "top": {"valign": "top", "num_format": "#,##0"},
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "integer": {"num_format": "0"},
    "money": {"num_format": "#,##0"},
    "leads": {"valign": "top", "font_color": "#0563C1", "underline": 1},
    "link": {"font_color": "#0563C1", "underline": 1, "num_format": "@"},
    "number": {"num_format": "General"},
}


def open_book(path: Path | BinaryIO, created: object, **properties: str) -> Workbook:
    """A new workbook that takes texts as they are. created: an ISO date or time; without a fixed
    one the bytes would change from run to run. properties: title, author, comments …"""
    from xlsxwriter import Workbook

    try:
        moment = datetime.fromisoformat(str(created))
    except ValueError:
        moment = datetime(1980, 1, 1)  # the first that the files in a workbook can have
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(path, options)
    book.set_properties({**properties, "created": moment})
    return book


def formats(book: Workbook) -> Formats:
    """The cell formats by name."""
    return {name: book.add_format(properties) for name, properties in FORMATS.items()}


def cell_format(field: Field) -> str:
    """The name of the format of a column; ids and vague dates are text."""
    if field.type == "integer":
        return "money" if field.unit in MONEY else "integer"
    return {"number": "number", "date": "date", "boolean": "number"}.get(field.type, "text")


def header(sheet: Worksheet, names: Iterable[str], rows: int, formats: Formats) -> None:
    """The first line: names, frozen, with a filter over so many rows."""
    names = list(names)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, formats["head"])
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, rows, len(names) - 1)


def dictionary(sheet: Worksheet, entries: Sequence[Entry], formats: Formats) -> None:
    """The data dictionary: one line per field."""
    rows = [_words(entry) for entry in entries]
    header(sheet, COLUMNS, len(rows), formats)
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value:
                sheet.write_string(at, column, value, formats["wrap"])
        fitted = zip(row, COLUMNS.values(), strict=True)
        sheet.set_row(at, LINE * max(lines(value, width) for value, width in fitted))
    for column, width in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)


def lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many characters."""
    return len(textwrap.wrap(text, width)) or 1


def _words(entry: Entry) -> tuple[str, ...]:
    """The cells of one line of the dictionary, in the order of COLUMNS."""
    required = "key" if entry.key else "yes" if entry.required else ""
    said = (entry.title, entry.description, ", ".join(entry.values))
    named = (entry.table, entry.field, entry.type, entry.unit, required)
    return (*named, *said, entry.refers_to, entry.example)
