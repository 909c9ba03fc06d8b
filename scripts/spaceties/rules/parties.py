"""Rules on the parties of agreements and what they did."""

from __future__ import annotations

import pandas as pd

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.rules.engine import Rule
from spaceties.rules.heirs import with_heirs
from spaceties.rules.views import Tables, cells_of, hardly_before, view

OPPOSITE = {
    "customer": "contractor", "contractor": "customer",
    "lessor": "lessee", "lessee": "lessor",
    "lender": "borrower", "borrower": "lender",
}  # fmt: skip
BINDING = ("ratified", "accepted", "approved", "acceded", "succeeded", "joined")
INTENDED = ("announced", "applied")


@view("agreement_parties", "agreements", "organizations", "countries")
def parties(t: Tables) -> pd.DataFrame:
    """Parties with agreement, body and its country, and whether the opposite role is there."""
    rows = t.join(t["agreement_parties"], "agreement_id", "agreements", "agreement")
    rows = t.join(rows, "organization_id", "organizations", "body")
    rows = t.join(rows, "body.country_id", "countries", "country")
    t.with_bounds(rows, joined="joined_on", signed="agreement.signed_on")
    t.with_bounds(rows, began="country.started_on", ended="country.ended_on",
                  body_ended="body.ended_on")  # fmt: skip
    state_late = rows["joined_first"] > rows["ended_last"]
    with_heirs(t, rows, "country", "countries", state_late, "joined")
    late = rows["body.kind"].ne("state") & (rows["joined_first"] > rows["body_ended_last"])
    with_heirs(t, rows, "body", "organizations", late, "joined")
    roles = set(cells_of(rows, "agreement_id", "role"))
    rows["answered"] = [
        role not in OPPOSITE or (agreement, OPPOSITE[role]) in roles
        for agreement, role in cells_of(rows, "agreement_id", "role")
    ]
    return rows


@view(
    "agreement_acts", "agreement_parties", "agreements", "organizations", "countries", alone=True,
    agreements="agreement_id", organizations="organization_id",
)  # fmt: skip
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


