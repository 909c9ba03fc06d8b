"""Vague dates: the days that EDTF text may mean.

EDTF is ISO 8601-2 (www.loc.gov/standards/datetime). The subset used here: `YYYY`, `YYYY-MM`,
`YYYY-MM-DD`, the seasons `YYYY-21` to `YYYY-24`, each with an optional `?` (uncertain), `~`
(approximate) or `%` (both); decades `196X`; intervals `A/B`, `A/..` and `../B`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

RDF_TYPE = "http://id.loc.gov/datatypes/edtf"  # by which a descriptor says that a field is EDTF
EXAMPLES = "2012, 2012-07, 2012-07-22, 2012-23 (autumn), 196X, 2012? (uncertain) or 2012/2014"

Bounds = tuple[date | None, date | None]

# Season to its first month, northern hemisphere; winter (24) ends in the following year.
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}

_PART = re.compile(
    r"(?:(?P<decade>[0-9]{3})X"
    r"|(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%])?)"
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


@lru_cache(maxsize=65_536)
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
    earliest = start.earliest if start else None
    latest = end.latest if end else None
    if earliest and latest and earliest > latest:
        raise ValueError(f"{text!r} ends before it begins")
    uncertain = any(part.uncertain for part in ends)
    approximate = any(part.approximate for part in ends)
    return Interval(earliest, latest, "interval", uncertain, approximate)


def bounds(text: str) -> Bounds:
    """First and last day that EDTF text may mean, None where an interval is open.

    Raises ValueError as `parse` does.
    """
    interval = parse(text)
    return interval.earliest, interval.latest


def span(text: str) -> tuple[date, date] | None:
    """The bounds for comparison: open ends reach to the ends of the calendar (`date.min`,
    `date.max`); None for text that is no date."""
    try:
        earliest, latest = bounds(text)
    except ValueError:
        return None
    return earliest or date.min, latest or date.max


def column_bounds(
    column: pa.ChunkedArray, read: Callable[[str], Bounds | None] = bounds
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The bounds of a column of texts as two columns of type date32; what is missing, or None for
    `read` (`bounds` or `span`), is null. Each different text is read once.

    Raises what `read` raises.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    from .arrow import array_of

    texts = column.unique()
    ends = [(None if text is None else read(text)) or (None, None) for text in texts.to_pylist()]
    places = pc.index_in(column, texts)
    earliest, latest = (array_of([pair[n] for pair in ends], pa.date32()) for n in (0, 1))
    return earliest.take(places), latest.take(places)


def _single(text: str, whole: str) -> Interval:
    """The days of one date without a slash; `whole` is named in messages."""
    match = _PART.fullmatch(text)
    if not match:
        raise ValueError(f"{whole!r} is no EDTF date; expected such as {EXAMPLES}")
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
