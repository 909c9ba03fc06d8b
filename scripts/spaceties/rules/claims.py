"""Rules on sources and claims: every fact has a source, every disagreement is shown."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pandas as pd

from spaceties.rules.engine import Rule, Tables, reads

TOLERANCE = {"exact": Decimal(0), "about": Decimal("0.1")}


def sources(t: Tables) -> pd.DataFrame:
    """Sources, with whether any row of any table names them."""
    view = t["sources"].copy()
    used: set[str] = set()
    for frame in t.values():
        for column in frame.columns:
            if column.endswith("source_id") and frame is not t["sources"]:
                used.update(frame[column].dropna())
    view["used"] = view["source_id"].isin(used)
    return view


def claims(t: Tables) -> pd.DataFrame:
    """Claims with the cell that they speak of: `row_found`, `field_found`, `cell`, `judged`.

    `judged` is what a comparison of value and cell gives: same, coarser, other; missing where
    there is no cell to compare with.
    """
    view = t["claims"].copy()
    lookups: dict[str, dict[str, int]] = {}
    found, known, cells, judged = [], [], [], []
    for table, key, field, value, relation in zip(
        view["table"], view["row_key"], view["field"], view["value"], view["relation"], strict=True
    ):
        if not isinstance(table, str) or table not in t:
            found.append(not isinstance(table, str)), known.append(True)
            cells.append(None), judged.append(None)
            continue
        if table not in lookups:
            parts = zip(*(t[table][name].tolist() for name in t.keys[table]), strict=True)
            lookups[table] = {"|".join(map(str, key)): row for row, key in enumerate(parts)}
        position = lookups[table].get(key) if isinstance(key, str) else None
        found.append(position is not None)
        known.append(field in t[table].columns)
        cell = t[table][field].iat[position] if found[-1] and known[-1] else None
        cells.append(_plain(cell))
        judged.append(_judge(t, value, cells[-1], relation))
    view["row_found"], view["field_found"] = found, known
    view["cell"], view["judged"] = pd.Series(cells, view.index, dtype="str"), judged
    return view


def _plain(cell) -> str | None:
    if cell is None or pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _judge(t: Tables, value: str | None, cell: str | None, relation: str | None) -> str | None:
    """Compare a claim's value with a cell: as numbers, as vague dates, else as text.

    A bound (`at_least`, `at_most`) agrees with every number on its side, `about` with a tenth
    more or less. A vaguer date that contains the cell's is coarser, not other; `about` widens
    nothing there.
    """
    if cell is None or not isinstance(value, str) or not isinstance(relation, str):
        return None
    if value == cell:
        return "same"
    try:
        said, held = Decimal(value), Decimal(cell)
    except InvalidOperation:
        pass
    else:
        if "-" not in cell[1:]:
            return "same" if _number_agrees(said, held, relation) else "other"
    said_span, held_span = t.span(value), t.span(cell)
    if said_span and held_span:
        inside = said_span[0] <= held_span[0] and held_span[1] <= said_span[1]
        if said_span == held_span:
            return "same"
        return "coarser" if inside else "other"
    return "same" if value.casefold() == cell.casefold() else "other"


def _number_agrees(said: Decimal, held: Decimal, relation: str) -> bool:
    if relation == "at_least":
        return held >= said
    if relation == "at_most":
        return held <= said
    return abs(held - said) <= TOLERANCE[relation] * abs(said)


@reads("agreements")
def agreements(t: Tables) -> pd.DataFrame:
    return t["agreements"]


@reads("spending")
def spending(t: Tables) -> pd.DataFrame:
    return t["spending"]


def _verdict_fits(v: pd.DataFrame) -> pd.Series:
    """not_checked says nothing of the cell but must not hide a contradiction with it: there the
    verdict must be differs."""
    allowed = {
        "agrees": {"same", "coarser"},
        "less_precise": {"coarser", "same", "other"},
        "differs": {"other", "coarser"},
        "not_checked": {"same", "coarser"},
    }
    return pd.Series(
        [
            not isinstance(judged, str) or judged in allowed.get(verdict, ())
            for verdict, judged in zip(v["verdict"], v["judged"], strict=True)
        ],
        v.index,
    )


RULES = [
    Rule(
        "P401", "error", "claims", ("row_key", "table"),
        "A claim points to a row that exists.",
        "Else no machine can compare it.",
        claims, lambda v: v["row_found"],
    ),
    Rule(
        "P402", "error", "claims", ("field", "table"),
        "A claim points to a column that exists.",
        "Else no machine can compare it.",
        claims, lambda v: v["field_found"],
    ),
    Rule(
        "P403", "error", "claims", ("value", "verdict", "cell"),
        "A claim's value agrees with its cell unless the verdict says otherwise.",
        "Disagreement is kept and shown, not hidden.",
        claims, _verdict_fits,
    ),
    Rule(
        "P404", "error", "claims", ("table", "row_key", "field"),
        "Table, row and field of a claim come together.",
        "A pointer is whole or missing.",
        claims,
        lambda v: (v["table"].isna() == v["row_key"].isna())
        & (v["table"].isna() == v["field"].isna()),
    ),
    Rule(
        "P405", "error", "claims", ("verdict",),
        "A checked claim says against what it was checked.",
        "A verdict without a second source is an opinion.",
        claims,
        lambda v: v["verdict"].eq("not_checked") | v["checked_source_id"].notna()
        | v["checked_value"].notna() | v["comment"].notna(),
    ),
    Rule(
        "P406", "error", "claims", ("comment", "verdict"),
        "A claim that differs says which side the table follows, and why.",
        "The reader must be able to judge.",
        claims, lambda v: v["verdict"].ne("differs") | v["comment"].notna(),
    ),
    Rule(
        "P407", "error", "claims", ("end_char", "start_char"),
        "The span of a claim ends after its start, and a span has a digest.",
        "An auditor re-hashes the span.",
        claims,
        lambda v: (v["start_char"].isna() | (v["end_char"] > v["start_char"]))
        & (v["start_char"].isna() == v["excerpt_sha256"].isna()),
    ),
    Rule(
        "P411", "error", "sources", ("source_id",),
        "A source is named by some row.",
        "An unused source is a leftover, or the row that needs it has lost it.",
        sources, lambda v: v["used"],
    ),
    Rule(
        "P412", "error", "sources", ("title", "url"),
        "A source has a title or an address.",
        "Else nobody can find it.",
        sources, lambda v: v["title"].notna() | v["url"].notna(),
    ),
    Rule(
        "P413", "error", "sources", ("licence", "kind"),
        "A dataset that is reused states its licence.",
        "Without one it could not be published here.",
        sources, lambda v: v["edition"].isna() | v["licence"].notna(),
    ),
    Rule(
        "P421", "error", "agreements", ("summary", "confidence"),
        "Low confidence is explained.",
        "The summary says what is weak.",
        agreements, lambda v: v["confidence"].ne("low") | v["summary"].notna(),
    ),
    Rule(
        "P422", "error", "spending", ("note", "confidence"),
        "Low confidence is explained.",
        "The note says what is weak.",
        spending, lambda v: v["confidence"].ne("low") | v["note"].notna(),
    ),
    Rule(
        "P423", "error", "agreements", ("second_source_id", "source_id"),
        "The second source is another document than the first.",
        "One document named twice supports nothing twice.",
        agreements, lambda v: v["second_source_id"] != v["source_id"],
    ),
]  # fmt: skip
