"""Add contributed rows (CSV, XLSX or ODS) to the tables, once `spaceties check` finds no error.

All files are merged or none, in canonical form; two runs at once wait for each other. A row whose
key is in the table already is merged with --update only. Adding the same rows again changes
nothing.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from spaceties.commands import check, common, terminal

if TYPE_CHECKING:
    from spaceties.datapackage.journal import Replace
    from spaceties.datapackage.model import Package


def register(parser: argparse.ArgumentParser) -> None:
    check.add_arguments(parser, "put right what can be meant only one way before adding")
    parser.add_argument(
        "--update", action="store_true", help="let rows change the existing rows of their keys"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show the diff of the tables and write nothing"
    )


def run(args: argparse.Namespace) -> int:
    with common.changing_package(args.package, args.dry_run) as (package, replace):
        return _add(package, args, replace)


def _add(package: Package, args: argparse.Namespace, replace: Replace) -> int:
    from spaceties.datapackage.report import ERROR

    checked = check.check_files(package, args, quiet=False, changes=None if args.update else ERROR)
    from spaceties.contribute import render, write

    common.write_out(
        render.to_text(checked, color=terminal.paints(sys.stdout), width=terminal.width(sys.stdout))
    )
    if not checked.report.valid:
        common.say("nothing was added")
        return 1
    texts = write.altered(checked.merge)
    if args.dry_run:
        for line in write.diff(package, texts):
            common.say(line)
        common.say("nothing was written (--dry-run)")
    elif texts:
        replace(texts)
        common.say(render.added(checked, texts))
    else:
        common.say("nothing to add: the tables say all of it already")
    return 0
