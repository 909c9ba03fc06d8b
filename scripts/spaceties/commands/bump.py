"""Set the version that the change since the last release needs, in every file at once.

The files are datapackage.json (and its `created`), CITATION.cff and .zenodo.json; all of them or
none. --to sets another version, if it is not smaller. The day of the release is today (UTC) or
--date.
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
    parser.add_argument("--to", metavar="VERSION", help="this version instead of the least one")
    parser.add_argument("--date", metavar="DATE", help="day of the release, YYYY-MM-DD (today)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be set")


def run(args: argparse.Namespace) -> int:
    with common.changing_package(args.package, args.dry_run) as (package, replace):
        return _bump(package, args, replace)


def _bump(package: Package, args: argparse.Namespace, replace: Replace) -> int:
    from datetime import UTC, date, datetime

    from spaceties.datapackage.diff.semver import precedence
    from spaceties.versions import releases, set_version

    folder = package.basepath
    try:
        day = date.fromisoformat(args.date) if args.date else datetime.now(UTC).date()
    except ValueError as error:
        raise CommandError(f'--date takes a day such as 2026-12-31, not "{args.date}"') from error
    with common.refused(ValueError):
        precedence(package.version)
        precedence(args.to or "0.0.0")
    if args.to and not releases.released(folder):
        least = "0.0.0-0"  # the first release may have any number
    else:
        least = _least(package)
        if not args.to and precedence(package.version) >= precedence(least):
            common.say(f"the version {package.version} is enough; nothing is set")
            return 0
    version: str = args.to or least
    if precedence(version) < precedence(least):
        raise CommandError(f"{version} is too small, {least} is needed")
    with common.refused(set_version.SettingError):
        texts = set_version.with_version(folder, version, day.isoformat())
    replace(texts)
    names = ", ".join(texts)
    done = "would set" if args.dry_run else "set"
    common.say(f"{done} {package.version} to {version} of {day} in {names or 'no file'}")
    return 0


def _least(package: Package) -> str:
    """The version that the change needs, with its reasons told."""
    from spaceties.versions import policy

    with common.refused(ValueError):
        need = policy.required_version(package)
    common.say(f"since {need.since}: {need.level or 'no'} bump, {need.least} at least")
    for reason in need.reasons:
        common.say(f"  {reason.level:<5}  {reason.text}")
    return need.least
