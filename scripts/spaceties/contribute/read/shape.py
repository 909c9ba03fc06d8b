"""What is wrong with the shape of a contributed file: its header, and rows that do not fit it."""

from __future__ import annotations

from spaceties.contribute.read import columns as header
from spaceties.contribute.read import csv, grid, stray_lines
from spaceties.contribute.read.columns import Labels
from spaceties.contribute.read.grid import Fault, Form, Line
from spaceties.datapackage.formats.xlsx_parts import letters_of
from spaceties.datapackage.model import Resource
from spaceties.datapackage.report import WARNING
from spaceties.datapackage.report.codes import Code


def misfit(line: Line, labels: Labels, form: Form) -> list[Fault]:
    """Too many or too few cells of a line of text; empty ones beyond the header are nothing."""
    if not isinstance(form, csv.Text):
        return []
    width, count = len(labels.texts), len(line.cells)
    extra = [text for text in form.texts(line)[width:] if text.strip()] if count > width else []
    if extra:
        text = f"the row has {count} cells, the header has {width}"
        hint = "a cell that holds the delimiter must stand in quotes"
        return [Fault(Code.EXTRA_CELL, line.number, None, extra[0], text, hint, whole=True)]
    if count < width:
        missing = ", ".join(text or "?" for text in labels.texts[count:])
        text = f"the row has {count} cells, the header has {width}"
        hint = f"nothing stands for {missing}; is a delimiter missing?"
        return [Fault(Code.MISSING_CELL, line.number, None, None, text, hint, whole=True)]
    return []


def of_one_cause(faults: list[Fault]) -> list[Fault]:
    """Faults in their order; of those of a wrong quote, and of a number of cells that it has made,
    the first of each line."""
    faults = sorted(faults, key=lambda one: (one.line, one.index or 0))
    quotes = {one.line for one in faults if one.code in (Code.STRAY_QUOTE, Code.UNCLOSED_QUOTE)}
    counts = (Code.EXTRA_CELL, Code.MISSING_CELL)
    left: list[Fault] = []
    stray: set[int] = set()
    for one in faults:
        again = one.code == Code.STRAY_QUOTE and one.line in stray
        if not again and (one.line not in quotes or one.code not in counts):
            left.append(one)
        stray |= {one.line} if one.code == Code.STRAY_QUOTE else set()
    return left


def beyond(body: list[Line], width: int, form: Form) -> list[Fault]:
    """One fault of all cells of a sheet that stand beyond its header."""
    cells = [
        (line.number, index, text)
        for line in body
        if len(line.cells) > width
        for index, text in enumerate(form.texts(line)[width:], width)
        if text.strip()
    ]
    if not cells or isinstance(form, csv.Text):
        return []
    lines, places, texts = zip(*cells, strict=True)
    first = f"{letters_of(min(places))}{lines[0]}"
    last = f"{letters_of(max(places))}{lines[-1]}"
    area = f"the cell {first} stands" if len(cells) == 1 else f"cells of {first}:{last} stand"
    text = f"{area} beyond the header, which has {width} columns; not read"
    hint = "name the column of the cell, or empty the cell"
    return [Fault(Code.EXTRA_CELL, lines[0], None, texts[0], text, hint)]


def header_faults(labels: Labels, table: Resource, line: int, body: list[Line]) -> list[Fault]:
    """Labels that name no field, or one twice; columns without a label; key columns that lack."""
    faults = []
    for index, text in enumerate(labels.texts):
        field_ = labels.fields[index]
        if field_ and index in labels.guessed:
            message = f"the table {table.name} has no such column; it was read as {field_.name}"
            faults.append(Fault(Code.EXTRA_LABEL, line, index, text, message, f'"{field_.name}"'))
        elif field_ and index in labels.repeated:
            message = f"an earlier column is {field_.name} as well; this one was not read"
            faults.append(Fault(Code.DUPLICATE_LABEL, line, index, text, message))
        elif field_ is None and stray_lines.counts_rows(
            text, [str(row.cell(index)) for row in body]
        ):
            message = "the column counts the rows, as R and pandas write it; it was not read"
            hint = "take the column out"
            faults.append(
                Fault(Code.BLANK_LABEL, line, index, text or None, message, hint, WARNING)
            )
        elif field_ is None and text and not header.is_context(text) | (index in labels.computed):
            message = f"the table {table.name} has no such column; it was not read"
            near = header.nearest_field(text, labels, table)
            hint = f'"{near}"' if near else "take the column out"
            faults.append(Fault(Code.EXTRA_LABEL, line, index, text, message, hint))
        elif not text and any(not grid.is_blank(row.cells[index : index + 1]) for row in body):
            message = f"column {index + 1} has cells but no name"
            faults.append(Fault(Code.BLANK_LABEL, line, index, None, message))
    for name in header.lacking(table, labels):
        message = f"the key column {name} is missing, so no row was read"
        faults.append(Fault(Code.MISSING_LABEL, line, None, None, message))
    return faults
