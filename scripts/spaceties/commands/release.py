"""Validate, then write the release: every table in every format.

A package with errors is not released. The release is written beside its place and renamed at the
end, so an interrupted run leaves the previous one or none.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from spaceties.commands import validate


def register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "package", nargs="?", type=Path, metavar="PACKAGE", help="descriptor (default: our own)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("dist"), metavar="DIR", help="folder (default: dist)"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties import release
    from spaceties.package import report as reports

    def tell(text: str) -> None:
        print(f"… {text}", file=sys.stderr)

    package = validate.open_package(args.package)
    checked = validate.check(package, progress=validate.show_progress())
    if not checked.report.valid:
        print(reports.to_text(checked.report), end="")
        print("nothing released: mend the errors first", file=sys.stderr)
        return 1
    folder = release.write(package, checked.tables, args.out, tell)
    print(release_table(folder), end="")
    return 0


def release_table(folder: Path) -> str:
    """A short table of what was written: part, files, size."""
    lines = [f"{folder}"]
    for part in sorted(folder.iterdir(), key=lambda p: (p.is_file(), p.name)):
        files = [p for p in part.rglob("*") if p.is_file()] if part.is_dir() else [part]
        size = sum(p.stat().st_size for p in files)
        label = f"{part.name}/" if part.is_dir() else part.name
        lines.append(f"  {label:<16} {len(files):>4} files {size / 1e6:>8.2f} MB")
    return "\n".join(lines) + "\n"
