"""Rules have a verdict on what is stated, whatever cell is missing or cannot be what it should.

One run of the rules takes many odd cells: the tiny package is copied once for each, with ids of
its own, so that the copies say nothing of each other.
"""

import pyarrow as pa
import pytest

from spaceties.datapackage import descriptor
from spaceties.datapackage.validation.package import validate
from spaceties.validation import run_rules
from tests import mini

PACKAGE = descriptor.load(mini.ROOT)
JUNK = "\u00e9=!"
IDS = {("claims", "row_key"), ("audits", "row_key")}
for resource in PACKAGE.resources:
    keys = [key.fields for key in resource.foreign_keys]
    if len(resource.primary_key) == 1:  # else made of references
        keys.append(resource.primary_key)
    IDS |= {(resource.name, column) for key in keys for column in key}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return validate(descriptor.load(mini.write(tmp_path_factory.mktemp("package")))).tables


def copies(tables, name, cells):
    """As many copies of all tables as there are cells, each with one cell (column, value) set in
    the first row of a table."""
    copied = {}
    for resource in PACKAGE.resources:
        rows = []
        for number, (column, value) in enumerate(cells):
            own = [
                {
                    at: f"{cell}#{number}" if (resource.name, at) in IDS and cell else cell
                    for at, cell in row.items()
                }
                for row in tables[resource.name].to_pylist()
            ]
            if resource.name == name:
                own[0][column] = value
            rows += own
        copied[resource.name] = pa.Table.from_pylist(rows, tables[resource.name].schema)
    return copied


def blanked(table, column):
    """The table with nothing in a column."""
    place = table.column_names.index(column)
    return table.set_column(place, column, pa.nulls(len(table), table.column(column).type))


def not_computed(tables, name):
    """What rules say of a table as a whole, where they should speak of its rows."""
    violations = run_rules(PACKAGE, tables, {name: range(len(tables[name]))})
    return [one.message for one in violations if one.row is None]


def test_the_copies_are_as_good_as_the_package(tables):
    """But for names, addresses and numbers that two copies share, and the form of ids."""
    violations = run_rules(PACKAGE, copies(tables, "countries", [("name", "Aland")] * 2))
    assert {one.rule.code for one in violations} == {"D501", "D505", "D506", "R111", "R112"}


@pytest.mark.parametrize("name", PACKAGE.names)
def test_no_rule_fails_for_a_cell_that_is_missing_or_odd(tables, name):
    schema = tables[name].schema
    cells = [(column, None) for column in schema.names]
    cells += [(f.name, JUNK) for f in schema if pa.types.is_string(f.type)]
    if not_computed(copies(tables, name, cells), name):
        failed = {cell: not_computed(copies(tables, name, [cell]), name) for cell in cells}
        assert not {cell: messages for cell, messages in failed.items() if messages}
        raise AssertionError("rules fail for odd cells together, not for each alone")


@pytest.mark.parametrize("name", PACKAGE.names)
def test_no_rule_fails_for_a_column_without_a_cell(tables, name):
    resource = PACKAGE.resource(name)
    for f in resource.fields:
        if f.required or f.name in resource.primary_key:
            changed = {**tables, name: blanked(tables[name], f.name)}
            assert not not_computed(changed, name), f.name
