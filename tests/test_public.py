"""The public names, as somebody uses them who installed the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import spaceties.datapackage as dp

from . import typed_use
from .datapackages import field, in_a_process, table, write

ROOT = Path(__file__).resolve().parent.parent
FIELDS = [field("id", "integer", required=True), "name"]


def package(folder: Path, text: str) -> Path:
    return write(folder, [table("t", FIELDS, primaryKey="id")], {"t.csv": text})


def test_public_names_have_types_that_the_checker_accepts():
    pytest.importorskip("mypy")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "pyproject.toml",
         "tests/typed_use.py"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_public_name_is_there_and_documented():
    for name in dp.__all__:
        assert getattr(dp, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'Dif'"):
        dp.Dif  # noqa: B018


def test_validate_and_compare_take_what_people_have(tmp_path, capsys):
    old = package(tmp_path / "old", "id,name\n1,a\n2,b\n")
    new = package(tmp_path / "new", "id,name\n1,a\nx,b\n1,c\n")
    for source in (old, str(old), old / "datapackage.json", dp.load(old)):
        assert dp.validate(source).valid
        assert dp.compare(source, source).bump is None
    assert typed_use.lines_of_errors(new / "datapackage.json") == {"t.csv": [3, 4]}
    assert typed_use.keys_that_repeat(new) == ["1"] and "t: " in capsys.readouterr().out
    assert typed_use.keys_that_repeat(tmp_path) == []
    assert typed_use.required_fields(str(new)) == ["t.id"]
    assert typed_use.version_needed(old, new) == "minor"
    wrong = typed_use.what_is_wrong(pd.DataFrame({"id": ["x"]}), pl.DataFrame({"id": [1, None]}))
    assert wrong["code"].tolist() == ["S101", "F310"]
    assert "satellites" in typed_use.of_the_data()


def test_the_face_is_light():
    """Importing it loads nothing that takes long; the functions load what they need."""
    code = (
        "import sys, spaceties.datapackage as dp\n"
        "names = {'numpy', 'pyarrow', 'pandas', 'frictionless', 'rapidfuzz', 'yaml'}\n"
        "assert not names & set(sys.modules), names & set(sys.modules)\n"
    )
    in_a_process(code)
