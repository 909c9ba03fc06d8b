"""What people wait for: every command as its users run it, beside what else would do the work.

`python -m benchmarks.waiting` prints, for one core and for all, the processor's and the wall's
seconds of whole processes, start-up included: medians of runs that take turns, with the least and
the most in brackets, and how many times as long the other takes. The modules have their bytecode,
as an installation leaves it, but where "no bytecode" is said. `--quick` takes a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import check, forms, packages

ROOT = Path(__file__).resolve().parent.parent
PACKAGES, MOST_ROWS = 30, 100  # a set of small packages
PYTHON = [sys.executable]
OURS = [*PYTHON, "-m", "spaceties"]
FRICTIONLESS = [*PYTHON, "-c", check.FRICTIONLESS, "validate"]
Command = list[str]


@dataclass
class Case:
    """Some processes, one after the other, and those of who else does it."""

    what: str
    ours: list[Command]
    other: str = ""
    theirs: tuple[Command, ...] = ()
    cold: bool = False  # without bytecode
    first: bool = False  # how long until it says anything is told as well


@dataclass
class Times:
    """Seconds of the processor, of the wall, and of the wall until the first words, a figure a
    run."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.waiting", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="runs of every case (5)")
    parser.add_argument("--quick", action="store_true", help="only what is short, on all cores")
    parser.add_argument("--data", help="folder that keeps the packages for the next time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        cases = [*short(Path(scratch))]
        if not options.quick:
            cases += long(Path(options.data or scratch), Path(scratch))
        every = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        for cores in sorted({1, every} if every and not options.quick else {every}):
            print(f"\n{f'{cores} cores' if cores > 1 else 'one core' if cores else 'all cores'}\n")
            print("| what | CPU s | wall s | beside | CPU, times ours | wall, times ours |")
            print("|---|---:|---:|---|---:|---:|")
            for case in cases:
                repeat = 3 if options.quick else options.repeat
                print(line(case, *measured(case, repeat, cores)), flush=True)


def short(folder: Path) -> Iterator[Case]:
    """What takes less than a second or two."""
    small = [str(small_package(folder / f"small-{n}", n)) for n in range(PACKAGES)]
    twenty = str(small_package(folder / "twenty", 1, rows=20))
    ours = [*OURS, "validate"]
    empty = [[*PYTHON, "-c", "pass"]]
    yield Case("`--help`", [[*OURS, "--help"]], "Python alone", (*empty,))
    yield Case("20 rows", [[*ours, twenty]], "frictionless", ([*FRICTIONLESS, twenty],))
    yield Case("20 rows, no bytecode", [[*ours, twenty]], cold=True)
    some = small[:3]
    yield Case(
        f"{len(some)} packages of at most {MOST_ROWS} rows",
        [[*ours, one] for one in some],
        "frictionless",
        tuple([*FRICTIONLESS, one] for one in some),
    )
    package = str(ROOT / "datapackage.json")
    yield Case("our own tables", [[*ours, package]])
    yield ten_rows("agreements", folder)


def ten_rows(table: str, folder: Path) -> Case:
    """Ten rows against all tables, beside who only looks at these."""
    rows, package = str(check.make(table, folder)), str(ROOT / "datapackage.json")
    theirs = ([*FRICTIONLESS, package],)
    beside = "frictionless, of the tables"
    return Case(f"`check` of ten {table}", [[*OURS, "check", rows]], beside, theirs, first=True)


def long(data: Path, scratch: Path) -> Iterator[Case]:
    """The rest."""
    ours, package = [*OURS, "validate"], str(ROOT / "datapackage.json")
    small = [str(scratch / f"small-{n}") for n in range(PACKAGES)]
    yield Case(
        f"{PACKAGES} packages of at most {MOST_ROWS} rows",
        [[*ours, one] for one in small],
        "frictionless",
        tuple([*FRICTIONLESS, one] for one in small),
    )
    yield Case("our own tables", [[*ours, package]], "frictionless", ([*FRICTIONLESS, package],))
    yield ten_rows("satellites", scratch)
    for form, (size, reader) in {"csv": ("medium", "a typed read"), **forms.READERS}.items():
        if form == "csv":
            good, broken, rows = packages.make(data, size)
            floor = [*PYTHON, "-m", "benchmarks.cases", "floor", str(good)]
            found = "with 105 seeded errors"
            yield Case(f"{rows:,} rows, {found}", [[*ours, str(broken)]], reader, (floor,))
        else:
            good, rows = forms.in_form(data, size, form)
            floor = [*PYTHON, "-m", "benchmarks.cases", f"floor-{form}", str(good)]
        yield Case(f"{rows:,} rows of {form}", [[*ours, str(good)]], reader, (floor,))
    good, broken, rows = packages.make(data, "small")
    difference = [[*OURS, "diff", str(good), str(broken)]]
    yield Case(f"`diff` of twice {rows:,} rows", difference)
    out = str(scratch / "out")
    yield Case("the explorer", [[*OURS, "site", "--out", f"{out}-site-{{turn}}"]])
    unreleased = str(another_version(scratch / "version"))
    released = [*OURS, "release", unreleased, "--allow-dirty", "--out", f"{out}-{{turn}}"]
    yield Case("`release`", [released])


def measured(case: Case, repeat: int, cores: int) -> tuple[Times, Times]:
    """Ours and theirs, in turns, after a run of each that does not count."""
    sides = Times(), Times()
    for turn in range(repeat + 1):
        for times, commands in zip(sides, (case.ours, case.theirs), strict=True):
            done = [run(one, f"{turn}-{cores}", cores, case.cold) for one in commands]
            if turn and done:
                for figures, parts in zip(
                    vars(times).values(), zip(*done, strict=True), strict=True
                ):
                    figures.append(sum(parts))
    return sides


def run(command: Command, turn: str, cores: int, cold: bool) -> tuple[float, float, float]:
    """Seconds of the processor, of the wall, and of the wall until the first words, of one process.
    cores: how many it may use, 0 for all."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    some: Callable[[], None] | None = None
    if cores:
        chosen = sorted(os.sched_getaffinity(0))[:cores]
        some = lambda: os.sched_setaffinity(0, chosen)  # noqa: E731
    with tempfile.TemporaryDirectory() as nothing:
        if cold:
            environment["PYTHONPYCACHEPREFIX"] = nothing
        began = time.perf_counter()
        process = subprocess.Popen(
            [word.replace("{turn}", turn) for word in command],
            cwd=ROOT, env=environment, preexec_fn=some,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        with process.stdout as said:
            said.read(1)
            first = time.perf_counter() - began
            said.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} could not run")
    return usage.ru_utime + usage.ru_stime, seconds, first


def line(case: Case, ours: Times, theirs: Times) -> str:
    """A row of the table, or two."""
    cells = [case.what, spread(ours.processor), spread(ours.wall), case.other]
    for mine, other in ((ours.processor, theirs.processor), (ours.wall, theirs.wall)):
        ratio = statistics.median(other) / statistics.median(mine) if other else None
        cells.append(f"{ratio:.2f}" if ratio else "")
    rows = [cells]
    if case.first:
        rows.append(["… until its first words", "", spread(ours.first), "", "", ""])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def spread(seconds: list[float]) -> str:
    """The median, with the least and the most."""
    return f"{statistics.median(seconds):.3f} ({min(seconds):.3f}–{max(seconds):.3f})"


def small_package(folder: Path, seed: int, rows: int | None = None) -> Path:
    """A package of one to three tables of a few typed columns, the same for the same seed."""
    made = random.Random(seed)
    folder.mkdir()
    kinds: dict[str, Callable[[int], str]] = {
        "integer": lambda n: str(n * 7),
        "number": lambda n: f"{n / 8}",
        "date": lambda n: f"20{n % 30:02}-0{n % 9 + 1}-1{n % 10}",
        "boolean": lambda n: "true" if n % 3 else "false",
        "string": lambda n: f"text {n}" if n % 5 else "",
        "year": lambda n: str(1957 + n % 60),
    }
    resources = []
    for number in range(1 if rows else made.randint(1, 3)):
        fields = [{"name": "id", "type": "string", "constraints": {"pattern": "[a-z][0-9]+"}}]
        chosen = made.choices(list(kinds), k=made.randint(2, 7))
        fields += [{"name": f"{kind}{n}", "type": kind} for n, kind in enumerate(chosen)]
        lines = [",".join(str(field["name"]) for field in fields)]
        for row in range(rows or made.randint(5, MOST_ROWS)):
            lines.append(",".join([f"r{row}", *(kinds[kind](row) for kind in chosen)]))
        (folder / f"t{number}.csv").write_text("\n".join(lines) + "\n")
        schema = {"fields": fields, "primaryKey": ["id"]}
        resources.append({"name": f"t{number}", "path": f"t{number}.csv", "schema": schema})
    (folder / "datapackage.json").write_text(json.dumps({"name": "small", "resources": resources}))
    return folder


def another_version(folder: Path) -> Path:
    """Our own tables under a version that was never released, with all that a release reads."""
    folder.mkdir()
    for name in ("tables", "seeds", "docs"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "LICENSE-DATA"):
        shutil.copy(ROOT / name, folder)
    descriptor = json.loads((ROOT / "datapackage.json").read_text())
    descriptor["version"] = "999.0.0"
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
