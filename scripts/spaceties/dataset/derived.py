"""The tables that are computed from the stored ones: SQL that SQLite runs.

Each stands beside this module under its name: `memberships.sql`, who is bound by an agreement since
when, `ties.sql`, one row per cooperation link of two states, which reads the former,
`ties_yearly.sql`, these counted by pair and year, `satellites_flat.sql`, one row per satellite with
all that is joined to it, and `spending_usd.sql`, amounts in dollars of the year and of constant
prices. The SQLite file of a release has the same text as views beside the tables (`ties_computed`),
to renew these from when a user has added rows.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.model import Resource

if TYPE_CHECKING:
    import pyarrow as pa

    from spaceties.dataset.model import ReleaseTable

VALUES = 999  # that a statement may have, in any build of SQLite


def names() -> list[str]:
    """The tables that can be computed."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.sql"))


def query(name: str) -> str:
    """The SQL of a derived table, over tables as released (with the bounds of vague dates).

    Raises ValueError if it is a table of somebody else's, for which there is none.
    """
    path = Path(__file__).with_name(f"{name}.sql")
    if not re.fullmatch(r"\w+", name) or not path.is_file():
        raise ValueError(f"the derived table {name} is none that can be computed here")
    return path.read_text(encoding="utf-8").strip()


def sources(name: str, stored: Iterable[str]) -> list[str]:
    """Those of the stored tables that a derived one is computed from."""
    words = set().union(*map(_words, (*_read_first(name), name)))
    return [table for table in stored if table in words]


def _read_first(name: str) -> list[str]:
    """The derived tables that another reads, in the order in which they can be made."""
    words = _words(name) - {name}
    own = [name for name in names() if name in words]
    return list(dict.fromkeys(made for one in own for made in (*_read_first(one), one)))


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", query(name)))


def compute(tables: Iterable[Resource], stored: Mapping[str, ReleaseTable]) -> list[pa.Table]:
    """Derived tables with the Arrow types of their schemas, in the order of their SQL.

    stored: the tables as released that they are computed from, by name. Raises ValueError if
    one of them cannot be computed from these.
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        tables = list(tables)
        for name in dict.fromkeys(s for table in tables for s in sources(table.name, stored)):
            _insert(database, stored[name])
        return [_select(database, table) for table in tables]


def _insert(database: sqlite3.Connection, table: ReleaseTable) -> None:
    """A table without constraints, which are for validation to hold, and with indexes on keys."""
    schema = table.schema
    database.execute("BEGIN")
    database.execute(f"CREATE TABLE {identifier(schema.name)} ({identifiers(schema.field_names)})")
    insert(database, table)
    for key in {schema.primary_key, *(reference.fields for reference in schema.foreign_keys)}:
        index = identifier(f"{schema.name} by {' '.join(key)}")
        database.execute(f"CREATE INDEX {index} ON {identifier(schema.name)} ({identifiers(key)})")
    database.execute("COMMIT")


def insert(database: sqlite3.Connection, table: ReleaseTable) -> None:
    """The rows of a table into that of its name, many by a statement: what a check compares with
    is made anew for each of these."""
    rows, width = table.rows(), len(table.schema.fields)
    into, marks = f"INSERT INTO {identifier(table.name)} VALUES ", f"({', '.join('?' * width)})"
    for batch in iter(lambda: [*islice(rows, max(VALUES // width, 1))], []):
        database.execute(into + ", ".join([marks] * len(batch)), [*chain.from_iterable(batch)])


def _select(database: sqlite3.Connection, table: Resource) -> pa.Table:
    from spaceties.dataset.model import typed

    try:
        for name in (*_read_first(table.name), table.name):
            database.execute(f"CREATE TABLE IF NOT EXISTS {identifier(name)} AS {query(name)}")
        rows = database.execute(f"SELECT * FROM {identifier(table.name)}").fetchall()
    except sqlite3.Error as error:
        raise ValueError(f"{table.name} cannot be computed: {error}") from None
    columns = list(zip(*rows, strict=True)) or [()] * len(table.fields)
    return typed(columns, table)


def identifier(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def identifiers(names: Iterable[str]) -> str:
    """Names as a list of SQL."""
    return ", ".join(map(identifier, names))
