"""The cells of a table in any form as text, for whoever compares rows: the texts that the table
has, or would have, as CSV. Numbers and times may be written in several ways; they mean the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa

from ..cells import UnknownForm, Unsupported, canonical
from ..csv import text
from ..model import Field, Package, Resource
from ..natives import native_reader, text_of
from ..tabular.block import Block, cells_of
from ..tabular.layout import Layout
from . import reader_of


def why_unreadable(package: Package, table: Resource) -> str | None:
    """Why a table cannot be read row by row, None if it can."""
    if _is_text(table):
        return text.why_unreadable(package, table)
    if why := text.why_not_named(table) or text.why_not_opened(package, table):
        return why
    try:
        reader_of(table, package.basepath)
    except (UnknownForm, Unsupported) as error:
        return str(error)
    return None


def read_as_text(package: Package, table: Resource) -> pa.Table:
    """The rows of all files in order, every column text or null, in the order of the schema.

    Raises ValueError, with the file, where the table cannot be read.
    """
    if _is_text(table):
        return text.read_text(package, table)
    if why := why_unreadable(package, table):
        raise ValueError(f"table {table.name} cannot be read: {why}")
    reader = reader_of(table, package.basepath)
    writers = {field.name: _writer(field) for field in table.fields}
    columns: dict[str, list[str | None]] = {name: [] for name in writers}
    for block in reader.blocks():
        layout = reader.layout
        for error in block.errors:
            if layout is None or not block.columns:
                raise ValueError(f"{block.file or table.name} cannot be read: {error.hint}")
        if layout is not None:
            exact = block.exact(block.lines) if block.exact else block
            for name, cells in columns.items():
                cells += _texts(exact, layout, name, writers[name])
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _is_text(table: Resource) -> bool:
    return bool(table.paths) and table.format in ("csv", "tsv", "")


def _texts(
    block: Block, layout: Layout, name: str, write: Callable[[Any], str | None]
) -> list[str | None]:
    """The cells of a field; null where the file has no such column."""
    place = layout.indices.get(name)
    if place is None:
        return [None] * block.rows
    known: dict[Any, str | None] = {}
    texts = []
    for value in cells_of(block.columns[place]):
        if value is None or isinstance(value, str):
            texts.append(value)
        elif isinstance(value, (list, dict)):
            texts.append(write(value))
        else:
            key = type(value), value
            if key not in known:
                known[key] = write(value)
            texts.append(known[key])
    return texts


def _writer(field: Field) -> Callable[[Any], str | None]:
    """A function from a value that is no text to the text that a CSV file has for it."""
    try:
        read = native_reader(field)
    except Unsupported:
        return text_of
    form = field.format if "%" in field.format else ""

    def write(value: Any) -> str | None:
        meant = read(value)
        if isinstance(meant, (date, datetime, time)):
            return meant.strftime(form) if form else canonical(meant)
        if field.type == "list" and isinstance(meant, (list, tuple)):
            return str(field.options.get("delimiter", ",")).join(text_of(x) or "" for x in meant)
        return text_of(value if meant is None else meant)

    return write
