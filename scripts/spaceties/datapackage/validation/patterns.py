r"""Patterns: regular expressions that the whole text of a cell must match, without running away.

Table Schema takes the regular expressions of XML Schema (Part 2, appendix F); Data Packages hold
those of Perl and Python as often. Both are translated to RE2, which takes time in proportion to the
text: \d, \w and \s mean what they mean to Python, \i and \c the names of XML, and [a-z-[aeiou]] is
a class without another. What RE2 has no notion of (lookahead, back references) is left to Python
in a process of its own, whose time is bounded.
"""

from __future__ import annotations

import json
import re
import sys
import weakref
from collections.abc import Iterable
from functools import cached_property, lru_cache
from threading import Timer
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrow import rows_false, strings, to_numpy
from ..cells import Unreadable, Unsupported

if TYPE_CHECKING:
    import subprocess

    from .shapes import Shape

REMEMBERED = 100_000  # texts whose verdict is kept
FEW = 1000  # texts of which RE2 looks at each
PATIENCE = 10.0  # seconds that Python may take for the cells of a block
CHILD = """
import json, re, sys
pattern = re.compile(json.loads(sys.stdin.readline()))
for line in sys.stdin:
    matched = [pattern.fullmatch(text) is not None for text in json.loads(line)]
    print(json.dumps(matched), flush=True)
"""

TOKEN = re.compile(
    r"\\(?:[pP]\{\^?\w*\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|\{,(?=[0-9]+\})|.",
    re.DOTALL,
)
# Classes as RE2 writes them: those of Python, and what names of XML 1.0 begin with and hold.
INITIAL = (
    r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}"
    r"\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}"
    r"\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}"
)
CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}_\p{N}",
    "s": r"\t-\r\x1c-\x20\x{85}\p{Z}",
    "i": INITIAL,
    "c": INITIAL + r"\-.\x{B7}\x{203F}\x{2040}\x{300}-\x{36F}0-9",
}
SAME = "AznrtfvapPx"  # letters whose escape RE2 reads as Python or XML Schema does


@lru_cache(4096)
def _for_re2(source: str) -> tuple[str | None, str]:
    """The expression for whole texts as RE2 reads it, or None and why it does not."""
    try:
        whole = rf"\A(?:{to_re2(source)})\z"
        pc.match_substring_regex(strings([""]), whole)
    except (ValueError, RecursionError) as error:  # of which pa.ArrowInvalid is one
        return None, str(error)
    return whole, ""


class Pattern:
    """A pattern of a field. Raises `Unreadable` if it is no regular expression, and `Unsupported`
    if it is one that nobody here can read.

    too_slow: True once Python took too long; from then on all texts match.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.too_slow = False
        self._known: dict[str, bool] = {}
        self._child: subprocess.Popen[str] | None = None
        self._re2, refusal = _for_re2(source)
        if self._re2 is None:
            _check(source, refusal)

    @cached_property
    def _shape(self) -> Shape | None:
        from .shapes import shape_of

        return None if self._re2 is None else shape_of(self.source, _ascii)

    def matches(self, text: str) -> bool:
        """Whether a whole text matches."""
        if text not in self._known:
            self.learn([text])
        return self._known[text]

    def learn(self, texts: Iterable[str]) -> None:
        """Looks at many texts at once, for `matches` to know of: each look costs a while."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        unlike = set(self.unlike(pa.chunked_array([strings(new)])).tolist()) if new else ()
        self._known |= {text: row not in unlike for row, text in enumerate(new)}

    def unlike(self, text: pa.ChunkedArray) -> np.ndarray:
        """Rows whose whole text does not match; nulls do."""
        if len(text) > FEW and self._shape and all(map(self._shape.fits, text.chunks)):
            return np.empty(0, np.int64)
        if self._re2 is not None:
            return rows_false(pc.match_substring_regex(text, self._re2))
        texts = text.to_pylist()
        distinct = list({t for t in texts if t is not None})
        known = dict(zip(distinct, self._of_python(distinct), strict=True))
        return np.flatnonzero([not known.get(t, True) for t in texts])

    def _of_python(self, texts: list[str]) -> list[bool]:
        """Asks the process, which is started at the first question and killed if it takes long."""
        if self.too_slow or not texts:
            return [True] * len(texts)
        said: list[str | list[str]] = [texts]
        if self._child is None:
            import subprocess

            said.insert(0, self.source)
            self._child = subprocess.Popen(
                [sys.executable, "-IS", "-c", CHILD],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
            )  # fmt: skip
            weakref.finalize(self, _end, self._child)
        assert self._child.stdin is not None and self._child.stdout is not None
        timer = Timer(PATIENCE, self._child.kill)
        timer.start()
        try:
            self._child.stdin.writelines(f"{json.dumps(part)}\n" for part in said)
            self._child.stdin.flush()
            return [bool(matched) for matched in json.loads(self._child.stdout.readline())]
        except (OSError, ValueError):  # it was killed
            self.too_slow = True
            return [True] * len(texts)
        finally:
            timer.cancel()


