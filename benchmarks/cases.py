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
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    kinds = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(),
        "boolean": pa.bool_(), "year": pa.int32(),
    }  # fmt: skip
    for resource in json.loads((folder / "datapackage.json").read_text())["resources"]:
        types = {field["name"]: kinds[field["type"]] for field in resource["schema"]["fields"]}
        options = pa_csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, null_values=[""]
        )
        pa_csv.read_csv(folder / resource["path"], convert_options=options)


CASES: dict[str, Callable[[Path], int | None]] = {
    "floor": floor,
    "pandera": pandera,
    "frictionless": frictionless,
}

if __name__ == "__main__":
    found = CASES[sys.argv[1]](Path(sys.argv[2]))
    print("" if found is None else found)
