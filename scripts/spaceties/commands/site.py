"""Write the explorer as a folder that can be hosted.

It has index.html, one page that shows the data without network or server, check.html, which holds
contributed files against them, and a page without scripts for each state and each pair of states
that have something in common. releases/ has a page of all versions and the delta of each.

The tables are validated first, as for a release; a release has index.html and check.html too, with
links to its other files. sitemap.xml is written where the descriptor states a `homepage`.
--pictures draws the pictures of the README in a Chromium that is installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from spaceties.commands import CommandError, progress
from spaceties.commands.common import (
    add_package,
    complain,
    open_package,
    refused,
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
        "--pictures", type=Path, metavar="DIR", help="also draw the README's pictures into DIR"
    )


def run(args: argparse.Namespace) -> int:
    from spaceties.datapackage.files import write
    from spaceties.dataset import store
    from spaceties.dataset.assemble import assemble
    from spaceties.explorer import hosted, page, pictures
    from spaceties.validation import validate
    from spaceties.versions import index, seen

    package = open_package(args.package)
    if not store.is_ours(package):
        raise CommandError("the explorer shows the tables of Spaceties only")
    checked = validate(package, progress=progress.share)
    if not checked.report.valid:
        write_out(report_text(checked.report, "text", package.basepath))
        complain("no page written: mend the errors first")
        return 1
    progress.stage("deriving tables")
    release = assemble(package, checked.tables)
    progress.stage("writing the page")
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "index.html"
    texts = {path: page.build(release), args.out / "check.html": page.build_check(release)}
    for file, text in texts.items():
        write(file, text)
        say(f"wrote {file} ({file.stat().st_size / 1e6:.1f} MB)")
    progress.stage("writing pages of states and pairs")
    say(f"wrote {_write_pages(args.out, hosted.pages(release)):,} pages of states and pairs")
    for version in seen.recorded(package.basepath):
        if version.delta is not None:
            write(args.out / index.changes_of(version.number), version.delta)
    if args.pictures:
        progress.stage("drawing the pictures")
        with refused(pictures.NoBrowser):
            for picture in pictures.draw(path, release, args.pictures):
                say(f"wrote {picture}")
    return 0


def _write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write pages below a folder and take away those of another time; gives how many there are."""
    from spaceties.datapackage.files import remove, write
    from spaceties.explorer import hosted

    written = set()
    for path, text in pages:
        (folder / path).parent.mkdir(exist_ok=True)
        write(folder / path, text)
        written.add(path)
    there = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.html")}
    for path in there - written:
        if hosted.OWN.fullmatch(path):
            remove(folder / path)
    return len(written - {hosted.SITEMAP, hosted.VERSIONS})
