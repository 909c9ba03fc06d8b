"""JSON Lines that Arrow reads in pieces of any size, damaged or packed, give what reading line by
line gives."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from spaceties.datapackage import load
from spaceties.datapackage.formats import json_lines, records
from spaceties.datapackage.validation.package import Result, validate
from tests.datapackages import field, write

FIELDS = [
    field("id", "integer"),
    field("name", "string", minLength=2),
    field("mass", "number", minimum=0, maximum=1.5),
    field("ratio", "number"),
    field("on", "boolean"),
    field("day", "date"),
    field("any", "any"),
    field("far", "number", enum=[0.1, 2]),
]
SCHEMA = {
    "fields": FIELDS,
    "primaryKey": ["id"],
    "uniqueKeys": [["ratio"]],
    "missingValues": ["", "NA"],
    "foreignKeys": [{"fields": "ratio", "reference": {"resource": "", "fields": "mass"}}],
}
RESOURCE = {"name": "t", "path": "t.jsonl", "format": "jsonl", "type": "table", "schema": SCHEMA}
# Of one kind each, so that Arrow can read them.
TAME: dict[str, list[str]] = {
    "id": ["1", "2", "3", "40", "-0", "null"],
    "name": ['"Al"', '"B"', '"\\u00e9\\ud83d\\ude00"', '"é"', '"NA"', '""', '"a{"',
             '"\\u0000x"', "null"],
    "mass": ["0", "0.0", "-1e-400", "1e-400", "1.5", "1.50000000000000000001",
             "1.49999999999999999999", "0.25", "1.6", "-0.0", "2E0", "null"],
    "ratio": ["0.25", "0.250", "1", "1.0", "0.1", "0.10000000000000000001", "12345678901234567890"],
    "on": ["true", "false", "null"],
    "day": ['"2016-01-05"', '"2016-02-30"', '"2016-01-05T00:00:00"', '"NA"'],
    "any": ['"x"', '"yz"', "null"],
    "far": ["1", "2", "0.1", "0.10", "0.10000000000000000001", "1e-1", "0.2", "null"],
    "more": ["1", "null"],
}  # fmt: skip
WILD = [
    *("1.0", "1e2", '"5"', "9223372036854775808", '"x"', "true", "TRUE", "null", "NaN", "Infinity"),
    *("-Inf", "1e999", "01", "1.", "-", "+1", ".5", "0.1", "20160105", "[]", "{}", "[1, 2]", "''"),
    '"a\\udfff"',
    *('{"a": {"b": []}}', '"\\ud800"', '"x\ty"', '"\\"}"', '"a}b"', '" : 12345678901234567"'),
]
ENDS = [
    *("\n", "\n\n", "\r\n", " \n", "\n \n", "\r\n\r\n", "", "null\n", "{}\n", " 5\n", "\r", ",\n"),
    "//\n",
]  # fmt: skip


@st.composite
def line(draw: st.DrawFn, names: list[str], wild: bool) -> str:
    """One object: of values that suit its names, or of any, and then not always alone."""
    pairs = [(name, draw(st.sampled_from(TAME[name]))) for name in names]
    if not wild:
        return "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}\n"
    for _ in range(draw(st.integers(0, 2))):
        odd = (draw(st.sampled_from([*TAME])), draw(st.sampled_from(WILD)))
        pairs.insert(draw(st.integers(0, len(pairs))), odd)
    pairs = pairs[draw(st.integers(0, 1)) :]
    gap = draw(st.sampled_from(["", " ", "\n"]))
    inner = ",".join(f'"{name}":{gap}{value}' for name, value in pairs)
    return "{" + inner + "}" + draw(st.sampled_from(ENDS))


@st.composite
def text_of(draw: st.DrawFn) -> str:
    """Lines, most of them tame."""
    names = draw(st.lists(st.sampled_from([*TAME]), min_size=1, unique=True))
    odd = draw(st.lists(st.integers(0, 24), max_size=2))
    return "".join(draw(line(names, n in odd)) for n in range(draw(st.integers(1, 12))))


def report(folder: Path, text: bytes) -> Result:
    (folder / "t.jsonl").write_bytes(text)
    return validate(load(folder), keep=True)


def told(result: Result) -> tuple[Any, ...]:
    """All that a result says but for the file."""
    lines = {name: numbers.tolist() for name, numbers in result.lines.items()}
    tables = {name: str(table.to_pylist()) for name, table in result.tables.items()}
    problems = [replace(p, file=None) for p in result.report.problems]
    return problems, result.report.tables, result.report.notes, lines, tables


DAMAGE = [
    *(b"\xff", b"\x00", b"}", b"{", b'"', b"\n", b"null", b"\\", b"\xef\xbb\xbf", b":", b"e5", b""),
]


@dataclass(frozen=True)
class File:
    text: bytes
    first: int
    piece: int
    items: int
    packed: bool


@st.composite
def files(draw: st.DrawFn) -> File:
    """Lines of which at most a few bytes are damaged."""
    raw = bytearray(draw(text_of()).encode())
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 2))] = draw(st.sampled_from(DAMAGE))
    sizes = draw(st.tuples(st.integers(1, 200), st.integers(1, 200), st.integers(1, 9)))
    return File(bytes(raw), *sizes, draw(st.booleans()))


INPUTS = files()


def check(file: File, folder: Path) -> None:
    """Reads line by line, then in pieces."""
    write(folder, [RESOURCE], {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "_typed", lambda *_: None)
        expected = told(report(folder, file.text))
    if file.packed:
        write(folder, [RESOURCE | {"path": "t.jsonl.gz"}], {"t.jsonl.gz": gzip.compress(file.text)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "FIRST", file.first)
        patch.setattr(json_lines, "PIECE", file.piece)
        patch.setattr(records, "ITEMS", file.items)
        assert told(report(folder, file.text)) == expected
