"""What a diff costs: `python -m benchmarks.diff [FOLDER]`, FOLDER for the made-up packages.

Compares two versions of a package of 800,000 rows (700,000 in its largest table) that differ in
some thousand rows, and prints the time of the diff against that of a typed pyarrow read of both,
each in a process of its own, medians of several runs in turns. Exits with 1 above 3 times.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import packages

RATIO, ROUNDS, STEP = 3.0, 5, 250
ROOT = Path(__file__).resolve().parent.parent
# What one process runs: the folders of both versions are its arguments.
FLOOR = """
import sys
from pathlib import Path
from benchmarks.cases import floor
floor(Path(sys.argv[1])), floor(Path(sys.argv[2]))
"""
OURS = """
import sys
from pathlib import Path
from spaceties.datapackage.diff.compare import compare
from spaceties.datapackage.descriptor import load
diff = compare(load(Path(sys.argv[1])), load(Path(sys.argv[2])))
print(*diff.tables["satellites"].rows.counts.values())  # added, removed, changed, renamed
assert diff.bump == "major"  # keys of referred launches changed
"""


def main(folder: str = "build/bench") -> int:
    good, _, rows = packages.make(Path(folder), "medium")
    changed, expected = change(good, Path(folder) / "medium-changed")
    times: dict[str, list[float]] = {FLOOR: [], OURS: []}
    for _ in range(ROUNDS):
        for code, found in times.items():
            seconds, output = run(code, good, changed)
            found.append(seconds)
            if code == OURS and tuple(map(int, output.split())) != expected:
                raise SystemExit(f"the diff found {output.strip()}, not {expected}")
    floor, ours = (statistics.median(found) for found in times.values())
    print(
        f"diff of two versions of {rows:,} rows: {ours:.2f} s, typed read of both {floor:.2f} s, "
        f"ratio {ours / floor:.2f} (at most {RATIO})"
    )
    return int(ours / floor > RATIO)


def run(code: str, old: Path, new: Path) -> tuple[float, str]:
    """Seconds of one process from start to end, and what it printed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, old.resolve(), new.resolve()],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - began, done.stdout


def change(good: Path, target: Path) -> tuple[Path, tuple[int, int, int, int]]:
    """A changed copy: of every STEP satellites one is removed, one added, one changed and one
    renamed; some launches get another key. Returns the folder and the four counts."""
    target.mkdir(exist_ok=True)
    counts = [0, 0, 0, 0]
    for source in good.iterdir():
        with open(source, newline="") as old, open(target / source.name, "w", newline="") as new:
            if source.name != "satellites.csv":
                text = old.read()
                new.write(
                    text.replace("1957-000001,", "1957-900001,")
                    if source.stem == "launches"
                    else text
                )
                continue
            reader, writer = csv.reader(old), csv.writer(new, lineterminator="\n")
            writer.writerow(next(reader))
            for number, cells in enumerate(reader):
                kind = number % STEP
                if kind < 4:
                    counts[kind] += 1
                if kind == 0:
                    continue
                if kind == 1:
                    writer.writerow([f"S9{number:06d}", "", f"Added {number}", *cells[3:]])
                if kind == 2:
                    cells[-1] = "checked again"
                if kind == 3:
                    cells[0] = f"S8{number:06d}"
                writer.writerow(cells)
    removed, added, changed, renamed = counts
    return target, (added, removed, changed, renamed)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
