"""What the terminal of the user has to do with what commands say: colours, width, completion."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from threading import Event

import pytest

from spaceties import commands
from spaceties.commands import VERBS, common, main, parser, progress, terminal
from spaceties.commands.usage import EACH, EXAMPLES
from tests import mini
from tests.datapackages import field, table, write


class Tty(io.StringIO):
    def isatty(self):
        return True

    def seen(self):
        """What is left of each line once what was taken back is gone."""
        lines = self.getvalue().split("\n")
        return "\n".join(line.rpartition(progress.CLEAR)[2] for line in lines)


class Drawn(Tty):
    """Tells when the line of progress has been written."""

    def __init__(self):
        super().__init__()
        self.event = Event()

    def write(self, text):
        if text.startswith(progress.CLEAR) and text != progress.CLEAR:
            self.event.set()
        return super().write(text)


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


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_what_people_do_most_is_wrapped_beside_its_command(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = parser(()).format_help().split("\n\n")[2]
    assert all(len(line) <= columns for line in text.splitlines())
    for call, what in EXAMPLES:
        assert f"  spaceties {call}" in text.splitlines() or f"  spaceties {call} " in text
        assert " ".join(what.split()[:1]) in text


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


def test_the_line_of_progress_is_there_after_two_seconds_and_gone_at_the_end():
    now, tty = [0.0], Tty()
    line = progress.Line(tty, "spaceties release", lambda: now[0])
    line.draw()
    now[0] = 1.9
    line.draw()
    assert tty.getvalue() == ""
    now[0] = 2.0
    line.draw()
    assert tty.seen() == "spaceties release 2 s"
    now[0], line.stage = 61.2, "writing " + "x" * 500
    line.draw()
    assert tty.seen().startswith("spaceties release 61 s: writing xxx")
    assert len(tty.seen()) < terminal.WIDE  # else it would be broken in two
    line.clear()
    assert tty.seen() == ""
    line.draw()
    assert tty.seen()
    line.end()
    line.draw()
    assert tty.seen() == ""


def slow(monkeypatch, stderr, run):
    """Runs a verb whose clock leaps, and whose work is `run`."""
    seconds = iter(range(0, 10_000, 3))
    monkeypatch.setattr(progress, "PAUSE", 0.001)
    monkeypatch.setattr(progress, "clock", lambda: float(next(seconds)))
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr("spaceties.commands.rules.run", run)


@pytest.mark.parametrize("ends", ["returns", "fails"])
def test_whatever_takes_long_tells_so_and_leaves_no_trace(ends, monkeypatch, capsys):
    stderr = Drawn()

    def run(_args):
        assert stderr.event.wait(60)
        common.say("half done")
        assert stderr.getvalue().endswith(progress.CLEAR)  # taken back before a line is written
        progress.share("rows", 1, 2)
        stderr.event.clear()
        assert stderr.event.wait(60)
        assert stderr.seen().endswith(" s: 50 % of rows")
        if ends == "fails":
            raise commands.CommandError("no")
        common.write_out("done\n")
        stderr.event.clear()
        assert not stderr.event.wait(0.02)  # a pager may be at work now
        return 0

    slow(monkeypatch, stderr, run)
    assert main(["rules"]) == (2 if ends == "fails" else 0)
    assert stderr.seen() == ("spaceties rules: no\n" if ends == "fails" else "")
    assert capsys.readouterr().out == ("half done\n" if ends == "fails" else "half done\ndone\n")


@pytest.mark.parametrize(
    ("words", "tty", "term"),
    [(["--quiet"], True, "xterm"), ([], False, "xterm"), ([], True, "dumb")],
)
def test_no_progress_is_told_to_files_nor_where_quiet_is_asked_for(words, tty, term, monkeypatch):
    def run(_args):
        progress.stage("reading")
        return progress._lines == []

    monkeypatch.setenv("TERM", term)
    stderr = Tty() if tty else io.StringIO()
    slow(monkeypatch, stderr, run)
    assert main(["rules", *words]) is True and stderr.getvalue() == ""


def test_debug_shows_where_a_command_was_stopped(capsys):
    assert main(["show", "nothing"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["show", "nothing", "--debug"]) == 2
    err = capsys.readouterr().err
    assert "showing.py" in err and err.endswith(err[err.rindex("spaceties show: there is no") :])
