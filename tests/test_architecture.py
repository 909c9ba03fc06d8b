"""The layers of the code: what may import what, where heavy packages are loaded, what is declared.

By the syntax alone, imports inside functions and for the type checker included.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from spaceties.datapackage.extras import EXTRAS

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"

# From the bottom to the top. A room may use those above it in this list, and never those below.
ORDER = [
    "datapackage", "datapackage.report", "datapackage.tabular", "datapackage.csv",
    "datapackage.formats", "datapackage.validation", "datapackage.diff",
    "datapackage/",
    "programs", "lighter_imports", "matching", "dataset", "rules", "validation", "audit",
    "versions", "baseline", "flaws", "importers", "importers/",
    "contribute.read", "contribute",
    "explorer.vendor", "explorer", "release.formats", "loading", "showing", "release",
    "release.verify", "reference", "docs", "/", "commands", "__main__",
]  # fmt: skip

# What takes longer to import than most commands take to run.
HEAVY = {
    "chardet", "dateutil", "duckdb", "frictionless", "iso_4217", "jsonschema", "numpy", "openpyxl",
    "pandas", "pandera", "playwright", "polars", "pyarrow", "pycountry", "rapidfuzz", "referencing",
    "xlsxwriter", "yaml",
}  # fmt: skip
# The packages that the columnar engine is made of are imported at the top of its modules.
ENGINE = {"numpy", "pyarrow"}
DISTRIBUTIONS = {"dateutil": "python-dateutil", "iso_4217": "iso-4217", "yaml": "pyyaml"}
# Where libraries of an extra are imported; all else runs with ENGINE alone.
ROOMS = {
    "anyascii": {"matching"},
    "chardet": {"contribute.read"},
    "dateutil": {"datapackage"},
    "duckdb": {"release.formats"},
    "frictionless": {"datapackage.validation"},
    "iso_4217": {"rules"},
    "jsonschema": {"datapackage.validation"},
    "openpyxl": {"datapackage.formats", "contribute.read", "release.formats"},
    "pandas": {"datapackage.report", "dataset", "rules", "release.formats", "loading"},
    "pandera": {"rules"},
    "polars": {"loading"},
    "pycountry": {"rules", "matching"},
    "rapidfuzz": {"datapackage.report", "matching", "contribute"},
    "referencing": {"datapackage.validation"},
    "xlsxwriter": {"dataset", "contribute", "release.formats"},
    "yaml": {"datapackage"},
}


@dataclass(frozen=True)
class Import:
    """One import. deferred: inside a function; typing: for the type checker alone."""

    module: str
    line: int
    deferred: bool
    typing: bool


def modules() -> dict[str, Path]:
    """{dotted name: file} of every module; a folder's __init__ has the name of the folder."""
    return {
        ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__"): path
        for path in SCRIPTS.rglob("*.py")
    }


MODULES = modules()


def imports(name: str) -> Iterator[Import]:
    """What a module imports: modules of ours by their full names, of others by the top one."""
    path = MODULES[name]
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]

    def visit(node: ast.AST, deferred: bool, typing: bool) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            both = [(source, f"{source}.{alias.name}") for alias in node.names]
            targets = [full if full in MODULES else source for source, full in both]
        else:
            targets = []
        for target in targets:
            ours = target.split(".")[0] == "spaceties"
            yield Import(target if ours else target.split(".")[0], node.lineno, deferred, typing)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            deferred = True
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            typing = True
        for child in ast.iter_child_nodes(node):
            yield from visit(child, deferred, typing)

    return visit(ast.parse(path.read_text(encoding="utf-8")), False, False)


IMPORTS = {name: list(imports(name)) for name in MODULES}


def room(name: str) -> str:
    """The folder of a module; what lies loose at the top is a room of its own.

    The __init__ of spaceties and of datapackage are what others import: faces, named with a /.
    All catalogues are one room, so that one more needs no place of its own.
    """
    if name in ("spaceties", "spaceties.datapackage"):
        return name.removeprefix("spaceties").removeprefix(".") + "/"
    inside = name.removeprefix("spaceties.")
    if inside.startswith("importers.") and MODULES[name].parent.name != "importers":
        return "importers/"
    if MODULES[name].name == "__init__.py" or "." not in inside:
        return inside
    return inside.rsplit(".", 1)[0]


def ours(name: str) -> list[Import]:
    return [i for i in IMPORTS[name] if i.module in MODULES]


def test_every_room_has_its_place():
    assert sorted(ORDER) == sorted({room(name) for name in MODULES})


@pytest.mark.parametrize("name", sorted(MODULES))
def test_arrows_run_one_way(name):
    above = set(ORDER[: ORDER.index(room(name)) + 1])
    wrong = [f"line {i.line}: {i.module}" for i in ours(name) if room(i.module) not in above]
    assert not wrong, f"{name} imports from a room that stands above it"


