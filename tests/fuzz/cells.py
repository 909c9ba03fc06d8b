"""The verdict on a cell is a function of its text, or of its JSON value, and of its field alone,
and that on two keys of these two: a table is judged as its rows are one by one and in pairs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from spaceties.datapackage.csv.reader import CsvReader
from spaceties.datapackage.report.codes import Code
from tests.datapackages import field, table, validate_folder, write
from tests.test_validation_types import BAD, LIMITS, READ

KINDS = [
    *(field("v", kind) for kind in (*READ, "object", "array", "list", "duration", "geopoint")),
    *(field("v", "number", **{side: 1e300}) for side in ("minimum", "exclusiveMaximum")),
    field("v", "number", enum=["1.0", "NaN", "INF", "1e400"]),
    field("v", "number", bareNumber=False),
    field("v", "number", decimalChar=",", groupChar="."),
    field("v", "integer", minimum=0, maximum=10**30),
    field("v", "integer", enum=["1", "007", "9223372036854775808"]),
    field("v", "integer", groupChar=","),
    field("v", "integer", bareNumber=False, required=True),
    field("v", "boolean", trueValues=["yes", "1"], falseValues=["NaN", "0"]),
    field("v", "boolean", enum=["true"]),
    field("v", "date", format="any"),
    field("v", "date", format="%d/%m/%Y", minimum="05/01/2016"),
    field("v", "date", maximum="2016-01-05", enum=["2016-01-05", "9999-12-31"]),
    field("v", "datetime", minimum="2016-01-05T10:00:00"),
    field("v", "time", maximum="10:00:00"),
    field("v", "year", minimum=0),
    field("v", "yearmonth", exclusiveMinimum="2016-01"),
    field("v", pattern="[a-z]*|1", maxLength=4),
    field("v", minLength=2, enum=["NaN", "ab", "é"]),
    field("v", categories=["a", "1"]),
    field("v", missingValues=["NaN", "1"]),
    field("v", "geopoint", format="array"),
    field("v", "geopoint", format="object"),
    field("v", "list", itemType="integer", maxLength=2),
]


@dataclass(frozen=True)
class Exact:
    """A value in these letters of JSON."""

    text: str


DIGITS = st.text("0123456789", max_size=4)
NUMBERS = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["", "-", "+", "--", " "]),
    DIGITS,
    st.sampled_from(["", ".", ".", ",", "_"]),
    DIGITS,
    st.sampled_from(["", "e", "E-", "e+", "e"]),
    st.text("09", max_size=20),
)
ODD = [
    *("", "NaN", "nan", "-NaN", "sNaN", "INF", "-INF", "inf", "0", "-0", "1", "1.0", "1.00", "1e0"),
    *(
        "true",
        "True",
        "yes",
        "2016-01-05Z",
        "10:00:00Z",
        "05/01/2016",
        "-0044",
        "12000",
        "-0044-03",
    ),
    *('{"a": 1}', '{"a": 1.0}', "[1]", "[1, 2]", "1,2", "P1D", "PT24H", "P1M", "P30D", "90,45"),
    *("9" * 19, "9" * 30, "1.5%", "$1", "\ufeff1", "١"),
]
TYPED = [cell for cells in READ.values() for cell, _ in cells]
LIMIT = [cell for cells in (*BAD.values(), *LIMITS.values()) for cell in cells]
TEXTS = st.one_of(
    st.sampled_from([*TYPED, *LIMIT, *ODD]),
    NUMBERS,
    st.text(max_size=3).filter(lambda text: not set(text) & set("\r\n\0")),
)
EXACT = [
    *("1e9999999999999999999", "-1.5E+9999999999999999999", "1e999999999", "1e-999999999"),
    *("[1e999999999, 5]", "[1e-999999999, 5]", '{"a": 1e999999999}', "[1e9999999999999999999]"),
    *('"\\ud800"', '"a\\udfff"', '["\\ud800"]', '{"\\ud800": 1}'),
    *('{"lon": 180.000000000000000000000000000000000001, "lat": 0}', "[180.0, 90.000]"),
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2016, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 10**400]),
    st.sampled_from([0.0, -0.0, 1.0, 1.5, 2.0**53, 1e300, 1e308, 0.1]),
    st.sampled_from(EXACT).map(Exact),
    st.sampled_from([[], [1], [1.0], {}, {"a": 1}, {"a": 1.0}, {"a": None}, [90, 45], [None]]),
    TEXTS,
)


@dataclass(frozen=True)
class Rows:
    form: str
    fields: list[dict[str, Any]]
    own: list[list[Any]]
    others: list[list[Any]]
    primary: list[str]
    size: int


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """Rows of two cells, some of which are alike."""
    form = draw(st.sampled_from(["csv", "csv", "json"]))
    first, second = draw(st.sampled_from(KINDS)), draw(st.sampled_from(KINDS))
    cells = draw(st.lists(TEXTS if form == "csv" else VALUES, min_size=1, max_size=4))
    row = st.tuples(*[st.sampled_from(cells)] * 2).map(list)
    return Rows(
        form,
        [field("id"), first, second | {"name": "w"}],
        draw(st.lists(row, min_size=1, max_size=5)),
        draw(st.lists(row, min_size=1, max_size=3)),
        draw(st.sampled_from([["v"], ["v", "w"], []])),
        draw(st.integers(1, 60)),
    )


INPUTS = rows()
PAIRED = {Code.PRIMARY_KEY, Code.UNIQUE, Code.UNIQUE_KEY}


def check(given: Rows, folder: Path) -> None:
    """Judges the table, its rows, its pairs of rows, and its rows against each row referred to."""
    own, others = range(len(given.own)), range(len(given.others))
    pairs = [(i, j) for j in own for i in range(j)]
    tables = {"all": (given.own, "o"), "o": (given.others, "")}
    tables |= {f"o{j}": ([given.others[j]], "") for j in others}
    tables |= {f"p{i}.{j}": ([given.own[i], given.own[j]], "") for i, j in pairs}
    tables |= {f"s{i}.{j}": ([given.own[i]], f"o{j}") for i in own for j in others}
    resources = [_table(name, given, to) for name, (_, to) in tables.items()]
    files = {f"{name}.{given.form}": _text(given, rows) for name, (rows, _) in tables.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CsvReader.__init__, "__defaults__", (given.size,))
        result = validate_folder(write(folder, resources, files))
    told: dict[str, set[Any]] = {name: set() for name in tables}
    for p in result.report.problems:
        assert p.line is not None, p
        told[p.table].add((p.line - 2, p.code, p.column))
    expected = set()
    for i in own:
        single = [{said[1:] for said in told[f"s{i}.{j}"]} for j in others]
        always = set.intersection(*single)
        assert {
            said for said in set.union(*single) - always if said[0] != Code.FOREIGN_KEY
        } == set()
        expected |= {(i, *said) for said in always}
    for i, j in pairs:
        expected |= {(j, *said[1:]) for said in told[f"p{i}.{j}"] if said[1] in PAIRED}
    assert told["all"] == expected


def _table(name: str, given: Rows, to: str) -> dict[str, Any]:
    keys: dict[str, Any] = {"primaryKey": given.primary} if given.primary else {}
    if name[0] in "ap":
        unique = {**given.fields[1].get("constraints", {}), "unique": True}
        fields = [given.fields[0], given.fields[1] | {"constraints": unique}, given.fields[2]]
        keys["uniqueKeys"] = [["w"], ["v", "w"]]
    else:
        fields = given.fields
    if to:
        keys["foreignKeys"] = [
            {"fields": fields, "reference": {"resource": to, "fields": others}}
            for fields, others in [(["v"], ["v"]), (["w"], ["v"]), (["v", "w"], ["v", "w"])]
        ]
    return table(name, fields, path=f"{name}.{given.form}", **keys)


def _text(given: Rows, rows: list[list[Any]]) -> str:
    """A file whose record n is line n + 2."""
    if given.form == "csv":
        quoted = ['"{}","{}"'.format(*(c.replace('"', '""') for c in row)) for row in rows]
        return "id,v,w\n" + "".join(f"x,{line}\n" for line in quoted)
    records = [f'{{"id": "x", "v": {_json(v)}, "w": {_json(w)}}}' for v, w in rows]
    return "[\n" + ",\n".join(records) + "\n]\n"


def _json(value: Any) -> str:
    return value.text if isinstance(value, Exact) else json.dumps(value)
