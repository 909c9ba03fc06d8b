"""Rows of the tables as a person asks for them: found by key or cell, with names and sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from spaceties import loading
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report.words import did_you_mean
from spaceties.dataset import store
from spaceties.versions.seen import seen

SOURCES = "sources"
LABELS = ("name", "title")
CALLED = 3  # rows that are told to be called by a word
CONDITION = re.compile(r"(\w+)(<=|>=|=)(.*)", re.DOTALL)

Cells = dict[str, Any]  # of a row by field, None where missing; dates as ISO text


@dataclass(frozen=True)
class Shown:
    """A row as it is shown. names: what the ids in its cells stand for, by field; sources: rows of
    the table sources; seen: the releases in which it was first seen and last changed, in words, if
    they tell."""

    cells: Cells
    names: dict[str, str] = field(default_factory=dict)
    sources: tuple[Cells, ...] = ()
    seen: tuple[str, str] | None = None


class Tables:
    """The tables of a package, stored and derived, each read when it is asked for."""

    def __init__(self, package: Package):
        self._package = package
        self._declared = {t.name: t for t in (*package.resources, *store.derived(package))}
        self._rows: dict[str, dict[tuple[str, ...], Cells]] = {}

    def resource(self, name: str) -> Resource:
        """The declaration of a table. Raises ValueError, with what may be meant."""
        if name not in self._declared:
            known = list(self._declared)
            meant = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            raise ValueError(f'there is no table "{name}"{meant}')
        table = self._declared[name]
        if not table.field_names:
            raise ValueError(f'the table "{name}" declares no columns')
        for part in table.primary_key:
            if part not in table.field_names:
                raise ValueError(f'the key of "{name}" names "{part}", which is no column of it')
        return table

    def rows(self, name: str) -> dict[tuple[str, ...], Cells]:
        """The rows of a table by their keys as text, without a key by their number."""
        if name not in self._rows:
            key = self.resource(name).primary_key
            table = loading.load(name, self._package.basepath, "arrow")
            rows = [{n: _plain(cell) for n, cell in row.items()} for row in table.to_pylist()]
            self._rows[name] = {
                tuple(str(row[part]) for part in key) if key else (str(n),): row
                for n, row in enumerate(rows, 1)
            }
        return self._rows[name]

    def shown(self, name: str, cells: Cells) -> Shown:
        """A row with the names of what it refers to, and with its sources."""
        table, names = self.resource(name), {}
        for column, to in store.references(table).items():
            if (row := self._row(to, cells[column])) and (label := label_of(row)):
                names[column] = label
        if name == "ties" and (row := self._row(cells["table"], cells["row_id"])):
            names["row_id"] = label_of(row)
        ids = dict.fromkeys(self._source_ids(name, cells))
        rows = (self._row(SOURCES, key) for key in ids if key)
        return Shown(cells, names, tuple(row for row in rows if row))

    def called(self, table: Resource, word: str) -> str:
        """The keys of rows, or of those that a key refers to, whose names have a word in them, and
        the names; "" if none has. Names that are the word count before longer ones."""
        refers = store.references(table)
        single = [table.name] if len(table.primary_key) == 1 else []
        of = [*single, *(refers[part] for part in table.primary_key if refers.get(part))]
        labels = {key[0]: label_of(row) for name in of for key, row in self.rows(name).items()}
        for fits in (str.__eq__, str.__contains__):
            found = [key for key, label in labels.items() if fits(_folded(label), _folded(word))]
            if found and any(map(str.isalnum, word)):
                break
        else:
            return ""
        told = ", ".join(f'"{key}" ({labels[key]})' for key in found[:CALLED])
        return f"{told}{f' and {len(found) - CALLED} more' * (len(found) > CALLED)}"

    def _source_ids(self, name: str, cells: Cells) -> Iterable[str | None]:
        """The sources that a row names; of a derived one those of the row that it is made of."""
        columns = [c for c, to in store.references(self.resource(name)).items() if to == SOURCES]
        if columns:
            return (cells[column] for column in columns)
        of = {"ties": ("table", "row_id"), "memberships": (None, "agreement_id")}.get(name)
        if of is None:
            return ()
        origin = cells[of[0]] if of[0] else "agreements"
        row = self._row(origin, cells[of[1]])
        return self._source_ids(origin, row) if row else ()

    def _row(self, name: str, key: str | None) -> Cells | None:
        return self.rows(name).get((key,)) if key else None


def find(package: Package, name: str, words: Sequence[str]) -> list[Shown]:
    """The rows of a table for which every word holds: COLUMN=VALUE, COLUMN<=VALUE and
    COLUMN>=VALUE compare a cell, any other word is in the key; of a table with a key of one field
    the rows of all such words. A key of several fields may also be written with commas.

    Raises ValueError for an unknown table or column, and where a key is nowhere.
    """
    tables = Tables(package)
    table = tables.resource(name)
    conditions = [found for word in words if (found := CONDITION.fullmatch(word))]
    keys = [word for word in words if not CONDITION.fullmatch(word)]
    tests = [_test(table, *found.groups()) for found in conditions]
    rows = tables.rows(name)
    wanted = {key for key in rows if not keys or _meant(key, keys)}
    if keys and not wanted:
        parts = {part for key in rows for part in key}
        lost = [key for key in keys if key not in parts and "," not in key] or keys
        meant = ""
        if lost[0] not in parts:
            each = (tables.called(table, word) for word in lost)
            called = tables.called(table, " ".join(lost)) or ", ".join(filter(None, each))
            meant = f"; called so: {called}" if called else did_you_mean(lost[0], parts)
        told = f'"{lost[0]}"' if lost != keys else " and ".join(f'"{key}"' for key in keys)
        raise ValueError(f"{name} has no row with {told} in its key{meant}")
    shown = {
        key: tables.shown(name, row)
        for key, row in rows.items()
        if key in wanted and all(test(row) for test in tests)
    }
    if len(shown) == 1:
        ((key, row),) = shown.items()
        return [replace(row, seen=seen(package, name, key))]
    return [*shown.values()]


def counted(rows: Iterable[Shown], columns: Sequence[str]) -> list[tuple[str, str, int]]:
    """Each value of some columns with its name and the number of rows that have it, by name."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for row in rows:
        held = {
            str(row.cells[c]): row.names.get(c, "") for c in columns if row.cells[c] is not None
        }
        counts.update(held.keys())
        names |= held
    told = [(value, names[value], count) for value, count in counts.items()]
    return sorted(told, key=lambda one: (one[1] or one[0], one[0]))


