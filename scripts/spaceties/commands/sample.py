"""Draw rows at random for an audit, as a sheet to fill in.

The sheet has each row with its sources; what you find goes back by `spaceties check` and
`spaceties add` into the table audits, from which the error rates follow. The same seed draws the
same rows anywhere; of each table as many, so that each rate is as well known.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError
from spaceties.commands.common import (
    add_package,
    open_package,
    refuse_faults,
    remark,
    say,
    table_named,
)

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package

FORMS = (".xlsx", ".csv")


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, required=True, metavar="N", help="number of the draw")
    parser.add_argument("--rows", type=int, default=100, metavar="N", help="rows to draw (100)")
    parser.add_argument(
        "--table",
        nargs="+",
        metavar="TABLE",
        help="tables to draw from (default: all whose rows name a source)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="workbook (.xlsx) or .csv to write"
    )
    add_package(parser, option=True)


def run(args: argparse.Namespace) -> int:
    from spaceties.contribute import sample
    from spaceties.datapackage.files import write
    from spaceties.datapackage.report.words import plural

    if args.seed < 0 or args.rows < 1:
        raise CommandError("--seed is a number from 0, --rows one from 1")
    if args.out.suffix.lower() not in FORMS:
        raise CommandError(f"{args.out}: --out ends in {' or '.join(FORMS)}")
    if args.out.exists():
        raise CommandError(
            f"{args.out} is there already and may hold work; name another with --out"
        )
    package = open_package(args.package)
    refuse_faults(package)
    if sample.AUDITS not in package.names:
        raise CommandError(
            f"the package has no table {sample.AUDITS}, into which findings would go"
        )
    _warn_of_version(package)
    tables = [table_named(package, name).name for name in args.table or sample.auditable(package)]
    drawn = sample.draw(package, args.seed, args.rows, tables)
    given = sample.sheet(package, args.seed, drawn)
    if args.out.suffix.lower() == ".csv":
        content = sample.csv(given).encode("utf-8-sig")  # so that spreadsheets read UTF-8
    else:
        content = sample.workbook(package, given)
    write(args.out, content)
    of = ", ".join(f"{name} {sum(one.table.name == name for one in drawn)}" for name in tables)
    say(f"drew {plural(len(drawn), 'row')} ({of}); wrote {args.out}")
    return 0


def _warn_of_version(package: Package) -> None:
    """Says so where the rates would count for a release that the tables are no longer."""
    from spaceties.contribute import sample
    from spaceties.versions import index

    entry = index.recorded(package.basepath).get(str(package.version))
    # an audit of the version adds to these two, and changes nothing that it judges
    if entry and {*index.mismatches(entry, package)} - {sample.AUDITS, sample.SOURCES}:
        remark(
            f"note: the tables are no longer those of {package.version}, for which the rates would "
            "count; `spaceties bump` gives them a version of their own"
        )
