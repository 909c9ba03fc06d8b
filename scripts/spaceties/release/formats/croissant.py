"""Croissant 1.1 with schema.org: one JSON-LD file that data set searches and loaders read.

Source: docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. The records come from the
Parquet folder: mlcroissant guesses at CSV, and takes `NA` (Namibia) for missing and codes of digits
for numbers. The other files are named beside with their checksums. References between tables are
not stated here: mlcroissant 1.1 joins on them before it has read the tables, and fails (the Data
Packages state them).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from spaceties.datapackage.model import Field, Package
from spaceties.datapackage.paths import path_fault
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import dictionary, schema_org
from spaceties.release.formats.folder import write_json
from spaceties.release.formats.format import File, Format, problem
from spaceties.release.formats.sums import digest

if TYPE_CHECKING:
    from spaceties.dataset.model import Release, ReleaseTable

Json = dict[str, Any]
TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
CONTEXT = Path(__file__).with_name("croissant_context.json")  # as the specification gives it
NAME = "croissant.json"
# Croissant knows Parquet by the name that it had before it was registered.
MEDIA = {"application/vnd.apache.parquet": "application/x-parquet"}


def write(release: Release, root: Path, files: Sequence[File]) -> None:
    """Write `croissant.json` below `root`, with those of the files that hold data."""
    write_json(
        root / NAME,
        {
            "@context": json.loads(CONTEXT.read_text(encoding="utf-8")),
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            **schema_org.described(release),
            "citeAs": release.citation,
            "isLiveDataset": False,
            "distribution": [
                _file(file, root, release.home) for file in sorted(files, key=_place) if file.media
            ],
            "recordSet": [_records(table) for table in release.tables],
        },
    )


def _place(file: File) -> tuple[str, ...]:
    return PurePosixPath(file.path).parts


def _file(file: File, root: Path, home: str) -> Json:
    """A file; its address is below that of the page where the release is hosted."""
    path = root / file.path
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": urljoin(f"{home.rstrip('/')}/", file.path) if home else file.path,
        "encodingFormat": MEDIA.get(file.media, file.media),
        "contentSize": f"{path.stat().st_size} B",
        "sha256": digest(path),
    }


def _records(table: ReleaseTable) -> Json:
    schema = table.schema
    return {
        "@type": "cr:RecordSet",
        "@id": schema.name,
        "name": schema.name,
        "description": schema.description,
        "key": [{"@id": f"{schema.name}/{name}"} for name in schema.primary_key],
        "field": [_field(schema.name, f) for f in schema.fields],
    }


def _field(table: str, field: Field) -> Json:
    kind = "sc:URL" if dictionary.is_link(field) else TYPES.get(field.type, "sc:Text")
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.description,
        "dataType": kind,
        "source": {
            "fileObject": {"@id": f"parquet/{table}.parquet"},
            "extract": {"column": field.name},
        },
    }


def check(root: Path, _package: Package) -> list[Problem]:
    """The checksums in croissant.json are those of the files that it names."""
    try:
        files = json.loads((root / NAME).read_text(encoding="utf-8"))["distribution"]
        stated = {entry["@id"]: entry["sha256"] for entry in files}
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [problem(Code.UNREADABLE, NAME, f"cannot be read: {error}")]
    return [
        problem(Code.HASH, NAME, f"states another checksum of {path}, or it is missing")
        for path, value in stated.items()
        if path_fault(root, path) or digest(root / path) != value
    ]


FORMAT = Format(
    "croissant",
    (File(NAME, label="Croissant metadata for data set search"),),
    write_index=write,
    check=check,
)
