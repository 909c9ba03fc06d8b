"""A diff as JSON, text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..model import Package
from ..report.words import escape_markdown, json_text, plural, printable, shortened, wrapped
from .model import Diff, TableDiff
from .rows import Key, Row

LIMIT = 20  # rows of a kind that text and Markdown list; counts are always whole
WIDE = 80  # characters of a cell that are shown
SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}


def diff_to_dict(diff: Diff) -> dict[str, Any]:
    """`bump` (major | minor | patch | None), `reasons`, and the changed `tables` by name.

    A reason has level, kind, table, field, text. A table has status, was (its old name), rows
    {before, after}, key (field names), counts by kind, declarations (kind, field, what, before,
    after), and lists: added and removed [{key, row}], changed [{key, fields: {name: {before,
    after}}}], renamed [{before, after}], where keys are lists of text and a missing cell is None.
    """
    return {
        "old": _about(diff.old),
        "new": _about(diff.new),
        "bump": diff.bump,
        "reasons": [
            {"level": r.level, "kind": r.kind, "table": r.table, "field": r.field, "text": r.text}
            for r in diff.reasons
        ],
        "tables": {name: _table(table) for name, table in diff.tables.items()},
    }


def diff_to_json(diff: Diff) -> str:
    """:func:`diff_to_dict` as text, all rows listed."""
    return json_text(diff_to_dict(diff), indent=2) + "\n"


def diff_to_text(diff: Diff, limit: int | None = LIMIT, width: int | None = None) -> str:
    """What a person wants to know first: the bump and why, then table by table; in lines of so
    many columns."""
    lines = list(map(printable, _text(diff, limit)))
    if width:
        lines = [part for line in lines for part in wrapped(line, width, "      ")]
    return "\n".join(lines) + "\n"


def diff_to_markdown(diff: Diff, limit: int | None = LIMIT) -> str:
    """For a pull request or a page: the bump, its reasons, counts, and the rows in folds."""
    return "\n".join(_markdown(diff, limit)) + "\n"


def key_text(key: Key) -> str:
    """A key as people write it: its parts with commas."""
    return ",".join("" if part is None else part for part in key)


def cell_text(value: str | None) -> str:
    """A cell in a sentence: on one line, and cut if it is long."""
    if value is None:
        return "(empty)"
    line = " ".join(value.split("\n"))
    return shortened(line, WIDE)


def row_label(key: Key, row: Row, key_fields: tuple[str, ...]) -> str:
    """A row by its key and its name or title, or by its first cells where it has no key."""
    if not key:
        return ", ".join(cell_text(value) for value in list(row.values())[:4])
    called = next((row[n] for n in ("name", "title") if row.get(n) and n not in key_fields), None)
    return f"{key_text(key)}  {cell_text(called)}" if called else key_text(key)


def headline(diff: Diff) -> str:
    """One line: what was compared, and the bump."""
    names = f"{versioned(diff.old)} to {versioned(diff.new)}"
    if not diff:
        return f"{names}: no change" + (f" of content, {diff.bump} bump" if diff.bump else "")
    return f"{names}: {diff.bump or 'no'} bump"


def versioned(package: Package) -> str:
    """Name and version of a package, as far as it has them."""
    return " ".join(part for part in (package.name, package.version) if part) or "package"


def counts_line(table: TableDiff) -> str:
    """The counts of one table in words."""
    if table.status in ("added", "removed"):
        count = table.rows_after if table.status == "added" else table.rows_before
        return f"table {table.status}" + ("" if count is None else f", {plural(count, 'row')}")
    parts = [f"formerly {table.was}"] if table.was else []
    parts += [counts_text(table.rows.counts)] if table.rows else []
    declared = len(table.changes)
    parts += [plural(declared, "change") + " of the declaration"] if declared else []
    parts += ["data changed"] if table.content else []
    return ", ".join(parts)


def counts_text(counts: Mapping[str, int]) -> str:
    """How many rows there are of each kind, in words."""
    words = {"renamed": "under another key"}
    return ", ".join(f"{n:,} {words.get(kind, kind)}" for kind, n in counts.items() if n)


def _row_lines(table: TableDiff, limit: int | None) -> Iterator[tuple[str, list[str], int]]:
    """(kind, lines, how many rows there are in all) for each kind of row change."""
    if not table.rows:
        return
    rows, key_fields = table.rows.lists(limit), table.rows.key
    lines = {
        "added": [row_label(key, row, key_fields) for key, row in rows.added],
        "removed": [row_label(key, row, key_fields) for key, row in rows.removed],
        "changed": [
            f"{key_text(key)}  {name}: {cell_text(before)} → {cell_text(after)}"
            for key, cells in rows.changed
            for name, (before, after) in cells.items()
        ],
        "renamed": [f"{key_text(old)} → {key_text(new)}" for old, new in rows.renamed],
    }
    for kind, count in table.rows.counts.items():
        if count:
            yield kind, lines[kind], count


def _text(diff: Diff, limit: int | None) -> Iterator[str]:
    yield headline(diff)
    for reason in diff.reasons:
        yield f"  {reason.level:<5}  {reason.text}"
    for name, table in diff.tables.items():
        kinds = list(_row_lines(table, limit))
        if not kinds:
            continue
        yield ""
        yield f"{name}: {counts_line(table)}"
        for kind, lines, count in kinds:
            yield from (f"  {SIGNS[kind]} {line}" for line in lines)
            if limit is not None and count > limit:
                yield f"  {SIGNS[kind]} … and {count - limit:,} more {kind} (--all lists them)"


def _markdown(diff: Diff, limit: int | None) -> Iterator[str]:
    yield f"## {escape_markdown(headline(diff))}"
    if diff.reasons:
        yield ""
        yield from (f"- **{r.level}**: {escape_markdown(r.text)}" for r in diff.reasons)
    if diff.tables:
        yield "\n| table | rows before | rows after | changes |\n|---|---:|---:|---|"
    for name, table in diff.tables.items():
        numbers = ["" if n is None else f"{n:,}" for n in (table.rows_before, table.rows_after)]
        changed = escape_markdown(counts_line(table))
        yield f"| {escape_markdown(name)} | {' | '.join(numbers)} | {changed} |"
    for name, table in diff.tables.items():
        for kind, lines, count in _row_lines(table, limit):
            title = f"{escape_markdown(name)}: {count:,} {kind}"
            yield f"\n<details><summary>{title}</summary>\n"
            yield from (f"- {escape_markdown(line)}" for line in lines)
            if limit is not None and count > limit:
                yield f"- … and {count - limit:,} more"
            yield "\n</details>"


def _about(package: Package) -> dict[str, str]:
    return {"name": package.name, "version": package.version}


def _table(table: TableDiff) -> dict[str, Any]:
    described: dict[str, Any] = {
        "status": table.status,
        "was": table.was or None,
        "rows": {"before": table.rows_before, "after": table.rows_after},
        "declarations": [
            {"kind": c.kind, "field": c.field, "what": c.what, "before": c.before, "after": c.after}
            for c in table.changes
        ],
    }
    if table.rows is None:
        return described | ({"note": table.note} if table.note else {})
    rows = table.rows.lists()
    return described | {
        "key": list(table.rows.key),
        "counts": table.rows.counts,
        "added": [{"key": list(key), "row": row} for key, row in rows.added],
        "removed": [{"key": list(key), "row": row} for key, row in rows.removed],
        "changed": [
            {
                "key": list(key),
                "fields": {n: {"before": a, "after": b} for n, (a, b) in cells.items()},
            }
            for key, cells in rows.changed
        ],
        "renamed": [{"before": list(a), "after": list(b)} for a, b in rows.renamed],
    }
