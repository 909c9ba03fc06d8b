"""Kinds of packages that people publish, each made small: what is found, and by whom.

Every case is one habit of published Data Packages, of their tools or of the fixtures of other
validators, in a package of our own with one or two tables. None of them may need frictionless,
fail with an exception, or be judged otherwise than by the standard of its version.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from spaceties.datapackage.report.render import to_github, to_json, to_markdown, to_text

from .datapackages import V2, validate_folder

Found = set[tuple[str, str | None, int | None, str | None]]  # code, table, line, column


def of_zip(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_csv", ".csv"), text)
    return packed.getvalue()


def fields(text: str, **more: dict[str, Any]) -> dict[str, Any]:
    """A schema: "id:integer day:date:%Y ..." with more properties of fields by name."""
    listed = []
    for word in text.split():
        name, kind, form = [*word.split(":", 2), "", ""][:3]
        made = {"name": name, "type": kind or "string"} | ({"format": form} if form else {})
        listed.append(made | more.get(name, {}))
    return {"fields": listed}


def one(schema: Any, path: Any = "t.csv", **rest: Any) -> list[dict[str, Any]]:
    """The resources of a package of one table "t"."""
    return [{"name": "t", "path": path, **({"schema": schema} if schema else {}), **rest}]


@dataclass
class Kind:
    """resources and files of a package, and what must be found. more: of the descriptor."""

    resources: list[dict[str, Any]]
    files: Mapping[str, str | bytes]
    found: Found = field(default_factory=set)
    notes: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)


ID_DAY = fields("id:integer day:date")
LIMITED = {"constraints": {"required": True, "minimum": -90, "maximum": 90}}
BIG_DIALECT = {
    "delimiter": ",",
    "doubleQuote": True,
    "header": True,
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "skipInitialSpace": False,
    "caseSensitiveHeader": False,
}
REFERS = [{"fields": "up", "reference": {"resource": "u", "fields": "id"}}]

KINDS: dict[str, Kind] = {
    # Descriptors as tools and people write them
    "a dialect spelt out, sums of a pipeline": Kind(
        one(
            fields("id:integer day:date:%Y-%m-%d", id={"groupChar": ""}),
            dialect=BIG_DIALECT,
            encoding="utf-8",
            format="csv",
            profile="tabular-data-resource",
        ),
        {"t.csv": "id,day\r\n1,2020-01-05\r\n2x,05/01/2020\r\n"},
        {("S101", "t", 3, "id"), ("S101", "t", 3, "day")},
        more={"bytes": 7, "hash": "0", "count_of_rows": 2, "profile": "data-package", "views": []},
    ),
    "properties of frictionless 4 and 5": Kind(
        one(ID_DAY, hashing="md5", scheme="file", type="table", layout={"header": True}),
        {"t.csv": "id,day\n1,2020-01-05\n1.0,\n"},
        {("S101", "t", 3, "id")},
    ),
    "a constraint beside the constraints": Kind(
        one(fields("code", code={"pattern": "[A-Z]{2}", "unique": True})),
        {"t.csv": "code\na\na\n"},
        {("S150", "t", None, "code")},  # a warning
    ),
    "a primary key beside the schema": Kind(
        one(ID_DAY, primaryKey="nothing"), {"t.csv": "id,day\n1,\n1,\n"}
    ),
    "JSON-LD and prefixed properties": Kind(
        one(fields("lat:number", lat={"pm:unit": "", "rdfType": "", **LIMITED})),
        {"t.csv": "lat\n91\n45.5\nn.a.\n"},
        {("S109", "t", 2, "lat"), ("S101", "t", 4, "lat")},
        more={"@context": {"pm": "http://example.org"}, "spatial": None, "temporal": {"start": 1}},
    ),
    "examples as texts, empty ones too": Kind(
        one(
            fields(
                "lon:number on:boolean note",
                lon={"example": "23.8"},
                on={"example": "false"},
                note={"example": ""},
            )
        ),
        {"t.csv": "lon,on,note\n1,true,\nx,maybe,a\n"},
        {("S101", "t", 3, "lon"), ("S101", "t", 3, "on")},
    ),
    "a schema in YAML": Kind(
        one("schemas/t.yaml"),
        {"schemas/t.yaml": "fields:\n- {name: id, type: integer}\n", "t.csv": "id\nx\n"},
        {("S101", "t", 2, "id")},
    ),
    "codes with leading zeros": Kind(
        one(fields("code", code={"constraints": {"enum": ["01", "02"]}})),
        {"t.csv": "code\n01\n1\n"},
        {("S103", "t", 3, "code")},
    ),
    "names with spaces and accents": Kind(
        one({"fields": [{"name": "população total", "type": "integer"}, {"name": "Región/UF"}]}),
        {"t.csv": "população total,Región/UF\n1,a\nx,b\n"},
        {("S101", "t", 3, "população total")},
    ),
    "no schema": Kind(one(None), {"t.csv": "a,b\n1,2\n3\n"}, {("F311", "t", 3, "b")}, notes=1),
    "a self reference, and one to a missing table": Kind(
        one(
            fields("id up gone")
            | {
                "primaryKey": "id",
                "foreignKeys": [
                    {"fields": "up", "reference": {"resource": "", "fields": "id"}},
                    {"fields": "gone", "reference": {"resource": "u", "fields": "id"}},
                ],
            }
        ),
        {"t.csv": "id,up,gone\na,,x\nb,a,\nc,z,\n"},
        {("K205", "t", 4, "up"), ("K206", "t", None, "gone")},
    ),
    "addresses for keys": Kind(
        one(
            fields("id:string:uri up:string:uri")
            | {
                "primaryKey": "id",
                "foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}],
            }
        ),
        {"t.csv": "id,up\nhttps://a.org/1,\nnone,none\nnone,https://a.org/2\n"},
        {
            ("S101", "t", 3, "id"),
            ("S101", "t", 3, "up"),
            ("S101", "t", 4, "id"),
            ("K205", "t", 4, "up"),
        },
    ),
    # Formats of cells
    "dates and times in formats of their own": Kind(
        one(
            {
                "fields": [
                    {"name": "a", "type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
                    {"name": "b", "type": "date", "format": "%d %b %y"},
                    {"name": "c", "type": "time", "format": "%I%p%M"},
                    {"name": "d", "type": "date", "format": "%x"},
                    {"name": "e", "type": "date", "format": "fmt:%Y"},
                    {"name": "f", "type": "datetime", "format": "any"},
                ]
            }
        ),
        {
            "t.csv": "a,b,c,d,e,f\n"
            "2020-05-30T02:57:37Z,30 May 20,02AM57,05/30/20,2020,30 May 2020 2:57\n"
            "2020-05-30T02:57:37,30.5.20,02:57,30/05/20,20,soon\n"
        },
        {("S101", "t", 3, name) for name in "abcdef"},
    ),
    "a format of dates in another notation": Kind(
        one(fields("day:date:YYYY-MM-DD")),
        {"t.csv": "day\n2020-01-05\n"},
        {("S101", "t", 2, "day")},
    ),
    "money, percent and decimal commas": Kind(
        one(
            fields(
                "a:number b:number c:boolean",
                a={"bareNumber": False, "decimalChar": ",", "groupChar": " "},
                b={"bareNumber": False},
                c={"trueValues": ["Y"], "falseValues": ["N"]},
            )
        ),
        {"t.csv": 'a,b,c\n"€ 1 200,50",12%,Y\n"1.200,50",%,yes\n'},
        {("S101", "t", 3, name) for name in "abc"},
    ),
    "numbers that are none": Kind(
        one(fields("a:number b:number", b={"constraints": {"minimum": 0}})),
        {"t.csv": "a,b\nNaN,NaN\nINF,INF\n-INF,1e400\nnan,1\n"},
        {("S108", "t", 2, "b")},
    ),
    "structured cells": Kind(
        one(fields("p:geopoint:array g:geojson o:object l:array d:duration y:yearmonth")),
        {
            "t.csv": "p,g,o,l,d,y\n"
            '"[7,8]","{""type"":""Point"",""coordinates"":[7,8]}",{},[],P1Y,2020-01\n'
            '"7,8",{},[],{},1 year,2020-13\n'
        },
        {("S101", "t", 3, name) for name in "pgoldy"},
    ),
    "missing values beside the empty text": Kind(
        one(ID_DAY | {"missingValues": ["", "nd", "None"]}),
        {"t.csv": "id,day\n1,nd\nNone,2020-01-01\nND,\n"},
        {("S101", "t", 4, "id")},
    ),
    "labelled missing values and categories": Kind(
        one(
            fields(
                "id c", c={"categories": [{"value": "x", "label": "X"}], "categoriesOrdered": True}
            )
            | {"missingValues": [{"value": "-9", "label": "refused"}]},
        ),
        {"t.csv": "id,c\n1,x\n2,-9\n3,y\n"},
        {("S104", "t", 4, "c")},
        more={"$schema": V2},
    ),
    # Files
    "a byte order mark": Kind(
        one(ID_DAY, encoding="utf-8-sig"),
        {"t.csv": "\ufeffid,day\n1,\nx,\n"},
        {("S101", "t", 3, "id")},
    ),
    "Latin-1": Kind(
        one(fields("name year:year"), encoding="ISO-8859-1", dialect={"delimiter": ","}),
        {"t.csv": "name,year\nÉvora,2020\nÅbo,20\n".encode("latin-1")},
        {("S101", "t", 3, "year")},
    ),
    "a table in two files, by another delimiter": Kind(
        one(ID_DAY | {"primaryKey": "id"}, ["a.tsv", "b.tsv"], dialect={"delimiter": "\t"}),
        {"a.tsv": "id\tday\n1\t2020-01-01\n", "b.tsv": "id\tday\n2\tx\n1\t\n"},
        {("S101", "t", 2, "day"), ("K201", "t", 3, "id")},
    ),
    "semicolons without a header": Kind(
        one(ID_DAY, dialect={"delimiter": ";", "header": False}),
        {"t.csv": "1;2020-01-01\nx;\n"},
        {("S101", "t", 2, "id")},
    ),
    "capital letters in a format": Kind(
        one(ID_DAY, format="CSV"), {"t.csv": "id,day\nx,\n"}, {("S101", "t", 2, "id")}
    ),
    "gzip by its name": Kind(
        one(ID_DAY, "t.csv.gz", compression="gzip"),
        {"t.csv.gz": gzip.compress(b"id,day\nx,\n")},
        {("S101", "t", 2, "id")},
    ),
    "tab-separated and compressed": Kind(
        one(ID_DAY, "t.tsv.bz2"),
        {"t.tsv.bz2": bz2.compress(b"id\tday\nx\t\n")},
        {("S101", "t", 2, "id")},
    ),
    "a table in several compressed files": Kind(
        one(ID_DAY | {"primaryKey": "id"}, ["a.csv.gz", "b.csv.gz"]),
        {"a.csv.gz": gzip.compress(b"id,day\n1,\n"), "b.csv.gz": gzip.compress(b"id,day\n1,\n")},
        {("K201", "t", 2, "id")},
    ),
    "a dialect of a code book": Kind(
        one(
            fields("code label"),
            encoding="windows-1252",
            dialect={
                "delimiter": "~",
                "lineTerminator": "\\r\\n",
                "quoteChar": "",
                "doubleQuote": False,
                "header": False,
            },
        ),
        {"t.csv": 'R~Persoon "é"\r\nB~\r\nX\r\n'.encode("cp1252")},
        {("F311", "t", 3, "label")},
    ),
    "one of several files of a zip": Kind(
        one(ID_DAY, "t.zip", compression="zip", innerpath="b.csv", format="csv.zip"),
        {"t.zip": of_zip(a_csv="", b_csv="id,day\nx,\n")},
        {("S101", "t", 2, "id")},
    ),
    "rows too short, too long, blank and twice": Kind(
        one(ID_DAY | {"primaryKey": "id"}),
        {"t.csv": "id,day\n1\n2,2020-01-01,x\n,\n3,\n3,\n"},
        {
            ("F311", "t", 2, "day"),
            ("F312", "t", 3, None),
            ("F310", "t", 4, None),
            ("K201", "t", 6, "id"),
        },
    ),
    "another delimiter, and an accent of Windows in the header": Kind(
        one(fields("id:integer jour:date année")),
        {"t.csv": "id;jour;année\nx;2020-01-01;a\n".encode("cp1252")},
        {
            ("F319", "t", 1, None),
            ("F306", "t", 1, "année"),
            ("F315", "t", 1, "année"),
            ("S101", "t", 2, "id"),
        },
    ),
    "a title above a header that has a slip": Kind(
        one(fields("id:integer day:date name")),
        {"t.csv": "Made by hand\nid,day,nam\nx,,b\n1,,b\n1,,b\n"},
        {("F319", "t", 2, None), ("F315", "t", 2, "name"), ("S101", "t", 3, "id")},
    ),
    "another delimiter, and a column without a name": Kind(
        one(None),
        {"t.csv": "Zeit [MEZ];Stand;\n9.7.2013;146;\n10.7.2013;145;x\n"},
        {("F319", "t", 1, None), ("F317", "t", 1, "field3")},
        notes=1,
    ),
    "a space before quotes": Kind(
        one(fields("id name")),
        {"t.csv": 'id, name\n1, "a"\n2,"b"\n'},
        {("F308", "t", 2, "name")},
    ),
    "what is no text under the name of CSV": Kind(
        [
            {"name": "t", "path": "t.csv", "schema": ID_DAY},
            {"name": "u", "path": "u.csv", "schema": ID_DAY},
            {"name": "v", "path": "v.csv"},
        ],
        {
            "t.csv": of_zip(a_csv="id,day\n"),
            "u.csv": "<!DOCTYPE html>\n<p>Not found</p>\n",
            "v.csv": gzip.compress(b"id,day\n"),
        },
        {("F323", name, None, None) for name in "tuv"},
        notes=1,
    ),
    "a table by its type that is none": Kind(
        [{"name": "t", "path": "t.json", "type": "table"}],
        {"t.json": '{"a": {"b": [1]}}'},
        {("F323", "t", 1, None)},
    ),
    # Other forms
    "documents and pictures beside tables": Kind(
        [
            {"name": "map", "path": "m.geojson", "mediatype": "application/geo+json"},
            {"name": "doc", "path": "d.json", "mediatype": "application/json"},
            {"name": "txt", "path": "r.txt", "format": "txt"},
            *one(ID_DAY),
        ],
        {
            "m.geojson": '{"type": "FeatureCollection", "features": []}',
            "d.json": '{"a": {"b": [1]}}',
            "r.txt": "hello",
            "t.csv": "id,day\nx,\n",
        },
        {("S101", "t", 2, "id")},
    ),
    "JSON on one line": Kind(
        one(ID_DAY, "t.json"),
        {"t.json": '[{"id": 1, "day": null}, {"id": "x", "day": 20200105}, {"id": 2.5}]'},
        {("S101", "t", 2, "id"), ("S101", "t", 2, "day"), ("S101", "t", 3, "id")},
    ),
    "JSON Lines with blank ones": Kind(
        one(ID_DAY, "t.jsonl"),
        {"t.jsonl": '{"id": 1, "day": "2020-01-01"}\n\n{"id": true}\n'},
        {("S101", "t", 3, "id")},
    ),
    "inline records with and without a schema": Kind(
        [
            {"name": "t", "data": [{"id": 1, "day": "x"}], "schema": ID_DAY},
            {"name": "u", "data": [{"a": 1, "b": None}, {"a": 2}]},
        ],
        {},
        {("S101", "t", 1, "day")},
        notes=1,
    ),
    # What cannot be read at all
    "a folder for a file": Kind(
        [*one(ID_DAY), {"name": "u", "path": "data/", "format": "json"}],
        {"t.csv": "id,day\nx,\n", "data/a.json": "{}"},
        {("S101", "t", 2, "id"), ("F301", "u", None, None)},
    ),
    "a remote table among local ones": Kind(
        [
            *one(fields("up") | {"foreignKeys": REFERS}),
            {"name": "u", "path": "https://example.org/u.csv", "schema": fields("id")},
        ],
        {"t.csv": "up\na\n"},
        {("F302", "u", None, None), ("S199", "t", None, "up")},
    ),
    "an old workbook, and a page that a table refers to": Kind(
        [
            *one(fields("up") | {"foreignKeys": REFERS}),
            {"name": "u", "path": "u.html", "format": "html", "schema": fields("id")},
            {"name": "v", "path": "v.xls"},
        ],
        {"t.csv": "up\na\n", "u.html": "<table></table>", "v.xls": b"\xd0\xcf\x11\xe0"},
        {("S199", "u", None, None), ("S199", "t", None, "up")},
        notes=1,
    ),
    "an encoding that nobody knows": Kind(
        one(ID_DAY, encoding="ansi"),
        {"t.csv": "id,day\n"},
        {("S150", "t", None, None)},
        notes=1,
    ),
    "a hash without its algorithm": Kind(
        one(ID_DAY, hash="da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        {"t.csv": "id,day\n"},
        {("F303", "t", None, None)},
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_published_kind(name, tmp_path):
    kind = KINDS[name]
    for path, content in kind.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / path).write_bytes(data)
    descriptor = {"name": "p", **kind.more, "resources": kind.resources}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    report = validate_folder(Path(tmp_path)).report
    assert {(p.code, p.table, p.line, p.column) for p in report.problems} == kind.found
    assert len(report.notes) == kind.notes and not any("frictionless" in n for n in report.notes)
    for form in (to_text, to_json, to_github, to_markdown):
        assert form(report)
