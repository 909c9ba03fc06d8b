"""What spreadsheets make of texts that they take for numbers, times, days and truths.

A row that was sent round through a spreadsheet has "7" for "007", "06:05:00" for "06:05" and a
day for "75-1-1". Where the table has the text that was so spoilt, nothing is meant to change.
"""

from __future__ import annotations

import re
from datetime import date
from math import isfinite

from spaceties.contribute.read.number_formats import number_text
from spaceties.datapackage.model import Field
from spaceties.datapackage.report.spellings import dates

NUMBER = re.compile(r"[+-]?\d{0,15}(?:\.?\d{1,15})(?:[eE][+-]?\d{1,2})?")
CLOCK = re.compile(r"(\d{1,2}:\d\d)(:\d\d)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SHORT_YEAR = re.compile(r"(\d\d)[-/.](\d{1,2})[-/.](\d{1,2})")
TEXTS = ("string", "any")


def is_respelt(field: Field, sent: str, stored: str) -> bool:
    """Whether a text is what a spreadsheet makes of the one that is stored."""
    if sent == stored or not sent or not stored:
        return False
    if field.type == "boolean":
        return sent.casefold() == stored.casefold()
    if field.type not in TEXTS:
        return False
    if NUMBER.fullmatch(stored):
        number = float(stored)
        return (
            isfinite(number) and number_text(int(number) if number.is_integer() else number) == sent
        )
    clock, before = CLOCK.fullmatch(sent), CLOCK.fullmatch(stored)
    if clock and before:
        same = clock[1].zfill(5) == before[1].zfill(5)
        return same and (clock[2] or ":00") == (before[2] or ":00")
    return bool(DAY.fullmatch(sent)) and not DAY.fullmatch(stored) and sent in _days(field, stored)


def _days(field: Field, text: str) -> set[str]:
    """The days that a spreadsheet may take a text for."""
    found = {other for other, *_ in dates(text, field) if DAY.fullmatch(other)}
    if match := SHORT_YEAR.fullmatch(text):
        year, *rest = map(int, match.groups())
        for month, day in (rest, rest[::-1]):
            try:
                found |= {date(c + year, month, day).isoformat() for c in (1900, 2000)}
            except ValueError:
                continue
    return found
