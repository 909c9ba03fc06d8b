"""What to say of a cell that is wrong: what it may mean, what happened to it, what is like it.

Hints are guesses and never change a verdict. A wrong hint is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .. import edtf
from .absent import is_absent
from .calendar_names import MONTHS
from .codes import Code
from .letters import odd_places
from .number_spellings import EXPONENT, SHORTENED
from .readings import Column, Reading, readings, tidied, tidy
from .spellings import without_day
from .words import either, nearest, quoted

LOST = b"\xed\xb2\x80"  # for what another encoding than UTF-8 cannot decode, see csv.stream
SHORTEST = 3  # characters; of fewer every key of three is like
SHORT = 5  # characters, below which a key is a code
SHOWN = 3  # readings of a cell that a hint names
LISTED = 100  # values, of more a word tells little
# Feb-50 and 5-Feb: what a spreadsheet makes of codes such as FEB50, 2-50 and 5-2.
TAKEN_FOR_DATE = r"\d{1,2}-([A-Za-z]{3,9})(?:-\d{2}|-\d{4})?|([A-Za-z]{3,9})-\d{2}"


def cell_hint(column: Column, code: str, text: str | None) -> str | None:
    """A hint for one cell that has a problem of its own, or None."""
    if text is None:
        return None
    if code == Code.REQUIRED:
        return "the cell holds only spaces" if text.isspace() else None
    meant = readings(text, column)
    return told(meant) or _accident(column, tidy(text)) or _listed(column, text)


def reference_hint(text: str, keys: Collection[str]) -> str | None:
    """A hint for a reference that none of the keys matches, or None."""
    meant = [reading for reading in tidied(text) if reading.text in keys]
    near = nearest(text, keys)
    named = " " in text.strip() and not any(" " in key for key in near)
    if (
        named
        or is_absent(text)
        or len(text.strip()) < SHORTEST
        or any(len(key) < SHORT and abs(len(key) - len(text)) > 1 for key in near)
    ):
        near = []  # a name that has a few letters of a code is no slip of it, nor is "none"
    return told(meant) or either(near) or None


def tidy_hint(text: str) -> str | None:
    """A hint for a text that is wrong by its spaces and invisible characters alone, or None."""
    return told(tidied(text))


def told(meant: Sequence[Reading]) -> str | None:
    """Readings in words, None if there are none."""
    others = " or others" if len(meant) > SHOWN else ""
    return " or ".join(map(str, meant[:SHOWN])) + others or None


def undecodable_hint(escaped: str) -> str | None:
    """Where the first byte of a cell is that is not UTF-8, and what the bytes say in Windows-1252,
    the encoding of most old spreadsheets, if it looks like it: a text that is mostly accents is one
    of another script. Or that they are UTF-16. escaped: bytes as \\xNN."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), escaped.encode("utf-8"))
    if LOST in raw:
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "so begins a file in UTF-16; save it as UTF-8, or declare the encoding"
    try:
        raw.decode("utf-8")
        return None
    except UnicodeDecodeError as error:
        place = (
            f"character {len(raw[: error.start].decode()) + 1} is the byte {raw[error.start]:02X}"
        )
    try:
        meant = raw.decode("cp1252")
    except UnicodeDecodeError:
        return place
    letters = [c.isascii() for c in meant if c.isalpha()]
    if 2 * sum(letters) < len(letters) or odd_places(meant):
        return place
    return f"{place}; in Windows-1252 it would be {quoted(meant)}; save the file as UTF-8"


def _accident(column: Column, text: str) -> str | None:
    """What has happened to a cell whose value cannot be told from it."""
    match = re.fullmatch(EXPONENT, text)
    if match and int(match[3]) >= SHORTENED:
        return "a spreadsheet shortened a long number; look its digits up in the source"
    # In a column of dates Oct-18 may be one, a month of 2018 or the 18th; Feb-50 hardly is.
    dated = column.field.type in ("date", "datetime") or column.field.rdf_type == edtf.RDF_TYPE
    plain = dated and re.fullmatch(r".*-(?:0[1-9]|[12]\d|3[01])", text)
    match = None if plain else re.fullmatch(TAKEN_FOR_DATE, text)
    if match and (match[1] or match[2]).casefold() in MONTHS:
        return "a spreadsheet may have taken a code for a date; look it up in the source"
    if column.field.type == "date" and _has_no_day(without_day(text) or text):
        return "the day is not stated; a column of vague dates would take it"
    return None


def _has_no_day(text: str) -> bool:
    try:
        return edtf.parse(text).precision not in ("day", "interval")
    except ValueError:
        return False


def _listed(column: Column, text: str) -> str | None:
    """The nearest of the texts that the column lists, else those that it is a word of."""
    field = column.field
    if field.type not in ("string", "any") or is_absent(tidy(text)):
        return None
    listed = [*filter(column.good, map(str, (*field.enum, *field.categories)))]
    return either(nearest(text, listed) or _with_word(text, listed)) or None


def _with_word(text: str, listed: Sequence[str]) -> list[str]:
    """The texts of which one is a word, if they are few: a press is a press_release."""
    word = text.casefold()
    if len(word) < SHORTEST or len(listed) > LISTED:
        return []
    found = [one for one in listed if word in re.split(r"[\W_]+", one.casefold())]
    return found if len(found) <= SHOWN else []
