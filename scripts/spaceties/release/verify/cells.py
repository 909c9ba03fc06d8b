"""The cells that all formats must hold, and where one of them differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

from spaceties.datapackage.files import DESCRIPTOR, sha256
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.release.formats.format import Row, problem
from spaceties.release.formats.json import records

NUMBERS: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "year": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


class Reference:
    """The rows of a table's JSON Lines, whose hash is the table's content hash."""

    def __init__(self, table: Resource, path: Path) -> None:
        data = path.read_bytes()  # of bytes, only line ends part lines; U+2028 is text
        self.table = table
        self.hash = f"sha256:{sha256(data)}"
        self.faults: list[str] = []
        self.rows: list[Row] = []
        names = tuple(table.field_names)
        for number, line in enumerate(data.splitlines(keepends=True), 1):
            try:
                cells = records(line.decode("utf-8", "replace"))
                found, row = zip(*cells, strict=True)
            except (TypeError, ValueError):
                self.faults.append(f"line {number} is not JSON")
                break
            if found != names:
                self.faults.append(f"line {number} has other fields than the schema")
                break
            if f"{json.dumps(dict(cells), ensure_ascii=False)}\n".encode() != line:
                self.faults.append(f"line {number} is not as a release writes it")
                break
            self.rows.append(row)

    def problems(self, packages: Mapping[str, Package]) -> list[Problem]:
        """Faults of the file, and descriptors that state another hash or number of rows.

        packages: the Data Packages of the release, by their folders.
        """
        name = self.table.name
        path = f"json/{name}.jsonl"
        problems = [problem(Code.UNREADABLE, path, text, name) for text in self.faults]
        for folder, package in packages.items():
            if name not in package.names:
                continue  # which the check of the descriptor tells
            stated = package.resource(name).descriptor
            file = f"{folder}/{DESCRIPTOR}"
            if stated.get("spaceties:contentHash") != self.hash:
                text = f"states another content hash of {name} than {path} has"
                problems.append(problem(Code.HASH, file, text, name))
            if stated.get("spaceties:rows") != len(self.rows):
                rows = stated.get("spaceties:rows")
                text = f"states {rows} rows of {name}, where there are {len(self.rows)}"
                problems.append(problem(Code.COUNT, file, text, name))
        return problems


def difference(
    reference: Reference, rows: list[Row], file: str, digits: int | None
) -> Problem | None:
    """The first cell in which the rows of a file differ from the reference, with a sentence that
    counts the rows that do; None if none does.

    digits: significant digits that the format keeps of a number, None for all.
    """
    table = reference.table
    if rows == reference.rows:
        return _mistyped(rows, table, file)
    pairs = [
        (ours, theirs)
        for ours, theirs in zip_longest(reference.rows, rows)
        if ours is None or theirs is None or not _same(ours, theirs, digits)
    ]
    if not pairs:
        return _mistyped(rows, table, file)
    ours, theirs = pairs[0]
    counted = f"{len(pairs):,} of {len(reference.rows):,} rows differ from json/"
    if ours is None or theirs is None or len(ours) != len(theirs):
        return problem(Code.OTHER, file, f"{counted}; there are {len(rows):,} rows", table.name)
    cells = enumerate(zip(ours, theirs, strict=True))
    at = next(place for place, pair in cells if not _equal(*pair, digits))
    names = table.field_names
    return Problem(
        code=Code.OTHER,
        table=table.name,
        file=file,
        column=names[at],
        key=",".join(str(ours[names.index(name)]) for name in table.primary_key),
        value=json.dumps(theirs[at], default=str),
        message=f"{counted}, the first holds this value where json/ has {json.dumps(ours[at])}",
    )


def _mistyped(rows: list[Row], table: Resource, file: str) -> Problem | None:
    """The first cell that equals that of the reference and yet is of another type than the schema
    has: 0 is no false, and 1.0 no integer."""
    for field, column in zip(table.fields, zip(*rows, strict=True), strict=False):
        allowed = {*NUMBERS.get(field.type, (str,)), type(None)}
        if set(map(type, column)) <= allowed:
            continue
        at = next(place for place, cell in enumerate(column) if type(cell) not in allowed)
        names = table.field_names
        return Problem(
            code=Code.OTHER,
            table=table.name,
            file=file,
            column=field.name,
            key=",".join(str(rows[at][names.index(name)]) for name in table.primary_key),
            value=json.dumps(column[at], default=str),
            message=f"holds {type(column[at]).__name__} where the schema has {field.type}",
        )
    return None


def _same(ours: Row, theirs: Row, digits: int | None) -> bool:
    return ours == theirs or (
        len(ours) == len(theirs)
        and all(_equal(a, b, digits) for a, b in zip(ours, theirs, strict=True))
    )


def _equal(a: object, b: object, digits: int | None) -> bool:
    if isinstance(a, bool) != isinstance(b, bool):
        return False
    if a == b:
        return True
    numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
    return bool(digits and numbers and f"{a:.{digits}g}" == f"{b:.{digits}g}")
