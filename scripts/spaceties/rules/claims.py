"""Rules on sources and claims: every fact has a source, every disagreement is shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from spaceties.datapackage import edtf
from spaceties.datapackage.report import ERROR
from spaceties.rules import iso
from spaceties.rules.agreements import agreements
from spaceties.rules.engine import Rule
from spaceties.rules.pointers import PLACE, Pointers, texts
from spaceties.rules.spending import spending
from spaceties.rules.views import EVERY, Tables, among, cells_of, view

TOLERANCE = {"exact": Decimal(0), "about": Decimal("0.1")}
# Cells that are measured, and by which column of a claim.
MEASURES = {
    ("spending", "amount"): "currency",
    ("spending", "amount_usd"): "currency",
    ("indicators", "value"): "unit",
}


class Target(NamedTuple):
    """The cell that a claim speaks of, as text, and what the claim says of it: same, coarser or
    other, or unlike if it is in another currency or unit; None where there is no cell to compare
    with. measure: the column of the claim that says in what the cell is measured."""

    row_found: bool = True
    field_found: bool = True
    cell: str | None = None
    compared: str | None = None
    measure: str | None = None


@view("sources", EVERY, alone=True, grows=True)
def sources(t: Tables) -> pd.DataFrame:
    """Sources, with whether any row of any other table names them."""
    rows = t["sources"]
    used: set[str] = set()
    for name, frame in t.items():
        for column in frame.columns:
            if column.endswith("source_id") and name != "sources":
                used.update(frame[column].dropna().unique().tolist())
    rows["used"] = among(rows["source_id"], used)
    return rows


@view("claims", pointing=True)
def claims(t: Tables) -> pd.DataFrame:
    """Claims with the cell that they speak of, see `Target`."""
    rows = t["claims"]
    held = Pointers(t)
    targets = []
    cells = texts(rows, *PLACE, "value", "relation", "currency", "unit")
    for table, key, field, value, relation, currency, unit in cells:
        row_found, field_found, cell = held.at(table, key, field)
        compared = _compare(value, cell, relation)
        measure = MEASURES.get((str(table), str(field)))
        if measure and compared:
            own = "USD" if field == "amount_usd" else held.at(table, key, measure)[2]
            said = currency if measure == "currency" else unit
            compared = compared if said in (None, own) else "unlike"
        targets.append(Target(row_found, field_found, cell, compared, measure))
    rows[list(Target._fields)] = pd.DataFrame(targets, rows.index, Target._fields)
    return rows


def _compare(value: str | None, cell: str | None, relation: str | None) -> str | None:
    """Compare a claim's value with a cell: as numbers, as vague dates, else as text.

    A bound (`at_least`, `at_most`) agrees with every number on its side, `about` with a tenth
    more or less. A vaguer date that contains the cell's is coarser, not other; `about` widens
    nothing there.
    """
    if cell is None or value is None or relation is None:
        return None
    if value == cell:
        return "same"
    with suppress(ArithmeticError):  # no numbers, or NaN, or beyond those that can be reckoned with
        return "same" if _number_agrees(Decimal(value), Decimal(cell), relation) else "other"
    claimed, known = edtf.span(value), edtf.span(cell)
    if claimed and known:
        if claimed == known:
            return "same"
        return "coarser" if claimed[0] <= known[0] and known[1] <= claimed[1] else "other"
    return "same" if value.casefold() == cell.casefold() else "other"


def _number_agrees(said: Decimal, held: Decimal, relation: str) -> bool:
    if relation == "at_least":
        return held >= said
    if relation == "at_most":
        return held <= said
    return abs(held - said) <= TOLERANCE[relation] * abs(said)


# What a claim may say of its cell, by verdict. not_checked says nothing of the cell but must not
# hide a contradiction with it: there the verdict must be differs. Euros and dollars neither agree
# nor differ.
FITTING = {
    "agrees": {"same", "coarser"},
    "less_precise": {"coarser", "same", "other", "unlike"},
    "differs": {"other", "coarser"},
    "not_checked": {"same", "coarser", "unlike"},
}


def _verdict_fits(v: pd.DataFrame) -> pd.Series:
    fits = [
        not isinstance(compared, str) or compared in FITTING.get(verdict, ())
        for verdict, compared in cells_of(v, "verdict", "compared")
    ]
    return pd.Series(fits, v.index)


def _of_list(column: pd.Series, codes: Callable[[], frozenset[str]]) -> pd.Series:
    """Whether cells are codes of a standard or missing; its list is read if any is there."""
    missing = column.isna()
    return missing if missing.all() else missing | column.isin(codes())


RULES = [
    Rule(
        "P401", ERROR, claims, ("row_key", "table"),
        "A claim points to a row that exists.",
        "Else no machine can compare it.",
        "The claim is about {row_key:2001-009}, but {table:launches} has no such row.",
        "put the key right, or empty table, row_key and field",
        lambda v: v["row_found"],
    ),
    Rule(
        "P402", ERROR, claims, ("field", "table"),
        "A claim points to a column that exists.",
        "Else no machine can compare it.",
        "The claim is about the column {field:lifted_on}, but {table:launches} has none of that "
        "name.",
        "name the column as the table does: launched_on",
        lambda v: v["field_found"],
    ),
    Rule(
        "P403", ERROR, claims, ("value", "verdict", "cell"),
        "A claim's value agrees with its cell unless the verdict says otherwise.",
        "Disagreement is kept and shown, not hidden.",
        "The verdict {verdict:agrees} does not fit: the claim says {value:2005-06-08} and the "
        "cell {cell:2005-06-07}.",
        "write the verdict that fits: agrees, less_precise or differs",
        _verdict_fits,
    ),
    Rule(
        "P404", ERROR, claims, ("table", "row_key", "field"),
        "Table, row and field of a claim come together.",
        "A pointer is whole or missing.",
        "The table is {table}, the row_key {row_key} and the field {field:name}: a claim has all "
        "three, or none.",
        "fill in all three, or none",
        lambda v: (v["table"].isna() == v["row_key"].isna())
        & (v["table"].isna() == v["field"].isna()),
    ),
    Rule(
        "P405", ERROR, claims, ("verdict",),
        "A checked claim says against what it was checked.",
        "A verdict without a second source is an opinion.",
        "The verdict is {verdict:agrees}, but nothing says against what the claim was checked.",
        "name the source or the value that was looked at, or write not_checked",
        lambda v: v["verdict"].eq("not_checked")
        | v[["checked_source_id", "checked_value", "comment"]].notna().any(axis="columns"),
    ),
    Rule(
        "P406", ERROR, claims, ("comment", "verdict"),
        "A claim that differs says which side the table follows, and why.",
        "The reader must be able to judge.",
        "The claim {verdict:differs}, but the comment is {comment}.",
        "say in the comment which side the table follows, and why",
        lambda v: v["verdict"].ne("differs") | v["comment"].notna(),
    ),
    Rule(
        "P407", ERROR, claims, ("end_char", "start_char"),
        "The span of a claim ends after its start, and a span has a digest.",
        "An auditor re-hashes the span.",
        "The span (start {start_char:40}, end {end_char:40}) is empty, or its start, end or digest "
        "is missing.",
        "find the passage again, and state where it starts and ends and its digest",
        lambda v: (v["end_char"] > v["start_char"])
        & (v["start_char"].isna() == v["excerpt_sha256"].isna()),
    ),
    Rule(
        "P408", ERROR, claims, ("field", "currency", "unit"),
        "A claim on an amount of money has a currency, one on an indicator's value a unit.",
        "223 million is no claim: reais and dollars are not compared.",
        "The field is {field:value}, the currency {currency} and the unit {unit}: an amount of "
        "money takes the one, an indicator's value the other, all else neither.",
        "fill in what the value is counted in, and empty the other",
        lambda v: (v["currency"].notna() == v["measure"].eq("currency").fillna(False))
        & (v["unit"].notna() == v["measure"].eq("unit").fillna(False))
        | (v["table"].isna() & (v["currency"].isna() | v["unit"].isna())),
    ),
    Rule(
        "P409", ERROR, claims, ("currency",),
        "A currency is a code of ISO 4217, be it withdrawn.",
        "As in the table of spending.",
        "{currency:EUX} is no code of ISO 4217.",
        "write the code of the currency: EUR, USD, CNY …",
        lambda v: _of_list(v["currency"], iso.currencies),
        lambda row: iso.currency_meant(row["currency"]),
    ),
    Rule(
        "P411", ERROR, sources, ("source_id",),
        "A source is named by some row.",
        "An unused source is a leftover, or the row that needs it has lost it.",
        "No row names the source {source_id:spare}.",
        "name it where it is used, or leave it out",
        lambda v: v["used"],
    ),
    Rule(
        "P412", ERROR, sources, ("title", "url"),
        "A source has a title or an address.",
        "Else nobody can find it.",
        "The title is {title} and the address is {url}: nobody can find the source.",
        "write its title, its address or both",
        lambda v: v["title"].notna() | v["url"].notna(),
    ),
    Rule(
        "P413", ERROR, sources, ("licence", "kind"),
        "A dataset that is reused states its licence.",
        "Without one it could not be published here.",
        "The licence of this {kind:dataset}, which is reused here, is {licence}.",
        "write the licence as its publisher states it",
        lambda v: v["edition"].isna() | v["licence"].notna(),
    ),
    Rule(
        "P414", ERROR, sources, ("language",),
        "A language is a code of ISO 639-1.",
        "Codes of countries look the same: Japanese is ja, Ukrainian uk, Chinese zh.",
        "{language:jp} is no code of ISO 639-1 for a language.",
        "write the code of the language: ja for Japanese, uk for Ukrainian",
        lambda v: _of_list(v["language"], iso.languages),
        lambda row: iso.language_meant(row["language"]),
    ),
    Rule(
        "P421", ERROR, agreements, ("summary", "confidence"),
        "Low confidence is explained.",
        "The summary says what is weak.",
        "Confidence is {confidence:low}, but the summary, which should say why, is {summary}.",
        "say in the summary what is weak",
        lambda v: v["confidence"].ne("low") | v["summary"].notna(),
    ),
    Rule(
        "P422", ERROR, spending, ("note", "confidence"),
        "Low confidence is explained.",
        "The note says what is weak.",
        "Confidence is {confidence:low}, but the note, which should say why, is {note}.",
        "say in the note what is weak",
        lambda v: v["confidence"].ne("low") | v["note"].notna(),
    ),
    Rule(
        "P423", ERROR, agreements, ("second_source_id", "source_id"),
        "The second source is another document than the first.",
        "One document named twice supports nothing twice.",
        "{second_source_id:news} is both the first and the second source.",
        "empty the second, or name another document",
        lambda v: v["second_source_id"] != v["source_id"],
    ),
]  # fmt: skip
