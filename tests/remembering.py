"""Formats, and frictionless, that remember what they made of the same bytes.

A case that changes one file of a release then costs what it changes, and not the whole release.
What is remembered is known by all that it is made from, so nothing that is changed is taken for
what it was before.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from spaceties.datapackage.validation import frictionless
from spaceties.release import formats


def _rows(rows, memory):
    def remembered(path, table):
        key = path.name, hashlib.sha256(path.read_bytes()).digest(), repr(table.schema)
        if key not in memory:
            memory[key] = list(rows(path, table))
        return memory[key]

    return remembered


def _known_by():
    """What tells one release from another, made once for the formats that write it in turn."""
    last: list = [None, ""]

    def known_by(release):
        if last[0] is not release:
            told = [(t.descriptor, t.content_hash) for t in release.tables]
            last[:] = release, json.dumps([dict(release.package.descriptor), told], default=str)
        return last[1]

    return known_by


def _write(write, memory, known_by):
    def remembered(release, root):
        key = known_by(release)
        if key not in memory:
            before = set(root.rglob("*"))
            write(release, root)
            made = sorted(set(root.rglob("*")) - before)
            memory[key] = {p.relative_to(root): p.read_bytes() for p in made if p.is_file()}
        for path, data in memory[key].items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(data)

    return remembered


def _judge(judge, memory):
    def remembered(package):
        key = json.dumps(dict(package.descriptor))
        if key not in memory:
            memory[key] = list(judge(package))
        return memory[key]

    return remembered


class Memory:
    """What was made so far, for as many tests as share it."""

    def __init__(self) -> None:
        remembered, known_by = [], _known_by()
        for form in formats.FORMATS:
            changes = {} if form.write_index else {"write": _write(form.write, {}, known_by)}
            if form.read_back:
                rows = _rows(form.read_back.rows, {})
                changes["read_back"] = dataclasses.replace(form.read_back, rows=rows)
            remembered.append(dataclasses.replace(form, **changes))
        self.formats = tuple(remembered)
        self.judge = _judge(frictionless.metadata_problems, {})

    @contextmanager
    def used(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(formats, "FORMATS", self.formats)
            patch.setattr(frictionless, "metadata_problems", self.judge)
            yield
