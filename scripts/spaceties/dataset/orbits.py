"""Orbits around the Earth: whether heights and period go together.

Kepler's third law, T = 2 pi sqrt(a^3 / GM) with a = R + (perigee + apogee) / 2, and the Earth's
GM and equatorial radius of WGS 84 (NIMA TR8350.2, tables 3.1 and 3.4).
"""

from __future__ import annotations

import math

GM = 398_600.4418  # km^3 / s^2
RADIUS = 6_378.137  # km
TOLERANCE = 0.05  # of the period: heights are registered in round figures, orbits decay


def period(perigee: float, apogee: float) -> float:
    """Minutes of one orbit between two heights in km."""
    return 2 * math.pi * math.sqrt((RADIUS + (perigee + apogee) / 2) ** 3 / GM) / 60


def agree(perigee: float, apogee: float, minutes: float) -> bool:
    """Whether heights in km and a period in minutes go together; one that is NaN always does."""
    return not abs(minutes / period(perigee, apogee) - 1) > TOLERANCE
