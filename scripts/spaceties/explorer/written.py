"""Pages of states, pairs and rows in words, laid out as `pages.json` says, for any markup.

The scripts of `index.html` do the same from the same description. For pages without scripts::

    book = written.Book(release)
    for key in book.portraits.pairs:                  # or .states
        page = book.page("pair", key)                 # or "state"; or "agreements", a row's key
        page.heading, page.said, page.lacks           # texts
        for section in page.sections:                 # those that have rows
            section.title, section.note, section.titles, section.folded
            for row in section.rows:                  # newest first
                for cell in row:                      # as many as titles
                    for part in cell:                 # to be joined by nothing
                        part.text, part.table, part.key, part.href

A part with `table` and `key` leads to the page of that row: states are rows of `countries`, pairs
those of `pairs`; one with `href` leads out. No text is markup yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from spaceties.dataset.model import Release
from spaceties.explorer import sentences
from spaceties.explorer.paths import Cell, Part, Paths, Place
from spaceties.explorer.portraits import TABLES, Portrait, Portraits, find
from spaceties.explorer.rows import Tables

LAYOUT = Path(__file__).with_name("pages.json")
MOST = 3  # partners that a sentence names
Described = Mapping[str, Any]  # a page, section or column of `pages.json`


@dataclass(frozen=True)
class Section:
    """A table of a page. `name`: that of its list, or the path of its rows; `numbers`: rows in
    `table`, as `rows` has them in words."""

    name: str
    title: str
    note: str
    table: str
    titles: list[str]
    numbers: list[int]
    rows: list[list[Cell]]
    folded: bool


@dataclass(frozen=True)
class Page:
    """A page in words. `states`: ids of a state or pair; `facts`: titles and cells of a row."""

    heading: str
    states: tuple[str, ...]
    said: list[Part]
    lacks: str
    facts: list[tuple[str, Cell]]
    sections: list[Section]


@cache
def layout() -> Described:
    """`pages.json`, with the columns of each section in their places."""
    described: dict[str, Any] = json.loads(LAYOUT.read_text(encoding="utf-8"))
    shared = described.pop("columns")
    del described["about"]
    for page in described.values():
        for section in page["sections"]:
            section["columns"] = [
                shared[column] if isinstance(column, str) else column
                for column in section["columns"]
            ]
    return described


class Book:
    """Everything that pages are written from."""

    def __init__(self, release: Release) -> None:
        self.tables = Tables(release)
        self.paths = Paths(self.tables, lambda: self.pairs)

    @cached_property
    def portraits(self) -> Portraits:
        return find(self.tables)

    @cached_property
    def pairs(self) -> list[Portrait]:
        """The pairs by number, as lists of states have them."""
        return list(self.portraits.pairs.values())

    def name(self, state: str) -> str:
        return self.tables.label("countries", state)

    def heading(self, portrait: Portrait) -> str:
        return " and ".join(map(self.name, portrait.states))

    def named(self, text: str, portrait: Portrait) -> str:
        """A text with the names of the states in it."""
        for mark, state in zip(sentences.NAMES, portrait.states, strict=False):
            text = sentences.put_in(text, mark, self.name(state))
        return text

    def told(self, portrait: Portrait) -> str:
        """What there is of a state or pair, without the names of its states."""
        most = [
            sentences.in_text(self.name(state))
            for place in portrait.lists.get("partners", [])[:MOST]
            for state in self.pairs[place].states
            if state not in portrait.states
        ]
        return sentences.told(portrait, most)

    def page(self, kind: str, key: str) -> Page:
        """The page of a state, a pair, or a row of a table that `pages.json` describes.

        Raises KeyError if there is none.
        """
        described = layout()[kind]
        if kind in ("state", "pair"):
            found = (self.portraits.states if kind == "state" else self.portraits.pairs)[key]
            heading = self.heading(found)
            said = [Part(self.named(self.told(found), found))]
            lacks = self.named(sentences.lacking(found), found)
            facts: list[tuple[str, Cell]] = []
            place = None
        else:
            row = self.tables.find(kind, key)
            if row is None:
                raise KeyError(key)
            found = Portrait(())
            heading, place = self.tables.label(kind, key), Place(kind, row)
            said = self.said(place, described["said"])
            cells = [
                (one["title"], self.paths.cell(place, one["say"])) for one in described["facts"]
            ]
            facts = [(title, cell) for title, cell in cells if cell]
            lacks = self._wanted(place, described["wanted"])
        made = (self._section(section, found, place) for section in described["sections"])
        sections = [section for section in made if section.numbers]
        return Page(heading, found.states, said, lacks, facts, sections)

    def _wanted(self, place: Place, wanted: Iterable[Described]) -> str:
        missing = [one["title"] for one in wanted if not self.paths.cell(place, one["say"])]
        return f"Not known here: {', '.join(missing)}." if missing else ""

    def said(self, place: Place, fragments: Iterable[str | Sequence[str]]) -> list[Part]:
        """A sentence of fragments: of alternatives the first that says something."""
        parts: list[Part] = []
        for fragment in fragments:
            options = [fragment] if isinstance(fragment, str) else fragment
            parts += next(filter(None, (self.paths.cell(place, option) for option in options)), [])
        if parts:
            parts[0] = parts[0]._replace(text=parts[0].text[:1].upper() + parts[0].text[1:])
        return parts

    def _section(self, section: Described, portrait: Portrait, place: Place | None) -> Section:
        name = section.get("list") or section.get("rows") or "sources"
        if "rows" in section and place:
            found = list(self.paths.walk(place, section["rows"]))
            found.sort(key=self.paths.newest(section["by"]), reverse=True)
            table = found[0].table if found else ""
            numbers = [one.row for one in found]
        elif "list" in section:
            table = TABLES.get(name, "pairs")
            numbers = portrait.lists.get(name, [])
        else:
            table, numbers = "sources", self._sources(portrait, section["sources"])
        cells = [
            [self._column(Place(table, row), column, portrait) for row in numbers]
            for column in section["columns"]
        ]
        # A column without a cell says nothing.
        kept = [place for place, column in enumerate(cells) if any(column)]
        return Section(
            name,
            self.named(section["title"], portrait),
            self.named(section.get("note", ""), portrait),
            table,
            [section["columns"][place]["title"] for place in kept],
            numbers,
            [list(row) for row in zip(*(cells[place] for place in kept), strict=True)],
            section.get("fold", False),
        )

    def _column(self, place: Place, column: Described, portrait: Portrait) -> Cell:
        if "lists" not in column:
            return self.paths.cell(place, column["say"], portrait.states)
        ways = (
            self.named(text, portrait)
            for name, text in column["lists"].items()
            if place.row in portrait.lists.get(name, ())
        )
        told = ", ".join(ways)
        return [Part(told)] if told else []

    def _sources(self, portrait: Portrait, names: Iterable[str]) -> list[int]:
        """The documents that rows of lists name, the newest first."""
        found = {
            self.tables.find("sources", document)
            for name in names
            for row in portrait.lists.get(name, ())
            for field in ("source_id", "second_source_id")
            if (document := self.tables.cell(TABLES[name], row, field))
        }
        newest = self.paths.newest("published_on")
        return sorted(
            sorted(row for row in found if row is not None),
            key=lambda row: newest(Place("sources", row)),
            reverse=True,
        )
