"""A format that is a folder: a file for each table and the Data Package that describes them; and a
zip of it with the page of the release, the same bytes for the same files."""

from __future__ import annotations

import json
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spaceties.datapackage import descriptor
from spaceties.datapackage.files import DESCRIPTOR, put
from spaceties.datapackage.model import Package, Resource
from spaceties.datapackage.paths import path_fault, read_bytes
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.dataset import store
from spaceties.release.formats import readme
from spaceties.release.formats.format import File, Format, ReadBack, problem
from spaceties.release.formats.sums import digest

if TYPE_CHECKING:
    import pyarrow

    from spaceties.dataset.model import Release, ReleaseTable


# Properties of a resource that are about its file.
OF_FILES = ("path", "format", "mediatype", "bytes", "hash", "spaceties:bytes")
END = 22  # bytes of the last record of an archive without a comment
# What zipfile raises; RuntimeError for a password, or a way of compressing that it does not know.
UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError)


def format_of(
    name: str,
    label: str,
    media: Mapping[str, str],
    write_table: Callable[[ReleaseTable, Path, Mapping[str, str]], None],
    read_back: ReadBack,
    load: Callable[[bytes, Resource], pyarrow.Table],
    *,
    states_bytes: bool = False,
    compress: bool = True,
    plain: Callable[[bytes], bytes] = bytes,
) -> Format:
    """The format `name` with a folder of that name, and a zip of it beside.

    label: what the zip is; media: media types by the endings of the files of a table, the
    described one first; write_table: writes a table to the path of that one, given what the
    release says of itself (`Release.about`); states_bytes: whether frictionless can check the
    sizes of such files; compress: whether the zip has to compress them; plain: see `File`.
    """
    ending, mediatype = next(iter(media.items()))
    described = {"format": name, "mediatype": mediatype}

    def write(release: Release, root: Path) -> None:
        folder = root / name
        folder.mkdir()
        resources = []
        for table in release.tables:
            path = folder / f"{table.name}{ending}"
            write_table(table, path, release.about)
            resources.append(_described(table, path, described, states_bytes))
        top = {
            key: value
            for key, value in release.package.descriptor.items()
            if key not in ("resources", store.DERIVED)
        }
        write_json(folder / DESCRIPTOR, {**top, "resources": resources})
        _write_zip(release, folder, root / f"{release.name}-{name}.zip", "" if compress else ending)

    tables = [File(f"{name}/{{table}}{end}", kind, plain=plain) for end, kind in media.items()]
    archive = File(f"{{package}}-{{version}}-{name}.zip", label=label, exact=False)
    own = File(f"{name}/{DESCRIPTOR}", plain=bytes if plain is bytes else _without_sums)
    return Format(
        name,
        (*tables, own, archive),
        write=write,
        read_back=read_back,
        check=partial(_check, name),
        load=load,
        is_package=True,
    )


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Indented JSON with a newline at the end."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    put(path, text)


def _without_sums(data: bytes) -> bytes:
    """A descriptor without what depends on the bytes of the files."""
    try:
        described = json.loads(data)
        for resource in described["resources"]:
            for name in ("bytes", "hash", "spaceties:bytes"):
                resource.pop(name, None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return data
    return json.dumps(described).encode()


def _described(
    table: ReleaseTable, path: Path, about: Mapping[str, str], states_bytes: bool
) -> dict[str, Any]:
    """The resource of a table with what is known of its file, the schema last."""
    size = path.stat().st_size
    described = {
        **table.descriptor,
        "path": path.name,
        **about,
        **({"bytes": size} if states_bytes else {}),
        "hash": f"sha256:{digest(path)}",
        "spaceties:bytes": size,
        "spaceties:rows": table.data.num_rows,
        "spaceties:contentHash": table.content_hash,
    }
    schema = described.pop("schema")
    return {**described, "schema": schema}


def _write_zip(release: Release, folder: Path, path: Path, stored: str) -> None:
    """Write a zip of the files in `folder` and of the page of the release, which travels with it;
    those that end in `stored` are compressed already.

    The descriptor lies at the top of the archive, where frictionless looks for it. Times and modes
    are fixed, the order is that of the names.
    """
    year, month, day = map(int, release.created.split("-"))
    with zipfile.ZipFile(path, "w") as archive:
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        files[readme.NAME] = readme.text(release).encode()
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o100644 << 16
            kept = Path(name).suffix == stored
            entry.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)


