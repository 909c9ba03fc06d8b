"""Parquet: pandas, Polars and DuckDB read the same types."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import spaceties
from spaceties.datapackage import descriptor
from spaceties.dataset import assemble
from tests import mini, real

FILES = sorted(path.name for path in (real.released() / "parquet").glob("*.parquet"))
# Table Schema type: (pandas, Polars, DuckDB)
TYPES = {
    "string": ("str", pl.String, "VARCHAR"),
    "integer": ("Int64", pl.Int64, "BIGINT"),
    "number": ("Float64", pl.Float64, "DOUBLE"),
    "boolean": ("boolean", pl.Boolean, "BOOLEAN"),
    "date": ("timestamp[s][pyarrow]", pl.Date, "DATE"),
}


@pytest.mark.parametrize("file", FILES)
def test_all_readers_see_the_types_of_the_schema(file):
    path = real.released() / "parquet" / file
    (table,) = [t for t in descriptor.load(path.parent).resources if t.paths == (file,)]
    in_pandas = pd.read_parquet(path)
    in_polars = pl.read_parquet_schema(path)
    in_duckdb = {n: t for n, t, *_ in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()}
    for field in table.fields:
        pandas_type, polars_type, duckdb_type = TYPES[field.type]
        assert in_duckdb[field.name] == duckdb_type, field.name
        if field.enum:
            assert list(in_pandas[field.name].cat.categories) == list(field.enum)
            assert isinstance(in_polars[field.name], (pl.Categorical, pl.Enum)), field.name
        else:
            assert str(in_pandas[field.name].dtype) == pandas_type, field.name
            assert in_polars[field.name] == polars_type, field.name


def test_types_keys_and_metadata_are_in_the_file():
    schema = pq.read_schema(real.released() / "parquet" / "satellites.parquet")
    assert schema.field("ended_on_latest").type == pa.date32()
    assert schema.field("norad_id").type == pa.int64()
    assert schema.field("perigee_km").metadata[b"unit"] == b"km"
    assert schema.metadata[b"license"] == b"CC-BY-4.0"
    assert schema.metadata[b"version"] == spaceties.__version__.encode()


def test_days_compare_in_pandas():
    launches = pd.read_parquet(real.released() / "parquet" / "launches.parquet")
    recent = launches[launches["launched_on"] >= pd.Timestamp("2020-01-01")]
    assert 0 < len(recent) < len(launches)
    assert launches["launched_on"].dt.year.min() < 1970


def test_bounds_of_a_column_without_dates_are_missing():
    resource = descriptor.load(mini.ROOT).resource("countries").descriptor
    names = [field["name"] for field in resource["schema"]["fields"]]
    empty = pa.table({name: pa.nulls(2, pa.string()) for name in names})
    _, table = assemble.with_bounds(resource, empty)
    assert table["started_on_latest"].type == pa.date32()
    assert table["started_on_latest"].null_count == 2
