"""What LibreOffice shows of our workbooks. It takes seconds to start, so it opens all of them at
once, for all tests that ask."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from spaceties.contribute import template
from spaceties.datapackage import descriptor
from tests import mini, real
from tests.readers import cells, tiny

needs_office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed"
)


def shown() -> Path:
    """A CSV file a sheet, of the real release, of `launches`, a template, and in tiny/ of the tiny
    release; and told.txt."""

    def make(folder: Path) -> None:
        package = descriptor.load(mini.write(folder / "package"))
        blank = folder / "launches.xlsx"
        blank.write_bytes(template.to_xlsx(package, [package.resource("launches")]))
        small = folder / "tiny.xlsx"
        small.write_bytes((tiny.released() / "spaceties.xlsx").read_bytes())
        cells.office_csv([real.released() / "spaceties.xlsx", blank, small], folder / "csv")
        (folder / "csv" / "tiny").mkdir()
        for sheet in (folder / "csv").glob("tiny-*.csv"):
            sheet.rename(sheet.parent / "tiny" / sheet.name)

    return real.once("office", make) / "csv"


def rows(sheet: str) -> list[list[str]]:
    """The cells of a sheet, BOOK-SHEET."""
    with (shown() / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
