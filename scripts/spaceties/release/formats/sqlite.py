"""SQLite: keys and checks, indexes on references, derived tables.

A schema's pattern has no counterpart in plain SQLite; every other constraint becomes a CHECK.
Derived tables are stored too, lest whoever counts by column waits for their queries, which stand
beside them as views to renew them from: `ties_computed`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.paths import path_fault
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.words import plural
from spaceties.dataset import derived, dictionary
from spaceties.dataset.derived import identifier, identifiers, query
from spaceties.release.formats.format import File, Format, ReadBack, Row, problem, same_header

if TYPE_CHECKING:
    from spaceties.dataset.model import Release, ReleaseTable

TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "year": "INTEGER"}
# What every cell of a type must be, and what a constraint asks for.
TYPE_CHECKS = {
    "integer": "typeof({column}) IN ('integer', 'null')",
    "year": "typeof({column}) IN ('integer', 'null')",
    "number": "typeof({column}) IN ('real', 'null')",
    "boolean": "{column} IN (0, 1)",
    "date": "{column} IS date({column})",
}
CONSTRAINT_CHECKS = {
    "minimum": "{column} >= {value}",
    "maximum": "{column} <= {value}",
    "exclusiveMinimum": "{column} > {value}",
    "exclusiveMaximum": "{column} < {value}",
    "minLength": "length({column}) >= {value}",
    "maxLength": "length({column}) <= {value}",
}


INTERNAL = ("sqlite_stat", "sqlite_autoindex")  # which SQLite makes
MARKS = ("user_version", "application_id", "encoding")
COMPUTED = "_computed"
OWN = ("metadata_package", "metadata_tables", "metadata_fields")


def write(release: Release, root: Path) -> None:
    """Write `spaceties.sqlite` below `root`. Raises ValueError if a reference is broken."""
    path = root / f"{release.package.name}.sqlite"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        # A half-written file is thrown away anyway, so no journal is needed.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        indexes = []  # which are made the quicker the later
        for table in release.tables:
            declared, *more = ddl(table.schema, cascade=table.derived)
            database.execute(declared)
            derived.insert(database, table)
            indexes += more
        for statement in indexes:
            database.execute(statement)
        for table in release.tables:
            if table.derived:
                view = identifier(f"{table.name}{COMPUTED}")
                database.execute(f"CREATE VIEW {view} AS {query(table.name)}")
        _describe(database, release)
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"broken references, first {broken[0]}")
        database.execute("COMMIT")
        database.execute("ANALYZE")
        database.execute("VACUUM")


def ddl(table: Resource, *, cascade: bool = False) -> Iterator[str]:
    """The statements that make a table and its indexes.

    cascade: whether its rows go with those that they refer to; else these must stay.
    """
    on_delete = " ON DELETE CASCADE" if cascade else ""
    lines = [f"  {_column(field, table)}" for field in table.fields]
    if table.primary_key:
        lines.append(f"  PRIMARY KEY ({identifiers(table.primary_key)})")
    lines += [f"  UNIQUE ({identifiers(key)})" for key in table.unique_keys]
    for key in table.foreign_keys:
        target = f"{identifier(key.table or table.name)} ({identifiers(key.reference_fields)})"
        lines.append(
            f"  FOREIGN KEY ({identifiers(key.fields)}) REFERENCES {target}{on_delete}"
            " DEFERRABLE INITIALLY DEFERRED"
        )
    body = ",\n".join(lines)
    yield f"CREATE TABLE {identifier(table.name)} (\n{body}\n)"
    for key in table.foreign_keys:
        if key.fields != table.primary_key[: len(key.fields)]:
            index = identifier(f"{table.name}_{'_'.join(key.fields)}")
            yield f"CREATE INDEX {index} ON {identifier(table.name)} ({identifiers(key.fields)})"


def literal(value: object) -> str:
    """A constraint's value as SQL writes it."""
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def _column(field: Field, table: Resource) -> str:
    parts = [identifier(field.name), TYPES.get(field.type, "TEXT")]
    if field.required or field.name in table.primary_key:
        parts.append("NOT NULL")
    if field.constraints.get("unique"):
        parts.append("UNIQUE")
    checks = list(_checks(field))
    if checks:
        parts.append(f"CHECK ({' AND '.join(checks)})")
    return " ".join(parts)


def _checks(field: Field) -> Iterator[str]:
    column, rules = identifier(field.name), field.constraints
    if field.type in TYPE_CHECKS:
        yield TYPE_CHECKS[field.type].format(column=column)
    if field.enum:
        yield f"{column} IN ({', '.join(literal(value) for value in field.enum)})"
    for rule, check in CONSTRAINT_CHECKS.items():
        if rule in rules:
            yield check.format(column=column, value=literal(rules[rule]))


