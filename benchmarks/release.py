"""What a release costs: `python -m benchmarks.release [FOLDER]`, FOLDER for made-up tables.

Prints the time and memory of `spaceties release` on the real tables (at most 10 s and 600 MiB), and
the time of the Parquet export of 700,000 rows against pyarrow alone (at most 1.5 times); exits with
1 if a bound is broken. Reading is part of both sides.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from benchmarks import packages, waiting
from spaceties.datapackage import descriptor
from spaceties.datapackage.arrow import arrow_schema
from spaceties.dataset import assemble, store
from spaceties.dataset.model import ReleaseTable
from spaceties.release.formats import parquet as parquet_folder

SECONDS, MIB, RATIO, ROUNDS = 10.0, 600, 1.5, 5


def main(folder: str = "build/bench") -> int:
    seconds, mib = release()
    ratio, ours, alone = parquet_export(Path(folder))
    print(f"release of the real tables: {seconds:.1f} s, {mib:.0f} MiB (at most {SECONDS}, {MIB})")
    print(
        f"700,000 rows to Parquet: {ours:.2f} s, pyarrow alone {alone:.2f} s, "
        f"ratio {ratio:.2f} (at most {RATIO})"
    )
    return int(seconds > SECONDS or mib > MIB or ratio > RATIO)


def release() -> tuple[float, float]:
    """Seconds and peak MiB of one `spaceties release`, the better of two runs."""
    runs = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as scratch:
            package = str(waiting.another_version(Path(scratch) / "package"))
            options = ["--allow-dirty", "--out", str(Path(scratch) / "out")]
            command = [sys.executable, "-m", "spaceties", "release", package, *options]
            began = time.monotonic()
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                raise SystemExit("spaceties release failed")
            runs.append((time.monotonic() - began, usage.ru_maxrss / 1024))
    return min(runs)


def parquet_export(folder: Path) -> tuple[float, float, float]:
    """Median ratio, and median seconds of our export and of pyarrow's, in turns."""
    good, _, _ = packages.make(folder, "medium")
    package = descriptor.load(good)
    table = package.resource("satellites")
    file = good / table.paths[0]
    target = folder / "satellites.parquet"
    about = {"package": "benchmark", "version": "1", "license": "none"}

    def alone() -> None:
        options = csv.ConvertOptions(column_types=arrow_schema(table), strings_can_be_null=True)
        parquet.write_table(csv.read_csv(file, convert_options=options), target)

    def ours() -> None:
        resource, data = assemble.with_bounds(table.descriptor, store.read(package, table.name))
        exported = ReleaseTable(resource, assemble.parsed(resource), data)
        parquet_folder.write_table(exported, target, about)

    alone(), ours()  # imports and the cache of the disk
    pairs = [(_seconds(ours), _seconds(alone)) for _ in range(ROUNDS)]
    target.unlink()
    ratio = statistics.median(a / b for a, b in pairs)
    return ratio, *(statistics.median(side) for side in zip(*pairs, strict=True))


def _seconds(work: Callable[[], None]) -> float:
    pa.default_memory_pool().release_unused()
    began = time.monotonic()
    work()
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
