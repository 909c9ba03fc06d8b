"""Print the catalogue of cross-table rules: code, severity, tables, sentence and why.

With a CODE, of a rule or of any other problem, that code alone is explained.
"""

from __future__ import annotations

import argparse
import sys

from spaceties.commands import CommandError, terminal
from spaceties.commands.common import write_out


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a code of a report, such as S105")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="how to print (text)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import reference

    code, width = (args.code or "").upper(), terminal.width(sys.stdout)
    if code in reference.CODES:
        write_out(reference.code_text(code, width))
        return 0
    from spaceties.rules import catalogue

    rules = {rule.code: rule for rule in catalogue()}
    if code and code not in rules:
        from spaceties.datapackage.report.words import did_you_mean

        meant = did_you_mean(code, [*reference.CODES, *rules]) or (
            "; `spaceties rules` lists those of the rules"
        )
        raise CommandError(f'there is no code "{args.code}"{meant}')
    if args.format == "markdown":
        from spaceties.docs import rules_markdown

        write_out(rules_markdown(rules.values()))
    else:
        told = [rules[code]] if code else rules.values()
        write_out("\n".join(reference.rule_text(rule, width) for rule in told))
    return 0
