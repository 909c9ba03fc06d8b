"""Rules on probable duplicates: one body, one instrument, one document is one row."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.matching.likeness import NameIndex, titles_alike
from spaceties.matching.normalize import address, fold
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, cells_of, view


@view("organizations")
def organizations(t: Tables) -> pd.DataFrame:
    """Organizations with their folded names, whether another one of the same country has the same
    (`same`), and the name of one that has nearly the same (`alike`)."""
    rows = t["organizations"]
    rows["folded"] = rows["name"].fillna("").map(fold)
    rows["same"] = rows["folded"].ne("") & rows.duplicated(["folded", "country_id"], keep=False)
    near = _near(rows["folded"].tolist(), rows["country_id"].fillna("").tolist())
    alike = [None if row is None else rows["name"].iat[row] for row in near]
    rows["alike"] = pd.Series(alike, rows.index, dtype="string")
    return rows


def _near(names: list[str], places: list[str]) -> list[int | None]:
    """For each folded name the row of another one of the same place that is nearly the same."""
    index = NameIndex()
    for row, (name, place) in enumerate(zip(names, places, strict=True)):
        index.add(row, name, place)
    return [
        next((row for row in index.near(name, place) if names[row] != name), None)
        for name, place in zip(names, places, strict=True)
    ]


@view("agreements", "agreement_parties")
def agreements(t: Tables) -> pd.DataFrame:
    """Agreements, marked where another has the same day, kind, parties and topic."""
    rows = t["agreements"]
    pairs = t["agreement_parties"][["agreement_id", "organization_id"]].dropna()
    parties: dict[str, str] = {}
    for agreement, party in sorted(cells_of(pairs, *pairs)):
        parties[agreement] = f"{parties.get(agreement, '')}|{party}"
    rows["who"] = rows["agreement_id"].map(parties)
    to_the_day = rows["signed_on"].str.fullmatch(r"[0-9-]{10}").fillna(False)
    key = ["signed_on", "kind", "topic", "who"]
    rows["folded"] = rows["title"].map(fold, na_action="ignore")
    rows["same"] = False
    suspects = rows[rows.duplicated(key, keep=False) & to_the_day & rows["who"].notna()]
    for _, group in suspects.groupby(key):
        frameworks = group["framework_id"].fillna("").tolist()
        rows.loc[group.index, "same"] = _resemble(group["folded"].tolist(), frameworks)
    rows["same_title"] = rows.duplicated(["folded", "signed_on", "who"], keep=False)
    return rows


def _resemble(titles: list[str], frameworks: list[str]) -> list[bool]:
    """For each title whether another one shares most of its words: instruments signed at one
    ceremony have the same day and parties, but speak of other things. So do those that stand
    under different frameworks ("" for none)."""
    return [
        any(
            titles_alike(a, b) and (not f or not g or f == g)
            for j, (b, g) in enumerate(zip(titles, frameworks, strict=True))
            if i != j
        )
        for i, (a, f) in enumerate(zip(titles, frameworks, strict=True))
    ]


@view("satellites")
def satellites(t: Tables) -> pd.DataFrame:
    """Satellites, marked where another has the same designation."""
    rows = t["satellites"]
    rows["same"] = rows["cospar_id"].notna() & rows.duplicated("cospar_id", keep=False)
    return rows


@view("sources")
def sources(t: Tables) -> pd.DataFrame:
    """Sources, marked where another has the same address, title and edition."""
    rows = t["sources"]
    rows["address"] = rows["url"].map(address, na_action="ignore")
    same = rows.duplicated(["address", "title", "edition"], keep=False)
    rows["same"] = rows["address"].notna() & same
    return rows


RULES = [
    Rule(
        "D501", ERROR, organizations, ("name", "country_id"),
        "No organization is listed twice.",
        "Two rows of one country have the same name but for case, accents and punctuation.",
        "Another organization of {country_id:BBB} is called {name:Beland Rockets} as well, but "
        "for case, accents or signs.",
        "leave one of the two out, and let other rows name the one that stays",
        lambda v: ~v["same"],
    ),
    Rule(
        "D502", WARNING, organizations, ("name", "country_id"),
        "No organization is listed under two spellings.",
        "Two rows of one country have nearly the same name.",
        "Another organization of {country_id:BBB} has nearly the name {name:Beland Rocket Works}.",
        "leave one out if both are the same body",
        lambda v: v["alike"].isna(),
        lambda row: f"nearly the same as “{row['alike']}”",
    ),
    Rule(
        "D503", WARNING, agreements, ("agreement_id", "signed_on", "kind"),
        "No agreement is listed twice.",
        "Another one has the same day, kind, topic and parties, and nearly the same title.",
        "{agreement_id:lands-accord} may be in twice: another {kind:accords} of "
        "{signed_on:1999-10-13} has the same parties and nearly the same title.",
        "leave one of the two out if both are the same instrument",
        lambda v: ~v["same"],
    ),
    Rule(
        "D504", ERROR, agreements, ("title", "signed_on"),
        "No agreement is listed twice under one title.",
        "Another one has the same title, date and parties.",
        "Another agreement of {signed_on:1999-10-13} with the same parties is called "
        "{title:Accord of the Lands} as well.",
        "leave one of the two out, or give each its own title",
        lambda v: ~v["same_title"],
    ),
    Rule(
        "D505", ERROR, satellites, ("cospar_id",),
        "No COSPAR designation is given to two satellites.",
        "A designation names one object.",
        "{cospar_id:2001-002A} is the designation of another satellite as well.",
        "look both up, and put the one right that is wrong",
        lambda v: ~v["same"],
    ),
    Rule(
        "D506", ERROR, sources, ("url", "title"),
        "No document is listed twice.",
        "Another source has the same address but for scheme and www.",
        "Another source, {title:Things happened}, has the address {url:https://example.org/news} "
        "as well.",
        "leave one of the two out, and let other rows name the one that stays",
        lambda v: ~v["same"],
    ),
]  # fmt: skip
