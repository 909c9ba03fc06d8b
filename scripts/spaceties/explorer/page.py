"""Puts the pages together: template, styles, scripts and data in one HTML text each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from spaceties.datapackage.report.head import head
from spaceties.datapackage.report.words import escape_html
from spaceties.dataset import schema_org
from spaceties.dataset.model import Release
from spaceties.explorer import declared, payload

HERE = Path(__file__).resolve().parent
STYLES = (
    "base.css", "parts.css", "tables.css", "taking.css", "search.css", "portraits.css", "touch.css",
    "print.css",
)  # fmt: skip
LIBRARIES = ("vega", "vega-lite", "vega-interpreter", "datatables.net", "fflate", "world-atlas")
# In the order in which they need each other.
SCRIPTS = (
    "data.js", "dom.js", "dates.js", "copying.js", "route.js", "pages.js", "theme.js",
    "places.js", "citing.js", "files.js", "sheets.js", "labels.js", "pictures.js", "printing.js",
    "taking.js", "tips.js", "charts.js", "encodings.js", "grid_state.js", "grid.js",
    "search/folding.js", "search/kinds.js", "search/finder.js", "search/box.js",
    "portraits.js", "paths.js", "views/sections.js", "views/timeline.js", "views/portrait.js",
    "views/overview.js", "views/tie_rows.js", "views/matrix.js", "views/launched.js",
    "views/finding.js", "views/timelines.js", "views/ties.js", "views/map.js", "views/members.js",
    "views/bloc_charts.js", "views/across.js", "views/blocs.js", "views/spending.js",
    "views/money.js", "views/support.js", "views/rates.js", "views/claims.js",
    "views/tables.js", "views/row.js", "views/found.js", "main.js",
)  # fmt: skip
# Of the page that judges contributed files.
CHECK_STYLES = ("base.css", "parts.css", "check/check.css")
CHECK_LIBRARIES = ("fflate",)
CHECK_SCRIPTS = (
    "data.js", "dom.js", "files.js", "check/delimited.js", "check/workbook.js", "check/headers.js",
    "check/values.js", "check/meant.js", "check/judge.js", "check/copies.js", "check/main.js",
)  # fmt: skip


def build(release: Release, downloads: Sequence[payload.Object] = ()) -> str:
    """The page of a release as HTML; the same text for the same tables.

    downloads: `path`, `label` and `bytes` of files that lie beside the page.
    """
    title, description = release.package.title, _description(release)
    shown = {
        "description": description,
        "og:title": title,
        "og:description": description,
        "og:type": "website",
        "og:site_name": title.partition(":")[0],
    }
    scripts = [*libraries(LIBRARIES), joined(SCRIPTS)]
    linked = {"@context": "https://schema.org", "@type": "Dataset", **schema_org.described(release)}
    top = _head(title, release, STYLES, scripts, shown, release.home, linked)
    return _page("page.html", top, release, payload.payload(release, downloads), scripts)


def build_check(release: Release) -> str:
    """The page that holds contributed files against a release, as HTML."""
    title = release.package.title
    said = {"description": f"Holds contributed rows against {title}"}
    scripts = [*libraries(CHECK_LIBRARIES), joined(CHECK_SCRIPTS)]
    top = _head(f"Check rows · {title}", release, CHECK_STYLES, scripts, said)
    return _page("check/check.html", top, release, declared.payload_of(release), scripts)


def _head(
    title: str,
    release: Release,
    styles: Sequence[str],
    scripts: Sequence[str],
    said: Mapping[str, str],
    home: str = "",
    linked: Mapping[str, Any] | None = None,
) -> str:
    style = "\n".join(_read(HERE / "static" / name) for name in styles)
    said = {**said, "generator": f"spaceties {release.about['version']}"}
    return head(title, style, scripts, said, home, linked)


def _page(
    template: str, top: str, release: Release, held: payload.Object, scripts: Sequence[str]
) -> str:
    return Template(_read(HERE / "static" / template)).substitute(
        head=top,
        version=escape_html(release.about["version"]),
        data=payload.packed(held),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def _description(release: Release) -> str:
    return str(release.package.descriptor.get("description", ""))


def libraries(names: Sequence[str]) -> list[str]:
    """The texts of libraries, each after its name, version and licence, which must go along."""
    vendor = HERE / "vendor"
    described = {one["name"]: one for one in json.loads(_read(vendor / "libraries.json"))}
    return [
        f"/*! {one['name']} {one['version']}, {one['license']}\n\n"
        f"{_read(vendor / (one['name'] + '.LICENSE.txt')).replace('*/', '* /')}*/\n"
        + _read(vendor / one["file"])
        for one in map(described.__getitem__, names)
    ]


def joined(names: Sequence[str]) -> str:
    """The scripts of a page as one; each file is a module with a name of its own."""
    parts = [_read(HERE / "static" / name) for name in names]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "\n})();\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
