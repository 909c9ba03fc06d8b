"""Workbooks (XLSX): what is in their zip, and what each cell holds.

A workbook is a zip of XML; its sizes are checked before anything is unpacked, and parts are
unpacked piece by piece as they are read. openpyxl knows the formats of dates and how days count;
its own reader is not used: it needs minutes for some small files, leaves out the rows beyond a
stale dimension, and does not tell where in the bytes a cell stands.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import IO, Any
from xml.parsers import expat

from ..natives import CellError
from ..report.words import did_you_mean
from ..tabular.layout import UnreadableFile
from . import xlsx_parts
from .xlsx_parts import LONGEST_TEXT, SheetParser, XmlCell, too_many, unescaped

OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password
MOST_OLE = 64 * 1024**2  # bytes among which the mark of a password is looked for
PIECE = 256 * 1024  # bytes unpacked at a time
NUMBER = re.compile(r"[+-]?([0-9]+)(\.?[0-9]*(?:[eE][+-]?[0-9]{1,4})?)")
WORKSHEET = "worksheet"
# Numbers that mean a day or a time in Chinese, Japanese and Korean programs, in each in another
# way (18.8.30): a value below 1 is the time.
EAST_ASIAN_FORMATS = {
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd"),
    32: "h:mm",
    33: "h:mm:ss",
}
UNCOMPUTED = CellError("=")  # a formula whose value the workbook does not hold
DAMAGED = (  # whatever a file raises that is no true workbook
    expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ValueError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What is too much. unpacked: bytes of all parts; cells: of a sheet, empty ones counted."""

    unpacked: int
    parts: int = 10_000
    cells: int = 50_000_000


@contextmanager
def open_workbook(file: IO[bytes], limits: Limits) -> Iterator[Workbook]:
    """The workbook in a file for as long as the context lasts, which closes the file.

    Raises UnreadableFile, as its methods do, for a file that is damaged, has a password, is of
    another format or too large.
    """
    with open_archive(file, limits) as archive:
        with damage_told():
            _check_format({part.filename for part in archive.infolist()})
            book = Workbook(archive, limits)
        yield book


