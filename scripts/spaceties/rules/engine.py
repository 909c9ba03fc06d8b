"""What a cross-table rule is, and how rules run: pandera checks over joined views.

A rule looks at one *view*: the rows of its table, joined with whatever the rule needs from other
tables, indexed by the row's position. `holds` takes the view and returns one boolean a row. The
rules that share a view are one pandera schema, so each view is built and walked once.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pandera.pandas as pa

from spaceties.datapackage import edtf

FAR_PAST, FAR_FUTURE = date.min.toordinal(), date.max.toordinal()
EVERY = "*"


class Undeclared(Exception):
    """A view has read a table that it does not declare; no KeyError, which callers forgive."""


class Tables(Mapping[str, pd.DataFrame]):
    """The typed tables by name, each with a clean 0..n-1 index, plus what rules ask of them.

    `today` is the date of the package, not of the clock: the same tables get the same verdict.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        keys: Mapping[str, list[str]],
        vague: Mapping[str, list[str]],
        today: date,
    ):
        self._frames = {name: _nullable(frame) for name, frame in frames.items()}
        self.keys = dict(keys)
        self.vague = dict(vague)
        self.today = today
        self._spans: dict[str, tuple[int, int] | None] = {}
        self._declared: frozenset[str] | None = None

    def __getitem__(self, name: str) -> pd.DataFrame:
        if self._declared is not None and name not in self._declared:
            raise Undeclared(f"the view does not declare that it reads {name}")
        return self._frames[name]

    def __iter__(self):
        if self._declared is not None:
            raise Undeclared("the view does not declare that it reads every table")
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def part(self, rows: Mapping[str, Collection[int]]) -> Tables:
        """These rows of these tables alone, under the positions that they have among all."""
        found = copy.copy(self)
        found._frames = {
            name: frame.loc[sorted(rows[name])]
            for name, frame in self._frames.items()
            if name in rows
        }
        return found

    def declared(self, names: frozenset[str] | None) -> Tables:
        """The tables for a view that declares which it reads: to look at others is an error, not
        a gap. None is a view that may read all."""
        found = copy.copy(self)
        found._declared = names
        return found

    def span(self, text: str) -> tuple[int, int] | None:
        """Earliest and latest day (proleptic ordinals) of a vague date; None if it is no date."""
        if text not in self._spans:
            try:
                interval = edtf.parse(text)
            except ValueError:
                self._spans[text] = None
            else:
                first, last = interval.earliest, interval.latest
                self._spans[text] = (
                    first.toordinal() if first else FAR_PAST,
                    last.toordinal() if last else FAR_FUTURE,
                )
        return self._spans[text]

    def bounds(self, column: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Earliest and latest days of a column of vague dates, as `Int64` ordinals (day 1 is
        0001-01-01); missing and unreadable dates are missing. Dates proper work as well."""
        if pd.api.types.is_datetime64_any_dtype(column):
            spans = [None if pd.isna(day) else (day.toordinal(),) * 2 for day in column]
        else:
            spans = [self.span(text) if isinstance(text, str) else None for text in column]
        first = pd.Series([pd.NA if s is None else s[0] for s in spans], column.index, "Int64")
        last = pd.Series([pd.NA if s is None else s[1] for s in spans], column.index, "Int64")
        return first, last

    def join(self, left: pd.DataFrame, on: str, table: str, prefix: str) -> pd.DataFrame:
        """`left` with the columns of the row of `table` that `on` names, as `prefix.column`.

        The index of `left` is kept; rows without a partner get missing values.
        """
        (key,) = self.keys[table]
        right = self[table].drop_duplicates(key).set_index(key, drop=False).add_prefix(f"{prefix}.")
        return left.join(right, on=on)


def _nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with types whose comparisons with missing cells are missing, not false."""
    frame = frame.reset_index(drop=True)
    for column in frame:
        if pd.api.types.is_string_dtype(frame[column]):
            frame[column] = frame[column].astype("string")
    return frame


View = Callable[[Tables], pd.DataFrame]


def reads(*names: str) -> Callable[[View], View]:
    """Declares the tables that a view reads, so that its rules need not run when others change.

    `run` holds a view to it. A view that declares nothing may read every table.
    """

    def mark(view: View) -> View:
        view.reads = frozenset(names)
        return view

    return mark


@dataclass(frozen=True)
class Rule:
    """One cross-table rule.

    `columns`: the first is the one a problem points at. `view` builds the joined rows, `holds`
    says for each whether the rule is kept (missing counts as kept). `hint` may tell, from a row of
    the view, what was probably meant. A rule on the cells of every table has the table `*` and
    the view :func:`cells`.
    """

    code: str
    severity: str
    table: str
    columns: tuple[str, ...]
    sentence: str
    why: str
    view: View = field(repr=False)
    holds: Callable[[pd.DataFrame], pd.Series] = field(repr=False)
    hint: Callable[[pd.Series], str | None] | None = field(default=None, repr=False)


def hardly_before(view: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    """For warnings: False where `later`, which must not lie before `earlier`, possibly does.

    Both are intervals of days (`*_first`, `*_last`) that overlap, and `later` reaches further back
    at both of its ends. A date that is merely coarser than the other casts no doubt, and what lies
    wholly before is for the rule that makes it an error.
    """
    certain = view[f"{later}_last"] < view[f"{earlier}_first"]
    begins = view[f"{later}_first"] >= view[f"{earlier}_first"]
    return certain | begins | (view[f"{later}_last"] >= view[f"{earlier}_last"])


@dataclass(frozen=True)
class Finding:
    """A row that breaks a rule. `row` is its position in the table, None for the whole table."""

    rule: Rule
    table: str
    row: int | None
    column: str | None
    value: str | None
    message: str
    hint: str | None = None


def cells(tables: Tables) -> pd.DataFrame:
    """Every stated text cell of every table: columns table, row, column, value, vague (whether
    the column holds vague dates)."""
    parts = []
    for name, frame in tables.items():
        for column in frame.columns:
            if not pd.api.types.is_string_dtype(frame[column]):
                continue
            stated = frame[column].dropna()
            parts.append(
                pd.DataFrame(
                    {
                        "table": name,
                        "row": stated.index,
                        "column": column,
                        "value": stated.to_numpy(dtype=object),
                        "vague": column in tables.vague.get(name, ()),
                    }
                )
            )
    view = pd.concat(parts, ignore_index=True)
    unreadable = {text for text in view.loc[view["vague"], "value"] if tables.span(text) is None}
    view["readable"] = ~(view["vague"] & view["value"].isin(unreadable))
    return view


def run(
    tables: Tables, rules: Iterable[Rule], changed: Mapping[str, Collection[int]] | None = None
) -> list[Finding]:
    """Every breach of `rules`, in the order of the rules, then of the rows.

    A rule that cannot be computed is a finding too, never a pass. Rules whose table is absent
    are left out. changed: positions of rows by table. Then rules that read none of the tables are
    left out, and rules on cells, which judge each alone, look at these rows only: all other
    findings are those of the tables before the change.
    """
    by_view: dict[View, list[Rule]] = {}
    for rule in rules:
        if rule.table == EVERY or rule.table in tables:
            by_view.setdefault(rule.view, []).append(rule)
    found: dict[str, list[Finding]] = {}
    for view, members in by_view.items():
        declared = getattr(view, "reads", None)
        seen = tables.declared(declared)
        if changed is not None:
            if declared is not None and declared.isdisjoint(changed):
                continue
            seen = tables.part(changed) if members[0].table == EVERY else seen
        try:
            frame = view(seen)
        except Exception as error:
            for rule in members:
                found[rule.code] = [_not_computed(rule, error)]
            continue
        for rule, findings in zip(members, _check(frame, members), strict=True):
            found[rule.code] = findings
    return [finding for rule in rules for finding in found.get(rule.code, [])]


def read_by(rules: Iterable[Rule], tables: Iterable[str]) -> set[str]:
    """Of all tables, those that the views of some rules read."""
    declared = [getattr(rule.view, "reads", None) for rule in rules]
    return set(tables) if None in declared else set().union(*declared)


def _check(view: pd.DataFrame, rules: list[Rule]) -> list[list[Finding]]:
    if view.empty:
        return [[] for _ in rules]
    schema = pa.DataFrameSchema(
        checks=[
            pa.Check(_strict(rule.holds), name=rule.code, error=rule.sentence) for rule in rules
        ]
    )
    failed: dict[str, pa.errors.SchemaError] = {}
    try:
        schema.validate(view, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failed = {error.check.name: error for error in errors.schema_errors}
    return [_findings(view, rule, failed.get(rule.code)) for rule in rules]


def _strict(holds: Callable[[pd.DataFrame], pd.Series]) -> Callable[[pd.DataFrame], pd.Series]:
    """Missing comparisons hold: a rule speaks only of what is stated."""

    def wrapped(view: pd.DataFrame) -> pd.Series:
        return holds(view).astype("boolean").fillna(True).astype(bool)

    return wrapped


def _findings(view: pd.DataFrame, rule: Rule, error) -> list[Finding]:
    if error is None:
        return []
    output = error.check_output
    if not isinstance(output, pd.Series):
        return [_not_computed(rule, error)]
    broken = view[~output.to_numpy(dtype=bool)]
    return [_finding(rule, position, row) for position, row in broken.iterrows()]


def _finding(rule: Rule, position, row: pd.Series) -> Finding:
    if rule.table == EVERY:
        hint = rule.hint(row) if rule.hint else None
        table, at, column = row["table"], int(row["row"]), row["column"]
        return Finding(rule, table, at, column, row["value"], rule.sentence, hint)
    told = [name for name in rule.columns if name in row.index]
    shown = [f"{name} {_text(row[name]) or 'is missing'}" for name in told]
    return Finding(
        rule,
        rule.table,
        int(position),
        rule.columns[0],
        _text(row.get(rule.columns[0])) or None,
        f"{rule.sentence} Here: {', '.join(shown)}." if shown else rule.sentence,
        _text(rule.hint(row)) or None if rule.hint else None,
    )


def _not_computed(rule: Rule, error: Exception) -> Finding:
    message = f"{rule.sentence} The rule could not be computed: {error}"
    return Finding(rule, rule.table, None, None, None, message)


def _text(value) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
