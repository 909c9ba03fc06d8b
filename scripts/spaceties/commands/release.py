"""Validate, then write the release: every table in every format.

A package with errors is not released. The release is written beside its place and renamed at the
end, so an interrupted run leaves no half of one. A version that is there is never changed: raise
the version, write elsewhere with --out, or delete the folder if it was never published.

Nor is a version released again with other content than releases/VERSION.json states, or under a
number smaller than the change since the last release needs (`spaceties bump` sets it), nor, in a
git clone, with changes that are not committed. The release carries what changed since the one
before, as changes.jsonl (the delta) and changes.html, and what all releases tell: versions.html,
and row_versions.csv, in which of them each row was first seen and last changed.

To cut a release: `spaceties bump`, `spaceties changelog`, commit, `spaceties release --cut`, which
also records it in releases/, then commit that folder and `git tag vVERSION`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spaceties.commands import CommandError, progress
from spaceties.commands.common import (
    add_package,
    complain,
    note,
    open_package,
    report_text,
    say,
    write_out,
)


def register(parser: argparse.ArgumentParser) -> None:
    add_package(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("dist"), metavar="DIR", help="folder (default: dist)"
    )
    parser.add_argument(
        "--allow-dirty", action="store_true", help="release what is not committed, to try it out"
    )
    parser.add_argument(
        "--cut", action="store_true", help="record the release in releases/, to be committed"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage.files import files_of
    from spaceties.dataset import store
    from spaceties.release import cut, write
    from spaceties.release.formats import documents
    from spaceties.validation import validate
    from spaceties.versions import policy

    package = open_package(args.package)
    if not store.is_ours(package):
        raise CommandError("a release has the tables of Spaceties only")
    if args.cut:
        if args.allow_dirty:
            raise CommandError("what is not committed cannot be cut: leave --allow-dirty out")
        policy.check_changelog(package)
    if not args.allow_dirty:
        policy.check_clean(package, [*files_of(package), *documents.COPIED])
    checked = validate(package, progress=progress.share)
    if not checked.report.valid:
        write_out(report_text(checked.report, "text", package.basepath))
        complain("nothing released: mend the errors first")
        return 1
    policy.check_version(package, args.cut, note)
    folder = write.write(
        package,
        checked.tables,
        args.out,
        progress.stage,
        lambda csv: cut.changes_files(package, csv, note),
    )
    write_out(release_table(folder))
    if args.cut:
        if written := cut.record(package, folder):
            names = ", ".join(str(path.relative_to(package.basepath)) for path in written)
            say(f"recorded in {names}; commit this, then:")
            say(f"  git tag v{package.version}")
        else:
            say(f"{package.version} is recorded already")
    return 0


def release_table(folder: Path) -> str:
    """A short table of what was written: part, files, size."""
    from spaceties.datapackage.report.words import printable

    rows = []
    for part in sorted(folder.iterdir(), key=lambda p: (p.is_file(), p.name)):
        files = [p for p in part.rglob("*") if p.is_file()] if part.is_dir() else [part]
        label = f"{part.name}/" if part.is_dir() else part.name
        rows.append((label, len(files), sum(p.stat().st_size for p in files)))
    rows.append(("in all", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    width = max(len(row[0]) for row in rows)
    lines = [f"{'part':<{width}} {'files':>6} {'size':>11}"]
    lines += [f"{label:<{width}} {count:>6} {size / 1e3:>8,.0f} kB" for label, count, size in rows]
    return "\n".join(map(printable, [str(folder), *(f"  {line}" for line in lines)])) + "\n"
