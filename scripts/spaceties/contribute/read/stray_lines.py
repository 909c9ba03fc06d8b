"""Lines of a contributed file that are no rows of its table, each kind told once.

What git leaves of a merge, the header once more where files were joined, the numbers of rows that
R and pandas write, and rows that were cut otherwise than the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.columns import plain_label, recognised
from spaceties.contribute.read.grid import ContributionError, Fault, Line
from spaceties.datapackage.csv.records import is_conflict_mark
from spaceties.datapackage.model import Resource
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.words import plural

BEGIN, END = "<<<<<<<", ">>>>>>>"
COUNTING = {"", "x", "index", "1", "row_names", "rownames", "row", "v1", "no", "nr"}
UNNAMED = r"(?:(?:unnamed|level)_\d+(?:_\d+)*)?"  # what pandas calls an index, and writes back
# What begins the line of a total, in lower case
TOTALS = (
    "total totals subtotal sum average mean summe gesamt insgesamt zwischensumme totale somme "
    "moyenne suma razem celkem totaal toplam итого всего сумма разом усього 合计 合計 总计 "
    "總計 小计 小計 计 計 합계 총계 المجموع סהכ jumlah összesen σύνολο"
)
LEAST_NEEDED = 4  # columns that every row needs, from which on a line with hardly any is no row


def without_conflicts(lines: list[Line]) -> tuple[list[Line], list[Fault]]:
    """The lines outside of the conflicts of a merge, and a problem for each conflict."""
    kept: list[Line] = []
    faults = []
    begin: Line | None = None
    for line in lines:
        first = str(line.cell(0) or "")
        mark = is_conflict_mark(first)
        if mark and begin is None and first.startswith(BEGIN):
            begin = line
        elif mark and (begin is None or first.startswith(END)):
            faults.append(_conflict(begin or line, line.number))
            begin = None
        elif begin is None:
            kept.append(line)
    if begin is not None:
        faults.append(_conflict(begin, lines[-1].number))
    return kept, faults


def _conflict(begin: Line, end: int) -> Fault:
    where = f"lines {begin.number} to {end}" if end > begin.number else f"line {end}"
    message = f"a merge conflict of git was left in {where}; its rows were not read"
    hint = f"keep the rows that are right, and take out the lines of {BEGIN}, ======= and {END}"
    text = str(begin.cell(0))[:40]
    return Fault(Code.CONFLICT, begin.number, None, text, message, hint, whole=True)


def without_headers(
    body: list[Line], texts: Iterable[Sequence[str]], labels: Sequence[str], known: frozenset[str]
) -> tuple[list[Line], list[Fault]]:
    """The lines that are no header again, and what is wrong: below another header than the file's
    nothing is read. texts: of the lines; labels: the header; known: the labels of all tables."""
    head = [plain_label(label) for label in labels]
    kept: list[Line] = []
    faults: list[Fault] = []
    for line, cells in zip(body, texts, strict=True):
        names = [plain_label(cell) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if names == head and len(head) > 1:
            message = "the line is the header again; it was not read"
            hint = "were two files joined? take the line out"
            faults.append(_header(line, message, hint, WARNING))
        elif len(names) > 1 and 3 * recognised(cells, known) > 2 * len(names):
            message = "the line is another header, so what follows it was not read"
            hint = "send the two tables in files of their own"
            return kept, [*faults, _header(line, message, hint, "error")]
        else:
            kept.append(line)
    return kept, faults


def _header(line: Line, message: str, hint: str, severity: str) -> Fault:
    text = str(line.cell(0))[:40]
    return Fault(
        ContributionCode.HEADER_AGAIN, line.number, None, text, message, hint, severity, whole=True
    )


def counts_rows(label: str, cells: Sequence[str]) -> bool:
    """Whether a column is the numbers of the rows, as R and pandas write them; without a name those
    of rows that were chosen or sorted as well."""
    plain = plain_label(label)
    unnamed = re.fullmatch(UNNAMED, plain) is not None
    if not (unnamed or plain in COUNTING) or not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    counted = numbers == [*range(numbers[0], numbers[0] + len(numbers))] if numbers else False
    return counted or (unnamed and 1 < len(numbers) == len(set(numbers)))


def no_row(line: Line, cells: Mapping[str, str], table: Resource) -> Fault | None:
    """A line that has hardly anything of what a row needs, and no id: a total, a note, a row of
    units. cells: texts by field name."""
    needed = [field.name for field in table.fields if field.required and field.name in cells]
    first = cells.get(table.primary_key[0], "").strip() if table.primary_key else ""
    is_id = bool(first) and " " not in first and first.casefold().strip(":") not in TOTALS.split()
    filled = sum(bool(cells[name].strip()) for name in needed) - bool(first)
    if is_id or len(needed) < LEAST_NEEDED or 3 * filled > len(needed):
        return None
    text = next(cell for cell in cells.values() if cell.strip())[:40]
    message = "the line has hardly anything that a row needs, and no id; it was not read"
    hint = "a total, a note or units? take the line out, or else fill it in"
    return Fault(ContributionCode.NO_ROW, line.number, None, text, message, hint, whole=True)


def all_misfit(body: list[Line], width: int, texts: Sequence[Sequence[str]]) -> Fault | None:
    """The one problem of a file in which every row has the same number of cells, and the header
    another. None if the rows differ, or there is but one."""
    counts = {len(line.cells) for line in body}
    if len(body) < 2 or len(counts) > 1 or width in counts:
        return None
    (count,) = counts
    message = f"all {plural(len(body), 'row')} have {count:,} cells, the header has {width:,}"
    firsts = [cells[0] for cells in texts]
    hint = "look whether the header and the rows are of one table"
    numbered = count == width + 1 and counts_rows("", firsts)
    if not numbered and not any(cell.strip() for cells in texts for cell in cells[width:] or "?"):
        return None  # each line ends with a delimiter
    if numbered:
        hint = "they begin with their number, as R writes it: write.table(…, row.names = FALSE)"
    elif count == 1 and (mark := _other_delimiter(firsts, width)):
        hint = f"the rows are parted by {mark}, the header is not; make them one"
    line = body[0].number
    return Fault(ContributionCode.MISFIT, line, None, None, message, hint, whole=True)


def _other_delimiter(texts: Sequence[str], width: int) -> str | None:
    marks = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    fitting = [mark for mark in marks if all(text.count(mark) >= width - 1 for text in texts)]
    return marks[fitting[0]] if fitting and width > 1 else None


def refuse_conflict(faults: Iterable[Fault], head: int) -> None:
    """Raises ContributionError for a conflict in or above the header: no row can be read then."""
    for fault in faults:
        if fault.line <= head:
            raise ContributionError(f"{fault.message}; {fault.hint}")
