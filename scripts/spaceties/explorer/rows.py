"""The tables of a release for looking up: columns, and the numbers of rows by key and by cell."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from spaceties.dataset.dictionary import entries
from spaceties.dataset.model import Cell, Release, ReleaseTable


class Tables:
    """Tables by name; a row is its number, as in the data that `index.html` holds."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._tables = {table.name: table for table in release.tables}
        self.index = cache(self._index)

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __getitem__(self, name: str) -> ReleaseTable:
        return self._tables[name]

    def size(self, table: str) -> int:
        return int(self[table].data.num_rows)

    def column(self, table: str, field: str) -> list[Any]:
        """The cells of a column from top to bottom, as JSON holds them."""
        return self[table].columns[self[table].schema.field_names.index(field)]

    def columns(self, table: str, *fields: str) -> zip[tuple[Any, ...]]:
        """The rows of a table, with the cells of these fields."""
        return zip(*(self.column(table, field) for field in fields), strict=True)

    @cached_property
    def states(self) -> dict[str, str | None]:
        """The state of each organization by id; None of intergovernmental ones."""
        return dict(self.columns("organizations", "organization_id", "country_id"))

    def cell(self, table: str, row: int, field: str) -> Any:
        """One cell, None if the table has no such field."""
        known = field in self[table].schema.field_names
        return self.column(table, field)[row] if known else None

    def key(self, table: str, row: int) -> str:
        """The key of a row as text; parts of several are joined by `|`."""
        return "|".join(str(self.cell(table, row, name)) for name in self[table].schema.primary_key)

    def find(self, table: str, key: str) -> int | None:
        """The number of the row with a key."""
        return next(iter(self.index(table, "").get(key, ())), None)

    def label(self, table: str, key: str) -> str:
        """What to call a row: its name or title, else what its key names, else its key."""
        row = self.find(table, key) if table in self else None
        if row is None:
            return key
        named = (self.cell(table, row, field) for field in ("name", "title", "paraphrase"))
        parts = self[table].schema.primary_key
        return next((str(name) for name in named if name), "") or (
            ", ".join(self._named(table, row, part) for part in parts) if len(parts) > 1 else key
        )

    def _named(self, table: str, row: int, field: str) -> str:
        """A part of a key, by the name of the row to which it refers."""
        key = str(self.cell(table, row, field))
        to = next((e.refers_to for e in entries(self[table].schema) if e.field == field), "")
        return self.label(to, key) if to else key.replace("_", " ")

    def _index(self, table: str, field: str) -> dict[Cell, list[int]]:
        """Numbers of rows by the cells of a field, or by key if the field is ""."""
        cells = (
            self.column(table, field)
            if field
            else [self.key(table, row) for row in range(self.size(table))]
        )
        rows: dict[Cell, list[int]] = {}
        for row, cell in enumerate(cells):
            if cell is not None:
                rows.setdefault(cell, []).append(row)
        return rows
