"""What a format of a release is: one record in each module of this folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.report import Problem

if TYPE_CHECKING:
    import pyarrow

    from spaceties.dataset.model import Release

Row = tuple[object, ...]
NUMERAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class File:
    """A file of a release, or one for each table.

    path: below the release, with {package}, {version} and {table} for their names; media: its
    media type if it holds data; label: what it is, if a reader may want to take it along;
    optional: whether a release can be without it; exact: whether the same tables give the same
    bytes, whichever versions of libraries write them; plain: gives what of the bytes does not
    depend on how they were compressed.
    """

    path: str
    media: str = ""
    label: str = ""
    optional: bool = False
    exact: bool = True
    plain: Callable[[bytes], bytes] = bytes

    def named(self, package: str, version: str, tables: Iterable[str]) -> list[File]:
        """The same with the names filled in."""
        tables = tables if "{table}" in self.path else [""]
        paths = [self.path.format(package=package, version=version, table=t) for t in tables]
        return [replace(self, path=path) for path in paths]


@dataclass(frozen=True)
class ReadBack:
    """How `spaceties verify` reads the cells of a format: with a library that did not write them,
    as a second opinion.

    library: as it is named in the report; rows: gives the rows of one table from the first file
    of the format, as JSON has them (text, int, float, bool or None), and raises whatever it wants
    for a file that cannot be read; module: what must be installed for that; digits: significant
    digits that the format keeps of a number, None for all.
    """

    library: str
    rows: Callable[[Path, Resource], Iterator[Row]]
    module: str = ""
    digits: int | None = None


@dataclass(frozen=True)
class Format:
    """A format of a release.

    name: also that of its folder, if it has one; files: all that it writes, that with the cells
    first; write: writes them below the folder of a release; write_index: instead of that, writes
    them when the other formats have written theirs, which it is given.

    read_back, check: what `verify` compares, and what else it finds wrong, given the folder and
    the Data Package of json/; load: a table from the bytes of a file, for `spaceties.load`;
    is_package: whether its folder is a Data Package.
    """

    name: str
    files: tuple[File, ...]
    write: Callable[[Release, Path], None] = lambda _release, _root: None
    write_index: Callable[[Release, Path, Sequence[File]], None] | None = None
    read_back: ReadBack | None = None
    check: Callable[[Path, Package], list[Problem]] | None = None
    load: Callable[[bytes, Resource], pyarrow.Table] | None = None
    is_package: bool = False


def claimed_files(
    formats: Iterable[Format], package: str, version: str, tables: Sequence[str]
) -> list[File]:
    """The files that formats may have in a release, in the order of the formats."""
    return [
        named
        for form in formats
        for file in form.files
        for named in file.named(package, version, tables)
    ]


def same_header(names: Iterable[object], table: Resource) -> None:
    """Raises ValueError if these are not the columns of the schema, in its order."""
    if list(names) != table.field_names:
        raise ValueError(f"{table.name} has other columns than the schema")


def value_of(cell: str, field: Field) -> object:
    """The value of a cell that a reader has as text, "" for a missing one."""
    if cell == "":
        return None
    if field.type in ("integer", "year", "number") and not NUMERAL.fullmatch(cell):
        raise ValueError(f"{cell!r} is no number")  # though Python reads 1_000, and a blank around
    if field.type in ("integer", "year"):
        return int(cell)
    if field.type == "number":
        return float(cell)
    if field.type == "boolean":
        return {"true": True, "false": False}[cell]
    return cell


def problem(code: str, file: str, message: str, table: str | None = None) -> Problem:
    """An error about a whole file of a release."""
    return Problem(code=code, table=table, file=file, message=message)
