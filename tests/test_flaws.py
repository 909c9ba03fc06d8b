"""What a check keeps for the next one spares it work and changes nothing that it says."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from spaceties import flaws
from spaceties.contribute.check import check
from spaceties.datapackage import cache, descriptor
from tests import mini

HEAD = "satellite_id,cospar_id,name,launch_id,country_id,source_id\n"
TWIN = f"{HEAD}X00001,2001-002A,Twin,2001-002,AAA,list\n"  # of the designation of S20001


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where things are kept."""
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def judged(monkeypatch):
    """What was found out anew: the names of what was looked at, each time."""
    asked, judge = [], flaws._judged
    monkeypatch.setattr(
        flaws, "_judged", lambda package, wanted: asked.append({*wanted}) or judge(package, wanted)
    )
    return asked


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What is told of a contributed text, with what is kept and without, which must be one."""

    def tell(text, path):
        file = tmp_path / "rows.csv"
        file.write_text(text)
        kept = check(descriptor.load(path), [str(file)]).report.problems
        with monkeypatch.context() as context:
            context.setenv(cache.PLACE, "")
            assert check(descriptor.load(path), [str(file)]).report.problems == kept
        return [(p.code, p.line) for p in kept]

    return tell


def test_what_was_found_out_is_not_looked_for_again(tmp_path, folder, judged, told):
    first = told(TWIN, mini.write(tmp_path / "package"))
    assert ("D505", 2) in first and judged == [{"D505"}]
    moved = mini.write(tmp_path / "moved")  # the same rows elsewhere are the same rows
    assert told(TWIN, moved) == first and len(judged) == 1
    flaws.flaws(descriptor.load(moved), {"S103", "K203", "D505"})
    assert judged[1:] == [{"schema"}]


def edits():
    """Ways to change what a verdict follows from; each takes the descriptor's path."""

    def tables(path, _):
        file = path.parent / "tables" / "sources.csv"
        file.write_text(file.read_text().replace("news", "newer"))

    def seeds(path, _):
        for name in descriptor.load(path).resource("claims").paths:
            file = path.parent / name
            file.write_text(file.read_text(), newline="\r\n")

    def described(path, _):
        package = json.loads(path.read_text())
        package["created"] = "2031-01-01"
        path.write_text(json.dumps(package))

    def code(_, monkeypatch):
        monkeypatch.setattr(flaws, "_judges", lambda _: [("rules.py", 1, 2)])

    def python(_, monkeypatch):
        monkeypatch.setattr(sys, "version", "4")

    return [tables, seeds, described, code, python]


@pytest.mark.parametrize("edit", edits(), ids=lambda edit: edit.__name__)
def test_what_follows_from_something_else_is_looked_for_again(
    edit, tmp_path, folder, judged, monkeypatch
):
    path = mini.write(tmp_path / "package")
    for _ in range(2):
        assert flaws.flaws(descriptor.load(path), {"R001"}) == set()
    edit(path, monkeypatch)
    assert flaws.flaws(descriptor.load(path), {"R001"}) == set()
    assert len(judged) == 2


def test_old_problems_stay_old_and_new_ones_new_after_edits(tmp_path, folder, told):
    sound = mini.write(tmp_path / "sound")
    broken = mini.broken(tmp_path / "broken", [("indicators", 0, "value", "2.5")])
    note = "indicator_id,note\naaa-launches-2001,A note\n"
    worse = "indicator_id,value\naaa-launches-2001,3.5\n"
    assert "R311" in [code for code, _ in told(worse, sound)]
    assert "R311" in [code for code, _ in told(worse, broken)]
    assert [code for code, _ in told(note, broken)] == ["K207"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\xff\0{"),
        lambda file: file.write_text("[" * 100_000),
        lambda file: file.write_text(file.read_text()[:-9]),
        lambda file: file.write_text(file.read_text().replace("D505", "D506")),
        lambda file: file.write_text(json.dumps({"sha256": "", "value": {}})),
        lambda file: cache.keep(file.stem, [1]),
        lambda file: os.truncate(file, 2 * cache.LARGEST),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: file.unlink(),
    ],
)  # fmt: skip
def test_what_is_damaged_or_gone_is_found_out_again(damage, tmp_path, folder, judged):
    package = descriptor.load(mini.write(tmp_path / "package"))
    assert flaws.flaws(package, {"D505"}) == set()
    (file,) = folder.iterdir()
    damage(file)
    assert flaws.flaws(package, {"D505"}) == set()
    assert len(judged) == 2


def test_where_nothing_can_be_kept_the_answer_is_the_same(tmp_path, monkeypatch, judged, told):
    (tmp_path / "file").touch()
    monkeypatch.setenv(cache.PLACE, str(tmp_path / "file" / "kept"))
    assert ("D505", 2) in told(TWIN, mini.write(tmp_path / "package"))
    assert judged == []


def test_what_changes_while_it_is_judged_is_not_kept(tmp_path, folder, monkeypatch):
    path = mini.write(tmp_path / "package")
    package, judge = descriptor.load(path), flaws._judged

    def slowly(*asked):
        found = judge(*asked)
        with (path.parent / "tables" / "sources.csv").open("a") as file:
            file.write("more,,,,,,,,,,,\n")
        return found

    monkeypatch.setattr(flaws, "_judged", slowly)
    assert flaws.flaws(package, {"D505"}) is None
    assert not folder.exists() or not list(folder.iterdir())


def test_the_folder_stays_small_and_many_may_write_at_once(folder):
    keys = [f"{n:02}" for n in range(cache.MOST + 5)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: cache.keep("same", "x" * 1000), keys))
    assert cache.load("same") in (None, "x" * 1000)  # lost at worst, never half of it
    cache.keep("same", "x" * 1000)
    assert cache.load("same") == "x" * 1000
    for n, key in enumerate(keys):
        cache.keep(key, n)
        os.utime(folder / f"{key}.json", (n, n))
    assert {file.stem for file in folder.iterdir()} <= {"same", *keys[-cache.MOST :]}
    assert cache.load(keys[-1]) == len(keys) - 1
    cache.keep("large", "x" * cache.LARGEST)
    assert cache.load("large") is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_the_folder_is_where_the_system_has_such_folders(monkeypatch, tmp_path):
    monkeypatch.delenv(cache.PLACE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    assert cache.folder() == tmp_path / ".cache" / "spaceties"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == tmp_path / "xdg" / "spaceties"
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() is None
