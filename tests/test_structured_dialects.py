"""The dialect of tables in JSON, and the mediatype of any table."""

from __future__ import annotations

import json

import pytest

from spaceties.datapackage.validation.properties import OF_FORMS

from .datapackages import field, only, problem_places, table, validate_folder, write


@pytest.mark.parametrize(
    ("dialect", "above"),
    [
        ({"header": False}, []),
        ({"headerRows": [3]}, [["made by hand"], ["x", "y"], ["id", "name"]]),
        ({"headerRows": [1, 3], "headerJoin": ""}, [["i", "na"], ["x"], ["d", "me"]]),
        ({"commentChar": "#"}, [["# c"], ["id", "name"], ["#", 1]]),
        ({"commentRows": [1, 3]}, [["# c", 1, 2], ["id", "name"], [None, 2]]),
        ({"itemType": "array", "header": True}, [["id", "name"]]),
    ],
)
@pytest.mark.parametrize("form", ["json", "jsonl", "inline"])
def test_headers_and_comments_of_arrays_are_those_of_the_dialect(form, dialect, above, tmp_path):
    rows = [*above, [1, "a"], ["x", "b"]]
    text = "\n".join(map(json.dumps, rows))
    if form == "json":
        text = "[\n" + text.replace("\n", ",\n") + "]"
    place = {"data": rows} if form == "inline" else {"path": f"t.{form}"}
    resource = table("t", [field("id", "integer"), "name"], dialect=dialect, **place)
    resource = {k: v for k, v in resource.items() if k != "path" or form != "inline"}
    result = validate_folder(write(tmp_path, [resource], {f"t.{form}": text}))
    line = len(rows) + (form == "json")
    assert problem_places(result) == {("S101", line, "id")}
    assert result.report.tables == {"t": 2}


def test_objects_are_read_by_the_keys_that_the_dialect_names(tmp_path):
    rows = [{"id": 1, "name": "a", "more": 3}, {"other": 1, "id": "x"}]
    for name in ("itemKeys", "keys"):
        dialect = {name: ["id", "name"], "itemType": "object"}
        resource = table("t", [field("id", "integer"), "name"], data=rows, dialect=dialect)
        result = validate_folder(write(tmp_path, [resource], {}))
        assert problem_places(result) == {("S101", 2, "id")}
    resource["dialect"] = {"itemType": "array"}
    problem = only(validate_folder(write(tmp_path, [resource], {})))
    assert (problem.code, problem.hint) == ("F323", "the item is an object, not an array")


@pytest.mark.parametrize(
    ("path", "mediatype", "text"),
    [
        ("t", "text/csv", "id,name\nx,b\n"),
        ("t.txt", "Text/CSV; charset=utf-8", "id,name\nx,b\n"),
        ("t.tsv", "text/csv", "id\tname\nx\tb\n"),
        ("t.tab", "text/tab-separated-values", "id\tname\nx\tb\n"),
        ("t.ndjson", "application/json", '\n{"id": "x", "name": "b"}\n'),
        ("t.dat", "application/json", '[\n{"id": "x", "name": "b"}]'),
        ("", "text/csv", "id,name\nx,b\n"),
    ],
)
def test_a_mediatype_says_the_form_where_no_ending_does(path, mediatype, text, tmp_path):
    place = {"path": path} if path else {"data": text}
    resource = {**table("t", [field("id", "integer"), "name"]), "mediatype": mediatype}
    del resource["path"]
    folder = write(tmp_path, [{**resource, **place}], {path: text} if path else {})
    assert problem_places(validate_folder(folder)) == {("S101", 2, "id")}


@pytest.mark.parametrize("name", OF_FORMS)
def test_null_states_nothing_in_the_options_of_single_forms(name, tmp_path):
    """As it is for frictionless; a warning tells of it."""
    resource = table("t", [field("v", "integer")], dialect={name: None})
    folder = write(tmp_path, [resource], {"t.csv": "v\n1\nx\n"})
    warning, error = validate_folder(folder).report.problems
    assert (warning.severity, warning.code) == ("warning", "S150")
    assert (error.code, error.line) == ("S101", 3)
    assert problem_places(validate_folder(folder, "frictionless")) == {("S101", 3, "v")}


@pytest.mark.parametrize("rows", [[["v"], [1], ["x"], [1]], [{"v": 1}, {"v": "x"}, {"v": 1}]])
def test_both_engines_name_the_item(rows, tmp_path):
    resource = table("t", [field("v", "integer", unique=True)], data=rows)
    write(tmp_path, [resource], {})
    last = len(rows)
    for engine in ("columnar", "frictionless"):
        problems = validate_folder(tmp_path, engine).report.problems
        assert sorted((p.code, p.line, p.place) for p in problems) == [
            ("K203", last, f"item {last}"), ("S101", last - 1, f"item {last - 1}"),
        ]  # fmt: skip
