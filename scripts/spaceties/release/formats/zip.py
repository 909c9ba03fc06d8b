"""A zip of a folder, the same bytes for the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.release.formats.format import problem

if TYPE_CHECKING:
    from spaceties.dataset.model import Release


def write(release: Release, folder: Path, path: Path, stored: str) -> None:
    """Write a zip of the files in `folder`; those that end in `stored` are compressed already.

    The descriptor lies at the top of the archive, where frictionless looks for it. Times and modes
    are fixed, the order is that of the names.
    """
    year, month, day = map(int, release.created.split("-"))
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, (year, month, day, 0, 0, 0))
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o100644 << 16
            kept = file.suffix == stored
            entry.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def check(folder: Path, path: Path) -> list[Problem]:
    """A zip holds the files of its folder, byte for byte."""
    try:
        with zipfile.ZipFile(path) as archive:
            packed = {entry: archive.read(entry) for entry in archive.namelist()}
    except (zipfile.BadZipFile, OSError) as error:
        return [problem(Code.UNREADABLE, path.name, f"cannot be read: {error}")]
    if packed == {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}:
        return []
    text = f"does not hold the files of {folder.name}/ as they are"
    return [problem(Code.OTHER, path.name, text)]
