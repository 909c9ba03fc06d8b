"""`spaceties verify` finds a sound release sound, and each kind of damage."""

import base64
import dataclasses
import gzip
import hashlib
import json
import shutil
import sqlite3
import warnings
import zipfile

import openpyxl
import pyarrow.parquet as pq
import pytest

from spaceties.commands import main
from spaceties.release import cut, verify
from spaceties.release.formats import explorer
from spaceties.release.verify import again
from spaceties.versions import index
from tests import mini, real, remembering


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    package = mini.write(tmp_path_factory.mktemp("package"))
    out = tmp_path_factory.mktemp("dist")
    assert main(["release", str(package), "--out", str(out)]) == 0
    return out / "spaceties-0.1.0"


@pytest.fixture(scope="module")
def memory():
    return remembering.Memory()


@pytest.fixture
def quick(memory, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # away from the index of the real releases
    with memory.used():
        yield


@pytest.fixture
def folder(sound, quick, tmp_path):
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


def test_a_sound_release_passes(sound, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["verify", str(sound)]) == 0
    told = capsys.readouterr().out
    assert "DuckDB" in told and "openpyxl" in told and "valid, 23 tables" in told


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


def test_a_changed_row_in_sqlite_is_found_in_its_table(folder):
    with sqlite3.connect(folder / "spaceties.sqlite") as database:
        database.execute("UPDATE launches SET launched_on = '2001-03-05' WHERE launch_id < '2002'")
        database.execute("UPDATE ties SET year = 1999")
    database.close()
    summed(folder)
    problems = found(folder)
    assert ("F390", "spaceties.sqlite", "launches", "launched_on") in problems
    assert ("F390", "spaceties.sqlite", "ties", "year") in problems


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
    (tmp_path / "spaceties-1.0.0").mkdir()
    (tmp_path / "spaceties-1.0.0" / "SHA256SUMS").touch()
    assert main(["verify", str(tmp_path)]) == 2
    assert f"did you mean {tmp_path / 'spaceties-1.0.0'}?" in capsys.readouterr().err


SCRIPT = b"<script>alert(1)</script>"


def of_version(monkeypatch, version):
    own = dataclasses.replace(again.own_package(), version=version)
    monkeypatch.setattr(again, "own_package", lambda: own)


@pytest.fixture
def same_version(monkeypatch):
    """The tiny package is of another version than the tables of the code."""
    of_version(monkeypatch, "0.1.0")


def proof(folder, clone=None):
    """(files that problems are about, notes)."""
    report = verify.verify(folder, clone=clone)
    return {p.file for p in report.problems}, report.notes


def unproved(notes):
    return " ".join(note for note in notes if note.startswith("not proved"))


def test_every_file_of_a_release_is_what_is_written_again(folder, same_version):
    files, notes = proof(folder)
    assert files == set()
    there = [p for p in folder.rglob("*") if p.is_file()]
    # all but the sums, and the documents, of which this package has none
    assert f"{len(there) - 1:,} of {len(there):,} files are what is written again" in notes
    assert "index.html: 0" not in " ".join(notes)


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def tampered(path, how):
    """Changes a file so that whoever opens it may see no difference."""
    data = path.read_bytes()
    if how == "more":
        data += b"\n"
    elif how == "byte":
        at = len(data) // 2
        data = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    else:
        at = data.find(b"<script") + 1 or len(data) // 2
        data = data[: at - 1] + SCRIPT + data[at - 1 :]
    path.write_bytes(data)


def test_no_file_can_be_changed_unnoticed_though_the_sums_are_right(
    sound, quick, tmp_path, same_version
):
    """Of every kind of file one, in turn: a problem names it or what it is compared with, or a note
    says that it is not proved."""
    of_tables = {file for file in names(sound) if file.split("/")[-1].split(".")[0] in mini.TABLES}
    chosen = [f for f in names(sound) if f not in of_tables or "/countries." in f]
    for number, name in enumerate(chosen):
        folder = shutil.copytree(sound, tmp_path / "release")
        tampered(folder / name, ("more", "byte", "script")[number % 3])
        if name != "SHA256SUMS":
            summed(folder)
        files, notes = proof(folder)
        assert files or name in unproved(notes), name
        shutil.rmtree(folder)
    assert number > 15


def test_a_script_in_the_page_is_found(folder, same_version):
    path = folder / "index.html"
    path.write_bytes(path.read_bytes().replace(b"</main>", b"</main>" + SCRIPT))
    summed(folder)
    assert found(folder) == {("F390", "index.html", None, None)}


@pytest.mark.parametrize("version", ["0.1.0", "9.9.9"])
def test_a_cell_changed_in_the_data_of_the_page_is_found(folder, version, monkeypatch):
    """Whichever version wrote the page."""
    of_version(monkeypatch, version)
    path = folder / "index.html"
    page = path.read_bytes()
    (data,) = explorer.DATA.findall(page)
    changed = gzip.decompress(base64.b64decode(data)).replace(b"Beland", b"Celand")
    path.write_bytes(explorer.DATA.sub(base64.b64encode(gzip.compress(changed)), page))
    summed(folder)
    assert ("F390", "index.html", "countries", "name") in found(folder)


@pytest.mark.parametrize("version", ["0.1.0", "9.9.9"])
def test_a_cell_changed_in_the_page_that_checks_is_found(folder, version, monkeypatch):
    of_version(monkeypatch, version)
    path = folder / "check.html"
    page = path.read_bytes()
    (data,) = explorer.DATA.findall(page)
    changed = gzip.decompress(base64.b64decode(data)).replace(b"Beland", b"Celand")
    path.write_bytes(explorer.DATA.sub(base64.b64encode(gzip.compress(changed)), page))
    summed(folder)
    assert ("F390", "check.html", "countries", None) in found(folder)


def test_the_same_data_packed_otherwise_are_the_same_page(folder, same_version):
    path = folder / "index.html"
    page = path.read_bytes()
    (data,) = explorer.DATA.findall(page)
    again_ = base64.b64encode(gzip.compress(gzip.decompress(base64.b64decode(data)), 1))
    assert again_ != data
    path.write_bytes(explorer.DATA.sub(again_, page))
    summed(folder)
    assert found(folder) == set()


def test_of_another_version_it_is_told_what_is_not_proved(folder):
    path = folder / "index.html"
    path.write_bytes(path.read_bytes().replace(b"</main>", b"</main>" + SCRIPT))
    summed(folder)
    files, notes = proof(folder)
    assert files == set() and "index.html" in unproved(notes)


def test_folders_and_files_that_no_format_claims_are_problems(folder):
    (folder / "more" / "deep").mkdir(parents=True)
    (folder / "csv" / "run.sh").write_text("")
    summed(folder)
    assert {(code, file) for code, file, *_ in found(folder)} >= {
        ("F391", "more"), ("F391", "csv/run.sh"),
    }  # fmt: skip


def test_a_zip_with_one_name_twice_is_found(folder):
    path = folder / "spaceties-0.1.0-csv.zip"
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("countries.csv", (folder / "csv" / "countries.csv").read_bytes())
    summed(folder)
    assert ("F390", path.name, None, None) in found(folder)


def test_a_clone_says_where_a_release_comes_from(sound, folder, tmp_path, same_version):
    clone = tmp_path / "clone"
    entry = index.ReleaseEntry("0.1.0", "2026-01-01", "", cut.csv_hash(sound / "csv"), {})
    (clone / "releases").mkdir(parents=True)
    assert "0.1.0 is not in releases/" in unproved(proof(folder, clone)[1])
    (clone / index.path_of("0.1.0")).write_text(entry.text())
    files, notes = proof(folder, clone)
    assert files == set() and "csv/ is what releases/0.1.0.json of this clone states" in notes
    path = folder / "csv" / "datapackage.json"
    path.write_text(path.read_text() + "\n")
    summed(folder)
    assert ("F303", "csv/datapackage.json") in {
        (p.code, p.file) for p in verify.verify(folder, clone=clone).problems
    }
