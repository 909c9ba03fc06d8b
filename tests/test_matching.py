"""Names and addresses brought to one form, and when two of them are nearly the same."""

import csv
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from spaceties.matching import likeness
from spaceties.matching.likeness import NameIndex, spelled_alike, titles_alike
from spaceties.matching.match import Matcher
from spaceties.matching.normalize import (
    address,
    core,
    designations,
    fold,
    letters,
    squeeze,
    squeezed,
)
from tests import mini


def test_names_fold_over_case_accents_script_and_punctuation():
    assert fold("Ministère de l’Énergie & Co.") == "ministere de lenergie and co"
    assert fold("Космос-1") == fold("KOSMOS 1") == "kosmos 1"
    assert squeeze("Alsat-1B") == squeeze("ALSAT 1 b")


@given(st.text())
def test_folding_is_done_once_and_gives_plain_words(text):
    folded = fold(text)
    assert folded == fold(folded) and folded.isascii()
    assert folded == " ".join(folded.split())


@given(st.lists(st.text(st.sampled_from("Aa1 \n&+'-.ß\u2019é\u0416")) | st.text()))
def test_many_texts_are_squeezed_as_one_is(texts):
    assert squeezed(texts) == [squeeze(text) for text in texts]


@given(st.permutations(["m\u0301 y\u0301", "x\u0301", "e\u0301", *"abcdmpyz", "Ω"]))
def test_a_mark_joins_the_letter_before_it_and_no_other(texts):
    assert letters(texts) == {"\u0301": "", "ý": "y", "ḿ": "m", "é": "e", "Ω": "O"}


def test_a_name_has_a_core_even_if_all_its_words_say_little():
    assert core("the moon works pty ltd") == "moon works"
    assert core("the company ltd") == "the company ltd"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://example.org/news", "example.org/news"),
        ("http://WWW.Example.org/news/", "example.org/news"),
        (" https://example.org/news#top ", "example.org/news"),
        ("https://example.org", "example.org"),
        ("https://example.org/news?page=2", "example.org/news?page=2"),
        ("https://example.org/News", "example.org/News"),
        ("https://www2.example.org/news", "www2.example.org/news"),
        ("news.pdf", None),
        ("https:///news", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_an_address_is_host_path_and_query(url, plain):
    assert address(url) == plain


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("european space centre", "european space center", True),
        ("the beland rocket company", "beland rockets ltd", True),
        ("works of beland", "beland works", True),
        ("sputnik", "sputnick", True),
        ("unit 1", "unit 2", False),
        ("plant a", "plant b", False),
        ("sputnik", "sputnik 1", False),
        ("institute of sweden", "institute of slovenia", False),
        ("sweden x", "norway x", False),
        ("moon works", "moon", False),
    ],
)
def test_names_are_spelled_alike_word_by_word(one, other, alike):
    assert spelled_alike(one, other) is spelled_alike(other, one) is alike


@pytest.mark.parametrize(
    ("one", "other", "scorer", "threshold", "alike"),
    [
        ("kosmos", "cosmos", fuzz.ratio, likeness.WORD, True),
        ("abcd", "abce", fuzz.ratio, likeness.WORD, True),  # 75, the threshold itself
        ("sweden", "slovenia", fuzz.ratio, likeness.WORD, False),
        ("abcdefghij", "abcdefghik", fuzz.token_sort_ratio, likeness.NAME, True),  # 90
        ("moskva", "moscow", fuzz.token_sort_ratio, likeness.NAME, False),
        ("accord of the lands", "the lands accord on trade", fuzz.token_set_ratio,
         likeness.TITLE, True),
        ("launch of alsat 1", "loan for alsat 1", fuzz.token_set_ratio, likeness.TITLE, False),
        ("organization_id", "organisation_id", fuzz.ratio, likeness.LABEL, True),
        ("country_id", "county", fuzz.ratio, likeness.LABEL, False),
    ],
)  # fmt: skip
def test_each_threshold_lies_between_what_is_alike_and_what_is_not(
    one, other, scorer, threshold, alike
):
    assert (scorer(one, other) >= threshold) is alike
    if threshold == likeness.TITLE and scorer is fuzz.token_set_ratio:
        assert titles_alike(one, other) is alike


words = st.sampled_from(
    ["moon", "mon", "moons", "works", "workes", "rocket", "1", "2", "x", "ltd", "the", "sputnik"]
)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@given(st.lists(names, min_size=1, max_size=8), st.sampled_from(["", "AAA"]))
def test_the_index_finds_what_comparing_all_pairs_finds(texts, block):
    index = NameIndex()
    for row, text in enumerate(texts):
        index.add(row, text, block)
    index.add(99, texts[0], "BBB")
    for text in texts:
        near = [
            row
            for row, other in enumerate(texts)
            if fuzz.token_sort_ratio(core(text), core(other)) >= likeness.NAME
            and spelled_alike(text, other)
        ]
        enough = len(text) >= likeness.SHORTEST
        nearest = index.near(text, block)
        assert set(nearest) <= set(near)
        assert len(nearest) == min(len(near), likeness.CANDIDATES) * enough


