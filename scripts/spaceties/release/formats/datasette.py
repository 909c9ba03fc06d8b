"""`metadata.json` for Datasette: titles, descriptions, licence, facets and order of the tables in
the SQLite file, and queries that answer the README's questions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage.model import Resource
from spaceties.release.formats.folder import write_json
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

QUERIES = Path(__file__).with_name("datasette_queries.json")
FACETS = 5  # each is a query of its own; more than fit beside each other help nobody


def write(release: Release, root: Path) -> None:
    """Write `metadata.json` below `root`.

    Source: docs.datasette.io, "Metadata", "Facets", "Canned queries" (Datasette 0.65).
    """
    package = release.package
    licence = package.descriptor["licenses"][0]
    tables = {
        table.name: {
            "title": table.schema.title,
            "description": table.schema.description,
            "columns": {f.name: f.description for f in table.schema.fields if f.description},
            **_shown(table.schema),
        }
        for table in release.tables
    }
    about = {
        "title": package.title,
        "description": package.custom.get("description", ""),
        "license": licence["title"],
        "license_url": licence["path"],
        "source": release.citation,
    }
    database = {"tables": tables, "queries": _queries(set(tables))}
    write_json(root / "metadata.json", {**about, "databases": {package.name: database}})


def _shown(table: Resource) -> dict[str, Any]:
    """What a table can be parted by, states before other columns of few values, and in which order
    it is shown: the latest first, where rows have days."""
    states = [k.fields[0] for k in table.foreign_keys if k.table == "countries"]
    facets = states[:2] + [f.name for f in table.fields if f.enum or f.type == "boolean"]
    days = [f.name for f in table.fields if f.type == "date" and not f.name.startswith("ended_on")]
    shown: dict[str, Any] = {"sort_desc": days[0]} if days else {}
    return {**shown, **({"facets": facets[:FACETS]} if facets else {})}


def _queries(tables: set[str]) -> dict[str, Any]:
    """The queries by name, those for which the tables are there."""
    queries: dict[str, Any] = json.loads(QUERIES.read_text(encoding="utf-8"))
    return {
        name: {**query, "sql": sql}
        for name, query in queries.items()
        for sql in [" ".join(query["sql"])]
        if set(re.findall(r"(?:FROM|JOIN) (\w+)", sql)) <= tables
    }


FORMAT = Format("datasette", (File("metadata.json"),), write=write)
