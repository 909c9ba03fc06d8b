"""Files that a descriptor names and that are not opened: why, and what was meant."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from ..model import Package, Resource
from ..paths import path_fault
from ..report import Problem
from ..report.codes import Code
from ..report.words import LONGEST

MOST_HINTS = 20  # missing files that are looked for under another name
MOST_ENTRIES = 10_000  # of a folder that are looked at for a file that is missing
LIKE = 0.9  # how alike two names are of which one is a slip for the other
PATH_CODES = {
    "remote": Code.FILE_REMOTE,
    "unsafe": Code.UNSAFE_PATH,
    "missing": Code.FILE_MISSING,
}


def path_problems(resources: Iterable[Resource], package: Package) -> Iterator[Problem]:
    """The problems of the paths of some resources."""
    tries = iter(range(MOST_HINTS))
    for resource in resources:
        for path in resource.paths:
            if fault := path_fault(package.basepath, path):
                kind, text = fault
                sought = kind == "missing" and len(path) <= LONGEST
                hint = _like_named(package, path) if sought and next(tries, -1) >= 0 else None
                code, name = PATH_CODES[kind], resource.name
                yield Problem(code=code, table=name, file=path, message=text, hint=hint)


def _like_named(package: Package, path: str) -> str | None:
    """The one file that the path was meant to name, if that is plain: its name is the same but for
    case, or but for a slip, or it is the same and stands in a sub-folder. Numbers and endings
    tell files apart, so that they must agree."""
    from difflib import SequenceMatcher

    name, place = PurePosixPath(path).name, PurePosixPath(path).parent
    folder = package.basepath / place
    if not folder.is_dir():
        return None
    with os.scandir(folder) as entries:
        beside = [entry.name for entry in islice(entries, MOST_ENTRIES) if entry.is_file()]
    inside = [(place / sub / name).as_posix() for sub in _folders(folder)]
    below = [other for other in inside if (package.basepath / other).is_file()]
    slips = [
        other
        for other in beside
        if PurePosixPath(other).suffix == PurePosixPath(name).suffix
        and re.findall(r"\d+", other) == re.findall(r"\d+", name)
        and SequenceMatcher(None, other, name, autojunk=False).ratio() >= LIKE
    ]
    same = [other for other in beside if other.casefold() == name.casefold()]
    for meant in (same, below, slips):
        if len(meant) == 1:
            return f'there is "{meant[0]}"'
    return None


def _folders(folder: Path) -> list[str]:
    """Names of the folders in a folder, hidden ones left out."""
    with os.scandir(folder) as entries:
        among = islice(entries, MOST_ENTRIES)
        return sorted(one.name for one in among if one.is_dir() and one.name[0] != ".")
