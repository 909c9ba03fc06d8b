"""What the terminal of the user has to do with what commands say: colours, width, completion."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from spaceties import commands
from spaceties.commands import EACH, VERBS, main, parser, terminal
from tests import mini
from tests.datapackages import field, table, write


class Tty(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def bad(tmp_path):
    rows = "a,b\n" + "word,x\n" * 3
    tables = [table("t", [field("a", "integer"), "b"], primaryKey=["a"])]
    return write(tmp_path / "bad", tables, {"t.csv": rows})


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("tty", "env", "expected"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_used_where_they_are_wanted(tty, env, expected, monkeypatch, bad):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    out = Tty() if tty else io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["validate", str(bad)]) == 1
    assert ("\x1b[" in out.getvalue()) == expected


@pytest.mark.parametrize("columns", [20, 60, 100, 300])
def test_reports_keep_to_the_width_of_the_terminal(columns, monkeypatch, bad):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    for words in (["validate", str(bad)], ["diff", str(bad), str(bad)]):
        out = Tty()
        monkeypatch.setattr(sys, "stdout", out)
        main(words)
        most = min(terminal.MOST, max(terminal.LEAST, columns))
        assert all(
            len(line) <= most or " " not in line.strip() for line in out.getvalue().splitlines()
        )


def test_help_wraps_to_the_terminal_and_keeps_what_is_laid_out(monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    for name in VERBS:
        (sub,) = [one for one in parser([name])._actions if one.dest == "verb"]
        text = sub.choices[name].format_help()
        about = text.split("\n\n")[1]
        assert all(len(line) <= 50 for line in about.splitlines() if " " in line.strip())
        assert f"Example:\n  spaceties {EACH[name]}\n" in text


@pytest.mark.parametrize("verb", VERBS)
def test_the_example_of_a_verb_is_one_that_is_understood(verb):
    words = EACH[verb].split()
    assert words[0] == verb and parser([verb]).parse_args(words).verb == verb


def test_quiet_tells_what_was_found_alone(bad, monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    for words, told in (([], True), (["--quiet"], False)):
        said.truncate(0)
        main(["diff", str(bad), str(mini.ROOT / "tables"), *words])
        commands.common.remark("a note")
        assert ("a note" in said.getvalue()) == told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "expected"), [("spaceties va", "validate"), ("spaceties validate --fo", "--format")]
)
def test_verbs_and_options_are_completed(shell, line, expected, tmp_path):
    """As argcomplete's own shell code asks for it: answers come on a stream of their own."""
    pytest.importorskip("argcomplete")
    answers = tmp_path / "answers"
    env = {
        **os.environ,
        "PYTHONPATH": str(mini.ROOT / "scripts"),
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": shell,
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answers),
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "",
    }
    code = "import sys; sys.argv = ['spaceties']; from spaceties.commands import main; main()"
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=300)
    assert expected in answers.read_text(encoding="utf-8")
