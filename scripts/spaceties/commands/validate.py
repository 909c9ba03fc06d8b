"""Check a package: every table against its schema, then the cross-table rules.

PACKAGE is any Frictionless descriptor or a folder with a datapackage.json; the rules run only
for the Spaceties tables. With --changed-since only what a change has broken is told: problems that
the git revision has too are left out.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spaceties.commands import common

if TYPE_CHECKING:
    pass


def register(parser: argparse.ArgumentParser) -> None:
    common.add_package(parser)
    common.add_report_format(parser)
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

    package = common.open_package(args.package)
    if args.changed_since is None:
        report, prefix = validate(package, args.engine, common.show_progress()).report, ""
    else:
        from spaceties import baseline

        named = args.package if args.package and args.package.is_file() else None
        with common.refused(baseline.RevisionError):
            report, base = baseline.validate_since(
                package,
                named or package.basepath / "datapackage.json",
                args.changed_since,
                lambda one, all_: validate(one, args.engine, consequences=all_).report,
            )
        prefix = base.prefix
    print(common.report_text(report, args.format, prefix), end="")
    return 0 if report.valid else 1
