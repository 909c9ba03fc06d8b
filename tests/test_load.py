"""Loading tables, from the clone and from releases."""

import os
import shutil
import subprocess
import sys
import zipfile

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import spaceties
from spaceties.datapackage import descriptor
from tests import mini, real

NAME = f"spaceties-{spaceties.__version__}"
SOURCES = ["", "csv", "parquet", "json", "json/datapackage.json",
           f"{NAME}-csv.zip", f"{NAME}-parquet.zip", f"{NAME}-json.zip"]  # fmt: skip


def test_every_table_loads_with_the_types_of_its_schema():
    tables = spaceties.load_all()
    assert list(tables) == spaceties.tables()
    for resource in descriptor.load(mini.ROOT).resources:
        for field in resource.fields:
            dtype = tables[resource.name][field.name].dtype
            expected = {"integer": "Int64", "number": "Float64", "boolean": "boolean",
                        "date": "datetime64[s]"}.get(field.type)  # fmt: skip
            if expected:
                assert str(dtype) == expected, (resource.name, field.name)
            else:
                assert pd.api.types.is_string_dtype(dtype), (resource.name, field.name)


def test_load_gives_one_table():
    launches = spaceties.load("launches").set_index("launch_id")
    assert launches.loc["2016-001", "launched_on"] == pd.Timestamp("2016-01-15")
    assert launches.loc["2016-001", "launch_time_utc"] == "16:57"


def test_a_wrong_name_lists_the_tables_and_suggests_the_nearest():
    with pytest.raises(KeyError) as error:
        spaceties.load("satelites")
    text = str(error.value)
    assert 'did you mean "satellites"?' in text
    assert "agreement_parties" in text and "ties" in text


def test_importing_is_light():
    code = (
        "import spaceties, sys; spaceties.tables();"
        "print([m for m in ('pandas', 'pyarrow') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")}
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert out.stdout.strip() == "[]", out.stderr


@pytest.mark.parametrize("part", SOURCES)
def test_every_form_of_a_release_gives_the_same_frames(part):
    source = real.released() / part
    assert spaceties.tables(source) == spaceties.tables()
    expected = spaceties.load_all(real.released() / "csv")
    for name, frame in spaceties.load_all(source).items():
        pd.testing.assert_frame_equal(frame, expected[name], check_index_type=False)
    one = spaceties.load("launches", str(source))
    pd.testing.assert_frame_equal(one, expected["launches"], check_index_type=False)


def test_a_zip_of_the_whole_release_loads(tmp_path):
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in real.released().rglob("*"):
            archive.write(file, file.relative_to(real.released().parent))
    assert len(spaceties.load("ties", path)) == len(spaceties.load("ties"))


def test_the_package_and_a_release_agree():
    released = spaceties.load_all(real.released())
    for name, frame in spaceties.load_all().items():
        key = list(spaceties.describe(name).query("key").index)
        ours = frame.sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(ours, released[name][list(frame.columns)])


@pytest.mark.parametrize("name", ["launches", "ties"])
def test_arrow_and_polars_have_the_types_of_the_schema(name):
    arrow, polars = spaceties.load(name, as_="arrow"), spaceties.load(name, as_="polars")
    day = {"launches": "launched_on", "ties": "date_latest"}[name]
    assert arrow.schema.field(day).type == pa.date32()
    assert polars.schema[day] == pl.Date
    assert arrow.num_rows == polars.height == len(spaceties.load(name))
    assert isinstance(spaceties.load_all(as_="polars")["ties"], pl.DataFrame)


def test_a_wrong_form_or_source_is_told_plainly(tmp_path):
    with pytest.raises(ValueError, match="'pandas', 'arrow', 'polars'"):
        spaceties.load("launches", as_="numpy")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        spaceties.load("launches", tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"has no datapackage\.json"):
        spaceties.load("launches", tmp_path)
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(ValueError, match=r"has no datapackage\.json in it"):
        spaceties.load("launches", tmp_path / "empty.zip")


def test_describe_gives_the_fields():
    fields = spaceties.describe("satellites")
    assert fields.loc["perigee_km", ["type", "unit"]].tolist() == ["number", "km"]
    assert fields.loc["launch_id", "refers_to"] == "launches"
    assert fields.loc["ended_on", "type"] == "vague date"
    assert "active" in fields.loc["status", "values"]
    assert fields.loc["satellite_id", "key"] and not fields.loc["name", "key"]
    assert "signed_on_latest" in spaceties.describe("agreements", real.released()).index
    with pytest.raises(KeyError, match='did you mean "ties"'):
        spaceties.describe("tie")


def test_vague_dates_tell_what_they_can_mean():
    spaceties.load("countries")  # which gives columns the accessor
    texts = pd.Series(["2012-23", None, "196X", "2000-05-04?", "1990/..", "2001~"], list("abcdef"))
    vague = texts.astype("str").rename("on").vague
    assert vague.earliest["a"] == pd.Timestamp("2012-09-01")
    assert vague.latest.tolist()[2] == pd.Timestamp("1969-12-31")
    assert pd.isna(vague.latest["b"]) and pd.isna(vague.latest["e"])
    assert str(vague.earliest.dtype) == "datetime64[s]" and vague.earliest.name == "on"
    assert vague.precision["f"] == "year" and pd.isna(vague.precision["b"])
    assert vague.uncertain["d"] and vague.approximate["f"] and not vague.uncertain["f"]
    assert pd.isna(vague.uncertain["b"])
    released = spaceties.load("agreements", real.released())
    pd.testing.assert_series_equal(
        released["signed_on"].vague.latest, released["signed_on_latest"], check_names=False
    )
    assert repr(vague).splitlines()[1].split() == ["a", "2012-23", "2012-09-01", "2012-11-30"]
    with pytest.raises(AttributeError):
        pd.Series([1, 2]).vague  # noqa: B018


def test_what_cannot_be_loaded_is_told_with_its_table(tmp_path):
    folder = tmp_path / "parquet"
    shutil.copytree(real.released() / "parquet", folder)
    (folder / "launches.parquet").unlink()
    (folder / "satellites.parquet").write_bytes(b"PAR1")
    with pytest.raises(FileNotFoundError, match=r"^the table launches is not there: launches\.par"):
        spaceties.load("launches", folder)
    with pytest.raises(ValueError, match=r"^the table satellites in .* cannot be"):
        spaceties.load("satellites", folder)
    (archive,) = real.released().glob("*-csv.zip")
    (tmp_path / "half.zip").write_bytes(archive.read_bytes()[:100_000])
    with pytest.raises(ValueError, match=r"half\.zip is no zip, or only the beginning of one$"):
        spaceties.load("launches", tmp_path / "half.zip")
