"""CSV in canonical form: UTF-8, LF, minimal quoting, missing cells empty."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spaceties.datapackage.csv.writer import csv_text
from spaceties.dataset.model import Release, ReleaseTable
from spaceties.release.formats import folder

KIND = folder.Kind(".csv", "csv", "text/csv", counts_bytes=True)


def write(release: Release, root: Path) -> None:
    """Write `csv/` below `root`."""
    folder.write(release, root / "csv", KIND, write_table)


def write_table(table: ReleaseTable, about: Mapping[str, str], path: Path) -> None:
    """Write one table."""
    columns = [[text(value) for value in column] for column in table.columns]
    rows = [table.data.column_names, *zip(*columns, strict=True)]
    path.write_text(csv_text(rows), encoding="utf-8", newline="")


def text(value: str | float | int | bool | None) -> str:
    """One cell as CSV holds it: booleans true and false, missing cells empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
