"""Rows drawn at random for an auditor, as rows of the table `audits` that are to be filled in.

A row is drawn by the digest of seed, table and key: the same seed draws the same rows on every
machine, in whatever order they lie, and a row that is added later takes the place of at most one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from spaceties.contribute.read.example import CONTEXT
from spaceties.contribute.template import LABELS, Prefilled, to_xlsx
from spaceties.datapackage.csv import writer
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.model import Package, Resource
from spaceties.dataset import store

AUDITS, SOURCES = "audits", "sources"
ROW, DOCUMENTS = f"{CONTEXT} row", f"{CONTEXT} sources"
LETTERS = 8  # of a digest, in an id: the last ones, since the first decide who is drawn
HELP = (
    "One drawn row of the tables a line, with what it says and the sources that it names. Look for "
    "a source of your own, and write what you find into “verdict”.",
    "Where one cell is at fault, write its column into “field”, what it says into “value” and what "
    "it should say into “right_value”. For a further finding on the same row, copy the line and "
    "add -2 to its audit_id. Leave “field” empty where you judge the row as a whole.",
    "A document that the tables lack is a row of the sheet “sources”; its id goes into "
    "“source_id”. Where you find none, the verdict is “unconfirmed”; a line that you leave out "
    "makes the measured rates wrong.",
    "Write into “audited_on” the day, and your name into “auditor” if you wish to be named.",
    "Then: spaceties check on this file, and spaceties add.",
)


@dataclass(frozen=True)
class Drawn:
    """A row that was drawn: its table, its key (parts joined by |), its digest, its text cells."""

    table: Resource
    key: str
    digest: str
    cells: dict[str, str]


def auditable(package: Package) -> list[str]:
    """The tables of which rows are drawn if none is named: those whose rows name a source."""
    tables = package.resource(AUDITS).field("table").enum
    return [
        str(name)
        for name in tables
        if SOURCES in store.references(package.resource(str(name))).values()
    ]


def draw(package: Package, seed: int, rows: int, tables: Sequence[str]) -> list[Drawn]:
    """Rows of these tables in the order of the package: as many of each, and all of a table that
    has fewer. Raises ValueError if a table cannot be read."""
    named = [table for table in package.resources if table.name in tables]
    drawn = []
    for place, table in enumerate(named):
        share = rows // len(named) + (place < rows % len(named))
        found = []
        for row in read_rows(package, table):
            key = "|".join(row.cells[name] for name in table.primary_key)
            digest = hashlib.sha256(f"{seed}|{table.name}|{key}".encode()).hexdigest()
            found.append(Drawn(table, key, digest, dict(row.cells)))
        drawn += sorted(found, key=lambda one: one.digest)[:share]
    return drawn


def sheet(package: Package, seed: int, drawn: Sequence[Drawn]) -> Prefilled:
    """The rows of `audits` that an auditor fills in, each beside what it is about."""
    sample, version = f"seed-{seed}", str(package.version)
    fields = package.resource(AUDITS).field_names
    key, place = fields[:1], fields[1:3]  # audit_id, then table and row_key
    columns = (*key, *place, ROW, DOCUMENTS, *fields[3:])
    names = _Names(package)
    rows = [
        {
            "audit_id": f"{version.replace('.', '-')}-{sample}-{one.digest[-LETTERS:]}",
            "table": one.table.name,
            "row_key": one.key,
            ROW: names.told(one),
            DOCUMENTS: names.documents(one),
            "version": version,
            "sample": sample,
        }
        for one in drawn
    ]
    return Prefilled(columns, rows)


def workbook(package: Package, given: Prefilled) -> bytes:
    """The sheet as a workbook, with drop-down lists and an empty sheet of sources."""
    tables = [package.resource(AUDITS), package.resource(SOURCES)]
    return to_xlsx(package, tables, {AUDITS: given}, HELP)


def csv(given: Prefilled) -> str:
    """The sheet as CSV."""
    rows = ([row.get(name, "") for name in given.columns] for row in given.rows)
    return writer.csv_text([given.columns, *rows])


class _Names:
    """What the rows of other tables that a row refers to are called."""

    def __init__(self, package: Package):
        self._package = package
        self._rows: dict[str, dict[str, dict[str, str]]] = {}

    def told(self, one: Drawn) -> str:
        """The cells of a row with names in place of ids, those of sources apart."""
        references = store.references(one.table)
        parts = []
        for name, cell in one.cells.items():
            table = references.get(name)
            if not cell or table == SOURCES:
                continue
            row = self._row(table, cell) if table else {}
            label = next((row[key] for key in LABELS if row.get(key)), "")
            parts.append(f"{name}: {cell}" + (f" ({label})" if label else ""))
        return "; ".join(parts)

    def documents(self, one: Drawn) -> str:
        """Title, publisher, date and address of each source that a row names."""
        ids = [
            one.cells[name]
            for name, table in store.references(one.table).items()
            if table == SOURCES and one.cells.get(name)
        ]
        rows = [self._row(SOURCES, key) or {"title": key} for key in dict.fromkeys(ids)]
        told = ("title", "publisher", "published_on", "url")
        return "; ".join(", ".join(filter(None, map(row.get, told))) for row in rows)

    def _row(self, table: str, key: str) -> dict[str, str]:
        if table not in self._rows:
            resource = self._package.resource(table)
            (column,) = resource.primary_key
            rows = (row.cells for row in read_rows(self._package, resource))
            self._rows[table] = {row[column]: dict(row) for row in rows}
        return self._rows[table].get(key, {})
