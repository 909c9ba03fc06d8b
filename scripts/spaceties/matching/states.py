"""Names of states in many languages, with their codes of ISO 3166.

The names are those of the Debian iso-codes, which pycountry carries with their translations. On
seventy everyday names it knew most foreign ones and no other library any; those it lacks follow.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache

from spaceties.matching.normalize import fold

LANGUAGES = (
    "ar be bg cs da de el es et fa fi fr he hi hr hu id it ja kk ko lt lv nb nl pl pt ro ru sk sl "
    "sr sv th tr uk vi zh_CN zh_TW"
)
# Everyday and former names that ISO 3166 does not have.
EVERYDAY = {
    "BLR": "Byelorussia; Belorussia; Белоруссия; Biélorussie; Weißrussland",
    "GBR": "Great Britain; Britain; UK; U.K.; United Kingdom; Großbritannien; Grande-Bretagne; "
    "Великобритания; Gran Bretaña; 英国",
    "NLD": "Netherlands; Holland",
    "MMR": "Burma; Birma; Birmanie",
    "USA": "America; U.S.; U.S.A.; United States of America; EE.UU.; 美国",
    "RUS": "Russia; RF; Россия; 俄罗斯",
    "KOR": "South Korea; Republic of Korea; Südkorea; Corée du Sud; Южная Корея",
    "PRK": "North Korea; Nordkorea; DPRK",
    "CZE": "Czech Republic",
    "CIV": "Ivory Coast; Elfenbeinküste",
    "CPV": "Cape Verde",
    "SWZ": "Swaziland",
    "TUR": "Turkey",
    "MKD": "Macedonia",
    "CHN": "PRC; People's Republic of China",
    "ARE": "UAE; Emirates; ОАЭ",
    "COD": "DR Congo; DRC; Zaire",
    "LKA": "Ceylon",
    "BFA": "Upper Volta",
    "IRL": "Ireland",
    "VAT": "Vatican; Holy See",
    "PSE": "Palestine",
    "SAU": "KSA; Saudi",
}

# Names that two states go by, each of which may bear it in a table
SEVERAL = {"congo": ("COD", "COG"), "korea": ("KOR", "PRK"), "the congo": ("COD", "COG")}


def spoken() -> Iterator[tuple[str, str]]:
    """Names of states as they are written in many languages, each with its three-letter code."""
    import pycountry

    kinds = ("name", "common_name", "official_name")
    own = [
        (getattr(one, kind), one.alpha_3)
        for one in pycountry.countries
        for kind in kinds
        if hasattr(one, kind)
    ]
    for language in LANGUAGES.split():
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
        for name, code in own:
            yield words.gettext(name), code
    yield from own
    for code, listed in EVERYDAY.items():
        for name in listed.split(";"):
            yield name.strip(), code


@cache
def _names() -> dict[str, frozenset[str]]:
    """The three-letter codes of the states with a folded name."""
    names: dict[str, set[str]] = {}
    for name, code in spoken():
        if folded := fold(name):
            names.setdefault(folded, set()).add(code)
    return {name: frozenset(codes) for name, codes in names.items()}


def several(text: str) -> list[str]:
    """The codes of the states that all go by a name."""
    return list(SEVERAL.get(fold(text), ()))


def named(text: str) -> list[str]:
    """The three-letter codes of the states that a text names, by ISO 3166; several where names
    of two languages are one text."""
    folded = fold(text)
    plain = folded.removeprefix("the ")
    return sorted(_names().get(folded) or _names().get(plain) or [])


def numeric_codes() -> dict[str, str]:
    """{numeric code: alpha-3 code} of ISO 3166-1."""
    import pycountry

    return {one.numeric: one.alpha_3 for one in pycountry.countries}
