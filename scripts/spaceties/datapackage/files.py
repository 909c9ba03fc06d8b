"""The local files that make up a package, and the one way in which files are written."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .model import Package
from .paths import is_remote, place_of, read_bytes

DESCRIPTOR = "datapackage.json"
NEW = ".spaceties-new"  # how the names of what is not in its place yet end
LONGEST = 50  # characters of a name in such a name: together no more than a system takes


def files_of(package: Package) -> list[str]:
    """The descriptor and all local files that it names, relative to the package."""
    files = [DESCRIPTOR]
    for resource in package.resources:
        named = [resource.descriptor.get("schema"), resource.descriptor.get("dialect")]
        paths = [*(p for p in named if isinstance(p, str)), *resource.paths]
        files += [path for path in paths if not is_remote(path)]
    return list(dict.fromkeys(files))


def hashes(package: Package) -> dict[str, str]:
    """SHA-256 of every file of the package. Raises PathError, or OSError."""
    return {path: sha256(read_bytes(package.basepath, path)) for path in files_of(package)}


def sha256(data: bytes) -> str:
    """SHA-256 as hexadecimal digits."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


def write(path: Path, content: str | bytes) -> None:
    """Writes a file whole or not at all, whenever the process is killed; text as UTF-8.

    The new content is written beside the old, waits until the disk holds it, and is renamed. What
    a killed run has left there is taken away. Of a link, the file that it leads to is replaced.
    Raises OSError; then the file is as it was.
    """
    path = path.resolve() if path.is_symlink() else path
    if path.exists() and not path.is_file():  # a pipe or a terminal, where nothing can be lost
        put(path, content)
        return
    with beside(path) as waiting:
        create(waiting, content, like=path)
        waiting.replace(path)
    sync(path.parent)


def write_folder(waiting: Path, target: Path) -> None:
    """Puts a folder that was filled `beside` its place there. Raises OSError if one is there that
    is not empty."""
    for path in [*waiting.rglob("*"), waiting]:
        sync(path)
    waiting.replace(target)
    sync(target.parent)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """The path where what shall take the place of a file or folder waits until it is whole.

    What lies there at the end is taken away, and so is what killed runs have left there.
    """
    clean(target)
    waiting = target.with_name(f".{target.name[:LONGEST]}.{os.getpid()}{NEW}")
    try:
        yield waiting
    finally:
        remove(waiting)


def clean(target: Path) -> None:
    """Takes away what runs that were killed have left beside a file or folder."""
    form = re.compile(rf"\.{re.escape(target.name[:LONGEST])}\.(\d+){re.escape(NEW)}")
    with suppress(FileNotFoundError), os.scandir(target.parent) as entries:
        for entry in entries:
            if (named := form.fullmatch(entry.name)) and not _is_running(int(named[1])):
                remove(Path(entry))


def keep_newest(folder: Path, count: int) -> None:
    """Takes away all files of a folder but so many that were written last. Raises OSError."""
    with os.scandir(folder) as entries:
        files = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if entry.is_file()]
    for _, path in sorted(files)[:-count]:
        remove(Path(path))


def create(path: Path, content: str | bytes, like: Path | None = None) -> None:
    """Writes a file that is not there yet, with the mode of another one if that is, and waits
    until the disk holds it. What lies at `path` is no file of anybody's."""
    mode = stat.S_IMODE(like.stat().st_mode) if like and like.exists() else None
    if like and mode is not None and not os.access(like, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(like))
    path.unlink(missing_ok=True)
    with path.open("xb") as out:
        if mode is not None:
            path.chmod(mode)
        out.write(content.encode() if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())


def put(path: Path, content: str | bytes) -> None:
    """Writes a file where nobody looks yet: in a scratch folder, or one that waits `beside`."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_bytes(folder: Path, path: str, data: bytes) -> None:
    """The same by the path of a file in a package. Raises PathError for one that leaves it."""
    target = place_of(folder, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    put(target, data)


def sync(path: Path) -> None:
    """Waits until the disk holds a file, or the names in a folder where the system can say so."""
    if path.is_dir() and os.name != "posix":
        return
    # Windows syncs no handle that is for reading only.
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Takes away a file, a link, or a folder with all that is in it; as much as can be."""
    if path.is_dir() and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(PermissionError):  # on Windows, of a run that is going on
            path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Whether there is a process of this number; where that cannot be asked, False."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True
