"""The version that the change since the last release needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from spaceties.datapackage.diff.model import Diff
from spaceties.datapackage.diff.semver import Reason, precedence, raised
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import read_text
from spaceties.datapackage.report.words import listed
from spaceties.dataset import store
from spaceties.versions import git, index, releases
from spaceties.versions.changelog import has_section
from spaceties.versions.comparable import compare_versions


class Refused(OSError):
    """This package cannot be released under its version; the message says what to do."""


@dataclass(frozen=True)
class RequiredVersion:
    """The version that a change needs. since: the last release; level and reasons of the change
    since then; least: the version that it needs at least."""

    since: str
    level: str | None
    reasons: tuple[Reason, ...]
    least: str


def diff_since(package: Package, version: str) -> Diff:
    """What changed since a release. Raises git.NoHistory, ValueError for unreadable tables."""
    with releases.content(package.basepath, version) as old:
        return compare_versions(old, package)


def required_version(package: Package) -> RequiredVersion:
    """What the change since the last release needs. Raises git.NoHistory if it cannot be had."""
    version = releases.last(package.basepath)
    diff = diff_since(package, version)
    return RequiredVersion(version, diff.bump, tuple(diff.reasons), raised(version, diff.bump))


def check_version(package: Package, must: bool, tell: Callable[[str], None]) -> None:
    """Refuse to release a package under a version that is taken or too small.

    must: whether a version whose predecessor cannot be looked at is refused; else `tell` gets to
    know it. Raises Refused.
    """
    folder, version = package.basepath, package.version
    try:
        precedence(version)
    except ValueError as error:
        raise Refused(str(error)) from None
    entry = index.recorded(folder).get(version)
    if entry:
        if differ := index.mismatches(entry, package):
            raise Refused(
                f"{version} was released on {entry.date} with other content "
                f"({listed(differ)}), and a released version is never changed: run spaceties bump"
            )
        return
    released = releases.released(folder)
    if not released:
        return
    tagged = version in released  # and yet not in the index
    try:
        if tagged and (diff := diff_since(package, version)):
            raise Refused(
                f"{version} has a tag with other content ({listed(diff.tables)}), and a "
                "released version is never changed: run spaceties bump"
            )
        required = None if tagged else required_version(package)
        if required and precedence(version) < precedence(required.least):
            raise Refused(f"{version} is {_why_too_small(required)}; run spaceties bump")
    except git.NoHistory as error:
        if must:
            raise Refused(str(error)) from None
        other = "its tag" if tagged else "the last release"
        tell(f"{version} was not compared with {other}: {error}")


def _why_too_small(required: RequiredVersion) -> str:
    if required.level is None:
        return f"smaller than {required.since}, the last release"
    why = "; ".join(r.text for r in required.reasons if r.level == required.level)
    return (
        f"too small: since {required.since} a {required.level} change was made ({why}), "
        f"which needs {required.least} at least"
    )


def check_clean(package: Package, files: list[str]) -> None:
    """Refuse to release what is not committed, and the installed package where its version was not
    cut: without the history, which tells the changes, it would be another release of that version.

    files: those of the package. Raises Refused.
    """
    folder: Path = package.basepath
    if not git.is_clone(folder):
        known = index.recorded(folder)
        installed = folder.resolve() == store.descriptor_path().parent
        if installed and known and package.version not in known:
            raise Refused(
                f"{package.version} of the installed spaceties was not cut, and without the "
                "history of a git clone it would be released otherwise: release it in a clone, or "
                "try the release out with --allow-dirty"
            )
        return
    if changed := git.changed_files(folder, files):
        raise Refused(
            f"the tree has changes that are not committed ({listed(changed)}); commit them, or "
            "try the release out with --allow-dirty"
        )


def check_changelog(package: Package) -> None:
    """Refuse to cut a version that CHANGELOG.md, if there is one, does not speak of. Raises
    Refused."""
    text = read_text(package.basepath, "CHANGELOG.md")
    if text is not None and not has_section(text, package.version):
        raise Refused(
            f"CHANGELOG.md has no section of {package.version}: run spaceties changelog and commit"
        )
