"""Contributed files from end to end: read, put right, merged, validated; each row has a status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from spaceties.contribute import (
    causes,
    decimal_separator,
    fixes,
    garbled_text,
    orphans,
    sent_back,
    status,
)
from spaceties.contribute.fixes import Fix, Suggestions
from spaceties.contribute.merge import Merge, merge
from spaceties.contribute.read.bytes import STDIN
from spaceties.contribute.read.columns import ViewError
from spaceties.contribute.read.grid import ContributionError
from spaceties.contribute.read.rows import Contribution, read_all
from spaceties.contribute.status import RowStatus
from spaceties.datapackage.files import write
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import WARNING, Problem, Report
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import store
from spaceties.matching import names
from spaceties.matching.names import Lookups


@dataclass
class Checked:
    """What a check says. files: (path, what was read from it). fixes: cells that can be meant only
    one way; `fixed` says whether they have been put right before the rows were judged. repeats:
    the problems of further cells, each told in the report where its cause begins."""

    files: list[tuple[str, list[Contribution]]]
    merge: Merge
    report: Report
    statuses: list[RowStatus]
    fixes: list[Fix] = field(default_factory=list)
    fixed: bool = False
    repeats: list[Problem] = field(default_factory=list)


def check(
    package: Package,
    paths: Iterable[str],
    table: str | None = None,
    sheet: str | None = None,
    fix: bool = False,
    changes: str | None = WARNING,
    tell: Callable[[Contribution], None] = lambda _: None,
) -> Checked:
    """Checks contributed files as if they were merged; nothing is written.

    changes: how bad it is that a row would change an existing one, None if it is meant. tell is
    called with each contribution as soon as all are read. Raises ContributionError where a file
    cannot be read, another ValueError where a table of the package cannot.
    """
    files, views = [], []
    for path in paths:
        try:
            files.append((path, read_all([path], package, table, sheet)))
        except ViewError as error:
            views.append(str(error))
    if views and not files:
        raise ContributionError("; ".join(views))
    contributions = [one for _, of_file in files for one in of_file]
    for one in contributions:
        tell(one)
    sent = sent_back.without_older(package, contributions)
    contributions = sent.contributions
    merged = merge(package, contributions)
    named = names.tables_for(merged.tables, package)
    now, before = merged, dict(merged.tables)  # as they are before anything is put right
    rows = names.Late(named, lambda name: [row.cells for row in before.get(name) or now.rows(name)])
    known = names.lookups(rows, package)
    kept = _kept(merged)
    suggestions = fixes.suggest(contributions, package, known, kept)
    made = suggestions.fixes
    if fix and made:
        contributions = [fixes.apply(one, made) for one in contributions]
        merged = merge(package, contributions)
        suggestions = suggestions.without_fixes()
    orphans.drop(merged)
    report = _report(merged, contributions, suggestions, known)
    report.notes += [f"not read: {view}" for view in views]
    statuses = status.row_statuses(merged)
    report.problems += status.status_problems(statuses, report, changes)
    report.problems += [
        *sent.problems,
        *sent_back.not_compared(sent, statuses),
        *sent_back.computed_cells(merged, contributions),
    ]
    report.notes += sent.notes
    once = causes.once(_ordered(report, contributions), merged, known)
    report = _ordered(report.select(once.problems), contributions)
    return Checked(files, merged, report, statuses, made, fix, once.repeats)


def _report(
    merged: Merge, contributions: list[Contribution], suggestions: Suggestions, known: Lookups
) -> Report:
    """What is wrong with contributed rows, each cause once and with what may be meant."""
    from spaceties.contribute.problems import caused_by
    from spaceties.validation import columns_of_rules, named_references, without_consequences

    package = merged.package
    report = caused_by(merged, contributions)
    report.notes += orphans.notes(merged)
    columns, of_rules = {one.file: one.columns for one in contributions}, columns_of_rules(package)
    problems = without_consequences(report.problems, of_rules)
    problems = [problem for problem in problems if problem.code != garbled_text.RULE]
    problems = causes.without_absent_columns(problems, merged, contributions, of_rules)
    report = report.select(
        _without_column(suggestions.hinted(problem), columns)
        for problem in named_references(problems, package, known)
    )
    words = fixes.absent(contributions, package, _kept(merged))
    words += garbled_text.garbled(contributions, package) + decimal_separator.ambiguous(
        contributions, package
    )
    said = {(problem.file, problem.line, problem.column) for problem in report.problems}
    report.problems += [
        suggestions.hinted(problem)
        for problem in words
        if (problem.file, problem.line, problem.column) not in said
    ]
    report.problems += fixes.untidy(contributions, suggestions, report.problems)
    return report


def _kept(merged: Merge) -> fixes.Kept:
    """Whether a column of a table held a text before the change. Of other packages than ours
    every text that their columns take is right."""
    ours = store.is_ours(merged.package)

    @cache
    def kept(table: str, column: str, text: str) -> bool:
        return not ours or any(
            row.before and row.before[column] == text for row in merged.rows(table)
        )

    return kept


def write_copies(checked: Checked, out: Path | None) -> list[Path]:
    """Writes a copy of every file that has fixes, beside it or at `out`; other bytes stay.

    Raises FileExistsError if the copy beside the file is there with other content, and ValueError
    if there is no place for it.
    """
    written = []
    for path, contributions in checked.files:
        fixed = [one for one in contributions if any(f.file == one.file for f in checked.fixes)]
        if not fixed:
            continue
        target = out or _beside(path)
        before = target.read_bytes() if out is None and target.exists() else None
        data = fixes.copied(fixed, checked.fixes)
        if before not in (None, data):
            raise FileExistsError(f"{target} is there already; name another copy with --out")
        write(target, data)
        written.append(target)
    return written


def _beside(path: str) -> Path:
    if path == STDIN:
        raise ValueError("say with --out where the copy of standard input goes")
    named = Path(path)
    return named.with_name(f"{named.stem}.fixed{named.suffix}")


def _without_column(problem: Problem, columns: Mapping[str, Sequence[str]]) -> Problem:
    """A missing cell told as a missing column; columns: those of each contribution."""
    if problem.code == Code.REQUIRED and problem.column not in columns.get(problem.file or "", ()):
        return replace(problem, hint=causes.no_column(problem.column))
    return problem


def _ordered(report: Report, contributions: list[Contribution]) -> Report:
    order = {one.file: number for number, one in enumerate(contributions)}
    return report.select(
        sorted(
            report.problems,
            key=lambda p: (order.get(p.file or "", -1), p.line or 0, p.code, p.column or ""),
        )
    )
