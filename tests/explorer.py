"""Pages of the explorer for tests: one of the real tables, one of the tiny package."""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import cache
from pathlib import Path

import pandas as pd

import spaceties
from spaceties.datapackage import descriptor
from spaceties.dataset import assemble, store
from spaceties.dataset.model import Release
from spaceties.explorer import page
from tests import mini


def release_of(folder: Path) -> Release:
    """The release of the package in a folder, without validation."""
    package = descriptor.load(folder)
    tables = {name: store.read(package, name) for name in package.names}
    return assemble.assemble(package, tables)


@cache
def real_release() -> Release:
    return release_of(mini.ROOT)


@cache
def real_page() -> str:
    return page.build(real_release())


@cache
def frames() -> dict[str, pd.DataFrame]:
    """The real tables as pandas has them; not to be changed."""
    return spaceties.load_all()


def unpacked(html: str) -> dict:
    """The data that a page holds."""
    text = re.search(r'<script type="application/gzip" id="packed">(.*?)</script>', html)[1]
    return json.loads(gzip.decompress(base64.b64decode(text)))
