"""The properties that the standard knows of each part of a descriptor, and what they must be.

Source: the JSON profiles of Data Package 1 and 2 (datapackage.org/profiles). What frictionless 5
accepts against them is harmless here as well: told as a warning, so that verdicts agree.
"""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from ..cells import ITEM_TYPES, reader
from ..csv.stream import codec_named
from ..model import Field
from ..report.words import MANY, by_letters, comparable, quoted, shortened
from ..resource import COMPRESSIONS, CONTROLS, SPELLINGS
from .declared import is_stated_soundly

NAME = r"[-a-z0-9._/]+"  # version 1's pattern of names
EMAIL = r"(?i)[a-z0-9]+([._-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}"
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
CONSTRAINTS_OF: dict[str, set[str]] = {
    "string": {"minLength", "maxLength", "pattern"},
    "any": set(),
    "boolean": set(),
    **{
        kind: {*BOUNDS}
        for kind in "integer number date datetime time year yearmonth duration".split()  # noqa: SIM905
    },
    "object": {"minLength", "maxLength", "jsonSchema"},
    "array": {"minLength", "maxLength", "jsonSchema"},
    "list": {"minLength", "maxLength"},
    "geopoint": set(),
    "geojson": set(),
}
# What people call types elsewhere, in databases and data frames
TYPE_NAMES = {
    **dict.fromkeys(("float", "double", "decimal", "real", "numeric", "float64"), "number"),
    **dict.fromkeys(("int", "int32", "int64", "bigint", "smallint", "long"), "integer"),
    **dict.fromkeys(("str", "text", "varchar", "char", "character"), "string"),
    **dict.fromkeys(("bool", "logical"), "boolean"),
    **dict.fromkeys(("timestamp", "date-time", "datetime64"), "datetime"),
    **dict.fromkeys(("json", "dict", "struct"), "object"),
}
OWN_PROFILE = re.compile(r"://|\.json$|^fiscal-data-package$")  # looked up, or noted as unknown
SEPARATED = re.compile(r"[,;|\n]")  # of a text that may stand for several
MOST_SHOWN = 80  # characters of a value
ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "windows-1252")  # that may be meant by others
KNOWN = ("", *SPELLINGS, *COMPRESSIONS)  # of compressions
SURE = 80  # of 100 letters in common; "data" and "date", which are no slips, have 75


class Check(NamedTuple):
    """What a value must be, in words that follow "must be", and whether one is.

    harmless: whether frictionless reads over a value that is not, and so do we.
    """

    what: str
    good: Callable[[Any], bool]
    choices: Collection[str] = ()
    harmless: Callable[[Any], bool] = lambda _value: False


Checks = Mapping[str, Check]


def meant(value: Any, check: Check) -> str | None:
    """What a wrong value was surely meant to be, as a hint, or None: text for a number and the
    reverse, one text for a list of texts, a slip in one of the choices."""
    if isinstance(value, str) and check.choices:
        known = TYPE_NAMES.get(value.casefold()) if "integer" in check.choices else None
        near = known or misspelt(value, check.choices)
        return f"did you mean {quoted(near)}?" if near else None
    others: list[Any] = []
    with suppress(ValueError, RecursionError):
        if check is V1_NAME:
            others.append(re.sub(r"[^-a-z0-9._/]+", "-", str(value).casefold()).strip("-"))
        elif isinstance(value, str):
            others += [] if not value or SEPARATED.search(value) else [[value]]
            others.append(json.loads(value))
        elif check.what.startswith("text") and type(value) in (int, float) and value - value == 0:
            others.append(json.dumps(value))
    good = [json.dumps(other, ensure_ascii=False) for other in others if check.good(other)]
    return f"write {shortened(good[0], MOST_SHOWN)}" if good else None


def misspelt(name: str, known: Collection[str]) -> str | None:
    """The one known name that differs from another by case, signs between words or a slip."""
    if len(known) > MANY or not comparable(name):
        return None
    plain = {_bare(other): other for other in known}
    bare = _bare(name)
    if bare in plain:
        return plain[bare]
    near = [
        plain[text]
        for text, score in by_letters(bare, list(plain))
        if score >= SURE
        and not _is_other_number(bare, text)
        and min(len(bare), len(text)) > 3
        and max(len(bare), len(text)) > 4
    ]
    return near[0] if len(near) == 1 else None


