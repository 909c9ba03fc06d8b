"""A format of a release is one file: what stands in the registry is written, checked and named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather

import spaceties
from spaceties.commands import main
from spaceties.release import formats, verify
from spaceties.release.formats import folder, sums
from spaceties.release.formats.format import File, Format, ReadBack, same_header
from tests import explorer, mini, remembering


def write_arrow(table, path, _about):
    feather.write_feather(table.data, path, compression="uncompressed")


def load_arrow(data, _table):
    return feather.read_table(pa.BufferReader(data))


def rows_of_arrow(path, table):
    stored = feather.read_table(path)
    same_header(stored.column_names, table)
    for record in stored.to_pylist():
        yield tuple(
            cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in record.values()
        )


ARROW = folder.format_of(
    "arrow",
    "Arrow, zipped",
    {".arrow": "application/vnd.apache.arrow.file"},
    write_arrow,
    ReadBack("pyarrow", rows_of_arrow),
    load_arrow,
)


def write_list(release, root: Path) -> None:
    (root / "tables.txt").write_text("".join(f"{table.name}\n" for table in release.tables))


LIST = Format("list", (File("tables.txt", media="text/plain", label="Tables"),), write=write_list)


def released(folder: Path) -> Path:
    assert main(["release", str(mini.write(folder / "p")), "--out", str(folder / "dist")]) == 0
    return folder / "dist" / "spaceties-0.1.0"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return released(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def richer(tmp_path_factory):
    """A release that was written with two formats more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formats, "FORMATS", (ARROW, LIST, *formats.FORMATS))
        return released(tmp_path_factory.mktemp("richer"))


@pytest.fixture(scope="module")
def memory():
    return remembering.Memory()


@pytest.fixture
def quick(memory):
    with memory.used():
        yield


@pytest.fixture
def more(monkeypatch):
    monkeypatch.setattr(formats, "FORMATS", (ARROW, LIST, *formats.FORMATS))


def told(folder: Path) -> set[tuple[str, str]]:
    return {(str(p.code), p.file) for p in verify.verify(folder).problems}


def summed(folder: Path) -> Path:
    """SHA256SUMS written anew, as one who tampers would."""
    sums.write(None, folder, [])
    return folder


def test_a_format_in_the_registry_is_written_and_named(richer, more):
    names = {f.name for f in (richer / "arrow").iterdir()}
    assert {"datapackage.json", "ties.arrow", "claims.arrow"} <= names
    assert (richer / "spaceties-0.1.0-arrow.zip").is_file()
    described = json.loads((richer / "croissant.json").read_text())["distribution"]
    media = {entry["contentUrl"]: entry["encodingFormat"] for entry in described}
    assert media["arrow/ties.arrow"] == "application/vnd.apache.arrow.file"
    assert media["tables.txt"] == "text/plain" and "arrow/datapackage.json" not in media
    page = explorer.unpacked((richer / "index.html").read_text())
    labels = {entry["path"]: entry["label"] for entry in page["about"]["downloads"]}
    assert (
        labels["spaceties-0.1.0-arrow.zip"] == "Arrow, zipped" and labels["tables.txt"] == "Tables"
    )


def test_a_format_in_the_registry_is_loaded(richer, sound, more):
    for source in (richer / "arrow", richer / "spaceties-0.1.0-arrow.zip"):
        for name, table in spaceties.load_all(source).items():
            pd.testing.assert_frame_equal(table, spaceties.load(name, sound))


def test_a_format_in_the_registry_is_verified(richer, more, tmp_path):
    report = verify.verify(richer)
    assert report.problems == []
    (note,) = [note for note in report.notes if note.startswith("arrow: ")]
    assert note.endswith("rows compared, read with pyarrow") and " 0 rows" not in note
    copy = shutil.copytree(richer, tmp_path / "copy")
    path = copy / "arrow" / "countries.arrow"
    table = feather.read_table(path)
    at = table.column_names.index("name")
    feather.write_feather(table.set_column(at, "name", [["Aland", "Beland", "Celand"]]), path)
    (copy / "tables.txt").unlink()
    problems = told(summed(copy))
    assert ("F390", "arrow/countries.arrow") in problems  # another cell
    assert ("F303", "arrow/countries.arrow") in problems  # another hash than the descriptor states
    assert ("F390", "spaceties-0.1.0-arrow.zip") in problems
    assert ("F301", "tables.txt") in problems


def test_a_format_that_is_not_in_the_registry_is_told(richer):
    assert told(richer) == {
        ("F391", "arrow"),
        ("F391", "tables.txt"),
        ("F391", "spaceties-0.1.0-arrow.zip"),
    }
    with pytest.raises(ValueError, match="is in the format"):
        spaceties.load("ties", richer / "arrow")


@pytest.mark.parametrize(
    "path",
    ["extra.txt", "csv/more.csv", "json/more.jsonl", "json/more/a.json", "parquet/ties.parquet.bak",
     "more.sqlite", "spaceties.xlsm", "spaceties-0.0.9-csv.zip", ".hidden", "a folder/file"],
)  # fmt: skip
def test_a_file_that_no_format_claims_is_told_though_the_sums_name_it(sound, quick, tmp_path, path):
    copy = shutil.copytree(sound, tmp_path / "copy")
    (copy / path).parent.mkdir(exist_ok=True)
    (copy / path).write_text("?")
    strange = path if (sound / path).parent.exists() else str(Path(path).parent)
    problems = told(summed(copy))
    assert ("F391", strange) in problems
    # A zip of a folder with a file more is no zip of that folder.
    assert {code for code, file in problems if not file.endswith(".zip")} <= {"F391"}


def test_an_empty_folder_is_told(sound, quick, tmp_path):
    copy = shutil.copytree(sound, tmp_path / "copy")
    (copy / "arrow").mkdir()
    assert told(copy) == {("F391", "arrow")}


def test_each_file_that_a_format_claims_is_missed(sound, quick, tmp_path):
    copy = shutil.copytree(sound, tmp_path / "copy")
    named = formats.format.claimed_files(formats.FORMATS, "spaceties", "0.1.0", ["claims"])
    there = [file for file in named if (copy / file.path).is_file()]
    assert {file.path for file in named if file not in there} == {
        "LICENSE-DATA", "CHANGELOG.md", "CITATION.cff", "changes.jsonl", "changes.html",
        "versions.html", "row_versions.csv",
    }  # fmt: skip
    needed = ("SHA256SUMS", "json/datapackage.json")  # without which it is no release
    # Older releases have no page in Markdown.
    gone = [file.path for file in there if not file.optional and file.path not in needed]
    for path in gone:
        (copy / path).unlink()
    problems = told(summed(copy))
    for path in gone:
        assert {("F301", path), ("S150", path)} & problems, path
