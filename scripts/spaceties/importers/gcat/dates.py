"""GCAT's vague dates as EDTF.

They are UTC with the precision of what is written, such as `1957 Oct  4 1928:34` or
`2024 Mar 15?` (planet4589.org/space/gcat).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spaceties.datapackage.edtf import parse

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_VAGUE = re.compile(
    r"(?:(?P<decade>[0-9]{1,3})0s"
    r"|(?P<year>[0-9]{1,4})"
    r"(?: Q(?P<quarter>[1-4])"
    r"| (?P<month>[A-Za-z]{3})(?: -| (?P<day>[0-9]{1,2})(?: (?P<clock>[0-9]{4}"
    r"(?::[0-9]{2}(?:\.[0-9]+)?)?|[0-9]{2}h))?)?)?"
    r")(?P<mark>\?)?"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class GcatDate:
    """A date of GCAT: EDTF text ("" if none is stated) and time of day HH:MM, HH:MM:SS or "".

    time_uncertain says that the time, not the date, bears the question mark, which doubts the
    last figures alone.
    """

    edtf: str
    time: str = ""
    time_uncertain: bool = False

    @property
    def sure_time(self) -> str:
        """The time as far as it is not in doubt: without uncertain seconds, none if minutes are."""
        if not self.time_uncertain:
            return self.time
        return self.time[:5] if len(self.time) > 5 else ""


def from_vague(text: str) -> GcatDate:
    """A GCAT vague date as EDTF and time of day.

    `-` (none), `*` (not yet) and `?` (unknown) give an empty date. Quarters become intervals of
    months and uncertain decades intervals of years, for which the EDTF subset has no other form.
    Hours without minutes (`12h`) and fractions of seconds are dropped.
    Raises ValueError for text in none of the known forms and for days that no calendar has.
    """
    plain = " ".join(text.split())
    if plain in ("", "-", "*", "?"):
        return GcatDate("")
    match = _VAGUE.fullmatch(plain)
    if not match:
        raise ValueError(f"{plain!r} is no date such as 2016 Jan 15 1657, 1993 Jun, 1990s or -")
    mark = match["mark"] or ""
    clock = match["clock"] or ""
    edtf = _edtf_of_vague(match, "" if clock else mark)
    parse(edtf)
    return GcatDate(edtf, _time(clock, plain), bool(clock and mark))


def from_copy(text: str) -> str:
    """EDTF of a vague date, or of the ISO day that some copies of GCAT's files bear instead.

    Raises ValueError as `from_vague` does.
    """
    if _ISO.fullmatch(text):
        parse(text)
        return text
    return from_vague(text).edtf


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
