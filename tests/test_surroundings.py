"""Bad surroundings: whatever a command lacks, one line says so, and the exit code is true."""

from __future__ import annotations

import ctypes
import fcntl
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from spaceties import commands
from spaceties.commands import VERBS, main
from spaceties.datapackage import files
from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Report, render
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.datapackage.validation.keys import KeyColumn
from spaceties.release.formats import sums
from tests import mini
from tests.datapackages import field, table, validate_folder, write

ROWS = "a,b\n日😀é,x\n"
FIELDS = [field("a", "integer"), "b"]


@pytest.fixture
def bad(tmp_path):
    return write(tmp_path / "bad", [table("t", FIELDS, primaryKey=["a"])], {"t.csv": ROWS})


def process(*words, env=(), **rest):
    """A command in a process of its own."""
    given = {**os.environ, "PYTHONPATH": str(mini.ROOT / "scripts"), **dict(env)}
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "spaceties", *map(str, words)]
    return subprocess.run(command, env=given, timeout=300, **{**pipes, **rest})


def told(capsys) -> str:
    """The one line that says why a command could not run."""
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "a fault of" not in said, said
    return said


@pytest.mark.parametrize("form", ["text", "json", "github", "markdown", "html", "jsonl"])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "shift_jis", "utf-16"])
def test_an_output_that_is_not_utf8(encoding, form, bad, tmp_path, monkeypatch):
    """What programs read stays the same; what people read has escapes."""
    good = write(
        tmp_path / "good", [table("t", FIELDS, primaryKey=["a"])], {"t.csv": "a,b\n1,日é\n"}
    )
    out = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding))
    commands._mend_streams()
    reports = form in ("text", "json", "github", "markdown")
    words = ["validate", str(bad)] if reports else ["diff", str(bad), str(good)]
    assert main([*words, "--format", form]) == int(reports)
    said = out.buffer.getvalue().decode(encoding)
    if form == "json":
        assert json.loads(said)["problems"][0]["value"] == "日😀é"
    elif form == "jsonl":
        assert "日é" in str([json.loads(line) for line in said.splitlines()])
    else:
        assert "S101" in said or "&#26085;" in said


def test_pipes_of_windows_get_utf8(monkeypatch):
    """As far as it can be simulated: there a pipe has the code page of the machine."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), "cp1252"))
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.setattr(os, "name", "nt")
    commands._mend_streams()
    print("日é", flush=True)
    assert sys.stdout.buffer.getvalue().decode("utf-8").strip() == "日é"


def test_windows_syncs_handles_that_can_be_written(tmp_path, monkeypatch):
    """As far as it can be simulated: there fsync refuses a handle that is for reading only."""
    opened = {}

    def fsync(handle):
        opened[handle] = fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE

    monkeypatch.setattr(os, "fsync", fsync)
    path = tmp_path / "a"
    files.write(path, "text")
    monkeypatch.setattr(os, "name", "nt")
    files.sync(path)
    assert list(opened.values())[-1] == os.O_RDWR


@pytest.mark.parametrize("level", ["1", "2"])
def test_optimized_python_has_the_same_help(level):
    for words in (["--help"], ["import", "gcat", "--help"]):
        plain, optimized = (process(*words, env={"PYTHONOPTIMIZE": o}.items()) for o in ("", level))
        assert optimized.stdout == plain.stdout and not optimized.returncode


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_other_file(closed, bad):
    rest = {"stdin": None} if closed == 0 else {}
    done = process("validate", bad, preexec_fn=lambda: os.close(closed), **rest)
    assert done.returncode == 1 and not done.stderr
    assert ("S101" in done.stdout.decode()) == (closed != 1)
    done = process("check", "-", preexec_fn=lambda: os.close(closed), **rest)
    assert done.returncode == 2
    if closed != 2:
        assert (b"standard input is closed" if closed == 0 else b"empty") in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_takes_no_more_is_no_verdict(bad):
    with open("/dev/full", "w") as full:
        for words in (["validate", bad], ["rules"], ["--version"]):
            done = process(*words, stdout=full)
            assert done.returncode == 2, words
            assert done.stderr.count(b"\n") == 1 and b"No space left" in done.stderr


def test_a_reader_that_leaves_is_told_nothing(bad):
    read, write_end = os.pipe()
    os.close(read)
    done = process("rules", stdout=write_end)
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.parametrize("error, line, status", [
    (KeyboardInterrupt(), "interrupted", 130),
    (MemoryError(), "there is too little memory", 2),
    (RuntimeError("can't start new thread"), "there is too little memory", 2),
    (ImportError("libarrow.so: failed to map segment from shared object"), "too little memory", 2),
    (PermissionError(13, "Not permitted", "a\n::error::b"), "a\\n::error::b: Not permitted", 2),
    (OSError(28, "No space left on device"), "No space left on device", 2),
    (commands.CommandError("one\n::error::two"), "one\\n::error::two", 2),
    (ZeroDivisionError("\x1b[31mx"), "a fault of Spaceties itself, please report it", 2),
])  # fmt: skip
def test_whatever_stops_a_command_is_one_line(error, line, status, capsys, monkeypatch):
    def stopped(_args):
        raise error

    monkeypatch.setattr("spaceties.commands.rules.run", stopped)
    assert main(["rules"]) == status
    said = capsys.readouterr().err
    assert said.startswith("spaceties rules: ") and line in said and said.count("\n") == 1
    assert main(["rules", "--debug"]) == status
    assert "in stopped" in capsys.readouterr().err


def test_every_verb_takes_debug(capsys):
    for verb in VERBS:
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        assert "--debug" in capsys.readouterr().out


@pytest.mark.parametrize("owner, method", [
    (ColumnValidator, "__init__"), (ColumnValidator, "validate"), (KeyColumn, "add"),
])  # fmt: skip
def test_a_fault_of_ours_costs_one_table(owner, method, tmp_path, monkeypatch, capsys):
    right = getattr(owner, method)

    def wrong(self, *args):
        fields = [getattr(self, "field", None), *args]
        if any(getattr(one, "name", "") == "faulty" for one in fields):
            raise ZeroDivisionError("x")
        return right(self, *args)

    monkeypatch.setattr(owner, method, wrong)
    tables = [
        table("t", [field("faulty", "integer")], primaryKey=["faulty"]),
        table("u", FIELDS, foreignKeys=[
            {"fields": "a", "reference": {"resource": "t", "fields": "faulty"}}]),
    ]  # fmt: skip
    write(tmp_path, tables, {"t.csv": "faulty\n1\n", "u.csv": "a,b\nx,1\n"})
    result = validate_folder(tmp_path)
    found = {(p.code, p.table) for p in result.report.problems}
    assert found == {("S198", "t"), ("S101", "u"), ("S199", "u")}
    assert "t" not in result.tables
    assert main(["validate", str(tmp_path)]) == 2
    assert "ZeroDivisionError: x" in " ".join(capsys.readouterr().out.split())


def _as_others() -> None:
    """What root may read as well as its own is closed to it: CAP_DAC_OVERRIDE, _READ_SEARCH."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP


