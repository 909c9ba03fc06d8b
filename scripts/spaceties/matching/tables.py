"""What makes two rows of a table alike: columns that hold the same, names that are nearly the same.

`SAME`, `NAMED` and `ABOUT` say it for each table; a table in none has keys that say all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from spaceties.datapackage import edtf
from spaceties.matching.likeness import SHORTEST
from spaceties.matching.normalize import address, designations, fold, names_in, squeeze

Cells = Mapping[str, str]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"\s*[+-]?[\d._]+(?:e[+-]?[\d_]+)?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Same:
    """Rows whose `key` is equal are probably one; None is no key."""

    why: str
    key: Callable[[Cells], Hashable | None]


@dataclass(frozen=True)
class Pair:
    """A row and an earlier one with the same name, when folded, or else nearly the same.
    parties: who takes part in an agreement, by its id."""

    row: Cells
    other: Cells
    exactly: bool
    parties: Callable[[str], set[str]]

    @property
    def how(self) -> str:
        """How alike the names are, in words."""
        return "the same" if self.exactly else "nearly the same"

    def fits(self, *columns: str) -> bool:
        """Whether the rows do not contradict each other there: equal cells, or one is missing."""
        return all(_fits(self.row[name], self.other[name]) for name in columns)


@dataclass(frozen=True)
class Named:
    """Rows with nearly the same name are probably one if `agree` finds a reason. names: columns
    of names. block: a column that must be equal for names that are nearly the same."""

    names: tuple[str, ...]
    agree: Callable[[Pair], str | None]
    block: str | None = None

    def of(self, row: Cells) -> list[str]:
        """The folded names of a row, each once."""
        names = (name for column in self.names for name in names_in(column, row[column]))
        return list(dict.fromkeys(names))

    def block_of(self, row: Cells) -> str:
        """What must be equal."""
        return row[self.block] if self.block else ""


@dataclass(frozen=True)
class About:
    """Rows with one of the `words` in common are probably one if `agree` finds a reason."""

    words: Callable[[Cells], set[str]]
    agree: Callable[[Pair], str | None]


def _fits(one: str, other: str) -> bool:
    return not one or not other or one == other


def _overlap(one: str, other: str) -> bool | None:
    """Whether two vague dates can be one day; None if either is missing or unreadable."""
    mine, theirs = edtf.span(one), edtf.span(other)
    if mine is None or theirs is None:
        return None
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _columns(*names: str, also: tuple[str, ...] = ()) -> Callable[[Cells], Hashable | None]:
    """A key of columns all of which are there, numbers by value, and of texts that may also be
    missing in both rows."""

    def key(cells: Cells) -> Hashable | None:
        parts = [cells[name] for name in names]
        texts = (fold(cells[name]) for name in also)
        return (*map(_value, parts), *texts) if all(parts) else None

    return key


def _value(text: str) -> Hashable:
    if not NUMBER.fullmatch(text):
        return text.casefold()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text.casefold()
    return number if number.is_finite() else text.casefold()


def _document(cells: Cells) -> Hashable | None:
    """Address and edition."""
    place = address(cells["url"])
    return (place, cells["edition"]) if place else None


def _organization(pair: Pair) -> str | None:
    if not pair.fits("country_id"):
        return None
    place = "in the same country" if pair.row["country_id"] else "without another country"
    return f"{pair.how} name {place}"


def _satellite(pair: Pair) -> str | None:
    if not pair.fits("cospar_id", "norad_id"):
        return None
    launches = {pair.row["launch_id"], pair.other["launch_id"]}
    if len(launches) == 1 and "" not in launches:
        return f"{pair.how} name on the same launch"
    if pair.exactly and "" in launches:
        return "the same name, and no launch that tells them apart"
    return None


def _agreement(pair: Pair) -> str | None:
    same_day = _overlap(pair.row["signed_on"], pair.other["signed_on"])
    mine = pair.parties(pair.row["agreement_id"])
    theirs = pair.parties(pair.other["agreement_id"])
    shared = mine & theirs
    if same_day is False or (mine and theirs and not shared):
        return None
    if not pair.exactly and not (same_day and (mine <= theirs or theirs <= mine)):
        return None
    told = [f"{pair.how} title"]
    told += ["a date that can be the same"] if same_day else []
    told += [f"parties in common ({', '.join(sorted(shared)[:4])})"] if shared else []
    return " and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else None


def _subject(pair: Pair) -> str | None:
    mine = pair.parties(pair.row["agreement_id"])
    if not mine or mine != pair.parties(pair.other["agreement_id"]):
        return None
    if pair.row["kind"] != pair.other["kind"]:
        return None
    if not _overlap(pair.row["signed_on"], pair.other["signed_on"]):
        return None
    if pair.row["signed_on"] == pair.other["signed_on"] and DAY.fullmatch(pair.row["signed_on"]):
        return "the same day, kind and parties"
    return "the same parties and kind, a date that can be the same and a name in both titles"


def _subjects(cells: Cells) -> set[str]:
    day = DAY.fullmatch(cells["signed_on"])
    return designations(cells["title"]) | ({day[0]} if day else set())


def _source(pair: Pair) -> str | None:
    row, other = pair.row, pair.other
    if len(fold(row["title"])) < 2 * SHORTEST or not pair.fits("edition"):
        return None
    if _overlap(row["published_on"], other["published_on"]) is False:
        return None
    if not _fits(squeeze(row["publisher"]), squeeze(other["publisher"])):
        return None
    return f"{pair.how} title, and neither publisher nor date speaks against it"


def _with(*columns: str) -> Callable[[Pair], str | None]:
    """Alike names are one if these columns do not contradict each other."""

    def agree(pair: Pair) -> str | None:
        if not pair.fits(*columns):
            return None
        same = [column for column in columns if pair.row[column]]
        return f"{pair.how} name" + (f" and the same {', '.join(same)}" if same else "")

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
    "sources": (Same("the same address", _document),),
    "spending": (
        Same(
            "the same organization, measure, subject, period, amount and currency",
            _columns(
                "organization_id", "measure", "period", "amount", "currency", also=("subject",)
            ),
        ),
    ),
    "indicators": (
        Same(
            "the same organization, measure, date, value and unit",
            _columns("organization_id", "measure", "as_of", "value", also=("unit", "note")),
        ),
    ),
    "claims": (
        Same(
            "the same source, row, column and value",
            _columns("source_id", "table", "row_key", "field", "value"),
        ),
        Same("the same span of the same source", _columns("source_id", "excerpt_sha256", "field")),
    ),
    "audits": (
        Same(
            "the same row, column, version, sample and day",
            _columns("table", "row_key", "version", "audited_on", also=("field", "sample")),
        ),
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

ABOUT: dict[str, About] = {
    "agreements": About(_subjects, _subject),
}
