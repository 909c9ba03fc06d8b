"""The explorer: `index.html`, one page that shows the data and names the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "index.html"


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


FORMAT = Format("explorer", (File(NAME),), write_index=write)
