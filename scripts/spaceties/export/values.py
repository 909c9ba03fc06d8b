"""Typed Arrow columns as the texts and JSON values that files hold."""

from __future__ import annotations

import pyarrow as pa


def plain(column: pa.ChunkedArray) -> list:
    """Cells as JSON can hold them: dates as ISO text, whole floats as integers, missing None."""
    values = column.to_pylist()
    if pa.types.is_date(column.type):
        return [value and value.isoformat() for value in values]
    if pa.types.is_floating(column.type):
        return [int(v) if v is not None and v.is_integer() else v for v in values]
    return values


def texts(column: pa.ChunkedArray) -> list[str]:
    """Cells as CSV holds them: booleans true and false, missing cells empty."""
    if pa.types.is_boolean(column.type):
        return ["" if v is None else str(v).lower() for v in column.to_pylist()]
    return ["" if value is None else str(value) for value in plain(column)]
