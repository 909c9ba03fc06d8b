"""Other spellings of numbers, and what they say in plain digits.

As in `spellings`, each function gives (text, how it was read, whether nothing is lost or guessed),
without asking whether a column takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Field
from .spellings import Spelling

GROUPED = r"[+-]?\d{1,3}(?:[ '\u2019_]\d{3})+(?:[.,]\d+)?"
# Powers of ten. What two languages count in two ways (billones) is left out, and so are letters
# that may be units (m, k, B).
MAGNITUDES = {
    **dict.fromkeys(("thousand", "tausend", "mille", "тыс", "тыс.", "тысяч", "千", "천"), 3),
    **dict.fromkeys(("тысячи", "тысяча", "ألف", "bin", "tys", "tys."), 3),
    **dict.fromkeys(("万", "萬", "만"), 4),
    **dict.fromkeys(("lakh", "lakhs"), 5),
    **dict.fromkeys(
        ("million", "millions", "mln", "mn", "mio", "mio.", "millionen", "millones"), 6
    ),
    **dict.fromkeys(("milioni", "milhões", "млн", "млн.", "миллионов", "мільйонів"), 6),
    **dict.fromkeys(
        ("миллион", "миллиона", "millón", "milhão", "milione", "milion", "milionów"), 6
    ),
    **dict.fromkeys(("milyon", "miljoen", "مليون", "ملايين", "juta"), 6),
    **dict.fromkeys(("crore", "crores"), 7),
    **dict.fromkeys(("亿", "億", "억"), 8),
    **dict.fromkeys(("billion", "billions", "bn", "mrd", "mrd.", "milliarden", "milliards"), 9),
    **dict.fromkeys(("miliardi", "mld", "млрд", "млрд.", "миллиардов", "мільярдів"), 9),
    **dict.fromkeys(("миллиард", "миллиарда", "milliard", "milliarde", "miliardo", "milyar"), 9),
    **dict.fromkeys(("miljard", "miliard", "miliardów", "مليار", "mil millones"), 9),
    **dict.fromkeys(("trillion", "trillions", "兆", "조"), 12),
}
# Of currencies: signs, short forms and codes of ISO 4217
SIGNS = r"(?:[A-Z]{1,3})?[$€£¥₽₹₩₴]|[A-Z]{3}|Rs\.?|TL|руб\.?|рублей|zł|Kč|kr\.?"
NAMED = (
    "(?:d['’]|de )?(?:US )?(?:dollars?|dólares|euros?)|yuan|yen|won|rubles?|roubles|rupees"
    "|[元円원圆]"
)
MAGNITUDE = (
    rf"(?:(?:{SIGNS}) ?)?(\d[\d.,]*|\d{{1,3}}(?: \d{{3}})+) ?"
    rf"((?i:{'|'.join(re.escape(word) for word in sorted(MAGNITUDES, key=len, reverse=True))}))"
    rf"(?: ?(?:{SIGNS}|{NAMED}))?"
)
EXPONENT = r"(?i)([+-]?\d{1,15})(?:[.,](\d{1,15}))?E\+?(\d{1,3})"
SHORTENED = 9  # from this exponent on a spreadsheet has shortened the number: digits are lost
# What may stand beside a number and leaves it what it is: a currency, a footnote's mark, the word
# "year". Other words may be units, bounds or doubts.
AFFIXED = (
    rf"(?:(?P<before>{SIGNS}|in|year) ?)?(?P<number>[+-]?\d[\d., ]*?) ?"
    rf"(?P<after>{SIGNS}|\*+|†|\[\d+\]|°|年|년)?"
)
# Behind a number: the mark of a footnote. Ten with a raised number may be a power.
MARKED = (
    r"(?!10[\u00b2\u00b3\u00b9\u2070-\u2079])(?P<number>[+-]?\d[\d., ]*?) ?"
    r"(?P<mark>[\u00aa\u00b2\u00b3\u00b9\u2070-\u2079\u1d43-\u1dbf\u2020\u2021\u00a7\u00b6]+"
    r"|\[\d{1,2}\]|\[[a-z]\]|\*+)"
)
WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
BRACKETS = r"\((\d[\d.,]*)\)"


def numbers(text: str, field: Field) -> Iterator[Spelling]:
    """Plain numbers that other spellings mean."""
    plain, why = re.sub("^[\u2212\u2013]", "-", text), "number in plain digits"
    if field.unit and plain.casefold().endswith(field.unit.casefold()):
        plain, why = plain[: -len(field.unit)].rstrip(), "number without its unit"
    if re.fullmatch(GROUPED, plain):
        plain, why = re.sub("[ '\u2019_]", "", plain), "number without thousands separators"
    yield plain, why, True
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,2}(?:,\d\d)+,\d{3}", plain):
        yield plain.replace(",", ""), "commas part thousands", True
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3}){2,}|[+-]?\d{1,3}(?:\.\d{3})+,\d+", plain):
        yield plain.replace(".", "").replace(",", "."), "points part thousands", True
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        yield plain.replace(",", "."), "decimal comma", True
    if field.type == "integer" and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", plain):
        yield plain.replace(".", ""), "if the point parts thousands", False
    whole = r"([+-]?\d{1,3}(?:,\d{3})+)\.0{1,2}|([+-]?\d{1,3}(?:\.\d{3})+),0{1,2}"
    if field.type != "number" and (match := re.fullmatch(whole, plain)):
        yield (
            re.sub("[.,]", "", match[1] or match[2]),
            "without thousands separators and cents",
            True,
        )
    if field.type != "number" and re.fullmatch(r"[+-]?\d+(?:\.0+|,0{1,2})", plain):
        yield re.split("[.,]", plain)[0], "whole number without decimals", True


def numbers_within(text: str, field: Field) -> Iterator[Spelling]:
    """The number in "US$ 5", "12 million", "(72.5)", "twelve" and "1e3"."""
    counted = any(word in text.lower() for word in MAGNITUDES)  # the pattern is slow to compile
    if counted and (match := re.fullmatch(MAGNITUDE, text)):
        yield _in_figures(match[1], match[2].lower()), "written out in figures", False
    elif text.lower().startswith("0x"):
        digits = re.fullmatch(r"[0-9a-f]{1,15}", text[2:].lower())
        yield str(int(digits[0], 16)) if digits else "", "hexadecimal", False
    elif match := re.fullmatch(BRACKETS, text):
        for plain, _, _ in numbers(match[1], field):
            yield f"-{plain}", "brackets make a number negative", False
    elif match := re.fullmatch(MARKED, text):
        for plain, _, _ in numbers(match["number"], field):
            yield plain, f"without the mark {match['mark']}", False
    elif text.lower() in WORDS.split():
        yield str(WORDS.split().index(text.lower())), "number in digits", False
    else:
        yield from without_exponent(text)
        match = re.fullmatch(AFFIXED, text)
        if match and (match["before"] or match["after"]):
            for plain, _, _ in numbers(match["number"], field):
                yield plain, "the number alone", False


def without_exponent(text: str) -> Iterator[Spelling]:
    """All digits of a whole number that is written with an exponent."""
    match = re.fullmatch(EXPONENT, text)
    if match and len(match[2] or "") <= int(match[3]) < SHORTENED:
        shift = int(match[3]) - len(match[2] or "")
        number = int(match[1] + (match[2] or "")) * 10**shift
        yield str(number), "written without an exponent", False


def _in_figures(text: str, magnitude: str) -> str:
    """The digits of "1.5" and "million"; "" where it is open what is meant: a comma before three
    digits, or beside a word that is another number where commas are decimal ones (Billion)."""
    match = re.fullmatch(r"(\d+)(?:\.(\d+)|,(\d\d?))?", text.replace(" ", ""))
    places = MAGNITUDES.get(magnitude, 0)
    if match and match[3] and magnitude.startswith(("billion", "trillion")):
        return ""
    part = (match[2] or match[3] or "") if match else ""
    if not match or not places or len(part) > places:
        return ""
    return f"{match[1]}{part:0<{places}}".lstrip("0")
