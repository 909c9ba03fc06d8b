"""Headers, rows of the wrong width, blank rows: the form of a file, with both engines."""

from __future__ import annotations

import pytest

from .datapackages import field, only, problem_places, validate_table

FIELDS = [field("id", "integer"), field("name", required=True), field("day", "date")]


def both(folder, text, fields=FIELDS, **rest) -> set:
    expected = problem_places(validate_table(folder, fields, text, **rest))
    assert (
        problem_places(validate_table(folder, fields, text, engine="frictionless", **rest))
        == expected
    )
    return expected


@pytest.mark.parametrize(
    "label, problems",
    [
        ("id,name,day", set()),
        ("id, name ,day", set()),
        ("id,nome,day", {("F315", 1, "name")}),
        ("name,id,day", {("F315", 1, "id"), ("F315", 1, "name")}),
        ("id,name,name", {("F316", 1, "day")}),
        ("id,,day", {("F317", 1, "name")}),
        ("ID,name,day", {("F315", 1, "id")}),
    ],
)
def test_labels(tmp_path, label, problems):
    assert both(tmp_path, label + "\n1,a,2016-01-05\n") == problems


def test_a_column_too_few_or_too_many(tmp_path):
    assert both(tmp_path, "id,name\n1,a\nx,b\n") == {("F313", 1, "day"), ("S101", 3, "id")}
    more = both(tmp_path, "id,name,day,more\n1,a,2016-01-05,x\nx,b,,\n")
    assert more == {("F314", 1, "more"), ("S101", 3, "id")}


def test_a_wrong_header_hides_no_wrong_cell(tmp_path):
    text = "id,nome,day\nx,a,2016-01-05\n2,,never\n"
    expected = {("F315", 1, "name"), ("S101", 2, "id"), ("S102", 3, "name"), ("S101", 3, "day")}
    assert both(tmp_path, text) == expected


@pytest.mark.parametrize(
    "mode, label, problems",
    [
        ("equal", "day,id,name", set()),
        ("equal", "day,name", {("F313", 1, "id")}),
        ("equal", "day,id,name,x", {("F314", 1, "x")}),
        ("subset", "x,day,y,id,name", set()),
        ("subset", "day,id", {("F313", 1, "name")}),
        ("superset", "name,id", set()),
        ("superset", "id,day", {("F313", 1, "name")}),
        ("superset", "id,name,x", {("F314", 1, "x")}),
        ("partial", "name,x", set()),
        ("partial", "id,x", {("F313", 1, "name")}),
        ("partial", "x,y", {("F313", 1, "name"), ("F322", 1, None)}),
    ],
)
def test_fields_match(tmp_path, mode, label, problems):
    values = {"id": "1", "name": "a", "day": "2016-01-05"}
    row = ",".join(values.get(name, "z") for name in label.split(","))
    assert both(tmp_path, f"{label}\n{row}\n", fieldsMatch=mode) == problems


def test_columns_in_another_order_are_put_in_the_order_of_the_schema(tmp_path):
    text = "day,x,id,name\n2016-01-05,z,1,a\n2016-1-5,z,y,\n"
    result = validate_table(tmp_path, FIELDS, text, fieldsMatch="subset")
    assert problem_places(result) == {("S101", 3, "id"), ("S102", 3, "name"), ("S101", 3, "day")}
    assert result.tables["t"].column_names == ["id", "name", "day"]
    part = validate_table(tmp_path, FIELDS, "name\na\n", fieldsMatch="partial").tables["t"]
    assert part.to_pylist() == [{"id": None, "name": "a", "day": None}]


def test_rows_of_the_wrong_width(tmp_path):
    text = "id,name,day\n1,a,2016-01-05\n2,b\n3,c,2016-01-05,d,e\nx\n4,d,2016-01-06\n"
    expected = {
        ("F311", 3, "day"),
        ("F312", 4, None),
        ("F311", 5, "name"),
        ("F311", 5, "day"),
        ("S101", 5, "id"),
    }
    result = validate_table(tmp_path, FIELDS, text)
    assert problem_places(result) == expected
    assert sum(p.code == "F312" for p in result.report.problems) == 2
    theirs = problem_places(validate_table(tmp_path, FIELDS, text, engine="frictionless"))
    assert theirs == expected | {("S102", 5, "name")}
    assert result.tables["t"].column("name").to_pylist() == ["a", "b", "c", None, "d"]


