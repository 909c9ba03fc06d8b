"""Validation and comparison of any Frictionless Data Package, column by column.

>>> import spaceties.datapackage as dp
>>> report = dp.validate("datapackage.json")
>>> report.valid, report.errors
(True, 0)
>>> dp.compare("old/datapackage.json", "datapackage.json").bump
'minor'
>>> dp.validate_table(frame, "schema.json").to_frame()  # of pandas, Polars, Arrow

Nothing here knows about space or about Spaceties: the package imports nothing above itself, so
that it can be lifted out and used on any descriptor. What takes long to import (pyarrow, and
frictionless where it is asked) is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .descriptor import DescriptorError, from_descriptor, load, object_at
from .extras import NotInstalled, explained
from .model import Field, ForeignKey, Package, Resource
from .report import Problem, Report
from .report.codes import Code, Severity

if TYPE_CHECKING:
    from .diff.model import Diff
    from .formats.frames import ArrowStream, ToArrow
    from .validation.package import Progress

__all__ = [
    "Code",
    "DescriptorError",
    "Diff",
    "Field",
    "ForeignKey",
    "NotInstalled",
    "Package",
    "Problem",
    "Report",
    "Resource",
    "Severity",
    "compare",
    "from_descriptor",
    "load",
    "validate",
    "validate_table",
]

Source = str | PathLike[str] | Package
Engine = Literal["columnar", "frictionless"]
Schema = str | PathLike[str] | Mapping[str, Any] | Iterable[Field]
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


@explained()
def validate(
    source: Source | Mapping[str, Any],
    tables: Iterable[str] | None = None,
    *,
    basepath: str | PathLike[str] = ".",
    engine: Engine = "columnar",
    progress: Progress | None = None,
) -> Report:
    """The problems of a package: of its descriptor, its files, cells and keys.

    source: a descriptor (JSON or YAML), its folder, a zip of it, a package that is loaded, or a
    descriptor in memory, whose paths start at basepath.
    tables: names of those to validate, all by default. engine: "frictionless" has that validate
    everything, many times as slow. progress: called with the table, the bytes that are done and
    those of all its files, from any thread but never from two at once.
    Raises DescriptorError for a source that is no package, KeyError for a table that it has not.
    """
    from .validation import package as validation

    if isinstance(source, Mapping):
        source = from_descriptor(source, basepath)
    with _opened(source) as package:
        return validation.validate(package, tables, engine, progress, keep=False).report


@explained()
def validate_table(
    table: ArrowStream | ToArrow,
    schema: Schema,
    *,
    name: str = "table",
    engine: Engine = "columnar",
) -> Report:
    """The problems of a table in memory: of its columns, cells and keys.

    table: of pyarrow, pandas, Polars, or whatever has `__arrow_c_stream__` or `to_arrow`. Types are
    compared as they are; text is read by the lexical forms of its type. Of a pandas frame the index
    is left out, save levels that are named as a field is: those come before the other columns.
    schema: a Table Schema as a mapping, the path of one (JSON or YAML), or fields. As everywhere
    columns stand in its order unless its fieldsMatch says otherwise. name: of the table, for the
    report. engine: as in `validate`. Lines are rows, from 1. A foreign key to another table is
    noted and not checked.
    Raises TypeError for what is no table, DescriptorError for a file that holds no schema.
    """
    from .formats.frames import frame_of
    from .validation import package as validation

    if isinstance(schema, (str, PathLike)):
        schema = object_at(Path(schema))
    elif not isinstance(schema, Mapping):
        schema = {"fields": [field.descriptor for field in schema]}
    package, notes = _of_one_table(name, schema)
    frame = frame_of(table, package.resources[0].field_names)
    report = validation.validate(package, None, engine, keep=False, rows={name: frame}).report
    return report.merge(Report(notes=notes))


@explained()
def compare(old: Source, new: Source) -> Diff:
    """What changed from one package to another, row by row, and which version that needs.

    Sources are as for `validate`. Raises DescriptorError for a source that is no package, and
    ValueError, with the file, where a table of CSV files cannot be read.
    """
    from .diff import compare as diff

    with _opened(old) as before, _opened(new) as after:
        return diff.compare(before, after)


def _of_one_table(name: str, schema: Mapping[str, Any]) -> tuple[Package, list[str]]:
    """The package of a table alone, its foreign keys to others left out, and notes on those."""
    raw: dict[str, Any] = {"name": name, "type": "table", "data": [], "schema": schema}
    package = from_descriptor({"$schema": PROFILE, "resources": [raw]})
    keys = package.resources[0].foreign_keys
    others = {n: key for n, key in enumerate(keys) if key.table and not key.package}
    if not others:
        return package, []
    own = [key for n, key in enumerate(schema["foreignKeys"]) if n not in others]
    notes = [
        f"{name}: the foreign key {', '.join(foreign.fields)} refers to another table "
        f"({foreign.table}) and was not checked"
        for foreign in others.values()
    ]
    return _of_one_table(name, {**schema, "foreignKeys": own})[0], notes


@contextmanager
def _opened(source: Source) -> Iterator[Package]:
    from .open import package_at

    if isinstance(source, Package):
        yield source
    else:
        with package_at(Path(source)) as package:
            yield package


def __getattr__(name: str) -> Any:
    if name == "Diff":
        from .diff.model import Diff

        return Diff
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