def _check(name: str, root: Path, package: Package) -> list[Problem]:
    """The descriptor keeps the standard, its files have the stated hash and size, its schemas are
    those of `package`; and the zip holds the same."""
    problems = []
    file = f"{name}/{DESCRIPTOR}"
    try:
        own = descriptor.load(root / name)
    except descriptor.DescriptorError as error:
        problems.append(problem(Code.DESCRIPTOR, file, str(error)))
    else:
        problems += _check_descriptor(own, file, package)
        for resource in own.resources:
            problems += _check_file(root, name, resource)
    archive = f"{package.name}-{package.version}-{name}.zip"
    missing = path_fault(root, archive)  # which is told already
    return problems + ([] if missing else _check_zip(root / name, root / archive))


def _check_descriptor(own: Package, file: str, package: Package) -> list[Problem]:
    from spaceties.datapackage.validation.frictionless import metadata_problems

    said: list[tuple[str, str | None]] = [(p.message, None) for p in metadata_problems(own)]
    if package.resources:
        said += _contradictions(own, package)
    missing = [table for table in package.names if table not in own.names]
    said += [(f"does not describe {table}", table) for table in missing]
    return [problem(Code.DESCRIPTOR, file, text, table) for text, table in said]


def _contradictions(own: Package, package: Package) -> Iterator[tuple[str, str | None]]:
    """What a descriptor says otherwise than that of json/, files apart."""
    for resource in own.resources:
        if resource.name not in package.names:
            yield f"has a table {resource.name}, which json/ has not", resource.name
            continue
        for name in _otherwise(resource.descriptor, package.resource(resource.name).descriptor):
            if name not in OF_FILES:
                yield f"has another {name} of {resource.name} than json/", resource.name
    for name in _otherwise(own.descriptor, package.descriptor):
        if name != "resources":
            yield f"has another {name} than json/", None
    if list(own.names) != [name for name in package.names if name in own.names]:
        yield "has the tables in another order than json/", None


def _otherwise(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [n for n in {**one, **other} if n not in one or n not in other or one[n] != other[n]]


def _check_file(root: Path, name: str, resource: Resource) -> list[Problem]:
    path = f"{name}/{resource.file}"
    if path_fault(root / name, resource.file or ""):
        return [problem(Code.FILE_MISSING, path, "is missing", resource.name)]
    problems = []
    size, stated = (root / path).stat().st_size, resource.descriptor
    if stated.get("spaceties:bytes") != size or stated.get("bytes", size) != size:
        text = "has another size than its descriptor states"
        problems.append(problem(Code.BYTES, path, text, resource.name))
    if resource.hash != f"sha256:{digest(root / path)}":
        text = "has another hash than its descriptor states"
        problems.append(problem(Code.HASH, path, text, resource.name))
    return problems


def _check_zip(folder: Path, path: Path) -> list[Problem]:
    """A zip holds the files of its folder and the page of the release, byte for byte."""
    try:
        with zipfile.ZipFile(path) as archive:
            packed = archive.infolist()
            files = {file.name: file for file in folder.iterdir() if file.is_file()}
            if (page := folder.parent / readme.NAME).is_file():  # releases up to 0.2.0 have none
                files[page.name] = page
            if sorted(entry.filename for entry in packed) == sorted(files) and all(
                entry.file_size == files[entry.filename].stat().st_size
                and archive.read(entry) == read_bytes(files[entry.filename].parent, entry.filename)
                for entry in packed
            ):
                return _beside(archive, path)
    except UNREADABLE as error:
        return [problem(Code.UNREADABLE, path.name, f"cannot be read: {error}")]
    text = f"does not hold the files of {folder.name}/ as they are"
    return [problem(Code.OTHER, path.name, text)]


def _beside(archive: zipfile.ZipFile, path: Path) -> list[Problem]:
    """What else stands in an archive whose files are right."""
    packed = archive.infolist()
    ends = read_bytes(path.parent, path.name)[-END:].startswith(b"PK\5\6")
    said = [
        ("has a comment", bool(archive.comment) or any(entry.comment for entry in packed)),
        ("has bytes after the archive", not ends and not archive.comment),
        ("has bytes before the archive", min((e.header_offset for e in packed), default=0) > 0),
        ("holds what is no regular file", any(stat.S_ISLNK(e.external_attr >> 16) for e in packed)),
    ]
    return [problem(Code.OTHER, path.name, text) for text, wrong in said if wrong]
