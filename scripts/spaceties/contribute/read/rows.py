"""A contributed file read as rows of a table: text cells by field name, with their lines.

What the file says is not changed here, only how it says it: delimiter, encoding, order of the
columns, types of a workbook's cells. What is wrong with its form is kept as problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from spaceties.contribute.read import columns as header
from spaceties.contribute.read import csv, example, release_of, shape, stray_lines
from spaceties.contribute.read.bytes import is_workbook, markup, read_bytes, shown
from spaceties.contribute.read.columns import Labels
from spaceties.contribute.read.grid import ContributionError, Fault, Form, Grid, Line
from spaceties.datapackage.model import Field, Package, Resource
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.words import did_you_mean

LONGEST_KEY = 200  # characters; a longer one is no key
DAY = Field("day", "date")  # how cells that a release computes are read
HEADER_LINES = 10  # lines among which the header is looked for


@dataclass(frozen=True)
class Row:
    """A contributed row. line: physical line of its first character, the sheet's row number in a
    workbook, 1-based. cells: text by field name, for the columns of the schema that the file has;
    "" is missing."""

    line: int
    cells: Mapping[str, str]


@dataclass
class Contribution:
    """The rows of one table in one file or sheet.

    file: as the user named it, "<stdin>" for "-", "rows.xlsx [Sheet1]" in a workbook of several
    sheets. columns: the fields that the file has, in its order; others are missing, not emptied.
    rows: those whose cells can be told apart; a row of too many or too few cells is a problem
    and not among them. problems: what was found in reading. form: how the file is written;
    indices: of each field the column of the file. told: (line, column) of further cells of which
    a problem is the cause. computed: texts by (line, column) in the columns that a release
    computes from others; version: of the release that the file is, None if it is none.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    header_line: int
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    form: Form = field(default_factory=Form)
    indices: Mapping[str, int] = field(default_factory=dict)
    told: frozenset[tuple[int, str]] = frozenset()
    computed: dict[tuple[int, str], str] = field(default_factory=dict)
    version: str | None = None


def read_all(
    paths: Iterable[str],
    package: Package,
    table: str | None = None,
    sheet: str | None = None,
) -> list[Contribution]:
    """The contributions of several files; a workbook has one per sheet whose header is a table's.

    table: name of the table that the files are of, otherwise the header tells. sheet: name of the
    sheet of each workbook. Raises ContributionError, with the file, where one cannot be read, and
    ViewError, which is one, where it holds nothing but a table that a release computes.
    """
    named = _table(table, package)
    contributions = []
    for path in paths:
        try:
            contributions += _read_file(path, package, named, sheet)
        except ContributionError as error:
            raise type(error)(f"{shown(path)}: {error}") from None
    return contributions


def _read_file(
    path: str, package: Package, table: Resource | None, sheet: str | None
) -> list[Contribution]:
    data = read_bytes(path)
    if is_workbook(data):
        from spaceties.contribute.read import ods, xlsx

        sheets = (ods if ods.is_ods(data) else xlsx).read_grids(data, sheet)
        contributions = _read_sheets(sheets, shown(path), package, table)
        return [replace(one, version=release_of.workbook(sheets)) for one in contributions]
    if kind := markup(data):
        raise ContributionError(f"{kind}, not a table; save it as .xlsx or CSV")
    known = header.vocabulary(package)
    text = csv.read_grid(data, lambda texts: header.recognised(texts, known))
    one = _contribution(text, shown(path), package, table)
    return [replace(one, version=release_of.text_file(path, package))]


def _read_sheets(
    sheets: list[Grid], file: str, package: Package, table: Resource | None
) -> list[Contribution]:
    """One contribution per sheet of a table; sheets without rows count only if all are so."""
    names = {sheet.sheet for sheet in sheets}
    for helpers in example.HELPERS:
        if names > helpers:
            sheets = [sheet for sheet in sheets if sheet.sheet not in helpers]
    if len(sheets) == 1:
        return [_contribution(sheets[0], file, package, table)]
    contributions, passed = [], []
    for sheet in sheets:
        try:
            if table and (other := header.recognise(_header(sheet, package)[1], package)) != table:
                raise ContributionError(f"its header is that of {other.name}")
            contributions.append(_contribution(sheet, f"{file} [{sheet.sheet}]", package, table))
        except ContributionError as error:
            if sheet.lines:
                passed.append(f"the sheet {sheet.sheet} was not read: {error}")
    if not contributions:
        raise ContributionError("; ".join(passed) or "no sheet holds anything")
    filled = [one for one in contributions if one.rows or one.problems] or contributions[:1]
    filled[0].notes += passed
    return filled


def _table(name: str | None, package: Package) -> Resource | None:
    if name is None:
        return None
    if name not in package.names:
        meant = did_you_mean(name, package.names) or f"; there are {', '.join(package.names)}"
        raise ContributionError(f'there is no table "{name}"{meant}')
    return package.resource(name)


