"""Formats of text: read by the standard library, and as the libraries of frictionless do."""

from __future__ import annotations

import re

import pytest
import rfc3986
import validators
from dateutil.parser import isoparse
from hypothesis import given
from hypothesis import strategies as st
from rfc3986.exceptions import RFC3986Exception

from spaceties.datapackage.cells import reader
from spaceties.datapackage.model import Field

SEEDS = {
    "email": ["a@b.org", "a.b-c@d.example.co.uk", '"a b"@c.org', "é@müller.de", "a@[1.2.3.4]"],
    "uri": ["http://a.b/c?d#e", "mailto:a@b.c", "//a/b", "x-y+z.:", "urn:a:b"],
    "uuid": ["2bc1c94f-0deb-43e9-92a1-4775189ec9f8", "{2bc1c94f0deb43e992a14775189ec9f8}"],
    "datetime": [
        "2016-01-05T10:00:00", "2016-01-05 10:00:00.123Z", "2016-01-05T10:00:00,5+01:00",
        "2016-12-31T24:00:00z", "2016-W01-5T10:00:00-0130", "2016-02-29T24:00:00.00+05",
    ],
}  # fmt: skip
PIECES = st.sampled_from([*'aZzTW0123459 .,:@-+_#/{}"\\éſ日', "", "24", "60", "\x01"])


@st.composite
def misspelt(draw, kind):
    text = draw(st.sampled_from(SEEDS[kind]))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(PIECES) + text[at + draw(st.integers(0, 1)) :]
    return text


def with_scheme(text: str) -> bool:
    validator = rfc3986.validators.Validator().require_presence_of("scheme")
    try:
        validator.validate(rfc3986.uri_reference(text))
    except RFC3986Exception:
        return False
    return True


KNOWN = {"email": validators.email, "uuid": validators.uuid, "uri": with_scheme}


@pytest.mark.parametrize("kind", KNOWN)
@given(data=st.data())
def test_formats_of_text_are_those_of_their_libraries(kind, data):
    text = data.draw(misspelt(kind))
    read = reader(Field("f", "string", kind))(text)
    assert read == (text if KNOWN[kind](text) is True else None)


@given(misspelt("datetime"))
def test_date_and_time_are_what_dateutil_makes_of_them(text):
    whole = re.match(r".{10}[T ]\d\d:\d\d:\d\d", text)  # the standard asks for seconds
    try:
        known = isoparse(text) if whole else None
    except (ValueError, OverflowError):
        known = None
    read = reader(Field("f", "datetime"))(text)
    assert (read and (read.replace(tzinfo=None), read.utcoffset())) == (
        known and (known.replace(tzinfo=None), known.utcoffset())
    )


def test_midnight_at_the_end_of_the_last_day_is_no_moment():
    assert reader(Field("f", "datetime"))("9999-12-31T24:00:00") is None
    assert str(reader(Field("f", "time"))("24:00:00")) == "00:00:00"
