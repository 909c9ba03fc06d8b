"""What a problem says: one sentence per code and field, without the value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ..cells import FALSE_VALUES, TRUE_VALUES
from ..model import Field
from .codes import Code
from .words import plural, quoted

READABLE = 40  # characters of a pattern; an example says more than a longer one
TYPES = {
    "integer": "an integer",
    "number": "a number",
    "date": "a date (YYYY-MM-DD)",
    "datetime": "a date and time (YYYY-MM-DDThh:mm:ss)",
    "time": "a time (hh:mm:ss)",
    "year": "a year (YYYY)",
    "yearmonth": "a year and month (YYYY-MM)",
    "duration": "a duration such as P1Y2M or PT30M",
    "object": "a JSON object",
    "array": "a JSON array",
    "geojson": "a GeoJSON object",
    "topojson": "a TopoJSON object",
    "string": "text",
    "uri": "an absolute URI",
    "email": "an e-mail address",
    "uuid": "a UUID",
    "binary": "base64",
}
POINTS = {
    "default": '"longitude, latitude"',
    "array": "[longitude, latitude]",
    "object": '{"lon": longitude, "lat": latitude}',
}
LISTED = 60  # characters up to which allowed values are named
MOMENT = datetime(2026, 12, 31, 23, 58, 59, tzinfo=UTC)  # no two of its parts are the same


def message(code: str, field: Field | None) -> str:
    """The sentence for a problem of a column, or of no column if field is None."""
    if field is None:
        return Code(code).sentence
    limits = field.constraints
    if code == Code.TYPE:
        return f"is not {_type(field)}"
    if code == Code.REQUIRED:
        return "is required"
    if code == Code.ENUM:
        return _outside(field.enum, "allowed values")
    if code == Code.CATEGORY:
        return _outside(field.categories, "categories")
    sentences: dict[str, str] = {
        Code.PATTERN: _pattern(field),
        Code.MIN_LENGTH: f"has fewer than {_length(field, 'minLength')}",
        Code.MAX_LENGTH: f"has more than {_length(field, 'maxLength')}",
        Code.MINIMUM: f"is below the minimum {limits.get('minimum')}",
        Code.MAXIMUM: f"is above the maximum {limits.get('maximum')}",
        Code.EXCLUSIVE_MINIMUM: f"is not above {limits.get('exclusiveMinimum')}",
        Code.EXCLUSIVE_MAXIMUM: f"is not below {limits.get('exclusiveMaximum')}",
        Code.JSON_SCHEMA: "does not conform to the JSON schema of the column",
        Code.NOT_COMPUTED: "cannot be compared with the bounds of the column",
    }
    return sentences.get(code, Code(code).sentence)


def _pattern(field: Field) -> str:
    from .. import edtf

    if field.rdf_type == edtf.RDF_TYPE:
        return f"is no date such as {edtf.EXAMPLES}"
    pattern = str(field.constraints.get("pattern"))
    if len(pattern) > READABLE and field.example is not None:
        return f'is not written as the column wants it, such as "{field.example}"'
    return f"does not match the pattern {pattern}"


def _outside(values: Sequence[Any], noun: str) -> str:
    """That a value is none of some, which are named if they are few and short."""
    named = ", ".join(quoted(str(value)) for value in values[:LISTED])
    if len(values) == 1:
        return f"is not {named}, the only value that is allowed"
    return f"is not one of {named if 0 < len(named) <= LISTED else f'the {len(values):,} {noun}'}"


def _length(field: Field, limit: str) -> str:
    """A limit of length with what it counts: "1 item", "20 characters"."""
    noun = {"array": "item", "list": "item", "object": "member"}.get(field.type, "character")
    return plural(int(field.constraints.get(limit) or 0), noun)


def _type(field: Field) -> str:
    if field.type == "boolean":
        true = field.options.get("trueValues", TRUE_VALUES)
        false = field.options.get("falseValues", FALSE_VALUES)
        return "one of " + ", ".join([*true, *false])
    if field.type in ("date", "datetime", "time") and field.format != "default":
        return _temporal(field)
    if field.type == "geopoint":
        return f"a point written as {POINTS[field.format]}"
    if field.type == "list":
        between = quoted(field.options.get("delimiter", ","))
        items = plural(2, field.options.get("itemType", "string")).removeprefix("2 ")
        return f"a list of {items} with {between} between them"
    return TYPES.get(field.format) or TYPES.get(field.type, field.type)


def _temporal(field: Field) -> str:
    """A date or time in a format of its own, with an example of it."""
    if field.format == "any":
        return f"a {field.type}"
    written = f"a {field.type} written as {field.format}"
    if "%" not in field.format:
        return f"{written}, a format that has no directive such as %Y"
    return f"{written}, such as {MOMENT.strftime(field.format)}"
