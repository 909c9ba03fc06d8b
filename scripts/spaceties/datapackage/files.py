"""The local files that make up a package, and what is known of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .model import Package
from .paths import is_remote, place_of, read_bytes

DESCRIPTOR = "datapackage.json"


def files_of(package: Package) -> list[str]:
    """The descriptor and all local files that it names, relative to the package."""
    files = [DESCRIPTOR]
    for resource in package.resources:
        named = [resource.descriptor.get("schema"), resource.descriptor.get("dialect")]
        paths = [*(p for p in named if isinstance(p, str)), *resource.paths]
        files += [path for path in paths if not is_remote(path)]
    return list(dict.fromkeys(files))


def hashes(package: Package) -> dict[str, str]:
    """SHA-256 of every file of the package. Raises PathError, or OSError."""
    return {path: sha256(read_bytes(package.basepath, path)) for path in files_of(package)}


def sha256(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def write_bytes(folder: Path, path: str, data: bytes) -> None:
    """Write a file of a package below folder. Raises PathError for a path that leaves it."""
    target = place_of(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def write_texts(texts: Mapping[Path, str]) -> None:
    """Writes UTF-8 texts beside the places of their files, then renames them into place.

    A failure while writing leaves every file as it was. Line ends are written as they are.
    """
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            beside = path.with_name(f".{path.name}.{os.getpid()}.new")
            waiting.append((beside, path))
            write_synced(beside, text.encode())
        for beside, path in waiting:
            beside.replace(path)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def write_synced(path: Path, data: bytes) -> None:
    """Writes a file and waits until the disk holds it."""
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def sync(path: Path) -> None:
    """Waits until the disk holds a file, or the names in a folder where the system can say so."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
