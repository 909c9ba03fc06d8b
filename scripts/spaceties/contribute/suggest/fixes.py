"""What in contributed cells can be meant only one way, and the copy in which it is put right.

A cell of several meanings gets a hint that names them all and is never changed. Nor is a cell
that a formula computes, nor one in a line whose quotes or bytes are wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import ERRORS
from spaceties.contribute.read.rows import Contribution, Row
from spaceties.contribute.suggest import readings as meanings
from spaceties.contribute.suggest.names import Lookups, lookups
from spaceties.contribute.suggest.readings import Meaning
from spaceties.datapackage.model import Field, Package
from spaceties.datapackage.report import Problem

__all__ = ["Fix", "Lookups", "apply", "doubts", "find", "lookups", "problems", "write_copy"]


@dataclass(frozen=True)
class Fix:
    """A cell that can be meant only one way, and the text that it should hold."""

    file: str
    line: int
    column: str
    before: str
    after: str
    why: str

    @property
    def hint(self) -> str:
        """What to tell the contributor."""
        return f'"{self.after}" ({self.why}); --fix writes it'


def find(contribution: Contribution, package: Package, lookups: Lookups) -> list[Fix]:
    """The fixes of all cells that can be meant only one way."""
    return [
        Fix(contribution.file, row.line, column, text, found[0].text, found[0].why)
        for row, column, text, found in _meant(contribution, package, lookups)
        if len(found) == 1 and not _locked(contribution, row, column)
    ]


def doubts(
    contribution: Contribution, package: Package, lookups: Lookups
) -> dict[tuple[int, str], str]:
    """Hints by line and column for cells that may mean several things, or may not be changed."""
    result = {}
    for row, column, _text, found in _meant(contribution, package, lookups):
        readings = " or ".join(f'"{one.text}" ({one.why})' for one in found[:3])
        readings += " or others" if len(found) > 3 else ""
        if len(found) > 1:
            result[row.line, column] = readings
        elif _locked(contribution, row, column):
            result[row.line, column] = f"{readings}; mend it by hand"
    return result


def problems(contribution: Contribution, fixes: Iterable[Fix]) -> list[Problem]:
    """A problem for each fix, for cells of which nothing else is said."""
    message = "the value is not written as the tables write it"
    return [
        Problem(
            code=ContributionCode.UNTIDY,
            table=contribution.table,
            file=fix.file,
            line=fix.line,
            column=fix.column,
            value=fix.before,
            message=message,
            hint=fix.hint,
        )
        for fix in fixes
        if fix.file == contribution.file
    ]


def apply(contribution: Contribution, fixes: Iterable[Fix]) -> Contribution:
    """The contribution with the fixes of its file made; its source stays that of the file."""
    changes: dict[int, dict[str, str]] = {}
    for fix in fixes:
        if fix.file == contribution.file:
            changes.setdefault(fix.line, {})[fix.column] = fix.after
    rows = [
        Row(row.line, {**row.cells, **changes[row.line]}) if row.line in changes else row
        for row in contribution.rows
    ]
    return replace(contribution, rows=rows)


def write_copy(contribution: Contribution, fixes: Iterable[Fix], target: Path) -> None:
    """Write a copy of the file with the fixes made, in the same form; all else stays as it is."""
    source = contribution.source
    changes = {
        (fix.line, source.places[fix.column]): fix.after
        for fix in fixes
        if fix.file == contribution.file
    }
    source.form.write(changes, target)


def _meant(
    contribution: Contribution, package: Package, lookups: Lookups
) -> Iterator[tuple[Row, str, str, list[Meaning]]]:
    """Rows, columns and texts of cells that mean something else than they say."""
    table = package.resource(contribution.table)
    targets = {
        key.fields[0]: key.table or table.name for key in table.foreign_keys if len(key.fields) == 1
    }
    fields = {field.name: field for field in table.fields}
    for row in contribution.rows:
        for column, text in row.cells.items():
            if not text or text in ERRORS:
                continue
            serial = _serial(contribution, row, column)
            found = serial or _cell(text, fields[column], targets.get(column), lookups)
            if found:
                yield row, column, text, found


def _cell(text: str, field: Field, target: str | None, lookups: Lookups) -> list[Meaning]:
    """What a cell means: its tidy text read for its column; [] if it is right as it is."""
    plain = meanings.tidy(text)
    if not plain and field.required:
        return []
    found = lookups.meanings(plain, target) if target else meanings.of_cell(plain, field)
    if not found and plain != text:
        return [Meaning(plain, "without needless spaces and invisible characters")]
    return found


def _serial(contribution: Contribution, row: Row, column: str) -> list[Meaning]:
    source = contribution.source
    day = source.form.serial(row.line, source.places[column]) if source else None
    if day is None or row.cells[column] == day:
        return []
    return [Meaning(day, "the number that the workbook keeps for a day")]


def _locked(contribution: Contribution, row: Row, column: str) -> bool:
    source = contribution.source
    return source is not None and source.form.locked(row.line, source.places[column])
