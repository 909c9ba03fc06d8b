"""A release: three folders, each a valid package of typed tables, with checksums."""

import hashlib
import json

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
from spaceties import release
from spaceties.commands import main
from spaceties.package import descriptor

from tests import mini


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    package = mini.write(tmp_path_factory.mktemp("package"))
    out = tmp_path_factory.mktemp("dist")
    assert main(["release", str(package), "--out", str(out)]) == 0
    return out / "spaceties-0.1.0"


@pytest.mark.parametrize("name", ["csv", "parquet", "json"])
def test_frictionless_finds_each_folder_valid(folder, name):
    report = frictionless.validate(str(folder / name / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type", "note"])
    assert {task.name for task in report.tasks} >= {"satellites", "ties", "claims"}


@pytest.mark.parametrize("name", ["csv", "parquet", "json"])
def test_descriptors_state_hash_size_and_rows(folder, name):
    described = json.loads((folder / name / "datapackage.json").read_text())
    for resource in described["resources"]:
        file = folder / name / resource["path"]
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"
        assert resource["spaceties:bytes"] == file.stat().st_size
        assert resource["spaceties:rows"] == len(_records(folder, resource["name"]))
    assert "spaceties:derived" not in described


def _records(folder, table):
    return json.loads((folder / "json" / f"{table}.json").read_text())


def test_sums_cover_every_file(folder):
    sums = dict(
        reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(sums) == files - {"SHA256SUMS"}
    for file, digest in sums.items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == digest


def test_json_holds_typed_records_in_schema_order(folder):
    satellites = {r["satellite_id"]: r for r in _records(folder, "satellites")}
    alsat = satellites["S20001"]
    assert list(alsat)[:4] == ["satellite_id", "cospar_id", "norad_id", "name"]
    assert (alsat["norad_id"], alsat["apogee_km"], alsat["perigee_km"]) == (20001, 710.5, 700)
    assert satellites["F00001"]["norad_id"] is None
    assert alsat["ended_on_latest"] == "2010-12-31"
    lines = (folder / "json" / "satellites.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == list(satellites.values())


def test_parquet_keeps_types_descriptions_and_version(folder):
    schema = pq.read_schema(folder / "parquet" / "launches.parquet")
    assert str(schema.field("launched_on").type) == "date32[day]"
    assert "dictionary" in str(schema.field("outcome").type)
    assert schema.metadata[b"version"] == b"0.1.0"
    assert b"UTC" in schema.field("launched_on").metadata[b"description"]
    units = pq.read_schema(folder / "parquet" / "satellites.parquet")
    assert units.field("perigee_km").metadata[b"unit"] == b"km"
    frame = pd.read_parquet(folder / "parquet" / "satellites.parquet")
    assert str(frame["norad_id"].dtype) == "Int64"


def test_csv_round_trips(folder):
    package = descriptor.load(folder / "csv")
    from spaceties import store

    again = store.frame(store.read(package, "agreements"))
    assert again["signed_on_earliest"].tolist()[0] == pd.Timestamp("2000-05-01")


def test_a_package_with_errors_is_not_released(tmp_path, capsys):
    package = mini.broken(tmp_path / "bad", [("launches", 0, "launched_on", "2001-13-04")])
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 1
    assert not (tmp_path / "dist").exists()
    assert "2001-13-04" in capsys.readouterr().out


def test_a_failure_while_writing_leaves_the_previous_release(tmp_path, monkeypatch):
    package = mini.write(tmp_path / "package")
    out = tmp_path / "dist"
    assert main(["release", str(package), "--out", str(out)]) == 0
    before = (out / "spaceties-0.1.0" / "SHA256SUMS").read_text()

    def full(folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release, "_sync", full)
    assert main(["release", str(package), "--out", str(out)]) == 2
    assert [p.name for p in out.iterdir()] == ["spaceties-0.1.0"]
    assert (out / "spaceties-0.1.0" / "SHA256SUMS").read_text() == before
