"""What contributed rows break, told in the contributor's file and line.

The merged tables are validated in memory, and the others only where a rule of the change reads
them. Problems of rows that were there before count only if the package does not have them without
the contribution; they are told at the contributed row that causes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import numpy as np

from spaceties.baseline import are_new
from spaceties.contribute.attribution import Attribution
from spaceties.contribute.merge import Merge, Merged, Place
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.rows import Contribution
from spaceties.datapackage.formats.rows import FIRST_LINE
from spaceties.datapackage.model import Resource
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import REPEATED, Code
from spaceties.datapackage.report.words import plural
from spaceties.dataset import store
from spaceties.flaws import flaws

MOST_HINTS = 100  # rows that are named as the other side of a problem, and that are compared

OtherWith = Callable[[Merged, tuple[str, ...]], Merged | None]
Rows = dict[str, list[Merged]]  # of each touched table, in the order in which they are validated
Located = tuple[Problem, Merged | None]  # a problem and the row that it is on, if it is on one


def caused_by(merge: Merge, contributions: Iterable[Contribution]) -> Report:
    """The problems that contributions cause, those of reading them included.

    tables of the report: the contributed rows of each. Raises ValueError, with the file, where a
    table of the package cannot be read.
    """
    report = Report()
    told: set[tuple[str | None, int | None, str | None]] = set()
    for one in contributions:
        told |= {(one.file, line, column) for line, column in one.told}
        report.tables[one.table] = report.tables.get(one.table, 0) + len(one.rows)
        report.problems += _not_as_stored(one.problems, merge)
        report.notes += [f"{one.file}: {note}" for note in one.notes]
    if merge.respelt:
        place, column, text, stored = merge.respelt[0]
        more = len(merge.respelt) - 1
        report.notes.append(
            f'{place.file}: line {place.line}: {column} "{text}" is how a spreadsheet spells the '
            f'"{stored}" of the table, and changes nothing'
            + (f"; so it is with {plural(more, 'more cell')}" if more else "")
        )
    if merge.contributed:
        told |= {(p.file, p.line, p.column) for p in report.problems}
        problems, notes = _caused(merge)
        report.notes += notes
        report.problems += [p for p in problems if (p.file, p.line, p.column) not in told]
    return report


def _not_as_stored(problems: list[Problem], merge: Merge) -> list[Problem]:
    """Without what is said of days in columns of texts that the table has just so."""
    if not any(problem.code == ContributionCode.DATE_CELL for problem in problems):
        return problems
    stored = {row.sent: row.before for row in merge.contributed if row.before}
    same = {(place, column) for place, column, *_ in merge.respelt}

    def known(one: Problem) -> bool:
        place, column = Place(one.file or "", one.line or 0), one.column or ""
        return (place, column) in same or stored.get(place, {}).get(column) == one.value

    return [one for one in problems if one.code != ContributionCode.DATE_CELL or not known(one)]


def _caused(merge: Merge) -> tuple[list[Problem], list[str]]:
    """The problems that the contributed rows cause, and notes on how they were looked for."""
    rows, other_with = _rows_after(merge), _others(merge)
    report = _validated(merge, rows)
    caused: list[Problem] = []
    others: list[Located] = []
    for problem in report.problems:
        row = _row_of(problem, rows)
        if row and row.repeats and problem.code == Code.REQUIRED:
            continue  # what a second row of a key leaves out stands in the first
        problem = _repeat(problem, row, other_with) if row else problem
        if row is not None and row.before is None:
            caused.append(_at(problem, row))
        else:
            others.append((problem, row))
    new = _new(merge, others)
    caused += [_at(problem, row) for problem, row in new if row is not None and row.sent]
    untouched = [(problem, row) for problem, row in new if row is None or not row.sent]
    if untouched:
        _tell_all(merge, untouched, caused)
    return caused, report.notes


def _alters(row: Merged) -> bool:
    """Whether a contributed row says anything that its table does not."""
    return row.sent is not None and (row.changed or row.repeats is not None)


def _rows_after(merge: Merge) -> Rows:
    """The rows of the tables that are altered: those that alter them last, so that it is they that
    repeat a key, and at the very end those that repeat the key of a contributed one."""
    altered = {row.table for row in [*merge.left_over, *filter(_alters, merge.contributed)]}
    return {
        name: sorted(rows, key=lambda row: (_alters(row), row.repeats is not None))
        for name, rows in merge.tables.items()
        if name in altered
    }


def _rows_before(merge: Merge) -> Rows:
    """The rows without the change, in the same order."""
    rows = {
        name: [row for row in rows if row.before is not None]
        for name, rows in _rows_after(merge).items()
    }
    for row in merge.left_over:
        rows[row.table].insert(0, row)
    return rows


def _validated(
    merge: Merge, rows: Rows, before: bool = False, codes: set[str] | None = None
) -> Report:
    """The problems of the touched tables, and of others as far as the change matters to them.

    before: whether the rows have the cells from before the change. codes: of the cross-table rules
    to run, None for all.
    """
    from spaceties.datapackage.validation.package import validate
    from spaceties.validation import tables_of_rules, validate_rules

    package = merge.package
    columns = {
        name: _columns(package.resource(name), merged, before) for name, merged in rows.items()
    }
    altered = {
        row.table for merged in rows.values() for row in merged if row.before and _alters(row)
    }
    grown = rows.keys() - altered - {row.table for row in merge.left_over}
    needed = {*rows, *_referring(merge)}
    ours = store.is_ours(package)
    if ours:
        needed |= tables_of_rules(package, rows, grown)
    result = validate(package, [name for name in package.names if name in needed], rows=columns)
    own = {None, *rows, *_referring(merge)}
    report = result.report.select(p for p in result.report.problems if p.table in own)
    if not ours:
        return report
    changed = {}
    for name, merged in rows.items():
        if name not in result.tables:
            continue
        old = sum(not _alters(row) for row in merged)
        firsts = sum(row.repeats is None for row in merged)
        # Second rows of a key are told as such; rules would say of each that it doubles the first.
        start, end = np.searchsorted(result.lines[name], [FIRST_LINE + old, FIRST_LINE + firsts])
        result.tables[name] = result.tables[name].slice(0, end)
        changed[name] = range(start, end)
    return report.merge(validate_rules(package, result, changed, codes, grown))


def _columns(table: Resource, rows: list[Merged], before: bool) -> dict[str, list[str]]:
    """The texts of rows by field name."""
    cells = [row.before if before and row.before else row.cells for row in rows]
    return {name: [row[name] for row in cells] for name in table.field_names}


def _referring(merge: Merge) -> set[str]:
    """Tables that refer to a touched one by what a change may alter: other columns than its key."""
    package = merge.package
    return {
        table.name
        for table in package.resources
        for key in table.foreign_keys
        if key.table in merge.tables
        and not set(key.reference_fields) <= set(package.resource(key.table).primary_key)
    } - set(merge.tables)


def _row_of(problem: Problem, rows: Rows) -> Merged | None:
    """The row of a touched table that a problem is on."""
    if problem.table not in rows or problem.line is None or problem.line < FIRST_LINE:
        return None
    return rows[problem.table][problem.line - FIRST_LINE]


def _new(merge: Merge, others: list[Located]) -> list[Located]:
    """Those that the package does not have without the contribution. Before it is validated for
    that, what is known of it is asked."""
    if not others:
        return []
    problems = [problem for problem, _ in others]
    codes = {problem.code for problem in problems}
    flawed = flaws(merge.package, codes) if store.is_ours(merge.package) else None
    if flawed is not None and flawed.isdisjoint((one.code, one.table) for one in problems):
        return others  # nothing of the kind was wrong with these tables
    before = _validated(merge, _rows_before(merge), before=True, codes=codes)
    new = are_new(problems, before.problems)
    return [one for one, is_new in zip(others, new, strict=True) if is_new]


def _existing(merge: Merge, problem: Problem) -> Merged | None:
    """The row of an untouched table that a problem is on."""
    if problem.table not in merge.package.names or problem.line is None:
        return None
    place = (problem.file, problem.line)
    return next((row for row in merge.rows(problem.table) if row.stored == place), None)


def _tell_all(merge: Merge, untouched: list[Located], caused: list[Problem]) -> None:
    """Adds problems of rows that were not contributed, at the rows that cause them. If such a row
    has the same problem, which is the other side of it, only its hint grows."""
    attribution = Attribution(merge)
    sides: dict[tuple[str, str | None], list[int]] = {}
    for number, problem in enumerate(caused):
        sides.setdefault((problem.code, problem.table), []).append(number)
    for number, (problem, row) in enumerate(untouched):
        twins = sides.get((problem.code, problem.table), [])
        if twins and number >= MOST_HINTS:
            continue
        row = row or _existing(merge, problem)
        if row is not None and twins:
            _tell_side(attribution, problem, row, caused, twins[:MOST_HINTS])
        else:
            caused.append(_at_cause(attribution, problem, row))


def _tell_side(
    attribution: Attribution, problem: Problem, row: Merged, caused: list[Problem], twins: list[int]
) -> None:
    """Names an existing row in the hint of the contributed row's problem that is most like it."""
    at = twins[attribution.most_alike(row, [caused[n] for n in twins])]
    other = f"see {row.place} [{problem.key}]"
    hint = f"{caused[at].hint}; {other}" if caused[at].hint else other
    caused[at] = replace(caused[at], hint=hint)


