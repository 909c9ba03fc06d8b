"""Views: the rows of a table joined with what rules on them need from other tables.

A view has the rows of one table, each once, indexed by its position in the table.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from spaceties.datapackage import edtf

EVERY = "*"
EPOCH = date(1970, 1, 1)


class UndeclaredTableError(Exception):
    """A view has read a table that it does not declare; no KeyError, which callers forgive."""


class Tables(Mapping[str, pd.DataFrame]):
    """The typed tables by name, each with a clean 0..n-1 index, plus what rules ask of them.

    Types are those whose comparisons with missing cells are missing and not false, such as `Int64`
    and `string`.
    primary_keys and vague: columns by table, those of the key and those with vague dates. today
    is the date of the package, not of the clock: the same tables break the same rules every day.
    unheld: table, column, row and text of numbers that are missing here, as no type holds them.
    """

    def __init__(
        self,
        frames: Mapping[str, pd.DataFrame],
        primary_keys: Mapping[str, list[str]],
        vague: Mapping[str, list[str]],
        today: date,
        unheld: Iterable[tuple[str, str, int, str]] = (),
    ):
        self._frames = dict(frames)
        self.primary_keys = dict(primary_keys)
        self.vague = dict(vague)
        self.today = today
        self.unheld = list(unheld)
        self._declared: frozenset[str] | None = None

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table; columns that are added to it are the caller's alone."""
        if self._declared is not None and name not in self._declared:
            raise UndeclaredTableError(f"the view does not declare that it reads {name}")
        return self._frames[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        if self._declared is not None:
            raise UndeclaredTableError("the view does not declare that it reads every table")
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def day(self) -> int:
        """The date of the package in days, as in `bounds`."""
        return (self.today - EPOCH).days

    def part(self, rows: Mapping[str, Collection[int]]) -> Tables:
        """These rows of these tables alone, under the positions that they have among all."""
        some = self.with_part(rows)
        some._frames = {name: some._frames[name] for name in self._frames if name in rows}
        some.unheld = [one for one in self.unheld if one[2] in rows.get(one[0], ())]
        return some

    def with_part(self, rows: Mapping[str, Collection[int]]) -> Tables:
        """These rows of these tables, under the same positions, and the other tables whole."""
        some = copy.copy(self)
        some._frames = {
            name: frame.loc[sorted(rows[name])] if name in rows else frame
            for name, frame in self._frames.items()
        }
        return some

    def declared(self, names: frozenset[str] | None) -> Tables:
        """The tables for a view that declares which it reads: to look at others is an error, not
        a gap. None is a view that may read all."""
        some = copy.copy(self)
        some._declared = names
        return some

    def bounds(self, column: pd.Series) -> tuple[pd.Series, pd.Series]:
        """Earliest and latest days of a column of dates, vague ones or others, as `Int64` days
        since 1970-01-01; open ends reach to the ends of the calendar, missing and unreadable dates
        are missing."""
        cells = pa.array(column)
        if pd.api.types.is_datetime64_any_dtype(column):
            first = last = cells.cast(pa.date32())
        else:
            first, last = edtf.column_bounds(cells, edtf.span)
        days = [
            days.cast(pa.int32()).cast(pa.int64()).to_pandas(types_mapper=INTEGERS.get)
            for days in (first, last)
        ]
        return days[0].set_axis(column.index), days[1].set_axis(column.index)

    def with_bounds(self, rows: pd.DataFrame, **columns: str) -> pd.DataFrame:
        """Rows with the `bounds` of columns of dates: signed="signed_on" gives `signed_first` and
        `signed_last`."""
        for name, column in columns.items():
            rows[f"{name}_first"], rows[f"{name}_last"] = self.bounds(rows[column])
        return rows

    def join(self, left: pd.DataFrame, on: str, table: str, prefix: str) -> pd.DataFrame:
        """`left` with the columns of the row of `table` that `on` names, as `prefix.column`.

        The index of `left` is kept; rows without a partner get missing values.
        """
        (key,) = self.primary_keys[table]
        right = self[table].drop_duplicates(key).set_index(key, drop=False).add_prefix(f"{prefix}.")
        return left.join(right, on=on)


INTEGERS = {pa.int64(): pd.Int64Dtype()}


Build = Callable[[Tables], pd.DataFrame]


@dataclass(frozen=True, eq=False)
class View:
    """What rules look at: the rows of `table`, as `build` joins them. reads: the tables that it
    may read, None for every one, so that its rules need not run when others change. alone: whether
    what it says of a row depends on no other row of its table, so that those which have not
    changed need not be looked at again. pointing: of a view whose rows name in their column `table`
    each the one that they speak of, the tables that it reads besides; None of another. grows:
    whether new rows of other tables break nothing in it. keys: for other tables the column that
    names a row of theirs, where a row asks nothing else of them.
    """

    table: str
    reads: frozenset[str] | None
    build: Build
    alone: bool = False
    pointing: frozenset[str] | None = None
    grows: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, tables: Tables) -> pd.DataFrame:
        """The rows. Raises UndeclaredTableError if another table is read."""
        return self.build(tables.declared(self.reads))

    def read_after(
        self, tables: Iterable[str], changed: Collection[str], grown: Collection[str]
    ) -> set[str]:
        """Those of all tables that it reads to tell what a change of some may have broken, none
        if it can have broken nothing. grown: those of them that have new rows and no others."""
        if self.table == EVERY:
            return set(changed)
        touched = set(changed) if self.reads is None else self.reads.intersection(changed)
        if not touched or (self.grows and self.table not in touched and touched <= set(grown)):
            return set()
        if self.pointing and self.pointing.isdisjoint(changed):
            return {*self.pointing, *changed}
        return set(tables) if self.reads is None else set(self.reads)

    def after(
        self,
        tables: Tables,
        changed: Mapping[str, Collection[int]],
        grown: Collection[str] = (),
    ) -> Tables | None:
        """What the view is to be built of to tell what a change may have broken; None if it can
        have broken nothing. changed: positions of rows by table. grown: as in `read_after`."""
        if self.table == EVERY:
            return tables.part(changed) if any(map(len, changed.values())) else None
        if not self.read_after(tables, changed, grown):
            return None
        touched = set(changed) if self.reads is None else self.reads & changed.keys()
        concerned, rows = {*changed.get(self.table, ())}, tables[self.table]
        if self.pointing and self.pointing.isdisjoint(changed):
            concerned.update(np.flatnonzero(rows["table"].isin(list(changed))).tolist())
        elif self.alone and touched <= {self.table, *self.keys}:
            for name in touched - {self.table}:
                (key,) = tables.primary_keys[name]
                named = among(rows[self.keys[name]], tables[name][key].iloc[list(changed[name])])
                concerned.update(np.flatnonzero(named).tolist())
        else:
            return tables
        return tables.with_part({self.table: concerned}) if concerned else None

    @property
    def name(self) -> str:
        """The name of the function that builds it."""
        return self.build.__name__


