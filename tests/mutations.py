"""Good packages of two tables, and the ways in which the differential test breaks them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from hypothesis import strategies as st

from .datapackages import field, table

DATE_RANGE = {"minimum": "1957-10-04", "maximum": "9999-12-31"}
PARENTS = table("parents", [field("id", "integer"), field("code", unique=True)], primaryKey=["id"])
PAIRS = table("parents", [field("id", "integer"), field("code")], primaryKey=["id", "code"])
VARIANTS: dict[str, dict] = {
    "plain": table(
        "rows",
        [
            field("id", "integer"),
            field("parent", "integer"),
            field("code", unique=True, pattern="(?:[A-Z]{2}|x)"),
            field("loose", pattern="a|b"),
            field("day", "date", **DATE_RANGE),
            field("at", "datetime"),
            field("clock", "time"),
            field("month", "yearmonth"),
            field("year", "year", minimum=1900),
            field("amount", "number", minimum=0, exclusiveMaximum=1000.5),
            field("flag", "boolean"),
            field("kind", enum=["civil", "military"]),
            field("name", required=True, minLength=1, maxLength=8),
        ],
        primaryKey=["id"],
        missingValues=["", "NA"],
        foreignKeys=[
            {"fields": ["parent"], "reference": {"resource": "parents", "fields": ["id"]}}
        ],
        dialect={"delimiter": ",", "header": True},
    ),
    "options": table(
        "rows",
        [
            field("id", "string", required=True),
            field("parent", "string"),
            field("amount", "number", decimalChar=",", groupChar=".", minimum=-5),
            field("bare", "integer", bareNumber=False, maximum=100),
            field("flag", "boolean", trueValues=["yes"], falseValues=["no", "0"]),
            field("day", "date", format="%d/%m/%Y", minimum="01/01/1990"),
            field("stamp", "datetime", format="%Y-%m-%dT%H:%M:%S%z"),
            field("level", "integer", enum=[1, "2", 30], missingValues=["-"]),
            field("link", format="uri"),
            field("mail", format="email"),
            field("uuid", format="uuid"),
            field("any", "any", enum=["p", "q", "NA"]),
        ],
        primaryKey="id",
        missingValues=[{"value": "", "label": "empty"}, {"value": "NA", "label": "asked"}],
        foreignKeys=[{"fields": "parent", "reference": {"resource": "", "fields": "id"}}],
    ),
    "keys": table(
        "rows",
        [
            field("id", "integer", required=True),
            field("code"),
            field("parent", "integer"),
            field("parent_code"),
            field("amount", "number", unique=True),
            field("day", "date", unique=True),
            field("note"),
        ],
        primaryKey=["id", "code"],
        foreignKeys=[
            {
                "fields": ["parent", "parent_code"],
                "reference": {"resource": "parents", "fields": ["id", "code"]},
            },
            {
                "fields": ["parent_code", "parent"],
                "reference": {"resource": "rows", "fields": ["code", "id"]},
            },
        ],
        fieldsMatch="subset",
    ),
}
GOOD: dict[str, list[list[str]]] = {
    "plain": [
        [
            "1",
            "1",
            "AB",
            "a",
            "2016-01-05",
            "2016-01-05T10:00:00",
            "10:00:00",
            "2016-01",
            "2016",
            "1.5",
            "true",
            "civil",
            "Alpha",
        ],
        [
            "2",
            "2",
            "x",
            "b",
            "2015-02-28",
            "1999-12-31T23:59:59Z",
            "00:00:00",
            "0000-12",
            "1999",
            "0",
            "0",
            "military",
            "Béta",
        ],
        ["3", "", "CD", "", "", "", "", "", "", "NA", "", "", "Gamma, D"],
        [
            "4",
            "1",
            "EF",
            "a",
            "9999-12-31",
            "2016-02-29T00:00:00",
            "23:59:59",
            "9999-01",
            "9999",
            "1e2",
            "TRUE",
            "civil",
            'De"lta',
        ],
    ],
    "options": [
        [
            "a",
            "",
            "1.000,5",
            "$7",
            "yes",
            "31/12/1999",
            "2016-01-05T10:00:00+0100",
            "1",
            "https://example.org/a?b=c#d",
            "me@example.org",
            "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
            "p",
        ],
        ["b", "a", "2", "8%", "no", "01/01/1990", "2016-01-05T10:00:00Z", "2", "", "", "", "q"],
        ["c", "b", "-1,5", "9", "0", "", "", "-", "urn:x:y", "a.b@c.de", "", "NA"],
    ],
    "keys": [
        ["1", "A", "1", "A", "1.5", "2016-01-05", "one"],
        ["1", "B", "2", "A", "2", "2016-01-06", "two"],
        ["2", "A", "", "", "", "", "three"],
    ],
}
PARENT_ROWS = [["1", "AB"], ["2", "CD"]]
# in "keys" a reference must be found in both tables, so both hold the pairs that are used
PAIR_ROWS = [["1", "A"], ["1", "B"], ["2", "A"], ["2", "CD"]]


def parents_of(variant: str) -> tuple[dict, list[list[str]]]:
    """The table that "rows" refers to: its resource and its rows."""
    return (PAIRS, PAIR_ROWS) if variant == "keys" else (PARENTS, PARENT_ROWS)


WORDS = {
    "integer": """1 2 3 +5 -0 007 1e3 1.0 0x1F 1_000 ٣ ２ NaN 1,000 99999999999999999999 -1 abc""",
    "number": """0 -0 -1 1000.5 1000.49999999999999999999 1000.6 .5 5. +3 1e2 1E400 1e-400 NaN nan
        INF -INF infinity sNaN nan(1) 1_0 ٣.٥ 1,5 1.000,25 -5 -5,0 -5,0000000000000000000000001
        0x1p3 1e 1d5 1,000.5 5% --1""",
    "boolean": """true True TRUE tRUE 1 0 false yes no Yes maybe T F on""",
    "date": """2016-01-05 2016-02-29 2015-02-29 2016-02-30 2016-13-01 2016-1-5 0000-01-01 0001-01-01
        9999-12-31 10000-01-01 1957-10-03 2016-01-05T00:00:00 15/01/2016 31/02/2016 1/1/2016
        01/01/1990 31/12/1989 20160105 ２０１６-01-05 2016-01 01/01/0000 Feb-50""",
    "datetime": """2016-12-31T23:59:60 2016-01-05T24:00:00 2016-01-05T10:00:00Z 2016-01-05T10:00
        2016-01-05T10:00:00+01:00 2016-01-05T10:00:00+01 2016-01-05T10:00:00.5 2016-01-05
        2016-01-05T10:00:00,25 2016-01-05x10:00:00 0000-01-01T00:00:00 9999-12-31T23:59:59
        2016-02-30T10:00:00 2016-01-05T10:00:00+0100 2016-W01-1T10:00:00 2016-01-05T10:00:00-99:00
        2016-01-05T10:00:00.1234567""",
    "time": """10:00:00 24:00:00 23:59:60 10:00 10:00:00Z 10:00:00.5 1:00:00 25:00:00 10:00:00+02:00
        10:60:00 100000""",
    "yearmonth": """2016-01 2016-1 2016-13 2016-00 0000-01 16-01 2016 2016-01-01 ２０１６-01""",
    "year": """2016 0000 0001 1899 9999 10000 16 +201 -201 0x1F ２０１６ 20_6""",
    "string": """AB x AC ab ABC a b ax xb AA1 civil civill Civil military NA null N/A p q
        https://example.org http:// //a.b a:b mailto:x@y.z a@b me@example.org xxxxxxxxx éééééééé
        6BA7B810-9DAD-41D1-80B4-00C04FD430C8 6ba7b810-9dad-11d1-80b4 " a"b a,b =1+1""",
}
SPACED = {
    "integer": [" 7", "7 ", "1\n", "\t1", "1\u00a0"],
    "number": [" 1.5", "1.5 ", "1 000"],
    "boolean": [" true"],
    "date": [" 2016-01-05", "2016-01-05 ", "2016-01-05\n"],
    "datetime": ["2016-01-05 10:00:00", " 2016-01-05T10:00:00"],
    "time": [" 10:00:00"],
    "yearmonth": [" 2016-01", "2016- 1"],
    "year": [" 201", "201 "],
    "string": [
        *("", " ", "   ", "\t", "a\n", "AB\n", " AB", "AB ", "civil ", "\u00a0", "http://a b"),
        *("a\rb", "a\nb", "a\u2028b"),
    ],
}
CELLS = {kind: [*words.split(), *SPACED[kind]] for kind, words in WORDS.items()}
CELLS["any"] = CELLS["string"]


@dataclass
class Mutated:
    """Two grids of cells with headers, and what is done to the bytes afterwards."""

    variant: str
    grids: dict[str, list[list[str]]]
    bytes_of: dict[str, list] = dataclass_field(default_factory=dict)


@st.composite
def mutated(draw, variant: str) -> Mutated:
    rows = [list(row) for row in GOOD[variant]]
    schema = VARIANTS[variant]["schema"]["fields"]
    parents = [list(row) for row in parents_of(variant)[1]]
    grids = {
        "parents": [["id", "code"], *parents],
        "rows": [[f["name"] for f in schema], *rows],
    }
    package = Mutated(variant, grids)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(["rows", "rows", "rows", "parents"]))
        fields = schema if name == "rows" else PARENTS["schema"]["fields"]
        draw(st.sampled_from(MUTATIONS))(draw, package, name, fields)
    return package


def _place(draw, grid: list[list[str]]) -> int:
    return draw(st.integers(1, len(grid) - 1)) if len(grid) > 1 else 0


def change_cell(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    grid = package.grids[name]
    row = _place(draw, grid)
    place = draw(st.integers(0, len(fields) - 1))
    value = draw(st.sampled_from(CELLS[fields[place]["type"]] + ["", "NA", "-"]))
    if row and place < len(grid[row]):
        grid[row][place] = value


def copy_cell(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    """Duplicate keys, and references to what is there or not."""
    grid = package.grids[name]
    here, there = _place(draw, grid), _place(draw, grid)
    place = draw(st.integers(0, len(fields) - 1))
    if place < min(len(grid[here]), len(grid[there])):
        grid[there][place] = grid[here][place]


def copy_row(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    grid = package.grids[name]
    grid.insert(_place(draw, grid) + 1, list(grid[_place(draw, grid)]))


def drop_row(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    grid = package.grids[name]
    row = _place(draw, grid)
    if row:
        del grid[row]


def more_or_fewer_cells(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    cells = package.grids[name][_place(draw, package.grids[name])]
    if draw(st.booleans()):
        cells.append(draw(st.sampled_from(["", "more", "NA"])))
    else:
        del cells[-draw(st.integers(1, 2)) :]


def blank_row(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    grid = package.grids[name]
    width = draw(st.sampled_from([0, 1, len(fields), len(fields) + 1]))
    grid.insert(_place(draw, grid) + 1, [""] * width)


def change_header(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    header = package.grids[name][0]
    place = draw(st.integers(0, len(header) - 1)) if header else 0
    kind = draw(st.sampled_from(["rename", "blank", "duplicate", "swap", "drop", "add", "pad"]))
    if not header:
        return
    if kind == "rename":
        header[place] += draw(st.sampled_from(["s", "_", "é"]))
    elif kind == "blank":
        header[place] = ""
    elif kind == "duplicate":
        header[place] = header[place - 1]
    elif kind == "swap":
        header[place], header[place - 1] = header[place - 1], header[place]
    elif kind == "pad":
        header[place] = f" {header[place]} "
    else:
        for cells in package.grids[name]:
            if kind == "add":
                cells.insert(place, "more" if cells is header else "")
            elif place < len(cells):
                del cells[place]


def change_bytes(draw, package: Mutated, name: str, fields: list[dict]) -> None:
    kind = draw(st.sampled_from(sorted(BYTES)))
    package.bytes_of.setdefault(name, []).append((kind, draw(st.integers(0, 400))))


MUTATIONS = [
    change_cell,
    change_cell,
    change_cell,
    change_cell,
    change_cell,
    change_cell,
    copy_cell,
    copy_cell,
    copy_row,
    drop_row,
    more_or_fewer_cells,
    blank_row,
    change_header,
    change_bytes,
    change_bytes,
]


def _insert(data: bytes, place: int, what: bytes) -> bytes:
    place %= len(data) + 1
    while place < len(data) and data[place] & 0xC0 == 0x80:  # not inside a character
        place += 1
    return data[:place] + what + data[place:]


BYTES = {
    "bom": lambda data, _: b"\xef\xbb\xbf" + data,
    "crlf": lambda data, _: data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"),
    "no last break": lambda data, _: data.rstrip(b"\n"),
    "quote": lambda data, place: _insert(data, place, b'"'),
    "nul": lambda data, place: _insert(data, place, b"\0"),
    "not utf-8": lambda data, place: _insert(data, place, b"\xff"),
    "blank line": lambda data, place: _insert(data, data.find(b"\n", place % len(data)) + 1, b"\n"),
    "return": lambda data, place: _insert(data, data.find(b"\n", place % len(data)) + 1, b"\r"),
    "quote all": lambda data, _: _requoted(data),
    "empty": lambda data, place: b"" if place < 40 else data,
}


def _requoted(data: bytes) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def render(package: Mutated) -> dict[str, bytes]:
    """The files of a mutated package."""
    files = {}
    for name, grid in package.grids.items():
        text = io.StringIO(newline="")
        for cells in grid:
            if cells:
                csv.writer(text, lineterminator="\n").writerow(cells)
            else:
                text.write("\n")
        data = text.getvalue().encode()
        for kind, place in package.bytes_of.get(name, ()):
            data = BYTES[kind](data, place) if data else data
        files[f"{name}.csv"] = data
    return files


def unbroken(variant: str) -> Mutated:
    """The good package of a variant."""
    fields = VARIANTS[variant]["schema"]["fields"]
    grids = {
        "parents": [["id", "code"], *parents_of(variant)[1]],
        "rows": [[f["name"] for f in fields], *GOOD[variant]],
    }
    return Mutated(variant, grids)
