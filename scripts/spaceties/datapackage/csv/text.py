"""A table's cells as text: columns, or rows with the file and the physical line of each.

The one way to the text of a table, for whoever compares, merges or writes rows; the typed values
are those of `validation`. Delimiter, quotes, line ends and the order of the columns in the file
make no difference; files that are compressed or in another encoding are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..arrow import indices, strings
from ..cells import Unsupported
from ..model import Package, Resource
from ..paths import is_remote, path_fault
from ..report.codes import Code
from ..report.messages import message
from ..tabular.block import Block
from ..tabular.layout import Layout
from .blocks import TEXT
from .dialect import declared_dialect
from .reader import CsvReader
from .stream import codec_of

FILE = "@file"  # name of the column that says which file a row stands in
HARMLESS = {Code.NUL}  # an error of form, but the cell is what it seems
LENGTHS = {Code.BLANK_ROW, Code.MISSING_CELL, Code.EXTRA_CELL}


class TextRow(NamedTuple):
    """A row as it stands in a file. line: physical line of its first character, from 1; cells: text
    by field name, missing values as they are written."""

    file: str
    line: int
    cells: dict[str, str]


def why_unreadable(package: Package, table: Resource) -> str | None:
    """Why a table cannot be read row by row, None if it can."""
    return _why_not_cut(table) or why_not_opened(package, table)


def why_not_named(table: Resource) -> str | None:
    """Why the columns of a table cannot be told apart, None if they can."""
    if not table.fields:
        return "it has no fields"
    if len(set(table.field_names)) < len(table.fields):
        return "two of its fields have the same name"
    return None


def why_not_opened(package: Package, table: Resource) -> str | None:
    """Why a file of a table cannot be opened, None if all can."""
    return next(filter(None, (_why_not_opened(package, path) for path in table.paths)), None)


def read_text(
    package: Package, table: Resource, *, raw: bool = False, files: bool = False
) -> pa.Table:
    """The rows of all files in order, every column text, in the order of the schema.

    Missing values are null; raw: every cell is the text that stands in the file. files: a last
    column FILE says which file each row is from. Columns that a file lacks are null, rows of
    another length are filled up with nulls or cut. Raises ValueError, with the file, where the
    table cannot be read.
    """
    if why := why_unreadable(package, table):
        raise ValueError(f"table {table.name} cannot be read: {why}")
    names = [*table.field_names, *([FILE] if files else [])]
    parts = []
    for layout, blocks in _files(package, _raw(table) if raw else table):
        for block in blocks:
            if any(error.code == Code.COMPRESSION for error in block.errors):
                raise ValueError(f"{block.file} cannot be read: {block.errors[-1].hint}")
            parts.append(pa.table([_column(block, layout, name) for name in names], names))
    return pa.concat_tables(parts) if parts else pa.table([pa.nulls(0, TEXT) for _ in names], names)


def read_rows(package: Package, table: Resource, *, strict: bool = True) -> Iterator[TextRow]:
    """The rows of all files in order, with their places.

    strict: for those who write the rows again. Raises ValueError, with file and line, for a file
    whose columns are not those of the schema (in any order), for a row of another length, for a
    quote in the wrong place, and for bytes outside the encoding.
    Otherwise as much as can be read: what a row lacks is empty, what it has too much is left out,
    and so are files that cannot be read.
    """
    if strict and (why := why_unreadable(package, table)):
        raise ValueError(f"table {table.name} cannot be read: {why}")
    if not strict:
        paths = [path for path in table.paths if _why_not_opened(package, path) is None]
        table = replace(table, paths=() if _why_not_cut(table) else tuple(paths))
    names = table.field_names
    for layout, blocks in _files(package, _raw(table), skip_unusable=not strict):
        for block in blocks:
            if strict:
                _refuse_irregular(block, layout, table)
            columns = [_filled(_column(block, layout, name)) for name in names]
            rows = zip(*columns, strict=True)
            for line, cells in zip(block.lines.tolist(), rows, strict=True):
                yield TextRow(block.file, line, dict(zip(names, cells, strict=True)))


def _why_not_cut(table: Resource) -> str | None:
    """Why no file of the table can be cut into cells, None if they can."""
    if why := why_not_named(table):
        return why
    if not table.paths:
        return "it has no file"
    if table.format not in ("csv", "tsv", ""):
        return f"its format is {table.format}"
    try:
        declared_dialect(table)
        codec_of(table)
    except Unsupported as error:
        return str(error)
    return None


def _why_not_opened(package: Package, path: str) -> str | None:
    if is_remote(path):
        return f"{path} is remote"
    fault = path_fault(package.basepath, path)
    return fault[1] if fault else None


def _raw(table: Resource) -> Resource:
    """The same table without missing values, so that every cell is its text."""
    fields = tuple(replace(field, missing_values=()) for field in table.fields)
    dialect = {**table.dialect, "nullSequence": None}
    return replace(table, fields=fields, missing_values=(), dialect=dialect)


def _files(
    package: Package, table: Resource, skip_unusable: bool = False
) -> Iterator[tuple[Layout, Iterator[Block]]]:
    """Layout and blocks of every file; ValueError for one without a usable header."""
    labels: set[str] = set()
    for path in table.paths:
        layout, blocks = _blocks(package.basepath, replace(table, paths=(path,)), labels)
        if layout is not None and layout.usable:
            labels = labels or set(layout.labels)
            yield layout, blocks
        elif not skip_unusable:
            raise ValueError(f"{path} cannot be read: its header is unusable")


def _blocks(base: Path, table: Resource, labels: set[str]) -> tuple[Layout | None, Iterator[Block]]:
    """Layout and blocks of the one file of a table. labels: those of its first file."""
    reader = CsvReader(table, base)
    blocks = reader.blocks()
    first = next(blocks, None)
    layout = reader.layout
    if layout is None:
        return None, blocks
    own = set(layout.labels)
    if labels and own and not labels & own:
        # a further part without a header, as the standard's plain concatenation has it
        return _blocks(base, replace(table, dialect={**table.dialect, "header": False}), set())
    names = table.field_names
    permuted = layout.labels != names and sorted(layout.labels) == sorted(names)
    if permuted and table.fields_match == "exact":
        return _blocks(base, replace(table, fields_match="equal"), labels)
    return layout, blocks if first is None else chain([first], blocks)


def _column(block: Block, layout: Layout, name: str) -> pa.Array | pa.ChunkedArray:
    """The cells of a field, or the file of every row."""
    if name == FILE:
        return strings([block.file]).take(indices(np.zeros(block.rows)))
    names = [field.name if field else None for field in layout.fields]
    return block.columns[names.index(name)] if name in names else pa.nulls(block.rows, TEXT)


def _filled(column: pa.Array | pa.ChunkedArray) -> list[str]:
    """The cells as texts, "" for what a row lacks."""
    cells: list[str] = column.to_pylist()
    return [cell or "" for cell in cells] if column.null_count else cells


def _refuse_irregular(block: Block, layout: Layout, table: Resource) -> None:
    """Raises ValueError for the first thing in a block that would not be the same if written."""
    names = table.field_names
    if layout.line and sorted(layout.labels) != sorted(names):
        where = f"{block.file}, line {layout.line}"
        raise ValueError(f"{where}: expected the columns {', '.join(names)}")
    errors = [error for error in block.errors if error.code not in HARMLESS]
    for error in sorted(errors, key=lambda error: error.line or 0):
        where = f"{block.file}, line {error.line}" if error.line else block.file
        if error.code in LENGTHS:
            raise ValueError(f"{where}: expected {layout.width} cells, found {len(error.cells)}")
        said = message(error.code, None)
        raise ValueError(f"{where}: {said[0].lower()}{said[1:].rstrip('.')}")
