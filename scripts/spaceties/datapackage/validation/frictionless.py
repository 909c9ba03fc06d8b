"""The frictionless engine: its verdict on resources or on the descriptor, as our problems.

Imports frictionless (about 0.25 s), so it is imported only where the verdict is needed. Row
numbers of frictionless count records; here they become physical lines again.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import replace
from typing import Any

from ..model import Package, Resource
from ..paths import is_remote, open_file
from ..report import Problem
from ..report.codes import Code
from .profiles import STANDARD

CODES = {
    "type-error": Code.TYPE,
    "unique-error": Code.UNIQUE,
    "primary-key": Code.PRIMARY_KEY,
    "foreign-key": Code.FOREIGN_KEY,
    "hash-count": Code.HASH,
    "byte-count": Code.BYTES,
    "field-count": Code.COUNT,
    "row-count": Code.COUNT,
    "blank-header": Code.EMPTY,
    "source-error": Code.UNREADABLE,
    "scheme-error": Code.FILE_MISSING,
    "format-error": Code.UNREADABLE,
    "encoding-error": Code.ENCODING,
    "compression-error": Code.COMPRESSION,
    "blank-row": Code.BLANK_ROW,
    "missing-cell": Code.MISSING_CELL,
    "extra-cell": Code.EXTRA_CELL,
    "missing-label": Code.MISSING_LABEL,
    "extra-label": Code.EXTRA_LABEL,
    "incorrect-label": Code.INCORRECT_LABEL,
    "duplicate-label": Code.DUPLICATE_LABEL,
    "blank-label": Code.BLANK_LABEL,
    "unmatched-header": Code.UNMATCHED_HEADER,
}
CONSTRAINTS = {
    "required": Code.REQUIRED,
    "enum": Code.ENUM,
    "pattern": Code.PATTERN,
    "minLength": Code.MIN_LENGTH,
    "maxLength": Code.MAX_LENGTH,
    "minimum": Code.MINIMUM,
    "maximum": Code.MAXIMUM,
    "exclusiveMinimum": Code.EXCLUSIVE_MINIMUM,
    "exclusiveMaximum": Code.EXCLUSIVE_MAXIMUM,
}
METADATA_ERRORS = {
    "package-error",
    "resource-error",
    "schema-error",
    "field-error",
    "dialect-error",
    "control-error",
    "metadata-error",
}


def metadata_problems(package: Package) -> list[Problem]:
    """What frictionless finds wrong with the descriptor itself, [] if nothing."""
    try:
        with _offline():
            _open(package).to_descriptor(validate=True)
    except Exception as error:
        return [
            _plain(Code.DESCRIPTOR, None, text)
            for text in dict.fromkeys(_notes(error))  # frictionless repeats itself on nested parts
        ]
    return []


def validate_resources(
    package: Package, names: Iterable[str]
) -> tuple[list[Problem], dict[str, int], list[str]]:
    """frictionless' verdict on some resources: (problems, rows per table, notes).

    A crash of frictionless is a problem of its own (`Code.NOT_COMPUTED`), never a pass.
    """
    problems: list[Problem] = []
    rows: dict[str, int] = {}
    notes: list[str] = []
    try:
        with _offline():
            opened = _open(package)
    except Exception as error:
        return [_plain(Code.DESCRIPTOR, None, text) for text in _notes(error)], rows, notes
    for name in names:
        resource = package.resource(name)
        try:
            with _offline():
                report = opened.get_resource(name).validate(limit_errors=0)
        except Exception as error:
            text = f"frictionless failed: {type(error).__name__}: {error}"
            problems.append(_plain(Code.NOT_COMPUTED, resource, text))
            continue
        task = report.tasks[0] if report.tasks else None
        errors = [e for t in report.tasks for e in t.errors] or report.errors
        if task is not None and (task.stats or {}).get("rows") is not None:
            rows[name] = task.stats["rows"]
        notes += [f"{name}: frictionless warns: {w}" for t in report.tasks for w in t.warnings]
        problems += _problems(resource, errors, package, opened.get_resource(name))
    return problems, rows, notes


def _open(package: Package) -> Any:
    """The package as frictionless sees it, without anything that it would fetch or look for in
    the current folder: profiles of somebody's own are judged by `profiles`."""
    import frictionless

    descriptor = deepcopy(dict(package.descriptor))
    _drop_profiles(descriptor)
    for raw in descriptor["resources"]:
        if not isinstance(raw, dict):
            continue
        _drop_profiles(raw)
        if isinstance(raw.get("scheme"), str):
            del raw["scheme"]
        if raw.get("schema") and not raw.get("type") and not raw.get("profile"):
            # Else frictionless takes JSON for a document without rows and passes it unread.
            raw["type"] = "table"
        paths = raw.get("path")
        listed = paths if isinstance(paths, list) else [paths]
        if any(isinstance(p, str) and is_remote(p) for p in listed):
            raw["path"] = "remote-path-not-fetched.csv"
        for part in ("schema", "dialect"):
            if isinstance(raw.get(part), str) and is_remote(raw[part]):
                raw[part] = f"remote-{part}-not-fetched.json"
    return frictionless.Package.from_descriptor(descriptor, basepath=str(package.basepath))


