"""Contributed files from end to end: read, fixed where asked, merged, judged, a status per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from spaceties.contribute import orphans
from spaceties.contribute.merge import Merge, merge
from spaceties.contribute.read.bytes import STDIN
from spaceties.contribute.read.rows import Contribution, read_all
from spaceties.contribute.status import RowStatus
from spaceties.contribute.suggest import fixes as fixing
from spaceties.contribute.suggest.fixes import Fix
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import WARNING, Problem, Report
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import store


@dataclass
class Checked:
    """What was found. files: (path, what was read from it). fixes: cells that can be meant only
    one way; `fixed` says whether they have been put right before the rows were judged."""

    files: list[tuple[str, list[Contribution]]]
    merge: Merge
    report: Report
    statuses: list[RowStatus]
    fixes: list[Fix] = field(default_factory=list)
    fixed: bool = False


def check(
    package: Package,
    paths: Iterable[str],
    table: str | None = None,
    sheet: str | None = None,
    fix: bool = False,
    changes: str | None = WARNING,
    tell: Callable[[Contribution], None] = lambda _: None,
) -> Checked:
    """Judges contributed files as if they were merged; nothing is written.

    changes: how bad it is that a row would change an existing one, None if it is meant. tell is
    called with each contribution as soon as all are read. Raises ContributionError where a file
    cannot be read, another ValueError where a table of the package cannot.
    """
    files = [(path, read_all([path], package, table, sheet)) for path in paths]
    contributions = [one for _, found in files for one in found]
    for one in contributions:
        tell(one)
    # Only now what takes long to import, after something has been said.
    from spaceties.contribute import status
    from spaceties.contribute.cascade import without_consequences
    from spaceties.contribute.problems import judge

    merged = merge(package, contributions)
    lookups = fixing.lookups(_known(merged), package)
    found = [fix for one in contributions for fix in fixing.find(one, package, lookups)]
    if fix and found:
        contributions = [fixing.apply(one, found) for one in contributions]
        merged = merge(package, contributions)
    orphans.drop(merged)
    report = judge(merged, contributions)
    report.notes += orphans.notes(merged)
    hints = {
        (one.file, line, column): hint
        for one in contributions
        for (line, column), hint in fixing.doubts(one, package, lookups).items()
    }
    if not fix:
        hints |= {(f.file, f.line, f.column): f.hint for f in found}
    problems = without_consequences(report.problems, _columns_of_rules(package))
    columns = {one.file: one.columns for one in contributions}
    report = report.select(_hinted(problem, hints, columns) for problem in problems)
    if not fix:
        told = {(p.file, p.line, p.column) for p in report.problems}
        loose = [f for f in found if (f.file, f.line, f.column) not in told]
        for one in contributions:
            report.problems += fixing.problems(one, loose)
    statuses = status.row_statuses(merged)
    report.problems += status.problems(statuses, report, changes)
    return Checked(files, merged, _ordered(report, contributions), statuses, found, fix)


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
        data = _copied(fixed, checked.fixes)
        if before not in (None, data):
            raise FileExistsError(f"{target} is there already; name another copy with --out")
        target.write_bytes(data)
        written.append(target)
    return written


def _beside(path: str) -> Path:
    if path == STDIN:
        raise ValueError("say with --out where the copy of standard input goes")
    named = Path(path)
    return named.with_name(f"{named.stem}.fixed{named.suffix}")


def _copied(contributions: list[Contribution], fixes: list[Fix]) -> bytes:
    """The bytes of a copy with the fixes of all sheets made."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="spaceties-") as folder:
        copy = Path(folder) / "copy"
        for number, one in enumerate(contributions):
            if number:  # a further sheet of the same workbook goes into the copy made so far
                form = replace(one.source.form, data=copy.read_bytes())
                one = replace(one, source=replace(one.source, form=form))
            fixing.write_copy(one, fixes, copy)
        return copy.read_bytes()


def _known(merged: Merge) -> dict[str, list[dict[str, str]]]:
    """The rows by whose names and ids the contributed cells can be read: those of the tables that
    they refer to. States have further names among the organizations."""
    package = merged.package
    names = set(merged.tables)
    for table in merged.tables:
        names |= {key.table or table for key in package.resource(table).foreign_keys}
    if "countries" in names and "organizations" in package.names:
        names.add("organizations")
    return {
        name: [row.cells for row in merged.rows(name)] for name in package.names if name in names
    }


def _columns_of_rules(package: Package) -> dict[str, tuple[str, ...]]:
    """The columns that each cross-table rule looks at, by its code."""
    if not store.is_ours(package):
        return {}
    from spaceties.rules import catalogue

    return {rule.code: rule.columns for rule in catalogue()}


def _hinted(
    problem: Problem, hints: dict[tuple, str], columns: Mapping[str, Sequence[str]]
) -> Problem:
    """The problem with what is known of its cell; columns: those of each contribution."""
    hint = hints.get((problem.file, problem.line, problem.column))
    if problem.code == Code.REQUIRED and problem.column not in columns.get(problem.file, ()):
        hint = f"the file has no column {problem.column}"
    return replace(problem, hint=hint) if hint else problem


def _ordered(report: Report, contributions: list[Contribution]) -> Report:
    order = {one.file: number for number, one in enumerate(contributions)}
    return report.select(
        sorted(
            report.problems,
            key=lambda p: (order.get(p.file or "", -1), p.line or 0, p.code, p.column or ""),
        )
    )
