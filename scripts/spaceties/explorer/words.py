"""Cells in words: vague dates, codes, numbers."""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
MARKS = {"?": ", uncertain", "~": ", approximately", "%": ", uncertain and approximate"}
CODE = re.compile("[a-z]+(?:_[a-z0-9]+)+")
PART = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%])?")


def date(text: str) -> str:
    """EDTF text in words: `2012-23` is autumn 2012, `2012/..` since 2012."""
    first, slash, last = text.partition("/")
    if not slash:
        return _single(first)
    if first == "..":
        return f"by {_single(last)}"
    return (
        f"since {_single(first)}" if last == ".." else f"from {_single(first)} to {_single(last)}"
    )


def _single(text: str) -> str:
    if re.fullmatch(r"\d{3}X", text):
        return f"{text[:3]}0s"
    parts = PART.fullmatch(text)
    if parts is None:
        return text
    year, month, day, mark = parts.groups()
    named = SEASONS.get(month) or (MONTHS[int(month) - 1] if month else "")
    return " ".join(filter(None, (day and str(int(day)), named, year))) + MARKS.get(mark, "")


def code(text: str) -> str:
    """A text, or what a code says: `launch_failure` is launch failure."""
    return text.replace("_", " ") if CODE.fullmatch(text) else text


def number(value: float) -> str:
    """Grouped by thousands, with up to three decimals."""
    text = f"{value:,.3f}"
    return text.rstrip("0").rstrip(".")
