"""The head of every HTML page that is written: what it may do, what it is called and how others
show a link to it. Everything is escaped here."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .words import escape_html

QUIET = {"connect-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}


def head(
    title: str,
    style: str,
    scripts: Sequence[str] = (),
    said: Mapping[str, str] | None = None,
    home: str = "",
    linked: Mapping[str, Any] | None = None,
) -> str:
    """The element `head` of a page with one style sheet and these scripts in its body.

    said: what it says of itself by `name`, as `description`; names with a colon are properties,
    which show a link (Open Graph). home: the address at which the page is hosted, if any. linked:
    what it tells search engines in JSON-LD.
    """
    lines = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style, scripts)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="color-scheme" content="light dark">',
        *(_meta(name, text) for name, text in (said or {}).items() if text),
        f"<title>{escape_html(title)}</title>",
    ]
    if scripts:
        lines.append('<link rel="icon" href="data:,">')  # else browsers ask for /favicon.ico
    if home:
        lines += [f'<link rel="canonical" href="{escape_html(home)}">', _meta("og:url", home)]
    if linked:
        data = json.dumps(linked, ensure_ascii=False).replace(
            "<", "\\u003c"
        )  # no end of the element
        lines.append(f'<script type="application/ld+json">{data}</script>')
    return "\n".join(["<head>", *lines, f"<style>{style}</style>", "</head>"])


def policy(style: str, scripts: Sequence[str] = ()) -> str:
    """The Content-Security-Policy: this very style and these scripts, nothing is fetched."""
    allowed = {"default-src": "'none'", "style-src": digest(style)}
    if scripts:
        allowed |= {"script-src": " ".join(map(digest, scripts)), "img-src": "data:"}
    return "; ".join(f"{kind} {sources}" for kind, sources in {**allowed, **QUIET}.items())


def digest(text: str) -> str:
    """The source of a policy that allows an element with this very text."""
    value = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(value).decode('ascii')}'"


def _meta(name: str, text: str) -> str:
    kind = "property" if ":" in name else "name"
    return f'<meta {kind}="{name}" content="{escape_html(text)}">'
