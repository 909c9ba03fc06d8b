"""Parquet with the types of the schema, and its descriptions, units and version as metadata."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from spaceties.dataset.model import Release, ReleaseTable
from spaceties.release.formats import folder

# frictionless does not count the bytes of Parquet files: it takes any stated size for wrong.
KIND = folder.Kind(".parquet", "parquet", "application/vnd.apache.parquet", counts_bytes=False)


def write(release: Release, root: Path) -> None:
    """Write `parquet/` below `root`."""
    folder.write(release, root / "parquet", KIND, write_table)


def write_table(table: ReleaseTable, about: Mapping[str, str], path: Path) -> None:
    """Write one table; columns with an `enum` are dictionary encoded."""
    parquet.write_table(
        typed(table, about), path, compression="zstd", version="2.6", store_schema=True
    )


def typed(table: ReleaseTable, about: Mapping[str, str]) -> pa.Table:
    """The table with dictionaries for enums, metadata on fields and table, and the pandas
    metadata that keeps nullable integers whole in pandas."""
    import pandas as pd

    from spaceties.dataset.store import frame

    fields, columns = [], []
    for field, column in zip(table.schema.fields, table.data.columns, strict=True):
        if field.enum and pa.types.is_string(column.type):
            column = _categories(column, field.enum)
        told = {
            "title": field.title,
            "description": field.description,
            "unit": field.unit,
            "rdfType": field.rdf_type,
        }
        metadata = {key: value for key, value in told.items() if value}
        fields.append(pa.field(field.name, column.type, metadata=metadata))
        columns.append(column)
    # The metadata tell pandas its types, which an empty table has as well as a full one. Without an
    # Arrow type there, it would make Python objects of dates; as date32 it would not compare them
    # with timestamps.
    empty = frame(table.data.slice(0, 0))
    days = [f.name for f in table.data.schema if pa.types.is_date(f.type)]
    empty = empty.astype({name: pd.ArrowDtype(pa.timestamp("s")) for name in days})
    pandas_metadata = pa.Table.from_pandas(empty, preserve_index=False).schema.metadata[b"pandas"]
    told = {"title": table.schema.title, "description": table.schema.description, **about}
    metadata = {**told, b"pandas": pandas_metadata}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=metadata))


def _categories(column: pa.ChunkedArray, values: tuple[str, ...]) -> pa.ChunkedArray:
    """The column with the allowed values as its dictionary, in the order of the schema."""
    dictionary = pa.array(values, pa.string())
    codes = pc.index_in(column, value_set=dictionary, skip_nulls=True)
    parts = [pa.DictionaryArray.from_arrays(chunk, dictionary) for chunk in codes.chunks]
    return pa.chunked_array(parts, pa.dictionary(pa.int32(), pa.string()))
