"""Changes of several files at once: killed, in company, or in the name of a journal that lies."""

import csv
import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spaceties.commands import main
from spaceties.datapackage import journal
from spaceties.datapackage.files import sha256
from tests import adding, mini
from tests.adding import add, state


@pytest.fixture
def package(tmp_path):
    return adding.tiny_package(tmp_path / "package")


@pytest.fixture
def files(tmp_path):
    return adding.three_files(tmp_path)


TEXTS = {"tables/countries.csv": "new countries\n", "tables/sources.csv": "new sources\n"}


def dies_at(package, step):
    """Writes TEXTS in a process that dies at its n-th sync, rename or removal; True if it did."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] != 0
    left = step

    def mortal(call):
        def wrapped(*args, **options):
            nonlocal left
            if not left:
                os._exit(9)
            left -= 1
            return call(*args, **options)

        return wrapped

    os.fsync = mortal(os.fsync)
    Path.replace = mortal(Path.replace)
    Path.unlink = mortal(Path.unlink)
    read = {path: sha256((package / path).read_bytes()) for path in TEXTS}
    journal.replace_all(package, TEXTS, read)
    os._exit(0)


def test_killed_at_every_step_the_tables_are_old_or_new(package):
    paths = list(TEXTS)
    old = {path: (package / path).read_bytes() for path in paths}
    new = {path: text.encode() for path, text in TEXTS.items()}
    seen, step = set(), 0
    while dies_at(package, step):
        step += 1
        journalled = journal.interrupted(package)
        mixed = {path: (package / path).read_bytes() for path in paths}
        assert journalled or mixed in (old, new)
        seen.add((journalled, mixed == old, mixed == new))
        with journal.locked(package):
            journal.finish(package, paths)
        now = {path: (package / path).read_bytes() for path in paths}
        assert now == (new if journalled else mixed)
        assert not list(package.rglob(".*"))
        for path, data in old.items():
            (package / path).write_bytes(data)
    assert step > 8
    assert (True, False, False) in seen, "no death between the two renames"


def test_an_interrupted_change_is_not_finished_over_what_was_mended_since(package):
    step = 0
    while (
        dies_at(package, step)
        and (package / "tables/countries.csv").read_bytes() != b"new countries\n"
    ):
        step += 1
    assert journal.interrupted(package)
    (package / "tables/countries.csv").write_text("mended by hand\n")
    before = state(package)
    with pytest.raises(journal.Unfinished, match="git checkout"), journal.locked(package):
        journal.finish(package, list(TEXTS))
    assert {k: v for k, v in state(package).items() if "holder" not in k} == before
    assert main(["format", str(package)]) == 2


def test_a_change_whose_files_were_all_brought_back_is_dropped(package):
    old = {path: (package / path).read_bytes() for path in TEXTS}
    step = 0
    while (
        dies_at(package, step)
        and (package / "tables/countries.csv").read_bytes() != b"new countries\n"
    ):
        step += 1
    for path, data in old.items():
        (package / path).write_bytes(data)
    assert main(["format", str(package)]) == 0
    assert not journal.interrupted(package)
    assert {path: (package / path).read_bytes() for path in TEXTS} == old


@pytest.mark.parametrize("text", ["", "[]", '{"files": [1]}', '{"files": [{"path": "../x"}]}'])
def test_a_journal_that_is_none_is_refused(package, text, capsys):
    (package / journal.JOURNAL).write_text(text)
    assert main(["format", str(package)]) == 2
    assert "delete it" in capsys.readouterr().err


def test_a_journal_names_no_file_outside_the_tables(package, tmp_path):
    victim = tmp_path / "victim.csv"
    victim.write_text("mine")
    journal.new_of(victim).write_text("theirs")
    entry = {
        "path": "../victim.csv",
        "old": sha256(b"mine"),
        "new": sha256(b"theirs"),
    }
    (package / journal.JOURNAL).write_text(json.dumps({"files": [entry]}))
    assert main(["format", str(package)]) == 2
    assert victim.read_text() == "mine"


def test_a_second_run_waits_and_then_says_who_holds_the_tables(package, files, monkeypatch, capsys):
    handle = os.open(package, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    (package / journal.HOLDER).write_text("process 17 on host since noon (spaceties add)")
    monkeypatch.setattr(journal.locked.__wrapped__, "__defaults__", (0.2,))
    before = state(package)
    assert add(package, *files) == 2
    told = capsys.readouterr().err
    assert "process 17 on host" in told and told.count("\n") == 1
    assert state(package) == before
    os.close(handle)
    assert add(package, *files) == 0
    assert not (package / journal.HOLDER).exists()


def test_two_runs_at_once_both_get_their_rows_in(package, tmp_path):
    for n in (1, 2):
        (tmp_path / f"{n}.csv").write_text(
            "indicator_id,organization_id,measure,as_of,value,unit,relation,source_id\n"
            f"run-{n},AAA,orbital_launch_attempts,200{n + 3},{n},launches,exact,list\n"
        )
    env = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")}
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "spaceties", "add", tmp_path / f"{n}.csv", "--package", package],
            env=env, stdout=subprocess.DEVNULL,
        )
        for n in (1, 2)
    ]  # fmt: skip
    assert [run.wait() for run in runs] == [0, 0]
    with (package / "tables" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        added = {row["indicator_id"] for row in csv.DictReader(file)}
    assert {"run-1", "run-2"} <= added


def test_a_full_disk_leaves_the_tables_as_they_were(package, files, monkeypatch, capsys):
    before = state(package)
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert add(package, *files) == 2
    assert "No space left" in capsys.readouterr().err
    assert state(package) == before


# --- a journal in somebody's way ---------------------------------------------------------------


def journalled(folder, path="t.csv", old="a\n1\n", new="a\n2\n", name="other", extra=()):
    """A package with the journal of an `add` that was killed before its renames."""
    folder.mkdir()
    files = {"t": path, **dict(extra)}
    schema = {"fields": [{"name": "a", "type": "integer"}]}
    resources = [
        {"name": n, "path": p, "type": "table", "schema": schema} for n, p in files.items()
    ]
    described = {"name": name, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(described))
    (folder / path).write_text(old)
    journal.new_of(folder / path).write_text(new)
    entry = {"path": path, "old": sha256(old.encode()), "new": sha256(new.encode())}
    (folder / journal.JOURNAL).write_text(json.dumps({"files": [entry]}))
    return folder


READERS = {
    "validate": ["validate", "{}"],
    "validate by frictionless": ["validate", "{}", "--engine", "frictionless"],
    "check": ["check", "{}/../rows.csv", "--table", "t", "--package", "{}"],
    "add --dry-run": ["add", "{}/../rows.csv", "--table", "t", "--package", "{}", "--dry-run"],
    "format --check": ["format", "{}", "--check"],
    "diff": ["diff", "{}", "{}"],
    "bump --dry-run": ["bump", "{}", "--dry-run", "--to", "9.0.0"],
    "changelog --dry-run": ["changelog", "{}", "--dry-run"],
}


@pytest.mark.parametrize("verb", READERS)
@pytest.mark.parametrize("name", ["other", "spaceties"])
def test_a_command_that_reads_writes_nothing_for_the_sake_of_a_journal(verb, name, tmp_path):
    folder = journalled(tmp_path / "package", name=name)
    (tmp_path / "rows.csv").write_text("a\n3\n")
    before = state(tmp_path)
    main([word.format(folder) for word in READERS[verb]])
    assert state(tmp_path) == before


@pytest.mark.parametrize("verb", ["validate", "format --check"])
def test_a_reader_says_that_the_tables_may_be_mixed(verb, tmp_path, capsys):
    theirs = journalled(tmp_path / "theirs")
    ours = journalled(tmp_path / "ours", name="spaceties")
    command = READERS[verb]
    assert main([word.format(theirs) for word in command]) == 0  # theirs is judged all the same
    assert "interrupted" in capsys.readouterr().err
    assert main([word.format(ours) for word in command]) == 2
    told = capsys.readouterr().err
    assert "interrupted" in told and "spaceties format" in told and told.count("\n") == 1


@pytest.mark.parametrize("name", ["other", "spaceties"])
def test_a_command_that_writes_the_package_finishes_the_change(name, tmp_path, capsys):
    folder = journalled(tmp_path / "package", name=name)
    assert main(["format", str(folder)]) == 0
    assert "finished an interrupted" in capsys.readouterr().err
    assert (folder / "t.csv").read_text() == "a\n2\n"
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def hostile(folder, what, victim):
    """The package with a journal that is no honest one; the victim lies outside of it."""
    entry = {"path": "t.csv", "old": sha256(b"a\n1\n"), "new": sha256(b"a\n2\n")}
    named = json.loads((folder / journal.JOURNAL).read_text())
    pipe = victim.with_name("pipe")  # whoever reads it waits for ever
    os.mkfifo(pipe)
    if what == "a link to a pipe":
        (folder / "link").symlink_to(pipe)
        entry["path"] = "link"
    elif what == "a pipe by its own name":
        entry["path"] = str(pipe)
    elif what == "an absolute path":
        entry["path"] = str(victim)
    elif what == "a folder above":
        entry["path"] = "../victim.csv"
    elif what == "a table that is a link":
        (folder / "t.csv").unlink()
        (folder / "t.csv").symlink_to(victim)
    elif what == "new content that is a link":
        journal.new_of(folder / "t.csv").unlink()
        journal.new_of(folder / "t.csv").symlink_to(victim)
    elif what == "a folder that is a link":
        (folder / "in").symlink_to(victim.parent, target_is_directory=True)
        entry["path"] = "in/victim.csv"
    elif what == "a file that is no table":
        (folder / "datapackage.json.bak").write_text("a\n1\n")
        entry["path"] = "datapackage.json.bak"
    described = json.loads((folder / "datapackage.json").read_text())
    if what != "a file that is no table" and entry["path"] != "t.csv":
        described["resources"].append(described["resources"][0] | {"name": "z"})
        described["resources"][1]["path"] = entry["path"]
        (folder / "datapackage.json").write_text(json.dumps(described))
    named["files"] = [entry]
    text = json.dumps(named)
    (folder / journal.JOURNAL).unlink()
    if what == "a journal that is a link":
        (folder.parent / "elsewhere").write_text(text)
        (folder / journal.JOURNAL).symlink_to(folder.parent / "elsewhere")
    elif what == "a journal that is a link to a pipe":
        (folder / journal.JOURNAL).symlink_to(pipe)
    elif what == "a journal that is a pipe":
        os.mkfifo(folder / journal.JOURNAL)
    elif what == "a journal that is too deep":
        (folder / journal.JOURNAL).write_text("[" * 100_000)
    else:
        (folder / journal.JOURNAL).write_text(text)


HOSTILE = [
    "a link to a pipe", "a pipe by its own name", "an absolute path", "a folder above",
    "a table that is a link", "new content that is a link", "a folder that is a link",
    "a file that is no table", "a journal that is a link", "a journal that is a link to a pipe",
    "a journal that is a pipe", "a journal that is too deep",
]  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_journal_makes_no_command_read_or_write_elsewhere(what, tmp_path):
    folder = journalled(tmp_path / "package")
    victim = tmp_path / "victim.csv"
    victim.write_text("a\n1\n")
    journal.new_of(victim).write_text("a\n2\n")
    hostile(folder, what, victim)
    code = "from spaceties.commands import process; raise SystemExit(process())"
    for verb in (["validate", folder], ["format", folder]):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, verb)], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")}, timeout=300,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in ((0, 1) if verb[0] == "validate" else (2,)), done.stderr
        assert victim.read_text() == "a\n1\n" and journal.new_of(victim).exists()
    assert "delete it" in done.stderr


def test_new_content_is_never_written_through_a_link(package, files, tmp_path, capsys):
    """As a package of somebody else may hold them where `add` writes."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    waiting = journal.new_of(package / "tables" / "agreements.csv")
    for link in (waiting, package / journal.HOLDER, package / f"{journal.JOURNAL}.new"):
        link.symlink_to(victim)
    assert add(package, *files) == 2
    assert "no regular file" in capsys.readouterr().err
    waiting.unlink()
    assert add(package, *files) == 0
    assert victim.read_text() == "mine"


