"""What a spreadsheet shows for a value under a number format, and what that says beyond it.

Formats are written as in XLSX (ECMA-376 part 1, 18.8.31): `#,##0.0,,"M";[Red]-0`. The text that is
made here tells a person what the sheet shows; only its marks, its scale and its precision decide.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from spaceties.datapackage.report.number_spellings import MAGNITUDES

Time = datetime.date | datetime.time | datetime.timedelta
GENERAL = "General"
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|_.?|\*.?|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General)|(?P<exponent>E[+-][0#?]+)|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)")
NOT_NEGATIVE = ((">=", Decimal(0)), (">", Decimal(0)))
NEGATIVE = (("<", Decimal(0)), ("<=", Decimal(0)))
SHORT = {"k": 3, "m": 6, "mm": 6, "b": 9, "g": 9, "t": 12}  # only beside a scale that agrees
PLAIN = str.maketrans("", "", " \u00a0\u202f\u2009()+-−–,.'’/:")  # says nothing of its own
SIGNS = {  # of currencies, and what else in the row may say the same
    "$": "usd cad aud nzd sgd hkd twd mxn ars clp cop",
    "€": "eur", "£": "gbp", "¥": "jpy cny", "￥": "jpy cny", "円": "jpy", "元": "cny twd hkd",
    "₽": "rub", "руб": "rub", "р": "rub", "₴": "uah", "грн": "uah", "₹": "inr", "rs": "inr pkr",
    "₩": "krw", "원": "krw", "₺": "try", "tl": "try", "₪": "ils", "zł": "pln", "kr": "sek nok dkk",
    "kč": "czk", "ft": "huf", "lei": "ron", "fr": "chf", "r$": "brl", "us$": "usd", "₸": "kzt",
    "₦": "ngn", "฿": "thb", "₫": "vnd", "rp": "idr", "r": "zar", "°": "deg degrees degree",
    "%": "percent pct",
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One of the parts of a format: what it is for (an operator and a number, None for what the
    others leave) and its tokens, (kind, text)."""

    condition: tuple[str, Decimal] | None
    tokens: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shown:
    """What a sheet shows. marks: the texts that the format adds; power: by which power of ten
    the number that is shown must be raised to be the value."""

    text: str
    marks: tuple[str, ...] = ()
    power: int = 0


def doubt(value: float | str, form: str, said: Collection[str]) -> str | None:
    """The text that a sheet shows where it says something else than the value, else None.

    said: what the rest of the row and the column say (units, currencies), case-folded, which a
    format may repeat.
    """
    if form in (GENERAL, "@") or (shown := show(value, form)) is None:
        return None
    if not shown.text.strip():
        return shown.text if str(value).strip() else None
    power = shown.power
    for word in " ".join(shown.marks).casefold().split():
        plain = word.strip(".,:;()")
        raised = MAGNITUDES.get(word) or MAGNITUDES.get(plain) or SHORT.get(plain)
        if raised and raised == power:
            power = 0
        elif word.translate(PLAIN) and not _said(plain, said):
            return shown.text
    signed = isinstance(value, str) or value >= 0 or re.search("[-−–(]", shown.text)
    lost = not signed and re.search("[1-9]", shown.text)
    return shown.text if power or lost else None


