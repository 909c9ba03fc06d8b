"""Write an empty spreadsheet for contributed rows.

The workbook has a sheet per table with drop-down lists, an example row, and what every column
means. Fill it in, then run spaceties check on it. CSV holds one table, without lists. With --ids
the sheets hold the rows of these ids as the tables have them, to be corrected.
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
    remark,
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
    parser.add_argument(
        "--ids",
        nargs="+",
        default=[],
        metavar="ID",
        help="ids whose rows the sheets begin with: keys, or parts of keys of several columns",
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
        rows, unknown = template.existing(package, tables, args.ids) if args.ids else ({}, [])
        if unknown and not rows:
            raise CommandError("; ".join(unknown))
        if form == "csv":
            # With the mark, spreadsheets read UTF-8 as what it is.
            text = template.to_csv(package, tables[0], rows.get(tables[0].name))
            content = text.encode("utf-8-sig")
        else:
            guide = template.HELP_EXISTING if rows else template.HELP
            content = template.to_xlsx(package, tables, rows, guide)
    for sentence in unknown:
        remark(f"spaceties template: {sentence}")
    write(out, content)
    say(f"wrote {out}")
    return 0
