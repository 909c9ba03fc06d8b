"""Whether a row says what an earlier one says already, under another key.

It is a guess for a person to look at, so what is told is why. What makes the rows of a table alike
stands in `tables`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from spaceties.matching.likeness import NameIndex
from spaceties.matching.tables import ABOUT, NAMED, SAME, Cells, Pair


@dataclass(frozen=True)
class Match:
    """The row that is probably the same, by its place, and why it is thought so."""

    row: int
    why: str


class Matcher:
    """The rows of one table, as text cells ("" is missing), ready to be compared.

    parties: who takes part in an agreement, by its id. fast: only the same names count, not those
    that are nearly the same, which take long where very many rows are asked for.
    """

    def __init__(
        self,
        table: str,
        rows: Sequence[Cells],
        parties: Callable[[str], set[str]] = lambda _: set(),
        fast: bool = False,
    ):
        self.rows = rows
        self._parties = parties
        self._fast = fast
        self._named = NAMED.get(table)
        self._keys = [(same, _first_places(rows, same.key)) for same in SAME.get(table, ())]
        self._names = NameIndex()
        if self._named:
            for place, row in enumerate(rows):
                for name in self._named.of(row):
                    self._names.add(place, name, self._named.block_of(row))
        self._about = ABOUT.get(table)
        self._subjects: dict[str, list[int]] = defaultdict(list)
        if self._about:
            for place, row in enumerate(rows):
                for word in self._about.words(row):
                    self._subjects[word].append(place)

    def match(self, place: int) -> Match | None:
        """A row before the one at `place` that is probably the same; None if there is none."""
        row = self.rows[place]
        for same, first in self._keys:
            key = same.key(row)
            if key is not None and first[key] < place:
                return Match(first[key], same.why)
        return self._by_name(place) or self._by_subject(place)

    def _by_name(self, place: int) -> Match | None:
        if self._named is None:
            return None
        row = self.rows[place]
        block = self._named.block_of(row)
        for exactly in (True,) if self._fast else (True, False):
            for name in self._named.of(row):
                others = self._names.same(name) if exactly else self._names.near(name, block)
                for other in others:
                    pair = Pair(row, self.rows[other], exactly, self._parties)
                    if other < place and (why := self._named.agree(pair)):
                        return Match(other, why)
        return None

    def _by_subject(self, place: int) -> Match | None:
        if self._about is None:
            return None
        row = self.rows[place]
        for word in sorted(self._about.words(row)):
            for other in self._subjects[word]:
                pair = Pair(row, self.rows[other], False, self._parties)
                if other < place and (why := self._about.agree(pair)):
                    return Match(other, why)
        return None


def _first_places(
    rows: Sequence[Cells], key_of: Callable[[Cells], Hashable | None]
) -> dict[Hashable, int]:
    """The place of the first row of each key."""
    places: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        places.setdefault(key_of(row), place)
    return places