@pytest.mark.parametrize("form", ["csv", "csv.gz", "xlsx", "jsonl", "json", "parquet"])
def test_a_file_that_may_not_be_read_is_not_said_to_be_damaged(form, tmp_path):
    tables = [table("t", ["a"], f"t.{form}", hash="00"), table("u", FIELDS)]
    folder = write(tmp_path, tables, {f"t.{form}": b"x", "u.csv": ROWS})
    (folder / f"t.{form}").chmod(0)
    done = process("validate", folder, "--format", "json", preexec_fn=_as_others)
    found = {(p["code"], p["table"]) for p in json.loads(done.stdout)["problems"]}
    assert found == {("F323", "t"), ("S101", "u")} and done.returncode == 1
    assert b"Permission denied" in done.stdout
    if form == "csv":
        for words in (["diff", folder], ["format"]):
            done = process(*words, folder, preexec_fn=_as_others)
            assert done.returncode == 2 and done.stderr.endswith(b"t.csv: Permission denied\n")


def test_a_folder_where_a_file_should_be(tmp_path, capsys):
    folder = write(tmp_path / "p", [table("t", FIELDS)], {})
    (folder / "t.csv").mkdir()
    assert main(["validate", str(folder)]) == 1
    assert "is a folder" in capsys.readouterr().out
    for words in (["format"], ["template", "t", "--package"], ["diff", str(folder)]):
        assert main([*words, str(folder)]) == 2
        assert "is a folder" in told(capsys)
    (tmp_path / "datapackage.json").mkdir()
    assert main(["validate", str(tmp_path / "datapackage.json")]) == 2
    assert told(capsys)


def test_packages_without_their_files_are_not_alike(tmp_path, capsys):
    bare = write(tmp_path / "bare", [table("t", FIELDS)], {})
    whole = write(tmp_path / "whole", [table("t", FIELDS)], {"t.csv": "a,b\n1,x\n"})
    for old, new in ((bare, bare), (bare, whole), (whole, bare)):
        assert main(["diff", str(old), str(new)]) == 2
        assert "t.csv does not exist" in told(capsys)


def test_a_zip_with_a_password(tmp_path, capsys):
    folder = write(tmp_path / "p", [table("t", FIELDS)], {"t.csv": "a,b\n1,x\n"})
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    data = bytearray(path.read_bytes())
    for start, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(start, at + 1)) >= 0:
            data[at + flags] |= 1
    path.write_bytes(data)
    for words in (["diff", str(folder)], ["validate"]):
        assert main([*words, str(path)]) == 2
        assert "datapackage.json has a password" in told(capsys)


def test_a_template_of_a_package_that_says_little(tmp_path, monkeypatch):
    described = {"resources": [table("t", ["a", "b"]), table("u", ["a"], foreignKeys=[
        {"fields": "a", "reference": {"resource": "t", "fields": "b"}}])]}  # fmt: skip
    folder = write(tmp_path / "p", described, {"t.csv": "a,b\n1,x\n", "u.csv": "a\nx\n"})
    monkeypatch.chdir(tmp_path)
    assert main(["template", "t", "u", "--package", str(folder)]) == 0
    assert (tmp_path / "t.xlsx").stat().st_size > 1000


def test_git_that_is_missing_is_not_a_clone_that_is_missing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(mini.ROOT)
    for words in (["diff"], ["bump", "--dry-run"], ["release", "--out", str(tmp_path / "out")],
                  ["log", "launches", "1957-001"], ["diff", "HEAD"]):  # fmt: skip
        assert main(words) == 2
        assert "git is not installed" in told(capsys)


def test_no_home(bad):
    environment = dict.fromkeys(("HOME", "USER", "LOGNAME"), "")
    assert process("validate", bad, env=environment.items()).returncode == 1


def test_sums_that_are_no_text_are_told(tmp_path):
    (tmp_path / "SHA256SUMS").write_bytes(b"\xff\xfe\n" + b"0" * 64 + b"  \xff.csv\n")
    problems = sums.check(tmp_path, Package(tmp_path))
    assert [(p.code, p.file) for p in problems] == [("F323", "SHA256SUMS"), ("F301", "\udcff.csv")]
    assert render.to_text(Report(problems)).encode()
