"""The package of a clone as a commit has it."""

from __future__ import annotations

import json
from pathlib import Path

from spaceties.datapackage import descriptor
from spaceties.datapackage.files import DESCRIPTOR, files_of
from spaceties.datapackage.model import Package
from spaceties.versions import git


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
    git.extract(clone, commit, files_of(package), target)
    return descriptor.load(target)