def _describe(database: sqlite3.Connection, release: Release) -> None:
    """The tables `metadata_package`, `metadata_tables` and `metadata_fields`."""
    package = release.package
    facts = {
        "name": package.name,
        "title": package.title,
        "version": package.version,
        "created": release.created,
        "description": package.custom.get("description", ""),
        "license": release.about["license"],
        "citation": release.citation,
    }
    database.execute("CREATE TABLE metadata_package (key TEXT PRIMARY KEY, value TEXT)")
    database.executemany("INSERT INTO metadata_package VALUES (?, ?)", facts.items())
    database.execute(
        "CREATE TABLE metadata_tables (name TEXT PRIMARY KEY, kind TEXT, title TEXT,"
        ' description TEXT, "rows" INTEGER, content_hash TEXT)'
    )
    database.executemany(
        "INSERT INTO metadata_tables VALUES (?, ?, ?, ?, ?, ?)", map(_table_row, release.tables)
    )
    database.execute(
        'CREATE TABLE metadata_fields ("table" TEXT, field TEXT, type TEXT, unit TEXT, title TEXT,'
        ' description TEXT, refers_to TEXT, example TEXT, PRIMARY KEY ("table", field))'
    )
    database.executemany(
        "INSERT INTO metadata_fields VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (e.table, e.field, e.type, e.unit, e.title, e.description, e.refers_to, e.example)
            for table in release.tables
            for e in dictionary.entries(table.schema)
        ),
    )


def _table_row(table: ReleaseTable) -> Row:
    kind = "derived" if table.derived else "stored"
    about = table.schema
    return about.name, kind, about.title, about.description, table.data.num_rows, table.content_hash


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
        # A database can hold what runs when a table is read.
        database.execute("PRAGMA trusted_schema = OFF")
        virtual = "SELECT name FROM sqlite_schema WHERE sql LIKE 'create virtual%'"
        if found := database.execute(virtual).fetchone():
            raise sqlite3.DatabaseError(f"{found[0]} is a virtual table")
        yield database


def rows(path: Path, table: Resource) -> Iterator[Row]:
    """The rows of a table or view, in the order of its primary key."""
    with _reading(path) as database:
        order = identifiers(table.primary_key)
        result = database.execute(f"SELECT * FROM {identifier(table.name)} ORDER BY {order}")
        same_header((column[0] for column in result.description), table)
        truths = [field.type == "boolean" for field in table.fields]
        for row in result:
            yield tuple(
                bool(value) if truth and value is not None else value
                for value, truth in zip(row, truths, strict=True)
            )


def plain(data: bytes) -> bytes:
    """All that a database declares and holds, without the pages that it lies in."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        try:
            database.deserialize(data)
            database.execute("PRAGMA trusted_schema = OFF")
            own = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, type"
            declared = [row for row in database.execute(own) if not row[1].startswith(INTERNAL)]
            held = [
                database.execute(f"SELECT * FROM {identifier(name)}").fetchall()
                for kind, name, _, sql in declared
                if kind == "table" and not sql.lower().startswith("create virtual")
            ]
            marks = [database.execute(f"PRAGMA {name}").fetchall() for name in MARKS]
        except sqlite3.Error:
            return data
    return repr((declared, held, marks)).encode()


def check(root: Path, package: Package) -> list[Problem]:
    """SQLite finds its file whole and every reference kept."""
    path = root / f"{package.name}.sqlite"
    if path_fault(root, path.name):
        return []  # which is told already
    try:
        with _reading(path) as database:
            whole = database.execute("PRAGMA integrity_check").fetchall()
            broken = database.execute("PRAGMA foreign_key_check").fetchall()
            triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            found = [(f"has a trigger, {name}", "") for (name,) in database.execute(triggers)]
            found += _otherwise(database, package)
    except sqlite3.Error as error:
        return [problem(Code.UNREADABLE, path.name, f"cannot be read: {error}")]
    problems = [problem(Code.OTHER, path.name, text, table or None) for text, table in found]
    if whole != [("ok",)]:
        problems.append(problem(Code.UNREADABLE, path.name, f"is damaged: {whole[0][0]}"))
    for name in dict.fromkeys(row[0] for row in broken):
        rows = [row[1] for row in broken if row[0] == name]
        text = f"{plural(len(rows), 'broken reference')}, the first in row {rows[0]}"
        problems.append(problem(Code.FOREIGN_KEY, path.name, text, name))
    return problems


def _otherwise(database: sqlite3.Connection, package: Package) -> Iterator[tuple[str, str]]:
    """Where tables, columns, types and what the database says of itself are others than those of
    the package; each with the table."""
    kinds = dict(database.execute("SELECT name, type FROM sqlite_schema"))
    there = {name for name, kind in kinds.items() if kind in ("table", "view")}
    there -= {name for name in there if name.startswith("sqlite_")}
    computed = {f"{name}{COMPUTED}" for name in derived.names()}
    for name in sorted(there - {*package.names, *OWN, *computed}):
        yield f"has a {kinds[name]} {name} of which no descriptor speaks", ""
    about = dict(database.execute("SELECT key, value FROM metadata_package"))
    licences = ", ".join(licence["name"] for licence in package.descriptor.get("licenses", []))
    stated = {"name": package.name, "version": package.version, "license": licences}
    for key, value in stated.items():
        if about.get(key) != value:
            yield f"states another {key} than json/: {about.get(key)}", ""
    for table in package.resources:
        if kinds.get(table.name) != "table":
            continue
        columns = database.execute(f"PRAGMA table_xinfo({identifier(table.name)})")
        types = {name: (kind, hidden) for _, name, kind, _, _, _, hidden in columns}
        for field in table.fields:
            if types.get(field.name) != (TYPES.get(field.type, "TEXT"), 0):
                yield f"has another type of {field.name} than the schema", table.name


FORMAT = Format(
    "sqlite",
    (
        File(
            "{package}.sqlite",
            media="application/vnd.sqlite3",
            label="SQLite database, keys enforced",
            plain=plain,
        ),
    ),
    write=write,
    read_back=ReadBack("the standard library", rows),
    check=check,
)