def _drop_profiles(raw: dict[str, Any]) -> None:
    raw.pop("profiles", None)  # whose first one frictionless takes for the profile
    profile = raw.get("profile")
    if isinstance(profile, str) and (is_remote(profile) or not STANDARD.fullmatch(profile)):
        del raw["profile"]


class _NoSession:
    """In the place of the session by which frictionless would fetch, which a part of a package
    that is a package itself may still ask it to."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionRefusedError("nothing is fetched")


@contextmanager
def _offline() -> Iterator[None]:
    """frictionless without connections, and without warnings on standard error."""
    from frictionless import system

    context = system.use_context(http_session=_NoSession())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.__enter__()
        try:
            yield
        finally:
            context.__exit__(None, None, None)  # told of an error, it would leave all as it is


def _notes(error: Exception) -> list[str]:
    to_errors = getattr(error, "to_errors", None)
    if to_errors is None:
        return [f"frictionless failed: {type(error).__name__}: {error}"]
    return [part.message for part in to_errors()]


def _problems(
    resource: Resource, errors: list[Any], package: Package, opened: Any
) -> Iterator[Problem]:
    numbers = {e.row_number for e in errors if getattr(e, "row_number", None)}
    places = _places(package, resource, opened, numbers) if numbers else {}
    for error in errors:
        kind = error.type
        file, line = places.get(getattr(error, "row_number", None), (resource.file, None))
        place = f"{'item' if resource.data else 'row'} {line:,}" if line and not file else None
        if line is None and kind.endswith(("-label", "-header")):
            line = _header_line(opened)
        column = getattr(error, "field_name", None) or None
        if column and column not in resource.field_names:  # a label made unique, e.g. "name2"
            column = opened.labels[error.field_number - 1] or None
        problem = Problem(
            code=CODES.get(kind, Code.DESCRIPTOR if kind in METADATA_ERRORS else Code.OTHER),
            table=resource.name,
            file=file,
            line=line,
            column=column,
            key=_key(resource, getattr(error, "cells", None)),
            value=getattr(error, "cell", None),
            message=(error.note or error.message).replace(f"{package.basepath}/", ""),
            place=place,
        )
        detail = next((detail for end, detail in DETAILS.items() if kind.endswith(end)), None)
        yield detail(problem, error, resource) if detail else problem


def _constraint(problem: Problem, error: Any, _resource: Resource) -> Problem:
    name = re.match(r'(?:array item )?constraint "(\w+)"', error.note)
    code = CONSTRAINTS.get(name[1], Code.OTHER) if name else Code.OTHER
    missing = code == Code.REQUIRED and problem.value == "None"
    return replace(problem, code=code, value=None if missing else problem.value)


def _foreign_key(problem: Problem, error: Any, resource: Resource) -> Problem:
    return replace(
        problem,
        column=", ".join(error.field_names),
        value=", ".join(error.field_cells),
        message=f"has no match in {error.reference_name or resource.name}",
    )


def _primary_key(problem: Problem, error: Any, resource: Resource) -> Problem:
    code = Code.PRIMARY_KEY_NULL if "all" in error.note else problem.code
    column = ", ".join(resource.primary_key)
    return replace(problem, code=code, column=column, value=problem.key)


def _label(problem: Problem, error: Any, _resource: Resource) -> Problem:
    told = error.type in ("incorrect-label", "duplicate-label")
    return replace(
        problem,
        column=problem.column or error.label or None,
        value=error.label if told else None,
        message=Code(problem.code).sentence,
    )


def _record(problem: Problem, _error: Any, _resource: Resource) -> Problem:
    return replace(problem, message=Code(problem.code).sentence)


# What is told beside the place, by how the type of an error ends.
DETAILS: dict[str, Callable[[Problem, Any, Resource], Problem]] = {
    "constraint-error": _constraint,
    "foreign-key": _foreign_key,
    "primary-key": _primary_key,
    "-label": _label,
    "blank-row": _record,
    "-cell": _record,
}


def _key(resource: Resource, cells: list[str] | None) -> str | None:
    """The primary key of a row of frictionless, whose cells stand in the order of the schema."""
    if not cells or not resource.primary_key:
        return None
    names = resource.field_names
    places = [names.index(name) for name in resource.primary_key if name in names]
    parts = [cells[place] for place in places if place < len(cells)]
    return ",".join(parts) if any(parts) else None


def _header_line(opened: Any) -> int | None:
    rows: list[int] = opened.dialect.header_rows if opened.dialect.header else []
    return rows[0] if rows else None


def _places(
    package: Package, resource: Resource, opened: Any, numbers: set[int]
) -> dict[int | None, tuple[str | None, int | None]]:
    """{record number: (file, physical line)} by reading the text files again as frictionless did.

    It numbers the records that the csv module gives under its control, in dialects that `csv` here
    does not know as well, so only that module finds them again; it ends lines where `csv.lines`
    does.
    Compressed and spreadsheet sources have no physical lines: there the record's number is the
    best line to name. Inline data has items, above which objects have names that count.
    """
    data = resource.data if isinstance(resource.data, list) else []
    above = 0 if resource.paths or (data and isinstance(data[0], list)) else 1
    places: dict[int | None, tuple[str | None, int | None]] = {
        number: (resource.file, number - above) for number in numbers
    }
    if opened.format not in ("csv", "tsv") or resource.compression or not resource.paths:
        return places
    from frictionless.formats.csv import CsvControl

    config = CsvControl.from_dialect(opened.dialect).to_python()
    last = max(numbers)
    seen: list[tuple[str, int]] = []

    def lines() -> Iterator[str]:
        for part, path in enumerate(resource.paths):
            skip = part > 0 and opened.format == "csv" and opened.dialect.header is not False
            file = open_file(package.basepath, path)
            with io.TextIOWrapper(file, opened.encoding, newline="") as text:
                for number, line in enumerate(text, 1):
                    if not (skip and number == 1):
                        seen.append((path, number))
                        yield line

    with suppress(StopIteration, csv.Error, OSError, UnicodeDecodeError, IndexError):
        reader = csv.reader(lines(), config)
        for number in range(1, last + 1):
            start = len(seen)
            next(reader)
            if number in numbers:
                places[number] = seen[start]
    return places


def _plain(code: Code, resource: Resource | None, message: str) -> Problem:
    name = resource.name if resource else None
    file = resource.file if resource else None
    return Problem(code=code, table=name, file=file, message=message)
