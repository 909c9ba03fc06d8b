# ruff: noqa: E501 - a case a line
"""Releases that somebody changed: `verify` finds every change of content, types, metadata and
files, and takes every sound release for sound.

Each case changes a copy of one tiny release and then makes all checksums right again, as one who
tampers would. What a reader or a writer makes of the same bytes is remembered, so that a case costs
what it changes.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import hashlib
import json
import os
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spaceties.commands import main
from spaceties.datapackage.descriptor import load
from spaceties.dataset import store
from spaceties.release import verify, write
from spaceties.release.formats import explorer
from spaceties.release.verify import again
from tests import mini, remembering

FOLDERS = ("csv", "parquet", "json")
NAME = "spaceties-0.1.0"
ODD = [
    "a\u2028b",
    "c\u2029d",
    "a\x85b",
    "_x000D_",
    "=1+1",
    "a\u00a0b",
    "NA",
    "\U0001f680",
    "a\r\nb",
]


def released(folder: Path, changed=None) -> Path:
    package = mini.write(folder / "package", changed)
    for name in ("LICENSE-DATA", "CITATION.cff"):
        text = (mini.ROOT / name).read_text(encoding="utf-8")
        text = re.sub("^version: .*", "version: 0.1.0", text, flags=re.MULTILINE)
        text = re.sub("^date-released: .*", "date-released: 2026-11-21", text, flags=re.MULTILINE)
        (package.parent / name).write_text(text, encoding="utf-8")
    (package.parent / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 - 2026-11-21\n\nFirst.\n")
    assert main(["release", str(package), "--out", str(folder / "dist")]) == 0
    return folder / "dist" / NAME


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return released(tmp_path_factory.mktemp("sound"))


@pytest.fixture(scope="module")
def memory():
    return remembering.Memory()


@pytest.fixture
def quick(memory, monkeypatch):
    """The tiny package is of another version than the tables of the code."""
    own = dataclasses.replace(again.own_package(), version="0.1.0")
    monkeypatch.setattr(again, "own_package", lambda: own)
    with memory.used():
        yield


@pytest.fixture
def folder(sound, tmp_path, monkeypatch, quick):
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(sound, tmp_path / "release")


# How the parts of a release are changed.


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sized(folder, found):
    """What the page says of a file, with its size as it is."""
    path = folder / found[1].decode()
    size = path.stat().st_size if path.exists() else 0
    return re.sub(rb"\d+$", str(size).encode(), found[0])


def made_right(folder, sound):
    """All that a release states of its own files is what they are: hashes, zips, checksums."""
    for name in FOLDERS:
        path = folder / name / "datapackage.json"
        if not path.is_file() or path.is_symlink():
            continue
        described = json.loads(path.read_text())
        for resource in described["resources"]:
            file = folder / name / resource["path"]
            if file.is_file():
                resource["hash"] = f"sha256:{digest(file)}"
                resource["spaceties:bytes"] = file.stat().st_size
                if "bytes" in resource:
                    resource["bytes"] = file.stat().st_size
            if (lines := folder / "json" / f"{resource['name']}.jsonl").is_file():
                resource["spaceties:contentHash"] = f"sha256:{digest(lines)}"
        path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
        archive = folder / f"{NAME}-{name}.zip"
        if archive.exists() and archive.read_bytes() == (sound / archive.name).read_bytes():
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
                for file in [*sorted((folder / name).iterdir()), folder / "README.md"]:
                    if file.is_file():
                        new.write(file, file.name)
    path = folder / "croissant.json"
    if path.exists():
        described = json.loads(path.read_text())
        for file in described["distribution"]:
            if "sha256" in file and (folder / file["contentUrl"]).is_file():
                file["sha256"] = digest(folder / file["contentUrl"])
                file["contentSize"] = f"{(folder / file['contentUrl']).stat().st_size} B"
        path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")
    # After all others: the page states their sizes, that of croissant.json as well.
    if (folder / "index.html").exists():
        page(r'"path": ?"([^"]+)"[^}]*?"bytes": ?\d+', lambda found: _sized(folder, found), 0)(
            folder
        )
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = (f"{digest(folder / n)}  {n}\n" for n in names if n != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(lines))


def text(file, old, new, count=1):
    def change(folder):
        path = folder / file
        before = path.read_bytes()
        path.write_bytes(re.sub(old.encode(), new.encode(), before, count=count))
        assert path.read_bytes() != before

    return change


def descriptor(change, *names):
    def changed(folder):
        for name in names or FOLDERS:
            path = folder / name / "datapackage.json"
            described = json.loads(path.read_text())
            change(described)
            path.write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n")

    return changed


def resource(described, name):
    return next(r for r in described["resources"] if r["name"] == name)


def field(described, table, name):
    fields = resource(described, table)["schema"]["fields"]
    return next(f for f in fields if f["name"] == name)


def parquet(table, change, **options):
    def changed(folder):
        path = folder / "parquet" / f"{table}.parquet"
        pq.write_table(change(pq.read_table(path)), path, **options)

    return changed


def cast(table, column, kind):
    def change(data):
        at = data.column_names.index(column)
        of = data.schema.field(column).with_type(kind)
        plain = data[column]
        plain = plain.cast(pa.string()) if pa.types.is_dictionary(plain.type) else plain
        return data.set_column(at, of, plain.cast(kind))

    return parquet(table, change)


def cells(table, column, value):
    def change(data):
        at = data.column_names.index(column)
        new = pa.array([value, *data[column].to_pylist()[1:]], data.schema.field(column).type)
        return data.set_column(at, data.schema.field(column), new)

    return parquet(table, change)


def metadata(key, value):
    def change(data):
        told = {k: v for k, v in data.schema.metadata.items() if k != key}
        return data.replace_schema_metadata({**told, **({key: value} if value else {})})

    return parquet("launches", change)


def field_metadata(data):
    at = data.column_names.index("launched_on")
    of = data.schema.field("launched_on").with_metadata({b"description": b"Something else."})
    return data.set_column(at, of, data["launched_on"])


def sql(*statements):
    def changed(folder):
        with closing(sqlite3.connect(folder / "spaceties.sqlite")) as database, database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("PRAGMA writable_schema = ON")
            for statement in statements:
                database.execute(statement)

    return changed


def book(change):
    def changed(folder):
        path = folder / "spaceties.xlsx"
        opened = openpyxl.load_workbook(path)
        change(opened)
        opened.save(path)

    return changed


def sheet(table, cell, value, **attributes):
    def change(opened):
        at = opened[table][cell]
        at.value = value
        for name, other in attributes.items():
            setattr(at, name, other)

    return book(change)


def at(table, column, row=2):
    place = RELEASED[table].index(column) + 1
    return f"{openpyxl.utils.get_column_letter(place)}{row}"


def archive(change):
    def changed(folder):
        change(folder / f"{NAME}-csv.zip")

    return changed


def more(name, data, **entry):
    def change(path):
        with zipfile.ZipFile(path, "a") as opened:
            opened.writestr(name, data)

    return archive(change)


def again_zipped(change):
    def changed(path):
        with zipfile.ZipFile(path) as opened:
            held = {name: opened.read(name) for name in opened.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, data in change(held).items():
                opened.writestr(name, data)

    return archive(changed)


def commented(path):
    with zipfile.ZipFile(path, "a") as opened:
        opened.comment = b"Not of the release."


def page(old, new, count=1):
    def changed(folder):
        path = folder / "index.html"
        packed = path.read_bytes()
        (data,) = explorer.DATA.findall(packed)
        plain = gzip.decompress(base64.b64decode(data))
        other = re.sub(old.encode(), new if callable(new) else new.encode(), plain, count=count)
        assert other != plain or not count
        path.write_bytes(explorer.DATA.sub(base64.b64encode(gzip.compress(other, 1)), packed))

    return changed


def jsons(name, change):
    def changed(folder):
        path = folder / name
        value = json.loads(path.read_text())
        change(value)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    return changed


def gone(*names):
    def changed(folder):
        for name in names:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return changed


def new(name, data=b"", folder_=False):
    def changed(folder):
        path = folder / name
        if folder_:
            path.mkdir(parents=True)
        else:
            path.write_bytes(data)

    return changed


def linked(name):
    def changed(folder):
        elsewhere = folder.parent / "elsewhere"
        (folder / name).rename(elsewhere)
        (folder / name).symlink_to(elsewhere, target_is_directory=elsewhere.is_dir())

    return changed


def line(name, number, change):
    def changed(folder):
        path = folder / name
        lines = path.read_bytes().splitlines(keepends=True)
        lines[number : number + 1] = change(lines[number])
        path.write_bytes(b"".join(lines))

    return changed


def all_of(*changes):
    def changed(folder):
        for change in changes:
            change(folder)

    return changed


def without_table(described):
    described["resources"] = [r for r in described["resources"] if r["name"] != "payloads"]


def sums(change):
    """Changes the checksums themselves, which are not made right again."""

    def changed(folder):
        path = folder / "SHA256SUMS"
        path.write_text("".join(change(path.read_text().splitlines(keepends=True))))

    changed.last = True
    return changed


RELEASED: dict[str, list[str]] = {}


@pytest.fixture(scope="module", autouse=True)
def columns(sound):
    described = json.loads((sound / "json" / "datapackage.json").read_text())
    for table in described["resources"]:
        RELEASED[table["name"]] = [f["name"] for f in table["schema"]["fields"]]


TAMPERINGS = {
    # CSV
    "csv cell": text("csv/launch_sites.csv", r"20\.25", "20.26"),
    "csv integer with a fraction": text("csv/satellites.csv", r"700,", "700.0,"),
    "csv integer with an underscore": text("csv/spending.csv", ",1000,", ",1_000,"),
    "csv blank in a number": text("csv/spending.csv", ",1000,", ", 1000,"),
    "csv boolean as a number": text("csv/sources.csv", ",false", ",0"),
    "csv boolean in capitals": text("csv/sources.csv", ",false", ",FALSE"),
    "csv date with a time": text("csv/launches.csv", "2001-03-04", "2001-03-04T00:00"),
    "csv row gone": line("csv/countries.csv", 2, lambda row: []),
    "csv row twice": line("csv/countries.csv", 2, lambda row: [row, row]),
    "csv column renamed": text("csv/countries.csv", "^country_id", "country"),
    "csv byte order mark": line("csv/countries.csv", 0, lambda row: [b"\xef\xbb\xbf" + row]),
    "csv other line ends": text("csv/countries.csv", "\n", "\r\n", 0),
    "csv quotes": text("csv/countries.csv", "Aland", '"Aland"'),
    "csv blank row": line("csv/countries.csv", 2, lambda row: [row, b"\n"]),
    "csv emptied": line("csv/countries.csv", 0, lambda row: [row.strip() + b"\x00\n"]),
    # Parquet
    "parquet cell": cells("countries", "name", "Celand"),
    "parquet null": cells("countries", "region", None),
    "parquet double for an integer": cast("satellites", "norad_id", pa.float64()),
    "parquet text for an integer": cast("satellites", "norad_id", pa.string()),
    "parquet text for a number": cast("satellites", "apogee_km", pa.string()),
    "parquet text for a date": cast("launches", "launched_on", pa.string()),
    "parquet text for a boolean": cast("sources", "is_copy", pa.string()),
    "parquet integer for a boolean": cast("sources", "is_copy", pa.int64()),
    "parquet binary for text": cast("countries", "name", pa.binary()),
    "parquet single precision": cast("launch_sites", "latitude", pa.float32()),
    "parquet row gone": parquet("countries", lambda t: t.slice(1)),
    "parquet rows in another order": parquet("countries", lambda t: t.take([1, 0, 2])),
    "parquet column gone": parquet("countries", lambda t: t.drop_columns(["region"])),
    "parquet column more": parquet("countries", lambda t: t.append_column("x", t["name"])),
    "parquet columns swapped": parquet("countries", lambda t: t.select(t.column_names[::-1])),
    "parquet version": metadata(b"version", b"9.9.9"),
    "parquet licence": metadata(b"license", b"CC0-1.0"),
    "parquet description": metadata(b"description", b"Something else."),
    "parquet metadata gone": parquet("countries", lambda t: t.replace_schema_metadata(None)),
    "parquet field described otherwise": parquet("launches", field_metadata),
    "parquet damaged": text("parquet/countries.parquet", "PAR1$", "PAR2"),
    # JSON
    "json cell": text("json/countries.json", "Beland", "Celand"),
    "json 0 for false": text("json/sources.json", '"is_copy": false', '"is_copy": 0'),
    "json text for a number": text("json/satellites.json", '"norad_id": 20001', '"norad_id": "20001"'),
    "json fraction for an integer": text("json/satellites.json", ": 20001,", ": 20001.0,"),
    "json name twice": text("json/countries.json", '"name": "Aland"', '"name": "X", "name": "Aland"'),
    "json names in another order": text(
        "json/countries.json", '("country_id": "AAA"), ("name": "Aland")', r"\2, \1"
    ),
    "json NaN for null": text("json/satellites.json", '"mass_kg": null', '"mass_kg": NaN'),
    "json empty text for null": text("json/countries.json", '"successor_id": null', '"successor_id": ""'),
    "json array for text": text("json/countries.json", '"name": "Aland"', '"name": ["Aland"]'),
    "json record gone": line("json/countries.json", 1, lambda row: []),
    "json other form": text("json/countries.json", '": ', '":', 0),
    "json lines cell": text("json/countries.jsonl", "Beland", "Celand"),
    "json lines 0 for false": text("json/sources.jsonl", '"is_copy": false', '"is_copy": 0'),
    "json lines fraction": text("json/satellites.jsonl", ": 20001,", ": 20001.0,"),
    "json lines name twice": text("json/countries.jsonl", '"name": "Aland"', '"name": "X", "name": "Aland"'),
    "json lines blank line": line("json/countries.jsonl", 1, lambda row: [row, b"\n"]),
    "json lines record gone": line("json/countries.jsonl", 1, lambda row: []),
    "json lines other form": text("json/countries.jsonl", '": ', '":', 0),
    "json escapes": text("json/countries.jsonl", "Aland", r"\\u0041land"),
    # Workbook
    "xlsx cell": lambda f: sheet("countries", at("countries", "name"), "Celand")(f),
    "xlsx text for a number": lambda f: sheet("satellites", at("satellites", "norad_id", 3), "20001")(f),
    "xlsx text for a date": lambda f: sheet("launches", at("launches", "launched_on"), "2001-03-05")(f),
    "xlsx time of day": lambda f: sheet(
        "launches", at("launches", "launched_on"), datetime(2001, 3, 4, 12, 30)
    )(f),
    "xlsx 0 for false": lambda f: sheet("sources", at("sources", "is_copy"), 0)(f),
    "xlsx text for false": lambda f: sheet("sources", at("sources", "is_copy"), "FALSE")(f),
    "xlsx formula": lambda f: sheet("countries", at("countries", "name"), "=1+1")(f),
    "xlsx formula on the cover": sheet("about", "B3", "=1+1"),
    "xlsx link elsewhere": lambda f: sheet(
        "sources", at("sources", "url"), "https://example.org/list", hyperlink="https://example.com/"
    )(f),
    "xlsx link on a plain cell": lambda f: book(
        lambda b: setattr(b["countries"][at("countries", "name")], "hyperlink", "https://example.com/")
    )(f),
    "xlsx number shown otherwise": lambda f: sheet(
        "satellites", at("satellites", "norad_id", 3), 20001, number_format='"30001"'
    )(f),
    "xlsx link of the cover": book(
        lambda b: setattr(next(c for (c,) in b["about"].iter_rows(max_col=1) if c.hyperlink).hyperlink, "location", "'ties'!A1")
    ),
    "xlsx hidden sheet": book(lambda b: setattr(b["claims"], "sheet_state", "hidden")),
    "xlsx very hidden sheet": book(lambda b: setattr(b["claims"], "sheet_state", "veryHidden")),
    "xlsx hidden row": book(lambda b: setattr(b["countries"].row_dimensions[2], "hidden", True)),
    "xlsx hidden column": book(lambda b: setattr(b["countries"].column_dimensions["B"], "hidden", True)),
    "xlsx sheet more": book(lambda b: b.create_sheet("more")),
    "xlsx sheet gone": book(lambda b: b.remove(b["payloads"])),
    "xlsx cover gone": book(lambda b: b.remove(b["about"])),
    "xlsx cover": sheet("about", "B3", "9.9.9"),
    "xlsx dictionary": sheet("dictionary", "A2", "something"),
    "xlsx row more": book(lambda b: b["countries"].append(["CCC", "Celand"])),
    "xlsx comment": book(
        lambda b: setattr(b["countries"]["B2"], "comment", openpyxl.comments.Comment("?", "?"))
    ),
    "xlsx defined name": book(
        lambda b: b.defined_names.add(openpyxl.workbook.defined_name.DefinedName("x", attr_text="1"))
    ),
    "xlsx author": book(lambda b: setattr(b.properties, "creator", "Somebody")),
    # SQLite
    "sqlite cell": sql("UPDATE countries SET name = 'Celand' WHERE country_id = 'AAA'"),
    "sqlite text for a number": sql("UPDATE satellites SET norad_id = 'x20001' WHERE norad_id = 20001"),
    "sqlite real for an integer": sql("UPDATE spending SET amount = 1000.5 WHERE amount = 1000"),
    "sqlite 2 for true": sql("UPDATE sources SET is_copy = 2"),
    "sqlite blob for text": sql("UPDATE countries SET name = CAST(name AS BLOB)"),
    "sqlite trigger": sql(
        "CREATE TRIGGER t AFTER INSERT ON countries BEGIN DELETE FROM countries; END"
    ),
    "sqlite trigger instead": sql("CREATE TRIGGER t INSTEAD OF INSERT ON ties_computed BEGIN SELECT 1; END"),
    "sqlite table more": sql("CREATE TABLE more (x)"),
    "sqlite view more": sql("CREATE VIEW more AS SELECT * FROM countries"),
    "sqlite index gone": sql("DROP INDEX launches_site_id"),
    "sqlite column more": sql("ALTER TABLE countries ADD COLUMN more"),
    "sqlite row gone": sql("DELETE FROM payloads"),
    "sqlite view for a table": sql("DROP TABLE ties", "CREATE VIEW ties AS SELECT * FROM ties_computed"),
    "sqlite view of constants": sql(
        "DROP VIEW ties_computed", "CREATE VIEW ties_computed AS SELECT 1 AS tie_id"
    ),
    "sqlite derived cell": sql("UPDATE ties SET year = 1999"),
    "sqlite version": sql("UPDATE metadata_package SET value = '9.9.9' WHERE key = 'version'"),
    "sqlite licence": sql("UPDATE metadata_package SET value = 'CC0-1.0' WHERE key = 'license'"),
    "sqlite description": sql("UPDATE metadata_fields SET description = 'x' WHERE field = 'name'"),
    "sqlite rows stated": sql('UPDATE metadata_tables SET "rows" = 7'),
    "sqlite user version": sql("PRAGMA user_version = 7"),
    # Descriptors
    "table missing from one descriptor": descriptor(without_table, "csv"),
    "table missing from all descriptors": descriptor(without_table),
    "table gone from all folders": all_of(
        descriptor(without_table),
        gone("csv/payloads.csv", "parquet/payloads.parquet", "json/payloads.json", "json/payloads.jsonl"),
    ),
    "version of one": descriptor(lambda d: d.update(version="0.1.1"), "csv"),
    "licence of one": descriptor(lambda d: d["licenses"][0].update(name="CC0-1.0"), "parquet"),
    "licence of json": descriptor(lambda d: d["licenses"][0].update(name="CC0-1.0"), "json"),
    "licence of all": descriptor(lambda d: d["licenses"][0].update(name="CC0-1.0")),
    "title of one": descriptor(lambda d: d.update(title="Other"), "parquet"),
    "title of all": descriptor(lambda d: d.update(title="Other")),
    "description of a field in one": descriptor(
        lambda d: field(d, "countries", "name").update(description="x"), "csv"
    ),
    "description of a field in all": descriptor(
        lambda d: field(d, "countries", "name").update(description="x")
    ),
    "type of a field in all": descriptor(
        lambda d: field(d, "satellites", "norad_id").update(type="number")
    ),
    "foreign keys gone": descriptor(lambda d: resource(d, "launches")["schema"].pop("foreignKeys")),
    "contributors gone": descriptor(lambda d: d.pop("contributors")),
    "rows of one": descriptor(lambda d: resource(d, "countries").update({"spaceties:rows": 7}), "csv"),
    "tables in another order": descriptor(lambda d: d["resources"].reverse(), "csv"),
    "property more": descriptor(lambda d: d.update(more=1), "csv"),
    # Page, Croissant, Datasette, documents
    "page cell": page("Beland", "Celand"),
    "page description": page('"description": ?"', '"description":"x'),
    "page script": text("index.html", "</main>", "</main><script>alert(1)</script>"),
    "croissant licence": jsons("croissant.json", lambda d: d.update(license=["https://example.org"])),
    "croissant version": jsons("croissant.json", lambda d: d.update(version="9.9.9")),
    "croissant file gone": jsons("croissant.json", lambda d: d["distribution"].pop()),
    "croissant record set gone": jsons("croissant.json", lambda d: d["recordSet"].pop()),
    "datasette licence": jsons("metadata.json", lambda d: d.update(license="Other")),
    "dictionary": text("data-dictionary.md", "Aland|name", "x"),
    "licence emptied": new("LICENSE-DATA"),
    "licence of another": new("LICENSE-DATA", b"MIT License\n"),
    "changelog emptied": new("CHANGELOG.md"),
    "citation version": text("CITATION.cff", "version: 0.1.0", "version: 9.9.9"),
    "citation licence": text("CITATION.cff", "license: CC-BY-4.0", "license: CC0-1.0"),
    "changes emptied": new("changes.jsonl"),
    "changes of nothing": all_of(new("changes.jsonl"), new("changes.html", b"<p>No change</p>")),
    "changes alone": new("changes.html", b"<p>No change</p>"),
    "versions alone": new("versions.html", b"<p>None</p>"),
    "versions of rows alone": new("row_versions.csv", b"table\n"),
    # Files
    "file gone": gone("metadata.json"),
    "page gone": gone("index.html"),
    "workbook gone": gone("spaceties.xlsx"),
    "zip gone": gone(f"{NAME}-json.zip"),
    "folder gone": gone("parquet"),
    "licence gone": gone("LICENSE-DATA"),
    "citation gone": gone("CITATION.cff"),
    "changelog gone": gone("CHANGELOG.md"),
    "json lines gone": gone("json/countries.jsonl"),
    "json array gone": gone("json/countries.json"),
    "file more": new("extra.txt"),
    "hidden file more": new(".hidden"),
    "file more in a folder": new("csv/run.sh"),
    "folder more": new("more", folder_=True),
    "folder in a folder": new("csv/more", folder_=True),
    "link to a folder": linked("csv"),
    "link to the folder of json": linked("json"),
    "link to a file": linked("metadata.json"),
    "zip with a file more": more("more.csv", "a"),
    "zip with a file twice": more("countries.csv", "a"),
    "zip with a file above": more("../countries.csv", "a"),
    "zip with a folder more": more("more/", ""),
    "zip with a file gone": again_zipped(lambda held: dict(list(held.items())[1:])),
    "zip with another cell": again_zipped(
        lambda held: {**held, "countries.csv": held["countries.csv"].replace(b"Aland", b"Bland")}
    ),
    "zip with a comment": archive(commented),
    "zip behind something": archive(lambda p: p.write_bytes(b"#!/bin/sh\n" + p.read_bytes())),
    "zip before something": archive(lambda p: p.write_bytes(p.read_bytes() + b"more")),
    "zip cut": archive(lambda p: p.write_bytes(p.read_bytes()[:-30])),
    # Checksums
    "sums line gone": sums(lambda lines: lines[1:]),
    "sums line twice": sums(lambda lines: [*lines, lines[0]]),
    "sums second line for a file": sums(lambda lines: ["0" * 64 + lines[0][64:], *lines]),
    "sums line more": sums(lambda lines: [*lines, "0" * 64 + "  more\n"]),
    "sums other": sums(lambda lines: ["0" * 64 + lines[0][64:], *lines[1:]]),
    "sums comment": sums(lambda lines: ["# sums\n", *lines]),
    "sums emptied": sums(lambda lines: []),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_no_release_can_be_changed_unnoticed(sound, folder, name):
    change = TAMPERINGS[name]
    change(folder)
    if not getattr(change, "last", False):
        made_right(folder, sound)
    assert verify.verify(folder).problems


def zipped_again(level, backwards=False):
    def change(path):
        with zipfile.ZipFile(path) as opened:
            held = {entry.filename: opened.read(entry) for entry in opened.infolist()}
        method = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
        with zipfile.ZipFile(path, "w", method, compresslevel=level or None) as opened:
            for name, data in reversed(held.items()) if backwards else held.items():
                opened.writestr(name, data)

    return archive(change)


def packed_again(folder):
    path = folder / "index.html"
    packed = path.read_bytes()
    (data,) = explorer.DATA.findall(packed)
    other = gzip.compress(gzip.decompress(base64.b64decode(data)), 1)
    path.write_bytes(explorer.DATA.sub(base64.b64encode(other), packed))


def touched(folder):
    for path in folder.rglob("*"):
        os.utime(path, (10**9, 10**9))


SOUND = {
    "as it is": lambda folder: None,
    "other times": touched,
    "read only": lambda folder: [p.chmod(0o444) for p in folder.rglob("*") if p.is_file()],
    "zip stored": zipped_again(0),
    "zip packed better": zipped_again(9),
    "zip from last to first": zipped_again(9, backwards=True),
    "sqlite that grows": lambda folder: vacuumed(folder, "auto_vacuum = FULL"),
    "page packed otherwise": packed_again,
    "parquet packed otherwise": parquet("countries", lambda t: t, compression="gzip"),
    "parquet in other groups": parquet("countries", lambda t: t, row_group_size=1),
    "parquet by zstandard": parquet("launches", lambda t: t, compression="zstd"),
    "parquet by brotli": parquet("spending", lambda t: t, compression="brotli"),
    "parquet not packed": parquet("sources", lambda t: t, compression="none"),
    "parquet without dictionaries": parquet("satellites", lambda t: t, use_dictionary=False),
    "parquet without statistics": parquet("agreements", lambda t: t, write_statistics=False),
    "parquet in pages of version 2": parquet("ties", lambda t: t, data_page_version="2.0"),
    "parquet in small pages": parquet("claims", lambda t: t, data_page_size=64),
    "sqlite in other pages": lambda folder: vacuumed(folder),
    "sqlite in large pages": lambda folder: vacuumed(folder, "page_size = 16384"),
    "sums in another order": sums(lambda lines: lines[::-1]),
}


def vacuumed(folder, setting="page_size = 2048"):
    with closing(sqlite3.connect(folder / "spaceties.sqlite")) as database:
        database.execute(f"PRAGMA {setting}")
        database.execute("VACUUM")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_release_passes(sound, folder, name):
    change = SOUND[name]
    change(folder)
    if name not in ("as it is", "read only") and not getattr(change, "last", False):
        made_right(folder, sound)
    assert [(p.file, p.message) for p in verify.verify(folder).problems] == []


def test_odd_cells_are_no_tampering(tmp_path, quick):
    sites = mini.rows("launch_sites")
    sites += [{**sites[0], "site_id": f"S{n}", "name": cell} for n, cell in enumerate(ODD)]
    package = load(mini.write(tmp_path / "package", {"launch_sites": sites}))
    tables = {name: store.read(package, name) for name in package.names}
    folder = write.write(package, tables, tmp_path / "dist")
    assert [(p.file, p.message) for p in verify.verify(folder).problems] == []
