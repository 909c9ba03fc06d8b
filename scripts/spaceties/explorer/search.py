"""What the search of the page needs besides the tables: how letters are folded, and what states are
called in other languages."""

from __future__ import annotations

from typing import Any

from spaceties.dataset.model import Release
from spaceties.matching.normalize import fold, letters
from spaceties.matching.states import spoken


def search(release: Release) -> dict[str, Any]:
    """`states`, {country id: folded names, parted by "|"}, and `letters`, {letter: ASCII}: the
    letters beyond ASCII of the tables and of these names, as :func:`normalize.fold` has them."""
    (countries,) = (table for table in release.tables if table.name == "countries")
    known: dict[str, dict[str, None]] = {
        code: {} for code in countries.data["country_id"].to_pylist()
    }
    texts: set[str] = set()
    for name, code in spoken():
        if code in known:
            known[code][fold(name)] = None
            texts.add(name)
    for table in release.tables:
        if not table.derived:
            texts.update(
                cell for cells, _ in table.distinct for cell in cells if isinstance(cell, str)
            )
    return {
        "letters": letters(texts),
        "states": {code: "|".join(names) for code, names in known.items() if names},
    }
