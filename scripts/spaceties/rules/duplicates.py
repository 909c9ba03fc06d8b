"""Rules on probable duplicates: one body, one instrument, one document is one row."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import pandas as pd

from spaceties.rules.engine import Rule, Tables, reads

ALIKE = 94  # of 100, rapidfuzz token sort ratio: above it only endings or articles differ

RESEMBLING = 85  # of 100, rapidfuzz token set ratio: one title says little beyond the other


def fold(text: str) -> str:
    """Text without case, accents and punctuation, words parted by one space."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"\w+", plain))


@reads("organizations")
def organizations(t: Tables) -> pd.DataFrame:
    """Organizations with their folded names and the nearest other name in the same country."""
    view = t["organizations"].copy()
    view["folded"] = view["name"].map(fold, na_action="ignore")
    place = view["country_id"].fillna("")
    named = view["folded"].notna()
    view["same"] = named & view.assign(place=place).duplicated(["folded", "place"], keep=False)
    view["alike"] = pd.Series(None, view.index, dtype=object)
    for _, group in view[named].groupby(place):
        if len(group) > 1:
            view.loc[group.index, "alike"] = _alike(group["folded"].tolist())
    return view


def _alike(names: list[str]) -> list[str | None]:
    """For each name another one that is nearly the same, or None. Names that differ in a number
    or in a single letter standing alone are other bodies (Unit 1, Unit 2)."""
    import numpy as np
    from rapidfuzz import fuzz, process

    scores = process.cdist(names, names, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    np.fill_diagonal(scores, 0)
    best = scores.argmax(axis=1)
    marks = [sorted(w for w in name.split() if len(w) == 1 or w.isdigit()) for name in names]
    return [
        names[j] if scores[i, j] and names[i] != names[j] and marks[i] == marks[j] else None
        for i, j in enumerate(best)
    ]


@reads("agreements", "agreement_parties")
def agreements(t: Tables) -> pd.DataFrame:
    """Agreements, marked where another has the same day, kind, parties and topic."""
    view = t["agreements"].copy()
    parties = t["agreement_parties"].groupby("agreement_id")["organization_id"]
    view["who"] = view["agreement_id"].map(parties.agg(lambda s: "|".join(sorted(s.dropna()))))
    to_the_day = view["signed_on"].str.fullmatch(r"[0-9-]{10}").fillna(False)
    key = ["signed_on", "kind", "topic", "who"]
    view["folded"] = view["title"].map(fold, na_action="ignore")
    view["same"] = False
    suspects = view[view.duplicated(key, keep=False) & to_the_day & view["who"].notna()]
    for _, group in suspects.groupby(key):
        view.loc[group.index, "same"] = _resemble(group["folded"].tolist())
    view["same_title"] = view.duplicated(["folded", "signed_on", "who"], keep=False)
    return view


def _resemble(titles: list[str]) -> list[bool]:
    """For each title whether another one shares most of its words: instruments signed at one
    ceremony have the same day and parties, but speak of other things."""
    from rapidfuzz import fuzz

    return [
        any(fuzz.token_set_ratio(a, b) >= RESEMBLING for j, b in enumerate(titles) if i != j)
        for i, a in enumerate(titles)
    ]


@reads("satellites")
def satellites(t: Tables) -> pd.DataFrame:
    view = t["satellites"].copy()
    view["same"] = view["cospar_id"].notna() & view.duplicated("cospar_id", keep=False)
    return view


@reads("sources")
def sources(t: Tables) -> pd.DataFrame:
    view = t["sources"].copy()
    view["address"] = view["url"].map(_address, na_action="ignore")
    view["same"] = view["address"].notna() & view.duplicated(
        ["address", "title", "edition"], keep=False
    )
    return view


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


RULES = [
    Rule(
        "D501", "error", "organizations", ("name", "country_id"),
        "No organization is listed twice.",
        "Two rows of one country have the same name but for case, accents and punctuation.",
        organizations, lambda v: ~v["same"],
    ),
    Rule(
        "D502", "warning", "organizations", ("name", "country_id"),
        "No organization is listed under two spellings.",
        "Two rows of one country have nearly the same name.",
        organizations, lambda v: v["alike"].isna(),
        lambda row: f"nearly the same as “{row['alike']}”",
    ),
    Rule(
        "D503", "warning", "agreements", ("agreement_id", "signed_on", "kind"),
        "No agreement is listed twice.",
        "Another one has the same day, kind, topic and parties, and nearly the same title.",
        agreements, lambda v: ~v["same"],
    ),
    Rule(
        "D504", "error", "agreements", ("title", "signed_on"),
        "No agreement is listed twice under one title.",
        "Another one has the same title, date and parties.",
        agreements, lambda v: ~v["same_title"],
    ),
    Rule(
        "D505", "error", "satellites", ("cospar_id",),
        "No COSPAR designation is given to two satellites.",
        "A designation names one object.",
        satellites, lambda v: ~v["same"],
    ),
    Rule(
        "D506", "error", "sources", ("url", "title"),
        "No document is listed twice.",
        "Another source has the same address but for scheme and www.",
        sources, lambda v: ~v["same"],
    ),
]  # fmt: skip
