"""Write the generated documentation, or check that it is fresh.

The data dictionary, the rule catalogue and the README's counts are compiled from datapackage.json,
the rules and the tables.
"""

from __future__ import annotations

import argparse
import sys


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a page is stale"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import docs
    from spaceties.dataset import store

    root = store.descriptor_path().parent
    stale = [
        (path, text)
        for path, text in docs.pages(root)
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        if args.check:
            print(f"{path.relative_to(root)} is stale: run spaceties docs", file=sys.stderr)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(root)}")
    return 1 if args.check and stale else 0
