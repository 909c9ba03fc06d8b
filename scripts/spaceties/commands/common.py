"""What several verbs do alike: arguments, opening a package, printing a report."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from spaceties.commands import CommandError, progress, terminal

if TYPE_CHECKING:
    from spaceties.datapackage.journal import Replace
    from spaceties.datapackage.model import Package, Resource
    from spaceties.datapackage.report import Report


CHANGELOG = "CHANGELOG.md"


def add_package(parser: argparse.ArgumentParser, option: bool = False) -> None:
    """The argument that names a package, or the option --package."""
    text = "descriptor (default: our own)"
    if option:
        parser.add_argument("--package", type=Path, metavar="PACKAGE", help=text)
    else:
        parser.add_argument("package", nargs="?", type=Path, metavar="PACKAGE", help=text)


def add_report_format(
    parser: argparse.ArgumentParser, text: str = "how to print the report (text)"
) -> None:
    """The option --format of verbs that print a report, see `report_text`."""
    forms = ("text", "json", "github", "markdown")
    parser.add_argument("--format", choices=forms, default="text", help=text)


@contextmanager
def refused(*errors: type[Exception]) -> Iterator[None]:
    """Raises these errors as CommandError: what they say is why the command could not run."""
    try:
        yield
    except errors as error:
        raise CommandError(str(error)) from error


def table_named(package: Package, name: str) -> Resource:
    """A table of the package. Raises CommandError, with what may be meant, if there is none."""
    from spaceties.datapackage.report.words import did_you_mean

    if name not in package.names:
        meant = did_you_mean(name, package.names) or f"; there are {', '.join(package.names)}"
        raise CommandError(f'there is no table "{name}"{meant}')
    return package.resource(name)


def refuse_faults(package: Package) -> None:
    """Raises CommandError if the descriptor is at fault."""
    from spaceties.datapackage.report import ERROR
    from spaceties.datapackage.validation.descriptor import pointer
    from spaceties.datapackage.validation.faults import find_faults

    for fault in find_faults(package):
        if fault.severity == ERROR:
            told = f"{pointer(fault)}: {fault.message}"
            raise CommandError(f"{told}; `spaceties validate` tells all that is wrong")


@contextmanager
def changing_package(path: Path | None, dry_run: bool) -> Iterator[tuple[Package, Replace]]:
    """The package at `path`, with no other run in it, for a verb that writes into it; and what
    replaces its files by path with texts, all or none.

    A change that was interrupted is finished first. In a dry run it is as `open_package` gives
    it, and nothing is replaced. Raises as that, and OSError if the package cannot be held or the
    change cannot be finished.
    """
    from spaceties.datapackage import journal
    from spaceties.datapackage.files import files_of
    from spaceties.versions.set_version import FILES

    if dry_run:
        yield open_package(path), lambda _texts: None
        return
    package = _find_package(path)
    files = dict.fromkeys([*files_of(package), *FILES, CHANGELOG])
    with journal.changing(package.basepath, files) as (finished, replace):
        if finished:
            remark(f"finished an interrupted change: {', '.join(finished)}")
        yield _find_package(path), replace  # as it is now that nobody else changes it


def open_package(path: Path | None) -> Package:
    """The package at `path`, for a verb that reads; without one, the package of the current folder
    if it holds ours, else the installed one.

    Where a change was interrupted, its files may be half old and half new: nothing is written for
    its sake, but of our own package nothing is read, and of another one it is said.
    Raises CommandError if there is no package to read.
    """
    from spaceties.datapackage import journal
    from spaceties.dataset import store

    package = _find_package(path)
    if not journal.settled(package.basepath):
        text = f"the files of {package.basepath} may be mixed: a change of them was interrupted"
        if store.is_ours(package):
            raise CommandError(f"{text}; `spaceties format {package.basepath}` finishes it")
        note(text)
    return package


def is_zip(path: Path | None) -> bool:
    """Whether a path is that of a zip archive."""
    import zipfile

    return path is not None and path.is_file() and zipfile.is_zipfile(path)


@contextmanager
def opened_package(path: Path | None) -> Iterator[Package]:
    """What `open_package` gives, or the package in a zip, for as long as the context lasts."""
    from spaceties.datapackage.descriptor import DescriptorError
    from spaceties.datapackage.open import package_at

    if path is not None and is_zip(path):
        with refused(DescriptorError), package_at(path) as package:
            yield package
    else:
        yield open_package(path)


def _find_package(path: Path | None) -> Package:
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store

    here = Path("datapackage.json")
    with refused(descriptor.DescriptorError):
        if path is not None:
            return descriptor.load(path)
        if here.exists() and store.is_ours(package := descriptor.load(here)):
            return package
        return descriptor.load(store.descriptor_path())


def repository_path(file: str | Path) -> str:
    """A path as GitHub resolves it: relative to the checkout, or to the clone that it is in. As it
    is where it is in neither."""
    full = Path(file).resolve()
    checkout = os.environ.get("GITHUB_WORKSPACE")
    clones = (folder for folder in full.parents if (folder / ".git").exists())
    for root in [*([Path(checkout).resolve()] if checkout else []), *clones]:
        if full.is_relative_to(root):
            return full.relative_to(root).as_posix()
    return str(file)


def report_text(report: Report, form: str, folder: Path) -> str:
    """The report in one of the formats of the command line: "text", "json", "github" or
    "markdown". folder: that of the package."""
    from spaceties.datapackage.report import render

    if form == "json":
        return render.to_json(report)
    if form == "markdown":
        return render.to_markdown(report)
    if form == "github":
        summary = os.environ.get("GITHUB_STEP_SUMMARY")
        return render.to_github(
            report,
            summary_file=summary,
            locate=lambda file: repository_path(folder / file),
        )
    return render.to_text(
        report, color=terminal.paints(sys.stdout), width=terminal.width(sys.stdout)
    )


def exit_code(report: Report) -> int:
    """0 if the report is valid, 1 if it tells problems, 2 if a fault of ours kept it from that."""
    from spaceties.datapackage.report.codes import Code

    if any(problem.code == Code.FAULT for problem in report):
        return 2
    return 0 if report.valid else 1


def say(text: str) -> None:
    """A line on standard output, whatever others wrote in it."""
    from spaceties.datapackage.report.words import printable

    progress.clear()
    print(printable(text), flush=True)


def remark(text: str) -> None:
    """A line on standard error, whatever others wrote in it; none if --quiet is asked for."""
    if not terminal.quiet():
        complain(text)


def complain(text: str) -> None:
    """A line on standard error that is told with --quiet as well."""
    from spaceties.datapackage.report.words import printable

    progress.clear()
    print(printable(text), file=sys.stderr)


def note(text: str) -> None:
    """A remark that is worth knowing."""
    remark(f"note: {text}")


def write_out(text: str, form: str = "text") -> None:
    """A document on standard output; `form` is what --format says.

    What programs read says the same where standard output is not UTF-8: escaped in ASCII.
    """
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("_", "-")
    escape = {"json": "escape", "jsonl": "escape", "html": "xmlcharrefreplace"}.get(form)
    if escape and encoding not in ("utf-8", "utf8"):
        text = text.encode("ascii", escape).decode()
    progress.end()
    sys.stdout.write(text)
