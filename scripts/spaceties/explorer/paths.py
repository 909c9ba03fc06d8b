"""Paths: how a row leads to cells in words, its own and those of rows that refer to each other.

`pages.json` tells how a path is written. The scripts of `index.html` follow the same paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from spaceties.dataset.dictionary import Entry, entries, is_link
from spaceties.explorer import words
from spaceties.explorer.portraits import Portrait
from spaceties.explorer.rows import Tables

STEP = re.compile(r"(?P<table>\w+):(?P<fields>[\w+]+)(?:\[(?P<field>\w+)=(?P<value>[^\]]+)\])?")
# Fields whose cells name a row of the table that another field names.
POINTERS = {"ties": "row_id", "claims": "row_key", "audits": "row_key"}
PATH = re.compile(r"\{([^}]+)\}")


class Part(NamedTuple):
    """A piece of a cell; see the module."""

    text: str
    table: str | None = None
    key: str | None = None
    href: str | None = None


Cell = list[Part]


class Place(NamedTuple):
    """A row, or a cell of it where `field` is not ""."""

    table: str
    row: int
    field: str = ""


class Paths:
    """Follows paths through tables, and through pairs of states, as the lists of portraits number
    them."""

    def __init__(self, tables: Tables, pairs: Callable[[], Sequence[Portrait]]) -> None:
        self.tables = tables
        self._pairs = pairs
        self._entry = cache(self._entry_of)

    def cell(self, place: Place, say: str, states: Sequence[str] = ()) -> Cell:
        """A text with paths in braces as parts; none if a path leads to nothing."""
        parts: list[Part] = []
        for at, text in enumerate(PATH.split(say)):
            if at % 2 == 0:
                parts += [Part(text)] if text else []
                continue
            found = self.parts(place, text, states)
            if not found:
                return []
            for number, part in enumerate(found):
                parts += [Part(", "), part] if number else [part]
        return parts

    def parts(self, place: Place, path: str, states: Sequence[str] = ()) -> list[Part]:
        """What a path leads to, each once."""
        if place.table == "pairs":
            return self._of_pair(self._pairs()[place.row], path, states)
        found = list(self.walk(place, path.removeprefix("#"), states))
        if path.startswith("#"):
            return [Part(words.number(len(found)))]
        return list(dict.fromkeys(part for each in found for part in self._part(each)))

    def walk(self, place: Place, path: str, states: Sequence[str] = ()) -> Iterator[Place]:
        """The cells or rows to which a path leads."""
        step, _, rest = path.partition("/")
        for reached in self._step(place, step, states):
            if not rest:
                yield reached
            elif (row := self._target(reached)) is not None:
                yield from self.walk(row, rest, states)

    def _step(self, place: Place, step: str, states: Sequence[str]) -> Iterable[Place]:
        table, row, _ = place
        if step == "@":
            return [place]
        back = STEP.fullmatch(step)
        if back is None:
            return [Place(table, row, step)]
        fields = back["fields"].split("+")
        cells = (
            [self.tables.key(table, row)]
            if len(fields) == 1
            else [self.tables.cell(table, row, field) for field in fields]
        )
        other = back["table"]
        rows: Iterable[int] = self.tables.index(other, fields[0]).get(cells[0], ())
        for field, cell in zip(fields[1:], cells[1:], strict=True):
            rows = [one for one in rows if self.tables.cell(other, one, field) == cell]
        if back["field"]:
            wanted = states if back["value"] == "@" else [back["value"]]
            rows = [one for one in rows if self.tables.cell(other, one, back["field"]) in wanted]
        return [Place(other, one) for one in rows]

    def _target(self, place: Place) -> Place | None:
        """The row that a cell names; a row itself."""
        if not place.field:
            return place
        value = self.tables.cell(*place)
        entry = self._entry(place.table, place.field)
        to = entry.refers_to if entry else ""
        if POINTERS.get(place.table) == place.field:
            to = self.tables.cell(place.table, place.row, "table") or ""
        row = self.tables.find(to, value) if to in self.tables and value is not None else None
        return None if row is None else Place(to, row)

    def _part(self, place: Place) -> list[Part]:
        """A cell, or a row by its name, in words; nothing if it is missing."""
        to = self._target(place)
        if to is not None:
            key = self.tables.key(to.table, to.row)
            # A state has one page, as a country and as an organization.
            state = self.tables.cell(to.table, to.row, "kind") == "state"
            return [Part(self.tables.label(to.table, key), "countries" if state else to.table, key)]
        value = self.tables.cell(*place)
        entry = self._entry(place.table, place.field)
        if value is None or entry is None:
            return []
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return [Part(words.number(value))]
        text = str(value)
        if entry.type in ("vague date", "date") or entry.field.endswith(("_on", "since")):
            return [Part(words.date(text))]
        if is_link(self.tables[place.table].schema.field(place.field)):
            return [Part(text, href=text)]
        return [Part(words.code(text))]

    def _of_pair(self, pair: Portrait, path: str, states: Sequence[str]) -> list[Part]:
        """The other state of a pair, which leads to the pair, or how much of a kind there is."""
        if path == "other":
            other = next(state for state in pair.states if state not in states)
            return [Part(self.tables.label("countries", other), "pairs", pair.key)]
        count = pair.count(path)
        return [Part(words.number(count))] if count else []

    def newest(self, path: str) -> Callable[[Place], str]:
        """By which to sort rows: the last day that the cell at the end of a path can mean."""

        def day(place: Place) -> str:
            found = next(self.walk(place, path), None) if path else None
            if found is None:
                return ""
            bounds = (f"{found.field}_latest", f"{found.field}_earliest", found.field)
            cells = (self.tables.cell(found.table, found.row, field) for field in bounds)
            return next((str(cell) for cell in cells if cell is not None), "")

        return day

    def _entry_of(self, table: str, field: str) -> Entry | None:
        return next((one for one in entries(self.tables[table].schema) if one.field == field), None)
