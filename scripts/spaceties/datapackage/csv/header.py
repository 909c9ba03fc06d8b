"""The header of a CSV file, under the declared dialect or the one that fits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..model import Resource
from ..report.codes import Code
from ..tabular.layout import Layout, StructuralError, layout_of
from .dialect import Dialect, declared_dialect, sniff_dialect
from .records import Record, misformed, read_records

TITLES = 10  # records among which the header is looked for
SAMPLE_RECORDS = 100  # among which frictionless looks for the header
FOREIGN = {  # how files begin that some take for CSV by their name
    rb"PK\x03\x04": "a zip archive, or a workbook",
    rb"\x1f\x8b": "compressed by gzip",
    rb"BZh\d1AY&SY": "compressed by bzip2",
    rb"\xfd7zXZ\x00": "compressed by xz",
    rb"PAR1\x15": "a Parquet file",
    rb"\xd0\xcf\x11\xe0": "a workbook of old Excel",
    rb"%PDF-": "a PDF document",
    rb"(?i)\s*<(!doctype html|html)\b": "a web page",
}
SAMPLE = 1024 * 1024  # bytes in which a header and a dialect other than the declared are looked for


@dataclass
class CsvLayout(Layout):
    """The layout of a CSV file. start: offset of its first row; records: how many stand before."""

    dialect: Dialect = field(default_factory=Dialect)
    start: int = 0
    records: int = 0


@dataclass
class Header:
    """The records of a header with their lines; end: the offset behind, records: how many stand
    before it. A file that holds none has no rows."""

    rows: list[tuple[int, Record]]
    end: int
    records: int

    def labels(self, dialect: Dialect) -> list[str]:
        """The labels of the columns."""
        rows = [labels_of(record) for _, record in self.rows]
        return rows[0] if len(rows) == 1 else dialect.rows.labels(rows)


def labels_of(record: Record) -> list[str]:
    """The labels of a header without the blanks around them."""
    return [cell.strip() for cell in record.cells]


def read_layout(data: bytes, resource: Resource, final: bool, begin: int = 0) -> CsvLayout | None:
    """The layout of a file whose text starts with data[begin:]; None if more data is needed.

    final: the data is all of the file.

    Where the header under the declared dialect does not fit, the guesses of frictionless are
    tried: another delimiter, or a header further down. One that fits is taken, with a warning; so
    is one that has most of the schema's labels where the declared dialect finds none.
    """
    dialect = declared_dialect(resource)
    if dialect.header is False:
        return CsvLayout([], resource.fields, line=0, dialect=dialect, start=begin)
    header = read_header(data, dialect, final, begin)
    if header is None:
        return None
    if not header.rows:
        errors = [StructuralError(Code.EMPTY)]
        return CsvLayout([], resource.fields, errors=errors, dialect=dialect, start=begin)
    layout = _layout(header, resource, dialect)
    if kind := _foreign(data, begin):
        errors = [StructuralError(Code.UNREADABLE, hint=f"the file is {kind}")]
        return replace(layout, errors=errors, usable=False)
    wrong = [error for line, row in header.rows for error in misformed(row, line, layout)]
    if wrong:
        layout.errors[:0] = wrong
        layout.usable = all(record.unclosed is None for _, record in header.rows)
    if layout.errors and dialect.rows.plain:
        sample = data[begin : begin + SAMPLE]
        if not final and len(sample) < SAMPLE:
            return None
        whole = final and begin + len(sample) == len(data)
        guess = sniff_dialect(sample, resource)
        lost = set(resource.field_names).isdisjoint(layout.labels)
        fitting = (guess and _fitting(sample, guess, resource, whole, lost)) or (
            _fitting(sample, dialect, resource, whole, lost)
        )
        if fitting:
            layout = replace(fitting, start=begin + fitting.start)
    return layout


def read_header(data: bytes, dialect: Dialect, final: bool, begin: int = 0) -> Header | None:
    """The header of a file whose text starts with data[begin:]; None if more data is needed.

    Without declared rows it is the first record that is no comment; of declared ones, what is no
    comment.
    """
    rows, wanted, last = dialect.rows, {*dialect.rows.header_rows}, dialect.rows.header_rows[-1]
    header, number, end = Header([], begin, 0), 0, begin
    for number, (line, record) in enumerate(read_records(data, dialect, begin), 1):
        if not final and not record.is_complete(len(data)):
            return None
        end = record.end
        comment = record.comment or number in rows.comment_rows
        if not comment and (number in wanted or (number > last and not header.rows)):
            header.rows.append((line, record))
        if number >= last and header.rows:
            header.end, header.records = end, number
            return header
    header.end, header.records = end, number
    return header if final else None


def _foreign(data: bytes, begin: int) -> str | None:
    """What a file is that is no text, or no table, by its first bytes."""
    begins = (kind for magic, kind in FOREIGN.items() if re.compile(magic).match(data, begin))
    return next(begins, None)


def _fitting(
    sample: bytes, dialect: Dialect, resource: Resource, whole: bool, lost: bool
) -> CsvLayout | None:
    """The layout of the record that frictionless takes for the header, if it fits the schema.

    sample: the begin of the file; whole: whether it is all of it; lost: whether most of the
    schema's labels are enough.
    """
    records: list[tuple[int, Record]] = []
    for line, record in read_records(sample, dialect):
        if len(records) == SAMPLE_RECORDS or not (whole or record.is_complete(len(sample))):
            break
        records.append((line, record))
    widths = [len(record.cells) for _, record in records]
    at = header_among(widths) if dialect.header is None else 0
    if lost and dialect.header is None:  # a title is as wide as a narrow table
        wanted = {*resource.field_names}
        labels = (set(labels_of(record)) for _, record in records[:TITLES])
        at = next((n for n, known in enumerate(labels) if wanted <= known), at)
    if at >= len(records):
        return None
    line, record = records[at]
    layout = _layout(Header([(line, record)], record.end, at + 1), resource, dialect)
    layout.errors[:0] = misformed(record, line, layout)
    known = set(resource.field_names)
    near = lost and 2 * len(known & set(layout.labels)) > len(known) and record.unclosed is None
    if layout.errors and not near:
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


def _layout(header: Header, resource: Resource, dialect: Dialect) -> CsvLayout:
    labels = header.labels(dialect)
    paired = vars(layout_of(labels, resource, header.rows[-1][0]))
    return CsvLayout(**paired, dialect=dialect, start=header.end, records=header.records)
