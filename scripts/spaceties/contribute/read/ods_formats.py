"""The number formats of OpenDocument, put as XLSX writes them (`#,##0.0" km"`, `yyyy-mm-dd`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import log10
from xml.parsers import expat

from spaceties.contribute.read.number_formats import GENERAL
from spaceties.datapackage.formats.xlsx_parts import MOST, feed

STYLES = {
    f"number:{kind}-style"
    for kind in ("number", "currency", "percentage", "date", "time", "text", "boolean")
}
# Parts of days and times: as they are, and where they are written long.
PARTS = {
    "number:year": ("yy", "yyyy"),
    "number:month": ("m", "mm"),
    "number:day": ("d", "dd"),
    "number:hours": ("h", "hh"),
    "number:minutes": ("m", "mm"),
    "number:seconds": ("s", "ss"),
    "number:am-pm": (" AM/PM", " AM/PM"),
    "number:text-content": ("@", "@"),
    "number:scientific-number": ("0.00E+00", "0.00E+00"),
    "number:fraction": ("# ?/?", "# ?/?"),
    "number:boolean": (GENERAL, GENERAL),
}
EMBEDDED = "number:embedded-text"  # between the digits of a number
WRITTEN = ("number:text", "number:currency-symbol", EMBEDDED)
NAMESPACE = re.compile(r"urn:oasis:names:tc:opendocument:xmlns:([a-z]+)[^ ]* (.*)")
CONDITION = "value()"
CURRENCY = "¤"  # that of the cell


@lru_cache(10_000)
def short(name: str) -> str:
    """ "table:table-row" of a name with its namespace."""
    return NAMESPACE.sub(r"\1:\2", name).replace("datastyle:", "number:")


@dataclass
class _Format:
    """A format in the making. maps: conditions and the names of the formats for them."""

    percent: bool = False
    spanning: bool = False
    code: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)


class Formats:
    """The styles of a document: which number format a cell of a style has."""

    def __init__(self) -> None:
        self._formats: dict[str, _Format] = {}
        self._styles: dict[str, tuple[str, str]] = {}  # name: (format, parent)
        self._hiding: set[str] = set()
        self._letters: dict[str, tuple[str, bool]] = {}
        self._format: _Format | None = None
        self._style = ""
        self._writing: str | None = None
        self._position = 0  # from the right, of a text between digits
        self._codes: dict[str, str] = {}

    def read(self, content: Iterator[bytes]) -> None:
        """Reads a part of nothing but styles."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = lambda name, said: self.start(
            short(name), {short(other): text for other, text in said.items()}
        )
        parser.EndElementHandler = lambda name: self.end(short(name))
        parser.CharacterDataHandler = self.characters
        for _ in feed(parser, content):
            pass

    def form(self, style: str) -> str:
        """The number format of a style, `General` if it says none."""
        code = self._codes.get(style)
        if code is None:
            name, parent, seen = "", style, {""}
            while not name and parent not in seen:
                seen.add(parent)
                name, parent = self._styles.get(parent, ("", ""))
            code = self._codes[style] = self._code(name)
        return code

    def hides(self, style: str) -> bool:
        """Whether a sheet of a style is hidden."""
        return style in self._hiding

    def letters(self, style: str) -> tuple[str, bool]:
        """Whether a style raises or lowers its letters, and whether it crosses them out."""
        return self._letters.get(style, ("", False))

    def start(self, tag: str, said: dict[str, str]) -> bool:
        """Takes the start of an element; whether it belongs to a style."""
        if tag in STYLES and len(self._formats) < MOST:
            percent = tag == "number:percentage-style"
            spanning = said.get("number:truncate-on-overflow") == "false"
            self._format = self._formats[said.get("style:name", "")] = _Format(percent, spanning)
        elif tag == "style:style" and len(self._styles) < MOST:
            self._style = said.get("style:name", "")
            parent = said.get("style:parent-style-name", "")
            self._styles[self._style] = said.get("style:data-style-name", ""), parent
        elif tag == "style:text-properties" and self._format is None:
            position = said.get("style:text-position", "")
            raised = {"super": "superscript", "sub": "subscript"}.get(position.split(" ")[0], "")
            line = said.get("style:text-line-through-style", "none") != "none"
            self._letters[self._style] = raised, line
        elif tag == "style:table-properties":
            if said.get("table:display") == "false":
                self._hiding.add(self._style)
        elif self._format is not None:
            self._part(self._format, tag, said)
        else:
            return False
        return True

    def end(self, tag: str) -> bool:
        """Takes the end of an element; whether it belonged to a style."""
        if tag in STYLES:
            self._format = None
        elif self._format is not None and tag in WRITTEN:
            text, self._writing = (
                self._writing or CURRENCY * (tag == "number:currency-symbol"),
                None,
            )
            if self._format.percent and "%" in text:
                self._format.code += "%"
                text = text.replace("%", "")
            if text:
                code, written = self._format.code, '"' + text.replace('"', "") + '"'
                at = len(code)
                if tag == EMBEDDED:
                    at = len(code.rstrip(",")) - self._position
                self._format.code = code[:at] + written + code[at:]
        else:
            return tag.startswith(("number:", "style:"))
        return True

    def characters(self, more: str) -> None:
        """Takes texts, of which those within a format are what it writes."""
        if self._writing is not None and len(self._writing) < 200:
            self._writing += more

    def _part(self, form: _Format, tag: str, said: dict[str, str]) -> None:
        if tag in WRITTEN:
            self._writing = ""
            self._position = int(said.get("number:position", "0"))
        elif tag == "number:number":
            form.code += _digits(said)
        elif tag == "style:map":
            condition = said.get("style:condition", "")
            form.maps.append((condition, said.get("style:apply-style-name", "")))
        elif tag in PARTS:
            code = PARTS[tag][said.get("number:style") == "long"]
            if tag == "number:month" and said.get("number:textual") == "true":
                code = "mmm"
            elif tag == "number:hours" and form.spanning:
                code = f"[{code}]"
            elif tag == "number:seconds" and int(said.get("number:decimal-places", "0")):
                code += ".0"
            form.code += code

    def _code(self, name: str) -> str:
        """The code of a format with those that stand for some values."""
        form = self._formats.get(name)
        if form is None:
            return GENERAL
        parts = []
        for condition, other in form.maps[:2]:
            if condition.startswith(CONDITION) and other in self._formats:
                rule = condition.removeprefix(CONDITION).replace("!=", "<>")
                parts.append(f"[{rule}]{self._formats[other].code}")
        return ";".join([*parts, form.code]) or GENERAL


def _digits(said: dict[str, str]) -> str:
    """The places for digits that a format has."""
    least = min(int(said.get("number:min-integer-digits", "1")), 20)
    decimals = min(int(said.get("number:decimal-places", "0") or 0), 20)
    fixed = min(int(said.get("number:min-decimal-places", decimals) or 0), decimals)
    if (
        "number:decimal-places" not in said
        and "number:min-decimal-places" not in said
        and ("number:grouping" not in said and least <= 1)
    ):
        return GENERAL
    code = "0" * least or "#"
    if said.get("number:grouping") == "true":
        code = f"#,{code:#>3}"
    code += "." * bool(decimals) + "0" * fixed + "#" * (decimals - fixed)
    factor = float(said.get("number:display-factor", "1") or 1)
    return code + "," * (round(log10(factor) / 3) if factor > 1 else 0)
