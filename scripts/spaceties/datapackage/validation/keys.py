"""Primary, unique and foreign keys, over all rows of a table at once.

Keys compare by value, not by text: 7 and 007 are one integer, 1.0 and 1.00 one number. A null
equals nothing: as in SQL, a unique or foreign key of which a part is missing is exempt.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import (
    booleans,
    false,
    one_core,
    rows_false,
    rows_true,
    scalar,
    strings,
    taken,
    to_numpy,
    union,
    valid,
)
from ..cells import canonical, reader
from ..model import Field
from ..natives import native_reader, text_of
from ..tabular.block import Column, cells_of
from .cast import cast_column, vector_type
from .repeats import repeated_values

SEPARATOR, ESCAPE, NULL = "\x1f", "\x1e", "\x00"
LONG = 200_000  # rows from which on two threads look up references


@dataclass
class KeyColumn:
    """One key column over a whole table: arrays of text or integers. bad: rows whose cell cannot
    be read.

    distinct: all texts that occur, where validating the column has brought them together.
    natives: what values that are no texts come to, by the texts that reports have for them.
    """

    field: Field
    parts: list[pa.Array] = dataclasses.field(default_factory=list)
    bad: list[np.ndarray] = dataclasses.field(default_factory=list)
    distinct: list[str] | None = None
    natives: dict[str, str | None] = dataclasses.field(default_factory=dict)

    @cached_property
    def text(self) -> pa.ChunkedArray:
        """The cells as written, once all are there; nulls are missing cells."""
        return pa.chunked_array([part.cast(pa.string()) for part in self.parts], pa.string())

    @property
    def readable_text(self) -> pa.ChunkedArray:
        """The text of the cells that can be read, null for others."""
        bad = self.bad_rows()
        if not len(bad):
            return self.text
        mask = np.ones(len(self.text), dtype=bool)
        mask[bad] = False
        return pc.if_else(booleans(mask), self.text, pa.nulls(1, pa.string())[0])

    @property
    def integers(self) -> pa.ChunkedArray | None:
        """The cells as integers, where the file holds them as such."""
        if not self.parts or not all(pa.types.is_integer(part.type) for part in self.parts):
            return None
        return pa.chunked_array([part.cast(pa.int64()) for part in self.parts], pa.int64())

    def add(self, column: Column) -> None:
        """Takes in the cells of a block."""
        if isinstance(column, pa.ChunkedArray) and (
            pa.types.is_string(column.type) or pa.types.is_integer(column.type)
        ):
            self.parts += column.chunks
            return
        cells = cells_of(column)
        self.parts.append(strings(map(text_of, cells)))
        if self.field.options or self.field.format != "default" or self.field.type == "list":
            read = native_reader(self.field)  # of no such text
            others = [value for value in cells if value is not None and not isinstance(value, str)]
            self.natives |= {str(text_of(value)): _canonical(read(value)) for value in others}

    def at(self, rows: np.ndarray) -> list[str | None]:
        """The cells of some rows as written."""
        return cells_of(self.text, rows)

    def bad_rows(self) -> np.ndarray:
        """Rows of the whole table whose cell cannot be read."""
        return np.concatenate(self.bad) if self.bad else np.empty(0, np.int64)


def family(field_: Field) -> str:
    """What a field's values can be equal to: values of fields of the same family only."""
    if field_.type in ("integer", "year", "number"):
        return "number"
    return "text" if field_.type in ("string", "any") else field_.type


def values(column: KeyColumn, as_text: bool = False) -> pa.ChunkedArray:
    """The column's values in a form in which equal values are equal: int64 or text.

    as_text: never int64, for keys of several columns and for integers that meet decimals.
    """
    field_ = column.field
    if field_.type in ("integer", "year") and (whole := column.integers) is not None:
        return whole.cast(pa.string()) if as_text else whole
    text = column.text
    if family(field_) == "text":
        return column.readable_text
    if field_.type in ("integer", "year") and vector_type(field_) is not None:
        cast = cast_column(text, field_)
        if not cast.overflow:
            whole = cast.typed.cast(pa.int64())
            return whole.cast(pa.string()) if as_text else whole
    read = reader(field_)
    if column.natives:  # an unreadable text may be that of a value
        text = column.readable_text
    coded = text.dictionary_encode()
    parts = []
    for chunk in coded.chunks:
        texts, natives = chunk.dictionary.to_pylist(), column.natives
        known = [natives[t] if t in natives else _canonical(read(t)) for t in texts]
        parts.append(strings(known).take(chunk.indices))
    return pa.chunked_array(parts, pa.string())


