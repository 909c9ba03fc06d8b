"""CSV in canonical form: UTF-8, LF, minimal quoting, missing cells empty."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from spaceties.export.values import texts

SUFFIX, FORMAT, MEDIATYPE, COUNTS_BYTES = ".csv", "csv", "text/csv", True


def write(table: pa.Table, resource: Mapping, about: Mapping, path: Path) -> list[Path]:
    """Write one table; returns the files written."""
    columns = [texts(column) for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*columns, strict=True))
    return [path]
