"""Bring tables and seeds into canonical form, or check that they are.

UTF-8, LF, minimal quoting, columns in the order of the schema, rows sorted by primary key. No cell
is changed.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, common

if TYPE_CHECKING:
    from spaceties.datapackage.journal import Replace
    from spaceties.datapackage.model import Package


def register(parser: argparse.ArgumentParser) -> None:
    common.add_package(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; tell what is not canonical and exit 1 if anything is",
    )
    common.add_report_format(parser, "how to print what --check finds (text)")


def run(args: argparse.Namespace) -> int:
    with common.changing_package(args.package, dry_run=args.check) as (package, replace):
        return _format(package, args, replace)


def _format(package: Package, args: argparse.Namespace, replace: Replace) -> int:
    import dataclasses

    from spaceties.datapackage.csv.canonical import differences
    from spaceties.datapackage.csv.text import read_rows
    from spaceties.datapackage.csv.writer import format_rows, why_unwritable
    from spaceties.datapackage.paths import read_bytes
    from spaceties.datapackage.report import Report

    texts: dict[str, str] = {}
    report = Report()
    for table in package.resources:
        for path in table.paths:
            alone = dataclasses.replace(table, paths=(path,))
            with common.refused(ValueError):
                rows = [row.cells for row in read_rows(package, alone)]
            if why := why_unwritable(table):
                raise CommandError(f"table {table.name} has no canonical form: {why}")
            before, after = read_bytes(package.basepath, path), format_rows(rows, table)
            report.tables[table.name] = report.tables.get(table.name, 0) + len(rows)
            if before != after.encode("utf-8"):
                texts[path] = after
                report.problems += differences(before, table, path) if args.check else []
    if args.check:
        common.write_out(common.report_text(report, args.format, package.basepath), args.format)
        return 1 if texts else 0
    replace(texts)
    for path in texts:
        common.say(f"formatted {path}")
    return 0
