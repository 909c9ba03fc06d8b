"""Whether a row says what an earlier one says already, under another key.

It is a guess for a person to look at, so what is told is why. What makes the rows of a table alike
stands in `tables`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spaceties.matching.likeness import NameIndex
from spaceties.matching.normalize import parts, squeezed
from spaceties.matching.tables import ABOUT, NAMED, SAME, Cells, Named, Pair


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
        self._about = ABOUT.get(table)
        self._same = SAME.get(table, ())
        self._near: dict[str, NameIndex] = {}  # of the rows of a block

    def match(self, place: int) -> Match | None:
        """A row before the one at `place` that is probably the same; None if there is none."""
        row = self.rows[place]
        for same, first in zip(self._same, self._keys, strict=True):
            key = same.key(row)
            if key is not None and first[key] < place:
                return Match(first[key], same.why)
        return self._by_name(place) or self._by_subject(place)

    @cached_property
    def _keys(self) -> list[dict[Hashable, int]]:
        return [_first_places(self.rows, same.key) for same in self._same]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The rows by the names that they may have, squeezed; some are words for none."""
        places, texts = [], []
        for column in self._named.names if self._named else ():
            for place, row in enumerate(self.rows):
                for text in parts(column, row[column]):
                    places.append(place)
                    texts.append(text)
        found: dict[str, list[int]] = defaultdict(list)
        for place, text in zip(places, squeezed(texts), strict=True):
            found[text].append(place)
        return found

    @cached_property
    def _blocks(self) -> dict[str, list[int]]:
        """The rows by their block."""
        blocks: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            blocks[self._named.block_of(row) if self._named else ""].append(place)
        return blocks

    @cached_property
    def _subjects(self) -> dict[str, list[int]]:
        """The rows by the words that tell what they are about."""
        subjects: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            for word in self._about.words(row) if self._about else ():
                subjects[word].append(place)
        return subjects

    def _with_name(self, named: Named, name: str) -> list[int]:
        """The rows with a folded name but for spaces, from the first."""
        plain = name.replace(" ", "")
        return [
            place
            for place in sorted(set(self._places.get(plain, ())))
            if plain in (other.replace(" ", "") for other in named.of(self.rows[place]))
        ]

    def _with_like(self, named: Named, name: str, block: str) -> list[int]:
        """The rows of a block with nearly a folded name, the most alike first."""
        if block not in self._near:
            index = self._near[block] = NameIndex()
            for place in self._blocks[block]:
                for other in named.of(self.rows[place]):
                    index.add(place, other, block)
        return self._near[block].near(name, block)

    def _by_name(self, place: int) -> Match | None:
        if self._named is None:
            return None
        row = self.rows[place]
        block = self._named.block_of(row)
        for exactly in (True,) if self._fast else (True, False):
            for name in self._named.of(row):
                others = (
                    self._with_name(self._named, name)
                    if exactly
                    else self._with_like(self._named, name, block)
                )
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
