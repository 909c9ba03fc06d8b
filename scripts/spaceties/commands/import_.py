"""Refresh the tables from an upstream catalogue.

Only rows that came from that catalogue are added, changed or removed. --dry-run tells what a new
edition would change: how many rows and cells, by table and column, with examples.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, progress
from spaceties.commands.common import changing_package, write_out
from spaceties.commands.usage import add_parser
from spaceties.importers import CATALOGUES

if TYPE_CHECKING:
    from spaceties.importers.base import MalformedLine, Refresh

SHOWN = 20  # malformed lines, and items of a note
LONG = 60  # characters of an item that has a line of its own, and all of its kind with it


def register(parser: argparse.ArgumentParser) -> None:
    catalogues = parser.add_subparsers(dest="catalogue", required=True, metavar="CATALOGUE")
    for name in CATALOGUES:
        module = importlib.import_module(f"spaceties.importers.{name}")
        catalogue = add_parser(catalogues, name, module)
        catalogue.add_argument(
            "folder", metavar="DIR", type=Path, help="folder with the catalogue's files"
        )
        catalogue.add_argument(
            "--tables",
            metavar="DIR",
            type=Path,
            help="folder of the tables (default: the package's)",
        )
        catalogue.add_argument(
            "--dry-run", action="store_true", help="tell what would change and write nothing"
        )


def run(args: argparse.Namespace) -> int:
    from spaceties.importers import base

    importer = importlib.import_module(f"spaceties.importers.{args.catalogue}").importer()
    with changing_package(None, args.dry_run) as (package, _):
        pass  # what was interrupted is finished now
    if args.tables and not args.tables.is_dir():
        raise CommandError(f"{args.tables} is no folder")
    try:
        refreshed = base.refresh(
            importer, args.folder, package, args.tables, args.dry_run, progress.stage
        )
    except base.MalformedInput as error:
        raise CommandError(*malformed_text(error.lines).split("\n")) from error
    except ValueError as error:
        raise CommandError(str(error)) from error
    write_out(changes_text(refreshed, args.dry_run) + "\n")
    return 0


def changes_text(refreshed: Refresh, dry_run: bool) -> str:
    """The changes of each table in numbers and in words, entries left out and notes."""
    from spaceties.datapackage.report.words import printable
    from spaceties.importers.words import changes_of

    columns = ("added", "changed", "removed", "unchanged", "left alone")
    lines = [f"{'table':24}" + "".join(f"{name:>11}" for name in columns)]
    for name, change in refreshed.changes.items():
        keys = (change.added, change.changed, change.removed, change.unchanged, change.left_alone)
        lines.append(f"{name:24}" + "".join(f"{len(some):11}" for some in keys))
    lines += ["", "left alone: rows of other sources that the catalogue has as well", ""]
    for name, change in refreshed.changes.items():
        lines += changes_of(name, change)
    if lines[-1]:
        lines.append("")
    left_out = ", ".join(f"{reason} {count}" for reason, count in refreshed.skipped.items())
    lines.append(f"entries left out: {left_out}")
    for subject, items in refreshed.notes.items():
        if max(map(len, items)) > LONG:
            lines += [f"{subject} ({len(items)}):", *(f"  {item}" for item in items)]
            continue
        more = f", and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
        lines.append(f"{subject} ({len(items)}): {', '.join(items[:SHOWN])}{more}")
    if dry_run:
        lines += ["", "dry run: nothing was written"]
    return "\n".join(map(printable, lines))


def malformed_text(malformed: Sequence[MalformedLine]) -> str:
    """How many lines are malformed, and the first of them."""
    from spaceties.datapackage.report.words import plural, printable

    lines = [
        f"{plural(len(malformed), 'malformed line')}; nothing was written",
        *(f"{one.file}, line {one.line}: expected {one.expected}" for one in malformed[:SHOWN]),
    ]
    if len(malformed) > SHOWN:
        lines.append(f"... and {len(malformed) - SHOWN} more")
    return "\n".join(map(printable, lines))
