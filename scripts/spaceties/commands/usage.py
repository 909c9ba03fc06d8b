"""What the command line takes, and how its help tells that: verbs, options, examples."""

from __future__ import annotations

import argparse
import importlib
import keyword
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import ModuleType
from typing import Any, NoReturn

VERBS = (
    "show", "validate", "check", "add", "release", "verify", "site", "template", "sample", "format",
    "audit", "rules", "docs", "import", "diff", "patch", "bump", "changelog", "log",
)  # fmt: skip

EXAMPLES = (
    ("show ties CHN BLR", "find a fact, with its sources"),
    ("validate PACKAGE", "check any package of tables (a folder, zip or descriptor)"),
    ("check rows.xlsx", "check rows that you would contribute, then `add` them"),
    ("diff OLD NEW", "see what changed between two versions"),
    ("release", "write the tables as CSV, Excel, SQLite, Parquet and a page"),
)


# What each verb is called like.
EACH = {
    "show": "show agreements blr-chn-belintersat1-contract-2012",
    "validate": "validate PACKAGE --format json",
    "check": "check rows.xlsx --fix",
    "add": "add rows.xlsx",
    "release": "release --out dist",
    "verify": "verify dist/spaceties-VERSION",
    "site": "site --out page",
    "template": "template agreements --out agreements.xlsx",
    "sample": "sample --seed 7 --rows 10 --out sample.xlsx",
    "format": "format --check",
    "audit": "audit documents/",
    "rules": "rules R230",
    "docs": "docs --check",
    "import": "import gcat DIR --dry-run",
    "gcat": "import gcat DIR --dry-run",
    "diff": "diff v0.2.0",
    "patch": "patch spaceties-0.1.0 changes.jsonl --out spaceties-0.2.0",
    "bump": "bump --dry-run",
    "changelog": "changelog",
    "log": "log agreement_parties artemis-accords-2020,USA",
}


class _Parser(argparse.ArgumentParser):
    """Repeats what it does not understand without what steers a terminal, and says what was
    probably meant by an option."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does; an option that a verb does not have is told with the usage of the
        verb."""
        known, unknown = self.parse_known_args(args, namespace)
        if unknown:
            from spaceties.datapackage.report.words import did_you_mean

            verb: argparse.ArgumentParser = getattr(known, "parser", self)
            options = re.findall(r"--[\w-]+", verb.format_help())
            word = unknown[0].partition("=")[0]
            meant = did_you_mean(word, options) if word.startswith("-") else ""
            verb.error(f"unrecognized arguments: {' '.join(unknown)}{meant}")
        if known.verb is None:
            self.error("the following arguments are required: VERB")
        return known

    def error(self, message: str) -> NoReturn:
        from spaceties.datapackage.report.words import printable

        super().error(printable(message))


class _Help(argparse.HelpFormatter):
    """Wraps paragraphs to the terminal. Lines that are indented stay as they are, since some are
    commands to copy; what stands in a second column there is wrapped within it."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        import textwrap

        def line(text: str) -> str:
            column = re.match(r"( +\S.*?)  +(?=\S)", text)
            if not column:
                return text
            hang = " " * column.end()
            if len(hang) > width // 2:
                text, hang = text[column.end() :], " " * 6
                told = textwrap.fill(text, width, initial_indent=hang, subsequent_indent=hang)
                return f"{column[1]}\n{told}"
            return textwrap.fill(text, width, subsequent_indent=hang)

        def lines(part: str) -> Iterator[str]:
            for laid_out, run in groupby(part.splitlines(), lambda one: one.startswith(" ")):
                if laid_out:
                    yield from map(line, run)
                else:
                    yield textwrap.fill(" ".join(run), width, break_on_hyphens=False)

        return "\n\n".join("\n".join(lines(part)) for part in text.split("\n\n"))


class _Version(argparse.Action):
    """Reads the version when it is asked for, and not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        import spaceties

        print(f"spaceties {spaceties.__version__}")
        parser.exit()


def parser(wanted: Iterable[str] = VERBS) -> argparse.ArgumentParser:
    """The command line, of all verbs or of some; verbs import their work only when they run."""
    root: argparse.ArgumentParser = _Parser(
        prog="spaceties",
        description="Look into the Spaceties tables, check and release them, check any others.\n\n"
        f"What people do most:\n{_examples()}",
        epilog="Exit codes: 0 nothing wrong, 1 problems found, 2 could not run, 130 interrupted.",
        formatter_class=_Help,
    )
    _add_common(root, default=False)
    root.add_argument("--version", action=_Version, nargs=0, help="tell the version and exit")
    verbs = root.add_subparsers(dest="verb", metavar="VERB")
    for verb in wanted:
        name = f"{verb}_" if keyword.iskeyword(verb) else verb
        module = importlib.import_module(f"spaceties.commands.{name}")
        sub = add_parser(verbs, verb, module)
        module.register(sub)
        sub.set_defaults(run=module.run)
    return root


def _examples() -> str:
    """What people do most, a line each."""
    return "".join(f"  spaceties {call:20}{what}\n" for call, what in EXAMPLES)


def add_parser(
    parsers: argparse._SubParsersAction[argparse.ArgumentParser], name: str, module: ModuleType
) -> argparse.ArgumentParser:
    """The parser of a verb or of a part of one, whose help is the docstring of a module."""
    text = (module.__doc__ or _docstring(module)).strip()
    made = parsers.add_parser(
        name,
        help=text.splitlines()[0].rstrip("."),
        description=text,
        epilog=f"Example:\n  spaceties {EACH[name]}" if name in EACH else None,
        formatter_class=_Help,
    )
    made.set_defaults(parser=made)
    _add_common(made, default=argparse.SUPPRESS)
    return made


def _docstring(module: ModuleType) -> str:
    """The docstring that `python -OO` has taken off a module."""
    import ast
    import inspect

    return ast.get_docstring(ast.parse(inspect.getsource(module))) or ""


def _add_common(parser: argparse.ArgumentParser, default: object) -> None:
    text = "show where in the code a command was stopped"
    parser.add_argument("--debug", action="store_true", default=default, help=text)
    text = "tell what was found alone: no progress, no remarks"
    parser.add_argument("--quiet", action="store_true", default=default, help=text)
