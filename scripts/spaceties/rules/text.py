"""Rules on every text cell: readable dates, and nothing that runs, hides or reorders."""

from __future__ import annotations

import unicodedata

import numpy as np
import pandas as pd

from spaceties.datapackage.report import ERROR
from spaceties.rules.engine import Rule
from spaceties.rules.views import text_cells

# Control characters, and those that reorder or hide text: Unicode TR 36, CVE-2021-42574.
HIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# A spreadsheet takes such a cell for a formula: OWASP, CSV injection.
FORMULA = r"^[=+@\t\r]|^-(?![0-9.]|$|\s)"
FORMULA_STARTS = "=+-@\t\r "
MARKUP = r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--|javascript:|data:text/html"


def _free_of(pattern: str, v: pd.DataFrame) -> pd.Series:
    return ~v["value"].str.contains(pattern, regex=True)


def _composed(v: pd.DataFrame) -> pd.Series:
    texts = v["value"].cat.categories
    composed = [unicodedata.is_normalized("NFC", text) for text in texts.tolist()]
    return pd.Series(np.array(composed)[v["value"].cat.codes], v.index)


RULES = [
    Rule(
        "R001", ERROR, text_cells, ("value",),
        "A vague date names days that exist, and an interval starts before it ends.",
        "The pattern of the schema cannot tell 2016-02-30 from a date.",
        lambda v: v["readable"],
    ),
    Rule(
        "X601", ERROR, text_cells, ("value",),
        "No text begins like a formula (= + - @).",
        "A spreadsheet would run it.",
        lambda v: _free_of(FORMULA, v),
        lambda row: f"write {row['value'].lstrip(FORMULA_STARTS)!r}",
    ),
    Rule(
        "X602", ERROR, text_cells, ("value",),
        "No text holds control, zero-width or bidirectional characters.",
        "They hide or reorder what the reader sees.",
        lambda v: _free_of(HIDDEN, v),
    ),
    Rule(
        "X603", ERROR, text_cells, ("value",),
        "No text holds markup.",
        "A page that shows the cell might run it.",
        lambda v: _free_of(MARKUP, v),
    ),
    Rule(
        "X604", ERROR, text_cells, ("value",),
        "Text has no blanks at its ends and no two in a row.",
        "Blanks that nobody sees break comparisons.",
        lambda v: _free_of(r"^\s|\s$|\s\s", v),
    ),
    Rule(
        "X605", ERROR, text_cells, ("value",),
        "Text is in Unicode normal form C.",
        "The same word in two forms is two words to a machine.",
        _composed,
    ),
]  # fmt: skip
