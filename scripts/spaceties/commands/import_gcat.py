"""Refresh the tables from a folder of GCAT files.

The folder holds launchlog*.tsv (all are read, later names override earlier ones), psatcat*.tsv,
orgs*.tsv, sites*.tsv, lv*.tsv (of each the last name), state_to_iso.csv (GCAT's state codes and
ISO 3166) and perhaps spot_check*.csv (reentries and makers of single objects).
Rows of other sources stay as they are. Nothing is written if any line is malformed.
GCAT: https://planet4589.org/space/gcat, by Jonathan McDowell, CC-BY 4.0.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spaceties.importers.gcat import Problem, Refresh

SHOWN = 20  # malformed lines, and items of a note
PATIENCE = 1.0  # seconds after which stages are told


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder with the GCAT files")
    parser.add_argument(
        "--tables", metavar="DIR", type=Path, help="folder of the tables (default: the package's)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what would change and write nothing"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store
    from spaceties.importers import gcat

    package = descriptor.load(store.descriptor_path())
    if args.tables and not args.tables.is_dir():
        print(f"spaceties import gcat: {args.tables} is no folder", file=sys.stderr)
        return 2
    try:
        result = gcat.import_gcat(args.folder, package, args.tables, args.dry_run, _stages())
    except gcat.MalformedInput as error:
        print(render_problems(error.problems), file=sys.stderr)
        return 2
    except (ValueError, FileNotFoundError) as error:
        print(f"spaceties import gcat: {error}", file=sys.stderr)
        return 2
    print(render(result, args.dry_run))
    return 0


def render(result: Refresh, dry_run: bool) -> str:
    """The changes of each table, payloads left out and notes, as text."""
    columns = ("added", "changed", "removed", "unchanged", "left alone")
    lines = [f"{'table':24}" + "".join(f"{name:>11}" for name in columns)]
    for name, change in result.changes.items():
        counts = (len(getattr(change, column.replace(" ", "_"))) for column in columns)
        lines.append(f"{name:24}" + "".join(f"{count:11}" for count in counts))
    left_out = ", ".join(f"{reason} {count}" for reason, count in result.skipped.items())
    lines += ["", "left alone: rows of other sources that GCAT has as well"]
    lines.append(f"payloads left out: {left_out}")
    for subject, items in result.notes.items():
        more = f", and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
        lines.append(f"{subject} ({len(items)}): {', '.join(items[:SHOWN])}{more}")
    if dry_run:
        lines += ["", "dry run: nothing was written"]
    return "\n".join(lines)


def render_problems(problems: Sequence[Problem]) -> str:
    """The first malformed lines and how many there are."""
    lines = [
        f"{problem.file}, line {problem.line}: expected {problem.expected}"
        for problem in problems[:SHOWN]
    ]
    if len(problems) > SHOWN:
        lines.append(f"... and {len(problems) - SHOWN} more")
    lines.append(f"malformed lines: {len(problems)}; nothing was written")
    return "\n".join(lines)


def _stages() -> Callable[[str], None]:
    """Tells stages on standard error once the import takes long."""
    started = time.monotonic()

    def tell(stage: str) -> None:
        if time.monotonic() - started > PATIENCE:
            print(f"{stage} …", file=sys.stderr)

    return tell
