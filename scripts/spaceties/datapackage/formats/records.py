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
from ..tabular.layout import Layout, StructuralError, layout_of

ITEMS = 20_000  # of a block: bounds the memory
BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}

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
        objects = isinstance(first[1], dict)
        errors: list[StructuralError] = []
        waiting = [first]
        if objects:
            self._open_objects(first[1])
        elif isinstance(first[1], list):
            errors = self._open_arrays(*first)
            waiting = [] if self.resource.dialect.get("header") is not False else [first]
        else:
            self.layout = self.layout or Layout([], self.resource.fields, usable=False)
            yield self._empty(file, [_unreadable(first[0], first[1], "an object or an array")])
            return
        for batch in _batches(chain(waiting, iterator)):
            if isinstance(batch, TypedItems):
                block = self._of_table(file, batch)
            else:
                block = self._of_objects(file, batch) if objects else self._of_arrays(file, batch)
            block.errors[:0], errors = errors, []
            drop_blank(block)
            yield block
        if objects:
            errors = layout_of(list(self._seen), self.resource, named=True).errors
        last = self._empty(file, errors)
        last.read = read
        yield last

    def _open_objects(self, first: dict[str, Any]) -> None:
        self._seen |= dict.fromkeys(first)
        if self.layout is None:
            labels = [*first, *(name for name in self._known if name not in first)]
            fields: list[Field | None] = [self._known.get(label) for label in labels]
            self.layout = Layout(labels, fields)

    def _open_arrays(self, line: int, first: list[Any]) -> list[StructuralError]:
        if self.layout is not None:
            return []
        if self.resource.dialect.get("header") is False:
            self.layout = Layout([], self.resource.fields, line=0)
            return []
        labels = ["" if cell is None else (text_of(cell) or "").strip() for cell in first]
        self.layout = layout_of(labels, self.resource, line)
        return self.layout.errors

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


def _unreadable(line: int, item: Any, wanted: str) -> StructuralError:
    hint = f"the item is {kind_of(item)}, not {wanted}"
    return StructuralError(Code.UNREADABLE, line, hint=hint)
