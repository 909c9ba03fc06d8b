"""Contributed workbooks (XLSX): their sheets, and a copy with changed cells.

`datapackage.formats.workbook` reads them. A copy is the same zip in which only those cells of the
sheet's XML are others: nothing else of what the contributor made (formats, formulas, lists, other
sheets) is touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from spaceties.contribute.read import grid
from spaceties.contribute.read.archive import with_part
from spaceties.contribute.read.grid import ContributionError, Grid
from spaceties.contribute.read.sheet import Sheet, SheetCell, fill
from spaceties.contribute.read.sheet_layout import SheetLayout
from spaceties.contribute.read.xlsx_edit import with_texts
from spaceties.datapackage.formats.workbook import Limits, Workbook, open_workbook
from spaceties.datapackage.formats.xlsx_parts import SheetParser
from spaceties.datapackage.tabular.layout import UnreadableFile


class XlsxSheet(Sheet):
    """A sheet of a workbook of XLSX."""

    def edited(self, changes: Mapping[tuple[int, int], str], data: bytes | None = None) -> bytes:
        """A copy whose cells at (line, index) are texts; all other bytes stay."""
        data = data or self.data
        try:
            with open_workbook(io.BytesIO(data), _limits()) as book:
                cells = book.cells(self.name, book.parser(located=True))
                part = book.sheets[self.name]
                return with_part(data, part, lambda xml: with_texts(xml, cells, changes))
        except Exception as error:  # parts that reading did not need may be broken in any way
            kind = type(error).__name__
            raise ContributionError(f"the workbook is damaged ({kind}); save it again") from None


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


def _limits() -> Limits:
    return Limits(grid.MAX_UNPACKED, grid.MAX_PARTS, grid.MAX_CELLS)


def _read_grid(book: Workbook, name: str, data: bytes) -> Grid:
    layout, parser = SheetLayout(hidden=name in book.hidden), book.parser()
    result = fill(
        XlsxSheet(data, name, book.epoch, layout, book.stale), _cells(book, name, parser, layout)
    )
    layout.take(parser, book.behind(name, parser))
    layout.settle(result.lines)
    return result


def _cells(
    book: Workbook, name: str, parser: SheetParser, layout: SheetLayout
) -> Iterator[SheetCell]:
    for cell in book.cells(name, parser):
        value, form = book.value(cell), book.format(cell)
        if book.crossed(cell):
            layout.crossed.add((cell.row, cell.place))
        yield SheetCell(cell.row, cell.place, value, form, cell.computed)
