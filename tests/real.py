"""A release of the real tables, made once for all tests that look at it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests import mini


@cache
def released() -> Path:
    """The folder `spaceties-VERSION` below a folder `dist`, written without validation."""
    from spaceties.datapackage import descriptor
    from spaceties.dataset import store
    from spaceties.release import write

    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    package = descriptor.load(mini.ROOT)
    tables = {name: store.read(package, name) for name in package.names}
    return write.write(package, tables, folder / "dist")
