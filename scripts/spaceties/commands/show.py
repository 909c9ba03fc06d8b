"""Show rows with names and sources: `spaceties show ties CHN BLR` is what links two states.

WORD is a part of the key, or asks of a column: kind=launch, date_latest<=2024-12-31, place= (no
place). A row has to fit all words; of a table with a key of one field those of every key are shown.

Which states has China launched for, and when:
  spaceties show ties kind=launch from_country_id=CHN

Who was in the Artemis Accords at the end of 2024:
  spaceties show ties framework_id=artemis-accords-2020 level=state standing=party
    "date_latest<=2024-12-31" --count from_country_id to_country_id
"""

from __future__ import annotations

import argparse
import shutil
from typing import TYPE_CHECKING, Any

from spaceties.commands.common import add_package, open_package, refused, write_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceties.datapackage.model import Resource
    from spaceties.showing import Shown

MOST = 40  # rows of a table as text
WIDEST = 40  # characters of a column as text
NARROWEST = 8
GAP = 2


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="a table, such as agreements or ties")
    parser.add_argument("words", nargs="*", metavar="WORD", help="a key, or COLUMN=VALUE")
    parser.add_argument(
        "--count",
        nargs="+",
        metavar="COLUMN",
        help="instead of rows: each value of these columns, and in how many rows it is",
    )
    parser.add_argument("--format", choices=("text", "csv", "json"), default="text", help="(text)")
    add_package(parser, option=True)


def run(args: argparse.Namespace) -> int:
    from spaceties import showing

    package = open_package(args.package)
    with refused(ValueError):
        table = showing.Tables(package).resource(args.table)
        columns = [showing.known_column(table, name) for name in args.count or ()]
        rows = showing.find(package, args.table, args.words)
    if columns:
        text = counted_text(showing.counted(rows, columns), args.format)
    elif args.format == "text":
        text = rows_text(table, rows, shutil.get_terminal_size().columns)
    else:
        text = _document(table, rows, args.format)
    write_out(text, args.format)
    return 0


def counted_text(counts: Sequence[tuple[str, str, int]], form: str) -> str:
    """Values with their names and counts."""
    from spaceties.datapackage.csv.writer import csv_text
    from spaceties.datapackage.report.words import json_text, plural, printable

    if form == "json":
        told = [{"value": v, "name": name or None, "rows": count} for v, name, count in counts]
        return json_text(told, indent=2) + "\n"
    if form == "csv":
        return csv_text([["value", "name", "rows"], *([v, n, str(c)] for v, n, c in counts)])
    lines = [f"{count:7,}  {value}{f'  {name}' if name else ''}" for value, name, count in counts]
    return "\n".join(map(printable, [plural(len(counts), "value"), *lines])) + "\n"


def _document(table: Resource, rows: Sequence[Shown], form: str) -> str:
    """All rows with all columns, for programs: after each id what it stands for, then sources."""
    from spaceties.datapackage.csv.writer import csv_text
    from spaceties.datapackage.report.words import json_text

    told = []
    for row in rows:
        cells: dict[str, Any] = {}
        for name in table.field_names:
            cells[name] = row.cells[name]
            if any(name in one.names for one in rows):
                cells[f"{name.removesuffix('_id')}_name"] = row.names.get(name)
        told.append(cells)
    keys = ("source_id", "title", "publisher", "published_on", "url")
    if form == "json":
        for cells, row in zip(told, rows, strict=True):
            cells["sources"] = [{key: one[key] for key in keys} for one in row.sources]
        return json_text(told, indent=2) + "\n"
    head = list(told[0]) if told else list(table.field_names)
    lines = [
        [*(_text(cells[name]) for name in head), "; ".join(map(_source, row.sources))]
        for cells, row in zip(told, rows, strict=True)
    ]
    return csv_text([[*head, "sources"], *lines])