@given(st.lists(names, min_size=1, max_size=8))
def test_the_same_name_is_the_same_but_for_spaces(texts):
    bodies = [{"organization_id": str(n), "name": text} for n, text in enumerate(texts)]
    matcher = Matcher("organizations", rows("organizations", *bodies), fast=True)
    start = len(mini.rows("organizations"))
    for place, text in enumerate(texts):
        first = [other.replace(" ", "") for other in texts].index(text.replace(" ", ""))
        match = matcher.match(start + place)
        assert (match.row - start if match else place) == first


def rows(table, *added):
    """Rows of the tiny package and further ones, with all columns."""
    known = mini.rows(table)
    return [*known, *({**dict.fromkeys(known[0], ""), **row} for row in added)]


def test_a_row_matches_an_earlier_one_and_never_a_later_one():
    known = rows("sources", {"source_id": "x", "title": "T", "url": "http://example.org/news/"})
    for order in permutations(known):
        matcher = Matcher("sources", order)
        matches = [matcher.match(place) for place in range(len(order))]
        same = [n for n, row in enumerate(order) if "news" in row["url"]]
        assert [n for n, match in enumerate(matches) if match] == same[1:]
        assert matches[same[1]].row == same[0]
        assert matches[same[1]].why == "the same address"


def test_a_semicolon_parts_other_names_and_no_title():
    other = {"organization_id": "x", "name": "X", "other_names": "Works; BELAND ROCKETS"}
    known = rows("organizations", other | {"country_id": "BBB"})
    assert Matcher("organizations", known).match(len(known) - 1).row == 4
    longer = {"source_id": "x", "title": "Things happened; others did not"}
    assert Matcher("sources", rows("sources", longer)).match(2) is None


def test_near_names_are_left_out_where_it_must_be_fast():
    near = {"organization_id": "x", "name": "Beland Rocket Ltd", "country_id": "BBB"}
    known = rows("organizations", near)
    assert Matcher("organizations", known).match(len(known) - 1).row == 4
    assert Matcher("organizations", known, fast=True).match(len(known) - 1) is None
    known[-1]["name"] = "BELAND  ROCKETS"
    assert Matcher("organizations", known, fast=True).match(len(known) - 1).row == 4


def test_parties_tell_agreements_of_one_title_apart():
    parties = {"lands-accord": {"AAA", "BBB"}, "x": {"AAA"}, "y": {"OLD"}}
    added = [
        {"agreement_id": name, "title": "Accord of the Land", "signed_on": "1999"} for name in "xy"
    ]
    matcher = Matcher(
        "agreements", rows("agreements", *added), lambda name: parties.get(name, set())
    )
    place = len(mini.rows("agreements"))
    match = matcher.match(place)
    assert (match.row, match.why) == (
        1, "nearly the same title, a date that can be the same and parties in common (AAA)"
    )  # fmt: skip
    assert matcher.match(place + 1) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Launch contract for MBZ-SAT", {"mbzsat"}),
        ("Chang’e-6 and GSAT-24, signed in 2021", {"change6", "gsat24"}),
        ("Joint statement of NASA and ISRO in a follow-on", set()),
    ],
)
def test_a_designation_has_a_number_or_capitals_with_a_hyphen(text, found):
    assert designations(text) == found


def test_agreements_of_the_same_parties_on_one_satellite_are_probably_one():
    parties = {name: {"AAA", "BBB"} for name in "xyzv"} | {"w": {"AAA"}}
    told = {"signed_on": "2021-10", "kind": "contract"}
    added = [
        told | {"agreement_id": "x", "title": "Launch contract of the Space Centre for MBZ-SAT"},
        told | {"agreement_id": "y", "title": "Agreement on carrying MBZ-SAT"},
        told | {"agreement_id": "z", "title": "Agreement on carrying MBZ-SAT B", "kind": "grant"},
        told | {"agreement_id": "v", "title": "Order of MBZ-SAT by the land", "signed_on": "2022"},
        told | {"agreement_id": "w", "title": "Offer to lift MBZ-SAT up"},
    ]
    known = rows("agreements", *added)
    matcher = Matcher("agreements", known, lambda name: parties.get(name, set()), fast=True)
    places = range(len(known) - 5, len(known))
    assert [match and match.row for match in map(matcher.match, places)] == [
        None, places[0], None, None, None
    ]  # fmt: skip


@pytest.mark.parametrize(("date", "found"), [("2021-10-29", True), ("2021-10", False)])
def test_agreements_of_the_same_day_kind_and_parties_are_probably_one(date, found):
    told = {"signed_on": date, "kind": "treaty"}
    added = [
        told | {"agreement_id": "x", "title": "Convention on tracking"},
        told | {"agreement_id": "y", "title": "Exchange of notes about a station"},
    ]
    known = rows("agreements", *added)
    matcher = Matcher("agreements", known, lambda name: {"AAA"} if name in "xy" else set())
    match = matcher.match(len(known) - 1)
    assert (match and match.why) == ("the same day, kind and parties" if found else None)


def test_no_two_organizations_of_the_tables_are_nearly_the_same():
    with (mini.ROOT / "tables" / "organizations.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))
    index = NameIndex()
    for row, body in enumerate(known):
        index.add(row, fold(body["name"]), body["country_id"])
    for row, body in enumerate(known):
        near = index.near(fold(body["name"]), body["country_id"])
        assert near == [row] * (len(fold(body["name"])) >= likeness.SHORTEST), body["name"]
