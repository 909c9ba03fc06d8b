"""One module per release format; `FORMATS` is the registry.

Each module has `write(release, root)`, which writes its files below `root`. They run in this order:
what names or packs files of others comes after them.
"""

from __future__ import annotations

from spaceties.release.formats import (
    croissant,
    csv,
    datasette,
    dictionary,
    explorer,
    json,
    parquet,
    sqlite,
    xlsx,
    zip,
)

FORMATS = {
    "csv": csv,
    "parquet": parquet,
    "json": json,
    "archives": zip,
    "sqlite": sqlite,
    "datasette": datasette,
    "xlsx": xlsx,
    "dictionary": dictionary,
    "croissant": croissant,
    "explorer": explorer,
}
# Work for zlib and the disk, not for Python: runs beside the formats that come after it.
BESIDE = {"archives"}
# Seconds of work for Python: has a process of its own if there are many rows.
APART = {"xlsx"}
# Names the files of those two.
WAITING = {"croissant", "explorer"}
