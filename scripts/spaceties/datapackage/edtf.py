"""Vague dates: EDTF text to the days it may mean, and GCAT's vague dates to EDTF.

EDTF is ISO 8601-2 (www.loc.gov/standards/datetime). The subset used here: `YYYY`, `YYYY-MM`,
`YYYY-MM-DD`, the seasons `YYYY-21` to `YYYY-24`, each with an optional `?` (uncertain), `~`
(approximate) or `%` (both); decades `196X`; intervals `A/B`, `A/..` and `../B`.

GCAT's vague dates are UTC with the precision of what is written, such as `1957 Oct  4 1928:34`
or `2024 Mar 15?` (planet4589.org/space/gcat).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# Season to its first month, northern hemisphere; winter (24) ends in the following year.
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}

_PART = re.compile(
    r"(?:(?P<decade>[0-9]{3})X"
    r"|(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%])?)"
)
_VAGUE = re.compile(
    r"(?:(?P<decade>[0-9]{1,3})0s"
    r"|(?P<year>[0-9]{1,4})"
    r"(?: Q(?P<quarter>[1-4])"
    r"| (?P<month>[A-Za-z]{3})(?: -| (?P<day>[0-9]{1,2})(?: (?P<clock>[0-9]{4}"
    r"(?::[0-9]{2}(?:\.[0-9]+)?)?|[0-9]{2}h))?)?)?"
    r")(?P<mark>\?)?"
)


@dataclass(frozen=True)
class Interval:
    """The days that a date may mean.

    earliest and latest are the first and last of them, None where an interval is open.
    precision is day, month, season, year, decade or interval. uncertain (`?`, `%`) and
    approximate (`~`, `%`) are kept as flags and widen nothing.
    """

    earliest: date | None
    latest: date | None
    precision: str
    uncertain: bool = False
    approximate: bool = False


@dataclass(frozen=True)
class VagueDate:
    """A GCAT date: EDTF text ("" if none is stated) and time of day HH:MM, HH:MM:SS or "".

    time_uncertain says that the time, not the date, bears the question mark.
    """

    edtf: str
    time: str = ""
    time_uncertain: bool = False


def parse(text: str) -> Interval:
    """The days that EDTF text may mean.

    Raises ValueError, with what was expected, for text outside the subset, days that no calendar
    has, and intervals that end before they begin.
    """
    if "/" not in text:
        return _single(text, text)
    first, _, last = text.partition("/")
    if first == last == "..":
        raise ValueError(f"{text!r} is open at both ends")
    start = None if first == ".." else _single(first, text)
    end = None if last == ".." else _single(last, text)
    ends = [part for part in (start, end) if part]
    if start and end and start.earliest > end.latest:
        raise ValueError(f"{text!r} ends before it begins")
    return Interval(
        start.earliest if start else None,
        end.latest if end else None,
        "interval",
        any(part.uncertain for part in ends),
        any(part.approximate for part in ends),
    )


def certainly_before(a: Interval, b: Interval) -> bool:
    """Every day that a may mean lies before every day that b may mean."""
    return a.latest is not None and b.earliest is not None and a.latest < b.earliest


def possibly_before(a: Interval, b: Interval) -> bool:
    """Some day that a may mean lies before some day that b may mean."""
    return a.earliest is None or b.latest is None or a.earliest < b.latest


def from_vague(text: str) -> VagueDate:
    """A GCAT vague date as EDTF and time of day.

    `-` (none), `*` (not yet) and `?` (unknown) give an empty date. Quarters become intervals of
    months and uncertain decades intervals of years, for which the EDTF subset has no other form.
    Hours without minutes (`12h`) and fractions of seconds are dropped.
    Raises ValueError for text in none of the known forms and for days that no calendar has.
    """
    plain = " ".join(text.split())
    if plain in ("", "-", "*", "?"):
        return VagueDate("")
    match = _VAGUE.fullmatch(plain)
    if not match:
        raise ValueError(f"{plain!r} is no date such as 2016 Jan 15 1657, 1993 Jun, 1990s or -")
    mark = match["mark"] or ""
    clock = match["clock"] or ""
    edtf = _edtf_of_vague(match, "" if clock else mark)
    parse(edtf)
    return VagueDate(edtf, _time(clock, plain), bool(clock and mark))


def _edtf_of_vague(match: re.Match[str], mark: str) -> str:
    if match["decade"]:
        decade = match["decade"].zfill(3)
        return f"{decade}0?/{decade}9?" if mark else f"{decade}X"
    year = match["year"].zfill(4)
    if match["quarter"]:
        last = 3 * int(match["quarter"])
        return f"{year}-{last - 2:02}{mark}/{year}-{last:02}{mark}"
    if not match["month"]:
        return year + mark
    name = match["month"].capitalize()
    if name not in MONTHS:
        raise ValueError(f"{match['month']!r} is no month; expected one of {', '.join(MONTHS)}")
    month = f"{year}-{MONTHS.index(name) + 1:02}"
    return f"{month}-{int(match['day']):02}{mark}" if match["day"] else month + mark


def _time(clock: str, text: str) -> str:
    """HH:MM or HH:MM:SS of `1657`, `0043:14` or `0043:14.5`; "" of `12h` and of nothing."""
    hour, minute, second = clock[:2], clock[2:4].rstrip("h"), clock[5:7]
    if hour > "23" or minute > "59" or second > "59":
        raise ValueError(f"{text!r} has no time of day; expected 0000 to 2359, seconds up to 59")
    if not minute:
        return ""
    return f"{hour}:{minute}:{second}" if second else f"{hour}:{minute}"


def _single(text: str, whole: str) -> Interval:
    """The days of one date without a slash; `whole` is named in messages."""
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(
            f"{whole!r} is no EDTF date; expected such as 2012, 2012-07, 2012-07-22, 2012-23 "
            "(autumn), 196X, 2012? or 2012/2014"
        )
    if match["decade"]:
        first = int(match["decade"]) * 10
        return Interval(_day(first, 1, 1, whole), _day(first + 9, 12, 31, whole), "decade")
    mark = match["mark"] or ""
    flags = mark in ("?", "%"), mark in ("~", "%")
    year, month = int(match["year"]), int(match["month"] or 0)
    if match["month"] is None:
        return Interval(_day(year, 1, 1, whole), _day(year, 12, 31, whole), "year", *flags)
    if match["day"] is not None:
        day = _day(year, month, int(match["day"]), whole)
        return Interval(day, day, "day", *flags)
    if month in SEASONS:
        first = SEASONS[month]
        end_year, last = (year + 1, 2) if first == 12 else (year, first + 2)
        return Interval(
            _day(year, first, 1, whole), _month_end(end_year, last, whole), "season", *flags
        )
    return Interval(_day(year, month, 1, whole), _month_end(year, month, whole), "month", *flags)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar: {error}") from None


def _month_end(year: int, month: int, text: str) -> date:
    if not 1 <= year <= 9999:
        raise ValueError(f"{text!r} lies outside the years 0001 to 9999")
    return date(year, month, monthrange(year, month)[1])
