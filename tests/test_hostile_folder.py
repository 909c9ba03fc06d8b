"""A command may be run in a stranger's folder: nothing that lies there is imported or run.

The folder holds a module by the name of every module there is, each of which makes a file that
tells its name, and beside them a package, a contributed file and a descriptor that ask for more.
"""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import clones

from .datapackages import V2, field, table

NAMES = {
    *sys.stdlib_module_names, *(module.name for module in pkgutil.iter_modules()),
    "frictionless_plugin", "sitecustomize", "usercustomize", "setup", "conftest", "git",
}  # fmt: skip
OWN = {"spaceties", "scripts", "tests"}
RUNNER = """
import json, sys
from spaceties.commands import main
codes = []
for line in json.loads(sys.argv[1]):
    try:
        codes.append(main(line))
    except SystemExit as ended:
        codes.append(ended.code)
print(codes, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A clone of our tables, with traps around them."""
    folder = clones.make(tmp_path_factory.mktemp("hostile") / "clone")
    (folder / "ran").mkdir()
    for name in sorted(NAMES - OWN):
        ran = f"open({str(folder / 'ran' / name)!r}, 'w').close()\n"
        (folder / f"{name}.py").write_text(ran)
    (folder / "spaceties.pth").write_text("import json\n")
    (folder / "pyvenv.cfg").write_text("home = .\n")
    patterned = table("t", [field("v", pattern="(?=a)a+"), field("w", "any")])
    own = {"$schema": V2, "name": "p", "resources": [patterned], "plugins": ["plugin"]}
    (folder / "p").mkdir()
    (folder / "p/datapackage.json").write_text(json.dumps(own))
    (folder / "p/t.csv").write_text(
        "v,w\naa,\"__import__('json')\"\naaa,{0.__class__}\na,=cmd|' /C calc'!A0\n"
    )
    (folder / "row.csv").write_text("source_id,title,kind,is_copy\nnew,New {0},dataset,false\n")
    (folder / "row.pkl").write_bytes(b"cjson\nloads\n(S'1'\ntR.")
    return folder


def ran(folder: Path) -> list[str]:
    """The names of the modules of the folder that were run."""
    files = list((folder / "ran").iterdir())
    for file in files:
        file.unlink()
    return sorted(file.name for file in files)


LINES = [
    ["validate", "p"], ["validate", "--engine", "frictionless", "p"], ["validate", "."],
    ["format", "--check", "p"], ["diff", "p", "p"], ["diff", "HEAD", "."], ["rules"],
    ["check", "--package", ".", "row.csv"], ["check", "--package", ".", "row.pkl"],
    ["add", "--package", ".", "row.csv"], ["log", "countries", "AAA"], ["template", "sources"],
    ["release", ".", "--out", "dist", "--allow-dirty"], ["verify", "dist/spaceties-0.1.0"],
    ["site", ".", "--out", "page"], ["bump", "--dry-run", "."], ["changelog", "--dry-run", "."],
    ["patch", "p", "row.csv", "--out", "patched"], ["docs", "--check"], ["audit", "."],
]  # fmt: skip


def test_no_command_runs_what_lies_in_the_current_folder(hostile, tmp_path):
    runner = tmp_path / "runner.py"  # beside which Python looks first, as beside the console script
    runner.write_text(RUNNER)
    done = subprocess.run(
        [sys.executable, str(runner), json.dumps(LINES)],
        cwd=hostile, capture_output=True, text=True,
    )  # fmt: skip
    assert ran(hostile) == []
    assert "Traceback" not in done.stderr
    codes = json.loads(done.stderr.splitlines()[-1])
    assert len(codes) == len(LINES) and set(codes) <= {0, 1, 2}
    assert (hostile / "dist/spaceties-0.1.0").is_dir() and codes[13] == 0


MODULE = [["validate", "--engine", "frictionless", "p"], ["diff", "HEAD", "."]]


@pytest.mark.parametrize("line", MODULE, ids=" ".join)
def test_as_a_module_it_looks_elsewhere_too(line, hostile):
    """Save what Python and the package itself need before a line of the command is run."""
    python = [sys.executable, "-m", "spaceties"]
    before = "import runpy, sys, __future__, typing; print(*sys.modules)"
    early = subprocess.run([sys.executable, "-I", "-c", before], capture_output=True, text=True)
    hidden = {name: hostile / f"{name}.py" for name in early.stdout.split() if "." not in name}
    hidden = {name: path.rename(path.with_suffix(".x")) for name, path in hidden.items()
              if path.exists()}  # fmt: skip
    try:
        done = subprocess.run([*python, *line], cwd=hostile, capture_output=True, text=True)
    finally:
        for path in hidden.values():
            path.rename(path.with_suffix(".py"))
    assert ran(hostile) == [] and done.returncode in (0, 1), done.stderr


def test_as_a_module_on_a_safe_path_it_runs_nothing_there(hostile):
    for line in MODULE:
        python = [sys.executable, "-P", "-m", "spaceties"]
        done = subprocess.run([*python, *line], cwd=hostile, capture_output=True, text=True)
        assert ran(hostile) == [] and done.returncode in (0, 1), done.stderr


def test_the_traps_are_traps(hostile):
    subprocess.run([sys.executable, "-c", "import yaml, pickle, contextlib"], cwd=hostile)
    assert ran(hostile) != []
