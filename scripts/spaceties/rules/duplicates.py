"""Rules on probable duplicates: one body, one instrument, one document is one row."""

from __future__ import annotations

import pandas as pd

from spaceties.matching.likeness import NameIndex, titles_alike
from spaceties.matching.normalize import address, fold
from spaceties.rules.engine import Rule, Tables, reads


@reads("organizations")
def organizations(t: Tables) -> pd.DataFrame:
    """Organizations with their folded names, whether another one of the same country has the same
    (`same`), and the name of one that has nearly the same (`alike`)."""
    view = t["organizations"].copy()
    names = view["name"].map(fold, na_action="ignore").fillna("")
    places = view["country_id"].fillna("")
    keys = pd.DataFrame({"name": names, "place": places})
    view["same"] = names.ne("") & keys.duplicated(keep=False)
    near = _near(names.tolist(), places.tolist())
    view["alike"] = [None if row is None else view["name"].iat[row] for row in near]
    return view


def _near(names: list[str], places: list[str]) -> list[int | None]:
    """For each folded name the row of another one of the same place that is nearly the same."""
    index = NameIndex()
    for row, (name, place) in enumerate(zip(names, places, strict=True)):
        index.add(row, name, place)
    return [
        next((row for row in index.near(name, place) if names[row] != name), None)
        for name, place in zip(names, places, strict=True)
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
    return [
        any(titles_alike(a, b) for j, b in enumerate(titles) if i != j)
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
    view["address"] = view["url"].map(address, na_action="ignore")
    view["same"] = view["address"].notna() & view.duplicated(
        ["address", "title", "edition"], keep=False
    )
    return view


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
