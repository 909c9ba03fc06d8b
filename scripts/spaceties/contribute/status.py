"""What each contributed row would do: new, a change, identical, or probably a duplicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from spaceties.contribute.merge import Merge, Merged, altered_cells
from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.report import WARNING, Problem, Report
from spaceties.dataset import store
from spaceties.matching.match import Matcher

MOST = 1_000  # new rows above which only the same names count: comparing all takes too long


class Status(StrEnum):
    """What a contributed row is to the tables."""

    NEW = "new"
    CHANGE = "change"
    IDENTICAL = "identical"
    DUPLICATE = "duplicate"
    REPEATED = "repeated"


@dataclass(frozen=True)
class RowStatus:
    """What one contributed row would do. key: its primary key, parts joined with ",".

    status: NEW, CHANGE (of the existing row with its key, `changes` of {column: (before, after)},
    "" is missing), IDENTICAL, DUPLICATE
    (probably one of the row `of`, which stands at `place`; `why` says what is alike) or REPEATED
    (an earlier contributed row, at `place`, has the same key).
    """

    file: str
    line: int
    table: str
    key: str
    status: Status
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    of: str | None = None
    place: str | None = None
    why: str | None = None


def row_statuses(merge: Merge) -> list[RowStatus]:
    """The status of every contributed row, in the order in which they were sent."""
    tables: dict[str, _Rows] = {}
    statuses = []
    for row in merge.contributed:
        if row.table not in tables:
            tables[row.table] = _Rows(merge, row.table)
        statuses.append(_row_status(merge, row, tables[row.table]))
    return statuses


class _Rows:
    """The rows of one table, existing and contributed, among which a new one may have a match."""

    def __init__(self, merge: Merge, table: str):
        self._rows = [row for row in merge.tables[table] if row.repeats is None]
        self._places = {id(row): place for place, row in enumerate(self._rows)}
        self._merge = merge
        self._matcher = None
        if store.is_ours(merge.package):  # columns of others may mean something else
            fast = sum(row.before is None for row in self._rows) > MOST
            cells = [row.cells for row in self._rows]
            self._matcher = Matcher(
                table, cells, lambda agreement: self._parties.get(agreement, set()), fast
            )

    def match(self, row: Merged) -> tuple[Merged, str] | None:
        """An earlier row that is probably the same as a new one, and why."""
        match = self._matcher and self._matcher.match(self._places[id(row)])
        return (self._rows[match.row], match.why) if match else None

    @cached_property
    def _parties(self) -> dict[str, set[str]]:
        """Who takes part in each agreement, contributed rows included."""
        parties = defaultdict(set)
        for row in self._merge.rows("agreement_parties"):
            parties[row.cells["agreement_id"]].add(row.cells["organization_id"])
        return parties


def status_problems(
    statuses: Iterable[RowStatus], report: Report, changes: str | None
) -> list[Problem]:
    """Warnings for probable duplicates that no rule has told of already, and a problem for each
    change, of the severity `changes`; None if changes are meant."""
    told = {(p.file, p.line) for p in report.problems if p.code.startswith("D")}
    added = []
    for one in statuses:
        if one.status is Status.DUPLICATE and (one.file, one.line) not in told:
            problem = Problem(
                code=ContributionCode.PROBABLE_DUPLICATE,
                severity=WARNING,
                message=f"The row is probably a duplicate of {one.of}: {one.why}.",
                hint=f"see {one.place}",
            )
        elif one.status is Status.CHANGE and changes:
            problem = Problem(
                code=ContributionCode.WOULD_CHANGE,
                severity=changes,
                message=f"The row would change {', '.join(one.changes)} of an existing row.",
                hint=f"see {one.place}; `spaceties add --update` makes the change",
            )
        else:
            continue
        key = one.key if one.key.strip(",") else None
        added.append(replace(problem, table=one.table, file=one.file, line=one.line, key=key))
    return added


def to_dict(one: RowStatus) -> dict[str, Any]:
    """The status as plain data, for JSON, where it is the row's `verdict`."""
    return {
        "file": one.file,
        "line": one.line,
        "table": one.table,
        "key": one.key,
        "verdict": one.status,
        "changes": [
            {"column": name, "from": before, "to": after}
            for name, (before, after) in one.changes.items()
        ],
        "of": one.of,
        "place": one.place,
        "why": one.why,
    }


def _row_status(merge: Merge, row: Merged, rows: _Rows) -> RowStatus:
    key = ",".join(merge.key(row))
    start = (*row.place, row.table, key)
    if row.repeats is not None:
        return RowStatus(*start, Status.REPEATED, place=str(row.repeats.place))
    if row.before is not None:
        altered = altered_cells(row, merge.package.resource(row.table))
        place = str(row.stored)
        if not altered:
            return RowStatus(*start, Status.IDENTICAL, place=place)
        return RowStatus(*start, Status.CHANGE, altered, place=place)
    match = rows.match(row)
    if match is None:
        return RowStatus(*start, Status.NEW)
    other, why = match
    of = ",".join(merge.key(other))
    return RowStatus(*start, Status.DUPLICATE, of=of, place=str(other.place), why=why)
