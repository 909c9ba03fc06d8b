"""JSON Lines: read by Arrow where that is certain to mean the same, else line by line.

Arrow reads flat objects twenty times as fast as Python, but not as exactly: numbers with a point
become floats. So its columns can only prove rows good; the validator has every row that is not
read again as it is written (`TypedItems.read`). Where Arrow's reader would take what is no JSON, or
mean something else, the lines are read one by one: the first ones, which tell what kind of values
a name has; lines with nested or mixed values, new names, blanks around them, bytes that are no
UTF-8, NaN; integers beyond 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import source_of
from ..csv.stream import utf8_pieces
from ..model import Resource
from ..tabular.layout import UnreadableFile
from .json import JsonReader, json_value
from .records import BOUNDS, Item, TypedItems

FIRST, PIECE = 64 * 1024, 4 * 1024**2  # bytes of lines that are read at a time
LONGEST_LINE = 64 * 1024**2  # bytes
LINE_FEED, BRACE = b"\n{"
# An object ends its line: no other follows, and none lies in another. (A null that follows would be
# the end of the process, for Arrow's reader does not expect it.)
MORE = r"\}[ \t\r]*[^ \t\r\n]"
# A number that a float may not hold: more than 15 digits, or an exponent.
LONG = r":\s*-?([0-9.]{17}|[0-9.]+[eE])"
Kinds = dict[str, set[type]]  # of the values by name
TYPES: dict[frozenset[type], pa.DataType] = {
    frozenset(): pa.null(),
    frozenset({str}): pa.string(),
    frozenset({bool}): pa.bool_(),
    frozenset({int}): pa.int64(),
    frozenset({Decimal}): pa.float64(),
    frozenset({int, Decimal}): pa.float64(),
}


class JsonLinesReader(JsonReader):
    """Reads the files of one resource."""

    def _items(self, path: str) -> Iterator[Item | TypedItems]:
        """The value of every line that is not blank. Raises `UnreadableFile`."""
        kinds = _Kinds(self.resource)
        for lines in _pieces(self.base, path, self.resource):
            schema = kinds.schema()
            typed = None if schema is None else _typed(lines, schema)
            if typed is not None:
                yield typed
                continue
            found: Kinds = {}
            for item in lines.items():
                if isinstance(item[1], dict):
                    for name, value in item[1].items():
                        found.setdefault(name, set()).add(type(value))
                yield item
            kinds.learn(found)


@dataclass(frozen=True)
class _Lines:
    """Whole lines of a file. number: of the first of them."""

    data: bytes
    number: int

    def items(self) -> Iterator[Item]:
        for number, line in enumerate(self.data.split(b"\n"), self.number):
            if line.strip():
                yield number, json_value(line, number)


def _pieces(base: Path, path: str, resource: Resource) -> Iterator[_Lines]:
    number, rest, wanted = 1, b"", FIRST
    for piece in utf8_pieces(base, path, resource, PIECE):
        rest += piece
        while len(rest) >= wanted and (
            end := rest.find(b"\n", wanted - 1) + 1 or rest.rfind(b"\n") + 1
        ):
            yield _Lines(rest[:end], number)
            number += rest.count(b"\n", 0, end)
            rest, wanted = rest[end:], PIECE
        if len(rest) > LONGEST_LINE:
            raise UnreadableFile(f"a line is longer than {LONGEST_LINE // 1024**2} MiB", number)
    yield _Lines(rest, number)


class _Kinds:
    """What kinds of values the names of the objects read so far have, as a rule."""

    def __init__(self, resource: Resource) -> None:
        self._kinds: Kinds = {}
        self._fields = {field.name: field for field in resource.fields}

    def learn(self, found: Kinds) -> None:
        """Takes in those of some more lines; a value of an odd kind is no rule."""
        for name, new in found.items():
            old = self._kinds.get(name, set())
            fitting = (kinds for kinds in (old | new, new, old) if self._type(name, kinds))
            self._kinds[name] = next(fitting, new)

    def schema(self) -> pa.Schema | None:
        """The Arrow types of all names, None if one of them has values that have none."""
        types = {name: self._type(name, kinds) for name, kinds in self._kinds.items()}
        if not types or None in types.values():
            return None
        try:
            return pa.schema(types)
        except UnicodeEncodeError:  # half a surrogate pair
            return None

    def _type(self, name: str, kinds: set[type]) -> pa.DataType | None:
        kind = TYPES.get(frozenset(kinds - {type(None)}))
        field = self._fields.get(name)
        if kind != pa.float64() or field is None:
            return kind
        limits = field.constraints
        plain = all(type(limits[n]) in (int, float) for n in BOUNDS & set(limits))
        return kind if field.type == "number" and plain else None


def _typed(lines: _Lines, schema: pa.Schema) -> TypedItems | None:
    """The lines as columns, None if they might mean something else."""
    from pyarrow import json

    data = lines.data
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(raw == LINE_FEED)
    starts = np.concatenate([[0], ends + 1])
    starts = starts[starts < len(data)]
    first = raw[starts]
    full = first != LINE_FEED
    if not (first[full] == BRACE).all() or _has(data, MORE):
        return None
    try:
        _text(data).validate(full=True)
        table = json.read_json(
            source_of(data),
            json.ReadOptions(use_threads=False, block_size=len(data) + 1),
            json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
        )
        table.validate(full=True)
    except (pa.ArrowException, UnicodeDecodeError):
        return None
    numbers = [column for column in table.columns if pa.types.is_floating(column.type)]
    if table.num_rows != full.sum() or not all(pc.all(pc.is_finite(c)).as_py() for c in numbers):
        return None
    starts, numbered = starts[full], np.flatnonzero(full) + lines.number

    def read(wanted: npt.NDArray[np.int64]) -> list[Item]:
        at = starts[np.searchsorted(numbered, wanted)].tolist()
        ends = [data.find(b"\n", start) for start in at]
        cut = [data[start : end if end >= 0 else None] for start, end in zip(at, ends, strict=True)]
        return [(n, json_value(line, n)) for n, line in zip(wanted.tolist(), cut, strict=True)]

    return TypedItems(table, numbered, read, _has(data, LONG) if numbers else False)


def _text(data: bytes) -> pa.Array:
    ends = np.array([0, len(data)], np.int64)
    return pa.Array.from_buffers(
        pa.large_string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)]
    )


def _has(data: bytes, pattern: str) -> bool:
    return bool(pc.match_substring_regex(_text(data), pattern)[0].as_py())
