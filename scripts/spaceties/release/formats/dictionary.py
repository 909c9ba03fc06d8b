"""The data dictionary of the release in Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.files import put
from spaceties.dataset.dictionary import dictionary_markdown
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

NAME = "data-dictionary.md"


def write(release: Release, root: Path) -> None:
    """Write `data-dictionary.md` below `root`."""
    text = dictionary_markdown([table.schema for table in release.tables])
    put(root / NAME, text)


FORMAT = Format("dictionary", (File(NAME, label="Data dictionary"),), write=write)
