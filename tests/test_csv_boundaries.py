"""What is read does not depend on where a read, a chunk or a block of the parser ends.

Three ways must agree: one large read, reads of every tiny size, and the exact cutting of every
record without the parser.
"""

from __future__ import annotations

import gzip
import itertools
import random

import pytest

from spaceties.datapackage.csv import parser
from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.descriptor import load

from .csv_features import FIELDS, HEADERS, LINES, package, read, read_exactly
from .datapackages import field, problem_places, table, validate_table, write
from .test_validation_types import BAD, LIMITS, READ


@pytest.mark.parametrize("name", LINES)
def test_every_feature_across_every_edge_of_a_read(tmp_path, name):
    """Reads of 1 to 100 bytes, so that the feature lies across their edges at every offset."""
    text = HEADERS["plain"] + LINES["plain"] + 2 * LINES[name] + LINES["quoted"]
    folder = package(tmp_path, text)
    whole = read(folder)
    assert read_exactly(folder) == whole
    for size in range(1, min(len(text), 100) + 1):
        assert read(folder, size) == whole, size


@pytest.mark.parametrize("name", LINES)
def test_every_feature_across_every_edge_of_the_parser(tmp_path, name, monkeypatch):
    """Arrow cuts what it is given into blocks of its own, between two lines as it thinks."""
    text = b"".join(
        [HEADERS["plain"], *[LINES["plain"]] * 3, LINES[name], LINES["long"], LINES[name]]
    )
    folder = package(tmp_path, text)
    whole = read(folder)
    assert read_exactly(folder) == whole
    for size in range(1, len(text) + 1):
        monkeypatch.setattr(parser, "BLOCK_SIZE", size)
        assert read(folder) == whole, size


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_header_across_every_edge_of_a_read(tmp_path, header, encoding):
    text = HEADERS[header] + LINES["mark"] + 7 * LINES["plain"] + LINES["break and delimiter"]
    if encoding != "utf-8":
        text = text.decode().encode(encoding)
    for mode in ("exact", "subset"):
        folder = package(tmp_path, text, fieldsMatch=mode, encoding=encoding)
        whole = read(folder)
        for size in range(1, min(len(text), 60) + 1):
            assert read(folder, size) == whole, (mode, size)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_begin_behind_a_header_further_down(tmp_path, mark):
    text = mark + HEADERS["below a preamble"] + 9 * LINES["plain"]
    about, rows, errors = read(package(tmp_path, text))
    assert about[:3] == (FIELDS, 3, True)
    assert [row[1:3] for row in rows] == [(line, ("1", "a", "b")) for line in range(4, 13)]
    assert [error[1:3] for error in errors] == [("F319", 3)]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (9 * LINES["plain"], 3),
        (LINES["plain"], 3),  # it names the fields, however few rows there are
        (9 * b"1,a,b,c\n", 3),  # nearly as wide is wide enough
    ],
)
def test_which_record_is_taken_for_the_header(tmp_path, rows, line):
    about, _, errors = read(package(tmp_path, HEADERS["below a preamble"] + rows))
    assert about[1] == line
    assert (("F319", 3) in [error[1:3] for error in errors]) == (line == 3)


def test_a_record_that_the_sample_cuts_does_not_count(tmp_path):
    text = b"a table\nid,n,d\n" + 4 * (b"1," + 300_000 * b"x" + b",b\n")
    about, rows, _ = read(package(tmp_path, text))
    assert about[1] == 2 and len(rows) == 4


@pytest.mark.parametrize(
    ("rest", "text", "code"),
    [
        ({}, "id;n;d\n1;a;b\n", "F319"),
        ({"dialect": {"delimiter": ","}}, "id;n;d\n1;a;b\n", "F315"),
        ({"dialect": {"csv": {"delimiter": ";"}}}, "id;n;d\n1;a;b\n", None),
        ({"format": "tsv"}, "id\tn\td\n1\ta\tb\n", None),
        ({"format": "tsv"}, "id;n;d\n1;a;b\n", "F315"),
    ],
)
def test_a_delimiter_is_guessed_only_where_none_is_declared(tmp_path, rest, text, code):
    _, rows, errors = read(package(tmp_path, text.encode(), **rest))
    assert (code in [error[1] for error in errors]) == bool(errors) == bool(code)
    assert code == "F315" or [row[2] for row in rows] == [("1", "a", "b")]


