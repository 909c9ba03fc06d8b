"""Opening a package by a path: whatever a zip holds, nothing lands outside the package."""

import json
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import spaceties
import spaceties.datapackage as dp
from spaceties.commands import main
from spaceties.datapackage.descriptor import DescriptorError
from spaceties.datapackage.open import package_at

# Paths that a descriptor can name, and where an archive can say that a file lies.
PATHS = ["a.csv", "data/a.csv", "../a.csv", "data/../../a.csv", "/a.csv", "~/a.csv", "C:/a.csv",
         "..\\a.csv", "\\a.csv", ".git/a.csv", "./a.csv", "https://example.org/a.csv", "",
         "datapackage.json"]  # fmt: skip
FOLDERS = ["", "csv/", "deep/csv/", "../", "/", "deep/../../"]


def described(*paths: str, name: str = "a") -> str:
    schema = {"fields": [{"name": "x", "type": "integer"}]}
    return json.dumps({"resources": [{"name": name, "path": list(paths), "schema": schema}]})


def packed(path: Path, entries: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


def all_files(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@given(st.sampled_from(FOLDERS), st.lists(st.sampled_from(PATHS), min_size=1, unique=True))
def test_nothing_of_a_zip_lands_outside_the_package(tmp_path_factory, folder, paths):
    place = tmp_path_factory.mktemp("zip")
    entries = {f"{folder}datapackage.json": described(*paths)}
    entries |= {f"{folder}{path}": "x\n1\n" for path in paths if path != "datapackage.json"}
    archive = packed(place / "p.zip", {name: text for name, text in entries.items() if name})
    scratch = place / "scratch"
    scratch.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(scratch))
        with package_at(archive) as package:
            (unpacked,) = scratch.iterdir()
            safe = {"a.csv", "data/a.csv"} & set(paths)
            safe |= {"a.csv"} & {path.removeprefix("./") for path in paths}
            assert all_files(unpacked) == {"datapackage.json", *safe}
            assert package.basepath == unpacked
        assert list(scratch.iterdir()) == []
    assert all_files(place) == {"p.zip"}


@pytest.mark.parametrize("path", [p for p in PATHS[2:] if p not in ("./a.csv", "datapackage.json")])
def test_no_file_outside_the_package_is_loaded(tmp_path, path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "datapackage.json").write_text(described(path))
    with pytest.raises(ValueError):
        spaceties.load("a", tmp_path / "p")
    with pytest.raises(ValueError):
        spaceties.load("a", packed(tmp_path / "p.zip", {"datapackage.json": described(path)}))


def test_the_package_furthest_up_is_taken_then_the_preferred_folder(tmp_path):
    def named(*folders):
        return {f"{f}datapackage.json": described("a.csv", name=f or "top") for f in folders}

    for folders, taken in [
        (["", "csv/", "json/"], "top"),
        (["json/", "csv/", "parquet/"], "csv/"),
        (["json/", "else/"], "else/"),
        (["x/csv/", "y/"], "y/"),
        (["x/json/", "x/csv/"], "x/csv/"),
    ]:
        with package_at(packed(tmp_path / "p.zip", named(*folders)), ("csv",)) as package:
            assert package.resources[0].name == taken, folders


def damaged(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"resources", b"resourcez", 1))


def with_password(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", 1)
    path.write_bytes(data)


def with_unknown_compression(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", 77)
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [damaged, with_password, with_unknown_compression])
def test_a_zip_that_cannot_be_unpacked_is_told(tmp_path, harm):
    path = packed(tmp_path / "p.zip", {"datapackage.json": described("a.csv"), "a.csv": "x\n1\n"})
    harm(path)
    with pytest.raises(DescriptorError, match=r"p\.zip cannot be unpacked"), package_at(path):
        pass


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"resources": 7}'])
def test_a_zip_whose_descriptor_is_none_is_told_by_its_own_path(tmp_path, text):
    path = packed(tmp_path / "p.zip", {"datapackage.json": text})
    with pytest.raises(DescriptorError) as error, package_at(path):
        pass
    assert "/tmp" not in str(error.value).replace(str(tmp_path), "")


@pytest.mark.parametrize("folder", ["", "package/"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_package_in_a_zip_is_validated_where_it_is(tmp_path, capsys, folder, form):
    text = "x\n1\ny\n" if form == "csv" else '[{"x": 1},\n {"x": "y"}]'
    entries = {f"{folder}datapackage.json": described(f"data/a.{form}")}
    archive = packed(tmp_path / "p.zip", entries | {f"{folder}data/a.{form}": text})
    line = 3 if form == "csv" else 2
    assert main(["validate", str(archive), "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["file"], problem["line"]) == (f"data/a.{form}", line)
    assert list(tmp_path.iterdir()) == [archive]


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"readme.txt": "x"}, "has no datapackage.json in it"),
        ({"datapackage.json": "{"}, "p.zip/datapackage.json is not valid JSON"),
        ({"datapackage.json": described("a.csv"), "a.csv": "x\n" + "1\n" * 2**28}, "unpacks to"),
    ],
)
def test_what_is_no_package_in_a_zip_is_one_line(tmp_path, capsys, entries, said):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    assert main(["validate", str(path)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_faults_of_what_a_zip_holds_name_its_paths(tmp_path):
    text = json.dumps({"resources": [{"name": "a", "path": "a.csv", "schema": "s.json"}]})
    entries = {"p/datapackage.json": text, "p/a.csv": "x\n1\n", "p/s.json": "{"}
    (problem,) = dp.validate(packed(tmp_path / "p.zip", entries)).problems
    assert "s.json is not valid JSON" in problem.message and "/tmp" not in problem.message


def test_a_descriptor_in_yaml_is_found_in_a_zip(tmp_path):
    text = "resources: [{name: a, path: a.csv, schema: {fields: [{name: x, type: integer}]}}]"
    entries = {"p/datapackage.yaml": text, "p/a.csv": "x\n1\n"}
    with package_at(packed(tmp_path / "p.zip", entries)) as package:
        assert package.names == ["a"] and (package.basepath / "a.csv").is_file()


def test_a_zip_whose_table_is_a_folder_is_told_by_its_own_path(tmp_path):
    archive = packed(tmp_path / "p.zip", {"datapackage.json": described("."), ".": "x\n1\n"})
    with pytest.raises(ValueError) as error:
        spaceties.load("a", archive)
    assert tempfile.gettempdir() not in str(error.value).replace(str(tmp_path), "")
