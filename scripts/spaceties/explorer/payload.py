"""What the page holds: every table by column, what its fields mean, and the computed views."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from spaceties.datapackage.model import Resource
from spaceties.dataset import store
from spaceties.dataset.dictionary import Entry, entries, is_link
from spaceties.dataset.model import Release, ReleaseTable
from spaceties.explorer import blocs, search, sentences, written
from spaceties.explorer.portraits import TABLES, Portrait
from spaceties.matching import states

Object = dict[str, Any]  # of JSON


def payload(release: Release, downloads: Sequence[Object] = ()) -> Object:
    """The data of the page as JSON values.

    Keys: `about` (title, version, licence, how to cite, `downloads` beside the page), `tables`
    (see :func:`table`), `blocs`, `support` and `rates` (see :mod:`blocs`), `portraits` of states
    and pairs (see :func:`held`), `pages`, how they are laid out, `search` (see
    :func:`search.search`), and `numeric` (see :func:`numeric`).
    """
    book = written.Book(release)
    found = {"state": book.portraits.states, "pair": book.portraits.pairs}
    return {
        "about": {**about(release), "downloads": list(downloads)},
        "tables": [table(each) for each in release.tables],
        "blocs": blocs.blocs(release),
        "support": blocs.support(release),
        "rates": [asdict(rate) for rate in blocs.rates_of(release)],
        "portraits": {
            "tables": TABLES,
            **{kind: held(book, kind, portraits) for kind, portraits in found.items()},
        },
        "pages": written.layout(),
        "search": search.search(release),
        "numeric": numeric(release),
    }


def numeric(release: Release) -> dict[str, str]:
    """{numeric code of ISO 3166-1: country_id}, by which the map names its shapes."""
    countries = next(each for each in release.tables if each.name == "countries")
    known = {row[0] for row in countries.rows()}
    return {code: state for code, state in states.numeric_codes().items() if state in known}


def held(book: written.Book, kind: str, found: Mapping[str, Portrait]) -> Object:
    """Portraits by column: `ids`, what is `told` of them and is `lacking`, and `lists`, the numbers
    of rows as text with spaces between. Which `others` a state has follows from the pairs."""
    page = written.layout()[kind]
    listed = (part.get("list") for part in (*page["sections"], *page["timeline"]))
    names = dict.fromkeys(name for name in listed if name not in (None, "others"))
    everybody = found.values()
    return {
        "ids": list(found),
        "told": _shared([book.told(one) for one in everybody]),
        "lacking": _shared([sentences.lacking(one) for one in everybody]),
        "lists": {
            name: _shared([" ".join(map(str, one.lists.get(name, ()))) for one in everybody])
            for name in names
        },
    }


def packed(value: Object) -> str:
    """JSON values as gzip in base64; the same text for the same values."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=7, mtime=0)).decode("ascii")


def about(release: Release) -> Object:
    """Title, version, licence, makers, home, sources and citation of the release."""
    described = release.package.descriptor
    licence = described["licenses"][0]
    return {
        "name": release.package.name,
        "title": release.package.title,
        "description": described.get("description", ""),
        "version": release.about["version"],
        "created": release.created,
        "licence": release.about["license"],
        "licence_url": licence.get("path", ""),
        "citation": release.citation,
        "creators": release.creators,
        "home": release.home,
        "sources": [one["title"] for one in described.get("sources", [])],
    }


def table(released: ReleaseTable) -> Object:
    """One table: name, title, description, key, whether derived, fields, and columns, from which
    :func:`columns` makes cells."""
    schema = released.schema
    return {
        "name": released.name,
        "title": schema.title,
        "description": schema.description,
        "key": list(schema.primary_key),
        "derived": released.derived,
        "fields": [_field(entry, schema) for entry in entries(schema)],
        "columns": _together(map(_shared, released.columns)),
    }


def columns(table: Object) -> list[list[Any]]:
    """The columns of a :func:`table`, cell by cell."""
    held = table["columns"]
    places = [column.get("as") if isinstance(column, dict) else None for column in held]
    return [
        cells(column if place is None else {**column, "at": held[place]["at"]})
        for column, place in zip(held, places, strict=True)
    ]


def _together(columns: Iterable[list[Any] | Object]) -> list[list[Any] | Object]:
    """Columns that recur in step, as a code and its name do: the places once, and which column has
    them, `as`."""
    held: list[list[Any] | Object] = []
    first: dict[tuple[int, ...], int] = {}
    for number, column in enumerate(columns):
        if isinstance(column, dict):
            place = first.setdefault(tuple(column["at"]), number)
            column = column if place == number else {"values": column["values"], "as": place}
        held.append(column)
    return held


def cells(column: list[Any] | Object) -> list[Any]:
    """A column by itself, cell by cell."""
    if isinstance(column, dict):
        return [column["values"][place] for place in column["at"]]
    return column


def _shared(column: list[Any]) -> list[Any] | Object:
    """Text that recurs once, with the place of each cell: browsers read numbers much quicker."""
    places = {value: place for place, value in enumerate(dict.fromkeys(column))}
    if len(places) * 4 > len(column) or not any(isinstance(value, str) for value in places):
        return column
    return {"values": list(places), "at": [places[value] for value in column]}


def _field(entry: Entry, table: Resource) -> Object:
    """What the page must know of a field; what it has not is left out."""
    vague = set(store.vague_fields(table))
    base, _, end = entry.field.rpartition("_")
    known = {
        "name": entry.field,
        "title": entry.title or entry.field,
        "type": "text" if entry.type == "string" else entry.type,
        "meaning": entry.description,
        "unit": entry.unit,
        "values": list(entry.values),
        "refers_to": entry.refers_to,
        "link": is_link(table.field(entry.field)),
        "bound": base in vague and end in ("earliest", "latest"),
    }
    return {name: value for name, value in known.items() if value}
