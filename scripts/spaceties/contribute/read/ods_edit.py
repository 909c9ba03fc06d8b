"""The content of a workbook of OpenDocument with some cells changed; all other bytes stay as they
are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from spaceties.contribute.read.xlsx_edit import ILLEGAL

Spans = Mapping[tuple[int, int], tuple[int, int]]
# What a cell keeps: how it looks, what it takes, how far it reaches
KEPT = rb"\s+table:(?:style-name|content-validation-name|number-(?:columns|rows)-spanned)"
QUOTED = rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')"
NAMESPACES = (b"xmlns:table=", b"xmlns:office=", b"xmlns:text=")


def is_plain(start: bytes) -> bool:
    """Whether the content is in UTF-8 and calls the parts of a cell as all programs do, as can be
    seen from its start."""
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", start)
    utf8 = declared is None or declared[1].lower() == b"utf-8"
    return utf8 and start.lstrip()[:1] == b"<" and all(name in start for name in NAMESPACES)


def with_texts(xml: bytes, spans: Spans, texts: Mapping[tuple[int, int], str]) -> bytes:
    """The XML in which the cells at (row, place) hold texts. spans: where the element of each cell
    begins, and where its end tag does, or it ends, if it has none."""
    parts, at = [], 0
    for start, end, text in sorted((*spans[place], text) for place, text in texts.items()):
        closed = re.compile(rb"</table:(?:covered-)?table-cell\s*>").match(xml, end)
        stop = closed.end() if closed else end
        parts += [xml[at:start], _text_cell(xml[start:stop], text)]
        at = stop
    return b"".join([*parts, xml[at:]])


def _text_cell(old: bytes, text: str) -> bytes:
    """A cell with text in it, or an empty one."""
    name = re.match(rb"<(table:(?:covered-)?table-cell)((?:\s+[\w:.-]+" + QUOTED + rb")*)", old)
    if name is None:
        raise ValueError("a cell without a tag")
    kept = b"".join(re.findall(KEPT + QUOTED, name[2]))
    if not text:
        return b"<" + name[1] + kept + b"/>"
    lines = escape(ILLEGAL.sub("", text), quote=False).split("\n")
    inner = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in lines).encode()
    tag = name[1] + kept + b' office:value-type="string"'
    return b"<" + tag + b">" + inner + b"</" + name[1] + b">"


def _spaced(line: str) -> str:
    """A line of which no blank is lost: of several only the first counts as it stands."""
    return re.sub("(?<=^) | (?= )| $", "<text:s/>", line)
