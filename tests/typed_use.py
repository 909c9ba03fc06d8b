"""What somebody writes who imports the public names; the type checker must accept it, strictly.

Every `assert_type` says what a name gives; `test_public.py` has mypy check this file and runs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import pandas as pd
import polars as pl

import spaceties
import spaceties.datapackage as dp


def lines_of_errors(descriptor: Path) -> dict[str, list[int]]:
    """The physical lines with an error, by file."""
    report = dp.validate(descriptor)
    assert_type(report, dp.Report)
    lines: dict[str, list[int]] = {}
    for problem in report.problems:
        assert_type(problem, dp.Problem)
        assert_type(problem.line, int | None)
        assert_type(problem.hint, str | None)
        if problem.severity == dp.Severity.ERROR and problem.file and problem.line:
            lines.setdefault(problem.file, []).append(problem.line)
    return lines


def required_fields(descriptor: str) -> list[str]:
    """Names of the fields that may not be missing, with their tables."""
    package = dp.load(descriptor)
    assert_type(package, dp.Package)
    assert_type(package.resource("t"), dp.Resource)
    return [f"{r.name}.{f.name}" for r in package.resources for f in r.fields if f.required]


def version_needed(old: Path, new: Path) -> str | None:
    """Which part of the version must rise."""
    diff = dp.compare(old, dp.load(new))
    assert_type(diff, dp.Diff)
    return diff.bump


def keys_that_repeat(descriptor: Path) -> list[str]:
    """Keys of the rows of one table that an earlier row has as well."""
    try:
        report = dp.validate(descriptor, ["t"], engine="columnar", progress=tell)
    except (dp.DescriptorError, KeyError):
        return []
    return [p.key or "" for p in report.problems if p.code == dp.Code.PRIMARY_KEY]


def what_is_wrong(frame: pd.DataFrame, other: pl.DataFrame) -> pd.DataFrame:
    """The problems of two frames as one."""
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    report = dp.validate_table(frame, schema, name="frame")
    fields = [dp.Field("id", "integer", constraints={"required": True})]
    both = report.merge(dp.validate_table(other, fields))
    assert_type(both.summary(), str)
    for problem in both:
        assert_type(problem, dp.Problem)
    assert_type(dp.validate({"resources": []}, basepath=Path()), dp.Report)
    return both.to_frame()


def tell(table: str, done: int, of: int) -> None:
    """How far a table is."""
    print(f"{table}: {done} of {of} bytes")


def of_the_data() -> list[str]:
    """The public functions of the data set."""
    assert_type(spaceties.tables(), list[str])
    if spaceties.__version__ == "0.0.0":  # which none has: nothing is read to check types
        assert_type(spaceties.load("ties"), pd.DataFrame)
        assert_type(spaceties.load("ties", as_="polars"), pl.DataFrame)
        assert_type(spaceties.load_all(as_="pandas"), dict[str, pd.DataFrame])
    if not spaceties.tables():
        assert_type(spaceties.validate(), dp.Report)
    return [spaceties.__version__, *spaceties.tables()]