def view(
    table: str,
    *others: str,
    alone: bool = False,
    pointing: bool = False,
    grows: bool = False,
    **keys: str,
) -> Callable[[Build], View]:
    """Makes a function a view of the rows of a table (`EVERY` for the cells of all) that reads
    some others as well (`EVERY` for all). pointing: and the one that each row names in its column
    `table`. alone, grows, keys: see `View`."""
    names = frozenset((table, *others))
    reads = None if EVERY in names or pointing else names
    others_of_rows = names if pointing else None
    return lambda build: View(table, reads, build, alone, others_of_rows, grows, keys)


@view(EVERY, alone=True)
def text_cells(t: Tables) -> pd.DataFrame:
    """Every stated text cell of every table: columns table, column, row, value (a category, so
    that each different text is judged once), readable (false for a vague date that is none)."""
    columns, rows, values = [], [], []
    for name, frame in t.items():
        positions, dated = frame.index.to_numpy(), t.vague.get(name, ())
        for column, texts in frame.items():
            if pd.api.types.is_string_dtype(texts.dtype):
                stated = texts.notna().to_numpy()
                columns.append((name, column, column in dated))
                rows.append(positions[stated])
                values.append(texts.array[stated])
    kinds = pd.DataFrame(columns, columns=["table", "column", "vague"])
    cells = kinds.loc[kinds.index.repeat([len(r) for r in rows])].reset_index(drop=True)
    codes, distinct = pd.factorize(pd.concat(map(pd.Series, values), ignore_index=True))
    vague = cells.pop("vague").to_numpy()
    dates = np.unique(codes[vague])
    is_date = np.ones(len(distinct), dtype=bool)
    is_date[dates] = [edtf.span(text) is not None for text in distinct[dates]]
    cells["row"] = np.concatenate(rows)
    cells["value"] = pd.Categorical.from_codes(codes, distinct)
    cells["readable"] = ~vague | is_date[codes]
    return cells


@view(EVERY, alone=True)
def numbers_not_held(t: Tables) -> pd.DataFrame:
    """The numbers that no type holds: columns table, column, row, value."""
    return pd.DataFrame(t.unheld, columns=["table", "column", "row", "value"])


def cells_of(rows: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The cells of columns, row by row, ten times as fast as by iterating over columns of text."""
    return zip(*(rows[column].tolist() for column in columns), strict=True)


def among(column: pd.Series, values: Iterable[object]) -> pd.Series:
    """Whether each cell is one of very many values, for which `isin` of Arrow texts is slow."""
    known = set(values.tolist() if isinstance(values, pd.Series) else values)
    return pd.Series([cell in known for cell in column.tolist()], column.index, dtype=bool)


def in_ring(ids: pd.Series, links: pd.Series) -> pd.Series:
    """Whether following `links` from a row leads back to it."""
    pairs = zip(ids.tolist(), links.tolist(), strict=True)
    following = {i: link for i, link in pairs if isinstance(i, str) and isinstance(link, str)}

    def returns(start: str) -> bool:
        at, seen = following.get(start), set()
        while at is not None and at not in seen:
            if at == start:
                return True
            seen.add(at)
            at = following.get(at)
        return False

    return ids.map(returns)


def hardly_before(rows: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    """For warnings: False where `later`, which must not lie before `earlier`, possibly does.

    Both are intervals of days (`*_first`, `*_last`) that overlap, and `later` reaches further back
    at both of its ends. A date that is merely coarser than the other casts no doubt, and what lies
    wholly before is for the rule that makes it an error.
    """
    certain = rows[f"{later}_last"] < rows[f"{earlier}_first"]
    begins = rows[f"{later}_first"] >= rows[f"{earlier}_first"]
    return certain | begins | (rows[f"{later}_last"] >= rows[f"{earlier}_last"])


def as_written(cell: Any) -> str | None:
    """A cell of a view as it is written in a table; None if it is missing."""
    if pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
