"""Validation and comparison of any Frictionless Data Package, column by column.

>>> import spaceties.datapackage as dp
>>> report = dp.validate("datapackage.json")
>>> report.valid, report.errors
(True, 0)
>>> dp.compare("old/datapackage.json", "datapackage.json").bump
'minor'

Nothing here knows about space or about Spaceties: the package imports nothing above itself, so
that it can be lifted out and used on any descriptor. What takes long to import (pyarrow, and
frictionless for what only it can validate) is imported when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .descriptor import DescriptorError, load
from .model import Field, ForeignKey, Package, Resource
from .report import Problem, Report
from .report.codes import Code, Severity

if TYPE_CHECKING:
    from .diff.model import Diff
    from .validation.package import Progress

__all__ = [
    "Code",
    "DescriptorError",
    "Diff",
    "Field",
    "ForeignKey",
    "Package",
    "Problem",
    "Report",
    "Resource",
    "Severity",
    "compare",
    "load",
    "validate",
]

Source = str | PathLike[str] | Package


def validate(
    source: Source,
    tables: Iterable[str] | None = None,
    *,
    engine: Literal["columnar", "frictionless"] = "columnar",
    progress: Progress | None = None,
) -> Report:
    """The problems of a package: of its descriptor, its files, cells and keys.

    source: a descriptor (JSON or YAML), its folder, a zip of it, or a package that is loaded.
    tables: names of those to validate, all by default. engine: "frictionless" has that validate
    everything, many times as slow. progress: called with the table, the bytes that are done and
    those of all its files, from any thread but never from two at once.
    Raises DescriptorError for a source that is no package, KeyError for a table that it has not.
    """
    from .validation import package as validation

    with _opened(source) as package:
        return validation.validate(package, tables, engine, progress, keep=False).report


def compare(old: Source, new: Source) -> Diff:
    """What changed from one package to another, row by row, and which version that needs.

    Sources are as for `validate`. Raises DescriptorError for a source that is no package, and
    ValueError, with the file, where a table of CSV files cannot be read.
    """
    from .diff import compare as diff

    with _opened(old) as before, _opened(new) as after:
        return diff.compare(before, after)


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
