"""What goes along with the tables: licence, changelog, citation, and what changed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.datapackage import descriptor
from spaceties.datapackage.files import put
from spaceties.datapackage.model import Package
from spaceties.datapackage.paths import read_text
from spaceties.datapackage.report import Problem
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.report.words import listed
from spaceties.dataset import store
from spaceties.release.formats.format import File, Format, problem

if TYPE_CHECKING:
    from spaceties.dataset.model import Release

# What changed since the release before. They need the releases of the past, and `release.cut`
# makes them.
CHANGES = ("changes.jsonl", "changes.html")
# What all releases up to this one tell; those up to 1.2.0 have none.
VERSIONS = ("row_versions.csv", "versions.html")


def write(release: Release, root: Path) -> None:
    """Copy those of the documents that the package has."""
    for name in COPIED:
        if (text := read_text(release.package.basepath, name)) is not None:
            put(root / name, text)


def check(root: Path, package: Package) -> list[Problem]:
    """What the documents say of version, date and licence is what the descriptor says, and the
    delta leads to this version."""
    from spaceties.versions.changelog import has_section
    from spaceties.versions.set_version import states_version

    texts = {file.path: read_text(root, file.path) for file in FORMAT.files}
    licences = package.descriptor.get("licenses", [])
    said: list[tuple[str, str]] = []
    if (text := texts["LICENSE-DATA"]) is not None:
        titles = [licence.get("title", "") for licence in licences]
        if not all(title in text for title in titles):
            said.append(("LICENSE-DATA", f"is not {' and '.join(titles)}"))
    if (text := texts["CHANGELOG.md"]) is not None and not has_section(text, package.version):
        said.append(("CHANGELOG.md", f"has no section of {package.version}"))
    if (text := texts["CITATION.cff"]) is not None:
        named = " ".join(licence.get("name", "") for licence in licences)
        if not re.search(rf"^license: *['\"]?{re.escape(named)}['\"]? *$", text, re.M):
            said.append(("CITATION.cff", f"states another licence than {named}"))
        day = str(package.custom.get("created"))[:10]
        if not states_version(text, package.version, day):
            said.append(("CITATION.cff", f"does not state version {package.version} of {day}"))
    present = [name for name in CHANGES if texts[name] is not None]
    if len(present) == 1:
        said.append((present[0], "is there without the other of changes.jsonl and changes.html"))
    later = [name for name in VERSIONS if texts[name] is not None]
    if later and {*later, *present} != {*VERSIONS, *CHANGES}:
        said.append((later[0], f"is there without one of {listed([*VERSIONS, *CHANGES])}"))
    if (text := texts[CHANGES[0]]) is not None and (fault := _delta_fault(text, package)):
        said.append((CHANGES[0], fault))
    own = store.descriptor_path().parent
    if descriptor.load(store.descriptor_path()).version == package.version:
        for name in COPIED:
            ours = read_text(own, name)
            if ours is not None and texts[name] is not None and texts[name] != ours:
                said.append((name, f"is not that of spaceties {package.version}"))
    return [problem(Code.OTHER, name, fault) for name, fault in said]


def _delta_fault(text: str, package: Package) -> str | None:
    """Why a delta cannot be the one that leads to this version."""
    from spaceties.datapackage.diff.delta import DeltaError, from_lines

    try:
        lines = from_lines(text)
    except DeltaError as error:
        return f"is no delta: {error}"
    if not lines or lines[0].op != "package":
        return "is empty, or tells no package"
    after = lines[0].after or {}
    if after.get("version") != package.version:
        return f"leads to {after.get('version')}, not to {package.version}"
    return None


FORMAT = Format(
    "documents",
    (
        File("LICENSE-DATA", label="Licence of the data", optional=True),
        File("CHANGELOG.md", label="What changed in each version", optional=True),
        File("CITATION.cff", label="How to cite", optional=True),
        File(
            "changes.html",
            label="Every changed row since the version before, with its source",
            optional=True,
        ),
        File(
            "changes.jsonl",
            media="application/jsonlines",
            label="The same for programs, a JSON object per row",
            optional=True,
        ),
        File("versions.html", label="Every version, with what changed in it", optional=True),
        File(
            "row_versions.csv",
            media="text/csv",
            label="In which version each row was first seen and last changed",
            optional=True,
        ),
    ),
    write=write,
    check=check,
)

COPIED = tuple(f.path for f in FORMAT.files if f.path not in (*CHANGES, *VERSIONS))
