"""The header of a file: which column of the file is which field.

Labels and fields pair by place (`fieldsMatch` "exact") or by name (the other four modes), and
differ as frictionless reports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..model import Field, Resource
from ..report.codes import Code
from .dialect import Dialect, declared_dialect, sniff_dialect
from .lines import count_breaks
from .records import Record, read_record, read_records

SAMPLE_RECORDS = 100  # among which frictionless looks for the header
SAMPLE = 1024 * 1024  # bytes in which a header and a dialect other than the declared are looked for


@dataclass(frozen=True)
class StructuralError:
    """What is wrong with the form of a header or a record, whatever its cells mean.

    cells: the record's cells, from which the row's key is taken.
    """

    code: Code
    line: int | None = None
    column: str | None = None
    value: str | None = None
    cells: tuple[str, ...] = ()
    hint: str | None = None


@dataclass
class Layout:
    """The columns of a file, in its order: the field of each, None if the schema has none.

    line, start: physical line of the header, 0 if there is none, and offset of the first row.
    usable: whether rows can be read under the header.
    """

    labels: list[str]
    fields: Sequence[Field | None]
    dialect: Dialect = field(default_factory=Dialect)
    line: int = 1
    start: int = 0
    errors: list[StructuralError] = field(default_factory=list)
    usable: bool = True

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.fields)

    @property
    def indices(self) -> dict[str, int]:
        """{field name: column index} of the columns that the schema has."""
        return {known.name: index for index, known in enumerate(self.fields) if known}

    def name(self, index: int) -> str:
        """Name of a column for a report, "" if it has none."""
        known = self.fields[index] if index < self.width else None
        label = self.labels[index] if index < len(self.labels) else ""
        return known.name if known else label


def labels_of(record: Record) -> list[str]:
    """The labels of a header without the blanks around them."""
    return [cell.strip() for cell in record.cells]


def read_layout(data: bytes, resource: Resource, final: bool, begin: int = 0) -> Layout | None:
    """The layout of a file whose text starts with data[begin:]; None if more data is needed.

    final: the data is all of the file.

    Where the header under the declared dialect does not fit, the guesses of frictionless are
    tried: another delimiter, or a header further down. If one fits it is taken, with a warning.
    """
    dialect = declared_dialect(resource)
    if dialect.header is False:
        return Layout([], resource.fields, dialect, line=0, start=begin)
    if len(data) == begin:
        errors = [StructuralError(Code.EMPTY)]
        layout = Layout([], resource.fields, dialect, start=begin, errors=errors)
        return layout if final else None
    first = read_record(data, begin, dialect)
    if not final and not first.is_complete(len(data)):
        return None
    layout = _layout(labels_of(first), resource, dialect, 1, first.end)
    misformed = _misformed(first, layout)
    if misformed:
        layout.errors[:0] = misformed
        layout.usable = first.unclosed is None
    elif layout.errors:
        sample = data[begin : begin + SAMPLE]
        if not final and len(sample) < SAMPLE:
            return None
        whole = final and begin + len(sample) == len(data)
        guess = sniff_dialect(sample, resource)
        fitting = (guess and _fitting(sample, guess, resource, whole)) or (
            _fitting(sample, dialect, resource, whole)
        )
        if fitting:
            layout = replace(fitting, start=begin + fitting.start)
    return layout


def _misformed(record: Record, layout: Layout) -> list[StructuralError]:
    """What is wrong with the quotes and bytes of the header."""
    unclosed = [] if record.unclosed is None else [record.unclosed]
    kinds = [
        (Code.ENCODING, record.undecodable),
        (Code.STRAY_QUOTE, record.stray),
        (Code.UNCLOSED_QUOTE, unclosed),
    ]
    return [
        StructuralError(code, 1, layout.name(index) or None, record.cells[index])
        for code, indices in kinds
        for index in indices
    ]


def _fitting(sample: bytes, dialect: Dialect, resource: Resource, whole: bool) -> Layout | None:
    """The layout of the record that frictionless takes for the header, if it fits the schema.

    sample: the begin of the file; whole: whether it is all of it.
    """
    records: list[Record] = []
    for _, record in read_records(sample, dialect):
        if len(records) == SAMPLE_RECORDS or not (whole or record.is_complete(len(sample))):
            break
        records.append(record)
    widths = [len(record.cells) for record in records]
    at = _header_among(widths) if dialect.header is None else 0
    if at >= len(records):
        return None
    record = records[at]
    line = 1 + count_breaks(sample, 0, record.start)
    layout = _layout(labels_of(record), resource, dialect, line, record.end)
    if layout.errors:
        return None
    hint = (
        f"line {line} is the header; declare headerRows"
        if dialect == declared_dialect(resource)
        else f"the delimiter is {dialect.delimiter.decode()!r}; declare it in the dialect"
    )
    layout.errors.append(StructuralError(Code.DIALECT, line, hint=hint))
    return layout


def _header_among(widths: list[int]) -> int:
    """The first record about as wide as the average one: how frictionless skips a preamble."""
    if not widths:
        return 0
    mean = round(sum(widths) / len(widths))
    drift = max(round(mean * 0.1), 1)
    return next((n for n, width in enumerate(widths) if abs(width - mean) <= drift), 0)


def _layout(
    labels: list[str], resource: Resource, dialect: Dialect, line: int, start: int
) -> Layout:
    if not labels:
        errors = [StructuralError(Code.EMPTY, line, hint="the first line is blank")]
        return Layout([], resource.fields, dialect, line, start, errors, usable=False)
    exact = resource.fields_match == "exact"
    errors = _by_place(labels, resource) if exact else _by_name(labels, resource)
    usable = exact or len(set(labels)) == len(labels)
    fields: list[Field | None]
    if exact:
        padding = [None] * (len(labels) - len(resource.fields))
        fields = [*resource.fields[: len(labels)], *padding]
    else:
        known = {f.name: f for f in resource.fields}
        fields = [known.get(label) for label in labels]
    errors = [replace(error, line=line) for error in errors]
    return Layout(labels, fields, dialect, line, start, errors, usable)


def _by_place(labels: list[str], resource: Resource) -> list[StructuralError]:
    names = resource.field_names
    errors = [
        StructuralError(Code.EXTRA_LABEL, column=label or None) for label in labels[len(names) :]
    ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in names[len(labels) :]]
    for place, (label, name) in enumerate(zip(labels, names, strict=False)):
        if not label:
            errors.append(StructuralError(Code.BLANK_LABEL, column=name))
        elif label in labels[:place]:
            errors.append(StructuralError(Code.DUPLICATE_LABEL, column=name, value=label))
        elif label != name:
            errors.append(StructuralError(Code.INCORRECT_LABEL, column=name, value=label))
    return errors


def _by_name(labels: list[str], resource: Resource) -> list[StructuralError]:
    """Mismatches that the mode does not tolerate; a label that stands twice makes all moot."""
    twice = {label for place, label in enumerate(labels) if label in labels[:place]}
    if twice:
        return [
            StructuralError(Code.DUPLICATE_LABEL, column=label, value=label)
            for label in sorted(twice)
        ]
    names, mode = resource.field_names, resource.fields_match
    errors = []
    if mode in ("equal", "superset"):
        errors += [
            StructuralError(Code.EXTRA_LABEL, column=label or None)
            for label in labels
            if label not in names
        ]
    missing = [name for name in names if name not in labels]
    if mode in ("superset", "partial"):
        missing = [
            name
            for name in missing
            if resource.field(name).required or name in resource.primary_key
        ]
    errors += [StructuralError(Code.MISSING_LABEL, column=name) for name in missing]
    if mode == "partial" and names and not set(names) & set(labels):
        errors.append(StructuralError(Code.UNMATCHED_HEADER))
    return errors