@pytest.mark.parametrize("dialect", [{}, {"header": False}, {"delimiter": ";", "quoteChar": "'"}])
def test_a_file_without_its_declared_dialect(tmp_path, dialect):
    """The guess of a delimiter looks at as many lines, however few a read has."""
    text = b"id;n;d\n" + b"1;a;b\n" * 5 + b"2;'a;c';d\n"
    folder = package(tmp_path, b"\xef\xbb\xbf" + text, dialect=dialect)
    whole = read(folder)
    for size in range(1, 60):
        assert read(folder, size) == whole, size


def test_what_the_parser_refuses_is_told_at_its_line_however_much_it_is(tmp_path, monkeypatch):
    rows = [b"%d,a,b\n" % n if n % 3 else b"%d,a\n" % n for n in range(3_000)]
    monkeypatch.setattr(parser, "BLOCK_SIZE", 4_000)  # the parser counts over its own blocks
    for more in (b"", LINES["no UTF-8"]):
        folder = package(tmp_path, HEADERS["plain"] + b"".join(rows) + more)
        whole = read(folder)
        lines = [error[2] for error in whole[2] if error[1] == "F311"]
        assert sorted(lines) == list(range(2, 3_002, 3))
        assert read_exactly(folder) == whole


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_columns_with_missing_values_of_their_own(tmp_path, size):
    """A row is blank only if each of its cells is missing in its column."""
    fields = [field("id", missingValues=["-"]), field("n", missingValues=["", "?"]), "d"]
    rows = b'-,?,x\n?,-,\n-,?,\n"-","?",""\n,,\n-,"?\n",\n\n-,?\n'
    folder = write(
        tmp_path, [table("t", fields, missingValues=[""])], {"t.csv": b"id,n,d\n" + rows}
    )
    _, read_rows, errors = read(folder, size)
    assert [(line, *cells) for _, line, cells, _ in read_rows] == [
        (2, None, None, "x"), (3, "?", "-", None), (6, "", None, None), (7, None, "?\n", None),
    ]  # fmt: skip
    assert sorted(error[1:3] for error in errors) == [
        ("F310", 4),
        ("F310", 5),
        ("F310", 9),
        ("F310", 10),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_parts_with_and_without_a_header(tmp_path, size):
    """Each file begins anew: with a mark, the same header, another one, or none."""
    mark = b"\xef\xbb\xbf"
    parts = [HEADERS["marked"], mark + HEADERS["CRLF"], mark, b"id,x,n\n", b""]
    rows = [LINES["plain"] + LINES["line break in quotes"] for _ in parts]
    files = {f"{n}.csv": part + row for n, (part, row) in enumerate(zip(parts, rows, strict=True))}
    folder = write(tmp_path, [table("t", FIELDS, path=list(files))], files)
    whole = read(folder)
    assert [row[:2] for row in whole[1]] == [
        ("0.csv", 2), ("0.csv", 3), ("1.csv", 2), ("1.csv", 3), ("2.csv", 1), ("2.csv", 2),
        ("3.csv", 2), ("3.csv", 3), ("4.csv", 1), ("4.csv", 2),
    ]  # fmt: skip
    assert [error[:3] for error in whole[2]] == [("3.csv", "F318", 1)]
    assert read(folder, size) == whole
    *_, last = CsvReader(load(folder).resources[0], folder, size).blocks()
    assert last.read == sum((folder / path).stat().st_size for path in files)


def test_nothing_is_read_behind_a_header_that_is_unusable(tmp_path):
    files = {"a.csv": HEADERS["unclosed"], "b.csv": b"id,x,d\n1,a,b\n"}
    about, rows, errors = read(write(tmp_path, [table("t", FIELDS, path=list(files))], files))
    assert (about[2], rows, {error[0] for error in errors}) == (False, [], {"a.csv"})


@pytest.mark.parametrize("size", [1, 3, 10, 100])
def test_compressed_files_are_cut_like_plain_ones(tmp_path, size):
    text = HEADERS["marked"] + b"".join(LINES.values())
    whole = read(package(tmp_path, text))
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text))
    packed = write(tmp_path, [table("t", FIELDS, path="t.csv.gz")], {})
    about, rows, errors = read(packed, size)
    assert about == whole[0]
    assert [row[1:] for row in rows] == [row[1:] for row in whole[1]]
    assert [error[1:] for error in errors] == [error[1:] for error in whole[2]]


