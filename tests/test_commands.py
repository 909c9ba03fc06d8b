"""The command line: exit codes, report formats, and errors that a person can read."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import openpyxl
import pytest

from spaceties import validation
from spaceties.commands import VERBS, main
from spaceties.commands.usage import EXAMPLES
from spaceties.datapackage import descriptor
from tests import mini
from tests.datapackages import in_a_process


def run(*args, cwd=mini.ROOT):
    env = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts")}
    return subprocess.run(
        [sys.executable, "-m", "spaceties", *map(str, args)],
        cwd=cwd, env=env, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as stop:
        main([verb, "--help"])
    assert stop.value.code == 0
    assert len(capsys.readouterr().out) > 100


def test_help_names_every_verb_and_a_wrong_one_is_told_them():
    listed = run("--help").stdout
    wrong = run("vaildate")
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr
    for verb in VERBS:
        assert re.search(rf"^    {verb}\s", listed, re.MULTILINE), verb
        assert f"'{verb}'" in wrong.stderr, verb


def test_the_command_alone_shows_what_people_do_with_an_example_each():
    alone = run()
    assert alone.returncode == 0 and alone.stdout == run("--help").stdout
    for call, what in EXAMPLES:
        assert f"spaceties {call}" in alone.stdout
        assert what in " ".join(alone.stdout.split())  # wrapped or not
        assert call.split()[0] in VERBS
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize(
    ("words", "usage", "told"),
    [
        (["vaildate"], "spaceties ", "no verb 'vaildate'; did you mean \"validate\"?"),
        (["--vresion"], "spaceties ", 'did you mean "--version"?'),
        (["--quiet"], "spaceties ", "required: VERB"),
        (["validate", "--formt", "json"], "spaceties validate", 'did you mean "--format"?'),
        (["add", "--dryrun", "x.csv"], "spaceties add", 'did you mean "--dry-run"?'),
        (["import", "gcat", ".", "--dryrun"], "spaceties import gcat", 'mean "--dry-run"?'),
        (["bump", "--frobnicate=1"], "spaceties bump", "arguments: --frobnicate=1\n"),
        (["xyz"], "spaceties ", "no verb 'xyz'; there are 'show'"),
    ],
)
def test_what_is_misspelt_gets_the_nearest_and_the_usage_of_its_verb(words, usage, told, capsys):
    with pytest.raises(SystemExit) as stop:
        main(words)
    error = capsys.readouterr().err
    assert stop.value.code == 2 and error.startswith(f"usage: {usage}") and told in error


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_the_start_loads_no_more_than_it_needs(word):
    """dataclasses bring inspect along, which takes longer than the answer."""
    code = (
        "import sys\n"
        "from spaceties.commands import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "loaded = {'dataclasses', 'tempfile', 'numpy', 'pyarrow'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    assert "spaceties" in in_a_process(code, word)


def test_the_process_gives_the_exit_code_of_its_command(tmp_path):
    assert run("validate", mini.write(tmp_path / "good")).returncode == 0
    bad = mini.broken(tmp_path / "bad", [("launches", 0, "launched_on", "soon")])
    assert run("validate", bad).returncode == 1
    assert run("validate", tmp_path / "none.json").returncode == 2


def test_no_table_of_a_foreign_package_stays_in_memory(tmp_path):
    package = descriptor.load(mini.write(tmp_path))
    assert validation.validate(package).tables
    foreign = replace(package, name="other")
    result = validation.validate(foreign)
    assert result.report.valid and result.report.tables["launches"] == 2
    assert not result.tables and not result.lines


def test_validate_is_0_when_valid(tmp_path, capsys):
    assert main(["validate", str(mini.write(tmp_path))]) == 0
    assert "valid" in capsys.readouterr().out


def test_validate_json_has_exactly_the_promised_shape(tmp_path, capsys):
    package = mini.broken(tmp_path, [("launches", 0, "launched_on", "2002-03-04")])
    assert main(["validate", str(package), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"valid", "errors", "warnings", "problems", "tables", "notes"}
    assert report["valid"] is False and report["errors"] == 1
    assert report["tables"]["launches"] == {"rows": 2}
    (problem,) = report["problems"]
    assert list(problem) == ["code", "severity", "table", "file", "line", "column", "key", "value",
                             "message", "hint"]  # fmt: skip
    assert (problem["code"], problem["line"], problem["key"]) == ("R101", 2, "2001-002")
    assert problem["file"] == "tables/launches.csv"


@pytest.mark.parametrize("engine", ["columnar", "frictionless"])
def test_both_engines_give_the_verdict(engine, tmp_path, capsys):
    package = mini.broken(tmp_path, [("satellites", 1, "norad_id", "2e4")])
    assert main(["validate", str(package), "--engine", engine, "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {("satellites", "norad_id", "2e4")} <= {
        (p["table"], p["column"], p["value"]) for p in problems
    }


def test_a_missing_package_is_told_in_one_line_with_exit_2():
    result = run("validate", "nowhere.json")
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1 and "nowhere.json" in result.stderr


def test_format_check_shows_the_difference_and_writes_nothing(tmp_path, capsys):
    package = mini.write(tmp_path)
    table = tmp_path / "tables" / "countries.csv"
    lines = table.read_text().splitlines()
    messy = "\r\n".join([lines[0], lines[3], lines[1], lines[2]])
    table.write_bytes(messy.encode())
    assert main(["format", str(package), "--check"]) == 1
    assert "OLD,Old Beland" in capsys.readouterr().out
    assert table.read_bytes() == messy.encode()
    assert main(["format", str(package)]) == 0
    assert main(["format", str(package), "--check"]) == 0


def test_rules_prints_the_catalogue(capsys):
    assert main(["rules"]) == 0
    assert "R116" in capsys.readouterr().out


def test_a_table_in_json_is_not_passed_unread(tmp_path, capsys):
    (tmp_path / "t.json").write_text('[{"id": 1}, {"id": "one"}]')
    schema = {"fields": [{"name": "id", "type": "integer"}]}
    described = {"name": "p", "resources": [{"name": "t", "path": "t.json", "schema": schema}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(described))
    assert main(["validate", str(tmp_path), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["tables"] == {"t": {"rows": 2}}
    assert [p["value"] for p in report["problems"]] == ["one"]


@pytest.mark.parametrize("how", [".", "datapackage.json", "../sub", "absolute"])
def test_annotations_name_files_as_github_finds_them(how, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    folder = mini.write(tmp_path / "sub", {"sources": [{"source_id": "A B"}]}).parent
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(folder)
    main(["validate", str(folder) if how == "absolute" else how, "--format", "github"])
    assert "::error file=sub/tables/sources.csv,line=2" in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    main(["validate", how.replace("absolute", "."), "--format", "github"])
    assert "::error file=tables/sources.csv,line=2" in capsys.readouterr().out


@pytest.mark.parametrize("file", ["rows.csv", "./rows.csv", "rows.xlsx", "./rows.xlsx"])
def test_annotations_of_contributions_name_files_as_well(file, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    folder = mini.write(tmp_path / "sub").parent
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(folder)
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("more")):
        sheet.append(["source_id", "title"])
        sheet.append(["A B", "x"])
    book.save("rows.xlsx")
    (folder / "rows.csv").write_text("source_id,title\nA B,x\n")
    main(["check", file, "--package", ".", "--format", "github"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
    name = file.removeprefix("./")
    assert lines and all(f"file=sub/{name}," in line for line in lines), lines


@pytest.mark.parametrize("words", [["template", "lunches"], ["log", "lunches", "x"]])
def test_a_table_that_is_not_there_is_told_with_what_may_be_meant(words, capsys):
    assert main(words) == 2
    assert 'there is no table "lunches"; did you mean "launches"?' in capsys.readouterr().err
