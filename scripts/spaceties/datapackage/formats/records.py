"""Objects or arrays as blocks of rows: what JSON, JSON Lines and inline data have in common.

Objects name their cells: a name that an object lacks is a missing cell, and the names of all
objects together are the header. Arrays go by place, and the first one is the header unless the
dialect says `header: false` (Table Dialect, "Structured formats").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import rows_true, scalar, union
from ..model import Field, Resource
from ..natives import kind_of, text_of
from ..report.codes import Code
from ..tabular.block import Block, Cells, drop_blank, with_missing
from ..tabular.dialect import row_dialect
from ..tabular.layout import Layout, StructuralError, layout_of

ITEMS = 20_000  # of a block: bounds the memory
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
KINDS: dict[Any, Any] = {"object": (dict,), "array": (list,)}  # by itemType

Item = tuple[int, Any]  # the line on which it stands, or its number, and the item


@dataclass(frozen=True)
class TypedItems:
    """Objects as a table that can prove them good; a name that is not there is a missing cell.

    lines: on which each stands. read: some of them as they are written, by their lines. long:
    whether a number may be more exact than its float.
    """

    table: pa.Table
    lines: npt.NDArray[np.int64]
    read: Callable[[npt.NDArray[np.int64]], list[Item]]
    long: bool


class RecordBlocks:
    """Makes blocks of items. layout is that of all files so far."""

    def __init__(self, resource: Resource) -> None:
        self.resource = resource
        self.layout: Layout | None = None
        self._rows = row_dialect(resource)
        self._known = {field.name: field for field in resource.fields}
        self._seen: dict[str, None] = {}  # names of the cells of all objects, in order

    def blocks(self, file: str, items: Iterable[Item | TypedItems], read: int) -> Iterator[Block]:
        """The items of one file, typed ones only after others. read: its size in bytes, told with
        the last block."""
        iterator = iter(items)
        first = next(iterator, None)
        if not isinstance(first, tuple):
            self.layout = self.layout or Layout([], self.resource.fields, usable=False)
            yield self._empty(file, [StructuralError(Code.EMPTY)])
            return
        value: Any = first[1]
        wanted = KINDS.get(self.resource.dialect.get("itemType"), (dict, list))
        if not isinstance(value, wanted):
            self.layout = self.layout or Layout([], self.resource.fields, usable=False)
            asked = "an object or an array" if len(wanted) > 1 else kind_of(wanted[0]())
            yield self._empty(file, [_unreadable(first[0], value, asked)])
            return
        items = chain([first], iterator)
        errors: list[StructuralError] = []
        objects = isinstance(value, dict)
        if objects:
            self._open_objects(value)
        else:
            items, errors = self._open_arrays(items)
        for batch in _batches(items):
            if isinstance(batch, TypedItems):
                block = self._of_table(file, batch)
            else:
                block = self._of_objects(file, batch) if objects else self._of_arrays(file, batch)
            block.errors[:0], errors = errors, []
            drop_blank(block)
            yield block
        if objects:
            errors = layout_of(self._labels, self.resource, named=True).errors
        last = self._empty(file, errors)
        last.read = read
        yield last

    def _open_objects(self, first: dict[str, Any]) -> None:
        self._seen |= dict.fromkeys(first)
        if self.layout is None:
            seen = self._labels
            labels = [*seen, *(name for name in self._known if name not in seen)]
            fields: list[Field | None] = [self._known.get(label) for label in labels]
            self.layout = Layout(labels, fields)

    @property
    def _labels(self) -> list[str]:
        """Names of the cells of all objects so far, in order; those of `itemKeys` alone."""
        keys = self.resource.dialect.get("itemKeys") or self.resource.dialect.get("keys")
        return [name for name in self._seen if not keys or name in keys]

    def _open_arrays(
        self, items: Iterable[Any]
    ) -> tuple[Iterator[Item | TypedItems], list[StructuralError]]:
        """The items without comments and below the header, and what is wrong with that."""
        dialect, wanted = self._rows, set(self._rows.header_rows)
        rest = (
            (number, item)
            for number, item in enumerate(items, 1)
            if not dialect.is_comment(number, _first_cell(item[1]))
        )
        header: list[Item] = []
        while dialect.header is not False and len(header) < len(wanted):
            number, item = next(rest, (0, None))
            if item is None:
                break
            if number in wanted or wanted == {1}:
                header.append(item)
        below = (item for _, item in rest)
        if self.layout is not None:
            return below, []
        if dialect.header is False:
            self.layout = Layout([], self.resource.fields, line=0)
            return below, []
        rows = [row if isinstance(row, list) else [] for _, row in header]
        labels = dialect.labels([[(text_of(cell) or "").strip() for cell in row] for row in rows])
        self.layout = layout_of(labels, self.resource, header[-1][0] if header else 0)
        return below, self.layout.errors

    def _of_objects(self, file: str, batch: list[Item]) -> Block:
        assert self.layout is not None
        good, errors = [], []
        for line, item in batch:
            if isinstance(item, dict):
                good.append((line, item))
                self._seen |= dict.fromkeys(item)
            else:
                errors.append(_unreadable(line, item, "an object as the first item is"))
        columns = [
            self._column(index, [item.get(label) for _, item in good])
            for index, label in enumerate(self.layout.labels)
        ]
        return self._block(file, columns, [line for line, _ in good], errors)

    def _of_table(self, file: str, items: TypedItems) -> Block:
        layout = self.layout
        assert layout is not None
        names = set(items.table.column_names)
        none = pa.chunked_array([pa.nulls(len(items.lines), pa.string())])
        columns: list[Any] = []
        doubtful = np.empty(0, np.int64)
        for label, field in zip(layout.labels, layout.fields, strict=True):
            column = items.table[label] if label in names else none
            columns.append(with_missing(column, self._missing(field)))
            if items.long and field and pa.types.is_floating(column.type):
                if "enum" in field.constraints or field.categories:
                    doubtful = items.lines
                for limit in (field.constraints[name] for name in BOUNDS & set(field.constraints)):
                    same = rows_true(pc.equal(column, scalar(float(limit), pa.float64())))
                    doubtful = union(doubtful, items.lines[same])

        def exact(lines: npt.NDArray[np.int64]) -> Block:
            return self._of_objects(file, items.read(lines))

        return Block(file, columns, items.lines, exact=exact, doubtful=doubtful)

    def _of_arrays(self, file: str, batch: list[Item]) -> Block:
        layout = self.layout
        assert layout is not None
        width, errors = layout.width, []
        invalid: dict[int, list[int]] = {}
        rows: list[list[Any]] = []
        lines: list[int] = []
        for line, item in batch:
            if not isinstance(item, list):
                errors.append(_unreadable(line, item, "an array as the first item is"))
                continue
            cells = tuple(text_of(cell) or "" for cell in item)
            for index in range(width, len(item)):
                errors.append(StructuralError(Code.EXTRA_CELL, line, None, cells[index], cells))
            for index in range(len(item), width):
                name = layout.name(index)
                errors.append(StructuralError(Code.MISSING_CELL, line, name, None, cells))
                invalid.setdefault(index, []).append(len(rows))
            rows.append([*item[:width], *[None] * (width - len(item))])
            lines.append(line)
        columns = [
            self._column(index, list(values))
            for index, values in enumerate(zip(*rows, strict=True))
        ] or [Cells([]) for _ in range(width)]
        block = self._block(file, columns, lines, errors)
        block.invalid = invalid
        return block

    def _column(self, index: int, values: list[Any]) -> Cells:
        field = self.layout.fields[index] if self.layout else None
        column = Cells(values)
        found = with_missing(column, self._missing(field))
        assert isinstance(found, Cells)
        return found

    def _missing(self, field: Field | None) -> tuple[str, ...]:
        return self.resource.missing_of(field) if field else ("",)

    def _block(
        self, file: str, columns: list[Any], lines: list[int], errors: list[StructuralError]
    ) -> Block:
        return Block(file, columns, np.array(lines, dtype=np.int64), errors)

    def _empty(self, file: str, errors: list[StructuralError]) -> Block:
        width = self.layout.width if self.layout else 0
        return self._block(file, [Cells([]) for _ in range(width)], [], errors)


def _batches(items: Iterable[Item | TypedItems]) -> Iterator[list[Item] | TypedItems]:
    """Items in lists of bounded length. What ends them early comes after those before it."""
    waiting: list[Item] = []
    try:
        for item in items:
            if isinstance(item, TypedItems) or len(waiting) == ITEMS:
                if waiting:
                    yield waiting
                waiting = []
            if isinstance(item, TypedItems):
                yield item
            else:
                waiting.append(item)
    except Exception:
        if waiting:
            yield waiting
        raise
    if waiting:
        yield waiting


def _first_cell(row: Any) -> Any:
    return row[0] if row and isinstance(row, list) else None


def _unreadable(line: int, item: Any, wanted: str) -> StructuralError:
    hint = f"the item is {kind_of(item)}, not {wanted}"
    return StructuralError(Code.UNREADABLE, line, hint=hint)
