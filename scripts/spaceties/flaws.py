"""What is wrong with our tables as they stand, kept from run to run: which codes in which tables.

A check asks whether a row that it did not get had its problem before. Most often nothing of the
kind was wrong with the table, and to know that takes no second validation. What is kept stands
under a digest of the descriptor, of every file of the package, and of the code that judges them.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import pyarrow as pa

from spaceties.datapackage import cache
from spaceties.datapackage.files import hashes, sha256
from spaceties.datapackage.model import Package
from spaceties.datapackage.validation import package as by_schema
from spaceties.validation import validate_rules

Flaws = set[tuple[str, str | None]]  # codes and tables
SCHEMA = "schema"  # what the codes of all but rules are kept under
CODE = (".py", ".sql", ".csv")  # endings of the files that judge
NO_JUDGES = {"__pycache__", "data", "static"}


def flaws(package: Package, codes: Collection[str]) -> Flaws | None:
    """The codes, with the tables, of which the package has any problem; at least those of `codes`
    are looked for. None where that cannot be told, or would be for this once alone."""
    from spaceties.rules import catalogue

    rules = {rule.code for rule in catalogue()}
    wanted = {code if code in rules else SCHEMA for code in codes}
    if cache.folder() is None:
        return None
    try:
        key = _key(package)
    except (OSError, ValueError):
        return None
    known = _read(key)
    if missing := wanted - known.keys():
        found = _judged(package, missing) if cache.can_keep() else None
        if found is None or key != _key(package):  # which has changed in the meantime
            return None
        known |= found
        cache.keep(key, {name: sorted(map(list, pairs), key=str) for name, pairs in known.items()})
    return {pair for name in wanted for pair in known[name]}


def _judged(package: Package, wanted: Collection[str]) -> dict[str, Flaws] | None:
    """The same of the schema and of rules; None if rules could not run."""
    result = by_schema.validate(package)
    found: dict[str, Flaws] = {name: set() for name in wanted}
    if SCHEMA in wanted:
        found[SCHEMA] = {(problem.code, problem.table) for problem in result.report.problems}
    if rules := set(wanted) - {SCHEMA}:
        report = validate_rules(package, result, only=rules)
        if report.notes:
            return None
        for problem in report.problems:
            found[problem.code].add((problem.code, problem.table))
    return found


def _read(key: str) -> dict[str, Flaws]:
    """What is kept; nothing where it is not what is written here."""
    try:
        return {
            str(name): {(str(code), table and str(table)) for code, table in pairs}
            for name, pairs in (cache.load(key) or {}).items()
        }
    except (AttributeError, TypeError, ValueError):
        return {}


def _key(package: Package) -> str:
    """A digest of all that a verdict follows from. Raises ValueError or OSError where a file cannot
    be read."""
    libraries = Path(pa.__file__).parents[1].stat().st_mtime_ns  # when any was last put there
    parts = [sys.version, libraries, *_judges(Path(__file__).parent)]
    parts += [package.descriptor, hashes(package)]
    return sha256(json.dumps(parts, sort_keys=True, default=str).encode())


def _judges(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of every file of the code; an edition that is installed has its own."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir() and entry.name not in NO_JUDGES:
                yield from _judges(Path(entry.path))
            elif entry.name.endswith(CODE):
                status = entry.stat()
                yield entry.name, status.st_size, status.st_mtime_ns
