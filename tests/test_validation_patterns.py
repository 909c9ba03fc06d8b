"""Patterns: those of XML Schema and of Python, none of which runs away."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.arrow import strings
from spaceties.datapackage.cells import Unreadable, Unsupported
from spaceties.datapackage.validation import patterns, shapes
from spaceties.datapackage.validation.patterns import Pattern

from .datapackages import field, problem_places, table, validate_folder, validate_table, write


@pytest.mark.parametrize(
    "pattern, good, bad",
    [
        (r"\p{L}\d", ["é1", "A٣"], ["11", "é"]),
        (r"\P{Lu}+", ["ab1"], ["aB"]),
        ("[a-z-[aeiou]]+", ["bcd"], ["bad", "b-"]),
        ("[a-z-[aeiou-[e]]]", ["e", "b"], ["a"]),
        ("[^a-z-[Q]]", ["A", "é"], ["q", "Q"]),
        (r"[\w-[\d_]]+", ["aé"], ["a1", "_"]),
        (r"\i\c*", ["a-b.c", "_x", "é·"], ["-a", "1a", "a b"]),
        (r"[\i-[:]][\c-[:]]*", ["abc"], ["a:b"]),
        (r"\I\C", ["- "], ["a ", "-a"]),
        (r"[^\W\d]+", ["ab_é"], ["a1", "-"]),
        (r"[\W\d]+", ["- 1"], ["a"]),
        (r"[\b]", ["\x08"], ["b"]),
        ("[[:alpha:]]+", [":]", "a]"], ["b"]),
        (r"\u00e9\_\/", ["é_/"], ["e_/"]),
        (r"AB\Z", ["AB"], ["AB\n"]),
        ("(?i)straße", ["Straße"], ["STRASSE"]),
        (r"\bx\b", ["x"], ["y"]),
        ("(?=.*[0-9])(?=.*[a-z]).{4,}", ["abc1"], ["abcd", "a1"]),
        ("(?!tmp-).*", ["a"], ["tmp-a"]),
        (r"(a|b)\1", ["aa"], ["ab"]),
        (".{1,4000}", ["a" * 4000], ["a" * 4001]),
    ],
)
def test_patterns(tmp_path, pattern, good, bad):
    judged = Pattern(pattern)
    assert all(map(judged.matches, good)) and not any(map(judged.matches, bad))
    written = ['"' + text.replace('"', '""') + '"' for text in good + bad]
    result = validate_table(tmp_path, [field("v", pattern=pattern)], "v\n" + "\n".join(written))
    assert [p.value for p in result.report.problems] == bad
    assert not result.report.notes


@pytest.mark.parametrize("pattern", ["([", "a**", r"\h", "[a", "a{3,1}", "[z-a]", "a)"])
def test_what_is_no_regular_expression_is_a_fault(pattern):
    with pytest.raises(Unreadable, match="is no regular expression"):
        Pattern(pattern)


@pytest.mark.parametrize("pattern", [r"\p{IsGreek}+", r"\p{L}(?=x)", r"[\p{IsGreek}-[x]]"])
def test_what_nobody_here_reads_is_no_fault(pattern):
    with pytest.raises(Unsupported) as raised:
        Pattern(pattern)
    assert not isinstance(raised.value, Unreadable)


@pytest.mark.parametrize("pattern", ["([", r"\p{IsGreek}"])
def test_a_pattern_that_cannot_be_read_costs_no_other_check(tmp_path, pattern):
    fields = ["id", field("k", pattern=pattern, minLength=2), field("n", "integer", minimum=0)]
    text = "id,k,n\na,x,1\na,xy,-1\nb,xy,z\n"
    report = validate_table(tmp_path, fields, text, primaryKey="id").report
    fault = [(None, "k")] if pattern == "([" else []
    expected = [*fault, (2, "k"), (3, "id"), (3, "n"), (4, "n")]
    assert sorted((p.line or 0, p.column) for p in report.problems) == [
        (line or 0, column) for line, column in expected
    ]
    assert {p.code for p in report.problems} >= {"S106", "S108", "S101", "K201"}
    told = [p.message for p in report.problems if p.code == "S150"] + report.notes
    assert len(told) == 1 and pattern in told[0].replace("\\\\", "\\")


def test_a_pattern_does_not_run_away(tmp_path):
    for pattern in ["(a+)+$", r"(\w+)+$", r"([\w ]+\s?)*x"]:
        text = "v\n" + "a" * 5000 + "!\n" + "é" * 5000 + "!\n" + ("aé" * 50) + "!\n"
        result = validate_table(tmp_path, [field("v", pattern=pattern)], text)
        assert problem_places(result) == {("S105", line, "v") for line in (2, 3, 4)}


@pytest.mark.parametrize("pattern", ["(?!x)(a+)+b", r"((a|aa)+)\1c", r"(?=(a+)+b)a+"])
def test_what_only_python_reads_is_given_up_in_time(tmp_path, monkeypatch, pattern):
    monkeypatch.setattr(patterns, "PATIENCE", 0.3)
    fields = [field("v", pattern=pattern), field("n", "integer")]
    begun = time.monotonic()
    result = validate_table(tmp_path, fields, "v,n\n" + "a" * 60 + ",x\n")
    assert time.monotonic() - begun < 10
    assert problem_places(result) == {("S101", 2, "n")}
    (note,) = result.report.notes
    assert note.startswith("t.v: the pattern") and "too long" in note


@pytest.mark.parametrize("part", ["\0", "x" * 200_000, "\n", '"', "é"])
def test_what_only_python_reads_holds_any_character(part):
    pattern = Pattern(f"(?=a)a{part}")
    assert pattern.matches(f"a{part}") and not pattern.matches("a") and not pattern.too_slow
    assert not Pattern(f"(?=a)a{part}\ud800").matches("a")


def test_classes_are_those_of_python(tmp_path):
    cells = ["Öresund", "Łódź", "٣", "½", "a\u00a0b", "a b", "_", "-", "日本", "e\u0301", "a\x1fb"]
    for pattern in [r"\w+", r"[\w]+", r"\d", r"\w\s\w", r"[a\s]+b", r"[\d\w-]+", r"\[?\w+"]:
        expected = {
            ("S105", line, "v")
            for line, cell in enumerate(cells, 2)
            if not re.fullmatch(pattern, cell)
        }
        text = "v\n" + "\n".join(cells) + "\n"
        assert (
            problem_places(validate_table(tmp_path, [field("v", pattern=pattern)], text))
            == expected
        )


CLASS = st.sampled_from(
    ["a", "é", "_", "0", "a-f", r"\d", r"\w", r"\s", r"\W", r"\D", r"\S", r"\."]
)
ATOM = st.one_of(
    st.sampled_from(["a", "b", "é", ".", r"\d", r"\w", r"\W", r"\s", r"\S", r"\.", r"\-"]),
    st.builds("[{}{}{}]".format, st.sampled_from(["", "^"]), CLASS, CLASS),
)
COUNT = st.sampled_from(["", "", "*", "+", "?", "{2}", "{,2}", "{1,3}", "*?", "??"])
SOURCE = st.recursive(
    st.builds(str.__add__, ATOM, COUNT),
    lambda inner: st.one_of(
        st.builds("(?:{}){}".format, inner, COUNT),
        st.builds("{}|{}".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(SOURCE, st.lists(st.text("abf.é_-0٣ \x1f\u00a0½B", max_size=4), min_size=1, max_size=6))
def test_a_pattern_means_what_it_means_to_python(source, texts):
    judged = Pattern(source)
    assert judged._re2 is not None
    expected = [re.fullmatch(source, text) is not None for text in texts]
    assert list(map(judged.matches, texts)) == expected


PIECE = st.sampled_from(["A", "[A-C]{2}", "[AB0-9-]", r"\d{2}", "[^A]", "0?"])
LAST = st.sampled_from(["", "A", "[0-9]+", r"\d{2,}", "[A-C]*", "0{1,3}", "[0-9A]{3}", "-{0,2}"])
KEYS = st.lists(st.none() | st.text("ABC0-é", max_size=5), max_size=4)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.lists(PIECE, max_size=3), LAST, KEYS)
def test_a_shape_fits_what_its_pattern_matches(pieces, last, texts):
    """No less and no more. Other patterns have none."""
    source = "".join(pieces) + last
    shape = shapes.shape_of(source, patterns._ascii)
    simple = source and not {"[^A]", "0?"} & set(pieces)
    assert (shape is not None) == bool(simple)
    if shape:
        there = [text for text in texts if text is not None]
        matched = all(re.fullmatch(source, text) for text in there)
        sliced = strings(["A", *texts, "é"]).slice(1, len(texts))
        assert shape.fits(sliced) == matched


def test_many_keys_are_told_by_their_shape(tmp_path):
    fields = [field("v", pattern="[A-Z][0-9]{4,}")]
    keys = [f"S{n:05}" for n in range(2 * patterns.FEW)]
    assert validate_table(tmp_path, fields, "\n".join(["v", *keys])).report.valid
    keys[7], keys[1500], keys[1600] = "S000x7", "s01500", "S160"
    found = problem_places(validate_table(tmp_path, fields, "\n".join(["v", *keys])))
    assert found == {("S105", 9, "v"), ("S105", 1502, "v"), ("S105", 1602, "v")}


@pytest.mark.parametrize(
    "described, good, bad",
    [
        (field("v", "strnig"), "anything", None),
        (field("v", format="foo"), "anything", None),
        (field("v", format="foo", pattern="[a-z]+"), "abc", "1"),
        (field("v", "geopoint", format="foo"), "anything", None),
        (field("v", "date", format="any"), "5 May 2016", "soon"),
        (field("v", "time", format="any"), "5pm", "soon"),
    ],
)
def test_a_column_of_unknown_form_costs_no_other_check(tmp_path, described, good, bad):
    fields = ["id", described, field("n", "integer")]
    text = f"id,v,n\na,{good},1\na,{good},x\n" + (f"c,{bad},1\n" if bad else "")
    write(tmp_path, [table("t", fields, primaryKey="id")], {"t.csv": text})
    report = validate_folder(tmp_path).report
    told = {p.column: p.code for p in report.problems if p.line}
    assert told == {"id": "K201", "n": "S101"} | ({"v": told.get("v")} if bad else {})
    faulty = described["type"] == "strnig" or described["format"] == "foo"
    assert [p.column for p in report.problems if p.code == "S150"] == (["v"] if faulty else [])
    assert not report.notes
