"""A contributed file cut into cells, before anything is known of tables; and what is too much.

The limits bound time and memory: a file within them is read in seconds, whatever its bytes are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.formats.xlsx_parts import LAST_ROW, LONGEST_TEXT
from spaceties.datapackage.model import Field
from spaceties.datapackage.report import ERROR

MAX_BYTES = 32 * 1024 * 1024  # of a file
MAX_UNPACKED = 64 * 1024 * 1024  # bytes of all parts of a workbook
MAX_PARTS = 2_000  # files inside a workbook
MAX_SHEETS = 200
MAX_ROWS = 100_000  # rows that are not empty
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000  # of a file or sheet, empty ones counted
MAX_LINES = LAST_ROW  # empty ones counted
MAX_CELL = LONGEST_TEXT  # characters
# The error values of spreadsheets in any language (#BEZUG!, #¿NOMBRE?, #ДЕЛ/0!); those without a
# mark at the end; LibreOffice's (Err:502); a number that its column is too narrow to show.
ERROR_VALUE = re.compile(
    r"#[¡¿]?[^\W\d_a-z][^\W_a-z]*(?:[_ /]\w+)?[!?]"
    "|#(?:N/A|N/D|NV|NB|YOK|Н/Д|Н/П|I/T|HIÁNYZIK|GETTING_DATA|ERROR)!?|Err:5[0-9][0-9]|#{5,}",
)


class ContributionError(ValueError):
    """A contribution cannot be read at all; the message says why in one line."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with a cell or a row, found in cutting it.

    line is physical (the sheet's row number in a workbook), index counts columns from 0 and is
    None where the whole row is meant. whole: the row's cells cannot be told apart, so that the
    row is of no use. also: (line, index) of other cells of which the same is the cause, so that
    nothing else is said of them.
    """

    code: str
    line: int
    index: int | None
    value: str | None
    message: str
    hint: str | None = None
    severity: str = ERROR
    whole: bool = False
    also: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of raw cells: text, or what a workbook's cell holds."""

    number: int
    cells: Sequence[Any]

    def cell(self, index: int) -> Any:
        """The cell in a column, None beyond the last."""
        return self.cells[index] if index < len(self.cells) else None


class Form:
    """How the file is written: what a raw cell says, and how to write a copy."""

    def text(self, line: Line, index: int, field: Field | None) -> tuple[str, Fault | None]:
        """The text of a cell as a field's table would write it, and what is wrong with it."""
        raise NotImplementedError

    def texts(self, line: Line) -> list[str]:
        """The texts of all cells, whatever their fields."""
        return [self.text(line, index, None)[0] for index in range(len(line.cells))]

    def seen(
        self,
        head: int,
        body: Sequence[Line],
        rows: Mapping[int, Mapping[str, str]],
        columns: Mapping[int, Field],
    ) -> Iterable[Fault]:
        """What a reader of the file sees and its cells do not say.

        head: line of the header; body: the lines below; rows: the text cells by field name of
        those that are read, by line; columns: the fields that are read, by index.
        """
        return ()

    def unread(self, body: Sequence[Line], rows: Collection[int]) -> str | None:
        """A note on what the rows of some lines have besides their cells, if they have any."""
        return None

    def serial(self, line: int, index: int) -> str | None:
        """The ISO date that a plain number means to the spreadsheet, where that is certain."""
        return None

    def locked(self, line: int, index: int) -> bool:
        """Whether a cell cannot be changed by a program without harm to others."""
        return False

    def edited(self, changes: Mapping[tuple[int, int], str], data: bytes | None = None) -> bytes:
        """The file with other texts in the cells at (line, index); all else stays.

        data: the file after changes to other sheets of it. Raises ContributionError where the
        file turns out to be damaged.
        """
        raise NotImplementedError


@dataclass
class Grid:
    """One table of cells; sheet is its name in a workbook. lines are those that are not empty."""

    form: Form
    lines: list[Line]
    sheet: str | None = None
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_blank(cells: Sequence[Any]) -> bool:
    """Whether nothing but spaces stands in the cells."""
    return not any(cell is not None and str(cell).strip() for cell in cells)


def is_error(text: str) -> bool:
    """Whether a text is the error value of a spreadsheet."""
    return text.lstrip()[:1] in ("#", "E") and ERROR_VALUE.fullmatch(text.strip()) is not None


def cell_fault(text: str, line: int, index: int) -> Fault | None:
    """What is wrong with a text wherever it stands: a spreadsheet's error value, its length."""
    if is_error(text):
        message = "the cell holds the error value of a spreadsheet"
        hint = "leave the cell empty if the value is missing"
        return Fault(ContributionCode.ERROR_CELL, line, index, text, message, hint)
    if len(text) > MAX_CELL:
        message = f"the cell has more than {MAX_CELL:,} characters"
        return Fault(ContributionCode.LONG_CELL, line, index, text[:80] + "…", message, whole=True)
    return None
