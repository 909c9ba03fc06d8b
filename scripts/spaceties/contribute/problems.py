"""Contributed rows judged as if merged: what is wrong, told in the contributor's file and line.

The merged tables are written into a temporary folder beside copies of the others, and judged like
any package. Problems of rows that were there before count only if the package did not have them
already; they are told at the contributed row that causes them.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from spaceties.contribute.attribution import Attribution
from spaceties.contribute.merge import Merge, Merged, lines_of
from spaceties.contribute.read.rows import Contribution
from spaceties.datapackage.csv import writer
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import store

if TYPE_CHECKING:
    from spaceties.datapackage.validation.package import Result

REPEATED = (Code.PRIMARY_KEY, Code.UNIQUE, Code.UNIQUE_KEY)
MOST_HINTS = 100  # rows that are named as the other side of a problem, and that are compared
Places = dict[tuple[str, int], Merged]  # by file and physical line


@dataclass
class Told:
    """A problem of the merged tables and the row that it is on, None for a whole table."""

    problem: Problem
    row: Merged | None


def judge(merge: Merge, contributions: Iterable[Contribution]) -> Report:
    """The problems that contributions cause, those found in reading included.

    tables of the report: the contributed rows of each. Raises OSError if the temporary folder
    cannot be written.
    """
    contributions = list(contributions)
    report = Report()
    for one in contributions:
        report.tables[one.table] = report.tables.get(one.table, 0) + len(one.rows)
        report.problems += one.problems
        report.notes += [f"{one.file}: {note}" for note in one.notes]
    if merge.contributed:
        read = {(p.file, p.line, p.column) for p in report.problems}
        judged = _judge(merge)
        report.notes += judged.notes
        report.problems += [p for p in judged.problems if (p.file, p.line, p.column) not in read]
    order = {one.file: number for number, one in enumerate(contributions)}
    problems = sorted(
        report.problems, key=lambda p: (order.get(p.file or "", -1), p.line or 0, p.code)
    )
    return report.select(problems)


def _judge(merge: Merge) -> Report:
    with TemporaryDirectory(prefix="spaceties-") as folder:
        package, places = _write(merge, Path(folder))
        report = _problems(merge, package, places)
    firsts = _Firsts(merge)
    caused: list[Problem] = []
    others: list[Told] = []
    for problem in report.problems:
        row = places.get((problem.file or "", problem.line or 0))
        if row is not None and row.contribution is not None and row.before is None:
            caused.append(_at(_plain(problem, row, firsts), row))
        else:
            others.append(Told(problem, row))
    new = _unknown(merge, others) if others else []
    untouched = []
    for told in new:
        if told.row is not None and told.row.contribution is not None:
            caused.append(_at(_plain(told.problem, told.row, firsts), told.row))
        else:
            untouched.append(told)
    if untouched:
        _tell_all(merge, untouched, caused)
    return report.select(caused)


def _problems(merge: Merge, package: Package, places: Places) -> Report:
    """All problems of the merged tables that the touched ones can have."""
    from spaceties.datapackage.validation.package import validate
    from spaceties.validation import validate_rules

    result = validate(package)
    if not store.is_ours(package):
        return result.report
    for table in {row.table for row in merge.contributed if row.repeats}:
        _drop_repeats(result, table, places)
    changed = {name: _positions(result, name, places) for name in merge.tables}
    return result.report.merge(validate_rules(package, result, changed))


def _unknown(merge: Merge, others: list[Told]) -> list[Told]:
    """Those that the package does not have without the contribution."""
    wanted = {told.problem.code for told in others}
    known = Counter(_identity(problem) for problem in _before(merge, wanted).problems)
    found = []
    for told in others:
        identity = _identity(told.problem)
        if known[identity]:
            known[identity] -= 1
        else:
            found.append(told)
    return found


def _existing(merge: Merge, problem: Problem) -> Merged | None:
    """The row of an untouched table that a problem is on."""
    if problem.table not in merge.package.names or problem.line is None:
        return None
    rows = merge.rows(problem.table)
    return next((r for r in rows if (r.old_path, r.line) == (problem.file, problem.line)), None)


def _tell_all(merge: Merge, untouched: list[Told], caused: list[Problem]) -> None:
    """Adds problems of rows that were not contributed, at the rows that cause them. If such a row
    has the same problem, which is the other side of it, only its hint grows."""
    causes = Attribution(merge)
    sides: dict[tuple[str, str | None], list[int]] = {}
    for number, problem in enumerate(caused):
        sides.setdefault((problem.code, problem.table), []).append(number)
    for number, told in enumerate(untouched):
        problem = told.problem
        twins = sides.get((problem.code, problem.table), [])
        if twins and number >= MOST_HINTS:
            continue
        row = told.row or _existing(merge, problem)
        if row is not None and twins:
            _tell_side(causes, problem, row, caused, twins[:MOST_HINTS])
        else:
            caused.append(_at_cause(causes, problem, row))


def _tell_side(
    causes: Attribution, problem: Problem, row: Merged, caused: list[Problem], twins: list[int]
) -> None:
    """Names an existing row in the hint of the contributed row's problem that is most like it."""
    at = twins[causes.most_alike(row, [caused[n] for n in twins])]
    other = f"see {row.place} [{problem.key}]"
    hint = f"{caused[at].hint}; {other}" if caused[at].hint else other
    caused[at] = replace(caused[at], hint=hint)


