"""Check a package: every table against its schema, then the cross-table rules.

PACKAGE is any Frictionless descriptor or a folder with a datapackage.json; the rules run only
for the Spaceties tables. With --changed-since only what a change has broken is told: problems that
the git revision has too are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package
    from spaceties.datapackage.report import Report
    from spaceties.datapackage.validation.package import Result


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
    package = open_package(args.package)
    prefix = ""
    if args.changed_since is None:
        report = check(package, args.engine, show_progress()).report
    else:
        report, prefix = check_change(package, args)
    print(render(report, args.format, prefix), end="")
    return 0 if report.valid else 1


def check_change(package: Package, args: argparse.Namespace) -> tuple[Report, str]:
    """The problems that the change since a revision has caused, and the package's folder in the
    clone. Raises CommandError if there is nothing to compare with."""
    from spaceties import baseline
    from spaceties.commands import CommandError

    named = args.package if args.package and args.package.is_file() else None
    source = named or package.basepath / "datapackage.json"
    try:
        report, base = baseline.check(
            package, source, args.changed_since, lambda p: check(p, args.engine).report
        )
    except baseline.RevisionError as error:
        raise CommandError(str(error)) from None
    return report, base.prefix


def open_package(path: Path | None) -> Package:
    """The package at `path`; without one, the package of the current folder if it holds ours,
    else the installed one. An `add` that was interrupted is finished first, so that the tables
    are whole. Raises CommandError if there is none to read."""
    from spaceties.contribute import write

    package = _find_package(path)
    finished = write.settle(package)
    if finished:
        told = ", ".join(finished)
        print(f"finished an interrupted `spaceties add`: {told}", file=sys.stderr)
    return package


def _find_package(path: Path | None) -> Package:
    from spaceties.commands import CommandError
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store

    try:
        if path is not None:
            return descriptor.load(path)
        here = Path("datapackage.json")
        if here.exists():
            package = descriptor.load(here)
            if store.is_ours(package):
                return package
        return descriptor.load(store.descriptor_path())
    except descriptor.DescriptorError as error:
        raise CommandError(str(error)) from None


def check(package: Package, engine: str = "columnar", progress=None) -> Result:
    from spaceties.validation import check as judge

    return judge(package, engine, progress)


def render(report: Report, form: str, prefix: str = "") -> str:
    """The report in one of the formats of the command line. prefix: the package's folder in the
    repository, for annotations."""
    from spaceties.datapackage.report import render

    if form == "json":
        return render.to_json(report)
    if form == "markdown":
        return render.to_markdown(report)
    if form == "github":
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        return render.to_github(report, summary_file=summary, prefix=prefix)
    return render.to_text(report, color=sys.stdout.isatty())


def show_progress():
    """A line on the terminal that tells how far the work is, once it takes more than two seconds;
    None where standard error is no terminal."""
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()

    def tell(table: str, done: int, of: int) -> None:
        if time.monotonic() - began > 2:
            share = f"{100 * done // of:3d} %" if of else ""
            print(f"\r\x1b[K{share} {table}", end="", file=sys.stderr, flush=True)
            if done >= of:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    return tell
