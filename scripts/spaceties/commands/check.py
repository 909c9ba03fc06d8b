"""Check contributed rows (CSV, XLSX or ODS) as if they were merged into the tables.

Only problems that the rows cause are told, each with the file and line that was sent in, and for
each row whether it is new, a change, known already or probably a duplicate. FILE is - for standard
input. The table is known by the header, or named with --table. Nothing in the tables changes.
Without a FILE it says how to begin.

What is known of the tables as they stand is kept for the next check in the user's cache folder,
which may be deleted at any time; SPACETIES_CACHE names another folder, or with nothing in it none.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, progress, terminal
from spaceties.commands.common import (
    add_package,
    add_report_format,
    exit_code,
    open_package,
    refused,
    remark,
    repository_path,
    say,
    write_out,
)

if TYPE_CHECKING:
    from spaceties.contribute.check import Checked
    from spaceties.contribute.read.rows import Contribution
    from spaceties.datapackage.model import Package

STDIN = "-"
PAUSE = 0.1  # seconds between two looks at files that are watched
SHEETS = (".csv", ".tsv", ".xlsx", ".ods")
FIRST_STEPS = """\
`spaceties check FILE` says what is wrong with rows of a spreadsheet, and changes nothing. To begin:

  spaceties template sources agreements agreement_parties --out rows.xlsx
                                       an empty workbook; fill it in from line 3 on
  spaceties check --watch rows.xlsx    says what is wrong, and again whenever you save it
  spaceties add rows.xlsx              writes the rows into the tables

A correction needs the key of its row and the columns that change. A release's own workbook with
cells changed is as good, and so are rows of `spaceties template TABLE --ids ID`.
"""


def register(parser: argparse.ArgumentParser) -> None:
    add_arguments(parser, "put right what can be meant only one way, in a copy", files="*")
    parser.add_argument(
        "--watch", action="store_true", help="check again whenever a file is saved, until Ctrl-C"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="COPY",
        help="where --fix writes the copy (default: FILE.fixed.csv beside the file)",
    )
    add_report_format(parser)


def add_arguments(parser: argparse.ArgumentParser, fix: str, files: str = "+") -> None:
    """The arguments that `check` and `add` share; `fix` is what --fix does, `files` how many."""
    parser.add_argument(
        "files", nargs=files, metavar="FILE", help="CSV, TSV, XLSX, ODS; - for input"
    )
    parser.add_argument("--table", metavar="T", help="the table that the rows are of")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument("--fix", action="store_true", help=fix)
    add_package(parser, option=True)


def run(args: argparse.Namespace) -> int:
    if not args.files:
        return _tell_first_steps(open_package(args.package))
    _look_at_out(args)
    if STDIN in args.files and sys.stdin and sys.stdin.isatty():
        progress.end()  # the rows are typed there
    if not args.watch:
        return _check(args)
    if args.fix or STDIN in args.files:
        raise CommandError("--watch looks at files that you save, and writes no copies")
    return _watch(args)


def _tell_first_steps(package: Package) -> int:
    """What to do, where no file was named; 2, since nothing was checked."""
    from textwrap import wrap

    write_out(FIRST_STEPS)
    for line in wrap(f"The tables are: {', '.join(package.names)}.", 100):
        say(line)
    here = sorted(p.name for p in Path().iterdir() if p.suffix.lower() in SHEETS and p.is_file())
    if here:
        more = ", …" if len(here) > 5 else ""
        say(f"In this folder there are: {', '.join(here[:5])}{more}")
    return 2


def _watch(args: argparse.Namespace) -> int:
    """Checks at once and whenever a file or a table has been saved; the last exit code."""
    from spaceties.datapackage.files import files_of

    package, code = open_package(args.package), 2
    paths = [*map(Path, args.files), *(package.basepath / path for path in files_of(package))]
    try:
        while True:
            before = _saved(paths)
            try:
                code = _check(args)
            except CommandError as error:  # half saved, or away while it is replaced
                code = 2
                remark(f"spaceties check: {error}")
            progress.end()  # looking on may take hours
            gc.collect()  # which a process that is one command leaves out
            remark(f"{time.strftime('%H:%M:%S')} looking on; Ctrl-C ends it")
            while (now := _saved(paths)) == before:
                time.sleep(PAUSE)
            while now != before:  # until it is written to the end
                before = now
                time.sleep(PAUSE)
                now = _saved(paths)
    except KeyboardInterrupt:
        return code


def _saved(paths: Iterable[Path]) -> list[tuple[int, ...]]:
    """What tells the state of each file from an earlier one; () of one that is not there."""
    return [
        (status.st_ino, status.st_size, status.st_mtime_ns) if (status := _status(path)) else ()
        for path in paths
    ]


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _check(args: argparse.Namespace) -> int:
    """One check of the files, printed; the exit code."""
    checked = check_files(open_package(args.package), args, quiet=args.format != "text")
    from spaceties.contribute.check import write_copies
    from spaceties.contribute.render import checked_text, next_steps

    with refused(ValueError):
        copies = write_copies(checked, args.out) if args.fix else []
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    color, width = terminal.paints(sys.stdout), terminal.width(sys.stdout)
    text = checked_text(checked, args.format, color, summary, repository_path, width)
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
        raise CommandError(str(error)) from error
    except ValueError as error:
        raise CommandError(f"{error}; `spaceties validate` tells more") from error


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
