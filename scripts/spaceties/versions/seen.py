"""In which release each row was first seen and last changed, from the index of releases alone: the
deltas, one after another.

A row is known by its key, and one whose key changed by the key that it had. One that was removed
and came back was first seen when it came first. What no delta names was there in the first release
that is known; where a release has no delta, or one that does not start from the release before, the
first one known is the one from which on there are deltas. Rows of a table that a delta tells by its
whole file, a new one or one with another key, come with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from spaceties.datapackage.csv.text import read_text as read_table
from spaceties.datapackage.csv.writer import csv_text
from spaceties.datapackage.diff.delta import DeltaError, Operation, from_lines, listed_rows
from spaceties.datapackage.diff.rows import RowLists
from spaceties.datapackage.diff.semver import precedence
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import read_text
from spaceties.versions import index

HEADER = (
    "table", "row_key", "first_version", "first_released_on", "last_changed_version",
    "last_changed_on",
)  # fmt: skip
KEY_SEPARATOR = "|"  # between the parts of a key, as in claims and audits
STRANGE = (AttributeError, KeyError, TypeError, ValueError)  # what JSON of another form gives
UNTOLD = "does not tell rows of tables"


@dataclass(frozen=True)
class Version:
    """A release as the index tells it. rows: how many each stored table has; delta: what changed
    since the release before, None if that is not told."""

    number: str
    date: str
    rows: Mapping[str, int]
    delta: str | None

    @cached_property
    def operations(self) -> list[Operation]:
        """Those of the delta. Raises OSError, with its path, if it is none."""
        try:
            lines = from_lines(self.delta) if self.delta is not None else []
            if not all(isinstance(line.table, str | None) for line in lines):
                raise TypeError
            listed_rows(lines)
        except DeltaError as error:
            raise OSError(f"{index.changes_of(self.number)}: {error}") from None
        except STRANGE:
            raise OSError(f"{index.changes_of(self.number)} {UNTOLD}") from None
        return lines


class Seen(NamedTuple):
    """The versions in which a row was first seen and last changed."""

    first: str
    last: str


def recorded(folder: Path, before: str | None = None) -> list[Version]:
    """The releases of the index, the oldest first; before: those that precede this version.

    Raises OSError for a broken entry.
    """
    return [
        version_of(entry, read_text(folder, index.changes_of(number)))
        for number, entry in index.recorded(folder).items()
        if before is None or precedence(number) < precedence(before)
    ]


def version_of(entry: index.ReleaseEntry, delta: str | None) -> Version:
    """The version that an entry and its delta tell. Raises OSError for a broken entry."""
    try:
        rows = {name: int(table["rows"]) for name, table in entry.tables.items()}
    except STRANGE:
        raise OSError(f"{index.path_of(entry.version)} does not tell the rows of tables") from None
    return Version(entry.version, str(entry.date), rows, delta)


class History:
    """What versions, the oldest first, tell of all rows. Raises OSError for a broken delta."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self.dates: dict[str, str] = {}
        self._named: dict[str, dict[str, Seen]] = {}  # rows that deltas name, gone ones as well
        self._others: dict[str, str] = {}  # when the other rows of a table came
        self._oldest = former = ""
        for version in versions:
            self.dates[version.number] = version.date
            try:
                self._add(version, former)
            except STRANGE:
                raise OSError(f"{index.changes_of(version.number)} {UNTOLD}") from None
            former = version.number

    def of(self, table: str, key: str) -> Seen:
        """What is told of a row that the last version has. key: see :func:`row_key`."""
        came = self._others.get(table, self._oldest)
        return self._named.get(table, {}).get(key) or Seen(came, came)

    def _add(self, version: Version, former: str) -> None:
        delta = version.operations
        since = delta[0].before["version"] if delta else version.number
        if since != former:
            self._named, self._others, self._oldest = {}, {}, since
        told = [line for line in delta if line.table]
        names = {str(line.table): line.before["name"] for line in told if line.op == "table"}
        former_rows, former_others = dict(self._named), dict(self._others)
        for table, before in names.items():
            self._named[table] = former_rows.get(before, {})
            self._others[table] = former_others.get(before, self._oldest)
        for table in (str(line.table) for line in told if line.op == "file"):
            self._named[table], self._others[table] = {}, version.number
        for table, changes in listed_rows(delta).items():
            self._change(table, changes, version.number)

    def _change(self, table: str, changes: RowLists, version: str) -> None:
        rows = self._named[table]
        gone = [row_key(key) for key, _ in changes.removed]
        moved = [(row_key(old), row_key(new)) for old, new in changes.renamed]
        first = {key: self.of(table, key).first for key in (*gone, *(old for old, _ in moved))}
        for old, _ in moved:
            rows.pop(old, None)
        for key, new in (*zip(gone, gone, strict=True), *moved):
            rows[new] = Seen(first[key], version)
        for key in (row_key(key) for key, _ in changes.changed):
            rows[key] = Seen(self.of(table, key).first, version)
        for key in (row_key(key) for key, _ in changes.added):
            rows[key] = Seen(rows[key].first if key in rows else version, version)


def row_key(parts: Iterable[str | None]) -> str:
    """The key of a row as one text."""
    return KEY_SEPARATOR.join(part or "" for part in parts)


def row_versions(released: Package, versions: list[Version]) -> str:
    """The rows of the stored tables of a release with their versions, as CSV.

    versions: up to this one, the oldest first. Raises OSError for a broken delta, ValueError for a
    table that cannot be read.
    """
    return csv_text([HEADER, *_rows(released, versions)])


def _rows(released: Package, versions: list[Version]) -> Iterator[tuple[str, ...]]:
    history = History(versions)
    days = {"": "", **history.dates}
    for name in versions[-1].rows:
        table = released.resource(name)
        rows = read_table(released, table)
        cells = (rows[part].to_pylist() for part in table.primary_key)
        for key in map(row_key, zip(*cells, strict=True)):
            first, last = history.of(name, key)
            yield name, key, first, days.get(first, ""), last, days.get(last, "")


def seen(package: Package, table: str, key: Iterable[str | None]) -> tuple[str, str] | None:
    """In which release a row of a package as it is now was first seen and last changed, with the
    days, in words.

    None where the index does not know: it has no release, or another content of the table.
    """
    versions = recorded(package.basepath)
    if not versions or table not in versions[-1].rows:
        return None
    stated = index.recorded(package.basepath)[versions[-1].number].tables[table]
    if stated.get("content") != index.table_entry(package, package.resource(table))["content"]:
        return None
    history = History(versions)
    first, last = (
        f"{number} ({day})" if (day := history.dates.get(number)) else number
        for number in history.of(table, row_key(key))
    )
    return first, last
