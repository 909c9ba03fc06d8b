"""Checks a release that somebody holds: sums, descriptors, and that all formats agree.

Files are read back with libraries that did not write them: the standard library for CSV, JSON,
SQLite and zip, DuckDB for Parquet, openpyxl for the workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from spaceties.datapackage.model import Resource
from spaceties.datapackage.report import Problem, Report
from spaceties.release.verify import files, readers
from spaceties.release.verify.cells import Reference, differences

FOLDERS = ("csv", "parquet", "json")


class NotARelease(ValueError):
    """The folder is no release of Spaceties."""


def verify(folder: Path, progress: Callable[[str], None] = lambda text: None) -> Report:
    """Everything that is wrong with the release in `folder`; `notes` tell what was compared.

    Raises NotARelease if there is no SHA256SUMS or no package in json/, and ModuleNotFoundError
    if a reader is not installed: a check that did not run is no pass.
    """
    for needed in ("SHA256SUMS", "json/datapackage.json"):
        if not (folder / needed).is_file():
            raise NotARelease(f"{folder} is no release: it has no {needed}")
    readers.need_readers()
    report = Report()
    progress("checksums")
    report.problems += files.sums(folder)
    progress("descriptors")
    described = {name: files.described(folder, name) for name in FOLDERS}
    for name in FOLDERS:
        report.problems += files.descriptors(folder, name, described)
    tables = described["json"].tables
    references = {}
    for name, table in tables.items():
        path = folder / "json" / f"{name}.jsonl"
        if not path.is_file():
            report.problems.append(files.problem("F301", f"json/{name}.jsonl", "is missing", name))
            continue
        references[name] = Reference(table, path)
        report.problems += references[name].problems(described)
        report.tables[name] = len(references[name].rows)
    compared = {name: tables[name] for name in references}
    for form, reader in readers.READERS.items():
        progress(f"cells of {form}")
        rows, problems = _compared(form, reader, folder, compared, references)
        report.problems += problems
        report.notes.append(f"{form}: {rows:,} rows compared, read with {readers.WITH[form]}")
    progress("archives")
    report.problems += files.archives(folder)
    report.problems += files.croissant(folder)
    report.problems += files.constraints(folder)
    return report


def _compared(
    form: str,
    reader: Callable[[Path, Resource], Iterator[tuple]],
    folder: Path,
    tables: dict[str, Resource],
    references: dict[str, Reference],
) -> tuple[int, list[Problem]]:
    """Rows read and what differs between one format and the reference."""
    count, problems = 0, []
    for name, table in tables.items():
        file = readers.file_of(folder, form, name)
        try:
            rows = list(reader(folder / file, table))
        except Exception as error:  # each library has errors of its own
            text = " ".join(str(error).split())
            problems.append(files.problem("F323", file, f"cannot be read: {text}", name))
            continue
        count += len(rows)
        found = differences(references[name], rows, readers.digits(form))
        if found:
            problems.append(
                Problem(
                    code="F390",
                    table=name,
                    file=file,
                    column=found.column,
                    key=found.key,
                    value=found.value,
                    message=found.message,
                )
            )
    return count, problems
