"""Rules on agreements, where and by whom they were signed."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, cells_of, hardly_before, in_ring, view

ONE_SIDED = ("national_law", "resolution", "call")
PLACES_ALONE = ("video link", "Jerusalem")  # no place at all, and a city of disputed state
BETWEEN_STATES = ("treaty", "intergovernmental_agreement")
GOVERNING = ("state", "government_body", "intergovernmental_organization")


@view("agreements", "agreement_parties")
def agreements(t: Tables) -> pd.DataFrame:
    """Agreements with bounds of their dates, their framework and the number of their parties."""
    rows = t.join(t["agreements"], "framework_id", "agreements", "framework")
    t.with_bounds(rows, signed="signed_on", ends="ends_on", framework="framework.signed_on")
    counts = t["agreement_parties"].groupby("agreement_id").size()
    rows["parties"] = rows["agreement_id"].map(counts).fillna(0)
    rows["ring"] = in_ring(rows["agreement_id"], rows["framework_id"])
    rows["today"] = t.day
    return rows


@view("agreements", "agreement_parties", "organizations", alone=True)
def signers(t: Tables) -> pd.DataFrame:
    """Agreements that have parties, and whether all are states and whether any governs."""
    rows = t.join(t["agreement_parties"], "organization_id", "organizations", "body")
    kinds: dict[object, set[object]] = {}
    for agreement, kind in cells_of(rows, "agreement_id", "body.kind"):
        kinds.setdefault(agreement, set()).add(kind)
    rows = t["agreements"]
    rows = rows[rows["agreement_id"].isin(list(kinds))].copy()
    agreements = rows["agreement_id"].tolist()
    rows["states"] = [kinds[agreement] == {"state"} for agreement in agreements]
    rows["governing"] = [not kinds[agreement].isdisjoint(GOVERNING) for agreement in agreements]
    return rows


@view("agreements", "countries", alone=True)
def places(t: Tables) -> pd.DataFrame:
    """Agreements, and whether each place of signing ends with the name of a country."""
    rows = t["agreements"]
    names = {*t["countries"]["name"].dropna(), *PLACES_ALONE}
    rows["located"] = [
        not isinstance(place, str)
        or all(part.rpartition(", ")[2] in names for part in place.split("; "))
        for place in rows["place"].tolist()
    ]
    return rows


RULES = [
    Rule(
        "R201", ERROR, agreements, ("agreement_id", "kind"),
        "An agreement has two parties or more, unless its list of parties is marked partial.",
        "Only national laws, resolutions and calls have one side.",
        "The number of parties of {agreement_id:lands-accord} is {parties:1}, too few for the kind "
        "{kind:treaty}.",
        "add the other parties, or mark party_list as partial",
        lambda v: (v["parties"] >= 2)
        | (v["kind"].isin(ONE_SIDED) | v["party_list"].eq("partial")) & (v["parties"] >= 1),
    ),
    Rule(
        "R202", ERROR, agreements, ("ends_on", "signed_on"),
        "An agreement does not end before it is signed.",
        "Compared as intervals: the whole of the end lies before the signing.",
        "The agreement ends on {ends_on:2000-04}, before it is signed on {signed_on:2000-05}.",
        "look both dates up, and mend the one that is wrong",
        lambda v: v["ends_last"] >= v["signed_first"],
    ),
    Rule(
        "R203", WARNING, agreements, ("ends_on", "signed_on"),
        "An agreement hardly ends before it is signed.",
        "The two vague dates overlap, but the end reaches further back than the signing.",
        "The agreement may end ({ends_on:2000-04/2000-05}) before it is signed "
        "({signed_on:2000-05/2000-06}).",
        "narrow the two dates down, as far as sources tell",
        lambda v: hardly_before(v, "ends", "signed"),
    ),
    Rule(
        "R204", ERROR, agreements, ("dated_by", "signed_on"),
        "A date says of which act it is, and an act has a date.",
        "Foundings and announcements are not signatures.",
        "Of dated_by, {dated_by}, and signed_on, {signed_on:2000-05}, only one is filled in.",
        "say of which act the date is, or fill the date in",
        lambda v: v["dated_by"].isna() == v["signed_on"].isna(),
    ),
    Rule(
        "R205", ERROR, agreements, ("status", "ends_on"),
        "An agreement whose end has passed has ended.",
        "Compared with the date of the package; neither in force nor unknown can then be true.",
        "The status is {status:in_force}, but the agreement ended on {ends_on:2001-05}.",
        "write ended, or the new end if it was prolonged",
        lambda v: ~v["status"].isin(("in_force", "unknown")) | (v["ends_last"] >= v["today"]),
    ),
    Rule(
        "R206", ERROR, agreements, ("framework_id",),
        "Frameworks do not run in a ring.",
        "An agreement cannot stand under itself.",
        "The framework {framework_id:lands-accord} stands, by its own frameworks, under this "
        "agreement.",
        "empty the framework of the topmost agreement",
        lambda v: ~v["ring"],
    ),
    Rule(
        "R207", ERROR, agreements, ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is not older than the framework under which it stands.",
        "Compared as intervals: the whole of the signing lies before the framework's.",
        "The agreement, signed on {signed_on:2000-04}, is older than its framework "
        "{framework_id:alsat-contract}, of {framework.signed_on:2000-05}.",
        "name another framework, or mend the date that is wrong",
        lambda v: v["signed_last"] >= v["framework_first"],
    ),
    Rule(
        "R208", ERROR, agreements, ("status", "dated_by"),
        "An agreement that was only announced is not dated by signature.",
        "One of the two is wrong.",
        "The status is {status:announced}, and yet the date is that of a {dated_by:signature}.",
        "date it by announcement, or write in_force if it was signed",
        lambda v: ~(v["status"].eq("announced") & v["dated_by"].eq("signature")),
    ),
    Rule(
        "R209", WARNING, agreements, ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is hardly older than the framework under which it stands.",
        "The two vague dates overlap, but the signing reaches further back than the framework's.",
        "The agreement ({signed_on:1999-09/1999-11}) may be older than its framework "
        "{framework_id:lands-accord} ({framework.signed_on:1999-10/1999-12}).",
        "narrow the two dates down, as far as sources tell",
        lambda v: hardly_before(v, "signed", "framework"),
    ),
    Rule(
        "R252", ERROR, places, ("place",),
        "A place of signing ends with its country as `countries` names it.",
        "So that places can be counted by country; several are parted by a semicolon.",
        "The place {place:Aport} does not end with the name of a country.",
        "write the city, a comma and the country as `countries` names it: Aport, Aland",
        lambda v: v["located"],
    ),
    Rule(
        "R253", ERROR, signers, ("kind",),
        "A treaty or agreement of governments has a party that governs; one of agencies has a "
        "party that is no state.",
        "Who governs: states, government bodies, intergovernmental organizations.",
        "The kind is {kind:treaty}, and no party fits it: a treaty or agreement of governments "
        "lacks one that governs, or one of agencies has states alone.",
        "put the kind right, or name the bodies that signed",
        lambda v: (~v["kind"].isin(BETWEEN_STATES) | v["governing"])
        & (v["kind"].ne("interagency_agreement") | ~v["states"]),
    ),
]  # fmt: skip
