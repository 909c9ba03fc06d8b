"""The examples of CONTRIBUTING.md for code, carried out as they stand in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import mini

PAGE = (mini.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PART = PAGE.partition("\n## Adding to the code\n")[2].partition("\n## ")[0]
EXAMPLES = dict(
    example.split("\n", 1) for example in re.split(r"^### ", PART, flags=re.M)[1:]
)  # fmt: skip
FENCED = re.compile(r"^ *```(?P<language>\w+)\n(?P<text>.*?)^ *```", re.M | re.S)
# "In `FILE`, write `TEXT` after `TEXT`", perhaps with "and `TEXT` after `TEXT`" in the same file
INSERTION = re.compile(
    r"(?:[Ii]n\s+`(?P<file>[^`]+)`,\s+write|\band)"
    r"\s+`(?P<text>[^`]+)`\s+after\s+`(?P<mark>[^`]+)`"
)
# The first line of a block says which file it is, or where in a file it stands.
FILE = re.compile(r"(?:#|//) (?P<file>[^\s,]+)(?:, after (?P<mark>.+)|(?P<end>, at the end))?\n")
COPIED = ("scripts", "tests", "docs", "README.md", "CHANGELOG.md", "pyproject.toml")
MAKE = {
    "make tidy": "python -m ruff check --quiet --fix-only\npython -m ruff format --quiet",
    "make lint": "python -m ruff check --quiet\npython -m ruff format --check --quiet",
}


def copy(folder):
    """The project with the tiny package for tables."""
    for name in COPIED:
        source = mini.ROOT / name
        if source.is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=leave)
        else:
            shutil.copy(source, folder / name)
    mini.write(folder)


def steps(example):
    """What an example does, in the order of the page, as (kind, match)."""
    blocks = [("block", match) for match in FENCED.finditer(example)]
    inside = [match.span() for _, match in blocks]
    insertions = [
        ("insertion", match)
        for match in INSERTION.finditer(example)
        if not any(start <= match.start() < end for start, end in inside)
    ]
    return sorted(blocks + insertions, key=lambda step: step[1].start())


def insert(path, text, mark):
    """Write a text behind the mark, which the file has once."""
    before, there, after = path.read_text(encoding="utf-8").partition(mark)
    assert there and mark not in after, (path, mark)
    path.write_text(before + mark + text + after, encoding="utf-8")


def write(folder, block):
    """Write a block where its first line says."""
    named = FILE.match(block)
    path, text = folder / named["file"], block[named.end() :]
    path.parent.mkdir(parents=True, exist_ok=True)
    if named["mark"]:
        insert(path, "\n" + text.rstrip("\n"), named["mark"])
        return
    assert path.exists() == bool(named["end"]), path
    before = path.read_text(encoding="utf-8") if named["end"] else ""
    path.write_text(before + text, encoding="utf-8")


def run(folder, script):
    """What the commands say; each must end well."""
    for words, meant in MAKE.items():
        script = script.replace(words, meant)
    binaries = str(Path(sys.executable).parent)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=folder, capture_output=True, text=True,
        env={
            **os.environ,
            "PATH": binaries + os.pathsep + os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join((str(folder / "scripts"), str(folder))),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_works(name, tmp_path):
    copy(tmp_path)
    said = path = ""
    for kind, step in steps(EXAMPLES[name]):
        if kind == "insertion":
            path = step["file"] or path
            insert(tmp_path / path, f" {step['text']}", step["mark"])
            continue
        text = re.sub(r"^ {3}", "", step["text"], flags=re.M)
        if step["language"] == "sh":
            said = run(tmp_path, text)
        elif step["language"] == "text":
            for line in text.splitlines():
                assert line == "…" or line in said.splitlines(), said
        else:
            write(tmp_path, text)


def test_there_is_an_example_of_each_kind():
    """The test above would pass a page without examples."""
    assert list(EXAMPLES) == ["A rule", "A release format", "An importer", "A view"]
    for example in EXAMPLES.values():
        assert len(steps(example)) >= 3
        assert "```sh" in example
