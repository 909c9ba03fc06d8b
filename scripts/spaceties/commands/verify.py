"""Check a release that you hold: sums, descriptors, and that all formats hold the same cells.

DIST is the folder of a release (dist/spaceties-VERSION). Each format is read back with a library
that did not write it: DuckDB for Parquet, openpyxl for the workbook, the standard library for the
others.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from spaceties.commands.common import render


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dist", type=Path, metavar="DIST", help="folder of the release")
    parser.add_argument(
        "--format",
        choices=("text", "json", "github", "markdown"),
        default="text",
        help="how to print the report (text)",
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.commands import CommandError
    from spaceties.release import verify

    def tell(text: str) -> None:
        print(f"… {text}", file=sys.stderr)

    try:
        report = verify.verify(args.dist, tell)
    except (verify.NotARelease, ModuleNotFoundError) as error:
        raise CommandError(str(error)) from None
    print(render(report, args.format), end="")
    return 0 if report.valid else 1
