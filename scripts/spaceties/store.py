"""Where the package's own descriptor and tables are, and how they become typed DataFrames."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.package import descriptor
from spaceties.package.schema import Package, Resource, arrow_schema

if TYPE_CHECKING:
    import pandas
    import pyarrow

DERIVED = "spaceties:derived"
EDTF = "http://id.loc.gov/datatypes/edtf"


class UnknownTable(KeyError):
    """No table of that name; the message lists the tables and suggests the nearest."""

    def __str__(self) -> str:
        return str(self.args[0])


def descriptor_path() -> Path:
    """The descriptor inside the installed package, or that of the clone it runs from."""
    here = Path(__file__).resolve().parent
    installed = here / "data" / "datapackage.json"
    return installed if installed.exists() else here.parents[1] / "datapackage.json"


def is_ours(package: Package) -> bool:
    """Whether the cross-table rules speak of this package."""
    return package.name == "spaceties"


def derived(package: Package) -> tuple[Resource, ...]:
    """The tables that are computed at release, declared beside the stored ones."""
    declared = {"resources": package.custom.get(DERIVED, [])}
    return descriptor.from_descriptor(declared, package.basepath).resources


def vague_fields(table: Resource) -> list[str]:
    """Names of the columns that hold vague dates (EDTF)."""
    return [field.name for field in table.fields if field.rdf_type == EDTF]


def names(path: Path) -> list[str]:
    """Names of the stored and the derived tables, in the order of the descriptor."""
    package = descriptor.load(path)
    return [*package.names, *(table.name for table in derived(package))]


def load(path: Path, name: str) -> pandas.DataFrame:
    """One table as a typed DataFrame; see :func:`spaceties.load`."""
    known = names(path)
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
        suggestion = f" Did you mean {near[0]!r}?" if near else ""
        raise UnknownTable(f"no table {name!r}.{suggestion} The tables are: {', '.join(known)}.")
    package = descriptor.load(path)
    if name in package.names:
        return frame(read(package, name))
    return derive_all({n: frame(read(package, n)) for n in package.names})[name]


def load_all(path: Path) -> dict[str, pandas.DataFrame]:
    """Every table by name; see :func:`spaceties.load_all`."""
    package = descriptor.load(path)
    stored = {name: frame(read(package, name)) for name in package.names}
    return {**stored, **derive_all(stored)}


def derive_all(stored: dict[str, pandas.DataFrame]) -> dict[str, pandas.DataFrame]:
    """The derived tables, computed from the stored ones."""
    from spaceties import derive

    return {"ties": derive.ties(stored)}


def read(package: Package, name: str) -> pyarrow.Table:
    """One stored table with the Arrow types of its schema, files in the order of the descriptor.

    For tables that are known to be valid; `spaceties validate` is what finds and locates errors.
    """
    import pyarrow as pa
    from pyarrow import csv

    table = package.resource(name)
    types = arrow_schema(table)
    options = csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, include_columns=types.names
    )
    lines = csv.ParseOptions(newlines_in_values=True)
    parts = [
        csv.read_csv(package.basepath / path, parse_options=lines, convert_options=options)
        for path in table.paths
    ]
    return pa.concat_tables(parts)


def frame(table: pyarrow.Table) -> pandas.DataFrame:
    """An Arrow table as a DataFrame that keeps its types and tells missing from NaN: `Int64`,
    `Float64`, `boolean`, `datetime64[s]` and text."""
    import pandas as pd
    import pyarrow as pa

    types = {
        pa.int64(): pd.Int64Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    result = table.to_pandas(types_mapper=types.get, date_as_object=False)
    for column in table.schema:
        if pa.types.is_date(column.type):
            result[column.name] = result[column.name].astype("datetime64[s]")
        elif pa.types.is_string(column.type):
            result[column.name] = result[column.name].astype("str")
    return result
