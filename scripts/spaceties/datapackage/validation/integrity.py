"""Keys between and within the tables of a package: what must be read, and what does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import without
from ..cells import Unsupported
from ..formats import reader_of
from ..formats.columns import is_table
from ..model import ForeignKey, Package, Resource
from ..paths import path_fault
from ..report import Problem
from ..report.codes import Code
from ..tabular.block import Reader
from .keys import KeyColumn, duplicates, family, null_rows, unmatched
from .net import Net
from .table import TableValidator
from .threads import Pool

if TYPE_CHECKING:
    from ..formats.frames import Frame
    from ..formats.rows import Columns

MOST_HINTS = 200  # distinct broken references per foreign key that get a hint
MOST_OF_ALL = 2_000  # of a package
MANY_KEYS = 5_000  # above this many keys only those that begin or end alike are compared


def key_names(package: Package, resources: Iterable[Resource]) -> dict[str, set[str]]:
    """{table: fields} whose cells are needed for the keys of the named tables."""
    needed: dict[str, set[str]] = {}
    for resource in resources:
        own = needed.setdefault(resource.name, set())
        own |= {*resource.primary_key, *(n for key in resource.unique_keys for n in key)}
        own |= {f.name for f in resource.fields if f.constraints.get("unique")}
        for foreign in resource.foreign_keys:
            own |= set(foreign.fields)
            if foreign.package:
                continue
            target = foreign.table or resource.name
            needed.setdefault(target, set()).update(foreign.reference_fields)
    return {
        name: fields.intersection(package.resource(name).field_names)
        for name, fields in needed.items()
        if package.has(name)
    }


def prepare(
    package: Package,
    resources: Iterable[Resource],
    needed: dict[str, set[str]],
    keep: bool,
    rows: Mapping[str, Columns | Frame],
    net: Net,
) -> tuple[dict[str, TableValidator], dict[str, Unsupported]]:
    """Validators of all tables needed, and {table: reason} of those that cannot be read.

    Tables that are only referred to are read for their keys.
    """
    own = {resource.name for resource in resources}
    validators: dict[str, TableValidator] = {}
    reasons: dict[str, Unsupported] = {}
    for resource in package.resources:
        name = resource.name
        if name not in needed or any(path_fault(package.basepath, p) for p in resource.paths):
            continue
        if not is_table(resource):
            continue
        try:
            reader = partial(_reader, resource, package, rows)
            with net.under(resource):
                validators[name] = TableValidator(
                    resource, package, reader, needed[name], keep and name in own, name in own
                )
        except Unsupported as reason:
            reasons[name] = reason
    return validators, reasons


def _reader(resource: Resource, package: Package, rows: Mapping[str, Columns | Frame]) -> Reader:
    if resource.name in rows:
        from ..formats.rows import reader_of_rows

        return reader_of_rows(resource, rows[resource.name])
    return reader_of(resource, package.basepath)


def check_keys(
    package: Package,
    validators: dict[str, TableValidator],
    names: set[str],
    pool: Pool,
    net: Net,
) -> list[Problem]:
    """Problems of the primary, unique and foreign keys of the named tables, key by key."""
    checks: list[tuple[Resource, Callable[[], Iterable[Problem]]]] = []

    def told(check: tuple[Resource, Callable[[], Iterable[Problem]]]) -> list[Problem]:
        with net.under(check[0]):
            return list(check[1]())
        return []

    foreign_keys = sum(len(v.resource.foreign_keys) for v in validators.values())
    most = min(MOST_HINTS, MOST_OF_ALL // (foreign_keys or 1))
    for name, validator in validators.items():
        if name in names and validator.checks and validator.readable:
            for foreign in filter(_complete, validator.resource.foreign_keys):
                references = partial(_references, package, validators, validator, foreign, most)
                checks.append((validator.resource, references))
            checks.append((validator.resource, partial(_uniqueness, validator)))
    return [problem for problems in pool.map(told, checks) for problem in problems]


def _complete(foreign: ForeignKey) -> bool:
    same = 0 < len(foreign.fields) == len(foreign.reference_fields)
    return same and not foreign.package


def _uniqueness(validator: TableValidator) -> Iterator[Problem]:
    resource = validator.resource
    checks = [(Code.PRIMARY_KEY, resource.primary_key)]
    checks += [(Code.UNIQUE, (f.name,)) for f in resource.fields if f.constraints.get("unique")]
    checks += [(Code.UNIQUE_KEY, key) for key in resource.unique_keys]
    lines = validator.located.all_lines()
    for code, names in dict.fromkeys(checks):
        if not names or not validator.present(names) or not validator.located.rows:
            continue
        columns = [validator.keys[name] for name in names]
        if code == Code.PRIMARY_KEY:
            yield from _nulls(validator, columns)
        if code == Code.UNIQUE and names == resource.primary_key:
            continue  # said once, as a primary key
        rows, firsts = duplicates(columns)
        hints = [_first(validator, names[0], line) for line in lines[firsts].tolist()]
        yield from _of_rows(validator, code, names, rows, code.sentence, hints)


def _first(validator: TableValidator, name: str, line: int) -> str:
    place = validator.make.place(validator.resource.file, line, name)
    return f"the first is {place}" if place else f"the first is on line {line}"


def _nulls(validator: TableValidator, columns: list[KeyColumn]) -> Iterator[Problem]:
    """Missing parts of a primary key, save where `required` or the form has said so already."""
    code = Code.PRIMARY_KEY_NULL
    for column in columns:
        name = column.field.name
        if not column.field.required:
            rows = without(np.flatnonzero(null_rows([column])), column.bad_rows())
            rows = without(rows, validator.invalid_rows(name))
            yield from _of_rows(validator, code, (name,), rows, code.sentence)


class _NotChecked(Exception):
    """Why a foreign key cannot be checked: a code and a sentence."""


def _references(
    package: Package,
    validators: dict[str, TableValidator],
    validator: TableValidator,
    foreign: ForeignKey,
    most_hints: int,
) -> Iterator[Problem]:
    if not validator.present(foreign.fields):
        return
    name = foreign.table or validator.resource.name
    own = [validator.keys[n] for n in foreign.fields]
    try:
        others = _key_columns(package, validators, name, foreign)
        rows = unmatched(own, others) if validator.located.rows else np.empty(0, np.int64)
        hints = _reference_hints(own, others, rows, most_hints)
    except _NotChecked as error:
        code, sentence = error.args
        file, column = validator.resource.file, ", ".join(foreign.fields)
        yield Problem(
            code=code, table=validator.resource.name, file=file, column=column, message=sentence
        )
        return
    sentence = f"has no match in {name}"
    yield from _of_rows(validator, Code.FOREIGN_KEY, foreign.fields, rows, sentence, hints)


def _key_columns(
    package: Package, validators: dict[str, TableValidator], name: str, foreign: ForeignKey
) -> list[KeyColumn]:
    """The columns that a foreign key refers to. Raises _NotChecked."""
    if not package.has(name):
        raise _NotChecked(Code.REFERENCE, f'there is no table "{name}"')
    target = validators.get(name)
    _check_fields(target.resource if target else package.resource(name), foreign)
    if target is None or not target.readable:
        text = f'table "{name}", which this refers to, cannot be read'
        raise _NotChecked(Code.NOT_COMPUTED, text)
    return [target.key_column(field) for field in foreign.reference_fields]


def _check_fields(target: Resource, foreign: ForeignKey) -> None:
    absent = [name for name in foreign.reference_fields if not target.has(name)]
    if absent:
        sentence = f'table "{target.name}" has no column "{absent[0]}"'
        raise _NotChecked(Code.REFERENCE, sentence)


def _reference_hints(
    own: list[KeyColumn], others: list[KeyColumn], rows: np.ndarray, most: int
) -> list[str | None]:
    """For each broken reference the nearest key, where one is near; for so many texts at most."""
    if len(own) != 1 or not len(rows):
        return [None] * len(rows)
    from ..report.hints import reference_hint

    if family(own[0].field) != family(others[0].field):
        kinds = f"{own[0].field.type} here, {others[0].field.type} there"
        return [f"the types differ ({kinds}), so nothing can match"] * len(rows)
    texts = own[0].at(rows)
    keys = others[0].text.drop_null()
    few = keys.unique().to_pylist() if len(keys) <= MANY_KEYS else None
    hints: dict[str | None, str | None] = {None: None}
    for text in dict.fromkeys(texts):
        if text is not None and len(hints) <= most:
            near = _alike(keys, text) if few is None else few
            hints[text] = reference_hint(text, near)
    return [hints.get(text) for text in texts]


def _alike(keys: pa.ChunkedArray, text: str) -> list[str]:
    """Keys that begin or end as the text does, where there are too many to compare with all."""
    bare = text.strip()
    half = len(bare) // 2
    alike = pc.or_(pc.starts_with(keys, bare[: half + 1]), pc.ends_with(keys, bare[half:]))
    texts: list[str] = keys.filter(alike).slice(0, MANY_KEYS).to_pylist()
    return texts


def _of_rows(
    validator: TableValidator,
    code: Code,
    names: tuple[str, ...],
    rows: np.ndarray,
    sentence: str,
    hints: Sequence[str | None] | None = None,
) -> Iterator[Problem]:
    """The problems of some rows with a key of the named fields."""
    if not len(rows):
        return
    columns = [validator.keys[name].at(rows) for name in names]
    values = [", ".join(p or "" for p in parts) for parts in zip(*columns, strict=True)]
    keys = validator.key_at(rows)
    lines = validator.located.all_lines()
    null = code == Code.PRIMARY_KEY_NULL
    told = zip(rows.tolist(), values, keys, hints or [None] * len(rows), strict=True)
    for row, value, key, hint in told:
        file, line = validator.located.file_of(row), int(lines[row])
        yield Problem(
            code=code,
            table=validator.resource.name,
            file=file or None,
            line=line,
            column=", ".join(names),
            key=key,
            value=None if null else value,
            message=sentence,
            hint=hint,
            place=validator.make.place(file, line, names[0]),
        )
