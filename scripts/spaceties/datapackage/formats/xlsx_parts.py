"""The XML parts of a workbook: cells of a sheet, shared texts, number formats, names of sheets.

Read with expat in one pass: time and memory grow with what is there and not with the numbers of
rows and columns that the file claims. Format: ECMA-376 part 1, 18.2 to 18.8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.parsers import expat

from ..tabular.layout import UnreadableFile

LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
LONGEST_TEXT = 32_767  # characters; the most that a spreadsheet's cell holds
NOWHERE = (0, 0)
LONGEST_TAG = 1024 * 1024  # bytes of a tag or comment
MOST = 1_000_000  # formats, sheets and relations
TRUE = ("1", "true")
RAISED = {  # figures of rich texts (18.18.72)
    "superscript": str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
    "subscript": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # 22.9.2.19, ST_Xstring


class XmlCell(NamedTuple):
    """A cell that holds something: kind (attribute `t`), style (`s`); place counts columns from 0.

    text: its value, None if it has none; not all of one that is too long. computed: it has a
    formula. span: where its tag begins in the bytes of the part, and the tag that closes it.
    """

    row: int
    place: int
    kind: str
    style: int
    text: str | None
    computed: bool
    span: tuple[int, int]


class SheetParser:
    """Reads the cells of a sheet. located: whether their spans are wanted.

    Known at the end: merged, areas of merged cells ("A2:B3"); hidden_rows, their numbers;
    hidden_columns, ranges of places; crossed, places of texts in which something is crossed out;
    links, references of cells ("A2") and the numbers of the relations that they lead to.
    """

    def __init__(self, most_cells: int, located: bool = False) -> None:
        self.most_cells = most_cells
        self.located = located
        self.merged: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[range] = []
        self.crossed: set[tuple[int, int]] = set()
        self.links: list[tuple[str, str]] = []

    def cells(self, pieces: Iterable[bytes]) -> Iterator[XmlCell]:
        """The cells in the order of the file. Raises UnreadableFile for too many and for places
        that no sheet has, expat.ExpatError and ValueError for what is no sheet."""
        parser = expat.ParserCreate()
        cells: list[XmlCell] = []
        append, make = cells.append, tuple.__new__  # half the time of the constructor
        tags: dict[str, str] = {}  # local names; prefixes are the writer's choice
        letters: dict[str, int] = {}  # columns, from 0
        row = seen = begin = 0
        place = -1
        cell: dict[str, str] | None = None
        text: str | None = None
        taking = phonetic = computed = False
        raised = ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, seen, begin, place, cell, text, taking, phonetic, computed, raised
            tag = tags.get(name) or tags.setdefault(name, name.rpartition(":")[2])
            if tag == "c":
                seen += 1
                if seen > self.most_cells:
                    raise UnreadableFile(too_many(self.most_cells))
                if reference := attributes.get("r"):
                    column = reference.rstrip("0123456789")
                    row = int(reference[len(column) :])
                    known = letters.get(column)
                    place = (
                        letters.setdefault(column, column_of(column)) if known is None else known
                    )
                else:
                    place += 1
                if not (0 < row <= LAST_ROW and place < LAST_COLUMN):
                    raise ValueError("no sheet has such a cell")
                cell, text, taking, computed, raised = attributes, None, False, False, ""
                if self.located:
                    begin = parser.CurrentByteIndex
            elif cell is not None:
                if tag in ("v", "t"):
                    taking = not phonetic
                    text = text or ""
                elif tag == "f":
                    computed = True
                elif tag == "rPh":  # how the text is pronounced
                    phonetic = True
                elif tag in ("r", "vertAlign"):
                    raised = attributes.get("val", "")
                elif tag == "strike" and attributes.get("val", "1") in TRUE:
                    self.crossed.add((row, place))
            elif tag == "row":
                row, place = int(attributes.get("r", row + 1)), -1
                if _hidden(attributes, "ht") and len(self.hidden_rows) < MOST:
                    self.hidden_rows.append(row)
            elif tag == "col" and _hidden(attributes, "width") and len(self.hidden_columns) < MOST:
                first, last = int(attributes["min"]), int(attributes["max"])
                self.hidden_columns.append(range(first - 1, min(last, LAST_COLUMN)))
            elif tag == "mergeCell" and len(self.merged) < MOST:
                self.merged.append(attributes.get("ref", ""))
            elif tag == "hyperlink" and len(self.links) < MOST:
                ids = [text for name, text in attributes.items() if name.rpartition(":")[2] == "id"]
                self.links.append((attributes.get("ref", ""), ids[-1] if ids else ""))

        def end(name: str) -> None:
            nonlocal cell, taking, phonetic
            tag = tags[name]
            if tag in ("v", "t"):
                taking = False
            elif tag == "c":
                if cell is not None and (text is not None or computed):
                    kind, style = cell.get("t", "n"), int(cell.get("s", 0))
                    span = (begin, parser.CurrentByteIndex) if self.located else NOWHERE
                    append(make(XmlCell, (row, place, kind, style, text, computed, span)))
                cell = None
            elif tag == "rPh":
                phonetic = False

        def characters(more: str) -> None:
            nonlocal text
            if taking:
                more = more.translate(RAISED[raised]) if raised in RAISED else more
                text = longer(text or "", more)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters
        for _ in feed(parser, pieces):
            yield from cells
            cells.clear()


def shared_texts(pieces: Iterable[bytes], most: int, crossed: set[int]) -> list[str]:
    """The texts that cells refer to by number (18.4.8), without how they are pronounced. Raised
    and lowered figures are written as such. `crossed` gets the numbers of those in which
    something is crossed out."""
    texts: list[str] = []
    text, taking, phonetic, raised = "", False, False, ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal text, taking, phonetic, raised
        if tag == "si":
            text, raised = "", ""
        elif tag == "r":
            raised = ""
        elif tag == "vertAlign":
            raised = attributes.get("val", "")
        elif tag == "strike" and attributes.get("val", "1") in TRUE:
            crossed.add(len(texts))
        elif tag == "t":
            taking = not phonetic
        elif tag == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal taking, phonetic
        if tag == "si":
            if len(texts) >= most:
                raise UnreadableFile(too_many(most))
            texts.append(unescaped(text))
        elif tag == "t":
            taking = False
        elif tag == "rPh":
            phonetic = False

    def characters(more: str) -> None:
        nonlocal text
        if taking:
            text = longer(text, more.translate(RAISED[raised]) if raised in RAISED else more)

    _read(pieces, start, end, characters)
    return texts


def commented(pieces: Iterable[bytes]) -> list[str]:
    """The references of the cells that have comments (18.7.3)."""
    cells: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "comment":
            cells.append(attributes.get("ref", ""))
            _few(cells)

    _read(pieces, start)
    return cells


class Style(NamedTuple):
    """How a cell is shown: its number format (18.8.30), the code or the number of a builtin, and
    whether it is crossed out."""

    form: str | int
    crossed: bool


def cell_styles(pieces: Iterable[bytes]) -> list[Style]:
    """The styles of cells (18.8.10, 18.8.45)."""
    codes: dict[int, str] = {}
    styles: list[tuple[int, int]] = []
    crossed: list[bool] = []
    inside = fonts = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside, fonts
        if tag == "fonts":
            fonts = True
        elif tag == "font" and fonts and len(crossed) < MOST:
            crossed.append(False)
        elif tag == "strike" and fonts and crossed:
            crossed[-1] = attributes.get("val", "1") in TRUE
        elif tag == "numFmt":
            codes[int(attributes["numFmtId"])] = unescaped(attributes.get("formatCode", "General"))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            styles.append((int(attributes.get("numFmtId", 0)), int(attributes.get("fontId", 0))))
            _few(styles)

    def end(tag: str) -> None:
        nonlocal inside, fonts
        inside, fonts = inside and tag != "cellXfs", fonts and tag != "fonts"

    _read(pieces, start, end)
    return [
        Style(codes.get(number, number), crossed[font] if font < len(crossed) else False)
        for number, font in styles
    ]


@dataclass
class Book:
    """What a workbook says of itself (18.2): {name: number of its relation} of the sheets, the
    names of those that are hidden, whether days count from 1904, and whether its formulas are to
    be computed when it is opened, so that the values that it holds may be none."""

    sheets: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    since_1904: bool = False
    stale: bool = False


def book_of(pieces: Iterable[bytes]) -> Book:
    """What the part of the workbook itself says."""
    book = Book()

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            ids = [text for name, text in attributes.items() if name.rpartition(":")[2] == "id"]
            name = unescaped(attributes["name"])
            book.sheets[name] = ids[-1]
            if attributes.get("state", "visible") != "visible":
                book.hidden.add(name)
            _few(book.sheets)
        elif tag == "workbookPr":
            book.since_1904 = attributes.get("date1904") in TRUE
        elif tag == "calcPr":
            book.stale = attributes.get("fullCalcOnLoad") in TRUE

    _read(pieces, start)
    return book


def relations(pieces: Iterable[bytes]) -> dict[str, tuple[str, str]]:
    """{number: (last word of the type, target)} of the relations of a part (part 2, 9.3)."""
    targets: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            targets[attributes["Id"]] = kind, attributes["Target"]
            _few(targets)

    _read(pieces, start)
    return targets


def column_of(letters: str) -> int:
    """A is 0, Z 25, AA 26. Raises ValueError for what is no column."""
    if not (re.fullmatch("[A-Z]{1,3}", letters)):
        raise ValueError("a cell without a place")
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def letters_of(place: int) -> str:
    """The letters of a column, counted from 0."""
    text, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _hidden(attributes: dict[str, str], size: str) -> bool:
    """Whether a row or column is hidden, or so small that nobody sees it."""
    return attributes.get("hidden") in TRUE or attributes.get(size) == "0"


def unescaped(text: str) -> str:
    """A text with the characters that XML cannot hold: _x000D_ is a carriage return."""
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def too_many(cells: int) -> str:
    """What is said of a sheet with more cells."""
    return (
        f"a sheet has more than {cells:,} cells, empty ones counted; copy the rows into a new "
        "workbook"
    )


def _read(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Reads a part with handlers that take the local names of its tags."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = characters
    for _ in feed(parser, pieces):
        pass


def feed(parser: Any, pieces: Iterable[bytes]) -> Iterator[None]:
    """Gives a parser the bytes of a part, piece by piece. A tag or comment longer
    than `LONGEST_TAG` is refused: expat reads it again with every piece."""
    parser.buffer_text = True
    parser.buffer_size = 64 * 1024
    parser.StartDoctypeDeclHandler = _refuse
    fed = 0
    for piece in pieces:
        parser.Parse(piece)
        fed += len(piece)
        if fed - parser.CurrentByteIndex > LONGEST_TAG + len(piece):
            raise UnreadableFile("the workbook is damaged (a tag or comment without end)")
        yield
    parser.Parse(b"", True)
    yield


def _refuse(*_declared: object) -> None:
    """No part declares a document type; those that do hide a small text that grows huge."""
    raise ValueError("a part with a document type")


def longer(text: str, more: str) -> str:
    """A text and what comes next; of what no cell can hold enough to see that it is too long."""
    return text if len(text) > LONGEST_TEXT else text + more


def _few(entries: Sized) -> None:
    if len(entries) > MOST:
        raise UnreadableFile("the workbook is damaged (too many styles or sheets)")
