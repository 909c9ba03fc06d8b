"""Words that stand for a missing value: never a name, a code or an id, and never written where they
may mean something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute.check import check, write_copies
from spaceties.datapackage import descriptor
from spaceties.datapackage.report.absent import ABSENT, is_absent
from tests import mini
from tests.contributions import GOOD, good
from tests.datapackages import field, table, write
from tests.test_hints import csv_text, lines

WORDS = (
    "NA", "N/A", "n.a.", "NaN", "nan", "null", "NULL", "None", "#N/A", "<NA>", "(none)", "pd.NA",
    "NaT", "1.#QNAN", "-nan", r"\N", "-", "--", "–", "—", "?", "...", "…", "n. a.", "no data",
    "not available", "tbd", "k. A.", "keine Angabe", "unbekannt", "s/o", "non disponible",
    "sin datos", "n/d", "desconhecido", "non disponibile", "n.v.t.", "brak danych", "нет данных",
    "н/д", "немає даних", "未知", "不詳", "不明", "해당 없음", "bilinmiyor", "غير معروف", "अज्ञात",
)  # fmt: skip
OTHERS = (
    "NP", "SO", "KA", "BD", "NC", "Nauru", "Nana", "NASA", "No", "N", "X", "+", "0", "00", "12-",
    "A.", "Ann", "Nathan", "1", "無量", "Unknowns", "Nullarbor", "T-B-D", "Nonesuch",
)  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return descriptor.load(mini.write(tmp_path_factory.mktemp("mini")))


def sent(tmp_path, rows, name="organizations"):
    path = tmp_path / f"{name}.csv"
    path.write_text(csv_text(*lines(rows)), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("word", WORDS)
def test_words_for_a_missing_value_are_known(word):
    assert is_absent(word)


@pytest.mark.parametrize("word", OTHERS)
def test_codes_and_names_that_look_like_them_are_not(word):
    assert not is_absent(word)


@settings(max_examples=200)
@given(st.sampled_from(sorted(ABSENT)), st.sampled_from([str.upper, str.title, str.lower]))
def test_case_and_brackets_leave_a_word_what_it_is(word, case):
    assert is_absent(case(word)) or case(word).casefold() != word
    assert is_absent(f"({word})")
    assert is_absent(f"<{word}>")


def test_a_word_for_a_missing_value_is_never_a_name_or_an_id(tmp_path, package):
    """Each word in a row of its own, by the line of which it is known."""
    optional = ("native_name", "parent_id", "successor_id", "founded_on")
    words = [word for word in WORDS if word != "#N/A"]
    rows = [
        good("organizations", organization_id=f"org-{n}", name=f"Name {n}", short_name="",
             gcat_code="", **dict.fromkeys(optional, word))
        for n, word in enumerate(words)
    ]  # fmt: skip
    path = sent(tmp_path, rows)
    told, fixed = check(package, [path]), check(package, [path], fix=True)
    for line, word in enumerate(words, 2):
        assert {p.column for p in told.report.problems if p.line == line} == {*optional}, word
        fixes = [fix for fix in fixed.fixes if fix.line == line]
        assert {fix.after for fix in fixes} == {""}, word
        assert {fix.column for fix in fixes} >= {"parent_id", "successor_id", "founded_on"}, word
        left = {p.column: p.severity for p in fixed.report.problems if p.line == line}
        assert left in ({}, {"native_name": "warning"}), word  # it may be a name
    lines = {p.line for p in (*told.report.problems, *fixed.report.problems)}
    assert lines <= {*range(2, len(words) + 2)}


def test_a_code_that_is_such_a_word_is_not_chosen(tmp_path):
    namibia = good("countries", country_id="NAM", name="Namibia", iso_alpha2="NA", gcat_code="NB")
    package = descriptor.load(
        mini.write(tmp_path / "m", {"countries": [*mini.rows("countries"), namibia]})
    )
    site = good("launch_sites", country_id="NA")
    told = check(package, [sent(tmp_path, [site], "launch_sites")], fix=True)
    assert told.fixes == []
    assert [p.hint for p in told.report.problems] == [
        '"" (stands for a missing value) or "NAM" (two-letter code of a country, unless it stands '
        "for a missing value)"
    ]
    state = sent(tmp_path, [{**namibia, "name": "Republic of Namibia"}], "countries")
    assert not [p for p in check(package, [state]).report.problems if p.code == "F340"]


def test_what_may_be_an_abbreviation_is_not_emptied(tmp_path, package):
    row = good("organizations", name="Nordic Aerospace", short_name="NA", native_name="Unknown")
    told = check(package, [sent(tmp_path, [row])], fix=True)
    assert told.fixes == []
    assert {(p.code, p.column) for p in told.report.problems} == {
        ("F340", "short_name"), ("F340", "native_name")
    }  # fmt: skip


def test_a_required_text_is_not_emptied(tmp_path, package):
    path = sent(tmp_path, [good("organizations", name="null")])
    told = check(package, [path], fix=True)
    assert (told.fixes, [p.code for p in told.report.problems]) == ([], ["F340"])


def test_a_row_is_never_its_own_parent(tmp_path, package):
    own = GOOD["organizations"]["name"]
    told = check(package, [sent(tmp_path, [good("organizations", parent_id=own)])], fix=True)
    assert told.fixes == []
    assert [(p.code, p.column, p.hint) for p in told.report.problems] == [
        ("K205", "parent_id", None)
    ]


def test_words_of_other_packages_are_their_own(tmp_path):
    resources = [table("t", ["id", field("v", "number"), "w"], primaryKey=["id"])]
    other = descriptor.load(write(tmp_path / "p", resources, {"t.csv": "id,v,w\n"}))
    path = tmp_path / "sent.csv"
    path.write_text("id,v,w\n1,NaN,NA\n", encoding="utf-8")
    assert check(other, [str(path)]).report.problems == []


@pytest.mark.parametrize("text", ["NaN", "INF", "-INF", "1e999", "-1e400"])
def test_a_number_that_nothing_holds_is_told_at_its_cell(tmp_path, package, text):
    told = check(package, [sent(tmp_path, [good("indicators", value=text)], "indicators")])
    (problem,) = told.report.problems
    assert (problem.code, problem.column, problem.line) == ("X606", "value", 2)
    assert (problem.value, told.fixes) == (text, [])


def test_what_is_no_number_is_missing_where_it_may_be(tmp_path, package):
    told = check(package, [sent(tmp_path, [good("satellites", mass_kg="NaN")], "satellites")])
    assert [(fix.column, fix.after) for fix in told.fixes] == [("mass_kg", "")]


@pytest.mark.parametrize("text", [str(2**63), "9" * 30, "1" + "0" * 400])
def test_a_whole_number_beyond_64_bits_is_told_at_its_cell_alone(tmp_path, package, text):
    told = check(package, [sent(tmp_path, [good("spending", amount=text)], "spending")])
    assert [(p.code, p.column, p.value) for p in told.report.problems] == [("X606", "amount", text)]


def test_a_mended_copy_has_nothing_left_to_mend(tmp_path, package):
    words = {"native_name": "null", "parent_id": "N/A", "founded_on": "—"}
    path = sent(tmp_path, [good("organizations", **words)])
    copy = tmp_path / "copy.csv"
    write_copies(check(package, [path], fix=True), copy)
    again = check(package, [str(copy)])
    assert (again.report.problems, again.fixes) == ([], [])
