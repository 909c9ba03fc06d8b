"""Both engines on thousands of mutated packages: the same verdict, or a listed deviation.

Every example is a good package of two tables, mutated once to three times, by cells and by bytes.
The engines must agree on validity and on the set of (table, file, line, column, code), save for
what a deviation of docs/deviations.md explains; `Deviations` recognises those and no others.

The seed is fixed, so that every run tries the same. To try others:
`SEED=7 EXAMPLES=5000 pytest tests/test_differential.py`.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path

import frictionless as frictionless_py
import pytest
from hypothesis import HealthCheck, given, seed, settings

from spaceties.datapackage.descriptor import load
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.validation import frictionless
from spaceties.datapackage.validation.package import validate

from .datapackages import write
from .mutations import VARIANTS, Mutated, mutated, parents_of, render, unbroken

EXAMPLES = int(os.environ.get("EXAMPLES", 700))  # of each of the three variants
SEED = int(os.environ.get("SEED", 1))


def guesses(files: dict[str, bytes], descriptor: dict) -> bool:
    """Whether frictionless reads a file in another dialect, or takes another header."""
    data = files[f"{descriptor['name']}.csv"]
    text = data.decode("utf-8-sig", "replace")
    lines = io.StringIO(text, newline="").readlines()
    given = descriptor.get("dialect", {}).get("delimiter")
    try:
        sniffed = csv.Sniffer().sniff("".join(lines[:100]), given or ",\t;|")
    except csv.Error:
        sniffed = csv.excel
    if sniffed.delimiter != "," and not given:
        return True
    if sniffed.skipinitialspace:
        return True
    if "header" in descriptor.get("dialect", {}):
        return False
    widths = [len(cells) for cells in list(csv.reader(lines))[:100]]
    mean = round(sum(widths) / len(widths)) if widths else 0
    drift = max(round(mean * 0.1), 1)
    return bool(widths) and abs(widths[0] - mean) > drift


class Deviations:
    """What docs/deviations.md allows the engines to differ in, for one package."""

    def __init__(self, descriptors: list[dict], ours: list[Problem], theirs: list[Problem]) -> None:
        self.descriptors = {d["name"]: d for d in descriptors}
        self.cells = {(p.table, p.line, p.column) for p in ours if self._strict_cell(p)}
        self.lines = {(t, line) for t, line, _ in self.cells}
        self.lines |= {(p.table, p.line) for p in ours if p.code in (Code.STRAY_QUOTE, Code.NUL)}
        self.strict = bool(self.lines)
        self.known = {(p.table, p.line, p.column, p.code) for p in ours}
        self.unread = self._unread_from(ours, theirs)

    def _unread_from(self, ours: list[Problem], theirs: list[Problem]) -> dict[str, int]:
        """{table: line} from which on frictionless does not read the rows.

        An unclosed quote swallows the rest of the file as one cell, which may even be a good one.
        At a byte that it cannot decode frictionless stops, before rows that it has read ahead, and
        says so of tables that refer to this one as well; and it gives up a whole table for some
        headers and for sNaN.
        """
        stops = [p for p in ours if p.code in (Code.ENCODING, Code.EMPTY)]
        given_up = (Code.ENCODING, Code.NOT_COMPUTED, Code.OTHER)
        unread = {p.table: 0 for p in (*stops, *(p for p in theirs if p.code in given_up))}
        for p in ours:
            if p.code == Code.UNCLOSED_QUOTE:
                unread[p.table] = min(p.line, unread.get(p.table, p.line))
        return unread

    def _strict_cell(self, problem: Problem) -> bool:
        """Whether ours is stricter on a cell than frictionless."""
        value, kind = problem.value or "", self._field(problem).get("type")
        if problem.code == Code.TYPE and kind in ("integer", "number", "year", "yearmonth"):
            folded = value.strip().replace("_", "")
            padded = folded != value
            strange = not value.isascii() or re.fullmatch(r"[+-]?s?nan\d*", folded, re.I)
            short = kind == "yearmonth" or (kind == "year" and value[:1] in "+-")
            return bool(padded or strange or short)
        if problem.code == Code.TYPE and kind == "date":
            return bool(re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", value)) or not value.isascii()
        if problem.code == Code.TYPE and kind == "datetime":
            return value[10:11] not in ("T", " ")
        if problem.code == Code.PATTERN:
            pattern = self._field(problem)["constraints"]["pattern"]
            return bool(re.match(f"^{pattern}$", value))
        if problem.code == Code.PRIMARY_KEY_NULL:  # of a part of it
            return len(self.descriptors[problem.table]["schema"]["primaryKey"]) > 1
        return problem.code == Code.REQUIRED and value.isspace()

    def _field(self, problem: Problem) -> dict:
        listed = self.descriptors[problem.table]["schema"]["fields"]
        return next((f for f in listed if f["name"] == problem.column), {})

    def compared(self, problems: Iterable[Problem]) -> set[tuple]:
        """The problems that must be the same on both sides."""
        at = {(p.table, p.line, p.column, p.code) for p in problems}
        kept = set()
        for p in problems:
            cell = (p.table, p.line, p.column)
            if p.table in self.unread and (p.line or 0) >= self.unread[p.table]:
                continue
            if cell in self.cells or (p.table, p.line) in self.lines:
                continue
            if (self.strict or self.unread) and self._of_keys(p):
                continue  # a key that only one engine could read changes what others match
            if p.code == Code.REQUIRED and (*cell, Code.MISSING_CELL) in at:
                continue  # said once, as a missing cell
            if p.code in (Code.PRIMARY_KEY_NULL, Code.PRIMARY_KEY):
                key = self.descriptors[p.table]["schema"].get("primaryKey", [])
                parts = [key] if isinstance(key, str) else key
                reported = {Code.TYPE, Code.MISSING_CELL, Code.REQUIRED, Code.PRIMARY_KEY_NULL}
                said = any(
                    (p.table, p.line, c, code) in at | self.known
                    for c in parts
                    for code in reported
                )
                if said or (p.table, p.line, None, Code.BLANK_ROW) in at:
                    continue  # said once, as what keeps the key from being read
            if p.code == Code.FOREIGN_KEY and self._unread(p, at):
                continue
            kept.add((p.table, p.file, p.line, p.column, p.code))
        return kept

    def _of_keys(self, problem: Problem) -> bool:
        return problem.code.startswith("K") or problem.code == Code.NOT_COMPUTED

    def _unread(self, problem: Problem, at: set[tuple]) -> bool:
        """Whether a part of a broken reference is unreadable, which is a problem of its own."""
        return any(
            (problem.table, problem.line, column, Code.TYPE) in at | self.known
            for column in problem.column.split(", ")
        )


def is_partly_missing(problem: Problem) -> bool:
    """Whether a part of a broken reference is missing (deviation partly_missing_foreign_key)."""
    parts = (problem.value or "").split(", ") if problem.code == Code.FOREIGN_KEY else ()
    return len(parts) > 1 and not {"", "None"}.isdisjoint(parts)


def is_year_of_xml_schema(problem: Problem) -> bool:
    """Whether frictionless refuses a year of over four digits (deviation years_of_xml_schema)."""
    longer = re.fullmatch(r"-?[1-9]\d{4,}(-(0[1-9]|1[0-2]))?", problem.value or "")
    return problem.code == Code.TYPE and problem.column in ("year", "month") and bool(longer)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """frictionless without the work that is the same in every example: it checks the descriptor,
    which does not change, many times over, and copies every field by way of its descriptor."""
    for part in ("Package", "Resource", "Schema", "Field"):
        kind = getattr(frictionless_py, part)
        monkeypatch.setattr(kind, "metadata_validate", lambda *_, **__: iter(()))
    monkeypatch.setattr(frictionless_py.Field, "to_copy", lambda field: field)


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_engines_agree(variant: str, tmp_path: Path, quick: None) -> None:
    descriptors = [parents_of(variant)[0], VARIANTS[variant]]
    write(tmp_path, descriptors, render(unbroken(variant)))
    package = load(tmp_path)
    assert validate(package).report.valid
    assert validate(package, engine="frictionless").report.valid

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutant=mutated(variant))
    def agree(mutant: Mutated) -> None:
        files = render(mutant)
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        ours = validate(package).report
        if any(guesses(files, descriptor) for descriptor in descriptors):
            return
        theirs, _, _ = frictionless.validate_resources(package, package.names)
        theirs = [p for p in theirs if not (is_year_of_xml_schema(p) or is_partly_missing(p))]
        assert not theirs or not ours.valid, theirs
        allowed = Deviations(descriptors, ours.problems, theirs)
        if not allowed.strict and not allowed.unread:
            assert ours.valid == (not theirs), (ours.problems, theirs)
        stopped = {table for table, line in allowed.unread.items() if not line}
        assert stopped <= {p.table for p in theirs}
        assert allowed.compared(ours.problems) == allowed.compared(theirs)

    agree()
