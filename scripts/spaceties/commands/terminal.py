"""What the terminal of the user is like, whether it takes colours and how wide it is, and whether
the user wants to hear of more than what was found."""

from __future__ import annotations

import os
from typing import IO

WIDE = 80  # columns of what no terminal shows
LEAST, MOST = 40, 120  # lines of text beyond are hard to read


def paints(stream: IO[str]) -> bool:
    """Whether what is written there may have colours (no-color.org, force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def redraws(stream: IO[str]) -> bool:
    """Whether a line that was written there can be taken back."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width(stream: IO[str]) -> int:
    """Columns for text: those of a terminal, within bounds; WIDE where there is none."""
    if not stream.isatty():
        return WIDE
    import shutil

    return min(MOST, max(LEAST, shutil.get_terminal_size((WIDE, 24)).columns))


_asked = {"quiet": False}


def be_quiet(asked: bool) -> None:
    """Set whether nothing is told but what was found."""
    _asked["quiet"] = asked


def quiet() -> bool:
    """Whether nothing is to be told but what was found."""
    return _asked["quiet"]
