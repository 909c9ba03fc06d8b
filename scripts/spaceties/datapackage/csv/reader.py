"""A table's files as blocks of text columns with the physical line of every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..model import Resource
from ..report.codes import Code
from ..tabular.block import Block
from ..tabular.files import FilesReader
from ..tabular.layout import StructuralError, UnreadableFile
from .dialect import declared_dialect
from .header import CsvLayout, read_header, read_layout
from .lines import count_breaks
from .parser import ChunkParser
from .records import BOM
from .scanner import scan, without_long
from .stream import READ_SIZE, BufferedReader, codec_of, utf8_pieces

LONGEST_RECORD = 128 * 1024**2  # bytes: a record is held in memory


class CsvReader(FilesReader):
    """Reads the CSV files of one resource.

    What a block holds does not depend on the size of the reads, only how many rows it has.
    """

    layout: CsvLayout | None

    def __init__(self, resource: Resource, base: Path, read_size: int = READ_SIZE) -> None:
        super().__init__(resource, base)
        self.read_size = read_size
        declared_dialect(resource)  # raises what cannot be read before anything is
        codec_of(resource)

    def _pieces(self, path: str) -> Iterator[bytes]:
        return utf8_pieces(self.base, path, self.resource, self.read_size)

    def _file(self, path: str) -> Iterator[Block]:
        source = BufferedReader(self._pieces(path))
        while (layout := self._layout_of(source)) is None:
            if len(source.data) > LONGEST_RECORD:
                raise _too_long(1)
            source.grow()
        self.layout = self.layout or layout
        errors = [*layout.errors]
        if not layout.usable:
            yield Block(path, [], np.empty(0, np.int64), errors)
            return
        parser = ChunkParser(layout, self.resource)
        line = 1 + count_breaks(source.data, 0, layout.start)
        source.begin = layout.start
        while True:
            chunk = scan(source.data, source.begin, layout.dialect, source.final)
            if len(source.data) - source.begin > LONGEST_RECORD:
                chunk = without_long(chunk, LONGEST_RECORD) if chunk else None
                if chunk is None:
                    raise _too_long(line)
            if chunk is None:
                source.grow()
                continue
            block = parser.parse(chunk, path, line)
            block.errors[:0], errors = errors, []
            block.read = source.read
            line += block.height
            yield block
            end, chunk = chunk.end, None  # with its data, lest it take more memory to read on
            if source.final and end == len(source.data):
                return
            source.advance(end)

    def _layout_of(self, source: BufferedReader) -> CsvLayout | None:
        """The layout of a file: that of the first one, where its own rows start, and what is wrong
        with its own header. None if more data is needed."""
        data, final = source.data, source.final
        if len(data) < len(BOM) and not final:
            return None
        start = len(BOM) if data.startswith(BOM) else 0
        if self.layout is None:
            return read_layout(data, self.resource, final, start)
        layout = replace(self.layout, start=start, records=0, errors=[])
        if not layout.labels or (final and len(data) == start):
            return layout
        if len(data) == start:
            return None
        header = read_header(data, layout.dialect, final, start)
        if header is None:
            return None
        labels = header.labels(layout.dialect)
        if not set(labels) & set(layout.labels):
            return layout  # a part without a header, as the standard's plain concatenation has it
        if labels != layout.labels:
            value = layout.dialect.delimiter.decode().join(labels)
            layout.errors.append(StructuralError(Code.PART_HEADER, header.rows[0][0], value=value))
        return replace(layout, start=header.end, records=header.records)


def _too_long(line: int) -> UnreadableFile:
    most = LONGEST_RECORD // 1024**2
    return UnreadableFile(f"a record is longer than {most} MiB; is a quote left open?", line)


class InlineTextReader(CsvReader):
    """Reads a table whose text stands in the descriptor; lines are those of the text."""

    def blocks(self) -> Iterator[Block]:
        """The rows in order."""
        return self._file("")

    def place(self, file: str | None, line: int | None, column: int | None) -> str | None:
        """ "line 4 of the data"."""
        return f"line {line:,} of the data" if line else None

    def _pieces(self, path: str) -> Iterator[bytes]:
        return iter([self.resource.data.encode("utf-8", "surrogatepass")])
