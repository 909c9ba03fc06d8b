"""What contributed cells can be meant as, and the copy in which the certain ones are put right.

A cell of several readings gets a hint that names them all and is never changed. Nor is a cell
that a formula computes, nor one in a line whose quotes or bytes are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from spaceties.contribute import decimal_separator
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.grid import is_error
from spaceties.contribute.read.rows import Contribution, Row, key_of
from spaceties.datapackage.cells import Unsupported
from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.report import ERROR, WARNING, Problem
from spaceties.datapackage.report.absent import is_absent, may_be_name
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.hints import told
from spaceties.datapackage.report.readings import Reading, bounded, missing, readings, tidied, tidy
from spaceties.matching.names import Lookups

if TYPE_CHECKING:
    from spaceties.datapackage.validation.column import ColumnValidator

Kept = Callable[[str, str, str], bool]  # whether a column of a table holds a text already
Place = tuple[str, int, str]  # file, line and column of a cell


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
    def place(self) -> Place:
        """Where the cell is."""
        return self.file, self.line, self.column


@dataclass
class Suggestions:
    """fixes: the cells that can be meant only one way. hints: of these and of all cells that may
    mean something else than they say, (what they may mean, what can be done about it)."""

    fixes: list[Fix] = field(default_factory=list)
    hints: dict[Place, tuple[str, str]] = field(default_factory=dict)

    def without_fixes(self) -> Suggestions:
        """What is left to say once the fixes are made."""
        made = {fix.place for fix in self.fixes}
        return Suggestions([], {p: hint for p, hint in self.hints.items() if p not in made})

    def hinted(self, problem: Problem) -> Problem:
        """A problem of a cell with what is known of it. What a rule says of other rows stays."""
        place = (problem.file or "", problem.line or 0, problem.column or "")
        meant, advice = self.hints.get(place, ("", ""))
        own = problem.code[0] == "S" or problem.code == Code.FOREIGN_KEY
        own = own or (problem.hint is None and problem.code[0] in "FKX")
        if meant and (own or problem.hint == meant):
            return replace(problem, hint=meant + advice)
        return problem


def suggest(
    contributions: Iterable[Contribution],
    package: Package,
    lookups: Lookups,
    kept: Kept = lambda *_: False,
) -> Suggestions:
    """What the cells of contributions may mean: of each the text, read for its column. Texts that
    a table has `kept` for a column are right there."""
    result = Suggestions()
    for contribution in contributions:
        decided = decimal_separator.deciding(contribution, package)
        for row, column, likely in _cells(contribution, package, lookups, kept):
            meant = decided(likely)
            first, text = meant[0], row.cells[column]
            fix = Fix(contribution.file, row.line, column, text, first.text, first.why)
            advice = ""
            locked = contribution.form.locked(row.line, contribution.indices[column])
            if len(meant) == 1 and locked:
                advice = "; mend it by hand"
            elif len(meant) == 1 and first.certain:
                advice = "; --fix writes it"
                result.fixes.append(fix)
            result.hints[fix.place] = told(meant) or "", advice
    return result


def absent(
    contributions: Iterable[Contribution], package: Package, kept: Kept = lambda *_: False
) -> list[Problem]:
    """A problem for each text that is a word for a missing value; a warning if it may be a name."""
    problems = []
    for one in contributions:
        table = package.resource(one.table)
        validators = _validators(table, one.columns)
        for row in one.rows:
            for column, text in row.cells.items():
                if not _is_word(text, validators.get(column)) or kept(table.name, column, text):
                    continue
                problems.append(
                    Problem(
                        code=ContributionCode.ABSENT,
                        severity=WARNING if may_be_name(text) else ERROR,
                        table=table.name,
                        file=one.file,
                        line=row.line,
                        column=column,
                        key=key_of(row, table),
                        value=text,
                        message="a word that stands for a missing value, where a text should be",
                    )
                )
    return problems


def untidy(
    contributions: Iterable[Contribution], suggestions: Suggestions, report: Iterable[Problem]
) -> list[Problem]:
    """A problem for each fix of a cell of which nothing else is said."""
    said = {(problem.file, problem.line, problem.column) for problem in report}
    tables = {one.file: one.table for one in contributions}
    return [
        suggestions.hinted(
            Problem(
                code=ContributionCode.UNTIDY,
                table=tables[fix.file],
                file=fix.file,
                line=fix.line,
                column=fix.column,
                value=fix.before,
                message="the value is not written as the tables write it",
            )
        )
        for fix in suggestions.fixes
        if fix.place not in said
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


def copied(contributions: Iterable[Contribution], fixes: Iterable[Fix]) -> bytes:
    """The bytes of one file with the fixes of all its sheets made, in the same form; all else
    stays as it is. Raises ContributionError where the file turns out to be damaged."""
    fixes, data = list(fixes), b""
    for one in contributions:
        changes = {
            (fix.line, one.indices[fix.column]): fix.after for fix in fixes if fix.file == one.file
        }
        data = one.form.edited(changes, data)
    return data


def _cells(
    contribution: Contribution, package: Package, lookups: Lookups, kept: Kept
) -> Iterator[tuple[Row, str, list[Reading]]]:
    """Rows and columns of cells that may mean something else than they say, and what."""
    table = package.resource(contribution.table)
    targets = {
        key.fields[0]: key.table or table.name for key in table.foreign_keys if len(key.fields) == 1
    }
    key = table.primary_key[0] if len(table.primary_key) == 1 else ""
    fields = {field_.name: field_ for field_ in table.fields}
    validators = _validators(table, contribution.columns)
    for row in contribution.rows:
        for column, text in row.cells.items():
            if not text or is_error(text):
                continue
            meant = _serial(contribution, row, column)
            if column in targets:
                own = row.cells.get(key) if targets[column] == table.name else None
                meant = meant or _references(text, fields[column], targets[column], lookups, own)
            elif _is_word(text, validators.get(column)):
                if not kept(table.name, column, text) and not fields[column].required:
                    meant = meant or missing(text, not _may_be_meant(text, fields[column], row))
            elif column in validators:
                meant = meant or readings(text, validators[column])
                if "relation" in fields:
                    meant = meant or bounded(text, validators[column])
            if meant:
                yield row, column, meant


def _references(
    text: str, field_: Field, target: str, lookups: Lookups, own: str | None
) -> list[Reading]:
    """The ids of the target that a text may mean. own: that of the row itself, if it is of that
    table."""
    plain = tidy(text)
    found = lookups.readings(text, target, own)
    if is_absent(plain) and plain not in lookups.keys.get(target, ()) and not field_.required:
        found = [*missing(text), *found]
    return found or [one for one in tidied(text) if one.text or not field_.required]


def _is_word(text: str, column: ColumnValidator | None) -> bool:
    """Whether a column of free text, or one of numbers with NaN, takes a text that is a word for a
    missing value."""
    if column is None or not is_absent(tidy(text)):
        return False
    field_ = column.field
    free = field_.type in ("string", "number") and not field_.enum and not field_.categories
    return free and column.good(text)


def _may_be_meant(text: str, field_: Field, row: Row) -> bool:
    """Whether a word for a missing value may be meant as it stands: as a name, as a code where a
    pattern limits the column to such, or as the initials of another cell of the row."""
    names = (re.findall(r"\w+", cell) for cell in row.cells.values())
    return (
        may_be_name(text)
        or "pattern" in field_.constraints
        or tidy(text).upper() in {"".join(word[0] for word in words).upper() for words in names}
    )


def _validators(table: Resource, columns: Iterable[str]) -> dict[str, ColumnValidator]:
    """What decides which texts the columns take; columns that cannot be validated are left
    out."""
    from spaceties.datapackage.validation.column import ColumnValidator

    validators = {}
    for name in columns:
        with suppress(Unsupported):
            field_ = table.field(name)
            validators[name] = ColumnValidator(field_, table.missing_of(field_))
    return validators


def _serial(contribution: Contribution, row: Row, column: str) -> list[Reading]:
    day = contribution.form.serial(row.line, contribution.indices[column])
    if day is None or row.cells[column] == day:
        return []
    return [Reading(day, "the number that the workbook keeps for a day")]
