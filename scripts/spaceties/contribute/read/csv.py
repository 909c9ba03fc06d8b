"""Contributed text files: of any usual delimiter, in Unicode or a code page of spreadsheets.

Records are cut by `csv.records`, so that line numbers are physical and quotes are taken as
everywhere else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from spaceties.contribute.read import encodings, grid
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ContributionError, Fault, Form, Grid, Line
from spaceties.datapackage.csv.dialect import Dialect
from spaceties.datapackage.csv.lines import count_breaks
from spaceties.datapackage.csv.records import Record, read_record, read_records
from spaceties.datapackage.csv.writer import csv_line
from spaceties.datapackage.model import Field
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.hints import undecodable_hint

DELIMITERS = (",", ";", "\t", "|", "^", "~", ":", "，", "；")  # the likeliest first
DIALECTS = tuple(Dialect(delimiter.encode()) for delimiter in DELIMITERS)
SEPARATOR = re.compile(rb'"?sep=(.)"?(?:\r\n?|\n|$)')  # what Excel writes and reads at the top
TAILED = re.compile(rb'"(?:[^"]|"")*"[;\t]+')
END_OF_FILE = "\x1a"  # of DOS
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it stands before it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Text(Form):
    """A text file: its bytes in UTF-8 without mark, its dialect, the mark and the encoding of a
    copy, and by line number where each record begins and ends.
    spoilt: lines with bytes or quotes that are wrong. wrapped: lines that are one quoted cell."""

    data: bytes
    dialect: Dialect
    mark: bytes
    encoding: str
    spans: Mapping[int, tuple[int, int]]
    spoilt: frozenset[int]
    wrapped: frozenset[int] = frozenset()

    def text(self, line: Line, index: int, _field: Field | None) -> tuple[str, Fault | None]:
        """The cell; what is wrong with its bytes and quotes was found in cutting."""
        text = line.cell(index) or ""
        return text, grid.cell_fault(text, line.number, index)

    def locked(self, line: int, _index: int) -> bool:
        """Whether the line's bytes or quotes are wrong, so that its cells are not as written."""
        return line in self.spoilt

    def edited(self, changes: Mapping[tuple[int, int], str], _data: bytes | None = None) -> bytes:
        """A copy in the same dialect; records without changes keep their bytes.

        A copy of a file in a code page is in UTF-8 with mark, which spreadsheets recognise.
        """
        parts, at = [], 0
        for number in sorted({line for line, _ in changes}):
            start, end = self.spans[number]
            record = read_record(self.data, start, self.dialect)
            cells = list(_cells(record, self.dialect) if number in self.wrapped else record.cells)
            for (line, index), text in changes.items():
                if line == number:
                    cells[index] = text
            written = self.data[start:end]
            ending = written[len(written.rstrip(b"\r\n")) :]
            parts += [self.data[at:start], csv_line(cells, self.dialect).encode(), ending]
            at = end
        data = b"".join([*parts, self.data[at:]])
        if self.encoding != "utf-8":
            data = data.decode("utf-8").encode(self.encoding)
        return self.mark + data


