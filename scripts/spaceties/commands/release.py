"""Validate, then write the release: every table in every format.

A package with errors is not released. The release is written beside its place and renamed at the
end, so an interrupted run leaves no half of one. A version that is there is never changed: raise
the version, write elsewhere with --out, or delete the folder if it was never published.
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
    rows = []
    for part in sorted(folder.iterdir(), key=lambda p: (p.is_file(), p.name)):
        files = [p for p in part.rglob("*") if p.is_file()] if part.is_dir() else [part]
        label = f"{part.name}/" if part.is_dir() else part.name
        rows.append((label, len(files), sum(p.stat().st_size for p in files)))
    rows.append(("in all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    width = max(len(row[0]) for row in rows)
    lines = [f"{'part':<{width}} {'files':>6} {'size':>11}"]
    lines += [f"{label:<{width}} {count:>6} {size / 1e3:>8,.0f} kB" for label, count, size in rows]
    return "\n".join([str(folder), *(f"  {line}" for line in lines)]) + "\n"
