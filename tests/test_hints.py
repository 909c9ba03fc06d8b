"""What was probably meant by a cell, as `validate` and `check` tell it alike."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.contribute.check import check
from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.model import Field
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.hints import cell_hint, reference_hint, undecodable_hint
from spaceties.datapackage.report.readings import readings
from spaceties.datapackage.validation.column import ColumnValidator
from spaceties.validation import validate
from tests import mini
from tests.contributions import COMPANY, good, lines
from tests.datapackages import field, only, table, validate_folder, validate_table, write

FIX = "; --fix writes it"
LOOK_UP = "look it up in the source"

DATE, INTEGER, NUMBER = field("v", "date"), field("v", "integer"), field("v", "number")
DATETIME, MONTH, YEAR = field("v", "datetime"), field("v", "yearmonth"), field("v", "year")
BOOLEAN = field("v", "boolean")
KM = field("v", "number", unit="km")
KIND = field("v", enum=["civil", "military", "commercial"])
FORM = field(
    "v",
    enum=[
        "memorandum_of_understanding",
        "press_release",
        "interagency_agreement",
        "intergovernmental_agreement",
    ],
)
URL = field("v", pattern="https?://[^ ]+")
ID = field("v", pattern="[a-z0-9][a-z0-9-]*")
VAGUE = field(
    "v",
    pattern=r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?|[0-9]{3}X)",
    rdfType="http://id.loc.gov/datatypes/edtf",
)

SEASONED = VAGUE | {"constraints": {"pattern": "[0-9]{4}-2[1-4]"}}
OPEN = VAGUE | {"constraints": {"pattern": r"([0-9]{4}|\.\.)/([0-9]{4}|\.\.)"}}

# field, text, its readings, whether --fix writes the first
READ = [
    (DATE, "15/01/2016", '"2016-01-15" (day first)', True),
    (DATE, "1/31/2016", '"2016-01-31" (month first)', True),
    (DATE, "05/01/2016", '"2016-01-05" (day first) or "2016-05-01" (month first)', False),
    (DATE, "05/05/2016", '"2016-05-05" (day first)', True),
    (DATE, "15.01.2016", '"2016-01-15" (day first)', True),
    (DATE, "2016/1/5", '"2016-01-05" (date written year first)', True),
    (DATE, "20160105", '"2016-01-05" (date written year first)', True),
    (DATE, "２０１６-01-05", '"2016-01-05" (date written year first)', True),
    (DATE, "2016-01-05 00:00:00", '"2016-01-05" (date without the time of day)', True),
    (DATE, "2016-01-05T00:00:00", '"2016-01-05" (date without the time of day)', True),
    (DATE, "5 Jan 2016", '"2016-01-05" (date in words)', True),
    (DATE, "January 5, 2016", '"2016-01-05" (date in words)', True),
    (DATE, "5-Feb-2016", '"2016-02-05" (date in words)', True),
    (DATE, "2016-01-05 ", '"2016-01-05" (without the space around it)', True),
    (DATE, "42374",
     '"2016-01-05" (if this is the number that a spreadsheet keeps for a date)', False),
    (DATETIME, "15/01/2016 16:57", '"2016-01-15T16:57:00" (day first)', True),
    (DATETIME, "2016-01-15 16:57", '"2016-01-15T16:57:00" (date and time in full)', True),
    (MONTH, "Jan 2016", '"2016-01" (vague date in words)', True),
    (VAGUE, "4 May 1980", '"1980-05-04" (date in words)', True),
    (VAGUE, "Jan 1980", '"1980-01" (vague date in words)', True),
    (VAGUE, "05/04/1980", '"1980-04-05" (day first) or "1980-05-04" (month first)', False),
    (VAGUE, "1990s", '"199X" (vague date in words)', True),
    (VAGUE, "199x", '"199X" (vague date in words)', True),
    (VAGUE, "c. 1990", '"1990~" (vague date in words)', True),
    (VAGUE, "15/01/2016?", '"2016-01-15?" (day first)', True),
    (NUMBER, "1,5", '"1.5" (decimal comma)', True),
    (NUMBER, "1.234,5", '"1234.5" (points part thousands)', True),
    (NUMBER, "1,234.5", '"1234.5" (commas part thousands)', True),
    (NUMBER, "1,234", '"1234" (commas part thousands) or "1.234" (decimal comma)', False),
    (field("v", "number", maximum=90), "1,234", '"1.234" (decimal comma)', True),
    (NUMBER, "1 234", '"1234" (number without thousands separators)', True),
    (NUMBER, "$5", '"5" (the number alone)', False),
    (NUMBER, "\u22125", '"-5" (number in plain digits)', True),
    (KM, "12 km", '"12" (number without its unit)', True),
    (INTEGER, "'72000000", '"72000000" (number in plain digits)', True),
    (NUMBER, "\u20197,5", '"7.5" (decimal comma)', True),
    (DATE, "'2016-01-05", '"2016-01-05" (date written year first)', True),
    (INTEGER, "1.0", '"1" (whole number without decimals)', True),
    (INTEGER, "20.001", '"20001" (if the point parts thousands)', False),
    (INTEGER, "1.000",
     '"1000" (if the point parts thousands) or "1" (whole number without decimals)', False),
    (INTEGER, "1,234", '"1234" (commas part thousands)', True),
    (INTEGER, "٣", '"3" (number in plain digits)', True),
    (INTEGER, "0x1F", '"31" (hexadecimal)', False),
    (INTEGER, "1.5e3", '"1500" (written without an exponent)', False),
    *((INTEGER, text, '"12000000" (written out in figures)', False) for text in (
        "12 million", "€12 Mio.", "12 млн руб.", "12 миллионов рублей", "1200万円", "1,2 crore",
        "١٢ مليون", "12 000 тыс", "12 milhões de dólares", "12,0 millions d'euros", "TL 12 milyon",
    )),
    (INTEGER, "1,5 million", '"1500000" (written out in figures)', False),
    (INTEGER, "US$ 1.5bn", '"1500000000" (written out in figures)', False),
    (NUMBER, "0.25 thousand", '"250" (written out in figures)', False),
    (INTEGER, " 7", '"7" (without the space around it)', True),
    (INTEGER, "7\n", '"7" (without the line break around it)', True),
    (INTEGER, "  ", '"" (without needless spaces and invisible characters)', True),
    (DATE, "n/a", '"" (stands for a missing value)', True),
    (INTEGER, "NULL", '"" (stands for a missing value)', True),
    (VAGUE, "нет данных", '"" (stands for a missing value)', True),
    (KIND, "不明", '"" (stands for a missing value)', True),
    (NUMBER, "12¹", '"12" (without the mark ¹)', False),
    (INTEGER, "12[a]", '"12" (without the mark [a])', False),
    (NUMBER, "1,250²", '"1250" (without the mark ²) or "1.250" (without the mark ²)', False),
    (VAGUE, "Oct-18", '"2018-10" (if the year is 2018)', False),
    (VAGUE, "5-Oct-61", '"1961-10-05" (if the year is 1961)', False),
    (VAGUE, "FY2019", '"2019" (if the fiscal year is the calendar year)', False),
    (VAGUE, "Mai 2019", '"2019-05" (vague date in words)', True),
    *((VAGUE, text, '"1995-08-15" (date in words)', True) for text in (
        "le 15 août 1995", "15. srpna 1995", "15 серпня 1995 р.", "15 августа 1995 г.",
        "15 de agosto de 1995", "15 sierpnia 1995", "15 أغسطس 1995",
    )),
    *((VAGUE, text, '"1995-08" (vague date in words)', True) for text in (
        "août 1995", "авг. 1995", "srpen 1995", "ago 1995", "8-1995",
        "agosto de 1995", "серпень 1995", "august 1995 г.",
    )),
    *((SEASONED, text, '"2012-23" (season as EDTF writes it)', True) for text in (
        "autumn 2012", "Herbst 2012", "automne 2012", "осень 2012", "jesień 2012", "2012年秋",
        "2012년 가을", "otoño de 2012",
    )),
    *((VAGUE, text, '"2012" (the year alone)', True) for text in ("2012年", "2012 г.", "2012년")),
    *((OPEN, text, '"2015/.." (span as EDTF writes it)', False) for text in (
        "2015-", "2015 –", "since 2015", "seit 2015", "с 2015", "depuis 2015", "desde 2015",
    )),
    *((OPEN, text, '"../2015" (span as EDTF writes it)', False) for text in (
        "–2015", "bis 2015", "до 2015", "hasta 2015", "until 2015",
    )),
    (VAGUE, "2012. 10. 5.", '"2012-10-05" (date written year first)', True),
    (VAGUE, "1960's", '"196X" (vague date in words)', True),
    (VAGUE, "2012*", '"2012" (without the mark of a footnote)', False),
    (VAGUE, "04/05/18", '"2018-05-04" (day first, if the year is 2018) or "2018-04-05" (month '
     "first, if the year is 2018)", False),
    (VAGUE, "15 Ağustos 1995", '"1995-08-15" (date in words)', True),
    (INTEGER, "-", '"" (stands for a missing value) or "0" (stands for nought)', False),
    (INTEGER, "nil", '"" (stands for a missing value) or "0" (stands for nought)', False),
    (field("v", pattern="[A-Z]{2}"), "na",
     '"" (stands for a missing value) or "NA" (upper and lower case)', False),
    (YEAR, "2016.0", '"2016" (whole number without decimals)', True),
    (BOOLEAN, "yes", '"true" (spelling of a truth value)', True),
    (BOOLEAN, "oui", '"true" (spelling of a truth value)', False),
    (field("v", "boolean", trueValues=["ja"], falseValues=["nein"]), "no",
     '"nein" (spelling of a truth value)', True),
    (field("v", format="uri"), "example.org/a", '"https://example.org/a" (with its scheme)', False),
    (URL, "www.example.org", '"https://www.example.org" (with its scheme)', False),
    (KIND, "Civil", '"civil" (spelling of a listed value)', True),
    (KIND, "civil ", '"civil" (without the space around it)', True),
    (KIND, "ci\u200bvil", '"civil" (without needless spaces and invisible characters)', True),
    (field("v", enum=["a_b", "a-b"]), "A B",
     '"a_b" (spelling of a listed value) or "a-b" (spelling of a listed value)', False),
    (field("v", enum=["été", "hiver"]), "Ã©tÃ©",
     '"été" (in the encoding that it was written in)', False),
    (field("v", pattern="[A-Z]{3}"), "abc", '"ABC" (upper and lower case)', True),
    (field("v", pattern="[A-Z ]+"), "new york", '"NEW YORK" (upper and lower case)', False),
    (field("v", pattern="[0-9]{5}"), "123", '"00123" (a spreadsheet drops leading zeros)', False),
    (field("v", pattern="[0-9]{2}:[0-9]{2}"), "7:08",
     '"07:08" (a spreadsheet drops leading zeros)', False),
    (ID, "Rocket C (2)", '"rocket-c-2" (spelt as an id)', False),
]  # fmt: skip

# field, text, what is said of it without a reading
TOLD = [
    (DATE, "Feb-50", f"a spreadsheet may have taken a code for a date; {LOOK_UP}"),
    (VAGUE, "Feb-50", f"a spreadsheet may have taken a code for a date; {LOOK_UP}"),
    (INTEGER, "5-Feb", f"a spreadsheet may have taken a code for a date; {LOOK_UP}"),
    (field("v", pattern="[0-9]-[0-9]{2}"), "Feb-50",
     f"a spreadsheet may have taken a code for a date; {LOOK_UP}"),
    (DATE, "2016", "the day is not stated; a column of vague dates would take it"),
    (DATE, "2016-01", "the day is not stated; a column of vague dates would take it"),
    (DATE, "Jan 2016", "the day is not stated; a column of vague dates would take it"),
    (INTEGER, "9.45E+12",
     "a spreadsheet shortened a long number; look its digits up in the source"),
    (field("v", pattern="[0-9]{13}"), "9.45E+12",
     "a spreadsheet shortened a long number; look its digits up in the source"),
    (field("v", required=True), "  ", "the cell holds only spaces"),
    (KIND, "civill", '"civil"'),
    (FORM, "press", '"press_release"'),
    (FORM, "Agreement", '"interagency_agreement" or "intergovernmental_agreement"'),
    (KIND, "comercial", '"commercial"'),
    (field("v", categories=["low", "high"]), "hihg", '"high"'),
    (field("v", enum=["low-1", "low-2", "high"]), "low-3", '"low-1" or "low-2"'),
]  # fmt: skip

# field, text of which a hint would mislead
SILENT = [
    (DATE, "2016-02-30"), (DATE, "2016-13"), (DATE, "soon"), (DATE, "2016-01-05/2016-01-07"),
    (DATE, "15/01/16"),
    (DATETIME, "2016-01-15"), (YEAR, "2016-01"),
    (VAGUE, "1"), (VAGUE, "20"), (VAGUE, "957"), (VAGUE, "1980 05"), (VAGUE, "1980/81"),
    (VAGUE, "2016/12"), (VAGUE, "31/02/2016"), (VAGUE, "May"), (VAGUE, "5 listopada 2019"),
    (VAGUE, "Q3 2019"), (VAGUE, "early 2019"), (VAGUE, "after 2019"),
    (VAGUE, "平成31年"), (VAGUE, "04/05/45"), (VAGUE, "c. 1990-13"),
    (NUMBER, "95 %"), (INTEGER, "12 km"), (BOOLEAN, "x"),
    (DATE, "2016-01-05T10:00:00"), (DATE, "31/12/2019 23:59"),
    (NUMBER, ">5"), (NUMBER, "~5"), (NUMBER, "10²"), (NUMBER, "½"),
    (NUMBER, "1 2 3"), (NUMBER, "5 (2016)"), (NUMBER, "3°30'S"),
    (KM, "12 m"), (KM, "12 miles"), (KM, "12 mkm"),
    (INTEGER, "12 m"), (INTEGER, "12 k"),
    (INTEGER, "1,5 billion"), (INTEGER, "1,500 million"), (INTEGER, "72 mil"),
    (INTEGER, "1.2345 thousand"),
    (INTEGER, "sevenish"),
    (INTEGER, "5,5"), (INTEGER, "0x" + "f" * 40), (INTEGER, "1" + "0" * 5000 + ".5"),
    (field("v", "integer", minimum=100), "20"), (field("v", "integer", enum=[12, 123]), "1234"),
    (field("v", "integer", required=True), "-"),
    (FORM, "of"), (FORM, "release note"), (FORM, "mo"), (FORM, "MoU"),
    (KIND, "zzz"), (KIND, "mill"), (field("v", enum=["adoption", "treaty"]), "adopter"),
    (field("v", enum=["low-1", "low-2", "low-3"]), "low-4"),
    (field("v", pattern="[0-9.]+"), "1.155e1"), (field("v", maxLength=5), "a, b c"),
    (field("v", minLength=5), "12"), (KIND, "'90s"), (field("v", minLength=5), "ab"),
    (field("v", pattern="[0-9]{2,5}"), "1"),
    (field("v", pattern=r"\S{10,}"), "short"),
]  # fmt: skip
EXAMPLES = [
    *((described, text, meant, fixed) for described, text, meant, fixed in READ),
    *((described, text, said, False) for described, text, said in TOLD),
    *((described, text, None, False) for described, text in SILENT),
]


def csv_text(*rows: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def of_cells(problems: list[Problem]) -> list[Problem]:
    """The problems that a column has with its cell."""
    return [problem for problem in problems if problem.code[0] == "S"]


@pytest.mark.parametrize(("described", "text", "hint", "fixed"), EXAMPLES)
def test_validate_and_check_tell_the_same(tmp_path, described, text, hint, fixed):
    resources = [table("t", ["id", described], primaryKey=["id"])]
    wrong = csv_text(["id", "v"], ["1", text])
    package = write(tmp_path / "wrong", resources, {"t.csv": wrong})
    validated = of_cells(validate(descriptor.load(package)).report.problems)
    right = write(tmp_path / "right", resources, {"t.csv": "id,v\n"})
    sent = tmp_path / "sent.csv"
    sent.write_text(wrong, encoding="utf-8")
    checked = of_cells(check(descriptor.load(right), [str(sent)]).report.problems)
    assert [p.hint for p in validated] == [hint] * len(validated) != []
    assert [p.hint for p in checked] == [hint and hint + FIX * fixed] * len(validated)
    assert [p.code for p in checked] == [p.code for p in validated]


OUR = [
    ("agreements", "signed_on", "4 May 1980", "S105", '"1980-05-04" (date in words)', True),
    ("agreements", "signed_on", "Jan 1980", "S105", '"1980-01" (vague date in words)', True),
    ("agreements", "signed_on", "05/04/1980", "S105",
     '"1980-04-05" (day first) or "1980-05-04" (month first)', False),
    ("agreements", "signed_on", "1990s", "S105", '"199X" (vague date in words)', True),
    ("agreements", "signed_on", "1", "S105", None, False),
    ("agreements", "signed_on", "2010-02-30", "R001", "2010-02 has 28 days", False),
    ("spending", "amount", "20.001", "S101", '"20001" (if the point parts thousands)', False),
    ("launch_sites", "country_id", "Aland", "K205", '"AAA" (name of a country)', True),
    ("launch_sites", "country_id", " AAA", "K205", '"AAA" (without the space around it)', True),
    ("launch_sites", "country_id", "aaa", "K205", '"AAA" (upper and lower case of an id)', True),
    ("launch_sites", "country_id", "AAAB", "K205", '"AAA"', False),
    ("launch_sites", "country_id", "Nowhere", "K205", None, False),
    ("agreement_parties", "organization_id", "Beland Rockets", "K205",
     '"COMB" (name of an organization)', True),
    ("payloads", "name", " Beacon", "X604", '"Beacon" (without the space around it)', True),
    ("payloads", "name", "Bea\u200bcon", "X602",
     '"Beacon" (without needless spaces and invisible characters)', True),
    ("organizations", "short_name", "Be\u0301", "X605",
     '"Bé" (with letter and accent as one character)', True),
    ("organizations", "short_name", "+BAS", "X601", "write 'BAS'", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "text", "code", "hint", "fixed"), OUR)
def test_our_tables_are_told_of_in_one_problem(tmp_path, name, column, text, code, hint, fixed):
    sent = {name: [good(name, **{column: text})], **COMPANY.get(name, {})}
    whole = {table: mini.rows(table) + rows for table, rows in sent.items()}
    validated = validate(descriptor.load(mini.write(tmp_path / "whole", whole))).report.problems
    paths = []
    for table_, rows in sent.items():
        paths.append(str(tmp_path / f"{table_}.csv"))
        Path(paths[-1]).write_text(csv_text(*lines(rows)), encoding="utf-8")
    checked = check(descriptor.load(mini.write(tmp_path / "past")), paths).report.problems
    assert [(p.code, p.column, p.value, p.hint) for p in validated] == [(code, column, text, hint)]
    said = hint and hint + FIX * fixed
    assert [(p.code, p.column, p.value, p.hint) for p in checked] == [(code, column, text, said)]


COLUMNS = [
    ColumnValidator(one, owner.missing_of(one))
    for n, described in enumerate({json.dumps(d): d for d, *_ in EXAMPLES}.values())
    for owner in descriptor.from_descriptor(
        {"name": "p", "resources": [table(f"t{n}", [described])]}
    ).resources
    for one in owner.fields
]
TEXTS = st.one_of(
    st.sampled_from([text for _, text, *_ in EXAMPLES]),
    st.text(st.sampled_from("0123456789 .,-/:'_?~%$eExX+()"), max_size=14),
    st.tuples(
        st.sampled_from(["", "c. ", "US$ ", "+", "("]),
        st.from_regex(r"[0-9]{1,4}([ .,/'-][0-9]{1,3}){0,3}", fullmatch=True),
        st.sampled_from(["", "s", " km", " million", "E+5", "?", " 10:30", " May 1980", "%"]),
    ).map("".join),
    st.text(max_size=20),
)


@settings(max_examples=1000)
@given(st.sampled_from(COLUMNS), TEXTS)
def test_what_a_hint_offers_passes_the_column(column, text):
    for reading in readings(text, column):
        assert reading.text != text
        assert column.good(reading.text)
        assert readings(reading.text, column) == []  # once written, nothing is left to fix
    if text in column.missing:
        return
    value = column._read(text)
    codes = [Code.TYPE] if value is None else column.constraints.of_value(value)
    for code in codes:
        hint = cell_hint(column, code, text) or ""
        for offered in re.findall(r'"(?:[^"\\]|\\.)*"', hint):
            assert column.good(json.loads(offered)), hint


def test_a_value_that_the_column_lists_but_does_not_take_is_not_offered(tmp_path):
    described = field("v", enum=["LOW", "high"], pattern="[a-z]+")
    problems = validate_table(tmp_path, [described], "v\nlow\nhihg\n").report.problems
    assert [(p.value, p.hint) for p in problems] == [("low", None), ("hihg", '"high"')]


def test_what_means_a_missing_cell_is_offered_as_such(tmp_path):
    t = table("t", ["id", INTEGER], missingValues=["-", "NA"])
    folder = write(tmp_path, [t], {"t.csv": "id,v\n1,null\n2,na\n3,\n4, - \n"})
    hints = [p.hint for p in validate_folder(folder).report.problems]
    assert hints == [None, None, None, '"-" (without the space around it)']


def test_broken_references_name_the_nearest_key(tmp_path):
    key = [{"fields": ["up"], "reference": {"resource": "u", "fields": ["id"]}}]
    t, u = table("t", ["up"], foreignKeys=key), table("u", ["id"])
    files = {
        "t.csv": "up\nS41239\nCASC \nwhatever\nX-1\n",
        "u.csv": "id\nS41238\nCASC\nNASA\nX-2\nX-3\n",
    }
    hints = [p.hint for p in validate_folder(write(tmp_path, [t, u], files)).report.problems]
    assert hints == ['"S41238"', '"CASC" (without the space around it)', None, None]


def test_bytes_of_old_spreadsheets():
    assert undecodable_hint("caf\\xe9") == (
        'character 4 is the byte E9; in Windows-1252 it would be "café"; save the file as UTF-8'
    )
    # Greek, as "Ëåùí" says nobody
    assert undecodable_hint("\\xcb\\xe5\\xf9\\xed") == "character 1 is the byte CB"
    assert undecodable_hint("éa\\x81") == "character 3 is the byte 81"
    assert undecodable_hint("\\xff\\xfei\\x00").startswith("so begins a file in UTF-16")
    assert undecodable_hint("caf\\xed\\xb2\\x80") is None  # the bytes are not known


def test_a_file_with_nearly_the_name(tmp_path):
    folder = write(tmp_path, [table("t", ["v"], path="data/t.csv")], {"data/T.CSV": "v\n"})
    problem = only(validate_folder(folder))
    assert (problem.code, problem.hint) == ("F301", 'there is "T.CSV"')


def test_hints_are_given_for_a_wholly_wrong_column_without_taking_for_ever(tmp_path):
    text = "v\n" + "".join(f"x{n}\n" for n in range(3000))
    problems = validate_table(tmp_path, [KIND], text).report.problems
    assert len(problems) == 3000


def test_a_date_may_stand_in_a_column_of_dates():
    vague = Field("v", rdf_type=edtf.RDF_TYPE, constraints={"pattern": "x"})
    for kind in (Field("v", "date"), vague):
        assert not cell_hint(ColumnValidator(kind), Code.TYPE, "Oct-18")
        assert not cell_hint(ColumnValidator(kind), Code.TYPE, "5-Oct-18")
    code = ColumnValidator(Field("v", constraints={"pattern": "[A-Z]+"}))
    assert "a code" in (cell_hint(code, Code.PATTERN, "Oct-18") or "")


def test_a_name_is_no_slip_of_a_code():
    assert reference_hint("Burma", ["BRA", "ITA", "MMR"]) is None
    names = [
        "zaf-national-space-agency",
        "NPOE",
        "AN",
        "ULAL",
        "NIVR-space-agency",
        "TBDX",
        "NONE1",
    ]
    for name in (
        "China National Space Agency",
        "None",
        "NaN",
        "null",
        "NULL ",
        "n/a",
        "TBD",
        "nil",
    ):
        assert reference_hint(name, names) is None
    assert reference_hint("National Space Agncy", ["National Space Agency"]) is not None
    assert reference_hint("zaf-national-space-agncy", names) == '"zaf-national-space-agency"'
    assert reference_hint("BRAA", ["BRA", "ITA"]) == '"BRA"'
