"""Refresh the tables from a download of GCAT, the General Catalog of Artificial Space Objects.

`reading` reads the files, `codes`, `states` and `bodies` say what GCAT's codes mean, `rows` makes
rows of them, `refresh` chooses and merges; this module reads and writes the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spaceties.datapackage.csv import writer
from spaceties.datapackage.files import write_texts
from spaceties.datapackage.model import Package, Resource
from spaceties.importers.gcat.reading import MalformedInput, Problem, Row, read
from spaceties.importers.gcat.refresh import MANAGED, Refresh, TableChange, refresh

__all__ = ["MalformedInput", "Problem", "Refresh", "TableChange", "import_gcat"]


def import_gcat(
    folder: str | Path,
    package: Package,
    tables: str | Path | None = None,
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda stage: None,
) -> Refresh:
    """Refresh the tables of a package from the GCAT files in a folder.

    tables is the folder of the tables if it is not the package's own; claims are then read from
    the folder `seeds` beside it, if there is one. A table without a file counts as empty. All
    files are written before any is renamed into place; those without changes are not touched.

    Raises FileNotFoundError if parts of GCAT are missing, MalformedInput if any line of them is
    malformed, ValueError if a table is; nothing is written then.
    """
    progress("reading GCAT")
    catalogue = read(folder)
    progress("reading the tables")
    files = {resource.name: _files(package, resource, tables) for resource in package.resources}
    before = {
        resource.name: [row for path in files[resource.name] for row in _read(path, resource)]
        for resource in package.resources
    }
    result = refresh(catalogue, before, package, progress)
    texts = {}
    for name in MANAGED:
        (path,) = files[name]
        change = result.changes[name]
        if change.added or change.changed or change.removed:
            texts[path] = writer.format_rows(result.tables[name], package.resource(name))
    if texts and not dry_run:
        progress("writing")
        write_texts(texts)
    return result


def _files(package: Package, resource: Resource, tables: str | Path | None) -> list[Path]:
    if tables is None:
        return [package.basepath / path for path in resource.paths]
    names = [Path(path).name for path in resource.paths]
    folder = Path(tables)
    if not resource.paths[0].startswith("seeds/"):
        return [folder / name for name in names]
    seeds = folder.parent / "seeds"
    return [(seeds if seeds.is_dir() else package.basepath / "seeds") / name for name in names]


def _read(path: Path, resource: Resource) -> list[Row]:
    return writer.read_table(path, resource) if path.is_file() else []
