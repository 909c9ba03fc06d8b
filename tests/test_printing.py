"""What others wrote, in any place, never steers a terminal or the log of a CI."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import re
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spaceties.commands import main
from spaceties.datapackage import descriptor
from spaceties.datapackage.report import Problem, Report, render
from spaceties.datapackage.report.words import (
    escape_html,
    escape_markdown,
    json_text,
    printable,
    quoted,
    wrapped,
)
from tests import mini
from tests.datapackages import field, table, write

PIECES = [
    "\x1b[31m", "\x1b]0;owned\x07", "\x9b31m", "\x7f", "\b", "\r", "\t", "\x0b", "\x85", "\u2028",
    "\u202e", "\u2066", "\u200b", "\ufeff", "\xad", "\n::error file=a::b", "\n  ::warning::a",
    " ::set-output", "::error::a", "##[error]a", "x ##[add-mask]y", "##vso[task.complete]",
    "\n", "%0A::error::a",
    "<b>", "|", "`", "*", "a", "日", "\ud800", "x" * 70, "https://a.b/c,d:e",
]  # fmt: skip
OURS = re.compile(
    r"::notice::|::(error|warning) (file=[^,:]*,)?(line=\d+,)?title=[^,:]*::",
)
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
ALL = "".join(PIECES)


def assert_harmless(said: str, github: bool = False) -> None:
    """No control characters but line breaks, and no line that a CI takes for a command of ours or
    anybody's, but for the annotations that were asked for."""
    said.encode()
    assert said.replace("\n", "").isprintable(), ascii(said)
    for line in said.split("\n"):
        assert not re.search(r"##(vso)?\[", line), line
        if line.lstrip().startswith("::"):
            assert github and OURS.match(line), line


def run(*words: object) -> str:
    """What a command prints on both outputs; it ends by itself and is no fault of ours."""
    out, err = io.StringIO(), io.StringIO()
    ends = contextlib.suppress(SystemExit)
    with ends, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        main(list(map(str, words)))
    said = out.getvalue() + err.getvalue()
    assert_harmless(said, "github" in words)
    assert "a fault of Spaceties" not in said, said
    return said


@given(HOSTILE)
@example(ALL)
def test_what_is_made_of_a_text_is_harmless(text):
    for shown in (printable, quoted, escape_markdown, escape_html, json_text):
        assert_harmless(shown(text).replace("\n", ""))
        assert_harmless("   " + shown(text))
    assert json.loads(json_text([text, {text: 1}], indent=1)) == [text, {text: 1}]
    for line in wrapped(f"{'x' * 30} {printable(text)}", 40, "  "):
        assert_harmless(line)


def test_what_is_plain_is_shown_as_it_is():
    for text in ("a::b", "std::string", "2001:db8::1", "# a", "日本", "a [b]", "é…–"):
        assert printable(text) == text and quoted(text) == f'"{text}"'


@given(HOSTILE, HOSTILE)
@example(ALL, ALL)
def test_every_form_of_a_report_is_harmless(text, other):
    problem = Problem(
        code="S101", table=text, file=text, line=3, column=other, key=text, value=other,
        message=text, hint=other, place=text,
    )  # fmt: skip
    report = Report([problem, Problem(code="S1", message=other)], {text: 1}, [text, other])
    for said in (
        render.to_text(report), render.to_json(report), render.to_markdown(report),
        repr(report), report._repr_html_(),
    ):  # fmt: skip
        assert_harmless(said)
    assert_harmless(render.to_github(report), github=True)
    assert json.loads(render.to_json(report))["problems"][0] == problem.record()


def test_annotations_name_what_github_reads_back():
    problem = Problem(code="S101", file="a,b:c%\n.csv", line=3, table="t", message="a\r\n%0A::x")
    line = render.to_github(Report([problem])).split("\n")[0]
    assert line == "::error file=a%2Cb%3Ac%25%0A.csv,line=3,title=S101 t::a%0D%0A%250A::x"


def name_of_file(text: str) -> str:
    """A name that a file can have here, as hostile."""
    name = text.encode("utf-8", "replace").decode()[:100]
    return re.sub(r"[/\\$%~\x00]|^\.+|:", "_", name) + ".csv"


