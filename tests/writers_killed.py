"""Kills every command that writes, at each of its steps: `python -m tests.writers_killed FOLDER`.

A step is a call that changes what lies on the disk, or makes it safe there; of a file that is being
written, also the moment when half of it is there. Each run is a process that kills itself by
SIGKILL before one of these steps. What it leaves must be the old or the new bytes of every file,
and, where files belong together, of all of them, at once if no journal is there; and the command
run again must bring the new ones and leave nothing else. Then some are killed at random moments.

Not killed, but told at one of their steps that the disk is full, or in a folder where they may not
write, they must say so, and leave all as it was. Prints {command: runs}.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import gc
import io
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import adding, clones, mini

STEPS = ("fsync", "replace", "rename", "unlink", "mkdir", "rmdir")
State = dict[str, bytes]


@dataclass(frozen=True)
class Command:
    """A command to be killed. most: times, if it takes long; together: whether all of its files
    change at once; codes: of a run after it."""

    run: Callable[[], int | None]
    most: int = 1000
    together: bool = True
    codes: tuple[int | None, ...] = (0, None)


def state(folder: Path) -> State:
    """The bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def bring_back(folder: Path, old: State) -> None:
    now = state(folder)
    for path in now.keys() - old.keys():
        (folder / path).unlink()
    for path, data in old.items():
        if now.get(path) != data:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            path.rmdir()


