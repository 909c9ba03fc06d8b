"""Every deviation of docs/deviations.md: what frictionless does, and what we do instead."""

from __future__ import annotations

import bz2
import gzip
import re
from pathlib import Path

import pytest

from spaceties.datapackage.report import WARNING

from .datapackages import (
    V2,
    field,
    only,
    problem_places,
    table,
    validate_folder,
    validate_table,
    write,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "deviations.md"


def lax(folder: Path, *args, **rest) -> None:
    """Asserts that frictionless finds the table valid."""
    assert validate_table(folder, *args, engine="frictionless", **rest).report.valid


def stricter(folder: Path, fields: list, text, expected: set, **rest) -> None:
    """Asserts that frictionless passes a table and that we find the expected problems."""
    lax(folder, fields, text, **rest)
    assert problem_places(validate_table(folder, fields, text, **rest)) == expected


def test_every_deviation_has_its_test_and_the_other_way_round():
    listed = re.findall(r"^### (\w+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    tests = [name[5:] for name in globals() if name.startswith("test_")]
    assert sorted(listed) == sorted(
        set(tests) - {"every_deviation_has_its_test_and_the_other_way_round"}
    )


def test_pattern_with_alternatives(tmp_path):
    fields = [field("v", pattern="a|b")]
    stricter(tmp_path, fields, "v\na\nb\nax\n", {("S105", 4, "v")})


def test_pattern_and_line_break(tmp_path):
    stricter(tmp_path, [field("v", pattern="[A-Z]{2}")], 'v\nAB\n"CD\n"\n', {("S105", 3, "v")})


def test_patterns_of_xml_schema(tmp_path):
    for pattern in (r"\p{L}\d", r"\i\c", "[a-z-[aeiou]]1"):
        fields = [field("v", pattern=pattern)]
        assert not validate_table(tmp_path, fields, "v\nb1\n", engine="frictionless").report.valid
        assert problem_places(validate_table(tmp_path, fields, "v\nb1\n--\n")) == {("S105", 3, "v")}
    unread = validate_table(tmp_path, [field("v", pattern=r"\p{IsGreek}")], "v\nb1\n").report
    assert unread.valid and "IsGreek" in unread.notes[0]


def test_faulty_constraints(tmp_path):
    for faulty in (field("v", pattern="(["), field("v", "date", minimum="soon")):
        fields = [faulty, field("n", "integer")]
        gave_up = validate_table(tmp_path, fields, "v,n\n2012-01-01,x\n", engine="frictionless")
        assert only(gave_up).code == "S199"
        problems = validate_table(tmp_path, fields, "v,n\n2012-01-01,x\n").report.problems
        assert {(p.code, p.column) for p in problems} == {("S150", "v"), ("S101", "n")}


def test_categories(tmp_path):
    plain = [field("v", categories=["a", "b"])]
    stricter(tmp_path, plain, "v\na\nc\n", {("S104", 3, "v")})
    labelled = [field("v", "integer", categories=[{"value": 1, "label": "one"}])]
    stricter(tmp_path, labelled, "v\n1\n2\n", {("S104", 3, "v")})


def test_unpadded_dates(tmp_path):
    fields = [field("day", "date"), field("month", "yearmonth")]
    text = "day,month\n2016-01-05,2016-01\n2016-1-5,2016-1\n2016-01-5,16-01\n"
    expected = {("S101", line, name) for line in (3, 4) for name in ("day", "month")}
    stricter(tmp_path, fields, text, expected)
    hints = {p.value: p.hint for p in validate_table(tmp_path, fields, text).report.problems}
    assert hints["2016-1-5"] == '"2016-01-05" (date written year first)'
    assert validate_table(
        tmp_path, [field("v", "date", format="%d/%m/%Y")], "v\n5/1/2016\n"
    ).report.valid


def test_format_any(tmp_path):
    fields = [field("v", "date", format="any", maximum="2001-01-01"), "w"]
    text = "v,w\n5 May,a\n5 May 2000,b\n"
    theirs = validate_table(tmp_path, fields, text, engine="frictionless")
    assert problem_places(theirs) == {("S109", 2, "v")}  # since May of 2001
    assert validate_table(tmp_path, fields, text).report.valid
    offset = [field("v", "datetime", format="any")]
    stricter(tmp_path, offset, "v\n5 May 2000 10:00 +99:99\n", {("S101", 2, "v")})


def test_signed_years(tmp_path):
    text = "v\n2016\n+201\n 201\n"
    stricter(tmp_path, [field("v", "year")], text, {("S101", 3, "v"), ("S101", 4, "v")})


def test_years_of_xml_schema(tmp_path):
    text = "y,m\n-0044,-0044-03\n12000,12000-01\n012000,012000-01\n-44,-44-03\n2016Z,2016-13\n"
    fields = [field("y", "year"), field("m", "yearmonth")]
    expected = {("S101", line, name) for line in (4, 5, 6) for name in "ym"}
    result = validate_table(tmp_path, fields, text)
    assert problem_places(result) == expected
    assert result.tables["t"].column("y").to_pylist()[:2] == [-44, 12000]
    assert result.tables["t"].column("m").to_pylist()[:2] == ["-0044-03", "12000-01"]
    theirs = problem_places(validate_table(tmp_path, fields, text, engine="frictionless"))
    assert {("S101", 2, "y"), ("S101", 3, "y")} <= theirs
    bounded = [
        field("y", "year", minimum=-50, maximum=99_999_999_999),
        field("m", "yearmonth", minimum="-0044-04", maximum="9999-12"),
    ]
    text = "y,m\n-0044,-0044-03\n12000,12000-01\n-0051,2016-01\n999999999999,2016-01\n"
    assert problem_places(validate_table(tmp_path, bounded, text)) == {
        ("S108", 2, "m"),
        ("S109", 3, "m"),
        ("S108", 4, "y"),
        ("S109", 5, "y"),
    }


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_padded_numbers(tmp_path, kind):
    text = 'v\n1\n 2\n3 \n"\t4"\n'
    stricter(tmp_path, [field("v", kind)], text, {("S101", line, "v") for line in (3, 4, 5)})
    problems = validate_table(tmp_path, [field("v", kind)], text).report.problems
    assert problems[0].hint == '"2" (without the space around it)'
    assert validate_table(tmp_path, [field("v", kind, bareNumber=False)], "v\n 5 %\n").report.valid


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_underscores_in_numbers(tmp_path, kind):
    stricter(tmp_path, [field("v", kind)], "v\n1_000\n", {("S101", 2, "v")})
    assert only(validate_table(tmp_path, [field("v", kind)], "v\n1_000\n")).hint.startswith(
        '"1000" ('
    )


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_digits_of_other_scripts(tmp_path, kind):
    stricter(tmp_path, [field("v", kind)], "v\n٣\n２０\n", {("S101", 2, "v"), ("S101", 3, "v")})
    stricter(tmp_path, [field("v", "date")], "v\n２０１６-01-05\n", {("S101", 2, "v")})
    assert only(validate_table(tmp_path, [field("v", kind)], "v\n٣\n")).hint.startswith('"3" (')


def test_odd_nans(tmp_path):
    assert validate_table(
        tmp_path, [field("v", "number")], "v\nNaN\nnan\nINF\n-INF\ninf\n"
    ).report.valid
    stricter(tmp_path, [field("v", "number")], "v\nNaN7\n", {("S101", 2, "v")})
    signalling = [field("v", "number", minimum=0)]
    assert problem_places(validate_table(tmp_path, signalling, "v\nsNaN\n")) == {("S101", 2, "v")}
    crashed = only(validate_table(tmp_path, signalling, "v\nsNaN\n", engine="frictionless"))
    assert (crashed.code, crashed.line) == ("S199", None)


def test_datetime_separator(tmp_path):
    text = "v\n2016-01-05T10:00:00\n2016-01-05 10:00:00\n2016-01-05x10:00:00\n"
    stricter(tmp_path, [field("v", "datetime")], text, {("S101", 4, "v")})


def test_text_of_spaces(tmp_path):
    fields = ["id", field("v", required=True)]
    text = 'id,v\n1,a b\n2,  \n3,"\t"\n4,\u00a0\n'
    stricter(tmp_path, fields, text, {("S102", line, "v") for line in (3, 4, 5)})


def test_incomparable_bounds(tmp_path):
    fields = [field("v", "datetime", minimum="2000-01-01T00:00:00")]
    text = "v\n2016-01-05T10:00:00\n2016-01-05T10:00:00Z\n"
    assert problem_places(validate_table(tmp_path, fields, text)) == {("S199", 3, "v")}
    assert only(validate_table(tmp_path, fields, text, engine="frictionless")).code == "S199"


def refused(folder: Path, fields: list, text: str, expected: set) -> None:
    """Asserts that frictionless refuses the descriptor and that we find the expected problems."""
    assert "S150" in {
        c for c, *_ in problem_places(validate_table(folder, fields, text, "frictionless"))
    }
    assert problem_places(validate_table(folder, fields, text)) == expected


def test_grouped_integers(tmp_path):
    fields, text = [field("v", "integer", groupChar=",", minimum=5)], 'v\n"1,000"\n"1.5"\n4\n'
    expected = {("S101", 3, "v"), ("S108", 4, "v")}
    assert problem_places(validate_table(tmp_path, fields, text)) == expected
    theirs = problem_places(validate_table(tmp_path, fields, text, engine="frictionless"))
    assert theirs == expected | {("S101", 2, "v")}
    both = [field("v", "integer", groupChar=" ", bareNumber=False)]
    assert validate_table(tmp_path, both, "v\nEUR 1 000\n").report.valid


def test_points_of_numbers(tmp_path):
    for form, cell in [
        ("array", '["90", "45"]'),
        ("array", "[true, 1]"),
        ("object", '{"lon": "90", "lat": 45}'),
        ("default", "1_0, 0"),
    ]:
        fields, dialect = (
            [field("v", "geopoint", format=form)],
            {"quoteChar": "~", "delimiter": "|"},
        )
        stricter(tmp_path, fields, f"v\n{cell}\n", {("S101", 2, "v")}, dialect=dialect)


def test_json_without_constants(tmp_path):
    for kind, cell in [("array", "[NaN]"), ("object", "{'a': Infinity}".replace("'", '""'))]:
        text = f'v\n"{cell}"\n'
        stricter(tmp_path, [field("v", kind)], text, {("S101", 2, "v")})


def test_rings_that_close(tmp_path):
    open_ring = "[[0, 0], [1, 0], [1, 1], [0, 1]]"
    text = f"""v\n~{{"type": "Polygon", "coordinates": [{open_ring}]}}~\n"""
    dialect = {"quoteChar": "~"}
    stricter(tmp_path, [field("v", "geojson")], text, {("S101", 2, "v")}, dialect=dialect)


def test_duration_forms(tmp_path):
    cells = ["P1.5Y2M", "P1W2D", "P1DT", "P0003-06-04T12:30:05"]
    expected = {("S101", line, "v") for line in range(2, 6)}
    stricter(tmp_path, [field("v", "duration")], "v\n" + "\n".join(cells) + "\n", expected)


def test_duration_bounds(tmp_path):
    text = "v\nP1D\nP2D\nPT48H\nP1M\nP1DT23H59M59.9S\n-P1Y\n"
    expected = {("S108", line, "v") for line in (2, 6, 7)}
    refused(tmp_path, [field("v", "duration", minimum="P2D")], text, expected)
    text = "v\nP28D\nP30D\nP32D\nP1M\n"
    expected = {("S199", 3, "v"), ("S109", 4, "v")}
    refused(tmp_path, [field("v", "duration", maximum="P1M")], text, expected)


def test_json_schema(tmp_path):
    fields = [field("v", "object", minLength=1)]
    fields[0]["constraints"]["jsonSchema"] = {"properties": {"a": {"type": "integer"}}}
    text = 'v\n"{""a"": 1}"\n{}\nx\n"{""a"": ""1""}"\n'
    refused(tmp_path, fields, text, {("S106", 3, "v"), ("S101", 4, "v"), ("S112", 5, "v")})


def test_enum_of_lists(tmp_path):
    for enum in (["1;2"], [[1, 2]]):
        fields = [field("v", "list", delimiter=";", itemType="integer", enum=enum)]
        refused(tmp_path, fields, "v\n1;2\n01;2\n2;1\n", {("S103", 4, "v")})


def test_unique_keys(tmp_path):
    text = "a,b\n1,x\n1,y\n1,x\n,x\n,x\n"
    stricter(tmp_path, ["a", "b"], text, {("K204", 4, "a, b")}, uniqueKeys=[["a", "b"]])
    problem = only(validate_table(tmp_path, ["a", "b"], text, uniqueKeys=[["a", "b"]]))
    assert (problem.value, problem.hint) == ("1, x", "the first is on line 2")


def test_partly_missing_primary_key(tmp_path):
    text = "a,b\n1,x\n1,\n,x\n"
    expected = {("K202", 3, "b"), ("K202", 4, "a")}
    stricter(tmp_path, ["a", "b"], text, expected, primaryKey=["a", "b"])


def test_partly_missing_foreign_key(tmp_path):
    foreign = [{"fields": ["a", "b"], "reference": {"resource": "u", "fields": ["x", "y"]}}]
    numbers = [[field(name, "integer") for name in names] for names in ("ab", "xy")]
    resources = [table("t", numbers[0], foreignKeys=foreign), table("u", numbers[1])]
    files = {"t.csv": "a,b\n1,2\n1,\n,9\n9,9\nz,2\n", "u.csv": "x,y\n1,2\n,9\n"}
    folder = write(tmp_path, resources, files)
    broken = {("K205", 5, "a, b"), ("S101", 6, "a")}
    assert problem_places(validate_folder(folder)) == broken
    assert ("K205", 3, "a, b") in problem_places(validate_folder(folder, "frictionless"))


def test_unreadable_keys(tmp_path):
    fields = [field("id", "integer"), field("up", "integer")]
    keys = {
        "primaryKey": "id",
        "foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}],
    }
    text = "id,up\n1,\nx,1\ny,z\n"
    ours = problem_places(validate_table(tmp_path, fields, text, **keys))
    assert ours == {("S101", 3, "id"), ("S101", 4, "id"), ("S101", 4, "up")}
    theirs = problem_places(validate_table(tmp_path, fields, text, engine="frictionless", **keys))
    assert theirs == ours | {("K202", 3, "id"), ("K202", 4, "id")}


def test_reference_to_nothing(tmp_path):
    def resources(name: str, column: str) -> list:
        keys = [{"fields": ["up"], "reference": {"resource": name, "fields": [column]}}]
        return [table("t", [field("id", "integer"), "up"], foreignKeys=keys), table("u", ["id"])]

    files = {"t.csv": "id,up\nx,1\n", "u.csv": "id\n1\n"}
    no_table = validate_folder(write(tmp_path / "a", resources("v", "id"), files))
    assert problem_places(no_table) == {("K206", None, "up"), ("S101", 2, "id")}
    no_column = validate_folder(write(tmp_path / "b", resources("u", "name"), files))
    assert problem_places(no_column) == {("K206", None, "up"), ("S101", 2, "id")}


def test_reference_to_another_package(tmp_path):
    reference = {"package": "http://x.org/datapackage.json", "resource": "u", "fields": ["x"]}
    keys = [{"fields": ["up"], "reference": reference}]
    resource = table("t", [field("id", "integer"), "up"], foreignKeys=keys)
    folder = write(tmp_path, [resource], {"t.csv": "id,up\nx,1\n"})
    result = validate_folder(folder)
    assert problem_places(result) == {("S101", 2, "id")}
    assert result.report.notes == [
        "t: the foreign key up refers to another package (http://x.org/datapackage.json) and was "
        "not checked"
    ]
    assert ("S101", 2, "id") not in problem_places(validate_folder(folder, "frictionless"))


def test_reference_to_unreadable_table(tmp_path):
    keys = [{"fields": ["up"], "reference": {"resource": "u", "fields": ["id"]}}]
    resources = [table("t", ["up"], foreignKeys=keys), table("u", ["id"])]
    folder = write(tmp_path, resources, {"t.csv": "up\n1\n"})
    assert problem_places(validate_folder(folder)) == {("S199", None, "up"), ("F301", None, None)}
    assert not validate_folder(folder, "frictionless").report.valid


def test_physical_lines(tmp_path):
    text = 'id,v\n1,"one\ntwo\nthree"\nx,b\n2,"c\r\nd"\ny,\n'
    fields = [field("id", "integer"), field("v", required=True)]
    expected = {("S101", 5, "id"), ("S101", 8, "id"), ("S102", 8, "v")}
    assert problem_places(validate_table(tmp_path, fields, text)) == expected
    assert problem_places(validate_table(tmp_path, fields, text, engine="frictionless")) == expected


def test_stray_quotes(tmp_path):
    text = 'id,v\n1,5" disk\n2,"a"b\n3,"good ""quotes"""\n4,"a" \n'
    expected = {("F308", line, "v") for line in (2, 3, 5)}
    stricter(tmp_path, ["id", "v"], text, expected)


def test_unclosed_quote(tmp_path):
    fields = [field("id", "integer"), "v", "w"]
    text = 'id,v,w\n1,a,b\n2,"c,d\nx,e,f\n3,g,h\n'
    ours = validate_table(tmp_path, fields, text)
    assert problem_places(ours) == {("F309", 3, "v"), ("F311", 3, "w"), ("S101", 4, "id")}
    assert not validate_table(tmp_path, fields, text, engine="frictionless").report.valid


def test_nul_characters(tmp_path):
    stricter(tmp_path, ["id", "v"], "id,v\n1,a\0b\n2,c\n", {("F307", 2, "v")})


def test_undecodable_bytes(tmp_path):
    fields = [field("id", "integer"), field("v", required=True)]
    text = b"id,v\n1,caf\xe9\nx,b\n2,\xff\xfe\n"
    ours = validate_table(tmp_path, fields, text)
    assert problem_places(ours) == {("F306", 2, "v"), ("S101", 3, "id"), ("F306", 4, "v")}
    assert "café" in ours.report.problems[0].hint
    theirs = only(validate_table(tmp_path, fields, text, engine="frictionless"))
    assert (theirs.code, theirs.line) == ("F306", None)


def test_undeclared_encoding(tmp_path):
    resource = table("t", ["id", "v"])
    del resource["encoding"]
    text = "id,v\n" + "1,Größe\n2,Straße\n3,Übermaß für Möwen\n" * 5
    folder = write(tmp_path, [resource], {"t.csv": text.encode("cp1252")})
    assert validate_folder(folder, "frictionless").report.valid
    assert {p.code for p in validate_folder(folder).report.problems} == {"F306"}
    folder = write(tmp_path, [resource], {"t.csv": text})
    assert validate_folder(folder).report.valid


def test_guessed_dialect(tmp_path):
    text = "id;v\n1;a\n2;b\n"
    result = validate_table(tmp_path, ["id", "v"], text)
    problem = only(result)
    assert (problem.code, problem.severity, problem.line) == ("F319", WARNING, 1)
    assert result.report.valid and "';'" in problem.hint
    # a good file that the guess spoils: every comma of the header is followed by a space
    odd = 'id,v,w\n"a", "b", "c"\n'
    assert not validate_table(tmp_path, ["id", "v", "w"], odd).report.valid
    declared = validate_table(tmp_path, ["id", "v"], text, dialect={"delimiter": ";"})
    assert not declared.report.problems


def test_guessed_header(tmp_path):
    rows = "".join(f"{n},a,b,c,d\n" for n in range(9))
    result = validate_table(
        tmp_path, ["id", "v", "w", "x", "y"], "made by hand\nid,v,w,x,y\n" + rows
    )
    problem = only(result)
    assert (problem.code, problem.line, result.report.valid) == ("F319", 2, True)
    assert result.report.tables["t"] == 9
    short = validate_table(tmp_path, ["id", "v", "w", "x", "y"], "id,v\n" + rows)
    assert ("F313", 1, "w") in problem_places(short)
    # A title is about as wide as a narrow table
    for titles in ("Extract of 2025-01-06\n", "Extract\n\nof 2025\n", "Title,,\n"):
        result = validate_table(tmp_path, ["id", "name", "note"], titles + "id,name,note\n1,a,x\n")
        assert [p.code for p in result.report.problems] == ["F319"]
        assert result.report.tables["t"] == 1


def test_merge_conflicts(tmp_path):
    text = "id,a,b\n1,x,y\n<<<<<<< HEAD\n2,x,y\n=======\n3,x,y\n>>>>>>> b, c\n4,x,y\n"
    result = validate_table(tmp_path, ["id", "a", "b"], text)
    assert [(p.code, p.line) for p in result.report.problems] == [
        ("F341", 3),
        ("F341", 5),
        ("F341", 7),
    ]
    assert result.report.tables["t"] == 4


def misread(folder: Path, fields: list, text: str, dialect: dict) -> None:
    """Asserts that frictionless finds faults in a table and that we find none."""
    theirs = validate_table(folder, fields, text, engine="frictionless", dialect=dialect)
    assert not theirs.report.valid
    assert validate_table(folder, fields, text, dialect=dialect).report.problems == []


def test_header_of_several_rows(tmp_path):
    text = "fruit\nid,name\n1,apple\n"
    misread(tmp_path, ["fruit id", "fruit name"], text, {"headerRows": [1, 2]})


def test_comments_above_the_header(tmp_path):
    misread(tmp_path, ["id", "n"], '# by, "x\nid,n\n1,a\n', {"commentChar": "#"})


def test_null_sequence(tmp_path):
    dialect = {"nullSequence": "NA"}
    fields = ["id", field("n", required=True)]
    stricter(tmp_path, fields, "id,n\n1,NA\n", {("S102", 2, "n")}, dialect=dialect)


def test_marks_of_any_length(tmp_path):
    misread(tmp_path, ["id", "n"], "id::n\n1::a:b\n", {"delimiter": "::"})
    misread(tmp_path, ["id", "n"], "id,n;1,a;2,b", {"lineTerminator": ";"})
    misread(tmp_path, ["id", "n"], 'id,n\n1,"a\n', {"quoteChar": ""})


def test_doubled_quotes(tmp_path):
    dialect, text = {"doubleQuote": False}, 'id,n\n1,"a""b"\n2,""\n'
    stricter(tmp_path, ["id", "n"], text, {("F308", 2, "n")}, dialect=dialect)


def test_parts_of_a_table(tmp_path):
    fields = [field("id", "integer"), "v"]
    resource = table("t", fields, path=["a.csv", "b.csv"])
    files = {"a.csv": "id,v\n1,a", "b.csv": "id,v\nx,b\n"}
    result = validate_folder(write(tmp_path / "joined", [resource], files))
    assert (only(result).file, only(result).line, result.report.tables["t"]) == ("b.csv", 2, 2)
    files["b.csv"] = "id,name\n2,b\n"
    other = only(validate_folder(write(tmp_path / "other", [resource], files)))
    assert (other.code, other.file, other.line) == ("F318", "b.csv", 1)
    files["b.csv"] = "x,b\n3,c\n"
    bare = validate_folder(write(tmp_path / "bare", [resource], files))
    assert (only(bare).code, only(bare).line, bare.report.tables["t"]) == ("S101", 1, 3)


def test_said_once(tmp_path):
    fields = [field("id", "integer"), field("v", required=True), field("w", required=True)]
    text = "id,v,w\n1,a\n\n,,\nx,b,c\n"
    ours = problem_places(validate_table(tmp_path, fields, text, primaryKey="id"))
    assert ours == {("F311", 2, "w"), ("F310", 3, None), ("F310", 4, None), ("S101", 5, "id")}
    theirs = problem_places(
        validate_table(tmp_path, fields, text, engine="frictionless", primaryKey="id")
    )
    assert theirs - ours == {
        ("S102", 2, "w"), ("K202", 3, "id"), ("K202", 4, "id"), ("K202", 5, "id"),
    }  # fmt: skip


def test_twice_the_same_label(tmp_path):
    text = "v,v\na,b\n"
    result = validate_table(tmp_path, ["id", "v"], text, fieldsMatch="partial")
    assert problem_places(result) == {("F316", 1, "v")}
    assert not validate_table(
        tmp_path, ["id", "v"], text, "frictionless", fieldsMatch="partial"
    ).report.valid


def test_all_problems(tmp_path):
    text = "v\n" + "x\n" * 3000
    for engine in ("columnar", "frictionless"):
        assert validate_table(tmp_path, [field("v", "integer")], text, engine).report.errors == 3000


def test_fields_of_one_name(tmp_path):
    resource = table("t", [field("a", "integer"), field("a", "date"), "b"], primaryKey="a")
    files = {"t.csv": "a,a,b\n1,2016-01-05,x\n1,y,z\n"}
    folder = write(tmp_path, {"name": "p", "resources": [resource]}, files)
    assert not validate_folder(folder, "frictionless").report.tables["t"]
    problems = validate_folder(folder).report.problems
    expected = [("S150", None, "a"), ("K201", 3, "a"), ("S101", 3, "a (column 2)")]
    assert [(p.code, p.line, p.column) for p in problems] == expected
    assert problems[0].severity == WARNING
    renamed = write(tmp_path, {"name": "p", "resources": [resource]}, {"t.csv": "a,c,b\n"})
    assert ("F315", 1, "a (column 2)") in problem_places(validate_folder(renamed))
    strict = validate_folder(write(tmp_path, [resource], files)).report
    assert not strict.valid and strict.problems[0].severity != WARNING


def test_nothing_is_fetched(tmp_path, monkeypatch):
    def refuse(*args, **rest):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    profile = "https://example.org/profile.json"
    remote = "https://example.org/t.csv"
    descriptor = {"$schema": V2, "profile": profile, "resources": [table("t", ["v"], path=remote)]}
    for engine in ("columnar", "frictionless"):
        result = validate_folder(write(tmp_path, descriptor, {}), engine)
        assert only(result).code == "F302"
        assert result.report.notes == [f"the profile {profile} is remote and was not checked"]
        schema = {"name": "t", "path": "t.csv", "schema": "https://example.org/s.json"}
        assert (
            only(validate_folder(write(tmp_path, [schema], {"t.csv": "v\na\n"}), engine)).code
            == "S150"
        )


def test_hidden_folders(tmp_path):
    folder = write(tmp_path, [table("t", ["v"], path=".x/t.csv")], {".x/t.csv": "v\na\n"})
    assert only(validate_folder(folder)).code == "X401"
    plain = write(tmp_path, [table("t", ["v"], path="./t.csv")], {"t.csv": "v\na\n"})
    assert validate_folder(plain).report.valid


def test_hashes_of_all_kinds(tmp_path):
    wrong = "sha512:" + "0" * 128
    stricter(tmp_path, ["v"], "v\na\n", {("F303", None, None)}, hash=wrong)
    assert only(validate_table(tmp_path, ["v"], "v\na\n", hash="crc99:0")).code == "S199"


def test_bytes_of_all_files(tmp_path):
    resource = table("t", [field("k", "integer")], path="t.json", bytes=17)
    folder = write(tmp_path, [resource], {"t.json": '[{"k":1},{"k":2}]'})
    assert validate_folder(folder).report.valid
    assert only(validate_folder(folder, "frictionless")).code == "F304"


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("t.csv.gz", {"compression": "gzip"}),
        ("t.gz", {"format": "csv.gz"}),
        ("t.csv.bz2", {"compression": "bzip2"}),
    ],
)
def test_names_of_compressions(path, declared, tmp_path):
    pack = gzip.compress if path.endswith("gz") else bz2.compress
    resource = table("t", [field("v", "integer")], path, **declared)
    folder = write(tmp_path, [resource], {path: pack(b"v\n1\nx\n")})
    assert problem_places(validate_folder(folder)) == {("S101", 3, "v")}
    assert problem_places(validate_folder(folder, "frictionless")) != {("S101", 3, "v")}


