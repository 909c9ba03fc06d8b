"""Reading: cells as Python's csv module has them, physical lines, pieces, encodings, parts."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import zipfile
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage import arrow
from spaceties.datapackage.csv import scanner, stream
from spaceties.datapackage.csv.dialect import Dialect
from spaceties.datapackage.csv.lines import BREAK, TEXT_BREAK, count_breaks, line_starts, text_lines
from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.csv.records import read_record, read_records
from spaceties.datapackage.csv.stream import codec_named
from spaceties.datapackage.descriptor import load

from .datapackages import field, only, problem_places, table, validate_folder, validate_table, write

CSV_TEXT = st.text(alphabet='a,"\n\rb', max_size=30)
QUICK = settings(max_examples=400, derandomize=True, deadline=None, database=None)


COMMA = Dialect()


@QUICK
@given(CSV_TEXT)
def test_records_are_those_of_the_csv_module(text):
    records = [record for _, record in read_records(text.encode(), COMMA)]
    if all(record.unclosed is None for record in records):
        expected = list(csv.reader(io.StringIO(text, newline="")))
        assert [record.cells for record in records] == expected
    # else the csv module reads on to the end, and we do not


@QUICK
@given(CSV_TEXT)
def test_lines_are_counted_as_python_counts_them(text):
    data = text.encode()
    lines = io.StringIO(text, newline="").readlines()
    offsets = np.cumsum([0, *map(len, lines)]).tolist()
    assert line_starts(data, 0, len(data)).tolist() == offsets[:-1]
    assert count_breaks(data) == sum(line.endswith(("\n", "\r")) for line in lines)
    assert len(TEXT_BREAK.findall(text)) == len(BREAK.findall(data)) == count_breaks(data)
    assert text_lines(text) == [line.rstrip("\r\n") for line in lines]
    for line, record in read_records(data, COMMA):
        assert line == 1 + offsets.index(record.start)


@QUICK
@given(CSV_TEXT, st.integers(1, 12))
def test_the_scan_finds_every_record_and_its_line(text, size):
    """Cut into pieces of any size, regular lines and irregular records together are all records."""
    data, held, seen, line = text.encode(), b"", [], 1
    for place in range(0, max(len(data), 1), size):
        held += data[place : place + size]
        chunk = scanner.scan(held, 0, COMMA, place + size >= len(data))
        if chunk is None:
            continue
        rows = [(chunk.line_of(record.start), record.cells) for record in chunk.irregular]
        regular = bytes(chunk.regular()).splitlines(True)
        for number, text_line in zip(chunk.regular_lines(), regular, strict=True):
            record = read_record(text_line, 0, COMMA)
            assert not record.stray and record.unclosed is None
            assert record.end == len(text_line)
            rows.append((int(number), record.cells))
        seen += [(line + number, cells) for number, cells in sorted(rows)]
        line += count_breaks(held, 0, chunk.end)
        held = held[chunk.end :]
    assert seen == [(line, record.cells) for line, record in read_records(data, COMMA)]


@QUICK
@given(CSV_TEXT, st.sampled_from([b"", b"\xef\xbb\xbf", b'x"\n']))
def test_a_line_is_suspect_if_and_only_if_it_is_misquoted_on_its_own(text, before):
    """Neither more lines than needed are cut exactly, nor fewer; what stands before is not seen."""
    data = before + text.encode()
    chunk = scanner.Chunk(data, len(before), len(data), COMMA)
    if chunk.begin == chunk.end:
        return
    expected = []
    for number, line in enumerate(text.encode().splitlines(True)):
        record = read_record(line, 0, COMMA)
        if record.stray or record.unclosed is not None:
            expected.append(number)
    assert scanner._suspect_lines(chunk).tolist() == expected
    for few in (1, len(data) + 1):  # bytes in quotes are looked at, or all line ends
        with patch.object(scanner, "FEW", few):
            assert scanner._is_regular(chunk) == (not expected)


BAD = (
    b'id,n,d\r\n1,"a\nb",2016-01-01\r\n2,x"y,\xff\r\n\r\n3\r\n4,5,6,7\r\n5,"q""r",\0z\r\n,,\r\n'
    b'6,"un,closed\r\n7,8,9\r\n'
)


@pytest.mark.parametrize("size", [5, 8, 20, 1000])
@pytest.mark.parametrize("mapped", [True, False])
def test_a_bad_file_reads_the_same_in_pieces_of_any_size(tmp_path, size, mapped):
    package = load(write(tmp_path, [table("t", ["id", "n", "d"])], {"t.csv": BAD}))
    if not mapped:  # compressed files come as a stream, plain ones larger than a piece are mapped
        (tmp_path / "t.csv.gz").write_bytes(gzip.compress(BAD))
        package = load(write(tmp_path, [table("t", ["id", "n", "d"], path="t.csv.gz")], {}))
    blocks = list(CsvReader(package.resources[0], tmp_path, read_size=size).blocks())
    rows = [row for b in blocks for row in zip(*(c.to_pylist() for c in b.columns), strict=True)]
    assert rows == [
        ("1", "a\nb", "2016-01-01"), ("2", 'x"y', None), ("3", None, None), ("4", "5", "6"),
        ("5", 'q"r', "\0z"), ("6", "un,closed", None), ("7", "8", "9"),
    ]  # fmt: skip
    assert np.concatenate([b.lines for b in blocks]).tolist() == [2, 4, 6, 7, 8, 10, 11]
    errors = sorted((e.code, e.line) for b in blocks for e in b.errors)
    assert errors == [
        ("F306", 4), ("F307", 8), ("F308", 4), ("F309", 10), ("F310", 5), ("F310", 9), ("F311", 6),
        ("F311", 6), ("F311", 10), ("F312", 7),
    ]  # fmt: skip


def test_lines_and_files_of_rows(tmp_path):
    resource = table("t", ["id", "v"], path=["a.csv", "sub/b.csv"])
    files = {"a.csv": 'id,v\n1,"x\ny"\n2,z\n', "sub/b.csv": "id,v\r\n3,a\r\n4,b\r\n"}
    result = validate_folder(write(tmp_path, [resource], files))
    assert result.lines["t"].tolist() == [2, 4, 2, 3]
    assert [result.place("t", row) for row in range(4)] == [
        ("a.csv", 2), ("a.csv", 4), ("sub/b.csv", 2), ("sub/b.csv", 3),
    ]  # fmt: skip
    assert result.tables["t"].to_pydict() == {"id": list("1234"), "v": ["x\ny", "z", "a", "b"]}


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_line_breaks_and_byte_order_mark(tmp_path, breaks, bom, last):
    text = breaks.join(["id,v", "1,a", 'x,"b,c"', "2,d"]) + breaks * last
    fields = [field("id", "integer"), "v"]
    for engine in ("columnar", "frictionless"):
        result = validate_table(tmp_path, fields, bom + text.encode(), engine)
        assert problem_places(result) == {("S101", 3, "id")}


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp1252", "utf-16", "utf-16-le", "UTF8"])
def test_declared_encodings(tmp_path, encoding):
    fields = [field("id", "integer"), field("v", maxLength=4)]
    text = "id,v\n1,é\nx,façade\n".encode(encoding)
    for engine in ("columnar", "frictionless"):
        result = validate_folder(
            write(tmp_path, [table("t", fields) | {"encoding": encoding}], {"t.csv": text}), engine
        )  # fmt: skip
        assert problem_places(result) == {("S101", 3, "id"), ("S107", 3, "v")}


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "tsv"])
@pytest.mark.parametrize("encoding", ["utf-16", "UTF-32"])
def test_a_file_without_the_mark_of_its_encoding_is_told(tmp_path, encoding, form):
    resource = table("t", ["v"], f"t.{form}", encoding=encoding)
    problem = only(validate_folder(write(tmp_path, [resource], {f"t.{form}": b"v\nabcdef\n"})))
    assert (problem.code, problem.file) == ("F306", f"t.{form}")
    assert problem.hint == f"{encoding.upper()} begins with U+FEFF, this not"


@pytest.mark.parametrize(
    ("name", "codec"),
    [("Windows-31J", "cp932"), ("windows-874", "cp874"), ("x-sjis", "shift_jis"),
     ("ISO-8859-8-I", "iso8859-8"), ("macintosh", "mac-roman"), ("idna", None), ("rot13", None),
     ("undefined", None), ("punycode", None), ("base64", None), ("x-user-defined", None),
     ("oem", None), ("utf-8\0", None), ("ansi", None)],
)  # fmt: skip
def test_names_of_encodings(name, codec):
    assert codec_named(name) == codec


def test_bytes_outside_a_declared_encoding(tmp_path):
    resource = table("t", ["id", "v"]) | {"encoding": "cp1252"}
    folder = write(tmp_path, [resource], {"t.csv": b"id,v\n1,a\n2,\x81b\n"})
    assert problem_places(validate_folder(folder)) == {("F306", 3, "v")}


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("inside.csv", data)
    return target.getvalue()


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zip": zipped}


@pytest.mark.parametrize("ending", PACKERS)
def test_compressed_files(tmp_path, ending):
    resource = table("t", [field("id", "integer")], path=f"t.csv.{ending}")
    packed = PACKERS[ending](b"id\n1\nx\n")
    folder = write(tmp_path, [resource], {f"t.csv.{ending}": packed})
    assert (
        problem_places(validate_folder(folder))
        == problem_places(validate_folder(folder, "frictionless"))
        == {("S101", 3, "id")}
    )
    write(tmp_path, [resource], {f"t.csv.{ending}": packed[:-8]})
    assert only(validate_folder(folder)).code == "F320"
    write(tmp_path, [resource], {f"t.csv.{ending}": b"no archive"})
    assert only(validate_folder(folder)).code == "F320"


def test_hash_and_size(tmp_path):
    text = "id\n1\n"
    paths = ["a.csv", "b.csv"]
    for path in paths:
        (tmp_path / path).write_text(text)
    digest, size = stream.hash_and_size(tmp_path, paths, "sha256", skip_headers=True)
    resource = table("t", ["id"], path=["a.csv", "b.csv"], hash=f"sha256:{digest}", bytes=size)
    for engine in ("columnar", "frictionless"):
        assert validate_folder(write(tmp_path, [resource], {}), engine).report.valid
        wrong = resource | {"hash": "00", "bytes": 3}
        result = validate_folder(write(tmp_path, [wrong], {}), engine)
        assert problem_places(result) == {("F303", None, None), ("F304", None, None)}


@pytest.mark.parametrize(
    "kind, values",
    [
        (pa.int64(), [1, None, -5]),
        (pa.float64(), [1.5, None, float("inf")]),
        (pa.bool_(), [True, None, False, True]),
        (pa.string(), ["a", None, "é", ""]),
    ],
)
def test_arrays_without_pandas_are_arrow_arrays(kind, values):
    built = arrow.array_of(values, kind)
    built.validate(full=True)
    assert built.to_pylist() == values
    repeated = pa.array(values * 9, kind)
    for start in range(11):
        part = repeated.slice(start, 9)
        assert arrow.valid(part).tolist() == [v is not None for v in part.to_pylist()]
        if kind == pa.bool_():
            assert arrow.true(part).tolist() == [v is True for v in part.to_pylist()]
            assert arrow.false(part).tolist() == [v is False for v in part.to_pylist()]


def test_a_file_of_many_pieces_reads_as_one(tmp_path, monkeypatch):
    """Odd records, quotes and type errors on both sides of every border between pieces."""
    lines = ["id,n,v"]
    expected = set()
    for n in range(1, 3000):
        cells = [str(n), str(n % 7), "plain"]
        if n % 97 == 0:
            cells[1] = "many"
            expected.add(("S101", n + 1, "n"))
        if n % 101 == 0:
            cells[2] = '"quoted, with ""quotes"""'
        if n % 211 == 0:
            cells.append("more")
            expected.add(("F312", n + 1, None))
        lines.append(",".join(cells))
    text = "\n".join(lines) + "\n"
    fields = [field("id", "integer"), field("n", "integer"), "v"]
    whole = validate_table(tmp_path, fields, text, primaryKey="id")
    assert problem_places(whole) == expected
    monkeypatch.setattr(CsvReader.__init__, "__defaults__", (1000,))
    pieces = validate_table(tmp_path, fields, text, primaryKey="id")
    assert pieces.report.problems == whole.report.problems
    assert pieces.tables["t"].equals(whole.tables["t"])
    assert pieces.lines["t"].tolist() == list(range(2, 3001))


def test_a_window_that_must_hold_more_doubles(tmp_path):
    """Else a record as long as the file would be looked at from its begin after every read."""
    (tmp_path / "t.csv").write_bytes(b"0123456789" * 100)
    resource = load(write(tmp_path, [table("t", ["v"])], {})).resources[0]
    source, sizes = stream.BufferedReader(stream.utf8_pieces(tmp_path, "t.csv", resource, 10)), []
    while not source.final:
        sizes.append(len(source.data))
        source.grow()
    assert sizes == [10, 20, 40, 80, 160, 320, 640] and len(source.data) == source.read == 1000


def test_paths_of_sources_are_read_once(tmp_path):
    """In reads smaller or larger than the file, the window moves on to the end."""
    path = Path(tmp_path / "t.csv")
    path.write_bytes(b"0123456789" * 100)
    resource = load(write(tmp_path, [table("t", ["v"])], {})).resources[0]
    for size in (64, 5000):
        source, seen = (
            stream.BufferedReader(stream.utf8_pieces(tmp_path, path.name, resource, size)),
            b"",
        )
        while True:
            seen += source.data[source.begin :]
            if source.final:
                break
            source.advance(len(source.data))
        assert seen == path.read_bytes()
