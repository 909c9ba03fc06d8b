"""The dialect of a file: as its descriptor declares it, or as the file itself shows it.

Source: Table Dialect, specs.frictionlessdata.io; the guess is that of frictionless 5.21.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..cells import Unsupported
from ..model import Resource

SAMPLE_LINES = 100  # that frictionless looks at for the delimiter
DELIMITERS = ",\t;|"  # that it guesses

READ = {"delimiter", "quoteChar", "header"}
HARMLESS = {
    "lineTerminator",
    "caseSensitiveHeader",
    "csvddfVersion",
    "$schema",
    "name",
    "title",
    "description",
    "profile",
}
PLAIN = {
    "doubleQuote": True,
    "skipInitialSpace": False,
    "escapeChar": None,
    "nullSequence": None,
    "commentChar": None,
    "commentRows": [],
    "headerRows": [1],
    "headerCase": True,
    "skipBlankRows": False,
}


@dataclass(frozen=True)
class Dialect:
    """What cuts text into cells: one ASCII character each. header: whether the file has one, None
    if that is not declared."""

    delimiter: bytes = b","
    quote: bytes = b'"'
    header: bool | None = None


def declared_dialect(resource: Resource) -> Dialect:
    """The dialect that the descriptor declares. Raises Unsupported for options that change cells
    in ways that are not known here."""
    options = _options(resource)
    for name, value in options.items():
        known = name in HARMLESS or name in READ
        if not known and (name not in PLAIN or value != PLAIN[name]):
            raise Unsupported(f'dialect option "{name}"')
    delimiter = options.get("delimiter", "\t" if resource.format == "tsv" else ",")
    quote = options.get("quoteChar", '"')
    header = options.get("header")
    unsupported = Unsupported(f"dialect with delimiter {delimiter!r} and quote {quote!r}")
    for text in (delimiter, quote):
        if not isinstance(text, str) or len(text) != 1 or not text.isascii() or text in "\r\n":
            raise unsupported
    if delimiter == quote or not isinstance(header, (bool, type(None))):
        raise unsupported
    return Dialect(delimiter.encode(), quote.encode(), header)


def sniff_dialect(sample: bytes, resource: Resource) -> Dialect | None:
    """The dialect with the delimiter that the csv module guesses from the beginning of a file.

    None if one is declared, or if the guess is no other than what holds without one.
    """
    declared = declared_dialect(resource)
    if "delimiter" in _options(resource) or resource.format == "tsv":
        return None
    lines = b"".join(sample.splitlines(keepends=True)[:SAMPLE_LINES])
    try:
        sniffed = csv.Sniffer().sniff(lines.decode("utf-8", "replace"), DELIMITERS).delimiter
    except csv.Error:
        return None
    guess = replace(declared, delimiter=sniffed.encode())
    return guess if guess != declared and len(guess.delimiter) == 1 else None


def _options(resource: Resource) -> dict[str, Any]:
    """The options as version 2 has them; version 1 of frictionless keeps some under "csv"."""
    options: dict[str, Any] = {}
    for name, value in resource.dialect.items():
        if name == "csv" and isinstance(value, Mapping):
            options.update(value)
        else:
            options[name] = value
    return options
