"""Every feature of the form of a CSV file, and what is read of a table of such lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from spaceties.datapackage.csv import parser
from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.descriptor import load
from tests.datapackages import table, write

# Every feature of form, as a line of a table of three columns.
LINES = {
    "plain": b"1,a,b\n",
    "long": b"1234567890123456,abcdefghijklmnopqrstuvwxyz,b\n",
    "quoted": b'"2","a,b","c"\n',
    "doubled quotes": b'"""3""","a""","""""b"\n',
    "quotes only": b'"","""",""""""\n',
    "line break in quotes": b'4,"a\nb",c\n',
    "break and delimiter": b'5,"a\nb,c",d\n',
    "break in the last cell": b'6,x,"last\nline"\n',
    "row in a cell": b'7,"\n8,b,c\n",d\n',
    "CR in quotes": b'9,"a\rb",c\n',
    "CRLF in quotes": b'10,"a\r\nb\r\n",c\n',
    "CRLF": b"11,a,b\r\n",
    "quoted, CRLF": b'12,"a","b"\r\n',
    "lone CR": b"13,a,b\r",
    "quoted, lone CR": b'14,"a","b"\r',
    "blank": b"\n",
    "blank, CRLF": b"\r\n",
    "blank, CR": b"\r",
    "missing": b",,\n",
    "short": b"15,a\n",
    "long row": b"16,a,b,c,d\n",
    "short and quoted": b'17,"a"\n',
    "stray quote": b'18,a"b,c\n',
    "quote after quotes": b'19,"a"b,c\n',
    "stray on both sides": b'20"x,"a""",b"\n',
    "unclosed": b'21,"a,b\n',
    "two bytes": "22,é,ß\n".encode(),
    "three bytes": "23,€,\u2028\n".encode(),
    "four bytes": '24,"😀\n",𝄞\n'.encode(),
    "mark": "\ufeff,\ufeffa,b\ufeff\n".encode(),
    "quoted mark": '"\ufeff","a",b\n'.encode(),
    "two marks": "\ufeff\ufeff25,a,b\n".encode(),
    "half a mark": b"\xef\xbb,a,b\n",
    "no UTF-8": b'\xff,"a\xff\nb",c\n',
    "undecodable alone": b"\xff,,\n",
    "NUL": b"26,a\0b,c\n",
    "spaces": b' 27 ," a ", b\n',
}
HEADERS = {
    "plain": b"id,n,d\n",
    "CRLF": b"id,n,d\r\n",
    "CR": b"id,n,d\r",
    "marked": b"\xef\xbb\xbfid,n,d\n",
    "quoted": b'"id",n,"d"\r\n',
    "marked and quoted": b'\xef\xbb\xbf"id",n,"d"\r',
    "other": b"id,x,d\n",
    "broken": b'id,"n\n",d\n',
    "misquoted": b'id,n"m,d\n',
    "below a preamble": b"a table\n\nid,n,d\n",
    "none": b"",
    "unclosed": b'id,"n,d\n',
}
FIELDS = ["id", "n", "d"]


def read(folder: Path, size: int = 1 << 20, **rest: object) -> tuple:
    """Rows with their lines and what is invalid in them, and all errors with theirs."""
    resource = replace(load(folder).resources[0], **rest)
    reader = CsvReader(resource, folder, read_size=size)
    rows, errors = [], []
    for block in reader.blocks():
        invalid = {(row, index) for index, at in block.invalid.items() for row in at}
        columns = [column.to_pylist() for column in block.columns]
        for n, cells in enumerate(zip(*columns, strict=True)):
            odd = [index for index in range(len(cells)) if (n, index) in invalid]
            rows.append((block.file, int(block.lines[n]), cells, odd))
        errors += [(block.file, *vars(error).values()) for error in block.errors]
    layout = reader.layout
    about = (layout.labels, layout.line, layout.usable, layout.dialect)
    return about, rows, sorted(errors, key=repr)


def read_exactly(folder: Path) -> tuple:
    """The same with every record cut on its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser.ChunkParser, "_parse", lambda *_, **__: None)
        return read(folder)


def package(folder: Path, text: bytes, **rest: object) -> Path:
    return write(folder, [table("t", FIELDS, **rest)], {"t.csv": text})