# --- without flock, as on Windows --------------------------------------------------------------


def test_without_flock_a_file_is_the_lock(package, files, monkeypatch, capsys):
    monkeypatch.setattr(journal, "fcntl", None)
    monkeypatch.setattr(journal.locked.__wrapped__, "__defaults__", (0.2,))
    with journal.locked(package):
        before = state(package)
        assert add(package, *files) == 2
        told = capsys.readouterr().err
        assert f"process {os.getpid()} on" in told and "delete" in told
        assert told.count("\n") == 1 and state(package) == before
    assert add(package, *files) == 0
    assert not list(package.rglob(".*"))


def test_a_system_without_flock_and_without_syncing_of_folders_adds_rows(package, files):
    code = (
        "import sys, os; sys.modules['fcntl'] = None\n"
        "opened = os.open\n"
        "def refuse(path, *rest, **options):\n"
        "    if os.path.isdir(path): raise PermissionError(13, 'Permission denied', str(path))\n"
        "    return opened(path, *rest, **options)\n"
        "os.open = refuse\n"
        "from pathlib import Path\n"
        "import spaceties.datapackage.files as files\n"
        "files.os = type(os)('os'); files.os.__dict__.update(os.__dict__); files.os.name = 'nt'\n"
        "from spaceties.commands import main; raise SystemExit(main(sys.argv[1:]))"
    )
    for expected in ("added 4 rows", "nothing to add"):
        done = subprocess.run(
            [sys.executable, "-c", code, "add", "--package", package, *files],
            env={**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout and not done.stderr
    assert not list(package.rglob(".*"))
