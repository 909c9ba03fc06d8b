"""Text columns to typed columns: whole chunks at once, single cells where a chunk will not go.

Arrow casts a chunk in one step or refuses it. A refused chunk is halved until what refuses is a
handful of cells, and those are read exactly (`cells`), so that one bad cell costs next to nothing
and every bad cell is found. Where Arrow is more lenient than the exact readers, a guard refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import array_of, arrow_type, bytes_of, least
from ..cells import reader
from ..model import Field

LEAF = 64  # cells: below this, reading one by one is cheaper than halving on
UTC_TIMESTAMP = pa.timestamp("us", "UTC")
FIRST_DAY = date(1, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
FIRST_INSTANT = FIRST_DAY * 86_400_000_000  # microseconds
LONGEST_NUMBER = 21  # characters from which on an exponent can have the 19 digits that none may


@dataclass
class Cast:
    """A column typed. bad: rows that cannot be read, null in typed.

    overflow: {row: value} of good values without a place in the Arrow type (an integer of 30
    digits, a time with another kind of offset than the rest), null in typed as well.
    """

    typed: pa.ChunkedArray
    bad: list[int] = field(default_factory=list)
    overflow: dict[int, Any] = field(default_factory=dict)


def vector_type(field_: Field) -> pa.DataType | None:
    """The Arrow type that a plain column of the field is cast to at once, None if there is none."""
    if field_.options and field_.type != "boolean":
        return None
    if field_.type in ("string", "any") and field_.format == "default":
        return pa.string()
    if field_.type in ("integer", "number", "year"):
        return arrow_type(field_)
    if field_.type in ("date", "datetime") and field_.format == "default":
        return arrow_type(field_)
    return None


def cast_column(column: pa.ChunkedArray, field_: Field, zoned: bool = False) -> Cast:
    """A plain text column (not codes) of a field that has a `vector_type`, typed.

    zoned: whether datetimes state an offset from UTC; those that do otherwise overflow.
    """
    kind = vector_type(field_)
    if kind == pa.string():
        return Cast(column)
    exact, guard = reader(field_), GUARDS[field_.type]
    if field_.type == "datetime" and zoned:
        kind = UTC_TIMESTAMP
    parts: list[pa.Array] = []
    bad: list[int] = []
    overflow: dict[int, Any] = {}

    def add(chunk: pa.Array, at: int, good: bool = True) -> bool:
        """Appends a chunk, typed, to the parts, and says whether it went in one step. at: the row
        of its first cell. good: False where it is known that it will not go."""
        try:
            typed = chunk.cast(kind) if good else None
            good = good and guard(chunk, typed)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            good = False
        if good:
            parts.append(typed)
        elif len(chunk) > LEAF:
            half = len(chunk) // 2
            went = add(chunk.slice(0, half), at)
            add(chunk.slice(half), at + half, not went)  # one of the two refuses
        else:
            texts = chunk.to_pylist()
            values = [None if text is None else exact(text) for text in texts]
            pairs = enumerate(zip(texts, values, strict=True))
            bad.extend(at + n for n, (text, value) in pairs if text is not None and value is None)
            array, lost = typed_array(values, kind)
            overflow.update({at + n: value for n, value in lost.items()})
            parts.append(array)
        return good

    at = 0
    for chunk in column.chunks:
        add(chunk, at)
        at += len(chunk)
    return Cast(pa.chunked_array(parts, kind), bad, overflow)


def typed_array(values: list[Any], kind: pa.DataType) -> tuple[pa.Array, dict[int, Any]]:
    """Exactly read values as an array, with those that have no place in it by their positions."""
    fitted = [_fitted(value, kind) for value in values]
    overflow = {
        place: value
        for place, value in enumerate(values)
        if fitted[place] is None and value is not None
    }
    return array_of(fitted, kind), overflow


def fits(value: int, kind: pa.DataType) -> bool:
    """Whether a whole number has a place in a signed Arrow type."""
    end: int = 2 ** (kind.bit_width - 1)
    return -end <= value < end


def _fitted(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_integer(kind):
        return value if fits(value, kind) else None
    if pa.types.is_floating(kind):
        return float(value)
    if pa.types.is_timestamp(kind):
        if (value.tzinfo is not None) != (kind.tz is not None):
            return None
        try:
            return value.astimezone(UTC) if kind.tz else value
        except OverflowError:  # the first or last day of the calendar, seen from UTC
            return None
    if pa.types.is_time(kind):
        return value if value.tzinfo is None else None
    return value


def has_byte(chunk: pa.Array, any_of: bytes) -> bool:
    """Whether a text array holds one of some ASCII characters; one pass over its memory."""
    text, _ = bytes_of(chunk)
    return any(text.find(byte) >= 0 for byte in (any_of[n : n + 1] for n in range(len(any_of))))


def _no_hexadecimal(chunk: pa.Array, _typed: pa.Array) -> bool:
    return not has_byte(chunk, b"xX")


def _plain_number(chunk: pa.Array, _typed: pa.Array) -> bool:
    """No nan(12), and no exponent of so many digits that a decimal cannot have it."""
    if not has_byte(chunk, b"(eE"):  # most often, and told fastest
        return True
    longest: int = pc.max(pc.binary_length(chunk)).as_py() or 0
    return longest < LONGEST_NUMBER and not has_byte(chunk, b"(")


def _from_year_one(_chunk: pa.Array, typed: pa.Array) -> bool:
    return bool(least(typed) >= FIRST_DAY)


def _whole_seconds(chunk: pa.Array, typed: pa.Array) -> bool:
    """Seconds are stated, and the year is not 0, which neither Python nor the standard has."""
    if (pc.min(pc.binary_length(chunk)).as_py() or 19) < 19:
        return False
    return bool(least(typed) >= FIRST_INSTANT)


def _four_digits(chunk: pa.Array, typed: pa.Array) -> bool:
    lengths = pc.min_max(pc.binary_length(chunk)).as_py()
    same = lengths["min"] in (4, None) and lengths["max"] in (4, None)
    return same and bool(least(typed) >= 0) and not has_byte(chunk, b"xX-+")


GUARDS: dict[str, Callable[[pa.Array, pa.Array], bool]] = {
    "integer": _no_hexadecimal,
    "number": _plain_number,
    "date": _from_year_one,
    "datetime": _whole_seconds,
    "year": _four_digits,
}
