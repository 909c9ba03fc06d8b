"""The parts of GCAT as rows of `sources`."""

from __future__ import annotations

from spaceties.importers.base import Row
from spaceties.importers.gcat.reading import Edition

BASE = "https://planet4589.org/space/gcat"

# Parts of GCAT as sources: what they hold, and where the file is.
SOURCES = {
    "launchlog": ("gcat-launchlog", "launch log", f"{BASE}/tsv/derived/launchlog.tsv"),
    "psatcat": ("gcat-psatcat", "payload catalog", f"{BASE}/tsv/cat/psatcat.tsv"),
    "orgs": ("gcat-orgs", "organizations", f"{BASE}/tsv/tables/orgs.tsv"),
    "sites": ("gcat-sites", "launch sites", f"{BASE}/tsv/tables/sites.tsv"),
    "lv": ("gcat-lv", "launch vehicles", f"{BASE}/tsv/tables/lv.tsv"),
    **dict.fromkeys(
        ("satcat", "objects", "ended"),
        ("gcat-satcat", "object catalogs", f"{BASE}/tsv/cat/satcat.tsv"),
    ),
}


def source(part: str, edition: Edition) -> Row:
    """The row of `sources` for a part of GCAT."""
    source_id, what, url = SOURCES[part]
    return {
        "source_id": source_id,
        "title": f"General Catalog of Artificial Space Objects: {what}",
        "authors": "McDowell, Jonathan C.",
        "publisher": "Jonathan McDowell",
        "published_on": edition.updated,
        "url": url,
        "language": "en",
        "kind": "dataset",
        "licence": "CC-BY-4.0",
        "edition": (edition.updated if len(edition.files) == 1 else "") or "; ".join(edition.files),
        "is_copy": "false",
        "sha256": edition.sha256 if source_id != "gcat-satcat" else "",
    }
