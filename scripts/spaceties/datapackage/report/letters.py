"""How a text looks that was read in a wrong encoding: letters and signs where words have none."""

from __future__ import annotations

import unicodedata

SCRIPTS = {"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI"}  # that words do not mix
COMMON = "°§©®€£¥™№±×¼½¾²³¹ºª"  # signs that stand in prose
WITHIN = "’‘·"  # between the letters of a word
WORDS = "àáâäåæèéêëíîïòóôöøùúü"  # of one letter, in the languages of the West and the North
RUSSIAN = set("йщъыьэюя")  # and of its neighbours, which have none of the next
SERBIAN = set("ЂЃЅЈЉЊЋЌЏђѓѕјљњћќџ")  # and Macedonian
HOPELESS = 1_000  # more than any text has: it holds what no text does


def odd_places(text: str) -> int:
    """How many letters and signs beyond ASCII stand where no word has them.

    A capital after a small letter, or after a capital and before a small one; two alphabets in a
    word, Serbian letters in a Russian text; a sign between letters; a lone capital; half a width.
    At least HOPELESS where there are control characters, private or unassigned ones.
    """
    letters = {*text}
    foreign = SERBIAN & letters if RUSSIAN & letters else ()
    return sum(map(text.count, foreign)) + sum(
        _oddness(before, sign, after)
        for before, sign, after in zip(" " + text, text, text[1:] + " ", strict=False)
        if not sign.isascii()
    )


def script_of(sign: str) -> str:
    """The script of a letter as Unicode names it: LATIN, CYRILLIC, CJK, HANGUL, KATAKANA …"""
    return unicodedata.name(sign, "").partition(" ")[0]


def _oddness(before: str, sign: str, after: str) -> int:
    kind = unicodedata.category(sign)
    if kind in ("Cc", "Co", "Cn"):
        return HOPELESS
    if kind[0] == "L" and sign not in COMMON:
        return _odd_letter(before, sign, after)
    if sign in WITHIN:
        return 0
    small = before.islower() and after.islower()
    if kind == "Pd" or sign in "\xa0\xad":
        begins = (before.isspace() or before in "([{") and after.isalpha()
        one_side = begins or (before.islower() and after.isspace())
        return int(small or one_side)
    between = before.isalpha() and after.isalpha() and script_of(before) in SCRIPTS
    opened = kind in ("Pi", "Ps") or sign in "§¼½¾¡¿"
    closed = kind == "Pf" or sign in "…™®©"
    if kind == "Sc" and before.islower():
        return 1
    drawn = kind in ("So", "Sm", "Sk", "Sc", "No") and sign not in COMMON
    misplaced = (opened and before.islower()) or (closed and after.islower())
    return int(kind[0] in "SPN" and (between or misplaced or drawn))


def _odd_letter(before: str, sign: str, after: str) -> int:
    script = script_of(sign)
    if script == "HALFWIDTH" or "PRESENTATION FORM" in unicodedata.name(sign, ""):
        return 1
    if script not in SCRIPTS:
        return int(any(letter.isascii() and letter.islower() for letter in (before, after)))
    beside = [letter for letter in (before, after) if letter.isalpha()]
    if any(script_of(letter) != script for letter in beside):
        return 1
    if not sign.isupper():
        alone = script == "LATIN" and not beside and sign not in WORDS
        return int(alone or (sign.islower() and after.isupper()))
    alone = not beside and after not in ".)"  # "В. П." are initials
    return int(alone or before.islower() or (before.isupper() and after.islower()))
