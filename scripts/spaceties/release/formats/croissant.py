"""Croissant 1.1 with schema.org: one JSON-LD file that data set searches and loaders read.

Source: docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. The records come from the CSV
folder; the other files are named beside with their checksums. References between tables are not
stated here: mlcroissant 1.1 joins on them before it has read the tables, and fails (the Data
Packages state them).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spaceties.datapackage.model import Field
from spaceties.dataset import dictionary
from spaceties.dataset.model import Release, ReleaseTable
from spaceties.release.formats import csv, json, parquet
from spaceties.release.formats.folder import digest, write_json

TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
MEDIA = {
    ".jsonl": "application/jsonlines",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    **{m.KIND.suffix: m.KIND.mediatype for m in (csv, json, parquet)},
}


def write(release: Release, root: Path) -> None:
    """Write `croissant.json` below `root`; the files that it names must be there."""
    package = release.package
    files = [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in MEDIA and path.name not in ("datapackage.json", "metadata.json")
    ]
    people = package.custom.get("contributors", [])
    homepage = package.custom.get("homepage")
    write_json(
        root / "croissant.json",
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "name": package.name,
            "alternateName": package.title,
            "description": package.custom.get("description", ""),
            "version": package.version,
            "license": [licence["path"] for licence in package.descriptor["licenses"]],
            **({"url": homepage} if homepage else {}),
            "datePublished": release.created,
            "keywords": package.custom.get("keywords", []),
            "creator": [_person(p) for p in people if "creator" in p.get("roles", [])],
            "contributor": [_person(p) for p in people if "creator" not in p.get("roles", [])],
            "citeAs": release.citation,
            "isBasedOn": [s["path"] for s in package.custom.get("sources", []) if "path" in s],
            "isLiveDataset": False,
            "distribution": [_file(path, root) for path in files],
            "recordSet": [_records(table) for table in release.tables],
        },
    )


def _person(person: Mapping) -> dict:
    kind = "sc:Person" if "familyName" in person else "sc:Organization"
    found = {"@type": kind, "name": person["title"], "url": person.get("path")}
    return {key: value for key, value in found.items() if value}


def _file(path: Path, root: Path) -> dict:
    place = path.relative_to(root).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": place,
        "name": place,
        "contentUrl": place,
        "encodingFormat": MEDIA[path.suffix],
        "contentSize": f"{path.stat().st_size} B",
        "sha256": digest(path),
    }


def _records(table: ReleaseTable) -> dict:
    schema = table.schema
    return {
        "@type": "cr:RecordSet",
        "@id": schema.name,
        "name": schema.name,
        "description": schema.description,
        "key": [{"@id": f"{schema.name}/{name}"} for name in schema.primary_key],
        "field": [_field(schema.name, f) for f in schema.fields],
    }


def _field(table: str, field: Field) -> dict:
    kind = "sc:URL" if dictionary.is_link(field) else TYPES.get(field.type, "sc:Text")
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.description,
        "dataType": kind,
        "source": {
            "fileObject": {"@id": f"csv/{table}{csv.KIND.suffix}"},
            "extract": {"column": field.name},
        },
    }
