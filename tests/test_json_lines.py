"""JSON Lines that Arrow reads give what reading line by line gives, whatever they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spaceties.datapackage import load
from spaceties.datapackage.formats import json_lines, records
from spaceties.datapackage.validation.package import Result, validate
from tests.datapackages import field, write

FIELDS = [
    field("id", "integer"),
    field("name", "string", minLength=2),
    field("mass", "number", minimum=0, maximum=1.5),
    field("ratio", "number"),
    field("on", "boolean"),
    field("day", "date"),
    field("any", "any"),
    field("far", "number", enum=[0.1, 2]),
]
SCHEMA = {
    "fields": FIELDS,
    "primaryKey": ["id"],
    "uniqueKeys": [["ratio"]],
    "missingValues": ["", "NA"],
    "foreignKeys": [{"fields": "ratio", "reference": {"resource": "", "fields": "mass"}}],
}
# Of one kind each, so that Arrow can read them.
TAME: dict[str, list[str]] = {
    "id": ["1", "2", "3", "40", "-0", "null"],
    "name": ['"Al"', '"B"', '"\\u00e9\\ud83d\\ude00"', '"é"', '"NA"', '""', '"a{"',
             '"\\u0000x"', "null"],
    "mass": ["0", "0.0", "-1e-400", "1e-400", "1.5", "1.50000000000000000001",
             "1.49999999999999999999", "0.25", "1.6", "-0.0", "2E0", "null"],
    "ratio": ["0.25", "0.250", "1", "1.0", "0.1", "0.10000000000000000001", "12345678901234567890"],
    "on": ["true", "false", "null"],
    "day": ['"2016-01-05"', '"2016-02-30"', '"2016-01-05T00:00:00"', '"NA"'],
    "any": ['"x"', '"yz"', "null"],
    "far": ["1", "2", "3", "null"],
    "more": ["1", "null"],
}  # fmt: skip
WILD = [
    *("1.0", "1e2", '"5"', "9223372036854775808", '"x"', "true", "TRUE", "null", "NaN", "Infinity"),
    *("-Inf", "1e999", "01", "1.", "-", "+1", ".5", "0.1", "20160105", "[]", "{}", "[1, 2]", "''"),
    *('{"a": {"b": []}}', '"\\ud800"', '"x\ty"', '"\\"}"', '"a}b"', '" : 12345678901234567"'),
]
ENDS = [
    *("\n", "\n\n", "\r\n", " \n", "\n \n", "\r\n\r\n", "", "null\n", "{}\n", " 5\n", "\r", ",\n"),
    "//\n",
]  # fmt: skip


@st.composite
def line(draw: st.DrawFn, names: list[str], wild: bool) -> str:
    """One object: of values that suit its names, or of any, and then not always alone."""
    pairs = [(name, draw(st.sampled_from(TAME[name]))) for name in names]
    if not wild:
        return "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}\n"
    for _ in range(draw(st.integers(0, 2))):
        odd = (draw(st.sampled_from([*TAME])), draw(st.sampled_from(WILD)))
        pairs.insert(draw(st.integers(0, len(pairs))), odd)
    pairs = pairs[draw(st.integers(0, 1)) :]
    gap = draw(st.sampled_from(["", " ", "\n"]))
    inner = ",".join(f'"{name}":{gap}{value}' for name, value in pairs)
    return "{" + inner + "}" + draw(st.sampled_from(ENDS))


@st.composite
def text_of(draw: st.DrawFn) -> str:
    """Lines, most of them tame."""
    names = draw(st.lists(st.sampled_from([*TAME]), min_size=1, unique=True))
    odd = draw(st.lists(st.integers(0, 24), max_size=2))
    return "".join(draw(line(names, n in odd)) for n in range(draw(st.integers(1, 12))))


def report(folder: Path, text: bytes) -> Result:
    (folder / "t.jsonl").write_bytes(text)
    return validate(load(folder), keep=True)


def told(result: Result) -> tuple[Any, ...]:
    lines = {name: numbers.tolist() for name, numbers in result.lines.items()}
    tables = {name: str(table.to_pylist()) for name, table in result.tables.items()}
    return result.report.problems, result.report.tables, result.report.notes, lines, tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    resource = {
        "name": "t",
        "path": "t.jsonl",
        "format": "jsonl",
        "type": "table",
        "schema": SCHEMA,
    }
    return write(tmp_path, [resource], {"t.jsonl": ""})


def test_any_lines_are_told_as_read_one_by_one(folder, monkeypatch):
    typed = json_lines._typed
    used = []

    def counted(*arguments: Any) -> Any:
        items = typed(*arguments)
        used.append(items is not None)
        return items

    @settings(
        max_examples=500,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(text_of(), st.sampled_from([1, 30, 99, 200]))
    @example('{"id":1}\n{"id":2}\nnull\n{"id":3}\n', 1)
    @example('{"id":1}\n{"id":2}null\n{"id":3}\n', 1)
    @example('{"id":1}\n{"id":\n2}{"id":3}\n', 9)
    @example('{"id":1,"mass":0.5}\n{"id":2,"mass":-1e-400}\n', 1)
    @example('{"id":1,"mass":0.5}\n{"id":2,"mass":1.50000000000000000001}\n', 1)
    @example('{"id":1,"\\ud800":2}\n{"id":2}\n', 1)
    @example('\ufeff{"id":1}\n\ufeff{"id":2}\n', 1)
    def same(text: str, size: int) -> None:
        data = text.encode()
        monkeypatch.setattr(json_lines, "_typed", lambda *_: None)
        monkeypatch.setattr(records, "ITEMS", 20_000)
        expected = told(report(folder, data))
        monkeypatch.setattr(records, "ITEMS", size % 3 + 1)
        assert told(report(folder, data)) == expected
        monkeypatch.setattr(json_lines, "_typed", counted)
        monkeypatch.setattr(json_lines, "FIRST", size)
        monkeypatch.setattr(json_lines, "PIECE", size)
        assert told(report(folder, data)) == expected

    same()
    assert sum(used) > 200


DAMAGE = [
    *(b"\xff", b"\x00", b"}", b"{", b'"', b"\n", b"null", b"\\", b"\xef\xbb\xbf", b":", b"e5", b""),
]


@settings(max_examples=300, derandomize=True, deadline=None, database=None,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(text_of(), st.data())
def test_damaged_bytes_are_told_as_read_one_by_one(tmp_path_factory, text, data):
    folder = tmp_path_factory.mktemp("t")
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        if raw:
            at = data.draw(st.integers(0, len(raw) - 1))
            end = at + data.draw(st.integers(0, 2))
            raw[at:end] = data.draw(st.sampled_from(DAMAGE))
    resource = {
        "name": "t",
        "path": "t.jsonl",
        "format": "jsonl",
        "type": "table",
        "schema": SCHEMA,
    }
    write(folder, [resource], {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "_typed", lambda *_: None)
        expected = told(report(folder, bytes(raw)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_lines, "FIRST", 1)
        patch.setattr(json_lines, "PIECE", data.draw(st.integers(1, 99)))
        assert told(report(folder, bytes(raw))) == expected


def test_a_broken_line_loses_nothing_before_it(folder):
    result = report(folder, b'{"id": 1}\n{"id": "x"}\n{"id": \n')
    assert {(p.code, p.line) for p in result.report.problems if p.column in ("id", None)} >= {
        ("S101", 2), ("F323", 3),
    }  # fmt: skip


def test_most_of_a_large_file_is_read_by_arrow(tmp_path, monkeypatch):
    """One bad cell, or one of another kind, does not make the rest slow."""
    schema = {"fields": FIELDS, "primaryKey": ["id"]}
    resource = {"name": "t", "path": "t.jsonl", "type": "table", "schema": schema}
    folder = write(tmp_path, [resource], {"t.jsonl": ""})
    lines = [
        json.dumps({"id": n, "name": f"é{n}", "mass": n % 3 / 2, "on": True}) for n in range(20_000)
    ]
    lines[7_000] = lines[7_000].replace("7000,", '"x",')
    lines[9_000] = lines[9_000].replace("0.0", "9.0").replace("0.5", "9.0").replace("1.0", "9.0")
    read = []
    monkeypatch.setattr(json_lines, "PIECE", 64 * 1024)
    once = json_lines.json_value
    monkeypatch.setattr(json_lines, "json_value", lambda *a: read.append(a) or once(*a))
    result = report(folder, "\n".join(lines).encode())
    assert [(p.code, p.line) for p in result.report.problems if p.column in ("id", "mass")] == [
        ("S101", 7_001), ("S109", 9_001),
    ]  # fmt: skip
    assert len(read) < 4_000 and result.report.tables == {"t": 20_000}
