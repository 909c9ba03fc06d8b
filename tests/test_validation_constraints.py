"""Constraints, on plain columns and on columns of repeated values, with both engines."""

from __future__ import annotations

import pytest

from spaceties.datapackage.cells import Unsupported
from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.datapackage.validation.constraints import Constraints

from .datapackages import field, only, problem_places, table, validate_table

CASES = [
    (field("v", required=True), ["a", "0"], [""], "S102"),
    (field("v", enum=["a", "b"]), ["a", "b", ""], ["A", "ab", "a "], "S103"),
    (field("v", enum=[]), [""], ["a"], "S103"),
    (field("v", "integer", enum=[1, "2"]), ["1", "2", "02", "+1"], ["3", "12"], "S103"),
    (
        field("v", "number", enum=[1.5, 2]),
        ["1.5", "1.50", "2.0"],
        ["1.4999999999999999999"],
        "S103",
    ),
    (field("v", "date", enum=["2016-01-05"]), ["2016-01-05"], ["2016-01-06"], "S103"),
    (field("v", "boolean", enum=[True]), ["true", "1"], ["false"], "S103"),
    (field("v", pattern="[A-Z]{3}"), ["ABC", ""], ["AB", "ABCD", "abc", "ABC "], "S105"),
    (field("v", pattern="^a.c$"), ["abc"], ["abcd", "xabc"], "S105"),
    (field("v", pattern=r"\d+"), ["12", "٣"], ["1a"], "S105"),
    (field("v", pattern=r"\w+"), ["été", "a_1"], ["a b"], "S105"),
    (field("v", pattern=r"[^\d]+"), ["ab"], ["a1", "٣"], "S105"),
    (field("v", pattern=r"(?=.*x).{2,}"), ["ax", "xyz"], ["x", "ab"], "S105"),
    (field("v", pattern=r"(a)\1"), ["aa"], ["ab"], "S105"),
    (field("v", pattern=r"a{,2}b"), ["b", "aab"], ["aaab", "a{,2}b"], "S105"),
    (field("v", minLength=2), ["ab", "éé"], ["a", "é"], "S106"),
    (field("v", maxLength=2), ["ab", "éé", "日本"], ["abc", "日本語"], "S107"),
    (field("v", "integer", minimum=1), ["1", "5"], ["0", "-3"], "S108"),
    (field("v", "integer", minimum="1"), ["1"], ["0"], "S108"),
    (field("v", "integer", maximum=5), ["5"], ["6", "99999999999999999999"], "S109"),
    (field("v", "integer", minimum=10**20), ["100000000000000000000"], ["7"], "S108"),
    (
        field("v", "number", minimum=0.1),
        ["0.1", "0.10", "INF"],
        ["0.09999999999999999999", "NaN", "-INF"],
        "S108",
    ),
    (
        field("v", "number", maximum=1),
        ["1", "1.0"],
        ["1.00000000000000000001", "1e400", "nan"],
        "S109",
    ),
    (
        field("v", "number", exclusiveMinimum=0),
        ["1e-30", "0.00000000000000000001"],
        ["0", "-1"],
        "S110",
    ),
    (
        field("v", "number", exclusiveMaximum=1),
        ["0.99999999999999999999"],
        ["1", "1.0", "2"],
        "S111",
    ),
    (
        field("v", "date", minimum="2016-01-05"),
        ["2016-01-05"],
        ["2016-01-04", "0001-01-01"],
        "S108",
    ),
    (field("v", "date", exclusiveMaximum="2016-01-05"), ["2016-01-04"], ["2016-01-05"], "S111"),
    (
        field("v", "datetime", maximum="2016-01-05T10:00:00"),
        ["2016-01-05T10:00:00"],
        ["2016-01-05T10:00:01"],
        "S109",
    ),
    (
        field("v", "datetime", minimum="2016-01-05T10:00:00Z"),
        ["2016-01-05T12:00:00+02:00"],
        ["2016-01-05T09:59:59Z"],
        "S108",
    ),
    (field("v", "time", maximum="12:00:00"), ["11:59:59"], ["12:00:01"], "S109"),
    (field("v", "year", minimum=1900), ["1900"], ["1899"], "S108"),
    (
        field("v", "date", format="%d/%m/%Y", minimum="01/02/2016"),
        ["01/02/2016"],
        ["31/01/2016"],
        "S108",
    ),
]


