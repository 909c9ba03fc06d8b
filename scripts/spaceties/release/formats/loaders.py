"""A loader in a few lines for R and one for JavaScript, which lie in the release as they are here.

What other languages need is in README.md of the release, in their own readers' words.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release


def write(_release: Release, root: Path) -> None:
    """Write the loaders below `root`."""
    for file in FORMAT.files:
        put(root / file.path, Path(__file__).with_name(file.path).read_text(encoding="utf-8"))


# Releases up to 0.2.0 have none.
FORMAT = Format(
    "loaders",
    (
        File("load.R", label="A loader for R", optional=True),
        File("load.mjs", label="A loader for JavaScript", optional=True),
    ),
    write=write,
)
