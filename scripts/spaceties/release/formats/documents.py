"""What goes along with the tables: licence, changelog, citation, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.datapackage.paths import read_text
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

# What changed since the release before. They need the releases of the past, and `release.cut`
# makes them.
CHANGES = ("changes.jsonl", "changes.html")


def write(release: Release, root: Path) -> None:
    """Copy those of the documents that the package has."""
    for name in COPIED:
        if (text := read_text(release.package.basepath, name)) is not None:
            put(root / name, text)


FORMAT = Format(
    "documents",
    (
        File("LICENSE-DATA", optional=True),
        File("CHANGELOG.md", label="What changed in each version", optional=True),
        File("CITATION.cff", optional=True),
        File(
            "changes.html",
            label="Every changed row since the version before, with its source",
            optional=True,
        ),
        File(
            "changes.jsonl",
            media="application/jsonlines",
            label="The same for programs, a JSON object per row",
            optional=True,
        ),
    ),
    write=write,
)

COPIED = tuple(file.path for file in FORMAT.files if file.path not in CHANGES)
