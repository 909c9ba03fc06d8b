"""The life of one row over the releases: when it appeared, what changed, which source.

TABLE is a table's name, KEY the row's primary key; a key of several fields is written with commas,
as in `spaceties log agreement_parties artemis-accords-2020,USA`. A row whose key changed is
followed to its former key.
"""

from __future__ import annotations

import argparse

from spaceties.commands import CommandError
from spaceties.commands.common import note, open_package, refused, table_named, write_out


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="the table, such as agreements")
    parser.add_argument("key", metavar="KEY", help="the row's primary key")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")


def run(args: argparse.Namespace) -> int:
    from spaceties.versions import git
    from spaceties.versions.history_render import history_to_json, history_to_text
    from spaceties.versions.row_history import row_history

    package = open_package(None)
    table_named(package, args.table)
    if not git.is_clone(package.basepath):
        raise CommandError(
            f"{package.basepath} is in no clone, and what a row was is kept in git alone; "
            "run it in a clone of the project"
        )
    with refused(ValueError):
        events = row_history(package, args.table, args.key, note)
    as_text = args.format == "text"
    text = history_to_text(args.table, events) if as_text else history_to_json(events)
    write_out(text, args.format)
    return 0
