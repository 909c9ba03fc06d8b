"""What RE2 finds in texts before a rule judges them leaves out none that the rule breaks on."""

import re
import unicodedata

import pandas as pd
import pycountry
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.rules import iso, text

BLANKS = " \t\r\n\v\x1c\x85\xa0\u2003\u3000\u200b\xad\ufeff"
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\"'`\u2018<>&;:|!,()$*^"
PIECES = st.sampled_from(
    [
        *BLANKS, *SIGNS, "A1", "cmd", "SUM(", "javascript:", "JavaScr\tipt\n:", "vbscript :",
        "data: text/html", "DATA:image/svg", '" onload =', "'on\u017ft=", "&lt;b", "&amp;#60;",
        "&#x3c", "<!--", "\u00e9", "e\u0301", "\u5b87", "1", "x",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=3)), min_size=1, max_size=6).map("".join)
BREAKS = {
    "X601": text.runs,
    "X602": lambda cell: re.search(f"[{text.HIDDEN}]", cell) is not None,
    "X603": text.marks_up,
    "X604": lambda cell: re.search(r"^\s|\s$|\s\s", cell) is not None,
    "X605": lambda cell: not unicodedata.is_normalized("NFC", cell),
}
RULES = {rule.code: rule for rule in text.RULES}


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8, unique=True))
def test_a_rule_says_of_all_texts_what_it_says_of_each(texts):
    texts = [one.encode(errors="replace").decode() for one in texts]
    cells = pd.DataFrame({"value": pd.Categorical(pd.Series(texts, dtype="string"))})
    for code, breaks in BREAKS.items():
        kept = RULES[code].kept(cells).tolist()
        assert kept == [not breaks(cell) for cell in texts], code


def test_languages_are_those_of_the_library():
    codes = {getattr(language, "alpha_2", None) for language in pycountry.languages} - {None}
    assert iso.languages() == codes
