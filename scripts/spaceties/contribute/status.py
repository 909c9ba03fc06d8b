"""What each contributed row would do: new, a change, identical, or probably a duplicate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from spaceties.contribute.merge import Merge, Merged
from spaceties.contribute.merge import changes as altered_cells
from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.report import WARNING, Problem, Report
from spaceties.matching.match import Likeness


class Status(StrEnum):
    """What a contributed row is to the tables."""

    NEW = "new"
    CHANGE = "change"
    IDENTICAL = "identical"
    DUPLICATE = "duplicate"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Change:
    """A cell that a contributed row alters; "" is missing."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class RowStatus:
    """What one contributed row would do. key: its primary key, parts joined with ",".

    status: NEW, CHANGE (of the existing row with its key: `changes`), IDENTICAL, DUPLICATE
    (probably one of the row `of`, which stands at `place`; `why` says what is alike) or REPEATED
    (an earlier contributed row, at `place`, has the same key).
    """

    file: str
    line: int
    table: str
    key: str
    status: Status
    changes: tuple[Change, ...] = ()
    of: str | None = None
    place: str | None = None
    why: str | None = None


def row_statuses(merge: Merge) -> list[RowStatus]:
    """The status of every contributed row, in the order in which they were sent."""
    likeness: dict[str, Likeness] = {}
    statuses = []
    for row in merge.contributed:
        if row.table not in likeness:
            likeness[row.table] = Likeness(merge, row.table)
        statuses.append(_row_status(merge, row, likeness[row.table]))
    return statuses


def problems(statuses: Iterable[RowStatus], report: Report, changes: str | None) -> list[Problem]:
    """Warnings for probable duplicates that no rule has told of already, and a problem for each
    change, of the severity `changes`; None if changes are meant."""
    told = {(p.file, p.line) for p in report.problems if p.code.startswith("D")}
    added = []
    for one in statuses:
        if one.status is Status.DUPLICATE and (one.file, one.line) not in told:
            message = f"The row is probably a duplicate of {one.of}: {one.why}."
            hint = f"see {one.place}"
            added.append(_problem(ContributionCode.PROBABLE_DUPLICATE, WARNING, one, message, hint))
        if one.status is Status.CHANGE and changes:
            columns = ", ".join(change.column for change in one.changes)
            message = f"The row would change {columns} of an existing row."
            hint = f"see {one.place}; `spaceties add --update` makes the change"
            added.append(_problem(ContributionCode.WOULD_CHANGE, changes, one, message, hint))
    return added


def to_dict(one: RowStatus) -> dict[str, Any]:
    """The status as plain data, for JSON, where it is the row's `verdict`."""
    return {
        "file": one.file,
        "line": one.line,
        "table": one.table,
        "key": one.key,
        "verdict": one.status,
        "changes": [{"column": c.column, "from": c.before, "to": c.after} for c in one.changes],
        "of": one.of,
        "place": one.place,
        "why": one.why,
    }


def _row_status(merge: Merge, row: Merged, likeness: Likeness) -> RowStatus:
    key = ",".join(merge.key(row))
    start = (row.contribution.file, row.row.line, row.table, key)
    if row.repeats is not None:
        return RowStatus(*start, Status.REPEATED, place=row.repeats.place)
    if row.before is not None:
        altered = altered_cells(row, merge.package.resource(row.table))
        place = f"line {row.line} of {row.old_path}"
        if not altered:
            return RowStatus(*start, Status.IDENTICAL, place=place)
        cells = tuple(Change(name, *texts) for name, texts in altered.items())
        return RowStatus(*start, Status.CHANGE, cells, place=place)
    match = likeness.of(row)
    if match is None:
        return RowStatus(*start, Status.NEW)
    return RowStatus(
        *start,
        Status.DUPLICATE,
        of=",".join(merge.key(match.row)),
        place=match.row.place,
        why=match.why,
    )


def _problem(code: str, severity: str, one: RowStatus, message: str, hint: str) -> Problem:
    key = one.key if any(one.key.split(",")) else None
    return Problem(
        code=code,
        severity=severity,
        table=one.table,
        file=one.file,
        line=one.line,
        key=key,
        message=message,
        hint=hint,
    )