def _at_cause(causes: Attribution, problem: Problem, row: Merged | None) -> Problem:
    """The problem of an existing row, told at the contributed row that causes it."""
    cause = causes.of(row) if row is not None else None
    if cause is None:
        file = causes.merge.contributed[0].contribution.file
        return replace(problem, file=file, line=None)
    message = f"{problem.message} It breaks for {row.table} [{problem.key}], {row.place}."
    key = ",".join(causes.merge.key(cause))
    column = problem.column if cause.table == row.table else None
    at_cause = replace(problem, table=cause.table, key=key, message=message, column=column)
    return _at(at_cause, cause)


def _before(merge: Merge, wanted: set[str]) -> Report:
    """The problems of the package as it is, as far as they have the wanted codes."""
    from spaceties.datapackage.validation.package import validate
    from spaceties.validation import validate_rules

    result = validate(merge.package)
    if not store.is_ours(merge.package):
        return result.report
    rows = {name: range(table.num_rows) for name, table in result.tables.items()}
    changed = {name: rows[name] for name in merge.tables if name in rows}
    return result.report.merge(validate_rules(merge.package, result, changed, wanted))


def _identity(problem: Problem) -> tuple:
    """What makes it the same problem: neither its line nor its wording, which tells of others."""
    return (problem.code, problem.table, problem.column, problem.key, problem.value)


def _at(problem: Problem, row: Merged) -> Problem:
    return replace(problem, file=row.contribution.file, line=row.row.line)


class _Firsts:
    """For values of some columns of a table, the first rows that have them."""

    def __init__(self, merge: Merge):
        self._merge = merge
        self._found: dict[tuple[str, ...], dict[tuple[str, ...], list[Merged]]] = {}

    def other(self, row: Merged, names: tuple[str, ...]) -> Merged | None:
        """The first row, but for this one, that has the same values."""
        at = (row.table, *names)
        if at not in self._found:
            index: dict[tuple[str, ...], list[Merged]] = {}
            for one in self._merge.tables[row.table]:
                same = index.setdefault(tuple(one.cells[name] for name in names), [])
                if len(same) < 2:
                    same.append(one)
            self._found[at] = index
        same = self._found[at].get(tuple(row.cells[name] for name in names), [])
        return next((one for one in same if one is not row), None)


def _plain(problem: Problem, row: Merged, firsts: _Firsts) -> Problem:
    """A repeated key told as what it is, with the place of the first row that has it."""
    if problem.code not in REPEATED:
        return problem
    if problem.code != Code.PRIMARY_KEY or row.repeats is None:
        first = firsts.other(row, tuple((problem.column or "").split(", ")))
        return replace(problem, hint=f"the other is on {first.place}" if first else None)
    message = "The contribution has a second row for the same key."
    if row.cells == row.repeats.cells:
        message = "The contribution has the same row twice."
    return replace(problem, message=message, hint=f"the first is on {row.repeats.place}")


def _write(merge: Merge, folder: Path) -> tuple[Package, Places]:
    """The merged package written below a folder, and which row stands where in it."""
    package = merge.package
    places: Places = {}
    for table in package.resources:
        for path in table.paths:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if table.name in merge.tables:
                rows = [row for row in merge.tables[table.name] if row.path == path]
                _write_rows(target, table, path, rows, places)
            else:
                shutil.copyfile(package.basepath / path, target)
    # A declared hash or size is that of the files before the merge.
    resources = tuple(replace(table, hash="", bytes=None) for table in package.resources)
    return replace(package, basepath=folder, resources=resources), places


def _write_rows(
    target: Path, table: Resource, path: str, rows: list[Merged], places: Places
) -> None:
    rows = sorted(rows, key=lambda row: row.before is None)  # new ones last, else as they are
    cells = [[row.cells[name] for name in table.field_names] for row in rows]
    text = writer.csv_text([table.field_names, *cells])
    target.write_text(text, encoding="utf-8", newline="")
    line = 2
    for row, texts in zip(rows, cells, strict=True):
        places[path, line] = row
        line += lines_of(texts)


def _positions(result: Result, table: str, places: Places) -> list[int]:
    """Where the contributed rows are in a typed table."""
    if table not in result.tables:
        return []
    count = result.tables[table].num_rows
    rows = (places.get(result.place(table, row)) for row in range(count))
    return [n for n, row in enumerate(rows) if row is not None and row.contribution is not None]


def _drop_repeats(result: Result, table: str, places: Places) -> None:
    """Takes second rows of a key out of the typed table: they are told as such, and rules would
    say of each that it doubles the first."""
    import numpy as np

    if table not in result.tables:
        return
    count = result.tables[table].num_rows
    rows = [places.get(result.place(table, row)) for row in range(count)]
    keep = np.array([row is None or row.repeats is None for row in rows], dtype=bool)
    result.tables[table] = result.tables[table].take(np.flatnonzero(keep))
    result.lines[table] = result.lines[table][keep]
    result.files[table] = [(int(keep[:first].sum()), path) for first, path in result.files[table]]
