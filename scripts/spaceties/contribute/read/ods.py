"""Contributed workbooks of OpenDocument (.ods), such as LibreOffice and Google's sheets write.

What a reader sees goes the same way as in XLSX: number formats are put as XLSX writes them. No kept
library tells merged areas, hidden rows and formats of this form, or changes a cell and nothing
else.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from spaceties.contribute.read import grid
from spaceties.contribute.read.archive import with_part
from spaceties.contribute.read.grid import ContributionError, Grid
from spaceties.contribute.read.ods_content import Page, Reader
from spaceties.contribute.read.ods_edit import is_plain, with_texts
from spaceties.contribute.read.ods_formats import Formats
from spaceties.contribute.read.sheet import Sheet, fill
from spaceties.datapackage.formats.workbook import (
    Limits,
    damage_told,
    named_sheet,
    open_archive,
    pieces,
)
from spaceties.datapackage.tabular.layout import UnreadableFile

START = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
EPOCH = datetime.datetime(1899, 12, 30)
CONTENT = "content.xml"


def is_ods(data: bytes) -> bool:
    """Whether the bytes of a file are a spreadsheet of OpenDocument."""
    return START in data[:200]


@dataclass(frozen=True)
class OdsSheet(Sheet):
    """A sheet of OpenDocument. changeable: (line, index) of the cells that stand for no others."""

    changeable: frozenset[tuple[int, int]] = field(default=frozenset())

    def locked(self, line: int, index: int) -> bool:
        """Whether the cell is computed, stands for several, or holds more than its value."""
        return super().locked(line, index) or (line, index) not in self.changeable

    def edited(self, changes: Mapping[tuple[int, int], str], data: bytes | None = None) -> bytes:
        """A copy whose cells at (line, index) are texts; all other bytes stay."""
        data = data or self.data
        try:
            with open_archive(io.BytesIO(data), _limits()) as archive:
                page = next(one for one in _pages(archive) if one.name == self.name)
            return with_part(data, CONTENT, lambda xml: with_texts(xml, page.spans, changes))
        except Exception as error:  # parts that reading did not need may be broken in any way
            kind = type(error).__name__
            raise ContributionError(f"the workbook is damaged ({kind}); save it again") from None


def read_grids(data: bytes, sheet: str | None = None) -> list[Grid]:
    """The cells of all sheets, or of the one that is named.

    Raises ContributionError for a file that is damaged or too large, and for a sheet that there
    is not.
    """
    try:
        with open_archive(io.BytesIO(data), _limits()) as archive, damage_told():
            pages = _pages(archive)
            plain = is_plain(archive.read(CONTENT)[:4000])
        if sheet is not None:
            name = named_sheet(sheet, [page.name for page in pages])
            pages = [page for page in pages if page.name == name]
    except UnreadableFile as error:
        raise ContributionError(str(error)) from None
    if len(pages) > grid.MAX_SHEETS:
        raise ContributionError(f"more than {grid.MAX_SHEETS} sheets; name one of them")
    return [_grid(page, data, plain) for page in pages]


def _limits() -> Limits:
    return Limits(grid.MAX_UNPACKED, grid.MAX_PARTS, grid.MAX_CELLS)


def _grid(page: Page, data: bytes, plain: bool) -> Grid:
    changeable = frozenset(page.spans if plain else ())
    sheet = OdsSheet(data, page.name, EPOCH, page.layout, changeable=changeable)
    result = fill(sheet, page.cells)
    page.layout.settle(result.lines)
    return result


def _pages(archive: zipfile.ZipFile) -> list[Page]:
    names = archive.namelist()
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in archive.read(manifest):
        raise UnreadableFile("the workbook has a password; save it without")
    formats = Formats()
    reader = Reader(_limits().cells, formats)
    if "styles.xml" in names:
        formats.read(pieces(archive, "styles.xml"))
    return reader.pages(pieces(archive, CONTENT))