def test_text_as_data(tmp_path):
    resource = table("t", [field("v", "integer")], data="v;w\n1;a\n\nx;b\n", format="csv")
    resource |= {"dialect": {"delimiter": ";"}}
    resource["schema"]["fields"].append(field("w"))
    folder = write(tmp_path, [resource], {})
    assert problem_places(validate_folder(folder)) == {("F310", 3, None), ("S101", 4, "v")}
    assert only(validate_folder(folder, "frictionless")).code == "S150"


@pytest.mark.parametrize("form", ["ods", "xls", "html", "parquet.gz"])
def test_forms_that_are_not_read(form, tmp_path):
    folder = write(tmp_path, [table("t", ["v"], path=f"t.{form}")], {f"t.{form}": b"PK"})
    result = validate_folder(folder)
    assert (only(result).code, only(result).file) == ("S199", f"t.{form}")
    assert not any("frictionless" in note for note in result.report.notes)


def test_mediatypes(tmp_path):
    resource = table("t", [field("v", "integer")], "t", mediatype="text/csv")
    folder = write(tmp_path, [resource], {"t": "v\n1\nx\n"})
    assert problem_places(validate_folder(folder)) == {("S101", 3, "v")}
    assert only(validate_folder(folder, "frictionless")).code == "F323"


