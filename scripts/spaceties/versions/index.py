"""The index of releases: `releases/VERSION.json` says what a released version holds.

{"version", "date", "descriptor", "csv", "tables": {name: {"rows", "content", "schema"}}}; every
hash is `sha256:` and hexadecimal digits. content is that of the table in canonical CSV (all of its
files as one), schema that of the schema as JSON with sorted keys, descriptor that of the whole
descriptor without its version and date, csv that of `csv/datapackage.json` in the release, which
has the hashes of the files beside it. Nothing depends on the machine or the moment, so the same
release gives the same entry. `releases/VERSION.changes.jsonl`, if there, is the delta that the
release carries: so a clone without history builds the same release.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from spaceties.datapackage.csv.text import read_text
from spaceties.datapackage.csv.writer import format_rows
from spaceties.datapackage.diff.semver import precedence
from spaceties.datapackage.files import sha256
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.paths import read_bytes

FOLDER = "releases"


@dataclass(frozen=True)
class ReleaseEntry:
    """What one released version holds; see the module for the hashes."""

    version: str
    date: str
    descriptor: str
    csv: str
    tables: Mapping[str, Mapping[str, Any]]

    def text(self) -> str:
        """The entry as the JSON of its file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def path_of(version: str) -> str:
    """The file of a version in the index, relative to the package's folder."""
    return f"{FOLDER}/{version}.json"


def changes_of(version: str) -> str:
    """The delta of a version beside its entry, relative to the package's folder."""
    return f"{FOLDER}/{version}.changes.jsonl"


def recorded(folder: Path) -> dict[str, ReleaseEntry]:
    """The released versions by number, the oldest first. Raises OSError for a broken entry."""
    entries = {}
    for path in (folder / FOLDER).glob("*.json"):
        try:
            entry = ReleaseEntry(**json.loads(read_bytes(folder, f"{FOLDER}/{path.name}")))
            precedence(entry.version)
        except (ValueError, TypeError) as error:
            raise OSError(f"{path} is no entry of the index: {error}") from None
        if path.name != f"{entry.version}.json":
            raise OSError(f"{path} says that it is version {entry.version}")
        entries[entry.version] = entry
    return dict(sorted(entries.items(), key=lambda item: precedence(item[0])))


def entry_of(package: Package, csv: str = "") -> ReleaseEntry:
    """The entry of a package as it is now."""
    described = {k: v for k, v in package.descriptor.items() if k not in ("version", "created")}
    return ReleaseEntry(
        package.version,
        str(package.custom.get("created", ""))[:10],
        _hash_json(described),
        csv,
        {table.name: table_entry(package, table) for table in package.resources},
    )


def mismatches(entry: ReleaseEntry, package: Package) -> list[str]:
    """What a package holds otherwise than an entry says: names of tables, and "datapackage.json"
    if the descriptor differs."""
    now = entry_of(package)
    names = dict.fromkeys([*entry.tables, *now.tables])
    tables = [name for name in names if entry.tables.get(name) != now.tables.get(name)]
    return tables + ["datapackage.json"] * (entry.descriptor != now.descriptor)


def table_entry(package: Package, table: Resource) -> dict[str, Any]:
    """What an entry says of a table."""
    rows = read_text(package, table, raw=True)
    text = format_rows(rows.to_pylist(), table)
    return {"rows": rows.num_rows, "content": _hash(text), "schema": _hash_json(table.schema)}


def _hash_json(value: Any) -> str:
    return _hash(json.dumps(value, ensure_ascii=False, sort_keys=True))


def _hash(text: str) -> str:
    return f"sha256:{sha256(text.encode())}"
