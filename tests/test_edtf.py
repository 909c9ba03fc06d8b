"""Vague dates: what they may mean, as texts and as columns."""

import json
import re
from datetime import date
from pathlib import Path

import pyarrow as pa
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
    interval = dates.parse(text)
    assert (interval.earliest and interval.earliest.isoformat()) == earliest
    assert (interval.latest and interval.latest.isoformat()) == latest
    assert interval.precision == precision
    assert not interval.uncertain and not interval.approximate


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [("2024-03-15?", True, False), ("1977~", False, True), ("1977-05%", True, True),
     ("1950?/1959", True, False), ("2012-23~", False, True)],
)  # fmt: skip
def test_marks_are_flags_and_widen_nothing(text, uncertain, approximate):
    marked, plain = dates.parse(text), dates.parse(re.sub("[?~%]", "", text))
    assert (marked.uncertain, marked.approximate) == (uncertain, approximate)
    assert (marked.earliest, marked.latest) == (plain.earliest, plain.latest)


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


@given(days)
def test_day_round_trip(day):
    assert dates.parse(day.isoformat()) == dates.Interval(day, day, "day")


@given(edtf)
def test_the_span_is_the_bounds_with_open_ends_at_the_ends_of_the_calendar(text):
    span = dates.span(text)
    if span is None:
        with pytest.raises(ValueError, match="ends before it begins"):
            dates.bounds(text)
        return
    first, last = span
    assert first <= last
    assert dates.bounds(text) == (
        None if text.startswith("..") else first,
        None if text.endswith("..") else last,
    )
    assert (first == date.min) >= text.startswith("..")
    assert (last == date.max) >= text.endswith("..")


@pytest.mark.parametrize("text", ["", "x", "2012-02-30", "2014/2012", "../.."])
def test_what_is_no_date_has_no_span_and_no_bounds(text):
    assert dates.span(text) is None
    with pytest.raises(ValueError, match=r"date|calendar|before|open"):
        dates.bounds(text)


@given(st.lists(st.one_of(st.none(), singles(), singles().map("{}/..".format)), max_size=8),
       st.integers(0, 8))  # fmt: skip
def test_the_bounds_of_a_column_are_those_of_its_cells(texts, cut):
    """However it is cut into chunks, with repeats and gaps, empty as well."""
    column = pa.chunked_array([texts[:cut], [], texts[cut:], texts[:cut]], pa.string())
    whole = [*texts, *texts[:cut]]
    for read in (dates.bounds, dates.span):
        expected = [(None, None) if text is None else read(text) for text in whole]
        columns = [end.to_pylist() for end in dates.column_bounds(column, read)]
        assert list(zip(*columns, strict=True)) == expected


def test_a_column_with_what_is_no_date_is_refused_or_has_a_gap():
    column = pa.chunked_array([["2012", "x", ""]])
    with pytest.raises(ValueError, match="no EDTF date"):
        dates.column_bounds(column)
    first, _ = dates.column_bounds(column, dates.span)
    assert first.to_pylist() == [date(2012, 1, 1), None, None]


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
