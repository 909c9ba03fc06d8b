"""What a check found: problems and the report that holds them.

A `Report` is data; `render` turns it into text, JSON, GitHub annotations or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .codes import ERROR, WARNING, Severity

__all__ = ["ERROR", "WARNING", "Problem", "Report", "Severity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and where.

    code: stable code, such as those of `codes.Code`; severity: "error" or "warning".
    table: name of the resource; file: its path as the descriptor writes it.
    line: physical line of the row's first character in that file, 1-based, header = 1; in forms
    without lines the row of the sheet or of the Parquet file, or the item of inline data.
    column: name of the field; for a key of several fields, their names joined with ", ".
    key: the row's primary key, parts joined with ","; value: the cell as written.
    message: what is wrong, without the value; hint: what was probably meant, or None.
    place: the place in words where a line says too little ("Data!C5"); no part of the JSON record.
    """

    code: str
    severity: str = ERROR
    table: str | None = None
    file: str | None = None
    line: int | None = None
    column: str | None = None
    key: str | None = None
    value: str | None = None
    message: str
    hint: str | None = None
    place: str | None = None


@dataclass
class Report:
    """Problems of one or more tables, rows counted per table, and notes on how it was done."""

    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """Number of problems that are errors."""
        return sum(p.severity == ERROR for p in self.problems)

    @property
    def warnings(self) -> int:
        """Number of problems that are warnings."""
        return sum(p.severity == WARNING for p in self.problems)

    @property
    def valid(self) -> bool:
        """True if there is no error; warnings are allowed."""
        return not any(p.severity == ERROR for p in self.problems)

    def merge(self, other: Report) -> Report:
        """A new report with the problems, tables and notes of both, notes without repeats."""
        notes = self.notes + [n for n in other.notes if n not in self.notes]
        return Report(self.problems + other.problems, {**self.tables, **other.tables}, notes)

    def select(self, problems: Iterable[Problem]) -> Report:
        """The same report with other problems, e.g. those of contributed rows only."""
        return Report(list(problems), dict(self.tables), list(self.notes))

    def sorted(self) -> Report:
        """The same report ordered by table (in package order), file, line and code."""
        order = {name: place for place, name in enumerate(self.tables)}
        return self.select(
            sorted(
                self.problems,
                key=lambda p: (
                    order.get(p.table or "", -1),
                    p.file or "",
                    p.line or 0,
                    p.code,
                    p.column or "",
                ),
            )
        )
