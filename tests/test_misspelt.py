"""A corpus of misspelt values, each with the hint or the silence that is right.

A hint that drops a magnitude, a sign, a doubt, a relation or a time is a wrong value: silence is
better. `tests/data/misspelt.csv` says why each is right; several readings are joined with "|", and
"(missing)" is the empty cell.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from spaceties.datapackage import edtf
from spaceties.datapackage.model import Field
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.hints import cell_hint
from spaceties.datapackage.validation.column import ColumnValidator

MONTH = r"-(?:0[1-9]|1[0-2]|2[1-4])(?:-(?:0[1-9]|[12]\d|3[01]))?"
EDTF = rf"(?:\.\./)?(?:\d{{4}}|\d{{3}}X)(?:{MONTH})?[?~%]?(?:/(?:\.\.|\d[\d-]*))?"
KINDS = "memorandum_of_understanding treaty accord contract agreement joint_statement".split()  # noqa: SIM905
FIELDS = {
    "count": Field("count", "integer", constraints={"minimum": 0}),
    "amount": Field("amount", "number", constraints={"minimum": 0}),
    "level": Field("level", "number"),
    "day": Field("day", "date"),
    "at": Field("at", "datetime"),
    "clock": Field("clock", "time"),
    "year": Field("year", "year"),
    "month": Field("month", "yearmonth"),
    "vague": Field("vague", rdf_type=edtf.RDF_TYPE, constraints={"pattern": EDTF}),
    "flag": Field("flag", "boolean"),
    "kind": Field("kind", constraints={"enum": KINDS}),
    "code": Field("code", constraints={"pattern": "[A-Z]{3}"}),
    "slug": Field("slug", constraints={"pattern": "[a-z0-9]+(-+[a-z0-9]+)*"}),
    "url": Field("url", format="uri"),
    "mail": Field("mail", format="email"),
}
with open(Path(__file__).parent / "data" / "misspelt.csv", encoding="utf-8", newline="") as file:
    CORPUS = list(csv.DictReader(file))


def test_the_corpus_is_large_and_states_each_value_once():
    assert len(CORPUS) >= 200
    assert len({(row["field"], row["text"]) for row in CORPUS}) == len(CORPUS)
    assert sum(not row["hint"] for row in CORPUS) >= 80


@pytest.mark.parametrize("row", CORPUS, ids=[f"{r['field']}-{r['text']}" for r in CORPUS])
def test_a_misspelt_value_gets_the_right_hint_or_none(row):
    column = ColumnValidator(FIELDS[row["field"]])
    assert not column.good(row["text"]), "this value is no misspelling"
    hint = cell_hint(column, Code.TYPE, row["text"]) or ""
    offered = set(re.findall(r'"([^"]*)"', hint))
    right = {"" if part == "(missing)" else part for part in row["hint"].split("|") if part}
    assert offered == right, (hint, row["why"])
    assert all(column.good(value) for value in offered - {""})
