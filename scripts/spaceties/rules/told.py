"""Rules on what the words of a row, or the flight of a satellite, tell of a coarser cell."""

from __future__ import annotations

import calendar

import pandas as pd

from spaceties.datapackage.report import WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.launches import links
from spaceties.rules.views import Tables, among, view

MONTHS = {name: f"{number:02}" for number, name in enumerate(calendar.month_name) if name}
TOLD_ON = rf"\btold (?:by [^.;,]+ )?on ([0-9]{{1,2}}) ({'|'.join(MONTHS)})\b"
MONTH = r"[0-9]{4}-[0-9]{2}"
RATIFIED = ("ratified", "accepted", "approved", "acceded")
SUPPLIED = ("launch_services", "satellite_delivery")


@view("agreements", "agreement_parties", "agreement_acts")
def summaries(t: Tables) -> pd.DataFrame:
    """Agreements with the day and the month in which the summary says that they were told, and
    whether an act of a party is one that follows a signature."""
    rows = t["agreements"]
    told = rows["summary"].str.extract(TOLD_ON)
    rows["told_day"], rows["told_month"] = told[0].str.zfill(2), told[1].map(MONTHS)
    acted = [t[name] for name in ("agreement_parties", "agreement_acts")]
    ids = (one["agreement_id"][one["act"].isin(RATIFIED)] for one in acted)
    rows["acted"] = among(rows["agreement_id"], [i for column in ids for i in column])
    return rows


@view("agreement_parties", "sources")
def reports(t: Tables) -> pd.DataFrame:
    """Parties with their source, and the month in which it was published."""
    rows = t.join(t["agreement_parties"], "source_id", "sources", "source")
    rows["published"] = rows["source.published_on"].str.slice(0, 7)
    return rows


RULES = [
    Rule(
        "R217", WARNING, reports, ("joined_on", "act", "source.published_on"),
        "A joining is not dated by the month of the report alone.",
        "Who is named as a member in a month may have joined before it: then `../` says so.",
        "The day on which the party {act:joined}, {joined_on:2003-05}, is only the month in which "
        "the source was published ({source.published_on:2003-05-09}).",
        "write the day if a source tells it, else ../2003-05",
        lambda v: v["act"].ne("joined").fillna(True)
        | ~v["joined_on"].str.fullmatch(MONTH).fillna(False)
        | v["joined_on"].ne(v["published"]).fillna(True),
    ),
    Rule(
        "R254", WARNING, summaries, ("signed_on", "dated_by", "summary"),
        "An announcement whose day the summary tells has that day.",
        "The day is known, and those who compute read the column.",
        "The date of the {dated_by:announcement} is {signed_on:2000-05}, though the summary tells "
        "the day.",
        "write the day of the summary into signed_on",
        lambda v: v["dated_by"].ne("announcement").fillna(True)
        | ~v["signed_on"].str.fullmatch(MONTH).fillna(False)
        | v["signed_on"].str.slice(5).ne(v["told_month"]).fillna(True),
        lambda row: f'"{row["signed_on"]}-{row["told_day"]}"',
    ),
    Rule(
        "R255", WARNING, summaries, ("summary", "agreement_id"),
        "Where the summary says that an agreement was ratified, an act of a party says so too.",
        "Who is bound, and since when, is read from the acts.",
        "The summary of {agreement_id:lands-accord} says that it was ratified, but no party has "
        "ratified it.",
        "add the act to agreement_parties or agreement_acts, or mend the summary",
        lambda v: v["acted"] | ~v["summary"].str.contains(r"(?i)\bratified\b").fillna(False),
    ),
    Rule(
        "R256", WARNING, links, ("agreement_id", "agreement.status", "launch.launched_on"),
        "A contract to deliver or launch a satellite that has flown has a known status.",
        "That it was carried out is told by the flight.",
        "The satellite was launched on {launch.launched_on:2001-03-04}, but the status of its "
        "contract, {agreement_id:alsat-contract}, is {agreement.status:unknown}.",
        "write ended if nothing is left to deliver, else in_force",
        lambda v: v["agreement.status"].ne("unknown").fillna(True)
        | v["agreement.kind"].ne("contract").fillna(True)
        | ~v["agreement.topic"].isin(SUPPLIED)
        | v["launch.launched_on"].isna(),
    ),
]  # fmt: skip
