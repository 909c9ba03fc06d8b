"""Opens a package by the path that a person gives: a descriptor, its folder, or a zip of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from . import descriptor
from .descriptor import DESCRIPTORS, DescriptorError, descriptor_in
from .files import files_of
from .model import Package
from .paths import path_fault
from .unpacking import most_unpacked

if TYPE_CHECKING:
    import zipfile

ENCRYPTED = 0x1  # of the flags of a member, APPNOTE.TXT 4.4.4

Wanted = Callable[[Package], Collection[str]]


@contextmanager
def package_at(
    path: Path, folders: Sequence[str] = (), tables: Wanted | None = None
) -> Iterator[Package]:
    """The package at `path`, for as long as the context lasts.

    path: a descriptor, a folder with one (`DESCRIPTORS`), or a zip that holds one at any depth.
    folders: names of folders to look into, the first one first, where there is no
    datapackage.json further up; for what holds the same package in several formats.
    tables: names of the tables, of those of a package, whose files are needed; None for all.

    Of a zip nothing is unpacked but the descriptor and what it names of these tables, nothing of it
    outside the package. Raises DescriptorError if there is no package that can be read.
    """
    if path.is_dir():
        named = [PurePosixPath(name) for name in (".", *folders)]
        candidates = [folder for folder in named if descriptor_in(path / folder).is_file()]
        yield descriptor.load(path / _best(candidates, folders, path))
    elif _is_zip(path):
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as scratch:
            yield _unpacked(path, folders, tables, Path(scratch))
    elif path.suffix.lower() == ".zip" and path.is_file():
        raise DescriptorError(f"{path} is no zip, or only the beginning of one")
    else:
        yield descriptor.load(path)


def _is_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    import zipfile

    return zipfile.is_zipfile(path)


def _best(candidates: Sequence[PurePosixPath], folders: Sequence[str], path: Path) -> PurePosixPath:
    """The folder to take: as far up as there is one, then in the order of `folders`."""
    if not candidates:
        raise DescriptorError(f"{path} has no {DESCRIPTORS[0]} in it")
    rank = {name: place for place, name in enumerate(folders)}
    return min(candidates, key=lambda f: (len(f.parts), rank.get(f.name, len(rank)), str(f)))


def _unpacked(path: Path, folders: Sequence[str], tables: Wanted | None, target: Path) -> Package:
    """The package of a zip, its files written below `target`."""
    import zipfile
    import zlib

    try:
        with zipfile.ZipFile(path) as archive:
            entries = {PurePosixPath(entry.filename): entry for entry in archive.infolist()}
            candidates = [entry.parent for entry in entries if entry.name in DESCRIPTORS]
            folder = _best(candidates, folders, path)
            name = next(name for name in DESCRIPTORS if folder / name in entries)
            left = most_unpacked(path.stat().st_size)
            left = _unpack(archive, entries[folder / name], target / name, left)
            package = descriptor.load(target)
            wanted = set(tables(package)) if tables else {*package.names}
            needed = {path for name in wanted for path in package.resource(name).paths}
            unneeded = {path for resource in package.resources for path in resource.paths} - needed
            for file in files_of(package):
                if file in unneeded:
                    continue
                entry, fault = entries.get(folder / file), path_fault(target, file)
                if entry and fault and fault[0] == "missing":  # neither unsafe nor written already
                    left = _unpack(archive, entry, target / file, left)
        return descriptor.load(target)
    except DescriptorError as error:
        raise DescriptorError(str(error).replace(str(target), str(path))) from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        # RuntimeError: a way of compressing that Python does not know.
        said = str(error).replace(str(target), str(path))
        raise DescriptorError(f"{path} cannot be unpacked: {said}") from None


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Writes a member of an archive; how many bytes may be unpacked after it."""
    if entry.flag_bits & ENCRYPTED:
        raise RuntimeError(f"{entry.filename} has a password")
    if entry.file_size > left:
        raise DescriptorError(f"{archive.filename} unpacks to much more than its own size")
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
    return left - entry.file_size
