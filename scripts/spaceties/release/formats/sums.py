"""`SHA256SUMS`: the checksum of every other file, as sha256sum writes and checks it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.release.formats.format import File, Format, problem

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "SHA256SUMS"


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(root: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its relative path, SHA256SUMS itself left out."""
    paths = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    return {path: digest(root / path) for path in paths if path != NAME}


def write(_release: Release, root: Path, _files: Sequence[File]) -> None:
    """Write `SHA256SUMS` below `root`, for all files that are there."""
    text = "".join(f"{value}  {path}\n" for path, value in sums(root).items())
    put(root / NAME, text)


def check(root: Path, _package: Package) -> list[Problem]:
    """SHA256SUMS covers every file, and every file is what it says."""
    problems, stated = [], {}
    text = (root / NAME).read_bytes().decode("utf-8", "surrogateescape")  # as names of files are
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        value, gap, path = line.partition("  ")
        if not gap or len(value) != 64:
            problems.append(
                problem(Code.UNREADABLE, NAME, f"line {number} is no checksum and path")
            )
        elif path in stated:
            problems.append(problem(Code.HASH, path, f"stands twice in {NAME}"))
        else:
            stated[path] = value
    there = sums(root)
    for path in sorted(stated.keys() - there.keys()):
        text = "is in SHA256SUMS but not in the release"
        problems.append(problem(Code.FILE_MISSING, path, text))
    for path in sorted(there.keys() - stated.keys()):
        problems.append(problem(Code.HASH, path, "is not in SHA256SUMS"))
    for path in sorted(there.keys() & stated.keys()):
        if there[path] != stated[path]:
            text = "has another checksum than SHA256SUMS states"
            problems.append(problem(Code.HASH, path, text))
    return problems


FORMAT = Format("sums", (File(NAME),), write_index=write, check=check)
