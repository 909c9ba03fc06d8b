"""Check the claims against documents that you hold: is each span what it was when it was read?

DOCUMENTS are files or folders of them; each is recognised by its SHA-256 (table sources), or by a
name that is the id of its source. The package itself holds no document.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("documents", nargs="+", type=Path, metavar="DOCUMENTS")
    parser.add_argument("--package", type=Path, help="descriptor (default: our own)")
    parser.add_argument("--format", choices=("text", "json", "github", "markdown"), default="text")


def run(args: argparse.Namespace) -> int:
    from spaceties import audit
    from spaceties.commands import CommandError
    from spaceties.commands.common import open_package, render

    package = open_package(args.package)
    try:
        report = audit.audit(package, args.documents)
    except (KeyError, ValueError) as error:
        raise CommandError(str(error)) from None
    print(render(report, args.format), end="")
    return 0 if report.valid else 1
