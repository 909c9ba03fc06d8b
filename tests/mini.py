"""A tiny package of made-up rows that breaks no rule, and ways to break it.

It uses the project's own descriptor, so a change of the schema shows here at once.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from spaceties.datapackage.csv.writer import csv_text

ROOT = Path(__file__).resolve().parent.parent

COUNTRIES = """
country_id,name,iso_alpha2,region,gcat_code,started_on,ended_on,successor_id,\
sovereign_id,sovereign_since,cow_number,gw_number,numbers_source_id,source_id
AAA,Aland,AA,Europe,AL,,,,,,2,2,list,list
BBB,Beland,BB,Asia,BL,1992,,,,,365,,list,list
OLD,Old Beland,,,OB,1922,1991-12,BBB,,,,,,list
"""

ORGANIZATIONS = """
organization_id,name,native_name,short_name,other_names,kind,country_id,parent_id,successor_id,\
founded_on,ended_on,gcat_code,source_id,second_source_id
AAA,Aland,,,,state,AAA,,,,,,list,
BBB,Beland,,,,state,BBB,,,,,,list,
OLD,Old Beland,,,,state,OLD,,,,,,list,
AGA,Aland Space Agency,,,,space_agency,AAA,AAA,,1960,,AGA,list,
COMB,Beland Rockets,,,,company,BBB,,,1992,,COMB,list,
OLDB,Old Rocket Works,,,,government_body,OLD,,COMB,1950,1991,OLDB,list,
int-union,Union of Lands,,,,intergovernmental_organization,,,,1970,,,list,
aggregate-world,World economy,,,,aggregate,,,,,,,list,
"""

LAUNCH_SITES = """
site_id,name,country_id,latitude,longitude,source_id
SITB,Beland Site,BBB,10.5,20.25,list
"""

LAUNCH_VEHICLES = """
vehicle_id,name,family,country_id,manufacturer_id,source_id
rocket-b,Rocket B,Rocket,BBB,COMB,list
"""

LAUNCHES = """
launch_id,launched_on,launch_time_utc,vehicle_id,flight,site_id,pad,provider_id,\
second_provider_id,country_id,outcome,source_id
2001-002,2001-03-04,05:06,rocket-b,1,SITB,1,COMB,,BBB,success,list
2005-F01,2005-06-07,,rocket-b,2,SITB,1,COMB,AGA,BBB,failure,list
"""

SATELLITES = """
satellite_id,cospar_id,norad_id,name,other_names,identity_uncertain,launch_id,country_id,purpose,class,\
perigee_km,apogee_km,inclination_deg,period_min,bus,mass_kg,status,ended_on,came_down_on,\
un_country_id,un_document,source_id
F00001,,,Alsat 2,,,2005-F01,AAA,communications,civil,,,,,,,,2005-06-07,,,,list
S20001,2001-002A,20001,Alsat 1,,,2001-002,AAA,communications,civil,700,710.5,98.1,99,,,,2010,,AAA,\
ST/SG/SER.E/1,list
S20002,2001-002B,20002,Besat 1,,,2001-002,BBB,science,civil,700,710,98,99,,,,,,,,list
"""

SATELLITE_PARTICIPANTS = """
satellite_id,organization_id,role,source_id
F00001,AGA,owner,list
S20001,AGA,owner,list
S20002,COMB,owner,list
"""

PAYLOADS = """
payload_id,satellite_id,name,contributor_id,purpose,source_id
besat-1-camera,S20002,Camera,AGA,Pictures,list
"""

AGREEMENTS = """
agreement_id,title,kind,signed_on,dated_by,ends_on,status,topic,framework_id,\
party_list,place,summary,confidence,source_id,second_source_id
alsat-launch-contract,Launch of Alsat 1,contract,2000-05,signature,2001,ended,launch_services,\
lands-accord,complete,"Aport, Aland",Buys one launch.,high,news,list
lands-accord,Accord of the Lands,accords,1999-10-13,signature,,in_force,governance,,partial,\
"Aport, Aland",Open to all lands.,medium,news,
law-of-lands,Space Act,national_law,2002-01-02,adoption,,in_force,governance,,complete,,\
Forbids it.,low,news,
old-treaty,Old Treaty,treaty,1980,signature,,unknown,general_cooperation,,complete,,\
Long ago.,medium,list,
"""

AGREEMENT_PARTIES = """
agreement_id,organization_id,role,joined_on,act,source_id
alsat-launch-contract,AGA,customer,2000-05,signed,news
alsat-launch-contract,COMB,contractor,2000-05,signed,news
lands-accord,AAA,founding_member,1999-10-13,signed,news
lands-accord,BBB,acceding_party,2003,signed,news
law-of-lands,AAA,issuer,2002-01-02,,news
old-treaty,AAA,signatory,1980,,list
old-treaty,OLD,signatory,1980,,list
"""

AGREEMENT_ACTS = """
agreement_id,organization_id,act,acted_on,source_id
lands-accord,BBB,announced,2000,news
"""

AGREEMENT_SATELLITES = """
agreement_id,satellite_id,source_id
alsat-launch-contract,S20001,news
"""

SPENDING = """
spending_id,organization_id,subject,measure,series,fiscal_year,period,amount,currency,amount_usd,\
relation,price_basis,basis,note,confidence,source_id
aga-2001,AGA,,agency_budget,act,2001,2001,1000,EUR,900,exact,nominal,enacted,,high,news
aga-2002,AGA,,agency_budget,act,2002,2002,1100,EUR,,exact,nominal,enacted,,high,news
world-2002,aggregate-world,,market_size,estimate,2002,2002,5000,USD,5000,about,nominal,estimated,\
Compiler unnamed.,low,news
"""

EXCHANGE_RATES = """
currency,year,per_usd,deflator,source_id
EUR,2002,2,,list
USD,2001,1,80,list
USD,2002,1,100,list
"""

INDICATORS = """
indicator_id,organization_id,measure,as_of,value,unit,relation,note,source_id
aaa-launches-2001,AAA,orbital_launch_attempts,2001,3,launches,exact,,list
aaa-share-2001,AAA,research_share,2001,1.7,percent of GDP,about,,list
"""

SOURCES = """
source_id,title,authors,publisher,published_on,url,language,kind,licence,edition,is_copy,sha256
list,List of everything,A. Author,Lister,2020,https://example.org/list,en,dataset,CC-BY-4.0,\
2020-01,false,
news,Things happened,,Paper,2002-03,https://example.org/news,en,news_article,,,false,
"""

# The digests stand for spans of a document that nobody holds.
CLAIMS = """
claim_id,source_id,paragraph,start_char,end_char,excerpt_sha256,table,row_key,field,value,\
currency,unit,relation,verdict,checked_value,checked_source_id,paraphrase,comment
news-001,news,1,0,10,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,launches,\
2005-F01,launched_on,2005-06-07,,,exact,agrees,2005-06-07,list,It was lost that day.,
news-002,news,2,20,30,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,indicators,\
aaa-launches-2001,value,2,,launches,exact,differs,3,list,Two launches.,The list counts three.
news-003,news,3,40,50,cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc,,,,\
happy,,,exact,not_checked,,,Everyone was happy.,
"""

AUDITS = """
audit_id,table,row_key,field,value,verdict,right_value,source_id,audited_on,version,sample,\
auditor,note
0-1-0-beyond-1,launches,2004-009,,,wrong,,news,2003-01-02,0.1.0,,,It never flew; removed.
0-1-0-seed-7-00000001,launch_vehicles,rocket-b,family,Rocket,right,,list,2003-01-02,0.1.0,seed-7,\
A. Reader,
0-1-0-seed-7-00000002,launch_sites,SITB,latitude,10,too_coarse,10.5,,2003-01,0.1.0,seed-7,\
A. Reader,An old map tells it.
0-1-0-seed-7-00000003,launch_sites,SITB,,,unconfirmed,,,2003-01-02,0.1.0,seed-7,,
"""

TABLES = {
    "countries": COUNTRIES,
    "organizations": ORGANIZATIONS,
    "launch_sites": LAUNCH_SITES,
    "launch_vehicles": LAUNCH_VEHICLES,
    "launches": LAUNCHES,
    "satellites": SATELLITES,
    "satellite_participants": SATELLITE_PARTICIPANTS,
    "payloads": PAYLOADS,
    "agreements": AGREEMENTS,
    "agreement_parties": AGREEMENT_PARTIES,
    "agreement_acts": AGREEMENT_ACTS,
    "agreement_satellites": AGREEMENT_SATELLITES,
    "spending": SPENDING,
    "exchange_rates": EXCHANGE_RATES,
    "indicators": INDICATORS,
    "sources": SOURCES,
    "claims": CLAIMS,
    "audits": AUDITS,
}


def rows(table: str) -> list[dict[str, str]]:
    """The rows of one table of the tiny package, as text cells."""
    return list(csv.DictReader(TABLES[table].strip().splitlines()))


def write(folder: Path, changed: dict[str, list[dict[str, str]]] | None = None) -> Path:
    """Write the tiny package below `folder`, with the rows of some tables replaced; returns the
    path of its descriptor."""
    described = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    described["created"] = "2026-11-21T00:00:00Z"
    described["version"] = "0.1.0"  # whatever the project's own are
    for resource in described["resources"]:
        name = resource["name"]
        resource["path"] = f"tables/{name}.csv"
        header = [field["name"] for field in resource["schema"]["fields"]]
        file = folder / resource["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        cells = [[row.get(n, "") for n in header] for row in (changed or {}).get(name, rows(name))]
        file.write_text(csv_text([header, *cells]), encoding="utf-8", newline="")
    path = folder / "datapackage.json"
    path.write_text(json.dumps(described), encoding="utf-8")
    return path


def edited(edits: list[tuple[Any, ...]]) -> dict[str, list[dict[str, str]]]:
    """The rows of the tables that edits touch: (table, row number from 0, {column: value, ...})
    sets cells, (table, row number, column, value) one, (table, {column: value, ...}) adds a row,
    (table, row number) takes one away."""
    changed = {name: rows(name) for name, *_ in edits}
    for table, *edit in edits:
        match edit:
            case [int(row), dict(cells)]:
                changed[table][row] |= cells
            case [int(row), str(column), str(value)]:
                changed[table][row][column] = value
            case [dict(added)]:
                changed[table].append(added)
            case [int(row)]:
                del changed[table][row]
    return changed


def broken(folder: Path, edits: list[tuple[Any, ...]]) -> Path:
    """Write the tiny package with edits made, see `edited`."""
    return write(folder, edited(edits))
