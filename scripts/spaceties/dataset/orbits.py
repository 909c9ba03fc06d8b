"""Orbits around the Earth: whether heights and period go together.

Kepler's third law, T = 2 pi sqrt(a^3 / GM) with a = R + (perigee + apogee) / 2, and the Earth's
GM and equatorial radius of WGS 84 (NIMA TR8350.2, tables 3.1 and 3.4).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pandas

GM = 398_600.4418  # km^3 / s^2
RADIUS = 6_378.137  # km
TOLERANCE = 0.05  # of the period: heights are registered in round figures, orbits decay

Heights = TypeVar("Heights", float, "pandas.Series")


def period(perigee: Heights, apogee: Heights) -> Heights:
    """Minutes of one orbit between two heights in km, which are numbers or columns of them."""
    axis: Heights = RADIUS + (perigee + apogee) / 2
    minutes: Heights = (2 * math.pi / 60) * (axis**3 / GM) ** 0.5
    return minutes


def deviation(perigee: Heights, apogee: Heights, minutes: Heights) -> Heights:
    """By which part of what the heights give the period differs from it; missing or NaN if any
    of them is. More than TOLERANCE is a slip."""
    return abs(minutes / period(perigee, apogee) - 1)
