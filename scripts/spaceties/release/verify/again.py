"""Writes a release again from its own tables, so that every byte that this version of the tool can
write is compared, and says of which files nothing proves what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from spaceties.datapackage import descriptor
from spaceties.datapackage.files import DESCRIPTOR, put, write_bytes
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import path_fault, read_bytes, read_text
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.words import listed
from spaceties.dataset import store
from spaceties.dataset.assemble import parsed
from spaceties.dataset.model import Release, ReleaseTable
from spaceties.release import formats
from spaceties.release.cut import csv_hash, versions_files
from spaceties.release.formats import documents, json, sums
from spaceties.release.formats.format import File, claimed_files, problem
from spaceties.versions import index
from spaceties.versions.changes_page import changes_page

# Files of which no table says what they hold
BESIDE = (*documents.COPIED, documents.CHANGES[0], *documents.VERSIONS)


@dataclass
class Proof:
    """same: files that are, byte for byte, what is written of the tables; notes: what is not
    proved, and of which files."""

    same: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare(folder: Path, package: Package, clone: Path | None) -> Proof:
    """Compares every file of a release with what is written of its tables.

    package: the Data Package of json/; clone: the folder of a clone of the repository, whose index
    of releases says what was released. What this version of the tool does not write again (Parquet
    of another library, a release of another version) is no problem, but told.
    """
    proof = Proof()
    if clone is None:
        proof.notes.append(
            "not proved: where the release comes from; run in a clone, verify compares it with "
            "releases/ there"
        )
    else:
        _compare_with_index(proof, folder, package, clone)
    tool = own_package().version
    _compare_versions(proof, folder, package.version, clone or store.descriptor_path().parent, tool)
    there = [file for file in _files(package) if not path_fault(folder, file.path)]
    other: list[File] = []
    try:
        with TemporaryDirectory() as scratch:
            other = _written_again(proof, folder, package, there, Path(scratch))
    except Exception as error:  # the tables may be anything
        said = f"no release can be written of it: {' '.join(str(error).split())}"
        proof.problems.append(problem(Code.UNREADABLE, f"json/{DESCRIPTOR}", said))
        other = there
    if package.version == tool:
        proof.problems += [
            problem(Code.OTHER, file.path, f"is not what spaceties {tool} writes of the tables")
            for file in other
            if file.exact
        ]
        other = [file for file in other if not file.exact]
    proof.notes.append(f"{len(proof.same):,} of {len(there):,} files are what is written again")
    _tell(proof, "written by other code or libraries, nothing but their cells is compared", other)
    words = [f for f in there if f.path in BESIDE and f.path not in proof.same]
    _tell(proof, "no table says what they hold", words)
    return proof


def own_package() -> Package:
    """The package that travels with this code, which has the version of the code as well."""
    return descriptor.load(store.descriptor_path())


def _tell(proof: Proof, why: str, files: list[File]) -> None:
    if files:
        proof.notes.append(f"not proved: {listed([file.path for file in files], 20)} ({why})")


def _files(package: Package) -> list[File]:
    return claimed_files(formats.FORMATS, package.name, package.version, package.names)


def _compare_with_index(proof: Proof, folder: Path, package: Package, clone: Path) -> None:
    """What the index of a clone says of this version, and the documents that lie there."""
    entry = index.recorded(clone).get(package.version)
    if entry is None:
        proof.notes.append(f"not proved: {package.version} is not in releases/ of this clone")
        return
    if entry.csv != csv_hash(folder / "csv"):
        said = f"is not that of which releases/{package.version}.json has the hash"
        proof.problems.append(problem(Code.HASH, f"csv/{DESCRIPTOR}", said))
        return
    proof.notes.append(f"csv/ is what releases/{package.version}.json of this clone states")
    changes = documents.CHANGES[0]
    kept = {changes: read_text(clone, index.changes_of(package.version))}
    kept |= {name: read_text(clone, name) for name in documents.COPIED}
    proof.same |= {
        n for n, text in kept.items() if text is not None and text == read_text(folder, n)
    }
    if kept[changes] is not None and changes not in proof.same:
        said = f"is not releases/{package.version}.changes.jsonl"
        proof.problems.append(problem(Code.OTHER, changes, said))


def _compare_versions(
    proof: Proof, folder: Path, version: str, repository: Path, tool: str
) -> None:
    """What the index of a repository, the clone or that of this tool, tells of all versions up to
    this one, if it has the same."""
    changes = documents.CHANGES[0]
    try:
        entry = index.recorded(repository).get(version)
        delta = read_text(repository, index.changes_of(version))
        if not entry or delta is None or entry.csv != csv_hash(folder / "csv"):
            return
        texts = versions_files(descriptor.load(folder / "csv"), repository, entry, delta)
    except (OSError, ValueError):
        return  # damage that is told otherwise
    for name, text in texts.items():
        if not path_fault(folder, name) and read_bytes(folder, name) == text.encode():
            proof.same.add(name)
        elif version == tool and not path_fault(folder, changes):  # another may tell it otherwise
            said = f"is not what spaceties {tool} tells of releases/"
            proof.problems.append(problem(Code.OTHER, name, said))


def _written_again(
    proof: Proof, folder: Path, package: Package, there: list[File], scratch: Path
) -> list[File]:
    """The files that come out otherwise; the others are added to those that are the same.

    Each format that tells of other files is written beside those of the release, lest a difference
    in one be a difference in all.
    """
    release = _release(folder, package)
    differ: list[File] = []

    def compared(files: list[File]) -> None:
        for file in files:
            if file.path in BESIDE or file.path == sums.NAME:
                pass  # which are compared elsewhere, if at all
            elif _same(file, scratch, folder):
                proof.same.add(file.path)
            else:
                differ.append(file)
            write_bytes(scratch, file.path, read_bytes(folder, file.path))

    for form in formats.FORMATS:
        if not form.write_index:
            form.write(release, scratch)
    if changes := read_text(folder, documents.CHANGES[0]):
        page = changes_page(changes, descriptor.load(scratch / "csv"))
        put(scratch / documents.CHANGES[1], page)
    indexes = {f.path for form in formats.FORMATS if form.write_index for f in form.files}
    compared([file for file in there if file.path not in indexes])
    for form in formats.FORMATS:
        if form.write_index:
            form.write_index(release, scratch, [f for f in there if (scratch / f.path).is_file()])
            compared([f for f in there if f.path in {own.path for own in form.files}])
    return differ


def _same(file: File, written: Path, folder: Path) -> bool:
    if path_fault(written, file.path):
        return False
    one, other = (read_bytes(root, file.path) for root in (written, folder))
    return one == other or file.plain(one) == file.plain(other)


def _release(folder: Path, package: Package) -> Release:
    """The release as its folder json/ has it."""
    derived = {table.name for table in store.derived(own_package())}
    tables = []
    for table in package.resources:
        data = json.read_table(read_bytes(folder, f"json/{table.name}.json"), table)
        resource = _described(table.descriptor)
        tables.append(ReleaseTable(resource, parsed(resource), data, table.name in derived))
    return Release(package, tuple(tables))


def _described(resource: Mapping[str, object]) -> dict[str, object]:
    """The resource of a table before a format has said of its file what stands from `path` on."""
    names = list(resource)
    known = names[: names.index("path")]
    return {**{name: resource[name] for name in known}, "schema": resource["schema"]}
