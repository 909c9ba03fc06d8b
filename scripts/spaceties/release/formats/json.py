"""JSON: an array of records per table, one record a line, and the same as JSON Lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spaceties.dataset.model import Release, ReleaseTable
from spaceties.release.formats import folder

# frictionless reads JSON through ijson, which passes by its byte counter: it takes any stated
# size for wrong, so the size is not stated in a property that it checks.
KIND = folder.Kind(".json", "json", "application/json", counts_bytes=False)


def write(release: Release, root: Path) -> None:
    """Write `json/` below `root`."""
    folder.write(release, root / "json", KIND, write_table)


def write_table(table: ReleaseTable, about: Mapping[str, str], path: Path) -> None:
    """Write one table as an array and, beside it, as JSON Lines."""
    lines = table.lines
    joined = ",\n".join(lines)
    array = f"[\n{joined}\n]\n" if lines else "[]\n"
    path.write_text(array, encoding="utf-8", newline="\n")
    text = "".join(f"{line}\n" for line in lines)
    path.with_suffix(".jsonl").write_text(text, encoding="utf-8", newline="\n")
