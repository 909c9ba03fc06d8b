"""Data packages of any size for the benchmarks, made up, the same for the same seed.

Six tables with primary and foreign keys, patterns, enumerations, ranges and missing values, in a
good copy and in one with a known number of seeded errors of kinds that every validator should see.
`python -m benchmarks.packages FOLDER SIZE` writes them and says where, as JSON.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SIZES = {  # satellites, launches; the four other tables are the same in all
    "small": (20_000, 7_000),
    "medium": (700_000, 97_000),
    "large": (5_000_000, 497_000),
}
REPEAT = 5  # times that every kind of error is seeded, in packages of every size
PIECE = 1024**2  # bytes written at a time: as they are written the system holds them for who reads
COUNTRIES, ORGANIZATIONS, AGREEMENTS, SPENDING = 200, 1_000, 800, 1_000
PURPOSES = ["communications", "earth_observation", "navigation", "science", "technology"]
CLASSES = ["civil", "military", "commercial", "amateur"]
STATUSES = ["operational", "decayed", "inactive"]


def make(folder: Path, size: str, seed: int = 1) -> tuple[Path, Path, int]:
    """Writes both copies below folder unless they are there: (good, broken, rows of all tables)."""
    good, broken = folder / f"{size}-good", folder / f"{size}-broken"
    done = folder / f"{size}-rows"
    if not done.exists():
        tables = _tables(*SIZES[size], np.random.default_rng(seed))
        for path in (good, broken):
            path.mkdir(parents=True, exist_ok=True)
            (path / "datapackage.json").write_text(json.dumps(descriptor(), indent=1))
        for name, table in tables.items():
            _write(table, good / f"{name}.csv")
            _break(good / f"{name}.csv", broken / f"{name}.csv", name, table.num_rows)
        done.write_text(str(sum(table.num_rows for table in tables.values())))
    return good, broken, int(done.read_text())


def descriptor() -> dict:
    """The descriptor of the packages, Data Package version 2."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "benchmark",
        "resources": [
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(*field) for field in fields],
                    "primaryKey": [fields[0][0]],
                    "foreignKeys": [
                        {"fields": [f], "reference": {"resource": table, "fields": [to]}}
                        for f, table, to in REFERENCES.get(name, ())
                    ],
                },
            }
            for name, fields in FIELDS.items()
        ],
    }


CODE3, DATE = {"pattern": "[A-Z]{3}"}, {"minimum": "1957-10-04", "maximum": "2100-01-01"}
MUST = {"required": True}
FIELDS: dict[str, list[tuple[str, str, dict]]] = {
    "countries": [("country_id", "string", MUST | CODE3), ("name", "string", MUST)],
    "organizations": [
        ("organization_id", "string", MUST | {"pattern": "[A-Z0-9-]+"}),
        ("name", "string", MUST),
        ("country_id", "string", CODE3),
        ("founded_on", "year", {"minimum": 1800}),
    ],
    "launches": [
        ("launch_id", "string", MUST | {"pattern": "[0-9]{4}-[0-9]+"}),
        ("launched_on", "date", MUST | DATE),
        ("vehicle", "string", MUST | {"maxLength": 40}),
        ("provider_id", "string", {}),
        ("outcome", "string", {"enum": ["success", "failure", "partial"]}),
    ],
    "satellites": [
        ("satellite_id", "string", MUST | {"pattern": "S[0-9]{5,}"}),
        ("norad_id", "integer", {"minimum": 1}),
        ("name", "string", MUST | {"maxLength": 60}),
        ("launch_id", "string", MUST),
        ("country_id", "string", MUST | CODE3),
        ("owner_id", "string", {}),
        ("purpose", "string", {"enum": PURPOSES}),
        ("class", "string", {"enum": CLASSES}),
        ("perigee_km", "number", {"minimum": 0}),
        ("apogee_km", "number", {"minimum": 0, "maximum": 1_000_000}),
        ("inclination_deg", "number", {"minimum": 0, "maximum": 180}),
        ("period_min", "number", {"minimum": 0}),
        ("mass_kg", "integer", {"minimum": 0}),
        ("launched_on", "date", DATE),
        ("ended_on", "date", DATE),
        ("status", "string", {"enum": STATUSES}),
        ("is_constellation", "boolean", {}),
        ("note", "string", {}),
    ],
    "agreements": [
        ("agreement_id", "string", MUST),
        ("title", "string", MUST),
        ("signed_on", "date", DATE),
        ("country_id", "string", MUST | CODE3),
    ],
    "spending": [
        ("spending_id", "integer", MUST),
        ("organization_id", "string", MUST),
        ("fiscal_year", "year", MUST),
        ("amount", "number", MUST | {"minimum": 0}),
        ("currency", "string", MUST | CODE3),
    ],
}
REFERENCES = {
    "organizations": [("country_id", "countries", "country_id")],
    "launches": [("provider_id", "organizations", "organization_id")],
    "satellites": [
        ("launch_id", "launches", "launch_id"),
        ("country_id", "countries", "country_id"),
        ("owner_id", "organizations", "organization_id"),
    ],
    "agreements": [("country_id", "countries", "country_id")],
    "spending": [("organization_id", "organizations", "organization_id")],
}

