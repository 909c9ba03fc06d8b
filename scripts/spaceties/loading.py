"""Tables from the installed package, a release folder or a zip, for pandas, Arrow or Polars."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage.extras import explained
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.open import Wanted, package_at
from spaceties.datapackage.paths import MissingFile, read_bytes
from spaceties.datapackage.report.words import did_you_mean, printable, quoted
from spaceties.dataset import derived, dictionary, store
from spaceties.release import formats

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from spaceties.datapackage.report import Report

Source = str | os.PathLike[str] | None
FORMS = ("pandas", "arrow", "polars")


class UnknownTable(KeyError):
    """No table of that name; the message lists the tables and suggests the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])


def names(source: Source = None) -> list[str]:
    """Names of the tables; see :func:`spaceties.tables`."""
    with _package(source, lambda _: ()) as package:
        return [table.name for table in _declared(package)]


@explained()
def load(name: str, source: Source = None, as_: str = "pandas") -> Any:
    """One table; see :func:`spaceties.load`."""
    _known_form(as_)
    with _package(source, lambda package: _stored(package, name)) as package:
        table = _named(package, name)
        stored = {of: _read(package, package.resource(of)) for of in _stored(package, name)}
        if name in stored:
            return _shaped(stored[name], as_)
        return _shaped(_computed(package, [table], stored)[name], as_)


@explained()
def load_all(source: Source = None, as_: str = "pandas") -> dict[str, Any]:
    """Every table by name; see :func:`spaceties.load_all`."""
    _known_form(as_)
    with _package(source) as package:
        tables = {table.name: _read(package, table) for table in package.resources}
        if declared := store.derived(package):
            tables |= _computed(package, declared, tables)
        return {name: _shaped(table, as_) for name, table in tables.items()}


@explained()
def describe(name: str, source: Source = None) -> pandas.DataFrame:
    """The fields of one table; see :func:`spaceties.describe`."""
    import pandas as pd

    with _package(source, lambda _: ()) as package:
        entries = dictionary.entries(_named(package, name))
    columns = [field.name for field in fields(dictionary.Entry)]
    described = pd.DataFrame(map(vars, entries), columns=columns)
    return described.set_index("field").drop(columns="table")


def validate(source: Source = None) -> Report:
    """The problems of all tables; see :func:`spaceties.validate`."""
    from spaceties.validation import validate

    with _package(source) as package:
        return validate(package).report


@contextmanager
def _package(source: Source, tables: Wanted | None = None) -> Iterator[Package]:
    """The package at `source`, or the installed one; tables: which are needed. Raises
    FileNotFoundError, ValueError."""
    path = store.descriptor_path() if source is None else Path(source)
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist")
    with package_at(path, [form.name for form in formats.FORMATS if form.load], tables) as package:
        yield package


def _stored(package: Package, name: str) -> Collection[str]:
    """The stored tables of which a table is made. Raises UnknownTable."""
    _named(package, name)
    return [name] if package.has(name) else derived.sources(name, package.names)


def _declared(package: Package) -> tuple[Resource, ...]:
    """The stored tables and those that are to be computed: releases store them, the clone and the
    wheel do not."""
    return (*package.resources, *store.derived(package))


def _named(package: Package, name: str) -> Resource:
    """The declaration of a table. Raises UnknownTable."""
    tables = {table.name: table for table in _declared(package)}
    if name in tables:
        return tables[name]
    meant = did_you_mean(str(name), list(tables)) or ";"
    raise UnknownTable(f"no table {quoted(str(name))}{meant} the tables are {', '.join(tables)}")


def _computed(
    package: Package, tables: Sequence[Resource], stored: Mapping[str, pyarrow.Table]
) -> dict[str, pyarrow.Table]:
    """Derived tables by name, from the stored ones."""
    from spaceties.dataset.assemble import as_released

    released = {name: as_released(package.resource(name), rows) for name, rows in stored.items()}
    computed = derived.compute(tables, released)
    return {table.name: data for table, data in zip(tables, computed, strict=True)}


def _read(package: Package, table: Resource) -> pyarrow.Table:
    """One stored table with the Arrow types of its schema, whatever its format."""
    import pyarrow as pa

    loaders = {form.name: form.load for form in formats.FORMATS if form.load}
    if table.format not in loaders:
        raise ValueError(
            f"{table.name} is in the format {quoted(table.format)}, not in {', '.join(loaders)}"
        )
    load = loaders[table.format]
    parts = []
    for path in table.paths:
        try:
            data = read_bytes(package.basepath, path)
        except MissingFile as error:
            raise MissingFile(f"the table {table.name} is not there: {error}") from None
        try:
            parts.append(load(data, table))
        except (ValueError, TypeError, LookupError, AttributeError) as error:  # of three libraries
            said = f"the table {table.name} in {path} cannot be read as {table.format}: {error}"
            raise ValueError(printable(said)) from error
    return pa.concat_tables(parts)


def _known_form(as_: str) -> None:
    if as_ not in FORMS:
        raise ValueError(f"as_ is {as_!r}; it can be {', '.join(map(repr, FORMS))}")


def _shaped(table: pyarrow.Table, as_: str) -> Any:
    if as_ == "arrow":
        return table
    if as_ == "polars":
        import polars

        return polars.from_arrow(table)
    from spaceties.dataset import edtf_pandas

    edtf_pandas.register()
    return store.frame(table)
