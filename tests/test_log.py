"""The life of one row over the releases."""

import json
import shutil

import pytest

from spaceties.commands import main
from tests import clones


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A clone with 0.1.0 and 0.2.0, and a tree that goes on from there."""
    clone = clones.make(tmp_path_factory.mktemp("history") / "clone")
    assert clones.cut(clone, "--cut") == 0
    clones.commit(clone, "Release 0.1.0")
    source = {
        "source_id": "new-list",
        "title": "A better list",
        "language": "en",
        "kind": "dataset",
        "is_copy": "false",
    }
    clones.edit(clone, "sources", source)
    clones.edit(clone, "satellites", 1, "ended_on", "2011")
    clones.edit(clone, "satellites", 1, "source_id", "new-list")
    clones.edit(clone, "countries", {"country_id": "CCC", "name": "Celand", "source_id": "list"})
    clones.edit(clone, "agreement_parties", 2, "joined_on", "2003-05")
    clones.commit(clone)
    assert main(["bump", str(clone), "--date", "2026-12-24"]) == 0
    assert main(["changelog", str(clone)]) == 0
    clones.commit(clone)
    assert clones.cut(clone, "--cut") == 0
    clones.commit(clone, "Release 0.2.0")
    clones.edit(clone, "spending", 0, "spending_id", "aga-act-2001")
    path = clone / "tables" / "indicators.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    return clone


@pytest.fixture
def log(history, monkeypatch, capsys):
    monkeypatch.chdir(history)

    def run(table, key, *options):
        capsys.readouterr()
        code = main(["log", table, key, *options])
        return code, *capsys.readouterr()

    return run


def test_what_changed_in_which_version_by_which_source(log):
    code, out, _ = log("satellites", "S20001")
    assert code == 0
    assert out.splitlines()[:2] == [
        "satellites S20001",
        "0.1.0 (2026-11-21): there in the first known release",
    ]
    assert out[out.index("0.2.0") :].splitlines() == [
        "0.2.0 (2026-12-24): changed",
        "  ended_on: 2010 → 2011",
        "  source_id: list → new-list",
        "  source: new-list, A better list",
    ]


def test_when_a_row_appeared(log):
    out = log("countries", "CCC")[1].splitlines()
    assert out[1] == "0.2.0 (2026-12-24): added" and "  name: Celand" in out


def test_a_key_of_several_fields_is_written_with_commas(log):
    code, out, _ = log("agreement_parties", "lands-accord,AAA")
    assert code == 0 and out.startswith("agreement_parties lands-accord,AAA\n")
    assert "joined_on: 1999-10-13 → 2003-05" in out


@pytest.mark.parametrize("key", ["aga-2001", "aga-act-2001"])
def test_a_row_is_followed_over_a_change_of_its_key(log, key):
    code, out, _ = log("spending", key, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert [(e["version"], e["what"], e["key"]) for e in found] == [
        ("0.1.0", "present", ["aga-2001"]),
        ("working tree", "renamed", ["aga-act-2001"]),
    ]
    assert found[1]["cells"] == {"spending_id": {"before": "aga-2001", "after": "aga-act-2001"}}
    assert found[0]["source"] == {"id": "news", "title": "Things happened"}


def test_a_row_that_is_gone_still_has_its_life(log):
    out = log("indicators", "aaa-share-2001")[1]
    assert out.splitlines()[-1] == "working tree: removed"


def test_an_unknown_row_or_table_gets_the_nearest(log):
    code, _, err = log("satellites", "S20003")
    assert code == 2 and 'no row "S20003"; did you mean "S2000' in err
    code, _, err = log("agreement_parties", "lands-acord,AAA")
    assert code == 2 and 'did you mean "lands-accord,AAA"' in err
    code, _, err = log("satelites", "S20001")
    assert code == 2 and 'did you mean "satellites"?' in err


def test_without_any_release_the_tree_alone_tells(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(clones.make(tmp_path / "clone"))
    assert main(["log", "satellites", "S20001"]) == 0
    assert "working tree: there, not released yet" in capsys.readouterr().out


def test_where_there_is_no_clone_it_is_said(tmp_path, monkeypatch, capsys):
    """As in an installed package, which knows nothing of what its rows were."""
    folder = clones.make(tmp_path / "clone")
    shutil.rmtree(folder / ".git")
    monkeypatch.chdir(folder)
    assert main(["log", "satellites", "S20001"]) == 2
    out, error = capsys.readouterr()
    assert "is in no clone" in error and error.count("\n") == 1 and not out
