"""What the text of a cell can mean, for a column that does not take it as it stands.

The usual accidents are known: spaces, decimal commas, dates in words, what spreadsheets do to
dates and codes, text in the wrong encoding. Every reading passes the column's own validator.
Nothing here looks at other cells or tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from .. import edtf
from ..cells import FALSE_VALUES, TRUE_VALUES
from ..model import Field
from .absent import is_absent, may_be_nought
from .number_spellings import numbers, numbers_within, without_exponent
from .spellings import Spelling, dates, times
from .words import MANY, quoted, snake_case

INVISIBLE = "[\u00ad\u200b\u2060\ufeff]"  # soft hyphen, zero-width space, joiner, mark
DIRECTIONS = "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPACES = r"[^\S\r\n]+"
HOST = r"[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)"
SCHEME = r"(https?)(?:/+|:/?|//)([^/:].*)"  # misspelt: http//, https:/
# Cyrillic and Greek letters that look like Latin ones.
LOOK_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХасеіјорухΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXaceijopyxABEZHIKMNOPTYX"
)
APOSTROPHE = r"^['\u2019](?=[\d+-])"  # by which a spreadsheet is told that a number is text
COMPOSED = "with letter and accent as one character"
TIDY = "without needless spaces and invisible characters"
MISSING = "stands for a missing value"
NO_DATA = "if it is a code for a missing value"
EMPTIED = (TIDY, MISSING, NO_DATA)  # readings that may leave nothing
RELATIONS = {
    "about": r"c\.?|ca\.?|circa|about|approx\.?|approximately|around|roughly|~|≈|∼|etwa|rund|"
    r"environ|около|примерно|约|約|cerca de|cca\.?",
    "at_least": r">|≥|>=|&gt;|over|more than|at least|min\.?|mehr als|über|mindestens|"
    r"plus de|au moins|más de|più di|mais de|более|свыше|не менее|超过|超過",
    "at_most": r"<|≤|<=|&lt;|under|less than|up to|at most|max\.?|weniger als|bis zu|höchstens|"
    r"moins de|jusqu'à|menos de|hasta|meno di|até|менее|до|не более|不到",
}
WIDEST = 15  # characters to which zeros are put before a number
TRUTHS = (  # option, its default, words that mean it, words that most likely do
    (
        "trueValues",
        TRUE_VALUES,
        {"true", "t", "yes", "y", "1"},
        {"on", "да", "так", "oui", "ja", "sí", "si", "sim", "vero", "vrai", "wahr", "是", "예"},
    ),
    (
        "falseValues",
        FALSE_VALUES,
        {"false", "f", "no", "n", "0"},
        {"off", "нет", "ні", "non", "nein", "não", "falso", "faux", "falsch", "否", "아니요"},
    ),
)


class Column(Protocol):
    """What must be known of a column; its validator knows it."""

    @property
    def field(self) -> Field:
        """The field of the schema."""

    def good(self, text: str) -> bool:
        """Whether a cell of this text would conform."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that a cell may mean, and how it was read for that.

    certain: whether nothing is lost or guessed. A certain reading without a second one beside it
    may be written into the cell; the others are to be looked at.
    """

    text: str
    why: str
    certain: bool = True

    def __str__(self) -> str:
        return f"{quoted(self.text)} ({self.why})"


def readings(text: str, column: Column) -> list[Reading]:
    """What a text may mean in a column; [] if the column takes it, or no reading fits."""
    plain = tidy(text)
    for kind in _kinds(text, plain, column):
        fitting: dict[str, Reading] = {}
        for spelling in kind:
            other = spelling[0]
            if other != text and (other or spelling[1] in EMPTIED) and _takes(column, other):
                fitting.setdefault(other, Reading(*spelling))
        if fitting:
            return list(fitting.values())
    return []


def tidy(text: str) -> str:
    """Text without needless spaces and invisible characters, in Unicode's composed form (NFC).

    Marks of writing direction go at the ends only, as they may be needed between scripts; so do
    the joiners, which some scripts need within words.
    """
    plain = re.sub(INVISIBLE, "", unicodedata.normalize("NFC", text))
    plain = re.sub(SPACES, " ", plain)
    while plain != (plain := plain.strip().strip(DIRECTIONS)):
        pass
    return plain


def tidied(text: str) -> list[Reading]:
    """The tidy text as a reading; [] if it is tidy already."""
    plain = tidy(text)
    if plain == text:
        return []
    outer = "line break" if text.strip("\r\n") == plain else "space"
    why = f"without the {outer} around it"
    if plain == unicodedata.normalize("NFC", text):
        why = COMPOSED
    elif not plain or plain != text.strip():
        why = TIDY
    return [Reading(plain, why)]


def _takes(column: Column, text: str) -> bool:
    """Whether a cell of this text would be right, as a vague date too where the column has such."""
    if not column.good(text):
        return False
    return column.field.rdf_type != edtf.RDF_TYPE or not text or edtf.span(text) is not None


def _kinds(text: str, plain: str, column: Column) -> Iterator[Iterable[Spelling]]:
    """Spellings of a text, the most likely kind first; of a later one none counts if one of an
    earlier fits."""
    field = column.field
    right = _takes(column, plain)
    plain = re.sub(APOSTROPHE, "", _plain_signs(plain))
    if field.type == "boolean":
        yield _truths(plain, field)
    if right:
        yield [(reading.text, reading.why, True) for reading in tidied(text)]
    elif not plain:
        return
    elif is_absent(plain) and not _listed(plain, field):
        yield _absent(plain, column)
    elif field.rdf_type == edtf.RDF_TYPE or field.type in ("date", "datetime", "yearmonth"):
        yield dates(plain, field)
    elif field.type == "time":
        yield times(plain)
    elif field.type in ("integer", "number", "year"):
        yield numbers(plain, field)
        yield numbers_within(plain, field)
        if re.fullmatch(r"-9{2,5}(?:[.,]0+)?", plain):
            yield [("", NO_DATA, False)]
    else:
        yield from _spellings(plain, column)


def _absent(text: str, column: Column) -> Iterator[Spelling]:
    """What a word or sign that stands for a missing value leaves: nothing, or nought, or the code
    that it may be after all."""
    field = column.field
    yield "", MISSING, True
    if field.type in ("integer", "number") and column.good("") and may_be_nought(text):
        yield "0", "stands for nought", True
    if field.type == "string" and text.isalpha():
        yield text.upper(), "upper and lower case", False


def missing(text: str, certain: bool = True) -> list[Reading]:
    """That a text stands for a missing value, if it is a word or sign that does; else []."""
    return [Reading("", MISSING, certain)] if is_absent(tidy(text)) else []


def bounded(text: str, column: Column) -> list[Reading]:
    """What "> 5", "ca. 5" and "up to 5" mean in a table that has a column `relation`."""
    if column.field.type not in ("integer", "number"):
        return []
    for relation, signs in RELATIONS.items():
        plain = re.sub(r"^(\d[\d.,  ]*)\+$", r"> \1", tidy(text))  # 72+
        if match := re.fullmatch(rf"(?i)(?:{signs}) *(\d.*)", plain):
            number = match[1]
            meant = [Reading(number, "")] if column.good(number) else readings(number, column)
            why = f"with relation {quoted(relation)}"
            return [Reading(one.text, why, False) for one in meant if one.text]
    return []


def _plain_signs(text: str) -> str:
    """Digits of any script, and the wide signs of East Asian ones, as ASCII has them."""
    if text.isascii():
        return text
    return "".join(
        unicodedata.normalize("NFKC", sign)
        if unicodedata.decomposition(sign).startswith("<wide>")
        else str(unicodedata.decimal(sign, sign))
        for sign in text
    )


def _truths(text: str, field: Field) -> Iterator[Spelling]:
    """The first spelling of the truth value that a text means."""
    low = text.casefold()
    for option, default, sure, likely in TRUTHS:
        own = [str(value) for value in field.options.get(option, default)]
        if own and (text in own or low in sure or low in likely):
            yield own[0], "spelling of a truth value", low not in likely


def _spellings(text: str, column: Column) -> Iterator[Iterable[Spelling]]:
    """Other spellings of a text, one kind after the other."""
    field = column.field
    label = snake_case(text)
    yield [(value, "spelling of a listed value", True) for value in _listed(text, field)]
    code = re.fullmatch(r"[A-Za-z0-9-]+", text) is not None
    cases = ((text.lower(), code), (text.upper(), code), (text.capitalize(), False))
    yield [(other, "upper and lower case", certain) for other, certain in cases]
    yield [(text.translate(LOOK_LATIN), "in Latin letters", False)]
    yield [(_recoded(text), "in the encoding that it was written in", False)]
    if field.format == "email":
        yield _addresses(text)
    if match := re.fullmatch(SCHEME, text):
        yield [(f"{match[1]}://{match[2]}", "with its scheme", False)]
    if re.match(HOST, text):
        yield [(f"https://{text}", "with its scheme", False)]
    if "pattern" in field.constraints:
        yield without_exponent(text)
        yield [(label.replace("_", "-"), "spelt as an id", False)]
        yield _padded(text, column)


def _listed(text: str, field: Field) -> list[str]:
    """The values that a column lists and that a text spells."""
    label = snake_case(text)
    listed = (str(value) for value in (*field.enum, *field.categories)[:MANY])
    return [value for value in listed if label and snake_case(value) == label]


def _addresses(text: str) -> Iterator[Spelling]:
    """The e-mail address in "mailto:a@b.org", "Ann <a@b.org>" and "a at b.org"."""
    if match := re.fullmatch(r"mailto:(.+)|[^<>]*<([^<>]+)>", text):
        yield match[1] or match[2], "the address alone", False
    yield text.replace(" at ", "@"), "with its sign", False


def _padded(text: str, column: Column) -> list[Spelling]:
    """The text with zeros before it, where only one number of them fits."""
    widths = range(len(text) + 1, WIDEST) if text[:1].isdigit() else ()
    fitting = [padded for padded in map(text.zfill, widths) if _takes(column, padded)]
    why = "a spreadsheet drops leading zeros"
    return [(padded, why, False) for padded in fitting if len(fitting) == 1]


def _recoded(text: str) -> str:
    """Text that was UTF-8 but read as Windows-1252 (Ã© for é), put right."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
