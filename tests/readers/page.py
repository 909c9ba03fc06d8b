"""docs/readers.md, as docs/readers.json has it."""

from __future__ import annotations

import json
import re
from typing import Any

from tests import mini
from tests.readers.cells import CELLS

RUN = mini.ROOT / "docs" / "readers.json"
PAGE = mini.ROOT / "docs" / "readers.md"
BEGIN, END = "<!-- readers: begin -->\n", "<!-- readers: end -->"


def told() -> dict[str, Any]:
    """The last run."""
    return json.loads(RUN.read_text(encoding="utf-8"))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def tables(run: dict[str, Any]) -> str:
    """The tables of the page."""
    every = [(one["reader"], one["version"], one["said"]) for one in run["readers"]]
    rows = [(*one, said.values()) for *one, said in every if isinstance(said, dict)]
    checks = [one for one in every if isinstance(one[2], str)]
    text = _line("reader, format", "version", *CELLS) + "|---" * (2 + len(CELLS)) + "|\n"
    text += "".join(_line(reader, version, *cells) for reader, version, cells in rows)
    text += "\n" + _line("asked besides", "version", "found") + "|---" * 3 + "|\n"
    return text + "".join(_line(*one) for one in checks)


def of(run: dict[str, Any], page: str) -> str:
    """The page with the tables of a run."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: BEGIN + tables(run) + END, page, flags=re.DOTALL)


def write(run: dict[str, Any]) -> None:
    """Keep a run, and show it."""
    RUN.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(of(run, PAGE.read_text(encoding="utf-8")), encoding="utf-8")
