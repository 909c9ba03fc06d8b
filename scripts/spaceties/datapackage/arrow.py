"""A package's Arrow types, and ways between Arrow, numpy and Python values without pandas.

`pyarrow.array`, `pyarrow.scalar` and `numpy.asarray` of an Arrow array all look for pandas and
import it if it is installed, which takes longer than validating a small package. These helpers
use the buffers of the Arrow columnar format instead (arrow.apache.org/docs/format/Columnar.html).
"""

from __future__ import annotations

import atexit
import weakref
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .model import Field, Resource

if TYPE_CHECKING:
    import numpy.typing as npt

EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH = datetime(1970, 1, 1)
FEW = 16  # rows that are faster taken one by one
Column: TypeAlias = "pa.Array | pa.ChunkedArray"
ARROW_TYPES = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "time": pa.time64("us"),
    "year": pa.int32(),
}
_LENDING = Lock()
_lent: list[weakref.ref[memoryview]] = []  # what Arrow reads, or has read


def source_of(data: bytes | memoryview) -> pa.BufferReader:
    """Bytes, which must stay as they are, as a file that Arrow reads."""
    view = memoryview(data)
    with _LENDING:
        _lent[:] = [weakref.ref(view), *(lent for lent in _lent if lent() is not None)]
    return pa.BufferReader(view)


def one_core() -> bool:
    """Whether this process has one core, on which threads only take turns. Arrow asks the system
    for the cores that a process may use, which before Python 3.13 os.cpu_count does not."""
    cores: int = pa.cpu_count()
    return cores == 1


@atexit.register
def wait_for_arrow(seconds: float = 1) -> None:
    """Waits until Arrow has given back the bytes that it was lent.

    Its threads do so when they come to it, some time after a file has been read. Doing it they
    call Python, which aborts the process where they come to it while Python ends.
    """
    latest = monotonic() + seconds
    while any(lent() is not None for lent in _lent) and monotonic() < latest:
        sleep(0.0005)


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a column: nullable integers stay integers, dates are dates.

    Numbers are float64, years int32, datetimes microseconds without zone (UTC where the cells
    state an offset), times microseconds; every other type stays text.
    """
    return ARROW_TYPES.get(field.type, pa.string())


def arrow_schema(resource: Resource) -> pa.Schema:
    """The Arrow schema of a table; required and primary key columns are not nullable."""
    return pa.schema(
        pa.field(f.name, arrow_type(f), not f.required and f.name not in resource.primary_key)
        for f in resource.fields
    )


def strings(values: Iterable[str | None]) -> pa.Array:
    """Text values, None for null, as an Arrow string array. Half a surrogate pair, which JSON can
    spell and Unicode does not have, becomes its spelling: \\ud800."""
    listed = list(values)
    texts: list[Any] = [value or "" for value in listed]
    data: Any = "".join(texts)
    if data.isascii():
        data = data.encode()
    else:
        texts = [text.encode("utf-8", "backslashreplace") for text in texts]
        data = b"".join(texts)
    ends = np.zeros(len(texts) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, texts), np.int32, len(texts)), out=ends[1:])
    bitmap = _bitmap([value is not None for value in listed])
    buffers = [bitmap, pa.py_buffer(ends), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def array_of(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Python values of one of the types of `arrow_type`, None for null."""
    if pa.types.is_string(kind):
        return strings(values)
    bitmap = _bitmap([value is not None for value in values])
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(
            kind, len(values), [bitmap, _bits([bool(value) for value in values])]
        )
    as_number = next(convert for check, convert in _NUMBERS if check(kind))
    numbers = [0 if value is None else as_number(value) for value in values]
    data = np.array(numbers, dtype=_dtype(kind))
    return pa.Array.from_buffers(kind, len(values), [bitmap, pa.py_buffer(data)])


def scalar(value: Any, kind: pa.DataType) -> pa.Scalar:
    """One value as an Arrow scalar."""
    return array_of([value], kind)[0]


def indices(rows: np.ndarray | Sequence[int]) -> pa.Array:
    """Row numbers as an Arrow array, for `take`."""
    data = np.ascontiguousarray(rows, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(data), [None, pa.py_buffer(data)])


def taken(column: pa.ChunkedArray, rows: np.ndarray) -> pa.Array:
    """Some rows of a column of one of the types of `arrow_type`. Arrow's `take` joins all chunks,
    which for a few rows takes most of the time."""
    if len(rows) > FEW:
        return column.take(indices(rows)).combine_chunks()
    return array_of([column[row].as_py() for row in rows.tolist()], column.type)


def booleans(mask: np.ndarray) -> pa.Array:
    """A numpy mask as an Arrow array, for `filter`."""
    return pa.Array.from_buffers(pa.bool_(), len(mask), [None, _bits(mask)])


def to_numpy(column: Column) -> np.ndarray:
    """The values of a column of booleans or numbers; what stands at a null is undefined."""
    parts = [_values(chunk) for chunk in _chunks(column)]
    return parts[0] if len(parts) == 1 else _joined(parts, _dtype(column.type))


