"""What a reader of a sheet sees and its cells do not say: merged areas, what is hidden."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spaceties.contribute.read import grid
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import Fault, Line
from spaceties.datapackage.formats.xlsx_parts import SheetParser, column_of, letters_of
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.words import plural, spans

AREA = re.compile("([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")
LISTED = 8  # ranges of hidden rows, and cells, that are told one by one


@dataclass(frozen=True)
class Area:
    """Merged cells: rows from 1 and columns from 0, the last ones too."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters_of(self.left)}{self.top}:{letters_of(self.right)}{self.bottom}"

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is in the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass
class SheetLayout:
    """How a sheet is laid out: merged areas, hidden rows and columns, whether it is hidden itself.

    crossed: (row, column) of cells that are crossed out, or a part of them.
    behind: by row and column the address of a cell's link, or "" for a comment.
    tops: the texts of cells that are merged downwards, by row and column.
    """

    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    hidden: bool = False
    crossed: set[tuple[int, int]] = field(default_factory=set)
    tops: dict[tuple[int, int], str] = field(default_factory=dict)
    behind: dict[tuple[int, int], str] = field(default_factory=dict)

    def settle(self, lines: Iterable[Line]) -> None:
        """Keeps what stands in the cells that are merged downwards."""
        by_number = {line.number: line for line in lines} if self.merged else {}
        for area in self.merged:
            if area.left == area.right and area.top in by_number:
                text = by_number[area.top].cell(area.left)
                self.tops[area.top, area.left] = "" if text is None else str(text)

    def take(self, parser: SheetParser, behind: Mapping[str, str]) -> None:
        """Takes over what the parser of a sheet of XLSX has found, and what is behind its cells
        by their references."""
        for cell, text in behind.items():
            if match := CELL.match(cell):
                self.behind[int(match[2]), column_of(match[1])] = text
        for match in filter(None, map(AREA.fullmatch, parser.merged)):
            left, right = column_of(match[1]), column_of(match[3])
            self.merged.append(Area(int(match[2]), left, int(match[4]), right))
        self.hidden_rows.update(parser.hidden_rows)
        self.hidden_columns += parser.hidden_columns
        self.crossed |= parser.crossed

    def labels_above(self, line: int) -> dict[int, str]:
        """By column the texts of cells that are merged downwards over a row."""
        above = (a for a in self.merged if a.left == a.right and a.top < line <= a.bottom)
        return {area.left: self.tops.get((area.top, area.left), "") for area in above}

    def faults(
        self, head: int, body: Sequence[Line], read: Iterable[int], columns: Sequence[int]
    ) -> Iterator[Fault]:
        """What must be told of a table: its header is row `head`, its rows are those of the
        numbers `read`, its columns those of the indices."""
        lines = {line.number: line for line in body}
        numbers = sorted(read)
        for area in self.merged:
            between = numbers[bisect_left(numbers, area.top) : bisect_right(numbers, area.bottom)]
            if between and area.bottom > head:
                yield from _merged(area, [lines[n] for n in between], lines, columns)
        rows = [lines[number] for number in numbers]
        yield from self._hidden(head, rows, columns)
        yield from self._crossed(rows, columns)

    def note(self, body: Sequence[Line], read: Collection[int]) -> str | None:
        """What is said of comments and of links to elsewhere than the cell says, which are not
        read."""
        lines = {line.number: line for line in body if line.number in read} if self.behind else {}
        found = [
            f"{letters_of(index)}{row}" + (f" ({text})" if text else "")
            for (row, index), text in sorted(self.behind.items())
            if row in lines and not _says(lines[row].cell(index), text)
        ]
        more = f" and {plural(len(found) - LISTED, 'more cell')}" if len(found) > LISTED else ""
        listed = ", ".join(found[:LISTED]) + more
        return f"not read, comments or links of cells: {listed}" if found else None

    def _hidden(self, head: int, rows: list[Line], columns: Sequence[int]) -> Iterator[Fault]:
        def fault(line: int, index: int | None, what: str) -> Fault:
            message = f"{what} hidden in the workbook, read all the same"
            hint = "look at what is hidden, and take out what is not meant"
            code = ContributionCode.HIDDEN
            return Fault(code, line, index, None, message, hint, severity=WARNING)

        if self.hidden and rows:
            yield fault(head, None, "the sheet is")
        unseen = [row.number for row in rows if row.number in self.hidden_rows]
        if unseen:
            verb = "is" if len(unseen) == 1 else "are"
            yield fault(unseen[0], None, f"{_listed(unseen)} {verb}")
        for index in columns:
            hidden = any(index in places for places in self.hidden_columns)
            if hidden and any(not grid.is_blank([row.cell(index)]) for row in rows):
                yield fault(head, index, f"column {letters_of(index)} is")

    def _crossed(self, rows: list[Line], columns: Sequence[int]) -> Iterator[Fault]:
        """One fault for all that is crossed out."""
        struck = [
            (row, index)
            for row in rows
            if self.crossed
            for index in columns
            if (row.number, index) in self.crossed and not grid.is_blank([row.cell(index)])
        ]
        if struck:
            row, index = struck[0]
            places = ", ".join(f"{letters_of(n)}{row.number}" for row, n in struck[:3])
            more = f" and {plural(len(struck) - 3, 'more cell')}" if len(struck) > 3 else ""
            message = f"crossed out in the sheet, all of it or a part: {places}{more}"
            hint = "take out what does not count any more"
            value, code = str(row.cell(index)), ContributionCode.SHOWN
            yield Fault(code, row.number, index, value, message, hint, severity=WARNING)


