"""The pictures of the README, drawn by the page itself in a Chromium that is installed.

Each SVG names the digest of the data that it shows, so that a stale picture can be told.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from spaceties import programs
from spaceties.datapackage.files import write
from spaceties.dataset.model import Release
from spaceties.explorer import blocs

# File, address within the page, which chart of the view.
PICTURES = (("ties.svg", "#ties", 0), ("blocs.svg", "#blocs", 1))
DRAW = "place => window.spacetiesPicture(place)"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class NoBrowser(RuntimeError):
    """Playwright or a Chromium is missing; the message says what to install."""


def browser() -> str | None:
    """The path of an installed Chromium or Chrome, None if there is none."""
    return next((path for path in map(programs.program, BROWSERS) if path), None)


def draw(page: Path, release: Release, folder: Path) -> list[Path]:
    """Draw the pictures of the page into `folder` and return their paths.

    Raises NoBrowser without playwright or a Chromium.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("the pictures need playwright: pip install playwright") from None
    if (program := browser()) is None:
        raise NoBrowser("the pictures need Chromium: install it and try again")
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=program)
        tab = opened.new_page(viewport={"width": 1160, "height": 900}, color_scheme="light")
        for name, address, place in PICTURES:
            tab.goto("about:blank")
            tab.goto(f"{page.resolve().as_uri()}{address}")
            tab.locator(".chart[data-drawn]").nth(place).wait_for()
            digest = digests(release)[name]
            svg = f"{tab.evaluate(DRAW, place)}\n<!-- data sha256:{digest} -->\n"
            write(folder / name, svg)
            drawn.append(folder / name)
        opened.close()
    return drawn


def digests(release: Release) -> dict[str, str]:
    """SHA-256 of the data that each picture shows, by file."""
    ties = next(table.data for table in release.tables if table.name == "ties")
    names = ("kind", "from_country_id", "to_country_id", "row_id")
    columns = (ties[name].to_pylist() for name in names)
    rows = [row for row in zip(*columns, strict=True) if row[0] != "agreement"]
    shown = {"ties.svg": rows, "blocs.svg": blocs.blocs(release)}
    return {
        name: hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
        for name, value in shown.items()
    }
