"""A folder of GCAT files, read strictly: every line that is not as expected is reported.

The form, after GCAT's own files (planet4589.org/space/gcat): UTF-8, tab-separated, padded by
spaces, no quoting; the first line names the columns behind a `#`; further lines with `#` are
remarks, `# Updated 2026 Mar 26 0126:23` gives the edition; `-` is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spaceties.datapackage.csv.dialect import Dialect
from spaceties.datapackage.csv.records import BOM, Record, read_records
from spaceties.importers.base import MalformedInput, MalformedLine, Row
from spaceties.importers.gcat import checks, dates

LAUNCHLOG = (
    "Launch_Tag", "Launch_Date", "Piece", "Type", "Name", "PLName", "JCAT", "SatOwner", "SatState",
    "LV_Type", "Flight_ID", "Launch_Site", "Launch_Pad", "Agency", "LVState", "Launch_Code",
)  # fmt: skip
PSATCAT = (
    "JCAT", "Name", "TOp", "TDate", "Class", "Category", "UNState", "UNReg", "UNPeriod",
    "UNPerigee", "UNApogee", "UNInc",
)  # fmt: skip
ORGS = (
    "Code", "StateCode", "Type", "Class", "TStart", "TStop", "ShortName", "Name", "Parent",
    "ShortEName", "EName", "UName",
)  # fmt: skip
SITES = ("Site", "StateCode", "Name", "EName", "Longitude", "Latitude")
LV = ("LV_Name", "LV_Family", "LV_Manufacturer")
STATES = ("gcat_code", "gcat_state", "tstart", "tstop", "iso2", "iso3", "iso_name")
OBJECTS = ("jcat", "ddate", "gcat_manufacturer")

# Parts that must be there, by the first part of the files' names.
NEEDED = ("launchlog", "psatcat", "orgs", "sites", "lv")


@dataclass(frozen=True)
class Edition:
    """Where a part of GCAT comes from: file names, `# Updated` as EDTF (or ""), digest."""

    files: tuple[str, ...]
    updated: str
    sha256: str


@dataclass
class Catalogue:
    """A GCAT download, cells without padding and "" for none.

    launchlog and psatcat are by JCAT, orgs and states by code, sites by site, lv by name; objects
    are what an optional `spot_check*.csv` gives of the object catalogue, by JCAT: the date on
    which the object left its orbit and its manufacturers. editions are by part.
    """

    launchlog: dict[str, Row] = field(default_factory=dict)
    psatcat: dict[str, Row] = field(default_factory=dict)
    orgs: dict[str, Row] = field(default_factory=dict)
    sites: dict[str, Row] = field(default_factory=dict)
    lv: dict[str, Row] = field(default_factory=dict)
    states: dict[str, Row] = field(default_factory=dict)
    objects: dict[str, Row] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)


def read(folder: Path) -> Catalogue:
    """The GCAT files of a folder.

    All `launchlog*.tsv` are read in the order of their names, later rows replacing earlier ones
    of the same JCAT; of the other parts the file with the last name counts.
    Raises FileNotFoundError if a part is missing, MalformedInput with all malformed lines.
    """
    paths_of = {part: sorted(folder.glob(f"{part}*.tsv")) for part in NEEDED}
    missing = [f"{part}*.tsv" for part, paths in paths_of.items() if not paths]
    if not (folder / "state_to_iso.csv").is_file():
        missing.append("state_to_iso.csv")
    if missing:
        raise FileNotFoundError(f"{folder} has no {', no '.join(missing)}")
    malformed: list[MalformedLine] = []
    catalogue = Catalogue()
    for path in paths_of["launchlog"]:
        newer = _keyed(path, _tsv(path, LAUNCHLOG, checks.launchlog, malformed), "JCAT", malformed)
        # Older rows that stay come first, so that the last row of a launch is the newest one.
        older = {j: row for j, row in catalogue.launchlog.items() if j not in newer}
        catalogue.launchlog = older | newer
    for part, columns, check, key in (
        ("psatcat", PSATCAT, checks.psatcat, "JCAT"),
        ("orgs", ORGS, checks.orgs, "Code"),
        ("sites", SITES, checks.sites, "Site"),
    ):
        path = paths_of[part][-1]
        keyed = _keyed(path, _tsv(path, columns, check, malformed), key, malformed)
        setattr(catalogue, part, keyed)
    for _, row in _tsv(paths_of["lv"][-1], LV, checks.anything, malformed):
        # One vehicle has a line for each variant; name, family and maker are those of the first.
        catalogue.lv.setdefault(row["LV_Name"], row)
    states = _csv(folder / "state_to_iso.csv", STATES, checks.state, malformed)
    catalogue.states = _keyed(folder / "state_to_iso.csv", states, "gcat_code", malformed)
    for path in sorted(folder.glob("spot_check*.csv"))[-1:]:
        objects = _csv(path, OBJECTS, checks.spot_check, malformed)
        catalogue.objects = _keyed(path, objects, "jcat", malformed)
        catalogue.editions["objects"] = _edition([path])
    for part in NEEDED:
        paths = paths_of[part] if part == "launchlog" else paths_of[part][-1:]
        catalogue.editions[part] = _edition(paths)
    if malformed:
        raise MalformedInput(malformed)
    return catalogue


def _lines(path: Path, malformed: list[MalformedLine]) -> Iterator[tuple[int, str]]:
    """Physical lines from 1, without their ends; those that are not UTF-8 are reported."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    for number, line in enumerate(lines, 1):
        line = line.removesuffix(b"\r")
        try:
            yield number, line.decode("utf-8")
        except UnicodeDecodeError as error:
            malformed.append(
                MalformedLine(path.name, number, f"UTF-8; byte {error.start + 1} is not")
            )
            yield number, line.decode("utf-8", "replace")


