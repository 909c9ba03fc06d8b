"""What has happened to a text whose letters are not what they were.

Letters that were lost, UTF-8 that was read in a code page, the entities of a page, the private
letters and the ligatures of a document's fonts.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from .letters import odd_places
from .words import quoted

LOST = r"\ufffd|锟斤拷|ï¿½"
QUESTIONED = r"[^\W\d_]\?[^\W\d_]|\?{3,}"  # Cr?dits
LOOK = "look the text up in the source"
ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
ESCAPE = r"\\u[0-9a-fA-F]{4}"
BEYOND = r"[^\x00-\x7f]+"
CODE_PAGES = ("cp1252", "latin-1", "cp1251", "cp1250", "cp1254", "mac-roman", "cp437", "cp850")
# What UTF-8 is of that was read twice: letters of living languages, and usual signs
LIVING = re.compile(
    "[\xa0-\u017f\u0218-\u021b\u0386-\u045f\u0490\u0491\u05d0-\u05ea\u0621-\u064a\u0e01-\u0e4e"
    "\u1ea0-\u1ef9\u2010-\u2026\u20ac\u2116\u2122\u3001-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]+"
)
FORMS = "[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc]"


def what_happened(text: str) -> tuple[str, str | None] | None:
    """What has happened to a text, and a hint, which is None where letters are lost."""
    if text.isascii() and not re.search(r"[&?\\]", text):
        return None
    if re.search(LOST, text):
        return "letters were lost: others stand for them", None
    if re.search(QUESTIONED, text) and not re.search(r"[/=]|\w\.\w", text):
        return "letters may have been lost: question marks stand for them", LOOK
    if (meant := read_once(text)) != text:
        return "the text is UTF-8 that was read in a code page", quoted(meant)
    if (meant := re.sub(ENTITY, lambda found: unescape(found[0]), text)) != text:
        return "the text holds entities of a page", quoted(meant)
    if (meant := re.sub(ESCAPE, lambda found: chr(int(found[0][2:], 16)), text)) != text:
        return "the text holds escapes of a program", quoted(meant)
    if any(unicodedata.category(sign) == "Co" for sign in text):
        return "the text holds private letters, which only a font of its own shows", None
    plain = re.sub(FORMS, lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if plain != text:
        return "the text holds ligatures, which no search finds", quoted(plain)
    return None


def read_once(text: str) -> str:
    """The text of UTF-8 that was read in a code page (Ã© for é), once or twice."""
    for _ in range(2):
        text = next(filter(None, (_undone(text, page) for page in CODE_PAGES)), text)
    return text


def _undone(text: str, page: str) -> str | None:
    """The text as it was if it was read in a code page. Runs of letters alone may be words: they
    must be odd as they stand."""
    runs = [(run, _decoded(run, page)) for run in dict.fromkeys(re.findall(BEYOND, text))]
    meant = {run: was for run, was in runs if was}
    whole = re.sub(BEYOND, lambda found: meant.get(found[0], found[0]), text)
    if all(run.isalpha() for run in meant) and (
        page not in CODE_PAGES[:3] or odd_places(whole) >= odd_places(text)
    ):
        return None
    return whole


def _decoded(run: str, page: str) -> str | None:
    """What a run of letters and signs beyond ASCII was."""
    try:
        meant = run.encode(page).decode("utf-8")
    except UnicodeError:
        return None
    closed = len(run) == 2 and run[1] in "»”’"  # «CAFÉ»
    return meant if LIVING.fullmatch(meant) and not closed else None
