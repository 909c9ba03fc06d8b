"""Check a release that you hold: sums, descriptors, and that all formats hold the same cells.

DIST is the folder of a release (dist/spaceties-VERSION). Each format is read back with a library
that did not write it: DuckDB for Parquet, openpyxl for the workbook, the standard library for the
others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands.common import add_report_format, refused, report_text, tell_stage


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dist", type=Path, metavar="DIST", help="folder of the release")
    add_report_format(parser)


def run(args: argparse.Namespace) -> int:
    from spaceties.release import verify

    with refused(verify.NotARelease, ModuleNotFoundError):
        report = verify.verify(args.dist, tell_stage)
    print(report_text(report, args.format, args.dist), end="")
    return 0 if report.valid else 1
