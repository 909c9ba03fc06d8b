"""Rules on spending and indicators."""

from __future__ import annotations

import re

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules import iso
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
from spaceties.rules.views import Tables, view

SERIES = ["organization_id", "subject", "measure", "series", "currency", "price_basis"]
BASES = {"request": "requested", "act": "enacted"}  # by series
DAYS_OF_MONTH = 365.2425 / 12
PARTS = {r"quarter|\bQ[1-4]\b": 3, r"\bhalf\b|\bH[12]\b": 6}  # of a year, in months


@view("spending", "organizations")
def spending(t: Tables) -> pd.DataFrame:
    """Spending with bounds of its period, the months that the period and the label of the fiscal
    year last, and the growth since the last figure of its series that is for as many months."""
    rows = t.join(t["spending"], "organization_id", "organizations", "body")
    t.with_bounds(rows, period="period", ended="body.ended_on")
    late = rows["period_first"] > rows["ended_last"]
    with_heirs(t, rows, "body", "organizations", late, "period")
    days = rows["period_last"] - rows["period_first"] + 1
    rows["months"] = (days / DAYS_OF_MONTH).round()
    rows["label_months"] = rows["fiscal_year"].map(months_of_label, na_action="ignore")
    rows["repeats"] = rows.duplicated([*SERIES, "period", "relation", "source_id"], keep=False)
    ordered = rows.sort_values(["period_first", "period_last"], kind="stable")
    before = ordered.groupby([*SERIES, "months"], dropna=False)["amount"].shift()
    rows["jump"] = (ordered["amount"] / before).reindex(rows.index).astype("Float64")
    rows["today"] = t.day
    return rows


@view("exchange_rates")
def exchange_rates(t: Tables) -> pd.DataFrame:
    """Exchange rates, with how many times that of the year before each is."""
    rows = t["exchange_rates"]
    ordered = rows.sort_values(["currency", "year"], kind="stable")
    last = ordered.groupby("currency")[["year", "per_usd"]].shift()
    rows["before"] = last["per_usd"].where(last["year"] == ordered["year"] - 1)
    return rows


@view("indicators")
def indicators(t: Tables) -> pd.DataFrame:
    """Indicators, marked where one repeats another."""
    rows = t["indicators"]
    key = ["organization_id", "measure", "as_of", "unit", "relation", "source_id", "note"]
    rows["repeats"] = rows.duplicated(key, keep=False)
    return rows


def months_of_label(label: str) -> int | None:
    """The months that a publisher's label of a fiscal year tells: 2024 and 2023-24 are a year,
    2021-2027 are seven, "1976 transition quarter" is three months; None where it names no year."""
    for part, months in PARTS.items():
        if re.search(part, label):
            return months
    years = [int(year) for year in re.findall(r"[0-9]{4}", label)]
    if not years:
        return None
    if short := re.fullmatch(r"[0-9]{2}([0-9]{2})[-/]([0-9]{2})", label):
        span = (int(short[2]) - int(short[1])) % 100
        return 12 * (span + 1 if span > 1 else 1)
    return 12 * (max(years) - min(years) + 1)


def _label_in_period(v: pd.DataFrame) -> pd.Series:
    year = pd.to_numeric(v["fiscal_year"].str.extract(r"([0-9]{4})")[0], errors="coerce")
    spans = v["period"].str.extractall(r"([0-9]{4})")[0].astype(int).groupby(level=0)
    return year.between(spans.min().reindex(v.index), spans.max().reindex(v.index))


