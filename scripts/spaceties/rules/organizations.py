"""Rules on countries and organizations."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, hardly_before, in_ring, view

# Names such as European Organization for Nuclear Research, and kinds that such a body has not.
OF_SEVERAL = (
    r"^(?:European|International|Inter-?governmental|Asia-Pacific|African|Arab)\b.*"
    r"\b(?:Organi[sz]ation|Union|League)\b"
)
OFFICIAL = ("government_body", "space_agency", "military", "unknown")


@view("organizations", "countries")
def organizations(t: Tables) -> pd.DataFrame:
    """Organizations with bounds of their dates and whether their lines of parents run in rings."""
    rows = t.with_bounds(t["organizations"], founded="founded_on", ended="ended_on")
    for link in ("parent_id", "successor_id"):
        rows[f"{link}.ring"] = in_ring(rows["organization_id"], rows[link])
    rows["is_country"] = rows["organization_id"].isin(set(t["countries"]["country_id"]))
    return rows


@view("countries")
def countries(t: Tables) -> pd.DataFrame:
    """Countries, marked where successors run in a ring, or the sovereign is a territory itself."""
    rows = t["countries"]
    rows["successor_id.ring"] = in_ring(rows["country_id"], rows["successor_id"])
    territories = set(rows.loc[rows["sovereign_id"].notna(), "country_id"])
    rows["sovereign_depends"] = rows["sovereign_id"].isin(territories)
    return rows


RULES = [
    Rule(
        "R131", ERROR, organizations, ("ended_on", "founded_on"),
        "A body does not end before it begins.",
        "Compared as intervals: the whole of the end lies before the beginning.",
        lambda v: v["ended_last"] >= v["founded_first"],
    ),
    Rule(
        "R132", ERROR, organizations, ("parent_id",),
        "Parents do not run in a ring.",
        "A body cannot be part of itself.",
        lambda v: ~v["parent_id.ring"],
    ),
    Rule(
        "R133", ERROR, organizations, ("successor_id",),
        "Successors do not run in a ring.",
        "A body cannot follow itself.",
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R134", ERROR, organizations, ("kind", "organization_id", "country_id"),
        "A state, and only a state, has a country's code as its id, and that country is its own.",
        "References to states then work in both tables.",
        lambda v: v["kind"].eq("state").eq(v["is_country"])
        & (v["kind"].ne("state") | v["organization_id"].eq(v["country_id"])),
    ),
    Rule(
        "R135", ERROR, organizations, ("country_id", "kind"),
        "An intergovernmental organization has no country.",
        "It stands for several states; its seat is not its country.",
        lambda v: v["kind"].ne("intergovernmental_organization") | v["country_id"].isna(),
    ),
    Rule(
        "R141", ERROR, organizations, ("kind", "name", "country_id"),
        "A body whose name says that it is of several states is of no single one.",
        "European, international or Arab organizations are intergovernmental, or associations.",
        lambda v: ~v["name"].str.contains(OF_SEVERAL) | ~v["kind"].isin(OFFICIAL)
        | v["country_id"].isna(),
    ),
    Rule(
        "R136", ERROR, countries, ("successor_id", "ended_on"),
        "A country with a successor has ended.",
        "Existing states have none.",
        lambda v: v["successor_id"].isna() | v["ended_on"].notna(),
    ),
    Rule(
        "R137", ERROR, countries, ("successor_id",),
        "Successor states do not run in a ring.",
        "Lineages decide which partners count as one.",
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R138", ERROR, countries, ("sovereign_id",),
        "The sovereign of a territory is a state, not a territory.",
        "Territories count with the state that they belong to.",
        lambda v: ~v["sovereign_depends"],
    ),
    Rule(
        "R139", WARNING, organizations, ("ended_on", "founded_on"),
        "A body hardly ends before it begins.",
        "The two vague dates overlap, but the end reaches further back than the beginning.",
        lambda v: hardly_before(v, "ended", "founded"),
    ),
]  # fmt: skip
