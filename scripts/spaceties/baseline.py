"""Which problems are new: those of a package now that it did not have before.

Before and after are both validated whole, since a row can break a rule for another one. What was
before is a revision of git (`validate_since`) or the tables without a contribution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import REPEATED
from spaceties.datapackage.report.words import did_you_mean, plural
from spaceties.programs import program
from spaceties.versions import git

Cells = Mapping[str, str]  # text by field name
IDENTITY = attrgetter("code", "table", "column", "key", "value")  # what tells problems apart

# What says what is wrong with a package, and whether what only follows from that is told too.
Validate = Callable[[Package, bool], Report]


class RevisionError(ValueError):
    """There is no such revision to compare with; the message says why in one line."""


@dataclass
class Changes:
    """Rows that differ from the base. new: cells by file and line of the rows added or changed;
    counts: {table: {"added", "changed", "removed": rows}}, tables without a change left out."""

    new: dict[tuple[str, int], Cells] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def are_new(after: Iterable[Problem], before: Iterable[Problem]) -> list[bool]:
    """For each problem after a change, whether it was not there before.

    A problem is the same if code, table, column, key and value are: lines and hints move when rows
    are added, and the message tells of other cells too. Of several alike, the first are the old.
    """
    known = Counter(map(IDENTITY, before))
    new = []
    for identity in map(IDENTITY, after):
        new.append(not known[identity])
        known[identity] -= bool(known[identity])
    return new


def validate_since(package: Package, source: Path, ref: str, validate: Validate) -> Report:
    """The problems that the change since `ref` has caused, with notes on what was compared.

    source: the file of the package's descriptor. Raises RevisionError.
    """
    base = _base_of(package.basepath, ref)
    with TemporaryDirectory() as folder:
        before = _package_before(base, package.basepath, source.name, Path(folder))
        changes = changed_rows(before, package)
        report = validate(package, False)
        # What only followed from another problem of the past was there as well.
        old = validate(before, True) if before and report.problems else Report()
    new = are_new(report.problems, old.problems)
    caused = [problem for problem, is_new in zip(report.problems, new, strict=True) if is_new]
    left = len(report.problems) - len(caused)
    result = report.select(to_changed_row(problem, changes, package) for problem in caused)
    result.notes.append(f"{changes_in_words(changes)} since {ref} ({base[:10]})")
    if not before:
        result.notes.append(f"{ref} has no {source.name}, so that everything is new")
    if left:
        result.notes.append(f"not shown: {plural(left, 'problem')} that {ref} has too")
    return result.sorted()


def _base_of(folder: Path, ref: str) -> str:
    """The commit where the history of the clone around `folder` parted from that of `ref`.

    That is what a pull request is compared with: what others have merged since is no part of it.
    Raises RevisionError if there is no clone or no such revision.
    """
    if program("git") is None:
        raise RevisionError("git is not installed, so there is nothing to compare with")
    if git.output(folder, "rev-parse", "--show-prefix") is None:
        raise RevisionError(f"{folder.resolve()} is in no git clone, so it has no {ref}")
    commit = git.commit(folder, ref)
    if commit is None:
        raise RevisionError(f'git knows no revision "{ref}"{_why_unknown(folder, ref)}')
    # Histories that never met, as in a shallow clone, have no such place.
    parted = git.output_lines(folder, "merge-base", commit, "HEAD")
    return parted[0] if parted else commit


def _package_before(commit: str, folder: Path, name: str, target: Path) -> Package | None:
    """The package as it was, written below `target`; None if its descriptor (a file of that name)
    was not there or said nothing that can be used."""
    try:
        git.extract(folder, commit, target)
        return descriptor.load(target / name)
    except (git.NoHistory, descriptor.DescriptorError):
        return None


def changed_rows(before: Package | None, after: Package) -> Changes:
    """The rows of `after` that `before` does not have, by place, and how many of each kind."""
    changes = Changes()
    for table in after.resources:
        old = _rows(before, table.name) if before and table.name in before.names else {}
        past = Counter(map(_stated, old.values()))
        fresh = []
        for place, cells in _rows(after, table.name).items():
            if past[_stated(cells)]:
                past[_stated(cells)] -= 1
            else:
                fresh.append(cells)
                changes.new[place] = cells
        keys = {_key(cells, table) for cells in old.values()}
        changed = sum(_key(cells, table) in keys for cells in fresh)
        removed = past.total() - changed
        counts = {"added": len(fresh) - changed, "changed": changed, "removed": removed}
        if any(counts.values()):
            changes.counts[table.name] = {kind: max(n, 0) for kind, n in counts.items()}
    return changes


def to_changed_row(problem: Problem, changes: Changes, package: Package) -> Problem:
    """A repeated key is told of the second row; if the first is the new one, of that one."""
    if problem.code not in REPEATED or (problem.file, problem.line) in changes.new:
        return problem
    files = package.resource(problem.table or "").paths
    columns = (problem.column or "").split(", ")
    for (file, line), cells in changes.new.items():
        if file in files and ", ".join(cells.get(name, "") for name in columns) == problem.value:
            hint = f"another is on line {problem.line} of {problem.file}"
            return replace(problem, file=file, line=line, hint=hint)
    return problem


def changes_in_words(changes: Changes) -> str:
    """The changes in one sentence: "agreements: 2 rows added, 1 changed; sources: 1 row added"."""
    parts = []
    for table, counts in changes.counts.items():
        (first, n), *rest = ((kind, n) for kind, n in counts.items() if n)
        words = [f"{plural(n, 'row')} {first}", *(f"{n:,} {k}" for k, n in rest)]
        parts.append(f"{table}: {', '.join(words)}")
    return "; ".join(parts) or "no row changed"


def _rows(package: Package, table: str) -> dict[tuple[str, int], Cells]:
    """The cells of every row by file and line; as much as can be read of files that are not
    right."""
    rows = read_rows(package, package.resource(table), strict=False)
    return {(row.file, row.line): row.cells for row in rows}


def _stated(cells: Cells) -> frozenset[tuple[str, str]]:
    """What a row states; a new column that is empty changes nothing."""
    return frozenset((name, text) for name, text in cells.items() if text)


def _key(cells: Cells, table: Resource) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in table.primary_key)


def _why_unknown(folder: Path, ref: str) -> str:
    """What may help with an unknown revision."""
    like = did_you_mean(ref, git.output_lines(folder, "for-each-ref", "--format=%(refname:short)"))
    if like:
        return like
    if git.is_shallow(folder):
        return "; this clone is shallow: fetch the whole history (git fetch --unshallow)"
    return ""
