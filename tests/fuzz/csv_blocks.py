"""What is read of a CSV file, and its verdict, is a function of its bytes alone: neither the size
of reads and blocks, nor compression, nor whether Arrow cuts a record or the exact reader matters.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from spaceties.datapackage.csv import blocks, parser
from spaceties.datapackage.csv.reader import CsvReader
from tests.csv_features import FIELDS, HEADERS, LINES, read, read_exactly
from tests.datapackages import field, table, validate_folder, write

DIALECTS: list[dict[str, Any]] = [
    *([{}] * 4),
    {"delimiter": ","},
    {"delimiter": ";", "quoteChar": "'"},
    {"delimiter": "§", "quoteChar": "´"},
    {"doubleQuote": False},
    {"escapeChar": "\\"},
    {"quoteChar": ""},
    {"skipInitialSpace": True},
    {"header": False},
    {"header": True, "headerRows": [2, 3]},
    {"commentChar": "#"},
    {"commentChar": "a"},
    {"commentRows": [1, 3, 4]},
    {"lineTerminator": "\r\n"},
    {"lineTerminator": "|"},
    {"nullSequence": "a"},
]
COMMENTS = [b"#a,b\n", b'#"a\n', b"#\r\n", b"a#,b,c\n", b'"#1",b,c\n', b"a,\\,\n", b"a|1,b,c|"]
ANY = st.text("19,\"\n\r a#\\;'|§é€😀\ufeff\0", max_size=12).map(str.encode)
KINDS: list[dict[str, Any]] = [
    field("n"),
    field("n", "integer", minimum=2),
    field("n", "number", unique=True),
    field("n", "boolean"),
    field("n", required=True, maxLength=2),
    field("n", "any"),
]


@dataclass(frozen=True)
class File:
    text: bytes
    dialect: dict[str, Any]
    encoding: str
    missing: list[str]
    kind: dict[str, Any]
    size: int
    block: int
    packed: bool


@st.composite
def files(draw: st.DrawFn) -> File:
    """Lines of all features under a header; or anything at all among them."""
    dialect = draw(st.sampled_from(DIALECTS))
    part = st.one_of(st.sampled_from([*LINES.values(), *COMMENTS]), ANY)
    text = draw(st.sampled_from([*HEADERS.values()])) + b"".join(draw(st.lists(part, max_size=12)))
    for name, usual in (("delimiter", b","), ("quoteChar", b'"')):
        if own := dialect.get(name):
            text = text.replace(usual, own.encode())
    if draw(st.booleans()):
        text = text.rstrip(b"\r\n")
    encoding = draw(st.sampled_from(["utf-8"] * 4 + ["utf-16", "utf-8-sig", "cp1252", "shift_jis"]))
    if encoding == "utf-16":
        text = text.decode("utf-8", "replace").encode(encoding)
    return File(
        text,
        dialect,
        encoding,
        draw(st.sampled_from([[""], [], ["", "a"], ["a", "26"], ["-"]])),
        draw(st.sampled_from(KINDS)),
        draw(st.integers(1, 100)),
        draw(st.integers(2, 400)),  # in blocks of one byte Arrow takes half a CRLF for the end
        draw(st.booleans()),
    )


INPUTS = files()


def check(file: File, folder: Path) -> None:
    """Reads the whole at once, then in every other way."""
    declared = {"dialect": file.dialect, "encoding": file.encoding, "missingValues": file.missing}
    fields = [FIELDS[0], file.kind, FIELDS[2]]
    write(folder, [table("t", fields, **declared)], {"t.csv": file.text})
    whole, said = read(folder), _told(folder)
    assert read_exactly(folder) == whole
    if file.packed:
        packed = gzip.compress(file.text)
        write(folder, [table("t", fields, path="t.csv.gz", **declared)], {"t.csv.gz": packed})
        whole, said = _renamed(whole), _renamed(said)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "BLOCK_SIZE", file.block)
        assert read(folder, file.size) == whole
        patch.setattr(CsvReader.__init__, "__defaults__", (file.size,))
        assert _told(folder) == said
        patch.setattr(blocks, "MANY", 0)  # irregular rows put into place in the other way
        assert read(folder) == whole


def _told(folder: Path) -> tuple[Any, ...]:
    """Problems, counts, notes and values, in an order that does not depend on blocks."""
    result = validate_folder(folder, keep=True)
    values = {name: repr(table.to_pydict()) for name, table in result.tables.items()}
    lines = {name: numbers.tolist() for name, numbers in result.lines.items()}
    report = result.report
    return sorted(map(repr, report.problems)), report.tables, report.notes, values, lines


def _renamed(told: Any) -> Any:
    """The same of the file t.csv.gz."""
    if isinstance(told, (list, tuple)):
        return type(told)(map(_renamed, told))
    if isinstance(told, dict):
        return {key: _renamed(value) for key, value in told.items()}
    return told.replace("t.csv", "t.csv.gz") if isinstance(told, str) else told
