"""Writes a release: the tables in every format, and checksums.

Everything is written beside the target and renamed into place at the end, so that an interrupted
run leaves the previous releases as they were. A release that is there is never changed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import sync
from spaceties.release.formats.folder import digest

if TYPE_CHECKING:
    import pyarrow

    from spaceties.datapackage.model import Package
from spaceties.dataset.model import Release

DOCUMENTS = ("LICENSE-DATA", "CHANGELOG.md", "CITATION.cff")
SUMS = "SHA256SUMS"
CHANGES = ("changes.jsonl", "changes.html")  # in all releases but the first


class ReleaseError(OSError):
    """The release could not be written; nothing of it is left."""


class AlreadyReleased(ReleaseError):
    """This version is there with other content."""


def write(
    package: Package,
    tables: Mapping[str, pyarrow.Table],
    out: Path,
    progress: Callable[[str], None] = lambda text: None,
    changes: Callable[[Path], Mapping[str, str]] = lambda _: {},
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
        _take_away_rests(folder, target.name)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=folder))
        try:
            fill(release, beside, progress, changes)
            if target.exists():
                _compare(beside, target)
                shutil.rmtree(beside)
                return target
            progress("putting it into place")
            _sync(beside)
            os.chmod(beside, 0o755)
            os.rename(beside, target)
            sync(folder)
        except BaseException as error:
            shutil.rmtree(beside, ignore_errors=True)
            if (cause := _cause(error)) is not None:
                raise ReleaseError(f"{target} was not written: {cause}") from error
            raise
    return target


def fill(
    release: Release,
    folder: Path,
    progress: Callable[[str], None],
    changes: Callable[[Path], Mapping[str, str]],
) -> None:
    """Write all formats, documents and checksums into an empty folder."""
    from spaceties.datapackage.memory import no_garbage_collection
    from spaceties.release.formats import APART, BESIDE, FORMATS, WAITING, aside

    def write(name: str) -> None:
        began = time.monotonic()
        FORMATS[name].write(release, folder)
        progress(f"{name} written in {time.monotonic() - began:.1f} s")

    for document in DOCUMENTS:
        source = release.package.basepath / document
        if source.exists():
            shutil.copyfile(source, folder / document)
    many = sum(table.data.num_rows for table in release.tables) >= aside.MANY
    started = [aside.Aside(name, release, folder) for name in FORMATS if name in APART and many]
    apart = {one.name for one in started}
    with contextlib.ExitStack() as stack:
        for one in started:
            stack.callback(one.stop)
        stack.enter_context(no_garbage_collection())
        pool = stack.enter_context(ThreadPoolExecutor(1))
        for name in FORMATS:
            if name in apart:
                continue
            if name in BESIDE:
                started.append(pool.submit(write, name))
                continue
            if name in WAITING:
                for one in started:
                    one.result()
            write(name)
            if name == "csv":
                for file, text in changes(folder / "csv").items():
                    (folder / file).write_text(text, encoding="utf-8", newline="\n")
    text = "".join(f"{value}  {file}\n" for file, value in sums(folder).items())
    (folder / SUMS).write_text(text, encoding="utf-8", newline="\n")


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its relative path, SHA256SUMS itself left out."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return {file: digest(folder / file) for file in files if file != SUMS}


def _compare(new: Path, old: Path) -> None:
    """Raise AlreadyReleased unless both folders hold the same files."""
    built, there = sums(new), sums(old)
    if built == there:
        return
    differ = [f for f in sorted(built.keys() | there.keys()) if built.get(f) != there.get(f)]
    shown = ", ".join(differ[:3]) + (f" and {len(differ) - 3} more" if len(differ) > 3 else "")
    raise AlreadyReleased(
        f"{old} is there with other content ({shown}), and a released version is never changed: "
        "raise the version in datapackage.json, write elsewhere with --out, or delete that folder "
        "if it was never published"
    )


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[Path]:
    """The folder, made if it was not there, with no other release running in it."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    if os.name != "posix":
        yield out
        return
    import fcntl

    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseError(f"another release is being written in {out}") from None
        yield out
    finally:
        os.close(handle)
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()  # succeeds only if nothing was released


def _take_away_rests(folder: Path, name: str) -> None:
    """Delete what a killed run left; the lock makes sure that nobody is writing it now."""
    for rest in folder.glob(f".{name}-*"):
        shutil.rmtree(rest, ignore_errors=True)


def _cause(error: BaseException) -> str | None:
    """What kept a library from writing, None if it was no failure to write."""
    if isinstance(error, ReleaseError):
        return None
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if isinstance(error, sqlite3.OperationalError):
        return str(error)
    # XlsxWriter wraps the OSError that it met.
    if type(error).__name__ == "FileCreateError":
        return str(error)
    return None


def _sync(folder: Path) -> None:
    """Ask the disk to hold every file before the folder gets its name."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)
