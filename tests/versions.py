"""Random versions of random packages, for the tests of diffs and deltas."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from hypothesis import strategies as st

from spaceties.datapackage import descriptor
from spaceties.datapackage.csv import writer

NAMES = ["alpha", "beta", "gamma", "delta", "epsilon"]
# Cells that CSV, JSON and sorting could stumble over.
CELLS = st.one_of(
    st.sampled_from(["", "0", "1", "01", "10", "-2", "a", "b", "B", "é", " x ", 'say "so"', "a,b"]),
    st.sampled_from(["line\nbreak", "cr\r\nlf", "\u2028", "tab\t", "@file", "NA", "-", "\ufeff"]),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=4),
)


@st.composite
def tables(draw, name: str) -> dict:
    """{"resource": object, "files": {path: [row, ...]}} of one table, its rows canonical."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    kinds = st.sampled_from(["string", "string", "integer", "number"])
    fields = [{"name": n, "type": draw(kinds)} for n in names]
    schema: dict = {"fields": fields}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    if draw(st.booleans()):
        schema["missingValues"] = ["", "-"]
    count = draw(st.sampled_from([1, 1, 2, 3]))
    paths = [f"data/{name}{n or ''}.csv" for n in range(count)]
    resource = {"name": name, "path": paths if count > 1 else paths[0], "schema": schema}
    files = {path: draw(rows_of(names)) for path in paths}
    if draw(st.booleans()):
        drop_double_keys(resource, files)
    return {"resource": resource, "files": files}


def rows_of(names: list[str], most: int = 5):
    return st.lists(st.fixed_dictionaries(dict.fromkeys(names, CELLS)), max_size=most)


def drop_double_keys(resource: dict, files: dict[str, list[dict]]) -> None:
    """Make the primary key a key, over all files."""
    seen: set[tuple] = set()
    key = resource["schema"].get("primaryKey", [])
    for path, rows in files.items():
        kept = []
        for row in rows:
            cells = tuple(row[name] for name in key)
            if not key or cells not in seen:
                kept.append(row)
                seen.add(cells)
        files[path] = kept


@st.composite
def changed(draw, table: dict) -> dict:
    """Another version of a table: rows, keys, fields, order and files changed, or nothing."""
    table = copy.deepcopy(table)
    resource, files = table["resource"], table["files"]
    schema = resource["schema"]
    names = [f["name"] for f in schema["fields"]]
    for rows in files.values():
        for _ in range(draw(st.integers(0, 3))):
            act = draw(st.sampled_from(["add", "remove", "change", "swap", "double"]))
            place = draw(st.integers(0, len(rows) - 1)) if rows else None
            if act == "add" or place is None:
                rows.insert(place or 0, draw(st.fixed_dictionaries(dict.fromkeys(names, CELLS))))
            elif act == "remove":
                del rows[place]
            elif act == "change":
                rows[place][draw(st.sampled_from(names))] = draw(CELLS)
            elif act == "swap":
                rows[0], rows[place] = rows[place], rows[0]
            else:
                rows.append(dict(rows[place]))
    match draw(st.sampled_from(["", "", "", "field+", "field-", "rename", "order", "key", "part"])):
        case "field+":
            schema["fields"].append({"name": "added", "type": "string"})
            for row in (row for rows in files.values() for row in rows):
                row["added"] = draw(CELLS)
        case "field-" if len(names) > 1:
            gone = schema["fields"].pop()["name"]
            schema["primaryKey"] = [n for n in schema.get("primaryKey", []) if n != gone]
            for row in (row for rows in files.values() for row in rows):
                del row[gone]
        case "rename":
            old = schema["fields"][0]["name"]
            schema["fields"][0]["name"] = "renamed"
            if "primaryKey" in schema:
                schema["primaryKey"] = ["renamed" if n == old else n for n in schema["primaryKey"]]
            for row in (row for rows in files.values() for row in rows):
                row["renamed"] = row.pop(old)
        case "order":
            schema["fields"].reverse()
        case "key":
            schema["primaryKey"] = [draw(st.sampled_from(names))]
        case "part":
            path = f"data/{resource['name']}-more.csv"
            files[path] = draw(rows_of([f["name"] for f in schema["fields"]]))
            resource["path"] = list(files)
    if draw(st.booleans()):
        resource["title"] = draw(CELLS)
    if draw(st.booleans()):
        drop_double_keys(resource, files)
    return table


@st.composite
def pairs(draw) -> tuple[list[dict], list[dict]]:
    """Two versions of a package as lists of tables: some the same, changed, new, gone, renamed."""
    old = [
        draw(tables(name)) for name in draw(st.sampled_from([["x"], ["x", "y"], ["x", "y", "z"]]))
    ]
    new = [draw(changed(table)) for table in old if draw(st.integers(0, 9))]
    if draw(st.booleans()):
        new.append(draw(tables("w")))
    if new and not draw(st.integers(0, 4)):
        new[0]["resource"]["name"] = "called-otherwise"
    if draw(st.booleans()):
        new.reverse()
    return old, new


def write(folder: Path, parts: list[dict], version: str, form=writer.format_rows) -> Path:
    """Write a version; form(rows, resource) gives the text of a file."""
    described = {"name": "random", "version": version, "resources": [p["resource"] for p in parts]}
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text(json.dumps(described, indent=1), encoding="utf-8")
    for part in parts:
        resource = descriptor.from_descriptor({"resources": [part["resource"]]}).resources[0]
        for path, rows in part["files"].items():
            target = folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(form(rows, resource).encode())
    return folder
