"""Spaceties: open data on who works with whom in space.

>>> import spaceties
>>> satellites = spaceties.load("satellites")

The tables, their descriptor and the claims travel inside the package, so loading needs no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

__version__ = "0.1.0"
__all__ = ["load", "load_all", "tables", "__version__"]


def tables() -> list[str]:
    """Names of the tables, in the order of the descriptor."""
    from spaceties import store

    return store.names(store.descriptor_path())


def load(name: str) -> pandas.DataFrame:
    """One table as a typed DataFrame.

    Dates are ``datetime64``, integers ``Int64`` (missing ones stay integers), numbers
    ``Float64``, booleans ``boolean``, everything else text; vague dates (EDTF) stay text.
    ``ties``, the derived table of links between states, is computed.

    Raises ``KeyError`` for an unknown name; it lists the tables and suggests the nearest.
    """
    from spaceties import store

    return store.load(store.descriptor_path(), name)


def load_all() -> dict[str, pandas.DataFrame]:
    """Every table by name, typed as in :func:`load`, the derived ``ties`` included."""
    from spaceties import store

    return store.load_all(store.descriptor_path())