def package(folder: Path, texts: list[str], cell: str) -> Path:
    """A package whose every string is one of the texts."""
    turn = itertools.cycle(texts)
    names = [f"{next(turn)}{n}" for n in range(5)]
    reference = {"resource": next(turn), "fields": next(turn)}
    fields = [
        field(names[0], "integer", title=next(turn), description=next(turn)),
        field(names[1], pattern=re.escape(next(turn)) + "+", example=next(turn)),
        field(names[2], enum=[next(turn), next(turn)], unit=next(turn)),
        field(names[3], "date", format="%d" + next(turn), minimum=next(turn)),
        field(names[4], missingValues=[next(turn)], categories=[next(turn)]),
    ]
    file = name_of_file(next(turn))
    resources = [
        table(next(turn), fields, file, primaryKey=names[:1], title=next(turn), hash=next(turn),
              foreignKeys=[{"fields": names[1], "reference": reference}]),
        table("b" + next(turn), [names[0]], next(turn), encoding=next(turn)),
        table("c" + next(turn), [names[0], names[1]], data=[{names[0]: next(turn), names[1]: 1}],
              dialect={"delimiter": next(turn)}),
        table("d" + next(turn), [field("a", next(turn))], file),
        table("e", ["a", "b"], name_of_file("e" + next(turn)), primaryKey=["a"]),
    ]  # fmt: skip
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(names)
    rows.writerows([[next(turn), cell, next(turn), cell, next(turn)], [1, cell, cell, cell, cell]])
    described = {
        "name": next(turn), "title": next(turn), "version": "1.0.0", "licenses": next(turn),
        "created": "2026-11-28", "profile": next(turn), "resources": resources, next(turn): 1,
    }  # fmt: skip
    files = {file: out.getvalue(), resources[-1]["path"]: f'a,b\n1,"{cell}"\n'}
    return write(folder, described, {n: t.encode("utf-8", "replace") for n, t in files.items()})


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(HOSTILE, min_size=3, max_size=7), HOSTILE, HOSTILE)
@example(PIECES, ALL, "a")
def test_every_command_over_a_hostile_package_is_harmless(tmp_path_factory, texts, cell, other):
    folder = tmp_path_factory.mktemp("hostile")
    with contextlib.chdir(folder):
        old = package(Path("old"), texts, cell)
        new = package(Path("new"), texts[1:] + texts[:1], other)
        same = package(Path("same"), texts, other)
        for form in ("text", "json", "github", "markdown"):
            run("validate", old, "--format", form)
            run("format", "--check", old, "--format", form)
        run("validate", old, "--engine", "frictionless")
        for after in (new, same):
            for form in ("text", "json", "markdown", "html", "jsonl"):
                run("diff", old, after, "--format", form)
        for verb in ("bump", "release", "changelog", "site", "format", "verify"):
            run(verb, old)
        run("changelog", "--dry-run", same)
        for name in descriptor.load(old).names:
            run("template", name, "--package", old)
        for text in (cell, texts[0]):
            for words in (
                ["validate", text], ["diff", old, text], ["patch", old, text], ["rules", text],
                ["log", text, text], ["log", "launches", text],
                ["template", text, "--package", old],
                ["check", text], ["audit", text], ["verify", text], ["import", "gcat", text],
                [text], ["validate", "--engine", text], ["validate", old, text],
                ["validate", old, "--schema", text], ["validate", "--changed-since", text],
                ["release", old, "--out", text], ["bump", old, "--to", text, "--date", text],
            ):  # fmt: skip
                # what the system gives for bytes that are not UTF-8, and can take again
                run(*(str(word).replace("\ud800", "\udcff") for word in words))


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(HOSTILE, HOSTILE)
@example(ALL, ALL)
def test_contributed_rows_are_harmless(tmp_path_factory, text, other):
    folder = tmp_path_factory.mktemp("rows")
    ours = mini.write(folder)
    path = folder / name_of_file(text)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["source_id", "title", "url", other])
    rows.writerows([["list", text, other, text], [other, text, text, ""], [text, other, "", text]])
    path.write_bytes(out.getvalue().encode("utf-8", "replace"))
    for form in ("text", "json", "github", "markdown"):
        run("check", path, "--package", ours, "--format", form, "--table", "sources")
    run("check", path, "--package", ours, "--sheet", text)
    path.write_text(
        'source_id,title\nnew,"'
        + text.encode("utf-8", "replace").decode().replace('"', "")
        + '"\n',
        newline="",
    )
    run("check", path, "--package", ours, "--fix", "--table", "sources")
    run("add", path, "--package", ours, "--dry-run", "--table", "sources")
    run("add", path, "--package", ours, "--table", "sources")
