"""Contributed rows merged into the tables of a package, as text.

Rows are the same row if their primary keys have the same text. A contributed row changes only the
columns that its file has. Nothing is validated here, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from spaceties.contribute.read.rows import Contribution, Row
from spaceties.contribute.respelt import is_respelt
from spaceties.datapackage.csv import writer
from spaceties.datapackage.csv.lines import TEXT_BREAK
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.model import Field, Package, Resource

Key = tuple[str, ...]
SOURCE = "source_id"  # what decides in which file a row of a table of several files belongs
MIXED = "conflicts.csv"  # the file for rows of sources that have none of their own


class Place(NamedTuple):
    """Where a row stands. line: physical line of its first character, or the sheet's row."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"line {self.line} of {self.file}"


@dataclass(eq=False)
class Merged:
    """A row of a merged table.

    path: the file in which it belongs. stored and before: place and cells of the existing row,
    None for a new one. sent: place of what was contributed for it, None if nothing was. repeats:
    the contributed row that had this key first.
    """

    table: str
    cells: dict[str, str]
    path: str
    stored: Place | None = None
    before: dict[str, str] | None = None
    sent: Place | None = None
    repeats: Merged | None = None

    @property
    def changed(self) -> bool:
        """Whether merging alters the table here."""
        return self.repeats is None and self.cells != self.before

    @property
    def place(self) -> Place:
        """Where the row was sent in, else where it stands."""
        place = self.sent or self.stored
        assert place is not None, "a row comes from somewhere"
        return place


@dataclass
class Merge:
    """The tables that contributions touch. tables: {name: rows}, existing ones first, in the
    order of their files, then new ones. contributed: the contributed rows among them, as sent.
    left_over: existing rows that are no longer among them, see `orphans`. respelt: (place, column,
    text, existing text) of cells that a spreadsheet has spelt in its own way, which change
    nothing."""

    package: Package
    tables: dict[str, list[Merged]] = field(default_factory=dict)
    contributed: list[Merged] = field(default_factory=list)
    left_over: list[Merged] = field(default_factory=list)
    respelt: list[tuple[Place, str, str, str]] = field(default_factory=list)
    _others: dict[str, list[Merged]] = field(default_factory=dict, repr=False)

    def rows(self, table: str) -> list[Merged]:
        """The rows of any table of the package, merged if it is touched.

        Raises ValueError, with file and line, if its files cannot be read.
        """
        if table in self.tables:
            return self.tables[table]
        if table not in self._others:
            self._others[table] = list(existing(self.package, self.package.resource(table)))
        return self._others[table]

    def key(self, row: Merged) -> Key:
        """The primary key of a row."""
        return key_of(row.cells, self.package.resource(row.table))

    def texts(self) -> dict[str, str]:
        """Canonical text of every file that the merge alters, by path."""
        touched = {
            (row.table, path)
            for row in self.contributed
            if row.changed
            for path in {row.path, row.stored.file if row.stored else row.path}
        }
        touched |= {(row.table, row.path) for row in self.left_over}
        return {
            path: writer.format_rows(
                (row.cells for row in self.tables[table] if row.path == path and not row.repeats),
                self.package.resource(table),
            )
            for table, path in sorted(touched)
        }


def merge(package: Package, contributions: Iterable[Contribution]) -> Merge:
    """The package's tables with the contributed rows in them.

    Raises ValueError, with file and line, for a table whose files cannot be read.
    """
    merge = Merge(package)
    indexes: dict[str, dict[Key, Merged]] = {}
    for contribution in contributions:
        table = package.resource(contribution.table)
        if table.name not in merge.tables:
            merge.tables[table.name] = list(existing(package, table))
            rows = merge.tables[table.name]
            indexes[table.name] = {key_of(row.cells, table): row for row in reversed(rows)}
        homes = _homes(table, merge.tables[table.name])
        for row in contribution.rows:
            merged = _merge_row(merge, indexes[table.name], table, homes, row)
            merged.sent = Place(contribution.file, row.line)
            merge.respelt += _respelt(merged, row, table)
            merge.contributed.append(merged)
    return merge


def existing(package: Package, table: Resource) -> Iterator[Merged]:
    """The rows of a table with their file and physical line."""
    for row in read_rows(package, table):
        yield Merged(table.name, row.cells, row.file, Place(row.file, row.line), row.cells)


def key_of(cells: Mapping[str, str], table: Resource) -> Key:
    """The primary key of a row's cells."""
    return tuple(cells.get(name, "") for name in table.primary_key)


def references(cells: Mapping[str, str], table: Resource) -> Iterator[tuple[str, Key]]:
    """The tables and keys of the rows that a row of a table refers to."""
    for foreign in table.foreign_keys:
        key = tuple(cells[name] for name in foreign.fields)
        if all(key):
            yield foreign.table or table.name, key


def altered_cells(row: Merged, table: Resource) -> dict[str, tuple[str, str]]:
    """{column: (from, to)} of an existing row that a contributed one alters."""
    if row.before is None or row.sent is None:
        return {}
    return {
        name: (row.before[name], row.cells[name])
        for name in table.field_names
        if row.before[name] != row.cells[name]
    }


def _merge_row(
    merge: Merge, index: dict[Key, Merged], table: Resource, homes: Mapping[str, str], row: Row
) -> Merged:
    """Puts one contributed row where it belongs."""
    # How lines end inside a cell is the file's form, as it is outside of it.
    told = {name: TEXT_BREAK.sub("\n", text) for name, text in row.cells.items()}
    key = key_of(told, table)
    whole = bool(key) and all(key)
    known = index.get(key) if whole else None
    if known is None or known.before is None or known.sent is not None:
        cells = {name: told.get(name, "") for name in table.field_names}
        path = homes.get(cells.get(SOURCE, ""), _mixed_file(table))
        merged = Merged(table.name, cells, path, repeats=known)
        merge.tables[table.name].append(merged)
        return index.setdefault(key, merged) if whole and known is None else merged
    altered = {
        name: text
        for name, text in told.items()
        if not say_the_same(table.field(name), text, known.before[name])
    }
    known.cells = known.before | altered
    if SOURCE in altered:
        known.path = homes.get(known.cells[SOURCE], known.path)
    return known


def say_the_same(field_: Field, one: str, other: str) -> bool:
    """Whether two texts of a column say the same: numbers by value, all else letter by letter,
    but for what a spreadsheet makes of it."""
    if one == other or is_respelt(field_, one, other):
        return True
    if field_.type not in ("integer", "number") or not one or not other:
        return False
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def _respelt(merged: Merged, row: Row, table: Resource) -> Iterator[tuple[Place, str, str, str]]:
    for name, text in row.cells.items() if merged.before and merged.sent else ():
        if merged.sent and is_respelt(table.field(name), text, merged.cells[name]):
            yield merged.sent, name, text, merged.cells[name]


def _homes(table: Resource, rows: Iterable[Merged]) -> dict[str, str]:
    """{source: file}: a file all of whose rows have one source takes the rows of that source."""
    sources_of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.before is not None:
            sources_of[row.path].add(row.before.get(SOURCE, ""))
    mixed = _mixed_file(table)
    return {
        source: path
        for path, sources in sources_of.items()
        if len(sources) == 1 and path != mixed
        for source in sources
    }


def _mixed_file(table: Resource) -> str:
    """The file for rows of sources that have none of their own, or else the last one."""
    return next((p for p in table.paths if p.rpartition("/")[2] == MIXED), table.paths[-1])
