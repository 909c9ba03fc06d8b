"""How the sources of rows are told."""

from __future__ import annotations

from collections.abc import Mapping

from spaceties.datapackage.csv.text import read_text
from spaceties.datapackage.model import Package

SOURCE = "source_id"


def source_titles(package: Package) -> dict[str, str]:
    """{source_id: title} of the table sources ("" without a title); empty where there is none."""
    if "sources" not in package.names:
        return {}
    rows = read_text(package, package.resource("sources"))
    if not {SOURCE, "title"} <= set(rows.column_names):
        return {}
    pairs = zip(rows[SOURCE].to_pylist(), rows["title"].to_pylist(), strict=True)
    return {key: title or "" for key, title in pairs if key}


def source_text(source: str, titles: Mapping[str, str]) -> str:
    """A source by its title and id, or by its id alone."""
    return f"{titles[source]} ({source})" if titles.get(source) else source