def as_text(value: float, form: str, plain: str) -> str:
    """The text of a number in a column of texts: with the noughts before it and the hyphens that
    the sheet shows, for it is they that make a code."""
    shown = show(value, form) if form != GENERAL else None
    if shown and re.fullmatch("[0-9]+([-/][0-9]+)*", shown.text):
        digits = re.sub("[-/]", "", shown.text)
        return shown.text if digits.lstrip("0") == plain.lstrip("0") else plain
    return plain


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: 15 digits, no exponent, integers without a point."""
    return str(value) if isinstance(value, int) else f"{Decimal(f'{value:.15g}'):f}"


def date_text(value: Time, form: str, kind: str, vague: bool) -> str:
    """ISO text of a day or time with the precision that the sheet shows: a spreadsheet keeps
    "2016-01" as the first of January under a format without days.

    kind: type of the field; vague: whether it takes days of any precision.
    """
    shown = letters(form)
    if isinstance(value, datetime.timedelta) or not isinstance(value, datetime.date):
        return _time_text(value, shown, kind)
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if kind == "datetime":
        return value.isoformat()
    day, parts = value.date(), _parts_of_day(shown)
    if set("hs") & set(shown) and (value.time() != datetime.time() or not (parts or vague)):
        time = _time_text(value.time(), shown, kind)
        return f"{day}T{time}" if parts or kind == "date" else time
    if "d" in parts or "y" not in parts or not (vague or day.day == 1):
        return day.isoformat()
    return day.isoformat()[: 7 if "m" in parts else 4]


def hides_year(value: Time, form: str) -> bool:
    """Whether the sheet shows a day without its year, which a spreadsheet then has guessed."""
    parts = _parts_of_day(letters(form))
    return isinstance(value, datetime.date) and bool(parts) and "y" not in parts


@lru_cache(1024)
def letters(form: str) -> str:
    """The letters of a format that stand for days and times, in order: "yyyymmdd", "hmmss"; the
    years of other calendars (e, g, b, r) are years."""
    first = re.sub("am/pm|a/p", "", "".join(_letters(form)).lower())
    return re.sub("[^ymdhs.]", "", re.sub("[egbr]", "y", first))


def show(value: float | str, form: str) -> Shown | None:
    """What a sheet shows for a number or a text; None for a format of days and times."""
    sections = parse(form)
    if isinstance(value, str):
        texts = [s for s in sections if any(kind == "at" for kind, _ in s.tokens)] or sections[3:4]
        if not texts:
            return None
        marks = tuple(text for kind, text in texts[0].tokens if kind == "text")
        parts = (value if kind == "at" else text for kind, text in texts[0].tokens)
        return Shown("".join(parts), marks)
    section, number = _section(sections, value)
    if any(kind == "time" for kind, _ in section.tokens):
        return None
    return _number(number, section.tokens)


@lru_cache(1024)
def parse(form: str) -> tuple[Section, ...]:
    """The sections of a format."""
    sections: list[Section] = []
    tokens: list[tuple[str, str]] = []
    condition = None
    for match in TOKEN.finditer(form[:1000]):
        kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind == "other" and text == ";":
            sections.append(Section(condition, tuple(tokens)))
            tokens, condition = [], None
        elif kind == "bracket":
            if text.startswith("$"):
                tokens.append(("text", text[1:].rpartition("-")[0] if "-" in text else text[1:]))
            elif rule := CONDITION.fullmatch(text):
                condition = rule[1], Decimal(rule[2])
            elif re.fullmatch("h+|m+|s+", text, re.IGNORECASE):
                tokens.append(("time", text))
        elif kind in ("quoted", "escaped"):
            tokens.append(("text", text))
        elif kind in ("digit", "exponent", "general"):
            tokens.append((kind, text))
        elif kind == "other":
            named = {".": "point", ",": "comma", "%": "percent", "@": "at", "/": "slash"}
            time = text.lower() in "ymdhsegb"
            tokens.append(("time" if time else named.get(text, "text"), text))
    return (*sections, Section(condition, tuple(tokens)))


def _parts_of_day(shown: str) -> set[str]:
    """Which of year, month and day are shown; an m beside hours or seconds is minutes."""
    return set("ymd") & set(re.sub(r"h+\.?m+|m+\.?s+", "", shown))


def _letters(form: str) -> Iterator[str]:
    for match in TOKEN.finditer(form[:1000]):
        if match["other"] == ";":
            return
        if match["bracket"] and re.fullmatch("h+|m+|s+", match["bracket"], re.IGNORECASE):
            yield match["bracket"]
        yield match["other"] or (match["digit"] and ".") or ""


def _said(word: str, said: Collection[str]) -> bool:
    return word in said or any(code in said for code in SIGNS.get(word, "").split())


def _section(sections: tuple[Section, ...], value: float) -> tuple[Section, Decimal]:
    """The section for a number, and the number that it shows, which has lost its sign in the
    section for negative ones."""
    number = Decimal(number_text(value))
    numeric = [s for s in sections[:3] if not any(kind == "at" for kind, _ in s.tokens)]
    if not numeric:
        return Section(None, (("general", ""),)), number
    if any(one.condition for one in numeric):
        fitting = (one for one in numeric if one.condition is None or _meets(number, one.condition))
        section = next(fitting, numeric[-1])
        negative = section.condition in NEGATIVE or numeric[0].condition in NOT_NEGATIVE
        return section, abs(number) if negative and section is not numeric[0] else number
    if number < 0 and len(numeric) > 1:
        return numeric[1], abs(number)
    return numeric[2 if number == 0 and len(numeric) > 2 else 0], number


def _meets(number: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, bound = condition
    return (
        (number == bound and "=" in sign)
        or (number < bound and "<" in sign)
        or (number > bound and ">" in sign)
    )


def _number(number: Decimal, tokens: tuple[tuple[str, str], ...]) -> Shown:
    """A number in the places that a section has for digits."""
    places = [at for at, (kind, _) in enumerate(tokens) if kind in ("digit", "general")]
    percents = sum(kind == "percent" for kind, _ in tokens)
    marks = tuple(text for kind, text in tokens if kind == "text")
    if not places:
        return Shown("".join(text for _, text in tokens), marks)
    first, last = places[0], places[-1]
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), last + 1)
    whole = max((at for at in places if at < point), default=point)
    scaling = _commas(tokens, whole) + (_commas(tokens, last) if last > whole else 0)
    grouped = any(kind == "comma" for kind, _ in tokens[first:whole])
    power = 3 * scaling - 2 * percents
    odd = any(kind in ("exponent", "slash", "general") for kind, _ in tokens)
    decimals = sum(at > point for at in places)
    scaled = number.scaleb(-power)
    if not odd:
        scaled = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    inner = {n: t for n, (kind, t) in enumerate(tokens[:whole]) if kind == "text" and n > first}
    before = {at: tokens[at][1] for at in places if at <= whole}
    start, _, end = f"{abs(scaled):.{decimals}f}".partition(".")
    if odd:
        body = f"{abs(scaled).normalize():f}"
    else:
        start = start.zfill(len("".join(before.values()).lstrip("#?")))
        start = f"{int(start):,}" if grouped and len(start) > 3 else start
        optional = [tokens[at][1] != "0" for at in places if at > point]
        while end.endswith("0") and optional and optional.pop():
            end = end[:-1]
        body = (_filled(start, list(before), inner) if inner else start) + f".{end}" * bool(end)
    if not odd and "." in inner.values():  # a point that is a text: 0\.0,"万"
        dot = max(at for at, text in inner.items() if text == ".")
        power += sum(at > dot for at in before)
    marks = tuple(t for n, (kind, t) in enumerate(tokens) if kind == "text" and n not in inner)
    sign = "-" * (scaled < 0)
    head = "".join(text for kind, text in tokens[:first] if kind in ("text", "percent"))
    tail = "".join(text for kind, text in tokens[last + 1 :] if kind in ("text", "percent"))
    return Shown(f"{sign}{head}{body}{tail}".strip(), marks, power)


def _commas(tokens: tuple[tuple[str, str], ...], at: int) -> int:
    """How many commas follow a place for a digit at once: each divides by a thousand."""
    rest = [kind for kind, _ in tokens[at + 1 :]]
    return next((n for n, kind in enumerate(rest) if kind != "comma"), len(rest))


def _filled(digits: str, places: list[int], texts: dict[int, str]) -> str:
    """Digits in the places of a format that has texts between them, from the right."""
    digits = digits.rjust(len(places))
    surplus, rest = digits[: len(digits) - len(places)], digits[len(digits) - len(places) :]
    filled = {**texts, **dict(zip(places, rest, strict=True))}
    return surplus + "".join(filled[at] for at in sorted(filled)).lstrip()


def _time_text(value: datetime.time | datetime.timedelta, shown: str, kind: str) -> str:
    """A time of day or a span of hours; seconds where the sheet shows them or they are not 0."""
    if isinstance(value, datetime.timedelta):
        milliseconds = round(value.total_seconds() * 1000)
    else:
        moment = datetime.datetime.combine(datetime.date.min, value) - datetime.datetime.min
        milliseconds = round(moment.total_seconds() * 1000)
    sign, milliseconds = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    seconds, thousandths = divmod(milliseconds, 1000)
    text = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if kind == "time" or "s" in shown or seconds % 60:
        text += f":{seconds % 60:02}"
    return f"{text}.{thousandths:03}" if thousandths and "s." in shown else text
