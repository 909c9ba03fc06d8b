"""Whole columns: validated as their cells are one by one, however the rows are cut."""

from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceties.datapackage.cells import reader
from spaceties.datapackage.descriptor import from_descriptor
from spaceties.datapackage.report.codes import Code
from spaceties.datapackage.validation import column
from spaceties.datapackage.validation.constraints import Constraints

from .mutations import CELLS, VARIANTS

FIELDS = {
    f"{variant}.{field.name}": field
    for variant, resource in VARIANTS.items()
    for field in from_descriptor({"resources": [resource]}).resources[0].fields
}


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=40, derandomize=True, database=None)
@given(data=st.data())
def test_a_column_is_validated_as_its_cells_are(name, data):
    field = FIELDS[name]
    few = data.draw(st.lists(st.sampled_from(CELLS[field.type]), min_size=1, max_size=5))
    cells = data.draw(st.lists(st.sampled_from([*few, None]), max_size=30))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(cells)), max_size=3)))
    ends = zip([0, *cuts], [*cuts, len(cells)], strict=True)
    chunks = pa.chunked_array([pa.array(cells[a:b], pa.string()) for a, b in ends], pa.string())

    read, constraints, expected = reader(field), Constraints(field), {}
    for row, cell in enumerate(cells):
        value = None if cell is None else read(cell)
        if cell is None:
            codes = [Code.REQUIRED] if field.required else []
        else:
            codes = [Code.TYPE] if value is None else constraints.of_value(value)
        for code in codes:
            expected.setdefault(code, []).append(row)

    # few rows are enough to see that cells repeat, so that both ways of validating are tried
    with patch.multiple(column, SAMPLE=8, FEW=data.draw(st.sampled_from([0, 4]))):
        result = column.ColumnValidator(field).validate(chunks, [], True)
        whole = column.ColumnValidator(field).validate(
            pa.chunked_array([chunks.combine_chunks()]), [], True
        )
    assert {code: rows.tolist() for code, rows in result.rows.items()} == expected
    assert result.fits_type == whole.fits_type
    assert str(result.typed.to_pylist()) == str(whole.typed.to_pylist())  # NaN is no NaN
