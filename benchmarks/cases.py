"""What ours is measured beside: `python -m benchmarks.cases CASE FOLDER` does it in one process.

Prints the number of problems that the case finds, or nothing if it does not validate.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path


def frictionless(folder: Path) -> int:
    """`frictionless validate`; with up to 1,000 problems per table it reads to the end."""
    from frictionless import Package

    return sum(
        len(task.errors) for task in Package(str(folder / "datapackage.json")).validate().tasks
    )


def pandera(folder: Path) -> int:
    """pandera's `from_frictionless_schema` with pandas, and foreign keys by `isin`.

    Its verdicts are wrong: it knows neither missing values in integers nor text such as NA, and
    does not read dates. It is here because it is what the documentation of pandera offers.
    """
    import pandas
    from pandera.errors import SchemaErrors
    from pandera.io.pandas_io import from_frictionless_schema

    descriptor = json.loads((folder / "datapackage.json").read_text())
    frames, problems = {}, 0
    for resource in descriptor["resources"]:
        # rows with too many cells, which pandas cannot read, go unvalidated
        frame = pandas.read_csv(folder / resource["path"], on_bad_lines="skip", low_memory=False)
        frames[resource["name"]] = frame
        try:
            from_frictionless_schema(resource["schema"]).validate(frame, lazy=True)
        except SchemaErrors as found:
            problems += len(found.failure_cases)
    for resource in descriptor["resources"]:
        for key in resource["schema"]["foreignKeys"]:
            column = frames[resource["name"]][key["fields"][0]].dropna()
            target = frames[key["reference"]["resource"]][key["reference"]["fields"][0]]
            problems += int((~column.isin(target)).sum())
    return problems


def floor(folder: Path) -> None:
    """A typed read with pyarrow of all tables, which validates nothing: no one can be faster."""
    for resource in resources(folder):
        typed_csv(folder, resource)


def floor_parquet(folder: Path) -> None:
    """The same of Parquet files."""
    from pyarrow import parquet

    for resource in resources(folder):
        parquet.read_table(folder / resource["path"], schema=schema(resource))


def floor_json_lines(folder: Path) -> None:
    """The same of JSON Lines; dates stay text, for Arrow reads none in JSON."""
    import pyarrow as pa
    import pyarrow.json as pa_json

    for resource in resources(folder):
        types = [
            (f.name, pa.string() if f.type == pa.date32() else f.type) for f in schema(resource)
        ]
        options = pa_json.ParseOptions(explicit_schema=pa.schema(types))
        pa_json.read_json(folder / resource["path"], parse_options=options)


def floor_xlsx(folder: Path) -> None:
    """All rows of the workbooks as openpyxl streams them."""
    from openpyxl import load_workbook

    for resource in resources(folder):
        book = load_workbook(folder / resource["path"], read_only=True)
        for _row in book.active.iter_rows(values_only=True):
            pass


def resources(folder: Path) -> list[dict]:
    """The tables of a package as its descriptor has them."""
    return json.loads((folder / "datapackage.json").read_text())["resources"]


def schema(resource: dict):
    """The Arrow schema of a table."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(),
        "boolean": pa.bool_(), "year": pa.int32(),
    }  # fmt: skip
    return pa.schema((f["name"], kinds[f["type"]]) for f in resource["schema"]["fields"])


def typed_csv(folder: Path, resource: dict):
    """A table of CSV as pyarrow reads it with its types."""
    import pyarrow.csv as pa_csv

    options = pa_csv.ConvertOptions(
        column_types=schema(resource), strings_can_be_null=True, null_values=[""]
    )
    return pa_csv.read_csv(folder / resource["path"], convert_options=options)


CASES: dict[str, Callable[[Path], int | None]] = {
    "floor": floor,
    "floor-parquet": floor_parquet,
    "floor-jsonl": floor_json_lines,
    "floor-xlsx": floor_xlsx,
    "pandera": pandera,
    "frictionless": frictionless,
}

if __name__ == "__main__":
    found = CASES[sys.argv[1]](Path(sys.argv[2]))
    print("" if found is None else found)
