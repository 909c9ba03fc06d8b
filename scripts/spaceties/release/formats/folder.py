"""A folder with one file per table and the Data Package that describes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from spaceties.dataset import store
from spaceties.dataset.model import Release, ReleaseTable


@dataclass(frozen=True)
class Kind:
    """A file format of tables: suffix, Frictionless name, media type, and whether frictionless
    can check the size of such files."""

    suffix: str
    format: str
    mediatype: str
    counts_bytes: bool


def write(
    release: Release,
    folder: Path,
    kind: Kind,
    write_table: Callable[[ReleaseTable, Mapping[str, str], Path], None],
) -> None:
    """Write every table below `folder` with `write_table(table, about, path)`, then describe it."""
    folder.mkdir()
    resources = []
    for table in release.tables:
        path = folder / f"{table.name}{kind.suffix}"
        write_table(table, release.about, path)
        resources.append(_described(table, path, kind))
    top = {
        key: value
        for key, value in release.package.descriptor.items()
        if key not in ("resources", store.DERIVED)
    }
    write_json(folder / "datapackage.json", {**top, "resources": resources})


def write_json(path: Path, value: Mapping) -> None:
    """Indented JSON with a newline at the end."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _described(table: ReleaseTable, path: Path, kind: Kind) -> dict:
    size = path.stat().st_size
    described = {
        **table.descriptor,
        "path": path.name,
        "format": kind.format,
        "mediatype": kind.mediatype,
        **({"bytes": size} if kind.counts_bytes else {}),
        "hash": f"sha256:{digest(path)}",
        "spaceties:bytes": size,
        "spaceties:rows": table.data.num_rows,
        "spaceties:contentHash": table.content_hash,
    }
    schema = described.pop("schema")
    return {**described, "schema": schema}
