"""What a change to the tables breaks: the package now, judged against a revision of its past.

Both are judged whole, since a row can break a rule for another one. Problems that the past has as
well are left out; what is left, the change has caused. Git keeps the past.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from spaceties.datapackage import descriptor
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.words import did_you_mean, plural
from spaceties.versions import git

REPEATED = (Code.PRIMARY_KEY, Code.UNIQUE, Code.UNIQUE_KEY)

# What says what is wrong with a package, and whether what only follows from that is told too.
Judge = Callable[[Package, bool], Report]


class RevisionError(ValueError):
    """There is no such revision to compare with; the message says why in one line."""


@dataclass(frozen=True)
class Base:
    """The revision that a change started from. prefix: the package's folder in the clone, with a
    slash at its end, "" at the top."""

    commit: str
    prefix: str


@dataclass
class Changes:
    """Rows that differ from the base. new: cells by file and line of the rows added or changed;
    counts: {table: {"added", "changed", "removed": rows}}, tables without a change left out."""

    new: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def check(package: Package, source: Path, ref: str, judge: Judge) -> tuple[Report, Base]:
    """The problems that the change since `ref` has caused, with notes on what was compared.

    source: the file of the package's descriptor. Raises RevisionError.
    """
    base = base_of(package.basepath, ref)
    with TemporaryDirectory() as folder:
        before = package_at(base.commit, package.basepath, source.name, Path(folder))
        changes = compare(before, package)
        report = judge(package, False)
        # What only followed from another problem of the past was there as well.
        old = judge(before, True) if before and report.problems else Report()
    caused, left = caused_problems(report.problems, old.problems)
    result = report.select(to_changed_row(problem, changes, package) for problem in caused)
    result.notes.append(f"{told(changes)} since {ref} ({base.commit[:10]})")
    if not before:
        result.notes.append(f"{ref} has no {source.name}, so that everything is new")
    if left:
        result.notes.append(f"not shown: {plural(left, 'problem')} that {ref} has too")
    return result.sorted(), base


def base_of(folder: Path, ref: str) -> Base:
    """Where the history of the clone around `folder` parted from that of `ref`.

    That is what a pull request is compared with: what others have merged since is no part of it.
    Raises RevisionError if there is no clone or no such revision.
    """
    if shutil.which("git") is None:
        raise RevisionError("git is not installed, so there is nothing to compare with")
    inside = git.run(folder, "rev-parse", "--show-prefix")
    if inside is None:
        raise RevisionError(f"{folder.resolve()} is in no git clone, so it has no {ref}")
    commit = git.commit(folder, ref)
    if commit is None:
        raise RevisionError(f'git knows no revision "{ref}"{_why_unknown(folder, ref)}')
    # Histories that never met, as in a shallow clone, have no such place.
    parted = git.lines(folder, "merge-base", commit, "HEAD")
    return Base(parted[0] if parted else commit, inside.decode("utf-8").rstrip("\n"))


def package_at(commit: str, folder: Path, name: str, target: Path) -> Package | None:
    """The package as it was, written below `target`; None if its descriptor (a file of that name)
    was not there or said nothing that can be used."""
    try:
        git.extract(folder, commit, ["."], target)
        return descriptor.load(target / name)
    except (git.NoHistory, descriptor.DescriptorError):
        return None


def compare(before: Package | None, after: Package) -> Changes:
    """The rows of `after` that `before` does not have, by place, and how many of each kind."""
    changes = Changes()
    for table in after.resources:
        old = _rows(before, table.name) if before and table.name in before.names else []
        new = _rows(after, table.name)
        past = Counter(_cells(row) for _place, row in old)
        fresh = []
        for place, row in new:
            if past[_cells(row)]:
                past[_cells(row)] -= 1
            else:
                fresh.append(row)
                changes.new[place] = row
        keys = {_key(row, table) for _place, row in old}
        changed = sum(_key(row, table) in keys for row in fresh)
        removed = past.total() - changed
        counts = {"added": len(fresh) - changed, "changed": changed, "removed": removed}
        if any(counts.values()):
            changes.counts[table.name] = {kind: max(n, 0) for kind, n in counts.items()}
    return changes


def caused_problems(after: list[Problem], before: list[Problem]) -> tuple[list[Problem], int]:
    """The problems of `after` that `before` does not have, and how many it has.

    Lines and hints move when rows are added, so they do not count.
    """
    known = Counter(_identity(problem) for problem in before)
    caused = []
    for problem in after:
        if known[_identity(problem)]:
            known[_identity(problem)] -= 1
        else:
            caused.append(problem)
    return caused, len(after) - len(caused)


def to_changed_row(problem: Problem, changes: Changes, package: Package) -> Problem:
    """A repeated key is told of the second row; if the first is the new one, of that one."""
    if problem.code not in REPEATED or (problem.file, problem.line) in changes.new:
        return problem
    files = package.resource(problem.table).paths
    columns = problem.column.split(", ")
    for (file, line), cells in changes.new.items():
        if file in files and ", ".join(cells.get(name, "") for name in columns) == problem.value:
            hint = f"another is on line {problem.line} of {problem.file}"
            return replace(problem, file=file, line=line, hint=hint)
    return problem


def told(changes: Changes) -> str:
    """The changes in one sentence: "agreements: 2 rows added, 1 changed; sources: 1 row added"."""
    parts = []
    for table, counts in changes.counts.items():
        kinds = [(kind, n) for kind, n in counts.items() if n]
        (first, n), *rest = kinds
        words = [f"{plural(n, 'row')} {first}", *(f"{n:,} {k}" for k, n in rest)]
        parts.append(f"{table}: {', '.join(words)}")
    return "; ".join(parts) or "no row changed"


def _identity(problem: Problem) -> tuple:
    named = (problem.code, problem.table, problem.column, problem.key)
    return (*named, problem.value, problem.message)


def _rows(package: Package, table: str) -> list[tuple[tuple[str, int], dict[str, str]]]:
    """Place and cells of every row; as much as can be read of files that are not right."""
    resource = package.resource(table)
    found = []
    for path in resource.paths:
        if descriptor.path_fault(package.basepath, path) is None:
            content = (package.basepath / path).read_bytes().decode("utf-8-sig", "replace")
            found += [((path, line), row) for line, row in _lenient(content)]
    return found


def _lenient(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Physical line and cells of the rows of CSV text."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, [])
        begin = reader.line_num
        for cells in reader:
            yield begin + 1, dict(zip(header, cells, strict=False))
            begin = reader.line_num
    except csv.Error:
        return  # conformance tells what is wrong with the form


def _cells(row: Mapping[str, str]) -> tuple:
    return tuple(sorted(row.items()))


def _key(row: Mapping[str, str], table: Resource) -> tuple:
    return tuple(row.get(name, "") for name in table.primary_key)


def _why_unknown(folder: Path, ref: str) -> str:
    """What may help with an unknown revision."""
    like = did_you_mean(ref, git.lines(folder, "for-each-ref", "--format=%(refname:short)"))
    if like:
        return like
    if git.is_shallow(folder):
        return "; this clone is shallow: fetch the whole history (git fetch --unshallow)"
    return ""