@pytest.mark.parametrize("repeat", [1, 400], ids=["plain", "repeated"])
@pytest.mark.parametrize("described, good, bad, code", CASES, ids=range(len(CASES)))
def test_constraints(tmp_path, described, good, bad, code, repeat):
    cells = (good + bad) * repeat
    text = "id,v\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    wrong = [n for n in range(len(cells)) if n % (len(good) + len(bad)) >= len(good)]
    expected = {(code, n + 2, "v") for n in wrong}
    result = validate_table(tmp_path, ["id", described], text)
    assert problem_places(result) == expected
    assert [p.value for p in result.report.problems] == [cells[n] or None for n in wrong]
    if repeat == 1:
        assert (
            problem_places(validate_table(tmp_path, ["id", described], text, engine="frictionless"))
            == expected
        )


def test_a_cell_may_break_several_constraints(tmp_path):
    fields = ["id", field("v", pattern="[a-z]+", minLength=3, enum=["abc"])]
    text = "id,v\n1,A\n2,abc\n"
    expected = {("S103", 2, "v"), ("S105", 2, "v"), ("S106", 2, "v")}
    for engine in ("columnar", "frictionless"):
        assert problem_places(validate_table(tmp_path, fields, text, engine)) == expected


def test_enum_comes_before_categories(tmp_path):
    fields = [field("v", enum=["a", "b"], categories=["a"])]
    assert problem_places(validate_table(tmp_path, fields, "v\na\nb\nc\n")) == {
        ("S104", 3, "v"),
        ("S103", 4, "v"),
    }


def test_the_value_and_the_column_agree():
    """Every case again, value by value: the two ways of validating must not part."""
    for described, good, bad, code in CASES:
        package = from_descriptor({"resources": [table("t", [described])]})
        validator = ColumnValidator(package.resources[0].fields[0])
        assert all(validator.good(cell) for cell in good if cell)
        assert not any(validator.good(cell) for cell in bad if cell), code


def test_bounds_that_are_no_values_are_not_ignored():
    package = from_descriptor({"resources": [table("t", [field("v", "date", minimum="soon")])]})
    with pytest.raises(Unsupported):
        Constraints(package.resources[0].fields[0])


def test_problem_record(tmp_path):
    fields = ["id", field("kind", enum=["civil", "military"])]
    problem = only(
        validate_table(tmp_path, fields, "id,kind\na,civil\nb,civill\n", primaryKey="id")
    )
    assert (problem.code, problem.severity, problem.table, problem.file) == (
        "S103",
        "error",
        "t",
        "t.csv",
    )
    assert (problem.line, problem.column, problem.key, problem.value) == (3, "kind", "b", "civill")
    assert (problem.message, problem.hint) == (
        'is not one of "civil", "military"',
        '"civil"',
    )


@pytest.mark.parametrize(
    ("described", "message"),
    [
        (field("v", pattern="[A-Z]{3}", example="ABC"), "does not match the pattern [A-Z]{3}"),
        (
            field("v", pattern="(?:[A-Z]{3}|[0-9]{2})(?:-[A-Z]{3}|-[0-9]{2})?", example="ABC-12"),
            'is not written as the column wants it, such as "ABC-12"',
        ),
        (
            field("v", pattern="[0-9]{4}", rdfType="http://id.loc.gov/datatypes/edtf"),
            "is no date such as 2012, 2012-07, 2012-07-22, 2012-23 (autumn), 196X, "
            "2012? (uncertain) or 2012/2014",
        ),
    ],
)
def test_a_pattern_that_nobody_can_read_is_told_by_example(tmp_path, described, message):
    assert only(validate_table(tmp_path, [described], "v\n?\n")).message == message
