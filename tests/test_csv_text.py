"""Text cells with file and physical line: strict for those who write rows again, else lenient."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.csv.text import FILE, TextRow, read_rows, read_text, why_unreadable
from spaceties.datapackage.csv.writer import format_rows, why_unwritable
from spaceties.datapackage.descriptor import load

from .datapackages import field, table, write

FIELDS = ["id", "n"]
GOOD = 'id,n\n1,"a\r\nb\rc\nd"\n2,\n\ufeff3,NA\n'


def opened(folder, files, fields=FIELDS, **rest):
    rest = {"path": list(files)} | rest
    if "data" in rest:
        del rest["path"]
    package = load(write(folder, [table("t", fields, **rest)], files))
    return package, package.resources[0]


def rows(folder, files, strict=True, **rest):
    return list(read_rows(*opened(folder, files, **rest), strict=strict))


@pytest.mark.parametrize("strict", [True, False])
def test_rows_are_text_with_their_places(tmp_path, strict):
    files = {"a.csv": GOOD, "sub/b.csv": "\ufeffn,id\r\nx,4\r\n"}
    assert rows(tmp_path, files, strict, missingValues=["", "NA"]) == [
        TextRow("a.csv", 2, {"id": "1", "n": "a\r\nb\rc\nd"}),
        TextRow("a.csv", 6, {"id": "2", "n": ""}),
        TextRow("a.csv", 7, {"id": "\ufeff3", "n": "NA"}),
        TextRow("sub/b.csv", 2, {"id": "4", "n": "x"}),
    ]


def test_a_cell_with_a_nul_is_what_it_seems(tmp_path):
    assert [row.cells["n"] for row in rows(tmp_path, {"a.csv": b"id,n\n1,a\0b\n"})] == ["a\0b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.csv, line 1: expected the columns id, n"),
        ("id\n1\n", "a.csv, line 1: expected the columns id, n"),
        ("id,n,x\n1,2,3\n", "a.csv, line 1: expected the columns id, n"),
        ("id;n\n1;2\n", "a.csv, line 1: the file is written in a dialect"),
        ('id,n\n1,"a\rb"\n2\n', "a.csv, line 4: expected 2 cells, found 1"),
        ("id,n\n1,2,3\n", "a.csv, line 2: expected 2 cells, found 3"),
        ("id,n\n1,2\n\n3,4\n", "a.csv, line 3: expected 2 cells, found 0"),
        ("id,n\n1,a\n2\n3,4,5\n", "a.csv, line 3: expected 2 cells, found 1"),
        ('id,n\n1,"a"b\n', "a.csv, line 2: a quote stands inside an unquoted cell"),
        ('id,n\n1,2\n3,"a\n4,b\n', "a.csv, line 3: a quoted cell is never closed"),
        (b"id,n\n1,\xff\n", "a.csv, line 2: the bytes are not text in the encoding"),
        ('id,"n\n1,2\n', "a.csv cannot be read: its header is unusable"),
    ],
)
def test_what_would_not_be_the_same_if_written_is_refused_with_its_line(tmp_path, text, said):
    with pytest.raises(ValueError, match=said):
        rows(tmp_path, {"a.csv": text})
    assert isinstance(rows(tmp_path, {"a.csv": text}, strict=False), list)


def test_as_much_as_can_be_read_of_files_that_are_not_right(tmp_path):
    files = {
        "a.csv": b'id,n\n1\n2,b,c\n3,\xff\n\n4,"d\n5,e\n',
        "none.csv": "n,n\n6,f\n",
        "c.csv": "id,n\n7,g\n",
    }
    package, resource = opened(tmp_path, files)
    (tmp_path / "none.csv").unlink()
    read = list(read_rows(package, resource, strict=False))
    assert [(row.file, row.line, *row.cells.values()) for row in read] == [
        ("a.csv", 2, "1", ""), ("a.csv", 3, "2", "b"), ("a.csv", 4, "3", ""),
        ("a.csv", 6, "4", "d"), ("a.csv", 7, "5", "e"), ("c.csv", 2, "7", "g"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="table t cannot be read"):
        list(read_rows(package, resource))


def test_a_header_with_a_name_twice_is_left_out_or_refused(tmp_path):
    files = {"a.csv": "n,n\n6,f\n", "b.csv": "id,n\n7,g\n"}
    package, resource = opened(tmp_path, files, fieldsMatch="subset")
    assert [row.cells["id"] for row in read_rows(package, resource, strict=False)] == ["7"]
    with pytest.raises(ValueError, match="its header is unusable"):
        list(read_rows(package, resource))


def test_further_parts_without_a_header(tmp_path):
    read = rows(tmp_path, {"a.csv": "id,n\n1,a\n", "b.csv": "2,b\n3,c\n"})
    assert [(row.file, row.line, row.cells["id"]) for row in read] == [
        ("a.csv", 2, "1"), ("b.csv", 1, "2"), ("b.csv", 2, "3"),
    ]  # fmt: skip


def test_a_file_without_a_header(tmp_path):
    package, resource = opened(tmp_path, {"a.csv": "\ufeff1,a\n"}, dialect={"header": False})
    (row,) = read_rows(package, resource)
    assert row == TextRow("a.csv", 1, {"id": "1", "n": "a"})
    assert format_rows([row.cells], resource) == "1,a\n"


def test_columns_of_text_with_missing_values_as_nulls_or_as_they_are(tmp_path):
    files = {"a.csv": "n,id\nNA,1\n,2\n", "b.csv": "id,n\n3\n"}
    package, resource = opened(tmp_path, files, missingValues=["NA"])
    table_ = read_text(package, resource, files=True)
    assert table_.column_names == ["id", "n", FILE]
    assert table_.to_pydict() == {
        "id": ["1", "2", "3"], "n": [None, "", None], FILE: ["a.csv", "a.csv", "b.csv"],
    }  # fmt: skip
    assert read_text(package, resource, raw=True)["n"].to_pylist() == ["NA", "", None]


def test_columns_that_a_file_lacks_are_null(tmp_path):
    package, resource = opened(tmp_path, {"a.csv": "n\n1\n"}, fieldsMatch="subset")
    assert read_text(package, resource).to_pydict() == {"id": [None], "n": ["1"]}
    nothing = opened(tmp_path, {"a.csv": ""})
    assert read_text(*nothing).to_pydict() == {"id": [], "n": []}


@pytest.mark.parametrize("size", [100, 1 << 20])
def test_broken_compression_is_no_shorter_table(tmp_path, size, monkeypatch):
    monkeypatch.setattr(CsvReader.__init__, "__defaults__", (size,))
    packed = gzip.compress(b"id,n\n" + b"1,a\n" * 1000)[:-9]
    package, resource = opened(tmp_path, {"a.csv.gz": packed})
    for read in (read_text, lambda *args: list(read_rows(*args))):
        with pytest.raises(ValueError, match=r"a\.csv\.gz"):
            read(package, resource)


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ({"fields": []}, "it has no fields"),
        ({"fields": ["id", "id"]}, "two of its fields have the same name"),
        ({"path": None, "data": [["id", "n"], ["1", "a"]]}, "it has no file"),
        ({"path": "t.xlsx"}, "its format is xlsx"),
        ({"dialect": {"escapeChar": "ab"}}, "more than one character"),
        ({"dialect": {"quoteChar": "\n"}}, "no character of a line"),
        ({"encoding": "klingon"}, 'encoding "klingon"'),
        ({"path": "https://example.org/a.csv"}, "https://example.org/a.csv is remote"),
        ({"path": "../a.csv"}, "../a.csv"),
        ({"path": "none.csv"}, "none.csv"),
    ],
)
def test_why_a_table_cannot_be_read(tmp_path, rest, why):
    package, resource = opened(tmp_path, {"a.csv": GOOD}, **{"fields": FIELDS} | rest)
    assert why in (why_unreadable(package, resource) or "")
    assert list(read_rows(package, resource, strict=False)) == []
    with pytest.raises(ValueError, match="table t cannot be read"):
        read_text(package, resource)


def test_why_a_table_cannot_be_written(tmp_path):
    resource = opened(tmp_path, {"a.csv": GOOD}, [field("id", "integer")])[1]
    assert why_unwritable(resource) is None
    assert why_unwritable(replace(resource, encoding="UTF8")) is None
    assert why_unwritable(replace(resource, encoding="cp1252")) == "its encoding is cp1252"
    assert why_unwritable(replace(resource, compression="gz")) == "it is compressed (gz)"
