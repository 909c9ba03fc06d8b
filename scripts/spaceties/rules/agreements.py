"""Rules on agreements and their parties."""

from __future__ import annotations

import pandas as pd

from spaceties.rules.engine import Rule, Tables, hardly_before, reads
from spaceties.rules.organizations import in_ring

ONE_SIDED = ("national_law", "resolution", "call")
OPPOSITE = {
    "customer": "contractor", "contractor": "customer",
    "lessor": "lessee", "lessee": "lessor",
    "lender": "borrower", "borrower": "lender",
}  # fmt: skip


@reads("agreements", "agreement_parties")
def agreements(t: Tables) -> pd.DataFrame:
    """Agreements with bounds of their dates, their framework and the number of their parties."""
    view = t.join(t["agreements"], "framework_id", "agreements", "framework")
    view["signed_first"], view["signed_last"] = t.bounds(view["signed_on"])
    view["ends_first"], view["ends_last"] = t.bounds(view["ends_on"])
    view["framework_first"], view["framework_last"] = t.bounds(view["framework.signed_on"])
    counts = t["agreement_parties"].groupby("agreement_id").size()
    view["parties"] = view["agreement_id"].map(counts).fillna(0)
    view["ring"] = in_ring(view["agreement_id"], view["framework_id"])
    view["today"] = t.today.toordinal()
    return view


@reads("agreement_parties", "agreements", "organizations", "countries")
def parties(t: Tables) -> pd.DataFrame:
    """Parties with agreement, body and its country, and whether the opposite role is there."""
    view = t.join(t["agreement_parties"], "agreement_id", "agreements", "agreement")
    view = t.join(view, "organization_id", "organizations", "body")
    view = t.join(view, "body.country_id", "countries", "country")
    view["joined_first"], view["joined_last"] = t.bounds(view["joined_on"])
    view["signed_first"], view["signed_last"] = t.bounds(view["agreement.signed_on"])
    view["country_first"], _ = t.bounds(view["country.started_on"])
    _, view["country_last"] = t.bounds(view["country.ended_on"])
    roles = set(zip(view["agreement_id"], view["role"], strict=True))
    view["answered"] = [
        role not in OPPOSITE or (agreement, OPPOSITE[role]) in roles
        for agreement, role in zip(view["agreement_id"], view["role"], strict=True)
    ]
    return view


RULES = [
    Rule(
        "R201",
        "error",
        "agreements",
        ("agreement_id", "kind"),
        "An agreement has two parties or more, unless its list of parties is marked partial.",
        "Only national laws, resolutions and calls have one side.",
        agreements,
        lambda v: (
            (v["parties"] >= 2)
            | (v["kind"].isin(ONE_SIDED) | v["party_list"].eq("partial")) & (v["parties"] >= 1)
        ),
    ),
    Rule(
        "R202",
        "error",
        "agreements",
        ("ends_on", "signed_on"),
        "An agreement does not end before it is signed.",
        "Compared as intervals: the whole of the end lies before the signing.",
        agreements,
        lambda v: v["ends_last"] >= v["signed_first"],
    ),
    Rule(
        "R203",
        "warning",
        "agreements",
        ("ends_on", "signed_on"),
        "An agreement hardly ends before it is signed.",
        "The two vague dates overlap, but the end reaches further back than the signing.",
        agreements,
        lambda v: hardly_before(v, "ends", "signed"),
    ),
    Rule(
        "R204",
        "error",
        "agreements",
        ("dated_by", "signed_on"),
        "A date says of which act it is, and an act has a date.",
        "Foundings and announcements are not signatures.",
        agreements,
        lambda v: v["dated_by"].isna() == v["signed_on"].isna(),
    ),
    Rule(
        "R205",
        "error",
        "agreements",
        ("status", "ends_on"),
        "An agreement whose end has passed is not in force.",
        "Compared with the date of the package.",
        agreements,
        lambda v: v["status"].ne("in_force") | (v["ends_last"] >= v["today"]),
    ),
    Rule(
        "R206",
        "error",
        "agreements",
        ("framework_id",),
        "Frameworks do not run in a ring.",
        "An agreement cannot stand under itself.",
        agreements,
        lambda v: ~v["ring"],
    ),
    Rule(
        "R207",
        "error",
        "agreements",
        ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is not older than the framework under which it stands.",
        "Compared as intervals: the whole of the signing lies before the framework's.",
        agreements,
        lambda v: v["signed_last"] >= v["framework_first"],
    ),
    Rule(
        "R208",
        "error",
        "agreements",
        ("status", "dated_by"),
        "An agreement that was only announced is not dated by signature.",
        "One of the two is wrong.",
        agreements,
        lambda v: ~(v["status"].eq("announced") & v["dated_by"].eq("signature")),
    ),
    Rule(
        "R209",
        "warning",
        "agreements",
        ("framework_id", "signed_on", "framework.signed_on"),
        "An agreement is hardly older than the framework under which it stands.",
        "The two vague dates overlap, but the signing reaches further back than the framework's.",
        agreements,
        lambda v: hardly_before(v, "signed", "framework"),
    ),
    Rule(
        "R211",
        "error",
        "agreement_parties",
        ("joined_on", "agreement.signed_on"),
        "No party joins before the agreement is signed.",
        "Compared as intervals: the whole of the joining lies before the signing.",
        parties,
        lambda v: v["joined_last"] >= v["signed_first"],
    ),
    Rule(
        "R212",
        "error",
        "agreement_parties",
        ("role",),
        "A customer faces a contractor, a lessor a lessee, a lender a borrower.",
        "One side alone has nobody to deal with.",
        parties,
        lambda v: v["answered"],
    ),
    Rule(
        "R213",
        "error",
        "agreement_parties",
        ("organization_id", "joined_on", "country.ended_on"),
        "No party joins after its state has ended.",
        "The successor state joins instead.",
        parties,
        lambda v: v["joined_first"] <= v["country_last"],
        lambda row: row.get("country.successor_id"),
    ),
    Rule(
        "R214",
        "error",
        "agreement_parties",
        ("organization_id", "joined_on", "country.started_on"),
        "No party joins before its state began.",
        "The state before it joined instead.",
        parties,
        lambda v: v["joined_last"] >= v["country_first"],
    ),
    Rule(
        "R215",
        "error",
        "agreement_parties",
        ("organization_id", "body.kind"),
        "A party is a body, not an aggregate.",
        "The world economy signs nothing.",
        parties,
        lambda v: v["body.kind"].ne("aggregate"),
    ),
    Rule(
        "R216",
        "warning",
        "agreement_parties",
        ("joined_on", "agreement.signed_on"),
        "A party hardly joins before the agreement is signed.",
        "The two vague dates overlap, but the joining reaches further back than the signing.",
        parties,
        lambda v: hardly_before(v, "joined", "signed"),
    ),
]
