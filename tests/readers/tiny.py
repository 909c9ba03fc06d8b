"""The release that readers are asked about."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from spaceties.commands import main
from tests import mini, real
from tests.readers.cells import TABLES


def make(root: Path) -> None:
    package = mini.broken(root / "package", [("launches", 0, {"pad": "NA"})])
    assert main(["release", str(package), "--out", str(root / "dist")]) == 0


@cache
def released() -> Path:
    """The folder of it."""
    return real.once("tiny", make) / "dist" / "spaceties-0.1.0"


def columns(folder: Path) -> dict[str, list[str]]:
    """What stands in its tables, by which one sees whether it was asked about as it is today."""
    found = {}
    for table in TABLES:
        schema = pq.read_schema(folder / "parquet" / f"{table}.parquet")
        found[table] = [f"{field.name} {field.type}" for field in schema]
    return found
