r"""The physical lines of text: \n, \r\n and a lone \r end one, as they do for Python and RFC 4180.

Every line number that the project tells is counted here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

NEWLINE, RETURN = 10, 13
PART = 256 * 1024  # bytes
BREAK = re.compile(rb"\r\n?|\n")
TEXT_BREAK = re.compile(r"\r\n?|\n")


def count_breaks(data: bytes, begin: int = 0, end: int | None = None) -> int:
    """How many line ends data[begin:end] has."""
    end = len(data) if end is None else end
    count = data.count(b"\n", begin, end)
    if returns := data.count(b"\r", begin, end):
        count += returns - data.count(b"\r\n", begin, end)
    return count


def text_lines(text: str) -> list[str]:
    """The physical lines of a text without their ends."""
    lines = TEXT_BREAK.split(text)
    return lines if lines[-1] else lines[:-1]


def offsets_of(code: int, codes: npt.NDArray[np.uint8], begin: int = 0) -> npt.NDArray[np.int64]:
    """Places of a byte among others, counted from `begin`; looked for in parts that fit a cache,
    which takes half the time."""
    parts = range(0, max(len(codes), 1), PART)
    return np.concatenate(
        [np.flatnonzero(codes[at : at + PART] == code) + (begin + at) for at in parts]
    )


def line_starts(data: bytes, begin: int, end: int) -> npt.NDArray[np.int64]:
    """Offsets at which the physical lines of data[begin:end] start."""
    codes = np.frombuffer(data, dtype=np.uint8, count=end - begin, offset=begin)
    breaks = offsets_of(NEWLINE, codes)
    if data.find(b"\r", begin, end) >= 0:
        returns = offsets_of(RETURN, codes)
        followed = codes[np.minimum(returns + 1, len(codes) - 1)] == NEWLINE
        if not followed.all():
            breaks = np.sort(np.concatenate((breaks, returns[~followed])))
    starts = np.empty(len(breaks) + 1, dtype=np.int64)
    starts[0] = begin
    np.add(breaks, begin + 1, out=starts[1:])
    return starts[:-1] if starts[-1] >= end else starts
