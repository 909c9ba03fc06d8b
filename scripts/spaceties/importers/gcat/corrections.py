"""Slips of GCAT that are put right, each with its reason and the document that shows it.

`corrections.csv` has a line for each cell: table, key (primary key, its parts joined by |), column,
expect (what GCAT makes of the cell), value (what is right), reason, source_id. A participant that
GCAT lacks is a line with the column `role` and nothing in expect, one that GCAT has too many a
line with nothing in value. Where GCAT no longer says what is expected the line is retired: it is
not applied, and the import tells so.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from spaceties.importers.base import Notes, Row

FILE = Path(__file__).with_name("corrections.csv")
APPLIED = "corrections applied (corrections.csv)"
UNMET = "corrections of rows that are not made: look whether the lines are still of use"
LATER = ("parent_id",)  # columns that rows get when all of them are made
RETIRED = "corrections retired, since GCAT has changed: delete or renew the line"


class Correction(NamedTuple):
    """A line of the file; expect and value are "" for a missing cell."""

    table: str
    key: str
    column: str
    expect: str
    value: str
    reason: str
    source_id: str

    def told(self) -> str:
        what = f"{self.expect or 'nothing'} -> {self.value or 'nothing'}"
        return f"{self.table} {self.key} {self.column}: {what}"


class Corrections:
    """The corrections by table and key."""

    def __init__(self, lines: list[Correction]):
        self._cells: dict[tuple[str, str], list[Correction]] = {}
        self._participants: dict[str, list[Correction]] = {}
        self._unmet = dict.fromkeys(lines)
        for line in lines:
            if line.table == "satellite_participants":
                self._participants.setdefault(line.key.split("|")[0], []).append(line)
            else:
                self._cells.setdefault((line.table, line.key), []).append(line)

    def row(self, table: str, key: str, row: Row, notes: Notes, later: bool = False) -> Row:
        """A row with its corrected cells, later: those of columns that it gets when all rows are
        made. The second source of a body is the document that corrected it last."""
        right = dict(row)
        for line in self._cells.get((table, key), ()):
            if (line.column in LATER) != later:
                continue
            self._unmet.pop(line, None)
            if _holds(line, row.get(line.column, ""), notes):
                right[line.column] = line.value
                if table == "organizations" and not line.source_id.startswith("gcat-"):
                    right["second_source_id"] = line.source_id
        return right

    def participants(self, satellite_id: str, rows: list[Row], notes: Notes) -> list[Row]:
        """The participants of a satellite without those that are wrong, with those that lack."""
        by_key = {f"{r['satellite_id']}|{r['organization_id']}|{r['role']}": r for r in rows}
        for line in self._participants.get(satellite_id, ()):
            self._unmet.pop(line, None)
            found = by_key.get(line.key, {})
            if not _holds(line, found.get("role", ""), notes):
                continue
            satellite, body, _ = line.key.split("|")
            by_key.pop(line.key, None)
            if line.value:
                row = {"satellite_id": satellite, "organization_id": body, "role": line.value}
                by_key.setdefault(
                    f"{satellite}|{body}|{line.value}",
                    row | {"source_id": found.get("source_id", line.source_id)},
                )
        return list(by_key.values())

    def tell_unmet(self, notes: Notes) -> None:
        """Note the lines for which no row was made."""
        for line in self._unmet:
            notes.add(UNMET, line.told())


def _holds(line: Correction, cell: str, notes: Notes) -> bool:
    if cell == line.expect:
        notes.add(APPLIED, f"{line.told()} ({line.reason}; {line.source_id})")
        return True
    if cell == line.value:
        notes.add(RETIRED, f"{line.told()}: GCAT has it too")
    else:
        notes.add(RETIRED, f"{line.told()}: GCAT has {cell or 'nothing'}")
    return False


def read() -> Corrections:
    """The corrections of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return Corrections([Correction(**line) for line in csv.DictReader(lines)])
