"""Write the section of the new version into CHANGELOG.md: your notes, and what the data say.

The notes under Unreleased move into it. Above them it says for every table how many rows were
added, removed and changed since the release before, and why the version rises; changes.html of the
release has the rows. Writing it twice changes nothing. Run `spaceties bump` first: a version that
was released keeps its section.
"""

from __future__ import annotations

import argparse

from spaceties.commands import CommandError, common

NAME = "CHANGELOG.md"


def register(parser: argparse.ArgumentParser) -> None:
    common.add_package(parser)
    parser.add_argument("--dry-run", action="store_true", help="print the file, write nothing")


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage.files import write_texts
    from spaceties.datapackage.paths import read_text
    from spaceties.versions import changelog, changelog_notes, policy, releases

    package = common.open_package(args.package, writes=not args.dry_run)
    folder, version = package.basepath, package.version
    if version in releases.released(folder):
        raise CommandError(f"{version} is released and keeps its section: run spaceties bump first")
    with common.refused(ValueError):
        old = read_text(folder, NAME) or ""
        date = str(package.custom.get("created", ""))[:10]
        before = releases.before(folder, version)
        if before is None:
            computed = changelog_notes.first_notes(package)
        else:
            computed = changelog_notes.data_notes(policy.diff_since(package, before))
        text = changelog.with_section(old, version, date, computed)
    if args.dry_run:
        print(text, end="")
        return 0
    if text != old:
        write_texts({folder / NAME: text})
    print(f"{folder / NAME}: {'unchanged' if text == old else f'section {version} written'}")
    return 0
