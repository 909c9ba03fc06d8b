"""The base installation: numpy and pyarrow alone validate a Data Package, pandas loads the tables,
and a command says in one line what else it needs."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from packaging.requirements import Requirement

from tests import mini
from tests.datapackages import field, in_a_process, table, write

PROJECT = tomllib.loads((mini.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VALIDATOR = {"numpy", "pyarrow"}
BASE = {re.split(r"[<>=]", text)[0] for text in PROJECT["dependencies"]}


def alone(distributions: set[str]) -> str:
    """Code after which nothing of another distribution can be imported."""
    others = {
        module
        for module, of in metadata.packages_distributions().items()
        if not distributions & set(of) and module != "spaceties"
    }
    return f"""
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {others}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""


BARE = alone(VALIDATOR)
MAIN = "from spaceties.commands import main\nprint('exit', main(sys.argv[1:]))\n"
RUN = BARE + MAIN
FIELDS = [
    field("id", "integer", required=True), field("kind", enum=["civil", "military"]),
    field("day", "date"), field("at", "datetime"), field("site", format="uri"),
    field("mail", format="email"), field("uid", format="uuid"), field("span", "duration"),
    field("place", "geopoint"), field("tags", "list"), field("note", pattern="[A-Z].*"),
]  # fmt: skip
GOOD = [
    1, "civil", "2016-01-05", "2016-01-05T24:00:00", "https://a.b", "a@b.org",
    "2bc1c94f-0deb-43e9-92a1-4775189ec9f8", "P1D", "1,2", "a,b", "A long text of many words",
]  # fmt: skip
BAD = [
    1, "civill", "5 Jan 2016", "soon", "a.b", "a@b", "2bc1", "1 day", "1", "", "a long text, too",
]  # fmt: skip
HINTS = {"kind": '"civil"', "day": '"2016-01-05" (date in words)'}


def run(*words: object) -> str:
    """What a command prints, its exit code last."""
    return in_a_process(RUN, *map(str, words))


def records(rows: list[list[object]]) -> list[dict[str, object]]:
    return [dict(zip((f["name"] for f in FIELDS), row, strict=True)) for row in rows]


def package(folder: Path, rows: list[list[object]]) -> Path:
    """The rows as CSV, JSON, JSON Lines, Parquet and inline, a table each."""
    names = [f["name"] for f in FIELDS]
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    texts = [[str(cell) for cell in row] for row in rows]
    path = folder / "parquet.parquet"
    folder.mkdir(parents=True)
    pq.write_table(pa.table([list(cells) for cells in zip(*texts, strict=True)], names), path)
    files = {
        "csv.csv": "\n".join([",".join(names), *lines, ""]),
        "json.json": json.dumps(records(rows)),
        "lines.jsonl": "\n".join(map(json.dumps, records(rows))),
        "parquet.parquet": path.read_bytes(),
    }
    key = {"primaryKey": "id"}
    resources = [
        table(Path(name).stem, FIELDS, name, format=Path(name).suffix[1:], **key) for name in files
    ]
    return write(folder, [*resources, table("inline", FIELDS, data=records(rows), **key)], files)


def test_a_sound_package_is_valid_in_every_form(tmp_path):
    said = run("validate", package(tmp_path / "p", [GOOD]))
    assert said == "valid, 5 tables (5 rows)\nexit 0\n"


def test_problems_and_hints_are_those_of_a_full_installation(tmp_path):
    folder = package(tmp_path / "p", [GOOD, BAD])
    code = (
        "import json, sys, spaceties.datapackage as dp\n"
        "print(json.dumps([p.record() for p in dp.validate(sys.argv[1])]))\n"
    )
    bare = json.loads(in_a_process(BARE + code, folder))
    assert bare == json.loads(in_a_process(code, folder))
    assert {p["table"] for p in bare} == {"csv", "json", "lines", "parquet", "inline"}
    hints = {p["column"]: p["hint"] for p in bare if p["table"] == "csv"}
    assert hints | HINTS == hints
    said = run("validate", folder)
    assert said.endswith("exit 1\n") and "Traceback" not in said


