"""Words that reports, messages and pages share: counts, quotes, escapes, and what is like a text.

Everything that a data file says goes through one of these before it is shown.
"""

from __future__ import annotations

import json
import re
import textwrap
import unicodedata
from collections.abc import Iterable

LIKENESS = 75  # of 100: below this, the nearest text is more likely to mislead than to help
LONG = 12  # characters; of a longer text a part may be meant
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


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """The lines of a paragraph, all but the first indented; at least one, words kept whole."""
    lines = textwrap.wrap(
        text, width, subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False
    )
    return lines or [""]


def quoted(text: str, most: int = 200) -> str:
    """The text in JSON quotes, so that spaces and control characters are seen; cut if long."""
    said = json.dumps(shortened(text, most), ensure_ascii=False)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in said)


def printable(text: str) -> str:
    """Control characters escaped: what a data file says must not steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a cell of a table as well."""
    shown = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MARKUP.sub(r"\\\g<0>", shown)


def markdown_cell(markdown: str) -> str:
    """What is written in Markdown already, made fit for a cell of a table."""
    return " ".join(markdown.splitlines()).replace("|", "\\|")


def html_table(
    title: str, head: Iterable[str], rows: Iterable[Iterable[str]], below: Iterable[str]
) -> str:
    """A table of texts as HTML, with a title above and lines below, all of them escaped."""
    from html import escape

    def line(cells: Iterable[str], tag: str) -> str:
        inner = "".join(f"<{tag}>{escape(printable(cell))}</{tag}>" for cell in cells)
        return f"<tr>{inner}</tr>"

    body = "".join(line(row, "td") for row in rows)
    end = "".join(f"<p>{escape(printable(text))}</p>" for text in below)
    return f"<table><caption>{escape(title)}</caption>{line(head, 'th')}{body}</table>{end}"


def snake_case(label: str) -> str:
    """A label with its spelling taken off: "Perigee (km) *" is "perigee_km"."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def nearest(text: str, known: Iterable[str]) -> list[str]:
    """The known text that is most like another, two if they are equally like it.

    [] if none is like it, or so many that none can be meant.
    """
    from rapidfuzz import fuzz, process, utils

    scored = process.extract(
        text,
        list(dict.fromkeys(known)),
        scorer=fuzz.WRatio if len(text) > LONG else fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=LIKENESS,
        limit=3,
    )
    best = [like for like, score, _place in scored if score == scored[0][1]]
    return best if len(best) < 3 else []


def either(texts: Iterable[str]) -> str:
    """The texts in quotes, one or another: '"a" or "b"'."""
    return " or ".join(map(quoted, texts))


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """The end of a message on an unknown name: '; did you mean "agreements"?', or ''."""
    like = either(nearest(text, known))
    return f"; did you mean {like}?" if like else ""
