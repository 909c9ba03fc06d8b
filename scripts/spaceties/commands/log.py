"""The life of one row over the releases: when it appeared, what changed, which source.

TABLE is a table's name, KEY the row's primary key; a key of several fields is written with commas,
as in `spaceties log agreement_parties artemis-accords-2020,USA`. A row whose key changed is
followed to its former key.
"""

from __future__ import annotations

import argparse
import sys


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="the table, such as agreements")
    parser.add_argument("key", metavar="KEY", help="the row's primary key")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")


def run(args: argparse.Namespace) -> int:
    from spaceties.commands import CommandError
    from spaceties.commands.common import open_package
    from spaceties.datapackage.report.words import did_you_mean
    from spaceties.versions.history_render import history_to_json, history_to_text
    from spaceties.versions.row_history import row_history

    package = open_package(None)
    if args.table not in package.names:
        meant = did_you_mean(args.table, package.names) or f": {', '.join(package.names)}"
        raise CommandError(f"there is no table {args.table}{meant}")

    def tell(text: str) -> None:
        print(f"note: {text}", file=sys.stderr)

    try:
        events = row_history(package, args.table, args.key, tell)
    except ValueError as error:
        raise CommandError(str(error)) from None
    as_text = args.format == "text"
    print(history_to_text(args.table, events) if as_text else history_to_json(events), end="")
    return 0
