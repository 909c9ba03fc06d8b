"""Other spellings of dates and times, and what they say in ISO 8601 and in EDTF.

Each function gives (text, how it was read, whether nothing is lost or guessed), without asking
whether a column takes it. Digits are those of ASCII. Patterns are texts: `re` compiles and keeps
those that are used, and all of them would take longer than a small package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from .. import edtf
from ..model import Field
from .calendar_names import BEFORE_DAY, MONTHS, SEASONS, SINCE, UNTIL, YEAR_WORDS

Spelling = tuple[str, str, bool]

CLOCK = r"(.*\d)(?:T| +)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.0+)?)?(Z?)"
NUMERIC = r"(?P<{}>\d{{1,2}})(?P<sign>[/.\- ])(?P<{}>\d{{1,2}})(?P=sign)(?P<y>\d{{4}})"
DAY, MONTH, YEAR = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<m>[^\W\d_]+)\.?", r"(?P<y>\d{4})"
THE, OF_YEAR = rf"(?:(?i:{BEFORE_DAY}) )?", rf"(?: ?(?i:{YEAR_WORDS}))?"
DAYS = (
    (rf"{YEAR}(?P<s>[/.\- ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})", "date written year first"),
    (rf"{YEAR}(?P<m>\d\d)(?P<d>\d\d)", "date written year first"),
    (rf"{YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월] ?(?P<d>\d{{1,2}}) ?[日일]", "date in words"),
    (rf"{YEAR}\. (?P<m>\d{{1,2}})\. (?P<d>\d{{1,2}})\.?", "date written year first"),
    (NUMERIC.format("d", "m"), "day first"),
    (NUMERIC.format("m", "d"), "month first"),
    (rf"{THE}{DAY}[ .\-/]+(?:de )?{MONTH},?[ \-/]+(?:de )?{YEAR}{OF_YEAR}", "date in words"),
    (rf"{MONTH} +{DAY},? +{YEAR}", "date in words"),
    (rf"{YEAR} +{MONTH} +{DAY}", "date in words"),
)
NO_DAY = (
    rf"{MONTH},?[ \-/]+(?:de |of )?{YEAR}{OF_YEAR}",
    rf"{YEAR} +{MONTH}",
    rf"(?P<m>\d{{1,2}})[/.\-]{YEAR}",
    rf"{YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월]",
    rf"{YEAR}-(?P<m>\d)",
)
ABOUT = r"(?i)(?:c\.?|ca\.?|circa|about|approx\.?|~) *(\d{4}(?:-\d\d){0,2})"
BASIC = r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)"  # of ISO 8601
SERIAL = r"[1-9]\d{4}(?:\.\d+)?"  # the years 1927 to 2173
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days

SHORT_YEAR = r"(?:(?P<d>\d{1,2})[- /.])?(?P<m>[^\W\d_]+)\.?[- /.](?P<y>\d\d)"
TWO_DIGITS = r"(\d{1,2})([/.-])(\d{1,2})\2(\d\d)"
FIRST_YEAR = 57  # of two digits: the year of the first satellite
DASHES = r" ?[\u2010-\u2015\u2212] ?"
SEASON = (
    r"(?P<s>[^\W\d_]+)(?: of| de)?,? *(?P<y>\d{4})|(?P<year>\d{4}) ?[年년]? ?(?P<season>[^\W\d_]+)"
)
DOUBT = r"\? *(\d{4}(?:-\d\d){0,2})|(\d{4}(?:-\d\d){0,2}) *(?:\?|\(\?\))"
SPANS = (
    (r"(?i)(\d{4}) ?- ?(\d{4})", "{}/{}"),
    (rf"(?i)(?:{SINCE}) (\d{{4}}(?:-\d\d){{0,2}})|(\d{{4}}) ?-", "{}/.."),
    (rf"(?i)(?:{UNTIL}) (\d{{4}}(?:-\d\d){{0,2}})|-(\d{{4}})", "../{}"),
)
PLAIN_CLOCK = r"(?i)(\d{1,2})(?:[:.h](\d\d))?(?::(\d\d))? ?([ap])?\.?(?:m\.?)?"


def dates(text: str, field: Field) -> Iterator[Spelling]:
    """The days and times, or the vague dates, that a text may say; both days where day and month
    could be either."""
    text = re.sub(DASHES, "-", text)
    mark = text[-1] if field.rdf_type == edtf.RDF_TYPE and text[-1] in "?~%" else ""
    plain = text.removesuffix(mark).rstrip()
    clock = re.fullmatch(CLOCK, plain)
    day = clock[1].rstrip() if clock else plain
    for pattern, why in DAYS:
        match = re.fullmatch(pattern, day)
        iso = _iso(int(match["y"]), match["m"], int(match["d"])) if match else ""
        if not iso:
            continue
        if clock and field.type == "datetime":
            hour, minute, second, zone = clock.groups("00")[1:]
            why = "date and time in full" if iso == day else why
            yield f"{iso}T{hour:>02}:{minute}:{second}{zone}", why, True
        elif not clock or not int("".join(clock.groups("0")[1:4])):
            why = "date without the time of day" if clock and iso == day else why
            yield iso + mark, why, True
    if stated := without_day(plain):
        yield stated + mark, "vague date in words", True
    if field.rdf_type == edtf.RDF_TYPE:
        yield from _vague(text)
    if field.type == "yearmonth" and (match := re.fullmatch(r"(\d{4})/(\d\d?)", text)):
        yield f"{match[1]}-{match[2]:0>2}", "with a hyphen", True  # elsewhere it may be a span
    if match := re.fullmatch(BASIC, text):
        yield "{}-{}-{}T{}:{}:{}{}".format(*match.groups("")), "date and time in full", True
    if re.fullmatch(SERIAL, text):
        why = "if this is the number that a spreadsheet keeps for a date"
        yield (EPOCH + timedelta(days=int(float(text)))).isoformat(), why, False


def _vague(text: str) -> Iterator[Spelling]:
    """Doubts, seasons, spans and unknown parts as EDTF writes them."""
    if match := re.fullmatch(DOUBT, text):
        yield f"{match[1] or match[2]}?", "the doubt as EDTF writes it", True
    match = re.fullmatch(SEASON, text)
    season = match and SEASONS.get((match["s"] or match["season"]).casefold())
    if match and season:
        yield f"{match['y'] or match['year']}-{season}", "season as EDTF writes it", True
    if match := re.fullmatch(rf"(?i)(\d{{4}}) ?(?:{YEAR_WORDS})", text):
        yield match[1], "the year alone", True
    if match := re.fullmatch(r"(\d{4}) ?(?:\*+|\[\d+\]|[\u00b9\u00b2\u00b3\u2020])", text):
        yield match[1], "without the mark of a footnote", False
    if match := re.fullmatch(TWO_DIGITS, text):
        year = _century(int(match[4])) + int(match[4])
        for day, month, why in ((1, 3, "day first"), (3, 1, "month first")):
            if iso := year > 99 and _iso(year, match[month], int(match[day])):
                yield iso, f"{why}, if the year is {year}", False
    if match := re.fullmatch(r"(\d{4})-00(?:-00)?|(\d{4}-\d\d)-00", text):
        yield match[1] or match[2], "without the part that is not known", True
    if match := re.fullmatch(r"(\d{4})\.0+", text):
        yield match[1], "whole number without decimals", True
    if match := re.fullmatch(r"(?i)FY ?(\d{4})", text):
        yield match[1], "if the fiscal year is the calendar year", False
    if (match := re.fullmatch(SHORT_YEAR, text)) and (century := _century(int(match["y"]))):
        year = century + int(match["y"])
        if iso := _iso(year, match["m"], int(match["d"] or 1)):
            yield iso if match["d"] else iso[:7], f"if the year is {year}", False
    for pattern, form in SPANS:
        if match := re.fullmatch(pattern, text):
            yield form.format(*filter(None, match.groups())), "span as EDTF writes it", False


def _century(year: int) -> int:
    """The century of a year of two digits, of the age of space flight; 0 if it is of none."""
    latest = date.today().year % 100
    return 2000 if year <= latest else 1900 if year >= FIRST_YEAR else 0


def times(text: str) -> Iterator[Spelling]:
    """The time of day in "9:05", "10:30 pm" and "22h30"."""
    match = re.fullmatch(PLAIN_CLOCK, text)
    if not match or not (match[2] or match[4]):
        return
    hour, minute, second, half = int(match[1]), match[2] or "00", match[3] or "00", match[4]
    if half:
        if not 1 <= hour <= 12:
            return
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    yield f"{hour:02}:{minute}:{second}", "time in full", True


def without_day(text: str) -> str:
    """EDTF text of "Jan 2016", "01/2016", "1990s", "199x" and "c. 1990", "" for any other."""
    if match := re.fullmatch(ABOUT, text):
        return f"{match[1]}~"
    for pattern in NO_DAY:
        if match := re.fullmatch(pattern, text):
            return _iso(int(match["y"]), match["m"], 1)[:7]
    match = re.fullmatch(r"(\d{3})(?:0'?s|0’s|x|0er|0-е)", text)
    return f"{match[1]}X" if match else ""


def _iso(year: int, month: str, day: int) -> str:
    """The day of a month given by number or English name; "" if no calendar has it."""
    number = int(month) if month.isdecimal() else MONTHS.get(month.casefold(), 0)
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return ""
