"""Each rule has a tiny bad package that breaks it and only it, at a known line and column."""

from datetime import date

import pandas as pd
import pytest

from spaceties.datapackage import descriptor
from spaceties.datapackage.report import ERROR
from spaceties.rules import catalogue
from spaceties.rules.engine import Rule, run
from spaceties.rules.views import Tables, View
from spaceties.validation import validate
from tests import mini

SOURCE = {"source_id": "list"}
SPARE = {"source_id": "spare", "title": "Spare", "kind": "web_page", "is_copy": "false"}

# code: (edits that break it, table, line, column)
CASES = {
    "R001": ([("agreements", 0, "signed_on", "2000-02-30")], "agreements", 2, "signed_on"),
    "R101": ([("launches", 0, "launched_on", "2002-03-04")], "launches", 2, "launch_id"),
    "R102": ([("launches", 1, "outcome", "success")], "launches", 3, "outcome"),
    "R103": ([("satellites", 0), ("satellite_participants", 0)], "launches", 3, "launch_id"),
    "R104": ([("organizations", 4, "founded_on", "2003")], "launches", 2, "provider_id"),
    "R105": (
        [
            ("launches", {"launch_id": "2030-001", "launched_on": "2030-01-01",
                          "vehicle_id": "rocket-b", "site_id": "SITB", "provider_id": "COMB",
                          "country_id": "BBB", "outcome": "success", **SOURCE}),
            ("satellites", 0, "launch_id", "2030-001"),
            ("satellites", 0, "ended_on", ""),
            ("launches", 1),
            ("claims", 0, "row_key", "2001-002"),
            ("claims", 0, "value", "2001-03-04"),
        ],
        "launches", 3, "launched_on",
    ),
    "R106": ([("launches", 1, "second_provider_id", "COMB")], "launches", 3, "second_provider_id"),
    "R111": ([("satellites", 1, "cospar_id", "2001-003A")], "satellites", 3, "cospar_id"),
    "R112": ([("satellites", 1, "norad_id", "20009")], "satellites", 3, "norad_id"),
    "R113": ([("satellites", 1, "ended_on", "2000")], "satellites", 3, "ended_on"),
    "R114": ([("satellites", 1, "perigee_km", "711")], "satellites", 3, "perigee_km"),
    "R115": ([("satellite_participants", 1, "role", "operator")], "satellites", 3, "satellite_id"),
    "R116": ([("payloads", 0)], "satellites", 4, "satellite_id"),
    "R117": ([("satellites", 1, "un_document", "")], "satellites", 3, "un_document"),
    "R121": (
        [("agreements", 0, "signed_on", "2001-04"), ("agreements", 0, "ends_on", ""),
         ("agreement_parties", 0, "joined_on", ""), ("agreement_parties", 1, "joined_on", "")],
        "agreement_satellites", 2, "satellite_id",
    ),
    "R122": ([("payloads", 0, "contributor_id", "BBB")], "payloads", 2, "contributor_id"),
    "R123": (
        [("satellite_participants",
          {"satellite_id": "S20001", "organization_id": "aggregate-world", "role": "customer",
           **SOURCE})],
        "satellite_participants", 5, "organization_id",
    ),
    "R131": ([("organizations", 5, "ended_on", "1940")], "organizations", 7, "ended_on"),
    "R132": ([("organizations", 0, "parent_id", "AGA")], "organizations", 2, "parent_id"),
    "R133": ([("organizations", 4, "successor_id", "OLDB")], "organizations", 6, "successor_id"),
    "R134": ([("organizations", 2, "kind", "unknown")], "organizations", 4, "kind"),
    "R135": ([("organizations", 6, "country_id", "AAA")], "organizations", 8, "country_id"),
    "R136": ([("countries", 2, "ended_on", "")], "countries", 4, "successor_id"),
    "R137": (
        [("countries", 1, "successor_id", "OLD"), ("countries", 1, "ended_on", "2020")],
        "countries", 3, "successor_id",
    ),
    "R138": ([("countries", 2, "sovereign_id", "OLD")], "countries", 4, "sovereign_id"),
    "R139": (
        [("organizations", 5, "founded_on", "1950/1960"),
         ("organizations", 5, "ended_on", "1940/1955")],
        "organizations", 7, "ended_on",
    ),
    "R201": ([("agreement_parties", 6)], "agreements", 5, "agreement_id"),
    "R202": ([("agreements", 0, "ends_on", "1999")], "agreements", 2, "ends_on"),
    "R203": (
        [("agreements", 0, "ends_on", "2000-03/2000-05"),
         ("agreements", 0, "signed_on", "2000-05/2000-06")],
        "agreements", 2, "ends_on",
    ),
    "R204": ([("agreements", 0, "dated_by", "")], "agreements", 2, "dated_by"),
    "R205": ([("agreements", 0, "status", "in_force")], "agreements", 2, "status"),
    "R206": (
        [("agreements", 1, "framework_id", "alsat-launch-contract"),
         ("agreements", 0, "signed_on", "1999-10-13"),
         ("agreement_parties", 0, "joined_on", ""), ("agreement_parties", 1, "joined_on", "")],
        "agreements", 2, "framework_id",
    ),
    "R207": ([("agreements", 2, "framework_id", "alsat-launch-contract"),
              ("agreements", 2, "signed_on", "1999"),
              ("agreement_parties", 4, "joined_on", "")], "agreements", 4, "framework_id"),
    "R208": ([("agreements", 3, "status", "announced")], "agreements", 5, "status"),
    "R209": (
        [("agreements", 2, "framework_id", "lands-accord"),
         ("agreements", 2, "signed_on", "1999-09/1999-11"),
         ("agreements", 1, "signed_on", "1999-10/1999-12"),
         ("agreement_parties", 2, "joined_on", ""), ("agreement_parties", 4, "joined_on", "")],
        "agreements", 4, "framework_id",
    ),
    "R211": ([("agreement_parties", 3, "joined_on", "1998")], "agreement_parties", 5, "joined_on"),
    "R212": ([("agreement_parties", 1, "role", "participant")], "agreement_parties", 2, "role"),
    "R213": (
        [("agreement_parties", 6, "joined_on", "1995")], "agreement_parties", 8, "organization_id",
    ),
    "R214": (
        [("agreement_parties",
          {"agreement_id": "old-treaty", "organization_id": "BBB", "role": "signatory",
           "joined_on": "1985", **SOURCE})],
        "agreement_parties", 9, "organization_id",
    ),
    "R215": (
        [("agreement_parties", 5, "organization_id", "aggregate-world")],
        "agreement_parties", 7, "organization_id",
    ),
    "R216": (
        [("agreements", 1, "signed_on", "1999-10/1999-12"),
         ("agreement_parties", 2, "joined_on", "1999-09/1999-11")],
        "agreement_parties", 4, "joined_on",
    ),
    "R301": ([("spending", 0, "currency", "EUX"), ("spending", 1, "currency", "EUR")],
             "spending", 2, "currency"),
    "R302": ([("spending", 2, "amount_usd", "4999")], "spending", 4, "amount_usd"),
    "R303": ([("spending", 1, "period", "2001"), ("spending", 1, "fiscal_year", "")],
             "spending", 2, "spending_id"),
    "R304": ([("spending", 1, "amount", "110000000")], "spending", 3, "amount"),
    "R305": (
        [("spending", 2, "basis", "reported"), ("spending", 2, "period", "2031"),
         ("spending", 2, "fiscal_year", "2031")],
        "spending", 4, "basis",
    ),
    "R306": ([("spending", 2, "fiscal_year", "2004")], "spending", 4, "fiscal_year"),
    "R307": ([("spending", 2, "series", "request")], "spending", 4, "basis"),
    "R311": ([("indicators", 0, "value", "3.5")], "indicators", 2, "value"),
    "R312": (
        [("indicators",
          {"indicator_id": "again", "organization_id": "AAA", "measure": "research_share",
           "as_of": "2001", "value": "1.8", "unit": "percent of GDP", "relation": "about",
           **SOURCE})],
        "indicators", 3, "indicator_id",
    ),
    "P401": ([("claims", 0, "row_key", "2001-009")], "claims", 2, "row_key"),
    "P402": ([("claims", 0, "field", "lifted_on")], "claims", 2, "field"),
    "P403": ([("claims", 0, "value", "2005-06-08")], "claims", 2, "value"),
    "P404": ([("claims", 2, "field", "name")], "claims", 4, "table"),
    "P405": ([("claims", 2, "verdict", "agrees")], "claims", 4, "verdict"),
    "P406": ([("claims", 1, "comment", "")], "claims", 3, "comment"),
    "P407": ([("claims", 2, "end_char", "40")], "claims", 4, "end_char"),
    "P411": ([("sources", SPARE)], "sources", 4, "source_id"),
    "P412": ([("sources", 1, "title", ""), ("sources", 1, "url", "")], "sources", 3, "title"),
    "P413": ([("sources", 0, "licence", "")], "sources", 2, "licence"),
    "P421": ([("agreements", 2, "summary", "")], "agreements", 4, "summary"),
    "P422": ([("spending", 2, "note", "")], "spending", 4, "note"),
    "P423": ([("agreements", 0, "second_source_id", "news")], "agreements", 2, "second_source_id"),
    "D501": ([("organizations", 5, "name", "Béland: rockets"),
              ("organizations", 5, "country_id", "BBB")], "organizations", 6, "name"),
    "D502": (
        [("organizations", 4, "name", "Beland Rocket Engineering Works"),
         ("organizations", 5, "name", "Beland Rockets Engineering Works"),
         ("organizations", 5, "country_id", "BBB")],
        "organizations", 6, "name",
    ),
    "D503": (
        [("agreements",
          {"agreement_id": "same-again", "title": "An accord of the lands", "kind": "accords",
           "signed_on": "1999-10-13", "dated_by": "signature", "status": "unknown",
           "topic": "governance", "party_list": "complete", "confidence": "high", **SOURCE}),
         ("agreement_parties", {"agreement_id": "same-again", "organization_id": "AAA",
                                "role": "signatory", **SOURCE}),
         ("agreement_parties", {"agreement_id": "same-again", "organization_id": "BBB",
                                "role": "signatory", **SOURCE})],
        "agreements", 3, "agreement_id",
    ),
    "D504": (
        [("agreements",
          {"agreement_id": "same-again", "title": "Old treaty", "kind": "other",
           "signed_on": "1980", "dated_by": "signature", "status": "unknown",
           "topic": "other", "party_list": "complete", "confidence": "high", **SOURCE}),
         ("agreement_parties", {"agreement_id": "same-again", "organization_id": "AAA",
                                "role": "signatory", **SOURCE}),
         ("agreement_parties", {"agreement_id": "same-again", "organization_id": "OLD",
                                "role": "signatory", **SOURCE})],
        "agreements", 5, "title",
    ),
    "D505": ([("satellites", 2, "cospar_id", "2001-002A")], "satellites", 3, "cospar_id"),
    "D506": (
        [("sources", {**SPARE, "title": "Things happened", "url": "http://www.example.org/news/"}),
         ("agreements", 3, "second_source_id", "spare")],
        "sources", 3, "url",
    ),
    "X601": ([("agreements", 0, "place", "=HYPERLINK(1)")], "agreements", 2, "place"),
    "X602": ([("agreements", 0, "place", "Aport\u202e")], "agreements", 2, "place"),
    "X603": ([("agreements", 0, "place", "<script>x</script>")], "agreements", 2, "place"),
    "X604": ([("agreements", 0, "place", "Aport ")], "agreements", 2, "place"),
    "X605": ([("agreements", 0, "place", "Ape\u0301rt")], "agreements", 2, "place"),
}  # fmt: skip


