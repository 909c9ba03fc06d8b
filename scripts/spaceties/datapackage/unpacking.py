"""How much may be unpacked of what somebody has packed: a small file must not take hours to read,
or fill a disk."""

from __future__ import annotations

USUAL = 256 * 1024**2  # bytes to which any file may unpack
RATIO = 100  # and how many times its own size; text has 5 to 30


def most_unpacked(size: int, usual: int | None = None) -> int:
    """The bytes that are unpacked of a file of `size` bytes."""
    return (USUAL if usual is None else usual) + RATIO * size
