"""Cells that rows of claims and audits point to by table, row and field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from spaceties.rules.views import Tables, as_written, cells_of

PLACE = ("table", "row_key", "field")


class Pointers:
    """The cells of all tables by table, primary key (its parts joined by |) and field."""

    def __init__(self, tables: Tables):
        self._tables = tables
        self._frames = dict(tables)
        self._keys: dict[str, dict[str | None, int]] = {}
        self._columns: dict[tuple[str, str | None], Any] = {}  # arrays, which are quick to ask

    def at(
        self, table: str | None, key: str | None, field: str | None
    ) -> tuple[bool, bool, str | None]:
        """Whether the row and the field are there, and the cell as it is written; None where it is
        missing or there is none."""
        if table not in self._frames:
            return table is None, True, None
        frame = self._frames[table]
        if table not in self._keys:
            columns = [map(str, frame[name].tolist()) for name in self._tables.primary_keys[table]]
            keys = columns[0] if len(columns) == 1 else map("|".join, zip(*columns, strict=True))
            self._keys[table] = {key: n for n, key in enumerate(keys)}
        row, has_field = self._keys[table].get(key), field in frame
        cell = self._column(table, field)[row] if has_field and row is not None else None
        return row is not None, has_field, as_written(cell)

    def _column(self, table: str, field: str | None) -> Any:
        if (table, field) not in self._columns:
            self._columns[table, field] = self._frames[table][field].array
        return self._columns[table, field]


def texts(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[str | None, ...]]:
    """The cells of columns of text, row by row; None is a missing one."""
    return (
        tuple(cell if isinstance(cell, str) else None for cell in row)
        for row in cells_of(rows, *columns)
    )
