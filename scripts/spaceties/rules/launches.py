"""Rules on launches, and on agreements to deliver or launch a satellite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.matching.normalize import squeeze
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
from spaceties.rules.views import Tables, among, view


@view("launches", "organizations", "satellites", alone=True, organizations="provider_id")
def launches(t: Tables) -> pd.DataFrame:
    """Launches with their provider, and whether they carried a satellite of the package."""
    rows = t.join(t["launches"], "provider_id", "organizations", "provider")
    t.with_bounds(rows, launch="launched_on", provider="provider.founded_on")
    t.with_bounds(rows, ended="provider.ended_on")
    late = rows["launch_first"] > rows["ended_last"]
    with_heirs(t, rows, "provider", "organizations", late, "launch")
    rows["carried"] = among(rows["launch_id"], t["satellites"]["launch_id"])
    rows["today"] = t.day
    return rows


@view(
    "agreement_satellites", "agreements", "satellites", "launches", "sources", alone=True,
    agreements="agreement_id", satellites="satellite_id", sources="source_id",
)  # fmt: skip
def links(t: Tables) -> pd.DataFrame:
    """Agreement-satellite links with the agreement's date, the satellite's launch, the source, and
    whether the agreement or its source names the satellite."""
    rows = t.join(t["agreement_satellites"], "agreement_id", "agreements", "agreement")
    rows = t.join(rows, "satellite_id", "satellites", "satellite")
    rows = t.join(rows, "satellite.launch_id", "launches", "launch")
    rows = t.join(rows, "source_id", "sources", "source")
    names = rows[["satellite.name", "satellite.other_names"]]
    texts = rows[["agreement.title", "agreement.summary", "source.title"]]
    rows["named"] = [_named(*both) for both in zip(names.to_numpy(), texts.to_numpy(), strict=True)]
    t.with_bounds(rows, signed="agreement.signed_on", launch="launch.launched_on")
    return t.with_bounds(rows, source="source.published_on")


def _named(names: Iterable[Any], texts: Iterable[Any]) -> bool:
    """Whether one of a satellite's names stands in one of the texts."""
    held = [part for cell in names if isinstance(cell, str) for part in cell.split("; ")]
    told = [squeeze(text) for text in texts if isinstance(text, str)]
    return any(name and name in text for name in map(squeeze, held) for text in told)


RULES = [
    Rule(
        "R101", ERROR, launches, ("launch_id", "launched_on"),
        "A launch's year is the year in its designator.",
        "COSPAR designators count the launches of one year; another year is a slip in one of them.",
        "The launch was on {launched_on:2002-01-01}, but its designator, {launch_id:2001-002}, is "
        "of another year.",
        "look the launch up, and put the day or the designator right",
        lambda v: v["launched_on"].dt.year
        == pd.to_numeric(v["launch_id"].str[:4], errors="coerce"),
    ),
    Rule(
        "R102", ERROR, launches, ("outcome", "launch_id"),
        "A launch with a failure designator (F and a number) failed.",
        "Only launches that reach orbit get a COSPAR number.",
        "The outcome is {outcome:success}, but {launch_id:2005-F01} is the designator of a failed "
        "launch.",
        "write failure, or the COSPAR number of the launch",
        lambda v: ~v["launch_id"].str[5].eq("F") | v["outcome"].ne("success"),
    ),
    Rule(
        "R103", ERROR, launches, ("launch_id",),
        "A launch carries at least one satellite of the package.",
        "The table holds the launches of its satellites, not all launches.",
        "No satellite of the package was on the launch {launch_id:2001-003}.",
        "add its satellite, or leave the launch out",
        lambda v: v["carried"],
    ),
    Rule(
        "R104", WARNING, launches, ("provider_id", "launched_on", "provider.founded_on"),
        "A launch is not earlier than the founding of its provider.",
        "A later founding points to the wrong body, often a successor with a similar name.",
        "The launch of {launched_on:2001-03-04} is older than its provider {provider_id:COMB}, "
        "which was founded on {provider.founded_on:2001-03-05}.",
        "name the predecessor that launched it, or put the founding right",
        lambda v: v["launch_first"] >= v["provider_first"],
    ),
    Rule(
        "R105", ERROR, launches, ("launched_on",),
        "A launch is not in the future of the package.",
        "Planned launches are not launches.",
        "The launch day {launched_on:2030-01-01} lies after the date of the package.",
        "put the day right, or leave the launch out until it has been",
        lambda v: v["launch_first"] <= v["today"],
    ),
    Rule(
        "R106", ERROR, launches, ("second_provider_id", "provider_id"),
        "The second provider is another body than the first.",
        "One body is named once.",
        "{second_provider_id:COMB} is both the first and the second provider.",
        "empty the second, or name the other body",
        lambda v: v["second_provider_id"] != v["provider_id"],
    ),
    Rule(
        "R107", ERROR, launches, ("provider_id", "provider.ended_on", "launched_on"),
        "A launch is not later than the end of its provider.",
        "Compared as intervals; catalogues keep a code for what follows under another name.",
        "The provider {provider_id:COMB} had ended on {provider.ended_on:2001-03-03}, before the "
        "launch on {launched_on:2001-03-04}.",
        "name the body that launched it by then, or put the end right",
        lambda v: v["launch_first"] <= v["ended_last"],
        lambda row: row.get("provider.heir"),
    ),
    Rule(
        "R121", ERROR, links, ("satellite_id", "agreement.signed_on", "launch.launched_on"),
        "A delivery or launch contract is not later than the launch of its satellite.",
        "Compared as intervals: the whole of the signing lies after the launch.",
        "The contract was signed on {agreement.signed_on:2001-03-05}, after {satellite_id:S20001} "
        "had been launched on {launch.launched_on:2001-03-04}.",
        "name the satellite that was meant, or put the date of the agreement right",
        lambda v: v["agreement.kind"].ne("contract") | (v["signed_first"] <= v["launch_first"]),
    ),
    Rule(
        "R251", ERROR, links, ("source_id", "source.published_on", "launch.launched_on"),
        "The source of a link is not older than the launch, unless the satellite is named.",
        "A contract cannot tell what will fly under it; one that names the craft can.",
        "The source {source_id:news} is of {source.published_on:2001-03-03}, older than the "
        "launch on {launch.launched_on:2001-03-04}, and the satellite is not named.",
        "name a source that tells that it flew under this agreement",
        lambda v: v["named"] | (v["source_last"] >= v["launch_first"]),
    ),
]  # fmt: skip
