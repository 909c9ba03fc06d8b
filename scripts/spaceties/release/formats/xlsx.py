"""One workbook: a cover, the data dictionary, and a sheet per table, the most wanted first.

Ids and vague dates are text cells, dates and numbers are real ones, unless a column has a day
that Excel cannot hold: all of it is text then, for readers take the type of a column for one.
Nothing is written as a formula, and only fields that hold addresses of web pages become links;
the cover has one to each sheet.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.paths import path_fault
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import dictionary, workbook
from spaceties.release.formats import xlsx_beside
from spaceties.release.formats.format import (
    File,
    Format,
    ReadBack,
    Row,
    problem,
    same_header,
    value_of,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from xlsxwriter.format import Format as CellFormat
    from xlsxwriter.worksheet import Worksheet

    from spaceties.dataset.model import Cell, Release, ReleaseTable
    from spaceties.release.formats.xlsx_rows import Shape, Sheet

FIRST = ("satellites_flat", "ties")  # what a program reads that names no sheet; about is shown
ROWS = 1_048_576  # rows of a sheet, characters of a cell, links of a sheet: limits of Excel
CHARACTERS = 32_767
LINKS = 65_530
LINK_CHARACTERS = 2_079
DIGITS = 15  # that Excel keeps of a number
# Excel takes 1900 for a leap year: before March, its day numbers are not those of others.
FIRST_DAY = date(1900, 3, 1)
DAY_NOUGHT = date(1899, 12, 30)
WIDEST, SAMPLED = 60, 500
SHEETS = ("about", "dictionary")  # beside those of the tables
STRINGS = "xl/sharedStrings.xml"


def write(release: Release, root: Path) -> None:
    """Write `spaceties.xlsx` below `root`. Raises ValueError if a table does not fit a sheet."""
    from spaceties.release.formats.xlsx_rows import Sheet

    content = io.BytesIO()  # a zip in the making complains of a full disk even when it is dropped
    book = workbook.open_book(
        content,
        release.created,
        title=release.package.title,
        author=", ".join(release.creators),
        comments=release.citation,
    )
    formats = workbook.formats(book)
    first = [table for name in FIRST for table in release.tables if table.name == name]
    sheets = [book.add_worksheet(table.name, Sheet) for table in first]
    about = book.add_worksheet(SHEETS[0])
    about.activate()
    _cover(about, release, formats)
    entries = [e for table in release.tables for e in dictionary.entries(table.schema)]
    workbook.dictionary(book.add_worksheet(SHEETS[1]), entries, formats)
    others = [table for table in release.tables if table not in first]
    sheets += [book.add_worksheet(table.name, Sheet) for table in others]
    for sheet, table in zip(sheets, [*first, *others], strict=True):
        _table(sheet, table, formats)
    book.close()
    put(root / f"{release.package.name}.xlsx", content.getvalue())


def _cover(sheet: Worksheet, release: Release, formats: dict[str, CellFormat]) -> None:
    package = release.package
    facts = [
        ("Version", release.about["version"]),
        ("Date", release.created),
        ("Licence", "; ".join(f"{x['title']}, {x['path']}" for x in package.custom["licenses"])),
        ("Cite as", release.citation),
        ("About", package.custom.get("description", "")),
        ("Sources", "\n".join(_source(source) for source in package.custom.get("sources", []))),
        (
            "Dates",
            "Vague dates are text (EDTF) with the precision of their source: 1977, 2012-07, "
            "2012-23 (autumn). The columns _earliest and _latest give the days that they can mean. "
            "A column with days before March 1900 is text, because spreadsheets count those "
            "differently.",
        ),
    ]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 100)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, package.title, formats["title"])
    for row, (label, value) in enumerate(facts, 2):
        sheet.write_string(row, 0, label, formats["bold"])
        sheet.merge_range(row, 1, row, 2, "", formats["wrap"])
        sheet.write_string(row, 1, value, formats["wrap"])
        sheet.set_row(
            row, workbook.LINE * sum(workbook.lines(line, 110) for line in value.split("\n"))
        )
    row += 2
    for column, label in enumerate(("sheet", "rows", "what a row is")):
        sheet.write_string(row, column, label, formats["head"])
    for at, table in enumerate(release.tables, row + 1):
        address = f"internal:'{table.name}'!A1"
        sheet.write_url(at, 0, address, formats["leads"], string=table.name)
        sheet.write_number(at, 1, table.data.num_rows, formats["top"])
        sheet.write_string(at, 2, table.schema.description, formats["indent"])
        sheet.set_row(at, workbook.LINE * workbook.lines(table.schema.description, 100))


def _source(source: dict[str, str]) -> str:
    return ", ".join(source[part] for part in ("title", "path") if part in source)


def _table(sheet: Sheet, table: ReleaseTable, formats: dict[str, CellFormat]) -> None:
    if table.data.num_rows >= ROWS:
        raise ValueError(f"{table.name} has more rows than a sheet: {table.data.num_rows:,}")
    workbook.header(sheet, table.data.column_names, table.data.num_rows, formats)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})  # as ids and years are
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    columns = zip(table.schema.fields, table.columns, table.distinct, strict=True)
    for at, (field, cells, (values, places)) in enumerate(columns):
        sheet.add(_shapes(field, values, cells, formats), places)
        sheet.set_column(at, at, _width(field.name, cells), formats[workbook.cell_format(field)])


def _shapes(
    field: Field, values: list[Cell], cells: list[Cell], formats: dict[str, CellFormat]
) -> list[Shape | None]:
    """How the different cells of a column are written."""
    from spaceties.release.formats.xlsx_rows import Shape

    plain, text = formats[workbook.cell_format(field)], formats["text"]
    days = field.type == "date" and all(
        date.fromisoformat(str(value)) >= FIRST_DAY for value in values if value is not None
    )
    linked = dictionary.is_link(field) and len(cells) <= LINKS
    shapes: list[Shape | None] = []
    for value in values:
        if value is None:
            shape = None
        elif isinstance(value, bool):
            shape = Shape(plain, number=value, kind="b")
        elif isinstance(value, (int, float)):
            long = abs(value) >= 10**DIGITS
            shape = Shape(text, str(value)) if long else Shape(plain, number=value)
        elif days:
            shape = Shape(plain, number=(date.fromisoformat(value) - DAY_NOUGHT).days)
        elif len(value) > CHARACTERS:
            row = cells.index(value) + 1
            raise ValueError(f"{field.name}, row {row}: a cell holds {CHARACTERS:,} characters")
        elif linked and len(value) <= LINK_CHARACTERS:
            shape = Shape(formats["link"], value, is_link=True)
        else:
            shape = Shape(text, value)
        shapes.append(shape)
    return shapes


def _width(name: str, cells: list[Cell]) -> float:
    """Width in characters: the longest of the first cells and the name with its filter button."""
    longest = max((len(str(value)) for value in cells[:SAMPLED] if value is not None), default=0)
    return min(max(len(name) + 3, longest + 1), WIDEST)


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows of a sheet by openpyxl. Raises ValueError for a live formula.

    openpyxl leaves the escapes of ECMA-376 part 1, 22.9.2.19, as they are: _x000D_ is a CR.
    """
    from openpyxl.utils.escape import unescape

    links = dict(_beside(path).links.get(table.name, {}))
    lines = _workbook(path, path.stat().st_mtime_ns)[table.name].iter_rows()
    same_header((cell.value for cell in next(lines)), table)
    for line in lines:
        for cell in line:
            if cell.data_type == "f":
                raise ValueError(f"{table.name}!{cell.coordinate} is a formula")
            told = links.pop(cell.coordinate, None) if links and cell.value is not None else None
            if told not in (None, xlsx_beside.bare(str(cell.value))):
                where = f"{table.name}!{cell.coordinate}"
                raise ValueError(f"{where} is a link to another address than its text")
        values = (unescape(c.value) if isinstance(c.value, str) else c.value for c in line)
        yield tuple(_of_cell(v, f) for v, f in zip(values, table.fields, strict=True))
    if links:
        raise ValueError(f"{table.name}!{next(iter(links))} is a link without a text")


