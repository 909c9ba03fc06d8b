"""Print the catalogue of cross-table rules: code, severity, tables, sentence and why.

With a CODE, of a rule or of any other problem, that code alone is explained.
"""

from __future__ import annotations

import argparse

from spaceties.commands import CommandError


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a code of a report, such as S105")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="how to print (text)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import docs, reference
    from spaceties.datapackage.report.words import did_you_mean
    from spaceties.rules import catalogue

    if args.code is not None:
        known = [*reference.codes(), *(rule.code for rule in catalogue())]
        code = args.code.upper()
        if code not in known:
            raise CommandError(f'there is no code "{args.code}"{did_you_mean(code, known)}')
        print(reference.explanation(code), end="")
        return 0
    render = docs.rules_markdown if args.format == "markdown" else docs.rules_text
    print(render(catalogue()), end="")
    return 0
