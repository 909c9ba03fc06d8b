"""The explorer: `index.html`, one page that shows the data and names the files beside it, and
`check.html`, which holds contributed files against them."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage.files import put
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.paths import read_bytes
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.release.formats.format import File, Format, ReadBack, Row, problem, same_header

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "index.html"
CHECK = "check.html"
DATA = re.compile(rb'(?<=<script type="application/gzip" id="packed">)[^<]*(?=</script>)')
MOST_DATA = 512 * 1024**2  # bytes of the data of a page, unpacked


def write(release: Release, root: Path, files: Sequence[File]) -> None:
    """Write both pages below `root`, `index.html` with links to the files that have a label."""
    from spaceties.explorer import page

    downloads = [
        {"path": file.path, "label": file.label, "bytes": (root / file.path).stat().st_size}
        for file in files
        if file.label
    ]
    put(root / NAME, page.build(release, downloads))
    put(root / CHECK, page.build_check(release))


def unpacked(page: bytes) -> bytes:
    """The page with its data as they are before they are packed. Raises ValueError and zlib.error
    where nothing can be unpacked."""
    parts = DATA.split(page)
    found = DATA.findall(page)
    if len(found) != 1:
        raise ValueError("the page holds no data, or twice")
    gzip = zlib.decompressobj(31)
    data = gzip.decompress(base64.b64decode(found[0], validate=True), MOST_DATA)
    if not gzip.eof or gzip.unused_data:
        raise ValueError("the data of the page are damaged")
    return data.join(parts)


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows that the page shows."""
    from spaceties.explorer import payload

    shown = _tables(path, path.stat().st_mtime_ns)[table.name]
    same_header((field["name"] for field in shown["fields"]), table)
    yield from zip(*payload.columns(shown), strict=True)


@lru_cache(2)
def _tables(path: Path, _changed: int) -> dict[str, Any]:
    """The tables in a page, unpacked once for all; `_changed` tells one state from another."""
    page = read_bytes(path.parent, path.name)
    head = next(DATA.finditer(page), None)
    data = unpacked(page)[head.start() :] if head else b""
    value, _ = json.JSONDecoder().raw_decode(data.decode())
    return {table["name"]: table for table in value["tables"]}


def check(root: Path, _package: Package) -> list[Problem]:
    """A problem for each table of which `check.html` holds other cells than `index.html`."""
    if not all((root / name).is_file() for name in (NAME, CHECK)):
        return []  # which is told otherwise
    try:
        shown, held = (
            _tables(root / name, (root / name).stat().st_mtime_ns) for name in (NAME, CHECK)
        )
        return [
            problem(Code.OTHER, CHECK, f"holds other cells than {NAME}", name)
            for name, table in held.items()
            if not _columns(table).items() <= _columns(shown[name]).items()
        ]
    except (ValueError, LookupError, TypeError, zlib.error) as error:
        said = f"cannot be compared with {NAME}: {' '.join(str(error).split())}"
        return [problem(Code.UNREADABLE, CHECK, said)]


def _columns(table: dict[str, Any]) -> dict[str, tuple[object, ...]]:
    from spaceties.explorer import payload

    names = (field["name"] for field in table["fields"])
    return dict(zip(names, map(tuple, payload.columns(table)), strict=True))


def _plain(page: bytes) -> bytes:
    try:
        return unpacked(page)
    except (ValueError, zlib.error):
        return page


FORMAT = Format(
    "explorer",
    (File(NAME, plain=_plain), File(CHECK, plain=_plain)),
    write_index=write,
    read_back=ReadBack("the standard library", rows),
    check=check,
)
