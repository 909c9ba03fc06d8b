"""The dialect of a file: as its descriptor declares it, or as the file itself shows it.

Source: Table Dialect, datapackage.org/standard/table-dialect, and CSV Dialect 1.2 before it; the
guess is that of frictionless 5.21.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace

from ..cells import Unreadable, Unsupported
from ..model import Resource
from ..tabular.dialect import RowDialect, row_dialect

SAMPLE_LINES = 100  # that frictionless looks at for the delimiter
DELIMITERS = ",\t;|"  # that it guesses
# Line terminators that all end a line, whichever is declared; spelt out too, as YAML takes them
BREAKS = ("", "\n", "\r\n", "\r", r"\n", r"\r\n", r"\r")


@dataclass(frozen=True)
class Dialect:
    """What cuts text into cells, in UTF-8.

    quote: b"" if nothing is quoted; doubled: whether two quotes in a quoted cell are one. escape:
    before a character that stands for itself, b"" for none. skip_space: whether spaces before a
    cell are none of it. terminator: of rows, b"" for any line break. rows: header and comments.
    """

    delimiter: bytes = b","
    quote: bytes = b'"'
    doubled: bool = True
    escape: bytes = b""
    skip_space: bool = False
    terminator: bytes = b""
    rows: RowDialect = field(default_factory=RowDialect)

    @property
    def header(self) -> bool | None:
        """Whether the file has a header, None if that is not declared."""
        return self.rows.header

    @property
    def comment(self) -> bytes:
        """What comment lines begin with, b"" if there are none."""
        return self.rows.comment_char.encode()

    @property
    def exact_only(self) -> bool:
        """Whether no fast parser knows such rows: with marks of several bytes, or own ends."""
        marks = (self.delimiter, self.quote, self.escape)
        return bool(self.terminator) or any(len(mark) > 1 for mark in marks)


def declared_dialect(resource: Resource) -> Dialect:
    """The dialect that the descriptor declares. Raises `Unreadable` for one that cuts no text."""
    options = resource.dialect
    delimiter = options.get("delimiter", "\t" if resource.format == "tsv" else ",")
    quote = options.get("quoteChar", '"')
    escape = options.get("escapeChar") or ""
    terminator = options.get("lineTerminator", "")
    marks = {"delimiter": delimiter, "quoteChar": quote, "escapeChar": escape}
    for name, mark in marks.items():
        if not isinstance(mark, str) or "\r" in mark or "\n" in mark:
            raise Unreadable(f"the {name} {mark!r} of the dialect is no character of a line")
        if name != "delimiter" and len(mark) > 1:
            raise Unreadable(f"the {name} {mark!r} of the dialect is more than one character")
    if not delimiter or delimiter in (quote, escape):
        raise Unreadable(f"the delimiter {delimiter!r} of the dialect delimits nothing")
    if not isinstance(terminator, str):
        raise Unreadable(f"the lineTerminator {terminator!r} of the dialect is no text")
    return Dialect(
        delimiter=delimiter.encode(),
        quote=quote.encode(),
        doubled=options.get("doubleQuote") is not False or escape == quote,
        escape=b"" if escape == quote else escape.encode(),
        skip_space=options.get("skipInitialSpace") is True,
        terminator=b"" if terminator in BREAKS else terminator.encode(),
        rows=row_dialect(resource),
    )


def written_dialect(resource: Resource) -> Dialect:
    """The declared dialect, for those who write rows. Raises ValueError if they are not written in
    such a dialect here."""
    try:
        dialect = declared_dialect(resource)
    except Unsupported as reason:
        raise ValueError(str(reason)) from None
    rows = RowDialect(header=dialect.header)
    if dialect != Dialect(dialect.delimiter, dialect.quote, rows=rows) or dialect.exact_only:
        raise ValueError(f"table {resource.name} has a dialect that is read but not written")
    return dialect


def sniff_dialect(sample: bytes, resource: Resource) -> Dialect | None:
    """The dialect with the delimiter that the csv module guesses from the beginning of a file.

    None if one is declared, or if the guess is no other than what holds without one.
    """
    declared = declared_dialect(resource)
    if "delimiter" in resource.dialect or resource.format == "tsv":
        return None
    lines = b"".join(sample.splitlines(keepends=True)[:SAMPLE_LINES])
    try:
        sniffed = csv.Sniffer().sniff(lines.decode("utf-8", "replace"), DELIMITERS).delimiter
    except csv.Error:
        return None
    guess = replace(declared, delimiter=sniffed.encode())
    return guess if guess != declared and len(guess.delimiter) == 1 else None
