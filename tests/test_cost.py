"""What a package costs grows with its size, and what a small file may cost has a bound."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import spaceties
from spaceties.datapackage import unpacking
from spaceties.datapackage.csv import reader
from spaceties.datapackage.journal import JOURNAL
from spaceties.datapackage.report import words
from spaceties.datapackage.validation.constraints import Literals
from tests import csv_features as features
from tests.datapackages import field, table, validate_folder, write

MANY = 12_000
MINUTES = 2  # that a child may take; a few seconds are usual, and what is quadratic takes hours


def names(count: int, begin: str = "f") -> list[str]:
    return [f"{begin}{n}" for n in range(count)]


def fields_of(count: int, **rest: Any) -> list[Any]:
    return [field(name, **rest) for name in names(count)]


def wide(count: int, labels: list[str], **schema: Any) -> tuple[list[dict], dict[str, str]]:
    """A table of many fields under these labels, with two rows."""
    row = ",".join(["x"] * len(labels))
    resource = table("t", fields_of(count))
    resource["schema"] |= schema
    return [resource], {"t.csv": f"{','.join(labels)}\n{row}\n{row}\n"}


def listed(count: int, **rest: Any) -> tuple[list[dict], dict[str, str]]:
    """A column of many different texts, with what its field says."""
    text = "\n".join(["a", *names(count, "g")])
    return [table("t", [{**field("a"), **rest}])], {"t.csv": text}


def keyed(count: int, begin: str) -> tuple[list[dict], dict[str, str]]:
    """Two tables of many keys, of which one refers to the other."""
    reference = {"resource": "u", "fields": "a"}
    tables = [table("t", [field("a")]), table("u", [field("a")])]
    tables[0]["schema"]["foreignKeys"] = [{"fields": "a", "reference": reference}]
    own, others = names(count, begin), names(count, "key number ")
    return tables, {"t.csv": "\n".join(["a", *own]), "u.csv": "\n".join(["a", *others])}


def own_reference(name: str) -> dict[str, Any]:
    return {"fields": name, "reference": {"resource": "", "fields": "f0"}}


# For each: resources and files that grow with a number.
GROWING: dict[str, Callable[[int], tuple[list[dict], dict[str, Any]]]] = {
    "other labels": lambda n: wide(n, names(n, "g")),
    "shifted labels": lambda n: wide(n, [*names(n)[1:], "f0"]),
    "unknown keys": lambda n: wide(n, names(n), primaryKey=names(n, "g")),
    "unique keys": lambda n: wide(n // 4, names(n // 4), uniqueKeys=[[f] for f in names(n // 4)]),
    "references": lambda n: wide(
        n // 4, names(n // 4), foreignKeys=[own_reference(f) for f in names(n // 4)]
    ),
    "enum": lambda n: listed(n, constraints={"enum": names(n)}),
    "categories": lambda n: listed(n, categories=names(n)),
    "broken references": lambda n: keyed(n, "kex number "),
    "missing files": lambda n: (
        [table(f"t{i}", [field("a")], path=f"data{i}.csv") for i in range(n // 4)],
        {f"date{i}.csv": "a\n" for i in range(n // 4)},
    ),
    "resources": lambda n: ([table(f"t{i}", [field("a")], path="t.csv") for i in range(n // 8)],
                            {"t.csv": "a\nx\n"}),
    "NUL": lambda n: ([table("t", fields_of(n))],
                      {"t.csv": ",".join(names(n)) + "\n" + ",".join(["\0"] * n)}),
    "extra cells": lambda n: ([table("t", [field("f0")])], {"t.csv": "f0\n" + "," * n}),
    "rows of a header": lambda n: (
        [table("t", [field("a")], dialect={"headerRows": [*range(1, n)]})], {"t.csv": "a\n" * n}),
    "text around a number": lambda n: (
        [table("t", [field("a", "number", bareNumber=False)])], {"t.csv": "a\n" + "y" * 100 * n}),
    "open quotes": lambda n: (listed(0)[0], {"t.csv": "a\n" + '"a\n' * n}),
}  # fmt: skip


@pytest.mark.parametrize("kind", GROWING)
def test_what_is_large_costs_no_more_than_its_size(kind, tmp_path):
    resources, files = GROWING[kind](MANY)
    write(tmp_path, resources, files)
    ran = subprocess.run(
        [sys.executable, "-m", "spaceties", "validate", str(tmp_path), "--format", "json"],
        capture_output=True,
        timeout=60 * MINUTES,
        cwd=Path(__file__).parent.parent,
    )
    assert ran.returncode in (0, 1) and json.loads(ran.stdout)["tables"], ran.stderr


@pytest.mark.parametrize("installed", [True, False])
@pytest.mark.parametrize("kind", ["other labels", "unknown keys", "enum", "broken references"])
def test_hints_compare_a_bounded_number_of_texts(kind, installed, tmp_path, monkeypatch):
    compared = []

    def count(_text: str, texts: list[str]) -> list[tuple[str, float]]:
        compared.append(len(texts))
        return []

    monkeypatch.setattr(words, "_by_rapidfuzz", count if installed else _not_installed)
    monkeypatch.setattr(words, "by_letters", count)
    for size in (words.MANY, 3 * words.MANY):
        write(tmp_path, *GROWING[kind](size))
        validate_folder(tmp_path)
    assert len(compared) <= 2 * 500 and sum(compared) <= 500 * words.MANY


def _not_installed(*_: object) -> None:
    raise ImportError


def test_nothing_is_sought_that_is_like_a_very_long_text():
    long = "a" * words.LONGEST
    assert words.nearest(long, [f"{long[:-1]}b"]) and not words.nearest(f"{long}a", [long])
    assert not words.nearest("f0", [f"f{n}" for n in range(1, words.MANY + 2)])


def test_a_value_is_found_among_listed_ones_whatever_its_kind():
    values = Literals([1, "a", [1, 2], {"a": [1]}, None, 2.5])
    for value in (1, True, "a", [1, 2], {"a": [1]}, None, 2.5):
        assert value in values, value
    for value in (0, "b", [1], {"a": []}, (1, 2)):
        assert value not in values, value


# --- what is packed -----------------------------------------------------------------------------

PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", data)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zip"])
def test_a_table_unpacks_to_a_multiple_of_its_size(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "USUAL", 10_000)
    fields = [field("id", "integer"), field("n"), field("d")]
    for rows, good in ((1_000, True), (100_000, False)):
        data = {**PACKERS, "zip": zipped}[kind](b"id,n,d\n" + b"1,a,b\n" * rows)
        assert len(data) < rows
        write(tmp_path, [table("t", fields, path=f"t.csv.{kind}")], {f"t.csv.{kind}": data})
        report = validate_folder(tmp_path).report
        assert [p.code for p in report.problems] == ([] if good else ["F320"]), report
        told = features.read(tmp_path)
        assert features.read(tmp_path, 100) == told
        assert len(told[1]) <= rows if good else 1_000 < len(told[1]) < rows


def test_of_a_zip_only_the_tables_that_are_needed_are_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "USUAL", 10_000)
    described = write(tmp_path, [table(n, [field("a")]) for n in "tu"], {"t.csv": "a\nx\n"})
    with zipfile.ZipFile(tmp_path / "p.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(described / "datapackage.json", "datapackage.json")
        archive.writestr("t.csv", "a\nx\n")
        archive.writestr("u.csv", "a\n" + "x\n" * 10_000_000)
    assert spaceties.tables(tmp_path / "p.zip") == ["t", "u"]
    assert len(spaceties.load("t", tmp_path / "p.zip")) == 1
    for read in (spaceties.load_all, lambda source: spaceties.load("u", source)):
        with pytest.raises(ValueError, match="unpacks to much more than its own size"):
            read(tmp_path / "p.zip")


# --- what does not end --------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    st.lists(st.sampled_from([*features.LINES.values(), b"x" * 70 + b"\n", b'1,"' + b"y\n" * 40]),
             max_size=8).map(b"".join),
    st.integers(1, 200),
    st.sampled_from([{}, {"escapeChar": "\\"}, {"commentChar": "#"}, {"quoteChar": ""}]),
)  # fmt: skip
def test_a_record_has_a_longest_length_however_the_file_is_read(tmp_path, text, size, dialect):
    features.package(tmp_path, b"id,n,d\n" + text, dialect=dialect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "LONGEST_RECORD", 60)
        whole = features.read(tmp_path)
        assert features.read(tmp_path, size) == whole
        assert not any(len(str(cells)) > 200 for _, _, cells, _ in whole[1])


def test_a_quote_that_stays_open_is_told_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "LONGEST_RECORD", 1_000)
    features.package(tmp_path, b'id,n,d\n1,a,b\n2,"a,b\n' + b"3,a,b\n" * 1_000)
    problems = validate_folder(tmp_path).report.problems
    assert [(p.line, p.hint) for p in problems] == [
        (3, "a record is longer than 0 MiB; is a quote left open?")
    ]


def pipe(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    return path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("what", ["descriptor", "folder", "table", "schema", "rows", "journal"])
def test_nothing_waits_for_a_pipe(what, tmp_path):
    schema: Any = {"fields": [field("a")]}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    folder = tmp_path / "p"
    if what in ("table", "schema", "rows", "journal"):
        resource |= {"schema": "schema.json"} if what == "schema" else {}
        write(folder, [resource], {} if what == "table" else {"t.csv": "a\nx\n"})
    place = {"table": "t.csv", "schema": "schema.json", "rows": "rows.csv", "journal": JOURNAL}
    at = pipe(folder / place.get(what, "datapackage.json"))
    verbs = {
        "descriptor": [["validate", at], ["format", at, "--check"], ["diff", at, at]],
        "rows": [["check", at, "--package", folder], ["patch", folder, at]],
    }
    for verb in verbs.get(what, [["validate", folder], ["format", folder, "--check"]]):
        ran = subprocess.run(
            [sys.executable, "-m", "spaceties", *map(str, verb)],
            capture_output=True, timeout=60 * MINUTES, text=True,
        )  # fmt: skip
        assert "Traceback" not in ran.stderr, ran.stderr
        assert ran.returncode in (1, 2) or what == "journal", (verb, ran.stdout, ran.stderr)