@pytest.mark.parametrize("end", ['\nlast line"\n', '\nlast, line"\n', '\r\nlast, line"\r\n'])
@pytest.mark.parametrize("shift", [0, 1, 2, 1000, 2999, 3000, 3001])
def test_a_line_break_in_quotes_at_the_edge_of_the_parsers_own_block(tmp_path, end, shift):
    """A file of two megabytes whose only quoted line break lies behind the first block's edge, in
    a row that begins before it."""
    row = f"{'f' * 90},g\n"
    count = (parser.BLOCK_SIZE - 4000) // len(row)
    room = parser.BLOCK_SIZE - 4 - count * len(row)
    lines = [*[row] * count, f'x,"{"y" * (room - 3 + shift - 1500)}{end}', *["1,2\n"] * 50]
    result = validate_table(tmp_path, ["a", "b"], "a,b\n" + "".join(lines))
    assert result.report.problems == []
    assert result.tables["t"].num_rows == count + 51
    assert result.lines["t"].tolist()[-50] == count + 4


def test_a_row_that_is_all_missing_but_for_bytes_that_are_no_text_is_not_blank(tmp_path):
    result = validate_table(tmp_path, FIELDS, HEADERS["plain"] + LINES["undecodable alone"])
    assert [problem.code for problem in result.report.problems] == ["F306"]
    assert result.tables["t"].num_rows == 1


def test_problems_of_every_block_of_the_parser_are_told_at_their_rows(tmp_path, monkeypatch):
    """A column of several parts: each counts its rows from where the one before it ends, whether
    it is cast, measured, or read value by value."""
    monkeypatch.setattr(parser, "BLOCK_SIZE", 64)
    wrong = {5, 40, 41, 99}
    rows = [f"{'x' if n in wrong else n},{'a' * (n % 9)},{n not in wrong or 2}" for n in range(100)]
    fields = [field("id", "integer"), field("v", maxLength=7), field("flag", "boolean")]
    result = validate_table(tmp_path, fields, "\n".join(["id,v,flag", *rows]) + "\n")
    long = {n for n in range(100) if n % 9 == 8}
    assert problem_places(result) == {
        *(("S101", n + 2, name) for n in wrong for name in ("id", "flag")),
        *(("S107", n + 2, "v") for n in long),
    }


MORE = {
    "integer": ["1" * 30, "007", "+5"],
    "datetime": ["2016-01-05T10:00:00Z", "2016-01-05T10:00:00+02:00", "2016-01-05T10:00:00"],
    "time": ["10:00:00Z", "10:00:00+01:00"],
}


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("seed", range(4))
def test_a_column_of_any_type_is_the_same_however_many_blocks_it_has(
    tmp_path, kind, seed, monkeypatch
):
    """Problems, typed values, and whether they are kept as text, which a later block decides."""
    cells = [text for text, _ in READ[kind]] + MORE.get(kind, []) * (seed > 0)
    cells += LIMITS.get(kind, []) * (seed > 1) + BAD.get(kind, []) * (seed > 2) + [""]
    random.Random(f"{kind}{seed}").shuffle(cells)
    text = "id,v\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    fields = ["id", field("v", kind, unique=True)]
    read = []
    for size in (1 << 20, 1, 15, 40, 100):
        monkeypatch.setattr(CsvReader.__init__, "__defaults__", (size,))
        result = validate_table(tmp_path, fields, text)
        table_ = result.tables["t"]
        problems = sorted(map(repr, result.report.problems))
        read.append((problems, result.report.notes, table_.schema, repr(table_.to_pydict())))
    assert all(each == read[0] for each in read)


def test_a_column_kept_as_text_is_what_stands_in_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(CsvReader.__init__, "__defaults__", (10,))
    cells = ["007", "", "+5", "x", "1" * 30, "08"]
    text = "id,v\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells))
    result = validate_table(tmp_path, ["id", field("v", "integer")], text)
    assert result.tables["t"]["v"].to_pylist() == [cell or None for cell in cells]


def test_pairs_of_features_read_the_same(tmp_path, monkeypatch):
    """Any feature after any other, in one file after another, in reads of 7 and blocks of 64."""
    pairs = itertools.product(LINES, LINES)
    files = {
        f"{n}.csv": HEADERS["plain"] + LINES[one] + LINES[two] + LINES["plain"]
        for n, (one, two) in enumerate(pairs)
    }
    folder = write(tmp_path, [table("t", FIELDS, path=list(files))], files)
    whole = read(folder)
    assert read_exactly(folder) == whole
    monkeypatch.setattr(parser, "BLOCK_SIZE", 64)
    assert read(folder, 7) == whole
