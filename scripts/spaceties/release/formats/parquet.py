"""Parquet with the types of the schema, and its descriptions, units and version as metadata.

Days are timestamps in microseconds without a zone, at midnight. What plain readers make of each
type that could hold them, as measured in pandas 1.5 to 3.1, fastparquet 2026.9, Polars 2.1 and
DuckDB 2.0:

- date32 is Date in Polars and DATE in DuckDB, but `datetime.date` objects in pandas, whatever its
  metadata say of the column: no comparison with text or timestamps, no `.loc["2016"]`, `.dt`,
  resampling or join with datetime64.
- date32 that the metadata call an Arrow timestamp compares with timestamps there, and does little
  else of that.
- timestamp[ms] does all of that, except `merge_asof` with what pandas 3 parses: those are us.
- timestamp[us] does all of it (pandas 2 parses days to ns, and there no unit that is read joins
  with them by `merge_asof`). Polars has Datetime of it, which compares with dates and is cast to
  Date to join with them; DuckDB has TIMESTAMP, which compares and joins with DATE.
  frictionless 5 validates CSV and JSON, but fails on any missing timestamp of pandas.

Missing integers stay integers by the pandas metadata, which name nullable types. Snappy is the
compression that every reader takes, those in JavaScript and old ones as well; Zstandard is not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage.model import Resource
from spaceties.release.formats import folder
from spaceties.release.formats.format import ReadBack, Row, same_header

if TYPE_CHECKING:
    import pyarrow as pa

    from spaceties.dataset.model import ReleaseTable

COMPRESSION = "snappy"


# Types of DuckDB for those of the schema; every other is text.
TYPES = {
    "integer": ("BIGINT", "INTEGER"),
    "year": ("INTEGER", "BIGINT"),
    "number": ("DOUBLE",),
    "boolean": ("BOOLEAN",),
    "date": ("DATE", "TIMESTAMP"),
}


def write_table(table: ReleaseTable, path: Path, about: Mapping[str, str]) -> None:
    """Write one table; columns with an `enum` are dictionary encoded."""
    from pyarrow import parquet

    parquet.write_table(
        _described(table, about), path, compression=COMPRESSION, version="2.6", store_schema=True
    )


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows of a file by DuckDB; days must be midnights there."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        same_header((column[0] for column in result.description), table)
        types = connection.read_parquet(str(path)).types
        for field, kind in zip(table.fields, map(str, types), strict=True):
            if not kind.startswith(TYPES.get(field.type, ("VARCHAR", "ENUM"))):
                raise ValueError(f"{field.name} is {kind}, where the schema has {field.type}")
        while part := result.fetchmany(10_000):
            for row in part:
                yield tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    """A value as JSON has it; older releases have dates where there are timestamps now."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else value


def read_table(data: bytes, table: Resource) -> pa.Table:
    """A file with the Arrow types of the schema, without its metadata and dictionaries."""
    from pyarrow import parquet

    from spaceties.datapackage.arrow import arrow_schema, source_of

    stored = parquet.read_table(source_of(data))
    return stored.replace_schema_metadata(None).cast(arrow_schema(table))


def plain(data: bytes) -> bytes:
    """Types, names and metadata of a file, without what tells the library that wrote it. The cells
    are those that `verify` compares."""
    from pyarrow import lib, parquet

    from spaceties.datapackage.arrow import source_of

    try:
        file = parquet.ParquetFile(source_of(data))
        columns = file.schema
        parts = [
            (
                columns.column(n).path,
                str(columns.column(n).logical_type),
                columns.column(n).physical_type,
            )
            for n in range(len(columns.names))
        ]
        arrow = file.schema_arrow
        told = {key: value for key, value in (arrow.metadata or {}).items() if key != b"pandas"}
        fields = [(f.name, str(f.type), f.nullable, f.metadata) for f in arrow]
        pandas = json.loads((arrow.metadata or {}).get(b"pandas", b"{}"))
        pandas.pop("creator", None)
        pandas.pop("pandas_version", None)
        rows = file.metadata.num_rows
    except (lib.ArrowException, OSError, ValueError, AttributeError):
        return data
    return repr((parts, sorted(told.items()), fields, pandas, rows)).encode()


def _described(table: ReleaseTable, about: Mapping[str, str]) -> pa.Table:
    """The table with dictionaries for enums, metadata on fields and table, and the pandas
    metadata that keeps nullable integers whole in pandas."""
    import pandas as pd
    import pyarrow as pa

    from spaceties.dataset.store import frame

    fields, columns = [], []
    types: dict[str, Any] = {}
    for field, column in zip(table.schema.fields, table.data.columns, strict=True):
        if field.enum and pa.types.is_string(column.type):
            column = _categories(column, field.enum)
            types[field.name] = pd.CategoricalDtype(list(field.enum))
        elif pa.types.is_date(column.type):
            column = column.cast(pa.timestamp("us"))
            types[field.name] = f"datetime64[{column.type.unit}]"
        told = {
            "title": field.title,
            "description": field.description,
            "unit": field.unit,
            "rdfType": field.rdf_type,
        }
        metadata = {key: value for key, value in told.items() if value}
        fields.append(pa.field(field.name, column.type, metadata=metadata))
        columns.append(column)
    # The metadata tell pandas its types, which an empty table has as well as a full one.
    empty = frame(table.data.slice(0, 0)).astype(types)
    pandas_metadata = pa.Table.from_pandas(empty, preserve_index=False).schema.metadata[b"pandas"]
    told = {"title": table.schema.title, "description": table.schema.description, **about}
    metadata = {**told, "pandas": pandas_metadata}
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=metadata))


def _categories(column: pa.ChunkedArray, values: tuple[str, ...]) -> pa.ChunkedArray:
    """The column with the allowed values as its dictionary, in the order of the schema."""
    import pyarrow as pa
    import pyarrow.compute as pc

    dictionary = pa.array(values, pa.string())
    codes = pc.index_in(column, value_set=dictionary, skip_nulls=True)
    parts = [pa.DictionaryArray.from_arrays(chunk, dictionary) for chunk in codes.chunks]
    return pa.chunked_array(parts, pa.dictionary(pa.int32(), pa.string()))


FORMAT = folder.format_of(
    "parquet",
    "Parquet, zipped",
    {".parquet": "application/vnd.apache.parquet"},
    write_table,
    ReadBack("DuckDB", rows, module="duckdb"),
    read_table,
    states_bytes=False,  # frictionless does not count them: it takes any stated size for wrong
    compress=False,  # compressed already
    plain=plain,
)
