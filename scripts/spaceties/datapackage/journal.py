"""Several files of a folder replaced as one: all of them or none, whenever the process is killed.

The new files are written beside the old ones and made safe on the disk. Then a journal that names
them, with digests of old and new, is renamed into place: from here on the change counts. The
files are renamed one by one, and the journal goes last. Whoever finds a journal finishes the work;
without one, files that a killed run has left beside the tables mean nothing.

A lock on the folder (flock, which the kernel drops when its process ends) keeps two writers
apart. A reader that looks for a journal before it reads sees the old files or the new ones, save
for one that is in the midst of reading in the milliseconds of the renames.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .files import sha256, sync, write_synced

JOURNAL = ".spaceties-journal"
HOLDER = ".spaceties-holder"
PATIENCE = 10.0  # seconds that a run waits for another one
PAUSE = 0.05


class Held(OSError):
    """Another run holds the folder; the message says which."""


class Unfinished(OSError):
    """A change was interrupted and cannot be finished any more; the message says what to do."""


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Keeps other runs out of the folder; they wait for `patience` seconds at most.

    Raises Held, which says who holds it.
    """
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        ends = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > ends:
                    raise Held(f"{folder} is held by {_holder(folder)}; try again") from None
                time.sleep(PAUSE)
        note = folder / HOLDER
        with suppress(OSError):  # who holds it is told only where it can be written
            note.write_text(_self(), encoding="utf-8")
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink()
    finally:
        os.close(handle)


def interrupted(folder: Path) -> bool:
    """Whether a change has been begun that is not finished, or is going on now."""
    return (folder / JOURNAL).exists()


def replace_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Replaces files by relative path with UTF-8 texts, all or none. Only under `locked`.

    Raises OSError, for example if the disk is full; then every file is as it was.
    """
    if not texts:
        return
    entries = []
    try:
        for path, text in texts.items():
            data = text.encode("utf-8")
            write_synced(beside(folder / path), data)
            entries.append({"path": path, "old": _digest(folder / path), "new": sha256(data)})
        _sync_folders(folder, texts)
        draft = folder / f"{JOURNAL}.new"
        write_synced(draft, json.dumps({"files": entries}, indent=1).encode("utf-8"))
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
    Unfinished if files have been changed by hand since then.
    """
    paths = list(paths)
    if not interrupted(folder):
        _clean(folder, paths)
        return []
    entries = _read(folder, set(paths))
    now = {entry["path"]: _digest(folder / entry["path"]) for entry in entries}
    waiting = [entry for entry in entries if now[entry["path"]] != entry["new"]]
    ready = all(
        now[entry["path"]] == entry["old"]
        and _digest(beside(folder / entry["path"])) == entry["new"]
        for entry in waiting
    )
    if ready:
        for entry in waiting:
            beside(folder / entry["path"]).replace(folder / entry["path"])
        _sync_folders(folder, [entry["path"] for entry in entries])
    elif any(now[entry["path"]] != entry["old"] for entry in entries):
        names = ", ".join(entry["path"] for entry in entries)
        raise Unfinished(
            f"a change of {names} was interrupted, and the files have been changed since; "
            f"bring them back (git checkout) or as they should be, then delete {JOURNAL}"
        )
    (folder / JOURNAL).unlink()
    sync(folder)
    _clean(folder, paths)
    return [entry["path"] for entry in entries] if ready else []


def beside(path: Path) -> Path:
    """Where the new content of a file waits."""
    return path.with_name(f".{path.name}.spaceties-new")


def _read(folder: Path, paths: set[str]) -> list[dict[str, str]]:
    try:
        entries = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))["files"]
        if not all(
            isinstance(entry[name], str) for entry in entries for name in ("path", "old", "new")
        ):
            raise ValueError("not text")
        if not {entry["path"] for entry in entries} <= paths:
            raise ValueError("another package's files")
    except (ValueError, KeyError, TypeError) as error:
        raise Unfinished(f"{folder / JOURNAL} is no journal ({error}); delete it") from None
    return entries


def _digest(path: Path) -> str:
    """SHA-256 of a file, "" if there is none."""
    try:
        return sha256(path.read_bytes())
    except FileNotFoundError:
        return ""


def _sync_folders(folder: Path, paths: Iterable[str]) -> None:
    for parent in sorted({(folder / path).parent for path in paths}):
        sync(parent)


def _clean(folder: Path, paths: Iterable[str]) -> None:
    """Takes away what a run that was killed before its journal was there has left."""
    for rest in [*(beside(folder / path) for path in paths), folder / f"{JOURNAL}.new"]:
        if rest.exists():
            rest.unlink()


def _self() -> str:
    import socket

    began = time.strftime("%Y-%m-%d %H:%M:%S")
    verb = " ".join(["spaceties", *sys.argv[1:2]])
    return f"process {os.getpid()} on {socket.gethostname()} since {began} ({verb})"


def _holder(folder: Path) -> str:
    try:
        text = (folder / HOLDER).read_text(encoding="utf-8")[:200]
    except (OSError, ValueError):
        text = ""
    return "".join(c for c in text if c.isprintable()) or "another run"
