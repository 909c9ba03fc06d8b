"""The reasons of a bump in words, one per kind of change and table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..report.words import plural, shortened
from .model import Diff, TableDiff
from .schema import DeclarationChange
from .semver import ORDER, Reason

LONG = 60  # characters of a value that are shown
FEW = 3  # changed texts of a table that are reasons of their own


def reasons(diff: Diff) -> list[Reason]:
    """Why the version must rise, the weightiest first, then in the order of the tables."""
    return sorted(_of_package(diff), key=lambda reason: -ORDER.index(reason.level))


def _of_package(diff: Diff) -> Iterator[Reason]:
    for change in diff.package:
        yield Reason(change.kind, sentence(change))
    if diff.reordered:
        yield Reason("tables-reordered", "the tables stand in another order")
    for table in diff.tables.values():
        yield from _of_table(table)


def sentence(change: DeclarationChange) -> str:
    """One change of a declaration in words."""
    place = f"{change.table}.{change.field}" if change.field else change.table or "the package"
    before, after = abbreviated(change.before), abbreviated(change.after)
    match change.kind:
        case "package-renamed":
            return f"the package is called {change.after}, no longer {change.before}"
        case "table-renamed":
            return f"table {change.before} is now called {change.after}"
        case "field-renamed":
            return f"{change.table}.{change.before} is now called {change.after}"
        case "field-added":
            return f"{place}: new field ({change.after})"
        case "field-removed":
            return f"{place}: field removed"
        case "fields-reordered":
            return f"{place}: fields in another order ({', '.join(change.after)})"
    if change.kind == "text-changed":
        verb = "added" if change.before is None else "changed"
        verb = "removed" if change.after is None else verb
        return f"{place}: {change.what} {verb}"
    if change.what in ("enum", "categories") and change.before and change.after:
        return f"{place}: {change.what} {_set_change(change)}"
    word = change.kind.rpartition("-")[2].replace("retyped", "changed")
    if change.before is None:
        return f"{place}: {change.what} {after} added"
    if change.after is None:
        return f"{place}: {change.what} {before} removed"
    unsure = change.kind == "constraint-tightened" and change.what == "pattern"
    doubt = " (whether it allows less cannot be told)" if unsure else ""
    return f"{place}: {change.what} {word}, {before} → {after}{doubt}"


def abbreviated(value: Any) -> str:
    """A value of the descriptor, cut if it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shortened(text, LONG)


def _set_change(change: DeclarationChange) -> str:
    olds, news = list(map(str, change.before)), list(map(str, change.after))
    if change.kind.endswith("tightened"):
        return f"no longer allows {abbreviated(', '.join(v for v in olds if v not in news))}"
    return f"now allows {abbreviated(', '.join(v for v in news if v not in olds))}"


def _of_table(table: TableDiff) -> Iterator[Reason]:
    name = table.name
    if table.status in ("added", "removed"):
        count = table.rows_after if table.status == "added" else table.rows_before
        rows = "" if count is None else f" ({plural(count, 'row')})"
        said = f"new table {name}" if table.status == "added" else f"table {name} removed"
        yield Reason(f"table-{table.status}", said + rows, name)
        return
    texts = [change for change in table.changes if change.kind == "text-changed"]
    for change in table.changes:
        if change not in texts or len(texts) <= FEW:
            yield Reason(change.kind, sentence(change), name, change.field)
    if len(texts) > FEW:
        whats = ", ".join(dict.fromkeys(change.what for change in texts))
        many = plural(len(texts), "text")
        text = f"{name}: {many} of the declaration changed ({abbreviated(whats)})"
        yield Reason("text-changed", text, name)
    if table.content:
        note = f" ({table.note})" if table.note else ""
        yield Reason("content-changed", f"{name}: the data changed{note}", name)
    if not table.rows:
        return
    counts = table.rows.counts
    for kind, few, word in (
        ("removed", table.referenced_removed, "removed"),
        ("renamed", table.referenced_renamed, "under another key"),
    ):
        if few:
            text = f"{name}: {plural(few, 'row')} {word} that other tables referred to"
            yield Reason(f"referenced-rows-{kind}", text, name)
        if counts[kind] > few:
            text = f"{name}: {plural(counts[kind] - few, 'row')} {word}"
            yield Reason(f"rows-{kind}", text, name)
    if counts["added"]:
        yield Reason("rows-added", f"{name}: {plural(counts['added'], 'row')} added", name)
    if counts["changed"]:
        fields = ", ".join(sorted(table.rows.cells, key=table.rows.shared.index))
        text = f"{name}: {plural(counts['changed'], 'row')} changed ({abbreviated(fields)})"
        yield Reason("rows-changed", text, name)
