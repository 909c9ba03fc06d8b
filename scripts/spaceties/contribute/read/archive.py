"""Whether bytes are a workbook that may be unpacked: told before anything is."""

from __future__ import annotations

import io
import zipfile

from spaceties.contribute.read import grid
from spaceties.contribute.read.grid import ContributionError

ZIP = b"PK"
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and .xlsx with a password


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook of any kind, and not text."""
    return data.startswith(OLE) or (data.startswith(ZIP) and data[2:4] in (b"\3\4", b"\5\6"))


def check(data: bytes) -> None:
    """Raises ContributionError for a file that is damaged, of another format or too large."""
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
