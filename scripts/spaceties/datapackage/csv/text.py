"""A table's cells as text, for comparing versions: columns by name, whatever the file's form.

Delimiter, quotes, line ends and the order of the columns in the file make no difference; files
that were compressed or written in another encoding are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pyarrow as pa

from ..arrow import strings
from ..cells import Unsupported
from ..descriptor import is_remote, path_fault
from ..model import Package, Resource
from .blocks import TEXT, Block
from .header import declared_dialect
from .reader import TableReader
from .stream import codec_of

FILE = "@file"  # the name of the added column that says which file a row stands in


def readable(package: Package, table: Resource) -> str | None:
    """Why a table cannot be read row by row, None if it can."""
    if not table.fields:
        return "it has no fields"
    if len(set(table.field_names)) < len(table.fields):
        return "two of its fields have the same name"
    if not table.paths:
        return "it has no file"
    if table.format not in ("csv", "tsv", ""):
        return f"its format is {table.format}"
    try:
        declared_dialect(table)
        codec_of(table)
    except Unsupported as error:
        return str(error)
    for path in table.paths:
        fault = None if is_remote(path) else path_fault(package.basepath, path)
        if is_remote(path) or fault:
            return fault[1] if fault else f"{path} is remote"
    return None


def read(package: Package, table: Resource, raw: bool = False, files: bool = False) -> pa.Table:
    """The rows of all files in order, every column text, in the order of the schema.

    Missing values are null; raw: every cell is the text that stands in the file. files: a last
    column FILE says which file each row is from. Columns that a file lacks are null.
    Raises ValueError, with the file, where the table cannot be read.
    """
    why = readable(package, table)
    if why:
        raise ValueError(f"table {table.name} cannot be read: {why}")
    if raw:
        fields = tuple(replace(field, missing_values=()) for field in table.fields)
        table = replace(table, fields=fields, missing_values=())
    parts = []
    labels: set[str] | None = None
    for path in table.paths:
        blocks, found = _blocks(package.basepath, replace(table, paths=(path,)), labels)
        labels = labels or found
        parts += [_named(block, reader, table, files) for block, reader in blocks]
    names = [*table.field_names, *([FILE] if files else [])]
    if not parts:
        return pa.table({name: pa.nulls(0, TEXT) for name in names})
    return pa.concat_tables(parts)


def _blocks(
    base: Path, table: Resource, labels: set[str] | None
) -> tuple[Iterator[tuple[Block, TableReader]], set[str]]:
    """The blocks of one file with their reader, and the labels of its header."""
    reader = TableReader(table, base)
    blocks = reader.blocks()
    first = next(blocks, None)
    layout = reader.layout
    if layout is None:
        raise ValueError(f"{table.paths[0]} cannot be read")
    found = set(layout.labels)
    if labels and found and not labels & found and layout.line:
        # a further part without a header, as the standard's plain concatenation has it
        return _blocks(base, replace(table, dialect={**table.dialect, "header": False}), None)
    names = table.field_names
    permuted = layout.labels != names and sorted(layout.labels) == sorted(names)
    if permuted and table.fields_match == "exact":
        return _blocks(base, replace(table, fields_match="equal"), labels)
    rest = blocks if first is None else chain([first], blocks)
    return ((block, reader) for block in rest), found


def _named(block: Block, reader: TableReader, table: Resource, files: bool) -> pa.Table:
    """A block's columns by the names of the schema."""
    layout = reader.layout
    if not layout.usable:
        raise ValueError(f"{block.file} cannot be read: its header is unusable")
    columns = {f.name: block.columns[n] for n, f in enumerate(layout.fields) if f}
    rows = block.rows
    named = {name: columns.get(name, pa.nulls(rows, TEXT)) for name in table.field_names}
    if files:
        named[FILE] = strings([block.file]).take(_zeros(rows))
    return pa.table(list(named.values()), list(named))


def _zeros(count: int) -> pa.Array:
    return pa.Array.from_buffers(pa.int32(), count, [None, pa.py_buffer(bytes(4 * count))])
