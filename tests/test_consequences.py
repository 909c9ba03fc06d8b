"""One cause, one problem."""

from spaceties.datapackage.report import ERROR, WARNING, Problem
from spaceties.validation import without_consequences

RULES = {"R1": ("day", "year", "other.day"), "X1": ("value",)}


def problem(code, line, column, severity=ERROR):
    return Problem(
        code=code, severity=severity, table="t", file="f.csv", line=line, column=column, message=""
    )


def left(*problems):
    return [(p.code, p.line, p.column) for p in without_consequences(problems, RULES)]


def test_a_rule_that_looks_at_an_unreadable_cell_is_not_told():
    assert left(problem("S101", 3, "year"), problem("R1", 3, "day")) == [("S101", 3, "year")]


def test_a_rule_on_another_row_or_other_cells_is_told():
    kept = [problem("S101", 3, "year"), problem("R1", 4, "day"), problem("R1", 3, "day")]
    assert left(*kept[:2]) == [("S101", 3, "year"), ("R1", 4, "day")]
    named = problem("S101", 3, "name")
    assert left(named, kept[2]) == [("S101", 3, "name"), ("R1", 3, "day")]


def test_a_rule_on_every_text_is_not_told_of_a_cell_that_is_wrong_anyhow():
    assert left(problem("S105", 3, "name"), problem("X1", 3, "name")) == [("S105", 3, "name")]
    assert len(left(problem("S105", 3, "name"), problem("X1", 3, "note"))) == 2


def test_a_lost_reference_says_more_than_a_pattern():
    pattern, lost = problem("S105", 3, "body"), problem("K205", 3, "body")
    assert left(pattern, lost) == [("K205", 3, "body")]
    assert left(pattern, problem("K205", 3, "a, body")) == [("K205", 3, "a, body")]
    assert left(problem("S102", 3, "body"), lost) == [("S102", 3, "body"), ("K205", 3, "body")]


def test_a_reference_of_several_columns_is_lost_with_one_of_them():
    pair, lost = problem("K205", 3, "pact, body"), problem("K205", 3, "body")
    assert left(pair, lost) == [("K205", 3, "body")]
    assert left(pair, problem("K205", 4, "body")) == [
        ("K205", 3, "pact, body"),
        ("K205", 4, "body"),
    ]


def test_a_warning_hides_nothing():
    assert len(left(problem("F329", 3, "day", WARNING), problem("R1", 3, "day"))) == 2
