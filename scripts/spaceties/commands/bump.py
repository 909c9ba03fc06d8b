"""Set the version that the change since the last release needs, in every file at once.

The files are datapackage.json (and its `created`), CITATION.cff and .zenodo.json; all of them or
none. --to sets another version, if it is not smaller. The day of the release is today (UTC) or
--date.
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
    parser.add_argument("--to", metavar="VERSION", help="this version instead of the least one")
    parser.add_argument("--date", metavar="DATE", help="day of the release, YYYY-MM-DD (today)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be set")


def run(args: argparse.Namespace) -> int:
    from datetime import UTC, date, datetime

    from spaceties.commands import CommandError
    from spaceties.commands.common import open_package
    from spaceties.datapackage.diff.semver import precedence
    from spaceties.datapackage.files import write_texts
    from spaceties.versions import releases, set_version

    package = open_package(args.package, writes=not args.dry_run)
    folder = package.basepath
    try:
        day = date.fromisoformat(args.date) if args.date else datetime.now(UTC).date()
        precedence(package.version)
        precedence(args.to or "0.0.0")
    except ValueError as error:
        raise CommandError(str(error)) from None
    if args.to and not releases.released(folder):
        least = "0.0.0-0"  # the first release may have any number
    else:
        least = _least(package)
        if not args.to and precedence(package.version) >= precedence(least):
            print(f"the version {package.version} is enough; nothing is set")
            return 0
    version: str = args.to or least
    if precedence(version) < precedence(least):
        raise CommandError(f"{version} is too small, {least} is needed")
    try:
        texts = set_version.with_version(folder, version, day.isoformat())
    except set_version.SettingError as error:
        raise CommandError(str(error)) from None
    if not args.dry_run:
        write_texts(texts)
    names = ", ".join(path.relative_to(folder).as_posix() for path in texts)
    done = "would set" if args.dry_run else "set"
    print(f"{done} {package.version} to {version} of {day} in {names or 'no file'}")
    return 0


def _least(package: Package) -> str:
    """The version that the change needs, with its reasons told."""
    from spaceties.commands import CommandError
    from spaceties.versions import policy

    try:
        need = policy.required_version(package)
    except ValueError as error:
        raise CommandError(str(error)) from None
    print(f"since {need.since}: {need.level or 'no'} bump, {need.least} at least")
    for reason in need.reasons:
        print(f"  {reason.level:<5}  {reason.text}")
    return need.least
