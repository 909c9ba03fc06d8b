"""JSON Lines that Arrow reads give what reading line by line gives, whatever they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spaceties.datapackage.formats import json_lines, records
from tests.datapackages import write
from tests.fuzz.json_lines import FIELDS, RESOURCE, report, text_of, told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, [RESOURCE], {"t.jsonl": ""})


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
