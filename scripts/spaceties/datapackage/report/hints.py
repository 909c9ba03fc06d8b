"""What was probably meant by a cell that is wrong.

Hints are guesses and never change a verdict. They look first for the usual accidents (spaces,
decimal commas, what spreadsheets do to dates and long numbers, text in the wrong encoding) and
then for the nearest allowed value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from ..cells import FALSE_VALUES, TRUE_VALUES
from ..model import Field
from .codes import Code
from .words import either, nearest

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
ABSENT = {"na", "n/a", "nan", "null", "none", "nil", "-", "--", "?", "unknown", "tbd", "#n/a"}
EXPONENT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)E\+?(\d+)", re.IGNORECASE)
MAGNITUDES = {"thousand": 3, "million": 6, "mln": 6, "mn": 6, "billion": 9, "bn": 9}
MAGNITUDE = re.compile(rf"[\d\s]({'|'.join(MAGNITUDES)}|k|m)\b", re.IGNORECASE)
MONTH_YEAR = re.compile(r"(?:(\d{1,2})-)?([A-Za-z]{3,9})(?:-(\d{2}|\d{4}))?")
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?:[ T].*)?")
YEAR_FIRST = re.compile(r"(\d{4})[/.\- ]?(\d{1,2})[/.\- ]?(\d{1,2})(?:[ T].*)?")
NAMED_DATE = re.compile(r"(?:(\d{1,2})[ .\-]+)?([A-Za-z]{3,9})\.?[ \-]+(?:(\d{1,2}),? +)?(\d{4})")


def cell_hint(field: Field, code: str, text: str | None, good: Callable[[str], bool]) -> str | None:
    """A hint for one cell, or None. good tells whether another text would be right there."""
    if text is None:
        return None
    if code == Code.REQUIRED:
        return "the cell holds only spaces" if text.isspace() else None
    bare = text.strip()
    if bare != text and good(bare):
        return f"{_shown(bare)} without the {_outer(text)} around it"
    found = (_typed if code == Code.TYPE else _spelled)(field, bare, good)
    if found is None and bare.lower() in ABSENT and not field.required:
        found = "leave the cell empty if the value is missing"
    return found


def undecodable_hint(escaped: str) -> str | None:
    """What bytes that are not UTF-8 say in Windows-1252, the encoding of most old spreadsheets."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), escaped.encode("utf-8"))
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return f"in Windows-1252 it would be {_shown(text)}; save the file as UTF-8"


def _typed(field: Field, text: str, good: Callable[[str], bool]) -> str | None:
    if field.type in ("date", "datetime"):
        return _dated(text, good)
    if field.type in ("integer", "number", "year"):
        return _numeric(field, text, good)
    if field.type == "boolean":
        return _truth(field, text)
    if field.type == "string" and field.format == "uri":
        return _shown("https://" + text) if good("https://" + text) else None
    return None


