"""Conformance and cross-table rules together, in one report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.validation import package as conformance
from spaceties.datapackage.validation.package import Progress, Result
from spaceties.dataset import store

if TYPE_CHECKING:
    import pyarrow

    from spaceties.rules.engine import Violation
    from spaceties.rules.views import Tables


def validate(
    package: Package, engine: str = "columnar", progress: Progress | None = None
) -> Result:
    """Judge every table of `package`; the cross-table rules run for this project's own package.

    Of any other package only the report is kept, which saves memory where tables are large.
    The rules run even when cells do not conform (those count as missing for them), so that one
    run tells all; they cannot run when a table is missing or unreadable, and a note says so.
    """
    ours = store.is_ours(package)
    result = conformance.validate(package, engine=engine, progress=progress, keep=ours)
    if not ours:
        return result
    if not result.tables and result.report.valid:
        # frictionless gives a verdict but no tables.
        result.tables = {name: store.read(package, name) for name in package.names}
    result.report = result.report.merge(validate_rules(package, result)).sorted()
    return result


def validate_rules(
    package: Package,
    result: Result,
    changed: Mapping[str, Collection[int]] | None = None,
    only: Collection[str] | None = None,
) -> Report:
    """What the cross-table rules say of the typed tables of a result; a note if one is absent.

    changed: positions of rows by table; then what a change of them cannot alter is left out.
    only: codes of the rules to run, None for all.
    """
    absent = [name for name in package.names if name not in result.tables]
    if absent:
        return Report(notes=[f"cross-table rules did not run: no readable {', '.join(absent)}"])
    violations = run_rules(package, result.tables, changed, only)
    return Report([_problem(package, result, violation) for violation in violations])


def run_rules(
    package: Package,
    tables: dict[str, pyarrow.Table],
    changed: Mapping[str, Collection[int]] | None = None,
    only: Collection[str] | None = None,
) -> list[Violation]:
    """What the cross-table rules find in typed Arrow tables; the rest as for `validate_rules`."""
    from spaceties.rules import catalogue
    from spaceties.rules.engine import read_by, run

    rules = [rule for rule in catalogue() if only is None or rule.code in only]
    needed = read_by(rules, tables)
    read = {name: table for name, table in tables.items() if name in needed}
    return run(rule_tables(package, read), rules, changed)


def rule_tables(package: Package, tables: dict[str, pyarrow.Table]) -> Tables:
    """The tables as rules see them: typed DataFrames, keys, vague columns, date of the package."""
    from spaceties.rules.views import Tables

    resources = {table.name: table for table in package.resources}
    return Tables(
        {name: store.frame(table) for name, table in tables.items()},
        {name: list(table.primary_key) for name, table in resources.items()},
        {name: store.vague_fields(table) for name, table in resources.items()},
        date.fromisoformat(package.custom["created"][:10]),
    )


def _problem(package: Package, result: Result, violation: Violation) -> Problem:
    resource = package.resource(violation.table) if violation.table in package.names else None
    file = line = key = None
    if resource is not None:
        file = resource.file
        if violation.row is not None:
            cells = result.tables[violation.table].slice(violation.row, 1)
            key = ",".join(str(cells[name][0].as_py()) for name in resource.primary_key)
            if violation.table in result.files:
                file, line = result.place(violation.table, violation.row)
    return Problem(
        code=violation.rule.code,
        severity=violation.rule.severity,
        table=violation.table,
        file=file,
        line=line,
        column=violation.column,
        key=key,
        value=violation.value,
        message=violation.message,
        hint=violation.hint,
    )
