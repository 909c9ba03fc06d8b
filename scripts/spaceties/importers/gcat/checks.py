"""The columns of GCAT's files that are read, and what each cell must be for its row to be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from spaceties.datapackage import edtf
from spaceties.importers.gcat import codes, dates

# Takes the column's name and the cell; raises ValueError with what was expected.
Check = Callable[[str, str], object]
Columns = Mapping[str, Check]
T = TypeVar("T")


def shown(text: str) -> str:
    """A text as a message tells it."""
    return repr(text) if text else "nothing"


def _form(pattern: str, expected: str) -> Check:
    """The check that a cell has a form; {} in `expected` is the column's name."""
    form = re.compile(pattern)

    def check(name: str, cell: str) -> None:
        if not form.fullmatch(cell):
            raise ValueError(f"{expected.format(name)}, found {shown(cell)}")

    return check


def _date(name: str, cell: str) -> str:
    return _read(name, dates.from_vague, cell).edtf


def _copied_date(name: str, cell: str) -> None:
    _read(name, dates.from_copy, cell)


def _read(name: str, read: Callable[[str], T], cell: str) -> T:
    try:
        return read(cell)
    except ValueError as error:
        raise ValueError(f"a date in {name}: {error}") from None


def _day(name: str, cell: str) -> None:
    date = _date(name, cell)
    if not date or edtf.parse(date).precision != "day":
        raise ValueError(f"a {name} known to the day, found {cell!r}")


def _anything(_name: str, _cell: str) -> None:
    """Every cell will do."""


def _all(check: Check, *names: str) -> dict[str, Check]:
    return dict.fromkeys(names, check)


_JCAT = _form(codes.JCAT.pattern, "a JCAT of a catalogue letter and five digits or more")
_STATED = _form("(?s).+", "something in {}")
_NUMBER = _form(r"(-?[0-9]+(\.[0-9]*)?)?", "a number in {}")
_CODE = r"[A-Z0-9][A-Za-z0-9-]*\??"
_CODES = _form(f"{_CODE}(/{_CODE})*", "codes such as CAST/INPE in {}")
_NO_OR_CODES = _form(f"({_CODE}(/{_CODE})*)?", "codes such as CAST/INPE in {}")

LAUNCHLOG = {
    "JCAT": _JCAT,
    "Launch_Tag": lambda _, tag: codes.launch_id(tag),
    "Launch_Date": _day,
    "Launch_Code": lambda _, code: codes.outcome(code),
    **_all(_STATED, "Type", "SatState", "LV_Type", "Launch_Site"),
    **_all(_CODES, "SatOwner", "Agency"),
    **_all(_anything, "Piece", "Name", "PLName", "Flight_ID", "Launch_Pad", "LVState"),
}
PSATCAT = {
    "JCAT": _JCAT,
    **_all(_date, "TOp", "TDate"),
    **_all(_NUMBER, "UNPeriod", "UNPerigee", "UNApogee", "UNInc"),
    "LDate": _date,
    **_all(_anything, "Piece", "Name", "Class", "Category", "UNState", "UNReg"),
}
SHOWN_ORBIT = _all(_NUMBER, "DispPeri", "DispApo") | {"DispEpoch": _date}
ORGS = {
    "Code": _STATED,
    **_all(_anything, "StateCode", "Type", "Class", "ShortName", "Name", "Parent"),
    **_all(_anything, "ShortEName", "EName", "UName"),
    **_all(_date, "TStart", "TStop"),
}
SITES = {
    "Site": _STATED,
    **_all(_NUMBER, "Longitude", "Latitude"),
    **_all(_anything, "StateCode", "Name", "EName"),
}
LV = _all(_anything, "LV_Name", "LV_Family", "LV_Manufacturer")
STATES = {
    "gcat_code": _STATED,
    **_all(_anything, "gcat_state", "iso2", "iso_name"),
    **_all(_date, "tstart", "tstop"),
    "iso3": _form("([A-Z]{3})?", "an iso3 of three capital letters"),
}
SATCAT = {
    "JCAT": _JCAT,
    "DDate": _copied_date,
    "Status": _form("([A-Z]+( [A-Z]+)?\\??)?", "a status such as O, R or AR IN"),
    "Manufacturer": _NO_OR_CODES,
    "Mass": _NUMBER,
    "LDate": _copied_date,
    **_all(_anything, "Piece", "Name", "PLName", "Bus"),
}
OBJECTS = {"jcat": _JCAT, "ddate": _date, "gcat_manufacturer": _NO_OR_CODES}
ENDED = {
    "jcat": _JCAT,
    **_all(_copied_date, "launch_date", "end_date"),
    "name": _anything,
}
