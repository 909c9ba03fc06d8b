"""Time of a cold `spaceties check` of ten rows against the full package, and of its first line.

The rows are changed copies of rows of the package, so that keys, references, rules and duplicates
have work to do. Beside it stands `frictionless validate` of the package, which knows no rules and
no contribution. Cases take turns, each in a process of its own, start-up included; medians.
Run it with `python -m benchmarks.check`.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROWS = 10
TABLES = ("agreements", "satellites", "spending")
OPENER = "from spaceties.commands import process; raise SystemExit(process())"
FRICTIONLESS = "from frictionless.__main__ import console; console()"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="runs of every case (5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        frictionless = [FRICTIONLESS, "validate", "datapackage.json"]
        cases = {"`frictionless validate` of the package": frictionless}
        for table in TABLES:
            file = make(table, Path(scratch))
            title = f"`spaceties check`, ten rows of {table}"
            cases[title] = [OPENER, "check", str(file)]
        runs: dict[str, list[tuple[float, float]]] = {title: [] for title in cases}
        for _ in range(options.repeat):
            for title, (code, *rest) in cases.items():
                runs[title].append(run([sys.executable, "-c", code, *rest]))
                print(title, runs[title][-1], file=sys.stderr)
    print(markdown(runs), end="")


def make(table: str, folder: Path) -> Path:
    """Ten rows of a table under new keys, every second one with another name or amount."""
    with (ROOT / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as source:
        found = list(csv.DictReader(source))
    step = len(found) // ROWS
    file = folder / f"{table}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
        writer.writeheader()
        for number in range(ROWS):
            row = dict(found[number * step])
            key = next(iter(row))
            row[key] = f"X{number:05d}" if table == "satellites" else f"{row[key]}-again"
            for name in ("title", "name", "subject"):
                if number % 2 and name in row:
                    row[name] = f"Another {row[name]}".strip()
            writer.writerow(row)
    return file


def run(command: list[str]) -> tuple[float, float]:
    """Seconds until the first byte of output, and until the end, of one process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages have their bytecode
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(1)
    first = time.perf_counter() - start
    process.stdout.read()
    if process.wait() not in (0, 1):
        raise RuntimeError(f"{command} could not run")
    return first, time.perf_counter() - start


def markdown(runs: dict[str, list[tuple[float, float]]]) -> str:
    """Medians of all runs as a table."""
    lines = ["\n| what | seconds to the first line | seconds |\n", "|---|---:|---:|\n"]
    for title, found in runs.items():
        first, total = (statistics.median(times) for times in zip(*found, strict=True))
        lines.append(f"| {title} | {first:.2f} | {total:.2f} |\n")
    return "".join(lines)


if __name__ == "__main__":
    main()
