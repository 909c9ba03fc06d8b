"""GCAT's vague dates and times as EDTF."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceties.datapackage import edtf
from spaceties.importers.gcat import dates

days = st.dates(date(1, 1, 1), date(9998, 12, 31))


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
def test_what_a_vague_date_is_in_edtf(text, edtf_text, time):
    assert dates.from_vague(text) == dates.GcatDate(edtf_text, time)
    if edtf_text:
        edtf.parse(edtf_text)


def test_a_question_mark_after_a_time_is_of_the_time():
    assert dates.from_vague("1966 Feb 11 1800?") == dates.GcatDate("1966-02-11", "18:00", True)


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
    assert dates.from_vague(text + mark) == dates.GcatDate(
        day.isoformat(), f"{time:%H:%M:%S}", bool(mark)
    )
