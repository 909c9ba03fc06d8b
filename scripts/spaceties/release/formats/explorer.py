"""The explorer: `index.html`, one page that shows the data and names the files beside it."""

from __future__ import annotations

from pathlib import Path

from spaceties.dataset.model import Release

# What a reader may want to take along, in the order of the page; `{}` is the name of the release.
DOWNLOADS = {
    "spaceties.xlsx": "Excel workbook, a sheet per table",
    "{}-csv.zip": "CSV, zipped, with types and keys (Data Package)",
    "{}-parquet.zip": "Parquet, zipped",
    "{}-json.zip": "JSON and JSON Lines, zipped",
    "spaceties.sqlite": "SQLite database, keys enforced",
    "croissant.json": "Croissant metadata for data set search",
    "data-dictionary.md": "Data dictionary",
    "CHANGELOG.md": "What changed in each version",
    "changes.html": "Every changed row since the version before, with its source",
    "changes.jsonl": "The same for programs, a JSON object per row",
}


def write(release: Release, root: Path) -> None:
    """Write `index.html` below `root`, with links to the files that are there."""
    from spaceties.explorer import page

    (root / "index.html").write_text(
        page.build(release, downloads(release, root)), encoding="utf-8", newline="\n"
    )


def downloads(release: Release, root: Path) -> list[dict]:
    """`path`, `label` and `bytes` of the files below `root` that the page links to."""
    named = [(name.format(release.name), label) for name, label in DOWNLOADS.items()]
    return [
        {"path": name, "label": label, "bytes": (root / name).stat().st_size}
        for name, label in named
        if (root / name).is_file()
    ]
