"""Tables from the installed package, a release folder or a zip, for pandas, Arrow or Polars."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from spaceties.datapackage import descriptor
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report.words import did_you_mean, quoted
from spaceties.dataset import dictionary, store

if TYPE_CHECKING:
    import pandas
    import pyarrow

Source = str | os.PathLike | None
FORMS = ("pandas", "arrow", "polars")
# Of a release's folders the one that is fastest to read comes first.
PREFERRED = ("parquet", "csv", "json", ".")


class UnknownTable(KeyError):
    """No table of that name; the message lists the tables and suggests the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Opened:
    """A package that was found: its descriptor, its files, and what is to be computed.

    read: bytes of a file by its path in the descriptor; derived: tables that the package declares
    but does not hold, as the clone and the wheel do; releases hold them.
    """

    package: Package
    derived: tuple[Resource, ...]
    read: Callable[[str], bytes]

    @property
    def names(self) -> list[str]:
        return [*self.package.names, *(table.name for table in self.derived)]

    def resource(self, name: str) -> Resource:
        """The declaration of a table. Raises UnknownTable."""
        for table in (*self.package.resources, *self.derived):
            if table.name == name:
                return table
        meant = did_you_mean(str(name), self.names) or ";"
        known = ", ".join(self.names)
        raise UnknownTable(f"no table {quoted(str(name))}{meant} the tables are {known}")


def opened(source: Source = None) -> Opened:
    """The package at `source`: a descriptor, a release, one of its folders or a zip of any of
    these; without one the installed package.

    Raises FileNotFoundError if there is nothing, ValueError if it holds no package.
    """
    path = store.descriptor_path() if source is None else Path(source)
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist")
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            files = {n: archive.read(n) for n in archive.namelist() if not n.endswith("/")}
        return _of_files(files, path)
    if path.is_dir():
        found = [f for f in PREFERRED if (path / f / "datapackage.json").is_file()]
        if not found:
            raise ValueError(f"{path} has no datapackage.json, nor has a folder of a release in it")
        path = path / found[0] / "datapackage.json"
    package = descriptor.load(path)
    return Opened(package, store.derived(package), lambda file: (path.parent / file).read_bytes())


def _of_files(files: Mapping[str, bytes], path: Path) -> Opened:
    """The package inside an archive, as far up as there is one."""
    folders = [PurePosixPath(n).parent for n in files if n.split("/")[-1] == "datapackage.json"]
    if not folders:
        raise ValueError(f"{path} has no datapackage.json in it")
    rank = {name: place for place, name in enumerate(PREFERRED)}
    best = min(folders, key=lambda f: (len(f.parts), rank.get(f.name, len(rank))))
    package = descriptor.from_descriptor(json.loads(files[str(best / "datapackage.json")]))
    return Opened(package, store.derived(package), lambda file: files[str(best / file)])


def load(name: str, source: Source = None, as_: str = "pandas") -> Any:
    """One table; see :func:`spaceties.load`."""
    _known_form(as_)
    found = opened(source)
    if found.resource(name) in found.derived:
        frames = {n: store.frame(_table(found, n)) for n in found.package.names}
        return _shaped(_derived(found, frames)[name], as_)
    return _shaped(_table(found, name), as_)


def load_all(source: Source = None, as_: str = "pandas") -> dict[str, Any]:
    """Every table by name; see :func:`spaceties.load_all`."""
    _known_form(as_)
    found = opened(source)
    tables = {name: _table(found, name) for name in found.package.names}
    if found.derived:
        frames = {name: store.frame(table) for name, table in tables.items()}
        tables |= _derived(found, frames)
    return {name: _shaped(table, as_) for name, table in tables.items()}


def describe(name: str, source: Source = None) -> pandas.DataFrame:
    """The fields of one table; see :func:`spaceties.describe`."""
    import pandas as pd

    rows = dictionary.entries(opened(source).resource(name))
    columns = [
        "type",
        "unit",
        "required",
        "key",
        "title",
        "description",
        "values",
        "refers_to",
        "example",
    ]
    data = [[getattr(entry, column) for column in columns] for entry in rows]
    return pd.DataFrame(data, pd.Index([e.field for e in rows], name="field"), columns)


def _derived(found: Opened, frames: Mapping[str, pandas.DataFrame]) -> dict[str, pyarrow.Table]:
    import pyarrow as pa

    from spaceties.datapackage.arrow import arrow_schema

    computed = store.derive_all(frames)
    return {
        table.name: pa.Table.from_pandas(
            computed[table.name], arrow_schema(table), preserve_index=False
        ).replace_schema_metadata(None)
        for table in found.derived
    }


def _table(found: Opened, name: str) -> pyarrow.Table:
    """One stored table with the Arrow types of its schema, whatever its format."""
    import pyarrow as pa

    table = found.package.resource(name)
    reader = {"csv": store.read_csv, "parquet": _read_parquet, "json": _read_json}.get(table.format)
    if reader is None:
        raise ValueError(f"{name} is in the format {table.format!r}, not csv, parquet or json")
    return pa.concat_tables(reader(found.read(path), table) for path in table.paths)


def _read_parquet(data: bytes, table: Resource) -> pyarrow.Table:
    import pyarrow as pa
    from pyarrow import parquet

    from spaceties.datapackage.arrow import arrow_schema

    read = parquet.read_table(pa.BufferReader(data))
    return read.replace_schema_metadata(None).cast(arrow_schema(table))


def _read_json(data: bytes, table: Resource) -> pyarrow.Table:
    from datetime import date

    import pyarrow as pa

    from spaceties.datapackage.arrow import arrow_schema

    schema = arrow_schema(table)
    records = json.load(io.BytesIO(data))
    columns = {name: [record[name] for record in records] for name in schema.names}
    for field in schema:
        if pa.types.is_date(field.type):
            days = columns[field.name]
            columns[field.name] = [day and date.fromisoformat(day) for day in days]
        elif pa.types.is_floating(field.type):
            columns[field.name] = [v if v is None else float(v) for v in columns[field.name]]
    return pa.table(columns, schema)


def _known_form(as_: str) -> None:
    if as_ not in FORMS:
        raise ValueError(f"as_ is {as_!r}; it can be {', '.join(map(repr, FORMS))}")


def _shaped(table: pyarrow.Table, as_: str) -> Any:
    if as_ == "arrow":
        return table
    if as_ == "polars":
        try:
            import polars
        except ModuleNotFoundError:
            raise ModuleNotFoundError(
                "as_='polars' needs Polars: pip install 'spaceties[polars]'"
            ) from None
        return polars.from_arrow(table)
    from spaceties.dataset import edtf_pandas  # noqa: F401  registers Series.vague

    return store.frame(table)
