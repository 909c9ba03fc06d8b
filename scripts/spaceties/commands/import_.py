"""Refresh the tables from an upstream catalogue.

Only rows that came from that catalogue are added, changed or removed.
"""

from __future__ import annotations

import argparse

from spaceties.commands import import_gcat


def register(parser: argparse.ArgumentParser) -> None:
    catalogues = parser.add_subparsers(dest="catalogue", required=True, metavar="CATALOGUE")
    gcat = catalogues.add_parser(
        "gcat",
        help="General Catalog of Artificial Space Objects, by Jonathan McDowell",
        description=import_gcat.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    import_gcat.register(gcat)
    gcat.set_defaults(run_import=import_gcat.run)


def run(args: argparse.Namespace) -> int:
    return args.run_import(args)
