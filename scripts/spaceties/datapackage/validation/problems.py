"""What is wrong with cells and records of a table, as problems with place, key and hint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..model import Resource
from ..natives import kind_of, text_of
from ..report import ERROR, WARNING, Problem
from ..report.codes import Code
from ..report.messages import message
from ..report.words import FEW, either, nearest
from ..tabular.block import Block, Reader, cells_of, texts
from ..tabular.layout import Layout, StructuralError
from .column import ColumnValidator
from .constraints import Findings

# Distinct cells per column and code that get a hint; a wholly wrong column needs few.
MOST_HINTS = 500
MOST_LABELS = 100  # of a table, that get one, or texts that are compared with a long list


class TableProblems:
    """Makes the problems of one table. Hints are found once per text."""

    def __init__(self, resource: Resource, reader: Reader) -> None:
        self.resource = resource
        self.reader = reader
        self._hints: dict[tuple[str, Code], dict[str, str | None]] = {}
        self._tries = iter(range(MOST_LABELS, 0, -1))

    def of_column(
        self, block: Block, layout: Layout, validator: ColumnValidator, broken: Findings
    ) -> Iterator[Problem]:
        """The problems of one column of a block."""
        name = validator.field.name
        for code, rows in broken.items():
            index = layout.indices[name]
            cells = cells_of(block.columns[index], rows)
            keys = self._keys(block, layout, rows)
            sentence = message(code, validator.field)
            for row, cell, key in zip(rows.tolist(), cells, keys, strict=True):
                line, text = int(block.lines[row]), text_of(cell)
                yield Problem(
                    code=code,
                    table=self.resource.name,
                    file=block.file or None,
                    line=line,
                    column=name,
                    key=key,
                    value=text,
                    message=_of_kind(cell, sentence) if code == Code.TYPE else sentence,
                    hint=self._hint(validator, code, text),
                    place=self.reader.place(block.file, line, index),
                )

    def of_structural_error(
        self, file: str, layout: Layout | None, error: StructuralError
    ) -> Problem:
        """The problem of a header or a record."""
        hint = error.hint
        if error.code == Code.ENCODING and error.value:
            from ..report.hints import undecodable_hint

            hint = undecodable_hint(error.value)
        elif error.code == Code.STRAY_QUOTE and re.match(r'\s+"', error.value or ""):
            hint = 'for spaces before quotes declare "skipInitialSpace": true in the dialect'
        elif error.code in (Code.EXTRA_LABEL, Code.INCORRECT_LABEL) and next(self._tries, None):
            like = either(nearest(error.value or error.column or "", self.resource.field_names))
            hint = f"the schema has {like}" if like else None
        key = None
        if error.cells and layout:
            at = [layout.indices.get(name) for name in self.resource.primary_key]
            there = min(layout.width, len(error.cells))
            key = joined_key(
                None if index is None or index >= there else error.cells[index] for index in at
            )
        return Problem(
            code=error.code,
            severity=WARNING if error.code == Code.DIALECT else ERROR,
            table=self.resource.name,
            file=file or None,
            line=error.line,
            column=error.column,
            key=key,
            value=error.value,
            message=message(error.code, None),
            hint=hint,
            place=self.place(file, error.line, error.column),
        )

    def place(self, file: str | None, line: int | None, name: str | None) -> str | None:
        """A place in words, where a file and a line say too little. name: of the column."""
        layout = self.reader.layout
        return self.reader.place(file, line, layout.indices.get(name or "") if layout else None)

    def _hint(self, validator: ColumnValidator, code: Code, text: str | None) -> str | None:
        known = self._hints.setdefault((validator.field.name, code), {})
        listed = len(validator.field.enum) + len(validator.field.categories)
        most = MOST_HINTS if listed <= FEW else MOST_LABELS
        if text is not None and text not in known and len(known) < most:
            from ..report.hints import cell_hint

            told = validator.mismatch(text) if code == Code.JSON_SCHEMA else None
            known[text] = told or cell_hint(validator, code, text)
        return None if text is None else known.get(text)

    def _keys(self, block: Block, layout: Layout, rows: np.ndarray) -> list[str | None]:
        columns_of = layout.indices
        at = [columns_of[name] for name in self.resource.primary_key if name in columns_of]
        columns = [texts(block.columns[index], rows) for index in at]
        return [joined_key(parts) for parts in zip(*columns, strict=True)] or [None] * len(rows)


def _of_kind(cell: Any, sentence: str) -> str:
    """What a cell is not; of one that is no text, what it is as well: the text of it is told, which
    may be just what is asked for."""
    if isinstance(cell, str):
        return sentence
    return f"is {kind_of(cell)}, {sentence.removeprefix('is ')}"


def joined_key(parts: Iterable[str | None]) -> str | None:
    """A primary key as reports show it; None if all of it is missing."""
    texts = ["" if part is None else part for part in parts]
    return ",".join(texts) if any(texts) else None
