"""Several files of a folder replaced as one: all of them or none, whenever the process is killed.

The new files are written beside the old ones and made safe on the disk. Then a journal that names
them, with digests of old and new, is renamed into place: from here on the change counts. The
files are renamed one by one, and the journal goes last. Whoever writes there next finishes the
work; without a journal, files that a killed run has left beside the tables mean nothing.

A lock on the folder keeps two writers apart: flock, which the kernel drops when its process ends,
or, on systems without it, a file that only one can make and that says who has. Readers take no
lock and write nothing: `settled` tells them whether the files are whole.

A journal may lie in anybody's package. It names only files that the package names, below the
folder, and no link or device is ever read or written in its name.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .files import NEW, create, sync
from .paths import PathError, open_file, place_of

try:
    import fcntl
except ImportError:  # Windows has no such call
    fcntl = None  # type: ignore[assignment]

JOURNAL = ".spaceties-journal"
HOLDER = ".spaceties-holder"
PATIENCE = 10.0  # seconds that a run waits for another one
RENAMING = 1.0  # seconds in which a run that is not killed has renamed its files
PAUSE = 0.05
LONGEST = 1024 * 1024  # bytes of a journal
LONGEST_NAME = 200  # bytes of a name that a system takes with an ending


class Held(OSError):
    """Another run holds the folder; the message says which."""


class Unfinished(OSError):
    """A change was interrupted and cannot be finished any more; the message says what to do."""


class Edited(OSError):
    """A file was saved by somebody else between its reading and its writing."""


Replace = Callable[[Mapping[str, str]], None]


@contextmanager
def changing(folder: Path, paths: Iterable[str]) -> Iterator[tuple[list[str], Replace]]:
    """Holds the folder for a change of some of these files: which of them the change of a killed
    run was finished for, and what replaces files by path with texts, all or none.

    Whatever the texts are made of is to be read within. Raises as `locked`, `finish` and
    `replace_all`.
    """
    paths = list(paths)
    with locked(folder):
        finished = finish(folder, paths)
        read = {path: _digest(folder, path) for path in paths}
        yield finished, lambda texts: replace_all(folder, texts, read)


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keeps other runs out of the folder; they wait for `patience` seconds at most.

    Raises Held, which says who holds it, and OSError where the folder cannot be locked.
    """
    ends = time.monotonic() + patience
    while (release := _take(folder)) is None:
        if time.monotonic() > ends:
            # Without flock nothing takes the lock away when its process is killed.
            gone = "" if fcntl else f", or delete {HOLDER} there if that process is gone"
            raise Held(f"{folder} is held by {_holder(folder)}; try again{gone}")
        time.sleep(PAUSE)
    try:
        yield
    finally:
        release()


def interrupted(folder: Path) -> bool:
    """Whether a change has been begun that is not finished, or is going on now."""
    return os.path.lexists(folder / JOURNAL)


def settled(folder: Path, patience: float = RENAMING) -> bool:
    """Whether no change is half done; one that is going on gets the time that renaming takes."""
    ends = time.monotonic() + patience
    while interrupted(folder):
        if time.monotonic() > ends:
            return False
        time.sleep(PAUSE)
    return True


def replace_all(folder: Path, texts: Mapping[str, str], read: Mapping[str, str]) -> None:
    """Replaces files by relative path with UTF-8 texts, all or none. Only under `locked`.

    read: digests of the files before anything was read for the texts, "" of one that was not
    there. Raises Edited where one has changed since, and OSError, for example if the disk is full
    or a file is a link; then every file is as it was.
    """
    if not texts:
        return
    for path in texts:
        if fault := _fault(folder, path):
            raise OSError(f"nothing was written: {fault}")
    entries = []
    try:
        for path, text in texts.items():
            create(new_of(folder / path), text, like=folder / path)
            new = _digest(folder, new_of(Path(path)).as_posix())
            entries.append({"path": path, "old": read.get(path, ""), "new": new})
        _sync_folders(folder, texts)
        if edited := [path for path in texts if _digest(folder, path) != read.get(path, "")]:
            raise Edited(
                f"nothing was written: {', '.join(edited)} was saved by somebody else meanwhile; "
                "try again"
            )
        draft = folder / f"{JOURNAL}.new"
        create(draft, json.dumps({"files": entries}, indent=1))
        draft.replace(folder / JOURNAL)
        sync(folder)
    except BaseException:
        if not interrupted(folder):
            _clean(folder, texts)
        raise
    finish(folder, texts)


