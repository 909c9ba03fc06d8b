"""Rules on spending and indicators."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules import iso
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, view

SERIES = ["organization_id", "subject", "measure", "series", "currency", "price_basis"]
BASES = {"request": "requested", "act": "enacted"}  # by series


@view("spending")
def spending(t: Tables) -> pd.DataFrame:
    """Spending with bounds of its period and, within its series, the growth since the last one."""
    rows = t.with_bounds(t["spending"], period="period")
    rows["repeats"] = rows.duplicated([*SERIES, "period", "relation", "source_id"], keep=False)
    ordered = rows.sort_values(["period_first", "period_last"], kind="stable")
    before = ordered.groupby(SERIES, dropna=False)["amount"].shift()
    rows["jump"] = (ordered["amount"] / before).reindex(rows.index).astype("Float64")
    rows["today"] = t.day
    return rows


@view("indicators")
def indicators(t: Tables) -> pd.DataFrame:
    """Indicators, marked where one repeats another."""
    rows = t["indicators"]
    key = ["organization_id", "measure", "as_of", "unit", "relation", "source_id", "note"]
    rows["repeats"] = rows.duplicated(key, keep=False)
    return rows


def _label_in_period(v: pd.DataFrame) -> pd.Series:
    year = pd.to_numeric(v["fiscal_year"].str.extract(r"([0-9]{4})")[0], errors="coerce")
    spans = v["period"].str.extractall(r"([0-9]{4})")[0].astype(int).groupby(level=0)
    return year.between(spans.min().reindex(v.index), spans.max().reindex(v.index))


RULES = [
    Rule(
        "R301", ERROR, spending, ("currency",),
        "A currency is a code of ISO 4217, be it withdrawn.",
        "Amounts in unknown currencies cannot be compared.",
        lambda v: v["currency"].isin(iso.currencies()),
    ),
    Rule(
        "R302", ERROR, spending, ("amount_usd", "amount", "currency"),
        "The dollar amount of a figure in dollars is the figure itself, or missing.",
        "Otherwise one of the two is a slip.",
        lambda v: v["currency"].ne("USD") | v["amount_usd"].eq(v["amount"]),
    ),
    Rule(
        "R303", ERROR, spending, ("spending_id", "series", "period"),
        "One source gives one figure for one series and period.",
        "Two figures need two series, or one of them is a repeat.",
        lambda v: ~v["repeats"],
    ),
    Rule(
        "R304", WARNING, spending, ("amount", "series", "period"),
        "A figure is not a hundred times that of the period before, nor a hundredth of it.",
        "A slip in millions and billions, or two things in one series.",
        lambda v: v["jump"].between(0.01, 100),
    ),
    Rule(
        "R305", ERROR, spending, ("basis", "period"),
        "A figure for the future is not reported or enacted as spent.",
        "Compared with the date of the package: the whole period lies after it.",
        lambda v: v["basis"].ne("reported") | (v["period_first"] <= v["today"]),
    ),
    Rule(
        "R306", ERROR, spending, ("fiscal_year", "period"),
        "The publisher's fiscal year lies in the period.",
        "The label and the true span are two views of one time.",
        _label_in_period,
    ),
    Rule(
        "R307", ERROR, spending, ("basis", "series"),
        "A request is requested, an act enacted, a plan or draft planned.",
        "Series and basis must not contradict each other.",
        lambda v: v["series"].map(BASES).fillna(v["basis"]).eq(v["basis"]),
    ),
    Rule(
        "R311", ERROR, indicators, ("value", "unit"),
        "A count is a whole number, and not below nought.",
        "Only shares and lengths have fractions.",
        lambda v: v["unit"].str.contains("percent|metres|per ", regex=True)
        | ((v["value"] % 1 == 0) & (v["value"] >= 0)),
    ),
    Rule(
        "R312", ERROR, indicators, ("indicator_id", "measure", "as_of"),
        "One source gives one figure for one measure and date.",
        "Two figures need a note that tells them apart, or one of them is a repeat.",
        lambda v: ~v["repeats"],
    ),
]  # fmt: skip
