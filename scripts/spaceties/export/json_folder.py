"""JSON: an array of records per table, one record a line, and the same as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from spaceties.export.values import plain

# frictionless reads JSON through ijson, which passes by its byte counter: it takes any stated
# size for wrong, so the size is not stated in a property that it checks.
SUFFIX, FORMAT, MEDIATYPE, COUNTS_BYTES = ".json", "json", "application/json", False


def write(table: pa.Table, resource: Mapping, about: Mapping, path: Path) -> list[Path]:
    """Write one table as an array and as JSON Lines; returns both files."""
    names = table.column_names
    columns = [plain(column) for column in table.columns]
    records = [
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
        for row in zip(*columns, strict=True)
    ]
    path.write_text("[\n" + ",\n".join(records) + "\n]\n", encoding="utf-8", newline="\n")
    lines = path.with_suffix(".jsonl")
    lines.write_text("".join(f"{record}\n" for record in records), encoding="utf-8", newline="\n")
    return [path, lines]
