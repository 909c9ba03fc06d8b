"""What became of a spacecraft, from the payload catalogue, the object catalogue and lists of ends.

The payload catalogue's rows show TOp to be the end of operations and TDate that of all activity
(last signal, landing or reentry), `*` that it has not come. The object catalogue says where the
object is (planet4589.org/space/gcat): O in orbit, R reentered, D deorbited, L landed, AR and AL the
same while attached, AO and ATT attached to another object, DSO and DSA in deep space, perhaps with
IN (inside what it is attached to); N and TFR end a phase that is none of these, such as a change of
owner.

`came_down.csv` has a line for each satellite that came down by a list which is newer than these:
satellite_id, came_down_on, source_id. It counts until the object catalogue tells the end itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from spaceties.datapackage import edtf
from spaceties.importers.base import Row
from spaceties.importers.gcat import dates
from spaceties.importers.gcat.join import launch_of

CAME_DOWN = Path(__file__).with_name("came_down.csv")
LATER = "came down by a later list (came_down.csv)"
KNOWN = "lines of came_down.csv that GCAT has itself: delete them"
# Of 24 guesses that were looked up 19 were wrong, many by years.
GUESSED = "guessed ends of work, left out"

DOWN = {"R": "decayed", "AR": "decayed", "D": "decayed", "L": "landed", "AL": "landed"}
ELSEWHERE = {"AO": "attached", "ATT": "attached", "DSO": "departed", "DSA": "departed",
             "O": "in_orbit"}  # fmt: skip

# CubeSats hardly move by themselves: one that flies so far from where it is registered, so soon
# after its launch, was registered with the orbit of what it was launched with.
SOON_DAYS = 31
AWAY_KM = 60

# A flight that ends so long after launch, and so low, ended in the atmosphere: spacecraft that
# dock or leave the Earth do so within weeks, and air drag reaches to about 600 km.
LEAST_DAYS = 60
DRAG_KM = 600


class End(NamedTuple):
    """status; ended_on, when its work ended; came_down_on, its reentry or landing; "" if none."""

    status: str = ""
    ended_on: str = ""
    came_down_on: str = ""


@cache
def came_down() -> dict[str, str]:
    """The EDTF days on which satellites came down, by their ids, from `came_down.csv`."""
    with CAME_DOWN.open(encoding="utf-8", newline="") as lines:
        return {line["satellite_id"]: line["came_down_on"] for line in csv.DictReader(lines)}


def lost(entry: Row) -> str:
    """The vague day of a launch that failed, on which what it carried ended; else ""."""
    return entry["Launch_Date"] if entry["JCAT"].startswith("F") else ""


def end_of(jcat: str, details: Row, where: Row, left: str, ended: Row, low: bool) -> End:
    """The end of a spacecraft.

    details: its row of the payload catalogue, or empty. where: that of the object catalogue. left:
    the EDTF day on which it came down, where one is given by itself. ended: its row in a list of
    flights that ended. low: whether its orbit was low enough for air drag.
    """
    worked = _work(details)
    if jcat.startswith("F"):
        return End("launch_failure", worked.ended_on or left)
    code, *_ = where.get("Status", "").rstrip("?").split() or [""]
    down = DOWN.get(code, "")
    day = dates.from_copy(where.get("DDate", "")) if down else left
    if not down and (left or (low and _by_drag(ended))):
        down, day = "decayed", left or dates.from_copy(ended["end_date"])
    if down:
        return End(down, _earlier(worked.ended_on, day), day)
    if worked.status:
        return worked
    return End(ELSEWHERE.get(code, ""))


def _work(details: Row) -> End:
    """What the payload catalogue says: when the work ended is TOp, where it is stated."""
    if not details:
        return End()
    operated, ended = (dates.from_vague(details[name]).edtf for name in ("TOp", "TDate"))
    if details["TDate"] == "*":
        return End("operations_ended", operated) if operated else End("active")
    return End("inactive", operated or ended) if ended else End()


def _earlier(ended: str, down: str) -> str:
    """When the work ended of a spacecraft that came down: then at the latest."""
    begin, end = edtf.bounds(ended)[0] if ended else None, edtf.bounds(down)[1] if down else None
    return ended if ended and not (begin and end and begin > end) else down


def _by_drag(ended: Row) -> bool:
    if not ended:
        return False
    begin, _ = edtf.bounds(dates.from_copy(ended["launch_date"]))
    end, _ = edtf.bounds(dates.from_copy(ended["end_date"]))
    return isinstance(begin, date) and isinstance(end, date) and (end - begin).days >= LEAST_DAYS


def low_launches(payloads: Iterable[Row]) -> set[tuple[str, ...]]:
    """The launches of which all perigees in the payload catalogue are low."""
    perigees: dict[tuple[str, ...], list[float]] = {}
    for row in payloads:
        if known := perigees_of(row):
            perigees.setdefault(launch_of(row), []).extend(known)
    return {launch for launch, known in perigees.items() if max(known) < DRAG_KM}


def perigees_of(row: Row) -> list[float]:
    """The perigee heights in km that a row of the payload catalogue gives: the registered one, and
    that of the orbit that the catalogue itself shows (0 where it shows none)."""
    cells = (row.get("UNPerigee"), row.get("DispPeri"))
    return [float(cell) for cell in cells if cell and float(cell) > 0]


def flew_elsewhere(details: Row, bus: str) -> bool:
    """Whether a CubeSat flew elsewhere than its row of the payload catalogue has it registered."""
    heights = [
        [float(details.get(name) or 0) for name in names]
        for names in (("UNPerigee", "UNApogee"), ("DispPeri", "DispApo"))
    ]
    days = [dates.from_vague(details.get(name, "")).edtf for name in ("LDate", "DispEpoch")]
    if not bus.startswith("Cubesat") or min(map(min, heights)) <= 0 or not all(days):
        return False
    launch, seen = (edtf.bounds(day)[0] for day in days)
    registered, flown = (sum(pair) / 2 for pair in heights)
    soon = isinstance(launch, date) and isinstance(seen, date) and (seen - launch).days <= SOON_DAYS
    return soon and abs(registered - flown) > AWAY_KM
