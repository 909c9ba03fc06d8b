"""The explorer: `index.html`, one page that shows the data and names the files beside it."""

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
from spaceties.datapackage.model import Resource
from spaceties.datapackage.paths import read_bytes
from spaceties.release.formats.format import File, Format, ReadBack, Row, same_header

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "index.html"
DATA = re.compile(rb'(?<=<script type="application/gzip" id="packed">)[^<]*(?=</script>)')
MOST_DATA = 512 * 1024**2  # bytes of the data of a page, unpacked


def write(release: Release, root: Path, files: Sequence[File]) -> None:
    """Write `index.html` below `root`, with links to those of the files that have a label."""
    from spaceties.explorer import page

    downloads = [
        {"path": file.path, "label": file.label, "bytes": (root / file.path).stat().st_size}
        for file in files
        if file.label
    ]
    text = page.build(release, downloads)
    put(root / NAME, text)


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
    yield from zip(*map(payload.cells, shown["columns"]), strict=True)


@lru_cache(1)
def _tables(path: Path, _changed: int) -> dict[str, Any]:
    """The tables in the page, unpacked once for all; `_changed` tells one state from another."""
    page = read_bytes(path.parent, path.name)
    head = next(DATA.finditer(page), None)
    data = unpacked(page)[head.start() :] if head else b""
    value, _ = json.JSONDecoder().raw_decode(data.decode())
    return {table["name"]: table for table in value["tables"]}


def _plain(page: bytes) -> bytes:
    try:
        return unpacked(page)
    except (ValueError, zlib.error):
        return page


FORMAT = Format(
    "explorer",
    (File(NAME, plain=_plain),),
    write_index=write,
    read_back=ReadBack("the standard library", rows),
)
