"""The constraints of one field, on a single exact value and on a whole column.

Both must agree; where floating point could disagree with the exact answer, the column-wise check
only rules out, and the doubtful cells are checked one by one.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import (
    array_of,
    bytes_of,
    greatest,
    least,
    rows_false,
    rows_true,
    scalar,
    strings,
    taken,
    to_numpy,
    union,
    valid,
    without,
)
from ..cells import Unreadable, declared_value
from ..model import Field
from ..natives import native_reader
from ..report.codes import Code
from .cast import fits
from .json_schema import JsonSchema
from .patterns import Pattern

Compare = Callable[[Any, Any], bool]
Findings = dict[Code, np.ndarray]  # {code: rows that break the constraint}

BOUNDS: dict[str, tuple[Code, Compare]] = {
    "minimum": (Code.MINIMUM, operator.ge),
    "maximum": (Code.MAXIMUM, operator.le),
    "exclusiveMinimum": (Code.EXCLUSIVE_MINIMUM, operator.gt),
    "exclusiveMaximum": (Code.EXCLUSIVE_MAXIMUM, operator.lt),
}
COMPUTE = {operator.ge: pc.greater_equal, operator.le: pc.less_equal}
COMPUTE |= {operator.gt: pc.greater, operator.lt: pc.less}

SPACE = 32
LONGEST = 2**31 - 1  # no text is longer


class Constraints:
    """The constraints of a field. Raises `cells.Unreadable` for a bound that is no value of it, and
    what `Pattern` and `JsonSchema` raise."""

    def __init__(self, field: Field) -> None:
        self.field = field
        limits = field.constraints
        self.required = field.required
        self.enum = self._literals(field.enum) if "enum" in limits else None
        self.categories = self._literals(field.categories) if field.categories else None
        if self.categories is not None and len(self.categories) < len(field.categories):
            raise Unreadable(f"categories {list(field.categories)!r} are not of type {field.type}")
        self.least, self.most = (
            None if limits.get(name) is None else min(limits[name], LONGEST)
            for name in ("minLength", "maxLength")
        )
        self.pattern = Pattern(limits["pattern"]) if "pattern" in limits else None
        self.schema = JsonSchema(limits["jsonSchema"]) if "jsonSchema" in limits else None
        self.bounds: list[tuple[Code, Any, Compare]] = []
        for name, (code, compare) in BOUNDS.items():
            if name in limits:
                bound = declared_value(field, limits[name])
                if bound is None:
                    raise Unreadable(f"{name} {limits[name]!r} is not of type {field.type}")
                self.bounds.append((code, bound, compare))

    @property
    def any(self) -> bool:
        """Whether there is anything to check besides `required`."""
        return bool(
            self.bounds
            or self.enum is not None
            or self.categories is not None
            or self.pattern
            or self.schema
            or self.least is not None
            or self.most is not None
        )

    def of_value(self, value: Any) -> list[Code]:
        """Codes of the constraints that a value (not a missing one) breaks."""
        broken: list[Code] = []
        if self.required and isinstance(value, str) and value.isspace():
            broken.append(Code.REQUIRED)
        if self.enum is not None and value not in self.enum:
            broken.append(Code.ENUM)
        elif self.categories is not None and value not in self.categories:
            broken.append(Code.CATEGORY)
        if self.pattern and not self.pattern.matches(value):
            broken.append(Code.PATTERN)
        if self.least is not None and len(value) < self.least:
            broken.append(Code.MIN_LENGTH)
        if self.most is not None and len(value) > self.most:
            broken.append(Code.MAX_LENGTH)
        if self.schema and self.schema.mismatches(value):
            broken.append(Code.JSON_SCHEMA)
        for code, bound, compare in self.bounds:
            try:
                good = value == value and compare(value, bound)  # NaN is within no bound
            except TypeError:  # a time with an offset against one without
                code, good = Code.NOT_COMPUTED, False
            if not good:
                broken.append(code)
        return broken

    def of_column(self, text: pa.ChunkedArray | None, typed: pa.ChunkedArray) -> Findings:
        """{code: rows} of the constraints that a plain column breaks; nulls break none.

        text: the cells as written; None where they are no text and only bounds can be broken.
        """
        broken: Findings = {}
        if self.required and pa.types.is_string(typed.type) and not _spaceless(text):
            # under a null may be bytes that are no text, which Arrow refuses
            filled = pc.fill_null(text, "-") if text and text.null_count else text
            _add(broken, Code.REQUIRED, rows_true(pc.utf8_is_space(filled)))
        if self.enum is not None or self.categories is not None:
            self._check_allowed(text, broken)
        if self.pattern:
            _add(broken, Code.PATTERN, self.pattern.unlike(text))
        if self.least is not None or self.most is not None:
            self._check_lengths(text, broken)
        for code, bound, compare in self.bounds:
            if _incomparable(typed, bound):
                _add(broken, Code.NOT_COMPUTED, np.flatnonzero(valid(typed)))
            else:
                _add(broken, code, self._outside(text, typed, bound, compare))
        return broken

    def _check_allowed(self, text: pa.ChunkedArray, broken: Findings) -> None:
        wrong = None
        for code, allowed in ((Code.ENUM, self.enum), (Code.CATEGORY, self.categories)):
            if allowed is None:
                continue
            values = strings(v for v in allowed if isinstance(v, str))
            outside = pc.and_(pc.invert(pc.is_in(text, value_set=values)), text.is_valid())
            if wrong is not None:
                outside = pc.and_(outside, pc.invert(wrong))
            wrong = outside
            _add(broken, code, rows_true(outside))

    def _check_lengths(self, text: pa.ChunkedArray, broken: Findings) -> None:
        # a text has at most as many characters as bytes, so bytes alone often settle it
        most_bytes = pc.max(pc.binary_length(text)).as_py()
        if most_bytes is None or (self.least is None and most_bytes <= self.most):
            return
        lengths = pc.utf8_length(text)
        if self.least is not None:
            short = pc.less(lengths, scalar(self.least, lengths.type))
            _add(broken, Code.MIN_LENGTH, rows_true(short))
        if self.most is not None:
            long = pc.greater(lengths, scalar(self.most, lengths.type))
            _add(broken, Code.MAX_LENGTH, rows_true(long))

    def _outside(
        self,
        text: pa.ChunkedArray,
        typed: pa.ChunkedArray,
        bound: Any,
        compare: Compare,
    ) -> np.ndarray:
        """Rows whose value is outside a bound."""
        nothing = np.empty(0, np.int64)
        floating = pa.types.is_floating(typed.type)
        if pa.types.is_integer(typed.type) and not fits(bound, typed.type):
            return nothing if compare(0, bound) else np.flatnonzero(valid(typed))
        limit, end = _limit(float(bound) if floating else bound, typed.type)
        worst = (least if compare in (operator.ge, operator.gt) else greatest)(typed)
        inside = compare(worst, end)  # NaN is not
        rows = nothing if inside else rows_false(COMPUTE[compare](typed, limit))
        if floating and (worst == end or not inside):
            # what equals the limit as a float may lie on either side of it
            near = rows_true(pc.equal(typed, limit))
            read = native_reader(self.field)
            cells = typed if text is None else text
            wrong = _still(cells, near, lambda cell: not compare(read(cell), bound))
            rows = union(without(rows, near), wrong)
        return rows

    def _literals(self, raw: tuple[Any, ...]) -> Literals:
        values = (declared_value(self.field, value) for value in raw)
        return Literals(value for value in values if value is not None)


class Literals(list[Any]):
    """Values among which one is found by its hash; a list or an object has none."""

    def __init__(self, values: Iterable[Any]) -> None:
        super().__init__(values)
        self._hashed = set()
        for value in self:
            with suppress(TypeError):
                self._hashed.add(value)

    def __contains__(self, value: object) -> bool:
        try:
            return value in self._hashed
        except TypeError:
            return super().__contains__(value)


@lru_cache(1024)
def _limit(bound: Any, kind: pa.DataType) -> tuple[pa.Scalar, Any]:
    """A bound as Arrow has it, and as a buffer does."""
    limit = array_of([bound], kind)
    return limit[0], to_numpy(limit)[0]


def _spaceless(column: pa.ChunkedArray) -> bool:
    """Whether texts hold nothing but visible characters of ASCII, which is told faster."""
    parts = (np.frombuffer(bytes_of(chunk)[0], np.uint8) for chunk in column.chunks)
    return all(not len(part) or (part.min() > SPACE and part.max() < 128) for part in parts)


def _incomparable(typed: pa.ChunkedArray, bound: Any) -> bool:
    """Whether one of column and bound states an offset from UTC and the other does not."""
    zoned = pa.types.is_timestamp(typed.type)
    return zoned and (bound.tzinfo is None) != (typed.type.tz is None)


def _still(text: pa.ChunkedArray, rows: np.ndarray, wrong: Callable[[str], bool]) -> np.ndarray:
    """The rows among `rows` whose text is wrong; every distinct text is looked at once."""
    if not len(rows):
        return rows
    picked = taken(text, rows).dictionary_encode()
    verdicts = np.array([wrong(t) for t in picked.dictionary.to_pylist()], dtype=bool)
    still: np.ndarray = rows[verdicts[to_numpy(picked.indices)]]
    return still


def _add(broken: Findings, code: Code, rows: np.ndarray) -> None:
    if len(rows):
        broken[code] = union(broken[code], rows) if code in broken else rows
