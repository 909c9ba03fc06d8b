"""Texts brought to the form in which they are compared: names, and addresses of documents.

`Космос-1`, "KOSMOS 1" and "Kosmos 1" fold to one text. Transliteration is anyascii's, letter by
letter, so that two romanisations of one name may still differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from spaceties.datapackage.report.absent import is_absent

APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u02b9`\u00b4]")
WORDS = re.compile(r"[a-z0-9]+")
BETWEEN = re.compile(r"[^a-z0-9\n]+")
HYPHENED = re.compile(r"\w+(?:-\w+)*")
DESIGNATION = re.compile(r"(?=.*[^\W\d_]).*\d.*|[A-Z]{2,}(?:-[A-Z]{2,})+")
ARTICLES = "the of and a an on in for to de la le et du"
# Only what cannot be a word of a name. The lists of `fingerprints` are longer, take "international"
# and "UK" for such forms, and need ICU and a compiler to install.
LEGAL_FORMS = (
    "ltd limited inc llc gmbh co corp corporation company plc sa ab ag ooo oao pao jsc "
    "bhd cjsc eood kft llp lp ltda oy pt pte pty sarl sas sdn spa srl zao"
)
FILLERS = frozenset(f"{ARTICLES} {LEGAL_FORMS}".split())

ALIKE = str.maketrans("cqyjwz", "kkiivs")  # letters of one sound

CODES = frozenset({"iso_alpha2"})  # columns of codes that may look like a missing value: NA
LISTS = frozenset({"other_names"})  # columns of several names, parted by "; "


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Words of ASCII letters and digits in lower case, parted by one space."""
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(unicodedata.normalize("NFKC", text))
    plain = APOSTROPHES.sub("", text).replace("&", " and ").replace("+", " plus ").casefold()
    return " ".join(WORDS.findall(plain))


def letters(texts: Iterable[str]) -> dict[str, str]:
    """The letters of texts beyond ASCII, in their composed form, and what :func:`fold` takes them
    for: for those who fold elsewhere."""
    from anyascii import anyascii

    # Text by text: a mark would else join whichever letter a set puts before it.
    used = set().union(*(unicodedata.normalize("NFKC", t) for t in texts if not t.isascii()))
    return {one: anyascii(one) for one in sorted(used) if not one.isascii()}


def sounds(folded: str) -> str:
    """A folded name without spaces and without what languages spell in two ways: "roscosmos" and
    "roskosmos", "baikonur" and "bajkonur"."""
    plain = folded.replace(" ", "").replace("ph", "f").replace("x", "ks").translate(ALIKE)
    return re.sub(r"(.)\1+", r"\1", plain)


def squeeze(text: str) -> str:
    """The folded text without spaces: "Alsat-1" and "ALSAT 1" and "Alsat1" are one."""
    return fold(text).replace(" ", "")


def squeezed(texts: Iterable[str]) -> list[str]:
    """The same of many texts, which is several times as fast."""
    plain = [text.replace("\n", " ") if text.isascii() else fold(text) for text in texts]
    joined = "\n".join(plain).replace("&", "and").replace("+", "plus").casefold()
    return BETWEEN.sub("", joined).split("\n") if plain else []


def designations(text: str) -> set[str]:
    """The squeezed words of a text that name one satellite or programme: letters with a number or
    capitals with a hyphen, as in "GSAT-24" and "MBZ-SAT"."""
    words = HYPHENED.findall(APOSTROPHES.sub("", text))
    return {squeeze(word) for word in words if DESIGNATION.fullmatch(word)}


@lru_cache(maxsize=65_536)
def core(folded: str) -> str:
    """A folded name without the words that say little, articles and legal forms."""
    return " ".join(word for word in folded.split() if word not in FILLERS) or folded


def names_in(column: str, cell: str) -> list[str]:
    """The folded names in a cell of a column of names or titles; what stands for a missing value
    is none."""
    return [
        folded
        for part in parts(column, cell)
        if (folded := fold(part)) and (column in CODES or not is_absent(part.strip()))
    ]


def parts(column: str, cell: str) -> list[str]:
    """The names in a cell as they are written."""
    return (cell.split(";") if column in LISTS else [cell]) if cell else []


def address(url: str) -> str | None:
    """An address without scheme, `www.`, fragment and last slash; None if it names no host."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = parts.netloc.casefold().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if host else None
