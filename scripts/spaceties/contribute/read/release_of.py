"""Of which release a contributed file is, where that can be known."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from spaceties.contribute.read.bytes import STDIN, file_bytes
from spaceties.contribute.read.grid import Grid
from spaceties.datapackage.files import DESCRIPTOR
from spaceties.datapackage.model import Package

COVER, LABEL = "about", "Version"  # the sheet of a release's workbook that names it, and where


def workbook(sheets: Iterable[Grid]) -> str | None:
    """The version that the cover of a release's workbook states."""
    for sheet in sheets:
        for line in sheet.lines if sheet.sheet == COVER else ():
            said = [text for text in sheet.form.texts(line) if text]
            if said[:1] == [LABEL] and len(said) > 1:
                return said[1]
    return None


def text_file(path: str, package: Package) -> str | None:
    """The version of the release that a CSV file lies in: of the descriptor beside it, if that
    names the file."""
    if path == STDIN:
        return None
    try:
        said = json.loads(file_bytes(str(Path(path).with_name(DESCRIPTOR))))
        files = {resource["path"] for resource in said["resources"]}
        ours = said["name"] == package.name and Path(path).name in files
        return str(said["version"]) if ours else None
    except (ValueError, TypeError, KeyError, RecursionError):  # so is ContributionError
        return None
