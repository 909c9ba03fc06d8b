"""Parquet files as blocks of typed columns, row group by row group.

Types are compared with the declared ones as they are; nothing is turned into text but what is text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ..cells import UnknownForm
from ..model import Resource
from ..paths import file_at
from ..tabular.block import Block, native_block
from ..tabular.files import FilesReader
from ..tabular.layout import UnreadableFile, layout_of

ROWS = 128 * 1024  # read at a time: bounds the memory


class ParquetReader(FilesReader):
    """Reads the Parquet files of one resource; lines are rows of their file, from 1."""

    def __init__(self, resource: Resource, base: Path) -> None:
        if resource.compression:
            raise UnknownForm("compressed files of Parquet are not read")
        super().__init__(resource, base)
        self._starts: dict[str, list[int]] = {}  # first row of each row group, from 1

    def place(self, file: str | None, line: int | None, _column: int | None) -> str | None:
        """ "row 5 of row group 2", where the file has several groups; else "row 5"."""
        starts = self._starts.get(file or "", [])
        if line is None or not starts:
            return None
        group = bisect_right(starts, line)
        if len(starts) == 1 or not group:
            return f"row {line:,}"
        return f"row {line - starts[group - 1] + 1:,} of row group {group}"

    def _file(self, path: str) -> Iterator[Block]:
        try:
            yield from self._batches(path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise UnreadableFile(" ".join(str(error).split())) from None

    def _batches(self, path: str) -> Iterator[Block]:
        from pyarrow import parquet

        with parquet.ParquetFile(file_at(self.base, path), memory_map=False) as file:
            metadata = file.metadata
            sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
            self._starts[path] = [int(n) for n in np.cumsum([1, *sizes[:-1]])] if sizes else []
            names = file.schema_arrow.names
            layout = layout_of(names, self.resource, 0)
            self.layout = layout
            errors = layout.errors
            if not layout.usable or not metadata.num_rows:
                columns: list[Any] = [pa.chunked_array([], pa.string())] * layout.width
                yield Block(path, columns, np.empty(0, np.int64), errors)
                return
            share = self._size(path) / metadata.num_rows
            row = 1
            for batch in file.iter_batches(batch_size=ROWS):
                block = native_block(path, batch.columns, row, self.resource, layout, errors)
                row += batch.num_rows
                block.read = int(share * (row - 1))
                errors = []
                yield block
