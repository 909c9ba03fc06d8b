"""Validation against the schema and cross-table rules together, in one report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from spaceties.datapackage.extras import explained
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import ERROR, Problem, Report
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.validation import package as by_schema
from spaceties.datapackage.validation.package import Progress, Result
from spaceties.dataset import store

if TYPE_CHECKING:
    import pyarrow

    from spaceties.matching.names import Lookups
    from spaceties.rules.engine import Violation
    from spaceties.rules.views import Tables


CELLS = ("F", "K", "S")  # families of codes that say that a cell itself is wrong


def validate(
    package: Package,
    engine: str = "columnar",
    progress: Progress | None = None,
    consequences: bool = False,
) -> Result:
    """Validate every table of `package`; the cross-table rules run for this project's own package.

    Of any other package only the report is kept, which saves memory where tables are large.
    The rules run even when cells do not conform (those count as missing for them), so that one
    run tells all; they cannot run when a table is missing or unreadable, and a note says so.
    progress: as for the schema; nobody can tell how far the rules are.
    consequences: whether problems that only follow from others are told as well.
    """
    ours = store.is_ours(package)
    result = by_schema.validate(package, engine=engine, progress=progress, keep=ours)
    if not ours:
        return result
    if not result.tables and result.report.valid:
        # frictionless gives a verdict but no tables.
        result.tables = {name: store.read(package, name) for name in package.names}
    if progress:
        progress("cross-table rules", 0, 0)
    report = result.report.merge(validate_rules(package, result)).sorted()
    if not consequences:
        report = report.select(without_consequences(report.problems, columns_of_rules(package)))
    result.report = report.select(_named_by_tables(report.problems, package, result))
    return result


@explained("tables")
def validate_rules(
    package: Package,
    result: Result,
    changed: Mapping[str, Collection[int]] | None = None,
    only: Collection[str] | None = None,
    grown: Collection[str] = (),
) -> Report:
    """What the cross-table rules say of the typed tables of a result; a note if one is absent.

    changed: positions of rows by table; then what a change of them cannot alter is left out, and
    of the tables only those of `tables_of_rules` are looked at. only: codes of the rules to run,
    None for all. grown: the changed tables of which no row is of before.
    """
    needed = package.names if changed is None else tables_of_rules(package, changed, grown)
    absent = [name for name in package.names if name in needed and name not in result.tables]
    if absent:
        return Report(notes=[f"cross-table rules did not run: no readable {', '.join(absent)}"])
    violations = run_rules(package, result.tables, changed, only, grown)
    return Report([_problem(package, result, violation) for violation in violations])


def tables_of_rules(
    package: Package, changed: Collection[str], grown: Collection[str] = ()
) -> set[str]:
    """The tables that the cross-table rules read which a change of some tables concerns. grown:
    those of them that have new rows and no others."""
    from spaceties.rules import catalogue
    from spaceties.rules.engine import read_by

    return read_by(catalogue(), package.names, changed, grown)


@explained("tables")
def run_rules(
    package: Package,
    tables: dict[str, pyarrow.Table],
    changed: Mapping[str, Collection[int]] | None = None,
    only: Collection[str] | None = None,
    grown: Collection[str] = (),
) -> list[Violation]:
    """What the cross-table rules find in typed Arrow tables; the rest as for `validate_rules`."""
    from spaceties.rules import catalogue
    from spaceties.rules.engine import read_by, run

    rules = [rule for rule in catalogue() if only is None or rule.code in only]
    needed = read_by(rules, tables, changed, grown)
    read = {name: table for name, table in tables.items() if name in needed}
    return run(rule_tables(package, read), rules, changed, grown)


def rule_tables(package: Package, tables: dict[str, pyarrow.Table]) -> Tables:
    """The tables as rules see them: typed DataFrames, keys, vague columns, date of the package."""
    from spaceties.rules.views import Tables

    resources = {table.name: table for table in package.resources}
    held, unheld = {}, []
    for name, table in tables.items():
        held[name], outside = store.held(resources[name], table)
        unheld += [(name, *one) for one in outside]
    return Tables(
        {name: store.frame(table, "string") for name, table in held.items()},
        {name: list(table.primary_key) for name, table in resources.items()},
        {name: store.vague_fields(table) for name, table in resources.items()},
        date.fromisoformat(package.custom["created"][:10]),
        unheld,
    )


def columns_of_rules(package: Package) -> dict[str, tuple[str, ...]]:
    """The columns that each cross-table rule looks at, by its code; those of other tables than
    the rule's have a dot."""
    if not store.is_ours(package):
        return {}
    from spaceties.rules import catalogue

    return {rule.code: rule.columns for rule in catalogue()}


