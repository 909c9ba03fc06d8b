"""Check a package: every table against its schema, then the cross-table rules.

PACKAGE is any Frictionless descriptor (JSON or YAML), a folder with a datapackage.json, or a zip
of one; the rules run only for the Spaceties tables. With --changed-since only what a change has
broken is told: problems that the git revision has too are left out.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, common, progress

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package
    from spaceties.datapackage.report import Report
    from spaceties.datapackage.validation.package import Progress


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
        "--schema",
        action="append",
        default=[],
        metavar="URL=FILE",
        help="take a local file for a remote schema (or dialect), which is never fetched",
    )
    parser.add_argument(
        "--changed-since",
        metavar="REF",
        help="tell only the problems that the change since this git revision has caused",
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage.descriptor import DescriptorError, descriptor_in, with_copies
    from spaceties.validation import validate

    copies = dict(_pair(text) for text in args.schema)

    def judged(package: Package, tell: Progress | None = None, all_: bool = False) -> Report:
        with common.refused(DescriptorError):
            package = with_copies(package, copies) if copies else package
        return validate(package, args.engine, tell, consequences=all_).report

    zipped = common.is_zip(args.package)
    with common.opened_package(args.package) as package:
        if args.changed_since is None:
            report = judged(package, progress.share)
        else:
            from spaceties import baseline

            if zipped:
                raise CommandError("a zip has no history; --changed-since needs a git clone")
            named = args.package if args.package and args.package.is_file() else None
            with common.refused(baseline.RevisionError):
                report = baseline.validate_since(
                    package,
                    named or descriptor_in(package.basepath),
                    args.changed_since,
                    lambda one, all_: judged(one, None, all_),
                )
        # Of a zip, the files lie elsewhere while they are read.
        folder = args.package if zipped else package.basepath
    common.write_out(common.report_text(report, args.format, folder), args.format)
    return common.exit_code(report)


def _pair(text: str) -> tuple[str, str]:
    """The address and the file of URL=FILE; the address itself may hold equals signs."""
    address, sign, file = text.rpartition("=")
    if not sign or not address or not file:
        raise CommandError(f"--schema {text}: write the address, =, and a file")
    return address, file
