"""A diff as one HTML page: self-contained, without scripts, light or dark as the reader has it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .compare import Diff, TableDiff
from .reasons import sentence
from .render import KINDS, cell_text, counts_line, headline, key_text, versioned

LIMIT = 500  # rows of a kind that are listed; the counts are always whole
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; --soft: #f2f4f7; --line: #d5dae1; --muted: #56606d;
  --added: #d9f2e0; --removed: #fbdfdd; --major: #a4161a; --minor: #0b5394; --patch: #33691e }
@media (prefers-color-scheme: dark) { :root { --soft: #22272e; --line: #3d444d; --muted: #a3adb9;
  --added: #123d22; --removed: #4f1d1b; --major: #ff8a84; --minor: #7cb7ff; --patch: #8fd17a } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.5rem } h3 { font-size: 1rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: break-word; max-width: 24rem }
th { background: var(--soft); white-space: nowrap } td.n { text-align: right }
del, ins { text-decoration: none; padding: 0 .2rem }
ins, td.added { background: var(--added) } del, td.removed { background: var(--removed) }
.level { font-weight: 600 } .major { color: var(--major) } .minor { color: var(--minor) }
.patch { color: var(--patch) } .muted { color: var(--muted) }
summary { cursor: pointer; font-weight: 600; margin: .75rem 0 }
.wide { overflow-x: auto }
"""


def to_html(diff: Diff, limit: int | None = LIMIT) -> str:
    """The page. Everything that comes from the packages is escaped."""
    title = escape(headline(diff))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(_body(diff, limit))
        + "\n</body>\n</html>\n"
    )


def _body(diff: Diff, limit: int | None) -> Iterator[str]:
    yield f"<h1>{escape(versioned(diff.old))} → {escape(versioned(diff.new))}</h1>"
    if not diff:
        yield "<p>No change.</p>"
        return
    level = diff.bump
    if level:
        yield f'<p>This change needs a <span class="level {level}">{level}</span> version.</p>'
    yield "<ul>"
    for r in diff.reasons:
        yield f'<li><span class="level {r.level}">{r.level}</span> {escape(r.text)}</li>'
    yield "</ul>"
    if diff.tables:
        yield "<table><thead><tr><th>table<th>rows before<th>rows after<th>changes</thead><tbody>"
        for name, table in diff.tables.items():
            numbers = ("" if n is None else f"{n:,}" for n in (table.rows_before, table.rows_after))
            cells = "".join(f'<td class="n">{number}' for number in numbers)
            place = f'<a href="#{escape(name, quote=True)}">{escape(name)}</a>'
            yield f"<tr><td>{place}{cells}<td>{escape(counts_line(table))}"
        yield "</tbody></table>"
    for name, table in diff.tables.items():
        yield f'<h2 id="{escape(name, quote=True)}">{escape(name)}</h2>'
        yield from _table(table, limit)


def _table(table: TableDiff, limit: int | None) -> Iterator[str]:
    yield f'<p class="muted">{escape(counts_line(table))}</p>'
    if table.changes:
        yield "<ul>"
        yield from (f"<li>{escape(sentence(change))}</li>" for change in table.changes)
        yield "</ul>"
    if not table.rows:
        return
    parts = {"changed": _changed, "renamed": _renamed, "added": _whole, "removed": _whole}
    for kind in ("changed", "renamed", "added", "removed"):
        count = table.rows.counts[kind]
        if count:
            opened = " open" if kind in KINDS[2:] or count <= 20 else ""
            yield f'<details{opened}><summary>{count:,} {kind}</summary><div class="wide"><table>'
            yield from parts[kind](table, kind, limit)
            yield "</table></div>"
            if limit is not None and count > limit:
                yield f'<p class="muted">and {count - limit:,} more</p>'
            yield "</details>"


def _changed(table: TableDiff, _: str, limit: int | None) -> Iterator[str]:
    yield "<tr><th>key<th>field<th>before<th>after"
    for key, cells in table.rows.changed_rows(limit):
        first = f'<td rowspan="{len(cells)}">{escape(key_text(key))}'
        for name, (before, after) in cells.items():
            old, new = _cell(before), _cell(after)
            yield f"<tr>{first}<td>{escape(name)}<td><del>{old}</del><td><ins>{new}</ins>"
            first = ""


def _renamed(table: TableDiff, _: str, limit: int | None) -> Iterator[str]:
    yield "<tr><th>key before<th>key after"
    for old, new in table.rows.renamed_keys(limit):
        yield f'<tr><td class="removed">{escape(key_text(old))}'
        yield f'<td class="added">{escape(key_text(new))}'


def _whole(table: TableDiff, kind: str, limit: int | None) -> Iterator[str]:
    rows = table.rows
    side, found = (rows.new, rows.added_rows) if kind == "added" else (rows.old, rows.removed_rows)
    yield "<tr>" + "".join(f"<th>{escape(name)}" for name in side.column_names)
    for _, row in found(limit):
        cells = "".join(f"<td>{'' if v is None else escape(cell_text(v))}" for v in row.values())
        yield f"<tr>{cells}"


def _cell(value: str | None) -> str:
    return '<span class="muted">empty</span>' if value is None else escape(value)
