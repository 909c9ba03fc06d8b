"""A release's own workbook or CSV file sent back: cells that a release computes, and rows that are
older than the tables.

Who corrects a cell of an older release leaves its other rows as they were then. What the tables
have changed since is no correction: each cell is compared with what the release had.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from spaceties.contribute.merge import Key, Merge, Place, existing, key_of, say_the_same
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.rows import DAY, Contribution, Row
from spaceties.contribute.status import RowStatus, Status
from spaceties.datapackage import edtf
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report import ERROR, WARNING, Problem
from spaceties.datapackage.report.spellings import dates
from spaceties.datapackage.report.words import plural, quoted
from spaceties.dataset import store

ALONE = "send the keys and the changed columns of your own rows alone"


@dataclass
class SentBack:
    """contributions: without what an older release says only because it is older. problems:
    what is said of it. stay: by file and version how many cells and rows are only older. unknown:
    the files that could not be compared, and why."""

    contributions: list[Contribution]
    problems: list[Problem] = field(default_factory=list)
    stay: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    why: str = ""

    @property
    def notes(self) -> list[str]:
        """Of which release each file is, and what of it is only older."""
        told = []
        for (file, version), counts in self.stay.items():
            older = " and ".join(plural(n, noun) for noun, n in counts.items() if n)
            more = f"; {older} that the tables have changed or taken out since stay so"
            told.append(f"{file} is of release {version}{more if older else ''}")
        return told


def without_older(package: Package, contributions: list[Contribution]) -> SentBack:
    """Contributions whose cells that are those of an older release say what the tables say now.

    Raises ValueError for a table that cannot be read.
    """
    result = SentBack([])
    for one in contributions:
        if one.version in (None, package.version) or not store.is_ours(package):
            result.contributions.append(one)
            continue
        before = _rows_of(package, one, result)
        result.contributions.append(
            one if before is None else _rebased(package, one, before, result)
        )
    return result


def _rows_of(
    package: Package, one: Contribution, result: SentBack
) -> dict[Key, dict[str, str]] | None:
    """The rows of a contribution's table in its release; None if they cannot be had."""
    from spaceties.versions import git, releases

    try:
        with releases.content(package.basepath, one.version or "") as old:
            if one.table not in old.names:
                return {}
            return _by_key(old, old.resource(one.table), package.resource(one.table))
    except git.NoHistory as error:
        result.unknown.add(one.file)
        result.why = str(error)
        return None


def _by_key(package: Package, table: Resource, now: Resource) -> dict[Key, dict[str, str]]:
    return {key_of(row.cells, now): row.cells for row in existing(package, table)}


def _rebased(
    package: Package, one: Contribution, before: dict[Key, dict[str, str]], result: SentBack
) -> Contribution:
    """A contribution as if it had been made of the tables as they are."""
    table = package.resource(one.table)
    now = _by_key(package, table, table)
    rows, left, gone = [], 0, 0
    for row in one.rows:
        key = key_of(row.cells, table)
        old, new = before.get(key), now.get(key)
        if old is None:
            rows.append(row)
            continue
        own = {n for n, text in row.cells.items() if not _same(table, n, text, old.get(n, ""))}
        if new is None and not own:
            gone += 1
        elif new is None:
            rows.append(row)
            result.problems.append(_changed_since(one, table, row, None, "has taken the row out"))
        else:
            stale = {
                name
                for name, text in row.cells.items()
                if name not in own and not _same(table, name, text, new[name])
            }
            left += len(stale)
            rows.append(replace(row, cells={**row.cells, **{name: new[name] for name in stale}}))
            for name in sorted(own):
                if old.get(name, "") != new[name] != row.cells[name]:
                    said = f"has {quoted(new[name])} for the {quoted(old.get(name, ''))} of then"
                    result.problems.append(_changed_since(one, table, row, name, said))
    book = one.file.rpartition(" [")[0] or one.file
    result.stay.setdefault((book, one.version or ""), Counter()).update(cell=left, row=gone)
    return replace(one, rows=rows)


def _same(table: Resource, name: str, one: str, other: str) -> bool:
    return say_the_same(table.field(name), one, other)


def _changed_since(
    one: Contribution, table: Resource, row: Row, column: str | None, what: str
) -> Problem:
    return Problem(
        code=ContributionCode.OLDER,
        severity=WARNING,
        table=table.name,
        file=one.file,
        line=row.line,
        column=column,
        key=",".join(key_of(row.cells, table)),
        value=row.cells[column] if column else None,
        message=f"the table {what}, release {one.version}",
        hint="see whether your correction still holds",
    )


def not_compared(sent: SentBack, statuses: Iterable[RowStatus]) -> Iterator[Problem]:
    """An error for each file of another release than the tables, of which it is not known what
    its sender has changed, if it would change anything."""
    differing = Counter(
        one.file for one in statuses if one.status in (Status.NEW, Status.CHANGE, Status.DUPLICATE)
    )
    for one in sent.contributions:
        if one.file in sent.unknown and differing[one.file]:
            rows = plural(differing[one.file], "row")
            yield Problem(
                code=ContributionCode.OLDER,
                severity=ERROR,
                table=one.table,
                file=one.file,
                line=one.header_line,
                message=f"the file is of release {one.version}, the tables are of another: {rows} "
                "would be made what they were then",
                hint=f"{ALONE}; to tell them apart, {sent.why}",
            )


def computed_cells(merge: Merge, contributions: Iterable[Contribution]) -> Iterator[Problem]:
    """A warning for each cell that a release computes and that says something else than the cell
    which it is computed from, as that is sent and as it was."""
    sent = {row.sent: row for row in merge.contributed}
    for one in contributions:
        table = merge.package.resource(one.table)
        for (line, name), text in one.computed.items():
            row = sent.get(Place(one.file, line))
            source, _, word = name.rpartition("_")
            if row is None:
                continue
            said = [cells[source] for cells in (row.cells, row.before) if cells]
            if not _is_bound(text, word, said):
                yield Problem(
                    code=ContributionCode.COMPUTED,
                    severity=WARNING,
                    table=table.name,
                    file=one.file,
                    line=line,
                    column=name,
                    key=",".join(merge.key(row)),
                    value=text,
                    message=f"is computed from {source} at every release, and not read",
                    hint=f"correct {source} instead, which says {quoted(row.cells[source])}",
                )


def _is_bound(text: str, word: str, said: Iterable[str]) -> bool:
    """Whether a text is the first or last day of one of some vague dates, however it is spelt."""
    days = set()
    for date in said:
        try:
            days.add(edtf.bounds(date)[store.BOUNDS.index(word)] if date else None)
        except ValueError:
            return True  # which is told of the date itself
    known = {day.isoformat() for day in days if day}
    spelt = {other for other, *_ in dates(text, DAY)}
    return text in known or not known.isdisjoint(spelt)