RULES = [
    Rule(
        "R301", ERROR, spending, ("currency",),
        "A currency is a code of ISO 4217, be it withdrawn.",
        "Amounts in unknown currencies cannot be compared.",
        "{currency:EUX} is no code of ISO 4217.",
        "write the code of the currency: EUR, USD, CNY …",
        lambda v: v["currency"].isin(iso.currencies()),
        lambda row: iso.currency_meant(row["currency"]),
    ),
    Rule(
        "R302", ERROR, spending, ("amount_usd", "amount", "currency"),
        "The dollar amount of a figure in dollars is the figure itself, or missing.",
        "Otherwise one of the two is a slip.",
        "amount_usd is {amount_usd:4999}, but the figure itself is {amount:5000} {currency:USD}.",
        "write the figure itself, or empty amount_usd",
        lambda v: v["currency"].ne("USD") | v["amount_usd"].eq(v["amount"]),
    ),
    Rule(
        "R303", ERROR, spending, ("spending_id", "series", "period"),
        "One source gives one figure for one series and period.",
        "Two figures need two series, or one of them is a repeat.",
        "{spending_id:aga-2001} is not the only figure of its source for {series:act} in "
        "{period:2001}.",
        "give the two figures two series, or leave one out",
        lambda v: ~v["repeats"],
    ),
    Rule(
        "R304", WARNING, spending, ("amount", "series", "period"),
        "A figure is not a hundred times that of the period before, nor a hundredth of it.",
        "A slip in millions and billions, or two things in one series.",
        "The figure for {period:2002}, {amount:100001}, is a hundred times that of the period "
        "before, or a hundredth (series {series:act}).",
        "look whether millions or billions are meant",
        lambda v: v["jump"].between(0.01, 100),
    ),
    Rule(
        "R305", ERROR, spending, ("basis", "period"),
        "A figure for the future is not reported or enacted as spent.",
        "Compared with the date of the package: the whole period lies after it.",
        "The figure for {period:2030} is {basis:reported} as spent, though that lies after the "
        "date of the package.",
        "write planned, requested or estimated, or put the period right",
        lambda v: v["basis"].ne("reported") | (v["period_first"] <= v["today"]),
    ),
    Rule(
        "R306", ERROR, spending, ("fiscal_year", "period"),
        "The publisher's fiscal year lies in the period.",
        "The label and the true span are two views of one time.",
        "The fiscal year {fiscal_year:1999-2001} is not in the period {period:2002/2004}.",
        "put the label or the period right",
        _label_in_period,
    ),
    Rule(
        "R307", ERROR, spending, ("basis", "series"),
        "A request is requested, and an act enacted.",
        "Series and basis must not contradict each other.",
        "The basis is {basis:estimated}, but the series is {series:request}.",
        "write requested for a request and enacted for an act",
        lambda v: v["series"].map(BASES).fillna(v["basis"]).eq(v["basis"]),
        lambda row: f'"{BASES[row["series"]]}", if the series is right',
    ),
    Rule(
        "R308", ERROR, spending, ("fiscal_year", "period"),
        "The fiscal year is as long as the period.",
        "A quarter beside years is told by both; a part of a year without a name has no label.",
        "The fiscal year {fiscal_year:2002} is not as long as the period "
        "{period:2002-07/2002-09}.",
        "name the part of the year, or put the period right",
        lambda v: v["label_months"].isna() | v["label_months"].eq(v["months"]),
        lambda row: f"the label tells {row['label_months']:g} months, the period {row['months']:g}",
    ),
    Rule(
        "R309", ERROR, spending, ("organization_id", "body.ended_on", "period"),
        "A body has no money after it has ended.",
        "Compared as intervals; a short name that two bodies bore one after the other is the "
        "usual cause.",
        "{organization_id:AGA} had ended on {body.ended_on:2000}, before the period "
        "{period:2001}.",
        "name the successor, or put the end right",
        lambda v: v["period_first"] <= v["ended_last"],
        lambda row: row.get("body.heir"),
    ),
    Rule(
        "R321", ERROR, exchange_rates, ("currency",),
        "A currency is a code of ISO 4217, be it withdrawn.",
        "As in the table of spending.",
        "{currency:EUX} is no code of ISO 4217.",
        "write the code of the currency: EUR, JPY, CNY …",
        lambda v: v["currency"].isin(iso.currencies()),
        lambda row: iso.currency_meant(row["currency"]),
    ),
    Rule(
        "R322", ERROR, exchange_rates, ("per_usd", "currency"),
        "A dollar is worth a dollar.",
        "Amounts in dollars would be changed, or the rate is of another currency.",
        "A US dollar is said to be worth {per_usd:1.1} {currency:USD}.",
        "write 1, or the currency that the rate is of",
        lambda v: v["currency"].ne("USD") | v["per_usd"].eq(1),
    ),
    Rule(
        "R323", WARNING, exchange_rates, ("per_usd", "year"),
        "A rate is not four times that of the year before, nor a quarter of it.",
        "A slip, or units of a currency that was exchanged for another.",
        "The rate of {year:2002}, {per_usd:9}, is four times that of the year before, or a "
        "quarter of it.",
        "look whether the currency was exchanged for another, or a digit slipped",
        lambda v: (v["per_usd"] / v["before"]).between(0.25, 4) | v["before"].isna(),
    ),
    Rule(
        "R311", ERROR, indicators, ("value", "unit"),
        "A count is a whole number, and not below nought.",
        "Only shares and lengths have fractions.",
        "{value:3.5} is no count of {unit:launches}: it is no whole number, or below nought.",
        "write the whole number, or the unit that has fractions",
        lambda v: v["unit"].str.contains("percent|metres|per ", regex=True)
        | ((v["value"] % 1 == 0) & (v["value"] >= 0)),
    ),
    Rule(
        "R312", ERROR, indicators, ("indicator_id", "measure", "as_of"),
        "One source gives one figure for one measure and date.",
        "Two figures need a note that tells them apart, or one of them is a repeat.",
        "{indicator_id:share-2001} is not the only figure of its source for "
        "{measure:research_share} at {as_of:2001}.",
        "add a note that tells the two apart, or leave one out",
        lambda v: ~v["repeats"],
    ),
]  # fmt: skip
