"""The releases of the past: which there are, and what they held.

What a release held is found in git: at the tag `vVERSION`, or else at the commit that added
`releases/VERSION.json`, so that a clone without tags has its history too. What is found must agree
with the hashes of the index.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spaceties.datapackage import descriptor
from spaceties.datapackage.diff.semver import precedence
from spaceties.datapackage.files import DESCRIPTOR, files_of
from spaceties.datapackage.model import Package
from spaceties.versions import git, index


def released(folder: Path) -> list[str]:
    """The versions that the index or a tag of the clone names, the oldest first."""
    versions = set(index.recorded(folder))
    for tag in git.tags(folder) if git.is_clone(folder) else ():
        try:
            precedence(tag.removeprefix("v"))
        except ValueError:
            continue
        versions.add(tag.removeprefix("v"))
    return sorted(versions, key=precedence)


def before(folder: Path, version: str) -> str | None:
    """The last release before a version that may be released itself."""
    older = [v for v in released(folder) if precedence(v) < precedence(version)]
    return older[-1] if older else None


def last(folder: Path) -> str:
    """The last release. Raises git.NoHistory if there is none."""
    versions = released(folder)
    if not versions:
        raise git.NoHistory(
            "no release is known here (no releases/VERSION.json, no tag): name the older version"
        )
    return versions[-1]


@contextmanager
def content(folder: Path, version: str) -> Iterator[Package]:
    """The package of a release as it was. Raises git.NoHistory if it cannot be had."""
    with tempfile.TemporaryDirectory() as scratch:
        yield _content(folder, version, Path(scratch))


def checkout(clone: Path, commit: str, target: Path) -> Package:
    """The files of the package, and no others, as they were at a commit, below `target`.

    Raises git.NoHistory if the commit has no package or not all of its files.
    """
    text = git.file(clone, commit, DESCRIPTOR)
    if text is None:
        raise git.NoHistory(f"{commit[:12]} has no {DESCRIPTOR}")
    try:
        package = descriptor.from_descriptor(json.loads(text))
    except ValueError as error:
        raise git.NoHistory(f"{DESCRIPTOR} of {commit[:12]} cannot be read: {error}") from None
    git.extract(clone, commit, target, files_of(package))
    return descriptor.load(target)


def _content(folder: Path, version: str, scratch: Path) -> Package:
    commits = _commits(folder, version)
    if not commits:
        raise git.NoHistory(_why_not(folder, version))
    entry = index.recorded(folder).get(version)
    problems = []
    for number, (where, commit) in enumerate(commits):
        try:
            package = checkout(folder, commit, scratch / str(number))
        except git.NoHistory as error:
            problems.append(str(error))
            continue
        wrong = index.mismatches(entry, package) if entry else []
        if package.version != version:
            wrong.append(f"its version is {package.version}")
        if not wrong:
            return package
        problems.append(f"{where} differs from releases/{version}.json: {', '.join(wrong[:4])}")
    if git.is_shallow(folder):  # whose first commit seems to have added everything
        raise git.NoHistory(_why_not(folder, version))
    raise git.NoHistory(f"the content of {version} cannot be had: " + "; ".join(problems))


def _commits(folder: Path, version: str) -> list[tuple[str, str]]:
    """Where the release may lie: (name for people, commit), the tag first."""
    commits = []
    if tagged := git.commit(folder, f"refs/tags/v{version}"):
        commits.append((f"tag v{version}", tagged))
    for added in git.added_in(folder, f"{index.FOLDER}/{version}.json"):
        commits.append((f"commit {added[:12]}", added))
    return commits


def _why_not(folder: Path, version: str) -> str:
    start = f"the content of {version}, the release to compare with, cannot be had: "
    if not git.is_clone(folder):
        return f"{start}this is no git clone; name a release folder or a zip of it"
    if git.is_shallow(folder):
        return f"{start}this clone is shallow; git fetch --unshallow --tags gets the history"
    return f"{start}no tag v{version}, and no commit that added releases/{version}.json"
