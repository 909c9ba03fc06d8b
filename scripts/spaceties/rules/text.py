"""Rules on every cell: readable dates, numbers that can be held, and nothing that runs, hides or
reorders."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from html import unescape

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from spaceties.datapackage.report import ERROR, WARNING
from spaceties.datapackage.report.garbled import what_happened
from spaceties.rules.engine import Rule
from spaceties.rules.views import numbers_not_held, text_cells

# Control characters, and those that reorder or hide text: Unicode TR 36, CVE-2021-42574.
HIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"

# What a spreadsheet takes for a formula (OWASP, CSV injection). Programs drop blanks, hidden
# characters and quotes before it, and a full-width sign is one where Chinese or Japanese is typed.
BEFORE = rf"[\s{HIDDEN}\xad\"'`\u2018-\u201f]*"
SIGN = re.compile(rf"([\t\r\n])|{BEFORE}(?:([=+@\uff1d\uff0b\uff20])|[-\uff0d])")
# A number, alone or with its unit, or words after a dash: they call, join and fetch nothing.
REFERENCE = r"\s*\$?[A-Za-z]{1,3}\$?\d+"
NO_FORMULA = re.compile(
    rf"(?!{REFERENCE}\s*$)(?!.*\d\s*[-/]{REFERENCE})(?:[\s0-9.][^=+@*^&|!(){{}}<>\uff0b\uff1d\uff20]*)?",
    re.DOTALL,
)
# A separator or a quote within the cell begins another cell for a program that splits otherwise.
# Signs are common there in prose: only what computes, calls or fetches counts.
CALL = r"(?!\d+\()[\w.$]+(?:\(|[+*^&|!]['\"\w$(])"
WITHIN = re.compile(
    rf"[,;\t\r\n\"'] {{0,2}}(?:[=\uff1d]\S|[-+@\uff0d\uff0b\uff20]{CALL})"
    r"|\|\s?['\"][^|!]*!|\w\|\w[^|!]*!\w"  # a link of DDE: program|topic!item
)

# A tag, a comment or a declaration begins with "<" and one of these directly after it, and need
# not end: HTML standard, tokenization. Browsers skip tabs and line breaks in addresses.
TAG = r"<[A-Za-z/!?]"
SCRIPT = "|".join(r"[\t\r\n]*".join(scheme) for scheme in ("javascript:", "vbscript:"))
ADDRESS = rf"\b(?:{SCRIPT})(?! [\w ,.'-]*$)"  # "JavaScript: a history" is a title
DATA = r"\bdata:\s*(?:text/(?:html|xml)|image/svg|application/(?:xml|xhtml))"
HANDLER = r"[\"'`]\s*on[a-z]+\s*="
MARKUP = re.compile(rf"{TAG}|(?i:{ADDRESS}|{DATA}|{HANDLER})")
ENTITY = re.compile(r"&(?:#\w{1,9};?|[A-Za-z]{2,31};)")
NESTED = re.compile(r"&(?:amp;|#0*38;|#x0*26;)+", re.IGNORECASE)
ZEROS = re.compile(r"&#(x?)0+", re.IGNORECASE)


def runs(text: str) -> bool:
    """Whether a spreadsheet may take a cell, or a part of it, for a formula."""
    sign = SIGN.match(text)
    if sign and (sign.lastindex or not NO_FORMULA.fullmatch(text, sign.end())):
        return True
    return WITHIN.search(text) is not None


def marks_up(text: str) -> bool:
    """Whether a page may take a part of a cell for markup, also once its entities are decoded."""
    if MARKUP.search(text):
        return True
    plain = ZEROS.sub(r"&#\1", NESTED.sub("&", text)) if "&" in text else ""
    return MARKUP.search(ENTITY.sub(_decoded, plain)) is not None


def _decoded(entity: re.Match[str]) -> str:
    return unescape(entity[0])


# Few texts can break a rule, and RE2 finds them a hundred times as fast as they are judged. It has
# no classes of Unicode under \s and \w: texts that hold these are what may break the rule.
UNSEEN = "[" + re.sub(r"\\u(....)", r"\\x{\1}", HIDDEN) + "]"
BLANK = r"[\s\v\x1c-\x1f\x85\p{Z}]"
MAY_RUN = (
    r"\A[^\pL\pN]*[-=+@\t\r\n\x{ff1d}\x{ff0b}\x{ff20}\x{ff0d}]"
    r"|[,;\t\r\n\"'] {0,2}[-=+@\x{ff1d}\x{ff0d}\x{ff0b}\x{ff20}]|\|"
)
MAY_BE_GARBLED = (
    r"\x{fffd}|锟斤拷|ï¿½|\?\?\?|[\x{e000}-\x{f8ff}]"
    r"|[\x{fb00}-\x{fb06}\x{fb13}-\x{fb17}\x{fb50}-\x{fdfb}\x{fe70}-\x{fefc}]"
    r"|[ÃÂÅÄâÐÑ][\x{80}-\x{bf}\x{2018}-\x{203a}\x{20ac}\x{2122}]"
)
MAY_MARK_UP = rf"[<&]|(?i:t[\t\r\n]*:|data:|[\"'`]{BLANK}*on)"


def _kept(v: pd.DataFrame, suspect: str, breaks: Callable[[str], bool] | None = None) -> pd.Series:
    """Whether cells keep a rule. suspect: an expression for RE2 that finds the texts which `breaks`
    judges, or which break the rule without it; each different text is judged once."""
    texts = v["value"].cat.categories
    broken = pc.match_substring_regex(pa.array(texts), suspect).to_numpy(zero_copy_only=False)
    if breaks is not None:
        suspects = np.flatnonzero(broken)
        broken[suspects] = [breaks(text) for text in texts[suspects]]
    return pd.Series(~broken[v["value"].cat.codes], v.index)


def _not_composed(text: str) -> bool:
    return not unicodedata.is_normalized("NFC", text)


def _garbled(text: str) -> bool:
    return what_happened(text) is not None


def _without_sign(row: pd.Series) -> str | None:
    """The text behind the signs, where it is mere words."""
    words = re.sub(rf"^{BEFORE}[-=+@\uff0d\uff1d\uff0b\uff20\s]+", "", row["value"])
    return f"write {words!r}" if re.fullmatch(r"[^\W\d_][\w .,'-]*", words) else None


def _of_calendar(row: pd.Series) -> str | None:
    """Which of the two is wrong with a date, and the fact that shows it."""
    for year, month, day in re.findall(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", row["value"]):
        if int(year) and 1 <= int(month) <= 12:
            days = monthrange(int(year), int(month))[1]
            if not 1 <= int(day) <= days:
                return f"{year}-{month} has {days} days"
    first, slash, last = row["value"].partition("/")
    return f"{last} lies before {first}" if slash and ".." not in (first, last) else None


RULES = [
    Rule(
        "R001", ERROR, text_cells, ("value",),
        "A vague date names days that exist, and an interval starts before it ends.",
        "The pattern of the schema cannot tell 2016-02-30 from a date.",
        "{value:2000-02-30} names a day that does not exist, or ends before it starts.",
        "write the date as the source has it: 2000-02-29, 2000-02 or 2000",
        lambda v: v["readable"],
        _of_calendar,
    ),
    Rule(
        "X601", ERROR, text_cells, ("value",),
        "No text begins like a formula (= + - @), nor does a part of it.",
        "A spreadsheet would run it.",
        "{value:=A1+B1} begins like a formula (= + - @), or a part of it does.",
        "take the sign away, or put a word before it",
        lambda v: _kept(v, MAY_RUN, runs),
        _without_sign,
    ),
    Rule(
        "X602", ERROR, text_cells, ("value",),
        "No text holds control, zero-width or bidirectional characters.",
        "They hide or reorder what the reader sees.",
        "{value:A\\u202EB} holds a character that nobody sees and that hides or reorders text.",
        "type the text anew, or copy it as plain text",
        lambda v: _kept(v, UNSEEN),
    ),
    Rule(
        "X603", ERROR, text_cells, ("value",),
        "No text holds markup.",
        "A page that shows the cell might run it.",
        "{value:<b>Alsat</b>} holds markup, which a page might run.",
        "take the tags away, and keep the words between them",
        lambda v: _kept(v, MAY_MARK_UP, marks_up),
    ),
    Rule(
        "X604", ERROR, text_cells, ("value",),
        "Text has no blanks at its ends and no two in a row.",
        "Blanks that nobody sees break comparisons.",
        "{value:Alsat  1} begins or ends with a blank, or has two in a row.",
        "leave one blank between words and none at the ends",
        lambda v: _kept(v, rf"\A{BLANK}|{BLANK}\z|{BLANK}{BLANK}"),
    ),
    Rule(
        "X605", ERROR, text_cells, ("value",),
        "Text is in Unicode normal form C.",
        "The same word in two forms is two words to a machine.",
        "{value:e\\u0301} is written with letters and their accents apart (not normal form C).",
        "type the letter as one, or let a program normalize the text to NFC",
        lambda v: _kept(v, r"[^\x00-\x7f]", _not_composed),
    ),
    Rule(
        "X606", ERROR, numbers_not_held, ("value",),
        "A number is finite, and a whole one has at most 64 bits.",
        "JSON, SQLite and most programs hold no others.",
        "{value:inf} is no finite number, or a whole one of more than 64 bits.",
        "write the number in full, or leave the cell empty",
        lambda v: v["value"].isna(),
    ),
    Rule(
        "X607", WARNING, text_cells, ("value",),
        "Text has the letters that it was written in: none are lost, or read in another encoding.",
        "Somebody's program has spoilt it, and no search finds it any more.",
        "{value:CrÃ©dits} has lost letters, or was read in another encoding than it was written "
        "in.",
        "write the text as the source has it",
        lambda v: _kept(v, MAY_BE_GARBLED, _garbled),
        lambda row: (what_happened(row["value"]) or ("", None))[1],
    ),
]  # fmt: skip
