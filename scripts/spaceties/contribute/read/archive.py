"""A zip in memory of which one part is changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The zip with another content of the part of this name; all others stay, in their order.

    Raises what zipfile does for a damaged one.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == name:
                content = change(content)
            new.writestr(info, content, compress_type=info.compress_type)
    return out.getvalue()
