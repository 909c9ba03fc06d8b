"""Puts the page together: template, styles, scripts and data in one HTML text."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Sequence
from pathlib import Path
from string import Template

from spaceties.dataset.model import Release
from spaceties.explorer import payload

HERE = Path(__file__).resolve().parent
STYLES = ("base.css", "parts.css", "tables.css")
# In the order in which they need each other.
SCRIPTS = (
    "data.js", "dom.js", "dates.js", "copying.js", "route.js", "charts.js", "grid.js",
    "views/overview.js", "views/tie_rows.js", "views/matrix.js", "views/launched.js",
    "views/timelines.js", "views/ties.js", "views/members.js", "views/bloc_charts.js",
    "views/blocs.js", "views/spending.js",
    "views/money.js", "views/support.js", "views/rates.js", "views/claims.js",
    "views/tables.js", "views/row.js", "main.js",
)  # fmt: skip


def build(release: Release, downloads: Sequence[payload.Object] = ()) -> str:
    """The page of a release as HTML; the same text for the same tables.

    downloads: `path`, `label` and `bytes` of files that lie beside the page.
    """
    scripts = [*libraries(), application()]
    style = "\n".join(_read(HERE / "static" / name) for name in STYLES)
    return Template(_read(HERE / "static" / "page.html")).substitute(
        policy=html.escape(policy(scripts, style)),
        title=html.escape(release.package.title),
        description=html.escape(release.package.descriptor.get("description", "")),
        version=html.escape(release.about["version"]),
        style=style,
        data=payload.packed(payload.payload(release, downloads)),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def policy(scripts: Sequence[str], style: str) -> str:
    """The Content-Security-Policy: these very scripts and styles run, and nothing is fetched."""
    allowed = " ".join(_digest(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; "
        "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def libraries() -> list[str]:
    """The texts of the libraries, each after its name, version and licence, which must go along."""
    vendor = HERE / "vendor"
    described = json.loads(_read(vendor / "libraries.json"))
    return [
        f"/*! {one['name']} {one['version']}, {one['license']}\n\n"
        f"{_read(vendor / (one['name'] + '.LICENSE.txt')).replace('*/', '* /')}*/\n"
        + _read(vendor / one["file"])
        for one in described
    ]


def application() -> str:
    """The page's own scripts as one; each file is a module with a name of its own."""
    parts = [_read(HERE / "static" / name) for name in SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