RULES = [
    Rule(
        "R211", ERROR, parties, ("joined_on", "agreement.signed_on"),
        "No party joins before the agreement is signed.",
        "Compared as intervals: the whole of the joining lies before the signing.",
        "The party joined on {joined_on:1999-10-12}, before the agreement was signed on "
        "{agreement.signed_on:1999-10-13}.",
        "look both dates up, and mend the one that is wrong",
        lambda v: v["joined_last"] >= v["signed_first"],
    ),
    Rule(
        "R212", ERROR, parties, ("role",),
        "A customer faces a contractor, a lessor a lessee, a lender a borrower.",
        "One side alone has nobody to deal with.",
        "The {role:customer} has nobody to deal with in this agreement.",
        "add the contractor, lessee or borrower, or whoever is on the other side",
        lambda v: v["answered"],
    ),
    Rule(
        "R213", ERROR, parties, ("organization_id", "joined_on", "country.ended_on"),
        "No party joins after its state has ended.",
        "The successor state joins instead.",
        "{organization_id:OLD} joined on {joined_on:1992-01-01}, after its state had ended on "
        "{country.ended_on:1991-12}.",
        "name the successor state, or put the date right",
        lambda v: v["joined_first"] <= v["ended_last"],
        lambda row: row.get("country.heir"),
    ),
    Rule(
        "R214", ERROR, parties, ("organization_id", "joined_on", "country.started_on"),
        "No party joins before its state began.",
        "The state before it joined instead.",
        "{organization_id:BBB} joined on {joined_on:1991-12-31}, before its state began on "
        "{country.started_on:1992}.",
        "name the state before it, or put the date right",
        lambda v: v["joined_last"] >= v["began_first"],
    ),
    Rule(
        "R215", ERROR, parties, ("organization_id", "body.kind"),
        "A party is a body, not an aggregate.",
        "The world economy signs nothing.",
        "{organization_id:aggregate-world} is of kind {body.kind:aggregate}, and signs nothing.",
        "name the body that signed",
        lambda v: v["body.kind"].ne("aggregate"),
    ),
    Rule(
        "R216", WARNING, parties, ("joined_on", "agreement.signed_on"),
        "A party hardly joins before the agreement is signed.",
        "The two vague dates overlap, but the joining reaches further back than the signing.",
        "The party may have joined ({joined_on:1999-09/1999-11}) before the agreement was signed "
        "({agreement.signed_on:1999-10/1999-12}).",
        "narrow the two dates down, as far as sources tell",
        lambda v: hardly_before(v, "joined", "signed"),
    ),
    Rule(
        "R218", ERROR, parties, ("organization_id", "joined_on", "body.ended_on"),
        "No party joins after it has ended.",
        "Compared as intervals; its successor joins instead. R213 tells of states.",
        "{organization_id:OLDB} joined on {joined_on:1992-01-02}, after it had ended on "
        "{body.ended_on:1991}.",
        "name the successor, or put the date or the end right",
        lambda v: v["body.kind"].eq("state") | (v["joined_first"] <= v["body_ended_last"]),
        lambda row: row.get("body.heir"),
    ),
    Rule(
        "R230", ERROR, parties, ("act", "joined_on", "agreement.signed_on"),
        "A party with another date than its agreement says which act the date is of.",
        "Signature, ratification and accession bind differently.",
        "The party's date, {joined_on:2003}, is not that of the agreement, "
        "{agreement.signed_on:1999-10-13}, but act is {act}.",
        "say what the party did on that day: signed, ratified, acceded …",
        lambda v: v["act"].notna()
        | (v["joined_first"] == v["signed_first"]) & (v["joined_last"] == v["signed_last"]),
    ),
    Rule(
        "R231", ERROR, parties, ("act", "agreement.status"),
        "Nobody has signed or joined an agreement that was only announced.",
        "One of the two is wrong.",
        "The party has {act:signed}, but the agreement is only {agreement.status:announced}.",
        "write announced as the act, or put the status of the agreement right",
        lambda v: v["agreement.status"].ne("announced") | v["act"].isna()
        | v["act"].isin(INTENDED),
    ),
    Rule(
        "R232", ERROR, parties, ("role", "act"),
        "A member has done more than to announce it or to apply.",
        "Else it is a participant.",
        "The party is a {role:member}, but all it has done is {act:applied}.",
        "write participant, or the act by which it joined",
        lambda v: ~(v["role"].isin(("founding_member", "member")) & v["act"].isin(INTENDED)),
    ),
    Rule(
        "R239", ERROR, parties, ("role", "act"),
        "Who acceded or succeeded is an acceding party; who ratified is neither that nor a "
        "participant.",
        "Ratification follows a signature, accession stands in its place.",
        "The party has {act:ratified}, but its role is {role:acceding_party}.",
        "write acceding_party for who acceded, signatory or member for who ratified, "
        "or put the act right",
        lambda v: v["role"].eq("acceding_party").where(
            v["act"].isin(("acceded", "succeeded")),
            v["act"].ne("ratified") | ~v["role"].isin(("acceding_party", "participant")),
        ),
    ),
    Rule(
        "R233", ERROR, acts, ("act", "party.act"),
        "An act of a party stands in one place only.",
        "Two dates of one act contradict each other, or one is superfluous.",
        "{act:signed} is told here and in agreement_parties as well.",
        "keep the act that binds the party there, and the others here",
        lambda v: v["act"] != v["party.act"],
    ),
    Rule(
        "R234", ERROR, acts, ("act", "party.act"),
        "The act that binds a party stands in agreement_parties.",
        "Further acts are those that came before it, or ended it.",
        "{act:ratified} binds the party, but agreement_parties has {party.act:signed} for it.",
        "swap the two: the act that binds stands in agreement_parties",
        lambda v: ~v["act"].isin(BINDING) | v["party.act"].isin(BINDING),
    ),
    Rule(
        "R235", ERROR, acts, ("acted_on", "act", "party.joined_on"),
        "No party signs or applies after the act that binds it.",
        "Compared as intervals: the whole of the signing lies after it.",
        "The party {act:signed} on {acted_on:2004-01-01}, after the act that binds it, of "
        "{party.joined_on:2003}.",
        "look both dates up, and mend the one that is wrong",
        lambda v: ~v["act"].isin(("signed", "applied")) | ~v["party.act"].isin(BINDING)
        | (v["acted_first"] <= v["joined_last"]),
    ),
    Rule(
        "R236", ERROR, acts, ("acted_on", "act", "party.joined_on"),
        "No party withdraws before it has joined.",
        "Compared as intervals: the whole of the withdrawal lies before it.",
        "The party {act:withdrew} on {acted_on:2000}, before it had joined on "
        "{party.joined_on:2003}.",
        "look both dates up, and mend the one that is wrong",
        lambda v: v["act"].ne("withdrew") | (v["acted_last"] >= v["joined_first"]),
    ),
    Rule(
        "R237", ERROR, acts, ("acted_on", "agreement.signed_on"),
        "No party acts on an agreement before it is signed, unless it announces or applies.",
        "Compared as intervals: the whole of the act lies before the signing.",
        "The party acted on {acted_on:1999-10-12}, before the agreement was signed on "
        "{agreement.signed_on:1999-10-13}.",
        "put the date right, or write announced or applied as the act",
        lambda v: v["act"].isin(INTENDED) | (v["acted_last"] >= v["signed_first"]),
    ),
    Rule(
        "R238", ERROR, acts, ("acted_on", "country.started_on", "country.ended_on"),
        "A party acts within the life of its state.",
        "The state before or after it acted instead.",
        "The party acted on {acted_on:1991-12-31}, while its state was not there (began "
        "{country.started_on:1992}, ended {country.ended_on}).",
        "name the state before or after it, or put the date right",
        lambda v: (v["acted_last"] >= v["began_first"]).fillna(True)
        & (v["acted_first"] <= v["ended_last"]).fillna(True),
    ),
]  # fmt: skip
