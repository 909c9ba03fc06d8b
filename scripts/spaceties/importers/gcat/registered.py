"""The orbit that a spacecraft is registered with at the United Nations, where it can be true."""

from __future__ import annotations

from spaceties.dataset import orbits
from spaceties.importers.base import Notes, Row
from spaceties.importers.gcat import endings


def orbit(jcat: str, details: Row, bus: str, notes: Notes) -> Row:
    """Perigee, apogee (km), inclination (degrees) and period (min) of a row of the payload
    catalogue as cells of `satellites`, "" for each that another one or the flight belies; why is
    noted."""
    row = {
        "perigee_km": details["UNPerigee"],
        "apogee_km": details["UNApogee"],
        "inclination_deg": details["UNInc"],
        "period_min": details["UNPeriod"],
    }
    perigee, apogee = float(row["perigee_km"] or 0), float(row["apogee_km"] or "inf")
    heights = (row["perigee_km"], row["apogee_km"], row["period_min"])
    if not float(row["period_min"] or 1):
        notes.add("registered orbits without a period, left out", jcat)
        return dict.fromkeys(row, "")
    if perigee < 0 or perigee > apogee:
        notes.add("registered perigees below ground or above the apogee, left out", jcat)
        return row | {"perigee_km": "", "apogee_km": ""}
    if orbits.deviation(*(float(cell or "nan") for cell in heights)) > orbits.TOLERANCE:
        notes.add("registered heights that no such period fits, all left out", jcat)
        return row | {"perigee_km": "", "apogee_km": "", "period_min": ""}
    if endings.flew_elsewhere(details, bus):
        notes.add("CubeSats that flew elsewhere than registered, orbits left out", jcat)
        return dict.fromkeys(row, "")
    return row
