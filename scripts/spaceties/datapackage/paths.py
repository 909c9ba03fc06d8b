"""The gate: the only way from the name of a file of a package to the file.

A package may come from anybody, and so may what names its files: a descriptor, a delta, a journal,
an entry of a zip. Only regular files inside of its folder are opened. A link counts as what it
leads to; where the system can open a file folder by folder, one that is put there between the look
and the opening is not followed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from io import BufferedReader
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

Kind = Literal["remote", "unsafe", "missing"]


class PathError(OSError, ValueError):
    """A file of a package is not opened; the message says why."""


class MissingFile(PathError, FileNotFoundError):
    """There is no such file in the package."""


def path_fault(base: Path, path: str) -> tuple[Kind, str] | None:
    """Why a path is not opened: its kind and a sentence; None if it may be.

    The standard's rule for paths: relative, POSIX, without "..", not below a hidden folder. Beyond
    it: a regular file, and no link that leads where a path may not.
    """
    if is_remote(path):
        return "remote", f"{path} is remote and is not fetched"
    posix = path.replace("\\", "/")  # which is how Windows reads it
    parts = PurePosixPath(posix).parts
    if (
        not path
        or "://" in path
        or posix.startswith(("/", "~"))
        or ".." in parts
        or path[1:2] == ":"
    ):
        return "unsafe", f"{path!r} is absolute or leaves the package"
    if os.path.expandvars(path) != path or re.match(r"%.+%|\$.", path):
        return "unsafe", f"{path!r} depends on the environment"
    if os.name == "nt" and _is_special(path):
        return "unsafe", f"{path!r} is the name of a device or a stream"
    if _is_hidden(parts):
        return "unsafe", f"{path!r} lies in a hidden folder"
    if any(os.path.islink(base / part) for part in _steps(path)):
        inside = _inside(base, path)
        if inside is None or _is_hidden(inside):
            where = "leaves the package" if inside is None else "leads into a hidden folder"
            return "unsafe", f"{path!r} is a link that {where}"
    try:
        mode = os.stat(base / path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "missing", f"{path} does not exist"
    except ValueError:  # a NUL, or half a surrogate pair
        return "unsafe", f"{path!r} is no name of a file"
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return "unsafe", f"{path!r} is too long for the name of a file"
        return "missing", f"{path} cannot be opened: {error.strerror}"
    if stat.S_ISDIR(mode):
        return "missing", f"{path} is a folder; a path names a file"
    if not stat.S_ISREG(mode):
        return "unsafe", f"{path!r} is no regular file"
    return None


def is_remote(path: str) -> bool:
    """True if the path has a scheme such as https; a drive letter (C:) is not a scheme."""
    scheme, separator, _ = path.partition("://")
    return bool(separator) and len(scheme) > 1 and scheme.lower() != "file"


def file_at(base: Path, path: str) -> Path:
    """Where a file of a package lies, for libraries that open it by themselves.

    Raises PathError for what `path_fault` finds.
    """
    if fault := path_fault(base, path):
        raise (MissingFile if fault[0] == "missing" else PathError)(fault[1])
    return base / path


def open_file(base: Path, path: str) -> BufferedReader:
    """A file of a package, opened for reading. Raises PathError, and OSError as `open` does."""
    file_at(base, path)
    inside = _inside(base, path)
    if inside is None:
        raise PathError(f"{path!r} leaves the package")
    handle = _descend(base, inside)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise PathError(f"{path!r} is no regular file")
    return os.fdopen(handle, "rb")


def read_bytes(base: Path, path: str) -> bytes:
    """The bytes of a file of a package. Raises as `open_file` does."""
    with open_file(base, path) as file:
        return file.read()


def read_named(path: Path) -> bytes:
    """The bytes of a file that the user names, wherever it lies. Raises PathError for what is no
    regular file, and OSError."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise PathError(f"{path} is no regular file")
    return path.read_bytes()


def read_text(base: Path, path: str) -> str | None:
    """The UTF-8 text of a file of a package, None if it is not there. Raises as `open_file` does,
    and UnicodeDecodeError."""
    try:
        return read_bytes(base, path).decode("utf-8")
    except FileNotFoundError:
        return None


def place_of(base: Path, path: str) -> Path:
    """Where a file of a package is written, which may be new: not through a link, nor over what
    is no regular file. Raises PathError."""
    fault = path_fault(base, path)
    linked = any(os.path.islink(base / part) for part in _steps(path))
    if linked or (fault and fault[0] == "missing" and os.path.lexists(base / path)):
        raise PathError(f"{path} is no regular file of the package")
    if fault and fault[0] != "missing":
        raise PathError(fault[1])
    return base / path


def irregular(folder: Path) -> list[str]:
    """The paths of what lies below a folder and is neither a folder nor a regular file: links,
    devices and pipes."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not (stat.S_ISDIR(mode := path.lstat().st_mode) or stat.S_ISREG(mode))
    )


def _is_special(path: str) -> bool:
    """Whether Windows would open something else than the file of this name."""
    parts = PureWindowsPath(path).parts
    return ":" in path or any(
        PureWindowsPath(part).is_reserved() or part.rstrip(". ") != part for part in parts
    )


def _is_hidden(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") for part in parts[:-1])


def _steps(path: str) -> list[PurePosixPath]:
    """The path, and the folders that it leads through."""
    posix = PurePosixPath(path)
    return [posix, *posix.parents[:-1]]


def _inside(base: Path, path: str) -> tuple[str, ...] | None:
    """The steps from the package's folder to what a path leads to, without any link; None if it
    is elsewhere."""
    real, home = Path(os.path.realpath(base / path)), os.path.realpath(base)
    return real.relative_to(home).parts if real.is_relative_to(home) else None


def _descend(base: Path, parts: tuple[str, ...]) -> int:
    """Opens a file below a folder a step at a time, none of which may be a link."""
    if os.open not in os.supports_dir_fd:  # Windows
        return os.open(base.joinpath(*parts), os.O_RDONLY | getattr(os, "O_BINARY", 0))
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # the last: a pipe would be waited for
    handle = os.open(base, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            step = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = step
        return os.open(parts[-1], flags, dir_fd=handle)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise PathError(f"{'/'.join(parts)!r} has just become a link") from None
        raise
    finally:
        os.close(handle)
