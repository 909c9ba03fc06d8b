"""A folder of GCAT files, read strictly: every line that is not as expected is reported.

The form, after GCAT's own files (planet4589.org/space/gcat): UTF-8, tab-separated, padded by
spaces, no quoting; the first line names the columns behind a `#`; further lines with `#` are
remarks, `# Updated 2026 Mar 26 0126:23` gives the edition; `-` is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from spaceties.datapackage.csv.dialect import Dialect
from spaceties.datapackage.csv.records import BOM, Record, read_records
from spaceties.importers.base import MalformedInput, MalformedLine, Row
from spaceties.importers.gcat import checks, dates, join
from spaceties.importers.gcat.endings import low_launches
from spaceties.importers.gcat.join import Joined


class Part(NamedTuple):
    """A part of GCAT: names of its files, the column of its key, its columns, whether a key may
    have several lines, of which the first counts, whether the part may be missing, whether all its
    files are read, or the one with the last name, and columns that a file need not have."""

    files: str
    key: str
    columns: checks.Columns
    repeats: bool = False
    optional: bool = False
    all_files: bool = False
    further: checks.Columns = MappingProxyType({})


PARTS = {
    "launchlog": Part("launchlog*.tsv", "JCAT", checks.LAUNCHLOG, all_files=True),
    "psatcat": Part(
        "psatcat*.tsv", "JCAT", checks.PSATCAT, all_files=True, further=checks.SHOWN_ORBIT
    ),
    "satcat": Part("satcat*.tsv", "JCAT", checks.SATCAT, optional=True),
    "orgs": Part("orgs*.tsv", "Code", checks.ORGS),
    "sites": Part("sites*.tsv", "Site", checks.SITES),
    "lv": Part("lv*.tsv", "LV_Name", checks.LV, repeats=True),  # a line for each variant
    "states": Part("state_to_iso.csv", "gcat_code", checks.STATES),
    "objects": Part("spot_check*.csv", "jcat", checks.OBJECTS, optional=True),
    "ended": Part("ended*.csv", "jcat", checks.ENDED, optional=True),
}


STATES = Path(__file__).with_name("state_to_iso.csv")  # for folders that have none


class Edition(NamedTuple):
    """Where a part of GCAT comes from: file names, `# Updated` as EDTF (or ""), digest."""

    files: tuple[str, ...]
    updated: str
    sha256: str


@dataclass
class Catalogue:
    """A GCAT download: the rows of each part by their key, cells without padding and "" for none.

    Of spacecraft (launchlog, psatcat, satcat, objects, ended) the key is the id that the launch
    log has after `join.settle`, whatever number the part's own edition gives. satcat is the object
    catalogue, objects what an optional `spot_check*.csv` gives of it: the date on which the object
    left its orbit and its manufacturers; ended the days on which flights ended. joined tells by
    part how its rows were found. low are the launches into low orbits. editions are by part.
    """

    launchlog: dict[str, Row] = field(default_factory=dict)
    psatcat: dict[str, Row] = field(default_factory=dict)
    satcat: dict[str, Row] = field(default_factory=dict)
    orgs: dict[str, Row] = field(default_factory=dict)
    sites: dict[str, Row] = field(default_factory=dict)
    lv: dict[str, Row] = field(default_factory=dict)
    states: dict[str, Row] = field(default_factory=dict)
    objects: dict[str, Row] = field(default_factory=dict)
    ended: dict[str, Row] = field(default_factory=dict)
    joined: dict[str, Joined] = field(default_factory=dict)
    low: set[tuple[str, ...]] = field(default_factory=set)
    editions: dict[str, Edition] = field(default_factory=dict)


def read(folder: Path) -> Catalogue:
    """The GCAT files of a folder.

    All `launchlog*.tsv` and `psatcat*.tsv` are read in the order of their names, later rows
    replacing earlier ones of the same spacecraft; of the other parts the file with the last name
    counts.
    Raises FileNotFoundError if a part is missing, MalformedInput with all malformed lines.
    """
    paths_of = {
        name: sorted(path for path in folder.glob(part.files) if path.is_file())
        for name, part in PARTS.items()
    }
    paths_of["states"] = paths_of["states"] or [STATES]
    missing = [
        part.files for name, part in PARTS.items() if not paths_of[name] and not part.optional
    ]
    if missing:
        if not folder.is_dir():
            raise FileNotFoundError(f"there is no folder {folder}")
        raise FileNotFoundError(f"{folder} has no {', no '.join(missing)}")
    malformed: list[MalformedLine] = []
    files: dict[str, list[dict[str, Row]]] = {}
    catalogue = Catalogue()
    for name, part in PARTS.items():
        paths = paths_of[name] if part.all_files else paths_of[name][-1:]
        files[name] = [_File(path, malformed).rows(part) for path in paths]
        if not part.all_files:
            setattr(catalogue, name, files[name][0] if files[name] else {})
        if paths and name != "states":
            catalogue.editions[name] = _edition(paths)
    if malformed:
        raise MalformedInput(malformed)
    _join(catalogue, files["launchlog"], files["psatcat"], paths_of)
    return catalogue


def _join(
    catalogue: Catalogue,
    logs: list[dict[str, Row]],
    payloads: list[dict[str, Row]],
    paths_of: dict[str, list[Path]],
) -> None:
    """Bring the parts on spacecraft to the ids of the launch log."""
    log = catalogue.launchlog = join.settle(logs, payloads)
    found = join.Joined()
    for path, payload in reversed(list(zip(paths_of["psatcat"], payloads, strict=True))):
        same = frozenset(
            jcat
            for of_log, rows in zip(paths_of["launchlog"], logs, strict=True)
            if _same_edition(path, of_log)
            for jcat in rows
            if not jcat.startswith("T")
        )
        rest = {key: row for key, row in log.items() if key not in found.rows}
        found.add(join.join(rest, payload, whole=True, same=same))
    catalogue.psatcat, catalogue.joined["psatcat"] = found.rows, found
    catalogue.low = low_launches(row for payload in payloads for row in payload.values())
    for name, launch in (("satcat", join.launch_of), ("ended", join.day_of)):
        found = join.join(log, getattr(catalogue, name), launch=launch)
        setattr(catalogue, name, found.rows)
        catalogue.joined[name] = found


def _same_edition(one: Path, other: Path) -> bool:
    """Whether two files are of the same day, as their names end or else their remarks tell, one
    perhaps less precisely."""
    first, second = sorted(map(_day_of, (one, other)))
    return bool(first) and second.startswith(first)


def _day_of(path: Path) -> str:
    days = re.findall(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?", path.stem)
    return days[-1] if days else _edition([path]).updated


class _File:
    """A file while it is read; lines that are not as expected go into `malformed`."""

    def __init__(self, path: Path, malformed: list[MalformedLine]):
        self.path = path
        self.malformed = malformed
        self.tabs = path.suffix == ".tsv"

    def rows(self, part: Part) -> dict[str, Row]:
        """The rows that are as the part needs them, by their key."""
        lines = self._tsv() if self.tabs else self._csv()
        _, header = next(lines, (1, [""]))
        names = [name.strip() for name in (header[0].removeprefix("#"), *header[1:])]
        if expected := self._header_expected(header, names, part):
            self._refuse(1, expected)
            return {}
        rows: dict[str, Row] = {}
        for number, cells in lines:
            try:
                row = self._row(names, cells, part)
            except ValueError as error:
                self._refuse(number, str(error))
                continue
            if row[part.key] not in rows:
                rows[row[part.key]] = row
            elif not part.repeats:
                self._refuse(number, f"each {part.key} once, {row[part.key]} is again")
        return rows

    def _refuse(self, line: int, expected: str) -> None:
        self.malformed.append(MalformedLine(self.path.name, line, expected))

    def _header_expected(self, header: Sequence[str], names: list[str], part: Part) -> str:
        """What the header should have been, "" if it is good."""
        if self.tabs and not header[0].startswith("#"):
            found = checks.shown("\t".join(header)[:40])
            return f"a header line that starts with #, found {found}"
        if missing := [name for name in part.columns if name not in names]:
            return f"the column {', '.join(missing)} in the header line"
        twice = sorted({name for name in names if names.count(name) > 1})
        return f"every column once, found {', '.join(twice)} again" if twice else ""

    def _row(self, names: list[str], cells: Sequence[str], part: Part) -> Row:
        """The row of a line. Raises ValueError with what was expected."""
        if len(cells) != len(names):
            separated = " separated by tabs" if self.tabs else ""
            raise ValueError(f"{len(names)} cells{separated}, found {len(cells)}")
        texts = [cell.strip() for cell in cells]
        row = {n: "" if text == "-" else text for n, text in zip(names, texts, strict=True)}
        for name, check in (*part.columns.items(), *part.further.items()):
            if name in row:
                check(name, row[name])
        return row

    def _tsv(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The cells of each line, the header with its #, and the lines' numbers from 1."""
        data = self.path.read_bytes().removeprefix(BOM).removesuffix(b"\n")
        for number, line in enumerate(data.split(b"\n"), 1):
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                self._refuse(number, f"UTF-8; byte {error.start + 1} is not")
                text = line.decode(errors="replace")
            if number == 1 or not text.startswith("#"):
                yield number, text.removesuffix("\r").split("\t")

    def _csv(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The cells of each record, and the physical lines on which they begin."""
        for number, record in read_records(self.path.read_bytes().removeprefix(BOM), Dialect()):
            if expected := _record_expected(record):
                self._refuse(number, expected)
            else:
                yield number, record.cells


def _record_expected(record: Record) -> str:
    if record.undecodable:
        return f"UTF-8; {record.cells[record.undecodable[0]]} is not"
    if record.stray or record.unclosed is not None:
        return "CSV: a quote before a cell, one after it, and doubled ones inside"
    return ""


def _edition(paths: list[Path]) -> Edition:
    """files in order; updated is that of the last which tells it, sha256 that of the only one."""
    updated = ""
    for path in paths:
        if match := re.search(rb"^# Updated ([^\n(]*)", path.read_bytes(), re.MULTILINE):
            try:
                updated = dates.from_vague(match[1].decode("ascii", "replace")).edtf
            except ValueError:
                updated = ""
    sha256 = hashlib.sha256(paths[0].read_bytes()).hexdigest() if len(paths) == 1 else ""
    return Edition(tuple(path.name for path in paths), updated, sha256)
