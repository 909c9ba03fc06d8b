"""Bring tables and seeds into canonical form, or check that they are.

UTF-8, LF, minimal quoting, columns in the order of the schema, rows sorted by primary key.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="PACKAGE", help="descriptor (default: our own)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show a diff and exit 1 if any"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.commands import CommandError
    from spaceties.commands.validate import open_package
    from spaceties.package import canonical

    package = open_package(args.package)
    texts: dict[Path, str] = {}
    for table in package.resources:
        for path in table.paths:
            file = package.basepath / path
            try:
                after = canonical.format_rows(canonical.read_table(file, table), table)
            except ValueError as error:
                raise CommandError(str(error)) from None
            before = file.read_bytes()
            if before == after.encode("utf-8"):
                continue
            texts[file] = after
            if args.check:
                _show(path, before.decode("utf-8", "replace"), after)
    if args.check:
        return 1 if texts else 0
    canonical.write_texts(texts)
    for file in texts:
        print(f"formatted {file.relative_to(package.basepath)}")
    return 0


def _show(path: str, before: str, after: str, most: int = 40) -> None:
    """The first lines of the difference, and how many more there are."""
    lines = list(
        difflib.unified_diff(
            before.splitlines(), after.splitlines(), path, f"{path} (canonical)", lineterm="", n=0
        )
    )
    print("\n".join(lines[:most]))
    if len(lines) > most:
        print(f"… and {len(lines) - most} more lines of difference in {path}", file=sys.stderr)
