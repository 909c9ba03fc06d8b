"""What was probably meant."""

from __future__ import annotations

import pytest

from spaceties.datapackage.report.hints import undecodable_hint

from .datapackages import field, only, table, validate_folder, validate_table, write

DATE, INTEGER, NUMBER = field("v", "date"), field("v", "integer"), field("v", "number")
KIND = field("v", enum=["civil", "military", "commercial"])


def hint(folder, described: dict, cell: str) -> str | None:
    quoted = cell.replace('"', '""')
    return only(validate_table(folder, ["id", described], f'id,v\n1,"{quoted}"\n')).hint


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("15/01/2016", '"2016-01-15"'),
        ("1/31/2016", '"2016-01-31"'),
        ("05/01/2016", '"2016-01-05" (day first) or "2016-05-01" (month first)'),
        ("05/05/2016", '"2016-05-05"'),
        ("15.01.2016", '"2016-01-15"'),
        ("2016/1/5", '"2016-01-05"'),
        ("20160105", '"2016-01-05"'),
        ("2016-01-05T10:00:00", '"2016-01-05"'),
        ("5 Jan 2016", '"2016-01-05"'),
        ("January 5, 2016", '"2016-01-05"'),
        ("5-Feb-2016", '"2016-02-05"'),
        ("2016-01-05 ", '"2016-01-05" without the space around it'),
        ("42374", '"2016-01-05", if this is the number that a spreadsheet keeps for a date'),
        ("Feb-50", "a spreadsheet may have taken a code for a date; look it up in the source"),
        ("2016", "the day is not stated; a column of vague dates would take it"),
        ("2016-01", "the day is not stated; a column of vague dates would take it"),
        ("n/a", "leave the cell empty if the value is missing"),
        ("2016-02-30", None),
        ("soon", None),
    ],
)
def test_dates(tmp_path, cell, expected):
    assert hint(tmp_path, DATE, cell) == expected


@pytest.mark.parametrize(
    "described, cell, expected",
    [
        (NUMBER, "1,5", '"1.5"; a decimal comma?'),
        (NUMBER, "1.234,5", '"1234.5"; a decimal comma?'),
        (NUMBER, "1,234.5", '"1234.5"'),
        (NUMBER, "1,234", '"1234" or "1.234"'),
        (NUMBER, "1 234", '"1234"'),
        (NUMBER, "$5", '"5"'),
        (NUMBER, "95 %", '"95"'),
        (NUMBER, "\u22125", '"-5"'),
        (INTEGER, "1.0", '"1"'),
        (INTEGER, "1,234", '"1234"'),
        (INTEGER, "0x1F", '"31"'),
        (INTEGER, "1e3", '"1000"'),
        (
            INTEGER,
            "9.45E+12",
            "a spreadsheet shortened a long number; look its digits up in the source",
        ),
        (INTEGER, "12 million", '"12000000"; write figures out'),
        (INTEGER, "US$ 1.5bn", '"1500000000"; write figures out'),
        (NUMBER, "0.25 thousand", '"250"; write figures out'),
        (INTEGER, "12 m", None),
        (INTEGER, "1,5 million", None),
        (INTEGER, "12 km", '"12"'),
        (INTEGER, " 7", '"7" without the space around it'),
        (INTEGER, "7\n", '"7" without the line break around it'),
        (INTEGER, "NULL", "leave the cell empty if the value is missing"),
        (INTEGER, "seven", None),
        (field("v", "integer", required=True), "-", None),
        (field("v", "year"), "2016.0", '"2016"'),
        (field("v", "boolean"), "yes", '"true"'),
        (field("v", "boolean", trueValues=["ja"], falseValues=["nein"]), "no", '"nein"'),
        (field("v", format="uri"), "example.org/a", '"https://example.org/a"'),
    ],
)
def test_numbers_and_others(tmp_path, described, cell, expected):
    assert hint(tmp_path, described, cell) == expected


@pytest.mark.parametrize(
    "described, cell, expected",
    [
        (KIND, "civill", '"civil"'),
        (KIND, "Civil", '"civil"'),
        (KIND, "civil ", '"civil" without the space around it'),
        (KIND, "comercial", '"commercial"'),
        (KIND, "zzz", None),
        (field("v", pattern="[A-Z]{3}"), "abc", '"ABC"'),
        (field("v", pattern="[A-Z]{3}"), "ABC\n", '"ABC" without the line break around it'),
        (field("v", pattern="[0-9]{5}"), "123", '"00123"; a spreadsheet drops leading zeros'),
        (field("v", pattern="[0-9]{2}:[0-9]{2}"), "7:08",
         '"07:08"; a spreadsheet drops leading zeros'),
        (field("v", pattern="https?://[^ ]+"), "www.example.org", '"https://www.example.org"'),
        (field("v", pattern="[a-z0-9][a-z0-9-]*"), "Rocket C (2)", '"rocket-c-2"'),
        (field("v", pattern="[0-9]{13}"), "9.45E+12",
         "a spreadsheet shortened a long number; look its digits up in the source"),
        (field("v", pattern="[0-9]-[0-9]{2}"), "Feb-50",
         "a spreadsheet may have taken a code for a date; look it up in the source"),
        (field("v", enum=["été", "hiver"]), "Ã©tÃ©", '"été"'),
        (field("v", required=True), "  ", "the cell holds only spaces"),
        (field("v", categories=["low", "high"]), "hihg", '"high"'),
    ],
)  # fmt: skip
def test_words(tmp_path, described, cell, expected):
    assert hint(tmp_path, described, cell) == expected


def test_broken_references_name_the_nearest_key(tmp_path):
    key = [{"fields": ["up"], "reference": {"resource": "u", "fields": ["id"]}}]
    t, u = table("t", ["up"], foreignKeys=key), table("u", ["id"])
    files = {"t.csv": "up\nS41239\nCASC \nwhatever\n", "u.csv": "id\nS41238\nCASC\nNASA\n"}
    hints = [p.hint for p in validate_folder(write(tmp_path, [t, u], files)).report.problems]
    assert hints == ['"S41238"', '"CASC" without the space around it', None]


def test_bytes_of_old_spreadsheets():
    assert undecodable_hint("caf\\xe9") == (
        'in Windows-1252 it would be "café"; save the file as UTF-8'
    )
    assert undecodable_hint("a\\x81") is None


def test_a_file_with_nearly_the_name(tmp_path):
    folder = write(tmp_path, [table("t", ["v"], path="data/t.csv")], {"data/T.CSV": "v\n"})
    problem = only(validate_folder(folder))
    assert (problem.code, problem.hint) == ("F301", 'there is "T.CSV"')


def test_hints_are_given_for_a_wholly_wrong_column_without_taking_for_ever(tmp_path):
    text = "v\n" + "".join(f"x{n}\n" for n in range(3000))
    problems = validate_table(tmp_path, [KIND], text).report.problems
    assert len(problems) == 3000
