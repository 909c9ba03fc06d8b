"""Which rows of a file are its header and which are comments, whatever the form of the file.

Source: Table Dialect (datapackage.org/standard/table-dialect), the properties of all forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..cells import Unreadable
from ..model import Resource


@dataclass(frozen=True)
class RowDialect:
    """Rows are counted from 1. header: whether there is one, None if that is not declared."""

    header: bool | None = None
    header_rows: tuple[int, ...] = (1,)
    join: str = " "
    comment_rows: frozenset[int] = frozenset()
    comment_char: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing is declared about the header."""
        return self.header is None and self.header_rows == (1,)

    def is_comment(self, number: int, first: Any) -> bool:
        """Whether a row is a comment. first: its first cell."""
        if self.comment_char and isinstance(first, str) and first.startswith(self.comment_char):
            return True
        return number in self.comment_rows

    def labels(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """The labels of a header in one or more rows: a text above several columns, as a merged
        cell is, stands for each of them."""
        parts: list[list[str]] = [[] for _ in range(max(map(len, rows), default=0))]
        for level, row in enumerate(rows, 1):
            above = ""
            for place, label in enumerate(parts):
                cell = row[place] if place < len(row) else ""
                above = cell or ("" if level == len(rows) else above)
                label += [above] * (bool(above) and label[-1:] != [above])
        return [self.join.join(label) for label in parts]


def row_dialect(resource: Resource) -> RowDialect:
    """What the descriptor declares. Raises `Unreadable` for what it cannot mean."""
    given = resource.dialect
    dialect = RowDialect(
        header=given.get("header"),
        header_rows=tuple(_numbers(given, "headerRows") or [1]),
        join=given.get("headerJoin", " "),
        comment_rows=frozenset(_numbers(given, "commentRows")),
        comment_char=given.get("commentChar") or "",
    )
    for name, value, kind in (
        ("header", dialect.header, bool | None),
        ("headerJoin", dialect.join, str),
        ("commentChar", dialect.comment_char, str),
    ):
        if not isinstance(value, kind):
            raise Unreadable(f"the {name} {given[name]!r} of the dialect is none")
    return dialect


def _numbers(given: Any, name: str) -> list[int]:
    rows = given.get(name) or []
    if not isinstance(rows, list) or not all(type(row) is int and row > 0 for row in rows):
        raise Unreadable(f"the {name} {given[name]!r} of the dialect is none")
    return sorted(rows)
