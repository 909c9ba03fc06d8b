"""Releases of the past, the version of the next one, and what keeps a wrong one from being cut."""

import contextlib
import dataclasses
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spaceties.commands import main
from spaceties.datapackage.descriptor import load
from spaceties.dataset import store
from spaceties.release.formats import documents
from spaceties.release.verify import again
from spaceties.versions import git, index, releases, seen, set_version
from tests import clones, mini

NEW_SOURCE = {"source_id": "new-list", "title": "New list", "language": "en", "kind": "dataset"}
NEW_SOURCE |= {"is_copy": "false"}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A clone in which 0.1.0 was cut and its index committed, without a tag."""
    clone = clones.make(tmp_path_factory.mktemp("released") / "clone")
    assert clones.cut(clone, "--cut") == 0
    clones.commit(clone, "Release 0.1.0")
    return clone


@pytest.fixture
def clone(released, tmp_path, monkeypatch):
    """A copy of it in which a correction and a new source were committed."""
    folder = tmp_path / "clone"
    shutil.copytree(released, folder)
    clones.edit(folder, "satellites", 1, "ended_on", "2011")
    clones.edit(folder, "satellites", 1, "source_id", "new-list")
    clones.edit(folder, "sources", NEW_SOURCE)
    clones.commit(folder)
    monkeypatch.chdir(folder)
    return folder


def told(capsys):
    return capsys.readouterr().err.splitlines()[-1]


def files(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and ".git" not in p.parts
    }


def test_the_index_states_rows_and_hashes_and_nothing_of_the_machine(released, tmp_path):
    text = (released / "releases" / "0.1.0.json").read_text()
    entry = json.loads(text)
    assert (entry["version"], entry["date"]) == ("0.1.0", "2026-11-21")
    assert entry["tables"]["satellites"]["rows"] == 3
    assert set(entry["tables"]) == set(mini.TABLES)
    again = index.entry_of(load(released), entry["csv"])
    assert again.text() == text
    assert index.mismatches(again, load(mini.write(tmp_path))) == []


def test_the_order_of_rows_and_the_spelling_of_csv_are_no_other_content(released, tmp_path):
    shutil.copytree(released, tmp_path / "c")
    path = tmp_path / "c" / "tables" / "satellites.csv"
    head, *rows = path.read_text().splitlines()
    path.write_bytes("\r\n".join([head, *reversed(rows), ""]).encode())
    entry = index.recorded(released)["0.1.0"]
    assert index.mismatches(entry, load(tmp_path / "c")) == []


def test_without_arguments_diff_compares_the_last_release_with_the_tree(clone, capsys):
    assert main(["diff"]) == 0
    out = capsys.readouterr().out
    assert "minor  sources: 1 row added" in out and "~ S20001  ended_on: 2010 → 2011" in out


@pytest.mark.parametrize("name", ["v0.1.0", "0.1.0"])
def test_a_release_has_its_name_in_a_clone_without_tags_too(clone, name, capsys):
    assert main(["diff", name, "HEAD", "--format", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["tables"]) == {"satellites", "sources"}


@pytest.mark.parametrize("name", ["HEAD~1", "main~1", "0.1.0-tag"])
def test_git_revisions_are_versions(clone, name, capsys):
    clones.git(clone, "tag", "0.1.0-tag", "HEAD~1")
    clones.edit(clone, "launches", 0, "flight", "77")  # not committed
    assert main(["diff", name, "HEAD", "--format", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["tables"]) == {"satellites", "sources"}
    assert main(["diff", name, "--format", "json"]) == 0
    assert "launches" in json.loads(capsys.readouterr().out)["tables"]


def test_a_revision_that_is_none_gets_a_hint(clone, capsys):
    clones.git(clone, "tag", "v0.1.0", "HEAD~1")
    assert main(["diff", "v0.1.1"]) == 2
    assert 'did you mean "v0.1.0"?' in told(capsys)


def test_the_tag_is_looked_at_first_and_must_agree_with_the_index(clone, capsys):
    clones.git(clone, "tag", "v0.1.0", "HEAD")  # the wrong commit
    with releases.content(clone, "0.1.0") as package:  # the commit that added the entry is right
        assert "2010" in (package.basepath / "tables/satellites.csv").read_text()
    path = clone / "releases" / "0.1.0.json"
    path.write_text(path.read_text().replace('"rows": 3', '"rows": 4'))
    assert main(["diff"]) == 2
    assert "differs from releases/0.1.0.json" in told(capsys)


def test_tags_alone_are_a_history_too(clone, capsys):
    clones.git(clone, "tag", "v0.1.0", "HEAD~1")
    clones.git(clone, "rm", "-r", "--quiet", "releases")
    clones.commit(clone)
    assert releases.last(clone) == "0.1.0"
    assert main(["diff"]) == 0 and "minor" in capsys.readouterr().out
    assert clones.cut(clone) == 2
    assert "0.1.0 has a tag with other content" in told(capsys)


def test_a_tag_of_another_version_is_no_release(clone):
    clones.git(clone, "tag", "v0.3.0", "HEAD")
    with (
        pytest.raises(git.NoHistory, match=r"v0\.3\.0 differs .*: its version is 0\.1\.0"),
        releases.content(clone, "0.3.0"),
    ):
        pass


def test_a_shallow_clone_and_a_folder_without_history_say_what_helps(clone, tmp_path, capsys):
    shallow = tmp_path / "shallow"
    clones.git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{clone}", str(shallow))
    with (
        pytest.raises(git.NoHistory, match="shallow; git fetch --unshallow"),
        releases.content(shallow, "0.1.0"),
    ):
        pass
    shutil.rmtree(shallow / ".git")
    with pytest.raises(git.NoHistory, match="no git clone"), releases.content(shallow, "0.1.0"):
        pass
    assert main(["bump", str(shallow)]) == 2
    assert "name a release folder or a zip" in told(capsys)


def test_a_broken_entry_of_the_index_is_told(clone, capsys):
    (clone / "releases" / "0.0.9.json").write_text("{}")
    assert main(["diff"]) == 2
    assert "0.0.9.json is no entry of the index" in told(capsys)


def test_bump_sets_the_version_everywhere_and_changes_nothing_else(clone, capsys):
    before = files(clone)
    assert main(["bump", str(clone), "--date", "2026-12-24"]) == 0
    out = capsys.readouterr().out
    assert "since 0.1.0: minor bump, 0.2.0 at least" in out
    assert "minor  sources: 1 row added" in out and "patch  satellites: 1 row changed" in out
    after = files(clone)
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {"datapackage.json", ".zenodo.json", "CITATION.cff"}
    diff = clones.git(clone, "diff", "--unified=0")
    changed = [line for line in diff.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    assert sorted(changed) == sorted(
        [
            '+  "version": "0.2.0",',
            '+  "created": "2026-12-24T00:00:00Z",',
            '+  "version": "0.2.0",',
            '+  "publication_date": "2026-12-24"',
            "+version: 0.2.0",
            "+date-released: 2026-12-24",
        ]
    )
    assert main(["bump", str(clone)]) == 0
    assert "0.2.0 is enough; nothing is set" in capsys.readouterr().out
    assert files(clone) == after


def _enum_reordered(folder):
    path = folder / "datapackage.json"
    described = json.loads(path.read_text())
    fields = [f for r in described["resources"] for f in r["schema"]["fields"]]
    enum = next(f["constraints"]["enum"] for f in fields if "enum" in f.get("constraints", {}))
    enum.reverse()
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")


def _number_respelt(folder):
    path = folder / "tables" / "launch_sites.csv"
    path.write_text(path.read_text().replace("20.25", "20.250"))


def _table_split(folder):
    path = folder / "datapackage.json"
    described = json.loads(path.read_text())
    table = next(r for r in described["resources"] if r["name"] == "satellites")
    header, *lines = (folder / table["path"]).read_text().splitlines(keepends=True)
    table["path"] = ["tables/satellites-1.csv", "tables/satellites-2.csv"]
    for name, part in zip(table["path"], (lines[:1], lines[1:]), strict=True):
        (folder / name).write_text(header + "".join(part))
    path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("change", [_enum_reordered, _number_respelt, _table_split])
def test_diff_bump_and_release_agree_on_a_change_of_form(released, tmp_path, capsys, change):
    """A release is never made otherwise under its number, so another form needs a version."""
    folder = shutil.copytree(released, tmp_path / "clone")
    change(folder)
    clones.commit(folder)
    assert main(["diff", str(folder), str(folder)]) == 0
    capsys.readouterr()
    assert clones.cut(folder) == 2
    assert "released on 2026-11-21 with other content" in told(capsys)
    with contextlib.chdir(folder):
        assert main(["diff", "--format", "json"]) == 0
    diff = json.loads(capsys.readouterr().out)
    assert diff["bump"] == "patch" and not diff["tables"]
    assert "written otherwise than in 0.1.0" in diff["reasons"][0]["text"]
    assert main(["bump", str(folder)]) == 0
    assert "since 0.1.0: patch bump, 0.1.1 at least" in capsys.readouterr().out
    clones.commit(folder)
    assert clones.cut(folder, "--allow-dirty") == 0


def test_bump_takes_a_larger_version_and_no_smaller_one(clone, capsys):
    before = files(clone)
    assert main(["bump", str(clone), "--to", "0.1.1"]) == 2
    assert "0.1.1 is too small, 0.2.0 is needed" in told(capsys)
    assert main(["bump", str(clone), "--to", "next"]) == 2
    assert "'next' is no version" in told(capsys)
    assert main(["bump", str(clone), "--to", "1.0.0", "--dry-run"]) == 0
    assert "would set 0.1.0 to 1.0.0" in capsys.readouterr().out
    assert files(clone) == before
    assert main(["bump", str(clone), "--to", "1.0.0"]) == 0
    assert load(clone).version == "1.0.0"


def test_bump_sets_all_files_or_none(clone, capsys):
    path = clone / "CITATION.cff"
    path.write_text(path.read_text().replace("version: 0.1.0\n", "", 1).replace("cff-", "x-"))
    before = files(clone)
    assert main(["bump", str(clone)]) == 2
    assert 'CITATION.cff has no "version" at its top' in told(capsys)
    assert files(clone) == before


def test_bump_says_which_file_it_cannot_read(clone, capsys):
    (clone / ".zenodo.json").write_text("{")
    before = files(clone)
    assert main(["bump", str(clone)]) == 2
    assert ".zenodo.json cannot be read" in told(capsys)
    assert files(clone) == before


def test_the_real_files_can_be_bumped(tmp_path):
    for name in set_version.FILES:
        shutil.copy(mini.ROOT / name, tmp_path / name)
    texts = set_version.with_version(tmp_path, "9.8.7", "2031-02-03")
    assert texts.keys() == set_version.FILES.keys()
    for name, text in texts.items():
        before = (tmp_path / name).read_text(encoding="utf-8")
        changed = set(text.splitlines()) - set(before.splitlines())
        assert len(changed) == 2 and sum("9.8.7" in line for line in changed) == 1
        assert sum("2031-02-03" in line for line in changed) == 1


def test_no_other_file_of_the_project_names_the_version():
    """What names it would be stale after a bump."""
    version = load(mini.ROOT).version
    tracked = subprocess.run(["git", "ls-files"], cwd=mini.ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("this is no git clone")
    # The two locks and the run of the readers name the versions of others.
    history = (
        "tests/",
        "releases/",
        "CHANGELOG.md",
        "requirements",
        "package-lock.json",
        "docs/readers.json",
        "tables/",
        "seeds/",
    )
    named = {
        name
        for name in tracked.stdout.splitlines()
        if not name.startswith(history)
        and (mini.ROOT / name).is_file()
        and re.search(
            rf"spaceties[-= ]v?{re.escape(version)}|version.{{0,4}}{re.escape(version)}",
            (mini.ROOT / name).read_bytes().decode("utf-8", "replace"),
        )
    }
    assert named == set(set_version.FILES)


def test_a_clone_that_is_not_installed_again_tells_the_new_version(tmp_path):
    shutil.copytree(mini.ROOT / "scripts", tmp_path / "scripts")
    shutil.copy(mini.ROOT / "datapackage.json", tmp_path)
    for name, text in set_version.with_version(tmp_path, "9.8.7", "2031-02-03").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "spaceties", "--version"],
        env={"PATH": "", "PYTHONPATH": str(tmp_path / "scripts")},
        capture_output=True,
        text=True,
    )
    assert run.stdout == "spaceties 9.8.7\n", run.stderr


def test_release_refuses_what_is_not_committed(clone, capsys):
    assert main(["bump", str(clone)]) == 0
    assert clones.cut(clone) == 2
    assert "not committed" in (said := told(capsys)) and "--allow-dirty" in said
    assert clones.cut(clone, "--allow-dirty") == 0
    assert clones.cut(clone, "--allow-dirty", "--cut") == 2
    assert not (clone / "releases" / "0.2.0.json").exists()


def test_files_that_are_not_of_the_package_do_not_make_a_tree_dirty(clone, capsys):
    (clone / "notes.txt").write_text("mine")
    assert git.changed_files(clone, ["tables/satellites.csv"]) == []
    assert git.changed_files(clone, ["notes.txt"]) == ["notes.txt"]


def test_release_refuses_a_version_with_other_content(clone, capsys):
    assert clones.cut(clone) == 2
    said = told(capsys)
    assert "0.1.0 was released on 2026-11-21 with other content (satellites, sources)" in said
    assert "spaceties bump" in said


@pytest.mark.parametrize("version", ["0.1.1", "0.0.9", "0.1.0-rc.1"])
def test_release_refuses_a_version_that_is_too_small(clone, version, capsys):
    path = clone / "datapackage.json"
    path.write_text(path.read_text().replace('"version": "0.1.0"', f'"version": "{version}"', 1))
    clones.commit(clone)
    assert clones.cut(clone) == 2
    said = told(capsys)
    assert f"{version} is too small" in said and "sources: 1 row added" in said
    assert "needs 0.2.0 at least" in said and not (clone / "dist" / f"spaceties-{version}").exists()


def test_the_next_release_carries_the_delta_and_can_be_built_anywhere(
    clone, tmp_path, monkeypatch, capsys
):
    assert seen.seen(load(clone), "launches", ["2001-009"]) == ("0.1.0 (2026-11-21)",) * 2
    assert seen.seen(load(clone), "satellites", ["S20001"]) is None, "the table has changed"
    assert main(["bump", str(clone)]) == 0
    clones.commit(clone, "Bump")
    assert clones.cut(clone, "--cut") == 2
    assert "no section of 0.2.0: run spaceties changelog" in told(capsys)
    assert main(["changelog", str(clone)]) == 0
    clones.commit(clone, "Changelog")
    assert clones.cut(clone, "--cut") == 0
    assert "git tag v0.2.0" in capsys.readouterr().out
    clones.commit(clone, "Release 0.2.0")
    new, old = clone / "dist" / "spaceties-0.2.0", clone / "dist" / "spaceties-0.1.0"
    carried = (new / "changes.jsonl").read_bytes()
    for name in (*documents.CHANGES, *documents.VERSIONS):
        assert f"  {name}\n" in (new / "SHA256SUMS").read_text() and not (old / name).exists()
    page = (new / "changes.html").read_text()
    assert "<h1>spaceties 0.1.0 → 0.2.0</h1>" in page
    assert "<td>1 added</td>" in page and "<summary>1 changed</summary>" in page
    assert "Alsat 1\nsource: New list (new-list)" in page
    assert "<td>ended_on</td><td><del>2010</del></td><td><ins>2011</ins></td>" in page
    assert main(["patch", str(old), str(new / "changes.jsonl"), "--out", str(tmp_path / "p")]) == 0
    assert files(tmp_path / "p") == files(new / "csv")
    assert main(["verify", str(new)]) == 0
    told_rows = (new / "row_versions.csv").read_text()
    assert "\nsatellites,S20001,0.1.0,2026-11-21,0.2.0," in told_rows
    assert "\nsources,new-list,0.2.0," in told_rows
    assert "\nagreement_parties,old-treaty|AAA,0.1.0,2026-11-21,0.1.0,2026-11-21\n" in told_rows
    assert told_rows.count("\n") == 1 + sum(
        t["rows"] for t in index.recorded(clone)["0.2.0"].tables.values()
    )
    page = (new / "versions.html").read_text()
    assert "<td>satellites: 1 changed<br>sources: 1 added" in page
    assert '<a href="changes.jsonl">' in page and "0.1.0" in page
    capsys.readouterr()
    assert main(["show", "satellites", "S20001"]) == 0
    day = index.recorded(clone)["0.2.0"].date
    said = f"First seen in 0.1.0 (2026-11-21), last changed in 0.2.0 ({day})."
    assert said in " ".join(capsys.readouterr().out.split())

    # without any history, from the files alone, as the installed package does
    copy = tmp_path / "copy"
    shutil.copytree(clone, copy, ignore=shutil.ignore_patterns(".git", "dist"))
    with monkeypatch.context() as installed:
        installed.setattr(store, "descriptor_path", lambda: copy / "datapackage.json")
        assert clones.cut(copy) == 0
    assert files(copy / "dist" / "spaceties-0.2.0") == files(new)
    assert carried == (copy / "releases" / "0.2.0.changes.jsonl").read_bytes()

    # what the versions tell is compared with the index, by the tool that has written it
    own = dataclasses.replace(again.own_package(), version="0.2.0")
    monkeypatch.setattr(again, "own_package", lambda: own)
    (new / "versions.html").unlink()
    (new / "row_versions.csv").write_text(told_rows.replace("S20001,0.1.0", "S20001,0.2.0"))
    told_of = {p.file: p.message for p in again.compare(new, load(new / "json"), clone).problems}
    for name in documents.VERSIONS:
        assert told_of[name] == "is not what spaceties 0.2.0 tells of releases/"

    # cutting it again changes nothing, and the old version stays what it was
    shutil.rmtree(new)
    assert clones.cut(clone, "--cut") == 0
    assert clones.git(clone, "status", "--porcelain") == ""
    assert releases.released(clone) == ["0.1.0", "0.2.0"]


def test_a_recorded_delta_that_is_none_is_told(clone, capsys):
    assert main(["bump", str(clone)]) == 0 and main(["changelog", str(clone)]) == 0
    clones.commit(clone)
    assert clones.cut(clone, "--cut") == 0
    (clone / "releases" / "0.2.0.changes.jsonl").write_text("{}\n")
    assert clones.cut(clone, "--allow-dirty") == 2
    assert "releases/0.2.0.changes.jsonl: line 1 is no operation" in told(capsys)


def test_without_history_a_new_version_is_released_but_not_cut(clone, tmp_path, capsys):
    assert main(["bump", str(clone)]) == 0
    assert main(["changelog", str(clone)]) == 0
    copy = tmp_path / "copy"
    shutil.copytree(clone, copy, ignore=shutil.ignore_patterns(".git", "dist"))
    assert clones.cut(copy, "--cut") == 2
    assert "no git clone" in told(capsys)
    assert clones.cut(copy) == 0
    assert "was not compared with the last release" in capsys.readouterr().err
    assert not (copy / "dist" / "spaceties-0.2.0" / "changes.jsonl").exists()


def test_of_a_version_that_was_not_cut_the_installed_package_makes_no_release(
    clone, tmp_path, monkeypatch, capsys
):
    """It would have other files than the one that is cut."""
    assert main(["bump", str(clone)]) == 0
    copy = tmp_path / "copy"
    shutil.copytree(clone, copy, ignore=shutil.ignore_patterns(".git", "dist"))
    monkeypatch.setattr(store, "descriptor_path", lambda: copy / "datapackage.json")
    assert clones.cut(copy) == 2
    assert "0.2.0 of the installed spaceties was not cut" in told(capsys)
    assert not (copy / "dist").exists()


def test_where_the_code_releases_otherwise_the_delta_is_that_of_the_tables(
    clone, tmp_path, monkeypatch, capsys
):
    from spaceties.release import cut

    assert main(["bump", str(clone)]) == 0
    clones.commit(clone, "Bump")
    monkeypatch.setattr(cut, "_released_again", lambda *_: None)
    assert clones.cut(clone) == 0
    assert "the delta is that of the tables" in capsys.readouterr().err
    delta = clone / "dist" / "spaceties-0.2.0" / "changes.jsonl"
    assert main(["patch", "HEAD~2", str(delta), "--out", str(tmp_path / "p")]) == 0
    assert (tmp_path / "p/tables/satellites.csv").read_bytes() == (
        clone / "tables/satellites.csv"
    ).read_bytes()


def test_a_newcomer_without_git_on_the_path_can_release(tmp_path):
    package = mini.write(tmp_path / "package")
    run = subprocess.run(
        [sys.executable, "-m", "spaceties", "release", package, "--out", tmp_path / "dist"],
        env={"PATH": "", "PYTHONPATH": str(mini.ROOT / "scripts")},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "dist" / "spaceties-0.1.0" / "SHA256SUMS").exists()


def test_other_peoples_git_settings_change_nothing(clone, monkeypatch, capsys):
    monkeypatch.setenv("GIT_DIR", str(Path("/nowhere")))
    assert main(["diff"]) == 0
    assert "minor" in capsys.readouterr().out