def rows_text(table: Resource, rows: Sequence[Shown], width: int) -> str:
    """One row as a list of its cells, several as a table; then their sources."""
    from spaceties.datapackage.report.words import plural, printable, wrapped

    sources = list({one["source_id"]: one for row in rows[:MOST] for one in row.sources}.values())
    place = {one["source_id"]: f"[{n}]" for n, one in enumerate(sources, 1)}
    if len(rows) == 1:
        lines = _record(table, rows[0], width)
    else:
        lines = _grid(_told(table, rows[:MOST], place), _kept(table), width) if rows else []
        more = f", of which {MOST} are shown; --format csv has all" if len(rows) > MOST else ""
        lines += [*([""] if rows else []), f"{plural(len(rows), 'row')} of {table.name}{more}"]
    if sources:
        lines.append("")
    for one in sources:
        lines += wrapped(f"{place[one['source_id']]} {_source(one)}", width, "    ")
    return "\n".join(map(printable, lines)) + "\n"


def _computed(table: Resource) -> set[str]:
    """What the columns are called that a release computes from vague dates."""
    return {f"{name}_{end}" for name in table.field_names for end in ("earliest", "latest")}


def _kept(table: Resource) -> list[str]:
    """The columns that are shown however narrow the terminal is: key, name and day."""
    from spaceties.datapackage import edtf
    from spaceties.showing import LABELS

    labels = [name for name in table.field_names if name in LABELS]
    computed = _computed(table)
    days = [
        one.name
        for one in table.fields
        if f"{one.name}_earliest" in table.field_names
        or ((one.type == "date" or one.rdf_type == edtf.RDF_TYPE) and one.name not in computed)
    ]
    kept = [*table.primary_key, *labels[:1], *days[:1]]
    return [name.removesuffix("_id") for name in kept]


def _told(table: Resource, rows: Sequence[Shown], place: dict[str, str]) -> dict[str, list[str]]:
    """The columns of several rows as text: names for ids, without what is empty, computed from
    another column or told by the name of the row."""
    told = {"year"} | _computed(table)
    if any("row_id" in row.names for row in rows):
        told.add("table")
    columns = {}
    for name in table.field_names:
        cells = [row.names.get(name) or _text(row.cells[name]) for row in rows]
        named = name.endswith("source_id") and name not in table.primary_key  # at the end
        if name not in told and not named and any(cells):
            columns[name.removesuffix("_id")] = cells
    marks = ["".join(place[one["source_id"]] for one in row.sources) for row in rows]
    return columns | ({"source": marks} if any(marks) else {})


def _grid(columns: dict[str, list[str]], kept: Sequence[str], width: int) -> list[str]:
    """Columns side by side; the widest give way until they fit, then the last that is not kept,
    then the widest once more. What all rows have in common stands above."""
    count = len(next(iter(columns.values()), []))
    common = {name: cells[0] for name, cells in columns.items() if len({*cells}) == 1 < count}
    columns = {name: cells for name, cells in columns.items() if name not in common}
    widths = {n: min(WIDEST, max(map(len, (n, *cells)))) for n, cells in columns.items()}
    while sum(widths.values()) + GAP * (len(widths) - 1) > width:
        widest = max(widths, key=lambda name: widths[name])
        spare = [name for name in widths if name != "source" and name not in kept]
        if widths[widest] > (max(NARROWEST, width // 6) if spare else NARROWEST):
            widths[widest] -= 1
        elif len(widths) > 1:
            del widths[(spare or list(widths))[-1]]
        else:
            break
    lines = [[_cut(name, size).ljust(size) for name, size in widths.items()]]
    lines += [[_cut(columns[n][at], s).ljust(s) for n, s in widths.items()] for at in range(count)]
    head = [_cut("; ".join(f"{name}: {cell}" for name, cell in common.items()), width), ""]
    return [*(head if common else []), *((" " * GAP).join(line).rstrip() for line in lines)]


def _record(table: Resource, row: Shown, width: int) -> list[str]:
    from spaceties.datapackage.report.words import wrapped

    longest = max(map(len, table.field_names)) + GAP
    lines = []
    for name in table.field_names:
        if cell := _text(row.cells[name]):
            called = f" ({row.names[name]})" if row.names.get(name) else ""
            lines += wrapped(f"{name.ljust(longest)}{cell}{called}", width, " " * longest)
    if row.seen:
        first, last = row.seen
        lines += ["", *wrapped(f"First seen in {first}, last changed in {last}.", width, "")]
    return lines


def _source(source: dict[str, Any]) -> str:
    told = (source[key] for key in ("title", "publisher", "published_on", "url"))
    return ", ".join(filter(None, told)) or str(source["source_id"])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"