def read_grid(data: bytes, recognised: Callable[[list[str]], int]) -> Grid:
    """The cells of a text file. recognised tells how many of some labels are known; the delimiter
    is the one under which most are.

    Raises ContributionError for bytes that are no text and for more rows than the limit.
    """
    plain, mark, encoding, faults = _utf8(data)
    plain = _without_tails(plain)
    if not plain.strip():
        raise ContributionError("the file is empty")
    start, declared = 0, SEPARATOR.match(plain)
    if declared and Dialect(declared[1]) in DIALECTS:
        start, dialect = declared.end(), Dialect(declared[1])
    else:
        dialect = _dialect(plain, recognised)
    _refuse_masses(plain, dialect.delimiter)
    lines: list[Line] = []
    spans: dict[int, tuple[int, int]] = {}
    spoilt: set[int] = set()
    wrapped: set[int] = set()
    width = max((len(_cells(one, dialect)) for _, one in _first_records(plain, dialect)), default=1)
    for number, record in read_records(plain, dialect, start):
        raw = _cells(record, dialect) if width > 1 else record.cells
        if len(raw) != len(record.cells):
            wrapped.add(number)
        cells = [cell.replace("\0", "") for cell in raw]
        if not grid.is_blank(cells) and cells != [END_OF_FILE]:
            if len(lines) > grid.MAX_ROWS:
                raise ContributionError(f"more than {grid.MAX_ROWS:,} rows; send them in parts")
            lines.append(Line(number, cells[: grid.MAX_COLUMNS]))
            spans[number] = (record.start, record.end)
            wrong = _faults(record, number)
            faults += wrong
            spoilt |= {number} if wrong else set()
            faults += _swallowed(plain, record, number, width, dialect)
    if wrapped:
        faults.append(_unwrapped(wrapped))
    form = Text(
        plain, dialect, mark, encoding, spans, frozenset(spoilt | wrapped), frozenset(wrapped)
    )
    notes = ["blanks before the cells were not read"] if dialect.skip_space else []
    return Grid(form, lines, faults=faults, notes=notes)


def _first_records(data: bytes, dialect: Dialect) -> Iterator[tuple[int, Record]]:
    """The first records that are not blank."""
    records = read_records(data[: 1 << 14], dialect)
    return islice((one for one in records if not grid.is_blank(one[1].cells)), 10)


def _without_tails(data: bytes) -> bytes:
    """The bytes without the delimiters behind lines that are one quoted cell each: what makes such
    lines of a CSV fills them up with empty cells of its own."""
    lines = data.splitlines()
    tailed = sum(TAILED.fullmatch(line) is not None for line in lines[:10])
    if not tailed or tailed < len(lines[:10]) - 1:
        return data
    return re.sub(rb'(?m)^("(?:[^"\r\n]|"")*")[;\t]+(?=\r?$)', rb"\1", data)


def _cells(record: Record, dialect: Dialect) -> list[str]:
    """The cells of a record, or those within its only one: a spreadsheet whose lists have another
    separator takes each line of a CSV for one cell, and quotes those that hold quotes."""
    if len(record.cells) == 1 and dialect.delimiter.decode() in record.cells[0]:
        return read_record(record.cells[0].encode(), 0, dialect).cells
    return record.cells


def _unwrapped(lines: set[int]) -> Fault:
    first, count = min(lines), len(lines)
    where = f"line {first} stands" if count == 1 else f"{count:,} lines from line {first} stand"
    message = f"{where} in quotes as one cell; what is within was read as the row"
    hint = (
        "a spreadsheet whose lists have another separator saves them so; see whether all is right"
    )
    return Fault(ContributionCode.WRAPPED, first, None, None, message, hint, WARNING)


def _swallowed(data: bytes, record: Record, line: int, width: int, dialect: Dialect) -> list[Fault]:
    """Whether a quote that is closed lines below has made rows the text of a cell."""
    index = next((n for n, cell in enumerate(record.cells) if "\n" in cell or "\r" in cell), None)
    if index is None or width < 2:
        return []
    rows = data[record.start : record.end].splitlines()
    alike = sum(row.count(dialect.delimiter) >= width - 1 for row in rows)
    if alike < 2:
        return []
    message = (
        f"the quote is closed in line {line + len(rows) - 1}, and the cell holds lines like rows"
    )
    hint = "double a quote that is part of the text, or take it out; else the rows are lost"
    text = record.cells[index]
    return [Fault(ContributionCode.SWALLOWED, line, index, text[:80], message, hint, WARNING)]


def _utf8(data: bytes) -> tuple[bytes, bytes, str, list[Fault]]:
    """The bytes in UTF-8 without mark; the mark and the encoding for a copy; what is to be said."""
    mark, encoding = next(
        (known for known in MARKS if data.startswith(known[0])), (b"", _unmarked(data))
    )
    plain = data[len(mark) :]
    if encoding != "utf-8":
        try:
            plain = plain.decode(encoding).encode("utf-8")
        except UnicodeError:
            raise ContributionError(f"the bytes are not {encoding.upper()} text") from None
    elif not mark and not plain.isascii() and not encodings.is_utf8(plain):
        return _recoded(plain)
    _refuse_binary(plain)
    return plain, mark, encoding, []


