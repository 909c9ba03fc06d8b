"""A sheet's XML with some cells changed; all other bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from spaceties.datapackage.formats.xlsx_parts import XmlCell

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
ATTRIBUTE = rb"\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*')"


def with_texts(xml: bytes, cells: Iterable[XmlCell], texts: Mapping[tuple[int, int], str]) -> bytes:
    """The XML in which the cells at (row, place) hold texts; they keep their style.

    cells: those of the sheet, in the order of the file.
    """
    parts, at = [], 0
    for cell in cells:
        if (cell.row, cell.place) in texts:
            start, stop = cell.span
            end = xml.index(b">", stop) + 1
            parts += [xml[at:start], _text_cell(xml[start:end], texts[cell.row, cell.place])]
            at = end
    return b"".join([*parts, xml[at:]])


def _text_cell(old: bytes, text: str) -> bytes:
    """A cell with text in it. An inline text is never taken for a formula."""
    tag = re.match(rb"<((?:\w+:)?c)((?:%s)*)" % ATTRIBUTE, old)
    if tag is None:
        raise ValueError("a cell without a tag")
    name, attributes = tag.groups()
    kept = re.sub(rb"\s+t\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", attributes)
    inner = escape(ILLEGAL.sub("", text), quote=False).encode()
    tags = {b"p": name[:-1], b"a": kept, b"i": inner}
    return (
        b'<%(p)sc%(a)s t="inlineStr"><%(p)sis><%(p)st xml:space="preserve">%(i)s</%(p)st>'
        b"</%(p)sis></%(p)sc>" % tags
    )
