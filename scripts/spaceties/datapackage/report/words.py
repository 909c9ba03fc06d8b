"""Words that reports, messages and pages share: counts, quotes, escapes, and what is like a text.

Everything that others wrote, in a package, its files, names, paths or the errors of a library, goes
through `printable` before it is shown, or through what is made of it: `quoted`, `json_text`,
`escape_markdown`, `escape_html`, `os_error`.
"""

from __future__ import annotations

import errno
import json
import os
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

LIKENESS = 75  # of 100: below this, the nearest text is more likely to mislead than to help
LONG = 12  # characters; of a longer text a part may be meant
FEW = 250  # texts for which rapidfuzz is not loaded
MANY = 5_000  # texts, or
LONGEST = 250  # characters of one, beyond which nothing is sought that is like another
# What steers a terminal or has no width, and what the log of a CI takes for a command: `::` where a
# line can begin, and `##[` anywhere (ActionCommand.cs of actions/runner, ##vso[ of Azure's agent).
STEERING = re.compile(r"(?<!\S)::|##(?=\[|vso\[)")
# What Markdown, with GitHub's tables and strikethrough, takes for its own; _ within a word is none.
MARKUP = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")


def plural(number: int, noun: str) -> str:
    """A number with its noun: "1 error", "31,204 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def shortened(text: str, most: int) -> str:
    """The text, or its first characters with a sign that there is more."""
    return text if len(text) <= most else f"{text[:most]}…"


def listed(texts: Iterable[str], most: int = 4) -> str:
    """The first few texts with commas, and how many more there are."""
    texts = list(texts)
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def spans(numbers: Iterable[int]) -> list[str]:
    """Sorted numbers with the runs among them drawn together: ["3", "7-9"]."""
    drawn = []
    for _, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        drawn.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return drawn


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """The lines of a paragraph, all but the first indented; at least one, words kept whole."""
    lines = textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
        replace_whitespace=False,
    )
    return lines or [""]


def quoted(text: str, most: int = 200) -> str:
    """The text in JSON quotes, so that spaces and control characters are seen; cut if long."""
    return json_text(shortened(text, most))


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON that reads back as it was, of which nothing steers a terminal or a CI's log."""
    said = json.dumps(value, ensure_ascii=False, indent=indent)
    if not said.replace("\n", "").isprintable():
        said = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in said)
    return STEERING.sub(lambda found: rf"\u{ord(found[0][0]):04x}{found[0][1:]}", said)


def printable(text: str) -> str:
    """The text on one line, with what steers a terminal or a CI's log escaped."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return STEERING.sub(lambda found: rf"\x{ord(found[0][0]):02x}{found[0][1:]}", text)


def printable_lines(text: str) -> str:
    """The same of a text whose lines may stay lines."""
    return "\n".join(map(printable, text.split("\n")))


def os_error(error: OSError) -> str:
    """What the system says, and of which files."""
    if error.strerror is None:
        return printable(str(error))
    files = [error.filename, error.filename2]
    named = [os.fsdecode(file) for file in files if isinstance(file, (str, bytes, os.PathLike))]
    return printable(": ".join([*named, error.strerror]))


def is_of_memory(error: BaseException) -> bool:
    """Whether too little memory is the cause: not every library has an error of its own for it."""
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    signs = ("start new thread", "launch worker thread", "failed to map segment")
    return isinstance(error, MemoryError) or any(sign in str(error) for sign in signs)


def own_fault(error: BaseException) -> str:
    """That an error is ours to mend, for one that no input should be able to cause."""
    said = printable(shortened(str(error), 200))
    told = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"a fault of Spaceties itself, please report it with what --debug shows ({told})"


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a cell of a table as well."""
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(r"\\\g<0>", shown)


def escape_html(text: str) -> str:
    """Text that HTML shows as it is, in an attribute as well; its lines stay lines."""
    from html import escape

    return escape(printable_lines(text))


