"""What makes two rows of a table alike: columns that hold the same, names that are nearly the same.

`SAME` and `NAMED` say it for each table; a table in neither has keys that say all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spaceties.contribute.merge import Merged
from spaceties.datapackage import edtf
from spaceties.matching.normalize import fold, squeeze

if TYPE_CHECKING:
    from spaceties.matching.match import Likeness

Cells = Mapping[str, str]
SHORTEST = 5  # letters; shorter names (CSA, ESA) count as alike only if they are the same


@dataclass(frozen=True)
class Same:
    """Rows whose `key` is equal are probably one; None is no key."""

    why: str
    key: Callable[[Cells], Hashable | None]


@dataclass(frozen=True)
class Named:
    """Rows with nearly the same name are probably one if `agree` finds a reason, given both rows
    and whether the names are the same when folded. names: columns with a name, or with several
    parted by "; ". block: a column that must be equal for names that are nearly the same."""

    names: tuple[str, ...]
    agree: Callable[[Likeness, Merged, Merged, bool], str | None]
    block: str | None = None


def _how(exactly: bool) -> str:
    return "the same name" if exactly else "nearly the same name"


def _fits(one: str, other: str) -> bool:
    """Whether two cells do not contradict each other: equal, or one is missing."""
    return not one or not other or one == other


def _overlap(one: str, other: str) -> bool | None:
    """Whether two vague dates can be one day; None if either is missing or unreadable."""
    if not one or not other:
        return None
    try:
        a, b = edtf.parse(one), edtf.parse(other)
    except ValueError:
        return None
    begins = [span.earliest for span in (a, b) if span.earliest]
    ends = [span.latest for span in (a, b) if span.latest]
    return not begins or not ends or max(begins) <= min(ends)


def _columns(*names: str) -> Callable[[Cells], Hashable | None]:
    """A key of columns all of which are there; numbers by value."""

    def key(cells: Cells) -> Hashable | None:
        parts = tuple(cells[name] for name in names)
        return tuple(map(_value, parts)) if all(parts) else None

    return key


def _figure(*names: str, also: tuple[str, ...]) -> Callable[[Cells], Hashable | None]:
    """The same with columns that may be missing in both."""
    stated = _columns(*names)

    def key(cells: Cells) -> Hashable | None:
        found = stated(cells)
        return None if found is None else (found, *(fold(cells[name]) for name in also))

    return key


def _value(text: str) -> Hashable:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text.casefold()


def _address(cells: Cells) -> Hashable | None:
    """Address but for scheme, www. and a last slash, with the edition."""
    try:
        parts = urlsplit(cells["url"].strip())
    except ValueError:
        return None
    if not parts.netloc:
        return None
    host = parts.netloc.casefold().removeprefix("www.")
    return (host + parts.path.rstrip("/"), parts.query, cells["edition"])


def _organization(_: Likeness, row: Merged, other: Merged, exactly: bool) -> str | None:
    if not _fits(row.cells["country_id"], other.cells["country_id"]):
        return None
    place = "in the same country" if row.cells["country_id"] else "without another country"
    return f"{_how(exactly)} {place}"


def _satellite(_: Likeness, row: Merged, other: Merged, exactly: bool) -> str | None:
    mine, theirs = row.cells, other.cells
    if not all(_fits(mine[name], theirs[name]) for name in ("cospar_id", "norad_id")):
        return None
    if mine["launch_id"] and mine["launch_id"] == theirs["launch_id"]:
        return f"{_how(exactly)} on the same launch"
    if exactly and not (mine["launch_id"] and theirs["launch_id"]):
        return "the same name, and no launch that tells them apart"
    return None


def _agreement(rows: Likeness, row: Merged, other: Merged, exactly: bool) -> str | None:
    same_day = _overlap(row.cells["signed_on"], other.cells["signed_on"])
    mine = rows.parties(row.cells["agreement_id"])
    theirs = rows.parties(other.cells["agreement_id"])
    shared = mine & theirs
    if same_day is False or (mine and theirs and not shared):
        return None
    if not exactly and not (same_day and (mine <= theirs or theirs <= mine)):
        return None
    told = [f"{_how(exactly)[:-4]}title"]
    told += ["a date that can be the same"] if same_day else []
    told += [f"parties in common ({', '.join(sorted(shared)[:4])})"] if shared else []
    return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else None


def _source(_: Likeness, row: Merged, other: Merged, exactly: bool) -> str | None:
    mine, theirs = row.cells, other.cells
    if len(fold(mine["title"])) < 2 * SHORTEST or not _fits(mine["edition"], theirs["edition"]):
        return None
    if _overlap(mine["published_on"], theirs["published_on"]) is False:
        return None
    if not _fits(squeeze(mine["publisher"]), squeeze(theirs["publisher"])):
        return None
    return f"{_how(exactly)[:-4]}title, and neither publisher nor date speaks against it"


def _with(*names: str) -> Callable[[Likeness, Merged, Merged, bool], str | None]:
    """Alike names are one if these columns do not contradict each other."""

    def agree(_: Likeness, row: Merged, other: Merged, exactly: bool) -> str | None:
        if all(_fits(row.cells[name], other.cells[name]) for name in names):
            same = [name for name in names if row.cells[name]]
            return f"{_how(exactly)}" + (f" and the same {', '.join(same)}" if same else "")
        return None

    return agree


SAME: dict[str, tuple[Same, ...]] = {
    "satellites": (
        Same("the same COSPAR designation", _columns("cospar_id")),
        Same("the same NORAD number", _columns("norad_id")),
    ),
    "launches": (
        Same("the same day, vehicle and flight", _columns("launched_on", "vehicle_id", "flight")),
        Same("the same day, site and time", _columns("launched_on", "site_id", "launch_time_utc")),
    ),
    "sources": (Same("the same address", _address),),
    "spending": (
        Same(
            "the same organization, measure, subject, period, amount and currency",
            _figure(
                "organization_id", "measure", "period", "amount", "currency", also=("subject",)
            ),
        ),
    ),
    "indicators": (
        Same(
            "the same organization, measure, date, value and unit",
            _figure("organization_id", "measure", "as_of", "value", also=("unit", "note")),
        ),
    ),
    "claims": (
        Same(
            "the same source, row, column and value",
            _columns("source_id", "table", "row_key", "field", "value"),
        ),
        Same("the same span of the same source", _columns("source_id", "excerpt_sha256", "field")),
    ),
}  # fmt: skip

NAMED: dict[str, Named] = {
    "countries": Named(("name",), _with()),
    "organizations": Named(
        ("name", "native_name", "short_name", "other_names"), _organization, "country_id"
    ),
    "launch_sites": Named(("name",), _with("country_id"), "country_id"),
    "launch_vehicles": Named(("name",), _with("country_id"), "country_id"),
    "satellites": Named(("name", "other_names"), _satellite, "launch_id"),
    "payloads": Named(("name",), _with("satellite_id"), "satellite_id"),
    "agreements": Named(("title",), _agreement),
    "sources": Named(("title",), _source),
}