def visible(files: State) -> State:
    """The state without what waits for its place."""
    return {p: d for p, d in files.items() if "spaceties-" not in p or ("/.spaceties" not in f"/{p}"
            and not any(part.endswith(".spaceties-new") for part in p.split("/")))}  # fmt: skip


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def disk_is_full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def mortal(steps: int, act: Callable[[], None]) -> Callable[[], int]:
    """Makes something happen to this process before its n-th step; what tells how many it took."""
    left = steps

    def step() -> None:
        nonlocal left
        left -= 1
        if left == -1:
            act()

    def counted(call):
        def wrapped(*args, **options):
            step()
            return call(*args, **options)

        return wrapped

    class Torn:
        """A file that is killed for when half of what is written into it is there."""

        def __init__(self, file):
            self._file = file

        def __getattr__(self, name):
            return getattr(self._file, name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._file.close()

        def write(self, data):
            if left == 0:
                self._file.write(data[: len(data) // 2])
                self._file.flush()
            step()
            return self._file.write(data)

    def opened(path, mode="r", *args, **options):
        if not {*"wxa"} & {*mode} or isinstance(path, int):
            return plain(path, mode, *args, **options)
        step()
        return Torn(plain(path, mode, *args, **options))

    plain = io.open
    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    io.open = builtins.open = opened
    return lambda: steps - left


def forked(
    run: Callable[[], int | None],
    steps: int = 10**9,
    act: Callable[[], None] = dies,
    before: Callable[[], None] = lambda: None,
) -> tuple[int | None, int]:
    """Runs in a process that something happens to before its n-th step: its exit code, None if it
    was killed, and how many steps it took."""
    gc.freeze()  # what a child has of its parent, it need not walk through, and so not copy
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sys.stdout = sys.stderr = io.StringIO()
            before()
            taken = mortal(steps, act)
            try:
                code = run()
            except OSError:
                code = 2
            os.write(writes, f"{code or 0} {taken()}".encode())
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().split()
    _, status = os.waitpid(child, 0)
    assert said or os.WIFSIGNALED(status), "it ended in a traceback"
    return (int(said[0]), int(said[1])) if said else (None, 0)


def quietly(run: Callable[[], int | None]) -> int | None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return run()


def look(folder: Path, command: Command, old: State, new: State) -> None:
    """Fails if a killed run has left what it may not, or the next one does not heal it."""
    now = state(folder)
    journal = any(path.rpartition("/")[2] == ".spaceties-journal" for path in now)
    seen = visible(now)
    for path in {*old, *new, *seen}:
        assert seen.get(path) in (old.get(path), new.get(path)), f"half of {path}"
    assert journal or not command.together or seen in (old, new), "half of a change"
    code = quietly(command.run)
    assert code in command.codes, code
    now = state(folder)
    assert visible(now) == new, "the next run did not bring the new files"
    assert now == visible(now), sorted(now.keys() - visible(now).keys())


def kill(folder: Path, command: Command, chance: random.Random) -> int:
    """Kills a command at its steps; how often it died."""
    old = state(folder)
    quietly(command.run)  # imports all that it needs
    new = state(folder)
    assert new != old, "it writes nothing"
    bring_back(folder, old)
    _, steps = forked(command.run)
    assert steps and state(folder) == new
    chosen = sorted(chance.sample(range(steps), min(command.most, steps)))
    for step in chosen:
        bring_back(folder, old)
        assert forked(command.run, step) == (None, 0), "it did not die"
        look(folder, command, old, new)
    for step in chance.sample(range(steps), min(FULL, steps, command.most // 3)):
        bring_back(folder, old)
        code, _ = forked(command.run, step, disk_is_full)
        now = state(folder)
        journal = any(path.endswith(".spaceties-journal") for path in now)
        if code == 2 and command.together and not journal:  # else it was nothing that had to be
            assert visible(now) in (old, new), f"half of a change on a full disk, step {step}"
        look(folder, command, old, new)
    for what, before in SURROUNDINGS.items():
        bring_back(folder, old)
        code, _ = forked(command.run, before=before)
        now = state(folder)
        assert now == old or (code in command.codes and now == new), (what, code)
        assert code == 2 or now == new, (what, code)
    bring_back(folder, old)
    return len(chosen)


def small_files() -> None:
    """As on a full disk: no file gets longer than a block."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))


def few_files() -> None:
    """No more than 32 files are open at once."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def nobody() -> None:
    """Somebody who may read the folder and not write into it."""
    os.setgid(65534)
    os.setuid(65534)


FULL = 6  # times that the disk is full
SURROUNDINGS = {"small files": small_files, "few files": few_files}
if os.getuid() == 0:
    SURROUNDINGS["a folder of somebody else"] = nobody


def kill_at_random(folder: Path, command: Command, times: int, chance: random.Random) -> int:
    """Kills a command at so many random moments; a run that comes to its end first is no such."""
    old, killed = state(folder), 0
    began = time.monotonic()
    quietly(command.run)
    usual = time.monotonic() - began
    new = state(folder)
    while killed < times:
        bring_back(folder, old)
        child = os.fork()
        if child == 0:
            sys.stdout = sys.stderr = io.StringIO()
            command.run()
            os._exit(0)
        time.sleep(chance.uniform(0, usual))
        os.kill(child, signal.SIGKILL)
        if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            killed += 1
        else:
            usual *= 0.9  # the machine had more to do when it was measured
        look(folder, command, old, new)
    bring_back(folder, old)
    return killed


def package_in(folder: Path) -> Path:
    """The tiny package with the documents of a clone, not in canonical form."""
    package = adding.tiny_package(folder / "package")
    for name, text in clones.FILES.items():
        (package / name).write_text(text, encoding="utf-8")
    marks = "<!-- counts: begin -->\n<!-- counts: end -->"
    (package / "README.md").write_text(f"# Lands\n\n{marks}\n")
    (package / "docs").mkdir()
    for page in ("data-dictionary.md", "rules.md"):
        (package / "docs" / page).write_text("stale\n")
    return package


def commands(folder: Path) -> dict[str, Command]:
    from spaceties import validation
    from spaceties.commands import main
    from spaceties.datapackage import descriptor, files, journal
    from spaceties.dataset import assemble, store
    from tests.test_importers import ATLAS

    package = package_in(folder)
    rows = [str(file) for file in adding.three_files(folder)]
    # What is computed before anything is written need not be computed a hundred times.
    store.descriptor_path = lambda: package / "datapackage.json"
    messy = {"tables/countries.csv": "new\n", "tables/sources.csv": "new\n", "new.csv": "new\n"}
    other = mini.broken(folder / "other", [("launches", 0, "launched_on", "2001-02-04")]).parent
    delta = folder / "delta.jsonl"
    quietly(lambda: main(["diff", str(package), str(other), "--format", "jsonl", "--out",
                          str(delta)]))  # fmt: skip
    (folder / "sites.txt").write_text("NEW=New\n")
    (folder / "fix.csv").write_text(adding.SOURCES.replace("pact,", "pact ,"))
    (folder / "page.html").write_text("old\n" * 1000)
    assembled: dict[str, object] = {}
    assemble_once = assemble.assemble

    def assembled_once(one, tables):
        key = str(one.basepath)
        assembled[key] = assembled.get(key) or assemble_once(one, tables)
        return assembled[key]

    assemble.assemble = assembled_once
    rules_of: dict[str, object] = {}
    rules_run = validation.run_rules

    def rules_once(one, tables, changed=None, only=None, grown=()):
        cells = {name: table.to_pylist() for name, table in sorted(tables.items())}
        codes = only if only is None else sorted(only)
        key = repr((str(one.basepath), dict(one.custom), cells, changed, codes, sorted(grown)))
        if key not in rules_of:
            rules_of[key] = rules_run(one, tables, changed, only, grown)
        return rules_of[key]

    validation.run_rules = rules_once

    def verb(*words: object) -> Callable[[], int]:
        return lambda: main([str(word) for word in words])

    def docs_there() -> int:
        """docs, which renews the project of the current folder."""
        with contextlib.chdir(package):
            return main(["docs"])

    def replace_several() -> None:
        with journal.changing(package, messy) as (_, replace):
            replace(messy)

    def untidy() -> int:
        """format, of tables that are not in canonical form."""
        return main(["format", str(other)])

    def imported() -> None:
        from spaceties.importers.base import refresh

        refresh(ATLAS, folder, descriptor.load(package))

    return {
        "several files": Command(replace_several),
        "a file": Command(lambda: files.write(folder / "page.html", "new\n" * 1000)),
        "a new file": Command(lambda: files.write(folder / "new.html", "new\n" * 1000)),
        "add": Command(verb("add", "--package", package, *rows), most=20),
        "format": Command(untidy),
        "bump": Command(verb("bump", package, "--to", "9.0.0", "--date", "2031-01-02"), most=30),
        "changelog": Command(verb("changelog", package), most=25),
        "import": Command(imported),
        "docs": Command(docs_there, together=False),
        "check --fix": Command(verb("check", folder / "fix.csv", "--table", "sources", "--package",
                                    package, "--fix"), codes=(0, 1)),
        "template": Command(verb("template", "launches", "--package", package, "--out",
                                 folder / "launches.csv"), codes=(0, 2)),
        "diff": Command(verb("diff", package, other, "--format", "html", "--out",
                             folder / "page.html")),
        "patch": Command(verb("patch", package, delta, "--out", folder / "patched"), most=30,
                         codes=(0, 2)),
        "site": Command(verb("site", package, "--out", folder / "site"), most=6,
                        together=False),  # two pages, neither of which needs the other
        "release": Command(verb("release", package, "--out", folder / "dist"), most=3),
    }  # fmt: skip


def main(folder: str) -> None:
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    chance, killed = random.Random(7), {}
    for name in (wanted := commands_of(Path(folder))):
        began = time.monotonic()
        killed[name] = kill(Path(folder), wanted[name], chance)
        print(name, killed[name], round(time.monotonic() - began, 1), file=sys.stderr)
    for name in ("several files", "add", "bump", "patch"):
        times = 10 if name == "several files" else 5
        killed[f"{name}, at random"] = kill_at_random(Path(folder), wanted[name], times, chance)
    print(json.dumps(killed))


def commands_of(folder: Path) -> dict[str, Command]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return quietly(lambda: commands(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
