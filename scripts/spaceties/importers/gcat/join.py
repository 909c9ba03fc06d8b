"""Which entry of one file of GCAT is of the same spacecraft as an entry of another edition.

While GCAT identifies the objects of a launch it moves their JCATs, and it uses its provisional T
numbers again for other objects. So two editions are joined on the id only where a name agrees,
else on launch and name. What then remains of a launch on both sides are the same spacecraft in an
order that nobody states: each gets what all of them share, and no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spaceties.importers.base import Row
from spaceties.importers.gcat import codes, dates
from spaceties.matching.normalize import fold, squeeze

LAUNCH_COLUMNS = (
    "Launch_Tag", "Launch_Date", "LV_Type", "Flight_ID", "Launch_Site", "Launch_Pad", "Agency",
    "LVState", "Launch_Code",
)  # fmt: skip
_PARTS = re.compile(r"[(),/\[\]]")
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_PIECE = re.compile(
    r"([0-9]{4}-[0-9A-Z]{3,4}?|[0-9]{4} (?:[AB] )?[A-Z]{2,3})(?: [0-9]+|[A-Z]{1,3})?"
)
LEAST_WORDS = 3  # letters of the words that names share
LEAST_BEGINNING = 5  # letters in which names begin alike

Entries = Mapping[str, Row]  # by id
Launch = Callable[[Row], tuple[str, ...]]


@dataclass
class Joined:
    """Rows of another file by the ids of those that they were joined to.

    moved: the id that the other file has, where it is another. shared: those that got only what
    all that remained of their launch share. apart: those whose id the other file has under another
    name, and nothing to join.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)

    def add(self, other: Joined) -> None:
        """Add what was joined from another file for spacecraft that had nothing yet."""
        self.rows |= other.rows
        self.moved |= other.moved
        self.shared |= other.shared
        self.apart = (self.apart | other.apart) - self.rows.keys()


def names(row: Row) -> frozenset[str]:
    """The names of an entry, and their parts in brackets or between strokes, as compared."""
    return _compared(row.get("Name", ""), row.get("PLName", ""), row.get("name", ""))


@lru_cache(maxsize=65_536)
def _compared(*texts: str) -> frozenset[str]:
    parts = [part for text in texts for part in (text, *_PARTS.split(text))]
    return frozenset(name for part in parts if (name := squeeze(part)))


def launch_of(row: Row) -> tuple[str, ...]:
    """The launch that an entry's piece names, and its day: objects that left a station bear the
    station's piece and have launches of their own."""
    piece, tag = row.get("Piece", ""), row.get("Launch_Tag", "")
    match = _PIECE.fullmatch(piece)
    return (match[1] if match else tag or piece, *day_of(row))


def day_of(row: Row) -> tuple[str, ...]:
    """The day of an entry's launch."""
    days = (row.get(column) for column in ("Launch_Date", "LDate", "launch_date"))
    return (_day(next(filter(None, days), "")),)


@lru_cache(maxsize=65_536)
def _day(text: str) -> str:
    return dates.from_copy(text)[:10]


def join(
    log: Entries,
    other: Entries,
    whole: bool = False,
    same: frozenset[str] = frozenset(),
    launch: Launch = launch_of,
) -> Joined:
    """Join the entries of another file to those of the launch log.

    whole: the other file has all payloads of its launches, so that what remains of a launch on
    both sides is the same. same: ids of the log's entries that are of the other file's edition,
    which share their ids unless names say otherwise. launch: what tells launches apart.
    """
    joined = Joined()
    letters = {key[0] for key in other}  # a payload catalogue has no auxiliary objects
    for key, row in log.items():
        if key in other and (names(row) & names(other[key]) or not names(other[key])):
            joined.rows[key] = other[key]  # by the id alone where the other file has no name
    here: dict[tuple[str, ...], list[str]] = {}
    there: dict[tuple[str, ...], list[str]] = {}
    for key in log.keys() - joined.rows.keys():
        here.setdefault(launch(log[key]), []).append(key)
    for key in other.keys() - joined.rows.keys():
        # Where the other file tells of no launch, it is that of the id.
        at = launch(other[key])
        at = at if any(at) else launch(log.get(key, {}))
        there.setdefault(at, []).append(key)
    for at, ids in here.items():
        ids.sort()
        rest = sorted(there.get(at, ()))
        for key, found in list(_by_name(ids, log, rest, other)):
            joined.rows[key], joined.moved[key] = other[found], found
            ids.remove(key)
            rest.remove(found)
        for key in [key for key in ids if key in rest]:
            if key in same or _alike(key, ids, log, rest, other):
                joined.rows[key] = other[key]
                ids.remove(key)
                rest.remove(key)
        ids = [key for key in ids if key[0] in letters]
        if whole and ids and len(ids) == len(rest):
            common = _common([other[found] for found in rest])
            joined.rows |= dict.fromkeys(ids, common)
            joined.shared.update(ids if len(ids) > 1 else ())
        else:
            joined.apart.update(key for key in ids if key in other)
    return joined


