"""Where the package's own descriptor and tables are, and how they become typed DataFrames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas
    import pyarrow

    from spaceties.datapackage.model import Package, Resource

DERIVED = "spaceties:derived"
BOUNDS = ("earliest", "latest")  # the columns that a release adds to each vague date


def descriptor_path() -> Path:
    """The descriptor inside the installed package, or that of the clone it runs from."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "data" / "datapackage.json"
    return installed if installed.exists() else here.parents[1] / "datapackage.json"


def is_ours(package: Package) -> bool:
    """Whether the cross-table rules speak of this package."""
    return package.name == "spaceties"


def derived(package: Package) -> tuple[Resource, ...]:
    """The tables that are computed at release, declared beside the stored ones."""
    from spaceties.datapackage import descriptor

    declared = {"resources": package.custom.get(DERIVED, [])}
    return descriptor.from_descriptor(declared, package.basepath).resources


def vague_fields(table: Resource) -> list[str]:
    """Names of the columns that hold vague dates (EDTF)."""
    from spaceties.datapackage import edtf

    return [field.name for field in table.fields if field.rdf_type == edtf.RDF_TYPE]


def computed_columns(table: Resource) -> list[str]:
    """Names of the columns that a release has beside those that are stored."""
    return [f"{name}_{word}" for name in vague_fields(table) for word in BOUNDS]


def references(table: Resource) -> dict[str, str]:
    """The tables that single columns refer to, by column."""
    keys = (key for key in table.foreign_keys if len(key.fields) == 1)
    return {key.fields[0]: key.table or table.name for key in keys}


def read(package: Package, name: str) -> pyarrow.Table:
    """One stored table with the Arrow types of its schema, files in the order of the descriptor.

    For tables that are known to be valid; `spaceties validate` is what finds and locates errors.
    """
    import pyarrow as pa

    from spaceties.datapackage.paths import read_bytes

    table = package.resource(name)
    files = (read_bytes(package.basepath, path) for path in table.paths)
    return pa.concat_tables(read_csv(data, table) for data in files)


def read_csv(data: bytes, table: Resource) -> pyarrow.Table:
    """The bytes of a CSV file with the Arrow types of the table's schema.

    Arrow reads and casts in one pass what is known to be valid; text cells with their places are
    read by `datapackage.csv.text`.
    """
    from pyarrow import csv

    from spaceties.datapackage.arrow import arrow_schema, source_of

    types = arrow_schema(table)
    options = csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, include_columns=types.names
    )
    lines = csv.ParseOptions(newlines_in_values=True)
    source = source_of(data)
    return csv.read_csv(source, parse_options=lines, convert_options=options)


def held(
    resource: Resource, table: pyarrow.Table
) -> tuple[pyarrow.Table, list[tuple[str, int, str]]]:
    """A table with the numbers alone that its types hold, and (column, row, text) of the others:
    those that are infinite or none, and whole ones beyond 64 bits, for which a column is text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from spaceties.datapackage.arrow import arrow_type

    outside = []
    for at, name in enumerate(table.column_names):
        column, kind = table[name], arrow_type(resource.field(name))
        if pa.types.is_floating(column.type):
            good = pc.is_finite(column)
        elif pa.types.is_integer(kind) and pa.types.is_string(column.type):
            low, high = (-(2 ** (kind.bit_width - 1)), 2 ** (kind.bit_width - 1) - 1)
            fits = [_fits(text, low, high) for text in column.to_pylist()]
            good = pa.chunked_array([pa.array(fits, pa.bool_())])
        else:
            continue
        if pc.all(good).as_py() is not False:
            if column.type != kind:
                table = table.set_column(at, name, column.cast(kind))
            continue
        for row, (fine, value) in enumerate(zip(good.to_pylist(), column.to_pylist(), strict=True)):
            if fine is False:
                outside.append((name, row, str(value)))
        emptied = pc.if_else(good, column, pa.scalar(None, column.type))
        table = table.set_column(at, name, emptied.cast(kind))
    return table, outside


def _fits(text: str | None, low: int, high: int) -> bool | None:
    try:
        return None if text is None else low <= int(text) <= high
    except ValueError:  # no integer at all, which is told of the cell
        return False


def frame(table: pyarrow.Table, texts: str = "str") -> pandas.DataFrame:
    """An Arrow table as a DataFrame that keeps its types and tells missing from NaN: `Int64`,
    `Float64`, `boolean`, `datetime64[s]` and text. texts: "str", or "string", whose comparisons
    with missing cells are missing and not false."""
    import pandas as pd
    import pyarrow as pa

    types = {
        pa.int64(): pd.Int64Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.api.types.pandas_dtype(texts),
    }
    typed: pd.DataFrame = table.to_pandas(types_mapper=types.get, date_as_object=False)
    for column in table.schema:
        if pa.types.is_date(column.type):
            typed[column.name] = typed[column.name].astype("datetime64[s]")
    return typed
