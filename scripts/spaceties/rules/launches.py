"""Rules on launches and satellites."""

from __future__ import annotations

import pandas as pd

from spaceties.dataset import scope
from spaceties.rules.engine import Rule, Tables, reads

# Objects released from a station, or from a supply ship after it left one, carry the designation
# of that craft and not of the launch that brought them: Salyut 6 and 7, Mir, the ISS, Tiangong-1
# and -2, Tianhe; Cygnus NG-11 (GCAT, launch log and phase catalogue).
HOSTS = frozenset(
    {
        "1977-097", "1982-033", "1986-017", "1998-067", "2011-053", "2016-057", "2021-035",
        "2019-022",
    }
)  # fmt: skip


@reads("launches", "organizations", "satellites")
def launches(t: Tables) -> pd.DataFrame:
    """Launches with their provider, vehicle, and the number of satellites they carried."""
    view = t.join(t["launches"], "provider_id", "organizations", "provider")
    view["day"], _ = t.bounds(view["launched_on"])
    _, view["provider.founded"] = t.bounds(view["provider.founded_on"])
    view["provider.founded_first"], _ = t.bounds(view["provider.founded_on"])
    _, view["provider.ended"] = t.bounds(view["provider.ended_on"])
    view["carried"] = view["launch_id"].isin(set(t["satellites"]["launch_id"]))
    view["today"] = t.today.toordinal()
    return view


@reads(*scope.COLUMNS)
def satellites(t: Tables) -> pd.DataFrame:
    """Satellites with their launch, and whether they have an owner and belong."""
    view = t.join(t["satellites"], "launch_id", "launches", "launch")
    view["launch_day"], _ = t.bounds(view["launch.launched_on"])
    view["ended_first"], view["ended_last"] = t.bounds(view["ended_on"])
    parts = t["satellite_participants"]
    owners = parts[parts["role"] == "owner"]
    view["owned"] = view["satellite_id"].isin(set(owners["satellite_id"]))
    view["belongs"] = view["satellite_id"].isin(scope.of_tables(t))
    return view


@reads("satellite_participants", "organizations", "satellites", "launches")
def participants(t: Tables) -> pd.DataFrame:
    """Participants with their body and the launch of their satellite."""
    view = t.join(t["satellite_participants"], "organization_id", "organizations", "body")
    view = t.join(view, "satellite_id", "satellites", "satellite")
    view = t.join(view, "satellite.launch_id", "launches", "launch")
    view["launch_day"], _ = t.bounds(view["launch.launched_on"])
    return view


@reads("payloads", "organizations", "satellites")
def payloads(t: Tables) -> pd.DataFrame:
    """Contributed payloads with contributor and host."""
    view = t.join(t["payloads"], "contributor_id", "organizations", "contributor")
    return t.join(view, "satellite_id", "satellites", "satellite")


@reads("agreement_satellites", "agreements", "satellites", "launches")
def links(t: Tables) -> pd.DataFrame:
    """Agreement-satellite links with the agreement's date and the satellite's launch."""
    view = t.join(t["agreement_satellites"], "agreement_id", "agreements", "agreement")
    view = t.join(view, "satellite_id", "satellites", "satellite")
    view = t.join(view, "satellite.launch_id", "launches", "launch")
    view["signed_first"], view["signed_last"] = t.bounds(view["agreement.signed_on"])
    view["launch_day"], _ = t.bounds(view["launch.launched_on"])
    return view


def _designation(v: pd.DataFrame) -> pd.Series:
    start = v["cospar_id"].str.extract(r"^([0-9]{4}-(?:[0-9]{3}|[A-Z][0-9]{2}))")[0]
    return (start == v["launch_id"]) | start.isin(HOSTS)


def _number(v: pd.DataFrame) -> pd.Series:
    catalogued = v["satellite_id"].str.fullmatch(r"S[0-9]{5,6}").fillna(False)
    stated = pd.to_numeric(v["satellite_id"].str[1:].where(catalogued), errors="coerce")
    return (v["norad_id"] == stated.astype("Int64")).where(catalogued, v["norad_id"].isna())


