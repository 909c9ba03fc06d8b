"""What a problem says: one sentence per code and field, without the value."""

from __future__ import annotations

from . import codes
from .cells import FALSE_VALUES, TRUE_VALUES
from .schema import Field

EDTF = "http://id.loc.gov/datatypes/edtf"  # vague dates, ISO 8601-2
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
        return codes.SENTENCES[code]
    limits = field.constraints
    if code == codes.TYPE:
        return f"is not {_type(field)}"
    if code == codes.REQUIRED:
        return "is required"
    if code == codes.ENUM:
        return f"is not one of the {len(field.enum)} allowed values"
    if code == codes.CATEGORY:
        return f"is not one of the {len(field.categories)} categories"
    return {
        codes.PATTERN: _pattern(field),
        codes.MIN_LENGTH: f"is shorter than {limits.get('minLength')} characters",
        codes.MAX_LENGTH: f"is longer than {limits.get('maxLength')} characters",
        codes.MINIMUM: f"is below the minimum {limits.get('minimum')}",
        codes.MAXIMUM: f"is above the maximum {limits.get('maximum')}",
        codes.EXCLUSIVE_MINIMUM: f"is not above {limits.get('exclusiveMinimum')}",
        codes.EXCLUSIVE_MAXIMUM: f"is not below {limits.get('exclusiveMaximum')}",
        codes.NOT_COMPUTED: "cannot be compared with the bounds of the column",
    }.get(code, codes.SENTENCES[code])


def _pattern(field: Field) -> str:
    if field.rdf_type == EDTF:
        return (
            "is no date such as 2012, 2012-07, 2012-07-22, 2012-23 (autumn), 196X, "
            "2012? (uncertain) or 2012/2014"
        )
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
        return TYPES.get(field.format, field.format)
    if field.type in ("date", "datetime", "time") and field.format != "default":
        return f"a {field.type} written as {field.format}"
    return TYPES.get(field.type, field.type)
