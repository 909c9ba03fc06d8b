"""Counts, quotes, escapes, and what is like a text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from spaceties.datapackage.report import words


def test_nouns_agree_with_their_number():
    assert words.plural(1, "error") == "1 error"
    assert words.plural(0, "row") == "0 rows"
    assert words.plural(31204, "row") == "31,204 rows"


@pytest.mark.parametrize(
    ("text", "known", "like"),
    [
        ("roscosmos", ["Roscosmos", "NASA"], ["Roscosmos"]),
        ("civill", ["civil", "military"], ["civil"]),
        ("x", ["Roscosmos", "NASA"], []),
        ("", ["Roscosmos"], []),
        ("lauch", ["launch", "launches", "launch"], ["launch"]),
        # A part of a long text may be meant, not of a short one.
        (
            "French ministry of defence, procurement",
            ["ministry of defence"],
            ["ministry of defence"],
        ),
        ("act", ["activity report"], []),
        # Two that are equally like it are both named, more say nothing.
        ("S41239", ["S41230", "S41231", "CASC"], ["S41230", "S41231"]),
        ("S41239", ["S41230", "S41231", "S41232"], []),
        # What is somewhat like the text, 67 of 100, is no help; 77 of 100 is.
        ("sales", ["satellites"], []),
        ("adopter", ["adoption"], []),
        ("forced", ["enforce"], ["enforce"]),
    ],
)
def test_the_nearest_text_needs_likeness(text, known, like):
    assert words.nearest(text, known) == like


ODD = st.text("abcAB1 ._-äßİıΣςσſ日本", max_size=words.LONG)


@given(ODD, st.lists(ODD, max_size=6, unique=True))
def test_texts_are_as_like_as_rapidfuzz_finds_them(text, known):
    """A few short texts are compared without it, and with the same outcome."""
    if not any(map(str.isalnum, text)):
        assert words.nearest(text, known) == []
        return
    here = sorted(words.by_letters(text, known), key=lambda one: -one[1])[:3]
    there = words._by_rapidfuzz(text, known)
    assert [like for like, _ in here] == [like for like, _ in there]
    assert [score for _, score in here] == pytest.approx([score for _, score in there])


def test_a_wrong_name_is_told_in_one_way():
    assert words.did_you_mean("agrements", ["agreements"]) == '; did you mean "agreements"?'
    assert words.did_you_mean("S3", ["S1x", "S2x"]) == ""
    assert words.did_you_mean("S39", ["S38", "S37"]) == ""
    assert words.did_you_mean("main2", ["main1", "main3"]) == '; did you mean "main1" or "main3"?'


def rendered(text: str) -> str:
    """What a reader of GitHub's Markdown sees of a cell in a table: one cell, all of the text."""
    html = MarkdownIt().enable(["table", "strikethrough"]).render(f"| a |\n|---|\n| .{text}. |\n")
    assert html.count("<td>") == 1
    inside = html.partition("<td>")[2].partition("</td>")[0]
    assert "<" not in inside
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        inside = inside.replace(entity, sign)
    return inside[1:-1]


@given(st.text(st.sampled_from("ab \\`*_[]|~#!<>&;:()-+=.1\"'")))
def test_markdown_shows_text_as_it_is(text):
    assert rendered(words.escape_markdown(text)) == text


@given(st.text())
def test_what_is_shown_stands_on_one_line_and_steers_nothing(text):
    for shown in (words.printable(text), words.escape_markdown(text), words.quoted(text)):
        assert shown.isprintable() and len(f"{shown}.".splitlines()) == 1
    assert json.loads(words.quoted(text, len(text))) == text
    assert len(json.loads(words.quoted(text, 5))) <= 6
