"""Programs of the system that are run: git, a browser."""

from __future__ import annotations

import os
import shutil


def search_path() -> str:
    """PATH without relative folders: in a stranger's folder they would be the stranger's."""
    return os.pathsep.join(filter(os.path.isabs, os.get_exec_path()))


def program(name: str) -> str | None:
    """The absolute path of a program, None if it is not installed."""
    return shutil.which(name, path=search_path())
