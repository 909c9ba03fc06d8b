"""Rules on audits: what was found speaks of cells that are there, and what was wrong is mended."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.pointers import PLACE, Pointers, texts
from spaceties.rules.views import Tables, view

FAULTS = ("wrong", "too_coarse")  # verdicts that ask for another cell
GONE = r"\b(?:removed|renamed)\b"  # how a note tells that the row has gone


@view("audits", "claims", pointing=True)
def audits(t: Tables) -> pd.DataFrame:
    """Audits with whether their row and field are there (`row_found`, `field_found`), the cell as
    it is now (`cell`, None if it is missing), and whether a claim disputes that cell."""
    rows = t["audits"]
    held = Pointers(t)
    places = list(texts(rows, *PLACE))
    found = [held.at(*place) for place in places]
    columns = ["row_found", "field_found", "cell"]
    rows[columns] = pd.DataFrame(found, rows.index, columns, dtype=object)
    claims = t["claims"]
    disputed = set(texts(claims[claims["verdict"] == "differs"], *PLACE))
    rows["disputed"] = [place in disputed for place in places]
    return rows


def _same(v: pd.DataFrame, column: str) -> pd.Series:
    """Whether the cell is now what a column says; true also where both are missing."""
    pairs = zip(v["cell"], texts(v, column), strict=True)
    return pd.Series([cell == text for cell, (text,) in pairs], v.index, dtype=bool)


RULES = [
    Rule(
        "P431", WARNING, audits, ("row_key", "table", "note"),
        "An audit points to a row that exists, or its note says that it was removed or renamed.",
        "Else nobody knows what was judged.",
        "{table:launches} has no row {row_key:2004-009}, and the note does not say that it was "
        "removed or renamed.",
        "put the key right, or say in the note what became of the row",
        lambda v: v["row_found"].astype(bool) | v["note"].str.contains(GONE).fillna(False),
    ),
    Rule(
        "P432", ERROR, audits, ("field", "table"),
        "An audit points to a column that exists.",
        "Else nobody knows what was judged.",
        "{table:launch_sites} has no column {field:height}.",
        "name the column as the table does",
        lambda v: v["field"].isna() | v["field_found"].astype(bool),
    ),
    Rule(
        "P433", ERROR, audits, ("value", "field"),
        "A value or a right value names its field.",
        "A row as a whole has no single value.",
        "The value is {value:10.5} and the right value {right_value:10.55}, but field is {field}.",
        "name the column that the value stands in",
        lambda v: v["field"].notna() | (v["value"].isna() & v["right_value"].isna()),
    ),
    Rule(
        "P434", ERROR, audits, ("right_value", "verdict", "note"),
        "What is wrong or too coarse has a right value, or a note that says why none is known.",
        "A verdict that says nothing better cannot be acted on.",
        "The verdict is {verdict:wrong}, but right_value is {right_value} and note is {note}.",
        "write the right value, or say in the note why none is known",
        lambda v: ~v["verdict"].isin(FAULTS) | v["right_value"].notna() | v["note"].notna(),
    ),
    Rule(
        "P435", ERROR, audits, ("right_value", "verdict", "value"),
        "A right value differs from the value, and a cell that is right has none.",
        "Else the verdict contradicts itself.",
        "The verdict is {verdict:right} and the value {value:10}, which does not go with the "
        "right value {right_value:11}.",
        "empty the right value, or put the verdict right",
        lambda v: v["right_value"].isna()
        | (v["verdict"].ne("right") & v["right_value"].ne(v["value"]).fillna(True)),
    ),
    Rule(
        "P436", ERROR, audits, ("source_id", "verdict", "note"),
        "A verdict other than unconfirmed names its source, or a note says what it rests on.",
        "A verdict without a ground is an opinion.",
        "The verdict is {verdict:right}, but source_id is {source_id} and note is {note}, so that "
        "nothing says what it rests on.",
        "name the source, or say in the note what was looked at",
        lambda v: v["verdict"].eq("unconfirmed") | v["source_id"].notna() | v["note"].notna(),
    ),
    Rule(
        "P437", WARNING, audits, ("value", "table", "row_key", "field"),
        "A cell that was found right is still as it was, unless a claim disputes it.",
        "What an auditor has confirmed is not changed by the way.",
        "{field:family} of {row_key:rocket-b} in {table:launch_vehicles} was found right as "
        "{value:Rockets}, and has been changed since.",
        "put the cell back, or add a claim that disputes it",
        lambda v: v["verdict"].ne("right") | v["field"].isna() | ~v["row_found"].astype(bool)
        | v["disputed"] | _same(v, "value"),
    ),
    Rule(
        "P438", WARNING, audits, ("value", "right_value", "table", "row_key", "field"),
        "A cell that was found wrong or too coarse is no longer as it was, unless a claim "
        "disputes it.",
        "An error that is known is mended, or shown as disputed.",
        "{field:latitude} of {row_key:SITB} in {table:launch_sites} was found wrong, and is still "
        "{value:10.5}; right would be {right_value:10.55}.",
        "write the right value, or add a claim that disputes it",
        lambda v: ~v["verdict"].isin(FAULTS) | v["right_value"].isna()
        | ~v["row_found"].astype(bool) | v["disputed"] | ~_same(v, "value"),
    ),
]  # fmt: skip
