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
    from spaceties import reference

    code = (args.code or "").upper()
    if code in reference.CODES:
        print(reference.code_text(code), end="")
        return 0
    from spaceties.rules import catalogue

    rules = {rule.code: rule for rule in catalogue()}
    if code and code not in rules:
        from spaceties.datapackage.report.words import did_you_mean

        meant = did_you_mean(code, [*reference.CODES, *rules])
        raise CommandError(f'there is no code "{args.code}"{meant}')
    if args.format == "markdown":
        from spaceties.docs import rules_markdown

        print(rules_markdown(rules.values()), end="")
    else:
        told = [rules[code]] if code else rules.values()
        print("\n".join(map(reference.rule_text, told)), end="")
    return 0
