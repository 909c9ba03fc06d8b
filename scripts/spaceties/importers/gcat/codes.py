"""GCAT's codes in the words of the tables.

Sources: GCAT's documentation, planet4589.org/space/gcat/web: intro/desig.html (designations),
intro/success.html (launch codes and success fractions), intro/jcat.html (catalogue letters),
cat/pcols.html (class and category of payloads), and what the catalogue's own rows show.
"""

from __future__ import annotations

import re
import unicodedata

# Catalogue letter (A auxiliary, C complementary, D deep space, F failed to orbit, L low,
# R suborbital, S standard, T temporary) and running number.
JCAT = re.compile(r"[ACDFLRST][0-9]{5,9}")

GREEK = (
    "ALP", "BET", "GAM", "DEL", "EPS", "ZET", "ETA", "THE", "IOT", "KAP", "LAM", "MU", "NU", "XI",
    "OMI", "PI", "RHO", "SIG", "TAU", "UPS", "PHI", "CHI", "PSI", "OME",
)  # fmt: skip
PIECE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

_TAG = re.compile(r"[0-9]{4}-(?:[0-9]{3}|[A-Z][0-9]{2,3})")
_PIECE = re.compile(r"[0-9]{4}-[0-9]{3}[A-Z]{1,3}")
_GREEK = re.compile(
    r"(?P<year>[0-9]{4}) (?:(?P<turn>[AB]) )?(?P<letter>[A-Z]{2,3})(?: (?P<n>[0-9]+))?"
)

# S success, F failure, U unknown, E explosion on the pad; digits are the success in percent where
# it is neither whole nor none.
_LAUNCH_CODE = re.compile(r"[A-Z](?P<verdict>[SFUE])(?P<percent>[0-9]{1,2})?")
HALF = 50  # percent

# TeX's accents as combining characters: acute, grave, circumflex, diaeresis, tilde, cedilla.
COMBINING = dict(zip("'`^\"~,", "\u0301\u0300\u0302\u0308\u0303\u0327", strict=True))
_TEX_ACCENT = re.compile(r"\\(?P<accent>['`^\"~,])\{?(?P<letter>[A-Za-z])\}?")

PURPOSES = {
    "AST": "astronomy",
    "BIO": "life_sciences",
    "CAL": "calibration",
    "COM": "communications",
    "EDU": "education",
    "EOSCI": "earth_science",
    "EW": "early_warning",
    "GEOD": "geodesy",
    "IMG": "imaging",
    "IMG-R": "radar_imaging",
    "INF": "infrastructure",
    "MET": "meteorology",
    "MET-RO": "radio_occultation",
    "MGRAV": "microgravity",
    "MISC": "miscellaneous",
    "NAV": "navigation",
    "PLAN": "deep_space",
    "RB": "rocket_body",
    "RV": "reentry_vehicle",
    "SCI": "science",
    "SIG": "signals_intelligence",
    "SS": "human_spaceflight",
    "TARG": "target",
    "TECH": "technology",
    "WEAPON": "weapon",
}

CLASSES = {"A": "academic_or_amateur", "B": "business", "C": "civil", "D": "defence"}


def launch_id(tag: str) -> str:
    """The COSPAR designator of a launch tag; the Greek ones of 1957 to 1962 become numbers.

    `1962 B ALP` is 1962-049: the letters were counted through, A ALP after OME, B ALP after
    A OME (COSPAR's renumbering, as in the United States catalogue).
    Raises ValueError for other forms.
    """
    if _TAG.fullmatch(tag):
        return tag
    match = _GREEK.fullmatch(tag)
    if not match or match["n"] or match["letter"] not in GREEK:
        raise ValueError(f"a launch tag such as 2016-001, 2006-F03 or 1962 B ALP, found {tag!r}")
    return _greek_launch(match)


def cospar_id(piece: str, jcat: str) -> str:
    """The international designation of an object, "" if it has none.

    Greek pieces become letters, piece 1 A (NASA SP-4402, appendix B: 1960 Eta 1, 2 and 3 are
    1960-7A, B and C); a Greek designation without a number is of the only object there was.
    Objects outside the standard catalogue bear the piece of what they are attached to, or one
    that GCAT made (as those of failed launches), and have no designation of their own.
    """
    if not jcat.startswith("S"):
        return ""
    if _PIECE.fullmatch(piece):
        return piece
    match = _GREEK.fullmatch(piece)
    if not match or match["letter"] not in GREEK:
        return ""
    number = int(match["n"] or 1)
    if not 1 <= number <= len(PIECE_LETTERS):
        return ""
    return _greek_launch(match) + PIECE_LETTERS[number - 1]


def _greek_launch(match: re.Match[str]) -> str:
    turns = {None: 0, "A": 1, "B": 2}[match["turn"]]
    return f"{match['year']}-{turns * len(GREEK) + GREEK.index(match['letter']) + 1:03}"


def outcome(code: str) -> str:
    """success, partial or failure, by the letter and digits of a launch code such as OS or OF40.

    The digits are the catalogue's score in percent, given where something was reached and not all:
    from half on that is partial, below a failure, whatever the letter. A launch of unknown outcome
    (U) and an explosion before lift-off (E) are failures to deliver.
    Raises ValueError for other forms.
    """
    match = _LAUNCH_CODE.fullmatch(code)
    if not match:
        raise ValueError(f"a launch code such as OS, OF or OS85, found {code!r}")
    if match["percent"]:
        return "partial" if int(match["percent"]) >= HALF else "failure"
    return "success" if match["verdict"] == "S" else "failure"


def flight(cell: str) -> str:
    """The number of a single vehicle, without `xxx`, which holds the place of a count not yet made,
    and without the blanks that line up the parts of a serial number."""
    return re.sub(r" *([-/]) *", r"\1", text(cell)).removeprefix("xxx/")


def norad_id(jcat: str) -> str:
    """The number in the United States catalogue, which the standard catalogue repeats, or ""."""
    return str(int(jcat[1:])) if jcat.startswith("S") else ""


def is_uncertain(kind: str) -> str:
    """true where the ninth letter of a type says that the object may be another of its launch."""
    return "true" if kind[8:9] == "?" else ""


def slug(name: str) -> str:
    """Lower-case words joined by hyphens: `Soyuz-2-1A` soyuz-2-1a, `Ariane 5G+` ariane-5g-plus."""
    plain = unicodedata.normalize("NFKD", name.replace("+", " plus ")).encode("ascii", "ignore")
    return re.sub("[^a-z0-9]+", "-", plain.decode().lower()).strip("-") or "unknown"


def split(text: str) -> list[str]:
    """The codes of a cell such as `CAST/INPE`, in order, each once, question marks kept."""
    return list(dict.fromkeys(part.strip() for part in text.split("/") if part.strip()))


def bare(code: str) -> str:
    """A code without the question mark that says it is uncertain."""
    return code.rstrip("? ")


def text(cell: str) -> str:
    """A cell's text with single spaces, TeX accents (`Soci\\'et\\'e`) as letters, and without
    control and format characters, which no reader sees."""
    accented = _TEX_ACCENT.sub(lambda m: m["letter"] + COMBINING[m["accent"]], cell)
    visible = "".join(c for c in accented if unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize("NFC", visible).split())
