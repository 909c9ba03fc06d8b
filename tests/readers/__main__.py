"""`make readers`: asks every reader, those of other times in environments of their own, and writes
what they say to docs/readers.json and docs/readers.md; with --check, compares."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

from tests import mini
from tests.readers import page, tiny
from tests.readers.cells import CELLS, CHECKS, READERS, measure

DAYS = "pandas, what days of Parquet do"
# What is asked in the environment of tests/readers/NAME.lock.
ENVIRONMENTS = {
    "pandas-1.5": ("pandas, Parquet", "fastparquet, Parquet", DAYS),
    "pandas-2.0": ("pandas, Parquet", "fastparquet, Parquet", DAYS),
    "pandas-2.2": ("pandas, Parquet", DAYS),
    "newest": (
        DAYS,
        "fastparquet, Parquet",
        "Hugging Face datasets, Parquet",
        "Hugging Face datasets, `load_dataset(folder, table)` offline",
    ),
    "citation": ("cffconvert, `CITATION.cff`",),
}
LOCKS = Path(__file__).parent
NOT_HERE = ("fastparquet, Parquet", "Hugging Face datasets, Parquet")
HERE = [name for name in READERS if name not in NOT_HERE]


def environment(name: str, below: Path) -> Path:
    """The Python of an environment, which is made anew when its lock is another."""
    lock = (LOCKS / f"{name}.lock").read_bytes()
    python = below / name / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    made_of = below / name / "made-of.lock"
    if not made_of.is_file() or made_of.read_bytes() != lock:
        venv.create(below / name, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", LOCKS / f"{name}.lock"], check=True)
        made_of.write_bytes(lock)
    return python


def asked_in(name: str, below: Path, folder: Path) -> list[dict[str, Any]]:
    """What the readers of an environment say."""
    # -I: neither our libraries nor our settings are those of that Python.
    command = [environment(name, below), "-I", LOCKS / "cells.py", folder, *ENVIRONMENTS[name]]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout)


def run(below: Path) -> dict[str, Any]:
    """What all readers say; raises SystemExit where one cannot be asked."""
    with tempfile.TemporaryDirectory() as scratch:
        tiny.make(Path(scratch))
        folder = Path(scratch) / "dist" / "spaceties-0.1.0"
        found = measure(folder, {name: READERS[name] for name in HERE})
        here = {one["reader"] for one in found}
        for name in ENVIRONMENTS:
            found += [one | {"environment": name} for one in asked_in(name, below, folder)]
        columns = tiny.columns(folder)
    if missing := [name for name in HERE if name not in here]:
        sys.exit(f"not installed here, so nothing is written: {'; '.join(missing)}")
    order = list(READERS | CHECKS)
    found.sort(key=lambda one: (order.index(one["reader"]), "environment" in one))
    for one in found:
        if isinstance(one["said"], list):
            one["said"] = dict(zip(CELLS, one["said"], strict=True))
    return {"columns": columns, "readers": found}


def differences(told: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Where readers say other than what was told of them."""

    def by_place(run: dict[str, Any]) -> dict[tuple[str, str], Any]:
        return {(one["reader"], one.get("environment", "")): one["said"] for one in run["readers"]}

    old, new = by_place(told), by_place(found)
    lines = [
        f"{' in '.join(filter(None, place))}: {old.get(place)} was told, {new.get(place)} is found"
        for place in sorted(old.keys() | new.keys())
        if old.get(place) != new.get(place)
    ]
    return lines + ["other columns than told"] * (told["columns"] != found["columns"])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.readers", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--environments", type=Path, default=mini.ROOT / "dist" / "readers")
    args = parser.parse_args()
    found = run(args.environments)
    if args.check:
        lines = differences(page.told(), found)
        print("\n".join(lines) or "every reader says what docs/readers.md tells")
        return bool(lines)
    page.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
