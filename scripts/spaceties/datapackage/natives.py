"""One cell that is no text: a value as JSON, a workbook, Arrow or Python gives it.

Data Package 2.0 (Table Schema, "Field types") lets a form of data that has a type of its own hold
logical values as they are; what it has no type for is text in the lexical form of the type. So a
text is read by `cells.reader`, and another value counts where it means the same: 1 and 1.0 are the
integer 1, a date at midnight is a date, a list is an array.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .cells import MOST_DIGITS, STRUCTURED, Reader, canonical, reader
from .model import Field


@dataclass(frozen=True)
class CellError:
    """What a spreadsheet shows where it has no value, "#N/A": no value of any type."""

    text: str


class Unbounded(CellError):
    """A number that is written with an exponent beyond those of `Decimal`."""


KINDS = {
    type(None): "null",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    Decimal: "a number",
    str: "text",
    datetime: "a date and time",
    date: "a date",
    time: "a time",
    timedelta: "a duration",
    list: "an array",
    tuple: "an array",
    dict: "an object",
    bytes: "bytes",
    CellError: "an error of the spreadsheet",
    Unbounded: "a number beyond all bounds",
}


def native_reader(field: Field) -> Reader:
    """A function from a value (never None) to the cell's value, None if it is none of the type.

    Raises `cells.Unsupported` as `cells.reader` does.
    """
    of_text = reader(field)
    of_value: Callable[[Any], Any] = _READERS.get(field.type, _nothing)
    if field.type in STRUCTURED:
        from . import structured

        of_value = structured.NATIVE[field.type](field)
    elif field.type == "list":
        from .structured import item_field, list_of

        of_value = list_of(native_reader(item_field(field)))

    def read(value: Any) -> Any:
        if isinstance(value, CellError):
            return None
        return of_text(value) if isinstance(value, str) else of_value(value)

    return read


def kind_of(value: Any) -> str:
    """What a value is, in words: "an integer", "text"."""
    return KINDS.get(type(value), type(value).__name__)


def text_of(value: Any) -> str | None:
    """A value as text, for reports and keys: texts as they are, lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        whole = value.is_finite() and value.adjusted() < 15 and value == value.to_integral_value()
        return str(int(value)) if whole else str(value)
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=_exact, separators=(",", ":"))
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, CellError):
        return value.text
    return canonical(_duration(value) or value)


def _exact(value: Any) -> Any:
    """What JSON has no kind for: a number if it loses no digit by that, else text."""
    number = float(value) if isinstance(value, Decimal) and value.is_finite() else None
    return str(value) if number is None or Decimal(repr(number)) != value else number


def _integer(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < MOST_DIGITS:
        return int(value) if value == value.to_integral_value() else None
    return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else Decimal(value)
    return None


def _duration(value: Any) -> Any:
    if not isinstance(value, timedelta):
        return None
    from .durations import duration_of

    return duration_of(value)


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() and value.tzinfo is None else None
    return value if isinstance(value, date) else None


def _year(value: Any) -> int | None:
    return _integer(value)


def _instance(*kinds: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, kinds) else None


def _nothing(_value: Any) -> None:
    """Types that only text can be of."""


_READERS: dict[str, Callable[[Any], Any]] = {
    "any": lambda value: value,
    "integer": _integer,
    "number": _number,
    "boolean": _instance(bool),
    "date": _date,
    "datetime": _instance(datetime),
    "time": _instance(time),
    "year": _year,
    "duration": _duration,
}
