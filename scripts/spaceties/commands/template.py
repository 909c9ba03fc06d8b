"""Write an empty spreadsheet for contributed rows.

The workbook has a sheet per table with drop-down lists, an example row, and what every column
means. Fill it in, then run spaceties check on it. CSV holds one table, without lists.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import CommandError
from spaceties.commands.common import (
    add_package,
    open_package,
    refuse_faults,
    refused,
    say,
    table_named,
)


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", nargs="+", metavar="TABLE", help="name of a table")
    parser.add_argument(
        "--format",
        choices=("xlsx", "csv"),
        help="workbook or CSV (default: as --out ends, else xlsx)",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="file to write (default: TABLE.xlsx or TABLE.csv)"
    )
    add_package(parser, option=True)


def run(args: argparse.Namespace) -> int:
    from spaceties.contribute import template
    from spaceties.datapackage.files import write

    package = open_package(args.package)
    refuse_faults(package)
    tables = [table_named(package, name) for name in dict.fromkeys(args.table)]
    form = args.format or ("csv" if args.out and args.out.suffix.lower() == ".csv" else "xlsx")
    out = args.out or Path(f"{tables[0].name}.{form}")
    if form == "csv" and len(tables) > 1:
        raise CommandError("a CSV file holds one table; use --format xlsx for several")
    if out.exists():
        raise CommandError(f"{out} is there already and may hold work; name another with --out")
    for table in tables:
        if not table.fields:
            raise CommandError(f"the table {table.name} has no columns")
    with refused(ValueError):
        if form == "csv":
            # With the mark, spreadsheets read UTF-8 as what it is.
            content = template.to_csv(package, tables[0]).encode("utf-8-sig")
        else:
            content = template.to_xlsx(package, tables)
    write(out, content)
    say(f"wrote {out}")
    return 0