@lru_cache(2 * MANY)
def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _is_other_number(one: str, other: str) -> bool:
    """Whether two texts have as many digits, but others: numbers tell names apart."""
    digits, others = (re.sub(r"\D", "", text) for text in (one, other))
    return digits != others and len(digits) == len(others)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_row_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is int and item > 0 for item in value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_encoding(value: Any) -> bool:
    return isinstance(value, str) and (not value or codec_named(value) is not None)


def _is_empty(value: Any) -> bool:
    return isinstance(value, str) and not value


def _is_null(value: Any) -> bool:
    return value is None


def _always(_value: Any) -> bool:
    return True


def _is_no_object(value: Any) -> bool:
    return not isinstance(value, Mapping)


def _is_v1_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(NAME, value) is not None


def _is_instant(value: Any) -> bool:
    return isinstance(value, str) and reader(Field("", "datetime"))(value) is not None


def _are_missing_values(value: Any) -> bool:
    """Version 2 allows objects with a text and a label; each must be the only one of its kind."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        return _are_texts(value)
    texts = [item.get("value") for item in value]
    labels = [item["label"] for item in value if "label" in item]
    return all(_are_texts(part) and len(set(part)) == len(part) for part in (texts, labels))


def _have_texts(value: Any) -> bool:
    known = ("name", "title", "path", "email", "organisation", "role", "version")
    return isinstance(value, list) and all(
        isinstance(item, Mapping) and all(isinstance(item[k], str) for k in known if k in item)
        for item in value
    )


def _are_people(value: Any) -> bool:
    return _have_texts(value) and all(
        not item.get("email") or re.fullmatch(EMAIL, item["email"]) for item in value
    )


def _are_licenses(value: Any) -> bool:
    return _have_texts(value) and all(item.get("name") or item.get("path") for item in value)


def _one_of(choices: Collection[str]) -> Check:
    return Check(f"one of {', '.join(choices)}", lambda value: value in list(choices), choices)


def _profile(of: str) -> Check:
    """Remote profiles are not looked at, which the report says."""
    known = (of, f"tabular-{of}")

    def good(value: Any) -> bool:
        return value in known or (isinstance(value, str) and bool(OWN_PROFILE.search(value)))

    return Check(f"one of {', '.join(known)}, or an address", good, known, _is_empty)


TEXT = Check("text", lambda value: isinstance(value, str))
TEXTS = Check("a list of texts", _are_texts)
FLAG = Check("true or false", lambda value: isinstance(value, bool))
WHOLE = Check("a whole number", _is_whole)
LIST = Check("a list", lambda value: isinstance(value, list))
OBJECTS = Check(
    "a list of objects",
    lambda value: isinstance(value, list) and all(isinstance(item, Mapping) for item in value),
)
OBJECT = Check("an object", lambda value: isinstance(value, Mapping))
NOT_EMPTY = Check("text that is not empty", lambda value: isinstance(value, str) and value != "")
NAMES = Check("a column or a list of columns", lambda v: isinstance(v, str) or _are_texts(v))
PATH = Check("a path or a list of paths", lambda v: v and (isinstance(v, str) or _are_texts(v)))
V1_NAME = Check("of lower-case letters, digits and . _ - / alone", _is_v1_name)
MISSING = Check("a list of texts or of different {value, label}", _are_missing_values)
ROWS = Check("a list of numbers of rows, counted from 1", _are_row_numbers)
PEOPLE = Check("a list of objects of texts, with valid e-mail addresses", _are_people)

# What describes a part and changes nothing in how its cells are read
DESCRIPTIVE: Checks = {
    **dict.fromkeys(("$schema", "name", "title", "description", "homepage", "image"), TEXT),
    **dict.fromkeys(("version", "rdfType"), TEXT),
}
CREDITS: Checks = {
    "licenses": Check("a list of objects with a name or path each", _are_licenses),
    **dict.fromkeys(("sources", "contributors"), PEOPLE),
}
PACKAGE: Checks = {
    **DESCRIPTIVE,
    **CREDITS,
    "$schema": TEXT._replace(harmless=operator.not_),
    "created": Check("a date and time (YYYY-MM-DDThh:mm:ssZ)", _is_instant, (), _is_empty),
    "profile": _profile("data-package"),
    "keywords": TEXTS,
}
RESOURCE: Checks = {
    **DESCRIPTIVE,
    **CREDITS,
    **dict.fromkeys(("format", "mediatype", "hash", "innerpath"), TEXT),
    "compression": Check(
        f"one of {', '.join(COMPRESSIONS)}", lambda v: str(v).lower() in KNOWN, COMPRESSIONS
    ),
    "encoding": Check("the name of an encoding of text", _is_encoding, ENCODINGS),
    "path": PATH,
    "data": Check("a list, an object or text", lambda v: isinstance(v, (list, Mapping, str))),
    "profile": _profile("data-resource"),
    "type": Check(
        '"table"', lambda v: v in (None, "table", "json", "file", "text"), ("table",), operator.not_
    ),
    "bytes": WHOLE._replace(harmless=operator.not_),
    "schema": Check("an object or a path", lambda value: isinstance(value, (Mapping, str))),
    "dialect": Check("an object or a path", lambda value: isinstance(value, (Mapping, str))),
    "stats": Check("an object of hashes and whole numbers", is_stated_soundly, (), _always),
    "hashing": TEXT._replace(harmless=_always),
    "layout": OBJECT._replace(harmless=operator.not_),
    **dict.fromkeys(("rows", "fields"), WHOLE),
    "extrapaths": TEXTS,
    "scheme": TEXT,
}
# Options of single forms, where null states nothing
OF_FORMS: Checks = {
    **dict.fromkeys(("doubleQuote", "skipInitialSpace", "keyed"), FLAG),
    **dict.fromkeys(("delimiter", "quoteChar", "lineTerminator", "escapeChar"), TEXT),
    **dict.fromkeys(("nullSequence", "sheetName", "property"), TEXT),
    "sheetNumber": WHOLE,
    "sheet": Check("a name or number", lambda v: isinstance(v, str) or _is_whole(v)),
    **dict.fromkeys(CONTROLS, OBJECT),
    "itemType": _one_of(("array", "object")),
    **dict.fromkeys(("itemKeys", "keys"), TEXTS),
}
DIALECT: Checks = {
    **dict.fromkeys(("header", "headerCase", "skipBlankRows"), FLAG),
    **dict.fromkeys(("headerJoin", "commentChar"), TEXT),
    **dict.fromkeys(("headerRows", "commentRows"), ROWS),
    **{name: check._replace(harmless=_is_null) for name, check in OF_FORMS.items()},
    "$schema": TEXT._replace(harmless=_always),
    "caseSensitiveHeader": FLAG._replace(harmless=_is_no_object),
    "csvddfVersion": Check(
        "a number or text", lambda v: isinstance(v, (str, float, int)), (), _is_no_object
    ),
}
SCHEMA: Checks = {
    **DESCRIPTIVE,
    "name": V1_NAME,
    "fields": OBJECTS,
    "fieldsMatch": _one_of(("exact", "equal", "subset", "superset", "partial")),
    "primaryKey": NAMES,
    "foreignKeys": OBJECTS,
    "uniqueKeys": Check("a list of lists of names", lambda v: isinstance(v, list)),
}
FIELD: Checks = {
    **DESCRIPTIVE,
    "type": _one_of(list(CONSTRAINTS_OF)),
    "format": TEXT,
    "categories": LIST._replace(harmless=_always),
    "constraints": OBJECT,
}
OPTIONS: Checks = {
    **dict.fromkeys(("trueValues", "falseValues"), TEXTS),
    **dict.fromkeys(("bareNumber", "floatNumber"), FLAG),
    **dict.fromkeys(("decimalChar", "groupChar"), TEXT),
    "delimiter": NOT_EMPTY,
    "itemType": _one_of(ITEM_TYPES),
}
CONSTRAINTS: Checks = {
    **dict.fromkeys(("required", "unique"), FLAG),
    **dict.fromkeys(("minLength", "maxLength"), WHOLE),
    "pattern": TEXT,
    "enum": LIST,
    "jsonSchema": OBJECT,
}
# What says where and how a table's cells stand: with a fault in it the table is not read
READING = {"path", "data", "encoding", "compression", "innerpath", "dialect", "schema"}
READING_SCHEMA = {"fields", "missingValues", "fieldsMatch"}
ALL_CONSTRAINTS = {"required", "unique", "enum"}.union(*CONSTRAINTS_OF.values())