def _unmarked(data: bytes) -> str:
    """UTF-16 without mark shows in the zero bytes of its Latin letters."""
    sample = data[:4096]
    half = len(sample) // 2
    if half >= 4 and sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half >= 4 and sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def _recoded(data: bytes) -> tuple[bytes, bytes, str, list[Fault]]:
    """Text in a code page as UTF-8, with the word by which the contributor can see if it is right.

    Raises ContributionError where the code page cannot be told.
    """
    _refuse_binary(data)
    guess = encodings.guess(data)
    first = next(re.finditer(rb"[\x80-\xff]", data)).start()
    line = 1 + count_breaks(data, 0, first)
    message = f"the file is not UTF-8 and was read as {guess.name}"
    hint = f'see whether "{guess.word}" is right, or save the file as UTF-8'
    fault = Fault(ContributionCode.CODE_PAGE, line, None, None, message, hint, severity=WARNING)
    return data.decode(guess.codec).encode("utf-8"), codecs.BOM_UTF8, "utf-8", [fault]


def _refuse_binary(data: bytes) -> None:
    sample = data[:4096]
    controls = len(re.findall(rb"[\x00-\x08\x0e-\x1f]", sample))
    if controls > 0.05 * len(sample) + 1:
        raise ContributionError("the file is not text; send CSV or an XLSX workbook")


def _refuse_masses(data: bytes, delimiter: bytes) -> None:
    """More lines or cells than could be read in seconds; nearly all of them must be empty."""
    if data.count(b"\n") > grid.MAX_LINES or data.count(b"\r") > grid.MAX_LINES:
        raise ContributionError(f"more than {grid.MAX_LINES:,} lines; send the rows in parts")
    if data.count(delimiter) > grid.MAX_CELLS:
        raise ContributionError(f"more than {grid.MAX_CELLS:,} cells; send the rows in parts")


def _dialect(data: bytes, recognised: Callable[[list[str]], int]) -> Dialect:
    """The dialect under which the first lines that are not blank name most columns."""

    def heads(dialect: Dialect) -> list[list[str]]:
        records = _first_records(data, dialect)
        return [_cells(record, dialect)[: grid.MAX_COLUMNS] for _, record in records] or [[]]

    def score(dialect: Dialect) -> tuple[int, int]:
        first = heads(dialect)
        return max(map(recognised, first)), len(first[0])

    best = max(DIALECTS, key=score)
    labels = max(heads(best), key=recognised)
    aligned = len(labels) > 1 and all(label.startswith(" ") for label in labels[1:])
    return replace(best, skip_space=True) if aligned else best


def _faults(record: Record, line: int) -> list[Fault]:
    """What is wrong with the bytes and quotes of a record."""
    faults = []
    for index, cell in enumerate(record.cells):
        if "\0" in cell:
            text = "the cell holds a NUL character"
            faults.append(Fault(Code.NUL, line, index, cell.replace("\0", "\\0"), text))
    for index in record.undecodable:
        cell = record.cells[index]
        text = "the bytes are not UTF-8"
        faults.append(Fault(Code.ENCODING, line, index, cell, text, undecodable_hint(cell)))
    for index in record.stray:
        text = "a quote stands inside an unquoted cell or after the end of a quoted one"
        hint = 'put the whole cell in quotes and double those inside: "a ""word"" here"'
        faults.append(Fault(Code.STRAY_QUOTE, line, index, record.cells[index], text, hint))
    if record.unclosed is not None:
        text = "the quote is never closed"
        cell = record.cells[record.unclosed]
        faults.append(Fault(Code.UNCLOSED_QUOTE, line, record.unclosed, cell, text, whole=True))
    return faults
