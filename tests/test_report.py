"""The report and its renderings."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import pytest

from spaceties.contribute.read.codes import ContributionCode
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import FAMILIES, Code
from spaceties.datapackage.report.render import (
    to_dict,
    to_github,
    to_json,
    to_markdown,
    to_text,
)

ENUM = Problem(
    code="S103",
    table="satellites",
    file="tables/satellites.csv",
    line=14,
    column="class",
    key="S41238",
    value="civill",
    message="is not one of the 4 allowed values",
    hint='"civil"',
)
MISSING = Problem(
    code="F301",
    table="launches",
    file="tables/launches.csv",
    message="tables/launches.csv does not exist",
)
WARNING = replace(ENUM, code="R104", severity="warning", column="founded_on", value="1990")


def many(problem: Problem, count: int) -> list[Problem]:
    return [replace(problem, line=line, key=f"S{line}") for line in range(2, 2 + count)]


def test_a_problem_has_exactly_the_promised_fields():
    record = to_dict(Report([replace(ENUM, place="Data!C5")]))["problems"][0]
    assert list(record) == [
        "code", "severity", "table", "file", "line", "column", "key", "value", "message", "hint",
    ]  # fmt: skip
    assert [f.name for f in fields(Problem)] == [*record, "place"]
    with pytest.raises(AttributeError):
        ENUM.code = "S104"


def test_counts_and_validity():
    report = Report([ENUM, WARNING, MISSING], {"satellites": 3})
    assert (report.errors, report.warnings, report.valid) == (2, 1, False)
    assert Report([WARNING]).valid and Report().valid
    assert Report([], {"t": 1200, "u": 1}).summary() == "valid, 2 tables (1,201 rows)"
    assert report.summary() == "2 errors, 1 warning in 1 table (3 rows)"
    assert Report([WARNING]).summary() == "0 errors, 1 warning in 0 tables (0 rows)"


def test_merge_keeps_both_and_changes_neither():
    one = Report([ENUM], {"satellites": 3}, ["a", "b"])
    other = Report([MISSING], {"launches": 1}, ["b", "c"])
    both = one.merge(other)
    assert both.problems == [ENUM, MISSING]
    assert (both.tables, both.notes) == ({"satellites": 3, "launches": 1}, ["a", "b", "c"])
    assert one.problems == [ENUM] and one.tables == {"satellites": 3}


def test_sorted_by_table_file_line():
    rows = [replace(ENUM, line=9), MISSING, replace(ENUM, line=2), replace(ENUM, table=None)]
    report = Report(rows, {"launches": 0, "satellites": 0}).sorted()
    assert [(p.table, p.line) for p in report.problems] == [
        (None, 14), ("launches", None), ("satellites", 2), ("satellites", 9),
    ]  # fmt: skip


def test_json_is_the_promised_object():
    report = Report([ENUM, MISSING, WARNING], {"satellites": 3, "launches": 0})
    data = json.loads(to_json(report))
    assert list(data) == ["valid", "errors", "warnings", "problems", "tables", "notes"]
    assert (data["valid"], data["errors"], data["warnings"]) == (False, 2, 1)
    assert data["tables"] == {"satellites": {"rows": 3}, "launches": {"rows": 0}}
    assert [*data["problems"][0], "place"] == [f.name for f in fields(Problem)]
    assert data["problems"][0]["line"] == 14 and data["problems"][1]["hint"] is None
    assert data == to_dict(report)
    assert "é" in to_json(Report([replace(ENUM, value="é")]))


def test_text_groups_by_file_and_code_and_counts_exactly():
    report = Report(
        [*many(ENUM, 12), MISSING], {"satellites": 20}, ["t: validated by frictionless"]
    )
    text = to_text(report)
    assert text.startswith("tables/satellites.csv\n  S103 error (12): is not one of the 4 allowed")
    assert '    line 2 [S2] class = "civill"\n      hint: "civil"\n' in text
    assert text.count("hint:") == 5 and "… and 7 more" in text
    assert "tables/launches.csv\n  F301 error (1): tables/launches.csv does not exist\n" in text
    assert text.endswith(
        "note: t: validated by frictionless\n13 errors, 0 warnings in 1 table (20 rows)\n"
    )


def test_text_is_readable_at_80_columns_and_coloured_only_if_asked():
    long = replace(ENUM, message="does not match " + "a long pattern " * 20, value="x y " * 90)
    report = Report([long, replace(long, message="another"), MISSING])
    assert max(map(len, to_text(report).splitlines())) <= 80
    assert "\x1b" not in to_text(report)
    plain = re.sub(r"\x1b\[\d+m", "", to_text(report, color=True))
    assert plain == to_text(report)
    assert "\x1b[31m" in to_text(report, color=True)


def test_data_cannot_steer_the_terminal_or_the_markup():
    evil = replace(ENUM, value="\x1b[2J\nline", key="<b>|x", message="a|b", hint="\x1b]0;title\x07")
    report = Report([evil])
    assert "\x1b" not in to_text(report) and "\x07" not in to_text(report)
    markdown = to_markdown(report)
    assert "\x1b" not in markdown and "<b>" not in markdown and "&lt;b&gt;\\|x" in markdown
    github = to_github(replace_value(report, "x\n::error::fake"))
    assert len(github.splitlines()) == 2


def replace_value(report: Report, value: str) -> Report:
    return report.select([replace(p, message=value) for p in report.problems])


def test_github_shows_ten_of_each_kind_and_every_code_early():
    problems = [*many(ENUM, 30), MISSING, *many(WARNING, 12)]
    lines = to_github(
        Report(problems, {"satellites": 99}), locate=lambda file: f"data/{file}"
    ).splitlines()
    errors = [line for line in lines if line.startswith("::error")]
    warnings = [line for line in lines if line.startswith("::warning")]
    assert (len(errors), len(warnings)) == (10, 10)
    assert errors[0] == (
        "::error file=data/tables/satellites.csv,line=2,title=S103 satellites::"
        'class: is not one of the 4 allowed values: "civill" [S2] (hint: "civil")'
    )
    assert errors[1].startswith("::error file=data/tables/launches.csv,title=F301 launches::")
    assert "… and 21 errors more; the step summary lists them" in lines
    assert lines[-1] == "31 errors, 12 warnings in 1 table (99 rows)"


def test_a_line_of_no_file_is_no_place():
    line = to_github(Report([replace(ENUM, file=None)])).splitlines()[0]
    assert line.startswith("::error title=S103 satellites::")


def test_github_shows_the_notes():
    said = to_github(Report([ENUM], {"t": 1}, notes=["t.a: 50%\nnot checked", "b"])).splitlines()
    assert said[1:3] == ["::notice::t.a: 50%25%0Anot checked", "::notice::b"]
    many_notes = Report(tables={"t": 1}, notes=[str(n) for n in range(12)])
    said = to_github(many_notes).splitlines()
    assert [line for line in said if line.startswith("::notice")] == [
        f"::notice::{n}" for n in range(10)
    ]
    assert said[10] == "… and 2 notes more; the step summary lists them"


def test_github_escapes_what_its_commands_need():
    odd = replace(ENUM, file="a,b:c%.csv", message="50%\r\nmore")
    line = to_github(Report([odd])).splitlines()[0]
    assert line.startswith("::error file=a%2Cb%3Ac%25.csv,line=14")
    assert "50%25%0D%0Amore" in line


def test_github_appends_the_rest_to_the_step_summary(tmp_path):
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    to_github(Report(many(ENUM, 30)), summary_file=str(target))
    text = target.read_text()
    assert text.startswith("before\n### Validation: 30 errors") and text.count("S103") == 31
    to_github(Report(many(replace(ENUM, value="x" * 1000), 2000)), summary_file=str(target))
    assert len(target.read_bytes()) < 1024 * 1024
    assert re.search(r"… and [\d,]+ problems more", target.read_text())


def test_a_place_in_words_stands_for_the_line():
    problem = replace(ENUM, file="a.xlsx", line=5, place="Data!C5")
    report = Report([problem], {"satellites": 5})
    assert "Data!C5 [S41238]" in to_text(report) and "line 5" not in to_text(report)
    assert "| a.xlsx Data!C5 |" in to_markdown(report)
    assert "::error file=a.xlsx,title=S103 satellites::Data!C5: class" in to_github(report)


def test_markdown_counts_by_code():
    markdown = to_markdown(Report([*many(ENUM, 3), WARNING], {"satellites": 5}))
    assert "| R104 | warning | 1 |\n| S103 | error | 3 |" in markdown
    assert "| S103 | tables/satellites.csv:2 | class | S2 | civill |" in markdown
    assert to_markdown(Report([], {"t": 1})) == "### Validation: valid, 1 table (1 row)\n\n"


def test_every_code_has_one_sentence_and_a_known_letter():
    codes = [*Code, *ContributionCode]
    assert len({str(code) for code in codes}) == len(codes)
    for code in codes:
        assert re.fullmatch(r"[A-Z]\d{3}", code) and code[0] in FAMILIES
        assert code.sentence.endswith(".") and "\n" not in code.sentence
