"""Whether a constraint allows less than before or more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

TIGHTER, LOOSER = "tightened", "loosened"
LEAST = ("minimum", "exclusiveMinimum", "minLength")
MOST = ("maximum", "exclusiveMaximum", "maxLength")
SETS = ("enum", "categories")
FLAGS = ("required", "unique")


def compare_constraints(
    old: Mapping[str, Any], new: Mapping[str, Any], kind: str
) -> Iterator[tuple[str, str, Any, Any]]:
    """(tightened | loosened, constraint, before, after) of each constraint that changed.

    kind: the type of the field, which says how bounds compare. A list of allowed values can be
    both tightened and loosened. Whether another pattern, or a constraint that is not known here,
    allows less cannot be told, so it counts as tightened.
    """
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if name in FLAGS:
            before, after = bool(before) or None, bool(after) or None
        if before == after:
            continue
        for direction in _directions(name, before, after, kind):
            yield direction, name, before, after


def _directions(name: str, before: Any, after: Any, kind: str) -> list[str]:
    if after is None:
        return [LOOSER]
    if before is None:
        return [TIGHTER]
    if name in SETS and isinstance(before, list) and isinstance(after, list):
        olds, news = set(map(str, before)), set(map(str, after))
        less, more = bool(olds - news), bool(news - olds)
        return [TIGHTER] * less + [LOOSER] * more
    if name in LEAST or name in MOST:
        a, b = _value(before, kind), _value(after, kind)
        if a is not None and b is not None and type(a) is type(b):
            if a == b:
                return []
            return [TIGHTER if (b > a) == (name in LEAST) else LOOSER]
    return [TIGHTER]


def _value(raw: Any, kind: str) -> Any:
    """A bound in a form that compares: numbers by value, dates and times as ISO text."""
    if kind == "datetime" and isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            return None
        # With an offset it is a moment, without one it is not: the two do not compare.
        return moment.timestamp() if moment.tzinfo else moment
    if isinstance(raw, (int, float)) or kind in ("integer", "number", "year"):
        try:
            return Decimal(str(raw))
        except InvalidOperation:
            return None
    return raw if isinstance(raw, str) else None
