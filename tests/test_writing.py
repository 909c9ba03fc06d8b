"""What commands write is whole or not there, whatever happens to them, and the next run heals."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from spaceties.commands import main
from spaceties.datapackage import descriptor, files, journal
from spaceties.importers.base import refresh
from tests import adding, clones, mini
from tests.adding import state
from tests.test_importers import ATLAS

ENV = {**os.environ, "PYTHONPATH": f"{mini.ROOT / 'scripts'}{os.pathsep}{mini.ROOT}"}


def test_killed_three_hundred_times_all_commands_leave_old_or_new_files():
    """And on a full disk, with few files open, and in a folder of somebody else."""
    folder = Path(tempfile.mkdtemp())  # which others may read, unlike that of pytest
    folder.chmod(0o755)
    done = subprocess.run([sys.executable, "-m", "tests.writers_killed", str(folder / "here")],
                          cwd=mini.ROOT, env=ENV, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed = json.loads(done.stdout.splitlines()[-1])
    assert sum(killed.values()) >= 300 and min(killed.values()) >= 3, killed
    assert sum(n for name, n in killed.items() if "random" in name) >= 24
    shutil.rmtree(folder)


SURROUNDINGS = {
    "no HOME": 'unset HOME; exec "$@" >out',
    "a closed standard output": 'exec "$@" >&-',
    "closed standard streams": 'exec "$@" <&- >&- 2>&-',
    "a full device": 'exec "$@" >/dev/full',
    "a reader that left": '"$@" | true',
    "32 files open": 'ulimit -n 32; exec "$@" >out',
    "files of 8 blocks": 'ulimit -f 8; exec "$@" >out',
}


@pytest.mark.parametrize("where", SURROUNDINGS)
def test_surroundings_do_no_harm(where, tmp_path):
    package = adding.tiny_package(tmp_path / "package")
    words = ["add", *adding.three_files(tmp_path), "--package", package]
    command = [sys.executable, "-m", "spaceties", *map(str, words)]
    old = state(package)
    done = subprocess.run(["sh", "-c", SURROUNDINGS[where], "sh", *command],
                          cwd=tmp_path, env=ENV, capture_output=True, text=True)  # fmt: skip
    assert "Traceback" not in done.stderr
    left = state(package)
    assert main(list(map(str, words))) == 0
    assert left in (old, state(package)) and old != state(package)


# --- what an editor saves meanwhile --------------------------------------------------------------


def edited_before_writing(monkeypatch, package):
    """Makes somebody save the first file of a change just before it is written; its text then."""
    replace_all = journal.replace_all

    def late(folder, texts, read):
        (package / next(iter(texts))).write_text("saved by an editor\n")
        return replace_all(folder, texts, read)

    monkeypatch.setattr(journal, "replace_all", late)


@pytest.mark.parametrize("verb", ["add", "format", "bump", "changelog", "import"])
def test_what_an_editor_saves_meanwhile_is_kept(verb, tmp_path, monkeypatch, capsys):
    package = adding.tiny_package(tmp_path / "package")
    for name, text in clones.FILES.items():
        (package / name).write_text(text, encoding="utf-8")
    rows = list(map(str, adding.three_files(tmp_path)))
    if verb == "format":
        for name in ("sources", "countries"):
            table = package / "tables" / f"{name}.csv"
            table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "sites.txt").write_text("NEW=New\n")
    words = {
        "add": ["add", "--package", package, *rows],
        "format": ["format", package],
        "bump": ["bump", package, "--to", "9.0.0"],
        "changelog": ["changelog", package],
    }
    before = state(package)
    edited_before_writing(monkeypatch, package)
    if verb == "import":
        with pytest.raises(journal.Edited, match="saved by somebody else"):
            refresh(ATLAS, tmp_path, descriptor.load(package))
    else:
        assert main(list(map(str, words[verb]))) == 2
        told = capsys.readouterr().err
        assert "saved by somebody else" in told and told.count("\n") == 1
    after = state(package)
    (changed,) = [path for path in after if after[path] != before.get(path)]
    assert after[changed] == b"saved by an editor\n" and after.keys() == before.keys()


@pytest.mark.parametrize("verb", ["format", "bump", "changelog"])
def test_each_writer_waits_for_the_lock(verb, tmp_path, monkeypatch, capsys):
    package = adding.tiny_package(tmp_path / "package")
    before = state(package)
    monkeypatch.setattr(journal.locked.__wrapped__, "__defaults__", (0.1,))
    more = ["--to", "9.0.0"] if verb == "bump" else []
    with journal.locked(package):
        assert main([verb, str(package), *more]) == 2
    assert "is held by" in capsys.readouterr().err
    assert state(package) == before


def test_a_bump_that_was_killed_is_finished_by_the_next_run(tmp_path, capsys):
    """And a reader says so, and does not mend it."""
    package = adding.tiny_package(tmp_path / "package")
    for name in ("CITATION.cff", ".zenodo.json"):
        (package / name).write_text(clones.FILES[name], encoding="utf-8")
    bump = ["bump", str(package), "--to", "9.0.0", "--date", "2031-01-02"]
    if (child := os.fork()) == 0:
        replace, left = Path.replace, 2  # the journal, and one of three files

        def counted(path, target):
            nonlocal left
            left -= 1
            return replace(path, target) if left >= 0 else os._exit(9)

        Path.replace = counted
        main(bump)
        os._exit(0)
    assert os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 9
    assert main(["validate", str(package)]) == 2
    assert "interrupted" in capsys.readouterr().err
    assert main(["format", str(package)]) == 0
    texts = [(package / name).read_text() for name in ("CITATION.cff", ".zenodo.json")]
    assert all("9.0.0" in text and "2031-01-02" in text for text in texts)
    assert descriptor.load(package).version == "9.0.0"
    assert not [p for p in package.rglob("*") if "spaceties-" in p.name]


# --- the one writer ------------------------------------------------------------------------------


def dead():
    """The number of a process that is no more."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    return gone.pid


