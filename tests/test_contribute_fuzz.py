"""Hostile and broken files: one clear error or ordinary problems, soon, and never a traceback."""

from __future__ import annotations

import hashlib
import io
import os
import sys
import time
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.contribute import fixes
from spaceties.contribute.read import grid
from spaceties.contribute.read import rows as reading
from spaceties.contribute.read.codes import ContributionCode
from spaceties.contribute.read.rows import ContributionError
from spaceties.datapackage import descriptor
from spaceties.datapackage.report.codes import Code
from spaceties.matching import names
from spaceties.rules import claims
from tests import mini
from tests.contributions import read_one

SECONDS = 60  # the slowest takes about five on an idle machine
SHEET = "xl/worksheets/sheet1.xml"
HEADER = b"source_id,title,kind,is_copy\n"

fuzz = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


@pytest.fixture(scope="module")
def lookups(package):
    return names.lookups({name: mini.rows(name) for name in mini.TABLES}, package)


@pytest.fixture(autouse=True)
def _tables_stay_as_they_are(package):
    def digest():
        files = sorted((package.basepath / "tables").iterdir())
        return [(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in files]

    before, began = digest(), time.monotonic()
    yield
    assert digest() == before
    assert time.monotonic() - began < SECONDS


def outcome(folder, content, package, lookups):
    """The contributions of a file, or the one line that says why there are none; a copy of the
    file can always be written, and its fixes are then done."""
    path = folder / "rows"
    path.write_bytes(content)
    try:
        found = reading.read_all([str(path)], package)
    except ContributionError as error:
        assert str(error).startswith(str(path)) and "\n" not in str(error)
        return str(error)
    for one in found:
        assert all(problem.code in {*Code, *ContributionCode} for problem in one.problems)
        assert all(set(row.cells) == set(one.columns) for row in one.rows)
        mended = fixes.suggest([one], package, lookups).fixes
        try:
            (folder / "copy").write_bytes(fixes.copied([one], mended))
        except ContributionError as error:
            assert "damaged" in str(error)
            continue
        (again,) = (
            other
            for other in reading.read_all([str(folder / "copy")], package)
            if other.table == one.table and other.file.endswith(one.file.removeprefix(str(path)))
        )
        assert again.rows == fixes.apply(one, mended).rows
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


@fuzz
@given(st.binary(max_size=600))
def test_any_bytes(folder, package, lookups, content):
    outcome(folder, content, package, lookups)


@fuzz
@given(st.binary(max_size=300), st.sampled_from([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b""]))
def test_any_bytes_after_a_mark_and_a_header(folder, package, lookups, content, mark):
    encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(mark, "utf-8")
    head = HEADER.decode().encode(encoding)
    outcome(folder, mark + head + content, package, lookups)


@fuzz
@given(st.text(alphabet=',;\t|"\n\r aé\u200b\0=', max_size=200))
def test_any_quotes_and_delimiters(folder, package, lookups, text):
    outcome(folder, HEADER + text.encode(), package, lookups)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["source_id", "title", "kind", "is_copy"])
    book.active.append(["a", " b ", "Book", False])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = workbook()


