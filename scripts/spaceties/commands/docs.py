"""Write the generated documentation, or check that it is fresh.

The data dictionary, the rule catalogue and the README's counts are compiled from datapackage.json,
the rules and the tables.
"""

from __future__ import annotations

import argparse

from spaceties.commands.common import complain, open_package, say


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if a page is stale"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import docs
    from spaceties.datapackage import files
    from spaceties.datapackage.paths import place_of, read_text

    root = open_package(None).basepath
    stale = False
    for page, text in docs.pages(root):
        if read_text(root, page) == text:
            files.clean(root / page)
        elif args.check:
            stale = True
            complain(f"{page} is stale: run spaceties docs")
        else:
            (root / page).parent.mkdir(exist_ok=True)
            files.write(place_of(root, page), text)
            say(f"wrote {page}")
    return 1 if stale else 0
