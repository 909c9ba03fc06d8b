"""In which encoding a text file is that is not in UTF-8, told by its letters.

Spreadsheets save "CSV" in the code page of their country and do not say which. chardet ranks the
encodings by the pairs of letters that are common in each; what reads as no words counts less. If
two remain likely, only the contributor knows.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage.csv.lines import count_breaks
from spaceties.datapackage.extras import explained
from spaceties.datapackage.report.letters import HOPELESS, odd_places, script_of

# Encodings that spreadsheets write, and what people call them.
NAMES = {
    **{f"cp{page}": f"Windows-{page}" for page in range(1250, 1259)},
    "cp874": "Windows-874",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "gb18030": "GB18030",
    "big5": "Big5",
    "euc_jp": "EUC-JP",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "iso8859-2": "ISO-8859-2",
    "iso8859-5": "ISO-8859-5",
    "iso8859-9": "ISO-8859-9",
    "mac-roman": "Mac Roman",
    "mac-cyrillic": "Mac Cyrillic",
    "mac-latin2": "Mac Latin 2",
    **{f"cp{page}": f"CP{page}" for page in (437, 850, 852, 866)},
}
JAPANESE = ("cp932", "euc_jp")
EAST_ASIAN = (*JAPANESE, "cp949", "gb18030", "big5")
# What chardet calls the larger sets of the same bytes
LARGER = {"big5hkscs": "big5", "euc_jis_2004": "euc_jp", "euc-jis-2004": "euc_jp"}
# How much more seldom files are in an encoding than in most
SELDOM = {
    **dict.fromkeys(("cp1257", "cp1258", "iso8859-5", "mac-latin2", "koi8-u"), 2),
    "cp1252": 2 / 3,
}
LEAST = 0.0005  # weight of a guess that is one
SAMPLE = 20_000  # bytes of words that are looked at
SHOWN = 3  # encodings that are named
ODD = 0.3  # by how much a sign counts less that stands where words have none
CARONS = "šžŠŽ"  # Windows-1252 has them, the languages that are written in it have not
WORDS = re.compile(rb"[^\s,;\"]*[\x80-\xff][^\s,;\"]*")
SIGNS = "“”–—…•°€"
# it’s, don’t, we’re, parties’; l’accord, d’Orsay, qu’il
ELISION = r"(?i)(?<=[a-z])’(?:s|t|re|ll|d|m|ve)?(?![a-z])|(?<![a-z])(?:[cdjlmnst]|qu)’(?=[a-z])"
RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class Guess:
    """An encoding, how likely it is beside others, and what the sample says in it."""

    codec: str
    weight: float
    text: str

    @property
    def name(self) -> str:
        """The encoding as people call it."""
        return NAMES[self.codec]

    @property
    def word(self) -> str:
        """The longest of the first words."""
        return max(self.text.split("\n")[:20], key=len)[:40]


def is_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8, so that the rest is cells that are spoilt."""
    runs = [match[0] for match in RUN.finditer(data)]
    return 2 * sum(_decoded(run, "utf-8") is not None for run in runs) >= len(runs)


def guess(data: bytes) -> Guess:
    """The encoding of bytes that are not UTF-8.

    Raises ContributionError, with the likely ones and a word in each, if it cannot be told.
    """
    guesses = _ranked(data)
    if not guesses:
        at = next(re.finditer(RUN, data)).start()
        line = 1 + count_breaks(data, 0, at)
        raise ContributionError(
            f"line {line}: the bytes are text in no known encoding; save the file as UTF-8"
        )
    first = guesses[0]
    if _is_certain(guesses):
        return first
    likely = guesses[:SHOWN]
    words = zip(*(one.text.split("\n")[:100] for one in likely), strict=False)
    told = max(words, key=lambda word: (len({*word}), len(word[0])))
    named = [f'{one.name} ("{word[:40]}")' for one, word in zip(likely, told, strict=True)]
    raise ContributionError(
        "the file is not UTF-8, and its letters do not tell which encoding it is in: "
        f"{' or '.join(named)}; save it as UTF-8"
    )


