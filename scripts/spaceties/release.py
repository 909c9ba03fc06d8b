"""Writes a release: the tables in every format, each folder a Data Package, and checksums.

Everything is written beside the target and renamed into place at the end, so that an interrupted
run leaves the previous release or none.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from spaceties import dates, store
from spaceties.export import FORMATS
from spaceties.package.schema import Package, arrow_schema

DOCUMENTS = ("LICENSE-DATA", "CHANGELOG.md", "CITATION.cff")


def write(
    package: Package,
    tables: Mapping[str, pa.Table],
    out: Path,
    progress: Callable[[str], None] = lambda text: None,
) -> Path:
    """Write `out/spaceties-VERSION/` from valid typed tables and return it.

    Raises OSError (a full disk, say) after taking away what was begun; the previous release, if
    any, is untouched then.
    """
    target = out / f"{package.name}-{package.version}"
    out.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=out))
    try:
        _fill(package, tables, beside, progress)
        _sync(beside)
        _replace(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return target


def _fill(package, tables, folder: Path, progress) -> None:
    resources, complete = released(package, tables)
    for name, module in FORMATS.items():
        progress(f"writing {name}")
        (folder / name).mkdir()
        described = [
            _export(resource, complete[resource["name"]], _about(package), module, folder / name)
            for resource in resources
        ]
        _write_json(folder / name / "datapackage.json", _descriptor(package, described))
    for document in DOCUMENTS:
        if (package.basepath / document).exists():
            shutil.copyfile(package.basepath / document, folder / document)
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    sums = "".join(f"{_digest(folder / file)}  {file}\n" for file in files)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")


def released(
    package: Package, tables: Mapping[str, pa.Table]
) -> tuple[list[dict], dict[str, pa.Table]]:
    """Descriptors and data of the tables as released: the stored ones with bounds for each vague
    date, then the derived ones."""
    resources, complete = [], {}
    for table in package.resources:
        resource, data = with_bounds(dict(table.descriptor), tables[table.name])
        resources.append(resource)
        complete[table.name] = data
    frames = store.derive_all({name: store.frame(table) for name, table in tables.items()})
    for table in store.derived(package):
        resources.append(copy.deepcopy(dict(table.descriptor)))
        complete[table.name] = pa.Table.from_pandas(
            frames[table.name], arrow_schema(table), preserve_index=False
        ).replace_schema_metadata(None)
    return resources, complete


def with_bounds(resource: Mapping, table: pa.Table) -> tuple[dict, pa.Table]:
    """The descriptor and the table with `*_earliest` and `*_latest` after each vague date."""
    resource = copy.deepcopy(dict(resource))
    fields = []
    for field in resource["schema"]["fields"]:
        fields.append(field)
        if field.get("rdfType") != store.EDTF:
            continue
        at = table.column_names.index(field["name"]) + 1
        bounds = [_bounds(text) for text in table[field["name"]].to_pylist()]
        for place, word in enumerate(("earliest", "latest")):
            name = f"{field['name']}_{word}"
            days = pa.array([pair[place] for pair in bounds], pa.date32())
            table = table.add_column(at + place, pa.field(name, pa.date32()), days)
            example = _bounds(field["example"])[place]
            derived = {
                "name": name,
                "title": f"{field['title']}, {word}",
                "description": f"The {word} day that `{field['name']}` can mean.",
                "type": "date",
            }
            if example:
                derived["example"] = example.isoformat()
            fields.append(derived)
    resource["schema"]["fields"] = fields
    return resource, table


def _bounds(text: str | None) -> tuple:
    if text is None:
        return (None, None)
    interval = dates.parse(text)
    return interval.earliest, interval.latest


def _about(package: Package) -> dict[str, str]:
    licences = ", ".join(licence["name"] for licence in package.descriptor["licenses"])
    return {"package": package.name, "version": package.version, "license": licences}


def _export(resource: Mapping, table: pa.Table, about: Mapping, module, folder: Path) -> dict:
    path = folder / f"{resource['name']}{module.SUFFIX}"
    module.write(table, resource, about, path)
    size = {"bytes": path.stat().st_size} if module.COUNTS_BYTES else {}
    described = {
        **resource,
        "path": path.name,
        "format": module.FORMAT,
        "mediatype": module.MEDIATYPE,
        **size,
        "hash": f"sha256:{_digest(path)}",
        "spaceties:bytes": path.stat().st_size,
        "spaceties:rows": table.num_rows,
    }
    schema = described.pop("schema")
    return {**described, "schema": schema}


def _descriptor(package: Package, resources: list[dict]) -> dict:
    top = {k: v for k, v in package.descriptor.items() if k not in ("resources", store.DERIVED)}
    return {**top, "resources": resources}


def _write_json(path: Path, value: Mapping) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Ask the disk to hold every file before the folder gets its name."""
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace(beside: Path, target: Path) -> None:
    """Give the new release its name; an older build of the same version makes room first."""
    os.chmod(beside, 0o755)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
        os.rename(target, old / "release")
        os.rename(beside, target)
        shutil.rmtree(old)
    else:
        os.rename(beside, target)
