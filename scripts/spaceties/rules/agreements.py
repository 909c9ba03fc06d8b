"""Rules on agreements and their parties."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.views import Tables, cells_of, hardly_before, in_ring, view

ONE_SIDED = ("national_law", "resolution", "call")
PLACES_ALONE = ("video link", "Jerusalem")  # no place at all, and a city of disputed state
OPPOSITE = {
    "customer": "contractor", "contractor": "customer",
    "lessor": "lessee", "lessee": "lessor",
    "lender": "borrower", "borrower": "lender",
}  # fmt: skip
BINDING = ("ratified", "accepted", "approved", "acceded", "succeeded", "joined")
INTENDED = ("announced", "applied")
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


@view("agreement_parties", "agreements", "organizations", "countries")
def parties(t: Tables) -> pd.DataFrame:
    """Parties with agreement, body and its country, and whether the opposite role is there."""
    rows = t.join(t["agreement_parties"], "agreement_id", "agreements", "agreement")
    rows = t.join(rows, "organization_id", "organizations", "body")
    rows = t.join(rows, "body.country_id", "countries", "country")
    t.with_bounds(rows, joined="joined_on", signed="agreement.signed_on")
    t.with_bounds(rows, began="country.started_on", ended="country.ended_on")
    roles = set(cells_of(rows, "agreement_id", "role"))
    rows["answered"] = [
        role not in OPPOSITE or (agreement, OPPOSITE[role]) in roles
        for agreement, role in cells_of(rows, "agreement_id", "role")
    ]
    return rows


@view("agreement_acts", "agreement_parties", "agreements", "organizations", "countries", alone=True)
def acts(t: Tables) -> pd.DataFrame:
    """Further acts with the party, its agreement and the country of its body."""
    key = ["agreement_id", "organization_id"]
    held = t["agreement_parties"].drop_duplicates(key).set_index(key)[["act", "joined_on"]]
    rows = t["agreement_acts"].join(held.add_prefix("party."), on=key)
    rows = t.join(rows, "agreement_id", "agreements", "agreement")
    rows = t.join(rows, "organization_id", "organizations", "body")
    rows = t.join(rows, "body.country_id", "countries", "country")
    t.with_bounds(rows, acted="acted_on", joined="party.joined_on", signed="agreement.signed_on")
    return t.with_bounds(rows, began="country.started_on", ended="country.ended_on")


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
        lambda v: (v["parties"] >= 2)
        | (v["kind"].isin(ONE_SIDED) | v["party_list"].eq("partial")) & (v["parties"] >= 1),
    ),
    Rule(
        "R202", ERROR, agreements, ("ends_on", "signed_on"),
        "An agreement does not end before it is signed.",
        "Compared as intervals: the whole of the end lies before the signing.",
        lambda v: v["ends_last"] >= v["signed_first"],
    ),
    Rule(
        "R203", WARNING, agreements, ("ends_on", "signed_on"),
        "An agreement hardly ends before it is signed.",
        "The two vague dates overlap, but the end reaches further back than the signing.",
        lambda v: hardly_before(v, "ends", "signed"),
    ),
    Rule(
        "R204", ERROR, agreements, ("dated_by", "signed_on"),
        "A date says of which act it is, and an act has a date.",
        "Foundings and announcements are not signatures.",
        lambda v: v["dated_by"].isna() == v["signed_on"].isna(),
    ),
    Rule(
        "R205", ERROR, agreements, ("status", "ends_on"),
        "An agreement whose end has passed is not in force.",
        "Compared with the date of the package.",
        lambda v: v["status"].ne("in_force") | (v["ends_last"] >= v["today"]),
    ),
    Rule(
        "R206", ERROR, agreements, ("framework_id",),
        "Frameworks do not run in a ring.",
        "An agreement cannot stand under itself.",
        lambda v: ~v["ring"],
    ),
    Rule(
        "R207", ERROR, agreements, ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is not older than the framework under which it stands.",
        "Compared as intervals: the whole of the signing lies before the framework's.",
        lambda v: v["signed_last"] >= v["framework_first"],
    ),
    Rule(
        "R208", ERROR, agreements, ("status", "dated_by"),
        "An agreement that was only announced is not dated by signature.",
        "One of the two is wrong.",
        lambda v: ~(v["status"].eq("announced") & v["dated_by"].eq("signature")),
    ),
    Rule(
        "R209", WARNING, agreements, ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is hardly older than the framework under which it stands.",
        "The two vague dates overlap, but the signing reaches further back than the framework's.",
        lambda v: hardly_before(v, "signed", "framework"),
    ),
    Rule(
        "R252", ERROR, places, ("place",),
        "A place of signing ends with its country as `countries` names it.",
        "So that places can be counted by country; several are parted by a semicolon.",
        lambda v: v["located"],
    ),
    Rule(
        "R253", ERROR, signers, ("kind",),
        "A treaty or agreement of governments has a party that governs; one of agencies has a "
        "party that is no state.",
        "Who governs: states, government bodies, intergovernmental organizations.",
        lambda v: (~v["kind"].isin(BETWEEN_STATES) | v["governing"])
        & (v["kind"].ne("interagency_agreement") | ~v["states"]),
    ),
    Rule(
        "R211", ERROR, parties, ("joined_on", "agreement.signed_on"),
        "No party joins before the agreement is signed.",
        "Compared as intervals: the whole of the joining lies before the signing.",
        lambda v: v["joined_last"] >= v["signed_first"],
    ),
    Rule(
        "R212", ERROR, parties, ("role",),
        "A customer faces a contractor, a lessor a lessee, a lender a borrower.",
        "One side alone has nobody to deal with.",
        lambda v: v["answered"],
    ),
    Rule(
        "R213", ERROR, parties, ("organization_id", "joined_on", "country.ended_on"),
        "No party joins after its state has ended.",
        "The successor state joins instead.",
        lambda v: v["joined_first"] <= v["ended_last"],
        lambda row: row.get("country.successor_id"),
    ),
    Rule(
        "R214", ERROR, parties, ("organization_id", "joined_on", "country.started_on"),
        "No party joins before its state began.",
        "The state before it joined instead.",
        lambda v: v["joined_last"] >= v["began_first"],
    ),
    Rule(
        "R215", ERROR, parties, ("organization_id", "body.kind"),
        "A party is a body, not an aggregate.",
        "The world economy signs nothing.",
        lambda v: v["body.kind"].ne("aggregate"),
    ),
    Rule(
        "R216", WARNING, parties, ("joined_on", "agreement.signed_on"),
        "A party hardly joins before the agreement is signed.",
        "The two vague dates overlap, but the joining reaches further back than the signing.",
        lambda v: hardly_before(v, "joined", "signed"),
    ),
    Rule(
        "R230", ERROR, parties, ("act", "joined_on", "agreement.signed_on"),
        "A party with another date than its agreement says which act the date is of.",
        "Signature, ratification and accession bind differently.",
        lambda v: v["act"].notna()
        | (v["joined_first"] == v["signed_first"]) & (v["joined_last"] == v["signed_last"]),
    ),
    Rule(
        "R231", ERROR, parties, ("act", "agreement.status"),
        "Nobody has signed or joined an agreement that was only announced.",
        "One of the two is wrong.",
        lambda v: v["agreement.status"].ne("announced") | v["act"].isna()
        | v["act"].isin(INTENDED),
    ),
    Rule(
        "R232", ERROR, parties, ("role", "act"),
        "A member has done more than to announce it or to apply.",
        "Else it is a participant.",
        lambda v: ~(v["role"].isin(("founding_member", "member")) & v["act"].isin(INTENDED)),
    ),
    Rule(
        "R233", ERROR, acts, ("act", "party.act"),
        "An act of a party stands in one place only.",
        "Two dates of one act contradict each other, or one is superfluous.",
        lambda v: v["act"] != v["party.act"],
    ),
    Rule(
        "R234", ERROR, acts, ("act", "party.act"),
        "The act that binds a party stands in agreement_parties.",
        "Further acts are those that came before it, or ended it.",
        lambda v: ~v["act"].isin(BINDING) | v["party.act"].isin(BINDING),
    ),
    Rule(
        "R235", ERROR, acts, ("acted_on", "act", "party.joined_on"),
        "No party signs or applies after the act that binds it.",
        "Compared as intervals: the whole of the signing lies after it.",
        lambda v: ~v["act"].isin(("signed", "applied")) | ~v["party.act"].isin(BINDING)
        | (v["acted_first"] <= v["joined_last"]),
    ),
    Rule(
        "R236", ERROR, acts, ("acted_on", "act", "party.joined_on"),
        "No party withdraws before it has joined.",
        "Compared as intervals: the whole of the withdrawal lies before it.",
        lambda v: v["act"].ne("withdrew") | (v["acted_last"] >= v["joined_first"]),
    ),
    Rule(
        "R237", ERROR, acts, ("acted_on", "agreement.signed_on"),
        "No party acts on an agreement before it is signed, unless it announces or applies.",
        "Compared as intervals: the whole of the act lies before the signing.",
        lambda v: v["act"].isin(INTENDED) | (v["acted_last"] >= v["signed_first"]),
    ),
    Rule(
        "R238", ERROR, acts, ("acted_on", "country.started_on", "country.ended_on"),
        "A party acts within the life of its state.",
        "The state before or after it acted instead.",
        lambda v: (v["acted_last"] >= v["began_first"]).fillna(True)
        & (v["acted_first"] <= v["ended_last"]).fillna(True),
    ),
]  # fmt: skip