def _by_name(
    ids: list[str], log: Entries, rest: list[str], other: Entries
) -> Iterator[tuple[str, str]]:
    """Pairs of ids of one launch whose names agree with each other's and with no third's."""
    for key in ids:
        found = [one for one in rest if names(log[key]) & names(other[one])]
        if len(found) == 1:
            back = [one for one in ids if names(log[one]) & names(other[found[0]])]
            if back == [key]:
                yield key, found[0]


def _alike(key: str, ids: list[str], log: Entries, rest: list[str], other: Entries) -> bool:
    """Whether a name under the same id is the other with words added (`[Palapa]`, Palapa B2), or
    begins as it (`[Spacenet 2]`, Spacenet F2) and does not merely have another number (Firefly 5,
    6), and nothing else that is left of the launch does so."""
    elsewhere = [*(log[one] for one in ids if one != key)]
    elsewhere += [other[one] for one in rest if one != key]
    others = [words for row in elsewhere for words in _words(row)]
    for here in _words(log[key]):
        for there in _words(other[key]):
            less, more = sorted((here, there), key=len)
            told = sum(map(len, less)) >= LEAST_WORDS and not any(less <= words for words in others)
            if less <= more and told:
                return True
    begun = {name[:LEAST_BEGINNING] for row in elsewhere for name in names(row)}
    return any(
        here[:LEAST_BEGINNING] == there[:LEAST_BEGINNING]
        and min(len(here), len(there)) >= LEAST_BEGINNING
        and here[:LEAST_BEGINNING] not in begun
        and not _numbered_apart(here, there)
        for here in names(log[key]) for there in names(other[key])
    )  # fmt: skip


def _numbered_apart(one: str, other: str) -> bool:
    first, second = re.split(r"([0-9]+)$", one), re.split(r"([0-9]+)$", other)
    return first[0] == second[0] and first[1:] != second[1:] and len(first) == len(second) == 3


def _words(row: Row) -> list[set[str]]:
    """The words of each name, numerals and numbers with leading noughts as numbers."""
    texts = [row.get(column, "") for column in ("Name", "PLName")]
    return [
        {_NUMERALS.get(word, word.lstrip("0") or "0") for word in fold(text).split()}
        for text in texts if fold(text)
    ]  # fmt: skip


def _common(rows: list[Row]) -> Row:
    """The cells in which all rows agree; the others are empty."""
    first, *others = rows
    return {
        name: cell if all(row[name] == cell for row in others) else ""
        for name, cell in first.items()
    }


def settle(logs: Sequence[Entries], payloads: Sequence[Entries]) -> dict[str, Row]:
    """The entries of launch logs, older ones first, under ids that last.

    A provisional T number gives way to the number that a payload catalogue has for the name and
    launch or day, with the launch of its piece; else to X, the year and the name.
    """
    entries: dict[str, Row] = {}
    numbered = [
        (jcat, row) for payload in payloads for jcat, row in payload.items() if jcat[0] != "T"
    ]
    for log in logs:
        newer: dict[str, Row] = {}
        for jcat, row in log.items():
            if jcat.startswith("T"):
                called, (launch, day) = names(row), launch_of(row)
                found = {
                    number: there for number, there in numbered
                    if called & names(there)
                    and (launch_of(there)[0] == launch or day_of(there) == (day,))
                }  # fmt: skip
                row = _settled(row, found)
            newer[row["JCAT"]] = row
        # Older rows that stay come first, so that the last row of a launch is the newest one.
        entries = {key: row for key, row in entries.items() if key not in newer} | newer
    for key, row in entries.items():
        piece = launch_of(row)[0]
        if row.get("settled") and piece != row["Launch_Tag"]:
            host = next(
                (r for k, r in entries.items() if r["Launch_Tag"] == piece and k != key), {}
            )
            entries[key] = row | {name: host[name] for name in LAUNCH_COLUMNS if name in host}
    return entries


def _settled(row: Row, found: Mapping[str, Row]) -> Row:
    if len(found) == 1:
        ((number, there),) = found.items()
        return row | {"JCAT": number, "Piece": there["Piece"], "settled": row["JCAT"]}
    name = codes.slug(row["Name"] or row["PLName"] or row["JCAT"])
    return row | {"JCAT": f"X{row['Launch_Date'][:4]}-{name}", "settled": row["JCAT"]}
