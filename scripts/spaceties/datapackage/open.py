"""Opens a package by the path that a person gives: a descriptor, its folder, or a zip of it."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from . import descriptor
from .descriptor import DescriptorError, path_fault
from .files import DESCRIPTOR, files_of, write_bytes
from .model import Package


@contextmanager
def package_at(path: Path, folders: Sequence[str] = ()) -> Iterator[Package]:
    """The package at `path`, for as long as the context lasts.

    path: a descriptor, a folder with a datapackage.json, or a zip that holds one at any depth.
    folders: names of folders to look into, the first one first, where there is no
    datapackage.json further up; for what holds the same package in several formats.

    Of a zip nothing is unpacked but the descriptor and the files that it names, none of them
    outside the package. Raises DescriptorError if there is no package that can be read.
    """
    if path.is_dir():
        named = [PurePosixPath(name) for name in (".", *folders)]
        candidates = [folder for folder in named if (path / folder / DESCRIPTOR).is_file()]
        yield descriptor.load(path / _best(candidates, folders, path))
    elif path.is_file() and zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory() as scratch:
            yield _unpacked(path, folders, Path(scratch))
    else:
        yield descriptor.load(path)


def _best(candidates: Sequence[PurePosixPath], folders: Sequence[str], path: Path) -> PurePosixPath:
    """The folder to take: as far up as there is one, then in the order of `folders`."""
    if not candidates:
        raise DescriptorError(f"{path} has no {DESCRIPTOR} in it")
    rank = {name: place for place, name in enumerate(folders)}
    return min(candidates, key=lambda f: (len(f.parts), rank.get(f.name, len(rank)), str(f)))


def _unpacked(path: Path, folders: Sequence[str], target: Path) -> Package:
    """The package of a zip, its files written below `target`."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {PurePosixPath(name): name for name in archive.namelist()}
            candidates = [entry.parent for entry in entries if entry.name == DESCRIPTOR]
            folder = _best(candidates, folders, path)
            write_bytes(target, DESCRIPTOR, archive.read(entries[folder / DESCRIPTOR]))
            for file in files_of(descriptor.load(target)):
                entry, fault = entries.get(folder / file), path_fault(target, file)
                if entry and fault and fault[0] == "missing":  # neither unsafe nor written already
                    write_bytes(target, file, archive.read(entry))
        return descriptor.load(target)
    except DescriptorError as error:
        raise DescriptorError(str(error).replace(str(target), str(path))) from None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        # RuntimeError: a password, or a way of compressing that Python does not know.
        raise DescriptorError(f"{path} cannot be unpacked: {error}") from None
