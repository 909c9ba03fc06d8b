"""The life of one row over the releases: when it appeared, what changed, which source."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from spaceties.datapackage.csv import text
from spaceties.datapackage.diff.renames import find_renamed_rows, renamed_fields
from spaceties.datapackage.diff.render import key_text
from spaceties.datapackage.diff.rows import CellChanges, Key, compare_rows
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import did_you_mean
from spaceties.versions import git, releases
from spaceties.versions.sources import source_titles

WORKING = "working tree"


class UnknownRow(ValueError):
    """No version has this row; the message says what was probably meant."""


@dataclass(frozen=True)
class Event:
    """What happened to the row in a version.

    what: "present" (in the first version that is known), "added", "changed", "renamed" (its key
    changed) or "removed". key: its key from then on; cells: the changed ones, or for a row that
    appears all that it has, with None before. source: id and title ("" if unknown).
    """

    version: str
    date: str
    what: str
    key: Key
    cells: CellChanges = field(default_factory=dict)
    source: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class _Step:
    """A version with its table. renamed: {old key: new key} since the version before; changed:
    whether anything is another in its rows than there."""

    version: str
    date: str
    rows: dict[Key, dict[str, str | None]]
    titles: dict[str, str]
    renamed: dict[Key, Key] = field(default_factory=dict)
    changed: bool = True


def row_history(package: Package, table: str, key: str, tell: Callable[[str], None]) -> list[Event]:
    """The events of one row, the oldest first.

    key: its primary key now or then, composite ones with commas (a part with a comma in quotes).
    tell: gets to know of releases that cannot be looked at. Raises UnknownRow.
    """
    steps = list(_steps(package, table, tell))
    wanted = _parsed(key, len(package.resource(table).primary_key))
    last = next((n for n in reversed(range(len(steps))) if wanted in steps[n].rows), None)
    if last is None:
        known = list(dict.fromkeys(key_text(k) for step in steps for k in step.rows))
        raise UnknownRow(f'{table} has and had no row "{key}"{did_you_mean(key, known)}')
    keys = _keys(steps, last, wanted)
    return [event for n in range(len(steps)) for event in _events(steps, n, keys)]


def _keys(steps: list[_Step], last: int, wanted: Key) -> list[Key | None]:
    """The key of the row in every version, None where it is not there."""
    keys: list[Key | None] = [None] * len(steps)
    keys[last] = wanted
    for n in range(last, 0, -1):
        former = {new: old for old, new in steps[n].renamed.items()}
        keys[n - 1] = _followed(keys[n], former, steps[n - 1])
    for n in range(last + 1, len(steps)):
        keys[n] = _followed(keys[n - 1], steps[n].renamed, steps[n])
    return keys


def _followed(key: Key | None, renamed: Mapping[Key, Key], step: _Step) -> Key | None:
    """The key in another version, None where the row is not there."""
    if key is None:
        return None
    key = renamed.get(key, key)
    return key if key in step.rows else None


def _events(steps: list[_Step], n: int, keys: list[Key | None]) -> Iterator[Event]:
    step, key = steps[n], keys[n]
    before = keys[n - 1] if n else None
    if key is None:
        if before is not None:
            yield Event(step.version, step.date, "removed", before)
        return
    row = step.rows[key]
    source = row.get("source_id") or ""
    about = (source, step.titles.get(source, ""))
    if before is None:
        cells: CellChanges = {n: (None, cell) for n, cell in row.items() if cell is not None}
        what = "added" if n else "present"
        yield Event(step.version, step.date, what, key, cells, about)
        return
    old = steps[n - 1].rows[before]
    cells = {
        name: (old.get(name), row.get(name))
        for name in dict.fromkeys([*old, *row])
        if old.get(name) != row.get(name)
    }
    if cells:
        what = "changed" if key == before else "renamed"
        yield Event(step.version, step.date, what, key, cells, about)


def _steps(package: Package, table: str, tell: Callable[[str], None]) -> Iterator[_Step]:
    folder = package.basepath
    before: Package | None = None
    with ExitStack() as stack:
        for version in releases.released(folder):
            try:
                released = stack.enter_context(releases.content(folder, version))
            except git.NoHistory as error:
                tell(str(error))
                continue
            yield _step(released, table, version, before)
            before = released
        step = _step(package, table, WORKING, before)
        if step.changed:
            yield step


def _step(package: Package, table: str, version: str, before: Package | None) -> _Step:
    date = "" if version == WORKING else str(package.custom.get("created", ""))[:10]
    if table not in package.names:
        return _Step(version, date, {}, {})
    resource = package.resource(table)
    new = text.read_text(package, resource)
    key = resource.primary_key
    rows = {tuple(row[name] for name in key): row for row in new.to_pylist()}
    step = partial(_Step, version, date, rows, source_titles(package))
    if before is None or table not in before.names:
        return step()
    was = before.resource(table)
    old = text.read_text(before, was)
    changes = compare_rows(old, new, was, resource, renamed_fields(old, new, was, resource))
    find_renamed_rows(changes)
    return step(dict(changes.renamed_keys()), bool(changes))


def _parsed(key: str, parts: int) -> Key:
    """The cells of a key as it is written."""
    if parts < 2:
        return (key,)
    cells = next(csv.reader([key], skipinitialspace=True), [])
    return tuple(cell or None for cell in cells)
