"""A zip of each folder, the same bytes for the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path

from spaceties.dataset.model import Release

FOLDERS = ("csv", "parquet", "json")


def write(release: Release, root: Path) -> None:
    """Write `spaceties-VERSION-FOLDER.zip` below `root` for each folder of tables.

    The descriptor lies at the top of the archive, where frictionless looks for it. Times and modes
    are fixed, the order is that of the names; Parquet is compressed already.
    """
    day = tuple(int(part) for part in release.created.split("-"))
    for name in FOLDERS:
        with zipfile.ZipFile(root / f"{release.name}-{name}.zip", "w") as archive:
            for path in sorted((root / name).iterdir()):
                entry = zipfile.ZipInfo(path.name, (*day, 0, 0, 0))
                entry.create_system = 3  # Unix, wherever it is made
                entry.external_attr = 0o100644 << 16
                stored = path.suffix == ".parquet"
                entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
