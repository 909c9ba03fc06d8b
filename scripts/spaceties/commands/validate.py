"""Check a package: every table against its schema, then the cross-table rules.

PACKAGE is any Frictionless descriptor or a folder with a datapackage.json; the rules run only
for the Spaceties tables. With --changed-since only what a change has broken is told: problems that
the git revision has too are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError
from spaceties.commands.common import open_package, render, show_progress

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package
    from spaceties.datapackage.report import Report


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="PACKAGE", help="descriptor (default: our own)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "github", "markdown"),
        default="text",
        help="how to print the report (text)",
    )
    parser.add_argument(
        "--engine",
        choices=("columnar", "frictionless"),
        default="columnar",
        help="which engine validates against the schema: columnar or frictionless (columnar)",
    )
    parser.add_argument(
        "--changed-since",
        metavar="REF",
        help="tell only the problems that the change since this git revision has caused",
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.validation import validate

    package = open_package(args.package)
    prefix = ""
    if args.changed_since is None:
        report = validate(package, args.engine, show_progress()).report
    else:
        report, prefix = check_change(package, args)
    print(render(report, args.format, prefix), end="")
    return 0 if report.valid else 1


def check_change(package: Package, args: argparse.Namespace) -> tuple[Report, str]:
    """The problems that the change since a revision has caused, and the package's folder in the
    clone. Raises CommandError if there is nothing to compare with."""
    from spaceties import baseline
    from spaceties.validation import validate

    named = args.package if args.package and args.package.is_file() else None
    source = named or package.basepath / "datapackage.json"
    try:
        report, base = baseline.validate_since(
            package,
            source,
            args.changed_since,
            lambda one, consequences: validate(one, args.engine, consequences=consequences).report,
        )
    except baseline.RevisionError as error:
        raise CommandError(str(error)) from None
    return report, base.prefix
