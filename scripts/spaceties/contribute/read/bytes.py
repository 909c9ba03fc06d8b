"""The bytes of a contributed file or of standard input, and whether they are a workbook."""

from __future__ import annotations

import codecs
import re
import stat
import sys
from pathlib import Path

from spaceties.contribute.read import grid
from spaceties.contribute.read.grid import ContributionError
from spaceties.datapackage.formats.workbook import OLE
from spaceties.datapackage.report.words import os_error

STDIN = "-"
ZIP = b"PK"


def shown(path: str) -> str:
    """A path as problems name it."""
    return "<stdin>" if path == STDIN else path


def read_bytes(path: str) -> bytes:
    """The bytes of a file or of standard input, never more than the limit.

    Raises ContributionError for what is no regular file, cannot be read, is empty or too large.
    """
    data = _stdin_bytes() if path == STDIN else file_bytes(path)
    if len(data) > grid.MAX_BYTES:
        most = grid.MAX_BYTES // 1024**2
        raise ContributionError(f"the file is larger than {most} MB; send it in parts")
    if not data:
        raise ContributionError("the file is empty")
    return data


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a workbook of any kind, and not text."""
    return data.startswith(OLE) or (data.startswith(ZIP) and data[2:4] in (b"\3\4", b"\5\6"))


def markup(data: bytes) -> str | None:
    """What a text is that is no table: marked up, as much is that goes by the name of a workbook,
    or JSON."""
    start = data[:4000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        return "a web page (HTML)"
    if re.match(rb'\[\s*[{\[]|\{\s*"[^"]*"\s*:', start):
        return "JSON"
    if not start.startswith(b"<?xml"):
        return None
    if b"<html" in start:
        return "a web page (HTML)"
    spreadsheet = b"microsoft-com:office:spreadsheet" in start or b"opendocument" in start
    return "a workbook in plain XML" if spreadsheet else "an XML file"


def _stdin_bytes() -> bytes:
    if sys.stdin is None:
        raise ContributionError("standard input is closed")
    return sys.stdin.buffer.read(grid.MAX_BYTES + 1)


def file_bytes(path: str) -> bytes:
    """The bytes of a regular file, up to one more than the limit. Raises ContributionError."""
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISREG(mode):
            with Path(path).open("rb") as file:
                return file.read(grid.MAX_BYTES + 1)
    except FileNotFoundError:
        raise ContributionError("there is no such file") from None
    except ValueError:
        raise ContributionError("no file can have this name") from None
    except OSError as error:
        raise ContributionError(f"cannot be read: {os_error(error)}") from None
    if stat.S_ISDIR(mode):
        raise ContributionError("is a folder; name the file with the rows")
    raise ContributionError("is no regular file; pipe it in and name it -")
