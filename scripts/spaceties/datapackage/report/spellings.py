"""Other spellings of dates and numbers, and what they say in ISO 8601 and in plain digits.

Each function gives (text, how it was read, whether nothing is lost or guessed), without asking
whether a column takes it. Digits are those of ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from .. import edtf
from ..model import Field

Spelling = tuple[str, str, bool]

NAMES = "january february march april may june july august september october november december"
MONTHS = {
    spelling: number
    for number, name in enumerate(NAMES.split(), 1)
    for spelling in (name, name[:3], name[:4])
}
CLOCK = re.compile(r"(.*\d)(?:T| +)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.0+)?)?(Z?)")
NUMERIC = r"(?P<{}>\d{{1,2}})(?P<sign>[/.\- ])(?P<{}>\d{{1,2}})(?P=sign)(?P<y>\d{{4}})"
DAY, MONTH, YEAR = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<m>[A-Za-z]+)\.?", r"(?P<y>\d{4})"
DAYS = [
    (re.compile(pattern), why)
    for pattern, why in (
        (rf"{YEAR}(?P<s>[/.\- ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})", "date written year first"),
        (rf"{YEAR}(?P<m>\d\d)(?P<d>\d\d)", "date written year first"),
        (NUMERIC.format("d", "m"), "day first"),
        (NUMERIC.format("m", "d"), "month first"),
        (rf"{DAY}[ .\-/]+{MONTH},?[ \-/]+{YEAR}", "date in words"),
        (rf"{MONTH} +{DAY},? +{YEAR}", "date in words"),
        (rf"{YEAR} +{MONTH} +{DAY}", "date in words"),
    )
]
NO_DAY = [
    re.compile(pattern)
    for pattern in (
        rf"{MONTH},?[ \-/]+{YEAR}",
        rf"{YEAR} +{MONTH}",
        rf"(?P<m>\d{{1,2}})[/.]{YEAR}",
        rf"{YEAR}-(?P<m>\d)",
    )
]
ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|approx\.?|~) *(\d{4}(?:-\d\d){0,2})", re.IGNORECASE)
SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")  # the years 1927 to 2173
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days

GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ '\u2019_]\d{3})+(?:[.,]\d+)?")
MAGNITUDES = {"thousand": 3, "million": 6, "mln": 6, "mn": 6, "billion": 9, "bn": 9}
MAGNITUDE = re.compile(rf"(.*[\d\s])({'|'.join(MAGNITUDES)}|k|m)\b.*", re.IGNORECASE)
EXPONENT = re.compile(r"([+-]?\d{1,15})(?:[.,](\d{1,15}))?E\+?(\d{1,3})", re.IGNORECASE)
SHORTENED = 9  # from this exponent on a spreadsheet has shortened the number: digits are lost
# Neither what bounds a number nor a parenthesis, which makes it negative, is a mere affix.
AFFIXED = re.compile(r"([^\d+\-(<>=~\u2248\u2264\u2265\u00b1]*)([+-]?\d.*?)([^\d\-]*)")


def dates(text: str, field: Field) -> Iterator[Spelling]:
    """The days and times, or the vague dates, that a text may say; both days where day and month
    could be either."""
    mark = text[-1] if field.rdf_type == edtf.RDF_TYPE and text[-1] in "?~%" else ""
    plain = text.removesuffix(mark).rstrip()
    clock = CLOCK.fullmatch(plain)
    day = clock[1].rstrip() if clock else plain
    for pattern, why in DAYS:
        match = pattern.fullmatch(day)
        iso = _iso(int(match["y"]), match["m"], int(match["d"])) if match else ""
        if not iso:
            continue
        if clock and field.type == "datetime":
            hour, minute, second, zone = clock.groups("00")[1:]
            why = "date and time in full" if iso == day else why
            yield f"{iso}T{hour:>02}:{minute}:{second}{zone}", why, True
        else:
            midnight = not clock or not int("".join(clock.groups("0")[1:4]))
            why = "date without the time of day" if clock and iso == day else why
            yield iso + mark, why, midnight
    if stated := without_day(plain):
        yield stated + mark, "vague date in words", True
    if SERIAL.fullmatch(text):
        why = "if this is the number that a spreadsheet keeps for a date"
        yield (EPOCH + timedelta(days=int(float(text)))).isoformat(), why, False


def without_day(text: str) -> str:
    """EDTF text of "Jan 2016", "01/2016", "1990s", "199x" and "c. 1990", "" for any other."""
    if match := ABOUT.fullmatch(text):
        return f"{match[1]}~"
    for pattern in NO_DAY:
        if match := pattern.fullmatch(text):
            return _iso(int(match["y"]), match["m"], 1)[:7]
    match = re.fullmatch(r"(\d{3})(?:0s|x)", text)
    return f"{match[1]}X" if match else ""


def numbers(text: str, field: Field) -> Iterator[Spelling]:
    """Plain numbers that other spellings mean."""
    plain, why = text.replace("\u2212", "-"), "number in plain digits"
    if field.unit and plain.casefold().endswith(field.unit.casefold()):
        plain, why = plain[: -len(field.unit)].rstrip(), "number without its unit"
    if GROUPED.fullmatch(plain):
        plain, why = re.sub("[ '\u2019_]", "", plain), "number without thousands separators"
    yield plain, why, True
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        yield plain.replace(",", ""), "commas part thousands", True
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3}){2,}|[+-]?\d{1,3}(?:\.\d{3})+,\d+", plain):
        yield plain.replace(".", "").replace(",", "."), "points part thousands", True
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        yield plain.replace(",", "."), "decimal comma", True
    if field.type == "integer" and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", plain):
        yield plain.replace(".", ""), "if the point parts thousands", False
    if field.type != "number" and re.fullmatch(r"[+-]?\d+(?:\.0+|,0{1,2})", plain):
        yield re.split("[.,]", plain)[0], "whole number without decimals", True


def numbers_within(text: str, field: Field) -> Iterator[Spelling]:
    """The number in "US$ 5", "12 million", "1e3" and "0x1F"."""
    if match := MAGNITUDE.fullmatch(text):
        yield _in_figures(match[1], match[2].lower()), "written out in figures", False
    elif text.lower().startswith("0x"):
        digits = re.fullmatch(r"[0-9a-f]{1,15}", text[2:].lower())
        yield str(int(digits[0], 16)) if digits else "", "hexadecimal", False
    else:
        yield from without_exponent(text)
        match = AFFIXED.fullmatch(text)
        affixes = match[1] + match[3] if match else ""
        # What is measured in another unit than the column's is another number.
        unit = field.unit and " " not in field.unit and re.search(r"[^\W\d_]", affixes)
        if match and not unit and not any(sign.isnumeric() for sign in affixes):
            yield match[2], "the number alone", False


def without_exponent(text: str) -> Iterator[Spelling]:
    """All digits of a whole number that is written with an exponent."""
    match = EXPONENT.fullmatch(text)
    if match and len(match[2] or "") <= int(match[3]) < SHORTENED:
        shift = int(match[3]) - len(match[2] or "")
        number = int(match[1] + (match[2] or "")) * 10**shift
        yield str(number), "written without an exponent", False


def _in_figures(text: str, magnitude: str) -> str:
    """The digits of "US$ 1.5" and "million"; "" where it is open what is meant, as with a comma,
    or an m, which may be metres."""
    match = re.fullmatch(r"\D*(\d+)(?:\.(\d+))?\s*", text)
    places = MAGNITUDES.get(magnitude, 0)
    part = (match[2] or "") if match else ""
    if not match or not places or len(part) > places:
        return ""
    return f"{match[1]}{part:0<{places}}".lstrip("0")


def _iso(year: int, month: str, day: int) -> str:
    """The day of a month given by number or English name; "" if no calendar has it."""
    number = int(month) if month.isdecimal() else MONTHS.get(month.casefold(), 0)
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return ""
