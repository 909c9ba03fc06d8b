"""Spaceties: open data on who works with whom in space.

>>> import spaceties
>>> satellites = spaceties.load("satellites")

The tables, their descriptor and the claims travel inside the package, so loading needs no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from spaceties.datapackage.report import Report
    from spaceties.loading import Source

    __version__: str

__all__ = ["__version__", "describe", "load", "load_all", "tables", "validate"]


def __getattr__(name: str) -> str:
    """`__version__`, that of the tables: it stands in the descriptor that travels with the code, so
    that a clone which was installed before a bump tells it right too."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import json

    from spaceties.dataset import store

    return str(json.loads(store.descriptor_path().read_text(encoding="utf-8"))["version"])


def tables(source: Source = None) -> list[str]:
    """Names of the tables, in the order of the descriptor."""
    from spaceties import loading

    return loading.names(source)


@overload
def load(
    name: str, source: Source = None, *, as_: Literal["pandas"] = "pandas"
) -> pandas.DataFrame: ...
@overload
def load(name: str, source: Source = None, *, as_: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def load(name: str, source: Source = None, *, as_: Literal["polars"]) -> polars.DataFrame: ...
@overload
def load(name: str, source: Source = None, *, as_: str) -> Any: ...
def load(name: str, source: Source = None, *, as_: str = "pandas") -> Any:
    """One table as a typed pandas DataFrame, Arrow table or Polars DataFrame.

    source: a release folder, one of its folders, or a zip of one; without it the tables that came
    with the package. Releases have columns with the bounds of vague dates, the package has not.
    as_: "pandas", "arrow" or "polars".

    In pandas dates are `datetime64`, integers `Int64` (missing ones stay integers), numbers
    `Float64`, booleans `boolean`, everything else text. Vague dates (EDTF) stay text; the
    accessor `.vague` gives what they can mean: `agreements["signed_on"].vague.earliest`.
    The derived tables `ties` and `satellites_flat` are computed where they are not stored.

    Raises KeyError for an unknown name (it lists the tables and suggests the nearest),
    FileNotFoundError and ValueError for a source that is not there or is no package.
    """
    from spaceties import loading

    return loading.load(name, source, as_)


@overload
def load_all(
    source: Source = None, *, as_: Literal["pandas"] = "pandas"
) -> dict[str, pandas.DataFrame]: ...
@overload
def load_all(source: Source = None, *, as_: Literal["arrow"]) -> dict[str, pyarrow.Table]: ...
@overload
def load_all(source: Source = None, *, as_: Literal["polars"]) -> dict[str, polars.DataFrame]: ...
@overload
def load_all(source: Source = None, *, as_: str) -> dict[str, Any]: ...
def load_all(source: Source = None, *, as_: str = "pandas") -> dict[str, Any]:
    """Every table by name, derived ones included, as in :func:`load`."""
    from spaceties import loading

    return loading.load_all(source, as_)


def describe(name: str, source: Source = None) -> pandas.DataFrame:
    """The fields of one table: index `field`; columns `type`, `unit`, `required`, `key`, `title`,
    `description`, `values` (tuple of the allowed ones), `refers_to` (a table), `example` (text).

    Raises as :func:`load` does.
    """
    from spaceties import loading

    return loading.describe(name, source)


def validate(source: Source = None) -> Report:
    """What is wrong with the tables by their schema and the cross-table rules, cell by cell.

    Any other package is held against its own schema.

    source: as in :func:`load`. See :class:`spaceties.datapackage.Report`.
    Raises FileNotFoundError and ValueError as :func:`load` does.
    """
    from spaceties import loading

    return loading.validate(source)
