"""Which contributed row makes an existing row break a rule.

The contributed row that is nearest by references: one that the existing row names or is named by,
before or after the change, else over rows between. Rows that very many others name (a country, a
catalogue) connect nothing. Failing that, the row of the same table that is most alike.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from spaceties.contribute.merge import Key, Merge, Merged, references
from spaceties.datapackage.report import Problem

Node = tuple[str, Key]
HUB = 50  # references to a row from which on it says nothing of what belongs together
MOST = 1_000  # rows that are looked at for likeness
STEPS = 4  # references between a row and its cause, at most


class Attribution:
    """Finds the contributed row that causes a problem, by the references between all rows of the
    merged tables."""

    def __init__(self, merge: Merge):
        self.merge = merge
        self._contributed = {(row.table, merge.key(row)): row for row in merge.contributed}
        self._order = {id(row): n for n, row in enumerate(merge.contributed)}
        self._at = {tuple(row.place): row for row in merge.contributed}

    @cached_property
    def _links(self) -> dict[Node, list[Node]]:
        """Both ends of every reference, before and after the change."""
        links: dict[Node, list[Node]] = defaultdict(list)
        for table in self.merge.package.resources:
            for row in self.merge.rows(table.name):
                node = (table.name, self.merge.key(row))
                cells = [row.cells] if row.before in (None, row.cells) else [row.before, row.cells]
                for target in {to for some in cells for to in references(some, table)}:
                    links[node].append(target)
                    links[target].append(node)
        return links

    def of(self, row: Merged) -> Merged | None:
        """The contributed row that is the most likely cause of a problem of an existing one."""
        start = (row.table, self.merge.key(row))
        seen, border = {start}, [start]
        for _ in range(STEPS):
            ahead = []
            for node in border:
                if node != start and len(self._links[node]) > HUB:
                    continue
                for other in self._links[node]:
                    if other not in seen:
                        seen.add(other)
                        ahead.append(other)
            reached = [self._contributed[node] for node in ahead if node in self._contributed]
            if reached:
                return min(reached, key=lambda other: self._order[id(other)])
            border = ahead
        same = [other for other in self.merge.contributed if other.table == row.table][:MOST]
        return max(same, key=lambda other: _likeness(row, other)) if same else None

    def most_alike(self, row: Merged, problems: list[Problem]) -> int:
        """Which of the problems of contributed rows is on the row that is most like `row`."""
        rows = [self._at.get((p.file, p.line)) for p in problems]
        return max(range(len(rows)), key=lambda n: _likeness(row, rows[n]))


def _likeness(one: Merged, other: Merged | None) -> float:
    """From 0 to 100."""
    from rapidfuzz import fuzz

    if other is None:
        return 0
    texts = [" ".join(row.cells.values()).casefold() for row in (one, other)]
    return fuzz.token_set_ratio(*texts)