def _is_certain(guesses: list[Guess]) -> bool:
    """Whether the first is far enough ahead of the second: few letters need a greater distance,
    and so do the encodings of East Asia, in which any bytes are characters."""
    first = guesses[0]
    letters = sum(not sign.isascii() for sign in first.text)
    if odd_places(first.text) > 0.05 * letters or first.weight < LEAST:
        return False
    ahead = 2 + 10 / letters if first.codec in EAST_ASIAN else 1.2 + 3 / letters
    return len(guesses) == 1 or first.weight >= ahead * guesses[1].weight


def _ranked(data: bytes) -> list[Guess]:
    """The encodings in which the bytes are text, the most likely first; of those in which they are
    the same text, one."""
    sample = b"\n".join(_words(data))
    best: dict[str, Guess] = {}
    for codec, weight in _candidates(sample):
        text = _decoded(sample, codec)
        if text is None or _decoded(data, codec) is None or odd_places(text) >= HOPELESS:
            continue
        weight = _with_kana(codec, weight, text) * ODD ** min(odd_places(text), 6)
        weight /= SELDOM.get(codec, 1)
        if codec == "cp1252":
            weight *= ODD ** min(sum(map(text.count, CARONS)), 3)
        if text in best and codec != "cp1252":
            codec = best[text].codec if weight <= best[text].weight else codec
        if text in best:
            weight = max(weight, best[text].weight)
        best[text] = Guess(codec, weight, text)
    ranked = sorted(best.values(), key=lambda one: -one.weight)
    western = next((one for one in ranked if one.codec == "cp1252"), None)
    if western and _only_signs(western.text):
        return [western]
    return ranked


def _candidates(sample: bytes) -> Iterator[tuple[str, float]]:
    with explained():
        import chardet
    known = [codec.replace("_", "-") for codec in NAMES]
    ranked = chardet.detect_all(
        sample, ignore_threshold=True, include_encodings=known, compat_names=False
    )
    weights = {}
    for one in ranked:
        if one["encoding"]:
            codec = codecs.lookup(one["encoding"]).name
            weights[LARGER.get(codec, codec)] = one["confidence"]
    for codec in JAPANESE:  # chardet wants kanji
        weights.setdefault(codec, 0.0)
    if len(ranked) == 1:  # nothing fits, and it says so by naming Windows-1252
        weights.pop("cp1252", None)
    weights.setdefault("cp1252", LEAST / 2)
    return ((codec, weight) for codec, weight in weights.items() if codec in NAMES)


def _words(data: bytes) -> Iterator[bytes]:
    """The different words that are not ASCII."""
    seen: set[bytes] = set()
    size = 0
    for match in WORDS.finditer(data):
        if match[0] not in seen:
            seen.add(match[0])
            size += len(match[0])
            yield match[0]
        if size > SAMPLE:
            return


def _with_kana(codec: str, weight: float, text: str) -> float:
    """The weight of a text with or without kana, which only Japanese has."""
    letters = [script_of(sign) for sign in text if sign.isalpha() and not sign.isascii()]
    kana = sum(script in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") for script in letters)
    if codec not in EAST_ASIAN or kana < 3 or 4 * kana < len(letters):
        return weight
    return max(weight, 0.5) if codec in JAPANESE else weight / 10


def _only_signs(text: str) -> bool:
    """Whether what is not ASCII are quotes, dashes and degrees where they belong, as Windows has
    them: in other encodings the same bytes are letters. Dots that end words alone do not tell: the
    same byte ends the words of Italian in CP850 (attività)."""
    if re.sub(r"(?i)(?<=[a-z])…", "", text).isascii():
        return False
    rest = re.sub(ELISION, "", text)
    return all(sign.isascii() or sign in SIGNS for sign in rest) and not odd_places(text)


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None
