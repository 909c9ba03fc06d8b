"""Checks of files as files: sums, descriptors, archives, Croissant, and SQLite's own checks."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from spaceties.datapackage import descriptor
from spaceties.datapackage.model import Resource
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.words import plural
from spaceties.release.formats.folder import digest
from spaceties.release.formats.zip import FOLDERS

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Described:
    """The descriptor of one folder: resources by name, raw and parsed."""

    raw: Mapping[str, Mapping]
    tables: Mapping[str, Resource]


def problem(code: str, file: str, message: str, table: str | None = None) -> Problem:
    """An error about a whole file."""
    return Problem(code=code, table=table, file=file, message=message)


def sums(folder: Path) -> list[Problem]:
    """SHA256SUMS covers every file, and every file is what it says."""
    found, stated = [], {}
    for number, line in enumerate((folder / SUMS).read_text("utf-8").splitlines(), 1):
        value, gap, file = line.partition("  ")
        if not gap or len(value) != 64:
            found.append(problem("F323", SUMS, f"line {number} is no checksum and path"))
        else:
            stated[file] = value
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {SUMS}
    for file in sorted(stated.keys() - there):
        found.append(problem("F301", file, "is in SHA256SUMS but not in the release"))
    for file in sorted(there - stated.keys()):
        found.append(problem("F303", file, "is not in SHA256SUMS"))
    for file in sorted(there & stated.keys()):
        if digest(folder / file) != stated[file]:
            found.append(problem("F303", file, "has another checksum than SHA256SUMS states"))
    return found


def described(folder: Path, name: str) -> Described:
    """The descriptor of a folder; empty if it cannot be read, which `descriptors` reports."""
    try:
        package = descriptor.load(folder / name)
    except descriptor.DescriptorError:
        return Described({}, {})
    raw = {resource.name: resource.descriptor for resource in package.resources}
    return Described(raw, {resource.name: resource for resource in package.resources})


def descriptors(folder: Path, name: str, all_described: Mapping[str, Described]) -> list[Problem]:
    """The descriptor keeps the standard, its files have the stated hash and size, and its
    schemas are those of json/."""
    file = f"{name}/datapackage.json"
    try:
        package = descriptor.load(folder / name)
    except descriptor.DescriptorError as error:
        return [problem("S150", file, str(error))]
    from spaceties.datapackage.validation.frictionless import metadata_problems

    found = [problem("S150", file, p.message) for p in metadata_problems(package)]
    for table, resource in all_described[name].raw.items():
        if resource.get("schema") != all_described["json"].raw.get(table, {}).get("schema"):
            found.append(problem("S150", file, f"has another schema of {table} than json/", table))
        path = f"{name}/{resource.get('path')}"
        if not (folder / path).is_file():
            found.append(problem("F301", path, "is missing", table))
            continue
        size = (folder / path).stat().st_size
        if resource.get("spaceties:bytes") != size or resource.get("bytes", size) != size:
            text = "has another size than its descriptor states"
            found.append(problem("F304", path, text, table))
        if resource.get("hash") != f"sha256:{digest(folder / path)}":
            text = "has another hash than its descriptor states"
            found.append(problem("F303", path, text, table))
    missing = all_described["json"].raw.keys() - all_described[name].raw.keys()
    return found + [problem("S150", file, f"does not describe {table}", table) for table in missing]


def archives(folder: Path) -> list[Problem]:
    """Each zip holds the files of its folder, byte for byte."""
    found = []
    for name in FOLDERS:
        paths = list(folder.glob(f"*-{name}.zip"))
        if len(paths) != 1:
            found.append(problem("F301", f"*-{name}.zip", "is missing"))
            continue
        try:
            with zipfile.ZipFile(paths[0]) as archive:
                packed = {entry: archive.read(entry) for entry in archive.namelist()}
        except (zipfile.BadZipFile, OSError) as error:
            found.append(problem("F323", paths[0].name, f"cannot be read: {error}"))
            continue
        there = {path.name: path.read_bytes() for path in (folder / name).iterdir()}
        if packed != there:
            text = f"does not hold the files of {name}/ as they are"
            found.append(problem("F390", paths[0].name, text))
    return found


def croissant(folder: Path) -> list[Problem]:
    """The checksums in croissant.json are those of the files that it names."""
    file = "croissant.json"
    try:
        found = json.loads((folder / file).read_text(encoding="utf-8"))["distribution"]
        stated = {entry["contentUrl"]: entry["sha256"] for entry in found}
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [problem("F323", file, f"cannot be read: {error}")]
    return [
        problem("F303", file, f"states another checksum of {path}, or it is missing")
        for path, value in stated.items()
        if not (folder / path).is_file() or digest(folder / path) != value
    ]


def constraints(folder: Path) -> list[Problem]:
    """SQLite finds its file whole and every reference kept."""
    found = []
    for path in folder.glob("*.sqlite"):
        address = f"{path.resolve().as_uri()}?immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as database:
                whole = database.execute("PRAGMA integrity_check").fetchall()
                broken = database.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.Error as error:
            found.append(problem("F323", path.name, f"cannot be read: {error}"))
            continue
        if whole != [("ok",)]:
            found.append(problem("F323", path.name, f"is damaged: {whole[0][0]}"))
        if broken:
            text = f"{plural(len(broken), 'broken reference')}, the first in row {broken[0][1]}"
            found.append(problem("K205", path.name, text, broken[0][0]))
    return found
