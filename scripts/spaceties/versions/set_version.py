"""The version set in every file that states it, all of them or none.

Only the characters of the version and of the date change; each file is read again before anything
is written, to make sure that nothing else did.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spaceties.datapackage.diff.semver import precedence

# Files that name the folder of a release, as in dist/spaceties-0.1.0.
MENTIONS = ("README.md", "CONTRIBUTING.md")


class SettingError(ValueError):
    """A file does not state the version where it should; nothing was written."""


def texts(folder: Path, name: str, old: str, new: str, date: str) -> dict[Path, str]:
    """The new texts of the files in a package's folder that state its version, by path.

    name: of the package. date: ISO, the day of the release; it goes where the descriptor has
    `created`, and where CITATION.cff and .zenodo.json have their dates. Raises SettingError.
    """
    precedence(new)
    found = {}
    for path, text, changed in _edits(folder, name, old, new, date):
        if changed != text:
            found[path] = changed
    return found


def _edits(
    folder: Path, name: str, old: str, new: str, date: str
) -> Iterator[tuple[Path, str, str]]:
    """(path, old text, new text) of every file that is there."""

    def read(file: str) -> tuple[Path, str] | None:
        path = folder / file
        return (path, path.read_bytes().decode("utf-8")) if path.is_file() else None

    path, text = read("datapackage.json") or (None, "")
    if path is None:
        raise SettingError(f"{folder} has no datapackage.json")
    created = str(json.loads(text).get("created", ""))
    changed = _json_value(path, text, "version", new)
    if created:
        changed = _json_value(path, changed, "created", date + created[10:])
    yield path, text, changed
    if found := read(".zenodo.json"):
        path, text = found
        changed = text
        for key, value in (("version", new), ("publication_date", date)):
            if key in json.loads(text):
                changed = _json_value(path, changed, key, value)
        yield path, text, changed
    if found := read("pyproject.toml"):
        yield *found, _toml_version(*found, new)
    if found := read("CITATION.cff"):
        path, text = found
        changed = _line(path, text, r"version:[ \t]*", new)
        if re.search(r"^date-released:", text, re.MULTILINE):
            changed = _line(path, changed, r"date-released:[ \t]*", date)
        yield path, text, changed
    if found := read(f"scripts/{name}/__init__.py"):
        yield *found, _line(*found, r"__version__ = ", new, required=False)
    for file in MENTIONS:
        if found := read(file):
            path, text = found
            # spaceties-0.1.0 and spaceties-0.1.0-csv.zip, but not spaceties-0.1.01 or -0.1.0.1
            mention = re.escape(f"{name}-{old}") + r"(?![\w+]|\.\d|-(?!csv|json|parquet))"
            yield path, text, re.sub(mention, f"{name}-{new}", text)


def _json_value(path: Path, text: str, key: str, value: str) -> str:
    """The text with the value of a key of the outermost object replaced."""
    expected = {**json.loads(text), key: value}
    pattern = re.compile(rf'("{re.escape(key)}"\s*:\s*)"(?:[^"\\]|\\.)*"')
    for found in pattern.finditer(text):
        changed = text[: found.start()] + found[1] + json.dumps(value) + text[found.end() :]
        if json.loads(changed) == expected:
            return changed
    raise SettingError(f'{path.name} has no "{key}" at its top')


def _toml_version(path: Path, text: str, version: str) -> str:
    def version_of(found: str) -> Any:
        return tomllib.loads(found).get("project", {}).get("version")

    if version_of(text) is None:
        return text  # computed by the build
    for found in re.finditer(r"^version\s*=\s*\"[^\"\n]*\"", text, re.MULTILINE):
        changed = f'{text[: found.start()]}version = "{version}"{text[found.end() :]}'
        if version_of(changed) == version:
            return changed
    raise SettingError(f"{path.name} has no version in [project]")


def _line(path: Path, text: str, start: str, value: str, required: bool = True) -> str:
    """The text with what follows the start of a line replaced, quotes kept."""
    pattern = rf"^({start})([\"']?)[^\"'\n]*\2(?=[ \t]*$)"
    changed, count = re.subn(pattern, rf"\g<1>\g<2>{value}\g<2>", text, count=1, flags=re.MULTILINE)
    if not count and required:
        raise SettingError(f"{path.name} has no line that begins with {start.split(':')[0]}")
    return changed
