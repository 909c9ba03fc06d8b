"""For each rule changes of the tiny package that break it and only it, and the nearest ones that
break none.

A change is a list of edits as `mini.edited` takes them: (table, row, cells) sets cells of a row,
(table, cells) adds a row, (table, row) takes one away.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from spaceties.datapackage import descriptor
from tests import mini

Change = list[tuple[Any, ...]]

SOURCE = {"source_id": "list"}
SPARE = {"source_id": "spare", "title": "Spare", "kind": "web_page", "is_copy": "false"}
CREATED = date.fromisoformat(descriptor.load(mini.ROOT).custom["created"][:10])
# Of claims: a cell that is an interval, and what differs from its cell as it may.
PERIOD = {"table": "spending", "row_key": "aga-2001", "field": "period"}
UNLIKE = {"verdict": "differs", "comment": "It is told otherwise."}
# Of the launch contract: without its second source, and without the name of its satellite.
ALONE = ("agreements", 0, {"second_source_id": ""})
UNNAMED = ("agreements", 0, {"title": "Launch contract"})
# The source of a party, as published in a month.
NEWS_OF_MAY = ("sources", 1, {"published_on": "2003-05-09"})
# Of a body of a state that ended: that it is of the next one, and that it did not end.
OF_THE_HEIR = ("organizations", 5, {"country_id": "BBB"})
OUTLIVED = ("organizations", 5, {"ended_on": ""})
# Of a satellite: that it idles in a low orbit.
IDLE = {"status": "inactive", "perigee_km": "440", "period_min": ""}
# Of a launch and its satellites: that it was five years ago to the day.
AGO = CREATED - timedelta(1826)
LATE = {"launch_id": f"{AGO.year}-002", "ended_on": ""}
YESTERDAY, TODAY, TOMORROW = ((CREATED + timedelta(days)).isoformat() for days in (-1, 0, 1))


class Cases(NamedTuple):
    """table and column: where a breach is told. bad: changes with the lines of the rows that
    break the rule, in order."""

    table: str
    column: str
    bad: list[tuple[list[int], Change]]
    good: list[Change]


def new_launch(day: str) -> Change:
    """A launch on a day in place of the one that failed, with what hangs on it."""
    launch = mini.rows("launches")[0] | {"launch_id": f"{day[:4]}-001", "launched_on": day}
    return [
        ("launches", launch),
        ("satellites", 0, {"launch_id": launch["launch_id"], "ended_on": ""}),
        ("launches", 1),
        ("claims", 0, {"row_key": "2001-002", "value": "2001-03-04"}),
    ]


def accord(title: str, **cells: str) -> Change:
    """Another agreement of the parties of `lands-accord`, alike but for these cells."""
    row = mini.rows("agreements")[1] | {"agreement_id": "again", "title": title} | SOURCE
    parties = [{"agreement_id": "again", "organization_id": body, "role": "signatory"}
               for body in ("AAA", "BBB")]  # fmt: skip
    return [("agreements", row | cells), *(("agreement_parties", one | SOURCE) for one in parties)]


def contract(signed_on: str, **cells: str) -> Change:
    """The launch contract signed on another day, with no other dates."""
    undated = [("agreement_parties", row, {"joined_on": ""}) for row in (0, 1)]
    return [("agreements", 0, {"signed_on": signed_on, "ends_on": ""} | cells), *undated]


def law(signed_on: str, framework: str, framework_signed_on: str) -> Change:
    """The law under a framework, both with another day, with no other dates."""
    frameworks = {"alsat-launch-contract": 0, "lands-accord": 1}
    return [
        ("agreements", 2, {"signed_on": signed_on, "framework_id": framework}),
        ("agreements", frameworks[framework], {"signed_on": framework_signed_on}),
        *(("agreement_parties", row, {"joined_on": ""}) for row in (0, 1, 2, 4)),
    ]


def joins(body: str, day: str) -> Change:
    """A further party of the old treaty."""
    row = {"agreement_id": "old-treaty", "organization_id": body, "role": "signatory"}
    act = {"joined_on": day, "act": "signed" if day else ""}
    return [("agreement_parties", row | act | SOURCE)]


def acts(party: dict[str, str], **cells: str) -> Change:
    """The party that joined the accord late with other cells, and those of its further act."""
    signatory = {"role": "signatory"} if party.get("act") == "ratified" else {}
    return [("agreement_parties", 3, signatory | party), ("agreement_acts", 0, cells)]


def works(one: str, other: str) -> Change:
    """Two bodies of one country with these names."""
    return [
        ("organizations", 4, {"name": one}),
        ("organizations", 5, {"name": other, "country_id": "BBB"}),
    ]


def takes_part(satellite: str, body: str, role: str = "operator") -> tuple[Any, ...]:
    """The edit that adds a participant of a satellite."""
    row = {"satellite_id": satellite, "organization_id": body, "role": role}
    return ("satellite_participants", row | SOURCE)


STATION = ("launches", 0, {"launch_id": "2011-053", "launched_on": "2011-09-29"})


def aboard(*designations: str) -> Change:
    """Both satellites with the launch of a station, under these designations."""
    cells = {"launch_id": "2011-053", "ended_on": ""}
    return [("satellites", row, cells | {"cospar_id": text})
            for row, text in enumerate(designations, 1)]  # fmt: skip


def claim(row: int, **cells: str) -> Change:
    """A claim with other cells."""
    return [("claims", row, cells)]


RATE = {"currency": "EUR", "year": "2001", "per_usd": "2", "source_id": "list"}
AMOUNT = {"table": "spending", "row_key": "aga-2001", "field": "amount", "value": "1000",
          "currency": "EUR"}  # fmt: skip


def audit(row: int, **cells: str) -> Change:
    """An audit with other cells."""
    return [("audits", row, cells)]


# A body of which nothing tells to which state it belongs.
NOWHERE = (
    "organizations",
    {"organization_id": "NOB", "name": "Nowhere", "kind": "unknown"} | SOURCE,
)
DECAYED = {"status": "decayed"}


CASES = {
    "R001": Cases(
        "agreements", "signed_on",
        [([2], [("agreements", 0, {"signed_on": "2000-02-30", "summary": "2000-02-30"})]),
         ([2], [("agreements", 0, {"signed_on": "2000/1999"})])],
        [[("agreements", 0, {"signed_on": "2000-02-29", "summary": "2000-02-30"})],
         [("agreements", 0, {"signed_on": "2000/2000"})]],
    ),
    "R101": Cases(
        "launches", "launch_id",
        [([2], [("launches", 0, {"launched_on": "2002-01-01"})])],
        [[("launches", 0, {"launched_on": "2001-12-31"})]],
    ),
    "R102": Cases(
        "launches", "outcome",
        [([3], [("launches", 1, {"outcome": "success"})])],
        [[("launches", 1, {"outcome": "partial"})], [("launches", 0, {"outcome": "failure"})]],
    ),
    "R103": Cases(
        "launches", "launch_id",
        [([3], [("satellites", 0), ("satellite_participants", 0)])],
        [[("satellites", 2), ("satellite_participants", 2), ("payloads", 0)]],
    ),
    "R104": Cases(
        "launches", "provider_id",
        [([2], [("organizations", 4, {"founded_on": "2001-03-05"}),
                ("satellite_participants", 2, {"organization_id": "BBB"})])],
        [[("organizations", 4, {"founded_on": "2001-03-04/2001-12"})],
         [("organizations", 4, {"founded_on": ""})]],
    ),
    "R105": Cases("launches", "launched_on", [([3], new_launch(TOMORROW))], [new_launch(TODAY)]),
    "R106": Cases(
        "launches", "second_provider_id",
        [([3], [("launches", 1, {"second_provider_id": "COMB"})])],
        [[("launches", 1, {"second_provider_id": ""})]],
    ),
    "R107": Cases(
        "launches", "provider_id",
        [([3], [("organizations", 4, {"ended_on": "2005-06-06"})])],
        [[("organizations", 4, {"ended_on": "2005-06-07"})],
         [("organizations", 4, {"ended_on": "2005"})]],
    ),
    "R111": Cases(
        "satellites", "cospar_id",
        [([3], [("satellites", 1, {"cospar_id": "2001-003A"})]),
         ([3], [("satellites", 1, {"cospar_id": "1998-068A"})])],
        [*([("satellites", 1, {"cospar_id": f"{host}A", "status": "active"})]
           for host in ("1977-097", "1982-033", "1986-017", "1998-067", "2011-053", "2016-057",
                        "2019-022", "2021-035")),
         [("satellites", 1, {"cospar_id": "2001-002ABC"})],
         [("satellites", 0, {"cospar_id": "2005-F01"})],
         [("satellites", 1, {"cospar_id": ""})]],
    ),
    "R112": Cases(
        "satellites", "norad_id",
        [([3], [("satellites", 1, {"norad_id": "20009"})]),
         ([2], [("satellites", 0, {"norad_id": "30001"})])],
        [[("satellites", 1, {"norad_id": ""})]],
    ),
    "R113": Cases(
        "satellites", "ended_on",
        [([3], [("satellites", 1, {"ended_on": "2001-03-03"})])],
        [[("satellites", 1, {"ended_on": "2001-03-04"})],
         [("satellites", 1, {"ended_on": "2001"})]],
    ),
    "R114": Cases(
        "satellites", "perigee_km",
        [([3], [("satellites", 1, {"perigee_km": "710.6"})])],
        [[("satellites", 1, {"perigee_km": "710.5"})], [("satellites", 1, {"apogee_km": ""})]],
    ),
    "R115": Cases(
        "satellites", "satellite_id",
        [([3], [("satellite_participants", 1, {"role": "operator"})])],
        [[("satellite_participants", 1, {"role": "operator"}),
          takes_part("S20001", "AAA", "owner")]],
    ),
    "R116": Cases(
        "satellites", "satellite_id",
        [([4], [("payloads", 0)]),
         ([4], [("payloads", 0), takes_part("S20002", "OLDB")])],  # of the state before
        [[("payloads", 0), takes_part("S20002", "AGA")],
         [("payloads", 0), takes_part("S20002", "int-union")],
         [("payloads", 0), *claim(0, table="satellites", row_key="S20002", field="class",
                                  value="civil")],
         [("payloads", 0), ("agreement_satellites", {"agreement_id": "alsat-launch-contract",
                                                     "satellite_id": "S20002", **SOURCE})]],
    ),
    "R117": Cases(
        "satellites", "un_document",
        [([3], [("satellites", 1, {"un_document": ""})])],
        [[("satellites", 1, {"un_document": "", "un_country_id": ""})],
         [("satellites", 1, {"un_country_id": ""})]],
    ),
    "R118": Cases(
        "satellites", "launch_id",
        [([3, 4], [STATION, *aboard("2011-053B", "2011-053XD")]),
         ([4], [STATION, *aboard("2011-053A", "")])],
        [[STATION, *aboard("2011-053A", ""),
          ("satellites", 2, {"satellite_id": "A20002", "norad_id": ""}),
          ("satellite_participants", 2, {"satellite_id": "A20002"}),
          ("payloads", 0, {"satellite_id": "A20002"})],
         [("satellites", 1, {"cospar_id": "1998-067XD", "status": "active"})]],
    ),
    "R119": Cases(
        "satellites", "satellite_id",
        [([4], [("satellites", 2, {"satellite_id": "T00001", "norad_id": ""}),
                ("satellite_participants", 2, {"satellite_id": "T00001"}),
                ("payloads", 0, {"satellite_id": "T00001"})])],
        [[("satellites", 2, {"satellite_id": "X2001-besat-1", "norad_id": ""}),
          ("satellite_participants", 2, {"satellite_id": "X2001-besat-1"}),
          ("payloads", 0, {"satellite_id": "X2001-besat-1"})]],
    ),
    "R124": Cases(
        "satellites", "country_id",
        [([3], [("satellites", 1, {"country_id": "BBB"})]),
         ([3], [("satellites", 1, {"country_id": "BBB"}),
                takes_part("S20001", "int-union", "owner")]),
         ([3], [("satellites", 1, {"country_id": "BBB"}), takes_part("S20001", "COMB")])],
        [[("satellites", 1, {"country_id": ""})],
         [("satellites", 1, {"country_id": "BBB"}), takes_part("S20001", "COMB", "owner")],
         [("satellites", 1, {"country_id": "BBB"}), NOWHERE, takes_part("S20001", "NOB", "owner")]],
    ),
    "R125": Cases(
        "satellites", "country_id",
        [([4], [("satellites", 2, {"country_id": "OLD"})])],
        [[("satellites", 2, {"country_id": "OLD"}), ("countries", 2, {"ended_on": "2001-03-04"})],
         [("satellites", 2, {"country_id": "OLD"}), ("countries", 2, {"ended_on": "2001"})]],
    ),
    "R126": Cases(
        "satellite_participants", "organization_id",
        [([5], [takes_part("S20002", "OLDB", "owner"), OUTLIVED])],
        [[takes_part("S20002", "OLDB")],
         [takes_part("S20002", "OLDB", "owner"), OUTLIVED,
          ("countries", 2, {"ended_on": "2001-03-04"})]],
    ),
    "R127": Cases(
        "satellite_participants", "organization_id",
        [([3], [("organizations", 3, {"founded_on": "2001-03-05"})])],
        [[("organizations", 3, {"founded_on": "2001-03-04"})],
         [("organizations", 3, {"founded_on": "2001"})],
         [("organizations", 3, {"founded_on": ""})]],
    ),
    "R128": Cases(
        "satellite_participants", "organization_id",
        [([5], [takes_part("S20001", "COMB", "owner"),
                takes_part("S20001", "COMB", "manufacturer")])],
        [[takes_part("S20001", "COMB", "owner")],
         [takes_part("S20001", "COMB", "manufacturer")],
         [takes_part("S20002", "AGA", "owner"), takes_part("S20002", "COMB", "manufacturer")],
         [takes_part("S20002", "COMB", "manufacturer")]],
    ),
    "R129": Cases(
        "satellites", "period_min",
        [([3], [("satellites", 1, {"period_min": "104"})]),
         ([3], [("satellites", 1, {"period_min": "93.9"})])],
        [[("satellites", 1, {"period_min": "103.7"})], [("satellites", 1, {"period_min": "94.1"})],
         [("satellites", 1, {"period_min": "104", "apogee_km": ""})]],
    ),
    "R151": Cases(
        "satellites", "came_down_on",
        [([3], [("satellites", 1, {"came_down_on": "2012"})]),
         ([3], [("satellites", 1, {"status": "inactive", "came_down_on": "2012"})]),
         ([3], [("satellites", 1, {"status": "decayed"})])],
        [[("satellites", 1, {"status": "decayed", "came_down_on": "2012"})],
         [("satellites", 1, {"status": "landed", "came_down_on": "2012"})],
         [("satellites", 1, {"status": "inactive"})],
         [("satellites", 0, {"status": "launch_failure", "came_down_on": "2005-06-07"})],
         [("satellites", 0, {"status": "launch_failure"})]],
    ),
    "R152": Cases(
        "satellites", "came_down_on",
        [([3], [("satellites", 1, DECAYED | {"came_down_on": "2009-12"})]),
         ([3], [("satellites", 1, DECAYED | {"came_down_on": "2001-03-03", "ended_on": ""})])],
        [[("satellites", 1, DECAYED | {"came_down_on": "2010-01"})],
         [("satellites", 1, DECAYED | {"came_down_on": "2010"})],
         [("satellites", 1, DECAYED | {"came_down_on": "2001-03-04", "ended_on": ""})]],
    ),
    "R153": Cases(
        "satellites", "status",
        [([3], [("satellites", 1, IDLE | {"apogee_km": "450"})]),
         ([4], [("satellites", 2, {"apogee_km": "450", "perigee_km": "440", "period_min": ""})]),
         ([3], [("satellites", 1, {"status": "in_orbit", "cospar_id": "1998-067ABC"})])],
        [[("satellites", 1, IDLE | {"apogee_km": "450.5"})],
         [("satellites", 1, IDLE | {"apogee_km": "450", "status": "active"})],
         [("satellites", 1, IDLE | {"apogee_km": "450"} | DECAYED | {"came_down_on": "2012"})],
         [("satellites", 1, IDLE | {"apogee_km": "450", "purpose": "deep_space"})],
         [("satellites", 1, {"status": "in_orbit", "cospar_id": "2019-022ABC"})],
         [("launches", 0, {"launch_id": LATE["launch_id"], "launched_on": AGO.isoformat()}),
          ("satellites", 1, IDLE | LATE | {"cospar_id": f"{AGO.year}-002A", "apogee_km": "450"}),
          ("satellites", 2, LATE | {"cospar_id": f"{AGO.year}-002B"})]],
    ),
    "R121": Cases(
        "agreement_satellites", "satellite_id",
        [([2], contract("2001-03-05"))],
        [contract("2001-03-04"), contract("2001-03"), contract("2001-03-05", kind="programme")],
    ),
    "R251": Cases(
        "agreement_satellites", "source_id",
        [([2], [UNNAMED, ("sources", 1, {"published_on": "2001-03-03"})]),
         ([2], [UNNAMED, ("sources", 1, {"published_on": "2001-02"})])],
        [[UNNAMED, ("sources", 1, {"published_on": "2001-03"})],
         [UNNAMED, ("sources", 1, {"published_on": "2001-03-03", "title": "ALSAT-1 ordered"})],
         [UNNAMED, ("satellites", 1, {"other_names": "Beacon; Torch"}),
          ("agreements", 0, {"summary": "Buys one launch, of Torch."}),
          ("sources", 1, {"published_on": "2001-02"})],
         [("sources", 1, {"published_on": "2001-02"})]],
    ),
    "R252": Cases(
        "agreements", "place",
        [([2], [("agreements", 0, {"place": place})])
         for place in ("Aport", "Aport, AAA", "Aport, Aland; Beport", "Aport, Aland, video link;")],
        [[("agreements", 0, {"place": place})]
         for place in ("", "Aland", "Aport, Aland; Beport, Beland", "video link")],
    ),
    "R253": Cases(
        "agreements", "kind",
        [([2], [("agreements", 0, {"kind": "treaty"})]),
         ([2], [("agreements", 0, {"kind": "intergovernmental_agreement"})]),
         ([5], [("agreements", 3, {"kind": "interagency_agreement"})])],
        [[("agreements", 0, {"kind": "interagency_agreement"})],
         [("agreements", 0, {"kind": "treaty"}),
          ("agreement_parties", 0, {"organization_id": "int-union"})]],
    ),
    "R122": Cases(
        "payloads", "contributor_id",
        [([2], [("payloads", 0, {"contributor_id": "BBB"})])],
        [[("payloads", 0, {"contributor_id": "int-union"})],
         [("payloads", 0, {"contributor_id": "OLD"})]],
    ),
    "R123": Cases(
        "satellite_participants", "organization_id",
        [([5], [takes_part("S20001", "aggregate-world", "customer")]),
         ([2, 3], [("organizations", 3, {"kind": "programme"})])],
        [[takes_part("S20001", "int-union", "customer")]],
    ),
    "R130": Cases(
        "satellite_participants", "organization_id",
        [([2], [("organizations", 3, {"ended_on": "2005-06-06"})])],
        [[("organizations", 3, {"ended_on": "2005-06-07"})],
         [("organizations", 3, {"ended_on": "2005"})],
         [takes_part("S20001", "OLDB", "manufacturer")]],
    ),
    "R131": Cases(
        "organizations", "ended_on",
        [([7], [("organizations", 5, {"ended_on": "1949"})])],
        [[("organizations", 5, {"ended_on": "1950"})],
         [("organizations", 5, {"founded_on": "1950-06-07", "ended_on": "1950-06-07"})],
         [("organizations", 5, {"founded_on": "1950-06", "ended_on": "1950"})]],
    ),
    "R132": Cases(
        "organizations", "parent_id",
        [([2, 5], [("organizations", 0, {"parent_id": "AGA"})]),
         ([5], [("organizations", 3, {"parent_id": "AGA"})])],
        [[("organizations", 0, {"parent_id": "int-union"})]],
    ),
    "R140": Cases(
        "organizations", "parent_id",
        [([6], [("organizations", 4, {"parent_id": "OLDB"})])],
        [[("organizations", 4, {"parent_id": "OLDB", "founded_on": "1991"})],
         [("organizations", 4, {"parent_id": "OLDB"}), OUTLIVED]],
    ),
    "R133": Cases(
        "organizations", "successor_id",
        [([6, 7], [("organizations", 4, {"successor_id": "OLDB"})])],
        [[("organizations", 4, {"successor_id": "AGA"})]],
    ),
    "R134": Cases(
        "organizations", "kind",
        [([4], [("organizations", 2, {"kind": "unknown"})]),
         ([8], [("organizations", 6, {"kind": "state"})]),
         ([3], [("organizations", 1, {"country_id": "AAA"})])],
        [[("organizations", 6, {"kind": "unknown"})],
         [("countries", {"country_id": "CCC", "name": "Celand", **SOURCE}),
          ("organizations", {"organization_id": "CCC", "name": "Celand", "kind": "state",
                             "country_id": "CCC", **SOURCE})]],
    ),
    "R135": Cases(
        "organizations", "country_id",
        [([8], [("organizations", 6, {"country_id": "AAA"})])],
        [[("organizations", 6, {"country_id": "AAA", "kind": "association"})]],
    ),
    "R141": Cases(
        "organizations", "kind",
        [([7], [("organizations", 5, {"name": "European Organization for Rockets"})]),
         ([7], [("organizations", 5, {"name": "International Rocket Union"})])],
        [[("organizations", 5, {"name": "European Organization for Rockets", "country_id": ""})],
         [("organizations", 5, {"name": "European Rockets"})],
         [("organizations", 4, {"name": "European Organization for Rockets"})]],
    ),
    "R136": Cases(
        "countries", "successor_id",
        [([4], [("countries", 2, {"ended_on": ""})])],
        [[("countries", 2, {"ended_on": "", "successor_id": ""})],
         [("countries", 2, {"successor_id": ""})]],
    ),
    "R137": Cases(
        "countries", "successor_id",
        [([3, 4], [("countries", 1, {"successor_id": "OLD", "ended_on": "2020"})])],
        [[("countries", 1, {"successor_id": "CCC", "ended_on": "2020"}),
          ("countries", {"country_id": "CCC", "name": "Celand", **SOURCE})]],
    ),
    "R138": Cases(
        "countries", "sovereign_id",
        [([4], [("countries", 2, {"sovereign_id": "OLD"})])],
        [[("countries", 2, {"sovereign_id": "AAA"})]],
    ),
    "R139": Cases(
        "organizations", "ended_on",
        [([7], [("organizations", 5, {"founded_on": "1950/1960", "ended_on": "1949/1959"})])],
        [[("organizations", 5, {"founded_on": "1950/1960", "ended_on": "1950/1959"})],
         [("organizations", 5, {"founded_on": "1950/1960", "ended_on": "1949/1960"})]],
    ),
    "R201": Cases(
        "agreements", "agreement_id",
        [([5], [("agreement_parties", 6)]),
         ([3], [("agreement_parties", 2), ("agreement_parties", 2)]),
         ([4], [("agreement_parties", 4)])],
        [[("agreement_parties", 6), ("agreements", 3, {"party_list": "partial"})],
         [("agreements", 2, {"kind": "resolution"})], [("agreements", 2, {"kind": "call"})]],
    ),
    "R202": Cases(
        "agreements", "ends_on",
        [([2], [("agreements", 0, {"ends_on": "2000-04"})])],
        [[("agreements", 0, {"ends_on": "2000-05"})], [("agreements", 0, {"ends_on": "2000"})],
         contract("2000-05-06", ends_on="2000-05-06")],
    ),
    "R203": Cases(
        "agreements", "ends_on",
        [([2], contract("2000-05/2000-06", ends_on="2000-04/2000-05"))],
        [contract("2000-05/2000-06", ends_on="2000-05/2000-05"),
         contract("2000-05/2000-06", ends_on="2000-04/2000-06")],
    ),
    "R204": Cases(
        "agreements", "dated_by",
        [([2], [("agreements", 0, {"dated_by": ""})]),
         ([5], [("agreements", 3, {"signed_on": ""})])],
        [[("agreements", 3, {"signed_on": "", "dated_by": ""})]],
    ),
    "R205": Cases(
        "agreements", "status",
        [([2], [("agreements", 0, {"status": "in_force", "ends_on": YESTERDAY})]),
         ([5], [("agreements", 3, {"ends_on": YESTERDAY})])],
        [[("agreements", 3, {"status": "ended", "ends_on": YESTERDAY})],
         [("agreements", 3, {"ends_on": TODAY})],
         [("agreements", 0, {"status": "in_force", "ends_on": TODAY})],
         [("agreements", 0, {"status": "in_force", "ends_on": ""})]],
    ),
    "R206": Cases(
        "agreements", "framework_id",
        [([2, 3], [("agreements", 1, {"framework_id": "alsat-launch-contract"}),
                   *contract("1999-10-13")])],
        [[("agreements", 1, {"framework_id": "old-treaty"})]],
    ),
    "R207": Cases(
        "agreements", "framework_id",
        [([4], law("2000-04", "alsat-launch-contract", "2000-05"))],
        [law("2000-05", "alsat-launch-contract", "2000-05"),
         law("2000", "alsat-launch-contract", "2000-05")],
    ),
    "R208": Cases(
        "agreements", "status",
        [([5], [("agreements", 3, {"status": "announced"})])],
        [[("agreements", 3, {"status": "announced", "dated_by": "announcement"})],
         [("agreements", 3, {"status": "in_force"})]],
    ),
    "R209": Cases(
        "agreements", "framework_id",
        [([4], law("1999-09/1999-11", "lands-accord", "1999-10/1999-12"))],
        [law("1999-10/1999-11", "lands-accord", "1999-10/1999-12"),
         law("1999-09/1999-12", "lands-accord", "1999-10/1999-12")],
    ),
    "R211": Cases(
        "agreement_parties", "joined_on",
        [([5], [("agreement_parties", 3, {"joined_on": "1999-10-12"})])],
        [[("agreement_parties", 3, {"joined_on": "1999-10-13"})],
         [("agreement_parties", 3, {"joined_on": "1999"})]],
    ),
    "R212": Cases(
        "agreement_parties", "role",
        [*(([2], [("agreement_parties", 0, {"role": role}),
                  ("agreement_parties", 1, {"role": "participant"})])
           for role in ("customer", "contractor", "lessor", "lessee", "lender", "borrower")),
         ([2, 3], [("agreement_parties", 0, {"role": "contractor"}),
                ("agreement_parties", 1, {"role": "lessor"})])],
        [[("agreement_parties", 0, {"role": one}), ("agreement_parties", 1, {"role": other})]
         for one, other in (("lessee", "lessor"), ("borrower", "lender"), ("member", "host"))],
    ),
    "R213": Cases(
        "agreement_parties", "organization_id",
        [([8], [("agreement_parties", 6, {"joined_on": "1992-01-01", "act": "signed"})])],
        [[("agreement_parties", 6, {"joined_on": "1991-12-31", "act": "signed"})],
         [("agreement_parties", 6, {"joined_on": "1991/1995", "act": "signed"})]],
    ),
    "R214": Cases(
        "agreement_parties", "organization_id",
        [([9], joins("BBB", "1991-12-31"))],
        [joins("BBB", "1992-01-01"), joins("BBB", "1990/1992"), joins("BBB", "")],
    ),
    "R215": Cases(
        "agreement_parties", "organization_id",
        [([7], [("agreement_parties", 5, {"organization_id": "aggregate-world"})])],
        [[("agreement_parties", 5, {"organization_id": "int-union"})]],
    ),
    "R218": Cases(
        "agreement_parties", "organization_id",
        [([9], [*joins("OLDB", "1992-01-02"), OF_THE_HEIR])],
        [[*joins("OLDB", "1991/1992"), OF_THE_HEIR], [*joins("OLDB", ""), OF_THE_HEIR],
         [*joins("OLDB", "1992-01-02"), OF_THE_HEIR, OUTLIVED]],
    ),
    "R216": Cases(
        "agreement_parties", "joined_on",
        [([4], [("agreements", 1, {"signed_on": "1999-10/1999-12"}),
                ("agreement_parties", 2, {"joined_on": "1999-09/1999-11"})])],
        [[("agreements", 1, {"signed_on": "1999-10/1999-12"}),
          ("agreement_parties", 2, {"joined_on": joined})]
         for joined in ("1999-10/1999-11", "1999-09/1999-12")],
    ),
    "R230": Cases(
        "agreement_parties", "act",
        [([5], [("agreement_parties", 3, {"act": ""})])],
        [[("agreement_parties", 3, {"act": "", "joined_on": day})] for day in ("", "1999-10-13")],
    ),
    "R231": Cases(
        "agreement_parties", "act",
        [([4, 5], [("agreements", 1, {"status": "announced", "dated_by": "announcement"})])],
        [[("agreements", 1, {"status": "announced", "dated_by": "announcement"}),
          ("agreement_parties", 2, {"act": ""}),
          ("agreement_parties", 3, {"act": "applied"})]],
    ),
    "R232": Cases(
        "agreement_parties", "role",
        [([5], acts({"role": "member", "act": "applied"}))],
        [acts({"role": "participant", "act": "applied"}),
         acts({"role": "member", "act": "listed"})],
    ),
    "R239": Cases(
        "agreement_parties", "role",
        [([5], acts({"role": role, "act": act}))
         for role, act in (("signatory", "acceded"), ("participant", "succeeded"),
                           ("acceding_party", "ratified"), ("participant", "ratified"))],
        [acts({"role": role, "act": act})
         for role, act in (("acceding_party", "acceded"), ("signatory", "ratified"),
                           ("founding_member", "ratified"), ("acceding_party", "accepted"))],
    ),
    "R233": Cases(
        "agreement_acts", "act",
        [([2], acts({}, act="signed"))],
        [acts({}, act="applied")],
    ),
    "R234": Cases(
        "agreement_acts", "act",
        [([2], acts({}, act="ratified", acted_on="2004"))],
        [acts({"act": "ratified"}, act="signed"), acts({"act": "acceded"}, act="joined")],
    ),
    "R235": Cases(
        "agreement_acts", "acted_on",
        [([2], acts({"act": "ratified"}, act="signed", acted_on="2004-01-01"))],
        [acts({"act": "ratified"}, act="signed", acted_on="2003-12-31"),
         acts({"act": "ratified"}, act="listed", acted_on="2004-01-01")],
    ),
    "R236": Cases(
        "agreement_acts", "acted_on",
        [([2], acts({}, act="withdrew"))],
        [acts({}, act="withdrew", acted_on="2003"), acts({"joined_on": ""}, act="withdrew")],
    ),
    "R237": Cases(
        "agreement_acts", "acted_on",
        [([2], acts({"act": "ratified"}, act="signed", acted_on="1999-10-12"))],
        [acts({"act": "ratified"}, act="signed", acted_on="1999-10-13"),
         acts({}, act="applied", acted_on="1999-10-12")],
    ),
    "R238": Cases(
        "agreement_acts", "acted_on",
        [([2], [("agreements", 1, {"signed_on": "1990"}),
                ("agreements", 0, {"framework_id": ""}),
                *acts({}, act="announced", acted_on="1991-12-31")])],
        [[("agreements", 1, {"signed_on": "1990"}), ("agreements", 0, {"framework_id": ""}),
          *acts({}, act="announced", acted_on="1992-01-01")]],
    ),
    "R217": Cases(
        "agreement_parties", "joined_on",
        [([5], [("agreement_parties", 3, {"joined_on": "2003-05", "act": "joined"}), NEWS_OF_MAY])],
        [[("agreement_parties", 3, cells | {"act": "joined"}), NEWS_OF_MAY]
         for cells in ({"joined_on": "../2003-05"}, {"joined_on": "2003-05-02"},
                       {"joined_on": "2003-04"})]
        + [[("agreement_parties", 3, {"joined_on": "2003-05", "act": "signed"}), NEWS_OF_MAY]],
    ),
    "R254": Cases(
        "agreements", "signed_on",
        [([2], contract("2000-05", dated_by="announcement", summary=f"Buys one; told {on}."))
         for on in ("on 9 May", "by the buyer on 9 May")],
        [contract("2000-05-09", dated_by="announcement", summary="Buys one; told on 9 May."),
         contract("2000-05", dated_by="announcement", summary="Buys one; told in May."),
         contract("2000-05", dated_by="announcement", summary="Ended; told on 9 June."),
         contract("2000-05", summary="Buys one; told on 9 May.")],
    ),
    "R255": Cases(
        "agreements", "summary",
        [([3], [("agreements", 1, {"summary": "Open to all; ratified by BBB in 2003."})])],
        [[("agreements", 1, {"summary": "Open to all; ratified by BBB in 2003."}),
          ("agreement_parties", 3, {"role": "signatory", "act": "ratified"})],
         [("agreements", 1, {"summary": "Open to all; yet unratified."})]],
    ),
    "R256": Cases(
        "agreement_satellites", "agreement_id",
        [([2], [("agreements", 0, {"status": "unknown", "ends_on": ""})])],
        [[("agreements", 0, {"status": "in_force", "ends_on": ""})],
         [("agreements", 0, {"status": "unknown", "ends_on": "", "kind": "letter_of_intent"})],
         [("agreements", 0, {"status": "unknown", "ends_on": "", "topic": "training"})]],
    ),
    "R301": Cases(
        "spending", "currency",
        [([2, 3], [("spending", row, {"currency": code}) for row in (0, 1)])
         for code in ("EUX", "XAU", "XXX")],
        [[("spending", row, {"currency": code}) for row in (0, 1)]
         for code in ("TRY", "FRF", "XDR")],
    ),
    "R302": Cases(
        "spending", "amount_usd",
        [([4], [("spending", 2, {"amount_usd": "4999"})])],
        [[("spending", 2, {"amount_usd": ""})],
         [("spending", 2, {"amount_usd": "4999", "currency": "EUR"})]],
    ),
    "R303": Cases(
        "spending", "spending_id",
        [([2, 3], [("spending", 1, {"period": "2001", "fiscal_year": ""})])],
        [[("spending", 1, {"period": "2001", "fiscal_year": "", column: other})]
         for column, other in (("series", "outturn"), ("relation", "about"), ("source_id", "list"),
                               ("price_basis", "constant_2000"), ("subject", "Rockets"),
                               ("organization_id", "COMB"), ("measure", "rent"),
                               ("currency", "CHF"))],
    ),
    "R304": Cases(
        "spending", "amount",
        [([3], [("spending", 1, {"amount": "100001"})]),
         ([3], [("spending", 1, {"amount": "9"})])],
        [[("spending", 1, {"amount": "100000"})], [("spending", 1, {"amount": "10"})],
         [("spending", 1, {"amount": "100001", "series": "outturn"})],
         # In the order of time, not of the file.
         [("spending", 0, {"amount": "10000", "period": "2004", "fiscal_year": ""}),
          ("spending", mini.rows("spending")[0] | {"spending_id": "again", "amount": "9"}),
          ("spending", 1, {"amount": "300"})],
         # A quarter and a total of years are not compared with years.
         [("spending", 1, {"amount": "9", "period": "2002-07/2002-09", "fiscal_year": ""})],
         [("spending", 1, {"amount": "100001", "period": "2002/2012", "fiscal_year": ""})]],
    ),
    "R305": Cases(
        "spending", "basis",
        [([4], [("spending", 2, {"basis": "reported", "period": f"{TOMORROW}/{int(TODAY[:4]) + 1}",
                                 "fiscal_year": ""})])],
        [[("spending", 2, {"basis": "reported", "period": f"{TODAY}/{int(TODAY[:4]) + 1}",
                           "fiscal_year": ""})],
         [("spending", 2, {"basis": "planned", "period": "2999", "fiscal_year": ""})]],
    ),
    "R306": Cases(
        "spending", "fiscal_year",
        [([4], [("spending", 2, {"fiscal_year": year, "period": "2002/2004"})])
         for year in ("1999-2001", "2005-07")],
        [[("spending", 2, {"fiscal_year": year, "period": "2002/2004"})]
         for year in ("2002-2004", "2002-04", "")],
    ),
    "R307": Cases(
        "spending", "basis",
        [([4], [("spending", 2, {"series": "request"})]),
         ([2], [("spending", 0, {"basis": "planned"})])],
        [[("spending", 2, {"series": "request", "basis": "requested"})],
         [("spending", 2, {"series": "plan", "basis": "planned"})]],
    ),
    "R308": Cases(
        "spending", "fiscal_year",
        [([4], [("spending", 2, {"fiscal_year": year, "period": period})])
         for year, period in (
             ("2002", "2002-07/2002-09"), ("2002 transition quarter", "2002"),
             ("2002-03", "2002/2003"), ("2002-2004", "2002-04/2004-03"),
             ("2002 and 2003", "2002-04/2003-03"), ("2002", "2002/.."))],
        [[("spending", 2, {"fiscal_year": year, "period": period})]
         for year, period in (
             ("2002 transition quarter", "2002-07/2002-09"), ("", "2002-07/2002-09"),
             ("2002", "2001-10/2002-09"), ("2002-03", "2002-04/2003-03"),
             ("2002-2004", "2002/2004?"), ("2002 and 2003", "2002-04/2004-03"), ("", "2002/.."),
             ("2002, second half", "2002-07/2002-12"), ("Q3 2002", "2002-07/2002-09"))],
    ),
    "R311": Cases(
        "indicators", "value",
        [([2], [("indicators", 0, {"value": "3.5"})]),
         ([2], [("indicators", 0, {"value": "-1"})])],
        [[("indicators", 0, {"value": "0"})], [("indicators", 1, {"value": "-0.5"})],
         *([("indicators", 0, {"value": "3.5", "unit": unit}), *claim(1, unit=unit)]
           for unit in ("metres", "launches per year"))],
    ),
    "R312": Cases(
        "indicators", "indicator_id",
        [([3, 4], [("indicators", mini.rows("indicators")[1] | {"indicator_id": "again"})])],
        [[("indicators", mini.rows("indicators")[1] | {"indicator_id": "again", column: other})]
         for column, other in (("note", "Revised."), ("as_of", "2002"), ("source_id", "news"),
                               ("relation", "exact"), ("unit", "percent"), ("measure", "share"),
                               ("organization_id", "BBB"))],
    ),
    "R309": Cases(
        "spending", "organization_id",
        [([3], [("spending", 1, {"organization_id": "OLDB"})])],
        [[("spending", 1, {"organization_id": "OLDB"}), OUTLIVED],
         [("spending", 1, {"organization_id": "OLDB"}),
          ("organizations", 5, {"ended_on": "2002-06"})]],
    ),
    "R321": Cases(
        "exchange_rates", "currency",
        [([2], [("exchange_rates", 0, {"currency": "EUX"})])],
        [[("exchange_rates", 0, {"currency": "TRY"})]],
    ),
    "R322": Cases(
        "exchange_rates", "per_usd",
        [([4], [("exchange_rates", 2, {"per_usd": "1.1"})])],
        [[("exchange_rates", 0, {"per_usd": "1"})]],
    ),
    "R323": Cases(
        "exchange_rates", "per_usd",
        [([2], [("exchange_rates", 0, {"per_usd": "9"}), ("exchange_rates", RATE)]),
         ([2], [("exchange_rates", 0, {"per_usd": "0.4"}), ("exchange_rates", RATE)])],
        [[("exchange_rates", 0, {"per_usd": rate}), ("exchange_rates", RATE)]
         for rate in ("8", "0.5")]
        + [[("exchange_rates", 0, {"per_usd": "9"}), ("exchange_rates", RATE | {"year": "2000"})]],
    ),
    "P401": Cases(
        "claims", "row_key",
        [([2], claim(0, row_key="2001-009"))],
        [claim(0, row_key="2001-002", value="2001-03-04"),
         claim(0, table="satellite_participants", row_key="S20001|AGA|owner", field="role",
               value="owner")],
    ),
    "P402": Cases(
        "claims", "field",
        [([2], claim(0, field="lifted_on"))],
        [claim(0, field="outcome", value="failure")],
    ),
    "P403": Cases(
        "claims", "value",
        [([2], claim(0, value="2005-06-08")),
         ([2], claim(0, value="2005-07")),
         ([2], claim(0, value="2005-06-08", verdict="not_checked")),
         ([3], claim(1, value="3")),  # differs, it says
         ([3], claim(1, value="3.4", relation="about", verdict="agrees")),
         ([3], claim(1, value="3.1", verdict="agrees")),
         ([3], claim(1, value="4", relation="at_least", verdict="agrees")),
         ([3], claim(1, value="2", relation="at_most", verdict="agrees")),
         *(([2], claim(0, **PERIOD, value=value, verdict="agrees"))
           for value in ("2001-02/2002", "2000/2001-11", "2001-02/2001-11", "2002")),
         ([2], claim(0, value="June")), ([2], claim(0, field="outcome", value="2005")),
         ([2], claim(0, field="outcome", value="failed")),
         # Other currencies and units are not compared.
         *(([2], claim(0, **AMOUNT | {"currency": "USD", "value": value, "verdict": verdict},
                       comment="Dollars."))
           for value in ("1000", "7") for verdict in ("agrees", "differs")),
         ([3], claim(1, value="3", unit="rockets", verdict="agrees"))],
        [*(claim(0, **AMOUNT | {"currency": "USD", "value": "7", "verdict": verdict})
           for verdict in ("less_precise", "not_checked")),
         claim(0, **AMOUNT | {"currency": "USD", "field": "amount_usd", "value": "900"}),
         claim(0, value="2005"), claim(0, value="2005-06"), claim(0, value="2005-06-07/2005-06-07"),
         claim(0, value="2005", verdict="not_checked"), claim(0, value="2005", verdict="differs",
                                                              comment="It is later."),
         claim(0, value="2005-06-08", verdict="less_precise"), claim(0, verdict="less_precise"),
         claim(1, value="3.3", relation="about", verdict="agrees"),
         claim(1, value="3.0", verdict="agrees"),
         *(claim(1, value=value, relation="at_least", verdict="agrees") for value in ("2", "3.0")),
         *(claim(1, value=value, relation="at_most", verdict="agrees") for value in ("4", "3.0")),
         *(claim(0, **PERIOD, value=value, verdict="agrees")
           for value in ("2001/2002", "2000/2001", "2000/2002", "200X", "2001?")),
         claim(0, value="2005", verdict="less_precise"), claim(0, value="June", **UNLIKE),
         claim(0, field="outcome", value="2005", **UNLIKE),
         claim(0, field="outcome", value="FAILURE"),
         [*claim(0, field="flight", value="4"), ("launches", 1, {"flight": ""})]],
    ),
    "P404": Cases(
        "claims", "table",
        [([4], claim(2, field="name")), ([4], claim(2, row_key="2005-F01")),
         ([4], claim(2, row_key="2005-F01", field="name"))],
        [claim(2, table="launches", row_key="2005-F01", field="outcome", value="failure")],
    ),
    "P405": Cases(
        "claims", "verdict",
        [([4], claim(2, verdict="agrees"))],
        [claim(2, verdict="agrees", **{column: text})
         for column, text in (("checked_source_id", "list"), ("checked_value", "x"),
                              ("comment", "Plain."))],
    ),
    "P406": Cases(
        "claims", "comment",
        [([3], claim(1, comment=""))],
        [claim(1, comment="", verdict="less_precise")],
    ),
    "P407": Cases(
        "claims", "end_char",
        [([4], claim(2, end_char="40")), ([4], claim(2, end_char="39")),
         ([4], claim(2, excerpt_sha256="")), ([4], claim(2, start_char="", end_char=""))],
        [claim(2, end_char="41"), claim(2, start_char="", end_char="", excerpt_sha256="")],
    ),
    "P408": Cases(
        "claims", "field",
        [([3], claim(1, unit="")), ([3], claim(1, currency="USD")),
         ([3], claim(1, unit="", currency="USD")),
         ([2], claim(0, currency="USD")), ([2], claim(0, unit="days")),
         ([4], claim(2, currency="USD", unit="launches")),
         ([2], claim(0, **AMOUNT | {"currency": ""})), ([2], claim(0, **AMOUNT, unit="years"))],
        [claim(2, currency="USD"), claim(2, unit="launches"), claim(0, **AMOUNT),
         claim(0, **AMOUNT | {"field": "fiscal_year", "value": "2001", "currency": ""})],
    ),
    "P409": Cases(
        "claims", "currency",
        [([4], claim(2, currency="EUX"))],
        [claim(2, currency="TRY"), claim(2, currency="FRF")],
    ),
    "P411": Cases(
        "sources", "source_id",
        [([4], [("sources", SPARE)])],
        [[("sources", SPARE), ("agreements", 3, {"second_source_id": "spare"})]],
    ),
    "P412": Cases(
        "sources", "title",
        [([3], [("sources", 1, {"title": "", "url": ""})])],
        [[("sources", 1, {"title": ""})], [("sources", 1, {"url": ""})]],
    ),
    "P413": Cases(
        "sources", "licence",
        [([2], [("sources", 0, {"licence": ""})])],
        [[("sources", 0, {"licence": "", "edition": ""})]],
    ),
    "P414": Cases(
        "sources", "language",
        [([3], [("sources", 1, {"language": code})]) for code in ("jp", "ua")],
        [[("sources", 1, {"language": code})] for code in ("ja", "uk", "")],
    ),
    "P421": Cases(
        "agreements", "summary",
        [([4], [("agreements", 2, {"summary": ""})])],
        [[("agreements", 2, {"summary": "", "confidence": "medium"})]],
    ),
    "P422": Cases(
        "spending", "note",
        [([4], [("spending", 2, {"note": ""})])],
        [[("spending", 2, {"note": "", "confidence": "medium"})]],
    ),
    "P423": Cases(
        "agreements", "second_source_id",
        [([3], [("agreements", 1, {"second_source_id": "news"})])],
        [[("agreements", 1, {"second_source_id": "list"})]],
    ),
    "P424": Cases(
        "agreements", "confidence",
        [([2], [ALONE]),
         ([2], [("agreements", 0, {"second_source_id": "spare"}),
                ("sources", SPARE | {"publisher": "PAPER."})]),
         ([2], [ALONE, ("sources", 1, {"kind": "official_page", "published_on": ""})]),
         ([2], [ALONE, ("agreements", 0, {"signed_on": "", "dated_by": "", "ends_on": ""}),
                ("agreement_parties", 0, {"joined_on": ""}),
                ("agreement_parties", 1, {"joined_on": ""}),
                ("agreements", 2, {"confidence": "medium"}),
                ("sources", 1, {"kind": "treaty_text", "published_on": ""})])],
        [[("agreements", 0, {"second_source_id": "spare"}),
          ("sources", SPARE | {"publisher": "Paper 2"})],
         [ALONE, ("sources", 1, {"kind": "official_page"}),
          ("agreements", 2, {"confidence": "medium"})],
         [ALONE, ("sources", 1, {"kind": "treaty_text", "published_on": ""}),
          ("agreements", 2, {"confidence": "medium"})],
         [ALONE, ("agreements", 0, {"confidence": "medium"})]],
    ),
    "P425": Cases(
        "agreements", "confidence",
        [([4], [("sources", 1, {"kind": "press_release"})])],
        [[("sources", 1, {"kind": "press_release", "published_on": ""})],
         [("sources", 1, {"kind": "press_release"}), ("agreements", 2, {"confidence": "medium"})]],
    ),
    "P426": Cases(
        "agreements", "confidence",
        [([2], contract("2000-05?")), ([2], contract("2000~"))],
        [contract("2000-05?", confidence="medium"), contract("2000")],
    ),
    "P431": Cases(
        "audits", "row_key",
        [([2], audit(0, note="It never flew.")), ([2], audit(0, note="Unremoved.")),
         ([5], audit(3, row_key="SITC"))],
        [audit(0, note="Renamed; renamed again."), audit(3, note="It is not removed."),
         audit(3, table="satellite_participants", row_key="S20001|AGA|owner")],
    ),
    "P432": Cases(
        "audits", "field",
        [([5], audit(3, field="height")), ([2], audit(0, field="lifted_on"))],
        [audit(3, field="longitude"), audit(0, field="outcome")],
    ),
    "P433": Cases(
        "audits", "value",
        [([5], audit(3, value="10.5")), ([5], audit(3, right_value="10.6"))],
        [audit(3, field="latitude", value="10.5"), audit(3, field="latitude", right_value="10.6")],
    ),
    "P434": Cases(
        "audits", "right_value",
        [([4], audit(2, right_value="", note="", source_id="list")),
         ([4], audit(2, verdict="wrong", right_value="", note="", source_id="list"))],
        [audit(2, right_value=""), audit(2, note="", source_id="list"),
         audit(2, verdict="incomplete", right_value="", note="", source_id="list")],
    ),
    "P435": Cases(
        "audits", "right_value",
        [([3], audit(1, right_value="Rockets")), ([4], audit(2, right_value="10")),
         ([3], audit(1, verdict="disputed", right_value="Rocket"))],
        [audit(1, verdict="disputed", right_value="Rockets"), audit(2, value="")],
    ),
    "P436": Cases(
        "audits", "source_id",
        [([3], audit(1, source_id="")), ([5], audit(3, verdict="right"))],
        [audit(1, source_id="", note="Seen there."), audit(3, verdict="right", note="Known."),
         audit(3, verdict="right", source_id="list")],
    ),
    "P437": Cases(
        "audits", "value",
        [([3], audit(1, value="Rockets")), ([3], audit(1, value="")),
         ([3], [("launch_vehicles", 0, {"family": ""})]),
         ([3], audit(1, field="name", value="Rocket"))],
        [audit(1, value="Rockets", verdict="unconfirmed"), audit(1, field="", value=""),
         audit(1, table="launch_sites", row_key="SITB", field="longitude", value="20.25"),
         [*audit(1, value="Rockets"),
          *claim(2, table="launch_vehicles", row_key="rocket-b", field="family", value="Missile",
                 **UNLIKE)]],
    ),
    "P438": Cases(
        "audits", "value",
        [([4], audit(2, value="10.5", right_value="10.55")),
         ([4], audit(2, value="10.5", right_value="11", verdict="wrong")),
         ([4], [*audit(2, value=""), ("launch_sites", 0, {"latitude": "", "longitude": ""})])],
        [audit(2, value="10.5", right_value="11", verdict="incomplete"),
         audit(2, value="10.5", right_value=""), audit(0, right_value="failure", field="outcome"),
         [*audit(2, value="10.5", right_value="11"),
          *claim(2, table="launch_sites", row_key="SITB", field="latitude", value="11", **UNLIKE)]],
    ),
    "D501": Cases(
        "organizations", "name",
        [([6, 7], works("Beland Rockets", "Béland: rockets")),
         ([6, 7], works("Beland Rockets", "Beland Rocket's"))],
        [[("organizations", 5, {"name": "Béland: rockets"})],
         works("Beland Rockets", "Beland Rockets 2")],
    ),
    "D502": Cases(
        "organizations", "name",
        [([6, 7], works("Beland Rocket Engineering Works", "Beland Rockets Engineering Works")),
         ([6, 7], works("Beland Rocket Company Ltd", "The Rockets of Beland")),
         ([6, 7], works("Beland Rockets", "Rockets, Beland"))],
        [works("Beland Engineering Works 1", "Beland Engineering Works 2"),
         works("Beland Engineering Works A", "Beland Engineering Works B"),
         works("Moon Works", "Moan Yorks"),
         works("Space Engineering Works Upper", "Space Engineering Works Under"),
         [("organizations", 5, {"name": "Beland Rocket"})]],
    ),
    "D503": Cases(
        "agreements", "agreement_id",
        [([3, 6], accord("An accord of the lands")), ([3, 6], accord("Accord of the Seas")),
         ([3, 6], accord("Accord of the Seas", framework_id="old-treaty"))],
        [accord("Accord of the Moon"),
         [*accord("Accord of the Seas", framework_id="old-treaty"),
          ("agreements", 1, {"framework_id": "aaa-accord"}),
          ("agreements", mini.rows("agreements")[3] | {"agreement_id": "aaa-accord",
                                                       "title": "Older Treaty"}),
          ("agreement_parties", mini.rows("agreement_parties")[6]
           | {"agreement_id": "aaa-accord"}),
          ("agreement_parties", mini.rows("agreement_parties")[0]
           | {"agreement_id": "aaa-accord", "role": "signatory", "joined_on": "1980"})],
         accord("An accord of the lands", kind="protocol"),
         accord("An accord of the lands", topic="training"),
         accord("An accord of the lands", signed_on="1999-10-14"),
         accord("An accord of the lands")[:-1],
         *([*accord("An accord of the lands", signed_on=day), ("agreements", 1, {"signed_on": day})]
           for day in ("1999-10", "1999-10-13?"))],  # others may be of another day
    ),
    "D504": Cases(
        "agreements", "title",
        [([3, 6], accord("accord of the LANDS", kind="protocol"))],
        [accord("accord of the LANDS", kind="protocol", signed_on="1999-10-14"),
         accord("accord of the LANDS", kind="protocol")[:-1],
         accord("accord of the sands", kind="protocol")],
    ),
    "D505": Cases(
        "satellites", "cospar_id",
        [([3, 4], [("satellites", 2, {"cospar_id": "2001-002A"})])],
        [[("satellites", 2, {"cospar_id": "2001-002AA"})],
         [("satellites", row, {"cospar_id": ""}) for row in (1, 2)]],
    ),
    "D506": Cases(
        "sources", "url",
        [([3, 4], [("sources", SPARE | {"title": "Things happened",
                                        "url": "http://www.example.org/news/"}),
                   ("agreements", 3, {"second_source_id": "spare"})])],
        [[("sources", mini.rows("sources")[1] | {"source_id": "spare"} | cells),
          ("agreements", 3, {"second_source_id": "spare"})]
         for cells in ({"url": "https://example.org/news?page=2"}, {"title": "Others happened"},
                       {"edition": "2", "licence": "MIT"}, {"url": ""})]
        + [[("sources", 1, {"url": ""}), ("agreements", 3, {"second_source_id": "spare"}),
            ("sources", mini.rows("sources")[1] | {"source_id": "spare", "url": ""})]],
    ),
    "X601": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": text})]) for text in ("=HYPERLINK(1)", "-A1")],
        [[("agreements", 0, {"summary": text})] for text in ("A=1", "-1.5", "- Aport")],
    ),
    "X602": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": "Aport\u202e"})])],
        [[("agreements", 0, {"summary": "Aport\nBport\tCport"})]],
    ),
    "X603": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": text})])
         for text in (
             "<script>x</script>", "a<br/>b", "a <!-- b", "javascript:x", "data:text/html,x",
             "</script>", "</ script>", "<svg/onload=alert(1)>", "<img src=x", "<?xml", "<!DOCTYPE",
             "<x\nonload=y>", "&lt;script&gt;", "&#60;b", "&#x3cscript", "&#x0003C;b", "&amp;lt;b",
             "&#38;#0060;b", f"&#{'0' * 5000}60;b", "JavaScript:alert(1)", "javascript: alert(1)",
             "java\nscript:x", "java&#115;cript:x", "java&Tab;script&colon;x", "vbscript:x",
             "data:image/svg+xml,x", "DATA: text/html,x", 'a" onload=b')],
        [[("agreements", 0, {"summary": text})]
         for text in (
             "1 <2> 3, a < b > c, <- and javascript", "<3", "A&B", "a &lt; b", "&;", "&#;",
             "?lang=en&lt=5&ltype=b", "JavaScript: a history", "Metadata: text", '"A" on = B')],
    ),
    "X604": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": text})]) for text in ("Aport ", " Aport", "A  port")],
        [[("agreements", 0, {"summary": "A port"})]],
    ),
    "X605": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": "Ape\u0301rt"})])],
        [[("agreements", 0, {"summary": "Ap\u00e9rt"})]],
    ),
    "X606": Cases(
        "indicators", "value",
        [([2], [("indicators", 0, {"value": text})]) for text in ("NaN", "-INF", "1e999")],
        [[("indicators", 0, {"value": "1e300"})]],
    ),
    "X607": Cases(
        "agreements", "summary",
        [([2], [("agreements", 0, {"summary": text})]) for text in (
            "Cr\u00c3\u00a9dits", "fran\ufffdaise", "a \uf0b7 b", "\ufb01nance", "a ??? b",
        )],
        [[("agreements", 0, {"summary": text})] for text in ("Crédits", "Ãlex", "why? what?")],
    ),
}  # fmt: skip
