"""Bring tables and seeds into canonical form, or check that they are.

UTF-8, LF, minimal quoting, columns in the order of the schema, rows sorted by primary key. No cell
is changed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import CommandError, common


def register(parser: argparse.ArgumentParser) -> None:
    common.add_package(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; tell what is not canonical and exit 1 if anything is",
    )
    common.add_report_format(parser, "how to print what --check finds (text)")


def run(args: argparse.Namespace) -> int:
    from dataclasses import replace

    from spaceties.datapackage.csv.canonical import differences
    from spaceties.datapackage.csv.text import read_rows
    from spaceties.datapackage.csv.writer import format_rows, why_unwritable
    from spaceties.datapackage.files import write_texts
    from spaceties.datapackage.report import Report

    package = common.open_package(args.package, writes=not args.check)
    texts: dict[Path, str] = {}
    report = Report()
    for table in package.resources:
        for path in table.paths:
            with common.refused(ValueError):
                rows = [row.cells for row in read_rows(package, replace(table, paths=(path,)))]
            if why := why_unwritable(table):
                raise CommandError(f"table {table.name} has no canonical form: {why}")
            file = package.basepath / path
            before, after = file.read_bytes(), format_rows(rows, table)
            report.tables[table.name] = report.tables.get(table.name, 0) + len(rows)
            if before != after.encode("utf-8"):
                texts[file] = after
                report.problems += differences(before, table, path) if args.check else []
    if args.check:
        print(common.report_text(report, args.format, package.basepath), end="")
        return 1 if texts else 0
    write_texts(texts)
    for file in texts:
        print(f"formatted {file.relative_to(package.basepath)}")
    return 0
