"""Small data packages for the tests of the validator, and what an engine says of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spaceties.datapackage.descriptor import load
from spaceties.datapackage.report import Problem
from spaceties.datapackage.validation.package import Result, validate

V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def table(name: str, fields: list[Any], path: Any = None, **rest: Any) -> dict:
    """A resource: fields are names (text) or field objects; schema keys may be among the rest."""
    keys = ("primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "fieldsMatch")
    schema: dict[str, Any] = {
        "fields": [{"name": f, "type": "string"} if isinstance(f, str) else f for f in fields]
    }
    schema |= {key: rest.pop(key) for key in keys if key in rest}
    place = {} if "data" in rest else {"path": path or f"{name}.csv"}
    return {"name": name, **place, "encoding": "utf-8", "schema": schema, **rest}


def field(name: str, type: str = "string", **rest: Any) -> dict:
    """A field object; constraints may be given by name."""
    limits = ("required", "unique", "enum", "pattern", "minLength", "maxLength", "minimum",
              "maximum", "exclusiveMinimum", "exclusiveMaximum")  # fmt: skip
    constraints = {name: rest.pop(name) for name in limits if name in rest}
    return {
        "name": name,
        "type": type,
        **({"constraints": constraints} if constraints else {}),
    } | rest


def write(folder: Path, resources: list[dict] | dict, files: Mapping[str, str | bytes]) -> Path:
    """Writes a package; resources alone get the descriptor of version 2."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = {"$schema": V2, "name": "test", "resources": resources}
    if isinstance(resources, dict):
        descriptor = resources
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def validate_folder(folder: Path, engine: str = "columnar", **rest: Any) -> Result:
    return validate(load(folder), engine=engine, **rest)


def problem_places(result: Result) -> set[tuple[str, int | None, str | None]]:
    """(code, line, column) of the problems of a result."""
    return {(p.code, p.line, p.column) for p in result.report.problems}


def only(result: Result) -> Problem:
    """The one problem of a result."""
    problems = result.report.problems
    assert len(problems) == 1, problems
    return problems[0]


def validate_table(
    folder: Path, fields: list[Any], text: str | bytes, engine: str = "columnar", **rest: Any
) -> Result:
    """Validates a package of one table "t" with the given fields and file."""
    return validate_folder(write(folder, [table("t", fields, **rest)], {"t.csv": text}), engine)


def in_a_process(code: str, *arguments: str | Path) -> str:
    """What Python code prints in a process of its own, where nothing has been imported yet."""
    scripts = Path(__file__).resolve().parent.parent / "scripts"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={"PYTHONPATH": str(scripts)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