def test_profiles_in_the_package(tmp_path):
    import frictionless

    files = {"t.csv": "v\na\n", "p.json": '{"required": ["x"]}'}
    for name, valid in (("profile", False), ("$schema", True)):
        descriptor = {name: "p.json", "name": "p", "resources": [table("t", ["v"])]}
        folder = write(tmp_path, descriptor, files)
        for engine in ("columnar", "frictionless"):
            told = only(validate_folder(folder, engine)).message
            assert told == f"{name}: 'x' is a required property (as p.json asks)"
        theirs = frictionless.validate(str(tmp_path / "datapackage.json"))
        assert theirs.valid == valid
        assert valid or "No such file" in theirs.errors[0].message


def test_paths_that_are_none(tmp_path):
    for path, code in (("", "X401"), ([["t.csv"]], None), ([], "S150"), ([""], "X401")):
        resource = table("t", ["v"]) | {"path": path}
        folder = write(tmp_path, [resource, table("u", [field("v", "integer")])], {
            "t.csv": "v\na\n", "u.csv": "v\nx\n",
        })  # fmt: skip
        problems = validate_folder(folder).report.problems
        codes = [p.code for p in problems if p.table == "t"]
        assert codes == ["S150"] or (path == [""] and codes == ["X401"])
        assert [p.code for p in problems if p.table == "u"] == ["S101"]
        theirs = validate_folder(folder, "frictionless").report.problems
        assert [p.code for p in theirs if p.table != "u"] == ([code] if code else [])


