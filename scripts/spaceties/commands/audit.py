"""Check the claims against documents that you hold: is each span what it was when it was read?

DOCUMENTS are files or folders of them; each is recognised by its SHA-256 (table sources), or by a
name that is the id of its source. The package itself holds no document.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import CommandError, common


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("documents", nargs="+", type=Path, metavar="DOCUMENTS")
    common.add_package(parser, option=True)
    common.add_report_format(parser)


def run(args: argparse.Namespace) -> int:
    from spaceties import audit

    package = common.open_package(args.package)
    with common.refused(KeyError, ValueError):
        report = audit.audit(package, args.documents)
    if not report.tables[audit.CLAIMS]:
        raise CommandError("nothing was checked: no document of any claim is there", *report.notes)
    common.write_out(common.report_text(report, args.format, package.basepath), args.format)
    return common.exit_code(report)
