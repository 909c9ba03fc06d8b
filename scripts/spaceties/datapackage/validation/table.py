"""One table while it is validated: its blocks read and checked, its problems located."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ..arrow import arrow_type, strings, union
from ..model import Package, Resource
from ..paths import file_at
from ..report import Problem
from ..report.codes import Code
from ..tabular.block import Block, Reader, texts
from ..tabular.layout import StructuralError
from .column import ColumnResult, ColumnValidator
from .judgeable import judgeable
from .keys import KeyColumn
from .problems import TableProblems, joined_key
from .threads import Pool, executor

AHEAD = 2  # blocks that are read before they are needed
SMALL = 4096  # rows below which one thread is faster than several


@dataclass
class RowPlaces:
    """Where the rows of a table stand: physical lines, and the file each run of rows is from."""

    lines: list[np.ndarray] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0

    def add(self, block: Block) -> None:
        """Notes the rows of the next block."""
        if block.rows and (not self.files or self.files[-1][1] != block.file):
            self.files.append((self.rows, block.file))
        self.lines.append(block.lines.astype(np.int32))
        self.rows += block.rows

    def all_lines(self) -> np.ndarray:
        """Line of every row, int32."""
        return np.concatenate(self.lines) if self.lines else np.empty(0, np.int32)

    def file_of(self, row: int) -> str | None:
        """The file that a row of the table stands in, as the descriptor writes it."""
        return next((name for first, name in reversed(self.files) if first <= row), None)


class TableValidator:
    """Validates one table. Raises `Unsupported` when made, if it cannot be read.

    What cannot be judged of a column costs no other check; `notes` names it.

    open_reader: makes what gives the rows, see `formats.reader_of`.
    key_names: fields to be kept for keys. keep: whether typed columns are kept. checks: False to
    read the keys alone, for a table that others refer to and nobody asks about.
    """

    def __init__(
        self,
        resource: Resource,
        package: Package,
        open_reader: Callable[[], Reader],
        key_names: set[str],
        keep: bool,
        checks: bool,
    ) -> None:
        self.resource, self._unjudged = judgeable(resource)
        self.keep = keep
        self.checks = checks
        self.stopped = False  # before all was read
        self.columns: dict[str, ColumnValidator] = {
            f.name: ColumnValidator(f, resource.missing_of(f))
            for f in self.resource.fields
            if checks or f.name in key_names
        }
        self._open = open_reader
        self.reader = open_reader()
        self.keys = {name: KeyColumn(self.resource.field(name)) for name in key_names}
        self.make = TableProblems(self.resource, self.reader)
        self.located = RowPlaces()
        self.problems: list[Problem] = []
        self.typed: dict[str, list[pa.ChunkedArray]] = {n: [] for n in resource.field_names}
        self.untyped: set[str] = set()
        self.size = sum(file_at(package.basepath, path).stat().st_size for path in resource.paths)
        self._invalid: dict[str, list[int]] = {name: [] for name in key_names}

    @property
    def readable(self) -> bool:
        """Whether there was a header that rows could be read by, and they were."""
        layout = self.reader.layout
        return layout is not None and layout.usable and not self.stopped

    def size_of_table(self) -> tuple[int, int]:
        """Rows, blank ones too, and columns of a table that has been read."""
        blank = sum(problem.code == Code.BLANK_ROW for problem in self.problems)
        layout = self.reader.layout
        return self.located.rows + blank, layout.width if layout else 0

    def present(self, names: Iterable[str]) -> bool:
        """Whether the file has all of these columns."""
        layout = self.reader.layout
        return (
            layout is not None and layout.usable and all(name in layout.indices for name in names)
        )

    def run(self, pool: Pool, progress: Callable[[int], None]) -> None:
        """Reads and validates all blocks; the next ones are read while this one is validated."""
        blocks = self.reader.blocks()
        with executor(1, self.size) as ahead:
            coming = deque(ahead.submit(next, blocks, None) for _ in range(AHEAD))
            while (block := coming.popleft().result()) is not None:
                coming.append(ahead.submit(next, blocks, None))
                self._block(block, pool)
                progress(block.read)
        for name, key in self.keys.items():
            key.distinct = self.columns[name].distinct

    def key_at(self, rows: np.ndarray) -> list[str | None]:
        """The primary keys of some rows of the whole table, from the columns kept for keys."""
        names = [name for name in self.resource.primary_key if self.keys.get(name, None)]
        columns = [self.keys[name].at(rows) for name in names if self.keys[name].parts]
        return [joined_key(parts) for parts in zip(*columns, strict=True)] or [None] * len(rows)

    def key_column(self, name: str) -> KeyColumn:
        """A column kept for keys; all null if the file does not have it."""
        key = self.keys[name]
        empty = [pa.nulls(self.located.rows, pa.string())]
        return key if key.parts else KeyColumn(key.field, empty)

    def invalid_rows(self, name: str) -> list[int]:
        """Rows whose cell of a key column is not there, which has been reported as such."""
        return self._invalid[name]

    def notes(self) -> list[str]:
        """What a user of the typed table must know."""
        told = [
            (name, f"some values do not fit {arrow_type(self.resource.field(name))}, kept as text")
            for name in sorted(self.untyped)
        ]
        if self.checks:
            told += [(name, f"{reason} was not checked") for name, reason in self._unjudged]
            told += [
                (name, f"the pattern {pattern.source!r} took too long and was not checked on")
                for name, column in self.columns.items()
                if (pattern := column.constraints.pattern) and pattern.too_slow
            ]
            told += [
                (name, f"the constraint jsonSchema, which {schema.stopped}, was not checked on")
                for name, column in self.columns.items()
                if (schema := column.constraints.schema) and schema.stopped
            ]
        return [f"{self.resource.name}.{name}: {what}" for name, what in told]

    def table(self) -> pa.Table:
        """The typed table in schema order; cells that cannot be read are null.

        A column whose good values do not all fit the Arrow type (`untyped`) is text.
        """
        names, arrays = [], []
        as_text = self._texts() if self.untyped else {}
        for f in self.resource.fields:
            parts = as_text.get(f.name) or self.typed[f.name]
            kind = pa.string() if f.name in self.untyped else arrow_type(f)
            chunks = [chunk for part in parts for chunk in part.chunks]
            if not parts:
                chunks = [pa.nulls(self.located.rows, kind)]
            names.append(f.name)
            arrays.append(pa.chunked_array(chunks, kind))
        return pa.table(arrays, names)

    def _texts(self) -> dict[str, list[pa.ChunkedArray]]:
        """The text of the columns that are kept as such, read again: which they are is known at
        the end only, and what is typed until then has lost it."""
        kept: dict[str, list[pa.ChunkedArray]] = {name: [] for name in self.untyped}
        reader = self._open()
        for block in reader.blocks():
            for name in self.untyped:
                if reader.layout is not None and block.columns:
                    cells = texts(block.columns[reader.layout.indices[name]])
                    kept[name].append(pa.chunked_array([strings(cells)]))
        return kept

    def _block(self, block: Block, pool: Pool) -> None:
        layout = self.reader.layout
        errors = block.errors if self.checks else _of_compression(block.errors)
        if self.resource.dialect.get("skipBlankRows"):
            errors = [error for error in errors if error.code != Code.BLANK_ROW]
        self.problems += [self.make.of_structural_error(block.file, layout, e) for e in errors]
        if not block.columns or layout is None or not layout.usable:
            return
        present = [(i, self.columns[n]) for n, i in layout.indices.items() if n in self.columns]
        check = self._checked if self.checks else self._uncast
        run = map if block.rows < SMALL else pool.map
        results = list(run(lambda pair: check(block, *pair), present))
        if self.checks:
            told, found = self._exact(block, present, results)
            for (_, validator), result in zip(present, found, strict=True):
                self.problems += self.make.of_column(told, layout, validator, result.rows)
        for (index, validator), result in zip(present, results, strict=True):
            name = validator.field.name
            if name in self.keys:
                self._keep_key(name, block, index, result)
            if self.keep:
                self._keep(name, result)
        self.located.add(block)

    def _exact(
        self,
        block: Block,
        present: list[tuple[int, ColumnValidator]],
        results: list[ColumnResult],
    ) -> tuple[Block, list[ColumnResult]]:
        """The block and its results, or where its columns can only prove rows good the others, as
        they are written, and theirs."""
        if block.exact is None:
            return block, results
        lines = block.doubtful
        for result in results:
            for rows in result.rows.values():
                lines = union(lines, block.lines[rows])
        if not len(lines):
            return block, results
        block = block.exact(lines)
        return block, [self._checked(block, index, validator) for index, validator in present]

    def _checked(self, block: Block, index: int, validator: ColumnValidator) -> ColumnResult:
        return validator.validate(block.columns[index], block.invalid.get(index, []), self.keep)

    def _uncast(self, block: Block, index: int, validator: ColumnValidator) -> ColumnResult:
        """For a table whose keys alone are wanted: which cells are unreadable, nothing else."""
        result = validator.validate(block.columns[index], [], False)
        return ColumnResult({code: rows for code, rows in result.rows.items() if code == Code.TYPE})

    def _keep_key(self, name: str, block: Block, index: int, result: ColumnResult) -> None:
        first = self.located.rows
        key = self.keys[name]
        column = block.columns[index]
        if (
            block.exact
            and isinstance(column, pa.ChunkedArray)
            and pa.types.is_floating(column.type)
        ):
            column = block.exact(block.lines).columns[index]
        key.add(column)
        key.bad.append(result.rows.get(Code.TYPE, np.empty(0, np.int64)) + first)
        self._invalid[name] += [first + row for row in block.invalid.get(index, [])]

    def _keep(self, name: str, result: ColumnResult) -> None:
        parts = self.typed[name]
        if not result.fits_type:
            self.untyped.add(name)
            parts.clear()
        elif name not in self.untyped:
            parts.append(result.typed)


def _of_compression(errors: list[StructuralError]) -> list[StructuralError]:
    """The errors that end a file before its time, which concern those who refer to it as well."""
    return [error for error in errors if error.code == Code.COMPRESSION]