def test_unique_keys_of_columns(tmp_path):
    text = "v,w\na,a\na,b\n"
    for faulty in ("v", [[1]], [["x"]], [[]], [["v", 1]], [{"v": 1}], {"v": 1}):
        keys = [*faulty, ["v"]] if isinstance(faulty, list) else faulty
        lax(tmp_path, ["v", "w"], text, uniqueKeys=keys)
        problems = validate_table(tmp_path, ["v", "w"], text, uniqueKeys=keys).report.problems
        sound = ["K204"] if isinstance(faulty, list) else []
        assert sorted(p.code for p in problems) == [*sound, "S150"]
    stricter(tmp_path, ["v", "w"], text, {("K204", 3, "v")}, uniqueKeys=["v"])


def test_categories_of_their_type(tmp_path):
    for faulty in (["x"], [{"value": "x"}], [1.5], [None], ["1", "x"]):
        fields = [field("v", "integer", maximum=1, categories=faulty)]
        expected = {("S150", None, "v"), ("S109", 3, "v")}
        assert problem_places(validate_table(tmp_path, fields, "v\n1\n2\n")) == expected
        fields = [field("v", "integer", categories=faulty)]
        lax(tmp_path, fields, "v\n1\n2\n")


def test_formats_of_geopoints(tmp_path):
    fields = [field("v", "geopoint", format="wkt"), field("n", "integer")]
    expected = {("S150", None, "v"), ("S101", 2, "n")}
    assert problem_places(validate_table(tmp_path, fields, 'v,n\n"1,2",x\n')) == expected
    told = validate_table(tmp_path, fields, 'v,n\n"1,2",x\n', engine="frictionless")
    assert problem_places(told) == {("S101", 2, "v"), ("S101", 2, "n")}


def test_lists_without_a_delimiter(tmp_path):
    fields = [field("v", "list", delimiter=""), field("n", "integer")]
    assert (
        only(validate_table(tmp_path, fields, "v,n\na,x\n", engine="frictionless")).code == "S199"
    )
    expected = {("S150", None, "v"), ("S101", 2, "n")}
    assert problem_places(validate_table(tmp_path, fields, "v,n\na,x\n")) == expected


def test_packages_without_resources(tmp_path):
    folder = write(tmp_path, {"resources": []}, {})
    assert only(validate_folder(folder)).code == "S150"
    assert validate_folder(folder, "frictionless").report.valid


def test_crashes(tmp_path):
    fields = [field("v", "integer", minimum="soon")]
    problem = only(validate_table(tmp_path, fields, "v\n1\n", engine="frictionless"))
    assert problem.code == "S199" and "frictionless failed" in problem.message
