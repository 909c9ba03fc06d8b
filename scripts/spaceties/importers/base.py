"""What every importer does: rows of its catalogue are added, changed and removed, all others stay.

An importer brings its own reading of files and its own mapping to rows; telling its rows from
those of other sources, keeping what these refer to, comparing and writing are done here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from spaceties.datapackage import journal
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.csv.writer import format_rows
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.paths import path_fault
from spaceties.datapackage.report.words import plural

Row = dict[str, str]
Tables = dict[str, list[Row]]
Key = tuple[str, ...]
Progress = Callable[[str], None]
Catalogue = TypeVar("Catalogue")


@dataclass(frozen=True)
class MalformedLine:
    """A line that cannot be used. `line` is the physical line, 1-based."""

    file: str
    line: int
    expected: str


class MalformedInput(ValueError):
    """Nothing can be imported; `lines` are all that are malformed."""

    def __init__(self, lines: list[MalformedLine]):
        self.lines = lines
        super().__init__(plural(len(lines), "malformed line"))


@dataclass(frozen=True)
class Importer(Generic[Catalogue]):
    """How tables are refreshed from one catalogue.

    source_prefix: how the source_id of each of its rows begins. tables: the tables that it has
    rows of. read: the catalogue from the folder of its files; raises FileNotFoundError if a file
    is missing and MalformedInput. fill: puts the catalogue's rows into a draft's `new` and returns
    how many of its entries were left out, by reason.
    """

    source_prefix: str
    tables: tuple[str, ...]
    read: Callable[[Path], Catalogue]
    fill: Callable[[Catalogue, Draft, Progress], dict[str, int]]


@dataclass(frozen=True)
class CellChange:
    """A cell of a row that stays: what it said and what it shall say, "" for nothing."""

    key: Key
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class TableChange:
    """Keys of the rows of one table: what became of the catalogue's own, and those of other
    sources that the catalogue has as well. cells: what differs in the changed rows, in the order
    of columns and keys; names: what added, changed and removed rows are called, where they have a
    name or title."""

    added: list[Key]
    changed: list[Key]
    removed: list[Key]
    unchanged: list[Key]
    left_alone: list[Key]
    cells: list[CellChange] = field(default_factory=list)
    names: dict[Key, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refresh:
    """What an import makes of the tables: all rows of the importer's tables, how they differ from
    before, entries left out by reason, and what the reader should know by subject."""

    tables: Tables
    changes: dict[str, TableChange]
    skipped: dict[str, int]
    notes: dict[str, list[str]] = field(default_factory=dict)


class Notes:
    """What a reader of the import should know: items by subject, each once, in order."""

    def __init__(self) -> None:
        self._items: dict[str, dict[str, None]] = {}

    def add(self, subject: str, item: str) -> None:
        self._items.setdefault(subject, {})[item] = None

    def lists(self) -> dict[str, list[str]]:
        """The items of each subject."""
        return {subject: list(items) for subject, items in self._items.items()}


class Draft:
    """The tables while a catalogue refreshes them.

    before: the catalogue's own rows as they were; other: the rows that stay as they are, of all
    tables; new: the catalogue's rows as they shall be, which the importer fills in.
    """

    def __init__(self, importer: Importer[Catalogue], tables: Tables, package: Package):
        def own(row: Row) -> bool:
            return row["source_id"].startswith(importer.source_prefix)

        managed = importer.tables
        self.before = {name: [row for row in tables[name] if own(row)] for name in managed}
        self.other = {
            name: [row for row in rows if name not in managed or not own(row)]
            for name, rows in tables.items()
        }
        self.new: Tables = {name: [] for name in managed}
        self.notes = Notes()
        self._package = package

    def needed(self, table: str) -> set[str]:
        """Ids of a table that rows of other sources and claims refer to."""
        ids = self.referred(table, self.other)
        for claim in self.other["claims"]:
            if claim["table"] == table or (
                claim["table"] == "satellite_participants" and table == "satellites"
            ):
                ids.add(claim["row_key"].split("|")[0])
        return ids - {""}

    def referred(self, table: str, tables: Mapping[str, Iterable[Row]]) -> set[str]:
        """Ids of a table that foreign keys of these rows hold."""
        ids: set[str] = set()
        for resource in self._package.resources:
            for foreign_key in resource.foreign_keys:
                if (foreign_key.table or resource.name) == table:
                    (column,) = foreign_key.fields
                    ids.update(row.get(column, "") for row in tables.get(resource.name, ()))
        return ids - {""}

    def hold(self, table: str, gives: Callable[[str], bool]) -> set[str]:
        """Keep the rows of an earlier import that other rows need and the catalogue cannot give
        again. Returns their ids; those that no table has are noted."""
        (column,) = self._key(table)
        known = {row[column] for row in self.other[table]}
        needed = {key for key in self.needed(table) if not gives(key)} - known
        held = needed & {row[column] for row in self.before[table]}
        self.hold_rows(table, column, held)
        for key in sorted(held):
            self.notes.add(
                f"rows of {table} that the catalogue no longer has, kept for others", key
            )
        for key in sorted(needed - held):
            self.notes.add(f"{table} that are referred to and nowhere to be found", key)
        return held

    def hold_rows(self, table: str, column: str, values: Collection[str]) -> None:
        """Keep the rows of an earlier import with one of these values in a column."""
        before = self.before[table]
        self.other[table] = self.other[table] + [row for row in before if row[column] in values]
        self.before[table] = [row for row in before if row[column] not in values]

    def with_others(self, table: str, rows: Iterable[Row]) -> list[Row]:
        """Rows of other sources, and of these the ones with other keys."""
        key = self._key(table)
        taken = {_pick(row, key) for row in self.other[table]}
        return [*self.other[table], *(row for row in rows if _pick(row, key) not in taken)]

    def result(self) -> Tables:
        """All rows of the importer's tables."""
        return {name: self.with_others(name, rows) for name, rows in self.new.items()}

    def changes(self) -> dict[str, TableChange]:
        """How the catalogue's own rows differ from those before."""
        changes = {}
        for table in self.new:
            names, key = self._package.resource(table).field_names, self._key(table)
            others = {_pick(row, key) for row in self.other[table]}
            old = {_pick(row, key): _pick(row, names) for row in self.before[table]}
            new = {_pick(row, key): _pick(row, names) for row in self.new[table]}
            own = {k: cells for k, cells in new.items() if k not in others}
            changed = sorted(k for k in own.keys() & old.keys() if own[k] != old[k])
            named = {
                _pick(row, key): row.get("name") or row.get("title") or ""
                for row in (*self.before[table], *self.new[table])
            }
            changes[table] = TableChange(
                added=sorted(own.keys() - old.keys()),
                changed=changed,
                removed=sorted(old.keys() - own.keys() - others),
                unchanged=sorted(k for k in own.keys() & old.keys() if own[k] == old[k]),
                left_alone=sorted(new.keys() & others),
                cells=[
                    CellChange(k, column, old[k][at], own[k][at])
                    for at, column in enumerate(names)
                    for k in changed
                    if old[k][at] != own[k][at]
                ],
                names={k: name for k, name in named.items() if name},
            )
        return changes

    def audited(self, changes: Mapping[str, TableChange]) -> list[str]:
        """The removed rows that an audit speaks of, whose note must then say that they went."""
        gone = {(table, "|".join(key)) for table, one in changes.items() for key in one.removed}
        return [
            f"{audit['table']} {audit['row_key']} ({audit['audit_id']})"
            for audit in self.other["audits"]
            if (audit["table"], audit["row_key"]) in gone
        ]

    def _key(self, table: str) -> Key:
        return self._package.resource(table).primary_key


