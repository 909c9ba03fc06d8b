"""A mistake that stands in several cells of a contribution is told once, with all its places."""

import pytest

from spaceties.contribute.check import check
from spaceties.datapackage import descriptor
from tests import mini
from tests.contributions import GOOD, PARTIES, good, lines, text
from tests.test_contributions_corpus import send, sheets


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("package")))


@pytest.fixture
def told(tiny, tmp_path, monkeypatch):
    """What is told of sheets of a workbook, or of files."""
    monkeypatch.chdir(tmp_path)

    def run(*files, fix=False, **rows):
        names = [*files] or [send(sheets(**rows), "rows.xlsx")]
        checked = check(tiny, names, fix=fix)
        problems = [p for p in checked.report.problems if p.code != "D590"]
        return problems, checked

    return run


AGREEMENT = GOOD["agreements"]


def test_an_id_that_no_row_has_is_told_once_for_all_sheets(told):
    problems, checked = told(
        agreements=[AGREEMENT],
        agreement_parties=[*PARTIES, {**PARTIES[0], "organization_id": "NAZA"}],
        indicators=[good("indicators", organization_id="NAZA")],
        spending=[
            good("spending", organization_id="NAZA"),
            good("spending", spending_id="other", organization_id="NAZA", subject="Else"),
        ],
    )
    (one,) = problems
    assert (one.code, one.file, one.line) == ("K205", "rows.xlsx [agreement_parties]", 4)
    assert one.message.endswith("3 more cells: [indicators] line 2; [spending] lines 2-3")
    assert [(p.code, p.table, p.line) for p in checked.repeats] == [
        ("K205", "indicators", 2), ("K205", "spending", 2), ("K205", "spending", 3),
    ]  # fmt: skip


def test_an_id_that_is_none_is_told_where_it_is_given(told):
    bad = {"agreement_id": "Data Pact"}
    problems, _ = told(
        agreement_parties=[row | bad for row in PARTIES], agreements=[AGREEMENT | bad]
    )
    (one,) = problems
    assert (one.code, one.table, one.line) == ("S105", "agreements", 2)
    assert one.message.endswith("2 more cells: [agreement_parties] lines 2-3")


def test_two_columns_of_one_row_may_hold_the_same_mistake(told):
    row = good("organizations", parent_id="Nowhere", successor_id="Nowhere")
    (one,), _ = told(organizations=[row])
    assert (one.column, one.message.partition("; ")[2]) == (
        "parent_id", "the same stands in 1 more cell: line 2 successor_id",
    )  # fmt: skip


def test_what_is_meant_otherwise_is_told_by_itself(told):
    """NA in a column that may be empty is none, in another it is not known."""
    rows = [
        good("launch_sites", country_id="XX"),
        good("launch_sites", site_id="B", country_id="XY"),
    ]
    problems, _ = told(launch_sites=rows)
    assert [p.line for p in problems] == [2, 3]


def test_a_slip_in_the_id_itself_is_told_once_and_says_where_the_other_is(told):
    slip = {"agreement_id": AGREEMENT["agreement_id"].replace("data", "dada")}
    (one,), _ = told(agreements=[AGREEMENT | slip], agreement_parties=PARTIES)
    assert (one.code, one.table) == ("K205", "agreement_parties")
    assert one.hint == f'"{slip["agreement_id"]}", as line 2 of rows.xlsx [agreements] has it'


def test_fixes_are_made_in_all_places(told):
    rows = {
        "launch_sites": [good("launch_sites", country_id="Beland")],
        "spending": [good("spending", organization_id="Beland")],
        "indicators": [good("indicators", organization_id="Beland")],
    }
    problems, checked = told(**rows)
    assert len(checked.fixes) == 3
    assert [p.table for p in problems] == ["launch_sites", "spending"]  # of two tables
    assert told(fix=True, **rows)[0] == []


def test_what_a_row_lacks_of_which_the_key_is_wrong_is_not_told(told):
    """The row that is meant may be there, with its act and all else."""
    row = "agreement_id,organization_id,joined_on\nlands-accord,{},2012\n"
    (lost,), _ = told(send(row.format("COMC"), "a.csv"))
    assert (lost.code, lost.hint) == ("K205", '"COMB"')
    found, _ = told(send(row.format("COMB"), "b.csv"))
    assert {p.code for p in found} - {"K207"}


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("COMC", 'is "COMB" meant? The table has no COMC, and the file has no columns '),
        ("Beland Rockets", 'is "COMB" (name of an organization) meant? The table has no Beland'),
        ("nothing-like-it", "the file has no columns "),
    ],
)
def test_a_correction_of_no_row_says_which_may_be_meant(key, hint, told):
    problems, _ = told(send(f"organization_id,short_name\n{key},BR\n", "a.csv"))
    lacking = [p for p in problems if p.code == "S102"]
    assert len(lacking) == 1 and lacking[0].hint.startswith(hint)
    assert set(lacking[0].column.split(", ")) == {"name", "kind", "source_id"}


def test_a_column_that_a_file_lacks_is_told_once(told):
    rows = [
        {**GOOD["indicators"], "indicator_id": f"new-{n}", "as_of": f"{n}"}
        for n in range(1990, 2000)
    ]
    lack = [{k: v for k, v in row.items() if k != "unit"} for row in rows]
    found, checked = told(send(text(lines(lack)), "a.csv"))
    (one,) = [p for p in found if p.code == "S102"]
    assert (one.line, one.column, one.hint) == (2, "unit", "the file has no column unit")
    assert one.message == "is required; so it is with 9 more rows: lines 3-11"
    assert [p.line for p in checked.repeats] == [*range(3, 12)]


def test_places_without_end_are_cut_and_all_are_in_the_json(told):
    rows = [
        {**GOOD["indicators"], "indicator_id": f"n{n}", "organization_id": ("NAZA", "AAA")[n % 2]}
        for n in range(200)
    ]
    found, checked = told(send(text(lines(rows)), "a.csv"))
    (one,) = [p for p in found if p.code == "K205"]
    assert one.message.endswith(", …") and len(one.message) < 400
    assert len([p for p in checked.repeats if p.code == "K205"]) == 99
