"""Writes a release: the tables in every format, and checksums.

Everything is written beside the target and renamed into place at the end, so that an interrupted
run leaves the previous releases as they were. A release that is there is never changed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import beside, put, write_folder
from spaceties.datapackage.journal import Held, locked
from spaceties.datapackage.report.words import listed
from spaceties.release import formats
from spaceties.release.formats import csv
from spaceties.release.formats.format import claimed_files
from spaceties.release.formats.sums import sums

if TYPE_CHECKING:
    import pyarrow

    from spaceties.datapackage.model import Package
    from spaceties.dataset.model import Release

NOT_WRITTEN = (OSError, sqlite3.OperationalError)  # how libraries say so, of a full disk above all


class ReleaseError(OSError):
    """The release could not be written; nothing of it is left."""


class AlreadyReleased(ReleaseError):
    """This version is there with other content."""


def write(
    package: Package,
    tables: Mapping[str, pyarrow.Table],
    out: Path,
    progress: Callable[[str], None] = lambda _text: None,
    changes: Callable[[Path], Mapping[str, str]] = lambda _csv: {},
) -> Path:
    """Write `out/spaceties-VERSION/` from valid typed tables and return it.

    changes: gives the texts of CHANGES by name, once the folder csv/ is written.

    If that folder is there with the same files, it is left alone. Raises AlreadyReleased if it
    is there with others, and ReleaseError or OSError (a full disk, say) after taking away what
    was begun.
    """
    from spaceties.dataset.assemble import assemble

    with _alone(out) as folder:
        progress("deriving tables")
        release = assemble(package, tables)
        target = folder / release.name
        try:
            with beside(target) as waiting:
                waiting.mkdir()
                fill(release, waiting, progress, changes)
                if target.exists():
                    _compare(waiting, target)
                else:
                    progress("putting it into place")
                    write_folder(waiting, target)
        except ReleaseError:
            raise
        except NOT_WRITTEN as error:
            cause = getattr(error, "strerror", None) or error
            raise ReleaseError(f"{target} was not written: {cause}") from error
    return target


def fill(
    release: Release,
    folder: Path,
    progress: Callable[[str], None],
    changes: Callable[[Path], Mapping[str, str]],
) -> None:
    """Write all formats and the delta into an empty folder."""
    named = release.package.name, release.package.version, [t.name for t in release.tables]
    for form in formats.FORMATS:
        if not form.write_index:
            progress(f"writing {form.name}")
            form.write(release, folder)
    progress("finding out what changed")
    for name, text in changes(folder / csv.FORMAT.name).items():
        put(folder / name, text)
    for form in formats.FORMATS:
        if form.write_index:
            files = claimed_files(formats.FORMATS, *named)
            there = [file for file in files if (folder / file.path).is_file()]
            progress(f"writing {form.name}")
            form.write_index(release, folder, there)


def _compare(new: Path, old: Path) -> None:
    """Raise AlreadyReleased unless both folders hold the same files."""
    built, there = sums(new), sums(old)
    if built == there:
        return
    differ = [f for f in sorted(built.keys() | there.keys()) if built.get(f) != there.get(f)]
    raise AlreadyReleased(
        f"{old} is there with other content ({listed(differ, 3)}), and a released version is never "
        "changed: raise the version in datapackage.json, write elsewhere with --out, or delete "
        "that folder if it was never published"
    )


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """The folder, made if it was not there, with no other release running in it."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        with locked(out, patience=0):
            yield out
    except Held as error:
        raise ReleaseError(f"another release is being written: {error}") from None
    finally:
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()  # succeeds only if nothing was released
