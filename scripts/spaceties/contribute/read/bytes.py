"""The bytes of a contributed file or of standard input, and whether they are a workbook."""

from __future__ import annotations

import io
import stat
import sys
import zipfile
from pathlib import Path

from spaceties.contribute.read import grid
from spaceties.contribute.read.grid import ContributionError

STDIN = "-"
ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password


def shown(path: str) -> str:
    """A path as problems name it."""
    return "<stdin>" if path == STDIN else path


def read_bytes(path: str) -> bytes:
    """The bytes of a file or of standard input, never more than the limit.

    Raises ContributionError for what is no regular file, cannot be read, is empty or too large.
    """
    data = sys.stdin.buffer.read(grid.MAX_BYTES + 1) if path == STDIN else _file_bytes(path)
    if len(data) > grid.MAX_BYTES:
        most = grid.MAX_BYTES // 1024**2
        raise ContributionError(f"the file is larger than {most} MB; send it in parts")
    if not data:
        raise ContributionError("the file is empty")
    return data


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook of any kind, and not text."""
    return data.startswith(OLE) or (data.startswith(ZIP) and data[2:4] in (b"\3\4", b"\5\6"))


def check_workbook(data: bytes) -> None:
    """Raises ContributionError for a workbook that is damaged, of another format or too large:
    told before anything of it is unpacked."""
    if data.startswith(OLE):
        raise ContributionError(
            "an old workbook (.xls) or one with a password; save it as .xlsx without password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise ContributionError("the workbook is damaged or cut short; send it again") from None
    names = {part.filename for part in parts}
    size = sum(part.file_size for part in parts)
    if len(parts) > grid.MAX_PARTS or size > grid.MAX_UNPACKED:
        raise ContributionError(
            f"the workbook unpacks to {size / 1024**2:,.0f} MB in {len(parts):,} parts; at most "
            f"{grid.MAX_UNPACKED // 1024**2} MB are read. Copy the rows into a new workbook"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise ContributionError("the workbook has a password; save it without")
    if "mimetype" in names or "xl/workbook.bin" in names:
        raise ContributionError("a workbook of another format; save it as .xlsx or CSV")
    if "[Content_Types].xml" not in names:
        raise ContributionError("a zip archive, not a workbook; send CSV or .xlsx")


def _file_bytes(path: str) -> bytes:
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise ContributionError("is a folder; name the file with the rows")
        if not stat.S_ISREG(mode):
            raise ContributionError("is no regular file; pipe it in and name it -")
        with Path(path).open("rb") as file:
            return file.read(grid.MAX_BYTES + 1)
    except FileNotFoundError:
        raise ContributionError("there is no such file") from None
    except (OSError, ValueError) as error:
        if isinstance(error, ContributionError):
            raise
        raise ContributionError(f"cannot be read: {error}") from None
