"""A release of the real tables, and other things that take long, made once for all tests that look
at them, whichever process of pytest they run in."""

from __future__ import annotations

import atexit
import fcntl
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests import mini

# A folder that all processes of one run have; None if there is but one.
shared: Path | None = None


@cache
def _own() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first to ask for it fills."""
    folder = shared or _own()
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target := folder / name).is_dir():
            (part := folder / f"{name}.part").mkdir()
            make(part)
            part.rename(target)  # when it is whole
    return target


@cache
def released() -> Path:
    """The folder `spaceties-VERSION` below a folder `dist`, written without validation."""
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store
    from spaceties.release import write

    package = descriptor.load(mini.ROOT)

    def make(folder: Path) -> None:
        tables = {name: store.read(package, name) for name in package.names}
        write.write(package, tables, folder)

    return once("dist", make) / f"{package.name}-{package.version}"
