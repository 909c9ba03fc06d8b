"""Write the section of the new version into CHANGELOG.md: your notes, and what the data say.

The notes under Unreleased move into it. Above them it says for every table how many rows were
added, removed and changed since the release before, and why the version rises; changes.html of the
release has the rows. Writing it twice changes nothing. Run `spaceties bump` first: a version that
was released keeps its section.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, common

if TYPE_CHECKING:
    from spaceties.datapackage.journal import Replace
    from spaceties.datapackage.model import Package


def register(parser: argparse.ArgumentParser) -> None:
    common.add_package(parser)
    parser.add_argument("--dry-run", action="store_true", help="print the file, write nothing")


def run(args: argparse.Namespace) -> int:
    with common.changing_package(args.package, args.dry_run) as (package, replace):
        return _changelog(package, args, replace)


def _changelog(package: Package, args: argparse.Namespace, replace: Replace) -> int:
    from spaceties.datapackage.diff.semver import precedence
    from spaceties.datapackage.paths import read_text
    from spaceties.datapackage.report.words import printable_lines
    from spaceties.versions import changelog, changelog_notes, policy, releases

    folder, version = package.basepath, package.version
    with common.refused(ValueError):
        precedence(version)
    if version in releases.released(folder):
        raise CommandError(f"{version} is released and keeps its section: run spaceties bump first")
    with common.refused(ValueError):
        old = read_text(folder, common.CHANGELOG) or ""
        date = str(package.custom.get("created", ""))[:10]
        before = releases.before(folder, version)
        if before is None:
            computed = changelog_notes.first_notes(package)
        else:
            computed = changelog_notes.data_notes(policy.diff_since(package, before))
        text = changelog.with_section(old, version, date, computed)
    if args.dry_run:
        common.write_out(printable_lines(text))
        return 0
    if text != old:
        replace({common.CHANGELOG: text})
    done = "unchanged" if text == old else f"section {version} written"
    common.say(f"{folder / common.CHANGELOG}: {done}")
    return 0