def verdict(path):
    return validate(descriptor.load(path)).report


def test_the_tiny_package_breaks_no_rule(tmp_path):
    assert verdict(mini.write(tmp_path)).problems == []


@pytest.mark.parametrize("code", sorted(CASES))
def test_rule_finds_its_bad_package(code, tmp_path):
    edits, table, line, column = CASES[code]
    problems = verdict(mini.broken(tmp_path, edits)).problems
    assert {p.code for p in problems} == {code}
    first = problems[0]
    assert (first.table, first.line, first.column) == (table, line, column)
    assert first.severity == {r.code: r.severity for r in catalogue()}[code]


def test_every_rule_has_a_bad_package():
    assert {rule.code for rule in catalogue()} == set(CASES)


def test_codes_are_unique_and_told_in_a_sentence():
    rules = catalogue()
    assert len({rule.code for rule in rules}) == len(rules) >= 35
    assert all(rule.sentence.endswith(".") and rule.why.endswith(".") for rule in rules)


@pytest.mark.parametrize(
    ("build", "holds"),
    [
        (lambda t: t["t"], lambda v: v["absent"]),
        (lambda t: t["t"], lambda v: True),
        (lambda t: t["t"], lambda v: pd.Series([False], index=[7])),
        (lambda t: t["t"]["absent"], lambda v: v["a"].notna()),
        (lambda t: t["other"], lambda v: v["a"].notna()),
    ],
)
def test_a_rule_that_cannot_be_computed_is_an_error(build, holds):
    view = View("t", frozenset({"t"}), build)
    rule = Rule("R999", ERROR, view, ("a",), "It holds.", "It must.", holds)
    tables = Tables({"t": pd.DataFrame({"a": ["x"]})}, {"t": ["a"]}, {}, date(2026, 1, 1))
    (violation,) = run(tables, [rule])
    assert (violation.table, violation.row) == ("t", None)
    assert violation.message.startswith("It holds. The rule could not be computed: ")