# (column, what is written there); one row of the table for each, so one error or more each
Change = tuple[str, str | Callable[[list[str]], list[str]]]
CHANGES: dict[str, list[Change]] = {
    "satellites": [
        ("class", "civill"),
        ("status", "?"),
        ("launched_on", "2016-02-30"),
        ("ended_on", "15/01/2016"),
        ("norad_id", "12,345"),
        ("mass_kg", "1.5"),
        ("perigee_km", "-1"),
        ("inclination_deg", "180.5"),
        ("apogee_km", "high"),
        ("launch_id", "1900-1"),
        ("country_id", "usa"),
        ("name", ""),
        ("name", "x" * 61),
        ("is_constellation", "maybe"),
        ("note", lambda cells: [*cells, "one cell more"]),
        ("note", lambda cells: cells[:-1]),
        ("satellite_id", "S00001"),
    ],
    "launches": [
        ("launched_on", "2016-13-01"),
        ("outcome", "succes"),
        ("provider_id", "NOBODY"),
        ("vehicle", ""),
    ],
}


ERRORS = REPEAT * sum(map(len, CHANGES.values()))


def _field(name: str, kind: str, constraints: dict) -> dict:
    return {"name": name, "type": kind} | ({"constraints": constraints} if constraints else {})


def _tables(satellites: int, launches: int, rng: np.random.Generator) -> dict[str, pa.Table]:
    countries = [f"{a}{b}{c}" for a in "ABCDE" for b in "KLMNO" for c in "PQRSTUVW"][:COUNTRIES]
    owners = [f"ORG-{n}" for n in range(ORGANIZATIONS)]
    launch_ids = [f"{1957 + n * 68 // launches}-{n + 1:06d}" for n in range(launches)]

    def pick(values: list, n: int, missing: float = 0.0) -> pa.Array:
        mask = rng.random(n) < missing
        return pa.array(values).take(pa.array(rng.integers(0, len(values), n), mask=mask))

    def days(n: int, missing: float = 0.0) -> pa.Array:
        mask = rng.random(n) < missing
        return pa.array(rng.integers(-4000, 20000, n).astype("datetime64[D]"), mask=mask)

    def number(low: float, high: float, n: int, missing: float, digits: int = 1) -> pa.Array:
        return pa.array(np.round(rng.uniform(low, high, n), digits), mask=rng.random(n) < missing)

    s = np.arange(1, satellites + 1)
    serial = pc.utf8_lpad(pa.array(s).cast(pa.string()), 6, "0")
    text = pa.array(s).cast(pa.string())
    flags = pa.array(rng.random(satellites) < 0.3)
    notes = pick(
        ["", "", "", "", "data from the operator, checked", "approximate orbit"], satellites
    )
    return {
        "countries": pa.table({
            "country_id": countries, "name": [f"Country {c}" for c in countries],
        }),
        "organizations": pa.table({
            "organization_id": owners,
            "name": [f"Organisation {n}" for n in range(ORGANIZATIONS)],
            "country_id": pick(countries, ORGANIZATIONS, 0.1),
            "founded_on": pa.array(rng.integers(1900, 2024, ORGANIZATIONS)),
        }),
        "launches": pa.table({
            "launch_id": launch_ids,
            "launched_on": days(launches),
            "vehicle": pick(["Soyuz-U", "Falcon 9", "Ariane 5", "CZ-3B", "PSLV"], launches),
            "provider_id": pick(owners, launches, 0.05),
            "outcome": pick(["success", "failure", "partial"], launches, 0.01),
        }),
        "satellites": pa.table({
            "satellite_id": pc.binary_join_element_wise("S", serial, ""),
            "norad_id": pa.array(s, mask=rng.random(satellites) < 0.05),
            "name": pc.binary_join_element_wise("Satellite", text, " "),
            "launch_id": pick(launch_ids, satellites),
            "country_id": pick(countries, satellites),
            "owner_id": pick(owners, satellites, 0.1),
            "purpose": pick(PURPOSES, satellites, 0.02),
            "class": pick(CLASSES, satellites, 0.02),
            "perigee_km": number(150, 36000, satellites, 0.1),
            "apogee_km": number(150, 400_000, satellites, 0.1),
            "inclination_deg": number(0, 180, satellites, 0.1, 2),
            "period_min": number(85, 1500, satellites, 0.1, 2),
            "mass_kg": pa.array(
                rng.integers(1, 20_000, satellites), mask=rng.random(satellites) < 0.3
            ),
            "launched_on": days(satellites),
            "ended_on": days(satellites, 0.5),
            "status": pick(STATUSES, satellites),
            "is_constellation": flags.cast(pa.string()),
            "note": notes,
        }),
        "agreements": pa.table({
            "agreement_id": [f"a{n}" for n in range(AGREEMENTS)],
            "title": [f'Agreement, number {n}, on "space"' for n in range(AGREEMENTS)],
            "signed_on": days(AGREEMENTS, 0.2),
            "country_id": pick(countries, AGREEMENTS),
        }),
        "spending": pa.table({
            "spending_id": pa.array(range(1, SPENDING + 1)),
            "organization_id": pick(owners, SPENDING),
            "fiscal_year": pa.array(rng.integers(1960, 2025, SPENDING)),
            "amount": number(0, 1e9, SPENDING, 0, 2),
            "currency": pick(["USD", "EUR", "CNY"], SPENDING),
        }),
    }  # fmt: skip


