"""Whatever a zip holds, `validate`, `diff` and `load` write nothing outside a folder that is gone
when they end, and say in one line why they could not read it."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import spaceties
from spaceties.loading import UnknownTable
from tests.fuzz._commands import run, tree

PATHS = [
    *("a.csv", "a.csv", "a.csv", "data/a.csv", "./a.csv", "../a.csv", "data/../../a.csv", "/a.csv"),
    *("~/a.csv", "C:/a.csv", "..\\a.csv", ".git/a.csv", "", ".", "..", "/", "a.csv/", "a.csv/b"),
    *("datapackage.json", "datapackage.yaml", "a\0b", "a\nb", "n" * 300, "\x1b[31m", "CON"),
    *("a" * 3_000,),
    *("https://example.org/a.csv", "a.csv.gz", "a.json", "a.parquet", "a.xlsx", "b.zip"),
]  # fmt: skip
FOLDERS = ["", "", "csv/", "deep/csv/", "../", "/", "deep/../../", "json/"]
TEXTS = [
    b"x\n1\n",
    b"x\nq\n",
    b"",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"[]",
    b'[{"x": 1}]',
    b"\0" * 99,
]
KINDS = [
    "plain",
    "plain",
    "plain",
    "deflate",
    "bzip2",
    "lzma",
    "link",
    "folder",
    "pipe",
    "encrypted",
]
METHODS = {"deflate": 8, "bzip2": 12, "lzma": 14}
MODES = {"link": 0o120777, "folder": 0o040755, "pipe": 0o010644}


@dataclass(frozen=True)
class Archive:
    named: list[str]
    format: str
    described: str
    entries: list[tuple[str, str, bytes, str]]
    damage: list[tuple[int, int, bytes]]


def described(draw: st.DrawFn, named: list[str], form: str) -> str:
    schema = {"fields": [{"name": "x", "type": "integer"}]}
    rest: dict[str, Any] = {"format": form} if form else {}
    path: Any = named if len(named) > 1 else named[0]
    whole = json.dumps({"resources": [{"name": "a", "path": path, "schema": schema, **rest}]})
    return draw(
        st.sampled_from([whole] * 6 + ["", "{", "[]", "{}", '{"resources": 7}', "[" * 9999])
    )


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    named = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3))
    form = draw(st.sampled_from(["", "csv", "json", "parquet", "xlsx"]))
    name = st.one_of(st.sampled_from(named), st.sampled_from(PATHS))
    entry = st.tuples(
        st.sampled_from(FOLDERS), name, st.sampled_from(TEXTS), st.sampled_from(KINDS)
    )
    damage = st.tuples(st.integers(0, 2000), st.integers(0, 4), st.binary(max_size=4))
    return Archive(
        named,
        form,
        described(draw, named, form),
        draw(st.lists(entry, max_size=5)),
        draw(st.lists(damage, max_size=2)),
    )


INPUTS = archives()


def check(archive: Archive, folder: Path) -> None:
    """Opens the archive with each command, and with `load`."""
    here, scratch = folder / "a" / "here", folder / "scratch"
    here.mkdir(parents=True)
    scratch.mkdir()
    (here / "p.zip").write_bytes(packed(archive))
    before = tree(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        run(here, "validate", "p.zip")
        run(here, "diff", "p.zip", "p.zip")
        run(here, "diff", "p.zip", "p.zip", "--format", "jsonl")
        try:
            spaceties.load("a", here / "p.zip")
        except (ValueError, OSError, UnknownTable) as error:
            assert str(scratch) not in str(error), error
        assert tree(folder) == before


def packed(archive: Archive) -> bytes:
    """The bytes of the archive, damaged at the end."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as made:
        warnings.simplefilter("ignore")  # of two entries of one name
        for folder in {folder for folder, *_ in archive.entries} or {""}:
            made.writestr(folder + "datapackage.json", archive.described)
        for folder, name, text, kind in archive.entries:
            entry = zipfile.ZipInfo("x")
            entry.filename = (folder + name)[:60_000]
            entry.compress_type = METHODS.get(kind, zipfile.ZIP_STORED)
            entry.external_attr = MODES.get(kind, 0o100644) << 16
            made.writestr(entry, b"../../a.csv" if kind == "link" else text)
            entry.flag_bits |= kind == "encrypted"
    data = out.getvalue()
    for at, length, new in archive.damage:
        place = len(data) - 1 - at % len(data)  # the directory stands at the end
        data = data[:place] + new + data[place + length :]
    return data
