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


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Words of ASCII letters and digits in lower case, parted by one space."""
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(unicodedata.normalize("NFKC", text))
    plain = APOSTROPHES.sub("", text).replace("&", " and ").casefold()
    return " ".join(WORDS.findall(plain))


def squeeze(text: str) -> str:
    """The folded text without spaces: "Alsat-1" and "ALSAT 1" and "Alsat1" are one."""
    return fold(text).replace(" ", "")


def marks(folded: str) -> list[str]:
    """Numbers and single letters of a folded name, which tell Unit 1 from Unit 2 and A from B."""
    return sorted(
        part
        for word in folded.split()
        for part in ([word] if len(word) == 1 else re.findall(r"\d+", word))
    )
