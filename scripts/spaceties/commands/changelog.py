"""Write the section of the new version into CHANGELOG.md: your notes, and what the data say.

The notes under Unreleased move into it. Above them it says for every table how many rows were
added, removed and changed since the release before, and why the version rises; changes.html of the
release has the rows. Writing it twice changes nothing. Run `spaceties bump` first: a version that
was released keeps its section.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="PACKAGE", help="descriptor (default: our own)"
    )
    parser.add_argument("--dry-run", action="store_true", help="print the file, write nothing")


def run(args: argparse.Namespace) -> int:
    from spaceties.commands import CommandError
    from spaceties.commands.common import open_package
    from spaceties.datapackage.files import write_texts
    from spaceties.versions import changelog, releases

    package = open_package(args.package, writes=not args.dry_run)
    folder, version = package.basepath, package.version
    if version in releases.released(folder):
        raise CommandError(f"{version} is released and keeps its section: run spaceties bump first")
    path = folder / "CHANGELOG.md"
    old = path.read_bytes().decode("utf-8") if path.exists() else ""
    try:
        computed = _computed(package)
        date = str(package.custom.get("created", ""))[:10]
        text = changelog.with_section(old, version, date, computed)
    except ValueError as error:
        raise CommandError(str(error)) from None
    if args.dry_run:
        print(text, end="")
        return 0
    if text != old:
        write_texts({path: text})
    print(f"{path}: {'unchanged' if text == old else f'section {version} written'}")
    return 0


def _computed(package: Package) -> list[str]:
    """What the section says of the data since the release before."""
    from spaceties.versions import changelog_notes, policy, releases

    before = releases.before(package.basepath, package.version)
    if before is None:
        return changelog_notes.first_notes(package)
    return changelog_notes.data_notes(policy.diff_since(package, before))
