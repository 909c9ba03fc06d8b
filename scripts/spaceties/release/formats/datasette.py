"""`metadata.json` for Datasette: titles, descriptions and licence of the SQLite file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.release.formats.folder import write_json
from spaceties.release.formats.format import File, Format

if TYPE_CHECKING:
    from spaceties.dataset.model import Release


def write(release: Release, root: Path) -> None:
    """Write `metadata.json` below `root`.

    Source: docs.datasette.io, "Metadata" (Datasette 0.65).
    """
    package = release.package
    licence = package.descriptor["licenses"][0]
    tables = {
        table.name: {
            "title": table.schema.title,
            "description": table.schema.description,
            "columns": {f.name: f.description for f in table.schema.fields if f.description},
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
    write_json(root / "metadata.json", {**about, "databases": {package.name: {"tables": tables}}})


FORMAT = Format("datasette", (File("metadata.json"),), write=write)
