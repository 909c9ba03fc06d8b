"""What each contributed row would do: new, a change, identical, or probably a duplicate."""

from __future__ import annotations

from dataclasses import dataclass

from spaceties.contribute.merge import Merge, Merged
from spaceties.contribute.merge import changes as altered_cells
from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.report import WARNING, Problem, Report
from spaceties.matching.match import Likeness

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
class Verdict:
    """What one contributed row would do. key: its primary key, parts joined with ",".

    kind: "new", "change" (of the existing row with its key: `changes`), "identical", "duplicate"
    (probably one of the row `of`, which stands at `place`; `why` says what is alike) or
    "repeated" (an earlier contributed row, at `place`, has the same key).
    """

    file: str
    line: int
    table: str
    key: str
    kind: str
    changes: tuple[Change, ...] = ()
    of: str | None = None
    place: str | None = None
    why: str | None = None


def verdicts(merge: Merge) -> list[Verdict]:
    """One verdict per contributed row, in the order in which they were sent."""
    likeness: dict[str, Likeness] = {}
    found = []
    for row in merge.contributed:
        if row.table not in likeness:
            likeness[row.table] = Likeness(merge, row.table)
        found.append(_verdict(merge, row, likeness[row.table]))
    return found


def problems(found: list[Verdict], report: Report, changes: str | None) -> list[Problem]:
    """Warnings for probable duplicates that no rule has told of already, and a problem for each
    change, of the severity `changes`; None if changes are meant."""
    told = {(p.file, p.line) for p in report.problems if p.code.startswith("D")}
    added = []
    for one in found:
        if one.kind == DUPLICATE and (one.file, one.line) not in told:
            message = f"The row is probably a duplicate of {one.of}: {one.why}."
            hint = f"see {one.place}"
            added.append(_problem(ContributionCode.PROBABLE_DUPLICATE, WARNING, one, message, hint))
        if one.kind == CHANGE and changes:
            columns = ", ".join(change.column for change in one.changes)
            message = f"The row would change {columns} of an existing row."
            hint = f"see {one.place}; `spaceties add --update` makes the change"
            added.append(_problem(ContributionCode.WOULD_CHANGE, changes, one, message, hint))
    return added


def to_dict(one: Verdict) -> dict:
    """The verdict as plain data, for JSON."""
    return {
        "file": one.file,
        "line": one.line,
        "table": one.table,
        "key": one.key,
        "verdict": one.kind,
        "changes": [{"column": c.column, "from": c.before, "to": c.after} for c in one.changes],
        "of": one.of,
        "place": one.place,
        "why": one.why,
    }


def _verdict(merge: Merge, row: Merged, likeness: Likeness) -> Verdict:
    key = ",".join(merge.key(row))
    start = (row.contribution.file, row.row.line, row.table, key)
    if row.repeats is not None:
        return Verdict(*start, REPEATED, place=row.repeats.place)
    if row.before is not None:
        altered = altered_cells(row, merge.package.resource(row.table))
        place = f"line {row.line} of {row.old_path}"
        if not altered:
            return Verdict(*start, IDENTICAL, place=place)
        cells = tuple(Change(name, *texts) for name, texts in altered.items())
        return Verdict(*start, CHANGE, cells, place=place)
    match = likeness.of(row)
    if match is None:
        return Verdict(*start, NEW)
    return Verdict(
        *start, DUPLICATE, of=",".join(merge.key(match.row)), place=match.row.place, why=match.why
    )


def _problem(code: str, severity: str, one: Verdict, message: str, hint: str) -> Problem:
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
