"""Rules have a verdict on what is stated, whatever cell is missing or cannot be what it should."""

import pyarrow as pa
import pytest

from spaceties.datapackage import descriptor
from spaceties.datapackage.validation.package import validate
from spaceties.validation import run_rules
from tests import mini

PACKAGE = descriptor.load(mini.ROOT)
JUNK = "\u00e9=!"


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return validate(descriptor.load(mini.write(tmp_path_factory.mktemp("package")))).tables


def altered(table: pa.Table, name: str, value: str | None, rows: int) -> pa.Table:
    """The table with one value in the first rows of a column."""
    column = table.column(name)
    cells = [value] * rows + column.to_pylist()[rows:]
    return table.set_column(table.column_names.index(name), name, pa.array(cells, column.type))


@pytest.mark.parametrize("name", PACKAGE.names)
def test_no_rule_fails_for_a_cell_that_is_missing_or_odd(tables, name):
    table, resource = tables[name], PACKAGE.resource(name)
    for f in resource.fields:
        cases = [(None, 1)]
        if f.required or f.name in resource.primary_key:
            cases.append((None, len(table)))
        if pa.types.is_string(table.schema.field(f.name).type):
            cases.append((JUNK, 1))
        for value, rows in cases:
            changed = {**tables, name: altered(table, f.name, value, rows)}
            found = run_rules(PACKAGE, changed, {name: range(len(table))})
            failed = [x.message for x in found if x.row is None]  # a rule speaks of rows
            assert not failed, (f.name, value, rows)
