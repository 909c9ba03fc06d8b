"""One column of a table against its field: types and constraints, column-wise.

A column is validated in one of two ways: cast and checked at once (`cast`, `constraints`), or by
its distinct values, each read exactly once. The second is for types that Arrow does not know, for
columns whose values repeat, and for cells of mixed kinds. Columns of Arrow's other types than text
are compared with the declared type as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import arrow_type, indices, rows_false, strings, taken, to_numpy, union, valid, without
from ..cells import reader
from ..model import Field
from ..natives import native_reader, text_of
from ..report.codes import Code
from ..tabular.block import Cells, Column
from .cast import UTC_TIMESTAMP, Cast, cast_column, typed_array, vector_type
from .constraints import Constraints, Findings

# Some rows of a column: distinct values, how many rows, and for each row the place of its value
# among them, which is worked out only where it is needed.
Part = tuple[list[Any], int, Callable[[], np.ndarray]]
Verdict = tuple[Any, list[Code]]  # of a text: its value, None if unreadable, and what it breaks

SAMPLE, FEW = 2000, 400  # rows looked at first, and how many distinct values there are few
REMEMBERED = 100_000  # distinct texts whose verdict is kept from block to block
MOST_GOOD = 32 * 1024**2  # bytes of texts that are good, from which on no more are learnt
UNKNOWN: Verdict = (None, [Code.TYPE])  # of a text that is not kept

# Texts of these shapes are good for certain; the exact libraries look at only the others.
CERTAIN = {
    "uri": r"\Ahttps?://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
    r"(/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*(\?[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?"
    r"(#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?\z",
    "uuid": r"\A[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z",
}


@dataclass
class ColumnResult:
    """rows: {code: rows of the block}; typed: the column with unreadable cells as nulls.

    fits_type: False if a value has no place in the Arrow type, so that typed lacks it.
    """

    rows: Findings = field(default_factory=dict)
    typed: pa.ChunkedArray | None = None
    fits_type: bool = True


class ColumnValidator:
    """Validates one column, block by block. Raises `Unsupported` if it cannot be judged.

    missing: the texts that mean a missing cell; the columns that are validated hold none.
    """

    def __init__(self, field_: Field, missing: Collection[str] = ("",)) -> None:
        self.field = field_
        self.missing = missing
        self.constraints = Constraints(field_)
        self._read = reader(field_)
        self._read_native = native_reader(field_)
        self._kind = vector_type(field_)
        text_only = field_.type in ("string", "any")
        listed = self.constraints.enum is not None or self.constraints.categories is not None
        self._plain = self._kind is not None and (text_only or not listed)
        self._few: bool | None = None
        self._zoned: bool | None = None
        self._known: dict[Any, Verdict] = {}
        self._good = strings([None])  # texts that need not be looked at again

    def good(self, text: str) -> bool:
        """Whether a cell of this text would conform."""
        if text in self.missing:
            return not self.constraints.required
        value = self._read(text)
        return value is not None and not self.constraints.of_value(value)

    def mismatch(self, text: str) -> str | None:
        """What in a cell of this text is not as the JSON schema has it, the first of it."""
        schema, value = self.constraints.schema, self._read(text)
        wrong = schema.mismatches(value) if schema and value is not None else []
        for place, what in wrong[:1]:
            return f"{'/'.join(map(str, place))}: {what}" if place else what
        return None

    @property
    def distinct(self) -> list[str] | None:
        """All texts that the validated blocks hold, None where that is not known."""
        if not self._few or len(self._known) >= REMEMBERED:
            return None
        return [text for text in self._known if isinstance(text, str)]

    def validate(self, column: Column, invalid: list[int], typed: bool) -> ColumnResult:
        """typed: whether the typed column is wanted as well. invalid: rows of cells not there."""
        if not isinstance(column, Cells) and pa.types.is_null(column.type):
            column = column.cast(pa.string())
        if isinstance(column, Cells):
            result = self._by_cell(column.values, typed)
        elif not pa.types.is_string(column.type):
            result = self._by_type(column, typed)
        elif self._plain and not self._repeats(column):
            result = self._by_cast(column)
        else:
            result = self._by_distinct(column, typed)
        if self.constraints.required and column.null_count > len(invalid):
            there = column.valid() if isinstance(column, Cells) else valid(column)
            empty = without(np.flatnonzero(~there), invalid)
            had = result.rows.get(Code.REQUIRED, np.empty(0, np.int64))
            result.rows[Code.REQUIRED] = union(had, empty)
        return result

    def _repeats(self, column: pa.ChunkedArray) -> bool:
        """Whether validating distinct values saves work: settled by the first rows of the table."""
        if self._few is None:
            text_only = self._kind == pa.string()
            sample = column.slice(0, SAMPLE)
            worth = text_only and self.constraints.any and len(sample) > SAMPLE // 4
            self._few = worth and len(sample.unique()) <= min(FEW, len(sample) // 5)
        return self._few

    def _by_cast(self, column: pa.ChunkedArray) -> ColumnResult:
        zoned = False
        if self.field.type == "datetime":
            texts = (text for chunk in column.chunks for text in chunk.to_pylist() if text)
            zoned = self._is_zoned(map(self._read, texts))
        cast: Cast = cast_column(column, self.field, zoned)
        rows = self.constraints.of_column(column, cast.typed)
        if cast.bad:
            rows[Code.TYPE] = np.array(cast.bad)
        for row, value in cast.overflow.items():
            for code in self.constraints.of_value(value):
                rows[code] = np.append(rows.get(code, np.empty(0, np.int64)), row)
        return ColumnResult(rows, _without_zone(cast.typed), not cast.overflow)

    def _is_zoned(self, values: Iterable[datetime | None]) -> bool:
        """Whether the first datetime of the whole table states an offset from UTC: what a column is
        must not depend on where a block ends. values: those of this block, in order."""
        if self._zoned is None:
            first = next((value for value in values if value is not None), None)
            self._zoned = None if first is None else first.tzinfo is not None
        return bool(self._zoned)

    def _by_type(self, column: pa.ChunkedArray, typed: bool) -> ColumnResult:
        """Validates a column of an Arrow type other than text, without making text of it."""
        listed = self.constraints.enum is not None or self.constraints.categories is not None
        kind = native_type(column.type, self.field)
        fitting = None if kind is None or listed else _all_of_type(column, kind)
        if fitting is not None:
            rows = self.constraints.of_column(None, fitting)
            return ColumnResult(rows, _without_zone(fitting))
        if pa.types.is_nested(column.type) or pa.types.is_duration(column.type):
            return self._by_cell(column.to_pylist(), typed)
        try:
            coded = column.dictionary_encode()
        except pa.ArrowNotImplementedError:  # of some types Arrow cannot tell distinct values
            return self._by_cell(column.to_pylist(), typed)
        return self._coded(coded, typed)

    def _by_cell(self, values: list[Any], typed: bool) -> ColumnResult:
        """Validates cells of any kinds, each distinct one once."""
        places: dict[Any, int] = {}
        distinct: list[Any] = []
        rows = np.empty(len(values), np.int64)
        for row, value in enumerate(values):
            key = None if value is None else _identity(value)
            place = places.get(key)
            if place is None:
                place = places[key] = len(distinct)
                distinct.append(value)
            rows[row] = place
        return self._by_values([(distinct, len(rows), lambda: rows)], typed)

    def _by_distinct(self, column: pa.ChunkedArray, typed: bool) -> ColumnResult:
        shape = CERTAIN.get(self.field.format) if self.field.type == "string" else None
        if shape is None or self.constraints.any or self.constraints.required:
            return self._coded(column.dictionary_encode(), True) if typed else self._unknown(column)
        sure = pc.match_substring_regex(column, shape)
        doubtful = pc.if_else(sure, pa.nulls(1, pa.string())[0], column)
        result = self._coded(doubtful.dictionary_encode(), False)
        result.typed = column
        return result

    def _unknown(self, column: pa.ChunkedArray) -> ColumnResult:
        """Validates the cells whose text is not known to be good, which is told faster than which
        text each cell has."""
        rows = rows_false(pc.is_in(column, value_set=self._good))
        if not len(rows):
            return ColumnResult()
        coded = taken(column, rows).dictionary_encode()
        result = self._coded(pa.chunked_array([coded]), False)
        if self._good.nbytes < MOST_GOOD:
            texts = coded.dictionary.to_pylist()
            good = [text for text in texts if not self._known.get(text, UNKNOWN)[1]]
            self._good = pa.concat_arrays([self._good, strings(good)])
        result.rows = {code: rows[places] for code, places in result.rows.items()}
        return result

    def _coded(self, column: pa.ChunkedArray, typed: bool) -> ColumnResult:
        """Validates a column of Arrow's dictionary type."""

        def parts() -> Iterator[Part]:
            known, values = None, []
            for chunk in column.chunks:
                if known is None or not known.equals(chunk.dictionary):  # most often they share one
                    known = chunk.dictionary
                    values = [*known.to_pylist(), None]
                yield values, len(chunk), partial(_places, chunk, len(values) - 1)

        return self._by_values(parts(), typed)

    def _by_values(self, parts: Iterable[Part], typed: bool) -> ColumnResult:
        """Validates values that stand for many cells each, part by part."""
        result = ColumnResult()
        rows: dict[Code, list[np.ndarray]] = {}
        arrays: list[pa.Array] = []
        at, known = 0, None
        for values, count, places_of in parts:
            if values is not known:
                if self.constraints.pattern:
                    self.constraints.pattern.learn(v for v in values if isinstance(v, str))
                known, verdicts = values, [self._verdict(value) for value in values]
                broken = {code for _, codes in verdicts for code in codes}
                array = self._typed([value for value, _ in verdicts], result) if typed else None
            if broken or typed:
                places = places_of()
            for code in broken:
                flags = np.array([code in codes for _, codes in verdicts])
                rows.setdefault(code, []).append(np.flatnonzero(flags[places]) + at)
            if array is not None:
                arrays.append(array.take(indices(places)))
            at += count
        joined = {code: np.concatenate(numbers) for code, numbers in rows.items()}
        result.rows = {code: numbers for code, numbers in joined.items() if len(numbers)}
        result.typed = pa.chunked_array(arrays, arrow_type(self.field)) if typed else None
        return result

    def _typed(self, values: list[Any], result: ColumnResult) -> pa.Array:
        """Values as an array of the Arrow type; what does not fit it is noted in the result."""
        kind = arrow_type(self.field)
        zoned = pa.types.is_timestamp(kind) and self._is_zoned(values)
        if pa.types.is_string(kind):  # what Arrow has no type for is kept as text
            values = [text_of(value) for value in values]
        array, overflow = typed_array(values, UTC_TIMESTAMP if zoned else kind)
        result.fits_type &= not overflow
        return array.cast(kind)

    def _verdict(self, cell: Any) -> Verdict:
        """The value of a cell, None if it has none, and the codes of what is wrong with it."""
        key = cell if cell is None or isinstance(cell, str) else _identity(cell)
        verdict = self._known.get(key)
        if verdict is None:
            value = None if cell is None else self._read_native(cell)
            if cell is None:
                verdict = (None, [])
            elif value is None:
                verdict = (None, [Code.TYPE])
            else:
                verdict = (value, self.constraints.of_value(value))
            if len(self._known) < REMEMBERED:
                self._known[key] = verdict
        return verdict