def _contribution(cells: Grid, file: str, package: Package, table: Resource | None) -> Contribution:
    """The rows of a grid of cells. Raises ContributionError if its header is no table's."""
    cells.lines, conflicts = stray_lines.without_conflicts(cells.lines)
    at, texts = _header(cells, package)
    head = cells.lines[at]
    table = table or header.recognise(texts, package)
    labels = header.match_labels(texts, table)
    result = Contribution(file, table.name, tuple(labels.columns), head.number, [])
    result.form, result.indices = cells.form, labels.columns
    result.notes += cells.notes
    if at:
        result.notes.append(f"the header is line {head.number}; what stands above is not read")
    if told := [text for text in texts if header.is_context(text)]:
        result.notes.append(f"not read, since they only tell: {', '.join(told)}")
    if computed := [texts[index] for index in sorted(labels.computed)]:
        result.notes.append(f"not read, since a release computes them: {', '.join(computed)}")
    stray_lines.refuse_conflict(conflicts, head.number)
    known, below = header.vocabulary(package), cells.lines[at + 1 :]
    body, again = stray_lines.without_headers(below, map(cells.form.texts, below), texts, known)
    faults = [
        *cells.faults,
        *conflicts,
        *again,
        *shape.header_faults(labels, table, head.number, body),
    ]
    if not header.lacking(table, labels):
        faults += _fill(result, body, labels, package)
        faults += shape.beyond(body, len(labels.texts), cells.form)
        read = {row.line: row.cells for row in result.rows}
        columns = {index: table.field(name) for name, index in result.indices.items()}
        faults += cells.form.seen(head.number, body, read, columns)
        result.notes += filter(None, [cells.form.unread(body, read)])
        also = {place for fault in faults for place in fault.also}
        result.told = frozenset((line, columns[index].name) for line, index in also)
    keys = {row.line: key_of(row, table) for row in result.rows}
    result.problems = [
        _problem(fault, result, labels, keys.get(fault.line))
        for fault in shape.of_one_cause(faults)
        if fault.line >= head.number
    ]
    spoilt = {fault.line for fault in faults if fault.whole}
    result.rows = [row for row in result.rows if row.line not in spoilt]
    return result


def _header(cells: Grid, package: Package) -> tuple[int, list[str]]:
    """Which line is the header: of the first, the one that names most columns; and its labels,
    without empty ones at the end."""
    first = [cells.form.texts(line) for line in cells.lines[:HEADER_LINES]]
    if not first:
        raise ContributionError("no line holds anything")
    known = header.vocabulary(package)
    at = max(range(len(first)), key=lambda n: header.recognised(first[n], known))
    labels = [text.strip()[: header.LONGEST] for text in first[at]]
    while labels and not labels[-1]:
        labels.pop()
    return at, labels


def _fill(result: Contribution, body: list[Line], labels: Labels, package: Package) -> list[Fault]:
    """Reads the rows into the contribution; what is wrong with them."""
    table, form = package.resource(result.table), result.form
    faults = []
    if isinstance(form, csv.Text):
        misfit = stray_lines.all_misfit(
            body, len(labels.texts), [form.texts(line) for line in body]
        )
        if misfit:
            return [misfit]
    for line in body:
        wrong = shape.misfit(line, labels, form)
        cells = {}
        for name, index in result.indices.items():
            cells[name], fault = form.text(line, index, table.field(name))
            wrong += [fault] if fault else []
        if not any(text.strip() for text in cells.values()):
            faults += wrong
            continue
        if stray := stray_lines.no_row(line, cells, table):
            faults.append(stray)
            continue
        if example.is_example(cells, table):
            if not example.is_untouched(cells, package, table):
                result.notes.append(
                    f'line {line.number} is not read: its id begins with "{example.MARK}", like '
                    "the example of a template; take that away if the row is meant"
                )
            continue
        result.rows.append(Row(line.number, cells))
        for index, name in labels.computed.items():
            text = form.text(line, index, DAY)[0].strip()
            result.computed.update({(line.number, name): text} if text else {})
        faults += wrong
    return faults


def key_of(row: Row, table: Resource) -> str | None:
    """The key of a row as problems name it, None if it has none."""
    parts = [row.cells.get(name, "") for name in table.primary_key]
    return ",".join(parts)[:LONGEST_KEY] if any(parts) else None


def _problem(fault: Fault, result: Contribution, labels: Labels, key: str | None) -> Problem:
    column = None
    if fault.index is not None and fault.index < len(labels.texts):
        field_ = labels.fields[fault.index]
        in_header = fault.line == result.header_line
        label = labels.texts[fault.index] or None
        column = field_.name if field_ and not in_header else label
    return Problem(
        code=fault.code,
        severity=fault.severity,
        table=result.table,
        file=result.file,
        line=fault.line,
        column=column,
        key=key,
        value=fault.value,
        message=fault.message,
        hint=fault.hint,
    )
