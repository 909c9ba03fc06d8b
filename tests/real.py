"""A release of the real tables, made once for all tests that look at it, whichever process of
pytest they run in."""

from __future__ import annotations

import atexit
import fcntl
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests import mini

# A folder that all processes of one run have; None if there is but one.
shared: Path | None = None


@cache
def released() -> Path:
    """The folder `spaceties-VERSION` below a folder `dist`, written without validation."""
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store
    from spaceties.release import write

    folder = shared or Path(tempfile.mkdtemp())
    if folder is not shared:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    package = descriptor.load(mini.ROOT)
    with (folder / "real.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # A release is put into its place when it is whole.
        if not (target := folder / "dist" / f"{package.name}-{package.version}").is_dir():
            tables = {name: store.read(package, name) for name in package.names}
            assert write.write(package, tables, folder / "dist") == target
    return target
