"""Names folded for comparison: case, accents, script and punctuation taken off.

`Космос-1`, "KOSMOS 1" and "Kosmos 1" fold to one text. Transliteration is anyascii's, letter by
letter, so that two romanisations of one name may still differ.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u02b9`\u00b4]")
WORDS = re.compile(r"[a-z0-9]+")
LIKE_WORD = 75  # of 100, rapidfuzz ratio: Kosmos is like Cosmos, Sweden is not like Slovenia
FILLERS = frozenset(
    (
        *("the", "of", "and", "a", "an", "on", "in", "for", "to", "de", "la", "le", "et", "du"),
        *("ltd", "limited", "inc", "llc", "gmbh", "co", "corp", "corporation", "company", "plc"),
        *("sa", "ab", "ag", "ooo", "oao", "pao", "jsc"),
    )
)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Words of ASCII letters and digits in lower case, parted by one space."""
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(unicodedata.normalize("NFKC", text))
    plain = APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " plus ").casefold()
    return " ".join(WORDS.findall(plain))


def squeeze(text: str) -> str:
    """The folded text without spaces: "Alsat-1" and "ALSAT 1" and "Alsat1" are one."""
    return fold(text).replace(" ", "")


def core(folded: str) -> str:
    """A folded name without the words that say little, articles and legal forms."""
    return " ".join(word for word in folded.split() if word not in FILLERS) or folded


def spelled_alike(one: str, other: str) -> bool:
    """Whether two folded names are one but for spelling: every word has its like in the other.
    Numbers, and letters standing alone, must be the same."""
    from rapidfuzz import fuzz

    mine, theirs = core(one).split(), core(other).split()
    for word in list(mine):
        if word in theirs:
            mine.remove(word)
            theirs.remove(word)
    if len(mine) != len(theirs) or any(len(w) == 1 or not w.isalpha() for w in mine + theirs):
        return False
    for word in mine:
        like = max(theirs, key=lambda w: fuzz.ratio(word, w))
        if fuzz.ratio(word, like) < LIKE_WORD:
            return False
        theirs.remove(like)
    return True
