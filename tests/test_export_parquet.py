"""Parquet: pandas, Polars and DuckDB read the same types."""

import datetime

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import spaceties
from spaceties import datapackage
from spaceties.datapackage import descriptor
from spaceties.dataset import assemble, store
from spaceties.release.formats import parquet
from tests import mini, real

PACKAGE = descriptor.load(mini.ROOT)
FILES = [f"{name}.parquet" for name in (*PACKAGE.names, *(t.name for t in store.derived(PACKAGE)))]
# Table Schema type: (pandas, Polars, DuckDB)
TYPES = {
    "string": ("str", pl.String, "VARCHAR"),
    "integer": ("Int64", pl.Int64, "BIGINT"),
    "number": ("Float64", pl.Float64, "DOUBLE"),
    "boolean": ("boolean", pl.Boolean, "BOOLEAN"),
    "date": ("datetime64[us]", pl.Datetime("us"), "TIMESTAMP"),
}


def test_there_is_a_file_of_every_table():
    assert sorted(FILES) == sorted(p.name for p in (real.released() / "parquet").glob("*.parquet"))


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
    assert schema.field("ended_on_latest").type == pa.timestamp("us")
    assert schema.field("norad_id").type == pa.int64()
    assert schema.field("perigee_km").metadata[b"unit"] == b"km"
    assert schema.metadata[b"license"] == b"CC-BY-4.0"
    assert schema.metadata[b"version"] == spaceties.__version__.encode()


@pytest.mark.parametrize("file", FILES)
def test_the_compression_is_one_that_every_reader_takes(file):
    metadata = pq.read_metadata(real.released() / "parquet" / file)
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    used = {g.column(i).compression for g in groups for i in range(g.num_columns)}
    assert used <= {"SNAPPY"}


def test_days_are_days_in_pandas_as_soon_as_they_are_read():
    launches = pd.read_parquet(real.released() / "parquet" / "launches.parquet")
    days = launches["launched_on"]
    early = launches[days < "2000-01-01"]
    assert 0 < len(early) < len(launches)
    assert len(early) == (days < pd.Timestamp("2000-01-01")).sum()
    by_day = launches.dropna(subset=["launched_on"]).set_index("launched_on").sort_index()
    in_2016 = len(by_day.loc["2016"])
    assert in_2016 == (days.dt.year == 2016).sum() > 20
    assert by_day.resample("YS").size()["2016-01-01"] == in_2016
    assert (days.dt.to_period("Y") == pd.Period("2016", "Y")).sum() == in_2016
    bins = pd.to_datetime(["2015-12-31", "2016-12-31"])
    assert pd.cut(days, bins).notna().sum() == in_2016
    first = pd.DataFrame({"launched_on": pd.to_datetime(["2016-01-15"])})
    assert launches.merge(first)["launch_id"].tolist() == ["2016-001"]
    after = pd.merge_asof(first, by_day.reset_index(), on="launched_on", direction="forward")
    assert after["launch_id"].tolist() == ["2016-001"]
    assert (days - days.min()).dt.days.max() > 20_000


def test_days_compare_and_join_in_polars_and_duckdb():
    path = real.released() / "parquet" / "launches.parquet"
    day = datetime.date(2016, 1, 15)
    launches = pl.read_parquet(path)
    assert launches.filter(pl.col("launched_on") == day)["launch_id"].to_list() == ["2016-001"]
    as_dates = launches.with_columns(pl.col("launched_on").cast(pl.Date))
    assert as_dates.join(pl.DataFrame({"launched_on": [day]}), on="launched_on").height == 1
    found = f"SELECT launch_id FROM '{path}' JOIN (SELECT DATE '2016-01-15' AS launched_on) USING "
    assert duckdb.sql(found + "(launched_on)").fetchall() == [("2016-001",)]


def test_missing_integers_leave_the_others_integers():
    satellites = pd.read_parquet(real.released() / "parquet" / "satellites.parquet")
    assert str(satellites["norad_id"].dtype) == "Int64"
    assert satellites["norad_id"].isna().any()


def test_its_folder_is_a_valid_package():
    package = descriptor.load(real.released() / "parquet")
    assert datapackage.validate(package).valid


@pytest.mark.parametrize("kind", ["date32", "timestamp"])
def test_days_are_read_back_from_dates_and_from_midnights(tmp_path, kind):
    """Older releases have dates, which are no fault in them; a time of day is one."""
    resource = descriptor.from_descriptor(
        {"resources": [{"name": "a", "schema": {"fields": [{"name": "on", "type": "date"}]}}]}
    ).resource("a")
    column = pa.array([datetime.datetime(2016, 1, 15), None], pa.timestamp("us"))
    column = column.cast(pa.date32()) if kind == "date32" else column
    pq.write_table(pa.table({"on": column}), tmp_path / "a.parquet")
    assert list(parquet.rows(tmp_path / "a.parquet", resource)) == [("2016-01-15",), (None,)]
    later = pa.array([datetime.datetime(2016, 1, 15, 12)], pa.timestamp("us"))
    pq.write_table(pa.table({"on": later}), tmp_path / "a.parquet")
    assert list(parquet.rows(tmp_path / "a.parquet", resource)) == [("2016-01-15T12:00:00",)]


def test_bounds_of_a_column_without_dates_are_missing():
    resource = descriptor.load(mini.ROOT).resource("countries").descriptor
    names = [field["name"] for field in resource["schema"]["fields"]]
    empty = pa.table({name: pa.nulls(2, pa.string()) for name in names})
    _, table = assemble.with_bounds(resource, empty)
    assert table["started_on_latest"].type == pa.date32()
    assert table["started_on_latest"].null_count == 2
