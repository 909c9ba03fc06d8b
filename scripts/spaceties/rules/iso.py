"""Codes of ISO standards, from the lists that libraries carry."""

from __future__ import annotations

from functools import cache


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


@cache
def languages() -> frozenset[str]:
    """The codes of ISO 639-1."""
    import pycountry

    codes = (getattr(language, "alpha_2", None) for language in pycountry.languages)
    return frozenset(code for code in codes if code)
