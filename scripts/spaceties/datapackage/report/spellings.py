"""Other spellings of dates and numbers, and what they say in ISO 8601 and in plain digits.

Each function gives (text, how it was read, whether nothing is lost or guessed), without asking
whether a column takes it. Digits are those of ASCII. Patterns are texts: `re` compiles and keeps
those that are used, and all of them would take longer than a small package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from .. import edtf
from ..model import Field

Spelling = tuple[str, str, bool]

NAMES = "january february march april may june july august september october november december"
OTHER_NAMES = (  # those of Unicode CLDR, without what is another month in another language
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada"
    " grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "januar februar mars april mai juni juli august september oktober november desember",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie"
    " decembrie",
    "január február március április május június július augusztus szeptember október november"
    " december",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου"
    " οκτωβρίου νοεμβρίου δεκεμβρίου",
    "януари февруари март април май юни юли август септември октомври ноември декември",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
MONTHS = {
    spelling: number
    for names in (*OTHER_NAMES, NAMES)
    for number, name in enumerate(names.split(), 1)
    for spelling in ((name, name[:3], name[:4]) if names is NAMES else (name,))
}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
CLOCK = r"(.*\d)(?:T| +)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.0+)?)?(Z?)"
NUMERIC = r"(?P<{}>\d{{1,2}})(?P<sign>[/.\- ])(?P<{}>\d{{1,2}})(?P=sign)(?P<y>\d{{4}})"
DAY, MONTH, YEAR = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"(?P<m>[^\W\d_]+)\.?", r"(?P<y>\d{4})"
DAYS = (
    (rf"{YEAR}(?P<s>[/.\- ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})", "date written year first"),
    (rf"{YEAR}(?P<m>\d\d)(?P<d>\d\d)", "date written year first"),
    (rf"{YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월] ?(?P<d>\d{{1,2}}) ?[日일]", "date in words"),
    (NUMERIC.format("d", "m"), "day first"),
    (NUMERIC.format("m", "d"), "month first"),
    (rf"{DAY}[ .\-/]+(?:de )?{MONTH},?[ \-/]+(?:de )?{YEAR}", "date in words"),
    (rf"{MONTH} +{DAY},? +{YEAR}", "date in words"),
    (rf"{YEAR} +{MONTH} +{DAY}", "date in words"),
)
NO_DAY = (
    rf"{MONTH},?[ \-/]+{YEAR}",
    rf"{YEAR} +{MONTH}",
    rf"(?P<m>\d{{1,2}})[/.]{YEAR}",
    rf"{YEAR} ?[年년] ?(?P<m>\d{{1,2}}) ?[月월]",
    rf"{YEAR}-(?P<m>\d)",
)
ABOUT = r"(?i)(?:c\.?|ca\.?|circa|about|approx\.?|~) *(\d{4}(?:-\d\d){0,2})"
BASIC = r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)"  # of ISO 8601
SERIAL = r"[1-9]\d{4}(?:\.\d+)?"  # the years 1927 to 2173
EPOCH = date(1899, 12, 30)  # from which spreadsheets count days

SHORT_YEAR = r"(?:(?P<d>\d{1,2})[- /.])?(?P<m>[^\W\d_]+)\.?[- /.](?P<y>\d\d)"
FIRST_YEAR = 57  # of two digits: the year of the first satellite
DASHES = r"(?<=\d)[\u2010-\u2015\u2212](?=\d)"
SEASON = rf"(?i)({'|'.join(SEASONS)})(?: of)?,? *(\d{{4}})"
DOUBT = r"\? *(\d{4}(?:-\d\d){0,2})|(\d{4}(?:-\d\d){0,2}) *(?:\?|\(\?\))"
SPANS = (
    (r"(?i)(\d{4}) ?- ?(\d{4})", "{}/{}"),
    (r"(?i)(?:since|from) (\d{4}(?:-\d\d){0,2})|(\d{4}) ?-", "{}/.."),
    (r"(?i)(?:before|until|till|to) (\d{4}(?:-\d\d){0,2})", "../{}"),
)
PLAIN_CLOCK = r"(?i)(\d{1,2})(?:[:.h](\d\d))?(?::(\d\d))? ?([ap])?\.?(?:m\.?)?"

GROUPED = r"[+-]?\d{1,3}(?:[ '\u2019_]\d{3})+(?:[.,]\d+)?"
# Powers of ten. What two languages count in two ways (billones) is left out, and so are letters
# that may be units (m, k, B).
MAGNITUDES = {
    **dict.fromkeys(("thousand", "tausend", "mille", "mil", "тыс", "тыс.", "тысяч", "千", "천"), 3),
    **dict.fromkeys(("万", "萬", "만"), 4),
    **dict.fromkeys(("lakh", "lakhs"), 5),
    **dict.fromkeys(
        ("million", "millions", "mln", "mn", "mio", "mio.", "millionen", "millones"), 6
    ),
    **dict.fromkeys(("milioni", "milhões", "млн", "млн.", "миллионов", "мільйонів"), 6),
    **dict.fromkeys(("crore", "crores"), 7),
    **dict.fromkeys(("亿", "億", "억"), 8),
    **dict.fromkeys(("billion", "billions", "bn", "mrd", "mrd.", "milliarden", "milliards"), 9),
    **dict.fromkeys(("miliardi", "mld", "млрд", "млрд.", "миллиардов", "мільярдів"), 9),
    **dict.fromkeys(("trillion", "trillions", "兆", "조"), 12),
}
SIGNS = r"(?:[A-Z]{1,3})?[$€£¥₽₹₩₴]|[A-Z]{3}"  # of currencies, and their ISO 4217 codes
MAGNITUDE = (
    rf"(?:(?:{SIGNS}) ?)?(\d[\d.,]*) ?"
    rf"((?i:{'|'.join(re.escape(word) for word in sorted(MAGNITUDES, key=len, reverse=True))}))"
    rf"(?: ?(?:{SIGNS}|dollars|euros?|yuan|元))?"
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


def dates(text: str, field: Field) -> Iterator[Spelling]:
    """The days and times, or the vague dates, that a text may say; both days where day and month
    could be either."""
    text = re.sub(DASHES, "-", text)
    mark = text[-1] if field.rdf_type == edtf.RDF_TYPE and text[-1] in "?~%" else ""
    plain = text.removesuffix(mark).rstrip()
    clock = re.fullmatch(CLOCK, plain)
    day = clock[1].rstrip() if clock else plain
    for pattern, why in DAYS:
        match = re.fullmatch(pattern, day)
        iso = _iso(int(match["y"]), match["m"], int(match["d"])) if match else ""
        if not iso:
            continue
        if clock and field.type == "datetime":
            hour, minute, second, zone = clock.groups("00")[1:]
            why = "date and time in full" if iso == day else why
            yield f"{iso}T{hour:>02}:{minute}:{second}{zone}", why, True
        elif not clock or not int("".join(clock.groups("0")[1:4])):
            why = "date without the time of day" if clock and iso == day else why
            yield iso + mark, why, True
    if stated := without_day(plain):
        yield stated + mark, "vague date in words", True
    if field.rdf_type == edtf.RDF_TYPE:
        yield from _vague(text)
    if field.type == "yearmonth" and (match := re.fullmatch(r"(\d{4})/(\d\d?)", text)):
        yield f"{match[1]}-{match[2]:0>2}", "with a hyphen", True  # elsewhere it may be a span
    if match := re.fullmatch(BASIC, text):
        yield "{}-{}-{}T{}:{}:{}{}".format(*match.groups("")), "date and time in full", True
    if re.fullmatch(SERIAL, text):
        why = "if this is the number that a spreadsheet keeps for a date"
        yield (EPOCH + timedelta(days=int(float(text)))).isoformat(), why, False


def _vague(text: str) -> Iterator[Spelling]:
    """Doubts, seasons, spans and unknown parts as EDTF writes them."""
    if match := re.fullmatch(DOUBT, text):
        yield f"{match[1] or match[2]}?", "the doubt as EDTF writes it", True
    if match := re.fullmatch(SEASON, text):
        yield f"{match[2]}-{SEASONS[match[1].lower()]}", "season as EDTF writes it", True
    if match := re.fullmatch(r"(\d{4})-00(?:-00)?|(\d{4}-\d\d)-00", text):
        yield match[1] or match[2], "without the part that is not known", True
    if match := re.fullmatch(r"(\d{4})\.0+", text):
        yield match[1], "whole number without decimals", True
    if match := re.fullmatch(r"(?i)FY ?(\d{4})", text):
        yield match[1], "if the fiscal year is the calendar year", False
    if (match := re.fullmatch(SHORT_YEAR, text)) and (century := _century(int(match["y"]))):
        year = century + int(match["y"])
        if iso := _iso(year, match["m"], int(match["d"] or 1)):
            yield iso if match["d"] else iso[:7], f"if the year is {year}", False
    for pattern, form in SPANS:
        if match := re.fullmatch(pattern, text):
            yield form.format(*filter(None, match.groups())), "span as EDTF writes it", False


def _century(year: int) -> int:
    """The century of a year of two digits, of the age of space flight; 0 if it is of none."""
    latest = date.today().year % 100
    return 2000 if year <= latest else 1900 if year >= FIRST_YEAR else 0


def times(text: str) -> Iterator[Spelling]:
    """The time of day in "9:05", "10:30 pm" and "22h30"."""
    match = re.fullmatch(PLAIN_CLOCK, text)
    if not match or not (match[2] or match[4]):
        return
    hour, minute, second, half = int(match[1]), match[2] or "00", match[3] or "00", match[4]
    if half:
        if not 1 <= hour <= 12:
            return
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    yield f"{hour:02}:{minute}:{second}", "time in full", True


def without_day(text: str) -> str:
    """EDTF text of "Jan 2016", "01/2016", "1990s", "199x" and "c. 1990", "" for any other."""
    if match := re.fullmatch(ABOUT, text):
        return f"{match[1]}~"
    for pattern in NO_DAY:
        if match := re.fullmatch(pattern, text):
            return _iso(int(match["y"]), match["m"], 1)[:7]
    match = re.fullmatch(r"(\d{3})(?:0s|x)", text)
    return f"{match[1]}X" if match else ""


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
    """The digits of "1.5" and "million"; "" where it is open what is meant, as with a comma."""
    match = re.fullmatch(r"(\d+)(?:\.(\d+))?", text)
    places = MAGNITUDES.get(magnitude, 0)
    part = (match[2] or "") if match else ""
    if not match or not places or len(part) > places:
        return ""
    return f"{match[1]}{part:0<{places}}".lstrip("0")


def _iso(year: int, month: str, day: int) -> str:
    """The day of a month given by number or English name; "" if no calendar has it."""
    number = int(month) if month.isdecimal() else MONTHS.get(month.casefold(), 0)
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return ""