def _merged(
    area: Area, rows: list[Line], lines: dict[int, Line], columns: Sequence[int]
) -> Iterator[Fault]:
    """The fault of merged cells in rows that are read: all but the first have lost their value."""
    places = [(row, n) for row in rows for n in columns if area.covers(row.number, n)]
    covered = [(row, n) for row, n in places if (row.number, n) != (area.top, area.left)]
    first = lines[area.top].cell(area.left) if area.top in lines else None
    behind = [(row, n) for row, n in covered if not grid.is_blank([row.cell(n)])]
    if not covered or (grid.is_blank([first]) and not behind):
        return
    title = len(rows) == 1 and not any(
        not area.covers(rows[0].number, n) and not grid.is_blank([rows[0].cell(n)]) for n in columns
    )
    message = f"the cells {area} are merged: the sheet shows one value for all"
    message += ", which stands in the first alone"
    if behind:
        held = ", ".join(f"{letters_of(n)}{row.number}" for row, n in behind[:3])
        message += f"; {held} {'holds' if len(behind) == 1 else 'hold'} others that nobody sees"
    hint = "undo the merging and write into each cell what it means"
    if title:
        hint = "a title among the rows? Take the row out"
    line, index = next(((row.number, n) for row, n in places), (rows[0].number, columns[0]))
    also = tuple((row.number, n) for row, n in covered)
    value = None if first is None else str(first)
    code = ContributionCode.MERGED
    yield Fault(code, line, index, value, message, hint, whole=title, also=also)


def _says(value: object, link: str) -> bool:
    """Whether a cell says itself where its link leads."""
    plain = str(value or "").strip().casefold().rstrip("/")
    return bool(link) and link.casefold().removeprefix("mailto:").rstrip("/") in (
        plain,
        f"http://{plain}",
        f"https://{plain}",
    )


def _listed(numbers: list[int]) -> str:
    """ "rows 3 and 7-9" of sorted numbers."""
    runs = spans(numbers)
    more = f" and more, {plural(len(numbers), 'row')} in all," if len(runs) > LISTED else ""
    return f"row{'s' * (len(numbers) > 1)} {', '.join(runs[:LISTED])}{more}"
