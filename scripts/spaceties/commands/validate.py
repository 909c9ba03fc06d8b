"""Check a package: every table against its schema, then the cross-table rules.

PACKAGE is any Frictionless descriptor (JSON or YAML), a folder with a datapackage.json, or a zip
of one; the rules run only for the Spaceties tables. With --changed-since only what a change has
broken is told: problems that the git revision has too are left out.
"""

from __future__ import annotations

import argparse

from spaceties.commands import CommandError, common


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

    zipped = common.is_zip(args.package)
    with common.opened_package(args.package) as package:
        if args.changed_since is None:
            report = validate(package, args.engine, common.show_progress()).report
        else:
            from spaceties import baseline
            from spaceties.datapackage.descriptor import descriptor_in

            if zipped:
                raise CommandError("a zip has no history; --changed-since needs a git clone")
            named = args.package if args.package and args.package.is_file() else None
            with common.refused(baseline.RevisionError):
                report = baseline.validate_since(
                    package,
                    named or descriptor_in(package.basepath),
                    args.changed_since,
                    lambda one, all_: validate(one, args.engine, consequences=all_).report,
                )
        # Of a zip, the files lie elsewhere while they are read.
        folder = args.package if zipped else package.basepath
    print(common.report_text(report, args.format, folder), end="")
    return 0 if report.valid else 1
