"""What a check found: problems and the report that holds them.

A `Report` is data; `render` turns it into text, JSON, GitHub annotations or Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from ..extras import explained
from .codes import ERROR, WARNING, Severity
from .words import html_table, plural, printable, quoted, shortened

if TYPE_CHECKING:
    import pandas

__all__ = ["ERROR", "WARNING", "Problem", "Report", "Severity"]

SHOWN = 5  # problems that the repr of a report tells
LISTED = 50  # problems that its table in a notebook has
LONGEST = 200  # characters of a problem there, and of a cell of the table


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

    def __repr__(self) -> str:
        hint = f" (hint: {printable(self.hint)})" if self.hint else ""
        file = printable(self.file or self.table or "package")
        return f"<{self.code} {self.severity}: {file} {self.told()}{hint}>"

    def told(self, message: bool = True) -> str:
        """Place, key, cell and message in a line, as in 'line 3 [7] mass = "x" – is no number'.

        Control characters are escaped. message: whether it is told too.
        """
        line = f"line {self.line}" if self.line else None
        parts = [place] if (place := printable(self.place or "") or line) else []
        parts += [f"[{printable(self.key)}]"] if self.key else []
        if self.column or self.value is not None:
            value = "" if self.value is None else "= " + quoted(self.value)
            parts.append(f"{printable(self.column or '')} {value}".strip())
        if message:
            parts.append(("– " if parts else "") + printable(self.message))
        return " ".join(parts)

    def record(self) -> dict[str, Any]:
        """The ten promised fields as plain data; `place` is not among them."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(f.name for f in fields(Problem) if f.name != "place")  # those that are promised


@dataclass
class Report:
    """Problems of one or more tables, rows counted per table, and notes on how it was done.

    Iterating gives the problems. `to_frame()` has them all as a table.
    """

    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __repr__(self) -> str:
        shown = [f"  {shortened(repr(problem), LONGEST)}" for problem in self.problems[:SHOWN]]
        left = len(self.problems) - len(shown)
        if left > 0:
            shown.append(f"  … and {left:,} more: see .problems or .to_frame()")
        notes = [f"  note: {shortened(printable(note), LONGEST)}" for note in self.notes[:SHOWN]]
        return "\n".join([f"<Report: {self.summary()}>", *shown, *notes])

    def _repr_html_(self) -> str:
        """The report as notebooks show it: its first problems as a table."""
        head = ("code", "file", "where", "column", "key", "value", "problem", "hint")
        rows = []
        for p in self.problems[:LISTED]:
            where = p.place or (f"line {p.line}" if p.line else "")
            cells = (p.code, p.file or p.table, where, p.column, p.key, p.value, p.message, p.hint)
            rows.append([shortened(cell or "", LONGEST) for cell in cells])
        left = len(self.problems) - len(rows)
        below = [f"… and {left:,} more: see .problems or .to_frame()"] if left > 0 else []
        below += [f"note: {shortened(note, LONGEST)}" for note in self.notes[:LISTED]]
        return html_table(self.summary(), head if rows else (), rows, below)

    @explained()
    def to_frame(self) -> pandas.DataFrame:
        """One row per problem, the ten promised columns: `line` is Int64, the others text."""
        import pandas as pd

        frame = pd.DataFrame([p.record() for p in self.problems], columns=list(FIELDS))
        return frame.astype({name: "Int64" if name == "line" else "str" for name in FIELDS})

    def summary(self) -> str:
        """One sentence: "2 errors, 1 warning in 14 tables (31,204 rows)"."""
        counts = f"{plural(self.errors, 'error')}, {plural(self.warnings, 'warning')}"
        if self.valid and not self.warnings:
            counts = "valid"
        rows = plural(sum(self.tables.values()), "row")
        tables = plural(len(self.tables), "table")
        return f"{counts}{',' if counts == 'valid' else ' in'} {tables} ({rows})"

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
