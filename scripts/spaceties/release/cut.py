"""Cutting a release: the delta that it carries, and its entry in the index."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from spaceties.datapackage import descriptor
from spaceties.datapackage.diff.delta import DeltaError, to_lines
from spaceties.datapackage.diff.make_delta import make_delta
from spaceties.datapackage.files import write
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import place_of, read_text
from spaceties.dataset import store
from spaceties.dataset.assemble import assemble
from spaceties.release.formats import csv, documents
from spaceties.release.formats.sums import digest
from spaceties.versions import git, index, releases, seen, versions_page
from spaceties.versions.changes_page import changes_page


def changes_files(package: Package, csv: Path, tell: Callable[[str], None]) -> dict[str, str]:
    """The texts of `changes.jsonl`, `changes.html`, `row_versions.csv` and `versions.html`, for a
    release whose folder csv/ is written; empty for the first release, and where there is no
    history, which `tell` gets to know.

    Raises OSError for a recorded delta that is none.
    """
    text = delta_since_last(package, csv, tell)
    if text is None:
        return {}
    released, folder = descriptor.load(csv), package.basepath
    try:
        page = changes_page(text, released)
    except DeltaError as error:
        raise OSError(f"releases/{package.version}.changes.jsonl: {error}") from None
    entry = index.recorded(folder).get(package.version) or index.entry_of(package)
    told = versions_files(released, folder, entry, text)
    return {**dict(zip(documents.CHANGES, (text, page), strict=True)), **told}


def versions_files(
    released: Package, folder: Path, entry: index.ReleaseEntry, delta: str
) -> dict[str, str]:
    """The texts of `row_versions.csv` and `versions.html`.

    released: the folder csv/ of the release; folder: where releases/ tells of those before; entry,
    delta: of this one. Raises OSError for a broken index, ValueError for unreadable tables.
    """
    versions = [*seen.recorded(folder, entry.version), seen.version_of(entry, delta)]
    texts = seen.row_versions(released, versions), versions_page.of_release(released, versions)
    return dict(zip(documents.VERSIONS, texts, strict=True))


def delta_since_last(package: Package, csv: Path, tell: Callable[[str], None]) -> str | None:
    """The delta from the release before to the one whose folder csv/ is written.

    Of a version in the index it is the recorded one, so that no history is needed to build it
    again. It turns the csv/ of the release before into this one. Where the code has come to release
    the older tables otherwise than they were released, it tells the tables in the repository
    instead (`spaceties patch vVERSION` applies it). None for the first release, and where
    there is no history, which `tell` gets to know.
    """
    folder, version = package.basepath, package.version
    if version in index.recorded(folder):
        return read_text(folder, index.changes_of(version))
    before = releases.before(folder, version)
    if before is None:
        return None
    try:
        with releases.content(folder, before) as old, tempfile.TemporaryDirectory() as scratch:
            rebuilt = _released_again(old, Path(scratch))
            entry = index.recorded(folder).get(before)
            if rebuilt and (not entry or entry.csv == csv_hash(Path(scratch) / "csv")):
                return to_lines(make_delta(rebuilt, descriptor.load(csv)))
            tell(f"{before} would be released otherwise today: the delta is that of the tables")
            return to_lines(make_delta(old, package))
    except git.NoHistory as error:
        tell(f"no changes.jsonl: {error}")
        return None


def record(package: Package, released: Path) -> list[Path]:
    """Record the release in the folder `released` in the index; returns the files written.

    A version that is in the index already is left as it is.
    """
    folder, version = package.basepath, package.version
    if version in index.recorded(folder):
        return []
    entry = index.entry_of(package, csv_hash(released / "csv"))
    texts = {index.path_of(version): entry.text()}
    if (carried := read_text(released, documents.CHANGES[0])) is not None:
        # The delta goes first: once the entry is there, the release is recorded, and whole.
        texts = {index.changes_of(version): carried, **texts}
    (folder / index.FOLDER).mkdir(exist_ok=True)
    for path, text in texts.items():
        write(place_of(folder, path), text)
    return [folder / path for path in reversed(texts)]


def csv_hash(csv: Path) -> str:
    """What the index has for the csv/ of a release."""
    return f"sha256:{digest(csv / 'datapackage.json')}"


def _released_again(old: Package, scratch: Path) -> Package | None:
    """The csv/ of an older version as it is released today, None if it cannot be."""
    try:
        tables = {table.name: store.read(old, table.name) for table in old.resources}
        csv.FORMAT.write(assemble(old, tables), scratch)
    except Exception:  # today's code meets yesterday's tables: anything can be missing in them
        return None
    return descriptor.load(scratch / "csv")
