"""Which contributed row makes an existing row break a rule.

The contributed row that is nearest by references: one that the existing row names or is named by,
before or after the change, else over rows between. Rows that very many others name (a country, a
catalogue) connect nothing. Failing that, the row of the same table that is most alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from spaceties.contribute.merge import Merge, Merged
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem

Node = tuple[str, tuple[str, ...], tuple[str, ...]]  # table, columns and their texts
HUB = 50  # references to a row from which on it says nothing of what belongs together
MOST = 1_000  # rows that are looked at for likeness
STEPS = 4  # references between a row and its cause, at most


class Attribution:
    """Finds the contributed row that causes a problem, by the references between all rows of the
    merged tables."""

    def __init__(self, merge: Merge):
        self.merge = merge
        self._contributed = {self._node(row): row for row in merge.contributed}
        self._order = {id(row): n for n, row in enumerate(merge.contributed)}
        self._at = {tuple(row.place): row for row in merge.contributed}

    @cached_property
    def _links(self) -> dict[Node, list[Node]]:
        """Both ends of every reference, before and after the change."""
        links: dict[Node, list[Node]] = defaultdict(list)
        package = self.merge.package
        for table in package.resources:
            columns = _columns(table.name, package)
            for row in self.merge.rows(table.name):
                node = self._node(row)
                for other in _others(row, columns):
                    if other != node:
                        links[node].append(other)
                        links[other].append(node)
        return links

    def _node(self, row: Merged) -> Node:
        names = self.merge.package.resource(row.table).primary_key
        return (row.table, names, tuple(row.cells[name] for name in names))

    def of(self, row: Merged) -> Merged | None:
        """The contributed row that is the most likely cause of a problem of an existing one."""
        start = self._node(row)
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


def _columns(table: str, package: Package) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """The columns by which rows of a table refer to others or are referred to: (own columns,
    table, its columns)."""
    own = [
        (key.fields, key.table or table, key.reference_fields)
        for key in package.resource(table).foreign_keys
    ]
    named = {
        key.reference_fields
        for other in package.resources
        for key in other.foreign_keys
        if (key.table or other.name) == table
    }
    return [*own, *((columns, table, columns) for columns in sorted(named))]


def _others(
    row: Merged, columns: list[tuple[tuple[str, ...], str, tuple[str, ...]]]
) -> Iterator[Node]:
    """What a row refers to or is named by, before and after the change."""
    for cells in [row.cells] if row.before in (None, row.cells) else [row.before, row.cells]:
        for own, table, names in columns:
            texts = tuple(cells[name] for name in own)
            if all(texts):
                yield table, names, texts


def _likeness(one: Merged, other: Merged | None) -> float:
    """From 0 to 100."""
    from rapidfuzz import fuzz

    if other is None:
        return 0
    texts = [" ".join(row.cells.values()).casefold() for row in (one, other)]
    return fuzz.token_set_ratio(*texts)
