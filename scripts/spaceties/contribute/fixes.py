"""What in contributed cells can be meant only one way, and the copy in which it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .reading import Contribution, Row


@dataclass(frozen=True)
class Fix:
    """A cell that can be meant only one way, and the text that it should hold."""

    file: str
    line: int
    column: str
    before: str
    after: str
    why: str


def apply(contribution: Contribution, fixes: Iterable[Fix]) -> Contribution:
    """The contribution with the fixes of its file made; its source stays that of the file."""
    changes: dict[int, dict[str, str]] = {}
    for fix in fixes:
        if fix.file == contribution.file:
            changes.setdefault(fix.line, {})[fix.column] = fix.after
    rows = [
        Row(row.line, {**row.cells, **changes[row.line]}) if row.line in changes else row
        for row in contribution.rows
    ]
    return replace(contribution, rows=rows)


def write_copy(contribution: Contribution, fixes: Iterable[Fix], target: Path) -> None:
    """Write a copy of the file with the fixes made, in the same form; all else stays as it is."""
    source = contribution.source
    changes = {
        (fix.line, source.places[fix.column]): fix.after
        for fix in fixes
        if fix.file == contribution.file
    }
    source.form.write(changes, target)
