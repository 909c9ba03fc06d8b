"""Codes of ISO standards, from the lists that libraries carry."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217, withdrawn ones too: figures are as old as space flight.

    Metals, units of bond markets and what stands for no currency are left out: the list gives them
    to no land, but to entities whose names begin with ZZ.
    """
    from iso_4217 import Currency

    return frozenset(
        one.name
        for one in Currency
        if not one.entities or not all(entity.startswith("ZZ") for entity in one.entities)
    )


# What is written for the code of a language: the state's code where that is no language's, or the
# code that ISO 639-1 had before.
LANGUAGES = {
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "il": "he", "ir": "fa", "iw": "he", "ji": "yi",
    "jp": "ja", "kp": "ko", "rs": "sr", "ua": "uk", "vn": "vi",
}  # fmt: skip


# What is written for the code of a currency.
CURRENCIES = {
    "NIS": "ILS", "NTD": "TWD", "RMB": "CNY", "STG": "GBP", "UKP": "GBP", "WON": "KRW",
    "YEN": "JPY",
}  # fmt: skip


def currency_meant(code: str) -> str | None:
    """The code of a currency that was probably meant, in quotes, None if nobody can tell."""
    return f'"{CURRENCIES[code]}"' if code in CURRENCIES else None


def language_meant(code: str) -> str | None:
    """The code of a language that was probably meant, in quotes, None if nobody can tell."""
    return f'"{LANGUAGES[code]}"' if code in LANGUAGES else None


@cache
def languages() -> frozenset[str]:
    """The codes of ISO 639-1."""
    import pycountry

    # The file itself: pycountry would make 8,000 objects of it, and three indices of those.
    listed = json.loads(Path(pycountry.DATABASE_DIR, "iso639-3.json").read_bytes())["639-3"]
    return frozenset(language["alpha_2"] for language in listed if "alpha_2" in language)
