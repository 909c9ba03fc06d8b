"""Apply a delta to the version that it was made for, which gives the next one byte for byte.

OLD is a folder, a release (its csv/), a zip or a git revision; DELTA is what
`spaceties diff OLD NEW --format jsonl` wrote, or the changes.jsonl of a release. The new version is
written into a folder of its own; OLD is not touched.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from spaceties.commands import CommandError
from spaceties.commands.common import refused, say


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="the version that the delta was made for")
    parser.add_argument("delta", type=Path, metavar="DELTA", help="the delta, a .jsonl file")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write (default: NAME-VERSION)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage.descriptor import DescriptorError
    from spaceties.datapackage.diff.delta import DeltaError, from_lines
    from spaceties.datapackage.diff.patch import patch
    from spaceties.datapackage.files import beside, write_folder
    from spaceties.datapackage.paths import read_named
    from spaceties.versions.open import version_at

    try:
        operations = from_lines(read_named(args.delta).decode("utf-8"))
        out = args.out or Path(_folder_name(operations[0].after))
        if not args.out and not _is_folder_name(str(out)):
            raise CommandError(f"{out} is no name for a folder; name one with --out")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CommandError(f"{out} is there already; name another folder with --out")
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        with refused(DescriptorError), version_at(args.old) as old, beside(out) as waiting:
            waiting.mkdir()
            package = patch(old, operations, waiting)
            write_folder(waiting, out)
    except UnicodeDecodeError as error:
        raise CommandError(f"{args.delta} is not UTF-8") from error
    except DeltaError as error:
        raise CommandError(f"{args.delta}: {error}") from error
    say(f"{out}: {package.name} {package.version}".rstrip())
    return 0


def _is_folder_name(name: str) -> bool:
    """Whether a name that a delta gives is one as packages have: no path, no hidden folder."""
    from spaceties.datapackage.paths import path_fault

    fault = path_fault(Path(), name)
    return bool(re.fullmatch(r"\w[\w.+-]*", name)) and not (fault and fault[0] != "missing")


def _folder_name(about: Mapping[str, object]) -> str:
    """What a package is called, as a folder."""
    return "-".join(str(about[part]) for part in ("name", "version") if about.get(part)) or "new"
