"""The page `changes.html` of a release: what `changes.jsonl` says, for people.

It is made of the delta and of the release itself, so that a clone without history, which has the
delta in releases/, gives the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spaceties.datapackage.csv.text import read_text
from spaceties.datapackage.diff.delta import Operation, from_lines, listed_rows
from spaceties.datapackage.diff.html import element, overview, page, row_lists
from spaceties.datapackage.diff.render import counts_text
from spaceties.datapackage.diff.rows import Key
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import escape_html
from spaceties.versions.sources import SOURCE, source_text, source_titles

LIMIT = 2_000  # rows of a kind and table that are listed


def changes_page(changes: str, released: Package) -> str:
    """The page as HTML.

    changes: the delta from the release before, as JSON Lines; released: the release that it leads
    to, which gives the names of rows and the titles of their sources. Raises DeltaError.
    """
    delta = from_lines(changes)
    before, after = delta[0].before, delta[0].after
    heading = f"{after['name']} {before['version']} → {after['version']}"
    return page(f"{heading}: what changed", heading, _body(delta, released))


def changes_of_tables(delta: list[Operation]) -> dict[str, str]:
    """What happened to each changed table, in words."""
    words = {name: counts_text(lists.counts) for name, lists in listed_rows(delta).items()}
    whole = (line.table for line in delta if line.op == "file" and line.table)
    return words | dict.fromkeys(
        whole, "told by whole files: new, or without a key to pair rows by"
    )


def _body(delta: list[Operation], released: Package) -> Iterator[str]:
    rows, words = listed_rows(delta), changes_of_tables(delta)
    titles = source_titles(released)
    yield element(
        "p",
        "Every row that changed since the release before, with the source that it has now. "
        f"{_link('changes.jsonl')} says the same to programs, {_link('CHANGELOG.md')} in short.",
    )
    if not words:
        yield element("p", "No row changed.")
        return
    yield overview(("table", "changes"), [(name, (), text) for name, text in words.items()])
    for name, lists in rows.items():
        labels = _labels(released, name, titles) if name in released.names else {}
        yield element("h2", escape_html(name), id=name)
        yield from row_lists(lists, lists.counts, LIMIT, labels)


def _link(file: str) -> str:
    return element("a", file, href=file)


def _labels(released: Package, name: str, titles: Mapping[str, str]) -> dict[Key, str]:
    """What is said of each row besides its key: its name or title, and its source."""
    table = released.resource(name)
    rows = read_text(released, table)

    def column(name: str | None) -> list[str | None]:
        return rows[name].to_pylist() if name in rows.column_names else [None] * rows.num_rows

    called = column(next((n for n in ("name", "title") if n in rows.column_names), None))
    sources = column(None if SOURCE in table.primary_key else SOURCE)
    keys = zip(*map(column, table.primary_key), strict=True)
    return {
        key: "\n".join(filter(None, (text, source and f"source: {source_text(source, titles)}")))
        for key, text, source in zip(keys, called, sources, strict=True)
    }
