"""The local files that make up a package, and what is known of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .descriptor import is_remote, path_fault
from .model import Package

DESCRIPTOR = "datapackage.json"


def files_of(package: Package) -> list[str]:
    """The descriptor and all local files that it names, relative to the package."""
    found = [DESCRIPTOR]
    for resource in package.resources:
        named = [resource.descriptor.get("schema"), resource.descriptor.get("dialect")]
        paths = [*(p for p in named if isinstance(p, str)), *resource.paths]
        found += [path for path in paths if not is_remote(path)]
    return list(dict.fromkeys(found))


def hashes(package: Package) -> dict[str, str]:
    """SHA-256 of every file of the package. Raises ValueError for one that is not there."""
    found = {}
    for path in files_of(package):
        fault = path_fault(package.basepath, path)
        if fault:
            raise ValueError(fault[1])
        found[path] = sha256((package.basepath / path).read_bytes())
    return found


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_bytes(folder: Path, path: str, data: bytes) -> None:
    """Write a file of a package below folder. Raises ValueError for a path that leaves it."""
    fault = path_fault(folder, path)
    if fault and fault[0] != "missing":
        raise ValueError(fault[1])
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
