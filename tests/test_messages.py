"""The sentences of problems, as a person reads them: with the column and the value before them."""

from __future__ import annotations

import pytest

from spaceties.datapackage.model import Field
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.messages import message
from spaceties.datapackage.validation.properties import CONSTRAINTS_OF


def said(code: Code, type: str = "string", format: str = "default", **rest) -> str:
    return message(code, Field("v", type, format, **rest))


TYPE_SENTENCES = [
    (("integer",), "is not an integer"),
    (("date",), "is not a date (YYYY-MM-DD)"),
    (("date", "%d-%m-%Y"), "is not a date written as %d-%m-%Y, such as 31-12-2026"),
    (("time", "%I%p%M"), "is not a time written as %I%p%M, such as 11PM58"),
    (("datetime", "any"), "is not a datetime"),
    (
        ("date", "DD-MM-YYYY"),
        "is not a date written as DD-MM-YYYY, a format that has no directive such as %Y",
    ),
    (("string", "email"), "is not an e-mail address"),
    (("string",), "is not text"),
    (("duration",), "is not a duration such as P1Y2M or PT30M"),
    (("object",), "is not a JSON object"),
    (("array",), "is not a JSON array"),
    (("list",), 'is not a list of strings with "," between them'),
    (("geopoint",), 'is not a point written as "longitude, latitude"'),
    (("geopoint", "array"), "is not a point written as [longitude, latitude]"),
    (("geojson",), "is not a GeoJSON object"),
    (("geojson", "topojson"), "is not a TopoJSON object"),
]


@pytest.mark.parametrize(("column", "sentence"), TYPE_SENTENCES)
def test_what_a_cell_is_not(column, sentence):
    assert said(Code.TYPE, *column) == sentence


@pytest.mark.parametrize("type", sorted(CONSTRAINTS_OF))
def test_every_type_is_told_with_an_article_or_a_form(type):
    sentence = said(Code.TYPE, type)
    assert sentence.startswith(("is not a ", "is not an ", "is not one of ")) or type in (
        "any",  # which every cell is
        "string",
    )


def test_a_list_is_told_by_its_items_and_what_is_between_them():
    options = {"itemType": "integer", "delimiter": ";"}
    told = said(Code.TYPE, "list", options=options)
    assert told == 'is not a list of integers with ";" between them'


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (["a", "b"], 'is not one of "a", "b"'),
        ([1, 2.5, True], 'is not one of "1", "2.5", "True"'),
        (["x" * 90], f'is not "{"x" * 90}", the only value that is allowed'),
        (["x" * 40, "y" * 40], "is not one of the 2 allowed values"),
        (list(range(2000)), "is not one of the 2,000 allowed values"),
    ],
)
def test_allowed_values_are_named_if_they_are_few(values, sentence):
    assert said(Code.ENUM, constraints={"enum": values}) == sentence
    named = said(Code.CATEGORY, categories=tuple(values))
    assert named == sentence.replace("allowed values", "categories")


@pytest.mark.parametrize(
    ("type", "limit", "sentence"),
    [
        ("string", 1, "has fewer than 1 character"),
        ("string", 3, "has fewer than 3 characters"),
        ("array", 2, "has fewer than 2 items"),
        ("list", 1, "has fewer than 1 item"),
        ("object", 2, "has fewer than 2 members"),
    ],
)
def test_lengths_are_told_in_what_they_count(type, limit, sentence):
    assert said(Code.MIN_LENGTH, type, constraints={"minLength": limit}) == sentence
    most = said(Code.MAX_LENGTH, type, constraints={"maxLength": limit})
    assert most == sentence.replace("fewer", "more")
