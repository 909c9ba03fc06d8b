"""Print the catalogue of cross-table rules: code, severity, tables, sentence and why."""

from __future__ import annotations

import argparse


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="how to print (text)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import docs
    from spaceties.rules import catalogue

    render = docs.rules_markdown if args.format == "markdown" else docs.rules_text
    print(render(catalogue()), end="")
    return 0
