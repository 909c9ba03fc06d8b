"""One cause, one problem: lines that are no rows, texts that were damaged, numbers in doubt."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute import check
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage import descriptor
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.report import garbled as garbled_text
from tests import mini
from tests.contributions import GOOD, good, text

ROW = good("spending", note="")
NEXT = good("spending", note="", spending_id="aaa-2", series="b")
HEAD = list(ROW)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


def checked(tmp_path, package, content, **options):
    path = tmp_path / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check.check(package, [str(path)], table="spending", **options)


def found(result):
    return [
        (p.code, p.line, p.column, p.severity) for p in result.report.problems if p.code != "D590"
    ]


def cells(result):
    return [row.cells for _, (one,) in result.files for row in one.rows]


def csv_of(*rows, delimiter=","):
    return text([HEAD, *(list(row.values()) for row in rows)], delimiter=delimiter)


def test_a_conflict_of_git_is_one_problem(tmp_path, package):
    mine, head = csv_of(ROW).splitlines()[1], csv_of().strip()
    theirs = csv_of(NEXT).splitlines()[1]
    content = f"{head}\n<<<<<<< HEAD\n{mine}\n=======\n{theirs}\n>>>>>>> branch, b\n"
    result = checked(tmp_path, package, content)
    assert found(result) == [("F341", 2, None, "error")]
    assert "lines 2 to 6" in result.report.problems[0].message
    for mark in ("=======", ">>>>>>> b", "<<<<<<< HEAD", "||||||| base"):
        result = checked(tmp_path, package, f"{head}\n{mine}\n{mark}\n")
        assert found(result) == [("F341", 3, None, "error")]
    with pytest.raises(ContributionError, match="merge conflict"):
        checked(tmp_path, package, f"<<<<<<< HEAD\n{head}\n=======\n{head}\n>>>>>>> b\n{mine}\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_again_is_no_row(tmp_path, package, delimiter):
    one, other = csv_of(ROW, delimiter=delimiter), csv_of(NEXT, delimiter=delimiter)
    result = checked(tmp_path, package, one.encode() + other.encode("utf-8-sig"))
    assert found(result) == [("F342", 3, None, "warning")]
    assert [row["spending_id"] for row in cells(result)] == [ROW["spending_id"], "aaa-2"]


def test_below_another_header_nothing_is_read(tmp_path, package):
    other = GOOD["agreement_parties"]
    content = csv_of(ROW) + text([list(other), list(other.values())])
    result = checked(tmp_path, package, content)
    assert found(result) == [("F342", 3, None, "error")]


def test_a_second_row_of_a_key_with_a_few_cells_is_one_problem(tmp_path, package):
    part = dict.fromkeys(HEAD, "") | {"spending_id": ROW["spending_id"], "note": "more"}
    result = checked(tmp_path, package, csv_of(ROW, part))
    assert found(result) == [("K201", 3, "spending_id", "error")]


@pytest.mark.parametrize("label", ["", "Unnamed: 0", "X", "...1"])
@pytest.mark.parametrize("start", [0, 1])
def test_numbers_of_rows_are_left_out(tmp_path, package, label, start):
    rows = [[label, *HEAD], [start, *ROW.values()], [start + 1, *NEXT.values()]]
    result = checked(tmp_path, package, text([[str(cell) for cell in row] for row in rows]))
    assert found(result) == [("F317", 1, label or None, "warning")]


def test_all_rows_of_another_width_are_one_problem(tmp_path, package):
    row_names = text([HEAD, ["1", *ROW.values()], ["2", *NEXT.values()]])
    result = checked(tmp_path, package, row_names)
    assert found(result) == [("F343", 2, None, "error")]
    assert "row.names" in result.report.problems[0].hint
    parted = ";".join(HEAD) + "\n" + "\n".join(csv_of(ROW, NEXT).splitlines()[1:])
    result = checked(tmp_path, package, parted)
    assert found(result) == [("F343", 2, None, "error")]
    assert "commas" in result.report.problems[0].hint


def test_a_delimiter_at_the_end_of_lines_is_nothing(tmp_path, package):
    head, *rows = csv_of(ROW, NEXT).splitlines()
    content = "\n".join([head, *(row + "," for row in rows)])
    assert found(checked(tmp_path, package, content)) == []


def test_a_quote_that_swallows_rows_is_told(tmp_path, package):
    rows = [good("spending", spending_id=f"aaa-{n}", series=f"s{n}", note="x") for n in range(4)]
    content = csv_of(*rows).split("\n")
    content[1] = content[1].replace(",x", ',"x')
    content[3] = content[3].replace(",x", ',x"')
    result = checked(tmp_path, package, "\n".join(content))
    assert ("F344", 2, "note", "warning") in found(result)


def test_a_note_of_several_lines_is_none(tmp_path, package):
    note = "first, of two\nsecond, of\ntwo, or three"
    assert found(checked(tmp_path, package, csv_of(good("spending", note=note)))) == []


@pytest.mark.parametrize("all_lines", [True, False])
def test_lines_that_are_one_cell_each_are_rows(tmp_path, package, all_lines):
    row = good("spending", note='of "a, b"')
    wrapped = [
        '"' + line.replace('"', '""') + '"' if all_lines or '"' in line else line
        for line in csv_of(row).splitlines()
    ]
    result = checked(tmp_path, package, "\r\n".join(wrapped))
    assert [problem[0] for problem in found(result)] == ["F345"]
    assert {**row, **cells(result)[0]} == cells(result)[0]


def test_blanks_before_cells_are_none_of_them(tmp_path, package):
    content = "\n".join(
        ", ".join(f'"{cell}"' if n else cell for cell in row)
        for n, row in enumerate([HEAD, ROW.values()])
    )
    result = checked(tmp_path, package, content)
    assert found(result) == []
    assert {**ROW, **cells(result)[0]} == cells(result)[0]


@pytest.mark.parametrize("delimiter", ["^", "~", "，", "；"])
def test_other_delimiters_are_known(tmp_path, package, delimiter):
    content = "\n".join(delimiter.join(row) for row in [HEAD, ROW.values()])
    assert found(checked(tmp_path, package, content)) == []


DAMAGED = {
    "Agence fran\ufffdaise": "look the text up in the source",
    "Cr?dits": "look the text up in the source",
    "??????? agency": "look the text up in the source",
    "Lab &amp; Co": '"Lab & Co"',
    "d&#233;j&agrave;": '"déjà"',
    "caf\\u00e9": '"café"',
    "bullet \uf0b7 x": "look the text up in the source",
    "ﬁnance": '"finance"',
}


@pytest.mark.parametrize("note", DAMAGED)
def test_damaged_text_is_told(tmp_path, package, note):
    result = checked(tmp_path, package, csv_of(good("spending", note=note)))
    assert [(p.code, p.column, p.hint) for p in result.report.problems] == [
        ("F346", "note", DAMAGED[note])
    ]


WORDS = ["Crédits", "Łódź", "Национальное агентство", "宇宙機関", "Türkiye’de", "“naïve” – 5 °C"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp1251", "mac-roman"])
def test_utf8_that_was_read_in_a_code_page_is_read_once(word, page):
    try:
        damaged = word.encode().decode(page)
    except UnicodeDecodeError:
        pytest.skip("the code page has no such bytes")
    assert garbled_text.read_once(damaged) == word


def test_no_text_of_the_tables_is_damaged():
    package = descriptor.load(mini.ROOT)
    for table in package.resources:
        cells = {cell for row in read_rows(package, table) for cell in row.cells.values()}
        assert not [cell for cell in cells if garbled_text.what_happened(cell)]


@settings(derandomize=True, max_examples=200)
@given(st.text(st.characters(codec="cp1252", exclude_categories=("C", "S", "P", "Z", "N"))))
def test_western_words_are_not_taken_for_utf8(word):
    assert garbled_text.read_once(word) == word


@given(st.text(st.characters(codec="ascii")))
@settings(derandomize=True, max_examples=100)
def test_an_entity_is_told_only_if_it_says_something_else(text_):
    if html.unescape(text_) == text_:
        assert "entities" not in str(garbled_text.what_happened(text_))


SATELLITE = "satellite_id;perigee_km;apogee_km;inclination_deg\n"


@pytest.mark.parametrize(
    ("row", "told", "fixed"),
    [
        ("35.786;35.800,5;0,1", {"perigee_km": "F347"}, []),
        ("35.786;800.5;0,1", {}, ["inclination_deg"]),
        ("35.786;35.800;1", {}, []),
        ("0.786;35,5;1,1", {}, ["apogee_km", "inclination_deg"]),
        ("35,786;35,5;1,1", {}, ["perigee_km", "apogee_km", "inclination_deg"]),
    ],
)
def test_the_file_decides_what_a_point_is(tmp_path, package, row, told, fixed):
    path = tmp_path / "rows.csv"
    path.write_text(f"{SATELLITE}S20001;{row}\n")
    result = check.check(package, [str(path)])
    codes = {p.column: p.code for p in result.report.problems if p.code == "F347"}
    assert codes == told
    assert [fix.column for fix in result.fixes] == fixed


@pytest.mark.parametrize(
    "amount", ["72,000,000.00", "72.000.000,00", "72,000.00", "72 000 000,00", "72'000.00"]
)
def test_money_without_cents_is_read(tmp_path, package, amount):
    result = checked(tmp_path, package, csv_of(ROW | {"amount": amount}, delimiter="\t"))
    assert [fix.after for fix in result.fixes] == [
        "".join(sign for sign in amount[:-3] if sign.isdigit())
    ]