def _numeric(field: Field, text: str, good: Callable[[str], bool]) -> str | None:
    found = EXPONENT.fullmatch(text)
    if found and field.type == "integer":
        return _exponent(found, good)
    if found := MAGNITUDE.search(text):
        # "12 million" is not 12.
        number = _plain_number(text[: found.start(1)], found[1].lower())
        return f"{_shown(number)}; write figures out" if number and good(number) else None
    plain = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in text
    )
    plain = re.sub(r"[\s_'\u00a0\u202f]", "", plain).replace("\u2212", "-")
    tries = [plain]
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        tries.append(plain.replace(",", ""))
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", plain):
        tries.append(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        tries.append(plain.replace(",", "."))
    tries.append(re.sub(r"^[^\d+-]+|[^\d]+$", "", plain))
    if re.fullmatch(r"[+-]?\d+\.0+", plain):
        tries.append(plain.split(".")[0])
    if re.fullmatch(r"0x[0-9a-f]+", plain.lower()):
        tries.append(str(int(plain, 16)))
    answers = list(dict.fromkeys(t for t in tries if t and t != text and good(t)))
    if not answers:
        return None
    last = text.rfind(",") > text.rfind(".")
    comma = "; a decimal comma?" if last and len(answers) == 1 and "." in answers[0] else ""
    return " or ".join(map(_shown, answers[:2])) + comma


def _plain_number(text: str, magnitude: str) -> str | None:
    """The digits of "US$ 1.5" and "million"; None where it is open what is meant, as with a
    comma, or an m, which may be metres."""
    found = re.fullmatch(r"\D*(\d+(?:\.\d+)?)\s*", text)
    if not found or magnitude not in MAGNITUDES:
        return None
    whole, _, part = found[1].partition(".")
    places = MAGNITUDES[magnitude]
    return f"{whole}{part:0<{places}}".lstrip("0") if len(part) <= places else None


def _truth(field: Field, text: str) -> str | None:
    true = field.options.get("trueValues", TRUE_VALUES)
    false = field.options.get("falseValues", FALSE_VALUES)
    low = text.lower()
    if low in ("true", "t", "yes", "y", "1", "on", "x") and true:
        return _shown(true[0])
    return _shown(false[0]) if low in ("false", "f", "no", "n", "0", "off") and false else None


def _dated(text: str, good: Callable[[str], bool]) -> str | None:
    """The ISO date that another spelling means; both where day and month could be either."""
    readings: list[tuple[str, str]] = []
    if found := NUMERIC_DATE.fullmatch(text):
        first, second, year = map(int, found.groups())
        readings = [
            (_iso(year, second, first), "day first"),
            (_iso(year, first, second), "month first"),
        ]
    elif re.fullmatch(r"\d{4}(-\d{2})?", text):
        return "the day is not stated; a column of vague dates would take it"
    elif found := YEAR_FIRST.fullmatch(text):
        readings = [(_iso(*map(int, found.groups())), "")]
    elif (found := NAMED_DATE.fullmatch(text)) and found[2].lower() in MONTHS:
        day = found[1] or found[3]
        if day:
            readings = [(_iso(int(found[4]), MONTHS[found[2].lower()], int(day)), "")]
    elif MONTH_YEAR.fullmatch(text) and _month_year(text):
        return _month_year(text)
    elif re.fullmatch(r"[1-9]\d{4}(\.\d+)?", text):  # days since 1899-12-30
        day = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return f'"{day}", if this is the number that a spreadsheet keeps for a date'
    fitting = {iso: name for iso, name in readings if iso and (good(iso) or len(text) > 10)}
    if len(fitting) == 2:
        return " or ".join(f"{_shown(iso)} ({name})" for iso, name in fitting.items())
    return _shown(next(iter(fitting))) if fitting else None


def _spelled(field: Field, text: str, good: Callable[[str], bool]) -> str | None:
    tries = [text.lower(), text.upper(), text.capitalize(), _recoded(text)]
    if "pattern" in field.constraints:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        tries += [f"https://{text}", slug]
    for other in tries:
        if other and other != text and good(other):
            return _shown(other)
    if found := EXPONENT.fullmatch(text):
        return _exponent(found, good)
    if text[:1].isdigit():
        padded = next((t for n in range(2, 15) if good(t := text.zfill(n)) and t != text), None)
        if padded:
            return f"{_shown(padded)}; a spreadsheet drops leading zeros"
    if found := _month_year(text):
        return found
    allowed = [str(v) for v in (*field.enum, *field.categories)]
    return either(nearest(text, allowed)) or None


def _exponent(found: re.Match[str], good: Callable[[str], bool]) -> str:
    digits = found[1].replace(",", ".").lstrip("+")
    shift = int(found[2]) - len(digits.partition(".")[2])
    whole = digits.replace(".", "") + "0" * shift if 0 <= shift <= 30 else ""
    if whole and good(whole) and int(found[2]) < 9:
        return _shown(whole)
    return "a spreadsheet shortened a long number; look its digits up in the source"


def _month_year(text: str) -> str | None:
    """Feb-50 and 5-Feb: what a spreadsheet makes of codes such as FEB50, 2-50 and 5-2."""
    found = MONTH_YEAR.fullmatch(text)
    if not found or found[2].lower() not in MONTHS or not (found[1] or found[3]):
        return None
    if found[3] and len(found[3]) == 4 and not found[1]:
        return None
    return "a spreadsheet may have taken a code for a date; look it up in the source"


def _recoded(text: str) -> str | None:
    """Text that was UTF-8 but read as Windows-1252 (Ã© for é), put right."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _outer(text: str) -> str:
    return "line break" if text.strip("\r\n") == text.strip() else "space"


def _shown(text: str) -> str:
    return f'"{text}"'
