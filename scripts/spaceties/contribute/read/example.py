"""What a template shows and nobody contributes: the example row, and columns of context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.model import Field, Package, Resource

MARK = "example:"
CONTEXT = "context:"  # how the label of a column begins that tells and does not ask
# Sheets of a template and of a release that hold no rows.
HELPERS = ({"help", "dictionary", "lists"}, {"about", "dictionary"})

Row = dict[str, str]  # text cells by field name


def is_example(cells: Mapping[str, str], table: Resource) -> bool:
    """Whether a row (text cells by field name) is the example of a template."""
    return cells.get(marked_field(table), "").strip().casefold().startswith(MARK)


def is_untouched(cells: Mapping[str, str], package: Package, table: Resource) -> bool:
    """Whether an example row is still that of the template, as far as the file has its columns."""
    shown = example(package, table)
    fields = [table.field(name) for name in cells if name != marked_field(table)]
    return all(_plain(cells[f.name], f) == _plain(shown[f.name], f) for f in fields)


def example(package: Package, table: Resource) -> Row:
    """The example row as text cells: the row that the schema's examples are taken from, or, where
    the table does not have it, those examples. Its first key is marked.

    Raises ValueError if the table's file cannot be read.
    """
    shown = {f.name: example_text(f.example) for f in table.fields}
    key = [shown[name] for name in table.primary_key]
    rows = (row.cells for row in read_rows(package, table))
    row = next((row for row in rows if [row[name] for name in table.primary_key] == key), shown)
    first = marked_field(table)
    return {**row, first: f"{MARK} {row[first]}"}


def marked_field(table: Resource) -> str:
    """The column that bears the mark of the example."""
    return table.primary_key[0] if table.primary_key else table.fields[0].name


def example_text(value: Any) -> str:
    """A value of the descriptor as the text of a cell; None is a missing one."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(text: str, field: Field) -> str:
    """A cell as it may be compared: spreadsheets drop the last noughts of a number."""
    if field.type == "number" and "." in text:
        return text.rstrip("0").rstrip(".")
    return text.strip()
