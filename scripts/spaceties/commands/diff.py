"""What changed between two versions, and the version bump that it needs.

OLD and NEW are a folder with a datapackage.json, a release folder, a zip of one, or a git revision
(v0.1.0, HEAD~3). Without OLD it is the last release, without NEW the working tree.

Rows are paired by primary key. Quotes, line ends, the order of rows and of columns in a file are no
change. The bump follows the Data Package version recipe; each reason is named. `--format jsonl`
writes the delta, one JSON object a line (op, table, key, before, after), which `spaceties patch`
applies to OLD to get NEW byte for byte. It tells rows where a table has a key and its new files the
form that `spaceties format` gives; other tables travel whole.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import terminal
from spaceties.commands.common import note, open_package, refused, write_out

if TYPE_CHECKING:
    from spaceties.datapackage.model import Package

FORMATS = ("text", "json", "markdown", "html", "jsonl")


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", nargs="?", metavar="OLD", help="default: the last release")
    parser.add_argument("new", nargs="?", metavar="NEW", help="default: the working tree")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to tell it (text)")
    parser.add_argument("--all", action="store_true", help="list every row, not the first few")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write to a file")


def run(args: argparse.Namespace) -> int:
    with ExitStack() as stack:
        old, new = open_both(stack, args.old, args.new)
        # A pipe gets lines as they are, for programs that look for words in them.
        width = terminal.width(sys.stdout) if sys.stdout.isatty() and not args.out else None
        text = rendered(old, new, args.format, args.all, width)
    if args.out:
        from spaceties.datapackage.files import write

        write(args.out, text)
    else:
        write_out(text, args.format)
    return 0


def open_both(stack: ExitStack, old: str | None, new: str | None) -> tuple[Package, Package]:
    """Both packages, for as long as the stack lives. Raises CommandError."""
    from spaceties.datapackage.descriptor import DescriptorError
    from spaceties.versions import releases
    from spaceties.versions.open import version_at

    with refused(DescriptorError):
        ours = open_package(None)
        here = ours.basepath
        last = releases.content(here, releases.last(here)) if old is None else None
        before = stack.enter_context(last or version_at(str(old), here))
        after = ours if new is None else stack.enter_context(version_at(new, here))
    return before, after


def rendered(
    old: Package, new: Package, form: str, everything: bool = False, width: int | None = None
) -> str:
    """The diff in one of FORMATS; width: columns of a text. Raises CommandError for tables that
    cannot be read."""
    from spaceties.datapackage.diff import delta, html, render
    from spaceties.datapackage.diff.make_delta import make_delta
    from spaceties.versions.comparable import compare_versions

    with refused(ValueError):
        if form == "jsonl":
            operations = list(make_delta(old, new))
            for table in dict.fromkeys(op.table for op in operations if op.op == "file"):
                if table in old.names:  # a new one travels whole as a matter of course
                    why = "it has no key that tells its rows apart, or is not in canonical form"
                    note(f"{table} is told by whole files: {why}")
            return delta.to_lines(operations)
        diff = compare_versions(old, new)
        if form == "json":
            return render.diff_to_json(diff)
        if form == "html":
            return html.diff_to_html(diff, None if everything else html.LIMIT)
        limit = None if everything else render.LIMIT
        if form == "markdown":
            return render.diff_to_markdown(diff, limit)
        return render.diff_to_text(diff, limit, width)
