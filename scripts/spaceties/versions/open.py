"""A version by the name that a person gives it: a path, a release or a git revision."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spaceties.datapackage.model import Package
from spaceties.datapackage.open import package_at
from spaceties.datapackage.report.words import did_you_mean
from spaceties.versions import git, releases


@contextmanager
def version_at(name: str, clone: Path = Path()) -> Iterator[Package]:
    """The package that `name` means, for as long as the context lasts.

    name: the path of a descriptor, of its folder, of a release (whose csv/ is taken) or of a zip
    of any of these; else a revision of the clone around `clone` (HEAD~3); else the number of a
    release, v0.1.0 or 0.1.0, which a clone without tags knows too. Raises DescriptorError if
    what is there is no package, git.NoHistory if there is nothing of that name.
    """
    if Path(name).exists():
        with package_at(Path(name), folders=("csv",)) as package:
            yield package
    elif commit := git.commit(clone, name):
        with tempfile.TemporaryDirectory() as scratch:
            yield releases.checkout(clone, commit, Path(scratch))
    elif (version := name.removeprefix("v")) in releases.released(clone):
        with releases.content(clone, version) as package:
            yield package
    else:
        raise git.NoHistory(_unknown(clone, name))


def _unknown(clone: Path, name: str) -> str:
    if not git.is_clone(clone):
        return f"{name} does not exist, and there is no git history here to look it up in"
    meant = did_you_mean(name, [*git.tags(clone), "HEAD"])
    shallow = " (this clone is shallow: git fetch --unshallow)" if git.is_shallow(clone) else ""
    return f"{name} is neither a path nor a git revision{meant}{shallow}"
