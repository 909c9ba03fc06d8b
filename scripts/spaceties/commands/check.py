"""Check contributed rows (CSV, XLSX or ODS) as if they were merged into the tables.

Only problems that the rows cause are told, each with the file and line that was sent in, and for
each row whether it is new, a change, known already or probably a duplicate. FILE is - for standard
input. The table is known by the header, or named with --table. Nothing in the tables changes.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError
from spaceties.commands.common import (
    add_package,
    add_report_format,
    exit_code,
    open_package,
    refused,
    repository_path,
    say,
    write_out,
)

if TYPE_CHECKING:
    from spaceties.contribute.check import Checked
    from spaceties.contribute.read.rows import Contribution
    from spaceties.datapackage.model import Package


def register(parser: argparse.ArgumentParser) -> None:
    add_arguments(parser, "put right what can be meant only one way, in a copy")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="COPY",
        help="where --fix writes the copy (default: FILE.fixed.csv beside the file)",
    )
    add_report_format(parser)


def add_arguments(parser: argparse.ArgumentParser, fix: str) -> None:
    """The arguments that `check` and `add` share; `fix` is what --fix does."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, TSV, XLSX, ODS; - for input")
    parser.add_argument("--table", metavar="T", help="the table that the rows are of")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument("--fix", action="store_true", help=fix)
    add_package(parser, option=True)


def run(args: argparse.Namespace) -> int:
    _look_at_out(args)
    checked = check_files(open_package(args.package), args, quiet=args.format != "text")
    from spaceties.contribute.check import write_copies
    from spaceties.contribute.render import checked_text, next_steps

    with refused(ValueError):
        copies = write_copies(checked, args.out) if args.fix else []
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    terminal = sys.stdout.isatty()
    text = checked_text(checked, args.format, terminal, summary, repository_path)
    write_out(text, args.format)
    if args.format == "text":
        for line in next_steps(checked, copies):
            say(line)
    return exit_code(checked.report)


def check_files(
    package: Package, args: argparse.Namespace, quiet: bool, changes: str | None = "warning"
) -> Checked:
    """Checks the files of the command line; says what was read as soon as it is, unless quiet.

    changes: how bad it is that a row would change an existing one, None if that is meant.
    Raises CommandError if a file, or a table of the package, cannot be read at all.
    """
    from spaceties.contribute.check import check
    from spaceties.contribute.read.grid import ContributionError

    tell = (lambda _: None) if quiet else _tell_read
    try:
        return check(package, args.files, args.table, args.sheet, args.fix, changes, tell)
    except ContributionError as error:
        raise CommandError(str(error)) from None
    except ValueError as error:
        raise CommandError(f"{error}; `spaceties validate` tells more") from None


def _tell_read(one: Contribution) -> None:
    from spaceties.datapackage.report.words import plural

    say(f"{one.table}: {plural(len(one.rows), 'row')} read from {one.file}")


def _look_at_out(args: argparse.Namespace) -> None:
    """Raises CommandError where --out cannot be meant."""
    if not args.out:
        return
    if not args.fix:
        raise CommandError("--out is where --fix writes its copy; say --fix as well")
    if len(args.files) > 1:
        raise CommandError("--out names one copy, and there are several files")
    if args.out.exists() and Path(args.files[0]).exists() and args.out.samefile(args.files[0]):
        raise CommandError(f"{args.out} is the file itself; --fix writes a copy")
