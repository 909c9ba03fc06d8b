"""The data dictionary of the release in Markdown."""

from __future__ import annotations

from pathlib import Path

from spaceties.dataset.dictionary import to_markdown
from spaceties.dataset.model import Release


def write(release: Release, root: Path) -> None:
    """Write `data-dictionary.md` below `root`."""
    text = to_markdown([table.schema for table in release.tables])
    (root / "data-dictionary.md").write_text(text, encoding="utf-8", newline="\n")
