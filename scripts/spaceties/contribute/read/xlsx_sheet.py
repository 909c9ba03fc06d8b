"""The XML of one sheet of a workbook: its cells, and the same bytes with some cells changed.

Read with expat in one pass: time and memory grow with what is there and not with the numbers of
rows and columns that the file claims. Format: ECMA-376 part 1, 18.3.1.4 (`c`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from spaceties.contribute.read import grid
from spaceties.contribute.read.grid import ContributionError

LAST_COLUMN = 16_384
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
ATTRIBUTE = rb"\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*')"


@dataclass
class XmlCell:
    """A cell as it stands: bytes start to end of the XML, kind (attribute `t`), style (`s`).

    place counts columns from 0. text: its value, None if it has none; not all of it if it is too
    long. computed: it has a formula.
    """

    row: int
    place: int
    start: int
    kind: str
    style: int
    end: int = 0
    text: str | None = None
    computed: bool = False


def read_cells(xml: bytes) -> list[XmlCell]:
    """The cells that hold something, in the order of the file.

    Raises ContributionError for too many cells and for places that no sheet has, expat.ExpatError
    and ValueError for what is no sheet.
    """
    sheet = _Sheet(xml)
    sheet.parser.Parse(xml, True)
    return sheet.cells


def with_texts(xml: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """The XML in which the cells at (row, place) hold texts; they keep their style."""
    parts, at = [], 0
    for cell in read_cells(xml):
        if (cell.row, cell.place) in texts:
            new = _text_cell(xml[cell.start : cell.end], texts[cell.row, cell.place])
            parts += [xml[at : cell.start], new]
            at = cell.end
    return b"".join([*parts, xml[at:]])


class _Sheet:
    """Collects the cells while expat reads."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.cells: list[XmlCell] = []
        self.seen = 0
        self.row = self.column = 0
        self.cell: XmlCell | None = None
        self.taking = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif kind == "c":
            self._open_cell(attributes)
        elif self.cell is None:
            return
        elif kind == "f":
            self.cell.computed = True
        elif kind in ("v", "t"):
            self.taking = True
            self.cell.text = self.cell.text or ""
        elif kind == "rPh":  # how the text is pronounced
            self.taking = False

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in ("v", "t"):
            self.taking = False
        elif kind == "c" and self.cell is not None:
            cell, self.cell = self.cell, None
            if cell.text is not None or cell.computed:
                cell.end = self.xml.index(b">", self.parser.CurrentByteIndex) + 1
                self.cells.append(cell)

    def characters(self, text: str) -> None:
        if self.taking and self.cell is not None:
            so_far = self.cell.text or ""
            if len(so_far) <= grid.MAX_CELL:
                self.cell.text = so_far + text

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.seen += 1
        if self.seen > grid.MAX_CELLS:
            raise ContributionError(
                f"a sheet has more than {grid.MAX_CELLS:,} cells, empty ones counted; copy the "
                "rows into a new workbook"
            )
        self.column += 1
        if "r" in attributes:
            reference = REFERENCE.fullmatch(attributes["r"])
            if reference is None:
                raise ValueError("a cell without a place")
            self.row, self.column = int(reference[2]), _column(reference[1])
        if not (1 <= self.row <= grid.MAX_LINES and 1 <= self.column <= LAST_COLUMN):
            raise ValueError("no sheet has such a cell")
        self.cell = XmlCell(
            self.row,
            self.column - 1,
            self.parser.CurrentByteIndex,
            attributes.get("t", "n"),
            int(attributes.get("s", 0)),
        )


def _refuse(*_declared: object) -> None:
    """No sheet declares a document type; those that do hide a small text that grows huge."""
    raise ValueError("a sheet with a document type")


def _column(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _text_cell(old: bytes, text: str) -> bytes:
    """A cell with text in it. An inline text is never taken for a formula."""
    tag = re.match(rb"<((?:\w+:)?c)((?:%s)*)" % ATTRIBUTE, old)
    if tag is None:
        raise ValueError("a cell without a tag")
    name, attributes = tag.groups()
    kept = re.sub(rb"\s+t\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", attributes)
    inner = escape(ILLEGAL.sub("", text), quote=False).encode()
    tags = {b"p": name[:-1], b"a": kept, b"i": inner}
    return (
        b'<%(p)sc%(a)s t="inlineStr"><%(p)sis><%(p)st xml:space="preserve">%(i)s</%(p)st>'
        b"</%(p)sis></%(p)sc>" % tags
    )