def _at_cause(attribution: Attribution, problem: Problem, row: Merged | None) -> Problem:
    """The problem of an existing row, told at the contributed row that causes it."""
    cause = attribution.of(row) if row is not None else None
    if row is None or cause is None:
        file = attribution.merge.contributed[0].place.file
        return replace(problem, file=file, line=None)
    message = f"{problem.message} It breaks for {row.table} [{problem.key}], {row.place}."
    key = ",".join(attribution.merge.key(cause))
    column = problem.column if cause.table == row.table else None
    at_cause = replace(problem, table=cause.table, key=key, message=message, column=column)
    return _at(at_cause, cause)


def _at(problem: Problem, row: Merged) -> Problem:
    if problem.code[0] == "X" and row.sent and row.table == problem.table:  # of the cell alone
        problem = replace(problem, value=row.cells.get(problem.column or "", problem.value))
    return replace(problem, file=row.place.file, line=row.place.line)


def _others(merge: Merge) -> OtherWith:
    """What finds the first row, but for a given one, that has its values in some columns."""

    @cache
    def rows_by_cells(table: str, names: tuple[str, ...]) -> dict[tuple[str, ...], list[Merged]]:
        rows = defaultdict(list)
        for row in merge.tables[table]:
            rows[tuple(row.cells[name] for name in names)].append(row)
        return rows

    def other_with(row: Merged, names: tuple[str, ...]) -> Merged | None:
        same = rows_by_cells(row.table, names)[tuple(row.cells[name] for name in names)]
        return next((one for one in same if one is not row), None)

    return other_with


def _repeat(problem: Problem, row: Merged, other_with: OtherWith) -> Problem:
    """A repeated key told as what it is, with the place of the first row that has it."""
    if problem.code not in REPEATED:
        return problem
    if problem.code != Code.PRIMARY_KEY or row.repeats is None:
        first = other_with(row, tuple((problem.column or "").split(", ")))
        return replace(problem, hint=f"the other is on {first.place}" if first else None)
    message = "The contribution has a second row for the same key."
    if row.cells == row.repeats.cells:
        message = "The contribution has the same row twice."
    return replace(problem, message=message, hint=f"the first is on {row.repeats.place}")