@contextmanager
def open_archive(file: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The zip of a workbook of any format for as long as the context lasts, which closes the file.

    Raises UnreadableFile for a file that is damaged, has a password or is too large.
    """
    with file as stream:
        start = stream.read(len(OLE))
        if start == OLE:
            raise UnreadableFile(_told_ole(stream.read(MOST_OLE)))
        with damage_told():
            archive = zipfile.ZipFile(stream)
        with archive:
            with damage_told():
                _check(archive, limits)
            yield archive


def pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a part, unpacked piece by piece."""
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def damage_told() -> Iterator[None]:
    """Makes one kind of error of all that a file raises that is no true workbook."""
    try:
        yield
    except UnreadableFile:
        raise
    except zipfile.BadZipFile:
        raise UnreadableFile("the workbook is damaged or cut short; send it again") from None
    except DAMAGED as error:
        kind = type(error).__name__
        raise UnreadableFile(f"the workbook is damaged ({kind}); save it again") from None


class Workbook:
    """An open workbook. sheets: {name: part of the zip} of those with cells, in order; hidden:
    the names of those that are not shown; stale: whether the values of formulas that it holds
    may be none, since it asks to be computed when it is opened."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        related = self._relations("")
        book = dict(related.values())["officeDocument"]
        self._crossed_texts: set[int] = set()
        said = xlsx_parts.book_of(self._pieces(book))
        self._since_1904, self.hidden, self.stale = said.since_1904, said.hidden, said.stale
        self._related = self._relations(book)
        parts = {name: self._related[number] for name, number in said.sheets.items()}
        self.sheets = {name: part for name, (kind, part) in parts.items() if kind == WORKSHEET}

    def sheet(self, wanted: str | int) -> str:
        """The name of a sheet, given by name, whatever its case, or by number from 1.

        Raises UnreadableFile that says which sheets there are.
        """
        names = list(self.sheets)
        if isinstance(wanted, str):
            return named_sheet(wanted, names)
        if 1 <= wanted <= len(names):
            return names[wanted - 1]
        raise UnreadableFile(f"there is no sheet {wanted}; there are {_listed(names)}")

    def parser(self, located: bool = False) -> SheetParser:
        """What reads one sheet. located: with the spans of cells in the bytes of the part."""
        return SheetParser(self._limits.cells, located)

    def cells(self, sheet: str, parser: SheetParser) -> Iterator[XmlCell]:
        """The cells of a sheet that hold something, in the order of the file; at the end the
        parser knows what is merged and hidden."""
        with damage_told():
            yield from parser.cells(self._pieces(self.sheets[sheet]))

    def rows(self, sheet: str, merged: list[str]) -> Iterator[tuple[int, list[Any]]]:
        """(number, values) of the rows that hold something; None is an empty cell. At the end
        `merged` holds the areas of merged cells ("A2:B3")."""
        parser = self.parser()
        row: list[Any] = []
        number = slots = 0
        value = self.value
        for cell in self.cells(sheet, parser):
            if cell.row != number:
                if cell.row < number:
                    raise UnreadableFile(f"row {cell.row} stands below row {number}; save it again")
                if row:
                    yield number, row
                number, row = cell.row, []
            if cell.place > len(row):
                slots += cell.place - len(row)
                if slots > self._limits.cells:
                    raise UnreadableFile(too_many(self._limits.cells))
                row += [None] * (cell.place - len(row))
            held = value(cell)
            if type(held) is str and len(held) > LONGEST_TEXT:
                raise UnreadableFile(f"a cell of row {number} has more than {LONGEST_TEXT:,} signs")
            if cell.place == len(row):
                row.append(held)
            else:
                row[cell.place] = held
        if row:
            yield number, row
        merged += parser.merged

    def value(self, cell: XmlCell) -> Any:
        """What a cell holds: text, a number, a boolean, a day or time, or a `CellError`."""
        text, kind = cell.text, cell.kind
        if text is None or (not text and cell.computed and kind != "str"):
            return UNCOMPUTED
        if kind == "s":
            if text.isdecimal() and int(text) < len(self._texts):
                return self._texts[int(text)]
            raise UnreadableFile(
                "the workbook is damaged (a text that is not there); save it again"
            )
        if kind in ("str", "inlineStr"):
            return unescaped(text)
        text = text.strip()
        if kind == "e":
            return CellError(text)
        if kind == "b":
            return text in ("1", "true")
        if kind == "d":
            return _iso(text)
        number = _number(text)
        span = self._spans[cell.style] if cell.style < len(self._spans) else None
        timed = span is not None and isinstance(number, (int, float))
        return _dated(number, span, self.epoch) if timed else number

    def format(self, cell: XmlCell) -> str:
        """The number format under which a cell is shown."""
        return self._formats[cell.style] if cell.style < len(self._formats) else "General"

    def behind(self, sheet: str, parser: SheetParser) -> dict[str, str]:
        """By reference of a cell ("A2") what else it has: the address of its link, or "" for a
        comment. parser: has read the sheet."""
        with damage_told():
            part = self.sheets[sheet]
            folder, name = posixpath.split(part)
            rels = posixpath.join(folder, f"_rels/{name}.rels")
            if rels not in self._archive.namelist():
                return {}
            targets = xlsx_parts.relations(self._pieces(rels))
            found = {cell: targets[number][1] for cell, number in parser.links if number in targets}
            for kind, comments in self._relations(part).values():
                if kind == "comments" and comments in self._archive.namelist():
                    cells = xlsx_parts.commented(self._pieces(comments))
                    found.update(dict.fromkeys(cells, ""))
            return found

    def crossed(self, cell: XmlCell) -> bool:
        """Whether a cell, or a part of its text, is crossed out; asked after its value."""
        if cell.style < len(self._styles) and self._styles[cell.style].crossed:
            return True
        return (
            bool(self._crossed_texts)
            and cell.kind == "s"
            and int(cell.text or 0) in (self._crossed_texts)
        )

    @cached_property
    def epoch(self) -> datetime.datetime:
        """The day from which days count."""
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

        epoch: datetime.datetime = MAC_EPOCH if self._since_1904 else WINDOWS_EPOCH
        return epoch

    @cached_property
    def _texts(self) -> list[str]:
        part = self._part("sharedStrings")
        pieces = self._pieces(part) if part else ()
        with damage_told():
            if not part:
                return []
            return xlsx_parts.shared_texts(pieces, self._limits.cells, self._crossed_texts)

    @cached_property
    def _styles(self) -> list[xlsx_parts.Style]:
        part = self._part("styles")
        with damage_told():
            return xlsx_parts.cell_styles(self._pieces(part)) if part else []

    @cached_property
    def _formats(self) -> list[str]:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        known = {**BUILTIN_FORMATS, **EAST_ASIAN_FORMATS}
        forms = (style.form for style in self._styles)
        return [f if isinstance(f, str) else known.get(f, "General") for f in forms]

    @cached_property
    def _spans(self) -> list[bool | None]:
        """For each style whether it shows numbers as spans of time; None if as no time at all."""
        return [_shows_time(form) for form in self._formats]

    def _part(self, wanted: str) -> str | None:
        return next((part for kind, part in self._related.values() if kind == wanted), None)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """{number: (kind, part)} of what a part, or the workbook itself (""), refers to."""
        folder, name = posixpath.split(part)
        named = xlsx_parts.relations(self._pieces(posixpath.join(folder, f"_rels/{name}.rels")))
        return {
            number: (kind, posixpath.normpath(posixpath.join("/" + folder, target))[1:])
            for number, (kind, target) in named.items()
        }

    def _pieces(self, part: str) -> Iterator[bytes]:
        return pieces(self._archive, part)


def named_sheet(wanted: str, names: list[str]) -> str:
    """The sheet of a name, whatever its case. Raises UnreadableFile that says which there are."""
    folded = wanted.strip().casefold()
    named = [n for n in names if n == wanted] or [n for n in names if n.casefold() == folded]
    if not named:
        meant = did_you_mean(wanted, names) or f"; there are {_listed(names)}"
        raise UnreadableFile(f'there is no sheet "{wanted}"{meant}')
    return named[0]


def _told_ole(data: bytes) -> str:
    """What an OLE file is: its streams tell."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "the workbook has a password; save it without"
    if "Workbook".encode("utf-16-le") in data:
        return "an old workbook (.xls); save it as .xlsx"
    return "an old workbook (.xls) or one with a password; save it as .xlsx without password"


def _check(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > limits.parts or size > limits.unpacked:
        raise UnreadableFile(
            f"the workbook unpacks to {size / 1024**2:,.0f} MB in {len(parts):,} parts; at most "
            f"{limits.unpacked // 1024**2:,} MB are read. Copy the rows into a new workbook"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("the workbook has a password; save it without")


def _check_format(names: set[str]) -> None:
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise UnreadableFile("a workbook of another format; save it as .xlsx or CSV")
    if "[Content_Types].xml" not in names:
        raise UnreadableFile("a zip archive, not a workbook; send CSV or .xlsx")


def _number(text: str) -> int | float | str | CellError:
    if len(text) <= 15 and text.isdecimal() and text.isascii():
        return int(text)
    match = NUMBER.fullmatch(text)
    if match is None:
        return CellError(text) if text else ""
    if not match[2] and len(match[1]) <= 15:
        return int(text)
    number = float(text)
    return CellError(text) if number in (float("inf"), float("-inf")) else number


def _iso(text: str) -> Any:
    from openpyxl.utils.datetime import from_ISO8601

    try:
        return from_ISO8601(text)
    except ValueError:
        return CellError(text)


@lru_cache(64 * 1024)
def _dated(number: float, span: bool, epoch: datetime.datetime) -> Any:
    """The day or time that a number stands for, or the number where no calendar has such a day,
    which a spreadsheet shows as ####."""
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(number, epoch, span)
    except (OverflowError, ValueError):
        return number


@lru_cache(1024)
def _shows_time(form: str) -> bool | None:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    return bool(is_timedelta_format(form)) if is_date_format(form) else None


def _listed(names: list[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:20])
    return f"{shown} and {len(names) - 20:,} more" if len(names) > 20 else shown
