"""Validation: every table of a package against its schema.

`validate` is the one entry. The columnar engine validates column by column, and says what it cannot
judge; the frictionless engine is there to be asked. Both give problems of the same form.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

from ..cells import UnknownForm, Unreadable, Unsupported
from ..extras import NotInstalled
from ..formats.columns import with_columns
from ..model import Package, Resource
from ..report import Problem, Report
from ..report.codes import Code
from .declared import count_problems, file_problems, path_problems
from .descriptor import descriptor_problems, dialect_notes, sound_part
from .faults import find_faults
from .integrity import check_keys, key_names, prepare
from .linked import with_linked_tables
from .net import Net
from .profiles import check_profiles
from .table import TableValidator
from .threads import executor

if TYPE_CHECKING:
    import numpy
    import pyarrow

    from ..formats.frames import Frame
    from ..formats.rows import Columns

Progress = Callable[[str, int, int], None]


@dataclass
class Result:
    """What `validate` finds.

    tables: {name: pyarrow.Table} in schema order, typed as `arrow.arrow_type` says; cells that
    cannot be read are null, rows with too few or too many cells are padded or cut, blank rows are
    left out. lines: {name: int32 array}, the physical line on which each row of the table starts.
    files: {name: [(first row, path)]}, which file each run of rows comes from.
    Tables that could not be read, or have no usable header, are in none of them.
    """

    report: Report
    tables: dict[str, pyarrow.Table] = field(default_factory=dict)
    lines: dict[str, numpy.ndarray] = field(default_factory=dict)
    files: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def place(self, table: str, row: int) -> tuple[str, int]:
        """File and physical line of a row, counted from 0."""
        runs = self.files[table]
        file = next(path for first, path in reversed(runs) if first <= row)
        return file, int(self.lines[table][row])


def validate(
    package: Package,
    tables: Iterable[str] | None = None,
    engine: str = "columnar",
    progress: Progress | None = None,
    keep: bool = True,
    rows: Mapping[str, Columns | Frame] | None = None,
) -> Result:
    """Validates the named tables (default: every resource) of a package.

    engine: "columnar", or "frictionless" to have frictionless validate everything; then the result
    has no typed tables. progress(table, bytes done, of bytes) is called after every block, from any
    thread but never from two at once.
    keep: False gives up the typed tables and lines of the result to save memory.
    rows: for tables whose rows are in memory, {table: {field name: texts of all rows}}, missing
    values as the schema writes them. They are validated in place of those in the files, and their
    lines count as in a file where the header and every row take one line each. Or a Frame, whose
    columns have types of their own, and whose rows count from 1.
    Raises KeyError for a table that the package does not have.
    """
    if engine not in ("columnar", "frictionless"):
        raise ValueError(f"unknown engine {engine!r}")
    names = list(package.names if tables is None else tables)
    for name in names:
        package.resource(name)
    own, notes = check_profiles(package)
    report = Report(tables=dict.fromkeys(names, 0), notes=notes)
    faults = find_faults(package) if engine == "columnar" else list(package.faults)
    report.problems += descriptor_problems([*faults, *own], package)
    spoiled: list[str] = []
    if engine == "columnar":
        report.notes += dialect_notes(package)
        package, spoiled = sound_part(package, faults)
    elif report.valid:
        report.problems += _engine("the descriptor").metadata_problems(package)
    if engine == "frictionless" and not report.valid:
        return Result(report)
    resources = [package.resource(name) for name in names if name not in spoiled]
    report.notes += [f"{name}: not validated, for its description is at fault" for name in spoiled]
    absent = list(path_problems(resources, package))
    report.problems += absent
    unreachable = {problem.table for problem in absent}
    reachable = [resource for resource in resources if resource.name not in unreachable]
    rows = rows or {}
    if engine == "frictionless":
        if rows:
            from ..formats.rows import with_inline_data

            package = with_inline_data(package, rows)
        return Result(_with_frictionless(report, package, [r.name for r in reachable]).sorted())
    result = _columnar(package, reachable, report, progress or _silent, keep, rows)
    result.report = result.report.sorted()
    return result


def _columnar(
    package: Package,
    resources: list[Resource],
    report: Report,
    progress: Progress,
    keep: bool,
    rows: Mapping[str, Columns | Frame],
) -> Result:
    result, net = Result(report), Net()
    package, formless = with_columns(package)
    resources = [package.resource(resource.name) for resource in resources]
    for resource in resources:
        if resource.name not in rows:
            with net.under(resource):
                report.problems += file_problems(resource, package)
        if resource.name in formless:
            report.notes.append(f"{resource.name}: has no schema, so only its form was checked")
    package, resources, notes = with_linked_tables(package, resources)
    report.notes += notes
    needed = key_names(package, resources)
    validators, reasons = prepare(package, resources, needed, keep, rows, net)
    own = {resource.name for resource in resources}
    workers, told = max(os.cpu_count() or 1, 2), Lock()
    size = sum(validator.size for validator in validators.values())

    def run(validator: TableValidator) -> None:
        def tell(done: int) -> None:
            with told:
                progress(validator.resource.name, done, validator.size)

        with net.under(validator.resource):
            validator.run(pool, tell)
        validator.stopped = validator.resource.name in net.problems

    with (
        _no_garbage_collection(),
        executor(workers, size) as pool,
        executor(2, size) as side_by_side,
    ):
        # largest first: the small tables fill the gaps that one table leaves
        in_turn = sorted(validators.values(), key=lambda validator: -validator.size)
        list(side_by_side.map(run, in_turn))
        broken_keys = check_keys(package, validators, own & set(validators), pool, net)
    for name, validator in validators.items():
        if name in own:
            report.problems += validator.problems
            if name not in rows and validator.checks and validator.readable:
                report.problems += count_problems(validator.resource, *validator.size_of_table())
            report.tables[name] = validator.located.rows
            report.notes += validator.notes()
    report.problems += broken_keys
    if keep:
        _keep(result, validators, own, net)
    report.problems += [problem for name, problem in net.problems.items() if name in own]
    for name, reason in reasons.items():
        if name in own:
            _not_read(report, package.resource(name), reason)
    return result


def _not_read(report: Report, resource: Resource, reason: Unsupported) -> None:
    """Tells of a table that cannot be read: its descriptor is at fault, or else the table is not
    known to be good. What has no schema is no more than noted: it need not be a table."""
    said = str(reason) if isinstance(reason, UnknownForm) else f"{reason} is not known"
    if isinstance(reason, Unreadable):
        report.problems.append(_problem(Code.DESCRIPTOR, resource, str(reason)))
    elif resource.schema or resource.type == "table":
        report.problems.append(_problem(Code.NOT_COMPUTED, resource, f"was not validated: {said}"))
    else:
        report.notes.append(f"{resource.name}: was not read: {said}")


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of cells and no cycles: looking for cycles would only take time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _keep(result: Result, validators: dict[str, TableValidator], own: set[str], net: Net) -> None:
    for name, validator in validators.items():
        if name in own and validator.readable:
            with net.under(validator.resource):
                result.tables[name] = validator.table()
                result.lines[name] = validator.located.all_lines()
                result.files[name] = validator.located.files


def _with_frictionless(report: Report, package: Package, names: list[str]) -> Report:
    """The report with frictionless' verdict on some resources added."""
    if not names:
        return report
    problems, rows, notes = _engine(", ".join(names)).validate_resources(package, names)
    report.problems += problems
    report.tables |= rows
    report.notes += notes
    return report


def _engine(what: str) -> ModuleType:
    """The frictionless engine. Raises NotInstalled, with what it is asked about."""
    try:
        import frictionless  # noqa: F401
    except ModuleNotFoundError:
        raise NotInstalled(
            f"frictionless, which is asked about {what}, is not installed: "
            "pip install 'spaceties[frictionless]'"
        ) from None
    from . import frictionless as engine

    return engine


def _problem(code: Code, resource: Resource, text: str) -> Problem:
    return Problem(code=code, table=resource.name, file=resource.file, message=text)


def _silent(_table: str, _done: int, _of: int) -> None:
    """No progress."""
