"""Rules on who takes part in a satellite, and on what others contribute to it."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR
from spaceties.dataset import scope
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
from spaceties.rules.views import Tables, among, view


@view("satellite_participants", "organizations", "satellites", "launches", "countries")
def participants(t: Tables) -> pd.DataFrame:
    """Participants with their body, its state, the satellite and its launch, and whether the body
    made a satellite that others own as well."""
    rows = t.join(t["satellite_participants"], "organization_id", "organizations", "body")
    rows = t.join(rows, "body.country_id", "countries", "state")
    rows = t.join(rows, "satellite_id", "satellites", "satellite")
    rows = t.join(rows, "satellite.launch_id", "launches", "launch")
    t.with_bounds(rows, launch="launch.launched_on", founded="body.founded_on",
                  ended="body.ended_on", state="state.ended_on")  # fmt: skip
    owner = rows["role"].eq("owner").fillna(False)
    owners = rows["satellite_id"].where(owner).value_counts()
    pair = rows["satellite_id"].str.cat(rows["organization_id"], "|")
    made = among(pair, pair[rows["role"].eq("manufacturer").fillna(False)].tolist())
    rows["owner"] = owner
    late = owner & (rows["launch_first"] > rows["ended_last"])
    with_heirs(t, rows, "body", "organizations", late, "launch")
    rows["makes_for_others"] = owner & made & rows["satellite_id"].map(owners).gt(1).fillna(False)
    return rows


@view(
    "payloads", "organizations", "satellites", alone=True,
    organizations="contributor_id", satellites="satellite_id",
)  # fmt: skip
def payloads(t: Tables) -> pd.DataFrame:
    """Contributed payloads with contributor and host."""
    rows = t.join(t["payloads"], "contributor_id", "organizations", "contributor")
    return t.join(rows, "satellite_id", "satellites", "satellite")


RULES = [
    Rule(
        "R122", ERROR, payloads, ("contributor_id", "satellite.country_id"),
        "A contributed payload comes from another state than the spacecraft's.",
        "A state's own instrument is no contribution.",
        "{contributor_id:BBB} contributes to a spacecraft of its own state, "
        "{satellite.country_id:BBB}.",
        "name the contributor of another state, or leave the row out",
        lambda v: v["contributor.country_id"] != v["satellite.country_id"],
    ),
    Rule(
        "R123", ERROR, participants, ("organization_id", "body.kind"),
        "A participant of a satellite is a body, not an aggregate or a programme.",
        "Aggregates own nothing.",
        "{organization_id:aggregate-world} is of kind {body.kind:aggregate}, and takes no part in "
        "a satellite.",
        "name the body behind it",
        lambda v: ~v["body.kind"].isin(["aggregate", "programme"]),
    ),
    Rule(
        "R126", ERROR, participants, ("organization_id", "body.country_id", "launch.launched_on"),
        "The state of an owner still exists when the satellite is launched.",
        "Compared as intervals; a body that outlived its state belongs to the successor.",
        "{organization_id:OLDB} is of {body.country_id:OLD}, a state that had ended before the "
        "launch on {launch.launched_on:2001-03-04}.",
        "name the body of the successor state, or put the country of the body right",
        lambda v: ~v["owner"] | (v["launch_first"] <= v["state_last"]),
    ),
    Rule(
        "R127", ERROR, participants, ("organization_id", "body.founded_on", "launch.launched_on"),
        "An owner is founded before its satellite is launched.",
        "Compared as intervals; a later founding points to a predecessor or a namesake.",
        "The owner {organization_id:AGA} was founded on {body.founded_on:2001-03-05}, after the "
        "launch on {launch.launched_on:2001-03-04}.",
        "name the predecessor or the namesake that owned it",
        lambda v: ~v["owner"] | (v["founded_first"] <= v["launch_last"]),
    ),
    Rule(
        "R128", ERROR, participants, ("organization_id", "role", "satellite.country_id"),
        "A company or bureau of another state that made a satellite is not one of its owners.",
        "Makers are booked as makers; whom they made it for owns it.",
        "{organization_id:COMB} made the satellite for another state, {satellite.country_id:AAA}, "
        "and yet is booked as its {role:owner}.",
        "leave the line of the maker as owner out",
        lambda v: ~v["makes_for_others"] | ~v["body.kind"].isin(scope.MAKERS)
        | v["body.country_id"].eq(v["satellite.country_id"]),
    ),
    Rule(
        "R130", ERROR, participants, ("organization_id", "body.ended_on", "launch.launched_on"),
        "An owner has not ended before its satellite is launched.",
        "Compared as intervals; what a body leaves belongs to its successor under its new name.",
        "The owner {organization_id:AGA} had ended on {body.ended_on:2001-03-03}, before the "
        "launch on {launch.launched_on:2001-03-04}.",
        "name the successor that owned it, or put the end of the body right",
        lambda v: ~v["owner"] | (v["launch_first"] <= v["ended_last"]),
        lambda row: row.get("body.heir"),
    ),
]  # fmt: skip