def joined(columns: list[KeyColumn]) -> pa.ChunkedArray:
    """The values of several columns as one text per row; nulls take part as such."""
    parts = [_escaped(values(column, as_text=True)) for column in columns]
    if len(parts) == 1:
        return parts[0]
    arrays = [part.combine_chunks() for part in parts]
    texts = pc.binary_join_element_wise(
        *arrays, scalar(SEPARATOR, pa.string()), null_handling="replace", null_replacement=NULL
    )
    return pa.chunked_array([texts])


def null_rows(columns: list[KeyColumn]) -> np.ndarray:
    """Mask of the rows in which any of the columns is missing or unreadable."""
    mask: np.ndarray = np.zeros(len(columns[0].text), dtype=bool)
    for column in columns:
        mask |= ~valid(column.text)
        mask[column.bad_rows()] = True
    return mask


def nan_rows(columns: list[KeyColumn]) -> np.ndarray:
    """Mask of the rows in which any of the columns is NaN, which is there and equals nothing."""
    mask: np.ndarray = np.zeros(len(columns[0].text), dtype=bool)
    for column in columns:
        if column.field.type == "number":
            mask |= ~valid(values(column)) & ~null_rows([column])
    return mask


def duplicates(columns: list[KeyColumn]) -> tuple[np.ndarray, np.ndarray]:
    """(rows whose key an earlier row has too, the first row of each); rows with nulls exempt."""
    nothing = np.empty(0, np.int64)
    if len(columns) == 1:
        key = values(columns[0])
    else:
        null = null_rows(columns)
        key = joined(columns)
        if null.any():
            key = pc.if_else(booleans(null), pa.nulls(1, key.type)[0], key)
    repeated = repeated_values(key)
    if not len(repeated):
        return nothing, nothing
    rows = rows_true(pc.is_in(key, value_set=repeated))
    codes = to_numpy(taken(key, rows).dictionary_encode().indices)
    # codes count up in the order of first appearance
    highest = np.maximum.accumulate(codes)
    new = np.append(True, highest[1:] > highest[:-1])
    first = rows[new]
    return rows[~new], first[codes[~new]]


def unmatched(own: list[KeyColumn], others: list[KeyColumn]) -> np.ndarray:
    """Rows of `own` whose key no row of `others` has."""
    if any(family(a.field) != family(b.field) for a, b in zip(own, others, strict=True)):
        return np.flatnonzero(~null_rows(own))
    if len(own) == 1:
        if own[0].distinct is not None and family(own[0].field) == "text":
            return _outside_few(values(own[0]), own[0].distinct, values(others[0]))
        text = "number" in (own[0].field.type, others[0].field.type)
        mine, theirs = values(own[0], text), values(others[0], text)
        if mine.type != theirs.type:
            mine, theirs = mine.cast(pa.string()), theirs.cast(pa.string())
        return union(_outside(mine, theirs), np.flatnonzero(nan_rows(own)))
    exempt = null_rows(own)  # an unreadable cell is a problem of its own
    present = ~null_rows(others) & ~nan_rows(others)
    theirs = joined(others).filter(booleans(present))
    missing = false(pc.is_in(joined(own), value_set=theirs.combine_chunks()))
    return np.flatnonzero((missing | nan_rows(own)) & ~exempt)


def _outside_few(mine: pa.ChunkedArray, distinct: list[str], theirs: pa.ChunkedArray) -> np.ndarray:
    """`_outside` for a column whose distinct values are known."""
    few = strings(distinct)
    lost = few.filter(pc.invert(pc.is_in(few, value_set=theirs.combine_chunks().drop_null())))
    if not len(lost):
        return np.empty(0, np.int64)
    return rows_true(pc.is_in(mine, value_set=lost))


def _outside(mine: pa.ChunkedArray, theirs: pa.ChunkedArray) -> np.ndarray:
    known = theirs.combine_chunks().drop_null()

    def rows(start: int, end: int) -> np.ndarray:
        part = mine.slice(start, end - start)
        matched = pc.or_(pc.is_in(part, value_set=known), part.is_null())
        return rows_false(matched) + start

    if len(mine) < LONG or one_core():  # each half makes a table of all that is known
        return rows(0, len(mine))
    middle = len(mine) // 2
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:  # looking up is one core's work otherwise
        return np.concatenate(list(pool.map(rows, (0, middle), (middle, len(mine)))))


def _escaped(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text without the two characters that `joined` uses."""
    escaped = pc.replace_substring(column, ESCAPE, ESCAPE + "0")
    return pc.replace_substring(escaped, SEPARATOR, ESCAPE + "1")


def _canonical(value: Any) -> str | None:
    if isinstance(value, (float, Decimal)) and value != value:
        return None  # NaN equals nothing
    return None if value is None else canonical(value)