def markdown_name(name: str) -> str:
    """A name in Markdown: as code, if that can hold it."""
    return f"`{name}`" if re.fullmatch(r"[\w.-]+", name) else escape_markdown(name)


def markdown_cell(markdown: str) -> str:
    """What is written in Markdown already, made fit for a cell of a table."""
    return " ".join(markdown.splitlines()).replace("|", "\\|")


def html_table(
    title: str, head: Iterable[str], rows: Iterable[Iterable[str]], below: Iterable[str]
) -> str:
    """A table of texts as HTML, with a title above and lines below, all of them escaped."""

    def line(cells: Iterable[str], tag: str) -> str:
        inner = "".join(f"<{tag}>{escape_html(cell)}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>"

    body = "".join(line(row, "td") for row in rows)
    end = "".join(f"<p>{escape_html(text)}</p>" for text in below)
    return f"<table><caption>{escape_html(title)}</caption>{line(head, 'th')}{body}</table>{end}"


def snake_case(label: str) -> str:
    """A label with its spelling taken off: "Perigee (km) *" is "perigee_km"."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """The known text that is most like another, two if they are equally like it.

    [] if none is like it, so many that none can be meant, or more than `MANY` are known. Where
    rapidfuzz is not installed a part of a longer text is not looked for.
    """
    texts = list(dict.fromkeys(islice(known, MANY + 1))) if comparable(text) else []
    if not texts or len(texts) > MANY:
        return []
    scored = None
    if len(text) > LONG or len(texts) > FEW:
        with suppress(ImportError):
            scored = _by_rapidfuzz(text, texts)
    scored = by_letters(text, texts) if scored is None else scored
    best = [like for like, score in scored if score == max(score for _, score in scored)]
    return best if len(best) < 3 else []


def comparable(text: str) -> bool:
    """Whether what is like a text is sought at all."""
    return len(text) <= LONGEST and any(map(str.isalnum, text))


def _by_rapidfuzz(text: str, texts: list[str]) -> list[tuple[str, float]]:
    from rapidfuzz import fuzz, process, utils

    scored = process.extract(
        text,
        texts,
        scorer=fuzz.WRatio if len(text) > LONG else fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=LIKENESS,
        limit=3,
    )
    return [(like, score) for like, score, _place in scored]


def by_letters(text: str, texts: list[str]) -> list[tuple[str, float]]:
    """As rapidfuzz's `fuzz.ratio`, which takes longer to load than to compare a few texts: twice
    the letters that two texts have in common, in their order, in a hundred letters of both.

    Source: Hyyrö 2004, "Bit-parallel LCS-length computation revisited"; a bit for each letter.
    """
    letters = _letters(text)
    every = (1 << len(letters)) - 1
    places: dict[str, int] = {}
    for place, letter in enumerate(letters):
        places[letter] = places.get(letter, 0) | 1 << place
    scored = []
    for like in texts:
        other, rest = _letters(like), every
        if 200 * min(len(letters), len(other)) < LIKENESS * (len(letters) + len(other)):
            continue
        for letter in other:
            common = rest & places.get(letter, 0)
            rest = (rest + common) | (rest - common)
        shared = len(letters) - (rest & every).bit_count()
        score = 200 * shared / (len(letters) + len(other) or 1)
        if score >= LIKENESS:
            scored.append((like, score))
    return scored


@lru_cache(2 * MANY)
def _letters(text: str) -> str:
    return "".join(c.lower()[:1] for c in re.sub(r"[\W_]", " ", text[: 2 * LONGEST]).strip())


def either(texts: Iterable[str]) -> str:
    """The texts in quotes, one or another: '"a" or "b"'."""
    return " or ".join(map(quoted, texts))


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """The end of a message on an unknown name: '; did you mean "agreements"?', or ''."""
    like = either(nearest(text, known))
    return f"; did you mean {like}?" if like else ""
