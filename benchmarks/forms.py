"""Time of validation of tables in other forms than CSV, beside a reader that validates nothing.

The packages are the good ones of `benchmarks.packages`: typed columns cannot hold most errors.
Each case runs in a process of its own, as in `benchmarks.validate`, and they take turns.
Run it with `python -m benchmarks.forms`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from benchmarks import validate
from benchmarks.cases import typed_csv

READERS = {
    "parquet": ("medium", "a typed `pyarrow.parquet` read"),
    "jsonl": ("medium", "a typed `pyarrow.json` read"),
    "xlsx": ("small", "openpyxl, read only"),
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forms", description=__doc__)
    parser.add_argument("--forms", default=",".join(READERS), help=f"of {', '.join(READERS)}")
    parser.add_argument("--repeat", type=int, default=5, help="runs of every case (5)")
    parser.add_argument("--data", help="folder that keeps the packages for the next time")
    options = parser.parse_args(arguments)
    from benchmarks import waiting  # late: it imports this module

    print("| form | rows | reader | CPU s | `spaceties validate` | CPU, times | wall, times |")
    print("|---|---:|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as scratch:
        for form in options.forms.split(","):
            size, reader = READERS[form]
            folder, rows = in_form(Path(options.data or scratch), size, form)
            runs = validate.measure(folder, folder, [f"floor-{form}", "ours"], options.repeat, 60)
            kinds = ("processor", "seconds")
            figures = [[[getattr(r, k) for r in found] for found in runs.values()] for k in kinds]
            medians = [[*map(statistics.median, both)] for both in figures]
            ratios = [f"{ours / theirs:.2f}" for theirs, ours in medians]
            cells = [form, f"{rows:,}", reader, *map(waiting.spread, figures[0]), *ratios]
            print("| " + " | ".join(cells) + " |", flush=True)


def in_form(folder: Path, size: str, form: str) -> tuple[Path, int]:
    """Writes the good package of a size in a form unless it is there: (its folder, rows)."""
    made = validate.make(str(folder), size)
    good, out = Path(made["good"]), folder / f"{size}-{form}"
    if not (out / "datapackage.json").exists():
        out.mkdir(exist_ok=True)
        descriptor = json.loads((good / "datapackage.json").read_text())
        for resource in descriptor["resources"]:
            table = typed_csv(good, resource)
            resource |= {"path": f"{resource['name']}.{form}", "format": form}
            del resource["mediatype"]
            WRITERS[form](table, out / resource["path"])
        (out / "datapackage.json").write_text(json.dumps(descriptor))
    return out, made["rows"]


def _parquet(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table, path)


def _json_lines(table: pa.Table, path: Path) -> None:
    import polars

    polars.from_arrow(table).write_ndjson(path)


def _xlsx(table: pa.Table, path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        sheet.append(row)
    book.save(path)


WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    "parquet": _parquet,
    "jsonl": _json_lines,
    "xlsx": _xlsx,
}

if __name__ == "__main__":
    main(sys.argv[1:])
