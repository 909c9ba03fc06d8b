"""Sources that a correction leaves unused go with it.

Whoever gives a row a better source often takes the last row from the old one. A source that no row
names is an error, and a contributed file cannot take rows away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spaceties.contribute.merge import Key, Merge, key_of, references
from spaceties.datapackage.model import Resource

SOURCES = "sources"


def drop(merge: Merge) -> None:
    """Takes the sources out of the merged tables that changed rows named and no row names now.

    They are kept in `merge.left_over`. A source that is itself contributed stays.
    """
    if SOURCES not in merge.package.names:
        return
    named = {
        source
        for row in merge.contributed
        if row.before
        for source in _named(row.before, merge.package.resource(row.table))
    }
    if not named:
        return
    for table in merge.package.resources:
        if not any(key.table == SOURCES for key in table.foreign_keys):
            continue
        for row in merge.rows(table.name):
            named.difference_update(_named(row.cells, table))
    table = merge.package.resource(SOURCES)
    rows = merge.rows(SOURCES)
    left = [row for row in rows if key_of(row.cells, table) in named and not row.sent]
    if left:
        merge.tables[SOURCES] = [row for row in rows if row not in left]
        merge.left_over = left


def notes(merge: Merge) -> Iterator[str]:
    """A sentence for each source that goes."""
    for row in merge.left_over:
        key = ",".join(merge.key(row))
        yield f"no row names {key} any more ({row.place}): the change takes it out"


def _named(cells: Mapping[str, str], table: Resource) -> set[Key]:
    """Keys of the sources that a row of a table names."""
    return {key for name, key in references(cells, table) if name == SOURCES}
