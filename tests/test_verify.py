"""`spaceties verify` finds a sound release sound, and each kind of damage."""

import hashlib
import json
import shutil
import sqlite3
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pytest

from spaceties.commands import main
from spaceties.release import verify
from tests import mini, real


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    package = mini.write(tmp_path_factory.mktemp("package"))
    out = tmp_path_factory.mktemp("dist")
    assert main(["release", str(package), "--out", str(out)]) == 0
    return out / "spaceties-0.1.0"


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "release")


def summed(folder):
    """Writes SHA256SUMS anew, as one who tampers would."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [
        f"{hashlib.sha256((folder / f).read_bytes()).hexdigest()}  {f}\n"
        for f in files
        if f != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def found(folder):
    return {(p.code, p.file, p.table, p.column) for p in verify.verify(folder).problems}


def test_a_sound_release_passes(folder, capsys):
    assert main(["verify", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "DuckDB" in told and "openpyxl" in told and "valid, 17 tables" in told


def test_the_real_release_passes():
    """Every cell of every format, the two views of SQLite included."""
    report = verify.verify(real.released())
    assert report.problems == []
    assert report.tables["satellites"] > 4000 and report.tables["ties"] > 10_000


def test_a_changed_file_fails_its_sum(folder, capsys):
    path = folder / "metadata.json"
    path.write_text("changed")
    assert main(["verify", str(folder), "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["code"], problem["file"]) == ("F303", path.name)


def test_files_that_are_missing_or_too_many_are_found(folder):
    (folder / "metadata.json").unlink()
    (folder / "extra.txt").write_text("?")
    assert found(folder) == {
        ("F301", "metadata.json", None, None),
        ("F303", "extra.txt", None, None),
    }


def test_a_changed_csv_cell_is_found_though_the_sums_are_right(folder):
    path = folder / "csv" / "launch_sites.csv"
    path.write_text(path.read_text().replace("20.25", "20.26"))
    summed(folder)
    cell = ("F390", "csv/launch_sites.csv", "launch_sites", "longitude")
    assert cell in found(folder)


def test_a_changed_parquet_cell_is_found(folder):
    path = folder / "parquet" / "countries.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("name")
    pq.write_table(table.set_column(at, "name", [["Aland", "Beland", "New Beland"]]), path)
    summed(folder)
    assert ("F390", "parquet/countries.parquet", "countries", "name") in found(folder)


def test_a_changed_json_cell_is_found(folder):
    path = folder / "json" / "countries.json"
    path.write_text(path.read_text().replace("Beland", "Celand"))
    summed(folder)
    assert ("F390", "json/countries.json", "countries", "name") in found(folder)


def test_changed_json_lines_differ_from_the_content_hash(folder):
    path = folder / "json" / "countries.jsonl"
    path.write_text(path.read_text().replace("Beland", "Celand"))
    summed(folder)
    assert ("F303", "csv/datapackage.json", "countries", None) in found(folder)


def test_a_changed_row_in_sqlite_is_found_in_the_table_and_the_view(folder):
    with sqlite3.connect(folder / "spaceties.sqlite") as database:
        database.execute("UPDATE launches SET launched_on = '2001-03-05' WHERE launch_id < '2002'")
    database.close()
    summed(folder)
    problems = found(folder)
    assert ("F390", "spaceties.sqlite", "launches", "launched_on") in problems
    assert ("F390", "spaceties.sqlite", "ties", "date") in problems


def test_a_broken_reference_in_sqlite_is_found(folder):
    with sqlite3.connect(folder / "spaceties.sqlite") as database:
        database.execute("DELETE FROM launch_sites")
    database.close()
    summed(folder)
    assert ("K205", "spaceties.sqlite", "launches", None) in found(folder)


def test_a_database_that_would_run_code_when_it_is_read_is_not_read(folder):
    with sqlite3.connect(next(folder.glob("*.sqlite"))) as database:
        database.execute("CREATE VIRTUAL TABLE index_of_names USING fts3(name)")
    database.close()
    summed(folder)
    told = {problem.message for problem in verify.verify(folder).problems}
    assert "cannot be read: index_of_names is a virtual table" in told


def test_a_changed_cell_and_a_live_formula_in_the_workbook_are_found(folder):
    path = folder / "spaceties.xlsx"
    book = openpyxl.load_workbook(path)
    book["countries"]["B2"] = "Celand"
    book["launch_sites"]["B2"] = "=1+1"
    book.save(path)
    summed(folder)
    problems = found(folder)
    assert ("F390", "spaceties.xlsx", "countries", "name") in problems
    assert ("F323", "spaceties.xlsx", "launch_sites", None) in problems


def test_a_zip_with_another_file_is_found(folder):
    path = folder / "spaceties-0.1.0-csv.zip"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.csv", "a")
    summed(folder)
    assert ("F390", path.name, None, None) in found(folder)


def test_a_descriptor_that_breaks_the_standard_or_states_other_rows_is_found(folder):
    path = folder / "csv" / "datapackage.json"
    described = json.loads(path.read_text())
    described["resources"][0]["spaceties:rows"] = 7
    described["resources"][1]["schema"]["fields"][0]["type"] = "no-such-type"
    path.write_text(json.dumps(described))
    summed(folder)
    codes = {(code, file) for code, file, _, _ in found(folder)}
    assert {("F321", "csv/datapackage.json"), ("S150", "csv/datapackage.json")} <= codes


def test_what_is_no_release_cannot_be_verified(tmp_path, capsys):
    assert main(["verify", str(tmp_path)]) == 2
    assert "is no release" in capsys.readouterr().err
