"""The life of one row over the releases: when it appeared, what changed, which source.

TABLE is a table's name, KEY the row's primary key; a key of several fields is written with commas,
as in `spaceties log agreement_parties artemis-accords-2020,USA`. A row whose key changed is
followed to its former key.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.versions.row_history import Event


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="the table, such as agreements")
    parser.add_argument("key", metavar="KEY", help="the row's primary key")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="(text)")


def run(args: argparse.Namespace) -> int:
    from spaceties.commands import CommandError
    from spaceties.commands.common import open_package
    from spaceties.datapackage.report.words import did_you_mean
    from spaceties.versions import row_history

    package = open_package(None)
    if args.table not in package.names:
        meant = did_you_mean(args.table, package.names) or f": {', '.join(package.names)}"
        raise CommandError(f"there is no table {args.table}{meant}")

    def tell(text: str) -> None:
        print(f"note: {text}", file=sys.stderr)

    try:
        events = row_history.row_history(package, args.table, args.key, tell)
    except ValueError as error:
        raise CommandError(str(error)) from None
    print(to_json(events) if args.format == "json" else to_text(args.table, events), end="")
    return 0


def to_text(table: str, events: list[Event]) -> str:
    """The events as a person reads them, the oldest first."""
    from spaceties.datapackage.diff.render import cell_text, key_text
    from spaceties.datapackage.report.words import printable

    lines = [f"{table} {key_text(events[-1].key)}"]
    words = {"renamed": "got this key", "present": "there in the first known release"}
    for event in events:
        date = f" ({event.date})" if event.date else ""
        word = words.get(event.what, event.what)
        if event.what == "present" and not event.date:
            word = "there, not released yet"
        label = f" {key_text(event.key)}" if event.what == "renamed" else ""
        lines.append(f"{event.version}{date}: {word}{label}")
        for name, (before, after) in event.cells.items():
            whole = event.what in ("added", "present")
            change = cell_text(after) if whole else f"{cell_text(before)} → {cell_text(after)}"
            lines.append(f"  {name}: {change}")
        if event.source[0]:
            title = f", {event.source[1]}" if event.source[1] else ""
            lines.append(f"  source: {event.source[0]}{title}")
    return "\n".join(map(printable, lines)) + "\n"


def to_json(events: list[Event]) -> str:
    """A list of {version, date, what, key, cells: {field: {before, after}}, source}."""
    told = [
        {
            "version": e.version,
            "date": e.date or None,
            "what": e.what,
            "key": list(e.key),
            "cells": {name: {"before": a, "after": b} for name, (a, b) in e.cells.items()},
            "source": {"id": e.source[0], "title": e.source[1]} if e.source[0] else None,
        }
        for e in events
    ]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
