"""Merged rows written into the tables of a package, all files or nothing, and the diff of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import read_bytes

if TYPE_CHECKING:
    from spaceties.contribute.merge import Merge


def altered(merge: Merge) -> dict[str, str]:
    """Canonical text by path of the files that merging alters; none if all rows are there."""
    base = merge.package.basepath
    return {
        path: text
        for path, text in merge.texts().items()
        if read_bytes(base, path) != text.encode("utf-8")
    }


def diff(package: Package, texts: dict[str, str]) -> Iterator[str]:
    """Lines that tell what writing would alter: + new, - old, without context."""
    import difflib

    from spaceties.datapackage.csv.lines import text_lines

    for path, text in texts.items():
        before = read_bytes(package.basepath, path).decode("utf-8", "replace")
        yield from difflib.unified_diff(
            text_lines(before), text_lines(text), path, f"{path} (with the rows)",
            n=0, lineterm="",
        )  # fmt: skip