def without_consequences(
    problems: Iterable[Problem], columns: Mapping[str, Sequence[str]]
) -> list[Problem]:
    """One cause, one problem: what only follows from another problem of the same row is not told.

    Left out are rules that look at a cell of their row that is wrong anyhow, patterns where a
    reference finds nothing, which says more, and references of several columns of which one finds
    nothing by itself. A date that cannot be read breaks the rules about
    that date as well; whatever is still wrong once it is mended, the next run tells.
    columns: as of `columns_of_rules`.
    """
    problems = list(problems)
    wrong: dict[tuple[str | None, int | None], set[str]] = defaultdict(set)
    lost: dict[tuple[str | None, int | None], set[str]] = defaultdict(set)
    alone: dict[tuple[str | None, int | None], set[str]] = defaultdict(set)
    for problem in problems:
        if problem.severity == ERROR and problem.code[0] in CELLS and problem.column:
            names = problem.column.split(", ")
            wrong[problem.file, problem.line].update(names)
            if problem.code == Code.FOREIGN_KEY:
                lost[problem.file, problem.line].update(names)
                alone[problem.file, problem.line].add(problem.column)

    def follows(problem: Problem) -> bool:
        place = (problem.file, problem.line)
        if problem.code == Code.FOREIGN_KEY:
            names = (problem.column or "").split(", ")
            return len(names) > 1 and not alone[place].isdisjoint(names)
        if problem.code[0] in CELLS:
            return problem.code == Code.PATTERN and problem.column in lost[place]
        looked_at = {problem.column, *columns.get(problem.code, ())}
        return not wrong[place].isdisjoint(looked_at)

    return [problem for problem in problems if not follows(problem)]


def named_references(
    problems: Iterable[Problem], package: Package, known: Lookups
) -> list[Problem]:
    """The problems with the ids that broken references may mean, where they are names."""
    from spaceties.datapackage.report.hints import told

    def named(problem: Problem) -> Problem:
        if problem.code != Code.FOREIGN_KEY or problem.table is None:
            return problem
        table = package.resource(problem.table)
        targets = {key.fields: key.table or table.name for key in table.foreign_keys}
        target = targets.get((problem.column or "",))
        own = problem.key if target == table.name else None
        hint = told(known.readings(problem.value or "", target, own)) if target else None
        return replace(problem, hint=hint) if hint else problem

    return [named(problem) for problem in problems]


def _named_by_tables(problems: list[Problem], package: Package, result: Result) -> list[Problem]:
    """The same by the names in the tables of a result, as far as they could be read."""
    tables = {p.table for p in problems if p.code == Code.FOREIGN_KEY and p.table}
    if not tables:
        return problems
    from spaceties.matching import names

    rows = {}
    for name in names.tables_for(tables, package):
        if name in result.tables:
            columns = names.columns_for(package.resource(name))
            rows[name] = result.tables[name].select(columns).to_pylist()
    return named_references(problems, package, names.lookups(rows, package))


def _problem(package: Package, result: Result, violation: Violation) -> Problem:
    from spaceties.rules.views import EVERY

    resource = package.resource(violation.table) if violation.table in package.names else None
    file = line = key = None
    if resource is not None:
        file = resource.file
        if violation.row is not None:
            cells = result.tables[violation.table].slice(violation.row, 1)
            key = ",".join(str(cells[name][0].as_py()) for name in resource.primary_key)
            if violation.table in result.files:
                file, line = result.place(violation.table, violation.row)
    hint = violation.hint
    if hint is None and violation.value and violation.rule.table == EVERY:
        from spaceties.datapackage.report.hints import tidy_hint

        hint = tidy_hint(violation.value)
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
        hint=hint,
    )