def refresh(
    importer: Importer[Catalogue],
    folder: str | Path,
    package: Package,
    tables: str | Path | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _: None,
) -> Refresh:
    """Refresh the tables of a package from the files of a catalogue in a folder.

    tables is the folder of the tables if it is not the package's own; claims are then read from
    the folder `seeds` beside it, if there is one. A table without a file counts as empty. All
    files are replaced as one (`journal.changing`); those without changes are not touched.
    progress is told each stage.

    Raises FileNotFoundError if files of the catalogue are missing, MalformedInput if any line of
    them is malformed, ValueError if a table is; nothing is written then.
    """
    if dry_run:
        return _refresh(importer, folder, package, tables, progress)[0]
    managed = map(package.resource, importer.tables)
    bases, paths = zip(*(p for t in managed for p in _files(package, t, tables)), strict=True)
    with journal.changing(bases[0], paths) as (_, replace_files):
        refreshed, texts = _refresh(importer, folder, package, tables, progress)
        progress("writing")
        replace_files(texts)
    return refreshed


def _refresh(
    importer: Importer[Catalogue],
    folder: str | Path,
    package: Package,
    tables: str | Path | None,
    progress: Progress,
) -> tuple[Refresh, dict[str, str]]:
    """What an import makes of the tables, and the new texts of their files."""
    progress("reading the catalogue")
    catalogue = importer.read(Path(folder))
    progress("reading the tables")
    before = {
        resource.name: [
            row for place in _files(package, resource, tables) for row in _read(*place, resource)
        ]
        for resource in package.resources
    }
    draft = Draft(importer, before, package)
    skipped = importer.fill(catalogue, draft, progress)
    changes = draft.changes()
    for audit in draft.audited(changes):
        draft.notes.add("removed rows that an audit speaks of", audit)
    refreshed = Refresh(draft.result(), changes, skipped, draft.notes.lists())
    texts = {}
    for name, change in refreshed.changes.items():
        ((_, path),) = _files(package, package.resource(name), tables)
        if change.added or change.changed or change.removed:
            texts[path] = format_rows(refreshed.tables[name], package.resource(name))
    return refreshed, texts


def _files(
    package: Package, resource: Resource, tables: str | Path | None
) -> list[tuple[Path, str]]:
    """The files of a table: a folder, and the path in it."""
    if tables is None:
        return [(package.basepath, path) for path in resource.paths]
    names = [Path(path).name for path in resource.paths]
    folder = Path(tables)
    if not resource.paths[0].startswith("seeds/"):
        return [(folder, name) for name in names]
    seeds = folder.parent / "seeds"
    return [(seeds if seeds.is_dir() else package.basepath / "seeds", name) for name in names]


def _read(base: Path, path: str, resource: Resource) -> list[Row]:
    fault = path_fault(base, path)
    if fault and fault[0] == "missing":
        return []
    alone = Package(base), replace(resource, paths=(path,))
    return [row.cells for row in read_rows(*alone)]


def _pick(row: Row, names: Iterable[str]) -> Key:
    return tuple(row.get(name, "") for name in names)
