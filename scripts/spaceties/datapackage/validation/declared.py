"""What a descriptor states of a resource's files and table: paths, hash, bytes, rows and fields.

Version 1 and 2 of the standard know `hash` and `bytes`. frictionless wrote other properties for
the same: version 4 `hashing` (the algorithm of `hash`) and `stats` (hash, bytes, fields, rows),
version 5 `stats` with one hash per algorithm, and `fields` and `rows` of the resource itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from ..csv.stream import hash_and_size, parse_hash
from ..model import Package, Resource
from ..paths import path_fault
from ..report import Problem
from ..report.codes import Code
from ..report.words import LONGEST

STATED_HASHES = ("md5", "sha1", "sha256", "sha384", "sha512")  # names of hashes in `stats`
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


def file_problems(resource: Resource, package: Package) -> Iterator[Problem]:
    """Problems with the stated hash and size of the files, tables or not; 0 and "" state nothing.

    The files must be there. Inline data has none.
    """
    hashes, size = _hashes(resource), _count(resource, "bytes")
    if not resource.paths or not (hashes or size):
        return
    base, paths = package.basepath, resource.paths
    skip = (
        len(paths) > 1 and resource.format == "csv" and resource.dialect.get("header") is not False
    )
    actual_size = None
    for algorithm, digest in hashes:
        try:
            actual, actual_size = hash_and_size(base, paths, algorithm, skip)
        except (ValueError, TypeError):  # TypeError: of hashes whose length is to be chosen
            text = f'the hash algorithm "{algorithm}" is not known'
            yield _problem(Code.NOT_COMPUTED, resource, text)
            continue
        if actual != digest.lower():
            text = f"the {algorithm} hash is {actual}, declared is {digest}"
            hint = _other_algorithm(base, paths, digest.lower(), skip)
            yield replace(_problem(Code.HASH, resource, text), hint=hint)
    if size:
        if actual_size is None:
            _, actual_size = hash_and_size(base, paths, "md5", skip)
        if actual_size != size:
            text = f"the size is {actual_size} bytes, declared are {size}"
            yield _problem(Code.BYTES, resource, text)


def _other_algorithm(base: Path, paths: Sequence[str], digest: str, skip: bool) -> str | None:
    """A hint if a hash is the right one by another algorithm than it was declared for."""
    import hashlib

    for name in STATED_HASHES:
        long_enough = len(digest) == hashlib.new(name).digest_size * 2
        if long_enough and hash_and_size(base, paths, name, skip)[0] == digest:
            return f'it is the {name} hash; write "{name}:{digest}"'
    return None


def count_problems(resource: Resource, rows: int, columns: int) -> Iterator[Problem]:
    """Problems with the stated numbers of rows (blank ones count) and of columns."""
    for name, actual in (("rows", rows), ("fields", columns)):
        stated = _count(resource, name)
        if stated and stated != actual:
            what = "columns" if name == "fields" else name
            text = f"the table has {actual:,} {what}, declared are {stated:,}"
            yield _problem(Code.COUNT, resource, text)


def is_stated_soundly(stats: Any) -> bool:
    """Whether a `stats` object holds texts for hashes and whole numbers for counts."""
    return isinstance(stats, Mapping) and all(
        isinstance(value, str)
        if name in ("hash", *STATED_HASHES)
        else name not in ("bytes", "rows", "fields") or _is_number(value)
        for name, value in stats.items()
    )


def _hashes(resource: Resource) -> dict[tuple[str, str], None]:
    """(algorithm, hex digest) of all stated hashes; `hashing` names the algorithm of those that
    do not, else it is MD5."""
    stats, hashing = _stats(resource), resource.descriptor.get("hashing")
    default = f"{hashing}:" if isinstance(hashing, str) and hashing else ""
    stated = [resource.hash, stats.get("hash")]
    texts = [t if ":" in t else default + t for t in stated if isinstance(t, str) and t]
    texts += [f"{name}:{stats[name]}" for name in STATED_HASHES if stats.get(name)]
    return dict.fromkeys(map(parse_hash, texts))


def _count(resource: Resource, name: str) -> int | None:
    for raw in (resource.descriptor, _stats(resource)):
        value = raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _stats(resource: Resource) -> Mapping[str, Any]:
    stats = resource.descriptor.get("stats")
    return stats if isinstance(stats, Mapping) else {}


def _problem(code: Code, resource: Resource, text: str) -> Problem:
    return Problem(code=code, table=resource.name, file=resource.file, message=text)


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
