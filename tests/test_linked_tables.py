"""Foreign keys that refer to tables of other packages."""

from __future__ import annotations

import pytest

from spaceties.datapackage.validation import linked
from tests.datapackages import problem_places, table, validate_folder, write


@pytest.mark.parametrize("address", ["other", "other/datapackage.json"])
def test_reference_to_another_package_in_the_folder(tmp_path, address):
    def told(name, text="x\n2\n", fields=("x",), **properties):
        reference = {"package": address, "resource": name, "fields": ["x"]}
        keys = [{"fields": ["up"], "reference": reference}]
        folder = write(tmp_path, [table("t", ["up"], foreignKeys=keys)], {"t.csv": "up\n1\n2\n"})
        (tmp_path / "other").mkdir(exist_ok=True)
        write(tmp_path / "other", [table("u", [*fields], **properties)], {"u.csv": text})
        result = validate_folder(folder)
        assert list(result.report.tables) == ["t"]
        return problem_places(result), result.report.notes

    assert told("u", "x\n1\n2\n") == (set(), [])
    assert told("u") == ({("K205", 2, "up")}, [])
    assert told("u", "x\n2\n2,3\n", primaryKey="x") == ({("K205", 2, "up")}, [])  # its own business
    assert told("u", "y\n2\n", ["y"])[0] == {("K206", None, "up")}
    (absent, note), (faulty, at_fault) = told("v"), told("u", fields=[{"name": "x", "type": 1}])
    assert absent == faulty == set()
    assert 'which has no table "v", and was not checked' in note[0]
    assert "whose description is at fault, and was not checked" in at_fault[0]


@pytest.mark.parametrize("address", ["../other", "/other/datapackage.json", "none", ".git/x.json"])
def test_reference_to_a_package_that_is_not_opened(tmp_path, address):
    reference = {"package": address, "resource": "u", "fields": ["x"]}
    keys = [{"fields": ["up"], "reference": reference}]
    (tmp_path / "other").mkdir()
    write(tmp_path / "other", [table("u", ["x"])], {"u.csv": "x\n2\n"})
    (tmp_path / "own").mkdir()
    folder = write(tmp_path / "own", [table("t", ["up"], foreignKeys=keys)], {"t.csv": "up\n1\n"})
    result = validate_folder(folder)
    assert result.report.valid and "and was not checked" in result.report.notes[0]


def linking(folder, *columns, name="t", other="other"):
    """A package whose columns refer to the column x of the table u of another in its folder."""
    reference = {"package": other, "resource": "u", "fields": ["x"]}
    keys = [{"fields": [column], "reference": reference} for column in columns]
    text = ",".join(columns) + "\n" + ",".join("1" for _ in columns) + "\n"
    (folder / "other").mkdir(parents=True)
    write(folder / "other", [table("u", ["x"])], {"u.csv": "x\n2\n"})
    return write(folder, [table(name, [*columns], "t.csv", foreignKeys=keys)], {"t.csv": text})


def test_another_package_is_read_once_for_all_keys(tmp_path, monkeypatch):
    reads = []
    load = linked.load
    monkeypatch.setattr(linked, "load", lambda path: reads.append(path) or load(path))
    folder = linking(tmp_path, *(f"c{n}" for n in range(20)))
    assert len(problem_places(validate_folder(folder))) == 20
    assert len(reads) == 1


def test_another_package_may_be_described_in_yaml(tmp_path):
    folder = linking(tmp_path, "up")
    described = tmp_path / "other" / "datapackage.json"
    described.rename(described.with_suffix(".yaml"))  # JSON is YAML
    assert problem_places(validate_folder(folder)) == {("K205", 2, "up")}


def test_a_table_of_one_s_own_is_not_taken_for_that_of_another_package(tmp_path):
    folder = linking(tmp_path, "up", name="other#u")
    result = validate_folder(folder)
    assert result.report.tables == {"other#u": 1}
    assert "whose table has the name of one here" in result.report.notes[0]
