"""What sequences have that is needed in more than one place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def longest_increasing_subsequence(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest increasing subsequence, by patience sorting (Fredman 1975)."""
    tops: list[int] = []
    top_indices: list[int] = []
    before: list[int] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(top_indices[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        top_indices[pile : pile + 1] = [index]
    indices = []
    at = top_indices[-1] if top_indices else -1
    while at >= 0:
        indices.append(at)
        at = before[at]
    return indices[::-1]
