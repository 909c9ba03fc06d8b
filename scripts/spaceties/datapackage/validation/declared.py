"""What a descriptor states of a resource's files and table: hash, bytes, rows and fields.

Version 1 and 2 of the standard know `hash` and `bytes`. frictionless wrote other properties for
the same: version 4 `hashing` (the algorithm of `hash`) and `stats` (hash, bytes, fields, rows),
version 5 `stats` with one hash per algorithm, and `fields` and `rows` of the resource itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..csv.stream import hash_and_size, parse_hash
from ..model import Package, Resource
from ..report import Problem
from ..report.codes import Code

STATED_HASHES = ("md5", "sha1", "sha256", "sha384", "sha512")  # names of hashes in `stats`


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
