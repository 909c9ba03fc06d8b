"""Who was there of those that followed a state or body: hints to rules on what has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from spaceties.rules.views import Tables, cells_of


def with_heirs(
    t: Tables, rows: pd.DataFrame, of: str, table: str, late: pd.Series, day: str
) -> None:
    """Add the hint `of.heir` where the state or body that is joined as `of` had ended (`late`)
    before `day_first`: the first of its successors that was there on that day, since one that had
    ended too would break the same rule. Missing where none is known."""
    (key,) = t.primary_keys[table]
    found: dict[Any, str | None] = {}
    late = late.fillna(False).astype(bool)
    if late.any():
        bodies = t[table].drop_duplicates(key)
        begun = "founded_on" if "founded_on" in bodies else "started_on"
        t.with_bounds(bodies, begun=begun, ended="ended_on")
        told = cells_of(bodies, key, "successor_id", "name", "begun_first", "ended_last")
        known = {body: rest for body, *rest in told}
        ended = cells_of(rows[late], f"{of}.{key}", f"{day}_first")
        hints = [_heir(known, *one) for one in ended]
        found = dict(zip(rows.index[late], hints, strict=True))
    rows[f"{of}.heir"] = pd.Series(found, dtype=object).reindex(rows.index)


def _heir(known: Mapping[str, Sequence[Any]], body: str, day: int) -> str | None:
    """Who followed a body and was there on a day. known: successor, name, first and last day."""
    seen, after = {body}, known[body][0]
    while after in known and after not in seen:
        following, name, first, last = known[after]
        if (pd.isna(first) or first <= day) and (pd.isna(last) or day <= last):
            return f'"{after}", its successor {name}'
        seen.add(after)
        after = following
    return None
