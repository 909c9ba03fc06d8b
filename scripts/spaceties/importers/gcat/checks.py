"""What a row of a GCAT file must have to be used; each check raises ValueError with what was
expected."""

from __future__ import annotations

import re

from spaceties.datapackage import edtf
from spaceties.importers.base import Row
from spaceties.importers.gcat import codes, dates

_CODE_LIST = re.compile(r"[A-Z0-9][A-Za-z0-9-]*\??(?:/[A-Z0-9][A-Za-z0-9-]*\??)*")


def launchlog(row: Row) -> None:
    _jcat(row["JCAT"])
    codes.launch_id(row["Launch_Tag"])
    launched = _date(row, "Launch_Date").edtf
    if not launched or edtf.parse(launched).precision != "day":
        raise ValueError(f"a Launch_Date known to the day, found {row['Launch_Date']!r}")
    codes.outcome(row["Launch_Code"])
    for name in ("Type", "SatState", "LV_Type", "Launch_Site"):
        _stated(row, name)
    for name in ("SatOwner", "Agency"):
        _codes(row, name)


def psatcat(row: Row) -> None:
    _jcat(row["JCAT"])
    _date(row, "TOp")
    _date(row, "TDate")
    for name in ("UNPeriod", "UNPerigee", "UNApogee", "UNInc"):
        _number(row, name)


def orgs(row: Row) -> None:
    _stated(row, "Code")
    _date(row, "TStart")
    _date(row, "TStop")


def sites(row: Row) -> None:
    _stated(row, "Site")
    _number(row, "Longitude")
    _number(row, "Latitude")


def state(row: Row) -> None:
    _stated(row, "gcat_code")
    if row["iso3"] and not re.fullmatch("[A-Z]{3}", row["iso3"]):
        raise ValueError(f"an iso3 of three capital letters, found {row['iso3']!r}")
    _date(row, "tstart")
    _date(row, "tstop")


def spot_check(row: Row) -> None:
    _jcat(row["jcat"])
    _date(row, "ddate")
    if row["gcat_manufacturer"]:
        _codes(row, "gcat_manufacturer")


def anything(row: Row) -> None:
    """Every row will do."""


def _jcat(text: str) -> None:
    if not codes.JCAT.fullmatch(text):
        raise ValueError(f"a JCAT of a catalogue letter and five digits or more, found {text!r}")


def _stated(row: Row, name: str) -> None:
    if not row[name]:
        raise ValueError(f"something in {name}, found nothing")


def _codes(row: Row, name: str) -> None:
    if not _CODE_LIST.fullmatch(row[name]):
        raise ValueError(f"codes such as CAST/INPE in {name}, found {row[name]!r}")


def _date(row: Row, name: str) -> dates.GcatDate:
    try:
        return dates.from_vague(row[name])
    except ValueError as error:
        raise ValueError(f"a date in {name}: {error}") from None


def _number(row: Row, name: str) -> None:
    if row[name] and not re.fullmatch(r"-?[0-9]+(?:\.[0-9]*)?", row[name]):
        raise ValueError(f"a number in {name}, found {row[name]!r}")