def _write(table: pa.Table, path: Path, rows: int = 100_000) -> None:
    """Canonical CSV: minimal quoting, so that a note with a comma is quoted and nothing else."""
    with open(path, "w", PIECE, newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        for start in range(0, table.num_rows, rows):
            part = table.slice(start, rows)
            writer.writerows(zip(*(column.to_pylist() for column in part.columns), strict=True))


def _break(source: Path, target: Path, name: str, rows: int) -> None:
    """Copies a table with its seeded changes, spread evenly over its rows."""
    changes = CHANGES.get(name, [])
    count = REPEAT * len(changes)
    step = rows // (count + 1)
    wanted = {step * (n + 1): changes[n % len(changes)] for n in range(count)}
    names = [field[0] for field in FIELDS[name]]
    with open(source, newline="") as old, open(target, "w", PIECE, newline="") as new:
        writer = csv.writer(new, lineterminator="\n")
        for number, line in enumerate(old):
            if number not in wanted:
                new.write(line)
                continue
            column, change = wanted[number]
            cells = next(csv.reader([line]))
            if callable(change):
                cells = change(cells)
            else:
                cells[names.index(column)] = change
            writer.writerow(cells)


if __name__ == "__main__":
    good, broken, rows = make(Path(sys.argv[1]), sys.argv[2])
    print(json.dumps({"good": str(good), "broken": str(broken), "rows": rows, "errors": ERRORS}))
