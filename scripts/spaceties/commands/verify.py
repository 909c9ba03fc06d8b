"""Check a release that you hold: that all of it says the same, and says it as it was written.

DIST is the folder of a release (dist/spaceties-VERSION). Each format is read back with a library
that did not write it: DuckDB for Parquet, openpyxl for the workbook, the standard library for the
others, the data of the page included. Then the release is written again from its own tables, and
every file is compared. What that does not prove is told: files with other bytes than this version
and its libraries write, and the words of people.

Sums inside a release say that it is whole, not where it comes from: who changes a file can change
its sum. Where it comes from is in the repository, in releases/VERSION.json: in the folder of a
clone, `verify` compares with that.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import progress
from spaceties.commands.common import add_report_format, refused, report_text, write_out


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dist", type=Path, metavar="DIST", help="folder of the release")
    add_report_format(parser)


def run(args: argparse.Namespace) -> int:
    from spaceties.release import verify
    from spaceties.versions import index

    clone = Path() if (Path() / index.FOLDER).is_dir() else None
    with refused(verify.NotARelease, ModuleNotFoundError):
        report = verify.verify(args.dist, progress.stage, clone)
    write_out(report_text(report, args.format, args.dist), args.format)
    return 0 if report.valid else 1
