"""Tables that lie in files: what all forms of them have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..model import Resource
from ..paths import file_at
from .block import Block
from .layout import Layout, StructuralError, UnreadableFile


class FilesReader:
    """Reads the files of one resource in turn; each form has a reader of one file.

    layout: which column is which field; known once the first block, or the end, is reached.
    """

    def __init__(self, resource: Resource, base: Path) -> None:
        self.resource = resource
        self.base = base
        self.layout: Layout | None = None

    def blocks(self) -> Iterator[Block]:
        """The rows of all files in order, at least one block a file. What cannot be read ends its
        file with an error."""
        done = 0
        for path in self.resource.paths:
            try:
                for block in self._file(path):
                    block.read += done
                    yield block
            except UnreadableFile as reason:
                error = StructuralError(reason.code, reason.line, hint=str(reason))
                yield Block(path, [], np.empty(0, np.int64), [error])
            if self.layout is not None and not self.layout.usable:
                return
            done += self._size(path)

    def place(self, file: str | None, line: int | None, column: int | None) -> str | None:
        """None: a file and its line say all."""

    def _file(self, path: str) -> Iterator[Block]:
        """The rows of one file; `read` of a block counts from its begin. Sets the layout before
        the first block. Raises `UnreadableFile`."""
        raise NotImplementedError

    def _size(self, path: str) -> int:
        return file_at(self.base, path).stat().st_size
