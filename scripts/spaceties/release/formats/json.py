"""JSON: an array of records per table, one record a line, and the same as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage.files import put
from spaceties.datapackage.model import Resource
from spaceties.release.formats import folder
from spaceties.release.formats.format import ReadBack, Row, same_header

if TYPE_CHECKING:
    import pyarrow

    from spaceties.dataset.model import ReleaseTable


def write_table(table: ReleaseTable, path: Path, _about: Mapping[str, str]) -> None:
    """Write one table as an array and, beside it, as JSON Lines."""
    lines = table.json_lines
    records = lines.removesuffix(b"\n").replace(b"\n", b",\n")  # in a cell, a break is escaped
    put(path, b"[\n%s\n]\n" % records if lines else b"[]\n")
    put(path.with_suffix(".jsonl"), lines)


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows of the array of records."""
    for record in records(path.read_text(encoding="utf-8")):
        same_header((name for name, _ in record), table)
        yield tuple(cell for _, cell in record)


def records(text: str) -> Any:
    """JSON with the objects as (name, value) pairs, so that a name that stands twice is seen.

    Raises ValueError for what is no JSON, NaN included.
    """
    return json.loads(text, object_pairs_hook=tuple, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def read_table(data: bytes, table: Resource) -> pyarrow.Table:
    """The array of records with the Arrow types of the schema."""
    from spaceties.dataset.model import typed

    records = json.loads(data)
    return typed(([record[name] for record in records] for name in table.field_names), table)


FORMAT = folder.format_of(
    "json",
    "JSON and JSON Lines, zipped",
    {".json": "application/json", ".jsonl": "application/jsonlines"},
    write_table,
    ReadBack("the standard library", rows),
    read_table,
    # frictionless reads JSON through ijson, which passes by its byte counter: it takes any stated
    # size for wrong, so the size is not stated in a property that it checks.
    states_bytes=False,
)
