"""What a changelog says of a change of the data, under the headings of Keep a Changelog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from spaceties.datapackage.csv import text as textual
from spaceties.datapackage.diff.model import Diff, TableDiff
from spaceties.datapackage.diff.reasons import sentence
from spaceties.datapackage.diff.render import cell_text, key_text
from spaceties.datapackage.model import Package
from spaceties.datapackage.report.words import plural

NAMED = 5  # rows of a table that are named where many were added
LISTED = 60  # corrections of a table that are listed one by one
SOURCE = "source_id"  # how the names of fields that name a source end
HEADINGS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
UNDER = {
    "table-added": "Added",
    "field-added": "Added",
    "table-removed": "Removed",
    "field-removed": "Removed",
}


def notes(diff: Diff, sources: Mapping[str, str]) -> dict[str, list[str]]:
    """{heading: list items}, "" for what stands before the headings: the counts of each table.

    sources: titles by source_id, for the corrections.
    """
    found: dict[str, list[str]] = {"": list(_counts(diff))}
    for change in diff.package:
        found.setdefault("Changed", []).append(f"- {sentence(change)}.")
    for table in diff.tables.values():
        for heading, item in _of_table(table, diff.new, sources):
            found.setdefault(heading, []).append(f"- {item}")
    return found


def first_notes(package: Package) -> dict[str, list[str]]:
    """The same for a first release, of which everything is new."""
    lines = ["| table | rows |", "|---|---:|"]
    for table in package.resources:
        if not textual.why_unreadable(package, table):
            lines.append(f"| `{table.name}` | {textual.read_text(package, table).num_rows:,} |")
    return {"": lines}


def titles(package: Package) -> dict[str, str]:
    """{source_id: title} of the table sources; empty where there is none."""
    if "sources" not in package.names:
        return {}
    rows = textual.read_text(package, package.resource("sources"))
    if not {"source_id", "title"} <= set(rows.column_names):
        return {}
    pairs = zip(rows["source_id"].to_pylist(), rows["title"].to_pylist(), strict=True)
    return {key: title or "" for key, title in pairs if key}


def source_text(row: Mapping[str, str | None], sources: Mapping[str, str]) -> str:
    """The source of a row: its title and id, "" if it names none."""
    source = row.get(SOURCE)
    if not source:
        return ""
    title = cell_text(sources.get(source) or None)
    return f"{title}, `{source}`" if sources.get(source) else f"`{source}`"


def _counts(diff: Diff) -> Iterator[str]:
    tables = [t for t in diff.tables.values() if t.rows or t.rows_before != t.rows_after]
    if not tables:
        return
    yield "| table | rows | added | removed | changed | other key |"
    yield "|---|---:|---:|---:|---:|---:|"
    for table in tables:
        counts = (
            table.rows.counts
            if table.rows
            else {
                "added": table.rows_after or 0,
                "removed": table.rows_before or 0,
                "changed": 0,
                "renamed": 0,
            }
        )
        cells = [f"{table.rows_after or 0:,}", *(f"{n:,}" if n else "" for n in counts.values())]
        yield f"| `{table.name}` | {' | '.join(cells)} |"


def _of_table(
    table: TableDiff, new: Package, sources: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    name = f"`{table.name}`"
    if table.status in ("added", "removed"):
        heading = table.status.capitalize()
        count = table.rows_after if table.status == "added" else table.rows_before
        rows = "" if count is None else f" ({plural(count, 'row')})"
        described = new.resource(table.name).description if table.status == "added" else ""
        yield heading, f"table {name}{rows}" + (f": {described}" if described else ".")
        return
    texts = [c for c in table.changes if c.kind in ("text-changed", "form-changed")]
    for change in table.changes:
        if change not in texts:
            yield UNDER.get(change.kind, "Changed"), f"{sentence(change)}."
    if texts:
        whats = ", ".join(dict.fromkeys(change.what for change in texts))
        yield "Changed", f"{name}: {plural(len(texts), 'text')} of the descriptor ({whats})."
    if table.content:
        yield "Changed", f"{name}: the data."
    if not table.rows:
        return
    counts = table.rows.counts
    if counts["added"]:
        yield "Added", f"{name}: {plural(counts['added'], 'row')}{_named(table, new)}."
    if counts["removed"]:
        yield "Removed", f"{name}: {plural(counts['removed'], 'row')}{_removed(table)}."
    if counts["renamed"]:
        pairs = [
            f"`{key_text(a)}` is now `{key_text(b)}`" for a, b in table.rows.renamed_keys(LISTED)
        ]
        yield "Changed", f"{name}: {_limited(pairs, counts['renamed'], 'under another key')}."
    yield from (("Fixed", item) for item in _corrections(table, sources))


def _corrections(table: TableDiff, sources: Mapping[str, str]) -> Iterator[str]:
    """One item for each corrected row: its key, each field with old and new value, its source.

    Rows that only name other sources for what they say are counted; so are those above the limit.
    """
    rows, name = table.rows, f"`{table.name}`"
    told = unchanged = 0
    for place, (key, cells) in zip(rows.after.tolist(), rows.changed_rows(), strict=True):
        values = [
            f"{field} {cell_text(old)} → {cell_text(new)}"
            for field, (old, new) in cells.items()
            if not field.endswith(SOURCE)
        ]
        if not values:
            unchanged += 1
            continue
        told += 1
        if told > LISTED:
            continue
        row = {
            n: rows.new[n][place].as_py()
            for n in ("name", "title", SOURCE)
            if n in rows.new.column_names
        }
        called = row.get("name") or row.get("title")
        label = f"{name} `{key_text(key)}`" + (f" ({cell_text(called)})" if called else "")
        source = "" if table.name == "sources" else source_text(row, sources)
        yield f"{label}: {'; '.join(values)}" + (f". Source: {source}." if source else ".")
    if told > LISTED:
        rest = plural(told - LISTED, "row")
        yield f"{name}: {rest} more; changes.jsonl of the release has every one."
    if unchanged:
        yield f"{name}: {plural(unchanged, 'row')} with other sources for the same."


def _named(table: TableDiff, new: Package) -> str:
    """Some of the added rows by name: those that most rows of other tables refer to."""
    rows = table.rows
    column = next((n for n in ("name", "title") if n in rows.new.column_names), None)
    if column is None or not rows.key:
        return ""
    often = _references(table, new)
    added = [(key, row[column]) for key, row in rows.added_rows() if row[column]]
    added.sort(key=lambda pair: -often[pair[0]])
    shown = [cell_text(text) for _, text in added[:NAMED]]
    if not shown:
        return ""
    return (", among them " if len(rows.added) > len(shown) else ": ") + "; ".join(shown)


def _references(table: TableDiff, new: Package) -> Counter[tuple]:
    """How many rows of other tables refer to each key of a table."""
    found: Counter[tuple] = Counter()
    for other in new.resources:
        if other.name == table.name or textual.why_unreadable(new, other):
            continue
        for key in other.foreign_keys:
            if key.table == table.name and key.reference_fields == table.rows.key:
                rows = textual.read_text(new, other)
                found.update(zip(*(rows[n].to_pylist() for n in key.fields), strict=True))
    return found


def _removed(table: TableDiff) -> str:
    labels = []
    for key, row in table.rows.removed_rows(NAMED):
        called = row.get("name") or row.get("title")
        text = f"`{key_text(key)}`" if key else ""
        labels.append(f"{text} ({cell_text(called)})".strip() if called else text)
    labels = [label for label in labels if label]
    if not labels:
        return ""
    return (", among them " if len(table.rows.removed) > len(labels) else ": ") + "; ".join(labels)


def _limited(items: list[str], count: int, what: str) -> str:
    more = f"; {count - len(items):,} more {what}" if count > len(items) else ""
    return "; ".join(items) + more
