"""Rules on countries and organizations."""

from __future__ import annotations

import pandas as pd

from spaceties.rules.engine import Rule, Tables, hardly_before, reads


@reads("organizations", "countries")
def organizations(t: Tables) -> pd.DataFrame:
    """Organizations with bounds of their dates and whether their lines of parents run in rings."""
    view = t["organizations"].copy()
    view["founded_first"], view["founded_last"] = t.bounds(view["founded_on"])
    view["ended_first"], view["ended_last"] = t.bounds(view["ended_on"])
    for link in ("parent_id", "successor_id"):
        view[f"{link}.ring"] = in_ring(view["organization_id"], view[link])
    view["is_country"] = view["organization_id"].isin(set(t["countries"]["country_id"]))
    return view


@reads("countries")
def countries(t: Tables) -> pd.DataFrame:
    """Countries with bounds of their dates and the state that each one has among the bodies."""
    view = t["countries"].copy()
    view["started_first"], _ = t.bounds(view["started_on"])
    _, view["ended_last"] = t.bounds(view["ended_on"])
    view["successor_id.ring"] = in_ring(view["country_id"], view["successor_id"])
    territories = set(view.loc[view["sovereign_id"].notna(), "country_id"])
    view["sovereign_depends"] = view["sovereign_id"].isin(territories)
    return view


def in_ring(ids: pd.Series, links: pd.Series) -> pd.Series:
    """Whether following `links` from a row leads back to it."""
    pairs = zip(ids, links, strict=True)
    following = {i: link for i, link in pairs if isinstance(i, str) and isinstance(link, str)}

    def returns(start: str) -> bool:
        at, seen = following.get(start), set()
        while at is not None and at not in seen:
            if at == start:
                return True
            seen.add(at)
            at = following.get(at)
        return False

    return ids.map(returns)


RULES = [
    Rule(
        "R131",
        "error",
        "organizations",
        ("ended_on", "founded_on"),
        "A body does not end before it begins.",
        "Compared as intervals: the whole of the end lies before the beginning.",
        organizations,
        lambda v: v["ended_last"] >= v["founded_first"],
    ),
    Rule(
        "R132",
        "error",
        "organizations",
        ("parent_id",),
        "Parents do not run in a ring.",
        "A body cannot be part of itself.",
        organizations,
        lambda v: ~v["parent_id.ring"],
    ),
    Rule(
        "R133",
        "error",
        "organizations",
        ("successor_id",),
        "Successors do not run in a ring.",
        "A body cannot follow itself.",
        organizations,
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R134",
        "error",
        "organizations",
        ("kind", "organization_id", "country_id"),
        "A state, and only a state, has a country's code as its id, and that country is its own.",
        "References to states then work in both tables.",
        organizations,
        lambda v: (
            v["kind"].eq("state").eq(v["is_country"])
            & (v["kind"].ne("state") | v["organization_id"].eq(v["country_id"]))
        ),
    ),
    Rule(
        "R135",
        "error",
        "organizations",
        ("country_id", "kind"),
        "An intergovernmental organization has no country.",
        "It stands for several states; its seat is not its country.",
        organizations,
        lambda v: v["kind"].ne("intergovernmental_organization") | v["country_id"].isna(),
    ),
    Rule(
        "R136",
        "error",
        "countries",
        ("successor_id", "ended_on"),
        "A country with a successor has ended.",
        "Existing states have none.",
        countries,
        lambda v: v["successor_id"].isna() | v["ended_on"].notna(),
    ),
    Rule(
        "R137",
        "error",
        "countries",
        ("successor_id",),
        "Successor states do not run in a ring.",
        "Lineages decide which partners count as one.",
        countries,
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R138",
        "error",
        "countries",
        ("sovereign_id",),
        "The sovereign of a territory is a state, not a territory.",
        "Territories count with the state that they belong to.",
        countries,
        lambda v: ~v["sovereign_depends"],
    ),
    Rule(
        "R139",
        "warning",
        "organizations",
        ("ended_on", "founded_on"),
        "A body hardly ends before it begins.",
        "The two vague dates overlap, but the end reaches further back than the beginning.",
        organizations,
        lambda v: hardly_before(v, "ended", "founded"),
    ),
]
