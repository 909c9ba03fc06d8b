"""Time and memory of validation, ours and others', on packages with seeded errors.

Every case runs in a process of its own, start-up included, ours as the command that it is; cases
take turns, so that a busy spell of the machine hits all of them, and the table gives medians. The
floor is a typed read with pyarrow of the same package without the errors, for with them it would
only fail.
Run it with `python -m benchmarks.validate --sizes small,medium`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TITLES = {
    "floor": "floor: typed `pyarrow.csv` read, validating nothing",
    "ours": "**`spaceties validate`**: all types, constraints and keys",
    "pandera": "pandera `from_frictionless_schema` (verdicts wrong)",
    "frictionless": "`frictionless validate`",
}


@dataclass(frozen=True)
class Run:
    """One process: seconds from start to end and of the processor, peak memory in MiB, problems
    found or None."""

    seconds: float
    processor: float
    mebibytes: float
    problems: int | None


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        tables = []
        for size in options.sizes.split(","):
            made = make(options.data or scratch, size)
            good, broken = Path(made["good"]), Path(made["broken"])
            runs = measure(good, broken, options.cases.split(","), options.repeat, options.slow)
            tables.append((size, made, runs))
        print(markdown(tables), end="")


def make(folder: str, size: str) -> dict:
    """The packages of one size, made in another process.

    A process starts with the peak memory of the one that started it, so this one stays small.
    """
    command = [sys.executable, "-m", "benchmarks.packages", folder, size]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)


def measure(
    good: Path, broken: Path, cases: list[str], repeat: int, slow: float
) -> dict[str, list[Run]]:
    """The runs of every case, in turns; a case that takes longer than `slow` seconds runs once."""
    runs: dict[str, list[Run]] = {case: [] for case in cases}
    for turn in range(repeat):
        for case in cases:
            if turn and runs[case][0].seconds > slow:
                continue
            package = good if case == "floor" else broken
            runs[case].append(run(case, package))
            print(f"{package.name} {case} {runs[case][-1]}", file=sys.stderr)
    return runs


def run(case: str, package: Path) -> Run:
    """Runs one case in a process of its own."""
    # numpy's idle threads for linear algebra cost every case the same; our command turns them off
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed packages have their bytecode
    ours = ["spaceties", "validate", "--format", "json"]
    module = ours if case == "ours" else ["benchmarks.cases", case]
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *module, str(package)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{case} failed on {package}")
    found = json.loads(output)["errors"] if case == "ours" else output.strip()
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds, processor, usage.ru_maxrss / 1024, int(found) if found else None)


def markdown(tables: list[tuple[str, dict, dict[str, list[Run]]]]) -> str:
    """One table per size: medians, and how many times as long as the floor each case takes of the
    processor, which other work on the machine disturbs least."""
    from benchmarks import waiting  # late: a process that is started has the memory of this one

    parts = []
    for size, made, runs in tables:
        parts.append(
            f"\n{size}: {made['rows']:,} rows, {made['errors']} of them with a seeded error\n\n"
        )
        parts.append(
            "| what | seconds | CPU s | MiB | CPU, times the floor | ours takes less CPU by "
            "| problems found |\n"
        )
        parts.append("|---|---:|---:|---:|---:|---:|---:|\n")
        middle = {
            case: statistics.median(r.processor for r in found) for case, found in runs.items()
        }
        for case, found in runs.items():
            peak = max(r.mebibytes for r in found)
            by_floor = f"{middle[case] / middle['floor']:.1f}" if "floor" in middle else ""
            faster = ""
            if case not in ("floor", "ours") and "ours" in middle:
                faster = f"{middle[case] / middle['ours']:.0f}×"
            problems = "" if found[0].problems is None else f"{found[0].problems:,}"
            seconds = statistics.median(r.seconds for r in found)
            times = [f"{seconds:.2f}", waiting.spread([r.processor for r in found])]
            cells = [TITLES[case], *times, f"{peak:.0f}", by_floor, faster, problems]
            parts.append("| " + " | ".join(cells) + " |\n")
    return "".join(parts)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validate", description=__doc__)
    parser.add_argument("--sizes", default="small,medium", help="of small, medium, large")
    parser.add_argument("--cases", default=",".join(TITLES), help=f"of {', '.join(TITLES)}")
    parser.add_argument("--repeat", type=int, default=5, help="runs of every case (5)")
    parser.add_argument(
        "--slow", type=float, default=20, help="seconds above which one run is enough"
    )
    parser.add_argument("--data", help="folder that keeps the packages for the next time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
