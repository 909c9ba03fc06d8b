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


@cache
def languages() -> frozenset[str]:
    """The codes of ISO 639-1."""
    import pycountry

    # The file itself: pycountry would make 8,000 objects of it, and three indices of those.
    listed = json.loads(Path(pycountry.DATABASE_DIR, "iso639-3.json").read_bytes())["639-3"]
    return frozenset(language["alpha_2"] for language in listed if "alpha_2" in language)
