"""JSON schemas: of the cells of a column (`jsonSchema`), and of a descriptor (its own profile).

The library jsonschema judges. Nothing is fetched, patterns are read by RE2 in linear time, and a
schema whose parts refer to each other without end does not run on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc

from ..arrow import strings
from ..cells import Unreadable, Unsupported
from ..report.words import shortened
from .patterns import to_re2

PATIENCE = 10.0  # seconds for all values that are held against a schema
MOST_SHOWN = 160  # characters of what is wrong

Mismatch = tuple[tuple[str | int, ...], str]  # where in the value, and what is wrong there


class JsonSchema:
    """A JSON schema, of the draft that it names. Raises `Unreadable` if it is none, `Unsupported`
    if it cannot be judged by here; the messages begin with a verb.

    stopped: why values are not judged any more, None while they are.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        try:
            from jsonschema.exceptions import SchemaError
            from jsonschema.validators import Draft7Validator, extend, validator_for
            from referencing import Registry
        except ModuleNotFoundError:
            raise Unsupported("needs jsonschema (pip install 'spaceties[formats]')") from None
        kind = validator_for(schema, default=Draft7Validator)  # the draft of the standard itself
        try:
            kind.check_schema(schema)
        except SchemaError as error:
            place = "/".join(map(str, error.absolute_path))
            said = shortened(f"{place}: {error.message}" if place else error.message, MOST_SHOWN)
            raise Unreadable(f"is no JSON schema: {said}") from None
        for part in _parts(schema):
            if "patternProperties" in part:
                raise Unsupported("has patternProperties")
            if isinstance(part.get("pattern"), str):
                _matches(part["pattern"], "")
        self.stopped: str | None = None
        self._until = 0.0
        self._left = PATIENCE
        timed = {name: self._timed(kind.VALIDATORS[name]) for name in ("$ref", "allOf")}
        self._validator = extend(kind, {"pattern": _pattern, **timed})(schema, registry=Registry())

    def mismatches(self, value: Any) -> list[Mismatch]:
        """What is wrong with a value, [] if nothing is."""
        from referencing.exceptions import Unresolvable

        errors: list[Any] = []
        begin = time.monotonic()
        self._until = begin + self._left
        try:
            errors += [] if self.stopped else self._validator.iter_errors(_plain(value))
        except (TimeoutError, RecursionError):
            self.stopped = "took too long"
        except Unresolvable as error:
            self.stopped = f"refers to {error.ref} in vain"
        self._left -= time.monotonic() - begin
        return [(tuple(e.absolute_path), shortened(e.message, MOST_SHOWN)) for e in errors]

    def _timed(self, check: Any) -> Any:
        def checked(*given: Any) -> Iterator[Any]:
            if time.monotonic() > self._until:
                raise TimeoutError
            yield from check(*given)

        return checked


def _pattern(_validator: Any, source: str, value: Any, _schema: Any) -> Iterator[Any]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not _matches(source, value):
        yield ValidationError(f"{value!r} does not match {source!r}")


def _matches(source: str, text: str) -> bool:
    """Whether a part of the text matches. Raises `Unsupported` for what RE2 does not read."""
    try:
        return bool(pc.match_substring_regex(strings([text]), to_re2(source))[0].as_py())
    except (ValueError, RecursionError):
        raise Unsupported(f"has the pattern {source!r}") from None


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    """All objects in a schema, itself first."""
    left = [schema]
    while left:
        part = left.pop()
        if isinstance(part, Mapping):
            yield part
        left += (
            part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
        )


def _plain(value: Any) -> Any:
    """A value of kinds that JSON has."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return value
