"""A version by the name that a person gives it: a folder, a release, a zip or a git revision."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from spaceties.datapackage import descriptor, edtf
from spaceties.datapackage.files import files_of
from spaceties.datapackage.model import Package
from spaceties.dataset import store
from spaceties.versions import git


@dataclass(frozen=True)
class Version:
    """A package that was found; label is what it was asked for by."""

    label: str
    package: Package


@contextmanager
def opened(name: str, clone: Path = Path(".")) -> Iterator[Version]:
    """The version at a path, or else the git revision of the clone around `clone`.

    name: a descriptor, the folder of one, a release folder (its csv/ is used), a zip of any of
    these, or a revision (v0.1.0, HEAD~3). Raises DescriptorError if what is there is no package,
    git.NoHistory if there is no such path or revision.
    """
    path = Path(name)
    if path.is_dir():
        yield Version(name, descriptor.load(_folder(path)))
    elif path.is_file() and zipfile.is_zipfile(path):
        with tempfile.TemporaryDirectory() as scratch:
            with zipfile.ZipFile(path) as archive:
                archive.extractall(scratch)
            yield Version(name, descriptor.load(_inside(Path(scratch), path)))
    elif path.is_file():
        yield Version(name, descriptor.load(path))
    else:
        with revision(clone, name) as found:
            yield found


@contextmanager
def revision(clone: Path, name: str) -> Iterator[Version]:
    """The package of a clone as a git revision has it. Raises git.NoHistory."""
    commit = git.commit(clone, name)
    if commit is None:
        raise git.NoHistory(_unknown(clone, name))
    with tempfile.TemporaryDirectory() as scratch:
        yield Version(name, checkout(clone, commit, Path(scratch)))


def checkout(clone: Path, commit: str, target: Path) -> Package:
    """The files of the package, and no others, as they were at a commit, below `target`."""
    text = git.file(clone, commit, "datapackage.json")
    if text is None:
        raise git.NoHistory(f"{commit[:12]} has no datapackage.json")
    try:
        described = json.loads(text)
        package = descriptor.from_descriptor(described)
    except ValueError as error:
        raise git.NoHistory(f"datapackage.json of {commit[:12]} cannot be read: {error}") from None
    git.extract(clone, commit, files_of(package), target)
    return descriptor.load(target)


def _folder(path: Path) -> Path:
    """The folder with the descriptor: that of a release is csv/."""
    if not (path / "datapackage.json").is_file() and (path / "csv/datapackage.json").is_file():
        return path / "csv"
    return path


def _inside(folder: Path, archive: Path) -> Path:
    """The package in an unpacked archive, as far up as there is one; csv/ before its siblings."""
    found = [p.parent.relative_to(folder) for p in folder.rglob("datapackage.json")]
    if not found:
        raise descriptor.DescriptorError(f"{archive} has no datapackage.json in it")
    best = min(found, key=lambda p: (len(PurePosixPath(p).parts), p.name != "csv", str(p)))
    return folder / best


def _unknown(clone: Path, name: str) -> str:
    from spaceties.datapackage.report.words import did_you_mean

    if not git.is_clone(clone):
        return f"{name} does not exist, and there is no git history here to look it up in"
    meant = did_you_mean(name, [*git.tags(clone), "HEAD"])
    shallow = " (this clone is shallow: git fetch --unshallow)" if git.is_shallow(clone) else ""
    return f"{name} is neither a path nor a git revision{meant}{shallow}"


STATED = ("spaceties:rows", "spaceties:bytes", "spaceties:contentHash")


def is_released(package: Package) -> bool:
    """Whether this is the package of a release, with derived tables and columns."""
    return any("spaceties:contentHash" in table.descriptor for table in package.resources)


def comparable(package: Package, other: Package) -> Package:
    """The package in a form that can be compared with the other one.

    What a release states of its files is left out. Derived tables count with their declarations.
    If only one of the two is a release, its columns with the bounds of vague dates are left out,
    since nobody wrote them.
    """
    mixed = is_released(package) != is_released(other)
    described = {k: v for k, v in package.descriptor.items() if k != store.DERIVED}
    form = {"format": "csv", "mediatype": "text/csv"}
    declared = [{**form, **table} for table in package.descriptor.get(store.DERIVED, [])]
    resources = []
    for raw in (*package.descriptor["resources"], *declared):
        resource = {k: v for k, v in raw.items() if k not in STATED}
        if mixed:
            resource["schema"] = _without_bounds(resource["schema"])
        resources.append(resource)
    return descriptor.from_descriptor({**described, "resources": resources}, package.basepath)


def _without_bounds(schema: dict) -> dict:
    fields = schema["fields"]
    vague = [field["name"] for field in fields if field.get("rdfType") == edtf.RDF_TYPE]
    bounds = {f"{name}_{word}" for name in vague for word in ("earliest", "latest")}
    return {
        **schema,
        "fieldsMatch": "subset",  # by name: the files have the columns still
        "fields": [field for field in fields if field["name"] not in bounds],
    }
