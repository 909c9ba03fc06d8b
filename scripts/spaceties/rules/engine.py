"""What a cross-table rule is, and how rules run: one pandera schema a view.

A rule is a check of that schema, named by its code. The rules of a view share one schema, so each
view is built and walked once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import TYPE_CHECKING, Any

import pandas as pd

from spaceties.datapackage.report import Severity
from spaceties.datapackage.report.words import shortened
from spaceties.rules.views import EVERY, Tables, View, as_written

if TYPE_CHECKING:
    import pandera.errors
    import pandera.pandas as pa

SHOWN = 100  # characters of a cell within a sentence
DAY = re.compile(r"\d{4}-\d\d-\d\d[?~%]?")  # on which something is; it is in all vaguer dates


@dataclass(frozen=True)
class Rule:
    """One cross-table rule.

    `columns`: the first is the one a problem points at. `sentence` says what is right, `breach`
    what is wrong with a row: {column:example} is its cell there, or the example where the rule is
    explained. `mending` is what to do then. `holds` takes the rows of the view and says of each
    whether the rule is kept (missing counts as kept). `hint` may tell, from a row of the view, what
    was probably meant.
    """

    code: str
    severity: Severity
    view: View = field(repr=False)
    columns: tuple[str, ...]
    sentence: str
    why: str
    breach: str
    mending: str
    holds: Callable[[pd.DataFrame], pd.Series] = field(repr=False)
    hint: Callable[[pd.Series], str | None] | None = field(default=None, repr=False)

    @property
    def table(self) -> str:
        """The table on whose rows it is, `EVERY` for a rule on the cells of all."""
        return self.view.table

    def kept(self, rows: pd.DataFrame) -> pd.Series:
        """Whether each row keeps the rule; a missing answer is no breach."""
        kept = self.holds(rows)
        return kept if kept.dtype == bool else kept.astype("boolean").fillna(True).astype(bool)

    def told(self, row: pd.Series | Mapping[str, str] | None = None) -> str:
        """The breach with the cells of a row, or with its examples."""
        told = ""
        for text, name, example, _ in Formatter().parse(self.breach):
            cell = "" if name is None else _shown(example if row is None else row.get(name))
            vague = text.endswith(" on ") and not DAY.fullmatch(cell)
            told += (text.removesuffix("on ") + "in " if vague else text) + cell
        return told


@dataclass(frozen=True)
class Violation:
    """A row that breaks a rule. `row` is its position in the table, None for the whole table."""

    rule: Rule
    table: str
    row: int | None
    column: str | None
    value: str | None
    message: str
    hint: str | None = None


def schema(view: View, rules: Iterable[Rule]) -> pa.DataFrameSchema:
    """The schema of a view's rows: a check for each of its rules."""
    import pandera.pandas as pa

    # ignore_na: a rule says itself what a missing cell means
    checks = [
        pa.Check(
            rule.kept, name=rule.code, error=rule.breach, description=rule.why, ignore_na=False
        )
        for rule in rules
    ]
    return pa.DataFrameSchema(name=view.name, checks=checks)


def run(
    tables: Tables,
    rules: Iterable[Rule],
    changed: Mapping[str, Collection[int]] | None = None,
    grown: Collection[str] = (),
) -> list[Violation]:
    """Every breach of `rules`, in the order of the rules, then of the rows.

    A rule that cannot be computed is a violation too, never a pass. Rules whose table is absent
    are left out. changed: positions of rows by table; grown: those of these tables of which no row
    is of before. Then rules in which the change can break nothing are left out, and others look at
    no more rows than it concerns: all other violations are those of the tables before the change.
    """
    rules = list(rules)
    by_view: dict[View, list[Rule]] = {}
    for rule in rules:
        if rule.table == EVERY or rule.table in tables:
            by_view.setdefault(rule.view, []).append(rule)
    violations: dict[str, list[Violation]] = {}
    for view, members in by_view.items():
        seen = tables if changed is None else view.after(tables, changed, grown)
        if seen is not None:
            violations |= _validate(view, seen, members)
    return [one for rule in rules for one in violations.get(rule.code, [])]


def read_by(
    rules: Iterable[Rule],
    tables: Iterable[str],
    changed: Collection[str] | None = None,
    grown: Collection[str] = (),
) -> set[str]:
    """Of all tables, those that the views of some rules read. changed, grown: names of tables; then
    rules that `run` leaves out when only these have changed do not count."""
    read: set[str] = set()
    for view in {rule.view for rule in rules}:
        if changed is not None:
            read |= view.read_after(tables, changed, grown)
        else:
            read.update(tables if view.reads is None else view.reads)
    return read


def _validate(view: View, tables: Tables, rules: list[Rule]) -> dict[str, list[Violation]]:
    """The violations of the rules on a view by their code; a rule without any may be absent."""
    import pandera.errors

    try:
        rows = view(tables)
    except Exception as error:
        return {rule.code: [_not_computed(rule, error)] for rule in rules}
    if rows.empty:
        return {}
    try:
        schema(view, rules).validate(rows, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as errors:
        by_code = {rule.code: rule for rule in rules}
        failed = [(by_code[error.check.name], error) for error in errors.schema_errors]
        return {rule.code: _violations(rule, rows, error) for rule, error in failed}
    return {}


def _violations(
    rule: Rule, rows: pd.DataFrame, error: pandera.errors.SchemaError
) -> list[Violation]:
    """What one failed check found."""
    if not isinstance(error.failure_cases, pd.DataFrame):  # the check itself has failed
        return [_not_computed(rule, error)]
    broken = rows.loc[error.failure_cases["index"].unique()]
    make = _cell_violation if rule.table == EVERY else _row_violation
    return [make(rule, position, row) for position, row in broken.iterrows()]


def _shown(cell: Any) -> str:
    """A cell within a sentence."""
    return shortened(as_written(cell) or "missing", SHOWN)


def _row_violation(rule: Rule, position: Any, row: pd.Series) -> Violation:
    return Violation(
        rule,
        rule.table,
        int(position),
        rule.columns[0],
        as_written(row.get(rule.columns[0])),
        rule.told(row),
        rule.hint and as_written(rule.hint(row)),
    )


def _cell_violation(rule: Rule, _: Hashable, row: pd.Series) -> Violation:
    hint = rule.hint and rule.hint(row)
    place = (row["table"], int(row["row"]), row["column"])
    told = rule.told({"value": "The cell"})  # which is told beside it
    return Violation(rule, *place, row["value"], told, hint)


def _not_computed(rule: Rule, error: Exception) -> Violation:
    message = f"The rule could not be computed: {rule.sentence} {error}"
    return Violation(rule, rule.table, None, None, None, message)