def _tsv(
    path: Path, columns: Iterable[str], check: Callable[[Row], None], malformed: list[MalformedLine]
) -> list[tuple[int, Row]]:
    """The rows of a GCAT file with their lines; those that `check` refuses are reported."""
    header: list[str] = []
    rows = []
    for number, line in _lines(path, malformed):
        if not header:
            header = [name.strip() for name in line.removeprefix("#").split("\t")]
            if fault := _header_fault(line, header, columns):
                malformed.append(MalformedLine(path.name, number, fault))
                return []
        elif not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != len(header):
                expected = f"{len(header)} cells separated by tabs, found {len(cells)}"
                malformed.append(MalformedLine(path.name, number, expected))
                continue
            row = {
                name: "" if cell.strip() == "-" else cell.strip()
                for name, cell in zip(header, cells, strict=True)
            }
            if _accepted(path, number, row, check, malformed):
                rows.append((number, row))
    if not header:
        malformed.append(
            MalformedLine(path.name, 1, "a header line that starts with #, found nothing")
        )
    return rows


def _header_fault(line: str, header: list[str], columns: Iterable[str]) -> str:
    if not line.startswith("#"):
        return f"a header line that starts with #, found {line[:40]!r}"
    missing = [name for name in columns if name not in header]
    if missing:
        return f"the column {', '.join(missing)} in the header line"
    twice = sorted({name for name in header if header.count(name) > 1})
    return f"every column once, found {', '.join(twice)} again" if twice else ""


def _csv(
    path: Path, columns: Iterable[str], check: Callable[[Row], None], malformed: list[MalformedLine]
) -> list[tuple[int, Row]]:
    """The rows of a CSV file with a header, with the physical lines on which they begin."""
    records = read_records(path.read_bytes().removeprefix(BOM), Dialect())
    _, head = next(records, (1, Record(0, 0)))
    missing = [name for name in columns if name not in head.cells]
    if missing:
        malformed.append(MalformedLine(path.name, 1, f"the column {', '.join(missing)}"))
        return []
    rows: list[tuple[int, Row]] = []
    for number, record in records:
        expected = _record_fault(record, len(head.cells))
        if expected:
            malformed.append(MalformedLine(path.name, number, expected))
            continue
        row = {
            name: "" if cell.strip() == "-" else cell.strip()
            for name, cell in zip(head.cells, record.cells, strict=True)
        }
        if _accepted(path, number, row, check, malformed):
            rows.append((number, row))
    return rows


def _record_fault(record: Record, width: int) -> str:
    if record.undecodable:
        return f"UTF-8; {record.cells[record.undecodable[0]]} is not"
    if record.stray or record.unclosed is not None:
        return "CSV: a quote before a cell, one after it, and doubled ones inside"
    cells = len(record.cells)
    return "" if cells == width else f"{width} cells, found {cells}"


def _accepted(
    path: Path, number: int, row: Row, check: Callable[[Row], None], malformed: list[MalformedLine]
) -> bool:
    try:
        check(row)
    except ValueError as error:
        malformed.append(MalformedLine(path.name, number, str(error)))
        return False
    return True


def _keyed(
    path: Path, rows: list[tuple[int, Row]], key: str, malformed: list[MalformedLine]
) -> dict[str, Row]:
    keyed: dict[str, Row] = {}
    for number, row in rows:
        if row[key] in keyed:
            malformed.append(
                MalformedLine(path.name, number, f"each {key} once, {row[key]} is again")
            )
        keyed[row[key]] = row
    return keyed


def _edition(paths: list[Path]) -> Edition:
    updated, digest = "", ""
    for path in paths:
        text = path.read_bytes()
        digest = hashlib.sha256(text).hexdigest()
        if match := re.search(rb"^# Updated ([^\n]*)", text, re.MULTILINE):
            try:
                updated = dates.from_vague(match[1].decode("ascii", "replace")).edtf
            except ValueError:
                updated = ""
    return Edition(tuple(path.name for path in paths), updated, digest if len(paths) == 1 else "")
