"""Parquet with the types of the schema, and its descriptions, units and version as metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

# frictionless does not count the bytes of Parquet files: it takes any stated size for wrong.
SUFFIX, FORMAT, MEDIATYPE, COUNTS_BYTES = (
    ".parquet", "parquet", "application/vnd.apache.parquet", False,
)  # fmt: skip


def write(table: pa.Table, resource: Mapping, about: Mapping, path: Path) -> list[Path]:
    """Write one table; columns with an `enum` are dictionary encoded. Returns the file."""
    parquet.write_table(
        typed(table, resource, about), path, compression="zstd", version="2.6", store_schema=True
    )
    return [path]


def typed(table: pa.Table, resource: Mapping, about: Mapping) -> pa.Table:
    """The table with dictionaries for enums, metadata on fields and table, and the pandas
    metadata that keeps nullable integers whole in pandas."""
    from spaceties.store import frame

    fields, columns = [], []
    for field, column in zip(resource["schema"]["fields"], table.columns, strict=True):
        if "enum" in field.get("constraints", {}) and pa.types.is_string(column.type):
            column = column.dictionary_encode()
        told = {key: field[key] for key in ("title", "description", "unit") if key in field}
        metadata = {key: str(value) for key, value in told.items()}
        fields.append(pa.field(field["name"], column.type, metadata=metadata))
        columns.append(column)
    pandas_metadata = pa.Table.from_pandas(frame(table), preserve_index=False).schema.metadata
    told = {"title": resource["title"], "description": resource["description"], **about}
    schema = pa.schema(fields, metadata={**told, b"pandas": pandas_metadata[b"pandas"]})
    return pa.Table.from_arrays(columns, schema=schema)