RULES = [
    Rule(
        "R101",
        "error",
        "launches",
        ("launch_id", "launched_on"),
        "A launch's year is the year in its designator.",
        "COSPAR designators count the launches of one year; another year is a slip in one of them.",
        launches,
        lambda v: (
            pd.to_numeric(v["launch_id"].str[:4], errors="coerce") == v["launched_on"].dt.year
        ),
    ),
    Rule(
        "R102",
        "error",
        "launches",
        ("outcome", "launch_id"),
        "A launch with a failure designator (F and a number) failed.",
        "Only launches that reach orbit get a COSPAR number.",
        launches,
        lambda v: ~v["launch_id"].str[5].eq("F") | v["outcome"].ne("success"),
    ),
    Rule(
        "R103",
        "error",
        "launches",
        ("launch_id",),
        "A launch carries at least one satellite of the package.",
        "The table holds the launches of its satellites, not all launches.",
        launches,
        lambda v: v["carried"],
    ),
    Rule(
        "R104",
        "warning",
        "launches",
        ("provider_id", "launched_on", "provider.founded_on"),
        "A launch is not earlier than the founding of its provider.",
        "A later founding points to the wrong body, often a successor with a similar name.",
        launches,
        lambda v: v["day"] >= v["provider.founded_first"],
    ),
    Rule(
        "R105",
        "error",
        "launches",
        ("launched_on",),
        "A launch is not in the future of the package.",
        "Planned launches are not launches.",
        launches,
        lambda v: v["day"] <= v["today"],
    ),
    Rule(
        "R106",
        "error",
        "launches",
        ("second_provider_id", "provider_id"),
        "The second provider is another body than the first.",
        "One body is named once.",
        launches,
        lambda v: v["second_provider_id"] != v["provider_id"],
    ),
    Rule(
        "R111",
        "error",
        "satellites",
        ("cospar_id", "launch_id"),
        "A satellite's COSPAR designation begins with its launch's, or that of the craft it left.",
        "Objects released from a station carry the station's number, all others their launch's.",
        satellites,
        _designation,
        lambda row: f"{row['launch_id']}A?" if isinstance(row["launch_id"], str) else None,
    ),
    Rule(
        "R112",
        "error",
        "satellites",
        ("norad_id", "satellite_id"),
        "The NORAD number is the number in the satellite's id.",
        "GCAT's S numbers are the NORAD numbers; other ids have none.",
        satellites,
        _number,
    ),
    Rule(
        "R113",
        "error",
        "satellites",
        ("ended_on", "launch.launched_on"),
        "A satellite does not end before its launch.",
        "Compared as intervals: the whole of the end lies before the launch.",
        satellites,
        lambda v: v["ended_last"] >= v["launch_day"],
    ),
    Rule(
        "R114",
        "error",
        "satellites",
        ("perigee_km", "apogee_km"),
        "The perigee is not above the apogee.",
        "Swapped columns are the usual cause.",
        satellites,
        lambda v: v["perigee_km"] <= v["apogee_km"],
    ),
    Rule(
        "R115",
        "error",
        "satellites",
        ("satellite_id",),
        "A satellite has an owner.",
        "Without an owner nobody can tell between whom the tie is.",
        satellites,
        lambda v: v["owned"],
    ),
    Rule(
        "R116",
        "error",
        "satellites",
        ("satellite_id", "country_id", "launch.country_id"),
        "A satellite belongs: two states or more take part, or an agreement or claim names it.",
        "The package is about cooperation; successor states of one lineage count once.",
        satellites,
        lambda v: v["belongs"],
    ),
    Rule(
        "R117",
        "error",
        "satellites",
        ("un_document", "un_country_id"),
        "A state that registered a satellite with the United Nations did so in a document.",
        "The register is the sum of its documents.",
        satellites,
        lambda v: v["un_country_id"].isna() | v["un_document"].notna(),
    ),
    Rule(
        "R121",
        "error",
        "agreement_satellites",
        ("satellite_id", "agreement.signed_on", "launch.launched_on"),
        "A delivery or launch contract is not later than the launch of its satellite.",
        "Compared as intervals: the whole of the signing lies after the launch.",
        links,
        lambda v: v["agreement.kind"].ne("contract") | (v["signed_first"] <= v["launch_day"]),
    ),
    Rule(
        "R122",
        "error",
        "payloads",
        ("contributor_id", "satellite.country_id"),
        "A contributed payload comes from another state than the spacecraft's.",
        "A state's own instrument is no contribution.",
        payloads,
        lambda v: v["contributor.country_id"] != v["satellite.country_id"],
    ),
    Rule(
        "R123",
        "error",
        "satellite_participants",
        ("organization_id", "body.kind"),
        "A participant of a satellite is a body, not an aggregate or a programme.",
        "Aggregates own nothing.",
        participants,
        lambda v: ~v["body.kind"].isin(["aggregate", "programme"]),
    ),
]
