"""JSON files, and data inside the descriptor, as blocks of cells.

A JSON file holds an array of records; where it holds an object, the dialect's `property` names the
member that does (Table Dialect). Each record is read on its own, so that its line is known and a
broken one loses nothing before it. Numbers are read exactly (`Decimal`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ..csv.lines import count_breaks
from ..csv.stream import codec_of, utf8_pieces
from ..model import Resource
from ..natives import Unbounded
from ..tabular.block import Block
from ..tabular.files import FilesReader
from ..tabular.layout import Layout, UnreadableFile
from .records import Item, RecordBlocks, TypedItems

BLANKS = " \t\r\n"
MOST_BYTES = 2 * 1024**3  # of a JSON file, which is held in memory
LONGEST_NUMBER = 4000  # digits: Python reads longer ones in quadratic time, and refuses them


class JsonReader(FilesReader):
    """Reads the JSON files of one resource.

    Of a file whose first two records share a line the items are counted, not the lines.
    """

    def __init__(self, resource: Resource, base: Path) -> None:
        codec_of(resource)  # raises what cannot be read before anything is
        super().__init__(resource, base)
        self._records = RecordBlocks(resource)
        self._packed: set[str] = set()  # paths of files with several records on a line

    def place(self, file: str | None, line: int | None, column: int | None) -> str | None:
        """The line says where a record begins, or "item 4" where many stand on one."""
        return _item(line) if file in self._packed else None

    def _file(self, path: str) -> Iterator[Block]:
        for block in self._records.blocks(path, self._items(path), self._size(path)):
            self.layout = self._records.layout
            yield block

    def _items(self, path: str) -> Iterator[Item | TypedItems]:
        pieces, size = [], 0
        for piece in utf8_pieces(self.base, path, self.resource):
            size += len(piece)
            if size > MOST_BYTES:
                raise UnreadableFile(f"the file is larger than {MOST_BYTES // 1024**2:,} MiB")
            pieces.append(piece)
        text = _decoded(b"".join(pieces), 1)
        items = _array_items(text, str(self.resource.dialect.get("property") or ""))
        first = list(islice(items, 1))
        try:
            first += islice(items, 1)
        except UnreadableFile:
            yield from first
            raise
        if len({line for line, _ in first}) == len(first):
            yield from chain(first, items)
            return
        self._packed.add(path)
        number = 0
        try:
            for number, (_, value) in enumerate(chain(first, items), 1):
                yield number, value
        except UnreadableFile as reason:
            raise UnreadableFile(str(reason), number + 1) from None


class InlineReader:
    """Reads records that stand in the descriptor itself; lines are the numbers of the items."""

    def __init__(self, resource: Resource) -> None:
        self._items: list[Any] = resource.data
        self._records = RecordBlocks(resource)

    @property
    def layout(self) -> Layout | None:
        """Which column is which field; known once the first block is there."""
        return self._records.layout

    def blocks(self) -> Iterator[Block]:
        """The records in order."""
        return self._records.blocks("", enumerate(self._items, 1), 0)

    def place(self, _file: str | None, line: int | None, _column: int | None) -> str | None:
        """ "item 4"."""
        return _item(line)


def _item(number: int | None) -> str | None:
    return f"item {number:,}" if number else None


def json_value(line: bytes, number: int) -> Any:
    """The value of a line, numbers exact. Raises `UnreadableFile` with its number."""
    try:
        return json.loads(_decoded(line, number), **_READING)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_said(error), number) from None


def _array_items(text: str, name: str) -> Iterator[Item]:
    """(line on which it begins, value) of every element of the array in a JSON text.

    name: of the member of the top object that is the array; "" if the text is the array.
    """
    decoder = json.JSONDecoder(**_READING)
    at = _skip(text, 0)
    if name:
        at = _member(text, at, name, decoder)
    if text[at : at + 1] != "[":
        raise UnreadableFile("the file holds no array of records", _line(text, at))
    line, counted = 1, 0
    at = _skip(text, at + 1)
    if text[at : at + 1] == "]":
        return
    while True:
        line += _breaks(text, counted, at)
        counted = at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(_said(error), line) from None
        yield line, value
        at = _skip(text, at)
        mark = text[at : at + 1]
        if mark == "]":
            return
        if mark != ",":
            raise UnreadableFile("a comma or the end of the array is missing", _line(text, at))
        at = _skip(text, at + 1)


def _member(text: str, at: int, name: str, decoder: json.JSONDecoder) -> int:
    """Where the value of a member of the object at `at` begins."""
    if text[at : at + 1] == "{":
        at = _skip(text, at + 1)
        while text[at : at + 1] == '"':
            try:
                key, at = decoder.raw_decode(text, at)
                at = _skip(text, _skip(text, at) + 1)  # the colon
                if key == name:
                    return at
                _, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError) as error:
                raise UnreadableFile(_said(error), _line(text, at)) from None
            at = _skip(text, _skip(text, at) + 1)  # the comma
    raise UnreadableFile(f'the file has no member "{name}"')


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _breaks(text: str, begin: int, end: int) -> int:
    part = text[begin:end].encode("utf-8", "surrogatepass")
    return count_breaks(part, 0, len(part))


def _line(text: str, at: int) -> int:
    return 1 + _breaks(text, 0, at)


def _decoded(data: bytes, number: int) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = number + count_breaks(data, 0, error.start)
        raise UnreadableFile(f"byte {error.start + 1} is not UTF-8", line) from None


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < LONGEST_NUMBER else Decimal(digits)


def _number(text: str) -> Decimal | Unbounded:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Unbounded(text)


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no value of JSON")


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the values are nested too deep"
    return str(getattr(error, "msg", error))


_READING: dict[str, Any] = {
    "parse_float": _number,
    "parse_int": _integer,
    "parse_constant": _constant,
}
