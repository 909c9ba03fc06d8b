"""What the text of a cell can mean, for a column that does not take it as it stands.

One meaning is certain and can be written instead; of several none is chosen. Nothing here looks
at other cells or tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spaceties.contribute.read.columns import fold
from spaceties.datapackage import edtf
from spaceties.datapackage.cells import FALSE_VALUES, TRUE_VALUES
from spaceties.datapackage.model import Field
from spaceties.datapackage.report.hints import MONTHS

INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # soft hyphen, zero-width space, joiner, mark
DIRECTIONS = "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPACES = re.compile(r"[^\S\r\n]+")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?Z?")
YEAR_FIRST = re.compile(r"(\d{4})([/.\- ])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)")
YEAR_LAST = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4})")
DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .\-/]+([A-Za-z]+)\.?,?[ \-/]+(\d{4})")
MONTH_NAMED = re.compile(r"([A-Za-z]+)\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
YEAR_NAMED = re.compile(r"(\d{4}) +([A-Za-z]+)\.? +(\d{1,2})")
NO_DAY = re.compile(r"(?P<name>[A-Za-z]+)\.?,?[ \-/]+(?P<a>\d{4})|(?P<m>\d{1,2})[/.](?P<b>\d{4})"
                    r"|(?P<c>\d{4})-(?P<n>\d)|(?P<d>\d{4}) +(?P<word>[A-Za-z]+)\.?")  # fmt: skip
ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|approx\.?|~) *(\d{4}(?:-\d\d){0,2})", re.IGNORECASE)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ '\u2019_]\d{3})+(?:[.,]\d+)?")
TRUE = {"true", "t", "yes", "y", "1"}
FALSE = {"false", "f", "no", "n", "0"}


@dataclass(frozen=True)
class Meaning:
    """A text that a cell may mean, and how it was read for that."""

    text: str
    why: str


def tidy(text: str) -> str:
    """Text without needless spaces and invisible characters, in Unicode's composed form (NFC).

    Marks of writing direction go at the ends only, as they may be needed between scripts; so do
    the joiners, which some scripts need within words.
    """
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = SPACES.sub(" ", plain)
    while plain != (plain := plain.strip().strip(DIRECTIONS)):
        pass
    return plain


def of_cell(text: str, field: Field) -> list[Meaning]:
    """What a tidy text may mean in a column; nothing if the column takes it, or no reading fits."""
    if not text or takes(text, field):
        return []
    if field.type == "date" or field.rdf_type == edtf.RDF_TYPE:
        found = _dates(text, vague=field.rdf_type == edtf.RDF_TYPE)
    elif field.type in ("integer", "number"):
        found = _numbers(text, field)
    elif field.type == "boolean":
        found = _truths(text, field)
    elif field.enum:
        found = (
            Meaning(str(value), "spelling of a listed value")
            for value in field.enum
            if fold(str(value)) == fold(text)
        )
    elif re.fullmatch(r"[A-Za-z0-9-]+", text):
        tries = dict.fromkeys((text.lower(), text.upper()))
        found = (Meaning(t, "upper and lower case") for t in tries if takes(t, field))
    else:
        found = iter(())
    by_text: dict[str, Meaning] = {}
    for meaning in found:
        by_text.setdefault(meaning.text, meaning)
    return list(by_text.values())


def takes(text: str, field: Field) -> bool:
    """Whether a text is written as a column wants it."""
    if field.type == "date":
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and _day(text) is not None
    if field.rdf_type == edtf.RDF_TYPE:
        return _is_edtf(text)
    if field.type == "integer":
        return bool(re.fullmatch(r"[+-]?[0-9]+", text))
    if field.type == "number":
        return bool(re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", text))
    if field.type == "boolean":
        return text in (_truth(field, True), _truth(field, False))
    if field.enum:
        return text in field.enum
    pattern = field.constraints.get("pattern")
    return not pattern or bool(re.fullmatch(pattern, text))


def _dates(text: str, vague: bool) -> Iterator[Meaning]:
    """ISO dates that other spellings mean: both where day and month could be either."""
    mark = text[-1] if vague and text[-1] in "?~%" else ""
    plain = text.removesuffix(mark).rstrip()
    readings: list[tuple[str | None, str]] = []
    if found := MIDNIGHT.fullmatch(plain):
        readings = [(_day(found[1]), "date without the time of day")]
    elif found := YEAR_FIRST.fullmatch(plain):
        parts = [int(part) for part in found.groups() if part and part.isdigit()]
        readings = [(_iso(*parts), "date written year first")]
    elif found := YEAR_LAST.fullmatch(plain):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        readings = [
            (_iso(year, second, first), "day first"),
            (_iso(year, first, second), "month first"),
        ]
    elif found := DAY_NAMED.fullmatch(plain):
        readings = [(_iso(int(found[3]), found[2], int(found[1])), "date in words")]
    elif found := MONTH_NAMED.fullmatch(plain):
        readings = [(_iso(int(found[3]), found[1], int(found[2])), "date in words")]
    elif found := YEAR_NAMED.fullmatch(plain):
        readings = [(_iso(int(found[1]), found[2], int(found[3])), "date in words")]
    elif vague:
        readings = [(_vague(plain), "vague date in words")]
    for iso, why in readings:
        if iso and (not vague or _is_edtf(iso + mark)):
            yield Meaning(iso + mark, why)


def _vague(text: str) -> str | None:
    """EDTF text of "Jan 2016", "01/2016", "1990s" and "c. 1990"."""
    if found := ABOUT.fullmatch(text):
        return f"{found[1]}~"
    if found := NO_DAY.fullmatch(text):
        year = next(int(found[name]) for name in "abcd" if found[name])
        month = found["name"] or found["word"] or int(found["m"] or found["n"])
        iso = _iso(year, month, 1)
        return iso[:7] if iso else None
    if found := re.fullmatch(r"(\d{3})0s", text):
        return f"{found[1]}X"
    return None


def _numbers(text: str, field: Field) -> Iterator[Meaning]:
    """Plain numbers that other spellings mean, within the limits of the column."""
    plain, why = text, ""
    if field.unit and plain.casefold().endswith(field.unit.casefold()):
        plain, why = plain[: -len(field.unit)].rstrip(), "number without its unit"
    plain = unicodedata.normalize("NFKC", plain).replace("\u2212", "-")
    if GROUPED.fullmatch(plain):
        plain, why = re.sub("[ '\u2019_]", "", plain), "number without thousands separators"
    tries = [(plain, why or "number in plain digits")]
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
        tries.append((plain.replace(",", ""), "commas part thousands"))
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3}){2,}|[+-]?\d{1,3}(?:\.\d{3})+,\d+", plain):
        whole = plain.replace(".", "").replace(",", ".")
        tries.append((whole, "points part thousands"))
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        tries.append((plain.replace(",", "."), "decimal comma"))
    if field.type == "integer" and re.fullmatch(r"[+-]?\d+[.,]0{1,2}", plain):
        tries.append((re.split("[.,]", plain)[0], "whole number without decimals"))
    if field.type == "integer" and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", plain):
        yield Meaning(plain.replace(".", ""), "if the point parts thousands")
        yield Meaning(plain, "if it is a decimal point; then the number is not whole")
        return
    for number, how in tries:
        if takes(number, field) and _within(float(number), field):
            yield Meaning(number, how)


def _within(number: float, field: Field) -> bool:
    least, most = field.constraints.get("minimum"), field.constraints.get("maximum")
    return (least is None or number >= float(least)) and (most is None or number <= float(most))


def _truths(text: str, field: Field) -> Iterator[Meaning]:
    for words, value in ((TRUE, True), (FALSE, False)):
        if text.casefold() in words:
            yield Meaning(_truth(field, value), "spelling of a truth value")


def _truth(field: Field, value: bool) -> str:
    own = field.options.get("trueValues" if value else "falseValues")
    return str((own or (TRUE_VALUES if value else FALSE_VALUES))[0])


def _is_edtf(text: str) -> bool:
    try:
        edtf.parse(text)
    except ValueError:
        return False
    return text.isascii()


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _iso(year: int, month: int | str, day: int) -> str | None:
    """The day of a month given by number or English name; None if no calendar has it."""
    number = MONTHS.get(month.casefold(), 0) if isinstance(month, str) else month
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return None
