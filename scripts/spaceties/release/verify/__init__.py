"""Checks a release that somebody holds: that its files are those of a release, as they were
written, and that all formats hold the same cells.

Files are read back with libraries that did not write them (`ReadBack` of each format).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath

from spaceties.datapackage import descriptor
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import irregular, path_fault
from spaceties.datapackage.report import Problem, Report
from spaceties.datapackage.report.codes import Code, ProblemCode
from spaceties.release import formats
from spaceties.release.formats import json, sums
from spaceties.release.formats.format import Format, ReadBack, claimed_files, problem
from spaceties.release.verify import again
from spaceties.release.verify.cells import Reference, difference


class ReleaseCode(ProblemCode):
    """The codes that only a release can have; the others are those of validation."""

    UNCLAIMED = "F391", "The file or folder belongs to no format of a release: nothing checked it."


class NotARelease(ValueError):
    """The folder is no release of Spaceties."""


def verify(
    folder: Path,
    progress: Callable[[str], None] = lambda _text: None,
    clone: Path | None = None,
) -> Report:
    """Everything that is wrong with the release in `folder`; `notes` tell what was compared, and
    what nothing proves.

    clone: the folder of a clone, whose releases/ says where the release comes from.

    Raises NotARelease if there is no SHA256SUMS or no package in json/, and ModuleNotFoundError
    if a reader is not installed: a check that did not run is no pass.
    """
    for needed in (sums.NAME, f"{json.FORMAT.name}/datapackage.json"):
        if not (folder / needed).is_file():
            within = sorted(path.parent for path in folder.glob(f"*/{sums.NAME}"))
            meant = f"; did you mean {within[-1]}?" if within else ""
            raise NotARelease(f"{folder} is no release: it has no {needed}{meant}")
    if strange := irregular(folder):
        said = "is a link or no regular file, so that nothing was compared"
        return Report([problem(Code.UNSAFE_PATH, path, said) for path in strange])
    _need_readers()
    packages = {
        form.name: _package(folder / form.name) for form in formats.FORMATS if form.is_package
    }
    package = packages[json.FORMAT.name]
    report = Report()
    for form in formats.FORMATS:
        if form.check:
            progress(f"files of {form.name}")
            try:
                report.problems += form.check(folder, package)
            except Exception as error:  # each library has errors of its own
                text = f"cannot be checked: {' '.join(str(error).split())}"
                report.problems.append(problem(Code.UNREADABLE, form.name, text))
    report.problems += _claims(folder, package, {p.file for p in report.problems})
    references = []
    for table in package.resources:
        path = f"{json.FORMAT.name}/{table.name}.jsonl"
        if not path_fault(folder, path):
            references.append(Reference(table, folder / path))
            report.problems += references[-1].problems(packages)
            report.tables[table.name] = len(references[-1].rows)
    for form in formats.FORMATS:
        if form.read_back:
            progress(f"cells of {form.name}")
            rows, problems = _compared(form, form.read_back, folder, package, references)
            report.problems += problems
            library = form.read_back.library
            report.notes.append(f"{form.name}: {rows:,} rows compared, read with {library}")
    progress("all files, written again")
    proof = again.compare(folder, package, clone)
    told = {p.file for p in report.problems}
    report.problems += [p for p in proof.problems if p.file not in told]
    report.notes += proof.notes
    return report


def _need_readers() -> None:
    """Raises ModuleNotFoundError that tells how to install what is missing."""
    for form in formats.FORMATS:
        module = form.read_back.module if form.read_back else ""
        try:
            if module:
                importlib.import_module(module)
        except ModuleNotFoundError:
            raise ModuleNotFoundError(
                f"verifying needs {module}: pip install 'spaceties[verify]'"
            ) from None


def _package(folder: Path) -> Package:
    """The package of a folder; one without tables if its descriptor cannot be read, which the
    check of the format tells."""
    try:
        return descriptor.load(folder)
    except descriptor.DescriptorError:
        return Package(folder)


def _claims(folder: Path, package: Package, told: Collection[str | None]) -> list[Problem]:
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


def _compared(
    form: Format, reader: ReadBack, folder: Path, package: Package, references: list[Reference]
) -> tuple[int, list[Problem]]:
    """Rows read and what differs between one format and the reference."""
    count, problems = 0, []
    for reference in references:
        table = reference.table
        (file,) = form.files[0].named(package.name, package.version, [table.name])
        if path_fault(folder, file.path):
            continue  # which is told already
        try:
            rows = list(reader.rows(folder / file.path, table))
        except Exception as error:  # each library has errors of its own
            text = f"cannot be read: {' '.join(str(error).split())}"
            problems.append(problem(Code.UNREADABLE, file.path, text, table.name))
            continue
        count += len(rows)
        if differs := difference(reference, rows, file.path, reader.digits):
            problems.append(differs)
    return count, problems