def with_part(part: str, change, book: bytes | None = None) -> bytes:
    """The workbook with the XML of one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book or WORKBOOK)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def with_sheet(change) -> bytes:
    return with_part(SHEET, change)


def with_rows(*rows: bytes) -> bytes:
    end = b"</sheetData>"
    return with_sheet(lambda xml: xml.replace(end, b"".join(rows) + end))


@fuzz
@given(st.integers(0, len(WORKBOOK)), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_some_bytes_changed(folder, package, lookups, at, content):
    outcome(folder, WORKBOOK[:at] + content + WORKBOOK[at + len(content) :], package, lookups)


@fuzz
@given(st.integers(0, 900), st.binary(min_size=1, max_size=8))
def test_a_sheet_with_some_bytes_changed(folder, package, lookups, at, content):
    changed = with_sheet(lambda xml: xml[:at] + content + xml[at + len(content) :])
    outcome(folder, changed, package, lookups)


@pytest.mark.parametrize("size", range(0, len(WORKBOOK), 397))
def test_a_workbook_cut_short(folder, package, lookups, size):
    said = outcome(folder, WORKBOOK[:size], package, lookups)
    assert isinstance(said, str) and ("damaged" in said or "empty" in said)


def test_a_million_empty_rows(folder, package, lookups):
    rows = (b'<row r="%d"/>' % n for n in range(3, grid.MAX_LINES + 1))
    (found,) = outcome(folder, with_rows(*rows), package, lookups)
    assert [row.line for row in found.rows] == [2]
    assert found.problems == []


def test_a_row_at_the_very_end(folder, package, lookups):
    row = b'<row r="1048576"><c r="A1048576"><v>7</v></c><c r="XFD1048576"><v>7</v></c></row>'
    (found,) = outcome(folder, with_rows(row), package, lookups)
    assert [row.line for row in found.rows] == [2, 1_048_576]
    assert "beyond column" in found.notes[0]


def test_more_cells_than_anybody_sends(folder, package, lookups, monkeypatch):
    monkeypatch.setattr(grid, "MAX_CELLS", 1_000)
    rows = (b"<row>" + b"<c/>" * 100 + b"</row>" for _ in range(10))
    assert "more than 1,000 cells" in outcome(folder, with_rows(*rows), package, lookups)
    assert "more than 1,000 cells" in outcome(folder, HEADER + b"," * 1_001, package, lookups)


def test_more_rows_and_lines_than_anybody_sends(folder, package, lookups, monkeypatch):
    monkeypatch.setattr(grid, "MAX_ROWS", 10)
    assert "more than 10 rows" in outcome(folder, HEADER + b"a\n" * 11, package, lookups)
    rows = (b"<row><c><v>1</v></c></row>" for _ in range(11))
    assert "more than 10 rows" in outcome(folder, with_rows(*rows), package, lookups)
    monkeypatch.setattr(grid, "MAX_LINES", 10)
    assert "more than 10 lines" in outcome(folder, HEADER + b"\n" * 11, package, lookups)


def test_a_zip_bomb_is_never_unpacked(folder, package, lookups):
    bomb = with_sheet(lambda xml: xml + b" " * (grid.MAX_UNPACKED + 1))
    assert len(bomb) < 200_000
    assert "unpacks to 64 MB" in outcome(folder, bomb, package, lookups)


@pytest.mark.parametrize(
    ("part", "before", "more", "said"),
    [
        ("xl/theme/theme1.xml", b"<sst/>", b"<!--" + b"A" * 60_000_000 + b"-->", "damaged"),
        ("xl/styles.xml", b"</styleSheet>", b"<!--" + b"A" * 60_000_000 + b"-->", "damaged"),
        ("xl/theme/theme1.xml", b"<sst/>", b"<si><t/></si>" * 4_500_000, "more than 2,000,000"),
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 1_100_000, "too many"),
        (
            "xl/workbook.xml",
            b"</sheets>",
            b"".join(b'<sheet name="s%d" r:id="rId1"/>' % n for n in range(20_000)),
            "more than 200 sheets",
        ),
    ],
)
def test_small_workbooks_of_much_work(folder, package, lookups, part, before, more, said):
    began = time.monotonic()
    book = with_rows(b'<row><c t="s"><v>0</v></c></row>')
    if before == b"<sst/>":
        relations = "xl/_rels/workbook.xml.rels"  # openpyxl writes no shared texts
        book = with_part(relations, lambda xml: xml.replace(b'/theme"', b'/sharedStrings"'), book)
        data = with_part(part, lambda _: b"<sst>" + more + b"</sst>", book)
    else:
        data = with_part(part, lambda xml: xml.replace(before, more + before), book)
    assert len(data) < 200_000 and said in str(outcome(folder, data, package, lookups))
    assert time.monotonic() - began < SECONDS / 3


def test_a_text_that_grows_when_read(folder, package, lookups):
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 30) for n in range(6))
    bomb = with_sheet(
        lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + entities + b"]>"
        + xml.replace(b"</sheetData>", b"<row><c><v>&g;</v></c></row></sheetData>")
    )  # fmt: skip
    assert "damaged" in outcome(folder, bomb, package, lookups)


def test_a_cell_of_fifty_megabytes(folder, package, lookups):
    cell = b'<row><c t="inlineStr"><is><t>' + b"x" * 50_000_000 + b"</t></is></c></row>"
    (found,) = outcome(folder, with_rows(cell), package, lookups)
    assert [(p.code, p.line, p.column) for p in found.problems] == [
        (ContributionCode.LONG_CELL, 3, "source_id")
    ]
    assert [row.line for row in found.rows] == [2]
    text = HEADER + b"a," + b"x" * 50_000_000
    assert "larger than 32 MB" in outcome(folder, text, package, lookups)
    (found,) = outcome(folder, text[:20_000_000], package, lookups)
    assert {p.code for p in found.problems} == {ContributionCode.LONG_CELL, Code.MISSING_CELL}


def test_one_endless_label(folder, package, lookups):
    said = outcome(folder, b"a" * 20_000_000, package, lookups)
    assert "no table has such a header" in said and len(said) < 400


@pytest.mark.parametrize("value", [b"1e999", b"NaN", b"9" * 5_000, b"abc", b"-1e300"])
def test_numbers_that_are_none(folder, package, lookups, value):
    outcome(folder, with_rows(b"<row><c><v>", value, b"</v></c></row>"), package, lookups)


def test_what_is_no_file(tmp_path, package):
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "is no regular file"),
        (tmp_path / "none.csv", "no such file"),
        (tmp_path / ("x" * 300), "cannot be read"),
        ("a\0b", "no file can have this name"),
    ):
        with pytest.raises(ContributionError, match=said):
            read_one(str(path), package)


def test_an_endless_standard_input(package, monkeypatch):
    class Stdin:
        class buffer:  # noqa: N801
            read = staticmethod(lambda size: b"a" * size)

    monkeypatch.setattr(sys, "stdin", Stdin)
    with pytest.raises(ContributionError, match="<stdin>: the file is larger than 32 MB"):
        read_one("-", package)


ODD = ["NaN", "sNaN", "-sNaN", "1e999999999", "-1e9999999999999999999", "INF", "9" * 5_000, "１"]


@pytest.mark.parametrize("cell", ODD)
def test_numbers_that_cannot_be_reckoned_with(tmp_path, cell, capsys):
    """In every column of numbers of our tables, and in what a claim says of one."""
    home = mini.write(tmp_path / "p").parent
    numbers = {"claims": ["value"]}
    for resource in descriptor.load(home).resources:
        for field in resource.fields:
            if field.type in ("integer", "number"):
                numbers.setdefault(resource.name, []).append(field.name)
    for table, columns in numbers.items():
        row = mini.rows(table)[0] | dict.fromkeys(columns, cell)
        path = tmp_path / f"{table}.csv"
        path.write_text(",".join(row) + "\n" + ",".join(f'"{value}"' for value in row.values()))
        assert main(["check", str(path), "--package", str(home)]) in (0, 1), table
        assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("cell", ["1", "", *ODD])
@pytest.mark.parametrize("relation", ["exact", "about", "at_least", "at_most"])
def test_a_claim_of_a_number_that_cannot_be_reckoned_with(cell, relation):
    for said in ODD:
        verdicts = {claims._compare(said, cell, relation), claims._compare(cell, said, relation)}
        assert verdicts <= {"same", "coarser", "other"}
