"""Months of years, and durations of ISO 8601 (`PnYnMnDTnHnMnS` or `PnW`), exactly.

Durations are in the order of XML Schema.

Months and seconds are kept apart, for a month has no fixed length. XML Schema (part 2, 3.2.6.2)
orders two durations only if they are in the same order from each of four days on that stand for
all others: a month is longer than 27 days and shorter than 32, but neither more nor less than 30.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

NUMBER = r"[0-9]{1,18}(?:[.,][0-9]{1,18})?"
DATE_PARTS = "".join(f"(?:({NUMBER}){letter})?" for letter in "YMD")
TIME_PARTS = "".join(f"(?:({NUMBER}){letter})?" for letter in "HMS")
DURATION = re.compile(rf"([+-])?P(?:(?:({NUMBER})W)|(?=.){DATE_PARTS}(?:T(?=.){TIME_PARTS})?)")
YEARMONTH = re.compile(r"(-?(?:[0-9]{4}|[1-9][0-9]{4,17}))-(0[1-9]|1[0-2])")
SECONDS = (604_800, 86_400, 3600, 60, 1)  # in a week, a day, an hour, a minute, a second
STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))  # years and months, on their first day


@dataclass(frozen=True)
class Duration:
    """months and seconds that are added to a moment, both of one sign."""

    months: Fraction
    seconds: Fraction

    def __str__(self) -> str:
        months, seconds = abs(self.months), abs(self.seconds)
        sign = "-" if self.months < 0 or self.seconds < 0 else ""
        days, rest = divmod(seconds, 86_400)
        date = (f"{_plain(months)}M" if months else "") + (f"{days}D" if days else "")
        time = f"T{_plain(rest)}S" if rest or not (months or days) else ""
        return f"{sign}P{date}{time}"

    def __lt__(self, other: Duration) -> bool:
        return self._compared(other, operator.lt)

    def __le__(self, other: Duration) -> bool:
        return self._compared(other, operator.le)

    def __gt__(self, other: Duration) -> bool:
        return self._compared(other, operator.gt)

    def __ge__(self, other: Duration) -> bool:
        return self._compared(other, operator.ge)

    def _compared(self, other: Duration, compare: Callable[[Fraction, Fraction], bool]) -> bool:
        """Raises TypeError if the answer depends on when the two begin."""
        if self.months == other.months:
            return compare(self.seconds, other.seconds)
        answers = {compare(self._end(*start), other._end(*start)) for start in STARTS}
        if len(answers) > 1:
            raise TypeError(f"whether {self} or {other} is longer depends on when they begin")
        return answers.pop()

    def _end(self, year: int, month: int) -> Fraction:
        """The second at which the duration ends that begins with a month."""
        whole = self.months.numerator // self.months.denominator
        first, following = (_days(year, month + whole + n) for n in (0, 1))
        days = first + (self.months - whole) * (following - first)
        return days * 86_400 + self.seconds


@dataclass(frozen=True, order=True)
class YearMonth:
    """A month of a year, as XML Schema's gYearMonth; years may be negative or long."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{'-' * (self.year < 0)}{abs(self.year):04d}-{self.month:02d}"


def yearmonth(text: str) -> YearMonth | None:
    """A month of a year read."""
    match = YEARMONTH.fullmatch(text)
    return YearMonth(int(match[1]), int(match[2])) if match else None


def duration(text: str) -> Duration | None:
    """A duration read; a fraction may stand in the last part only, as ISO 8601 says."""
    match = DURATION.fullmatch(text)
    if not match:
        return None
    sign, *parts = match.groups()
    given = [part for part in parts if part is not None]
    if not given or any("." in part or "," in part for part in given[:-1]):
        return None
    weeks, years, months, *rest = (Fraction((part or "0").replace(",", ".")) for part in parts)
    total = sum((n * unit for n, unit in zip((weeks, *rest), SECONDS, strict=True)), Fraction())
    factor = -1 if sign == "-" else 1
    return Duration(factor * (12 * years + months), factor * total)


def duration_of(value: timedelta) -> Duration:
    """The duration that a timedelta is."""
    microseconds = (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds
    return Duration(Fraction(), Fraction(microseconds, 1_000_000))


def _days(year: int, month: int) -> int:
    """Days from a fixed day to the first of a month; months beyond 12 are of later years.

    Years are counted from March on, so that the leap day is the last one of a year.
    """
    year, month = year + (month - 3) // 12, (month - 3) % 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5


def _plain(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number)
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