def test_rests_of_dead_runs_are_taken_away_and_those_of_others_stay(tmp_path):
    target = tmp_path / "page [1].html"
    of_dead = tmp_path / f".page [1].html.{dead()}.spaceties-new"
    kept = [tmp_path / f".page [1].html.{os.getppid()}.spaceties-new",
            tmp_path / f".other.html.{dead()}.spaceties-new"]  # fmt: skip
    for path in (of_dead, *kept):
        path.write_text("half")
    files.write(target, "whole")
    assert {*tmp_path.iterdir()} == {target, *kept}
    of_dead.mkdir()
    (of_dead / "part").write_text("half")
    files.clean(target)
    assert not of_dead.exists()


def test_a_file_keeps_its_mode_and_a_link_its_place(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    files.write(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o640


def test_names_as_long_as_a_system_takes_are_written(tmp_path):
    for name in ("x" * 255, "日" * 85):
        files.write(tmp_path / name, "new")
        files.write(tmp_path / name, "newer")
        assert (tmp_path / name).read_text() == "newer"
    names = ["y" * 250 + "1.csv"[:5], "y" * 250 + "2.csv"[:5]]
    for _ in range(2):
        with journal.changing(tmp_path, names) as (_, replace):
            replace(dict.fromkeys(names, "text"))
    assert len(list(tmp_path.iterdir())) == 4


def test_a_device_is_written_into_and_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    files.write(tmp_path / "pipe", "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_runs_at_once_leave_one_whole_file(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom spaceties.datapackage import files\n"
        "for n in range(100): files.write(Path(sys.argv[1]), sys.argv[2] * 100_000)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, tmp_path / "page", letter], env=ENV)
            for letter in "abc"]  # fmt: skip
    while any(run.poll() is None for run in runs):
        if (tmp_path / "page").exists():
            text = (tmp_path / "page").read_text()
            assert len(text) == 100_000 and len({*text}) == 1
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["page"]
