"""Vague dates: what they may mean, how they compare, and GCAT's form of them."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceties.datapackage import edtf as dates


def _pattern() -> str:
    """The pattern that the descriptor gives for vague dates."""
    path = Path(__file__).parent.parent / "datapackage.json"
    countries = json.loads(path.read_text("utf-8"))["resources"][0]
    fields = {field["name"]: field for field in countries["schema"]["fields"]}
    return fields["started_on"]["constraints"]["pattern"]


PATTERN = _pattern()
days = st.dates(date(1, 1, 1), date(9998, 12, 31))
marks = st.sampled_from(["", "?", "~", "%"])


@st.composite
def singles(draw) -> str:
    """EDTF dates without a slash, of every precision."""
    day, mark = draw(days), draw(marks)
    return draw(
        st.sampled_from(
            [
                f"{day.year:04}{mark}",
                f"{day.year:04}-{day.month:02}{mark}",
                f"{day.isoformat()}{mark}",
                f"{day.year:04}-{draw(st.integers(21, 24))}{mark}",
                f"{max(day.year // 10, 1):03}X",
            ]
        )
    )


edtf = st.one_of(
    singles(),
    singles().map(lambda text: f"{text}/.."),
    singles().map(lambda text: f"../{text}"),
    st.tuples(singles(), singles()).map(lambda pair: "/".join(sorted(pair))),
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2016-01-15", "2016-01-15", "2016-01-15", "day"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("1977", "1977-01-01", "1977-12-31", "year"),
        ("196X", "1960-01-01", "1969-12-31", "decade"),
        ("2012-21", "2012-03-01", "2012-05-31", "season"),
        ("2012-22", "2012-06-01", "2012-08-31", "season"),
        ("2012-23", "2012-09-01", "2012-11-30", "season"),
        ("2011-24", "2011-12-01", "2012-02-29", "season"),
        ("2018-10/2019-09", "2018-10-01", "2019-09-30", "interval"),
        ("2018/2018-06", "2018-01-01", "2018-06-30", "interval"),
        ("1998/..", "1998-01-01", None, "interval"),
        ("../1998", None, "1998-12-31", "interval"),
    ],
)
def test_what_a_date_may_mean(text, earliest, latest, precision):
    found = dates.parse(text)
    assert (found.earliest and found.earliest.isoformat()) == earliest
    assert (found.latest and found.latest.isoformat()) == latest
    assert found.precision == precision
    assert not found.uncertain and not found.approximate


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [("2024-03-15?", True, False), ("1977~", False, True), ("1977-05%", True, True),
     ("1950?/1959", True, False), ("2012-23~", False, True)],
)  # fmt: skip
def test_marks_are_flags_and_widen_nothing(text, uncertain, approximate):
    found, plain = dates.parse(text), dates.parse(re.sub("[?~%]", "", text))
    assert (found.uncertain, found.approximate) == (uncertain, approximate)
    assert (found.earliest, found.latest) == (plain.earliest, plain.latest)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no EDTF date"),
        ("May 2012", "expected such as 2012"),
        ("2012-7", "no EDTF date"),
        ("196x", "no EDTF date"),
        ("196X?", "no EDTF date"),
        ("2012-02-30", "no day of the calendar"),
        ("2012-13", "no day of the calendar"),
        ("2012-25", "no day of the calendar"),
        ("0000", "no day of the calendar"),
        ("9999-24", "outside the years"),
        ("../..", "open at both ends"),
        ("2014/2012", "ends before it begins"),
        ("2012/", "no EDTF date"),
        ("2012/2013/2014", "no EDTF date"),
        ("2012-01-01T10:00", "no EDTF date"),
        ("２０１２", "no EDTF date"),
    ],
)
def test_what_is_no_date_is_said(text, said):
    with pytest.raises(ValueError, match=re.escape(said)) as error:
        dates.parse(text)
    assert repr(text) in str(error.value)


@given(edtf)
def test_earliest_is_not_after_latest(text):
    try:
        found = dates.parse(text)
    except ValueError as error:
        # Sorting texts does not always sort the dates they stand for.
        assert "ends before it begins" in str(error)
        return
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest


@given(days)
def test_day_round_trip(day):
    assert dates.parse(day.isoformat()) == dates.Interval(day, day, "day")


@given(edtf, edtf)
def test_certainly_before_implies_possibly_before_and_excludes_the_reverse(a, b):
    try:
        first, second = dates.parse(a), dates.parse(b)
    except ValueError:
        return
    if dates.certainly_before(first, second):
        assert dates.possibly_before(first, second)
        assert not dates.possibly_before(second, first)
    assert not dates.certainly_before(first, first)


@given(days, st.integers(1, 400))
def test_days_are_ordered(day, gap):
    first = dates.parse(day.isoformat())
    later = dates.parse(min(day + timedelta(gap), date.max).isoformat())
    assert dates.certainly_before(first, later)
    assert not dates.possibly_before(later, first)


def test_overlap_is_possible_both_ways():
    year, month = dates.parse("2016"), dates.parse("2016-05")
    assert dates.possibly_before(year, month) and dates.possibly_before(month, year)
    assert not dates.certainly_before(year, month)
    assert dates.possibly_before(dates.parse("2016/.."), dates.parse("../2017"))
    assert not dates.certainly_before(dates.parse("1998/.."), dates.parse("2010"))


@given(st.from_regex(PATTERN, fullmatch=True))
def test_the_pattern_of_the_descriptor_and_the_parser_agree(text):
    """What the pattern admits parses, save for what no pattern can see: the calendar and order."""
    try:
        dates.parse(text)
    except ValueError as error:
        assert any(
            reason in str(error)
            for reason in ("calendar", "ends before it begins", "outside the years")
        )


@given(edtf)
def test_what_parses_fits_the_pattern_of_the_descriptor(text):
    try:
        dates.parse(text)
    except ValueError:
        return
    assert re.fullmatch(PATTERN, text)


@pytest.mark.parametrize(
    ("text", "edtf_text", "time"),
    [
        ("1957 Oct  4 1928:34", "1957-10-04", "19:28:34"),
        ("2016 Jan 15 1657", "2016-01-15", "16:57"),
        ("2016 Jan 15 0043:14.25", "2016-01-15", "00:43:14"),
        ("2016 Jan 15 12h", "2016-01-15", ""),
        ("2024 Mar 15", "2024-03-15", ""),
        ("2024 Mar 15?", "2024-03-15?", ""),
        ("2024 Feb?", "2024-02?", ""),
        ("1993 Jun", "1993-06", ""),
        ("2025 jan  3?", "2025-01-03?", ""),
        ("2025 Oct    -", "2025-10", ""),
        ("1956 Q1", "1956-01/1956-03", ""),
        ("1956 Q4?", "1956-10?/1956-12?", ""),
        ("1990s", "199X", ""),
        ("1990s?", "1990?/1999?", ""),
        ("1971?", "1971?", ""),
        ("700?", "0700?", ""),
        (" 1921 ", "1921", ""),
        ("-", "", ""),
        ("*", "", ""),
        ("?", "", ""),
        ("", "", ""),
    ],
)
def test_vague_dates(text, edtf_text, time):
    found = dates.from_vague(text)
    assert (found.edtf, found.time) == (edtf_text, time)
    assert not found.time_uncertain
    if edtf_text:
        dates.parse(edtf_text)


def test_a_question_mark_after_a_time_is_of_the_time():
    found = dates.from_vague("1966 Feb 11 1800?")
    assert found == dates.VagueDate("1966-02-11", "18:00", True)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2016 Foo", "2016 Feb 30", "2016 Jan 15 2461", "2016 Jan 15 1660",
     "2016 Jan 15 1659:60", "2016 Q5", "2016-01-15", "15 Jan 2016", "2016 Jan 15 24h"],
)  # fmt: skip
def test_unreadable_vague_dates(text):
    with pytest.raises(ValueError, match=re.escape(text.split()[0]) + "|Foo"):
        dates.from_vague(text)


@given(days, st.times(), st.sampled_from(["", "?"]))
def test_vague_round_trip(day, time, mark):
    name = dates.MONTHS[day.month - 1]
    assert dates.from_vague(f"{day.year} {name}{mark}").edtf == f"{day:%Y-%m}".zfill(7) + mark
    text = f"{day.year} {name} {day.day:2} {time:%H%M}:{time:%S}"
    found = dates.from_vague(text + mark)
    assert dates.parse(found.edtf).earliest == day
    assert (found.time, found.time_uncertain) == (f"{time:%H:%M:%S}", bool(mark))
