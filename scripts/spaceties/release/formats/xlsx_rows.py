"""The rows of sheets, many times as fast as XlsxWriter writes them.

XlsxWriter writes the header, and all that is no row. The rows are put beneath as it would have
written them (ECMA-376 part 1, 18.3.1.73), but for the columns that a row spans, which may be left
out. That leans on private names of XlsxWriter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from xlsxwriter.worksheet import Worksheet

from spaceties.datapackage.formats.xlsx_parts import letters_of
from spaceties.dataset.model import joined

if TYPE_CHECKING:
    from xlsxwriter.format import Format


class Shape(NamedTuple):
    """How a value stands in a cell: as a text, a link too, or else as a number or a truth (kind
    "b")."""

    form: Format
    text: str | None = None
    number: float = 0
    kind: str = ""
    is_link: bool = False


class Sheet(Worksheet):  # type: ignore[misc]  # which states no types
    """A sheet whose cells beneath the header are added by column."""

    def __init__(self) -> None:
        super().__init__()
        self.added: list[tuple[Sequence[Shape | None], list[str], pa.Array]] = []

    def add(self, shapes: Sequence[Shape | None], places: pa.Array) -> None:
        """The next column: how its different cells stand, in the order in which they come, None for
        those that are missing; and the place of each cell among them."""
        strings, count = self.str_table, self.str_table.count
        held = [self._held(shape) if shape else "" for shape in shapes]
        if any(shape and shape.is_link for shape in shapes):
            for row, place in enumerate(places.to_pylist(), 1):
                if (shape := shapes[place]) and shape.is_link:
                    text = shape.text
                    self.write_url(row, len(self.added), text, shape.form, string=text)
        texts = pa.array([bool(shape and shape.text is not None) for shape in shapes], pa.bool_())
        strings.count = count + texts.take(places).true_count
        self.added.append((shapes, held, places))
        self.dim_rowmax = len(places)

    def _held(self, shape: Shape) -> str:
        """What a cell holds: a number, or that of its text among all texts."""
        if shape.text is None:
            return f"{shape.number:.16G}"
        return str(self.str_table._get_shared_string_index(shape.text))

    def _write_rows(self) -> None:
        rows, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = rows
        self.fh.writelines(self._rows(rows))

    def _rows(self, rows: int) -> list[str]:
        """The XML of the rows beneath the header, as many as there are."""
        numbers = pa.array(range(2, rows + 2), pa.int32()).cast(pa.large_string())
        cells = []
        for column, (shapes, held, places) in enumerate(self.added):
            ends = [_end(*cell) for cell in zip(shapes, held, strict=True)]
            texts = pa.array(ends, pa.large_string()).take(places)
            cells.append(joined([f'<c r="{letters_of(column)}', numbers, texts], "emit_null"))
        lines: list[str] = joined(['<row r="', numbers, '">', *cells, "</row>"]).to_pylist()
        return lines


def _end(shape: Shape | None, held: str) -> str | None:
    """A cell after the number of its row, None if it is missing."""
    if shape is None:
        return None
    kind = "s" if shape.text is not None else shape.kind
    kind = f' t="{kind}"' if kind else ""
    return f'" s="{shape.form._get_xf_index()}"{kind}><v>{held}</v></c>'
