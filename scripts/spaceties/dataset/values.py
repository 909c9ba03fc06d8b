"""Typed Arrow columns as the texts and JSON values that files hold."""

from __future__ import annotations

import pyarrow as pa


def plain(column: pa.ChunkedArray) -> list:
    """Cells as JSON can hold them: dates as ISO text, whole floats as integers, missing None."""
    if pa.types.is_temporal(column.type):
        return [value and value.isoformat() for value in column.to_pylist()]
    if pa.types.is_floating(column.type):
        return [plain_number(value) for value in column.to_pylist()]
    return column.to_pylist()


def plain_number(value: float | int | None) -> float | int | None:
    """A number without float noise: whole ones as integers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def text(value: str | float | int | bool | None) -> str:
    """One cell as CSV holds it: booleans true and false, missing cells empty."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