def finish(folder: Path, paths: Iterable[str]) -> list[str]:
    """Finishes what a killed run has begun; the paths of its files, none if nothing was begun.

    paths: the files that may be in a journal, relative to the folder. Only under `locked`. Raises
    Unfinished if files have been changed by hand since then, and for what is no journal of these
    files.
    """
    paths = [path for path in paths if _fault(folder, path) is None]
    if not interrupted(folder):
        _clean(folder, paths)
        return []
    entries = _read(folder, set(paths))
    now = {entry["path"]: _digest(folder, entry["path"]) for entry in entries}
    waiting = [entry for entry in entries if now[entry["path"]] != entry["new"]]
    ready = all(
        now[entry["path"]] == entry["old"]
        and _digest(folder, new_of(Path(entry["path"])).as_posix()) == entry["new"]
        for entry in waiting
    )
    if ready:
        for entry in waiting:
            new_of(folder / entry["path"]).replace(folder / entry["path"])
        _sync_folders(folder, now)
    elif any(now[entry["path"]] != entry["old"] for entry in entries):
        raise Unfinished(
            f"a change of {', '.join(now)} was interrupted, and the files have been changed since; "
            f"bring them back (git checkout) or as they should be, then delete {JOURNAL}"
        )
    (folder / JOURNAL).unlink()
    sync(folder)
    _clean(folder, paths)
    return list(now) if ready else []


def new_of(path: Path) -> Path:
    """Where the new content of a file waits."""
    name = path.name
    data = name.encode("utf-8", "surrogatepass")  # any text may stand in a descriptor
    if len(data) > LONGEST_NAME:
        import hashlib

        name = hashlib.sha256(data).hexdigest()
    return path.with_name(f".{name}{NEW}")


def _take(folder: Path) -> Callable[[], None] | None:
    """Takes the lock of the folder, and gives what lets it go again; None if another has it."""
    holder = folder / HOLDER
    if not fcntl:
        try:
            _write_new(holder, _self())
        except FileExistsError:
            return None
        return holder.unlink
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    with suppress(OSError):  # who holds it is told only where it can be written
        holder.unlink(missing_ok=True)
        _write_new(holder, _self())

    def release() -> None:
        with suppress(OSError):
            holder.unlink()
        os.close(handle)

    return release


def _fault(folder: Path, path: str) -> str | None:
    """Why a file is not touched: it lies outside of the folder, or is a link or a device."""
    try:
        for one in (path, new_of(Path(path)).as_posix()):
            place_of(folder, one)
    except PathError as error:
        return str(error)
    return None


def _read(folder: Path, paths: Container[str]) -> list[dict[str, str]]:
    """The entries of a journal, which may name the given files only."""
    file = folder / JOURNAL
    try:
        with open_file(folder, JOURNAL) as opened:
            if file.is_symlink() or len(text := opened.read(LONGEST + 1)) > LONGEST:
                raise ValueError("no file that this program writes")
        entries = json.loads(text)["files"]
        if not all(
            isinstance(entry[name], str) for entry in entries for name in ("path", "old", "new")
        ):
            raise ValueError("not text")
        for entry in entries:
            if entry["path"] not in paths:
                raise ValueError(f"it names {entry['path'][:80]!r}")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unfinished(f"{file} is no journal of this package ({error}); delete it") from None
    return list(entries)


def _write_new(path: Path, text: str) -> None:
    """Writes a file that is not there yet. Raises FileExistsError for one that is, links too."""
    with path.open("x", encoding="utf-8") as out:
        out.write(text)


def _digest(folder: Path, path: str) -> str:
    """SHA-256 of a file of the folder, "" if there is none that may be opened."""
    import hashlib

    try:
        with open_file(folder, path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except PathError:
        return ""


def _sync_folders(folder: Path, paths: Iterable[str]) -> None:
    for parent in sorted({(folder / path).parent for path in paths}):
        sync(parent)


def _clean(folder: Path, paths: Iterable[str]) -> None:
    """Takes away what a run that was killed before its journal was there has left."""
    for rest in [*(new_of(folder / path) for path in paths), folder / f"{JOURNAL}.new"]:
        rest.unlink(missing_ok=True)


def _self() -> str:
    import socket

    began = time.strftime("%Y-%m-%d %H:%M:%S")
    verb = " ".join(["spaceties", *sys.argv[1:2]])
    return f"process {os.getpid()} on {socket.gethostname()} since {began} ({verb})"


def _holder(folder: Path) -> str:
    text = ""
    with suppress(OSError, ValueError), open_file(folder, HOLDER) as said:
        if not (folder / HOLDER).is_symlink():
            text = said.read(200).decode("utf-8", "replace")
    return "".join(c for c in text if c.isprintable()) or "another run"
