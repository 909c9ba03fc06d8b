"""Contributed files for tests: rows that are good for the tiny package, and how they are written.

Every good row is new to the package of `mini`, breaks no rule together with its company, and
leaves nothing that a contributor would have to add.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from spaceties.contribute.read.rows import Contribution, read_all
from spaceties.datapackage.model import Package

Row = dict[str, str]
Cells = Sequence[object]

# A row of each table, as text cells; what is left out is missing.
GOOD: dict[str, Row] = {
    "countries": {
        "country_id": "CCC",
        "name": "Celand",
        "iso_alpha2": "CC",
        "region": "Africa",
        "gcat_code": "CL",
        "started_on": "1960",
        "source_id": "list",
    },
    "organizations": {
        "organization_id": "bbb-academy",
        "name": "Beland Academy of Sciences",
        "native_name": "Академия",
        "short_name": "BAS",
        "kind": "academy",
        "country_id": "BBB",
        "parent_id": "BBB",
        "founded_on": "1995-03",
        "source_id": "list",
    },
    "launch_sites": {
        "site_id": "SITC",
        "name": "Aland Site",
        "country_id": "AAA",
        "latitude": "-3.5",
        "longitude": "40.25",
        "source_id": "list",
    },
    "launch_vehicles": {
        "vehicle_id": "rocket-c",
        "name": "Rocket C",
        "family": "Rocket",
        "country_id": "BBB",
        "manufacturer_id": "COMB",
        "source_id": "list",
    },
    "launches": {
        "launch_id": "2006-003",
        "launched_on": "2006-02-03",
        "launch_time_utc": "07:08",
        "vehicle_id": "rocket-b",
        "flight": "3",
        "site_id": "SITB",
        "pad": "1",
        "provider_id": "COMB",
        "country_id": "BBB",
        "outcome": "success",
        "source_id": "list",
    },
    "satellites": {
        "satellite_id": "S30001",
        "cospar_id": "2006-003A",
        "norad_id": "30001",
        "name": "Alsat 3",
        "launch_id": "2006-003",
        "country_id": "AAA",
        "purpose": "communications",
        "class": "civil",
        "perigee_km": "700",
        "apogee_km": "710.5",
        "inclination_deg": "98.1",
        "period_min": "99",
        "status": "active",
        "source_id": "list",
    },
    "satellite_participants": {
        "satellite_id": "S30001",
        "organization_id": "AGA",
        "role": "owner",
        "source_id": "list",
    },
    "payloads": {
        "payload_id": "alsat-1-beacon",
        "satellite_id": "S20001",
        "name": "Beacon",
        "contributor_id": "COMB",
        "purpose": "radio signals",
        "source_id": "list",
    },
    "agreements": {
        "agreement_id": "aaa-bbb-data-mou-2010",
        "title": "Memorandum on Data",
        "kind": "memorandum_of_understanding",
        "signed_on": "2010-05-04",
        "dated_by": "signature",
        "status": "in_force",
        "topic": "earth_observation",
        "framework_id": "lands-accord",
        "party_list": "complete",
        "place": "Bport, Beland",
        "summary": "Shares pictures, free of charge.",
        "confidence": "medium",
        "source_id": "news",
    },
    "agreement_parties": {
        "agreement_id": "lands-accord",
        "organization_id": "AGA",
        "role": "member",
        "joined_on": "2005-02",
        "act": "joined",
        "source_id": "news",
    },
    "agreement_acts": {
        "agreement_id": "lands-accord",
        "organization_id": "BBB",
        "act": "applied",
        "acted_on": "2002-11",
        "source_id": "news",
    },
    "agreement_satellites": {
        "agreement_id": "alsat-launch-contract",
        "satellite_id": "F00001",
        "source_id": "news",
    },
    "spending": {
        "spending_id": "aga-2003",
        "organization_id": "AGA",
        "measure": "agency_budget",
        "series": "act",
        "fiscal_year": "2003",
        "period": "2003",
        "amount": "1250",
        "currency": "EUR",
        "relation": "exact",
        "price_basis": "nominal",
        "basis": "enacted",
        "confidence": "medium",
        "source_id": "news",
    },
    "exchange_rates": {
        "currency": "EUR",
        "year": "2003",
        "per_usd": "1.5",
        "source_id": "list",
    },
    "indicators": {
        "indicator_id": "bbb-launches-2001",
        "organization_id": "BBB",
        "measure": "orbital_launch_attempts",
        "as_of": "2001",
        "value": "5",
        "unit": "launches",
        "relation": "exact",
        "source_id": "list",
    },
    "sources": {
        "source_id": "report-2011",
        "title": "A report",
        "publisher": "Office",
        "published_on": "2011-06",
        "url": "https://example.org/report",
        "language": "en",
        "kind": "report",
        "is_copy": "false",
    },
}

# What a row of a table needs beside it to be good.
PARTIES = [
    {
        "agreement_id": "aaa-bbb-data-mou-2010",
        "organization_id": party,
        "role": "signatory",
        "joined_on": "2010-05-04",
        "source_id": "news",
    }
    for party in ("AAA", "BBB")
]
COMPANY: dict[str, dict[str, list[Row]]] = {
    "agreements": {"agreement_parties": PARTIES},
    "launches": {
        "satellites": [GOOD["satellites"]],
        "satellite_participants": [GOOD["satellite_participants"]],
    },
    "satellites": {
        "launches": [GOOD["launches"]],
        "satellite_participants": [GOOD["satellite_participants"]],
    },
    "satellite_participants": {
        "launches": [GOOD["launches"]],
        "satellites": [GOOD["satellites"]],
    },
    "sources": {
        "agreement_satellites": [GOOD["agreement_satellites"] | {"source_id": "report-2011"}]
    },
}


def read_one(path: str, package: Package, **options: str) -> Contribution:
    """The one contribution of a file."""
    (contribution,) = read_all([path], package, **options)
    return contribution


def good(table: str, **changes: str) -> Row:
    """A good row with some cells changed."""
    return {**GOOD[table], **changes}


def lines(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = ()) -> list[list]:
    """Header and rows as lists of cells; columns default to those of the rows, in their order."""
    rows = list(rows)
    names = list(columns or dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def text(cells: Iterable[Cells], delimiter: str = ",", end: str = "\n", quote: bool = False) -> str:
    """Lines of cells as delimited text."""
    out = io.StringIO()
    rule = csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=rule).writerows(cells)
    return out.getvalue()


def workbook(
    sheets: Mapping[str, Iterable[Cells]], formats: Mapping[str, str] | None = None
) -> bytes:
    """A workbook as a spreadsheet program writes it; "" leaves a cell empty.

    formats: number formats by cell of the first sheet, such as {"B2": "mmm yyyy"}.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for line in cells:
            sheet.append([None if cell == "" else cell for cell in line])
    for cell, form in (formats or {}).items():
        book.worksheets[0][cell].number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
