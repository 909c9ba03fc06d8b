"""What a problem says: one sentence per code and field, without the value."""

from __future__ import annotations

from .. import edtf
from ..cells import FALSE_VALUES, TRUE_VALUES
from ..model import Field
from .codes import Code

READABLE = 40  # characters of a pattern; an example says more than a longer one
TYPES = {
    "integer": "an integer",
    "number": "a number",
    "date": "a date (YYYY-MM-DD)",
    "datetime": "a date and time (YYYY-MM-DDThh:mm:ss)",
    "time": "a time (hh:mm:ss)",
    "year": "a year (YYYY)",
    "yearmonth": "a year and month (YYYY-MM)",
    "uri": "an absolute URI",
    "email": "an e-mail address",
    "uuid": "a UUID",
    "binary": "base64",
}


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
        return f"is not one of the {len(field.enum)} allowed values"
    if code == Code.CATEGORY:
        return f"is not one of the {len(field.categories)} categories"
    sentences: dict[str, str] = {
        Code.PATTERN: _pattern(field),
        Code.MIN_LENGTH: f"is shorter than {limits.get('minLength')} characters",
        Code.MAX_LENGTH: f"is longer than {limits.get('maxLength')} characters",
        Code.MINIMUM: f"is below the minimum {limits.get('minimum')}",
        Code.MAXIMUM: f"is above the maximum {limits.get('maximum')}",
        Code.EXCLUSIVE_MINIMUM: f"is not above {limits.get('exclusiveMinimum')}",
        Code.EXCLUSIVE_MAXIMUM: f"is not below {limits.get('exclusiveMaximum')}",
        Code.NOT_COMPUTED: "cannot be compared with the bounds of the column",
    }
    return sentences.get(code, Code(code).sentence)


def _pattern(field: Field) -> str:
    if field.rdf_type == edtf.RDF_TYPE:
        return f"is no date such as {edtf.EXAMPLES}"
    pattern = str(field.constraints.get("pattern"))
    if len(pattern) > READABLE and field.example is not None:
        return f'is not written as the column wants it, such as "{field.example}"'
    return f"does not match the pattern {pattern}"


def _type(field: Field) -> str:
    if field.type == "boolean":
        true = field.options.get("trueValues", TRUE_VALUES)
        false = field.options.get("falseValues", FALSE_VALUES)
        return "one of " + ", ".join([*true, *false])
    if field.type == "string":
        return "text" if field.format == "default" else TYPES.get(field.format, field.format)
    if field.type in ("date", "datetime", "time") and field.format != "default":
        return f"a {field.type} written as {field.format}"
    return TYPES.get(field.type, field.type)
