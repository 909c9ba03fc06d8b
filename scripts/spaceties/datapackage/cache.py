"""What one run has found out and the next need not, kept in the user's folder for such things.

That folder may be deleted at any time: what is not there, is damaged or cannot be written is found
out again, and nothing is said of it.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from .files import keep_newest, sha256, write

PLACE = "SPACETIES_CACHE"  # names another folder, or with nothing in it none
MOST = 50  # files that are kept
LARGEST = 1_000_000  # bytes of a file


def folder() -> Path | None:
    """Where things are kept, be it there or not; None if nowhere."""
    named = os.environ.get(PLACE)
    if named is not None:
        return Path(named) if named else None
    with suppress(RuntimeError):  # nobody's home
        if sys.platform == "win32":
            place = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        elif sys.platform == "darwin":
            place = Path.home() / "Library" / "Caches"
        else:  # XDG Base Directory Specification: a path that is not absolute does not count
            said = os.environ.get("XDG_CACHE_HOME", "")
            place = said if os.path.isabs(said) else Path.home() / ".cache"
        return Path(place) / "spaceties"
    return None


def can_keep() -> bool:
    """Whether something can be kept."""
    place = folder()
    with suppress(OSError):
        if place:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            return os.access(place, os.W_OK | os.X_OK)
    return False


def load(key: str) -> Any:
    """The JSON value that was kept under a key, the digest of all that it follows from; None if
    there is none."""
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        path = _file(key)
        if path and path.is_file() and path.stat().st_size <= LARGEST:
            with path.open("rb") as file:
                record = json.loads(file.read(LARGEST))
            if record["sha256"] == _digest(key, record["value"]):
                return record["value"]
    return None


def keep(key: str, value: Any) -> None:
    """Keeps a JSON value for the next run; of what was kept before, the newest."""
    with suppress(OSError):
        path = _file(key)
        text = json.dumps({"sha256": _digest(key, value), "value": value})
        if path and len(text) <= LARGEST and can_keep():
            write(path, text)
            keep_newest(path.parent, MOST)


def _file(key: str) -> Path | None:
    place = folder()
    return place / f"{key}.json" if place else None


def _digest(key: str, value: Any) -> str:
    return sha256(json.dumps([key, value], sort_keys=True).encode())