@lru_cache(1)
def _workbook(path: Path, _changed: int) -> Workbook:
    """The workbook, opened once for all of its sheets; `_changed` tells one state from another."""
    import openpyxl

    with zipfile.ZipFile(path) as book:
        if STRINGS not in book.namelist() or b"x005F_" not in book.read(STRINGS):
            return openpyxl.load_workbook(path, read_only=True)
        # openpyxl takes x005F_ out of every text, after which _x000D_ is a text or a CR. Of
        # x005Fx005F__ it leaves what was there.
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w") as doubled:
            for name in book.namelist():
                data = book.read(name)
                data = data.replace(b"x005F_", b"x005Fx005F__") if name == STRINGS else data
                doubled.writestr(name, data)
    return openpyxl.load_workbook(copy, read_only=True)


def _of_cell(value: object, field: Field) -> object:
    if isinstance(value, datetime):
        whole = field.type == "date" and value == datetime.combine(value, time())
        return value.date().isoformat() if whole else value.isoformat()
    if field.type in ("integer", "number") and isinstance(value, str):
        number = value_of(value, field)
        # Text where a spreadsheet keeps fewer digits; any other has to be a number.
        return number if isinstance(number, (int, float)) and abs(number) >= 10**DIGITS else value
    return value


def check(root: Path, package: Package) -> list[Problem]:
    """The workbook has the sheets of a release, all of them seen, and nothing beside them."""
    path = root / f"{package.name}.xlsx"
    if path_fault(root, path.name):
        return []  # which is told already
    found = _beside(path)
    said = [*found.strange]
    said += [f"has a formula in {sheet}" for sheet in found.formulas if sheet in SHEETS]
    more = sorted({*found.sheets} - {*SHEETS, *package.names})
    said += [f"has a sheet {name} of which no descriptor speaks" for name in more]
    said += [f"has no sheet {name}" for name in SHEETS if name not in found.sheets]
    return [problem(Code.OTHER, path.name, text) for text in said]


def _beside(path: Path) -> xlsx_beside.Beside:
    return xlsx_beside.beside(path, path.stat().st_mtime_ns)


FORMAT = Format(
    "xlsx",
    (
        File(
            "{package}.xlsx",
            media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            label="Excel workbook, a sheet per table",
            plain=xlsx_beside.plain,
        ),
    ),
    write=write,
    read_back=ReadBack("openpyxl", rows, module="openpyxl", digits=DIGITS),
    check=check,
)
