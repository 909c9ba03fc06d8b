"""What changed as one HTML page: self-contained, without scripts, light or dark as the reader has
it. Everything that comes from the packages is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Template

from ..report.head import head
from ..report.words import escape_html
from .model import Diff, TableDiff
from .reasons import sentence
from .render import cell_text, counts_line, headline, key_text, versioned
from .rows import CellChanges, Key, Row, RowLists

HERE = Path(__file__).resolve().parent
LIMIT = 500  # rows of a kind that are listed; the counts are always whole
FEW = 20  # a list that is no longer than this is open at once


def diff_to_html(diff: Diff, limit: int | None = LIMIT) -> str:
    """The page of a comparison."""
    heading = f"{versioned(diff.old)} → {versioned(diff.new)}"
    return page(headline(diff), heading, _body(diff, limit))


def page(title: str, heading: str, body: Iterable[str]) -> str:
    """A page of parts that are HTML already; title and heading are text."""
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        head=head(title, (HERE / "page.css").read_text(encoding="utf-8")),
        heading=escape_html(heading),
        body="\n".join(body),
    )


def element(tag: str, *content: str, **attributes: str | int) -> str:
    """An element around content that is HTML already; `_class` stands for the attribute class."""
    said = "".join(f' {n.lstrip("_")}="{escape_html(str(v))}"' for n, v in attributes.items())
    return f"<{tag}{said}>{''.join(content)}</{tag}>"


def overview(head: Iterable[str], rows: Iterable[tuple[str, Iterable[str], str]]) -> str:
    """A table of tables: for each its name, which leads to its section, figures, and a text."""
    lines = [element("tr", *(element("th", escape_html(name)) for name in head))]
    for name, figures, text in rows:
        place = element("td", element("a", escape_html(name), href=f"#{name}"))
        cells = (element("td", figure, _class="number") for figure in figures)
        lines.append(element("tr", place, *cells, element("td", escape_html(text))))
    return element("table", *lines)


def row_lists(
    rows: RowLists,
    counts: Mapping[str, int],
    limit: int | None = None,
    labels: Mapping[Key, str] | None = None,
) -> Iterator[str]:
    """The rows of a table, a list that opens and closes for each kind.

    counts: how many there are of each kind; limit: how many of them are listed; labels: what is
    said of a changed row besides its key.
    """
    tables = {
        "changed": _changed(rows.changed[:limit], labels or {}),
        "renamed": _renamed(rows.renamed[:limit]),
        "added": _whole(rows.added[:limit]),
        "removed": _whole(rows.removed[:limit]),
    }
    for kind, lines in tables.items():
        count = counts[kind]
        if not count:
            continue
        summary = element(
            "summary", f"{count:,} {'under another key' if kind == 'renamed' else kind}"
        )
        table = element("div", element("table", *lines), _class="wide")
        rest = f"and {count - limit:,} more" if limit is not None and count > limit else ""
        more = element("p", rest, _class="muted") if rest else ""
        opened = {"open": ""} if kind in ("changed", "renamed") or count <= FEW else {}
        yield element("details", summary, table, more, **opened)


def _body(diff: Diff, limit: int | None) -> Iterator[str]:
    if not diff:
        yield element("p", "No change of content." if diff.bump else "No change.")
    if not diff and not diff.bump:
        return
    if diff.bump:
        level = element("span", diff.bump, _class=f"level {diff.bump}")
        yield element("p", f"This change needs a {level} version.")
    yield _list(
        element("span", reason.level, _class=f"level {reason.level}")
        + f" {escape_html(reason.text)}"
        for reason in diff.reasons
    )
    if diff.tables:
        yield overview(
            ("table", "rows before", "rows after", "changes"),
            [
                (name, map(_figure, (table.rows_before, table.rows_after)), counts_line(table))
                for name, table in diff.tables.items()
            ],
        )
    for table in diff.tables.values():
        yield from _section(table, limit)


def _section(table: TableDiff, limit: int | None) -> Iterator[str]:
    yield element("h2", escape_html(table.name), id=table.name)
    yield element("p", escape_html(counts_line(table)), _class="muted")
    if table.changes:
        yield _list(escape_html(sentence(change)) for change in table.changes)
    if table.rows:
        yield from row_lists(table.rows.lists(limit), table.rows.counts, limit)


def _list(items: Iterable[str]) -> str:
    return element("ul", *(element("li", item) for item in items))


def _changed(rows: Iterable[tuple[Key, CellChanges]], labels: Mapping[Key, str]) -> Iterator[str]:
    yield _head("key", "field", "before", "after")
    for key, cells in rows:
        said = labels.get(key, "")
        more = element("div", escape_html(said), _class="muted") if said else ""
        first = element("td", escape_html(key_text(key)), more, rowspan=len(cells))
        for name, (before, after) in cells.items():
            old, new = element("del", _cell(before)), element("ins", _cell(after))
            yield element(
                "tr",
                first,
                element("td", escape_html(name)),
                element("td", old),
                element("td", new),
            )
            first = ""


def _renamed(rows: Iterable[tuple[Key, Key]]) -> Iterator[str]:
    yield _head("key before", "key after")
    for old, new in rows:
        yield element(
            "tr",
            element("td", escape_html(key_text(old)), _class="removed"),
            element("td", escape_html(key_text(new)), _class="added"),
        )


def _whole(rows: Iterable[tuple[Key, Row]]) -> Iterator[str]:
    for place, (_, row) in enumerate(rows):
        if not place:
            yield _head(*row)
        cells = ("" if cell is None else escape_html(cell_text(cell)) for cell in row.values())
        yield element("tr", *(element("td", cell) for cell in cells))


def _head(*names: str) -> str:
    return element("tr", *(element("th", escape_html(name)) for name in names))


def _cell(value: str | None) -> str:
    return element("span", "empty", _class="muted") if value is None else escape_html(value)


def _figure(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
