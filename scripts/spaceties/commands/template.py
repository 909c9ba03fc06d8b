"""Write an empty spreadsheet for contributed rows.

The workbook has a sheet per table with drop-down lists, an example row, and what every column
means. Fill it in, then run spaceties check on it. CSV holds one table, without lists.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import CommandError


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
    parser.add_argument(
        "--package", type=Path, metavar="PACKAGE", help="descriptor (default: our own)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.commands.common import open_package
    from spaceties.contribute import template
    from spaceties.datapackage.report.words import did_you_mean

    package = open_package(args.package)
    for name in args.table:
        if name not in package.names:
            meant = did_you_mean(name, package.names)
            known = ", ".join(package.names)
            raise CommandError(f'there is no table "{name}"{meant} The tables are: {known}')
    tables = [package.resource(name) for name in dict.fromkeys(args.table)]
    form = args.format or ("csv" if args.out and args.out.suffix.lower() == ".csv" else "xlsx")
    out = args.out or Path(f"{tables[0].name}.{form}")
    if form == "csv" and len(tables) > 1:
        raise CommandError("a CSV file holds one table; use --format xlsx for several")
    if out.exists():
        raise CommandError(f"{out} is there already and may hold work; name another with --out")
    try:
        if form == "csv":
            # With the mark, spreadsheets read UTF-8 as what it is.
            content = template.to_csv(package, tables[0]).encode("utf-8-sig")
        else:
            content = template.to_xlsx(package, tables)
    except ValueError as error:
        raise CommandError(str(error)) from None
    out.write_bytes(content)
    print(f"wrote {out}")
    return 0
