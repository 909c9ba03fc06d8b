"""The section of a version in CHANGELOG.md: what the data say, and what people wrote.

The form is that of Keep a Changelog 1.1.0 (keepachangelog.com). What is computed stands between two
comments, under the heading it belongs to; everything else is somebody's and is kept, what stood
under Unreleased too. Writing a section again replaces what is computed and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from spaceties.versions.changelog_notes import HEADINGS

BEGIN, END = "<!-- from the data: begin -->", "<!-- from the data: end -->"
START = """# Changelog

The form is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).
"""
SECTION = re.compile(r"^## +\[?(?P<name>[^\]\s]+)\]?.*$", re.MULTILINE)
HEADING = re.compile(r"^### +(.+?)\s*$", re.MULTILINE)
# What was computed, and marks that somebody left standing alone.
COMPUTED = re.compile(
    rf"^{re.escape(BEGIN)}$(?:\n(?!#|{re.escape(BEGIN)}$).*)*?\n{re.escape(END)}$\n?", re.MULTILINE
)
MARK = re.compile(rf"^(?:{re.escape(BEGIN)}|{re.escape(END)})$\n?", re.MULTILINE)
# What link references at the end of the file look like; they belong to no section.
LINKS = re.compile(r"(?:^\[[^\]]+\]:.*\n?|^\s*\n)+\Z", re.MULTILINE)


def with_section(text: str, version: str, date: str, computed: Mapping[str, list[str]]) -> str:
    """The changelog with the section of a version written.

    computed: {heading: lines}, "" for what comes before the headings. The notes under Unreleased
    move into the section; its heading stays, if it is there.
    """
    text = text if text.strip() else START
    ends = LINKS.search(text)
    links = ends[0] if ends and ends[0].strip() else ""
    body = text[: ends.start()] if links and ends else text
    intro, sections = _sections(body)
    names = [name for name, _, _ in sections]
    notes = _parts(next((part for name, _, part in sections if name == version), ""))
    for name, _, part in sections:
        if name.lower() == "unreleased":
            for heading, lines in _parts(part).items():
                notes[heading] = _joined(notes.get(heading, ""), lines)
    written = (version, f"## [{version}] - {date}", _section(notes, computed))
    at = names.index(version) if version in names else None
    result = []
    for place, (name, head, part) in enumerate(sections):
        if name.lower() == "unreleased":
            result.append((name, head, ""))
        else:
            result.append(written if place == at else (name, head, part))
    if at is None:
        result.insert(int(bool(names) and names[0].lower() == "unreleased"), written)
    blocks = [intro.rstrip("\n"), *(_block(head, part) for _, head, part in result)]
    return (
        "\n\n".join(block for block in blocks if block)
        + "\n"
        + (f"\n{links.strip()}\n" if links else "")
    )


def has_section(text: str, version: str) -> bool:
    """Whether the changelog has a section of this version."""
    return any(name == version for name, _, _ in _sections(text)[1])


def _sections(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text before the first section, and (name, heading line, rest) of each."""
    found = list(SECTION.finditer(text))
    starts = [*(match.start() for match in found), len(text)]
    sections = [
        (match["name"], match[0], text[match.end() : end])
        for match, end in zip(found, starts[1:], strict=True)
    ]
    return text[: starts[0]], sections


def _parts(section: str) -> dict[str, str]:
    """{heading: text} of a section without what was computed, "" for what has no heading."""
    kept = MARK.sub("", COMPUTED.sub("", section))
    pieces = HEADING.split(kept)
    parts = {"": pieces[0].strip("\n")}
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[heading] = _joined(parts.get(heading, ""), text.strip("\n"))
    return {heading: text for heading, text in parts.items() if text.strip() or heading}


def _section(notes: Mapping[str, str], computed: Mapping[str, list[str]]) -> str:
    order = ["", *HEADINGS, *(heading for heading in notes if heading not in HEADINGS)]
    blocks = []
    for heading in dict.fromkeys(order):
        own, lines = notes.get(heading, ""), computed.get(heading, [])
        made = "\n".join([BEGIN, *_spaced(lines), END]) if lines else ""
        content = _joined(own, made)
        if content.strip():
            blocks.append(f"### {heading}\n\n{content}" if heading else content)
    return "\n\n".join(blocks)


def _spaced(lines: list[str]) -> list[str]:
    """Lines with blank ones around, without which a comment would swallow a list or table."""
    return ["", *lines, ""]


def _block(head: str, part: str) -> str:
    inner = part.strip("\n")
    return f"{head}\n\n{inner}" if inner else head


def _joined(first: str, second: str) -> str:
    return "\n\n".join(text.strip("\n") for text in (first, second) if text.strip())