def _places(codes: pa.Array, null: int) -> np.ndarray:
    """For each cell of a dictionary array the place of its value; `null` for those that are."""
    return np.where(valid(codes), to_numpy(codes.indices), null)


def native_type(kind: pa.DataType, field: Field) -> pa.DataType | None:
    """The Arrow type that a column of `kind` is cast to if its values can all be values of the
    field, None if they must be looked at one by one."""
    types = pa.types
    fits = {
        "integer": lambda k: types.is_integer(k) or types.is_floating(k),
        "number": lambda k: types.is_integer(k) or types.is_floating(k),
        "boolean": types.is_boolean,
        "date": lambda k: types.is_date(k) or (types.is_timestamp(k) and not k.tz),
        "datetime": types.is_timestamp,
        "time": types.is_time,
    }.get(field.type)
    if fits is None or not fits(kind):
        return None
    if types.is_timestamp(kind) and kind.tz:
        return UTC_TIMESTAMP
    return arrow_type(field)


def _all_of_type(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """The column cast, None if a value would not stay what it is: 1.5 as an integer, a moment that
    is no midnight as a date."""
    try:
        cast = column.cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    cuts = pa.types.is_timestamp(column.type) and pa.types.is_date(kind)
    return None if cuts and not cast.cast(column.type).equals(column) else cast


def _identity(value: Any) -> tuple[type, Any]:
    """What tells values apart: 1, 1.0 and true are three; lists and objects by their JSON."""
    if isinstance(value, (list, tuple, dict)):
        return type(value), text_of(value)
    return type(value), value or repr(value)  # 0.0 and -0.0 are two


def _without_zone(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Timestamps with an offset as UTC without a zone, as `arrow_type` has them."""
    if pa.types.is_timestamp(column.type) and column.type.tz:
        return column.cast(pa.timestamp("us"))
    return column
