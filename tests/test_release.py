"""A release: valid packages of typed tables, the same bytes every time, whole or not at all."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

import spaceties
from spaceties.commands import main
from spaceties.datapackage import descriptor
from tests import mini, real


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    package = mini.write(tmp_path_factory.mktemp("package"))
    out = tmp_path_factory.mktemp("dist")
    assert main(["release", str(package), "--out", str(out)]) == 0
    return out / "spaceties-0.1.0"


def with_days_by_pandas(package: frictionless.Package, folder: Path) -> None:
    """frictionless 5 asks a missing timestamp of Parquet for its time of day, and fails: so the
    rows are given to it, as docs/use-a-release.md has it."""
    for resource in package.resources:
        frame = pd.read_parquet(folder / resource.path).astype(object)
        resource.path, resource.format = None, "inline"
        resource.data = frame.where(frame.notna(), None).to_dict("records")


@pytest.mark.parametrize("name", ["csv", "parquet", "json"])
def test_frictionless_finds_each_folder_valid(folder, name):
    package = frictionless.Package(str(folder / name / "datapackage.json"))
    if name == "parquet":
        with_days_by_pandas(package, folder / name)
    report = package.validate()
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
    assert str(schema.field("launched_on").type) == "timestamp[us]"
    assert "dictionary" in str(schema.field("outcome").type)
    assert schema.metadata[b"version"] == b"0.1.0"
    assert b"UTC" in schema.field("launched_on").metadata[b"description"]
    units = pq.read_schema(folder / "parquet" / "satellites.parquet")
    assert units.field("perigee_km").metadata[b"unit"] == b"km"
    frame = pd.read_parquet(folder / "parquet" / "satellites.parquet")
    assert str(frame["norad_id"].dtype) == "Int64"


def test_csv_round_trips(folder):
    package = descriptor.load(folder / "csv")
    from spaceties.dataset import store

    again = store.frame(store.read(package, "agreements"))
    assert again["signed_on_earliest"].tolist()[0] == pd.Timestamp("2000-05-01")


def test_a_package_with_errors_is_not_released(tmp_path, capsys):
    package = mini.broken(tmp_path / "bad", [("launches", 0, "launched_on", "2001-13-04")])
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 1
    assert not (tmp_path / "dist").exists()
    assert "2001-13-04" in capsys.readouterr().out


def test_the_same_content_again_is_left_alone(tmp_path, capsys):
    package = mini.write(tmp_path / "package")
    out = tmp_path / "dist"
    assert main(["release", str(package), "--out", str(out)]) == 0
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    assert main(["release", str(package), "--out", str(out)]) == 0
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before


def test_a_released_version_is_never_changed(tmp_path, capsys):
    out = tmp_path / "dist"
    assert main(["release", str(mini.write(tmp_path / "package")), "--out", str(out)]) == 0
    before = (out / "spaceties-0.1.0" / "SHA256SUMS").read_text()
    changed = mini.broken(tmp_path / "changed", [("countries", 0, "region", "Asia")])
    capsys.readouterr()
    assert main(["release", str(changed), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "a released version is never changed" in told and "raise the version" in told
    assert (out / "spaceties-0.1.0" / "SHA256SUMS").read_text() == before
    assert [p.name for p in out.iterdir()] == ["spaceties-0.1.0"]


def test_what_a_killed_run_left_is_taken_away(tmp_path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    rest = tmp_path / "dist" / f".spaceties-0.1.0.{gone.pid}.spaceties-new"
    rest.mkdir(parents=True)
    (rest / "half.csv").write_text("half")
    package = mini.write(tmp_path / "package")
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 0
    assert [p.name for p in (tmp_path / "dist").iterdir()] == ["spaceties-0.1.0"]


def test_two_releases_at_once_are_refused(tmp_path, capsys):
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    package = mini.write(tmp_path / "package")
    assert main(["release", str(package), "--out", str(tmp_path)]) == 2
    assert "another release is being written" in capsys.readouterr().err
    os.close(handle)


@pytest.mark.parametrize(
    ("first", "kib"),
    [("xlsx", 1), ("csv", 1), ("parquet", 1), ("json", 1), ("sqlite", 6), ("croissant", 100)],
)
def test_a_disk_that_takes_no_more_gives_a_clear_error_and_leaves_nothing(tmp_path, first, kib):
    """Files may grow to so many KiB only, which stops a format half-way; each is the first once."""
    package = mini.write(tmp_path / "package")
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({kib << 10},) * 2);"
        "from spaceties.release import formats;"
        f"formats.FORMATS = sorted(formats.FORMATS, key=lambda form: form.name != {first!r});"
        "from spaceties.commands import main; sys.exit(main(sys.argv[1:]))"
    )
    env = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-c", code, "release", package, "--out", tmp_path / "dist"],
        env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    last = run.stderr.splitlines()[-1]
    assert last.startswith("spaceties release: ") and "was not written" in last
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "dist").exists()


def test_forty_kills_leave_no_half_release(tmp_path):
    """A process of its own forks writers and kills each at a random moment, until forty died."""
    package = mini.write(tmp_path / "package")
    older = tmp_path / "dist" / "spaceties-0.0.9"
    older.mkdir(parents=True)
    (older / "SHA256SUMS").write_text("older")
    env = {**os.environ, "PYTHONPATH": f"{mini.ROOT / 'scripts'}:{mini.ROOT}"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.killing", package, tmp_path / "dist", "40"],
        cwd=mini.ROOT, env=env, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert [p.name for p in older.iterdir()] == ["SHA256SUMS"]


def test_two_builds_are_the_same_bytes_wherever_and_whenever(tmp_path, folder):
    """Another folder, time zone, locale, hash seed, umask and moment; every byte is the same."""
    package = mini.write(tmp_path / "elsewhere" / "package")
    env = {
        **os.environ,
        "PYTHONPATH": str(mini.ROOT / "scripts"),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "4242",
        "PYTHONUTF8": "0",
    }
    run = subprocess.run(
        [sys.executable, "-m", "spaceties", "release", package, "--out", tmp_path / "dist"],
        cwd=tmp_path, env=env, capture_output=True, text=True, umask=0o077,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    again = tmp_path / "dist" / folder.name
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert files == {p.relative_to(again).as_posix() for p in again.rglob("*") if p.is_file()}
    assert [f for f in sorted(files) if (folder / f).read_bytes() != (again / f).read_bytes()] == []


def test_two_builds_of_the_real_tables_are_the_same_bytes(tmp_path):
    code = (
        "import sys; sys.path[:0] = sys.argv[1:2]; from tests import real; import shutil;"
        "shutil.copy(real.released() / 'SHA256SUMS', sys.argv[2])"
    )
    env = {
        **os.environ,
        "PYTHONPATH": str(mini.ROOT / "scripts"),
        "PYTHONHASHSEED": "99",
        "TZ": "America/St_Johns",
        "TMPDIR": str(tmp_path),
    }
    run = [sys.executable, "-c", code, mini.ROOT, tmp_path / "sums"]
    subprocess.run(run, cwd=tmp_path, env=env, check=True)
    assert (tmp_path / "sums").read_text() == (real.released() / "SHA256SUMS").read_text()


def test_content_hashes_are_those_of_the_json_lines(folder):
    for name in ("csv", "parquet", "json"):
        described = json.loads((folder / name / "datapackage.json").read_text())
        for resource in described["resources"]:
            lines = (folder / "json" / f"{resource['name']}.jsonl").read_bytes()
            stated = resource["spaceties:contentHash"]
            assert stated == f"sha256:{hashlib.sha256(lines).hexdigest()}"


def test_a_table_of_what_was_written_is_told(tmp_path, capsys):
    package = mini.write(tmp_path / "package")
    assert main(["release", str(package), "--out", str(tmp_path / "dist")]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "parquet/" in out and "spaceties.sqlite" in out and "in all" in out


def test_titles_versions_and_authors_agree_everywhere():
    described = json.loads((mini.ROOT / "datapackage.json").read_text())
    citation = yaml.safe_load((mini.ROOT / "CITATION.cff").read_text())
    zenodo = json.loads((mini.ROOT / ".zenodo.json").read_text())
    project = tomllib.loads((mini.ROOT / "pyproject.toml").read_text())["project"]
    versions = {described["version"], citation["version"], zenodo["version"]}
    assert versions == {spaceties.__version__}
    assert described["title"] == citation["title"] == zenodo["title"]
    creators = [p["title"] for p in described["contributors"] if "creator" in p["roles"]]
    assert creators == [author["name"] for author in citation["authors"]]
    assert creators == [creator["name"] for creator in zenodo["creators"]]
    assert creators == [author["name"] for author in project["authors"]]
    assert described["licenses"][0]["name"] == citation["license"]
    assert described["keywords"][:3] == zenodo["keywords"][:3]
    assert described["created"][:10] == str(citation["date-released"])