@pytest.mark.parametrize("hook", yaml.safe_load((mini.ROOT / ".pre-commit-hooks.yaml").read_text()))
def test_the_hooks_for_other_repositories_need_no_more(hook, tmp_path, monkeypatch):
    folder = write(tmp_path, [table("t", ["id"], primaryKey="id")], {"t.csv": "id\na\nb\n"})
    assert hook["language"] == "python" and "additional_dependencies" not in hook
    monkeypatch.chdir(folder)
    assert run(*shlex.split(hook["entry"])[1:]).endswith("exit 0\n")


def test_a_code_is_explained_without_more():
    said = run("rules", "S105")
    assert said.startswith("S105\n") and "To mend it: " in said and said.endswith("exit 0\n")


def test_help_and_the_version_need_no_more():
    for words in (["--help"], ["--version"], ["release", "--help"]):
        code = f"try:\n    main({words})\nexcept SystemExit as stop:\n    print('exit', stop)\n"
        assert in_a_process(BARE + "from spaceties.commands import main\n" + code)[-2:] == "0\n"


def test_tables_load_as_arrow_without_more():
    code = "import spaceties\nprint(spaceties.load('satellites', as_='arrow').num_rows > 0)\n"
    assert in_a_process(BARE + code) == "True\n"


def needed_by(distributions: set[str]) -> set[str]:
    """With all that they require in turn."""
    further = set()
    for text in (t for name in distributions for t in metadata.requires(name) or ()):
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            further.add(wanted.name)
    return distributions if further <= distributions else needed_by(distributions | further)


def test_plainly_installed_tables_load_as_dataframes():
    """By pandas and pyarrow, with numpy, alone."""
    assert {"numpy", "pandas", "pyarrow"} == BASE
    code = (
        "import spaceties\n"
        "table = spaceties.load('agreements')\n"
        "print(type(table).__name__, table['signed_on'].vague.latest.notna().any())\n"
        "print(len(spaceties.describe('agreements')) > 5)\n"
    )
    bare = alone(needed_by(BASE))
    assert in_a_process(bare + code) == "DataFrame True\nTrue\n"
    assert in_a_process(bare + MAIN, "docs", "--check").endswith("exit 0\n")


def test_what_cannot_be_checked_without_more_is_noted(tmp_path):
    fields = [field("v", "object", constraints={"jsonSchema": {}}), "w"]
    resource = table("t", fields, dialect={"unheardOf": 1})
    descriptor = {"name": "p", "profile": "p.json", "resources": [resource]}
    said = run("validate", write(tmp_path, descriptor, {"t.csv": "v,w\n{},a\n", "p.json": "{}"}))
    assert said.endswith("valid, 1 table (1 row)\nexit 0\n")
    assert said.count("needs jsonschema (pip") == 2 and said.count("note: ") == 3


@pytest.fixture
def others(tmp_path):
    """Inputs by what they need beside the base."""
    xlsx = write(tmp_path / "xlsx", [table("t", ["id"], "t.xlsx")], {"t.xlsx": b"PK"})
    text = "resources: []\n"
    described = write(tmp_path / "yaml", [], {"datapackage.yaml": text}) / "datapackage.yaml"
    dates = write(tmp_path / "any", [table("t", [field("d", "date", format="any")])], {
        "t.csv": "d\n5 Jan 2016\n"
    })  # fmt: skip
    rows = tmp_path / "rows.csv"
    rows.write_text("source_id,title\na,b\n")
    return {"xlsx": xlsx, "yaml": described, "any": dates, "rows": rows}


@pytest.mark.parametrize(
    ("verb", "what", "extra"),
    [
        ("validate", "xlsx", "formats"),
        ("validate", "yaml", "formats"),
        ("validate", "any", "formats"),
        ("validate", None, "tables"),
        ("check", "rows", "tables"),
        ("template", None, "tables"),
        ("release", None, "tables"),
    ],
)
def test_what_is_missing_is_told_in_one_line(verb, what, extra, others, tmp_path, capfd):
    argument = others[what] if what else mini.write(tmp_path / "mini")
    words = {
        "template": ["satellites"],
        "release": [argument, "--out", tmp_path / "out"],
    }.get(verb, [argument])
    # pandas brings what reads dates of any format; without it that is told as well.
    installed = VALIDATOR if what == "any" else needed_by(BASE)
    code = alone(installed) + "sys.stderr = sys.stdout\n" + MAIN
    *_, told, code = in_a_process(code, verb, *words).splitlines()
    assert code == "exit 2"
    assert re.fullmatch(
        rf"spaceties {verb}: .* is not installed: pip install '.*\[{extra}\]'", told
    )