def test_blank_rows(tmp_path):
    text = "id,name,day\n1,a,\n\n,,\n2,b,\n\n\n"
    assert both(tmp_path, text) == {("F310", line, None) for line in (3, 4, 6, 7)}
    result = validate_table(tmp_path, FIELDS, text)
    assert result.tables["t"].num_rows == 2 and result.lines["t"].tolist() == [2, 5]


def test_a_blank_line_is_blank_even_where_empty_text_is_a_value(tmp_path):
    text = 'id,name,day\n1,a,\n\n2,"",\n'
    assert both(tmp_path, text, missingValues=["-"]) == {
        ("F310", 3, None),
        ("S101", 2, "day"),
        ("S101", 4, "day"),
    }
    assert both(tmp_path, 'v\na\n\n"x\n\ny"\n', ["v"], missingValues=[]) == {("F310", 3, None)}


def test_one_column(tmp_path):
    assert both(tmp_path, "v\na\n\nb\n", ["v"]) == {("F310", 3, None)}
    assert both(tmp_path, "v\na\nb,c\n", ["v"]) == {("F312", 3, None)}


@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_empty_files(tmp_path, text):
    assert only(validate_table(tmp_path, FIELDS, text)).code == "F305"
    assert not validate_table(tmp_path, FIELDS, text, engine="frictionless").report.valid


@pytest.mark.parametrize("text", ["id,name,day", "id,name,day\n", "\ufeffid,name,day\r\n"])
def test_a_header_alone_is_a_good_table(tmp_path, text):
    assert both(tmp_path, text) == set()
    assert validate_table(tmp_path, FIELDS, text).tables["t"].num_rows == 0


@pytest.mark.parametrize(
    "dialect, text",
    [
        ({"delimiter": ";"}, "id;name;day\n1;a;\nx;b,c;\n"),
        ({"delimiter": "\t"}, "id\tname\tday\n1\ta\t\nx\tb\t\n"),
        ({"delimiter": "|", "quoteChar": "'"}, "id|name|day\n1|'a|b'|\nx|'it''s'|\n"),
        ({"csv": {"delimiter": ";"}}, "id;name;day\n1;a;\nx;b;\n"),
    ],
)
def test_declared_dialects(tmp_path, dialect, text):
    assert both(tmp_path, text, dialect=dialect) == {("S101", 3, "id")}
    assert not validate_table(tmp_path, FIELDS, text, dialect=dialect).report.notes


def test_tables_without_a_header(tmp_path):
    text = "1,a,\nx,b,\n3,c\n"
    expected = {("S101", 2, "id"), ("F311", 3, "day")}
    assert both(tmp_path, text, dialect={"header": False}) == expected


def test_labels_with_a_near_miss_get_a_hint(tmp_path):
    result = validate_table(tmp_path, FIELDS, "id,nmae,day\n1,a,\n")
    assert only(result).hint == 'the schema has "name"'


def test_broken_headers(tmp_path):
    assert ("F308", 1, 'na"me') in problem_places(
        validate_table(tmp_path, FIELDS, 'id,na"me,day\n1,a,\n')
    ) or (
        "F308",
        1,
        "name",
    ) in problem_places(validate_table(tmp_path, FIELDS, 'id,na"me,day\n1,a,\n'))
    assert ("F306", 1, "name") in problem_places(
        validate_table(tmp_path, FIELDS, b"id,na\xffme,day\n1,a,\n")
    )
    unclosed = validate_table(tmp_path, FIELDS, 'id,"name,day\n1,a,\nx,b,\n')
    assert ("F309", 1, "name") in problem_places(unclosed) and not unclosed.tables
