"""Both engines on thousands of mutated packages: the same verdict, or a listed deviation.

Every example is a good package of two tables, mutated once to three times, by cells and by bytes.
The engines must agree on validity and on the set of (table, file, line, column, code), save for
what a deviation of docs/deviations.md explains; `Deviations` recognises those and no others.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from spaceties.datapackage.descriptor import load
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.validation import frictionless
from spaceties.datapackage.validation.package import validate

from .datapackages import write
from .mutations import VARIANTS, Mutated, mutated, parents_of, render, unbroken

EXAMPLES = 700  # of each of the three variants


class Deviations:
    """What docs/deviations.md allows the engines to differ in, for one package."""

    def __init__(self, files: dict[str, bytes], descriptors: list[dict], ours: list) -> None:
        self.files = files
        self.descriptors = {d["name"]: d for d in descriptors}
        found = {p.code for p in ours}
        # frictionless stops at the first byte it cannot decode, and an unclosed quote swallows
        # the rest of the file there: only validity can be compared
        self.cut_short = bool(found & {Code.ENCODING, Code.UNCLOSED_QUOTE, Code.EMPTY})
        self.guessed = any(self._guesses(d) for d in descriptors)
        self.cells = {(p.table, p.line, p.column) for p in ours if self._strict_cell(p)}
        self.lines = {(t, line) for t, line, _ in self.cells}
        self.lines |= {(p.table, p.line) for p in ours if p.code in (Code.STRAY_QUOTE, Code.NUL)}
        self.strict = bool(self.lines)
        self.known = {(p.table, p.line, p.column, p.code) for p in ours}

    def _strict_cell(self, problem) -> bool:
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

    def _field(self, problem) -> dict:
        listed = self.descriptors[problem.table]["schema"]["fields"]
        return next((f for f in listed if f["name"] == problem.column), {})

    def _guesses(self, descriptor: dict) -> bool:
        """Whether frictionless reads the file in another dialect, or takes another header."""
        data = self.files[f"{descriptor['name']}.csv"]
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

    def compared(self, problems: list) -> set[tuple]:
        """The problems that must be the same on both sides."""
        at = {(p.table, p.line, p.column, p.code) for p in problems}
        kept = set()
        for p in problems:
            cell = (p.table, p.line, p.column)
            if cell in self.cells or (p.table, p.line) in self.lines:
                continue
            if self.strict and p.code.startswith("K"):
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

    def _unread(self, problem, at: set[tuple]) -> bool:
        """Whether a part of a broken reference is unreadable, which is a problem of its own."""
        return any(
            (problem.table, problem.line, column, Code.TYPE) in at | self.known
            for column in problem.column.split(", ")
        )


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_engines_agree(variant: str, tmp_path: Path) -> None:
    descriptors = [parents_of(variant)[0], VARIANTS[variant]]
    write(tmp_path, descriptors, render(unbroken(variant)))
    assert validate(load(tmp_path)).report.valid
    assert validate(load(tmp_path), engine="frictionless").report.valid

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(package=mutated(variant))
    def agree(package: Mutated) -> None:
        files = render(package)
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        loaded = load(tmp_path)
        ours = validate(loaded).report
        theirs, _, _ = frictionless.validate_resources(loaded, loaded.names)
        allowed = Deviations(files, descriptors, ours.problems)
        if allowed.guessed:
            return
        assert not theirs or not ours.valid, theirs
        # frictionless gave up on the whole table: of sNaN, or of a label that stands twice
        gave_up = any(p.code in (Code.NOT_COMPUTED, Code.OTHER) for p in theirs)
        if allowed.cut_short or gave_up:
            assert theirs
            return
        if not allowed.strict:
            assert ours.valid == (not theirs), (ours.problems, theirs)
        assert allowed.compared(ours.problems) == allowed.compared(theirs)

    agree()
