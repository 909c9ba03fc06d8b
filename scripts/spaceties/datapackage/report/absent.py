"""Words and signs that stand for a missing value: those of programs, and of people in the
languages of the sources. They are never a name, a code or an id."""

from __future__ import annotations

import re
import unicodedata

# Each list has its words parted by commas, in lower case and without points and spaces.
PROGRAMS = "na, nan, nat, null, nul, none, undefined, na_character_, na_integer_, na_real_, pdna"
UNKNOWN = (
    "unknown, unk, unspecified, unavailable, notavailable, notapplicable, "
    "notknown, notspecified, notstated, notgiven, nodata, novalue, missing, blank, empty, tbd, "
    "tba, tbc, keineangabe, keineangaben, unbekannt, entfällt, nichtverfügbar, "
    "nichtbekannt, fehlt, sansobjet, inconnu, inconnue, nondisponible, "
    "nonrenseigné, noncommuniqué, nonapplicable, desconocido, desconocida, sindatos, sindato, "
    "nodisponible, noaplica, noconsta, desconhecido, desconhecida, semdados, nãodisponível, "
    "nãoinformado, nãoseaplica, indisponível, sconosciuto, sconosciuta, nondisponibile, nonnoto, "
    "onbekend, nvt, nietbeschikbaar, brakdanych, niedotyczy, nieznany, nieznana, "
    "nieznane, нетданных, неизвестно, неизвестен, неизвестна, неуказано, неуказан, "
    "неприменимо, отсутствует, немаєданих, невідомо, невідомий, няма, "
    "未知, 不详, 不詳, 暂无, 暫無, 不适用, 不適用, 待定, 未定, 不明, 該当なし, データなし, 미상, "
    "불명, 해당없음, 미정, 알수없음, 자료없음, bilinmiyor, belirsiz, غيرمعروف, غيرمتوفر, "
    "لايوجد, نامشخص, "
    "अज्ञात, लागूनहीं, neznámé, neznámy, neznan, nenídostupné, okänd, okänt, saknas, ukendt, ukjent, "
    "mangler, tuntematon, eitietoa, ismeretlen, nincsadat, necunoscut, indisponibil, άγνωστο, "
    "nepoznato, tidakdiketahui, tidakada, khôngrõ, khôngcó, לאידוע, ไม่ทราบ, ไม่มีข้อมูล"
)
# Of a number they may as well say that it is nought.
NOTHING = (
    "nil, nihil, nothing, keine, keiner, keines, néant, aucun, aucune, ninguno, ninguna, nenhum, "
    "nenhuma, nessuno, nessuna, geen, brak, нет, немає, 无, 無, 没有, なし, 無し, 없음, yok, "
    "ingen, ingenting, nincs, niciunul"
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.split(","))


PLAIN = _words(PROGRAMS)
NOUGHT = _words(NOTHING)
ABSENT = PLAIN | NOUGHT | _words(UNKNOWN)
# Abbreviations of two letters only with their point or stroke: without it they are codes.
SHORT = r"n[./]?a\.?|(?:[ns][./]d|[nbk][./]a|n[./][ckpt]|s[./]o|b[./]d|[нб][./]д|δ[./]υ|n\.v\.t)\.?"
SIGNS = r"[\-\u2010-\u2015\u2212\u30fc_.\u2026?\u00bf*/\\~#]+"  # dashes, points, marks
DASHES = r"[\-\u2010-\u2015\u2212]+"
# Of C, SQL, Excel and Stata
FLOATS = r"[+-]?(?:1[.,])?#(?:q|s)?(?:nan|ind)0*|[+-]nan(?:\(ind\))?|\\n|#n/?a|\.[a-z]"
NO_WORDS = re.compile(f"{SIGNS}|{SHORT}|{FLOATS}")

LONGEST = 24  # characters of the longest of them, with spaces and brackets


def is_absent(text: str) -> bool:
    """Whether a text says no more than that a value is missing ("n/a", "None", "нет данных")."""
    return 0 < len(text) <= LONGEST and (_core(text) in ABSENT or _of_signs(text))


def may_be_nought(text: str) -> bool:
    """Whether such a text, of a number, may mean nought: accounts show it as a dash, or as nil."""
    plain = _core(text)
    return plain in NOUGHT or text == "none" or re.fullmatch(DASHES, text.strip()) is not None


def may_be_name(text: str) -> bool:
    """Whether such a text may be a name or an abbreviation after all, where there are names: a
    word of letters (NIL, Unknown) that no program writes for a missing value by itself."""
    return text.strip().isalpha() and _core(text) not in PLAIN


def _core(text: str) -> str:
    """Lower case without spaces, points and the brackets around it."""
    plain = unicodedata.normalize("NFC", text).casefold()
    if bracketed := re.fullmatch(r"\s*[<(\[{](.*)[>)\]}]\s*", plain):
        plain = bracketed[1]
    return re.sub(r"[\s.\u200b\ufeff]", "", plain)


def _of_signs(text: str) -> bool:
    plain = re.sub(r"[\s<>()\[\]{}]", "", text.casefold())
    return NO_WORDS.fullmatch(plain) is not None
