"""XlsxWriter's worksheet with a shorter way through its innermost loop.

Plain text and numbers are written at once, which takes a third off the time of the workbook; the
bytes are the same (a test compares). `_write_cell` and `_get_xf_index` are private names of
XlsxWriter, hence its upper bound in pyproject.toml.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

letters = cache(xl_col_to_name)


class FastSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet for cells that have formats."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = type(cell).__name__
        if cell.format is None or kind not in ("String", "Number", "Datetime"):
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{letters(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
