"""The page of all versions: `versions.html` of a release, and `releases/index.html` of the hosted
explorer, beside the deltas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urljoin

from spaceties.datapackage.diff.html import element, page
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import escape_html
from spaceties.dataset.model import Release
from spaceties.versions import index
from spaceties.versions.changes_page import changes_of_tables
from spaceties.versions.seen import Version

HEAD = ("version", "released on", "rows", "what changed since the version before", "delta")


def of_release(released: Package, versions: Sequence[Version]) -> str:
    """The page of a release, which has the delta to itself; of the others it tells the address,
    where the descriptor states a `homepage`. versions: up to this one, the oldest first.

    Raises OSError for a broken delta.
    """
    home = Release(released, ()).home

    def delta(version: Version) -> str:
        path = index.changes_of(version.number)
        if version is versions[-1]:
            return element("a", "changes.jsonl", href="changes.jsonl")
        return element("a", path, href=urljoin(f"{home.rstrip('/')}/", path)) if home else path

    rows = element("a", "row_versions.csv", href="row_versions.csv")
    where = "" if home else " Deltas without a link are in the repository of the project."
    told = "tells in which version each row was first seen and last changed."
    said = element("p", f"{rows} {told}{where}")
    heading = f"{released.name} {released.version}: versions"
    return page(heading, heading, [said, *table(versions, delta)])


def table(versions: Sequence[Version], address: Callable[[Version], str]) -> Iterator[str]:
    """The versions, the last one first. address: gives the place of a delta as HTML.

    Raises OSError for a broken delta.
    """
    yield element(
        "p",
        "Each delta turns the version before into this one: spaceties patch applies it. What was "
        "released before the first of these versions is not told.",
    )
    head = element("tr", *(element("th", name, scope="col") for name in HEAD))
    yield element("div", element("table", head, *_rows(versions, address)), _class="wide")


def _rows(versions: Sequence[Version], address: Callable[[Version], str]) -> Iterator[str]:
    befores: list[Mapping[str, int]] = [{}, *(version.rows for version in versions)]
    for version, before in reversed([*zip(versions, befores, strict=False)]):
        changes = changes_of_tables(version.operations)
        new = [name for name in changes if name in version.rows and name not in before]
        changes |= {name: f"{version.rows[name]:,} added, a new table" for name in new}
        said = [f"{escape_html(name)}: {text}" for name, text in changes.items()]
        yield element(
            "tr",
            element("th", escape_html(version.number), scope="row"),
            element("td", escape_html(version.date)),
            element("td", f"{sum(version.rows.values()):,}", _class="number"),
            element("td", "<br>".join(said)),
            element("td", address(version) if version.delta is not None else ""),
        )
