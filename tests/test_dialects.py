"""Dialects of CSV: as the standard has them, as the csv module reads, and in reads of any size."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spaceties.datapackage.cells import Unreadable
from spaceties.datapackage.csv.dialect import declared_dialect
from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.csv.records import read_records
from spaceties.datapackage.csv.writer import format_rows, why_unwritable
from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.tabular.dialect import RowDialect

from .datapackages import (
    field,
    only,
    problem_places,
    table,
    validate_folder,
    validate_table,
    write,
)

NAMES = ["id", "name"]

# {what: (dialect, text, rows)}; with a header of other names, these come last
READ = {
    "spaces": (
        {"skipInitialSpace": True},
        'id, name\n1,  apple\n2, "a, b"\n3," c"\n  4,d\n',
        [("1", "apple"), ("2", "a, b"), ("3", " c"), ("4", "d")],
    ),
    "comments": (
        {"commentChar": "#"},
        '# "top\nid,name\n#a "x\n1,a\n2,"b\n#c"\n#end',
        [("1", "a"), ("2", "b\n#c")],
    ),
    "long comments": (
        {"commentChar": "//"},
        "id,name\n1,/a\n// no\n/,b\n",
        [("1", "/a"), ("/", "b")],
    ),
    "comment rows": (
        {"commentRows": [1, 3, 5]},
        'title\nid,name\nunits,m,n\n1,"a\nb"\nx\n2,c\n',
        [("1", "a\nb"), ("2", "c")],
    ),
    "second row": ({"headerRows": [2]}, "made by hand\nid,name\n1,a\n", [("1", "a")]),
    "row below comments": (
        {"headerRows": [3], "commentChar": "#"},
        "# a\n\nid,name\n1,a\n",
        [("1", "a")],
    ),
    "escapes": (
        {"escapeChar": "|"},
        'id,name\n1,a|,b\n2,"c|"d"\n3,e||\n',
        [("1", "a,b"), ("2", 'c"d'), ("3", "e|")],
    ),
    "escaped break": (
        {"escapeChar": "\\"},
        "id,name\n1,a\\\nb\n2,c\n",
        [("1", "a\nb"), ("2", "c")],
    ),
    "escaped quotes": (
        {"escapeChar": "\\", "doubleQuote": False},
        'id,name\n1,"a\\"b"\n2,\\"c\n',
        [("1", 'a"b'), ("2", '"c')],
    ),
    "quotes as escapes": (
        {"escapeChar": '"'},
        'id,name\n1,"a""b"\n2,"c"\n',
        [("1", 'a"b'), ("2", "c")],
    ),
    "no quotes": ({"quoteChar": ""}, 'id,name\n1,"a\n2,b"\n', [("1", '"a'), ("2", 'b"')]),
    "other quotes": ({"quoteChar": "'"}, "id,name\n1,'a,b'\n2,\"\n", [("1", "a,b"), ("2", '"')]),
    "wide quotes": ({"quoteChar": "«"}, "id,name\n1,«a,««b«\n2,»\n", [("1", "a,«b"), ("2", "»")]),
    "wide delimiter": (
        {"delimiter": "§"},
        'id§name\n1§a,b\n2§"x§y"\n',
        [("1", "a,b"), ("2", "x§y")],
    ),
    "long delimiter": (
        {"delimiter": "::"},
        'id::name\n1::a:b\n2::"x::y"\n',
        [("1", "a:b"), ("2", "x::y")],
    ),
    "semicolons for breaks": (
        {"lineTerminator": ";"},
        'id,name;1,a\nb;2,"c;d"\n',
        [("1", "a\nb"), ("2", "c;d")],
    ),
    "long breaks": (
        {"lineTerminator": "|\n"},
        "id,name|\n1,a\nb|\n2,c|\n",
        [("1", "a\nb"), ("2", "c")],
    ),
    "any case": ({"headerCase": False}, "ID,Name\n1,a\n", [("1", "a")]),
    "blank rows": ({"skipBlankRows": True}, "id,name\n\n1,a\n,\n", [("1", "a")]),
    "no header": (
        {"header": False, "commentChar": "#", "commentRows": [2]},
        "1,a\nx\n#b\n2,c\n",
        [("1", "a"), ("2", "c")],
    ),
    "two rows": (
        {"headerRows": [1, 2]},
        "fruit\nid,name\n1,a\n",
        [("1", "a")],
        "fruit id",
        "fruit name",
    ),
    "joined": (
        {"headerRows": [1, 2], "headerJoin": "-"},
        "fruit,\nid,name\n1,a\n",
        [("1", "a")],
        "fruit-id",
        "fruit-name",
    ),
    "a row apart": (
        {"headerRows": [1, 3]},
        "id,fruit\nx\nid,name\n1,a\n",
        [("1", "a")],
        "id",
        "fruit name",
    ),
    "nothing above": (
        {"headerRows": [1, 2]},
        ",fruit\nid,name\n1,a\n",
        [("1", "a")],
        "id",
        "fruit name",
    ),
}


@pytest.mark.parametrize("what", READ)
def test_dialects(tmp_path, what):
    dialect, text, rows, *names = READ[what]
    result = validate_table(tmp_path, names or NAMES, text, dialect=dialect)
    assert (result.report.problems, result.report.notes) == ([], [])
    assert [tuple(row.values()) for row in result.tables["t"].to_pylist()] == rows
    resource = from_descriptor({"resources": [table("t", NAMES, dialect=dialect)]}).resources[0]
    if why_unwritable(resource):
        with pytest.raises(ValueError, match="not written"):
            format_rows([], resource)


@pytest.mark.parametrize("what", READ)
def test_tables_without_a_schema_are_read_in_their_dialect(tmp_path, what):
    dialect, text, rows, *names = READ[what]
    resource = table("t", [], dialect=dialect)
    del resource["schema"]
    result = validate_folder(write(tmp_path, [resource], {"t.csv": text}))
    assert result.report.problems == []
    assert [tuple(row.values()) for row in result.tables["t"].to_pylist()] == rows
    if dialect.get("header") is not False and "headerCase" not in dialect:
        assert result.tables["t"].column_names == (names or NAMES)


def test_a_null_sequence_is_a_missing_value(tmp_path):
    fields = [field("id", "integer"), field("name", required=True, missingValues=["-"])]
    text = 'id,name\n1,a\nNA,b\n3,NA\n4,"NA"\n5,-\n'
    for dialect in ({"nullSequence": "NA"}, {"csv": {"nullSequence": "NA"}}):
        result = validate_table(tmp_path, fields, text, dialect=dialect)
        assert problem_places(result) == {("S102", line, "name") for line in (4, 5, 6)}


ABOVE = {
    "id,n\n2016-01-05,a\n": [
        {"skipInitialSpace": True},
        {"escapeChar": "\\"},
        {"doubleQuote": False},
    ],
    "id::n\n2016-01-05::a\n": [{"delimiter": "::"}],
    "id,n|\n2016-01-05,a|\n": [{"lineTerminator": "|\n"}],
    "id,n\n#,b\n": [{"commentChar": "#"}, {"commentRows": [2]}],
    "id,\n,n\n": [{"headerRows": [1, 2]}],
}


@pytest.mark.parametrize("above", ABOVE)
def test_every_check_stays_in_every_dialect(tmp_path, above):
    """What is wrong is told with its physical line, whatever cuts it."""
    fields = [field("id", "date"), field("n", categories=["a"])]
    for dialect in ABOVE[above]:
        fields[1]["name"] = "id n" if "headerRows" in dialect else "n"
        delimiter, end = dialect.get("delimiter", ","), dialect.get("lineTerminator", "\n")
        rows = [["2016-1-5", "b"], ["2016-01-05", 'a" b'], ["2016-01-05", "a"]]
        text = above + "".join(delimiter.join(cells) + end for cells in rows)
        result = validate_table(tmp_path, fields, text, dialect=dialect, uniqueKeys=[["id"]])
        name = fields[1]["name"]
        expected = {("S101", 3, "id"), ("S104", 3, name), ("F308", 4, name), ("S104", 4, name)}
        expected |= {("K204", line, "id") for line in ((4, 5) if "01-05" in above else (5,))}
        assert problem_places(result) == expected
        assert result.report.notes == []


@pytest.mark.parametrize(
    "dialect, told",
    [
        ({"delimiter": ""}, "delimiter"),
        ({"delimiter": "\n"}, "delimiter"),
        ({"delimiter": '"'}, "delimiter"),
        ({"quoteChar": "''"}, "quoteChar"),
        ({"escapeChar": "ab"}, "escapeChar"),
    ],
)
def test_a_dialect_that_cuts_nothing_is_told(tmp_path, dialect, told):
    resource = from_descriptor({"resources": [table("t", NAMES, dialect=dialect)]}).resources[0]
    with pytest.raises(Unreadable, match=told):
        declared_dialect(resource)
    problem = only(validate_table(tmp_path, NAMES, "id,name\n1,a\n", dialect=dialect))
    assert (problem.code, problem.table) == ("S150", "t") and told in problem.message


DIALECT = st.fixed_dictionaries(
    {},
    optional={
        "delimiter": st.sampled_from([";", "é", "::"]),
        "quoteChar": st.sampled_from(["'", "", "«"]),
        "doubleQuote": st.just(False),
        "escapeChar": st.sampled_from(["\\", "|"]),
        "skipInitialSpace": st.just(True),
        "commentChar": st.sampled_from(["#", "##"]),
        "commentRows": st.sampled_from([[1], [2, 4]]),
    },
)
PIECE = st.sampled_from(
    [
        "a",
        "é",
        " ",
        ",",
        ";",
        "|",
        "::",
        '"',
        '""',
        "'",
        "\\",
        "#",
        "\n",
        "\r\n",
        "\r",
        '",',
        ',"',
        "\n#",
    ]
)
TEXT = st.lists(PIECE, max_size=25).map("".join)


def resource_of(dialect: dict):
    made = table("t", ["a", "b"], dialect={"header": False, **dialect}, missingValues=[])
    return from_descriptor({"resources": [made]}).resources[0]


@settings(max_examples=400, derandomize=True, deadline=None)
@given(DIALECT, TEXT)
def test_cells_are_those_of_the_csv_module(dialect, text):
    declared = declared_dialect(resource_of(dialect))
    assume(dialect.get("delimiter") != "::")
    assume(not text.endswith(dialect.get("escapeChar", "\0")))
    assume("\\\r\n" not in text and "|\r\n" not in text)  # of which csv takes both for escaped
    plain = replace(declared, rows=RowDialect())
    records = [record for _, record in read_records(text.encode(), plain)]
    assume(all(record.unclosed is None for record in records))
    odd = not declared.doubled or declared.escape  # what follows a closing quote
    assume(not odd or not any(record.stray for record in records))
    quote = dialect.get("quoteChar", '"')
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.get("delimiter", ","),
        quotechar=quote or None,
        doublequote=declared.doubled,
        escapechar=dialect.get("escapeChar"),
        skipinitialspace=declared.skip_space,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
    )
    assert [record.cells for record in records] == list(reader)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(DIALECT, TEXT, st.integers(1, 6))
def test_rows_do_not_depend_on_the_parser_or_the_size_of_reads(
    tmp_path_factory, dialect, text, size
):
    resource = resource_of(dialect)
    folder = tmp_path_factory.mktemp("t", numbered=True)
    (folder / "t.csv").write_bytes(text.encode())
    expected = []
    declared = declared_dialect(resource)
    for number, (line, record) in enumerate(read_records(text.encode(), declared), 1):
        if record.comment or number in declared.rows.comment_rows or not record.cells:
            continue
        cells = [*record.cells, None, None][:2]
        expected.append((line, *cells))
    for read_size in (size, 1000):
        rows = []
        for block in CsvReader(resource, folder, read_size).blocks():
            columns = [column.to_pylist() for column in block.columns]
            rows += zip(block.lines.tolist(), *columns, strict=True)
        assert rows == expected
