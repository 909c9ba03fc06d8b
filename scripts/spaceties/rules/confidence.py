"""Rules on how well the sources of an agreement support it, in the words of the dictionary."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR
from spaceties.matching.normalize import squeeze
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, cells_of, view

# Documents of those who act. A text is dated by its signature, a page or release by itself.
TEXTS = ("treaty_text", "law", "budget_document")
PAGES = ("official_page", "press_release")


@view("agreements", "sources", alone=True)
def supported(t: Tables) -> pd.DataFrame:
    """Agreements with their sources, whether one is a dated primary document and whether there
    are two of different publishers; a source without publisher counts as another."""
    rows = t.join(t["agreements"], "source_id", "sources", "source")
    rows = t.join(rows, "second_source_id", "sources", "second")
    rows["primary"] = _primary(rows, "source") | _primary(rows, "second")
    publishers = cells_of(rows, "source.publisher", "second.publisher")
    other = [
        not (isinstance(one, str) and isinstance(two, str)) or squeeze(one) != squeeze(two)
        for one, two in publishers
    ]
    rows["independent"] = rows["second_source_id"].notna() & pd.Series(other, rows.index)
    rows["unsure"] = rows["signed_on"].str.contains(r"[?~%]").fillna(False).astype(bool)
    return rows


def _primary(rows: pd.DataFrame, source: str) -> pd.Series:
    kind = rows[f"{source}.kind"]
    text = kind.isin(TEXTS) & (rows["signed_on"].notna() | rows[f"{source}.published_on"].notna())
    return text | kind.isin(PAGES) & rows[f"{source}.published_on"].notna()


RULES = [
    Rule(
        "P424", ERROR, supported, ("confidence", "source.kind", "source.published_on"),
        "High confidence has a dated primary document, or two sources of different publishers.",
        "Primary are texts, laws, budgets, and dated official pages and releases of a party.",
        "Confidence is {confidence:high}, but no source is a dated primary document (the first is "
        "{source.kind:news_article} of {source.published_on:2002-03}), nor do two publishers tell "
        "it.",
        "write medium, or name a better source or a second one",
        lambda v: v["confidence"].ne("high") | v["primary"] | v["independent"],
    ),
    Rule(
        "P425", ERROR, supported, ("confidence", "source.kind", "second.kind"),
        "Low confidence has no dated primary document.",
        "Low is what rests on a single weak source.",
        "Confidence is {confidence:low}, but a source is a dated primary document (the first is "
        "{source.kind:press_release}, the second {second.kind}).",
        "write high or medium",
        lambda v: v["confidence"].ne("low") | ~v["primary"],
    ),
    Rule(
        "P426", ERROR, supported, ("confidence", "signed_on"),
        "High confidence has no unsure date.",
        "A date with ? or ~ is one that the sources do not settle.",
        "Confidence is {confidence:high}, but the date is unsure: {signed_on:2000-05?}.",
        "write medium, or take the mark away if a source settles the date",
        lambda v: v["confidence"].ne("high") | ~v["unsure"],
    ),
]  # fmt: skip