def label_of(row: Cells) -> str:
    """What a row is called, "" if it has no name."""
    return next((row[name] for name in LABELS if row.get(name)), "")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def known_column(table: Resource, name: str) -> str:
    """The name of a column of a table. Raises ValueError, with what may be meant."""
    if name not in table.field_names:
        meant = (
            did_you_mean(name, table.field_names) or f"; there are {', '.join(table.field_names)}"
        )
        raise ValueError(f'{table.name} has no column "{name}"{meant}')
    return name


def _meant(key: tuple[str, ...], words: Sequence[str]) -> bool:
    if len(key) == 1:
        return key[0] in words
    return all(word in key or tuple(word.split(",")) == key for word in words)


def _test(table: Resource, name: str, sign: str, text: str) -> Callable[[Cells], bool]:
    """What a condition asks of a row; a missing cell is equal to no text and on no side."""
    asked = table.field(known_column(table, name))
    numeric = asked.type in ("integer", "number")
    allowed = ("true", "false") if asked.type == "boolean" else tuple(map(str, asked.enum))
    if sign == "=" and text and allowed and text not in allowed:
        meant = did_you_mean(text, allowed) or f"; there are {', '.join(allowed)}"
        raise ValueError(f'{name} is never "{text}"{meant}')
    try:
        value: Any = float(text) if numeric and text else text
    except ValueError:
        raise ValueError(f'{name} holds numbers, and "{text}" is none') from None

    def holds(row: Cells) -> bool:
        cell = row[name]
        if cell is None or not text:
            return sign == "=" and cell is None and not text
        held = cell if numeric else str(cell).lower() if isinstance(cell, bool) else str(cell)
        return bool({"=": held == value, "<=": held <= value, ">=": held >= value}[sign])

    return holds


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell
