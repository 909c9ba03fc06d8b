"""Empty tables for contributors: a workbook with drop-down lists, or a CSV file.

Both have the columns of the schema and one example row, whose key is marked so that it is never
taken for a contributed one. The workbook adds help, the data dictionary and the lists: the values
that a column allows (others are refused) and the ids of the tables that it refers to (others are
warned about, since a contribution may bring the row that they name).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from spaceties.contribute.read.example import MARK, example, example_text
from spaceties.datapackage.csv import writer
from spaceties.datapackage.csv.text import read_rows
from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.report.hints import reference_hint, told
from spaceties.datapackage.report.words import quoted
from spaceties.dataset import dictionary, workbook
from spaceties.matching.names import Lookups, lookups

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 10_000  # ids in a drop-down list, which programs search as one types
ROWS = 10_000  # rows of a sheet that get drop-down lists
LABELS = ("name", "title")
HELP = (
    "One row per line of the table, from line 3 on. The columns may be in any order, and those "
    "that you leave empty may go, except the dark ones, which every row needs.",
    f"Line 2 is an example. It is never read as a row, since its id begins with “{MARK}”.",
    "Point at a column's name to read what it means; the sheet “dictionary” has it all.",
    "Cells with a list take its values. Where the list is of ids, the sheet “lists” tells whose "
    "they are, and the id of a row that you add in the same contribution is as good.",
    "Write dates as precisely as the source does: 2026-05-04, 2026-05, 2026, or 2026? if it is "
    "unsure. Leave empty what no source tells.",
)

HELP_EXISTING = (
    "The rows are those that the tables have. Change what is wrong: rows and cells that you leave "
    "as they are change nothing.",
    *HELP[2:],
    "Then: spaceties check on this file, and spaceties add --update.",
)


@dataclass(frozen=True)
class Choice:
    """What a drop-down list offers: values, what each is called (() if they speak for
    themselves), and whether others are refused."""

    heading: str
    values: tuple[str, ...]
    labels: tuple[str, ...] = ()
    closed: bool = True


@dataclass(frozen=True)
class Prefilled:
    """Rows that a sheet begins with instead of the example: its columns, fields or labels of
    context (`CONTEXT`), and text cells by column."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, str]]


def to_csv(package: Package, table: Resource, given: Prefilled | None = None) -> str:
    """The template of one table as CSV, or rows that it has."""
    rows = given.rows if given else [example(package, table)]
    cells = ([row[name] for name in table.field_names] for row in rows)
    return writer.csv_text([table.field_names, *cells])


def existing(
    package: Package, tables: Sequence[Resource], ids: Sequence[str]
) -> tuple[dict[str, Prefilled], list[str]]:
    """The rows that some ids name, by the key or a part of it, and a sentence for each id that
    names none, with what it may mean. Raises ValueError for a table that cannot be read."""
    found: dict[str, Prefilled] = {}
    rows = {table.name: [row.cells for row in read_rows(package, table)] for table in tables}
    unknown = dict.fromkeys(ids)
    for table in tables:
        named = []
        for row in rows[table.name]:
            parts = [row[name] for name in table.primary_key]
            if same := {*parts, ",".join(parts)}.intersection(ids):
                named.append(row)
                unknown = {one: None for one in unknown if one not in same}
        if named:
            found[table.name] = Prefilled(tuple(table.field_names), named)
    known = lookups(rows, package)
    return found, [_unknown(one, [table.name for table in tables], known) for one in unknown]


def _unknown(one: str, tables: Sequence[str], known: Lookups) -> str:
    meant = [
        told(known.readings(one, table)) or reference_hint(one, known.keys[table])
        for table in tables
        if table in known.keys
    ]
    hint = next(filter(None, meant), None)
    return f"no row has the id {quoted(one)}" + (f"; is {hint} meant?" if hint else "")


def to_xlsx(
    package: Package,
    tables: Sequence[Resource],
    prefilled: Mapping[str, Prefilled] | None = None,
    guide: Sequence[str] = HELP,
) -> bytes:
    """The workbook of one or more tables; the same package gives the same bytes.

    prefilled: rows of sheets, by table; guide: paragraphs of the sheet `help`.
    Raises ValueError for a table that cannot be read, or has a name that no sheet can have.
    """
    from xlsxwriter.exceptions import XlsxWriterException

    out = io.BytesIO()
    book = workbook.open_book(
        out,
        package.custom.get("created"),
        title=f"Rows for {package.title}",
        comments=f"Template of version {package.version}: " + ", ".join(t.name for t in tables),
    )
    formats = workbook.formats(book)
    formats["needed"] = book.add_format({"bold": True, "bg_color": "#8DB4E2", "bottom": 1})
    for kind in ("text", "date", "integer", "money", "number"):
        sample = book.add_format({"italic": True, "font_color": "#7F7F7F"})
        sample.set_num_format(formats[kind].num_format)
        formats[f"example {kind}"] = sample
    choices = {table.name: choices_of(package, table) for table in tables}
    try:
        pages = {table.name: book.add_worksheet(table.name) for table in tables}
    except XlsxWriterException as error:
        raise ValueError(f"a sheet cannot be called as its table is: {error}") from None
    help_page = book.add_worksheet("help")
    entries = [entry for table in tables for entry in dictionary.entries(table)]
    workbook.dictionary(book.add_worksheet("dictionary"), entries, formats)
    places = _lists(book, [c for own in choices.values() for c in own.values()], formats)
    for table in tables:
        sheet, own = pages[table.name], choices[table.name]
        given, first, style = (prefilled or {}).get(table.name), 1, ""
        if given is None:
            shown = example(package, table)
            given, first, style = Prefilled(tuple(table.field_names), [shown]), 2, "example "
        _table(sheet, table, given, style, formats)
        for column, name in enumerate(given.columns):
            if choice := own.get(name):
                rule = _drop_down(table.field(name), choice, places[choice])
                sheet.data_validation(first, column, ROWS, column, rule)
    _help(help_page, package.title, guide, formats)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def choices_of(package: Package, table: Resource) -> dict[str, Choice]:
    """The drop-down lists of a table by field name."""
    choices = {}
    for key in table.foreign_keys:
        if len(key.fields) == 1 and (
            choice := _ids(package, key.table or table.name, *key.reference_fields)
        ):
            choices[key.fields[0]] = choice
    for field in table.fields:
        if field.enum:
            values = tuple(example_text(value) for value in field.enum)
            choices[field.name] = Choice(f"values of {field.name} in {table.name}", values)
        elif field.type == "boolean":
            choices[field.name] = Choice("values of yes and no", ("true", "false"))
    return choices


def _ids(package: Package, name: str, key: str) -> Choice | None:
    """The ids of a table and what they stand for; None if it has none or too many."""
    if name not in package.names or key not in package.resource(name).field_names:
        return None
    table = package.resource(name)
    rows = [row.cells for row in read_rows(package, table)]
    if not 0 < len(rows) <= LONGEST:
        return None
    label = next((name for name in LABELS if name in table.field_names), key)
    ids, names = zip(*((row[key], row[label]) for row in rows), strict=True)
    return Choice(f"ids of {table.name}", ids, names, closed=False)


def _table(
    sheet: Worksheet, table: Resource, given: Prefilled, style: str, formats: workbook.Formats
) -> None:
    """The header of a sheet and the rows that it begins with. style: "example " for examples."""
    for column, name in enumerate(given.columns):
        longest = max((len(row.get(name, "")) for row in given.rows), default=0)
        field = table.field(name) if name in table.field_names else None
        if field:
            needed = field.required or name in table.primary_key
            sheet.write_string(0, column, name, formats["needed" if needed else "head"])
            comment = {"x_scale": 2.2, "y_scale": 1.6, "author": ""}
            sheet.write_comment(0, column, _explained(field, needed), comment)
            form, width = _format(field), min(max(len(name) + 3, longest + 1, 12), 40)
        else:
            sheet.write_string(0, column, name, formats["head"])
            form, width = "wrap", 60
        sheet.set_column(column, column, width, formats[form])
        kind, shape = field.type if field else "string", formats[style + form if field else form]
        for at, row in enumerate(given.rows, 1):
            _write(sheet, (at, column), kind, row.get(name, ""), shape)
    sheet.freeze_panes(1, 1)


def _write(sheet: Worksheet, at: tuple[int, int], kind: str, text: str, form: Format) -> None:
    """A cell, typed as a contributor would type it."""
    if text and kind in ("integer", "number") and not text.startswith(MARK):
        sheet.write_number(*at, float(text), form)
    elif text and kind == "date":
        sheet.write_datetime(*at, date.fromisoformat(text), form)
    else:
        sheet.write_string(*at, text, form)


def _explained(field: Field, needed: bool) -> str:
    """A field in a few lines: title, whether it is needed, meaning, unit, example."""
    lines = [f"{field.title} ({'needed' if needed else 'may be empty'})", field.description]
    lines += [f"Unit: {field.unit}"] if field.unit else []
    lines += [f"For example: {example_text(field.example)}"] if field.example is not None else []
    return "\n".join(lines)


def _drop_down(field: Field, choice: Choice, source: str) -> dict[str, str]:
    """What a column of a sheet takes. source: the range of the values."""
    told = (
        "Only the values of the list are known here."
        if choice.closed
        else f"This is none of the {choice.heading}. Keep it if you add that row as well."
    )
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if choice.closed else "warning",
        "error_title": field.name[:32],
        "error_message": told,
    }


def _lists(
    book: Workbook, choices: Iterable[Choice], formats: workbook.Formats
) -> dict[Choice, str]:
    """The sheet of the lists; each list once, with the range of its values."""
    from xlsxwriter.utility import xl_range_abs

    sheet = book.add_worksheet("lists")
    sheet.freeze_panes(1, 0)
    places: dict[Choice, str] = {}
    column = 0
    for choice in choices:
        if choice in places:
            continue
        places[choice] = f"=lists!{xl_range_abs(1, column, len(choice.values), column)}"
        columns = {choice.heading: choice.values}
        if choice.labels:
            columns[choice.heading.replace("ids of", "names in")] = choice.labels
        for heading, texts in columns.items():
            sheet.set_column(column, column, min(max(map(len, (heading, *texts))) + 2, 50))
            sheet.write_string(0, column, heading, formats["head"])
            for row, text in enumerate(texts, 1):
                sheet.write_string(row, column, text, formats["text"])
            column += 1
    return places


def _help(sheet: Worksheet, title: str, told: Sequence[str], formats: workbook.Formats) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, formats["bold"])
    for row, text in enumerate(told, 2):
        sheet.write_string(row, 0, text, formats["wrap"])
        sheet.set_row(row, workbook.LINE * workbook.lines(text, 100))


def _format(field: Field) -> str:
    """Truths are text too: a list offers them, and every program writes them its own way."""
    return "text" if field.type == "boolean" else workbook.cell_format(field)