def _ascii(piece: str) -> np.ndarray:
    """Mask of the 256 bytes: the characters of ASCII that match a pattern."""
    matched = pc.match_substring_regex(strings(map(chr, range(128))), _for_re2(piece)[0])
    return np.append(to_numpy(matched), np.zeros(128, dtype=bool))


@lru_cache(1024)  # each pattern of a field is read when its faults are looked for, and again
def to_re2(source: str) -> str:
    """A pattern in the syntax of RE2. Raises ValueError for what RE2 does not know."""
    parts, at = [], 0
    while at < len(source):
        token = _token(source, at)
        part, at = _class(source, at) if token == "[" else (_part(token), at + len(token))
        parts.append(part)
    return "".join(parts)


def _class(source: str, begin: int) -> tuple[str, int]:
    """The class in brackets that begins at an offset, as a pattern of RE2, and where it ends."""
    negated = source[begin + 1 : begin + 2] == "^"
    at = first = begin + 1 + negated
    members, minus = "", ""
    others: list[str] = []
    while (token := _token(source, at)) != "]" or at == first:
        letter = token[1:]
        if token == "-" and source[at + 1 : at + 2] == "[":
            minus, end = _class(source, at + 1)
            if source[end : end + 1] == "]":
                at = end
                break
            minus = ""
        if letter in CLASSES:
            members += CLASSES[letter]
        elif letter.lower() in CLASSES:
            others.append(f"[^{CLASSES[letter.lower()]}]")
        elif token == r"\b":
            members += r"\x08"
        else:
            members += "\\[" if token == "[" else _part(token)
        at += len(token)
    positive = "|".join([f"[{members}]"] * bool(members) + others)
    if minus or (negated and others):
        return _computed(positive, negated, minus), at + 1
    return f"[^{members}]" if negated else f"(?:{positive})", at + 1


def _token(source: str, at: int) -> str:
    token = TOKEN.match(source, at)
    if token is None:
        raise ValueError("a bracket is not closed")
    return token[0]


def _part(token: str) -> str:
    """A token outside of brackets, or a plain one in them, as RE2 writes it."""
    letter = token[1:2]
    if token == "{,":
        return "{0,"
    if token[0] != "\\" or letter in SAME:
        return token
    if letter.lower() in CLASSES:
        return f"[{'^' if letter.isupper() else ''}{CLASSES[letter.lower()]}]"
    if letter in "uU" and len(token) > 2:
        return f"\\x{{{token[2:]}}}"
    if letter == "Z":
        return r"\z"
    if not letter or (letter.isascii() and letter.isalnum()):
        raise ValueError(f"bad escape {token}")
    return letter if letter == "_" or not letter.isascii() else token


def _computed(positive: str, negated: bool, minus: str) -> str:
    """The class of the characters that match one pattern (or do not) and not another."""
    codes = np.r_[0:0xD800, 0xE000:0x110000].astype("<u4")
    text = codes.tobytes().decode("utf-32-le").encode()
    sizes = 1 + (codes >= 0x80) + (codes >= 0x800) + (codes >= 0x10000)  # in UTF-8
    buffers = [
        None,
        pa.py_buffer(np.cumsum(np.append(0, sizes), dtype=np.int32)),
        pa.py_buffer(text),
    ]
    characters = pa.Array.from_buffers(pa.string(), len(codes), buffers)

    def matched(pattern: str) -> np.ndarray:
        flags = pc.match_substring_regex(characters, rf"(?s)\A(?:{pattern})\z")
        return to_numpy(flags)

    inside = matched(positive) != negated
    if minus:
        inside &= ~matched(minus)
    edges = np.flatnonzero(np.diff(np.r_[False, inside, False].astype(np.int8))).reshape(-1, 2)
    ranges = (rf"\x{{{codes[a]:x}}}-\x{{{codes[b - 1]:x}}}" for a, b in edges.tolist())
    return f"[{''.join(ranges)}]" if len(edges) else r"[^\x{0}-\x{10FFFF}]"


def _check(source: str, why_not_re2: str) -> None:
    """Raises for a pattern that Python cannot read either."""
    try:
        re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        if r"\p" in source and ("operator" in why_not_re2 or "class range" in why_not_re2):
            why = why_not_re2.removeprefix("Invalid regular expression: ")
            raise Unsupported(f"pattern {source!r} ({why})") from None
        raise Unreadable(f"pattern {source!r} is no regular expression: {error}") from None


def _end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()