def least(column: Column) -> Any:
    """The least of the numbers of a column, or of those by which dates and times are held; 0 if
    there is none, NaN if one is NaN. What stands at a null counts too."""
    parts = [values.min() for chunk in _chunks(column) if len(values := _values(chunk))]
    return np.min(parts) if parts else 0


def greatest(column: Column) -> Any:
    """The greatest of them, likewise."""
    parts = [values.max() for chunk in _chunks(column) if len(values := _values(chunk))]
    return np.max(parts) if parts else 0


def bytes_of(chunk: pa.Array) -> tuple[bytes, np.ndarray]:
    """The bytes of the texts of an array, one after the other, and where each begins and ends."""
    _, offsets, data = chunk.buffers()
    if data is None or not len(chunk):
        return b"", np.zeros(len(chunk) + 1, np.int32)
    ends = np.frombuffer(offsets, np.int32, len(chunk) + 1, chunk.offset * 4)
    return bytes(memoryview(data)[ends[0] : ends[-1]]), ends - ends[0]


def valid(column: Column) -> np.ndarray:
    """Mask of the cells that are not null."""
    parts = [_valid(chunk) for chunk in _chunks(column)]
    return parts[0] if len(parts) == 1 else _joined(parts, np.bool_)


def true(column: Column) -> np.ndarray:
    """Mask of the cells of a boolean column that are true, not false or null."""
    mask = to_numpy(column)
    return mask & valid(column) if column.null_count else mask


def false(column: Column) -> np.ndarray:
    """Mask of the cells of a boolean column that are false, not true or null."""
    mask = ~to_numpy(column)
    return mask & valid(column) if column.null_count else mask


def union(*parts: Any) -> np.ndarray:
    """The different numbers of some lists of whole numbers, in order.

    `numpy.union1d` and its kin import `numpy.ma`, for a tenth of what a small package takes.
    """
    numbers = np.sort(np.concatenate([np.asarray(part, np.int64) for part in parts]))
    if len(numbers) < 2:
        return numbers
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]


def without(rows: Any, others: Any) -> np.ndarray:
    """The different numbers of `rows` that are not among `others`, in order."""
    kept, taken = union(rows), union(others)
    if not len(taken) or not len(kept):
        return kept
    places = np.minimum(np.searchsorted(taken, kept), len(taken) - 1)
    left: npt.NDArray[np.int64] = kept[taken[places] != kept]
    return left


def rows_true(column: Column) -> np.ndarray:
    """Row numbers at which a boolean column is true, not false or null."""
    if not pc.any(column).as_py():  # most often nothing is wrong, which this tells much faster
        return np.empty(0, np.int64)
    return to_numpy(pc.indices_nonzero(column)).astype(np.int64, copy=False)


def rows_false(column: Column) -> np.ndarray:
    """Row numbers at which a boolean column is false, not true or null."""
    return rows_true(pc.invert(column))


def _chunks(column: Column) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]


def _joined(parts: list[np.ndarray], dtype: Any) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype)


def _values(chunk: pa.Array) -> np.ndarray:
    data = chunk.buffers()[1]
    if data is None:
        return np.zeros(len(chunk), _dtype(chunk.type))
    if pa.types.is_boolean(chunk.type):
        return _unpacked(data, chunk)
    kind = np.dtype(_dtype(chunk.type))
    return np.frombuffer(data, kind, len(chunk), chunk.offset * kind.itemsize)


def _valid(chunk: pa.Array) -> np.ndarray:
    bitmap = chunk.buffers()[0]
    if bitmap is None or not chunk.null_count:
        return np.full(len(chunk), not pa.types.is_null(chunk.type))
    return _unpacked(bitmap, chunk)


def _unpacked(bits: pa.Buffer, chunk: pa.Array) -> np.ndarray:
    start, spare = divmod(chunk.offset, 8)
    packed = np.frombuffer(bits, np.uint8)[start : start + (spare + len(chunk) + 7) // 8]
    unpacked = np.unpackbits(packed, bitorder="little")
    return unpacked[spare : spare + len(chunk)].view(np.bool_)


def _bits(flags: Sequence[bool] | np.ndarray) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.asarray(flags, dtype=np.bool_), bitorder="little"))


def _bitmap(flags: list[bool]) -> pa.Buffer | None:
    return None if all(flags) else _bits(flags)


def _dtype(kind: pa.DataType) -> Any:
    """The numpy type of an Arrow type's buffer."""
    if pa.types.is_boolean(kind):
        return np.bool_
    if pa.types.is_floating(kind):
        return np.float64 if kind.bit_width == 64 else np.float32
    return np.int64 if kind.bit_width == 64 else np.int32


def _microseconds(value: datetime) -> int:
    naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    passed = naive - EPOCH
    return (passed.days * 86400 + passed.seconds) * 1_000_000 + passed.microseconds


def _time_of_day(value: time) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return seconds * 1_000_000 + value.microsecond


_NUMBERS = (
    (pa.types.is_integer, int),
    (pa.types.is_floating, float),
    (pa.types.is_date32, lambda value: value.toordinal() - EPOCH_DAY),
    (pa.types.is_timestamp, _microseconds),
    (pa.types.is_time64, _time_of_day),
)
