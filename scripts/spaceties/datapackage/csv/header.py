"""The header of a CSV file, under the declared dialect or the one that fits."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..model import Resource
from ..report.codes import Code
from ..tabular.layout import Layout, StructuralError, layout_of
from .dialect import Dialect, declared_dialect, sniff_dialect
from .lines import count_breaks
from .records import Record, misformed, read_record, read_records

SAMPLE_RECORDS = 100  # among which frictionless looks for the header
SAMPLE = 1024 * 1024  # bytes in which a header and a dialect other than the declared are looked for


@dataclass
class CsvLayout(Layout):
    """The layout of a CSV file. start: offset of its first row."""

    dialect: Dialect = field(default_factory=Dialect)
    start: int = 0


def labels_of(record: Record) -> list[str]:
    """The labels of a header without the blanks around them."""
    return [cell.strip() for cell in record.cells]


def read_layout(data: bytes, resource: Resource, final: bool, begin: int = 0) -> CsvLayout | None:
    """The layout of a file whose text starts with data[begin:]; None if more data is needed.

    final: the data is all of the file.

    Where the header under the declared dialect does not fit, the guesses of frictionless are
    tried: another delimiter, or a header further down. If one fits it is taken, with a warning.
    """
    dialect = declared_dialect(resource)
    if dialect.header is False:
        return CsvLayout([], resource.fields, line=0, dialect=dialect, start=begin)
    if len(data) == begin:
        errors = [StructuralError(Code.EMPTY)]
        layout = CsvLayout([], resource.fields, errors=errors, dialect=dialect, start=begin)
        return layout if final else None
    first = read_record(data, begin, dialect)
    if not final and not first.is_complete(len(data)):
        return None
    layout = _layout(labels_of(first), resource, dialect, 1, first.end)
    if wrong := misformed(first, 1, layout):
        layout.errors[:0] = wrong
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


def _fitting(sample: bytes, dialect: Dialect, resource: Resource, whole: bool) -> CsvLayout | None:
    """The layout of the record that frictionless takes for the header, if it fits the schema.

    sample: the begin of the file; whole: whether it is all of it.
    """
    records: list[Record] = []
    for _, record in read_records(sample, dialect):
        if len(records) == SAMPLE_RECORDS or not (whole or record.is_complete(len(sample))):
            break
        records.append(record)
    widths = [len(record.cells) for record in records]
    at = header_among(widths) if dialect.header is None else 0
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


def header_among(widths: list[int]) -> int:
    """The first record about as wide as the average one: how frictionless skips a preamble."""
    if not widths:
        return 0
    mean = round(sum(widths) / len(widths))
    drift = max(round(mean * 0.1), 1)
    return next((n for n, width in enumerate(widths) if abs(width - mean) <= drift), 0)


def _layout(
    labels: list[str], resource: Resource, dialect: Dialect, line: int, start: int
) -> CsvLayout:
    paired = vars(layout_of(labels, resource, line))
    return CsvLayout(**paired, dialect=dialect, start=start)
