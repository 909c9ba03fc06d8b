"""The section of a version in CHANGELOG.md: what people wrote, and what the data say.

The form is that of Keep a Changelog 1.1.0 (keepachangelog.com). What is computed stands between two
comments at the top of the section; everything else is somebody's and is kept, what stood under
Unreleased too. Writing a section again replaces what is computed and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

HEADINGS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
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

Section = tuple[str, str, str]  # name, heading line, and the text below it


def with_section(text: str, version: str, date: str, computed: Sequence[str]) -> str:
    """The changelog with the section of a version written.

    computed: its lines that the data give. The notes under Unreleased move into the section; its
    heading stays, if it is there.
    """
    text = text if text.strip() else START
    ends = LINKS.search(text)
    links = ends[0].strip() if ends else ""
    intro, sections = _sections(text[: ends.start()] if ends and links else text)
    notes = _notes(next((part for name, _, part in sections if name == version), ""))
    for heading, note in _notes("".join(p for n, _, p in sections if _is_unreleased(n))).items():
        notes[heading] = _joined(notes.get(heading, ""), note)
    made = "\n".join([BEGIN, "", *computed, "", END])
    section = (version, f"## [{version}] - {date}", _joined(made, _written(notes)))
    parts = [
        (name, head, "")
        if _is_unreleased(name)
        else section
        if name == version
        else (name, head, p)
        for name, head, p in sections
    ]
    if not has_section(text, version):
        parts.insert(int(bool(parts) and _is_unreleased(parts[0][0])), section)
    blocks = [intro, *(_joined(head, part) for _, head, part in parts), links]
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def has_section(text: str, version: str) -> bool:
    """Whether the changelog has a section of this version."""
    return any(name == version for name, _, _ in _sections(text)[1])


def _sections(text: str) -> tuple[str, list[Section]]:
    """The text before the first section, and the sections."""
    heads = list(SECTION.finditer(text))
    starts = [*(head.start() for head in heads), len(text)]
    sections = [
        (head["name"], head[0], text[head.end() : end])
        for head, end in zip(heads, starts[1:], strict=True)
    ]
    return text[: starts[0]], sections


def _is_unreleased(name: str) -> bool:
    return name.lower() == "unreleased"


def _notes(section: str) -> dict[str, str]:
    """{heading: text} of a section without what was computed, "" for what has no heading."""
    pieces = HEADING.split(MARK.sub("", COMPUTED.sub("", section)))
    notes = {"": pieces[0]}
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        notes[heading] = _joined(notes.get(heading, ""), text)
    return notes


def _written(notes: Mapping[str, str]) -> str:
    """The notes under their headings, in the order of HEADINGS; empty ones are left out."""
    order = dict.fromkeys(["", *(h for h in HEADINGS if h in notes), *notes])
    blocks = [
        _joined(f"### {heading}" if heading else "", notes[heading])
        for heading in order
        if notes[heading].strip()
    ]
    return "\n\n".join(blocks)


def _joined(first: str, second: str) -> str:
    return "\n\n".join(text.strip("\n") for text in (first, second) if text.strip())
