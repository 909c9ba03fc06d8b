"""What targets that run commands look at: the exit code, what is said, and every file around."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from spaceties.commands import main
from spaceties.datapackage.report.words import own_fault

BUG = own_fault(ValueError("")).partition("ValueError")[0].strip()


def run(folder: Path, *words: str | Path) -> tuple[int, str, str]:
    """(exit code, output, errors) of a command in a folder; AssertionError for a traceback, and
    where no line says why a command could not run."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.chdir(folder)
        code = main([str(word) for word in words])
    said = err.getvalue()
    assert code in (0, 1, 2) and "Traceback" not in said, (code, said)
    assert BUG not in said and BUG not in out.getvalue(), (out.getvalue(), said)
    if code == 2:
        assert said and all(line.startswith("spaceties") for line in said.splitlines()), said
    return code, out.getvalue(), said


def tree(folder: Path) -> dict[str, bytes | str]:
    """Everything below a folder: the bytes of files, where links lead, "" for a folder."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else ("" if path.is_dir() else path.read_bytes())
        for path in sorted(folder.rglob("*"))
    }