def test_no_module_imports_itself_by_way_of_others():
    graph = {name: {i.module for i in ours(name)} - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_datapackage_stands_alone():
    """It can be lifted out: it imports itself, and by relative names, wherever it lies then."""
    inside = [name for name in MODULES if name.startswith("spaceties.datapackage")]
    for name in inside:
        assert {i.module for i in ours(name)} <= set(inside), name
        text = MODULES[name].read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from|import) spaceties", text, re.M), name


def at_once(name: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """(package, module that imports it) of all that importing a module imports with it."""
    if name in seen:
        return
    seen.add(name)
    for one in IMPORTS[name]:
        if one.deferred or one.typing:
            continue
        if one.module not in MODULES:
            yield one.module, name
            continue
        parts = one.module.split(".")
        for count in range(1, len(parts) + 1):  # the folders above are imported as well
            yield from at_once(".".join(parts[:count]), seen)


@pytest.mark.parametrize(
    "name, allowed",
    [
        ("spaceties", set()),
        *((name, set()) for name in sorted(MODULES) if room(name) == "commands"),
        *(
            (name, ENGINE)
            for name in sorted(MODULES)
            if name.startswith(("spaceties.datapackage", "spaceties.loading"))
        ),
    ],
)
def test_heavy_packages_are_imported_where_they_are_used(name, allowed):
    wrong = HEAVY - allowed
    assert not [f"{by} imports {used}" for used, by in at_once(name, set()) if used in wrong]


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def distributions(requirements: list[str]) -> set[str]:
    """The names in requirements, those of the project itself left out."""
    return {re.split(r"[\[<>=!~; ]", text)[0].lower() for text in requirements} - {"spaceties"}


def test_libraries_are_imported_in_their_rooms():
    rooms: dict[str, set[str]] = {}
    for name in MODULES:
        for one in IMPORTS[name]:
            if not one.typing:
                rooms.setdefault(one.module, set()).add(room(name))
    assert {name: rooms.get(name) for name in HEAVY - ENGINE - {"playwright"} | {"anyascii"}} == (
        ROOMS
    )


def test_the_base_is_the_engine_and_pandas_and_each_other_library_has_its_extra():
    assert distributions(PROJECT["project"]["dependencies"]) == ENGINE | {"pandas"}
    extras = PROJECT["project"]["optional-dependencies"]
    assert EXTRAS.keys() == ROOMS.keys() - {"pandas"}
    for module, extra in EXTRAS.items():
        assert DISTRIBUTIONS.get(module, module) in distributions(extras[extra]), module
    asked = {extra for text in extras["all"] for extra in re.findall(r"[a-z]+", text)[1:]}
    inside = {extra for text in extras["tables"] for extra in re.findall(r"[a-z]+", text)}
    assert asked | inside & extras.keys() == extras.keys() - {"all"}, "all is all"


def test_dependencies_are_those_that_are_imported():
    declared = distributions(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        declared |= distributions(extra)
    tools = distributions(PROJECT["dependency-groups"]["test"])  # what maintainers run needs those
    others = {i.module for name in MODULES for i in IMPORTS[name] if i.module not in MODULES}
    others -= {*sys.stdlib_module_names, "spaceties"}
    imported = {DISTRIBUTIONS.get(name, name) for name in others}
    assert declared <= imported, "declared, but imported nowhere"
    assert imported - declared <= tools & {"playwright"}, "imported, but not declared"


def calls(name: str) -> Iterator[ast.Call]:
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(names: set[str], but: set[str]) -> dict[str, set[str]]:
    """{module: what it calls} of functions, methods and classes of some names."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for call in calls(module):
            said = ast.unparse(call.func)
            alone = said in ("open", "ZipFile", "ParquetFile")  # else a name is one of our own
            if said.rpartition(".")[2] in names and said not in but and (alone or "." in said):
                found.setdefault(module.removeprefix("spaceties."), set()).add(said)
    return found


# What opens a file by its name, and where that is no file of somebody's package, or one that has
# passed the gate before.
OPENING = {
    "open", "read_text", "read_bytes", "ZipFile", "ParquetFile", "connect", "copyfile", "cmp",
    "OSFile", "memory_map", "load_workbook",
}  # fmt: skip
OPENERS = {
    "datapackage.files": {"os.open", "path.open"},  # what is written
    "datapackage.cache": {"path.open"},  # what was kept by ourselves
    "datapackage.journal": {"os.open", "path.open"},  # the folder that is locked, its holder
    "datapackage.paths": {"os.open", "path.read_bytes"},  # the gate
    "datapackage.open": {"archive.open", "target.open", "zipfile.ZipFile"},  # the user's zip
    "datapackage.report.render": {"open"},  # the summary of a step on GitHub
    "datapackage.csv.stream": {"archive.open", "importlib.import_module(MODULES[kind]).open",
                               "zipfile.ZipFile"},  # of what the gate has opened
    "datapackage.formats.workbook": {"archive.open", "zipfile.ZipFile"},  # likewise
    "datapackage.formats.parquet": {"parquet.ParquetFile"},  # by itself, what has passed
    "datapackage.diff.compare": {"filecmp.cmp"},  # likewise
    "datapackage.diff.html": {"(HERE / 'page.css').read_text", "(HERE / 'page.html').read_text"},
    "explorer.page": {"path.read_text"},  # parts of our own page
    "explorer.written": {"LAYOUT.read_text"},  # likewise
    "explorer.hosted": {"STYLE.read_text"},  # likewise
    "explorer.vendor.refresh": {"tarfile.open"},
    "dataset.derived": {"path.read_text", "sqlite3.connect"},  # our own queries, in memory
    "spaceties": {"store.descriptor_path().read_text"},
    "audit": {"path.read_bytes"},  # documents of the user
    "contribute.check": {"target.read_bytes"},  # the copy beside a contributed file
    "commands": {"os.open"},  # the null device
    "contribute.read.bytes": {"Path(path).open"},  # a contributed file
    "contribute.read.archive": {"zipfile.ZipFile"},
    "importers.gcat.corrections": {"FILE.open"},  # our own
    "importers.gcat.endings": {"CAME_DOWN.open"},  # our own
    "importers.gcat.reading": {"self.path.read_bytes", "paths[0].read_bytes", "path.read_bytes"},
    # A release is looked at as a whole before it is verified (`paths.irregular`).
    "release.formats.croissant": {"(root / NAME).read_text", "CONTEXT.read_text"},
    "release.formats.csv": {"path.open"},
    "release.formats.datasette": {"QUERIES.read_text"},  # our own
    "release.formats.folder": {"file.read_bytes", "zipfile.ZipFile"},
    "release.formats.json": {"path.read_text"},
    "release.formats.loaders": {"Path(__file__).with_name(file.path).read_text"},  # our own
    "release.formats.parquet": {"duckdb.connect", "parquet.ParquetFile"},
    "release.formats.sqlite": {"sqlite3.connect"},
    "release.formats.sums": {"(root / NAME).read_bytes", "path.open"},
    "release.formats.xlsx": {"openpyxl.load_workbook", "zipfile.ZipFile"},
    "release.formats.xlsx_beside": {"openpyxl.load_workbook", "zipfile.ZipFile"},
    "release.verify.cells": {"path.read_bytes"},
    "rules.iso": {"Path(pycountry.DATABASE_DIR, 'iso639-3.json').read_bytes"},
}  # fmt: skip


def test_files_of_packages_are_opened_by_the_gate_alone():
    own = {"paths.read_text", "paths.read_bytes", "text.read_text"}
    assert called(OPENING, own) == OPENERS


# What writes a file by its name, moves one or takes one away.
WRITING = {
    "write_text", "write_bytes", "rename", "replace", "unlink", "rmtree", "copyfile", "move",
    "mkstemp", "write_table", "to_parquet", "save", "symlink_to", "touch",
}  # fmt: skip
WRITERS = {"datapackage.files", "datapackage.journal"}


def test_files_are_written_by_the_one_writer_alone():
    found = set()
    for module in MODULES:
        for call in calls(module):
            said = ast.unparse(call.func)
            name = said.rpartition(".")[2]
            words = [ast.unparse(word) for word in [*call.args, *(k.value for k in call.keywords)]]
            opens = name in ("open", "ZipFile", "fdopen") and {"'w'", "'wb'", "'x'", "'a'"} & {
                *words
            }
            # texts and times are replaced with two words, files with one
            moves = name in WRITING - {"replace"} or (name == "replace" and len(words) == 1
                                                      and not call.keywords)  # fmt: skip
            if opens or (moves and "." in said):
                found.add((module.removeprefix("spaceties."), said))
    assert {one for one in found if one[0] not in WRITERS} == {
        ("datapackage.open", "target.open"),  # into a scratch folder
        ("datapackage.report.render", "open"),  # at the end of GitHub's summary of a step
        ("release.formats.folder", "zipfile.ZipFile"),  # into the folder that waits for its name
        ("release.formats.parquet", "parquet.write_table"),  # likewise
        ("release.formats.xlsx", "zipfile.ZipFile"),  # in memory
        ("contribute.read.archive", "zipfile.ZipFile"),  # in memory
    }
