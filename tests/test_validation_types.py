"""Types, formats and missing values: which cells are read, and as what."""

from __future__ import annotations

import json
from datetime import date, datetime, time

import pytest

from .datapackages import field, problem_places, table, validate_folder, validate_table, write

READ = {  # type: [(cell, value)], which both engines take; bad cells are in BAD
    "integer": [
        ("1", 1),
        ("-7", -7),
        ("+5", 5),
        ("007", 7),
        ("0", 0),
        ("9223372036854775807", 2**63 - 1),
    ],
    "number": [
        ("1.5", 1.5),
        ("-0", 0.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("INF", float("inf")),
        ("+3", 3.0),
        ("1e400", float("inf")),
    ],
    "boolean": [("true", True), ("TRUE", True), ("1", True), ("False", False), ("0", False)],
    "date": [
        ("2016-01-05", date(2016, 1, 5)),
        ("2016-02-29", date(2016, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
    ],
    "datetime": [
        ("2016-01-05T10:00:00", datetime(2016, 1, 5, 10)),
        ("2016-01-05T10:00:00.25", datetime(2016, 1, 5, 10, 0, 0, 250000)),
        ("2016-01-05T24:00:00", datetime(2016, 1, 6)),
        ("9999-12-31T23:59:59", datetime(9999, 12, 31, 23, 59, 59)),
    ],
    "time": [
        ("10:00:00", time(10)),
        ("23:59:59.5", time(23, 59, 59, 500000)),
        ("24:00:00", time(0)),
    ],
    "year": [("2016", 2016), ("0000", 0), ("9999", 9999)],
    "yearmonth": [("2016-01", "2016-01"), ("0000-12", "0000-12")],
    "string": [("a", "a"), (" a ", " a "), ("null", "null"), ("NA", "NA"), ("1", "1")],
    "any": [("a", "a"), ("1", "1")],
}
BAD = {
    "integer": ["1.0", "1e3", "0x1F", "1,000", "NaN", "abc", "--1", "1 2", "½"],
    "number": ["1,5", "1,000.5", "0x1p3", "1e", "1d5", "5%", "abc", "1 000", "nan(1)"],
    "boolean": ["yes", "maybe", "T", "tRUE", "2"],
    "date": [
        "2016-02-30",
        "2015-02-29",
        "2016-13-01",
        "0000-01-01",
        "10000-01-01",
        "20160105",
        "2016-01-05T00:00:00",
        "15/01/2016",
        "2016-01",
        " 2016-01-05",
    ],
    "datetime": [
        "2016-12-31T23:59:60",
        "2016-02-30T10:00:00",
        "2016-01-05",
        "2016-01-05T10:00",
        "2016-01-05T10:00Z",
        "2016-01-05T10:00+02:00",
        "2016-01-05T100000+02:00",
        "0000-01-01T00:00:00",
        "2016-01-05T25:00:00",
    ],
    "time": [
        "23:59:60",
        "10:00",
        "10:00+02:00",
        "10:00-0200",
        "100000Z",
        "1:00:00",
        "25:00:00",
        "10:60:00",
    ],
    "year": ["16", "abcd", "0x1F", "-201"],
    "yearmonth": ["2016-13", "2016-00", "2016", "2016-01-01"],
}


@pytest.mark.parametrize("kind", READ)
def test_good_cells_have_the_right_values(tmp_path, kind):
    cells, values = zip(*READ[kind], strict=True)
    text = "id,v\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells))
    for engine in ("columnar", "frictionless"):
        result = validate_table(tmp_path, ["id", field("v", kind)], text, engine)
        assert problem_places(result) == set()
        if engine == "columnar":
            assert result.tables["t"].column("v").to_pylist() == list(values)


@pytest.mark.parametrize("kind", BAD)
def test_every_bad_cell_is_found_among_good_ones(tmp_path, kind):
    good = READ[kind][0][0]
    cells = [good, *(c for bad in BAD[kind] for c in (bad, good))]
    text = "id,v\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    expected = {("S101", 3 + 2 * n, "v") for n in range(len(BAD[kind]))}
    for engine in ("columnar", "frictionless"):
        result = validate_table(tmp_path, ["id", field("v", kind)], text, engine)
        assert problem_places(result) == expected
    ours = validate_table(tmp_path, ["id", field("v", kind)], text)
    assert [p.value for p in ours.report.problems] == BAD[kind]
    column = ours.tables["t"].column("v")
    assert column.null_count == len(BAD[kind]) and column.to_pylist()[0] == READ[kind][0][1]


LIMITS = {  # cells at which the reading of whole columns and that of single cells may part
    "integer": ["9223372036854775808", "-9223372036854775809", "1e3", "0x1F", "+-1", "1 "],
    "number": [
        "1e9999999999999999999", "1e-9999999999999999999", "0e9999999999999999999", "1e999999999",
        "12e999999999999999999", "1.0e999999999999999999", "1e+0000000000000000000001", "nan(1)",
        "NaN", "-inf", "Infinity", "1e", "1_0", "0x1p3", "1.", ".", "9" * 400, f"0.{'0' * 400}1",
    ],
    "date": ["0000-01-01", "0000-12-31", "0001-01-01", "9999-12-31", "2016-1-5", "2016-01-05Z"],
    "datetime": [
        "0000-12-31T23:59:59", "0001-01-01T00:00:00", "9999-12-31T24:00:00", "2016-01-05T10:00",
        "2016-01-05 10:00:00", "2016-01-05T10:00:00.1234567", "2016-01-05T10:00:00Z",
    ],
    "year": ["0000", "-201", "+201", "0x1F", "20160"],
    "boolean": ["tRUE", "yes", "T"],
}  # fmt: skip


@pytest.mark.parametrize("kind", LIMITS)
def test_a_cell_is_read_alike_whatever_its_neighbours(tmp_path, kind):
    good, bad = READ[kind][0][0], BAD[kind][0]
    for cell in [*LIMITS[kind], *BAD[kind], *(text for text, _ in READ[kind])]:
        verdicts = set()
        for neighbours in ([], [good], [bad], [good, bad], [""], [good] * 100 + [bad] * 100):
            column = "".join(f'{n},"{text}"\n' for n, text in enumerate([cell, *neighbours]))
            result = validate_table(tmp_path, ["id", field("v", kind)], "id,v\n" + column)
            verdicts.add(("S101", 2, "v") in problem_places(result))
        assert len(verdicts) == 1, cell


@pytest.mark.parametrize("cell", sorted(set(LIMITS["number"]) - {"1_0"}))
def test_both_engines_take_the_same_numbers(tmp_path, cell):
    fields, text = ["id", field("v", "number")], f"id,v\n1,{cell}\n"
    ours, theirs = (
        problem_places(validate_table(tmp_path, fields, text, engine))
        for engine in ("columnar", "frictionless")
    )
    assert ours == theirs


def test_a_bad_cell_in_a_long_column(tmp_path):
    """Found by halving: in the first, the last and neighbouring rows of long columns."""
    rows = ["2016-01-05,1,1.5"] * 9000
    for place in (0, 1, 4000, 4001, 8999):
        rows[place] = "2016-02-30,x,y"
    text = "d,i,n\n" + "\n".join(rows) + "\n"
    fields = [field("d", "date"), field("i", "integer"), field("n", "number")]
    result = validate_table(tmp_path, fields, text)
    lines = (2, 3, 4002, 4003, 9001)
    assert problem_places(result) == {("S101", line, name) for line in lines for name in "din"}


def test_one_bad_column_hides_no_other(tmp_path):
    fields = [
        field("a", "integer"),
        field("b", "date"),
        field("c", enum=["x"]),
        field("d", required=True),
    ]
    text = "a,b,c,d\nx,y,z,\n1,2016-01-05,x,d\nx,y,z,\n"
    expected = {("S101", "a"), ("S101", "b"), ("S103", "c"), ("S102", "d")}
    result = validate_table(tmp_path, fields, text)
    assert problem_places(result) == {
        (code, line, name) for code, name in expected for line in (2, 4)
    }


def test_datetimes_with_offsets(tmp_path):
    text = "id,v\n1,2016-01-05T10:00:00+02:00\n2,2016-01-05T08:00:00Z\n3,2016-01-05T08:00:00+00\n"
    result = validate_table(tmp_path, ["id", field("v", "datetime", unique=True)], text)
    assert problem_places(result) == {("K203", 3, "v"), ("K203", 4, "v")}
    assert result.tables["t"].column("v").to_pylist() == [datetime(2016, 1, 5, 8)] * 3
    assert problem_places(
        validate_table(tmp_path, ["id", field("v", "datetime", unique=True)], text, "frictionless")
    ) == (problem_places(result))


@pytest.mark.parametrize(
    "cells, utc",
    [
        (["2016-01-05T10:00:00Z", "2016-01-05T09:00:00-01:00"], 10),
        (["2016-01-05T05:00:00-05:00", "2016-01-05T05:00:00-05:00"], 10),
        (["2016-01-05T12:00:00+02:00", "2016-01-05T04:30:00.000-05:30"], 10),
        (["2016-01-05T10:00:00", "2016-01-05T10:00:00.000"], 10),
    ],
)
def test_offsets_of_either_sign_are_typed_as_utc(tmp_path, cells, utc):
    text = "id,v\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells))
    result = validate_table(tmp_path, ["id", field("v", "datetime")], text)
    assert result.report.valid and result.report.notes == []
    assert result.tables["t"].column("v").to_pylist() == [datetime(2016, 1, 5, utc)] * 2


def test_offsets_and_none_in_one_column_stay_text(tmp_path):
    text = "id,v\n1,2016-01-05T10:00:00Z\n2,2016-01-05T10:00:00\n"
    result = validate_table(tmp_path, ["id", field("v", "datetime")], text)
    assert result.report.valid
    assert result.tables["t"].column("v").to_pylist()[1] == "2016-01-05T10:00:00"
    assert "kept as text" in result.report.notes[0]


def test_integers_beyond_64_bits(tmp_path):
    big = "123456789012345678901234567890"
    fields = ["id", field("v", "integer", minimum=0, unique=True)]
    text = f"id,v\n1,{big}\n2,7\n3,-{big}\n4,0{big}\n"
    for engine in ("columnar", "frictionless"):
        assert problem_places(validate_table(tmp_path, fields, text, engine)) == {
            ("S108", 4, "v"),
            ("K203", 5, "v"),
        }
    result = validate_table(tmp_path, fields, text)
    assert result.tables["t"].column("v").to_pylist()[0] == big
    assert result.report.notes == ["t.v: some values do not fit int64, kept as text"]


@pytest.mark.parametrize(
    "described, good, bad",
    [
        (field("v", "number", decimalChar=","), ["1,5", "-2", "1e3"], ["1.5", "1,5,0"]),
        (field("v", "number", groupChar=","), ["1,000.5", "1"], ["1.000.5"]),
        (field("v", "number", decimalChar=",", groupChar="."), ["1.000,5"], ["x"]),
        (field("v", "number", bareNumber=False), ["$1.5", "95%", "EUR 3"], ["none"]),
        (field("v", "number", floatNumber=True), ["1.5", "NaN"], ["1,5"]),
        (field("v", "integer", bareNumber=False), ["$15", "7 km", "-3°"], ["none", "1.5"]),
        (
            field("v", "boolean", trueValues=["yes"], falseValues=["no", "0"]),
            ["yes", "0"],
            ["true"],
        ),
        (
            field("v", "date", format="%d/%m/%Y"),
            ["15/01/2016", "1/1/2016"],
            ["2016-01-15", "31/02/2016"],
        ),
        (field("v", "date", format="fmt:%d.%m.%Y"), ["15.01.2016"], ["15/01/2016"]),
        (field("v", "datetime", format="%Y%m%d %H:%M"), ["20160105 10:00"], ["2016-01-05 10:00"]),
        (field("v", "time", format="%H:%M"), ["10:00"], ["10:00:00"]),
        (field("v", format="email"), ["a.b@example.org"], ["a.b@", "a b@example.org"]),
        (
            field("v", format="uri"),
            ["https://a.org/x?y#z", "urn:a:b", "mailto:a@b.org"],
            ["a.org", "//a"],
        ),
        (field("v", format="uuid"), ["6ba7b810-9dad-41d1-80b4-00c04fd430c8"], ["6ba7b810"]),
        (field("v", format="binary"), ["YWJj"], ["YWJ"]),
    ],
    ids=lambda value: (
        str(value.get("format") or list(value)[2:]) if isinstance(value, dict) else ""
    ),
)
def test_formats_and_options(tmp_path, described, good, bad):
    cells = [*good, *bad]
    text = "id,v\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))
    expected = {("S101", 2 + len(good) + n, "v") for n in range(len(bad))}
    for engine in ("columnar", "frictionless"):
        assert problem_places(validate_table(tmp_path, ["id", described], text, engine)) == expected


def test_missing_values(tmp_path):
    fields = [
        field("id", "integer"),
        field("a", "integer", required=True),
        field("b", "date", missingValues=["-", "n/a"]),
        field("c", missingValues=[]),
    ]
    text = 'id,a,b,c\n1,,-,\n2,NA,n/a,NA\n3,5,,x\n4,6,NA,-\n5,"NA","-",""\n'
    expected = {
        ("S102", 2, "a"),
        ("S102", 3, "a"),
        ("S101", 4, "b"),
        ("S101", 5, "b"),
        ("S102", 6, "a"),
    }
    labelled = [{"value": "", "label": "unknown"}, {"value": "NA", "label": "refused"}]
    for missing in (["", "NA"], labelled):
        for engine in ("columnar", "frictionless"):
            assert (
                problem_places(
                    validate_table(tmp_path, fields, text, engine, missingValues=missing)
                )
                == expected
            )
    result = validate_table(tmp_path, fields, text, missingValues=labelled)
    assert result.tables["t"].column("c").to_pylist() == ["", "NA", "x", "-", ""]


def test_nullable_integers_stay_integers(tmp_path):
    result = validate_table(tmp_path, ["id", field("v", "integer")], "id,v\n1,\n2,7\n3,\n")
    assert str(result.tables["t"].schema.field("v").type) == "int64"
    assert result.tables["t"].column("v").to_pylist() == [None, 7, None]
    empty = validate_table(tmp_path, ["id", field("v", "date")], "id,v\n1,\n2,\n")
    assert str(empty.tables["t"].schema.field("v").type) == "date32[day]"


def test_columns_held_as_codes_are_validated_alike(tmp_path):
    """Repeated values are validated once each: the verdicts must not change."""
    values = ["civil", "military", "Civil", "", "civil ", "amateur"]
    text = "id,kind,flag,day\n" + "".join(
        f"{n},{values[n % 6]},{'true' if n % 50 else 'maybe'},"
        f"{'2016-01-05' if n % 90 else '2016-1-5'}\n"
        for n in range(1, 4000)
    )
    fields = [
        field("id", "integer"),
        field("kind", enum=["civil", "military"], required=True),
        field("flag", "boolean"),
        field("day", "date"),
    ]
    result = validate_table(tmp_path, fields, text)
    expected = set()
    for n in range(1, 4000):
        kind = values[n % 6]
        expected |= {("S103", n + 1, "kind")} if kind not in ("civil", "military", "") else set()
        expected |= {("S102", n + 1, "kind")} if not kind else set()
        expected |= {("S101", n + 1, "flag")} if n % 50 == 0 else set()
        expected |= {("S101", n + 1, "day")} if n % 90 == 0 else set()
    assert problem_places(result) == expected
    assert result.tables["t"].column("kind").to_pylist()[:3] == ["military", "Civil", None]
    assert str(result.tables["t"].schema.field("kind").type) == "string"


STRUCTURED = [  # (field, good cells, bad cells), on which both engines agree
    (field("v", "geopoint"), ["90, 45", "0,0", "-180,90", "1e1, .5"], ["181,0", "0,-91", "1", "a,b",
     "1,2,3", "NaN,0"]),
    (field("v", "geopoint", format="array"), ["[90, 45.5]"], ["[90]", "90,45", "[181, 0]", "{}"]),
    (field("v", "geopoint", format="object"), ['{"lon": 90, "lat": 45}'],
     ['{"lon": 90}', '{"lat": 1, "lon": 2, "x": 3}', '{"lon": 200, "lat": 0}', "[1]"]),
    (field("v", "object"), ['{"a": [1]}', "{}"], ["[]", "1", "{", "a", "null", "{'a': 1}"]),
    (field("v", "array"), ['[1, "a"]', "[]"], ["{}", "1", "[", "[1,]", "[" * 100_000]),
    (field("v", "geojson"), [
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}',
        '{"type": "Feature", "geometry": null, "properties": null}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "GeometryCollection", "geometries": [{"type": "MultiPoint", "coordinates": []}]}',
     ], [
        "[]", "{}", '{"type": "Point"}', '{"type": "Point", "coordinates": [1]}',
        '{"type": "Point", "coordinates": ["1", "2"]}', '{"type": "Feature"}',
        '{"type": "LineString", "coordinates": [[0, 0]]}',
        '{"type": "FeatureCollection", "features": [{}]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}',
     ]),
    (field("v", "geojson", format="topojson"),
     ['{"type": "Topology", "objects": {"a": {"type": "LineString", "arcs": [0]}}, '
      '"arcs": [[[0, 0], [1, 1]]]}'],
     ['{"type": "Topology"}', '{"type": "Topology", "objects": {"a": {}}, "arcs": []}']),
    (field("v", "list"), ["a,b", "a", "a,,b"], []),
    (field("v", "list", delimiter=";", itemType="integer"), ["1;2", "7"], ["1,2", "1;", "1;x"]),
    (field("v", "list", itemType="date"), ["2016-01-05,2017-01-05"], ["2016-01-05,x"]),
    (field("v", "duration"), ["P1Y2M3DT4H5M6.5S", "-P1D", "PT0S", "P2W", "P1Y", "PT36H"],
     ["1D", "P", "P1S", "P1H", "P1M2Y", "p1d", "P-1D"]),
    (field("v", "array", minLength=1, maxLength=2), ["[1]", "[1, 2]"], []),
    (field("v", "object", enum=['{"a": 1, "b": 2}']), ['{"b": 2, "a": 1}'], []),
    (field("v", "geopoint", enum=["1, 2"]), ["1,2", "1.0, 2.0"], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("described", "good", "bad"),
    STRUCTURED,
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_cells_that_hold_more_than_one_thing(tmp_path, described, good, bad):
    cells = [*good, *bad]
    text = "id|v\n" + "".join(f"{n}|{cell}\n" for n, cell in enumerate(cells))
    dialect = {"delimiter": "|", "quoteChar": "~"}
    expected = {("S101", 2 + len(good) + n, "v") for n in range(len(bad))}
    for engine in ("columnar", "frictionless"):
        result = validate_table(tmp_path, ["id", described], text, engine, dialect=dialect)
        assert problem_places(result) == expected
        assert engine != "columnar" or result.report.notes == []


def test_constraints_of_structured_cells(tmp_path):
    dialect = {"delimiter": "|", "quoteChar": "~"}
    for described, cells, codes in [
        (field("v", "array", minLength=1, maxLength=2), ["[]", "[1]", "[1, 2, 3]"], "106 - 107"),
        (field("v", "object", minLength=1), ["{}", '{"a": 1}'], "106 -"),
        (field("v", "list", maxLength=1), ["a", "a,b"], "- 107"),
        (field("v", "object", enum=['{"a": 1}']), ['{"a": 1}', '{"a": 2}'], "- 103"),
        (field("v", "geopoint", required=True), ["1,2", ""], "- 102"),
        (field("v", "any", enum=["a", "b"]), ["a", "c"], "- 103"),
    ]:
        expected = {
            (f"S{code}", line, "v")
            for line, code in enumerate(codes.split(), 2)
            if code != "-"
        }  # fmt: skip
        text = "id|v\n" + "".join(f"{n}|{cell}\n" for n, cell in enumerate(cells))
        for engine in ("columnar", "frictionless"):
            result = validate_table(tmp_path, ["id", described], text, engine, dialect=dialect)
            assert problem_places(result) == expected, described


def test_equal_structured_cells_are_not_unique(tmp_path):
    for kind, one, other, third in [
        ("object", '{"a": 1, "b": 2}', '{"b":2,"a":1}', '{"a": 2}'),
        ("geopoint", "90, 45", "90.0,45.00", "90,46"),
        ("duration", "P1D", "PT24H", "P1M"),
        ("array", "[1, 2]", "[1,2]", "[2, 1]"),
    ]:
        text = f"v\n{one}\n{other}\n{third}\n"
        dialect = {"delimiter": "|", "quoteChar": "~"}
        result = validate_table(tmp_path, [field("v", kind, unique=True)], text, dialect=dialect)
        assert problem_places(result) == {("K203", 3, "v")}


def test_a_structured_column_takes_no_check_from_the_others(tmp_path):
    fields = [field("id", "integer"), field("c", categories=["x"]), field("g", "geopoint")]
    text = 'id,c,g\n1,x,"1,2"\nz,y,"200,1"\n3,5" x,"1,2"\n'
    result = validate_table(tmp_path, fields, text, uniqueKeys=[["id"]])
    expected = {("S101", 3, "id"), ("S104", 3, "c"), ("S101", 3, "g")}
    assert problem_places(result) == expected | {("F308", 4, "c"), ("S104", 4, "c")}


NESTED = {"a0": True} | {
    f"a{n}": {"anyOf": [{"not": {"$ref": f"#/definitions/a{n - 1}"}}, {"$ref": "#/definitions/a0"}]}
    for n in range(1, 3)
}
DOUBLING = {"a0": {}} | {
    f"a{n}": {"allOf": [{"$ref": f"#/definitions/a{n - 1}"}] * 2} for n in range(1, 40)
}


@pytest.mark.parametrize(
    ("schema", "cell", "hint"),
    [
        ({"required": ["a"]}, "{}", "'a' is a required property"),
        ({"properties": {"a": {"type": "array"}}}, '{"a": "x"}', "a: 'x' is not of type 'array'"),
        ({"properties": {"a": {"items": {"maximum": 1}}}}, '{"a": [1, 1.5]}',
         "a/1: 1.5 is greater than the maximum of 1"),
        ({"properties": {"a": {"pattern": "^(x+)+$"}}}, '{"a": "' + "x" * 40 + 'y"}', None),
        ({"definitions": NESTED, "properties": {"a": {"not": {"$ref": "#/definitions/a2"}}}},
         '{"a": 1}', None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("native", [False, True])
def test_values_are_held_against_a_json_schema(schema, cell, hint, native, tmp_path):
    """As text and as values, in every form the same; patterns do not run away."""
    fields = [field("v", "object", constraints={"jsonSchema": schema}), field("w", "integer")]
    rows = [{"v": json.loads(cell) if native else cell, "w": "x"}, {"v": {}, "w": 2}]
    rows[1]["v"] = {"b": 2, "a": [0]}
    rows = rows[:1] if hint is None else rows
    problems = validate_folder(write(tmp_path, [table("t", fields, data=rows)], {})).report.problems
    assert {(p.code, p.line) for p in problems} == {("S112", 1), ("S101", 1)}
    told = next(p for p in problems if p.code == "S112")
    assert told.message == "does not conform to the JSON schema of the column"
    assert hint is None or told.hint == hint


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"$ref": "https://example.org/s.json"}, "refers to https://example.org/s.json in vain"),
        ({"$ref": "#/definitions/x"}, "refers to /definitions/x in vain"),
        ({"$ref": "#"}, "took too long"),
        ({"definitions": DOUBLING, "$ref": "#/definitions/a39"}, "took too long"),
        ({"patternProperties": {"(x+)+$": {}}}, "has patternProperties"),
        ({"properties": {"a": {"pattern": "(?=x)y"}}}, "has the pattern '(?=x)y'"),
    ],
)
def test_a_json_schema_that_cannot_be_judged_is_noted(schema, said, tmp_path, monkeypatch):
    monkeypatch.setattr("spaceties.datapackage.validation.json_schema.PATIENCE", 0.2)
    fields = [field("v", "object", constraints={"jsonSchema": schema}), field("w", "integer")]
    result = validate_table(tmp_path, fields, 'v,w\n"{""a"": ""x""}",x\nx,2\n{},3\n')
    assert problem_places(result) == {("S101", 2, "w"), ("S101", 3, "v")}
    (note,) = result.report.notes
    assert note.startswith(f"t.v: the constraint jsonSchema, which {said}, was not checked")


def test_what_is_no_json_schema_is_a_fault_of_the_descriptor(tmp_path):
    fields = [field("v", "array", constraints={"jsonSchema": {"items": {"type": "int"}}}), "w"]
    result = validate_table(tmp_path, fields, "v,w\n[1],a\nx,b\n")
    assert problem_places(result) == {("S101", 3, "v"), ("S150", None, "v")}
    place = "resources/0/schema/fields/0/constraints/jsonSchema"
    told = next(p.message for p in result.report.problems if p.code == "S150")
    assert told.startswith(f"{place}: is no JSON schema: items: ")


@pytest.mark.parametrize("kind", ["date", "datetime", "time"])
def test_the_format_any_takes_what_dateutil_reads(kind, tmp_path):
    cells = ["5 January 2016", "2016-01-05 10:00:00+02:00", "10:00", "5/1/2016 3pm", "never", "1e5"]
    cells += ["2016-01-05 10:00 XYZ", "Feb 30", "1" * 40]
    text = "v,w\n" + "".join(f"{cell},b\n" for cell in cells)
    ours, theirs = (
        validate_table(tmp_path, [field("v", kind, format="any"), "w"], text, engine)
        for engine in ("columnar", "frictionless")
    )
    assert problem_places(ours) == problem_places(theirs)
    assert {p.value for p in ours.report.problems} == {cells[4], cells[5], *cells[7:]}
    assert not any("frictionless" in note for note in ours.report.notes)


def test_the_format_any_does_not_ask_the_clock(tmp_path):
    fields = [field("v", "date", format="any"), field("w", "datetime", format="any")]
    result = validate_table(tmp_path, fields, "v,w\n5,5 Jan 2016\n6,10:00 +99:99\n")
    assert result.tables["t"]["v"].to_pylist() == [date(2000, 1, 5), date(2000, 1, 6)]
    assert problem_places(result) == {("S101", 3, "w")}  # frictionless takes it


def test_a_column_of_an_unknown_form_takes_no_check_from_the_others(tmp_path):
    fields = [field("id", "integer"), field("v", format="wkt", required=True, unique=True)]
    text = "id,v\n1,POINT (1 2)\nz,POINT (1 2)\n3,\n"
    result = validate_table(tmp_path, fields, text)
    assert problem_places(result) == {("S101", 3, "id"), ("K203", 3, "v"), ("S102", 4, "v")}
    note = 't.v: format "wkt" of type "string" was not checked'
    assert [told.startswith(note) for told in result.report.notes] == [True]
