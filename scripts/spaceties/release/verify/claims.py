"""The files of a release are those that its formats claim, no more and no fewer."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePosixPath

from spaceties.datapackage.model import Package
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code, ProblemCode
from spaceties.release import formats
from spaceties.release.formats.format import claimed_files, problem


class ReleaseCode(ProblemCode):
    """The codes that only a release can have; the others are those of validation."""

    UNCLAIMED = "F391", "The file or folder belongs to no format of a release: nothing checked it."


def problems(folder: Path, package: Package, told: Collection[str | None]) -> list[Problem]:
    """Files that no format claims, and claimed files that are missing.

    package: names the tables of the release; told: files that other problems are about.
    """
    if not package.resources:
        return []  # its descriptor cannot be read
    files = claimed_files(formats.FORMATS, package.name, package.version, package.names)
    claimed = {PurePosixPath(file.path) for file in files}
    folders = {parent for path in claimed for parent in path.parents}
    unclaimed: list[PurePosixPath] = []
    for path in sorted(folder.rglob("*")):
        place = PurePosixPath(path.relative_to(folder).as_posix())
        within = any(place.is_relative_to(other) for other in unclaimed)
        if not within and place not in (folders if path.is_dir() else claimed):
            unclaimed.append(place)
    strange = [
        problem(ReleaseCode.UNCLAIMED, str(path), "belongs to no format: nothing has checked it")
        for path in unclaimed
        if str(path) not in told
    ]
    return strange + [
        problem(Code.FILE_MISSING, file.path, "is missing")
        for file in files
        if not file.optional and file.path not in told and not (folder / file.path).is_file()
    ]
