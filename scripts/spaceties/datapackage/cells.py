"""Exact reading of single cells: text to value, one reader per field.

These readers decide. The casts of `validation.cast` only take short cuts where the outcome is
certain and come here for every cell that they cannot read. The rules are those of frictionless
5.21, stricter where docs/deviations.md says so: no padding, no `1_000`, no digits of another
script, no `2016-1-5`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from . import string_formats
from .instants import any_instant, iso_date, iso_datetime, iso_time
from .model import Field

Reader = Callable[[str], Any]

INTEGER = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)", re.IGNORECASE
)
YEAR = re.compile(r"-?(?:[0-9]{4}|[1-9][0-9]{4,17})")
BARE = re.compile(r"[^-\d]*(.*\d|)\D*", re.DOTALL)  # what bareNumber: false leaves, as frictionless

MOST_DIGITS = 4300  # of an integer: Python reads and writes no longer ones
MOST_BITS = 14_283  # that make no more digits

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")

OPTIONS_OF = {
    "integer": {"bareNumber", "groupChar"},
    "number": {"bareNumber", "groupChar", "decimalChar", "floatNumber"},
    "boolean": {"trueValues", "falseValues"},
    "list": {"delimiter", "itemType"},
}
FORMATS = {
    "string": ("default", *string_formats.READERS),
    "geopoint": ("default", "array", "object"),
    "geojson": ("default", "topojson"),
}
STRUCTURED = ("object", "array", "geojson", "geopoint")  # types that `structured` reads
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")  # of lists
CONSTRAINTS = {
    "required",
    "unique",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "jsonSchema",
}


class Unsupported(Exception):
    """A type, format, option, constraint or form that cannot be validated here."""


class UnknownForm(Unsupported):
    """A table in a form that is not read, which is no fault of its descriptor."""


class Unreadable(Unsupported):
    """What nobody could validate: no type that there is, a bound that is no value of its type."""


def reader(field: Field) -> Reader:
    """A function from text (never a missing value) to the cell's value, None if it is unreadable.

    Raises `Unsupported` for types, formats and options that are not known here.
    """
    unknown = set(field.options) - OPTIONS_OF.get(field.type, set())
    if unknown:
        raise Unsupported(f'option "{min(unknown)}"')
    unknown = set(field.constraints) - CONSTRAINTS
    if unknown:
        raise Unsupported(f'constraint "{min(unknown)}"')
    make = READERS.get(field.type)
    if make is None:
        raise Unreadable(f'there is no type "{field.type}"')
    return make(field)


def declared_value(field: Field, raw: Any) -> Any:
    """A bound or enum value of the descriptor as a value of the field, None if it is not one."""
    if isinstance(raw, str):
        return reader(field)(raw)
    if isinstance(raw, bool):
        return raw if field.type in ("boolean", "any") else None
    if field.type == "number" and isinstance(raw, (int, float)):
        return Decimal(str(raw))
    if field.type == "integer" and (isinstance(raw, int) or _whole(raw)):
        return int(raw)
    if isinstance(raw, (list, dict)):
        from . import structured

        if field.type in structured.NATIVE:
            return structured.NATIVE[field.type](field)(raw)
        if field.type == "list" and isinstance(raw, list):
            items = structured.item_field(field)
            return structured.list_of(lambda part: declared_value(items, part))(raw)
    if field.type == "year" and isinstance(raw, int):
        return raw
    return raw if field.type == "any" else None


def _whole(raw: Any) -> bool:
    return isinstance(raw, float) and raw.is_integer()


def canonical(value: Any) -> str:
    """One text for each value, so that equal values (1.0 and 1.00, 10:00Z and 11:00+01:00) meet.

    NaN equals nothing in a key and is left to the caller.
    """
    if isinstance(value, Decimal) and value.is_finite():
        return _canonical_decimal(value)
    if isinstance(value, datetime) and (offset := value.utcoffset()) is not None:
        try:
            return value.astimezone(UTC).isoformat()
        except OverflowError:  # in UTC the year is 0 or 10000
            return str(value.replace(tzinfo=None) - datetime.min - offset)
    if isinstance(value, (list, dict)):
        text = json.dumps(value, default=canonical, sort_keys=True)
        return json.dumps(json.loads(text, parse_float=_equal_integer), ensure_ascii=False)
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return hex(value)
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)


def _equal_integer(digits: str) -> int | float:
    """A number of JSON, as the integer that it equals if there is one."""
    number = float(digits)
    return int(number) if number.is_integer() else number


def _canonical_decimal(value: Decimal) -> str:
    """The digits without zeros at their ends, and the exponent; whole numbers as integers have
    them. No arithmetic: it would round, and 1e999999999 has a thousand million digits."""
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    power = int(exponent) + len(digits) - len(text)
    if not text:
        return "0"
    whole = 0 <= power <= MOST_DIGITS - len(text)
    return f"{'-' * sign}{text}{'0' * power if whole else f'e{power}'}"


def foreign_digits(text: str) -> bool:
    """True if the text holds digits of a script other than Latin."""
    return not text.isascii() and any(c.isdigit() and not c.isascii() for c in text)


def _integer(field: Field) -> Reader:
    bare = field.options.get("bareNumber", True)
    group = field.options.get("groupChar", "")

    def read(text: str) -> int | None:
        if not bare:
            text = BARE.sub(r"\1", text.strip(), count=1)
        if group:
            text = text.replace(group, "")
        if not INTEGER.fullmatch(text):
            return None
        try:
            return int(text)
        except ValueError:  # more digits than Python converts
            return None

    return read


def _number(field: Field) -> Reader:
    bare = field.options.get("bareNumber", True)
    group = field.options.get("groupChar", "")
    point = field.options.get("decimalChar", ".")
    plain = bare and not group and point == "."

    def read(text: str) -> Decimal | None:
        if not plain:
            text = text if bare else BARE.sub(r"\1", text.strip(), count=1)
            text = text.replace(group, "") if group else text
            if point != ".":
                if "." in text:
                    return None
                text = text.replace(point, ".")
        if not NUMBER.fullmatch(text):
            return None
        try:
            return Decimal(text)
        except InvalidOperation:  # an exponent beyond decimal's range
            return None

    return read


def _boolean(field: Field) -> Reader:
    values: dict[str, bool] = dict.fromkeys(field.options.get("trueValues", TRUE_VALUES), True)
    values |= dict.fromkeys(field.options.get("falseValues", FALSE_VALUES), False)
    return values.get


def _temporal(field: Field, iso: Reader, part: Callable[[datetime], Any]) -> Reader:
    """Reads ISO 8601, or a pattern of strptime, of whose instant a part is the value."""
    if field.format == "default":
        return iso
    parse = any_instant if field.format == "any" else datetime.strptime

    def read(text: str) -> Any:
        if foreign_digits(text):
            return None
        try:
            return part(parse(text, field.format))
        except (ValueError, OverflowError, re.error):  # re.error: the same part twice
            return None

    return read


def _structured(field: Field) -> Reader:
    from . import structured

    _has_format(field)
    return structured.TEXT[field.type](field)


def _yearmonth(_field: Field) -> Reader:
    from .durations import yearmonth

    return yearmonth


def _duration(_field: Field) -> Reader:
    from .durations import duration

    return duration


def _list(field: Field) -> Reader:
    from . import structured

    items = structured.item_field(field)
    if items.type not in ITEM_TYPES or field.options.get("delimiter") == "":
        raise Unreadable(
            f"there is no list of {items.type!r} by {field.options.get('delimiter')!r}"
        )
    return structured.list_reader(field, reader(items))


def _has_format(field: Field) -> None:
    if field.format not in FORMATS.get(field.type, (field.format,)):
        raise Unsupported(f'format "{field.format}" of type "{field.type}"')


def _string(field: Field) -> Reader:
    _has_format(field)
    return string_formats.READERS.get(field.format, lambda text: text)


READERS: dict[str, Callable[[Field], Reader]] = {
    "string": _string,
    "any": lambda _: lambda text: text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": lambda field: _temporal(field, iso_date, datetime.date),
    "datetime": lambda field: _temporal(field, iso_datetime, lambda instant: instant),
    "time": lambda field: _temporal(field, iso_time, datetime.timetz),
    "year": lambda _: lambda text: int(text) if YEAR.fullmatch(text) else None,
    "yearmonth": _yearmonth,
    "duration": _duration,
    "list": _list,
    **dict.fromkeys(STRUCTURED, _structured),
}
