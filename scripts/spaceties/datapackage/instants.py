"""Dates and times in ISO 8601, and what else dateutil reads; None for what is none."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = r"(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:[.,][0-9]+)?|(?P<end>24)(?::00){2}(?:[.,]0+)?"
OFFSET = r"[Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"
DATETIME = re.compile(
    rf"[0-9]{{4}}-(?:[0-9]{{2}}-[0-9]{{2}}|W[0-9]{{2}}-[1-7])[T ](?:{TIME})(?:{OFFSET})?"
)


def any_instant(text: str, _format: str) -> datetime:
    """What dateutil makes of a text, as the standard proposes, on every machine and day the same.
    Raises ValueError, OverflowError."""
    from dateutil.parser import parse

    instant = parse(text, default=datetime(2000, 1, 1), tzinfos=lambda _name, offset: offset)
    instant.utcoffset()  # refuses +99:99, which dateutil takes and nothing can reckon with
    return instant


def iso_date(text: str) -> date | None:
    """YYYY-MM-DD."""
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


def iso_datetime(text: str) -> datetime | None:
    """At least whole seconds, as the standard asks; T, or a space as in much SQL output."""
    if len(text) < 19 or text[10] not in "T " or text[16] != ":":
        return None
    return _iso(text)


def iso_time(text: str) -> time | None:
    """At least whole seconds, as the standard asks."""
    if len(text) < 8 or text[5] != ":":
        return None
    instant = _iso(f"2000-01-01T{text}")
    return None if instant is None else instant.timetz()


def _iso(text: str) -> datetime | None:
    """An ISO 8601 date and time with seconds; 24:00:00 is the end of its day."""
    match = DATETIME.fullmatch(text)
    if not match:
        return None
    try:
        if match["end"]:
            return datetime.fromisoformat(f"{text[:11]}00{text[13:].upper()}") + timedelta(days=1)
        return datetime.fromisoformat(text.upper())
    except (ValueError, OverflowError):
        return None
