"""Names and codes of states: hints by ISO 3166 in many languages, and never a fix."""

from __future__ import annotations

import re

import pytest

from spaceties.datapackage import descriptor
from spaceties.datapackage.report.readings import bounded
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.matching import names
from spaceties.matching.states import EVERYDAY, named
from tests import mini
from tests.contributions import good
from tests.test_contribute_fixes import package, suggest  # noqa: F401
from tests.test_contribute_fixes import read as read_file
from tests.test_hints import csv_text, lines

NAMED = [
    ("Great Britain", "GBR"), ("The Netherlands", "NLD"), ("Holland", "NLD"), ("Burma", "MMR"),
    ("Deutschland", "DEU"), ("Allemagne", "DEU"), ("Германия", "DEU"), ("Россия", "RUS"),
    ("Russian Federation", "RUS"), ("США", "USA"), ("中国", "CHN"), ("日本", "JPN"),
    ("Estados Unidos", "USA"), ("Großbritannien", "GBR"), ("U.K.", "GBR"), ("Türkiye", "TUR"),
    ("Turkey", "TUR"), ("Ivory Coast", "CIV"), ("Côte d'Ivoire", "CIV"), ("Viet Nam", "VNM"),
]  # fmt: skip
UNNAMED = ("China National Space Agency", "NASA", "null", "None", "Roskosmos", "Korea", "", "¹")


@pytest.mark.parametrize(("text", "code"), NAMED)
def test_a_state_is_known_by_its_names(text, code):
    assert named(text) == [code]


@pytest.mark.parametrize("text", UNNAMED)
def test_a_body_or_a_word_is_no_state(text):
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NG", ["NGIS", "NGA"]),  # a short name, and a code of ISO 3166
        ("Congo", ["COG", "COD"]),
        ("Korea", ["KOR", "PRK"]),
        ("Roskosmos", ["ROSK"]),
        ("Роскосмос", ["ROSK"]),
        ("Bajkonur Authority", ["BKA"]),
        ("RF", ["RUS"]),
        ("null", []),
        ("Roskosmos State Corporation", []),
        ("Rosmos", []),
    ],
)
def test_what_may_be_another_row_as_well_is_a_hint(text, meant):
    real = descriptor.load(mini.ROOT)
    bodies = [
        *({"organization_id": code, "name": code} for code in ("COD", "KOR", "PRK", "RUS", "NGA")),
        {"organization_id": "NGIS", "name": "Imagery Service", "short_name": "NG"},
        {"organization_id": "COG", "name": "Congo"},
        {"organization_id": "ROSK", "name": "Roscosmos"},
        {"organization_id": "BKA", "name": "Baikonur Authority"},
    ]
    countries = [{"country_id": "NGA", "name": "Nigeria", "iso_alpha2": "NG"}]
    known = names.lookups({"organizations": bodies, "countries": countries}, real)
    found = known.readings(text, "organizations")
    assert [one.text for one in found] == meant and not any(one.certain for one in found)


def test_everyday_names_name_one_state():
    assert all(named(name) == [code] for code, ns in EVERYDAY.items() for name in ns.split(";"))


STATES = [
    {"country_id": "NAM", "name": "Namibia", "iso_alpha2": "NA"},
    {"country_id": "SWE", "name": "Sweden", "iso_alpha2": "SE", "gcat_code": "S"},
]
BODIES = [
    {"organization_id": "SWE", "name": "Sweden", "kind": "state"},
    {"organization_id": "SLC41", "name": "SLC-41"},
    {"organization_id": "PSE", "name": "Palestine"},
]


@pytest.mark.parametrize(
    ("table", "text", "id"),
    [("organizations", "SE", "SWE"), ("organizations", "Schweden", "SWE"),
     ("countries", "Schweden", "SWE"), ("organizations", "Швеция", "SWE"),
     ("organizations", "Sweden²", "SWE"), ("organizations", "SWE¹", "SWE"),
     ("countries", "NA", "NAM")],
)  # fmt: skip
def test_what_is_only_likely_is_a_hint(package, table, text, id):  # noqa: F811
    known = names.lookups({"countries": STATES, "organizations": BODIES}, package)
    assert [(one.text, one.certain) for one in known.readings(text, table)] == [(id, False)]


def test_a_footnote_is_no_digit_of_a_name(package):  # noqa: F811
    known = names.lookups({"countries": STATES, "organizations": BODIES}, package)
    assert known.readings("SLC-4¹", "organizations") == []


@pytest.mark.parametrize(
    ("text", "number", "relation"),
    [(">72000000", "72000000", "at_least"), ("ca. 72000000", "72000000", "about"),
     ("~5", "5", "about"), ("≤ 1,000", "1000", "at_most"), ("more than 5", "5", "at_least"),
     ("свыше 5", "5", "at_least"), ("up to 5", "5", "at_most"), ("Rund 5", "5", "about")],
)  # fmt: skip
def test_a_sign_before_a_number_is_its_relation(text, number, relation):
    (one,) = bounded(text, ColumnValidator(field_of("integer")))
    assert (one.text, one.certain) == (number, False)
    assert f'"{relation}"' in one.why


def field_of(kind):
    from spaceties.datapackage.model import Field

    return Field("v", kind)


def test_each_kind_of_fix_in_the_docs_names_a_test():
    told = (mini.ROOT / "docs" / "fixes.md").read_text(encoding="utf-8")
    named_ = set(re.findall(r"`(test_\w+)`", told))
    tests = "".join(path.read_text("utf-8") for path in (mini.ROOT / "tests").glob("test_*.py"))
    assert len(named_) > 8
    assert {name for name in named_ if f"def {name}(" not in tests} == set()


def test_the_relation_is_told_where_there_is_such_a_column(tmp_path, package):  # noqa: F811
    rows = {name: mini.rows(name) for name in mini.TABLES}
    sent = csv_text(*lines([good("spending", amount=">5000")]))
    found = suggest(read_file(tmp_path, sent, package), package, names.lookups(rows, package))
    assert [hint for hint, _ in found.hints.values()] == ['"5000" (with relation "at_least")']
    assert found.fixes == []
