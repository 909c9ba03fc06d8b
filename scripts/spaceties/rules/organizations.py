"""Rules on countries and organizations."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
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
    rows = t.join(t["organizations"], "parent_id", "organizations", "parent")
    t.with_bounds(rows, founded="founded_on", ended="ended_on", parent_ended="parent.ended_on")
    late = rows["founded_first"] > rows["parent_ended_last"]
    with_heirs(t, rows, "parent", "organizations", late, "founded")
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
        "The body ended on {ended_on:1949}, before it was founded on {founded_on:1950}.",
        "look both up, and mend the one that is wrong",
        lambda v: v["ended_last"] >= v["founded_first"],
    ),
    Rule(
        "R132", ERROR, organizations, ("parent_id",),
        "Parents do not run in a ring.",
        "A body cannot be part of itself.",
        "The parent {parent_id:AGA} is, by its own parents, a part of this body.",
        "empty the parent of the topmost body",
        lambda v: ~v["parent_id.ring"],
    ),
    Rule(
        "R140", ERROR, organizations, ("parent_id", "parent.ended_on", "founded_on"),
        "A body is not founded after the one that it is part of has ended.",
        "Compared as intervals; it is part of what followed, or of nothing.",
        "The parent {parent_id:OLDB} had ended on {parent.ended_on:1991}, before this body was "
        "founded on {founded_on:1992}.",
        "name the successor of the parent, or put the dates right",
        lambda v: v["founded_first"] <= v["parent_ended_last"],
        lambda row: row.get("parent.heir"),
    ),
    Rule(
        "R133", ERROR, organizations, ("successor_id",),
        "Successors do not run in a ring.",
        "A body cannot follow itself.",
        "The successor {successor_id:OLDB} is, by its own successors, followed by this body.",
        "empty the successor of the body that is there today",
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R134", ERROR, organizations, ("kind", "organization_id", "country_id"),
        "A state, and only a state, has a country's code as its id, and that country is its own.",
        "References to states then work in both tables.",
        "The kind is {kind:unknown}, the id {organization_id:OLD} and the country "
        "{country_id:OLD}: as a state it must have its country's code as both, and nothing else "
        "may have one as id.",
        "write state as the kind, or give the body an id of its own",
        lambda v: v["kind"].eq("state").eq(v["is_country"])
        & (v["kind"].ne("state") | v["organization_id"].eq(v["country_id"])),
    ),
    Rule(
        "R135", ERROR, organizations, ("country_id", "kind"),
        "An intergovernmental organization has no country.",
        "It stands for several states; its seat is not its country.",
        "The body is an {kind:intergovernmental_organization}, and yet of one country, "
        "{country_id:AAA}.",
        "empty the country, or put the kind right",
        lambda v: v["kind"].ne("intergovernmental_organization") | v["country_id"].isna(),
    ),
    Rule(
        "R141", ERROR, organizations, ("kind", "name", "country_id"),
        "A body whose name says that it is of several states is of no single one.",
        "European, international or Arab organizations are intergovernmental, or associations.",
        "{name:European Organization for Rockets} is called a {kind:government_body} of "
        "{country_id:OLD}, though its name says that it is of several states.",
        "empty the country and write intergovernmental_organization or association",
        lambda v: ~v["name"].str.contains(OF_SEVERAL) | ~v["kind"].isin(OFFICIAL)
        | v["country_id"].isna(),
    ),
    Rule(
        "R136", ERROR, countries, ("successor_id", "ended_on"),
        "A country with a successor has ended.",
        "Existing states have none.",
        "The country has a successor, {successor_id:BBB}, but ended_on is {ended_on}.",
        "say when it ended, or empty the successor",
        lambda v: v["successor_id"].isna() | v["ended_on"].notna(),
    ),
    Rule(
        "R137", ERROR, countries, ("successor_id",),
        "Successor states do not run in a ring.",
        "Lineages decide which partners count as one.",
        "The successor {successor_id:OLD} is, by its own successors, followed by this country.",
        "empty the successor of the state that is there today",
        lambda v: ~v["successor_id.ring"],
    ),
    Rule(
        "R138", ERROR, countries, ("sovereign_id",),
        "The sovereign of a territory is a state, not a territory.",
        "Territories count with the state that they belong to.",
        "The sovereign {sovereign_id:OLD} is a territory itself.",
        "name the state to which both belong",
        lambda v: ~v["sovereign_depends"],
    ),
    Rule(
        "R139", WARNING, organizations, ("ended_on", "founded_on"),
        "A body hardly ends before it begins.",
        "The two vague dates overlap, but the end reaches further back than the beginning.",
        "The body may have ended ({ended_on:1949/1959}) before it was founded "
        "({founded_on:1950/1960}).",
        "narrow the two dates down, as far as sources tell",
        lambda v: hardly_before(v, "ended", "founded"),
    ),
]  # fmt: skip
