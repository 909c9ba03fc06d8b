"""One table while it is validated: its blocks read and checked, its problems located."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ..arrow import arrow_type, indices
from ..csv.blocks import Block
from ..csv.dialect import declared_dialect
from ..csv.header import StructuralError
from ..csv.reader import TableReader
from ..csv.stream import codec_of
from ..model import Package, Resource
from ..report import ERROR, WARNING, Problem
from ..report.codes import Code
from ..report.hints import cell_hint, undecodable_hint
from ..report.messages import message
from ..report.words import either, nearest
from .column import ColumnResult, ColumnValidator
from .constraints import Findings
from .keys import KeyColumn
from .rows import Columns, RowsReader

MOST_HINTS = (
    500  # distinct cells per column and code that get a hint; a wholly wrong column needs few
)
AHEAD = 2  # blocks that are read before they are needed
SMALL = 4096  # rows below which one thread is faster than several


@dataclass
class Located:
    """Where the rows of a table stand: physical lines, and the file each run of rows is from."""

    lines: list[np.ndarray] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    rows: int = 0

    def add(self, block: Block) -> None:
        if block.rows and (not self.files or self.files[-1][1] != block.file):
            self.files.append((self.rows, block.file))
        self.lines.append(block.lines.astype(np.int32))
        self.rows += block.rows

    def all_lines(self) -> np.ndarray:
        return np.concatenate(self.lines) if self.lines else np.empty(0, np.int32)

    def file_of(self, row: int) -> str | None:
        return next((name for first, name in reversed(self.files) if first <= row), None)


class TableValidator:
    """Validates one table. Raises `Unsupported` when made, if only frictionless can do so.

    key_names: fields to be kept for keys. keep: whether typed columns are kept. checks: False to
    read the keys alone, for a table that others refer to and nobody asks about. rows: to be
    validated in place of those in the files.
    """

    def __init__(
        self,
        resource: Resource,
        package: Package,
        key_names: set[str],
        keep: bool,
        checks: bool,
        rows: Columns | None = None,
    ) -> None:
        self.resource = resource
        self.keep = keep
        self.checks = checks
        declared_dialect(resource)
        codec_of(resource)
        self.columns: dict[str, ColumnValidator] = {
            f.name: ColumnValidator(f, resource.missing_of(f))
            for f in resource.fields
            if checks or f.name in key_names
        }
        self.reader: TableReader | RowsReader = (
            TableReader(resource, package.basepath) if rows is None else RowsReader(resource, rows)
        )
        self.keys = {name: KeyColumn(resource.field(name)) for name in key_names}
        self.located = Located()
        self.problems: list[Problem] = []
        self.typed: dict[str, list[pa.ChunkedArray]] = {f.name: [] for f in resource.fields}
        self.untyped: set[str] = set()
        self.size = sum((package.basepath / path).stat().st_size for path in resource.paths)
        self._invalid: dict[str, list[int]] = {}
        self._hints: dict[tuple[str, str], dict[str, str | None]] = {}

    @property
    def readable(self) -> bool:
        """Whether there was a header that rows could be read by."""
        return self.reader.layout is not None and self.reader.layout.usable

    def present(self, names: Iterable[str]) -> bool:
        """Whether the file has all of these columns."""
        layout = self.reader.layout
        have = {f.name for f in layout.fields if f} if layout and self.readable else set()
        return set(names) <= have

    def run(self, pool: ThreadPoolExecutor, progress: Callable[[int], None]) -> None:
        """Reads and validates all blocks; the next ones are read while this one is validated."""
        blocks = self.reader.blocks()
        with ThreadPoolExecutor(1) as ahead:
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
        return [_key(parts) for parts in zip(*columns, strict=True)] or [None] * len(rows)

    def key_column(self, name: str) -> KeyColumn:
        """A column kept for keys; all null if the file does not have it."""
        key = self.keys[name]
        return (
            key if key.parts else KeyColumn(key.field, [pa.nulls(self.located.rows, pa.string())])
        )

    def invalid_rows(self, name: str) -> list[int]:
        """Rows whose cell of a key column is not there, which has been reported as such."""
        return self._invalid.get(name, [])

    def notes(self) -> list[str]:
        """What a user of the typed table must know."""
        return [
            f"{self.resource.name}.{name}: some values do not fit {arrow_type(f)}, kept as text"
            for name in sorted(self.untyped)
            for f in [self.resource.field(name)]
        ]

    def table(self) -> pa.Table:
        """The typed table in schema order; cells that cannot be read are null.

        A column whose good values do not all fit the Arrow type (`untyped`) is text.
        """
        names, arrays = [], []
        texts = self._texts() if self.untyped else {}
        for f in self.resource.fields:
            parts = texts.get(f.name) or self.typed[f.name]
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
        texts: dict[str, list[pa.ChunkedArray]] = {name: [] for name in self.untyped}
        layout = self.reader.layout
        if layout is None:
            return texts
        places = {f.name: place for place, f in enumerate(layout.fields) if f}
        for block in TableReader(self.resource, self.reader.base).blocks():
            for name in self.untyped:
                texts[name].append(block.columns[places[name]])
        return texts

    def _block(self, block: Block, pool: ThreadPoolExecutor) -> None:
        layout = self.reader.layout
        if self.checks:
            self.problems += [
                self._of_structural_error(block.file, error) for error in block.errors
            ]
        elif any(error.code == Code.COMPRESSION for error in block.errors):
            self.problems += [self._of_structural_error(block.file, block.errors[-1])]
        if not block.columns or not layout.usable:
            return
        places = [
            (place, self.columns[f.name])
            for place, f in enumerate(layout.fields)
            if f and f.name in self.columns
        ]
        check = self._checked if self.checks else self._uncast
        run = map if block.rows < SMALL else pool.map
        found = list(run(lambda pair: check(block, *pair), places))
        for (place, validator), result in zip(places, found, strict=True):
            name = validator.field.name
            if self.checks:
                self._report(block, place, validator, result.rows)
            if name in self.keys:
                key = self.keys[name]
                key.parts += block.columns[place].chunks
                bad = result.rows.get(Code.TYPE, np.empty(0, np.int64))
                key.bad.append(bad + self.located.rows)
                invalid = block.invalid.get(place, [])
                self._invalid.setdefault(name, []).extend(
                    self.located.rows + row for row in invalid
                )
            if self.keep:
                self._keep(name, result)
        self.located.add(block)

    def _checked(self, block: Block, place: int, validator: ColumnValidator) -> ColumnResult:
        return validator.validate(block.columns[place], block.invalid.get(place, []), self.keep)

    def _uncast(self, block: Block, place: int, validator: ColumnValidator) -> ColumnResult:
        """For a table whose keys alone are wanted: which cells are unreadable, nothing else."""
        result = validator.validate(block.columns[place], [], False)
        return ColumnResult({code: rows for code, rows in result.rows.items() if code == Code.TYPE})

    def _keep(self, name: str, result: ColumnResult) -> None:
        parts = self.typed[name]
        if not result.fits_type:
            self.untyped.add(name)
            parts.clear()
        elif name not in self.untyped:
            parts.append(result.typed)

    def _report(
        self, block: Block, place: int, validator: ColumnValidator, found: Findings
    ) -> None:
        """Adds the problems of one column of a block."""
        for code, rows in found.items():
            texts = _texts(block.columns[place], rows)
            keys = self._block_keys(block, rows)
            sentence = message(code, validator.field)
            for row, text, key in zip(rows.tolist(), texts, keys, strict=True):
                self.problems.append(
                    Problem(
                        code=code,
                        table=self.resource.name,
                        file=block.file,
                        line=int(block.lines[row]),
                        column=validator.field.name,
                        key=key,
                        value=text,
                        message=sentence,
                        hint=self._hint(validator, code, text),
                    )
                )

    def _hint(self, validator: ColumnValidator, code: str, text: str | None) -> str | None:
        known = self._hints.setdefault((validator.field.name, code), {})
        if text not in known:
            if len(known) >= MOST_HINTS or text is None:
                return None
            known[text] = cell_hint(validator, code, text)
        return known[text]

    def _block_keys(self, block: Block, rows: np.ndarray) -> list[str | None]:
        fields = self.reader.layout.fields
        places = {f.name: place for place, f in enumerate(fields) if f}
        names = [name for name in self.resource.primary_key if name in places]
        columns = [_texts(block.columns[places[name]], rows) for name in names]
        return [_key(parts) for parts in zip(*columns, strict=True)] or [None] * len(rows)

    def _of_structural_error(self, file: str, error: StructuralError) -> Problem:
        severity = WARNING if error.code == Code.DIALECT else ERROR
        hint = error.hint
        if error.code == Code.ENCODING and error.value:
            hint = undecodable_hint(error.value)
        elif error.code in (Code.EXTRA_LABEL, Code.INCORRECT_LABEL):
            like = either(nearest(error.value or error.column or "", self.resource.field_names))
            hint = f"the schema has {like}" if like else None
        layout = self.reader.layout
        key = None
        if error.cells and layout:
            places = {f.name: place for place, f in enumerate(layout.fields) if f}
            at = [places.get(name, len(error.cells)) for name in self.resource.primary_key]
            key = _key([error.cells[n] if n < len(error.cells) else None for n in at])
        return Problem(
            code=error.code,
            severity=severity,
            table=self.resource.name,
            file=file,
            line=error.line,
            column=error.column,
            key=key,
            value=error.value,
            message=message(error.code, None),
            hint=hint,
        )


def _texts(column: pa.ChunkedArray, rows: np.ndarray) -> list[str | None]:
    return (
        [column[int(row)].as_py() for row in rows]
        if len(rows) < 16
        else (column.take(indices(rows)).to_pylist())
    )


def _key(parts: Iterable[str | None]) -> str | None:
    found = ["" if part is None else part for part in parts]
    return ",".join(found) if any(found) else None
