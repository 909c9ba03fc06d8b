"""Whether a contributed row says what another one says already, under another key.

It is a guess for a person to look at, so what is told is why. What makes rows alike stands in
`resemblances`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from spaceties.contribute.merge import Merge, Merged
from spaceties.dataset import store
from spaceties.matching.normalize import core, fold, spelled_alike
from spaceties.matching.tables import NAMED, SAME, SHORTEST

NEARLY = 90  # of 100, rapidfuzz token sort ratio of folded names: endings or articles differ
MOST = 1_000  # new rows above which only the same names count: comparing all takes too long
CANDIDATES = 5  # nearest names that are looked at


@dataclass(frozen=True)
class Match:
    """The row that is probably the same, and why it is thought so."""

    row: Merged
    why: str


class Likeness:
    """The rows of one table, ready to be compared with new ones."""

    def __init__(self, merge: Merge, table: str):
        self.merge = merge
        self.rows = [row for row in merge.tables[table] if row.repeats is None]
        known = store.is_ours(merge.package)  # columns of others may mean something else
        self._same = SAME.get(table, ()) if known else ()
        self._named = NAMED.get(table) if known else None
        self._few = sum(row.before is None for row in self.rows) <= MOST
        self._order = {id(row): n for n, row in enumerate(self.rows)}
        self._keys: list[dict[Hashable, list[Merged]]] = []
        for same in self._same:
            keys: dict[Hashable, list[Merged]] = defaultdict(list)
            for row in self.rows:
                key = same.key(row.cells)
                if key is not None:
                    keys[key].append(row)
            self._keys.append(keys)
        self._exact: dict[str, list[Merged]] = defaultdict(list)
        self._blocks: dict[str, list[tuple[str, Merged]]] = defaultdict(list)
        for row in self.rows if self._named else ():
            for name in self._names(row):
                self._exact[name.replace(" ", "")].append(row)
                self._blocks[self._block(row)].append((core(name), row))
        self._parties: dict[str, set[str]] | None = None

    def of(self, row: Merged) -> Match | None:
        """An existing row, or one sent in before it, that is probably the same as a new one."""
        for same, keys in zip(self._same, self._keys, strict=True):
            key = same.key(row.cells)
            others = keys.get(key, ()) if key is not None else ()
            for other in others:
                if self._earlier(other, row):
                    return Match(other, same.why)
        return self._by_name(row) if self._named else None

    def parties(self, agreement: str) -> set[str]:
        """Who takes part in an agreement, contributed rows included."""
        if self._parties is None:
            self._parties = defaultdict(set)
            for row in self.merge.rows("agreement_parties"):
                self._parties[row.cells["agreement_id"]].add(row.cells["organization_id"])
        return self._parties.get(agreement, set())

    def _earlier(self, other: Merged, row: Merged) -> bool:
        return self._order[id(other)] < self._order[id(row)]

    def _names(self, row: Merged) -> list[str]:
        parts = [p for name in self._named.names for p in row.cells[name].split(";")]
        return list(dict.fromkeys(folded for part in parts if (folded := fold(part))))

    def _block(self, row: Merged) -> str:
        return row.cells[self._named.block] if self._named.block else ""

    def _by_name(self, row: Merged) -> Match | None:
        for exactly, find in ((True, self._alike), (False, self._nearly)):
            for name in self._names(row):
                for other in find(name, row):
                    if self._earlier(other, row):
                        why = self._named.agree(self, row, other, exactly)
                        if why:
                            return Match(other, why)
        return None

    def _alike(self, name: str, _: Merged) -> list[Merged]:
        return self._exact.get(name.replace(" ", ""), [])

    def _nearly(self, name: str, row: Merged) -> list[Merged]:
        from rapidfuzz import fuzz, process

        if len(name) < SHORTEST or not self._few:
            return []
        known = self._blocks.get(self._block(row), [])
        near = process.extract(
            core(name),
            [text for text, _ in known],
            scorer=fuzz.token_sort_ratio,
            limit=CANDIDATES,
            score_cutoff=NEARLY,
        )
        return [known[n][1] for text, _, n in near if spelled_alike(name, text)]
