"""The pages of a hosted explorer that need no script: one for each state, and for each pair of
states with something in common besides conventions, with a list of all, one of all versions beside
their deltas, and a map of the site.

They tell what :mod:`written` finds, as the pages of `index.html` do, which lies beside them. Where
the descriptor states a `homepage`, each page tells its address there and `sitemap.xml` names all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urljoin

from spaceties.datapackage.report.head import head
from spaceties.datapackage.report.words import plural
from spaceties.dataset import schema_org
from spaceties.dataset.model import Release
from spaceties.explorer.paths import Cell, Part
from spaceties.explorer.portraits import Portrait
from spaceties.explorer.written import Book, Page, Section
from spaceties.matching.normalize import fold
from spaceties.versions import index, seen, versions_page

STYLE = Path(__file__).with_name("static") / "hosted.css"
STATES = "states.html"
VERSIONS = f"{index.FOLDER}/index.html"
SITEMAP = "sitemap.xml"
OWN = re.compile(r"(?:state/[A-Z]{3}|pair/[A-Z]{3}-[A-Z]{3})\.html")  # paths of these pages
MOST = 200  # rows of a section; the explorer has all
WEB = ("https://", "http://")


def pages(release: Release) -> Iterator[tuple[str, str]]:
    """(path below the folder, text) of each page, and of `sitemap.xml` if the address is known."""
    return _Site(release).pages()


class _Site:
    def __init__(self, release: Release) -> None:
        self.release, self.book = release, Book(release)
        portraits = self.book.portraits
        self.states = {key: one for key, one in portraits.states.items() if any(one.lists.values())}
        self.pairs = {key: one for key, one in portraits.pairs.items() if one.together}
        self.versions = seen.recorded(release.package.basepath)
        self.base = f"{release.home.rstrip('/')}/" if release.home else ""
        self.style = STYLE.read_text(encoding="utf-8")
        dataset = schema_org.described(release)
        known = ("name", "version", "license", "creator", "url", "identifier")
        self.dataset = {name: dataset[name] for name in known if name in dataset}

    def pages(self) -> Iterator[tuple[str, str]]:
        paths = [STATES]
        yield STATES, self._list()
        if self.versions:
            paths.append(VERSIONS)
            yield VERSIONS, self._versions()
        for kind, found in (("state", self.states), ("pair", self.pairs)):
            for key in found:
                paths.append(f"{kind}/{key}.html")
                yield paths[-1], self._page(kind, key)
        if self.base:
            yield SITEMAP, self._sitemap(["", *paths])

    def _list(self) -> str:
        """All states, and how much there is of each."""
        items = [
            f"<li>{self._link(Part(self.book.name(key), 'countries', key), '')} "
            f"<span>{_counts(self.states[key])}</span></li>"
            for key in sorted(self.states, key=lambda state: fold(self.book.name(state)))
        ]
        body = ["<h1>States</h1>", '<ul class="states">', *items, "</ul>"]
        return self._html(STATES, "States", "All states that the tables tell of.", body, {})

    def _versions(self) -> str:
        """All releases, with links to the deltas beside this page."""

        def delta(version: seen.Version) -> str:
            name = PurePosixPath(index.changes_of(version.number)).name
            return f'<a href="{quote(name)}">{escape(name)}</a>'

        said = "Every version of the tables, and what changed in it."
        body = ["<h1>Versions</h1>", *versions_page.table(self.versions, delta)]
        return self._html(VERSIONS, "Versions", said, body, {})

    def _page(self, kind: str, key: str) -> str:
        page = self.book.page(kind, key)
        path, said = f"{kind}/{key}.html", "".join(part.text for part in page.said)
        body = [
            f"<h1>{escape(page.heading)}</h1>",
            f"<p>{''.join(self._link(part, '../') for part in page.said)}</p>",
            f'<p class="lacks">{escape(page.lacks)}</p>',
            f'<p><a href="../index.html#{kind}/{key}">With a timeline, to sort and to filter, in '
            "the explorer</a></p>",
            *(self._section(section, kind, key) for section in page.sections),
        ]
        return self._html(path, f"{page.heading} in space", said, body, self._about(page))

    def _about(self, page: Page) -> schema_org.Json:
        """What the page is about, in the words of schema.org."""
        countries = [
            {"@type": "Country", "name": self.book.name(state), "identifier": state}
            for state in page.states
        ]
        return {"about": countries}

    def _section(self, section: Section, kind: str, key: str) -> str:
        rows = section.rows[:MOST]
        titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in section.titles)
        lines = [f"<tr>{''.join(map(self._cell, row))}</tr>" for row in rows]
        left = len(section.rows) - len(rows)
        more = f'<p><a href="../index.html#{kind}/{key}">and {left:,} more in the explorer</a></p>'
        parts = [
            f"<h2>{escape(section.title)} <small>{len(section.rows):,}</small></h2>",
            f"<p>{escape(section.note)}</p>" if section.note else "",
            f'<div class="wide" role="region" tabindex="0" aria-label="{escape(section.title)}">'
            f"<table><thead><tr>{titles}</tr></thead><tbody>",
            *lines,
            "</tbody></table></div>",
            more if left else "",
        ]
        return "\n".join(filter(None, parts))

    def _cell(self, cell: Cell) -> str:
        return f"<td>{''.join(self._link(part, '../') for part in cell)}</td>"

    def _link(self, part: Part, up: str) -> str:
        """A part of a text, as a link where it leads somewhere. up: the way to the folder."""
        text = escape(part.text)
        if part.href and part.href.startswith(WEB):
            return f'<a href="{escape(part.href)}" rel="noopener noreferrer">{text}</a>'
        if part.table is None or part.key is None:
            return text
        return f'<a href="{up}{self._address(part.table, part.key)}">{text}</a>'

    def _address(self, table: str, key: str) -> str:
        """Where a row is shown: a page beside this one, or the explorer."""
        for of, kind, found in (("countries", "state", self.states), ("pairs", "pair", self.pairs)):
            if table == of:
                known = key in found
                return f"{kind}/{key}.html" if known else f"index.html#{kind}/{quote(key)}"
        return f"index.html#{table}/{quote(key, safe='')}"

    def _html(
        self, path: str, title: str, said: str, body: Sequence[str], about: schema_org.Json
    ) -> str:
        up = "../" if "/" in path else ""
        called = f"{title} · Spaceties"
        address = urljoin(self.base, path) if self.base else ""
        shown = {"description": said, "og:title": title, "og:description": said}
        linked = {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": title,
            "description": said,
            **({"url": address} if address else {}),
            "dateModified": self.release.created,
            **about,
            "isPartOf": {"@type": "Dataset", **self.dataset},
        }
        top = head(called, self.style, (), shown, address, linked)
        places = {"index.html": "Explorer", STATES: "States"}
        places |= {VERSIONS: "Versions"} if self.versions else {}
        links = (f'<a href="{up}{place}">{name}</a>' for place, name in places.items())
        nav = f"<nav>{' '.join(links)}</nav>"
        foot = f"<footer><p>{escape(self.release.citation)}</p></footer>"
        return "\n".join(
            ["<!doctype html>", '<html lang="en">', top, "<body>", nav, "<main>", *body, "</main>",
             foot, "</body>", "</html>", ""]
        )  # fmt: skip

    def _sitemap(self, paths: Sequence[str]) -> str:
        """Source: sitemaps.org/protocol.html."""
        day = self.release.created
        entries = [
            f"<url><loc>{escape(urljoin(self.base, path))}</loc><lastmod>{day}</lastmod></url>"
            for path in paths
        ]
        return "\n".join(
            ['<?xml version="1.0" encoding="UTF-8"?>',
             '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
             *entries, "</urlset>", ""]
        )  # fmt: skip


def _counts(found: Portrait) -> str:
    """How much there is of a state, in words."""
    counts = ((found.count(f"{one}s"), one) for one in ("satellite", "agreement", "partner"))
    return ", ".join(plural(number, one) for number, one in counts if number)
