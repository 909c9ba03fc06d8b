"""CSV in canonical form: UTF-8, LF, minimal quoting, missing cells empty."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from spaceties.dataset.model import Release, ReleaseTable
from spaceties.dataset.values import text
from spaceties.release.formats import folder

KIND = folder.Kind(".csv", "csv", "text/csv", counts_bytes=True)


def write(release: Release, root: Path) -> None:
    """Write `csv/` below `root`."""
    folder.write(release, root / "csv", KIND, write_table)


def write_table(table: ReleaseTable, about: Mapping[str, str], path: Path) -> None:
    """Write one table."""
    columns = [[text(value) for value in column] for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.data.column_names)
        writer.writerows(zip(*columns, strict=True))
